"""The observer of one firm. A market that follows nobody has none, and it changes no bit of a run.

It compares the firm's row, its loans and its claims before and after each phase. Where a phase does several things at
once, the phase tells it in between. What it tells is written by subject: `life`, `borrowing`, `debt_service`,
`distress`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state import offer_columns as oc
from ...state.economy import Economy
from ...state.observer import Observer, Policy
from ...state.scratch import Scratch
from . import borrowing, debt_service, distress, life
from .event import Event
from .keys import checked_key
from .names import bank_named, loan_named, policy_named
from .notes import Notes
from .rehearsal import renewals
from .seen import Firm, Loan, Seen
from .story import Story

#: What is compared after which phase.
_COMPARE: dict[str, Callable[[Notes, Economy, Seen], None]] = {
    "trade": life.after_trade,
    "serve_debt": debt_service.after_service,
    "settle_distress": distress.after_distress,
    "underwrite": borrowing.after_underwriting,
    "grow_and_renew": life.after_growth,
    "record": life.after_record,
}


class Follower(Observer):
    """Follows the firm with this key and keeps its events and monthly figures."""

    def __init__(self, economy: Economy, key: int) -> None:
        self.key = checked_key(economy, key, lived=False)
        self._notes = notes = Notes(economy, self.key)
        self._before_policy: tuple[Firm | None, dict[int, Loan]] = (None, {})
        notes.look(economy)
        if notes.firm is not None:
            notes.introduce(economy, "start")
            for loan in notes.loans.values():
                notes.tell(
                    "old_loan" if loan.balance else "old_limit",
                    lender=bank_named(economy, loan.bank),
                    balance_fen=loan.balance,
                    amount_fen=loan.amount,
                    loan=loan_named(loan),
                    security=loan.security,
                    rate=loan.rate,
                )
        if economy.month == 0:
            notes.keep_row()

    def story(self, economy: Economy) -> Story:
        """What has happened so far. Raises RequestError where no firm has had this key."""
        checked_key(economy, self.key)
        notes, month = self._notes, economy.month
        closing = [
            Event(month, "recovered_so_far", numbers)
            for _, claim in sorted(notes.claims.items(), key=lambda each: each[0])
            if (numbers := distress.so_far(claim)) is not None
        ]
        firm = notes.firm
        if firm is not None:
            numbers = {
                "workers": round(firm.employees),
                "sales_fen": firm.year_sales,
                "cash_fen": firm.cash,
                "bank_debt_fen": firm.bank_debt,
                "private_fen": firm.informal_debt,
            }
            closing.append(Event(month, "alive", numbers))
        return Story(self.key, month, [*notes.events, *closing], notes.rows)

    # What it hears ------------------------------------------------------------------------------------------------

    def phase_over(self, economy: Economy, phase: str) -> None:
        """A phase is over: compare with what was."""
        before = self._notes.look(economy)
        compare = _COMPARE.get(phase)
        if compare is not None:
            compare(self._notes, economy, before)
        self._notes.settled_cash = 0

    def policy_acts(self, economy: Economy, policy: Policy) -> None:
        """What the firm and its loans are before a policy acts."""
        reader = self._notes.reader
        self._before_policy = reader.firm(economy), reader.loans(economy)

    def policy_acted(self, economy: Economy, policy: Policy) -> None:
        """Note what a policy has paid the firm, and whether it has deferred a loan."""
        notes = self._notes
        (before, loans), after = self._before_policy, notes.reader.firm(economy)
        if before is None or after is None:
            return
        notes.month = economy.month
        # Money that is put into machines at once has been paid too.
        paid = after.cash - before.cash + after.fixed_assets - before.fixed_assets
        if paid:
            notes.tell("support" if paid > 0 else "charged", programme=policy_named(policy), amount_fen=abs(paid))
        notes.settled_cash += after.cash - before.cash
        loans_now = notes.reader.loans(economy)
        notes.deferrals(economy, loans, loans_now)
        if notes.firm is not None:
            notes.firm.owner_wealth += after.owner_wealth - before.owner_wealth
            notes.firm.informal_debt += after.informal_debt - before.informal_debt
        for key, loan in loans_now.items():
            if key in notes.loans:
                notes.loans[key].maturity = loan.maturity

    def loans_mature(self, economy: Economy) -> None:
        """Rehearse the renewal of each of the firm's maturing loans on copies, to learn how each will end."""
        self._notes.renewals = renewals(economy, self._notes.reader)

    def debt_falls_due(self, economy: Economy) -> None:
        """Interest and principal of the month are known."""
        row = self._notes.reader.row(economy)
        if row >= 0:
            self._notes.due = max(int(economy.due[row]) - 1, 0)
            self._notes.cash_before_payment = self._cash(economy)

    def interest_is_subsidised(self, economy: Economy) -> None:
        """Programmes are about to pay part of the month's interest."""
        self._notes.subsidy = -self._cash(economy)

    def interest_was_subsidised(self, economy: Economy) -> None:
        """What the firm got shows in its cash, before it pays."""
        self._notes.subsidy += self._cash(economy)

    def firms_ask(self, economy: Economy, ask: Callable[[int, int, Scratch], int]) -> None:
        """Ask the firm alone, as the phase will ask all."""
        borrowing.asks(self._notes, economy, ask)

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Banks have decided and not yet paid out."""
        row = self._notes.reader.row(economy)
        found = np.flatnonzero((offers[:, oc.O_ROW] == row) & (row >= 0))
        if len(found):
            borrowing.hears_decision(self._notes, economy, offers[found[0]], terms[found[0]])

    def loans_end(self, economy: Economy, rows: np.ndarray) -> None:
        """Loans are over; without a tape the claims on them are forgotten at once."""
        notes = self._notes
        for key, claim in notes.reader.claims(economy, notes.loans, notes.claims).items():
            if claim.state == lc.CLOSED and key in notes.claims:
                notes.closing[key] = claim

    def _cash(self, economy: Economy) -> int:
        row = self._notes.reader.row(economy)
        return int(economy.firm.whole[ec.CASH, row]) if row >= 0 else 0
