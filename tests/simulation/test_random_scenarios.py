"""Laws over random scenarios: whatever the agreement, the economy and the seed, losses are shared as it says.

Markets are tiny and under a wave of failures, so that there are losses to share; the books of each are audited in every
month, as in any run.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.structure import PARTIES

FIRMS, MONTHS = 250, 10
#: Few and the same every time: each is a run of a market.
FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
#: A guarantor is at hand for all, the start costs nothing, and borrowers fail often.
OFTEN = {
    "economy.burn_in": 2,
    "opening.settled": False,
    "guarantors.reach": 1.0,
    "guarantors.asked_anyway": 1.0,
    "recovery.shortest_workout": 1,
    "recovery.longest_workout": 4,
}
WAVE = (
    '[[stress]]\nkind = "factor_defaults"\nname = "wave"\nmonths = 20\nrecession = 0.04\nnormal = 0.04\nboom = 0.04\n'
)
HEAD = """
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
remove = ["national_scheme"]
"""
#: Those who may share beside the bank.
PARTNERS = ("guarantor", "provincial_reguarantor", "national_fund", "local_government", "insurer")


@st.composite
def agreements(draw: st.DrawFn) -> dict[str, Any]:
    """Any split among bank and partners, with caps, a delay, and terms by size."""
    partners = draw(st.lists(st.sampled_from(PARTNERS), min_size=1, max_size=4, unique=True))
    weights = [draw(st.integers(1, 9)) for _ in partners]
    covered = draw(st.integers(1, 10)) * 1000
    points = [weight * covered // sum(weights) for weight in weights]
    share = {party: part / 10_000 for party, part in zip(partners, points, strict=True)}
    capped = [party for party in partners if draw(st.booleans())]
    cap = {party: {"a_loan_yuan": draw(st.integers(1, 40)) * 10_000.0} for party in capped}
    stated: dict[str, Any] = {"share": {**share, "bank": "balance"}, "cap": cap, "consent": draw(st.booleans())}
    stated["delay_months"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        low = draw(st.integers(1, 10)) * 100_000.0
        stated["terms_by_size"] = [{"up_to_yuan": low, "cover": draw(st.integers(1, 10)) / 10}, {}]
    if draw(st.booleans()):
        stated["eligible"] = {"min_loan_yuan": 50_000.0, "tax_grade": ["D", "C", "B", "A"]}
    return stated


def toml(value: Any) -> str:
    """A value as a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


@pytest.fixture(scope="module")
def market_under(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`market_under(agreement, seed)`: a tiny market that shares losses so, not yet run."""
    folder = tmp_path_factory.mktemp("random")

    def made(agreement: dict[str, Any], seed: int, **sets: Any) -> CreditMarket:
        lines = "".join(f"{key} = {toml(value)}\n" for key, value in agreement.items())
        text = f'{HEAD}\n[[policy]]\nkind = "risk_sharing"\nname = "shared"\n{lines}\n{WAVE}'
        file = folder / f"scenario_{len(list(folder.iterdir()))}.toml"
        file.write_text(text, encoding="utf-8")
        return CreditMarket(load(str(file), firms=FIRMS, months=MONTHS, set={**OFTEN, **sets}), seed=seed)

    return made


@FEW
@given(agreement=agreements(), seed=st.integers(1, 1000))
def test_payments_sum_to_the_loss_and_none_is_beyond_share_and_cap(
    market_under: Any, agreement: dict[str, Any], seed: int
) -> None:
    market = market_under(agreement, seed).run()
    claims = market.losses[market.losses["agreement"] == "shared"]
    paid = {party: claims[f"paid_{party}_fen"].to_numpy() for party in PARTIES}
    losses = claims["loss_fen"].to_numpy()
    settled = sum(paid.values()) > 0
    assert (sum(paid.values())[settled] == losses[settled]).all()
    assert all((amounts >= 0).all() for amounts in paid.values())
    # With terms by size a partner's part may be larger than stated, never than the whole cover.
    stated = {party: part for party, part in agreement["share"].items() if party != "bank"}
    covers = [row["cover"] for row in agreement.get("terms_by_size", []) if "cover" in row]
    scale = max([1.0, *(cover / sum(stated.values()) for cover in covers)])
    for party in PARTIES:
        if party == "bank":
            continue
        most = losses * stated.get(party, 0.0) * scale
        assert (paid[party] <= most + (8 if scale > 1.0 else 0)).all(), party
        if party in agreement["cap"]:
            assert paid[party].max(initial=0) <= round(agreement["cap"][party]["a_loan_yuan"] * 100.0)


@FEW
@given(agreement=agreements(), seed=st.integers(1, 1000), split=st.integers(1, MONTHS - 1))
def test_months_split_anywhere_give_the_same(
    market_under: Any, fingerprints: Any, agreement: dict[str, Any], seed: int, split: int
) -> None:
    whole, parts = market_under(agreement, seed), market_under(agreement, seed)
    whole.run()
    for _ in range(split):
        parts.step()
    rest = parts.copy()
    parts.step()  # the copy does not follow
    rest.run()
    assert fingerprints.differences(whole, rest) == []
    assert whole.indicators.equals(rest.indicators)


@FEW
@given(agreement=agreements(), seed=st.integers(1, 1000))
def test_the_null_policy_first_of_all_changes_no_bit(
    market_under: Any, fingerprints: Any, agreement: dict[str, Any], seed: int
) -> None:
    plain = market_under(agreement, seed)
    draft = plain.conditions.draft.copy()
    null = {"kind": "risk_sharing", "share": {"bank": "balance"}, "priority": 0, "consent": False}
    draft.assign(["policy", "null"], null, "test")
    base = plain.conditions
    beside = CreditMarket(
        base.build(draft, "test", base.title, base.summary, base.source, base.burn_in_policies), seed=seed
    )
    assert fingerprints.differences(plain.run(), beside.run()) == []


@FEW
@given(agreement=agreements(), seed=st.integers(1, 1000), more=st.floats(0.0, 1.0))
def test_more_coverage_never_raises_the_banks_part_of_the_same_losses(
    market_under: Any, agreement: dict[str, Any], seed: int, more: float
) -> None:
    """The losses of one run, shared by the agreement as it stands and by one in which partners cover more."""
    from smecredit.simulation.behaviour.distress.loss_sharing import split_loss
    from smecredit.simulation.ground.units import UNLIMITED_FEN
    from smecredit.simulation.policy.risk_sharing import RiskSharing
    from smecredit.simulation.policy.size_terms import with_cover

    market = market_under(agreement, seed).run()
    losses = market.losses["loss_fen"].to_numpy()
    assert len(losses) > 0
    usual = RiskSharing.read({"share": agreement["share"]}, "policy.x").basis_points()
    cover = (10_000 - usual["bank"]) / 10_000
    wider = with_cover(usual, round(cover + more * (1.0 - cover), 4))
    room = np.full(len(PARTIES), UNLIMITED_FEN)
    for party, cap in agreement["cap"].items():
        room[PARTIES.index(party)] = round(cap["a_loan_yuan"] * 100.0)
    none, nobody = np.zeros(4, np.int64), np.full(4, -1, np.int8)
    for loss in losses.tolist():
        banks = []
        for points in (usual, wider):
            paid = np.zeros(len(PARTIES), np.int64)
            split_loss(loss, np.array(list(points.values()), np.int32), 0, room, nobody, none, paid)
            assert paid.sum() == loss
            banks.append(int(paid[0]))
        # Rounding down may cost the bank a fen a partner.
        assert banks[1] <= banks[0] + len(PARTNERS)
