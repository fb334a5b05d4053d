"""The opening books: a population drawn from the documented mix, its loans, and balance sheets that close."""

from __future__ import annotations

import math

import numpy as np

from .behaviour.banking.sums import closing_stocks, institution_deposits
from .behaviour.banking.totals import L_BALANCE, make_room, sum_firms, sum_loans
from .behaviour.demography.birth import give_birth
from .behaviour.demography.size_class import SIZE_SALES, SIZE_WORKERS
from .behaviour.guarantee.guarantee_agreement import (
    COMPENSATION,
    GUARANTORS,
    GUARANTORS_A_REGION,
    INSURER,
    LOCAL,
    NATIONAL,
    PARTY_BANK,
    PARTY_GUARANTOR,
    PROVINCIAL,
)
from .behaviour.guarantee.institution_month import FUND_SECTOR, REGUARANTOR_SECTOR
from .behaviour.lending import credit_demand
from .behaviour.lending.back_dating import date_back
from .behaviour.lending.standards import first_standards
from .behaviour.support.central_bank import open_central_bank
from .behaviour.support.public_purse import net_debt, public_money
from .behaviour.trade.business_cycle import BusinessCycle
from .ground.columns import Store
from .ground.parameters import ParameterGroup, assumption, parameter
from .ground.randomness import OWN_TARGET, uniforms
from .ground.units import BASIS_POINTS, UNLIMITED_FEN, whole_fen
from .phases.ask_for_credit import list_applicants
from .phases.move_cycle import compose_numbers
from .phases.tables_of_month import derive_tables, derive_terms_of_lenders
from .phases.underwrite import decide_and_disburse
from .policy.schedule import Schedule
from .state import bank_columns as bc
from .state import enterprise_columns as ec
from .state import loan_columns as lc
from .state.economy import Economy
from .state.ledger import Ledger
from .state.observer import Observers
from .state.programme_columns import MOST_PROGRAMMES, PROGRAMMES, SPENT
from .state.structure import BANK_TYPES, MICRO, PARTIES, REGIONAL_TYPES, REGIONS, SECTORS, SIZES

MILLION = 1e6


