"""Compare policies: run them with the same luck and report differences, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import LARGEST_SEED, MOST_AT_ONCE, MOST_SEEDS, seed_number, whole_number
from ..presentation.indicators import MONTH, RUN, YEAR, effect_or_none, flows_by_month, indicator_or_none, unit_of
from ..presentation.strings import short_title
from ..statistics.effects import effects
from ..statistics.intervals import (
    BAND_RESAMPLES,
    NOTHING,
    Array,
    Estimate,
    Resampled,
    differences,
    estimates,
    monthly_interval,
    resampled,
)
from .limits import check_memory
from .loading import Overrides, load_all, load_one
from .runs import RunResult, Task, available_workers, run_seed, run_seed_to_files, run_seeds

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ...simulation.scenario import Scenario


# With fewer seeds than this an interval is a rough guess, and the output says so.
FEW_SEEDS = 5


def compare(
    names_or_scenarios: Sequence[str | Scenario],
    seeds: int = 10,
    first_seed: int = 1,
    under: str | None = None,
    set: Overrides = None,
    firms: int | None = None,
    months: int | None = None,
    workers: int | None = None,
    progress: Callable[[], Any] | None = None,
) -> Comparison:
    """Run two or more scenarios over the same seeds and compare each with the first.

    `names_or_scenarios` are library names, TOML paths or `Scenario` objects; the first is the reference.
    `under` is a stress laid on every one of them; `set` overrides parameters (`{"path": value}` or
    `["path=value"]`; one that names a policy applies to the scenarios that have it); `firms` and `months`
    change the size of the run. Seeds are `first_seed`, `first_seed + 1`, ... `workers` is the number of
    processes, by default one a processor; results are identical for any number.

    Raises `RequestError` where the request is wrong and `RunError` where a run fails.
    """
    scenarios = load_all(names_or_scenarios, under=under, overrides=set, firms=firms, months=months)
    return _run(scenarios, seeds, first_seed, under, workers, progress)


def repeat(
    name_or_scenario: str | Scenario,
    seeds: int = 1,
    first_seed: int = 1,
    under: str | None = None,
    set: Overrides = None,
    firms: int | None = None,
    months: int | None = None,
    workers: int | None = None,
    progress: Callable[[], Any] | None = None,
    folder: Path | None = None,
) -> Comparison:
    """Run one scenario over several seeds: a comparison that has only its reference.

    With `folder`, every run keeps its history and writes its files there; several seeds get a folder each,
    `seed_<number>`. Otherwise as `compare`.
    """
    scenario = load_one(name_or_scenario, under=under, overrides=set, firms=firms, months=months)
    return _run((scenario,), seeds, first_seed, under, workers, progress, folder)


def _run(
    scenarios: tuple[Scenario, ...],
    seeds: int,
    first_seed: int,
    under: str | None,
    workers: int | None,
    progress: Callable[[], Any] | None,
    folder: Path | None = None,
) -> Comparison:
    seeds, first_seed = whole_number("seeds", seeds, 1, MOST_SEEDS), seed_number(first_seed, "first_seed")
    last = first_seed + seeds - 1
    if last > LARGEST_SEED:
        raise RequestError(
            Sentence(
                "{seeds:,} seeds from {first:,} end at {last:,}; the largest seed is {most:,}.",
                "自 {first:,} 起的 {seeds:,} 个种子止于 {last:,}；最大的种子为 {most:,}。",
                seeds=seeds,
                first=first_seed,
                last=last,
                most=LARGEST_SEED,
            )
        )
    if workers is not None:
        workers = whole_number("workers", workers, 1, MOST_AT_ONCE)
    stress = load_one(under).title if under is not None else None
    numbers = range(first_seed, first_seed + seeds)
    processes = min(workers or available_workers(), seeds)
    check_memory(scenarios, processes, tape=folder is not None)
    task: Task = run_seed
    if folder is not None:
        folders = {number: folder if seeds == 1 else folder / f"seed_{number}" for number in numbers}
        task = partial(run_seed_to_files, folders)
    results = run_seeds(scenarios, numbers, processes, progress, task)
    return Comparison(scenarios, numbers, results, stress)


class Comparison:
    """The results of several scenarios over the same seeds, as differences from the first.

    `table` is a pandas DataFrame, `plot()` a matplotlib figure, `document()` the JSON document and
    `to_html()` writes the report. `mean(name, key)` and `difference(name, key)` give one estimate with its
    95% interval. `under` is the title, in both languages, of a stress laid on every scenario.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        results: Sequence[Sequence[RunResult]],
        under: Mapping[str, str] | None = None,
    ) -> None:
        self.scenarios = tuple(scenarios)
        self.seeds = tuple(seeds)
        self.under = under
        self.names = _distinct([scenario.name for scenario in scenarios])
        self.reference = self.names[0]
        self.results: dict[str, tuple[RunResult, ...]] = {
            name: tuple(of_seed[position] for of_seed in results) for position, name in enumerate(self.names)
        }
        first = self.results[self.reference][0]
        # A programme that nobody used leaves no row in the summary of that run.
        self.keys = tuple(dict.fromkeys(key for of_seed in results for result in of_seed for key in result.keys))
        self.months = len(first.series_numerators)
        self.firms = self.scenarios[0].firms
        self.report_from = self.scenarios[0].report_from
        self._means: dict[str, dict[str, Estimate]] = {}
        self._differences: dict[str, dict[str, Estimate]] = {}
        self._series: dict[tuple[str, str, bool, str], tuple[Array, Array, Array] | None] = {}
        self._estimate()
        self._measured = tuple(
            key
            for key in self._means[self.reference]
            if effect_or_none(key) is not None or indicator_or_none(key) is not None
        )

    def mean(self, name: str, key: str) -> Estimate:
        """Mean over seeds of an indicator under scenario `name`."""
        return self._means[name][key]

    def difference(self, name: str, key: str) -> Estimate:
        """Paired difference of an indicator between scenario `name` and the reference."""
        return self._differences[name][key]

    def shown(self, name: str, key: str) -> tuple[Estimate, Estimate]:
        """Mean and difference in the unit of `shown_unit`: a flow over the window as a rate a year."""
        factor = 12.0 / self.window if flows_by_month(key) else 1.0
        return self.mean(name, key).times(factor), self.difference(name, key).times(factor)

    @property
    def window(self) -> int:
        """Months of the summary window."""
        return self.months - self.report_from + 1

    def title(self, name: str, language: str) -> str:
        """Short title of a scenario, what stands before a colon, in English or Chinese."""
        return short_title(self.scenario(name).title, language)

    def scenario(self, name: str) -> Scenario:
        """The scenario called `name` in this comparison."""
        return self.scenarios[self.names.index(name)]

    @property
    def others(self) -> tuple[str, ...]:
        """Names of the scenarios compared with the reference."""
        return self.names[1:]

    @property
    def measured(self) -> tuple[str, ...]:
        """Every indicator of the comparison, breakdowns and effects included.

        The summary of a run also holds figures for calibration that are no indicators; `mean` knows them.
        """
        return self._measured

    @cached_property
    def identical(self) -> frozenset[str]:
        """Names of the scenarios that changed nothing at all, in any seed, month or indicator."""
        return frozenset(
            name
            for name in self.others
            if all(
                mine.same_outcome(theirs)
                for mine, theirs in zip(self.results[name], self.results[self.reference], strict=True)
            )
        )

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Every party that can bear a loss, in the order of the engine."""
        return tuple(self.results[self.reference][0].losses_by_payer)

    def losses(self, name: str) -> dict[str, Estimate]:
        """Loss paid by each party over the whole run, in yuan, mean over seeds."""
        return self._loss_estimates[name][0]

    def loss_differences(self, name: str) -> dict[str, Estimate]:
        """Paired difference of each party's loss from the reference, in yuan."""
        return self._loss_estimates[name][1]

    def loss_shares(self, name: str) -> dict[str, Estimate]:
        """What each party pays of one yuan of loss."""
        return self._loss_estimates[name][2]

    def total_loss(self, name: str) -> tuple[Estimate, Estimate]:
        """All losses of the run in yuan: the mean over seeds and the paired difference."""
        return self._loss_estimates[name][3]

    @cached_property
    def _loss_estimates(
        self,
    ) -> dict[str, tuple[dict[str, Estimate], dict[str, Estimate], dict[str, Estimate], tuple[Estimate, Estimate]]]:
        paid = {
            name: np.array([[result.losses_by_payer[party] for party in self.parties] for result in of_seeds])
            for name, of_seeds in self.results.items()
        }
        with_total = {name: np.column_stack([losses, losses.sum(axis=1)]) for name, losses in paid.items()}
        money = {name: resampled(losses, np.ones_like(losses)) for name, losses in with_total.items()}
        found = {}
        for name, losses in paid.items():
            total = np.repeat(losses.sum(axis=1)[:, None], len(self.parties), axis=1)
            means = estimates(money[name])
            changes = (
                [NOTHING] * len(means) if name == self.reference else differences(money[name], money[self.reference])
            )
            found[name] = (
                dict(zip(self.parties, means, strict=False)),
                dict(zip(self.parties, changes, strict=False)),
                dict(zip(self.parties, estimates(resampled(losses, total)), strict=True)),
                (means[-1], changes[-1]),
            )
        return found

    def _estimate(self) -> None:
        samples: dict[str, Resampled] = {}
        for name, of_seeds in self.results.items():
            aligned = [result.aligned(self.keys) for result in of_seeds]
            numerators, denominators = (np.array(part) for part in zip(*aligned, strict=True))
            samples[name] = resampled(numerators, denominators)
        reference = samples[self.reference]
        for name, sample in samples.items():
            changes = [NOTHING] * len(self.keys) if name == self.reference else differences(sample, reference)
            self._means[name] = dict(zip(self.keys, estimates(sample), strict=True))
            self._differences[name] = dict(zip(self.keys, changes, strict=True))
        for name, of_effects in effects(self.results, self.reference).items():
            for key, (mean, change) in of_effects.items():
                self._means[name][key], self._differences[name][key] = mean, change

    def series(self, name: str, key: str, change: bool = False, span: str = MONTH) -> tuple[Array, Array, Array] | None:
        """Mean over seeds of an indicator month by month, with the ends of its 95% interval.

        With `change`, the paired difference from the reference. `span` is MONTH, YEAR (the mean of the
        twelve months up to each) or RUN (the sum since month 1).
        NaN marks a month in which it is undefined; None means that the run does not record this indicator
        by month. With one seed the interval is the value itself.
        """
        asked = (name, key, change, span)
        if asked not in self._series:
            sample, base = (self._monthly(each, key, span) for each in (name, self.reference))
            self._series[asked] = None if sample is None else monthly_interval(sample, base if change else None)
        return self._series[asked]

    def _monthly(self, name: str, key: str, span: str) -> Resampled | None:
        of_seeds = self.results[name]
        if key not in of_seeds[0].series_keys:
            return None
        numerators, denominators = (
            np.array(part) for part in zip(*(run.month_by_month(key) for run in of_seeds), strict=True)
        )
        if span == RUN:
            numerators = numerators.cumsum(axis=1)
        elif span == YEAR:
            numerators, denominators = trailing_mean(numerators), trailing_mean(denominators)
        return resampled(numerators, denominators, BAND_RESAMPLES)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each indicator and scenario: mean, difference from the reference, 95% interval.

        Columns: unit, mean, difference, ci_low, ci_high, clear (the interval excludes zero) and reason (why
        a number is missing). Money is in yuan, shares and rates are fractions of one.
        """
        import pandas as pd

        rows = []
        for name in self.names:
            for key in self.measured:
                mean, change = self.mean(name, key), self.difference(name, key)
                rows.append(
                    {
                        "indicator": key,
                        "scenario": name,
                        "unit": unit_of(key),
                        "mean": mean.value,
                        "difference": change.value,
                        "ci_low": change.low,
                        "ci_high": change.high,
                        "clear": change.clear,
                        "reason": change.reason or mean.reason or "",
                    }
                )
        order = {key: position for position, key in enumerate(self.measured)}
        rows.sort(key=lambda row: (order[str(row["indicator"])], self.names.index(str(row["scenario"]))))
        frame = pd.DataFrame(rows).set_index(["indicator", "scenario"])
        numbers = ["mean", "difference", "ci_low", "ci_high"]
        frame[numbers] = frame[numbers].astype(float)
        return frame

    def document(self) -> dict[str, Any]:
        """The document of `compare --json`: plain dictionaries, no NaN; `reason` stands beside a null."""
        scenarios: dict[str, Any] = {}
        for name in self.names:
            rows = scenarios[name] = {}
            for key in self.measured:
                mean, change = self.mean(name, key), self.difference(name, key)
                rows[key] = {
                    "unit": unit_of(key),
                    "mean": mean.value,
                    "difference": change.value,
                    "ci_low": change.low,
                    "ci_high": change.high,
                }
                if None in rows[key].values():
                    rows[key]["reason"] = change.reason or mean.reason
        return {
            "reference": self.reference,
            "seeds": len(self.seeds),
            "months": self.months,
            "firms": self.firms,
            "scenarios": scenarios,
            "losses_by_payer": {
                name: {party: estimate.value for party, estimate in self.losses(name).items()} for name in self.names
            },
        }

    def plot(self, language: str = "en") -> Figure:
        """Small multiples of the headline indicators with bands, and losses by payer."""
        from ..presentation.plots import comparison_figure

        return comparison_figure(self, language)

    def to_html(self, path: str | Path, language: str = "en") -> None:
        """Write the report: one self-contained page in both languages, opening in `language`."""
        from ..presentation.files import write_text
        from ..presentation.report import report_html

        write_text(Path(path), report_html(self, language))


def trailing_mean(values: Array, months: int = 12) -> Array:
    """Mean of each month (second axis) and up to eleven before it; fewer at the start."""
    sums = np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))
    ends = np.arange(1, values.shape[1] + 1)
    starts = np.maximum(0, ends - months)
    return np.asarray((sums[:, ends] - sums[:, starts]) / (ends - starts))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names made distinct: the second `baseline` of a comparison is `baseline (2)`."""
    found: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in found:
            count += 1
            candidate = f"{name} ({count})"
        found.append(candidate)
    return tuple(found)
