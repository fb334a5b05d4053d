"""What `sweep`, `results` and `reproduce` print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ...simulation.ground.printable import printable
from ..experiments.cells import plain
from ..statistics.indicators import shown_unit
from ..statistics.intervals import Estimate
from .formatting import amount, change, look_of_row
from .headlines import label_of
from .layout import Column, Grid, Prose, wrapped
from .points import short_names, value_said, values_said
from .strings import shortened_path, text

if TYPE_CHECKING:
    import pandas as pd

    from ..experiments.forecast import Forecast
    from ..experiments.query import Query
    from ..experiments.reproduce import Reproduced
    from ..experiments.store import Checked, Failure
    from ..experiments.sweep import Progress
    from ..experiments.sweep_plan import Plan
    from ..statistics.two_sources import TwoSources

#: Indicators that are shown where none is chosen.
USUAL = ("credit_outstanding", "default_rate", "public_cost")
#: Rows of a table on the screen, failures named one by one.
MOST_SHOWN, MOST_NAMED = 40, 5
#: A part of a processor for each worker below which it is said how much they get.
_SHORT_OF_PROCESSORS = 0.8
#: Characters of a point that a table has room for with its paths as they are; cells of a heading's line.
_LONGEST_POINT, _WIDEST_HEADING = 40, 14
_SECONDS = ((3600.0, "h"), (60.0, "min"), (1.0, "s"))
_BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def seconds_said(seconds: float, language: str) -> str:
    """A length of time in two or three digits."""
    return _in_units(seconds, _SECONDS, language)


def bytes_said(count: float, language: str) -> str:
    """An amount of memory or disk in two or three digits."""
    return _in_units(count, _BYTES, language)


def _in_units(value: float, units: Sequence[tuple[float, str]], language: str) -> str:
    factor, unit = next(((factor, unit) for factor, unit in units if value >= factor), units[-1])
    shown = value / factor
    return text(f"size.{unit}", language, value=f"{shown:.3g}" if shown < 100.0 else f"{shown:,.0f}")


def title_of(name: str, title: str, language: str) -> str:
    """A sweep by its title and name."""
    name = printable(name)
    return text("sweep.titled", language, title=printable(title), name=name) if title else untitled(name, language)


def untitled(name: str, language: str) -> str:
    """A sweep that has no title."""
    return text("sweep.untitled", language, name=name)


def lead(planned: Plan, language: str) -> Iterator[Any]:
    """What a sweep is: its title, how many runs, of what."""
    yield Prose(title_of(planned.name, planned.asked.title, language), "bold")
    said = text(
        "sweep.lead",
        language,
        runs=len(planned.runs),
        scenarios=len(planned.asked.scenarios),
        points=planned.points,
        first=planned.seeds.start,
        last=planned.seeds.stop - 1,
        firms=f"{planned.largest.firms:,}",
        months=planned.largest.months,
    )
    yield Prose(said, "dim")


def estimate_tables(planned: Plan, found: Forecast, language: str) -> Iterable[Any]:
    """What `sweep --dry-run` prints."""
    yield from lead(planned, language)
    yield Text()
    about = {
        text("dry.time", language, workers=found.workers): seconds_said(found.seconds, language),
        text("dry.memory", language): bytes_said(found.memory_bytes, language),
        text("dry.disk", language): bytes_said(found.disk_bytes, language),
    }
    table = Grid(language, Column(""), Column("", "right"))
    table.row(text("dry.to_do", language), f"{found.runs - found.stored - found.failed:,}", indent=0)
    table.row(text("dry.stored", language), f"{found.stored:,}", indent=0)
    if found.failed:
        table.row(text("dry.failed", language), f"{found.failed:,}", indent=0)
    if found.pasts:
        table.row(text("dry.pasts", language), f"{found.pasts:,}", indent=0)
    for label, value in about.items():
        table.row(label, text("dry.about", language, value=value), indent=0)
    yield table
    yield Prose(text("dry.measured", language) if found.measured else text("dry.ruled", language), "dim")
    if found.processors < _SHORT_OF_PROCESSORS * min(found.workers, found.runs - found.stored - found.failed):
        yield Prose(text("dry.processors", language, processors=f"{found.processors:.1f}"), "dim")


def sweep_tables(planned: Plan, progress: Progress, folder: str, language: str) -> Iterable[Any]:
    """What `sweep` prints when it is done."""
    yield from lead(planned, language)
    yield Text()
    for file, runs in progress.damaged.items():
        yield Prose("! " + text("sweep.damaged", language, file=file, runs=_listed(runs, language)), hanging=2)
    folder, within = printable(folder), printable(shortened_path(folder))
    if progress.run_now == 0 and progress.stored == progress.all:
        yield Prose(text("sweep.nothing", language, runs=progress.all, folder=within))
    else:
        said = text(
            "sweep.done",
            language,
            new=progress.run_now,
            folder=within,
            stored=progress.stored,
            all=progress.all,
            seconds=seconds_said(progress.seconds, language),
            cpu=seconds_said(progress.cpu_seconds, language),
            size=bytes_said(progress.bytes, language),
        )
        yield Prose(said)
    for failure in [*progress.failed.values()][:MOST_NAMED]:
        yield Prose("! " + failure_said(failure, language), hanging=2)
    if len(progress.failed) > MOST_NAMED:
        yield Prose("  " + text("sweep.more", language, count=len(progress.failed) - MOST_NAMED))
    yield Prose(text("sweep.next", language, folder=folder), "dim")


def failure_said(failure: Failure, language: str) -> str:
    """A run that went wrong, and why."""
    return text(
        "sweep.failure",
        language,
        run=failure.run,
        scenario=printable(failure.scenario),
        seed=failure.seed,
        said=printable(failure.said.get(language, "")),
    )


def _listed(runs: Sequence[str], language: str) -> str:
    named = ", ".join(runs[:MOST_NAMED])
    return (
        named if len(runs) <= MOST_NAMED else f"{named}, {text('sweep.more', language, count=len(runs) - MOST_NAMED)}"
    )


def results_tables(query: Query, indicators: Sequence[str], language: str) -> Iterable[Any]:
    """What `results DIR` prints: the sweeps of a store, and the means of some indicators at each of their points."""
    sweeps = query.sweeps()
    said = text(
        "results.lead",
        language,
        folder=printable(shortened_path(str(query.store.folder))),
        runs=len(query.current.runs),
        files=len({*query.current.runs.values()}),
        sweeps=len(sweeps),
    )
    yield Prose(said, "bold")
    for failure in [*query.failures.values()][:MOST_NAMED]:
        yield Prose("! " + failure_said(failure, language), hanging=2)
    for told in sweeps:
        if query.name in (None, told["sweep"]):
            yield Text()
            yield Prose(title_of(told["sweep"], told.get("title", ""), language), "bold")
            yield from _points(query, told, indicators, language)
    yield Prose(text("results.mean", language), "dim")


def differences_tables(query: Query, keys: Sequence[str], language: str) -> Iterable[Any]:
    """What `results DIR --differences` prints."""
    from ..experiments.differences import differences

    for told in query.sweeps():
        if query.name not in (None, told["sweep"]):
            continue
        name, setting, compared = differences(query, told["sweep"], keys)
        yield Prose(title_of(told["sweep"], told.get("title", ""), language), "bold")
        yield Prose(text("over.lead", language, scenario=_point_said(name, setting, language)), "dim")
        yield Text()
        for each in compared:
            said = _point_said(each.scenario, each.levers, language)
            size = text("over.size", language, points=each.points, seeds=each.seeds)
            yield Prose(text("results.at", language, scenario=said, values=size), "bold", hanging=2)
            names = ("difference", "luck", "parameters", "share")
            columns = (Column(text(f"over.{name}", language), "right") for name in names)
            table = Grid(language, Column(text("over.indicator", language)), *columns)
            for key, found in each.indicators.items():
                table.row(label_of(key, language), *_two_sources_said(key, found, language))
            yield table
            yield Text()
        count = len(compared) * len(keys)
        if count > 1:
            yield Prose(text("over.many", language, count=count, chance=f"{0.05 * count:.2g}"), "dim")
    yield Prose(text("over.note", language), "dim")


def _two_sources_said(key: str, found: TwoSources | None, language: str) -> tuple[str, ...]:
    if found is None:
        return (text("undefined", language),) * 4
    unit = shown_unit(key)
    low, high = found.luck or (None, None)
    by_luck, over = Estimate(found.value, low, high), Estimate(found.value, *(found.parameters or (None, None)))
    look = look_of_row([], [by_luck, over], unit, language)
    difference, luck = change(by_luck, unit, language, look)
    spread = change(over, unit, language, look)[1] if found.parameters else text("undefined", language)
    share = found.share_of_parameters
    return difference, luck, spread, amount(share, "share", language)


def _points(query: Query, told: Mapping[str, Any], indicators: Sequence[str], language: str) -> Iterator[Any]:
    means = query.means(told["sweep"], indicators)
    rows = [*means.items()]
    shown = rows[:MOST_SHOWN]
    units = query.units(indicators)
    names = _names_in_a_table([_point_said(place.scenario, place.values, language) for place, _ in shown], query.paths)
    table = Grid(
        language,
        Column(text("results.point", language), least=24),
        Column(text("results.seeds", language), "right"),
        *(_column_of(key, language) for key in indicators),
    )
    for place, of_point in shown:
        cells = [amount(of_point.values.get(key), units.get(key, ""), language) for key in indicators]
        said = _point_said(place.scenario, place.values, language, names)
        table.row(said, f"{of_point.seeds:,}", *cells, indent=0)
    yield table
    named = {path for place, _ in shown for path, _ in place.values if names.get(path, path) != path}
    for path in query.paths:
        if path in named:
            yield Prose(text("results.name", language, name=names[path], path=printable(path)), "dim", hanging=2)
    if len(rows) > MOST_SHOWN:
        yield Prose(text("results.cut", language, shown=MOST_SHOWN, all=len(rows)), "dim")


def _names_in_a_table(points: Sequence[str], paths: Sequence[str]) -> dict[str, str]:
    """By what paths are named: by themselves as long as every point has room, else by their ends."""
    return short_names(paths) if max(map(len, points), default=0) > _LONGEST_POINT else {}


def _column_of(key: str, language: str) -> Column:
    """A column whose heading takes several lines, so that the points have room beside it."""
    label = label_of(key, language)
    return Column("\n".join(wrapped(label, _WIDEST_HEADING)), "right", on_a_line=label)


def _point_said(
    scenario: str, values: Sequence[tuple[str, object]], language: str, names: Mapping[str, str] | None = None
) -> str:
    if not values:
        return printable(scenario)
    return text("results.at", language, scenario=printable(scenario), values=values_said(values, names))


def frame_table(frame: pd.DataFrame, language: str) -> Iterable[Any]:
    """A data frame as a table of the screen, cut after some rows."""
    table = Grid(language, *(Column(printable(str(name)), "left") for name in frame.columns), name_label=True)
    for row in frame.head(MOST_SHOWN).itertuples(index=False):
        label, *cells = (_shown_cell(value) for value in row)
        table.row(label, *cells, indent=0)
    yield table
    if len(frame) > MOST_SHOWN:
        yield Prose(text("results.cut", language, shown=MOST_SHOWN, all=len(frame)), "dim")


def _shown_cell(value: object) -> str:
    if isinstance(value, str):
        return printable(value)
    told = plain(value)
    if isinstance(told, float | str) or told is None:
        return "" if told is None else printable(value_said(told))
    return json.dumps(told, ensure_ascii=True)


def checked_tables(checked: Checked, language: str) -> Iterable[Any]:
    """What `results DIR --verify` prints."""
    for file, runs in checked.damaged.items():
        lost = _listed(runs, language) if runs else text("results.no_runs", language)
        yield Prose("! " + text("results.damaged", language, file=file, runs=lost), hanging=2)
    if not checked.damaged:
        yield Prose(text("results.sound", language, files=checked.files, runs=checked.runs))


def reproduced_tables(found: Reproduced, language: str) -> Iterable[Any]:
    """What `reproduce` prints."""
    told = {"run": found.run, "scenario": printable(found.scenario), "seed": found.seed}
    size = {"firms": f"{found.firms:,}", "months": found.months}
    yield Prose(text("reproduce.lead", language, **told, **size), "bold")
    none = text("reproduce.none", language)
    for key, (stored, own) in found.changed.items():
        yield Prose("! " + text(f"reproduce.{key}", language, stored=stored or none, own=own or none), hanging=2)
    if found.equal:
        yield Prose(text("reproduce.equal", language, indicators=found.indicators, numbers=f"{found.numbers:,}"))
