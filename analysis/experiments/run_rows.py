"""What is kept of a run in a store: a row an indicator, with its months, and the balances of public funds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...simulation.state.observer import Observer
from ..statistics.indicators import flows_by_month, indicator_or_none, over_whole_run, shown_unit
from ..statistics.intervals import Array

if TYPE_CHECKING:
    import pyarrow as pa

    from ...simulation import CreditMarket
    from ...simulation.state.economy import Economy

#: Parties whose money is a fund's, and may run out.
FUNDS = ("provincial_reguarantor", "national_fund", "compensation_fund", "local_fund", "insurer")
#: Breakdowns whose months are kept too; of all others only the summary is.
MONTHLY_PARTS = ("losses_by_payer.", "recoveries_by_payer.")
#: Rows that are no indicators: the money of a fund at the end of each month.
FUND_MONEY = "fund_money.party."


class FundMoney(Observer):
    """Hears what each fund holds when the books of a month close, in model fen."""

    def __init__(self) -> None:
        self.months: list[tuple[int, tuple[int, ...]]] = []
        self._rows: list[int] = []

    def __deepcopy__(self, memo: dict[int, object]) -> FundMoney:
        twin = FundMoney()
        twin.months = list(self.months)
        return twin

    def books_closed(self, economy: Economy) -> None:
        """Read the balances."""
        if not self._rows:  # institutions keep their rows
            self._rows = [economy.institution_row(party) for party in FUNDS]
        held = economy.institutions.column("deposit")[self._rows]
        self.months.append((economy.month, tuple(held.tolist())))


@dataclass(frozen=True)
class RunRows:
    """A run as columns: one entry an indicator; `to_a_year` makes its value a yearly flow where it is one."""

    run: str
    indicators: tuple[str, ...]
    units: tuple[str | None, ...]
    numerators: Array
    denominators: Array
    to_a_year: Array
    monthly_numerators: tuple[Array | None, ...]
    monthly_denominators: tuple[Array | None, ...]


class Described:
    """What is said of indicators that runs have in common: their units, and what makes a yearly flow of each.

    It is looked up once for all runs with the same keys, window and months; it lasts no longer than a chunk, because
    what joins later may declare an indicator anew.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[tuple[str | None, ...], Array]] = {}
        self._by_month: dict[str, bool] = {}

    def of(self, keys: tuple[str, ...], window: int, months: int) -> tuple[tuple[str | None, ...], Array]:
        """Units as they are shown, and factors by which a value becomes a yearly flow, 1 for what is none."""
        asked = (keys, window, months)
        if asked not in self._found:
            yearly = np.array([_to_a_year(key, window, months) for key in keys])
            self._found[asked] = tuple(_unit(key) for key in keys), yearly
        return self._found[asked]

    def kept_by_month(self, key: str) -> bool:
        """Whether the months of an indicator are kept, not the summary alone."""
        if key not in self._by_month:
            self._by_month[key] = _kept_by_month(key)
        return self._by_month[key]


def rows_of(run: str, market: CreditMarket, described: Described | None = None) -> RunRows:
    """What is kept of a finished run, under the name `run`; money in yuan of the represented population."""
    described = described or Described()
    summary = market.summary
    series = market.recorder.series(market.economy)
    keys = [str(key) for key in summary.index]
    numerators, denominators = (summary[name].to_numpy(dtype=float).tolist() for name in ("numerator", "denominator"))
    months = [series[key] if described.kept_by_month(key) else None for key in keys]
    heard = market.economy.observer.of(FundMoney)
    if heard is not None:
        money = np.array([held for month, held in heard.months if month >= 1], float).reshape(-1, len(FUNDS))
        for party, held in zip(FUNDS, (money * (market.economy.weight / 100.0)).T, strict=True):
            keys.append(f"{FUND_MONEY}{party}")
            numerators.append(float(held[-1]) if len(held) else 0.0)
            denominators.append(1.0)
            months.append((held, np.ones(len(held))))
    window = market.months - market.conditions.report_from + 1
    units, to_a_year = described.of(tuple(keys), window, market.months)
    return RunRows(
        run=run,
        indicators=tuple(keys),
        units=units,
        numerators=np.array(numerators, float),
        denominators=np.array(denominators, float),
        to_a_year=to_a_year,
        monthly_numerators=tuple(None if pair is None else pair[0] for pair in months),
        monthly_denominators=tuple(None if pair is None or _all_one(pair[1]) else pair[1] for pair in months),
    )


