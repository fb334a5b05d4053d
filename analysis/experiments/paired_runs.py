"""Runs of several scenarios with the same luck, as paired differences from the first, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ..statistics.effects import effects
from ..statistics.indicators import (
    DIFFERENCE_ONLY,
    MONTH,
    RUN,
    YEAR,
    effect_or_none,
    flows_by_month,
    indicator_or_none,
    over_whole_run,
    shown_unit,
)
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
from ..statistics.intervals import DIFFERENCE_ONLY as LEVEL_NOT_SHOWN
from ..statistics.run_result import RunResult
from ..statistics.scorecard import ADDITIONALITY, Scorecard, between, scorecard
from .command_of import command_of
from .limits import check_memory
from .loading import load_all, load_one
from .request import Request
from .result_folder import seed_folder
from .run_files import write_manifest_of_seeds
from .runs import run_jobs, run_seed, run_seed_to_files, run_seeds
from .settling import settle
from .titles import distinct, short_title

if TYPE_CHECKING:
    import pandas as pd

    from ...simulation.scenario import Scenario

# With fewer seeds than this an interval is a rough guess, and the output says so.
FEW_SEEDS = 5


class PairedRuns:
    """The results of several scenarios over the same seeds, as differences from the first.

    `table` and `by_seed` are pandas DataFrames, `document()` is the JSON document. `mean(name, key)` and
    `difference(name, key)` give one estimate with its 95% interval. `under` is the title, in both languages, of a
    stress laid on every scenario.
    """

    @classmethod
    def of(
        cls,
        names_or_scenarios: Sequence[str | Scenario],
        request: Request,
        progress: Callable[[], Any] | None = None,
    ) -> Self:
        """Run two or more scenarios over the same seeds: library names, TOML paths or `Scenario` objects.

        The first is the reference. A name or path may carry settings of its own: "baseline,cycle.policy_rate=0.05".
        `progress` is called after each seed. Raises `RequestError` where the request is wrong and `RunError` where a
        run fails.
        """
        numbers, processes = request.numbers, request.processes
        scenarios = load_all(
            names_or_scenarios,
            under=request.under,
            overrides=request.set,
            firms=request.firms,
            months=request.months,
        )
        check_memory(scenarios, processes)
        settle(scenarios, request.workers)
        results = run_seeds(scenarios, numbers, processes, progress, run_seed)
        runs = cls(scenarios, numbers, results, _title_of_stress(request.under))
        runs.command = command_of(names_or_scenarios, request)
        return runs

    @classmethod
    def of_one(
        cls,
        name_or_scenario: str | Scenario,
        request: Request,
        progress: Callable[[], Any] | None = None,
        folder: Path | None = None,
    ) -> tuple[Self, OSError | None]:
        """Run one scenario over the seeds: a result that has only its reference, and None.

        With `folder`, every run keeps its history and writes its files there, with a manifest; several seeds get a
        folder each, `seed_<number>`. Where that fails, as on a full disk, the result comes with the first error instead
        of None. Otherwise as `of`.
        """
        numbers, processes = request.numbers, request.processes
        scenario = load_one(
            name_or_scenario,
            under=request.under,
            overrides=request.set,
            firms=request.firms,
            months=request.months,
        )
        check_memory((scenario,), processes, tape=folder is not None)
        settle((scenario,), request.workers)
        title = _title_of_stress(request.under)
        if folder is None:
            return cls((scenario,), numbers, run_seeds((scenario,), numbers, processes, progress), title), None
        several = len(numbers) > 1
        folders = {number: folder / seed_folder(number) if several else folder for number in numbers}
        found = run_jobs(partial(run_seed_to_files, folders, scenario), numbers, processes, progress)
        faults = [fault for _, fault in found if fault is not None]
        if several and not faults:
            write_manifest_of_seeds(folder, scenario, numbers)
        return cls((scenario,), numbers, [(result,) for result, _ in found], title), next(iter(faults), None)

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        results: Sequence[Sequence[RunResult]],
        under: Mapping[str, str] | None = None,
    ) -> None:
        self.scenarios = tuple(scenarios)
        self.seeds = tuple(seeds)
        #: The command that gives the same runs; None where a scenario has no name to be typed.
        self.command: str | None = None
        self.under = under
        self.names = distinct([scenario.name for scenario in scenarios])
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
        factor = self._to_a_year(key)
        return self.mean(name, key).times(factor), self.difference(name, key).times(factor)

    def _to_a_year(self, key: str) -> float:
        """What makes a year of an indicator that sums months; 1 for any other."""
        if not flows_by_month(key):
            return 1.0
        return 12.0 / (self.months if over_whole_run(key) else self.window)

    @property
    def window(self) -> int:
        """Months of the summary window."""
        return self.months - self.report_from + 1

    @property
    def years(self) -> float:
        """Years of the run."""
        return self.months / 12.0

    def title(self, name: str, language: str) -> str:
        """Short title of a scenario, what stands before a colon, in English or Chinese; no two are the same."""
        return self._titles[language][self.names.index(name)]

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        return {
            language: distinct([short_title(scenario.title, language) for scenario in self.scenarios])
            for language in self.scenarios[0].title
        }

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
    def repeated(self) -> dict[str, str]:
        """Scenarios that are the same as an earlier one in all that can change a result, with that one's name."""
        first: dict[str, str] = {}
        for name, scenario in zip(self.names, self.scenarios, strict=True):
            first.setdefault(scenario.hash, name)
        pairs = ((name, first[scenario.hash]) for name, scenario in zip(self.names, self.scenarios, strict=True))
        return {name: earlier for name, earlier in pairs if name != earlier}

    def scorecard(self, reference: str | None = None) -> Scorecard:
        """Seven questions, each policy against the reference, or against any other scenario of the comparison."""
        return scorecard(self.results, reference or self.reference, self.window, self.reference)

    def at_decision(self, name: str) -> Estimate | None:
        """What is additional of a policy's loans where they are decided; None where that makes no range with the twin's
        reading."""
        answer = self.scorecard().answers.get((name, ADDITIONALITY))
        return None if answer is None else answer.at_decision

    def between(self, name: str, other: str, key: str) -> Estimate | None:
        """Paired difference of an indicator under one scenario from any other; a flow as a rate a year."""
        return between(self.results, name, other, key, self.window)

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
            for key in DIFFERENCE_ONLY:
                if key in self._means[name]:
                    self._means[name][key] = Estimate(None, None, None, LEVEL_NOT_SHOWN)
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
        a number is missing). Money is in yuan, flows are per year, shares and rates are fractions of one.
        """
        import pandas as pd

        rows = []
        for name in self.names:
            for key in self.measured:
                mean, change = self.shown(name, key)
                rows.append(
                    {
                        "indicator": key,
                        "scenario": name,
                        "unit": shown_unit(key),
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

    @cached_property
    def by_seed(self) -> pd.DataFrame:
        """One row for each seed, scenario and indicator: unit and value in that run, NaN where it is undefined.

        Columns: seed, scenario, indicator, unit, value; flows are per year. Effects compare a run with the reference
        run of its seed.
        """
        import pandas as pd

        rows = [
            (seed, name, key, shown_unit(key), value)
            for place, seed in enumerate(self.seeds)
            for name, values in self._values_of_seed(place)
            for key, value in values.items()
        ]
        frame = pd.DataFrame(rows, columns=["seed", "scenario", "indicator", "unit", "value"])
        frame["value"] = frame["value"].astype(float)
        return frame

    def _values_of_seed(self, place: int) -> Iterator[tuple[str, dict[str, float | None]]]:
        """For each scenario the value of everything measured, in the run of one seed."""
        of_seed = {name: [results[place]] for name, results in self.results.items()}
        found = effects(of_seed, self.reference)
        for name, (result,) in of_seed.items():
            numerators, denominators = result.aligned(self.keys)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratios = numerators / denominators
            values: dict[str, float | None] = {
                key: float(ratio) * self._to_a_year(key) if np.isfinite(ratio) else None
                for key, ratio in zip(self.keys, ratios, strict=True)
            }
            values |= {key: mean.value for key, (mean, _) in found[name].items()}
            yield name, {key: values.get(key) for key in self.measured}

    def document(self) -> dict[str, Any]:
        """The document of `compare --json`: plain dictionaries, no NaN; `reason` stands beside a null.

        Flows are per year; losses by payer are of the whole run.
        """
        scenarios: dict[str, Any] = {}
        for name in self.names:
            rows = scenarios[name] = {}
            for key in self.measured:
                mean, change = self.shown(name, key)
                rows[key] = {
                    "unit": shown_unit(key),
                    "mean": _told(mean.value),
                    "difference": _told(change.value),
                    "ci_low": _told(change.low),
                    "ci_high": _told(change.high),
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
                name: {party: _told(estimate.value) for party, estimate in self.losses(name).items()}
                for name in self.names
            },
        }

    def __repr__(self) -> str:
        first, last = self.seeds[0], self.seeds[-1]
        seeds = f"seed {first}" if first == last else f"seeds {first} to {last}"
        return f"{type(self).__name__}({', '.join(self.names)}; {seeds})"


def _told(value: float | None) -> float | None:
    """The number where there is one: of hundreds of tiny markets some indicator may be defined in none."""
    return value if value is None or math.isfinite(value) else None


def _title_of_stress(under: str | None) -> dict[str, str] | None:
    return load_one(under).title if under is not None else None


def trailing_mean(values: Array, months: int = 12) -> Array:
    """Mean of each month (second axis) and up to eleven before it; fewer at the start."""
    sums = np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))
    ends = np.arange(1, values.shape[1] + 1)
    starts = np.maximum(0, ends - months)
    return np.asarray((sums[:, ends] - sums[:, starts]) / (ends - starts))
