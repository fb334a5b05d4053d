"""Laws over random mixes of every kind of policy: what a run gives depends on its scenario and its seed alone.

Markets are tiny; the books of each are audited in every month, as in any run.
"""

import pickle
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.instrument import instrument_kinds
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.structure import PARTIES

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


@FEW
@given(mix=mixes(), seed=SEEDS)
def test_the_order_of_rows_is_irrelevant(fingerprints: ModuleType, mix: dict[str, dict[str, Any]], seed: int) -> None:
    straight, shuffled = market_of(mix, seed), market_of(mix, seed)
    while straight.running:
        fingerprints.permute(shuffled, np.random.default_rng(seed + straight.month))
        straight.step()
        shuffled.step()
    assert fingerprints.differences(straight, shuffled) == []


@FEW
@given(mix=mixes(), seed=SEEDS, split=st.integers(1, MONTHS - 1))
def test_a_worker_and_months_split_anywhere_give_the_same(
    fingerprints: ModuleType, mix: dict[str, dict[str, Any]], seed: int, split: int
) -> None:
    """A scenario that has been pickled, as on its way to a worker, beside a copy taken in some month."""
    whole = market_of(mix, seed).run()
    travelled = CreditMarket(pickle.loads(pickle.dumps(scenario_of(mix))), seed=seed)
    for _ in range(split):
        travelled.step()
    assert fingerprints.differences(whole, travelled.copy().run()) == []


@FEW
@given(mix=mixes(), seed=SEEDS, late=st.sampled_from(sorted(KINDS)))
def test_a_policy_that_never_starts_changes_no_bit(
    fingerprints: ModuleType, mix: dict[str, dict[str, Any]], seed: int, late: str
) -> None:
    beside = dict(KINDS[late].beside.items())
    with_it = {**beside, **mix, "late": {"kind": late, **KINDS[late].example, "start": MONTHS + 1}}
    if any(policy["kind"] == late for policy in mix.values()) and KINDS[late].alone:
        return
    found = fingerprints.differences(market_of({**beside, **mix}, seed).run(), market_of(with_it, seed).run())
    assert {name for name in found if not name.startswith(("agreement.", "tape."))} == set()


@FEW
@given(mix=mixes(), seed=SEEDS)
def test_parties_pay_no_more_than_the_loss_and_all_of_it_once_settled(
    mix: dict[str, dict[str, Any]], seed: int
) -> None:
    claims = market_of(mix, seed).run().losses
    paid = {party: claims[f"paid_{party}_fen"].to_numpy() for party in PARTIES}
    total = sum(paid.values())
    assert len(claims) > 0
    assert all((amounts >= 0).all() for amounts in paid.values())
    losses = claims["loss_fen"].to_numpy()
    assert (total[total > 0] == losses[total > 0]).all()
