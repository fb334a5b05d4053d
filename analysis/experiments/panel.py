"""Panels for estimates: a row a firm, or a loan, and month, over several seeds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence, listed, suggestion
from ...simulation.ground.given import whole_number, written
from .limits import available_bytes, check_memory
from .loading import load_one
from .request import Request
from .runs import run_jobs

if TYPE_CHECKING:
    import pandas as pd

    from ...simulation import CreditMarket
    from ...simulation.ground.columns import Table
    from ...simulation.scenario import Scenario

#: What a panel is of.
FIRMS, LOANS = "firms", "loans"
#: Columns of a panel where nobody names others.
USUAL: Mapping[str, tuple[str, ...]] = {
    FIRMS: (
        "size", "sector", "region", "age", "employees", "year_sales", "fixed_assets", "cash", "bank_debt",
        "informal_debt", "owner_wealth", "bank", "last_loan",
    ),
    LOANS: (
        "enterprise", "bank", "product", "security", "guarantor", "opened", "maturity", "amount", "balance", "rate",
        "estimated_pd", "arrears", "status",
    ),
}  # fmt: skip
#: Columns that are no column of the tables, what each is and its unit.
MADE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    FIRMS: {"age": ("Months since the firm was founded", "months")},
    LOANS: {"enterprise": ("Key of the borrower", "key"), "age": ("Months since the loan was made", "months")},
}
#: Rows that a firm of the start stands for in a month: firms come and go; some have several loans.
_ROWS_OF_A_FIRM = {FIRMS: 1.15, LOANS: 1.3}
#: Copies of a panel that are in memory while it is put together.
_COPIES = 2.5


def panel(
    scenario: str | Path | Scenario,
    seeds: int = 1,
    of: str = FIRMS,
    columns: Sequence[str] | None = None,
    months: Collection[int] | None = None,
    first_seed: int = 1,
    workers: int | None = None,
) -> pd.DataFrame:
    """A tidy table with one row a living firm, or a live loan, and month, over `seeds` seeds from `first_seed` on.

    `scenario` is a library name, a path or what `load` returns. `of` is "firms" or "loans". The first columns are
    `seed`, `month` and the key, `enterprise` or `loan`; the others are those named in `columns`, any of
    `panel_columns(of)`, by default those most estimates need. `months` are the months told, at whose end the row
    stands, by default all of the run: a panel of 10,000 firms and 120 months has some 1.3 million rows a seed, so name
    the months you need. Money is in fen of the firm itself, not grossed up; codes are categories with their names.
    Units stand in `frame.attrs["units"]`. `workers` is the number of processes; the table is the same for any.

    Raises RequestError for what is no panel, column, month or seed, and where it would not fit in memory.
    """
    if of not in USUAL:
        raise RequestError(
            Sentence(
                "of is {given}; it must be one of {known}.",
                "of 为 {given}；只能是 {known} 之一。",
                given=written(of),
                known=listed(USUAL),
            )
        )
    chosen = _columns(of, columns)
    asked = Request(seeds=seeds, first_seed=first_seed, workers=workers)
    told = load_one(scenario)
    when = _months(told, months)
    _check_room(told, asked, of, chosen, len(when))
    import pandas as pd

    work = partial(_of_seed, told, of, chosen, when)
    table = pd.concat(run_jobs(work, asked.numbers, asked.processes), ignore_index=True)
    table.attrs["units"] = {name: unit for name, (_, unit) in panel_columns(of).items() if name in table.columns}
    return table


def panel_columns(of: str = FIRMS) -> dict[str, tuple[str, str]]:
    """Every column a panel of firms or loans can have, by name: what it is, and its unit."""
    found = {column.name: (column.meaning, column.unit) for column in _table(of).columns.values()}
    return {**found, **MADE[of]}


def _table(of: str) -> Table:
    from ...simulation.state.enterprise_columns import ENTERPRISE
    from ...simulation.state.loan_columns import LOAN

    return ENTERPRISE if of == FIRMS else LOAN


def _columns(of: str, columns: Sequence[str] | None) -> tuple[str, ...]:
    if columns is None:
        return USUAL[of]
    known = panel_columns(of)
    for name in columns:
        if name not in known:
            raise RequestError(
                Sentence(
                    "columns: a panel of {of} has no {name}; {hint}",
                    "columns：{of} 面板没有 {name}；{hint}",
                    of=of,
                    name=written(name),
                    hint=suggestion(str(name), known),
                )
            )
    return tuple(dict.fromkeys(columns))


def _months(scenario: Scenario, months: Collection[int] | None) -> tuple[int, ...]:
    if months is None:
        return tuple(range(1, scenario.months + 1))
    return tuple(sorted({whole_number("months", month, 0, scenario.months) for month in months}))


def _check_room(scenario: Scenario, asked: Request, of: str, columns: Sequence[str], months: int) -> None:
    """Refuse a panel that would not fit in memory, before it is made."""
    check_memory((scenario,), asked.processes)
    bytes_a_row = 24 + 8 * len(columns)
    rows = _ROWS_OF_A_FIRM[of] * scenario.firms * months * len(asked.numbers)
    needed, free = _COPIES * rows * bytes_a_row, available_bytes()
    if needed > free:
        raise RequestError(
            Sentence(
                "a panel of {rows:,.0f} rows would need about {needed:,.1f} GB of memory, and {free:,.1f} GB are free; "
                "name fewer months, columns or seeds.",
                "{rows:,.0f} 行的面板约需 {needed:,.1f} GB 内存，而可用内存为 {free:,.1f} GB；请减少月份、列或种子。",
                rows=rows,
                needed=needed / 1e9,
                free=free / 1e9,
            )
        )


def _of_seed(scenario: Scenario, of: str, columns: Sequence[str], months: Sequence[int], seed: int) -> pd.DataFrame:
    """What a worker process does: the rows of one seed."""
    import pandas as pd

    from ...simulation import CreditMarket

    market = CreditMarket(scenario, seed=seed, threads=1, tape=False)
    market.live_burn_in()
    parts = []
    for month in months:
        while market.month < month:
            market.step()
        parts.append(rows_of(market, of, columns))
    table = pd.concat(parts, ignore_index=True) if parts else rows_of(market, of, columns).iloc[:0]
    table.insert(0, "seed", np.full(len(table), seed, np.int64))
    return table


def rows_of(market: CreditMarket, of: str, columns: Sequence[str]) -> pd.DataFrame:
    """The rows of one market as it stands, in the order of their keys."""
    import pandas as pd

    from ...simulation.state.loan_columns import KEY_BITS

    store = market.economy.firms if of == FIRMS else market.economy.loans
    live = np.flatnonzero(store.column("state") == 1 if of == FIRMS else store.column("status") > 0)
    live = live[np.argsort(store.column("id")[live], kind="stable")]
    keys, born = store.column("id")[live], "entry_month" if of == FIRMS else "opened"
    made: Mapping[str, Callable[[], np.ndarray]] = {
        "age": lambda: market.month - store.column(born)[live],
        "enterprise": lambda: keys >> KEY_BITS,
    }
    named = _names_of_codes(of)
    table: dict[str, object] = {"month": np.full(len(live), market.month, np.int32)}
    table["enterprise" if of == FIRMS else "loan"] = keys
    for name in columns:
        if name in MADE[of]:
            table[name] = made[name]()
        elif name in named:
            table[name] = pd.Categorical.from_codes(store.column(name)[live], pd.Index([*named[name]]))
        else:
            table[name] = store.column(name)[live]
    return pd.DataFrame(table)


def _names_of_codes(of: str) -> Mapping[str, Collection[str]]:
    """Names of the codes of a column, by its name."""
    from ...simulation.agents.enterprise import CODED
    from ...simulation.agents.enterprise_table import OUTCOMES
    from ...simulation.observe.tape import SECURITIES, STATES
    from ...simulation.state.structure import PRODUCTS

    if of == FIRMS:
        return {**CODED, "outcome": OUTCOMES}
    return {"product": tuple(PRODUCTS), "security": SECURITIES, "status": STATES}
