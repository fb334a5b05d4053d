"""Laws over random mixes of every kind of policy: how the work is split among threads leaves no trace.

Markets are tiny; the books of each are audited in every month, as in any run.
"""

from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.instrument import instrument_kinds
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.state.economy import Economy

FIRMS, MONTHS = 200, 6
KINDS = instrument_kinds()
#: Few and the same every time: each is two runs of a market.
FEW = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
#: The start costs nothing, a guarantor is at hand for all, and claims come to their end.
OFTEN = {
    "economy.burn_in": 2,
    "opening.settled": False,
    "guarantors.reach": 1.0,
    "recovery.shortest_workout": 1,
    "recovery.longest_workout": 3,
}
WAVE = {"kind": "factor_defaults", "months": 12, "recession": 0.04, "normal": 0.04, "boom": 0.04}


@st.composite
def mixes(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """One to four kinds of policy as their classes state them, with what each needs beside it, from some month on."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True))
    stated: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        stated |= dict(KINDS[kind].beside.items())
        stated[f"drawn_{kind}"] = {"kind": kind, **KINDS[kind].example, "start": draw(st.integers(1, MONTHS - 1))}
    return stated


def scenario_of(mix: dict[str, dict[str, Any]]) -> Scenario:
    """The baseline with these policies beside its own, under a wave of failures."""
    base = load("baseline", firms=FIRMS, months=MONTHS, set=OFTEN)
    draft = base.draft.copy()
    draft.assign(["stress", "wave"], WAVE, "test")
    for name, policy in mix.items():
        draft.assign(["policy", name], policy, "test")
    return Scenario.build(draft, "test", base.title, base.summary, base.source, base.burn_in_policies)


def market_of(mix: dict[str, dict[str, Any]], seed: int) -> CreditMarket:
    return CreditMarket(scenario_of(mix), seed=seed)


SEEDS = st.integers(1, 1000)


@FEW
@given(mix=mixes(), seed=SEEDS, cuts=st.lists(st.integers(1, FIRMS), min_size=1, max_size=4))
def test_where_the_work_is_split_leaves_no_trace(
    fingerprints: ModuleType, mix: dict[str, dict[str, Any]], seed: int, cuts: list[int]
) -> None:
    """As threads share the rows of firms, here at any rows and the last range first."""
    whole = market_of(mix, seed).run()

    def in_ranges(self: Economy, work: Any) -> list[tuple[int, int]]:
        bounds = sorted({0, self.firms.rows, *(cut for cut in cuts if cut < self.firms.rows)})
        ranges, scratch, found = list(pairwise(bounds)), self.scratch(), {}
        for start, stop in reversed(ranges):
            part = scratch.apart()
            part.clear()
            found[start] = work(start, stop, part)
            scratch.add(part)
        return [(start, found[start]) for start, _ in ranges]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Economy, "over_firms", in_ranges)
        split = market_of(mix, seed).run()
    assert fingerprints.differences(whole, split) == []
