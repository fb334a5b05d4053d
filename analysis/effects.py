"""Effects that only a comparison has (DESIGN section 10): lending per fiscal yuan, cost of a job.

All of them are over the whole run, because a policy is often paid for when it starts, before the summary
window. Money is in yuan a year of the represented population.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.indicators import indicator_or_none
from analysis.intervals import NOTHING, REFERENCE, Array, Estimate, differences, estimates, ratio, resampled

if TYPE_CHECKING:
    from analysis.runs import RunResult

LENDING, OUTLAY, NET_COST, JOBS = "new_lending", "fiscal_outlay", "fiscal_net_cost", "employment"


def effects(
    runs: Sequence[RunResult], reference: Sequence[RunResult], is_reference: bool
) -> dict[str, tuple[Estimate, Estimate]]:
    """Value and difference from the reference of every effect whose ingredients the runs record.

    Gross: all lending over all outlay. Incremental: additional lending over additional net cost. Cost of a
    job: additional net cost over additional jobs. The last two are differences by construction: their
    difference from the reference is themselves, and the reference has none.
    """
    own, base = _by_seed(runs), _by_seed(reference)
    found: dict[str, tuple[Estimate, Estimate]] = {}
    if LENDING in own and OUTLAY in own:
        gross = resampled(own[LENDING][:, None], own[OUTLAY][:, None])
        before = resampled(base[LENDING][:, None], base[OUTLAY][:, None])
        difference = NOTHING if is_reference else differences(gross, before)[0]
        found["credit_per_fiscal_yuan_gross"] = estimates(gross)[0], difference
    for key, top, bottom in (
        ("credit_per_fiscal_yuan_incremental", LENDING, NET_COST),
        ("cost_per_job", NET_COST, JOBS),
    ):
        if top not in own or bottom not in own:
            continue
        if is_reference:
            found[key] = Estimate(None, None, None, REFERENCE), NOTHING
        else:
            value = ratio(own[top] - base[top], own[bottom] - base[bottom])
            found[key] = value, value
    return found


def _by_seed(runs: Sequence[RunResult]) -> Mapping[str, Array]:
    """Each ingredient that the runs record, one number a seed: a flow a year, or the mean of a level."""
    found = {}
    for key in (LENDING, OUTLAY, NET_COST, JOBS):
        declared = indicator_or_none(key)
        if declared is not None and key in runs[0].series_keys:
            monthly = np.array([run.month_by_month(key)[0] for run in runs])
            found[key] = monthly.mean(axis=1) * (12.0 if declared.aggregate == "sum" else 1.0)
    return found
