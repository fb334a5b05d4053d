"""What is counted each month, lined up in one array of whole numbers, and the same as columns over the months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from ..behaviour.banking import totals
from ..state.counts import COUNTS
from ..state.economy import Economy
from ..state.ledger import (
    CAPITAL_RETURNED_GUARANTOR,
    CAPITAL_RETURNED_REGUARANTOR,
    CENTRAL_BANK_PROFIT,
    FUND_RETURN,
    ROUTES,
    SUBSIDY_BANK,
    SUBSIDY_GUARANTOR,
    TAX_BANK,
)
from ..state.structure import PARTIES, PRODUCTS, REGIONS, SECTORS, SIZES

#: One number a month.
Series = np.ndarray
#: What a month may lack, and the few numbers that are not whole, by name.
Row = dict[str, float]

_EARNED_BY_BANKS = ("interest", "bond_interest", "reserve_interest")
_PAID_BY_BANKS = ("deposit_interest", "advance_interest")
_ENTERPRISE_PURPOSES = ("wages", "tax", "charge", "subsidy", "grant")


def _routes_read() -> dict[str, list[int]]:
    """Routes that the indicators read, by count: what enterprises pay or get under a purpose, and others."""
    between = {
        f"flow_{purpose}": [
            k
            for k, route in enumerate(ROUTES)
            if route.purpose == purpose and "enterprise" in (route.payer, route.payee)
        ]
        for purpose in _ENTERPRISE_PURPOSES
    }
    to_banks = [k for k, route in enumerate(ROUTES) if route.payee == "bank" and route.purpose in _EARNED_BY_BANKS]
    by_banks = [k for k, route in enumerate(ROUTES) if route.payer == "bank" and route.purpose in _PAID_BY_BANKS]
    on_deposits = [k for k, route in enumerate(ROUTES) if route.purpose == "deposit_interest"]
    return {
        **between,
        "flow_to_lenders": [SUBSIDY_BANK, SUBSIDY_GUARANTOR],
        "flow_subsidy_to_banks": [SUBSIDY_BANK],
        "flow_tax_bank": [TAX_BANK],
        "flow_central_bank_profit": [CENTRAL_BANK_PROFIT],
        "flow_capital_back": [FUND_RETURN, CAPITAL_RETURNED_GUARANTOR, CAPITAL_RETURNED_REGUARANTOR],
        "flow_interest_to_banks": to_banks,
        "flow_interest_by_banks": by_banks,
        "flow_interest_on_deposits": on_deposits,
    }


_ROUTES_READ = _routes_read()
#: The same as zeros and ones, a row a count and a column a route.
_READS_ROUTE = np.array([[int(k in routes) for k in range(len(ROUTES))] for routes in _ROUTES_READ.values()])


def _by(names: Iterable[object], *counts: str) -> tuple[str, ...]:
    """Names of counts that break totals down, one total after the other."""
    return tuple(f"{count}_{name}" for count in counts for name in names)


def _in_places(length: int, **places: int) -> tuple[str, ...]:
    """Names of the numbers of an array by their places; blank for one that is not kept."""
    names = [""] * length
    for name, place in places.items():
        names[place] = name
    return tuple(names)


class Layout(NamedTuple):
    """How long the lists are that can grow by what joins: fixed for a run when it begins."""

    products: int
    declared: int

    @classmethod
    def now(cls) -> Layout:
        """The layout of a run that begins now."""
        return cls(len(PRODUCTS), len(COUNTS.declared))


class _Part(NamedTuple):
    """Some of the month's counts: their names, and where the economy has them in that order."""

    names: tuple[str, ...]
    of: Callable[[Economy], np.ndarray]


