"""The opening books: a population drawn from the documented mix, its loans, and balance sheets that close."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

import numpy as np

from .behaviour.banking import totals
from .behaviour.demography import entry_exit
from .behaviour.demography.population import give_birth
from .behaviour.distress import default
from .behaviour.guarantee.guarantee_agreement import GUARANTORS_A_REGION
from .behaviour.lending import credit_demand
from .behaviour.lending.back_dating import date_back
from .behaviour.trade import business_cycle, cash_flow
from .ground.columns import Store
from .ground.units import whole_fen
from .products.product import write_menu
from .state import bank_columns as bc
from .state import enterprise_columns as ec
from .state import loan_columns as lc
from .state.ledger import Ledger
from .state.programme_columns import MOST_PROGRAMMES, PROGRAMMES, SPENT
from .state.structure import BANK_TYPES, PARTIES, PRODUCTS, REGIONAL_TYPES, REGIONS, SECTORS, SIZES

if TYPE_CHECKING:
    from .market import CreditMarket

PRIVATE_GUARANTEE = 1

Closure = namedtuple("Closure", "base young maturing_months weak margin")


def open_books(m: CreditMarket) -> None:
    """Fill the market with its opening state; the first audit starts from here."""
    _tables(m)
    _banks(m)
    _agreements(m)
    _institutions(m)
    firms = m.firms_at_start
    m.firm_store = Store(ec.ENTERPRISE, firms + firms // 32 + 64)
    m.loan_book = Store(lc.LOAN, firms // 2 + 64)
    m.claims = Store(lc.CLAIMS, firms // 64 + 64)
    m.candidates = Store(ec.ENTERPRISE, 16)
    m.work64, m.work32 = np.zeros(m.firm_store.capacity, np.int64), np.zeros(m.firm_store.capacity, np.int32)
    m.gone = np.empty(0, np.int32)
    m.exits = np.zeros(default.EXIT_COUNTERS, np.int64)
    m.paid, m.recovered = np.zeros(len(PARTIES), np.int64), np.zeros(len(PARTIES), np.int64)
    m.by_size_credit = np.zeros((3, len(SIZES)), np.int64)
    m.circles, m.circle_calls = 0, np.full(16, -1, np.int32)
    m.cycle = business_cycle.BusinessCycle(
        m.group("cycle"),
        m.conditions.demand_shocks,
        m.seed,
        m.burn_in,
        np.outer(m.group("population").sector_mix, m.group("population").region_mix),
    )
    m.crowding = np.ones(len(SECTORS))
    m.capital_at_start = None
    m.activity, m.borrowing_cost, m.sme_return = 0.0, m.group("credit_demand").normal_cost, 0.12
    m.for_sale = m.usually_for_sale = 0.0
    m.predicted_defaults = m.realised_defaults = 0.0
    m.flights = m.usual_flights = m.group("lender_trust").usual
    m.loan_counters = np.zeros(totals.LOAN_COUNTERS, np.int64)

    rows = m.firm_store.allocate(firms)
    give_birth(m, rows, np.arange(firms, dtype=np.int64), at_start=True)
    m.sum_firms()
    _loans(m)
    m.sum_firms()
    m.sum_loans()
    _balance_sheets(m)
    m.ledger.flows[:] = 0
    m.count = {}
    m.ledger.opening = m.closing_stocks()


def _tables(m: CreditMarket) -> None:
    population, flow, simple = m.group("population"), m.group("cash_flow"), m.group("simple_loan")
    m.mixes = (np.cumsum(population.sector_mix), np.cumsum(population.region_mix))
    m.sector_table = cash_flow.sector_table(flow, population.turnover)
    m.birth_tables = tuple(
        np.array(stated)
        for stated in (
            flow.wage, flow.sales_per_worker, population.turnover, population.region_development,
            population.borrower_types, population.no_collateral_share,
        )
    )  # fmt: skip
    m.size_workers = np.array(entry_exit.SIZE_WORKERS, np.float64)
    m.size_sales = np.array(entry_exit.SIZE_SALES, np.float64) * 1e6
    pricing = m.group("loan_pricing")
    letter = m.group("domestic_letter_of_credit")
    m.lgd_by_security = np.array(
        [
            pricing.lgd_unsecured, pricing.lgd_pledged, pricing.lgd_guaranteed, pricing.lgd_guaranteed,
            m.group("factoring").expected_loss_pledged, 1.0 - m.group("factoring").buyer_dividend,
            m.group("warehouse_finance").expected_loss, letter.loss_given_default,
        ]
    )  # fmt: skip
    m.menu = write_menu(m)
    m.learned = np.ones((3, len(PRODUCTS)))
    for kind, column in enumerate(("learned", "add_on", "processing")):
        m.learned[kind, m.menu.column("product")] = m.menu.column(column)
    m.programmes = Store(PROGRAMMES, MOST_PROGRAMMES)
    m.tenors, m.tenor_mix = np.array(simple.tenors, np.float64), np.cumsum(simple.tenor_mix)
    m.closure = Closure(
        population.closure_base,
        population.closure_young,
        population.closure_maturing,
        population.closure_weak,
        population.closure_margin,
    )


def _banks(m: CreditMarket) -> None:
    p = m.group("banking")
    kinds = [kind for kind in range(len(BANK_TYPES)) for _ in range(p.banks_by_type[kind])]
    m.banks = Store(bc.BANKS, len(kinds))
    m.banks.allocate(len(kinds))
    tag, real = m.banks.blocks.tag, m.banks.blocks.real
    seen = [0] * len(BANK_TYPES)
    for bank, kind in enumerate(kinds):
        tag[bc.BANK_TYPE, bank] = kind
        tag[bc.BANK_REGION, bank] = seen[kind] % len(REGIONS) if kind in REGIONAL_TYPES else -1
        seen[kind] += 1
        real[bc.TARGET_RATIO, bank] = p.target_ratio[kind]
        real[bc.FUNDING, bank] = p.funding_cost[kind]
        real[bc.OPERATING, bank] = p.operating_cost[kind]
        real[bc.MARKUP, bank] = p.markup[kind]
        real[bc.NOISE, bank] = p.noise[kind]
    shares = np.zeros((len(SIZES), len(REGIONS), len(kinds)))
    for size in range(len(SIZES)):
        by_type = p.share_micro if size == 0 else p.share_larger
        for region in range(len(REGIONS)):
            for kind in range(len(BANK_TYPES)):
                open_here = [b for b, k in enumerate(kinds) if k == kind and tag[bc.BANK_REGION, b] in (-1, region)]
                for bank in open_here:
                    shares[size, region, bank] = by_type[kind] / len(open_here)
    m.house_banks = np.cumsum(shares / shares.sum(axis=2, keepdims=True), axis=2)
    m.capital_short = np.zeros(len(kinds))
    m.capital_ratios = np.zeros(len(kinds))
    m.deposits_before = np.zeros(len(kinds), np.int64)
    m.ledger = Ledger(len(kinds))


def _agreements(m: CreditMarket) -> None:
    m.agreements = Store(bc.AGREEMENTS, 64)
    m.agreements.allocate(2)
    index, tag, real = m.agreements.blocks.index, m.agreements.blocks.tag, m.agreements.blocks.real
    index[bc.SHARE + 0, 0] = 10_000  # no agreement: the bank bears it all
    index[bc.SHARE + 1, PRIVATE_GUARANTEE] = 10_000  # a private guarantor answers for the whole principal
    real[bc.RELIEF, PRIVATE_GUARANTEE] = 1.0
    tag[bc.RESIDUAL, PRIVATE_GUARANTEE] = 1
    tag[bc.USES_GUARANTOR, PRIVATE_GUARANTEE] = 1
    index[bc.DELAY, PRIVATE_GUARANTEE] = 2


def _institutions(m: CreditMarket) -> None:
    g = m.group("guarantors")
    regions, each = len(REGIONS), GUARANTORS_A_REGION
    guarantors = regions * each
    mix = m.group("population").region_mix
    m.institutions = Store(bc.INSTITUTIONS, guarantors + 5)
    rows = m.institutions.allocate(guarantors + 5)
    whole, real, tag = m.institutions.blocks.whole, m.institutions.blocks.real, m.institutions.blocks.tag
    for row in rows:
        tag[bc.HOME_BANK, row] = row % m.banks.rows
    for row in range(guarantors):
        region, public = row // each, row % each == 0
        capital = g.public_capital * mix[region] if public else g.commercial_capital * mix[region] / (each - 1)
        whole[bc.DEPOSIT, row] = m.fen_of_model(capital)
        real[bc.LEVERAGE_CAP, row] = 0.0 if public else g.leverage_cap
        real[bc.GUARANTEE_FEE_RATE, row] = g.public_fee if public else g.commercial_fee
        real[bc.GUARANTOR_NOISE, row] = g.noise
        tag[bc.PUBLIC, row] = public
        tag[bc.INSTITUTION_REGION, row] = region
    sectors, capitals = (
        (1, 1, 2, 2, 2),
        (g.provincial_capital, g.national_capital, 0.0, 0.0, g.insurer_capital),
    )
    for position, (sector, capital) in enumerate(zip(sectors, capitals, strict=True)):
        row = guarantors + position
        tag[bc.INSTITUTION_SECTOR, row] = sector
        tag[bc.INSTITUTION_REGION, row] = -1
        whole[bc.DEPOSIT, row] = m.fen_of_model(capital)
    m.initial_net_assets = whole[bc.DEPOSIT].copy()
    #            bank, guarantor (the loan's own), province, national, compensation, local fund, local budget, insurer
    m.institution_of = np.array(
        [-1, -1, guarantors, guarantors + 1, guarantors + 2, guarantors + 3, -1, guarantors + 4]
    )
    m.reguarantor_rows = np.array([guarantors, guarantors + 1])
    m.accounts = np.zeros(1 + regions, np.int64)


def _loans(m: CreditMarket) -> None:
    """Every owner who wants debt asks once; what is granted is dated back over its life, its money long spent."""
    for policy in m.conditions.burn_in_policies:
        if m._started(policy):
            m.open_policy(policy)
    m.banks.blocks.whole[bc.BUDGET] = 1 << 60
    p = m.numbers("credit_demand")._replace(
        consider_probability=1.0, discouraged_base=0.0, discouraged_opaque=0.45, discouraged_refused=0.0
    )
    rows, simple = m.firm_store.rows, m.numbers("simple_loan")
    found = credit_demand.ask_for_credit(
        0,
        rows,
        m.firm_store.blocks,
        m.work32,
        m.work64,
        np.zeros(8, np.int64),
        m.seed,
        m.month,
        m.borrowing_cost,
        m.programmes.blocks,
        m.programmes.rows,
        p,
        simple,
    )
    m.applicant_rows, m.applicant_amounts = m.work32[:found].copy(), m.work64[:found].copy()
    m.work64[:] = 0
    cash = m.firm_store.blocks.whole[ec.CASH, :rows].copy()
    deposits = m.institutions.blocks.whole[bc.DEPOSIT].copy()
    new = m.decide_and_disburse(opening=True)
    m.firm_store.blocks.whole[ec.CASH, :rows] = cash
    m.institutions.blocks.whole[bc.DEPOSIT] = deposits
    m.accounts[:] = 0
    m.programmes.blocks.whole[SPENT] = 0
    m.banks.blocks.whole[bc.OWN_CASH] = 0
    m.firm_store.blocks.index[ec.REFUSED_MONTH, :rows] = -10_000
    m.firm_store.blocks.tag[ec.MARK, :rows] = 0
    date_back(new, m.loan_book.blocks, m.firm_store.blocks, m.seed, m.month)


def _balance_sheets(m: CreditMarket) -> None:
    """Banks' other assets and equity by ratio, the rest of the economy's deposits as what closes the sheet."""
    p = m.group("banking")
    kinds = m.banks.column("type")
    w = m.banks.blocks.whole
    sme = int(m.loan_counters[0])
    m.large_at_start = np.zeros(m.banks.rows)
    institution_deposits = m.institution_deposits()
    for bank in range(m.banks.rows):
        own = max(int(w[bc.SME_LOANS, bank]), sme // (4 * m.banks.rows))
        large = whole_fen(p.large_loan_ratio * own)
        loans = int(w[bc.SME_LOANS, bank]) + large
        w[bc.LARGE_LOANS, bank] = large
        m.large_at_start[bank] = large
        w[bc.BONDS, bank] = whole_fen(p.bond_share * loans)
        w[bc.ALLOWANCE, bank] = whole_fen(p.general_allowance * (int(w[bc.SME_LOANS, bank]) + 0.7 * large))
        w[bc.RESERVES, bank] = whole_fen(p.reserve_share * loans * (1.0 + p.bond_share))
        assets = float(w[bc.WEIGHTED, bank]) + m.group("loan_pricing").risk_weight_large * large
        equity = whole_fen(p.target_ratio[int(kinds[bank])] * assets)
        w[bc.REST_DEPOSITS, bank] = (
            int(w[bc.RESERVES, bank])
            + loans
            + int(w[bc.BONDS, bank])
            - int(w[bc.ALLOWANCE, bank])
            - equity
            - int(w[bc.FIRM_DEPOSITS, bank])
            - int(institution_deposits[bank])
        )
        w[bc.EQUITY_BEFORE, bank] = equity
        w[bc.BUDGET, bank] = whole_fen(0.05 * assets)
        m.deposits_before[bank] = (
            int(w[bc.FIRM_DEPOSITS, bank]) + int(w[bc.REST_DEPOSITS, bank]) + int(institution_deposits[bank])
        )
    m.central_balance = whole_fen(0.01 * sme)
    m.local_balance = whole_fen(0.0025 * sme)
    m.accounts[0] = m.central_balance
    m.accounts[1:] = m.local_balance
