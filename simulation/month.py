"""The month, on one page. Each phase works on the whole population before the next begins."""

from __future__ import annotations

from .phases.ask_for_credit import ask_for_credit
from .phases.grow_and_renew import grow_and_renew
from .phases.move_cycle import move_cycle
from .phases.record import record
from .phases.run_banks import run_banks
from .phases.run_government import run_government
from .phases.run_guarantors import run_guarantors
from .phases.serve_debt import serve_debt
from .phases.settle_distress import settle_distress
from .phases.trade import trade
from .phases.underwrite import underwrite
from .state import bank_columns as bc
from .state.economy import Economy
from .state.loan_order import keep_loans_in_order
from .state.structure import PARTIES

PHASES = (
    # The cycle moves: regime, output gap, sector demand, policy rate; policies open, close and read their triggers.
    move_cycle,
    # Firms pay suppliers, sell, collect receivables, buy inputs, pay wages and taxes.
    trade,
    # Interest and principal fall due: renewal, payment, arrears, flight.
    serve_debt,
    # Ninety days overdue is a default: claims, waterfall, sale of security, contagion.
    settle_distress,
    # Who needs credit, how much, and whether they dare ask.
    ask_for_credit,
    # Screening, consent of guarantors, price, bank capital: grant, ration or refuse; pay out.
    underwrite,
    # Guarantors and funds: fees, payouts, leverage, willingness, trust.
    run_guarantors,
    # Banks: interest, allowances, capital, dividends, appetite; the shift towards large firms.
    run_banks,
    # Government: taxes in, programmes out, bonds.
    run_government,
    # Investment, hiring, drawings, closure, entry.
    grow_and_renew,
    # The books are re-summed and audited to the fen; indicators are kept.
    record,
)


def live_one_month(economy: Economy) -> None:
    """Run the phases of the next month in order."""
    economy.month += 1
    for phase in PHASES:
        phase(economy)
        economy.observer.phase_over(economy, phase.__name__)
    keep_loans_in_order(economy)


def live_burn_in(economy: Economy) -> None:
    """Run the months before month 1, unless they have been run."""
    if economy.month >= 0:
        return
    while economy.month < 0:
        live_one_month(economy)
    forget_what_was_used(economy)


def forget_what_was_used(economy: Economy) -> None:
    """Budgets, quotas and pools are of the run: what the months before it used is not charged to them."""
    economy.programme_outlay.clear()
    economy.programmes.column("spent_up")[:] = 0
    economy.agreement.whole[bc.TAKEN] = 0
    economy.agreement.whole[bc.PAID_EVER : bc.PAID_EVER + len(PARTIES)] = 0


def plan() -> str:
    """The month as text: number, name and meaning of each phase."""
    lines = [
        f"{number:2d}. {phase.__name__.replace('_', ' ')}: {phase.__doc__}"
        for number, phase in enumerate(PHASES, start=1)
    ]
    return "\n".join(lines)