_PARTS = (
    _Part(
        _in_places(
            totals.FIRM_COUNTERS, alive=totals.N_ALIVE, borrowers=totals.N_BORROWERS,
            employees_milli=totals.N_EMPLOYEES_MILLI, sme=totals.N_SME,
        ),
        lambda economy: economy.observed,
    ),
    _Part(
        _in_places(
            totals.LOAN_COUNTERS, loan_balance=totals.L_BALANCE, bad=totals.L_BAD, guaranteed=totals.L_GUARANTEED,
            unsecured=totals.L_UNSECURED, supported=totals.L_SUPPORTED, evergreened_fen=totals.L_EVERGREENED,
            public_liability=totals.L_PUBLIC_LIABILITY, liability=totals.L_LIABILITY, old_weak_fen=totals.L_OLD_WEAK,
            personal=totals.L_PERSONAL,
        ),
        lambda economy: economy.loan_counters,
    ),
    _Part(_by(SIZES, "firms_size", "borrowers_size", "debt_size"), lambda economy: economy.by_size[:3].ravel()),
    _Part(
        _by(SECTORS, "firms_sector", "borrowers_sector", "debt_sector"),
        lambda economy: economy.by_sector[:3].ravel(),
    ),
    _Part(
        _by(REGIONS, "firms_region", "borrowers_region", "debt_region"),
        lambda economy: economy.by_region[:3].ravel(),
    ),
    _Part(
        _by(
            SIZES, "applications_size", "refused_size", "granted_fen_size", "rate_fen_size", "supported_fen_size",
            "rationed_size",
        ),
        lambda economy: economy.by_size_credit.ravel(),
    ),
    _Part(_by(range(totals.AGES), "age"), lambda economy: economy.ages),
    _Part(("informal_debt",), lambda economy: economy.firm_stocks[totals.S_INFORMAL].sum(keepdims=True)),
    _Part(tuple(_ROUTES_READ), lambda economy: _READS_ROUTE @ economy.ledger.totals()),
)  # fmt: skip
_NAMES = tuple(chain.from_iterable(part.names for part in _PARTS))


def lined_up(economy: Economy, layout: Layout) -> np.ndarray:
    """What is counted in every month, in whole numbers: as `places` names them."""
    parts = (part.of(economy) for part in _PARTS)
    return np.concatenate([*parts, economy.granted_by_product[: layout.products], economy.counts])


@cache
def places(layout: Layout) -> Mapping[str, int]:
    """Place of each count in the month's array."""
    products = _by(PRODUCTS[: layout.products], "granted_fen_product")
    names = (*_NAMES, *products, *COUNTS.names[: layout.declared])
    return {name: place for place, name in enumerate(names) if name}


#: Counts that follow from others.
DERIVED: Mapping[str, Callable[[MonthCounts], Series]] = {
    "performing": lambda counts: counts.loan_balance - counts.bad,
    "defaulters": lambda counts: counts.sum_of(_by(SIZES[:3], "defaulters_size")),
    "exits": lambda counts: counts.closed + counts.outgrown + counts.failed_without_debt + counts.failed_in_default,
    "payouts": lambda counts: counts.sum_of(_by(PARTIES[1:], "paid")),
    "partner_recoveries": lambda counts: counts.sum_of(_by(PARTIES[1:], "recovered")),
}


class MonthCounts:
    """What was counted month by month: `counts.bad`, or `counts["bad"]`, is an array, int64 where all are whole.

    `lacking` tells what stands for a number that a month lacks, None where no month can have it. Raises KeyError, as
    an attribute AttributeError, for such a one.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        arrays: Sequence[np.ndarray],
        layout: Layout,
        lacking: Callable[[str], float | None],
    ) -> None:
        self._rows, self._lacking, self._places = list(rows), lacking, places(layout)
        length = 1 + max(self._places.values())
        self._arrays = np.array(arrays, np.int64).reshape(len(rows), length).T.copy()
        self._columns: dict[str, Series] = {}

    @property
    def names(self) -> list[str]:
        """Names of all that was counted in any month."""
        counted = chain(chain.from_iterable(self._rows), self._places, DERIVED)
        return list(dict.fromkeys(counted))

    def __getitem__(self, name: str) -> Series:
        place = self._places.get(name)
        if place is not None:
            return self._arrays[place]
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._found(name)
        return column

    def _found(self, name: str) -> Series:
        if name in DERIVED:
            return DERIVED[name](self)
        lacking = self._lacking(name)
        if lacking is None:
            if self._rows and not any(name in row for row in self._rows):
                raise KeyError(name)
            lacking = 0
        return np.array([row.get(name, lacking) for row in self._rows])

    def __getattr__(self, name: str) -> Series:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def sum_of(self, names: Iterable[str]) -> Series:
        """The sum of several counts, month by month."""
        return np.asarray(sum(self[name] for name in names))
