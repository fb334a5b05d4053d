"""Questions to a store of runs: DuckDB in memory over its Parquet files, columns united by their names.

Views, all with one row for what is named:

    runs       a run of the code and plug-ins that count: run, scenario, scenario_hash, seed, firms, months, ...
    outcomes   a run and indicator: run, indicator, unit, value, numerator, denominator, monthly lists
    points     a scenario at a point of a sweep: sweep, scenario, point, scenario_hash, a column a lever or uncertainty
    results    a run and indicator, with the point: all of the above but the lists
    months     a run, indicator and month: value
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.printable import printable
from ..statistics.intervals import Array
from .cells import plain, write_stata
from .choices import check_choice, shown
from .current_runs import Current, current_runs, none_of_this_code, nothing_stored
from .files import write_table
from .question import answer_of, locked, quoted
from .store import DESIGNS, INDEX, OUTCOMES, Failure, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: Endings that a table can be exported to.
ENDINGS = (".csv", ".parquet", ".dta")
#: Columns of the points that are no lever or uncertainty.
_OF_POINTS = ("sweep", "scenario", "point", "scenario_hash")
#: Value of an indicator: undefined where its denominator is zero or it has no number.
_VALUE = "CASE WHEN denominator <> 0 AND NOT isnan(numerator) THEN numerator / denominator * to_a_year END"


class Place(NamedTuple):
    """A scenario at a point of a sweep, with the values that it has there, by path."""

    scenario: str
    point: int
    values: tuple[tuple[str, object], ...]


@dataclass
class Means:
    """Means of indicators over so many seeds."""

    seeds: int
    values: dict[str, float | None]


def check_ending(path: Path) -> None:
    """Raise RequestError where no table can be written under such a name."""
    if path.suffix not in ENDINGS:
        raise RequestError(
            Sentence(
                "--export {path}: the name must end in one of {endings}.",
                "--export {path}：文件名须以 {endings} 之一结尾。",
                path=printable(str(path)),
                endings=listed(ENDINGS),
            )
        )


class Query:
    """A store seen through DuckDB. With `sweep`, the points and results of that sweep alone.

    Only runs of one code and its plug-ins count: of those of this process, or of the `code` named as
    `current.by_others` names them; `option` is what a refusal calls that argument. Every file is compared with the
    hash it is named by before the first answer; a damaged one raises RequestError, for DuckDB itself would answer with
    wrong numbers. `folder` may be a `Store` that knows already which of its files are whole.
    """

    def __init__(
        self,
        folder: str | Path | Store,
        sweep: str | None = None,
        code: str | None = None,
        *,
        option: str = "code",
    ) -> None:
        self.store = folder if isinstance(folder, Store) else Store.there(Path(folder))
        self.name = sweep
        self._code, self._option = code, option

    @cached_property
    def current(self) -> Current:
        """The runs that count, and how many of other code or plug-ins are left out."""
        return current_runs(self.store, self._code, self._option)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        self.store.check(INDEX, DESIGNS)
        views = list(self._views())
        base = locked([(self.store.folder / kind).absolute() for kind in (OUTCOMES, INDEX, DESIGNS)])
        for name, text in views:
            base.execute(f"CREATE VIEW {name} AS {text}")
        return base

    def _views(self) -> Iterator[tuple[str, str]]:
        current = self.current
        runs, index = current.runs, self._read(INDEX)
        if index is None or not (runs or current.others):
            raise nothing_stored(self.store)
        if not runs:
            raise none_of_this_code(self.store, current)
        # Of a run that two sweeps have stored, the file that comes first counts.
        yield (
            "runs",
            f"SELECT * FROM {index} WHERE {current.condition} "
            "QUALIFY row_number() OVER (PARTITION BY run ORDER BY file, time) = 1 ORDER BY run",
        )
        files = sorted(set(runs.values()))
        self.store.check(OUTCOMES, only=files)
        outcomes = self._listed([self.store.folder / OUTCOMES / file for file in files], "filename = true")
        yield (
            "outcomes",
            f"SELECT o.* EXCLUDE (filename), {_VALUE} AS value FROM {outcomes} o "
            "SEMI JOIN runs r ON o.run = r.run AND ends_with(o.filename, r.file)",
        )
        points = self._read(DESIGNS)
        if points is None:
            points = "(SELECT NULL AS sweep, scenario, 0 AS point, scenario_hash FROM runs GROUP BY ALL)"
        chosen = f"WHERE sweep = {quoted(self.name)}" if self.name else ""
        yield "points", f"SELECT DISTINCT * FROM {points} {chosen} ORDER BY sweep, scenario, point"
        yield (
            "results",
            "SELECT p.* EXCLUDE (scenario_hash), r.seed, o.indicator, o.unit, o.value, o.numerator, o.denominator, "
            "o.run FROM outcomes o JOIN runs r ON r.run = o.run JOIN points p ON p.scenario_hash = r.scenario_hash "
            "WHERE o.unit IS NOT NULL",
        )
        yield (
            "months",
            "SELECT run, indicator, month, CASE WHEN bottom <> 0 AND NOT isnan(top) THEN top / bottom END AS value "
            "FROM (SELECT run, indicator, unnest(range(1, len(monthly_numerators) + 1)) AS month, "
            "unnest(monthly_numerators) AS top, coalesce(unnest(monthly_denominators), 1) AS bottom FROM outcomes)",
        )

    def _read(self, kind: str) -> str | None:
        paths = self.store.paths(kind)
        return self._listed(paths) if paths else None

    @staticmethod
    def _listed(paths: Sequence[Path], more: str = "") -> str:
        names = ", ".join(quoted(str(path.absolute())) for path in paths)
        return f"read_parquet([{names}], union_by_name = true{', ' + more if more else ''})"

    def sql(self, question: str) -> pd.DataFrame:
        """What DuckDB answers to one SELECT. It reaches the views and the store's own files, and writes nothing.

        Raises RequestError for anything else, with DuckDB's words where it does not understand.
        """
        return answer_of(self._connection, question)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Levers and uncertainties of the sweeps in the store."""
        columns = list(self._connection.sql("SELECT * FROM points LIMIT 0").columns)
        return tuple(name for name in columns if name not in _OF_POINTS)

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a row a run and indicator, in an order that is always the same; flows are per year."""
        return self.sql(
            "SELECT * EXCLUDE (numerator, denominator) FROM results "
            "ORDER BY sweep, scenario, point, seed, indicator, run"
        )

    @property
    def points(self) -> pd.DataFrame:
        """The points: a row a scenario and point, a column a lever or uncertainty."""
        return self.sql("SELECT * FROM points")

    @property
    def runs(self) -> pd.DataFrame:
        """The stored runs, without their recipes."""
        return self.sql("SELECT * EXCLUDE (recipe) FROM runs")

    @property
    def failures(self) -> Mapping[str, Failure]:
        """Runs that went wrong or lost their worker."""
        return self.store.failures()

    def sweeps(self) -> list[dict[str, Any]]:
        """What sweeps the store has: name, title, levers, uncertainties, scenarios."""
        found: dict[str, dict[str, Any]] = {}
        self.store.check(DESIGNS)
        for path in self.store.paths(DESIGNS):
            table = self.store.read(path)
            told = json.loads((table.schema.metadata or {}).get(b"smecredit", b"{}"))
            name = str(table.column("sweep")[0])
            found[name] = {"sweep": name, "points": table.num_rows, **told}
        return list(found.values())

    def check_sweep(self) -> None:
        """Raise RequestError where the sweep that is asked for is not in the store."""
        names = [told["sweep"] for told in self.sweeps()]
        if self.name is not None:
            said = Sentence("the store has no {name}", "存储中没有 {name}", name=shown(self.name))
            check_choice("--sweep", self.name, names, said)

    def known_indicators(self, keys: Sequence[str], option: str = "--indicator") -> tuple[str, ...]:
        """The same keys, given with `option`. Raises RequestError for one no stored run has, with the nearest."""
        known = set(self.sql("SELECT DISTINCT indicator FROM outcomes")["indicator"])
        for key in keys:
            said = Sentence("no stored run has {key}", "已存的运行中没有 {key}", key=shown(key))
            check_choice(option, key, known, said)
        return tuple(keys)

    def units(self, keys: Sequence[str]) -> dict[str, str]:
        """Unit of each indicator."""
        rows = self.answer("SELECT DISTINCT indicator, unit FROM outcomes WHERE list_contains(?, indicator)", [*keys])
        found = {str(key): str(unit or "") for key, unit in rows}
        return {key: found[key] for key in keys}

    def means(self, sweep: str, keys: Sequence[str]) -> dict[Place, Means]:
        """Means over seeds at every point of a sweep: ratios are ratios of means."""
        named = [path for path in self.paths if path in self._paths_of(sweep)]
        columns = "".join(f', p."{path}"' for path in named)
        rows = self.answer(
            f"SELECT p.scenario, p.point{columns}, r.seeds, o.indicator, o.value FROM points p JOIN "
            "(SELECT scenario_hash, count(*) AS seeds FROM runs GROUP BY ALL) r USING (scenario_hash) JOIN "
            "(SELECT r.scenario_hash, o.indicator, CASE WHEN sum(denominator) <> 0 THEN "
            "sum(numerator) / sum(denominator) * any_value(to_a_year) END AS value FROM outcomes o JOIN runs r "
            "ON o.run = r.run WHERE list_contains(?, o.indicator) GROUP BY ALL) o USING (scenario_hash) "
            "WHERE p.sweep = ? ORDER BY p.scenario, p.point, o.indicator",
            [*keys],
            sweep,
        )
        found: dict[Place, Means] = {}
        for scenario, point, *values, seeds, key, value in rows:
            stated = tuple((path, each) for path, each in zip(named, values, strict=True) if each is not None)
            place = Place(str(scenario), int(point), stated)
            found.setdefault(place, Means(int(seeds), {})).values[str(key)] = None if value is None else float(value)
        return found

    def monthly(self, key: str, seeds: Sequence[int]) -> dict[int, Array]:
        """Numerators of an indicator by point of the sweep: a row a seed, a column a month."""
        rows = self.answer(
            "SELECT p.point, r.seed, o.monthly_numerators FROM outcomes o JOIN runs r ON r.run = o.run "
            "JOIN points p ON p.scenario_hash = r.scenario_hash WHERE o.indicator = ? AND r.seed BETWEEN ? AND ? "
            "ORDER BY p.point, r.seed, p.scenario",
            key,
            min(seeds),
            max(seeds),
        )
        found: dict[int, list[list[float]]] = {}
        for point, _, values in rows:
            found.setdefault(int(point), []).append(values)
        return {point: np.array(values, float) for point, values in found.items()}

    def document(self, keys: Sequence[str]) -> dict[str, Any]:
        """What `results --json` says: the sweeps, and the means at their points."""
        current = self.current
        sweeps = [told for told in self.sweeps() if self.name in (None, told["sweep"])]
        for told in sweeps:
            told["means"] = [
                {
                    "scenario": place.scenario,
                    "point": place.point,
                    "values": dict(place.values),
                    "seeds": means.seeds,
                    "indicators": means.values,
                }
                for place, means in self.means(told["sweep"], keys).items()
            ]
        return {
            "runs": len(current.runs),
            "code": current.made_by.name,
            "runs_of_other_code": current.others,
            "other_code": dict(current.by_others),
            "units": self.units(keys),
            "sweeps": sweeps,
        }

    @staticmethod
    def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
        """A table as plain rows, what is undefined as None."""
        columns = [str(name) for name in frame.columns]
        return [dict(zip(columns, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]

    def _paths_of(self, sweep: str) -> list[str]:
        told = next(told for told in self.sweeps() if told["sweep"] == sweep)
        return [*told.get("levers", []), *told.get("uncertainties", [])]

    def answer(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows that answer a question with values in the places of its question marks."""
        import duckdb

        connection = self._connection
        try:
            return connection.execute(question, values).fetchall()
        except duckdb.Error as error:  # the question is ours: so it is a file, whose beginning and end are sound
            raise self.store.unreadable(str(error).split("\n")[0]) from None

    def table_of(self, keys: Sequence[str]) -> pd.DataFrame:
        """The rows of the tidy table about some indicators."""
        table = self.table
        return table[table["indicator"].isin(keys)].reset_index(drop=True)

    def export(self, path: Path, frame: pd.DataFrame | None = None) -> None:
        """Write a table, by default the tidy one, as CSV, Parquet or Stata, by the name's ending."""
        check_ending(path)
        chosen = self.table if frame is None else frame
        if path.suffix == ".dta":
            write_stata(path, chosen)
        else:
            write_table(path, chosen)

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection itself, for questions of one's own."""
        yield self._connection


class SweepResult(Query):
    """The results of one sweep; `damaged` names files that were found damaged and made again."""

    def __init__(self, folder: str | Path | Store, sweep: str | None, damaged: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(folder, sweep)
        self.damaged = damaged

    def __repr__(self) -> str:
        return f"SweepResult({str(self.store.folder)!r}, sweep={self.name!r})"
