"""Effects that only a comparison has (DESIGN section 10): additionality, lending per fiscal yuan, cost of a job.

All of them are over the whole run, because a policy is often paid for when it starts, before the summary window.
Flows are in yuan a year of the represented population; the cost of a firm saved is over the run. Over seeds a ratio
is the ratio of the means. A ratio of two effects is given only where both are clearly positive and the second is not
near zero: a price of something that nobody paid, or got, is none. Nor is a ratio per yuan given of a policy that spends
next to nothing beside the dearest one compared. docs/attribution.md tells what each includes and where it misleads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .attribution import ALL
from .indicators import EFFECTS, indicator_or_none
from .intervals import (
    DENOMINATOR_NEAR_ZERO,
    DENOMINATOR_SMALL,
    FEW_LOANS,
    NO_LOANS,
    NOTHING,
    REFERENCE,
    Array,
    Estimate,
    Part,
    Resampled,
    differences,
    estimates,
    mean_change,
    ratio,
    ratio_of_gains,
    resampled,
)

if TYPE_CHECKING:
    from .attribution import Attribution, Tally
    from .run_result import RunResult

LENDING, OUTLAY, COST, JOBS = "lending", "fiscal_outlay", "public_cost", "employment"

#: A share of fewer loans than this, over all seeds, is not given.
FEWEST_LOANS = 30
#: Part of the largest outlay, or extra public cost, of those compared below which nothing is told per yuan of it.
LEAST_OF_LARGEST = 0.05

Found = dict[str, tuple[Estimate, Estimate]]


def effects(results: Mapping[str, Sequence[RunResult]], reference: str) -> dict[str, Found]:
    """Value and difference of every effect under every scenario, where the runs record its ingredients.

    The same keys for all scenarios. Gross lending per yuan: all lending over all outlay, where that is not near zero.
    All other effects compare a run with the reference run of its seed: their difference is themselves, and the
    reference has none.
    """
    base = results[reference]
    least_outlay, least_cost = _least_to_divide_by(results, reference)
    found: dict[str, Found] = {}
    for name, runs in results.items():
        found[name] = _gross(runs, base, name == reference, least_outlay)
        if name != reference:
            own = [run.attribution for run in runs if run.attribution is not None]
            added = _incremental(runs, base, least_cost)
            added |= _of_attribution(own, runs, base) if len(own) == len(runs) else {}
            found[name] |= {key: (value, value) for key, value in added.items()}
    return _in_order(found)


def _least_to_divide_by(results: Mapping[str, Sequence[RunResult]], reference: str) -> tuple[float, float]:
    """Outlay and extra public cost, in yuan a year, below which lending is not told per yuan of them."""
    of_seeds = {name: _by_seed(runs) for name, runs in results.items()}
    base = of_seeds[reference]
    outlays = [float(each[OUTLAY].mean()) for each in of_seeds.values() if OUTLAY in each]
    costs = [abs(float((each[COST] - base[COST]).mean())) for each in of_seeds.values() if COST in each]
    return LEAST_OF_LARGEST * max(outlays, default=0.0), LEAST_OF_LARGEST * max(costs, default=0.0)


def _in_order(found: dict[str, Found]) -> dict[str, Found]:
    """The effects of all scenarios under the same keys, in the order of their declaration, parts after the whole.

    A part of which nothing can be said under any scenario is left out.
    """
    everything = dict.fromkeys(key for of_one in found.values() for key in of_one)
    keys = [
        key
        for base in EFFECTS
        for key in everything
        if key.partition(".")[0] == base
        and ("." not in key or any(of_one[key][0].value is not None for of_one in found.values() if key in of_one))
    ]
    none = Estimate(None, None, None, REFERENCE), NOTHING
    return {name: {key: of_one.get(key, none) for key in keys} for name, of_one in found.items()}


def _gross(runs: Sequence[RunResult], base: Sequence[RunResult], is_reference: bool, least: float) -> Found:
    own, before = _by_seed(runs), _by_seed(base)
    if LENDING not in own or OUTLAY not in own:
        return {}
    gross, theirs = _lending_per_outlay(own, least), _lending_per_outlay(before, least)
    difference = NOTHING if is_reference else differences(gross, theirs)[0]
    return {"credit_per_fiscal_yuan_gross": (estimates(gross)[0], difference)}


def _lending_per_outlay(of_seeds: Mapping[str, Array], least: float) -> Resampled:
    """All lending over all outlay; undefined where outlay is near zero, as where a few repayments are all there is, or
    below `least`."""
    found = resampled(of_seeds[LENDING][:, None], of_seeds[OUTLAY][:, None])
    (outlay,) = estimates(resampled(of_seeds[OUTLAY][:, None], np.ones((found.seeds, 1))))
    if found.reasons[0] is not None:
        return found
    if outlay.low is not None and not outlay.divides:
        return replace(found, reasons=(DENOMINATOR_NEAR_ZERO,))
    return replace(found, reasons=(DENOMINATOR_SMALL,)) if (outlay.value or 0.0) < least else found


def _incremental(runs: Sequence[RunResult], base: Sequence[RunResult], least_cost: float) -> dict[str, Estimate]:
    """Additional lending over additional public cost of at least `least_cost`; that cost over additional jobs."""
    own, before = _by_seed(runs), _by_seed(base)
    change = {key: own[key] - before[key] for key in own}
    return {
        key: _ratio_of_changes((top, change[top]), (bottom, change[bottom]), least)
        for key, top, bottom, least in (
            ("credit_per_fiscal_yuan_incremental", LENDING, COST, least_cost),
            ("cost_per_job", COST, JOBS, 0.0),
        )
        if top in change and bottom in change
    }


#: What a part of a ratio is called, and its unit.
_PARTS = {
    LENDING: ("lending", "yuan per year"),
    COST: ("cost", "yuan per year"),
    JOBS: ("jobs", "workers"),
    "run": ("cost", "yuan"),
    "firms": ("firms", "count"),
}


def _ratio_of_changes(top: tuple[str, Array], bottom: tuple[str, Array], least: float = 0.0) -> Estimate:
    """One change over another of at least `least`, each with its key and one number a seed, both clearly positive."""
    parts = [Part(*_PARTS[key], mean_change(values)) for key, values in (top, bottom)]
    found = ratio_of_gains(parts[0], parts[1], top[1], bottom[1])
    if found.value is None or (parts[1].estimate.value or 0.0) >= least:
        return found
    return Estimate(None, None, None, DENOMINATOR_SMALL, tuple(parts))


def _of_attribution(
    own: Sequence[Attribution], runs: Sequence[RunResult], base: Sequence[RunResult]
) -> dict[str, Estimate]:
    """Additionality, deadweight and firms saved; additional public cost of the run over firms saved."""
    found = {}
    for part in own[0].supported:
        key = f"additionality.{part}" if part else "additionality"
        found[key] = _share([each.supported[part] for each in own], lambda each: each.additional)
    supported = [each.supported[ALL] for each in own]
    found["additionality_by_number"] = _share(
        supported, lambda each: float(each.additional_loans), lambda each: float(each.loans)
    )
    found["lost_without_support"] = _share(supported, lambda each: each.lost)
    found["dearer_without_support"] = _mean_of(supported, lambda each: each.dearer, lambda each: each.kept)
    found["deadweight"] = _share(supported, lambda each: each.amount - each.additional)
    found["additionality_placebo"] = _share([each.unsupported for each in own], lambda each: each.additional)

    for part in own[0].rescued:
        saved = [each.rescued[part] - each.lost[part] for each in own]
        found[f"firms_saved.{part}" if part else "firms_saved"] = mean_change(np.array(saved, float))
    found["firms_rescued"] = mean_change(np.array([each.rescued[ALL] for each in own], float))
    found["firms_lost"] = mean_change(np.array([each.lost[ALL] for each in own], float))
    costs = _by_seed(runs).get(COST)
    if costs is not None:
        years = len(runs[0].series_numerators) / 12.0
        saved_in_all = np.array([each.rescued[ALL] - each.lost[ALL] for each in own])
        cost = (costs - _by_seed(base)[COST]) * years
        found["cost_per_firm_saved"] = _ratio_of_changes(("run", cost), ("firms", saved_in_all))
    return found


def _whole(tally: Tally) -> float:
    return tally.amount


def _share(
    tallies: Sequence[Tally], part: Callable[[Tally], float], whole: Callable[[Tally], float] = _whole
) -> Estimate:
    """The share of loans that a part of them is, by amount unless `whole` counts otherwise; none of too few loans."""
    found = _mean_of(tallies, part, whole)
    # The ends of a widened interval may lie where no share can.
    low, high = (None if end is None else min(max(end, 0.0), 1.0) for end in (found.low, found.high))
    return replace(found, low=low, high=high)


def _mean_of(tallies: Sequence[Tally], part: Callable[[Tally], float], whole: Callable[[Tally], float]) -> Estimate:
    """One sum over loans over another; none where there are too few loans."""
    loans = sum(each.loans for each in tallies)
    if loans < FEWEST_LOANS:
        return Estimate(None, None, None, FEW_LOANS if loans else NO_LOANS)
    return ratio(np.array([part(each) for each in tallies]), np.array([whole(each) for each in tallies]))


def _by_seed(runs: Sequence[RunResult]) -> Mapping[str, Array]:
    """Each ingredient that the runs record, one number a seed: a flow a year, or the mean of a level."""
    found = {}
    for key in (LENDING, OUTLAY, COST, JOBS):
        declared = indicator_or_none(key)
        if declared is not None and key in runs[0].series_keys:
            monthly = np.array([run.month_by_month(key)[0] for run in runs])
            found[key] = monthly.mean(axis=1) * (12.0 if declared.aggregate == "sum" else 1.0)
    return found
