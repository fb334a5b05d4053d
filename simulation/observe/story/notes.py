"""What the follower of a firm has noted: what it saw last, what it told, and what it must remember within a month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ...state import loan_columns as lc
from ...state.economy import Economy
from ...state.structure import PRODUCTS, REGIONS, SECTORS, SIZES
from .event import Event
from .names import bank_named, loan_named
from .rehearsal import Renewal
from .seen import Claim, Firm, FirmReader, Loan, Seen
from .story_text import Told


@dataclass(frozen=True)
class Decision:
    """A loan that a bank has decided to make, before it is paid out; money in fen."""

    asked: int
    tenor: int
    cash: int
    conduct: float
    without_support: int


class Notes:
    """The notes on one firm: events and monthly rows so far, and what the next comparison needs."""

    def __init__(self, economy: Economy, key: int) -> None:
        self.key = key
        self.reader = FirmReader(key)
        self.month = economy.month
        self.events: list[Event] = []
        self.rows: list[dict[str, Told]] = []
        self.firm: Firm | None = None
        self.loans: dict[int, Loan] = {}
        self.claims: dict[int, Claim] = {}
        self.informal_rate = economy.numbers.informal_finance.rate
        self.lines_drawn: set[int] = set()
        # As last recorded: rung of the innovation ladder, debt to private lenders.
        self.rung: int | None = None
        self.private_debt = 0
        self.forget_month()
        self.closing: dict[int, Claim] = {}

    def forget_month(self) -> None:
        """What is known within a month: how renewals end, what falls due, cash at certain moments, the decision."""
        self.renewals: dict[int, Renewal] = {}
        self.due, self.cash_before_payment, self.settled_cash = 0, 0, 0
        #: Fen that programmes paid of the month's interest.
        self.subsidy = 0
        self.decision: Decision | None = None

    def look(self, economy: Economy) -> Seen:
        """See the firm as it is now; returns what was seen before."""
        before = Seen(self.firm, self.loans, self.claims)
        self.month = economy.month
        self.firm, self.loans = self.reader.firm(economy), self.reader.loans(economy)
        self.claims = self.reader.claims(economy, self.loans, before.claims)
        return before

    def tell(self, kind: str, **numbers: Told) -> None:
        """Something has happened: its kind and the numbers of its sentence."""
        self.events.append(Event(self.month, kind, numbers))

    def introduce(self, economy: Economy, kind: str) -> None:
        """Who the firm is, when it is first seen."""
        firm = self.firm
        assert firm is not None
        self.rung = firm.ladder
        self.tell(
            kind,
            size=SIZES[firm.size],
            sector=SECTORS[firm.sector],
            region=REGIONS[firm.region],
            age_months=max(economy.month - firm.entry_month, 0),
            workers=round(firm.employees),
            sales_fen=firm.year_sales,
            cash_fen=firm.cash,
            bank=bank_named(economy, firm.bank),
        )

    def money_found(self, kind: str, before: Firm, now: Firm, with_line: bool = False) -> None:
        """Money the owner found since `before`, outside the firm or on its line."""
        own = max(before.owner_wealth - now.owner_wealth, 0)
        private = max(now.informal_debt - before.informal_debt, 0)
        line = max(before.line_room - now.line_room, 0) if with_line else 0
        if own or private or line:
            found = {"own_fen": own, "private_fen": private, "line_fen": line, "rate": self.informal_rate}
            self.tell(kind, found=found)

    def deferrals(self, economy: Economy, before: Mapping[int, Loan], after: Mapping[int, Loan]) -> None:
        """Loans whose maturity was put off without a renewal."""
        for key, loan in sorted(after.items()):
            earlier = before.get(key)
            if earlier is not None and loan.renewals == earlier.renewals:
                months = loan.maturity - earlier.maturity
                if months > 0:
                    self.tell("deferred", loan=loan_named(loan), lender=bank_named(economy, loan.bank), months=months)

    def keep_row(self) -> None:
        """The firm's figures at the end of the month."""
        firm = self.firm
        if firm is None:
            return
        live = [loan for loan in self.loans.values() if loan.status == lc.PERFORMING]
        owed = sum(loan.balance for loan in live)
        self.rows.append(
            {
                "month": self.month,
                "size": SIZES[firm.size],
                "workers": firm.employees,
                "year_sales_yuan": firm.year_sales / 100.0,
                "margin": firm.margin,
                "cash_yuan": firm.cash / 100.0,
                "owner_wealth_yuan": firm.owner_wealth / 100.0,
                "bank_debt_yuan": firm.bank_debt / 100.0,
                "undrawn_limit_yuan": firm.line_room / 100.0,
                "informal_debt_yuan": firm.informal_debt / 100.0,
                "loans": len(live),
                "products": " ".join(sorted({PRODUCTS[loan.product] for loan in live}, key=PRODUCTS.index)),
                "loan_rate": sum(loan.balance * loan.rate for loan in live) / owed if owed else math.nan,
                "missed_months": firm.missed,
                "conduct": firm.conduct,
            }
        )
