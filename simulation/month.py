"""The month, on one page. Each phase works on the whole population before the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import phases

if TYPE_CHECKING:
    from .market import CreditMarket

PHASES = (
    # The cycle moves: regime, output gap, sector demand, policy rate; policies open, close and read their triggers.
    phases.move_cycle,
    # Firms pay suppliers, sell, collect receivables, buy inputs, pay wages and taxes.
    phases.trade,
    # Interest and principal fall due: renewal, payment, arrears, flight.
    phases.serve_debt,
    # Ninety days overdue is a default: claims, waterfall, sale of security, contagion.
    phases.settle_distress,
    # Who needs credit, how much, and whether they dare ask.
    phases.ask_for_credit,
    # Screening, consent of guarantors, price, bank capital: grant, ration or refuse; pay out.
    phases.underwrite,
    # Guarantors and funds: fees, payouts, leverage, willingness, trust.
    phases.run_guarantors,
    # Banks: interest, allowances, capital, dividends, appetite; the shift towards large firms.
    phases.run_banks,
    # Government: taxes in, programmes out, bonds.
    phases.run_government,
    # Investment, hiring, drawings, closure, entry.
    phases.grow_and_renew,
    # The books are re-summed and audited to the fen; indicators are kept.
    phases.record,
)


def live_one_month(market: CreditMarket) -> None:
    """Run the phases of one month in order."""
    for phase in PHASES:
        phase(market)
        if market.follower is not None:
            market.follower.after(phase.__name__, market)


def plan() -> str:
    """The month as text: number, name and meaning of each phase."""
    lines = [
        f"{number:2d}. {phase.__name__.replace('_', ' ')}: {phase.__doc__}"
        for number, phase in enumerate(PHASES, start=1)
    ]
    return "\n".join(lines)
