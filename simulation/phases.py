"""The phases of a month: each gathers what a kernel needs, calls it, and keeps its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .behaviour.banking import bank_balance, totals
from .behaviour.debt_service import repayment
from .behaviour.demography import entry_exit, growth, population
from .behaviour.distress import default, loss_sharing, recovery
from .behaviour.guarantee import institution_month, reguarantee_fee
from .behaviour.lending import credit_demand, invoice_finance, learning
from .behaviour.support import loan_support, public_purse
from .behaviour.trade import cash_flow, contagion, informal_finance
from .ground.randomness import ENTRY, uniforms
from .policy.credit_programme import book_programmes
from .products import domestic_letter_of_credit, revolving_line
from .state.enterprise_columns import FREE, STATE
from .state.ledger import BOND_ISSUE, GOVERNMENT_PURCHASES
from .state.loan_columns import CLAIM_GUARANTOR, CLAIM_LOAN, CLAIM_MONTH
from .state.programme_columns import LOSS_COMPENSATION, RATE_SUBSIDY
from .state.structure import LETTER_OF_CREDIT, REGIONS

if TYPE_CHECKING:
    from .market import CreditMarket, Scratch


def move_cycle(m: CreditMarket) -> None:
    """The regime, the output gap, sector demand and the policy rate move; policies open, close and set their terms."""
    m.cycle.step(m.month, m.crowding, m.activity)
    m.undergo_stresses()
    m.open_and_close_policies()
    for policy in m.ever_open.values():
        policy.begin_month(m)
    m.call_policies("before_trade")


def trade(m: CreditMarket) -> None:
    """Firms pay one another, sell, collect, buy, pay wages and taxes; those short of cash look for money or fail."""
    p = m.group("cash_flow")
    link = m.group("contagion")
    flows = m.ledger.flows
    collected = cash_flow.collection_rate(p.collection_months, p.collection_slump, m.cycle.felt_gap)
    m.count["lost_on_buyers"] = contagion.settle_trade_credit(
        m.firm_store.blocks,
        m.firm_store.rows,
        flows,
        collected,
        link.mark_share,
        m.seed,
        m.month,
        m.originals,
    )
    gone = m.gone
    m.firm_store.blocks.tag[STATE, gone] = FREE
    m.firm_store.release(gone)
    m.gone = gone[:0]

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return cash_flow.trade(
            start,
            stop,
            m.firm_store.blocks,
            scratch.flows,
            scratch.rest,
            scratch.own,
            scratch.accounts,
            scratch.counters,
            m.work32[start:stop],
            m.seed,
            m.month,
            m.cycle.felt_gap,
            m.cycle.policy_rate + 0.012,
            m.cycle.demand,
            m.sector_table,
            m.numbers("cash_flow"),
            link.link_share,
            m.closure,
            m.tax_base,
        )

    ranges = m.over_firms(one_range)
    m.count["sales"], m.count["profit"], m.count["sme_sales"] = (int(m.firm_counters[k]) for k in range(3))
    # Relief comes before the bills of those short of cash are counted: it may be what saves them.
    m.call_policies("after_trade")
    unpaid = 0
    for start, found in ranges:
        unpaid += informal_finance.cover_shortfalls(
            found,
            m.work32[start:],
            m.firm_store.blocks,
            m.loan_book.blocks,
            m.banks.blocks,
            flows,
            m.numbers("informal_finance"),
        )
    m.count["unpaid_bills"] = unpaid


def serve_debt(m: CreditMarket) -> None:
    """Lines are used, maturing loans renewed or not, interest and principal paid or missed; some owners run away."""
    firm, loan, bank, institution = (
        m.firm_store.blocks,
        m.loan_book.blocks,
        m.banks.blocks,
        m.institutions.blocks,
    )
    flows, rows = m.ledger.flows, m.loan_book.rows
    revolving_line.use_lines(rows, firm, loan, bank, flows)
    if m.granted_by_product[LETTER_OF_CREDIT]:  # issued last month
        margin = m.group("domestic_letter_of_credit").margin
        m.count["letters_drawn"] = domestic_letter_of_credit.present_documents(
            rows, firm, loan, bank, flows, margin, m.month
        )
    counters = np.zeros(repayment.RENEWAL_COUNTERS, np.int64)
    p = m.numbers("repayment")
    renewal = [
        rows,
        loan,
        m.lending(),
        m.learned,
        m.lgd_by_security,
        m.accounts,
        flows,
        m.capital_short,
        m.seed,
        m.month,
        m.cycle.policy_rate,
        p,
        m.numbers("credit_scoring"),
        m.numbers("loan_pricing"),
        m.numbers("informal_finance"),
        counters,
    ]
    if m.follower is not None:
        m.follower.before_renewal(m, renewal)
    repayment.renew(*renewal)
    m.keep(
        "matured renewed renewed_without_repayment not_renewed evergreened renewed_fen bridge_failed passed_on",
        counters,
    )
    due, debtors = m.work64, m.work32
    count = repayment.add_up_due(rows, loan, due, debtors, m.month)
    if m.follower is not None:
        m.follower.falls_due(m, due)
    repayment.find_payment(
        count,
        debtors,
        due,
        firm,
        loan,
        bank,
        flows,
        m.seed,
        m.month,
        p,
        m.numbers("informal_finance"),
        m.numbers("moral_hazard"),
    )
    if m.follower is not None:
        m.follower.before_interest_subsidies(m)
    if m.programmes.blocks.real[RATE_SUBSIDY].any():
        m.count["interest_subsidies"] = loan_support.pay_interest_subsidies(
            rows, firm, loan, m.programmes.blocks, m.accounts, flows, due, m.cycle.policy_rate, m.month
        )
    if m.follower is not None:
        m.follower.after_interest_subsidies(m)
    for policy in m.opened.values():
        policy.before_payment(m)
    freed = np.empty(rows, np.int32)
    vat = m.numbers("loan_pricing").interest_vat
    closed = repayment.pay_due(rows, firm, loan, bank, institution, flows, m.accounts, due, vat, m.month, freed)
    due[debtors[:count]] = 0
    m.release_loans(freed[:closed])
    m.call_policies("after_service")


def settle_distress(m: CreditMarket) -> None:
    """Failed firms default and leave; circles are called; claims run down the waterfall; bad loans are worked out."""
    firm, loan, bank, institution = (
        m.firm_store.blocks,
        m.loan_book.blocks,
        m.banks.blocks,
        m.institutions.blocks,
    )
    flows, rows = m.ledger.flows, m.loan_book.rows
    found, freed = np.empty(rows, np.int32), np.empty(rows, np.int32)
    count, closed = default.find_failed_loans(rows, firm, loan, found, freed)
    m.release_loans(freed[:closed])
    count += invoice_finance.find_sold_to_failed_buyers(rows, firm, loan, found[count:])
    claim_rows = m.claims.allocate(count)
    claim = m.claims.blocks
    p = m.numbers("recovery")
    counters = np.zeros(default.DEFAULT_COUNTERS, np.int64)
    price = default.fire_sale_price(m.for_sale, m.usually_for_sale, p.fire_sale)
    default.default_loans(
        count,
        found,
        claim_rows,
        firm,
        loan,
        claim,
        bank,
        m.agreements.blocks,
        flows,
        m.work64,
        m.circle_calls,
        m.programmes.blocks,
        m.lgd_by_security,
        m.group("warehouse_finance").resale,
        price,
        m.seed,
        m.month,
        p,
        m.numbers("factoring"),
        counters,
    )
    invoice_finance.forget_lost_buyers(m.firm_store.rows, firm)
    m.keep("loans_defaulted defaulted_fen recoverable_fen guaranteed_defaulted supported_defaulted_fen", counters)
    learning.learn_sales(m, int(counters[1]))
    if counters[0]:
        m.count["circle_payments"] = default.call_circles(
            m.firm_store.rows, firm, loan, claim, bank, flows, m.circle_calls, p.circle_members
        )
        m.circle_calls[:] = -1
    leave(m, entry_exit.FAILED, entry_exit.ABSCONDED)

    listed = np.empty(m.claims.rows, np.int64)
    due = listed[: loss_sharing.find_due(m.claims.rows, claim, m.month, listed)]
    if len(due):
        due = due[np.argsort(claim.whole[CLAIM_LOAN, due])]
        paid = np.zeros(loss_sharing.CLAIM_COUNTERS, np.int64)
        loss_sharing.settle_claims(
            due,
            claim,
            loan,
            bank,
            institution,
            m.agreements.blocks,
            m.accounts,
            m.institution_of,
            flows,
            np.zeros(8, np.int64),
            np.zeros(8, np.int64),
            np.zeros(4, np.int64),
            paid,
        )
        m.paid += paid[:8]
        if m.programmes.blocks.real[LOSS_COMPENSATION].any():
            m.count["banks_compensated"] = loan_support.compensate_banks(
                due, claim, loan, bank, m.programmes.blocks, m.accounts, flows
            )
        guaranteed = due[claim.tag[CLAIM_GUARANTOR, due] >= 0]
        m.count["claims_settled"] = len(guaranteed)
        m.count["delay_months"] = int((m.month - claim.index[CLAIM_MONTH, guaranteed]).sum())
        m.count["claims_fen"], m.count["claims_short_fen"] = int(paid[8]), int(paid[9])
    later = listed[: loss_sharing.find_second_stage(m.claims.rows, claim, m.month, listed)]
    if len(later):
        later = later[np.argsort(claim.whole[CLAIM_LOAN, later])]
        moved = np.zeros(loss_sharing.CLAIM_COUNTERS, np.int64)
        loss_sharing.pay_second_stage(
            later, claim, loan, bank, institution, m.agreements.blocks, m.institution_of, flows, moved
        )
        m.paid += moved[:8]
        m.count["claims_short_fen"] = m.count.get("claims_short_fen", 0) + int(moved[9])
    got = np.zeros(recovery.RECOVERY_COUNTERS, np.int64)
    closed = recovery.work_out(
        rows, loan, claim, bank, institution, m.accounts, m.institution_of, flows, m.month, freed, got
    )
    m.recovered += got[:8]
    m.count["written_off"] = int(got[8])
    m.release_loans(freed[:closed])


def leave(m: CreditMarket, first: int, last: int) -> None:
    """Strike off the firms with an outcome from `first` to `last`."""
    counters = np.zeros(default.EXIT_COUNTERS, np.int64)
    rows = m.firm_store.rows
    gone, ways, causes = np.empty(rows, np.int32), np.empty(rows, np.int8), np.empty(rows, np.int8)
    count = default.leave(
        rows,
        first,
        last,
        m.firm_store.blocks,
        m.banks.blocks,
        m.ledger.flows,
        m.work64,
        gone,
        ways,
        causes,
        m.month,
        counters,
    )
    m.departure_log.keep(m.month, gone[:count], ways[:count].copy(), causes[:count].copy(), m.firm_store.blocks)
    m.gone = np.concatenate([m.gone, gone[:count]])
    m.exits += counters


def ask_for_credit(m: CreditMarket) -> None:
    """Owners who need credit ask for it, or do not dare."""
    p, simple = m.numbers("credit_demand"), m.numbers("simple_loan")

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return credit_demand.ask_for_credit(
            start,
            stop,
            m.firm_store.blocks,
            m.work32[start:stop],
            m.work64[start:stop],
            scratch.counters,
            m.seed,
            m.month,
            m.borrowing_cost,
            m.programmes.blocks,
            m.programmes.rows,
            p,
            simple,
        )

    if m.follower is not None:
        m.follower.before_asking(m, one_range)
    ranges = m.over_firms(one_range)
    m.keep("in_need discouraged unmet_fen", m.firm_counters)
    m.applicant_rows = np.concatenate([m.work32[start : start + found] for start, found in ranges])
    m.applicant_amounts = np.concatenate([m.work64[start : start + found] for start, found in ranges])
    for start, found in ranges:
        m.work64[start : start + found] = 0


def underwrite(m: CreditMarket) -> None:
    """Banks and guarantors screen, price, refuse or ration; granted loans are paid out."""
    m.call_policies("before_underwriting")
    m.decide_and_disburse()
    m.call_policies("after_underwriting")


def run_guarantors(m: CreditMarket) -> None:
    """Guarantors, re-guarantors and funds earn interest, pay costs and fees; willingness and trust move."""
    m.sum_loans()
    p = m.numbers("guarantors")
    guaranteed = max(int(m.loan_counters[totals.L_GUARANTEED]), 1)
    liability = int(m.loan_counters[totals.L_LIABILITY]) / guaranteed
    m.count["released"] = int(int(m.institutions.column("released").sum()) * min(liability, 1.0))
    owed = np.zeros((m.institutions.rows, len(reguarantee_fee.REGUARANTORS)), np.int64)
    reguarantee_fee.fees_owed(
        m.loan_book.rows,
        m.loan_book.blocks,
        m.agreements.blocks,
        m.programmes.blocks,
        m.programmes.rows,
        p.reguarantee_fee,
        owed,
    )
    m.count["guarantors_failed"] = institution_month.institution_month(
        m.institutions.rows,
        m.institutions.blocks,
        m.banks.blocks,
        m.ledger.flows,
        m.initial_net_assets,
        m.reguarantor_rows,
        owed,
        p,
    )


def run_banks(m: CreditMarket) -> None:
    """Banks earn, provision, pay dividends; capital sets next month's room and the pull towards large firms."""
    for policy in m.ever_open.values():
        policy.settle_with_banks(m)
    pricing = m.numbers("loan_pricing")
    m.count["bank_profit"] = bank_balance.bank_month(
        m.banks.rows,
        m.banks.blocks,
        m.deposits_before,
        m.accounts,
        m.ledger.flows,
        m.large_demand(),
        m.cycle.policy_rate,
        pricing.large_firm_spread,
        pricing.risk_weight_large,
        m.sme_return,
        m.numbers("banking"),
        m.capital_short,
        m.capital_ratios,
    )
    public_purse.resolve_banks(m)
    learning.learn_defaults(m)
    learning.learn_trust(m)