class Opening(ParameterGroup, key="opening", title={"en": "Opening books", "zh": "期初账面"}):
    """From where the opening books come, and what they hold beyond what firms, loans and the ratios of banks say."""

    settled: bool = parameter(
        True,
        opening_only=True,
        unit="flag",
        meaning="The books open with firms, loans and balances drawn from economies that have run for long; without it "
        "they are drawn from the documented mix of firms, and need a burn-in of years",
        zh="期初企业、贷款与账面取自长期运行后的经济体；否则按文献结构抽取，并须多年预热",
        source=assumption("the start of a run is no transient; drawn books take decades to settle"),
    )
    cycle_months: int = parameter(
        24,
        opening_only=True,
        unit="months",
        low=0,
        high=600,
        meaning="Months for which the cycle has run since normal times when the books of a settled economy open; 0: "
        "every run opens in normal times",
        zh="期初账面建立时经济周期自正常时期起已运行的月数；0表示均从正常时期开始",
        source=assumption(
            "with a year of burn-in three years, after which recessions and booms are as frequent as ever: a run that "
            "always opens in normal times has 7% fewer defaults in its first year than later"
        ),
    )
    pool_seed: int = parameter(
        0,
        opening_only=True,
        unit="number",
        low=0,
        high=1_000_000,
        meaning="Which economies these are: another number, others of the same kind with other luck",
        zh="经济体的编号：不同编号对应同类但运气不同的经济体",
        source=assumption(
            "no meaning of its own; `validate` takes another for each seed, so that its intervals hold it"
        ),
    )
    pool_economies: int = parameter(
        6,
        opening_only=True,
        unit="economies",
        low=1,
        high=1000,
        meaning="Economies that have run for long, each with its own luck, from which the books are drawn",
        zh="长期运行的经济体个数（期初账面取自其中）",
        source=assumption("three pairs with opposite cycles; with the looks at each, bad loans stand for all phases"),
    )
    pool_firms: int = parameter(
        4_000,
        opening_only=True,
        unit="firms",
        low=200,
        high=1_000_000,
        meaning="Firms with which each of these economies begins",
        zh="每个此类经济体的初始企业数",
        source=assumption("enough that the largest firms of one economy do not make its mean; all cost seconds"),
    )
    pool_months: int = parameter(
        432,
        opening_only=True,
        unit="months",
        low=1,
        high=600,
        meaning="Months that each of them has run, from a drawn opening, when it is first looked at",
        zh="首次取样前每个此类经济体已运行的月数",
        source=assumption("the age of the firms that sell most, the slowest to settle, no longer rises after 35 years"),
    )
    pool_looks: int = parameter(
        4,
        opening_only=True,
        unit="looks",
        low=1,
        high=12,
        meaning="Times at which each of them is looked at",
        zh="每个此类经济体的取样次数",
        source=assumption("two years apart firms and loans are much the same and the phase of the cycle is another"),
    )
    pool_interval: int = parameter(
        24,
        opening_only=True,
        unit="months",
        low=1,
        high=60,
        meaning="Months from one look to the next",
        zh="相邻两次取样的间隔月数",
        source=assumption("a regime of the cycle lasts one to three years, a loan or its work-out about as long"),
    )
    sme_return: float = parameter(
        0.12,
        opening_only=True,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Return on the capital of loans to SMEs that banks expect at first; they learn it from then on",
        zh="银行对中小企业贷款资本回报率的初始预期（此后自行更新）",
        source=assumption("what new loans yield in the baseline, so that banks neither crowd in nor out at first"),
    )
    credit_for_founders: float = parameter(
        0.6,
        opening_only=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of the young firms in need of credit that got it before the opening",
        zh="期初之前需要信贷的新设企业中获得信贷的比例",
        source=assumption("what the baseline yields: founders then know what to expect"),
    )
    least_share_of_loans: float = parameter(
        0.25,
        opening_only=True,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Loans to SMEs that a bank's other assets are scaled by, at least, over the mean of all banks",
        zh="银行其他资产规模所依据的中小企业贷款下限（相对各行均值）",
        source=assumption("a bank with few borrowers in the sample still has a business with large firms"),
    )
    private_delay: int = parameter(
        2,
        opening_only=True,
        unit="months",
        low=0,
        high=120,
        meaning="Months from default until a guarantor pays under a guarantee outside any scheme",
        zh="非政策性担保自违约至代偿的月数",
        source=assumption("contracts name one to three months of grace (A)"),
    )
    budget: float = parameter(
        0.05,
        opening_only=True,
        unit="share of risk-weighted assets",
        low=0.0,
        high=10.0,
        meaning="What a bank may lend anew in the first month",
        zh="银行首月可新增贷款占风险加权资产的比例",
        source=assumption("a month's repayments and some growth; from the first month's end the capital rule says it"),
    )
    central_balance: float = parameter(
        0.01,
        opening_only=True,
        unit="share of loans to SMEs",
        low=0.0,
        high=10.0,
        meaning="Deposit that the central government keeps",
        zh="中央财政留存余额（占中小企业贷款）",
        source=assumption("working money: spending beyond it is met by bonds, surpluses redeem them"),
    )
    local_balance: float = parameter(
        0.0025,
        opening_only=True,
        unit="share of loans to SMEs",
        low=0.0,
        high=10.0,
        meaning="Deposit that each region's government keeps",
        zh="各地区财政留存余额（占中小企业贷款）",
        source=assumption("a quarter of the centre's, as there are four regions"),
    )


def open_books(economy: Economy) -> None:
    """Fill the market with firms of the documented mix and the loans they ask for; the first audit starts from here."""
    set_up(economy)
    firms = economy.firms_at_start
    rows = economy.firms.allocate(firms)
    give_birth(economy, rows, np.arange(firms, dtype=np.int64), at_start=True)
    sum_firms(economy)
    _loans(economy)
    sum_firms(economy)
    sum_loans(economy)
    _balance_sheets(economy)
    begin_ledger(economy)