def _kept_by_month(key: str) -> bool:
    if "." in key:
        return key.startswith(MONTHLY_PARTS)
    return indicator_or_none(key) is not None


def _unit(key: str) -> str | None:
    """Unit of the value as it is shown; None for what is no indicator, such as a figure of the calibration table."""
    return None if indicator_or_none(key) is None else shown_unit(key)


def _to_a_year(key: str, window: int, months: int) -> float:
    if not flows_by_month(key):
        return 1.0
    return 12.0 / (months if over_whole_run(key) else window)


def _all_one(series: Array) -> bool:
    return bool((series == 1.0).all())


def schema() -> pa.Schema:
    """The columns of a chunk of outcomes."""
    import pyarrow as pa

    return pa.schema(
        [
            ("run", pa.string()),
            ("indicator", pa.string()),
            ("unit", pa.string()),
            ("numerator", pa.float64()),
            ("denominator", pa.float64()),
            ("to_a_year", pa.float64()),
            ("monthly_numerators", pa.list_(pa.float64())),
            ("monthly_denominators", pa.list_(pa.float64())),
        ]
    )


def table_of(runs: Sequence[RunRows]) -> pa.Table:
    """The rows of several runs as an Arrow table."""
    import pyarrow as pa

    def joined(parts: Iterable[Array]) -> pa.Array:
        return pa.array(np.concatenate([*parts, np.zeros(0)]))

    return pa.Table.from_arrays(
        [
            pa.array([run.run for run in runs for _ in run.indicators], pa.string()),
            pa.array([key for run in runs for key in run.indicators], pa.string()),
            pa.array([unit for run in runs for unit in run.units], pa.string()),
            joined(run.numerators for run in runs),
            joined(run.denominators for run in runs),
            joined(run.to_a_year for run in runs),
            _lists([each for run in runs for each in run.monthly_numerators]),
            _lists([each for run in runs for each in run.monthly_denominators]),
        ],
        schema=schema(),
    )


def _lists(series: Sequence[Array | None]) -> pa.Array:
    """A column of lists; None is a missing one."""
    import pyarrow as pa

    lengths = np.array([0 if each is None else len(each) for each in series], np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = np.concatenate([*(each for each in series if each is not None), np.zeros(0)])
    missing = pa.array([each is None for each in series], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values), mask=missing)


def fingerprints(table: pa.Table) -> Mapping[str, str]:
    """SHA-256 of all that is kept of each run in a table, bit for bit: two NaN are the same if their bits are."""
    import hashlib

    found: dict[str, str] = {}
    runs = table.column("run").to_pylist()
    starts = [place for place, run in enumerate(runs) if place == 0 or runs[place - 1] != run]
    for start, end in zip(starts, [*starts[1:], len(runs)], strict=True):
        digest = hashlib.sha256()
        part = table.slice(start, end - start)
        for name in ("indicator", "unit"):
            digest.update("\0".join(str(each) for each in part.column(name).to_pylist()).encode())
        for name in ("numerator", "denominator", "to_a_year"):
            digest.update(part.column(name).to_numpy().astype("<f8").tobytes())
        for name in ("monthly_numerators", "monthly_denominators"):
            for each in part.column(name):
                values = each.values
                digest.update(b"-" if values is None else values.to_numpy(zero_copy_only=False).astype("<f8").tobytes())
        found[runs[start]] = digest.hexdigest()
    return found