def run_government(m: CreditMarket) -> None:
    """Revenue left after programmes is spent; a deficit is covered by bonds sold to banks."""
    accounts = m.accounts
    for region in range(len(REGIONS)):
        # Localities pass on what they do not need and are topped up by the centre.
        excess = int(accounts[1 + region]) - m.local_balance
        accounts[1 + region] -= excess
        accounts[0] += excess
    spare = int(accounts[0]) - m.central_balance
    if spare > 0:
        public_purse.spread_to_rest(m, GOVERNMENT_PURCHASES, spare)
        accounts[0] -= spare
    elif spare < 0:
        public_purse.sell_bonds(m, BOND_ISSUE, -spare)
        accounts[0] -= spare


def grow_and_renew(m: CreditMarket) -> None:
    """Firms invest, hire and pay their owners; some close; entrants arrive."""
    m.more_entry.clear()
    m.call_policies("before_growth")
    p = m.numbers("growth")
    wear = m.group("cash_flow").depreciation
    rate = m.group("informal_finance").rate

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return growth.grow(
            start,
            stop,
            m.firm_store.blocks,
            scratch.flows,
            scratch.rest,
            m.month,
            wear,
            rate,
            m.size_workers,
            m.size_sales,
            p,
        )

    closures = sum(found for _, found in m.over_firms(one_range))
    if closures:
        freed = np.empty(m.loan_book.rows, np.int32)
        closed = growth.repay_on_closing(
            m.loan_book.rows,
            m.firm_store.blocks,
            m.loan_book.blocks,
            m.banks.blocks,
            m.institutions.blocks,
            m.ledger.flows,
            freed,
        )
        m.release_loans(freed[:closed])
        leave(m, entry_exit.CLOSED_DOWN, entry_exit.CLOSED_DOWN)
    entry = m.group("population")
    missing = max(m.firms_at_start - m.count_alive, 0)
    expected = (
        entry.entry_rate * m.firms_at_start * max(1.0 + entry.entry_sensitivity * m.cycle.felt_gap, 0.0)
        + entry.entry_refill * missing
    ) / 12.0
    luck, _, _, _ = uniforms(m.seed, 0, m.month, ENTRY)
    population.enter(m, expected, luck)


def record(m: CreditMarket) -> None:
    """Every stock is re-summed, reserves settle, the books are audited, the month's indicators kept."""
    m.call_policies("before_record")
    book_programmes(m)
    m.sum_firms()
    m.sum_loans()
    bank_balance.settle_reserves(
        m.banks.rows,
        m.banks.blocks,
        m.deposits_before,
        m.institution_deposits(),
        m.ledger.flows,
        m.numbers("banking"),
    )
    m.check_rest_deposits()
    m.ledger.mirror()
    m.ledger.audit(m.month, m.closing_stocks())
    m.recorder.keep_month(m)
    m.ledger.close(m.month)