def set_up(economy: Economy) -> None:
    """Banks, institutions and agreements without a balance, and empty tables of firms, loans and claims."""
    economy.observer, economy.schedule = Observers(), Schedule()
    economy.size_workers = np.array(SIZE_WORKERS, np.float64)
    economy.size_sales = np.array(SIZE_SALES, np.float64) * MILLION
    economy.programmes = Store(PROGRAMMES, MOST_PROGRAMMES)
    derive_tables(economy)
    economy.policy_rate, economy.felt_gap = economy.numbers.cycle.policy_rate, 0.0
    economy.usual_gap = 0.0
    economy.curve_rate = economy.deposits_felt = economy.policy_rate
    economy.bonds_bought_at = economy.large_priced_at = economy.policy_rate
    _banks(economy)
    _agreements(economy)
    _institutions(economy)
    derive_terms_of_lenders(economy)
    firms = economy.firms_at_start
    economy.firms = Store(ec.ENTERPRISE, firms + firms // 32 + 64)
    economy.loans = Store(lc.LOAN, firms // 2 + 64)
    economy.claims = Store(lc.CLAIMS, firms // 64 + 64)
    economy.candidates = Store(ec.ENTERPRISE, 16)
    economy.room_for(economy.firms.capacity)
    economy.gone = np.empty(0, np.int32)
    economy.circles, economy.circle_calls = 0, np.full(16, -1, np.int32)
    economy.cycle = BusinessCycle(economy.scenario.group("cycle"), economy.scenario.demand_shocks)
    economy.demand = np.ones((len(SECTORS), len(REGIONS)))
    economy.crowding = np.ones((len(SECTORS), len(REGIONS)))
    economy.supply_at_start = None
    economy.activity, economy.borrowing_cost = 0.0, economy.numbers.credit_demand.normal_cost
    economy.credit_for_founders = economy.numbers.opening.credit_for_founders
    demand = economy.numbers.credit_demand
    economy.refusals_heard = np.array([demand.usual_refusals, demand.usual_refusals_young])
    economy.sme_return = economy.numbers.opening.sme_return
    economy.for_sale = economy.usually_for_sale = 0.0
    economy.predicted_defaults = economy.realised_defaults = 0.0
    economy.flights = economy.usual_flights = economy.numbers.lender_trust.usual
    make_room(economy)


def begin_ledger(economy: Economy) -> None:
    """The books are as they are: nothing has flowed yet."""
    economy.flows[:] = 0
    economy.counts[:], economy.outlays = 0, {}
    economy.ledger.opening = closing_stocks(economy)


def _banks(economy: Economy) -> None:
    p = economy.numbers.banking
    kinds = [kind for kind in range(len(BANK_TYPES)) for _ in range(int(p.banks_by_type[kind]))]
    economy.banks = Store(bc.BANKS, len(kinds))
    economy.banks.allocate(len(kinds))
    tag = economy.bank.tag
    seen = [0] * len(BANK_TYPES)
    for bank, kind in enumerate(kinds):
        tag[bc.BANK_TYPE, bank] = kind
        tag[bc.BANK_REGION, bank] = seen[kind] % len(REGIONS) if kind in REGIONAL_TYPES else -1
        seen[kind] += 1
        luck = uniforms(economy.seed, bank, 0, OWN_TARGET)[0]
        economy.bank.real[bc.CAUTION, bank] = luck - (1.0 - luck)
    first_standards(economy)
    shares = np.zeros((len(SIZES), len(REGIONS), len(kinds)))
    for size in range(len(SIZES)):
        by_type = p.share_micro if size == MICRO else p.share_larger
        for region in range(len(REGIONS)):
            for kind in range(len(BANK_TYPES)):
                open_here = [b for b, k in enumerate(kinds) if k == kind and tag[bc.BANK_REGION, b] in (-1, region)]
                for bank in open_here:
                    shares[size, region, bank] = by_type[kind] / len(open_here)
    economy.house_banks = np.cumsum(shares / shares.sum(axis=2, keepdims=True), axis=2)
    economy.capital_short, economy.unwanted_loans = np.zeros(len(kinds)), np.zeros(len(kinds))
    economy.capital_ratios, economy.provision_fund = np.zeros(len(kinds)), np.zeros(len(kinds))
    economy.deposits_before = np.zeros(len(kinds), np.int64)
    economy.ledger = Ledger(len(kinds))


def _agreements(economy: Economy) -> None:
    economy.agreements = Store(bc.AGREEMENTS, 64)
    economy.agreements.allocate(2)
    index, tag, real = economy.agreement.index, economy.agreement.tag, economy.agreement.real
    index[bc.SHARE + PARTY_BANK, 0] = BASIS_POINTS  # no agreement: the bank bears it all
    # A private guarantor answers for the whole principal.
    index[bc.SHARE + PARTY_GUARANTOR, bc.PRIVATE_GUARANTEE] = BASIS_POINTS
    real[bc.RELIEF, bc.PRIVATE_GUARANTEE] = 1.0
    tag[bc.RESIDUAL, bc.PRIVATE_GUARANTEE] = PARTY_GUARANTOR
    tag[bc.USES_GUARANTOR, bc.PRIVATE_GUARANTEE] = 1
    index[bc.DELAY, bc.PRIVATE_GUARANTEE] = economy.numbers.opening.private_delay


def _institutions(economy: Economy) -> None:
    g = economy.numbers.guarantors
    each, mix = GUARANTORS_A_REGION, economy.numbers.population.region_mix
    economy.institutions = Store(bc.INSTITUTIONS, INSURER + 1)
    rows = economy.institutions.allocate(INSURER + 1)
    whole, tag = economy.institution.whole, economy.institution.tag
    for row in rows:
        tag[bc.HOME_BANK, row] = row % economy.banks.rows
    for row in range(GUARANTORS):
        region, public = row // each, row % each == 0
        capital = g.public_capital * mix[region] if public else g.commercial_capital * mix[region] / (each - 1)
        whole[bc.DEPOSIT, row] = economy.fen_of_model(capital)
        tag[bc.PUBLIC, row] = public
        tag[bc.INSTITUTION_REGION, row] = region
    for row, sector, capital in (
        (PROVINCIAL, REGUARANTOR_SECTOR, g.provincial_capital),
        (NATIONAL, REGUARANTOR_SECTOR, g.national_capital),
        (COMPENSATION, FUND_SECTOR, 0.0),
        (LOCAL, FUND_SECTOR, 0.0),
        (INSURER, FUND_SECTOR, g.insurer_capital),
    ):
        tag[bc.INSTITUTION_SECTOR, row] = sector
        tag[bc.INSTITUTION_REGION, row] = -1
        whole[bc.DEPOSIT, row] = economy.fen_of_model(capital)
    economy.initial_net_assets = whole[bc.DEPOSIT].copy()
    # The bank and the local budget hold no institution, the guarantor is the loan's own.
    rows_of_parties = {
        "provincial_reguarantor": PROVINCIAL,
        "national_fund": NATIONAL,
        "compensation_fund": COMPENSATION,
        "local_fund": LOCAL,
        "insurer": INSURER,
    }
    economy.institution_of = np.array([rows_of_parties.get(party, -1) for party in PARTIES])
    economy.reguarantor_rows = np.array([PROVINCIAL, NATIONAL])
    economy.accounts = np.zeros(1 + len(REGIONS), np.int64)


def _loans(economy: Economy) -> None:
    """Every owner who wants debt asks once; what is granted is dated back over its life, its money long spent."""
    economy.schedule.open_and_close(economy)
    compose_numbers(economy)
    economy.bank.whole[bc.BUDGET] = UNLIMITED_FEN
    asking, rows = _all_look_at_finance(economy), economy.firms.rows
    list_applicants(economy, [(0, credit_demand.ask_for_credit(asking, 0, rows, asking.scratch()))])
    cash = economy.firm.whole[ec.CASH, :rows].copy()
    deposits = economy.institution.whole[bc.DEPOSIT].copy()
    new = decide_and_disburse(economy, opening=True)
    economy.firm.whole[ec.CASH, :rows] = cash
    economy.institution.whole[bc.DEPOSIT] = deposits
    economy.accounts[:] = 0
    economy.programme.whole[SPENT] = 0
    economy.bank.whole[bc.OWN_CASH] = 0
    economy.bank.whole[bc.PROCESSING] = 0
    economy.firm.index[ec.REFUSED_MONTH, :rows] = -10_000
    economy.firm.tag[ec.MARK, :rows] = 0
    date_back(economy, new)


def _all_look_at_finance(economy: Economy) -> Economy:
    """The economy in the years before its opening books: all owners look at their finance, few are discouraged."""
    demand = economy.numbers.credit_demand
    then = demand._replace(
        consider_probability=1.0,
        discouraged_base=0.0,
        discouraged_opaque=demand.discouraged_at_start,
        discouraged_refused=0.0,
    )
    return economy.with_fields(numbers=economy.numbers.with_fields(credit_demand=then))


def _balance_sheets(economy: Economy) -> None:
    """Banks' other assets and equity by ratio, the rest of the economy's deposits as what closes the sheet."""
    p, opening = economy.numbers.banking, economy.numbers.opening
    w = economy.bank.whole
    sme = int(economy.loan_counters[L_BALANCE])
    economy.large_at_start = np.zeros(economy.banks.rows)
    of_institutions = institution_deposits(economy)
    for bank in range(economy.banks.rows):
        own = max(int(w[bc.SME_LOANS, bank]), int(sme * opening.least_share_of_loans) // economy.banks.rows)
        large = whole_fen(p.large_loan_ratio * own)
        loans = int(w[bc.SME_LOANS, bank]) + large
        w[bc.LARGE_LOANS, bank] = large
        economy.large_at_start[bank] = large
        w[bc.BONDS, bank] = whole_fen(p.bond_share * loans)
        w[bc.ALLOWANCE, bank] = whole_fen(
            p.general_allowance * (int(w[bc.SME_LOANS, bank]) + p.large_allowance * large)
        )
        w[bc.RESERVES, bank] = whole_fen(p.reserve_share * loans * (1.0 + p.bond_share))
        assets = float(w[bc.WEIGHTED, bank]) + economy.numbers.loan_pricing.risk_weight_large * large
        equity = whole_fen(float(economy.bank.real[bc.TARGET_RATIO, bank]) * assets)
        # Firms that save more than they borrow: their bank lends the rest to government.
        rest = _closing_deposits(economy, bank, equity, int(of_institutions[bank]))
        w[bc.BONDS, bank] += max(-rest, 0)
        w[bc.REST_DEPOSITS, bank] = max(rest, 0)
        w[bc.EQUITY_BEFORE, bank] = equity
        w[bc.USUAL_PROFIT, bank] = whole_fen(equity * economy.numbers.loan_pricing.return_on_equity / 12.0)
        w[bc.BUDGET, bank] = whole_fen(opening.budget * assets)
        economy.deposits_before[bank] = (
            int(w[bc.FIRM_DEPOSITS, bank]) + int(w[bc.REST_DEPOSITS, bank]) + int(of_institutions[bank])
        )
    open_accounts(economy)


def open_accounts(economy: Economy) -> None:
    """What the central and the local governments keep, in proportion to loans to SMEs."""
    opening, sme = economy.numbers.opening, int(economy.loan_counters[L_BALANCE])
    economy.central_balance = whole_fen(opening.central_balance * sme)
    economy.local_balance = whole_fen(opening.local_balance * sme)
    economy.accounts[0] = economy.central_balance
    economy.accounts[1:] = economy.local_balance
    open_central_bank(economy)
    economy.spending_plan, economy.net_debt_goal = math.nan, net_debt(economy)
    economy.public_money_at_budget = public_money(economy)


def _closing_deposits(economy: Economy, bank: int, equity: int, of_institutions: int) -> int:
    """Deposits of the rest of the economy that close a bank's opening balance sheet, in fen."""
    w = economy.bank.whole
    held = sum(int(w[column, bank]) for column in (bc.RESERVES, bc.SME_LOANS, bc.LARGE_LOANS, bc.BONDS))
    return held - int(w[bc.ALLOWANCE, bank]) - equity - int(w[bc.FIRM_DEPOSITS, bank]) - of_institutions
