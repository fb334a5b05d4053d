"""A scenario: checked, immutable, hashed by content; the laws of laying one value over another."""

import copy
import dataclasses
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.ground.parameters import assumption
from smecredit.simulation.scenario import Draft, Scenario, read_policies
from smecredit.simulation.state.bank_columns import MOST_AGREEMENTS
from smecredit.simulation.state.programme_columns import MOST_PROGRAMMES

TEXT = {"en": "a test", "zh": "测试"}


def draft_of(**tree: Any) -> Draft:
    draft = Draft()
    for section, table in tree.items():
        draft.assign([section], table, "file.toml")
    return draft


def build(**tree: Any) -> Scenario:
    return Scenario.build(draft_of(**tree), "test", TEXT, TEXT, assumption("a test"))


def refusal_of(**tree: Any) -> str:
    with pytest.raises(RequestError) as caught:
        build(**tree)
    return str(caught.value)


SHARING = {"kind": "risk_sharing", "share": {"guarantor": 0.4, "bank": "balance"}}
FUND = {"kind": "compensation_fund", "size_yuan": 1e9, "priority": 1}


def test_policies_are_ordered_by_priority_then_name() -> None:
    scenario = build(policy={"b": SHARING, "z": FUND, "a": SHARING})
    assert [policy.name for policy in scenario.policies] == ["z", "a", "b"]


def test_it_answers_what_the_engine_asks() -> None:
    scenario = build(economy={"firms": 300, "months": 24, "burn_in": 6, "report_from": 7})
    assert (scenario.firms, scenario.months, scenario.burn_in, scenario.report_from) == (300, 24, 6, 7)
    assert scenario.group("economy").firms == 300
    with pytest.raises(KeyError):
        scenario.group("econmy")


def test_it_is_immutable_and_not_iterable() -> None:
    scenario = build()
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        iter(scenario)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        scenario[0]  # type: ignore[index]


def test_what_it_hands_out_does_not_change_it() -> None:
    scenario = build(policy={"a": SHARING})
    before = scenario.hash
    scenario.document["policy"]["a"]["share"]["guarantor"] = 1.0
    scenario.origins.clear()  # type: ignore[attr-defined]
    assert scenario.document["policy"]["a"]["share"]["guarantor"] == 0.4
    assert scenario.origins
    assert scenario.replace().hash == before


def test_it_survives_pickle_and_json() -> None:
    scenario = build(policy={"a": SHARING, "f": FUND}, stress={"s": {"kind": "demand_shock", "months": 3, "depth": 0}})
    twin = pickle.loads(pickle.dumps(scenario))
    assert twin == scenario and hash(twin) == hash(scenario) and twin.document == scenario.document
    assert json.loads(json.dumps(scenario.document)) == scenario.document


def test_the_hash_is_of_content_not_of_prose() -> None:
    base = build(policy={"a": SHARING})
    sourced = {**SHARING, "source": {"share": {"kind": "paper", "note": "p"}}}
    assert build(policy={"a": sourced}).hash == base.hash
    renamed = Scenario.build(base.draft, "other", {"en": "o", "zh": "其他"}, TEXT, assumption("x"))
    assert renamed.hash == base.hash and renamed != base
    assert build(policy={"a": {**SHARING, "delay_months": 1}}).hash != base.hash
    assert build(policy={"b": SHARING}).hash != base.hash
    with_burn_in = Scenario.build(
        base.draft, "test", TEXT, TEXT, assumption("x"), read_policies(draft_of(policy={"a": SHARING}))
    )
    assert with_burn_in.hash != base.hash
    assert base != "test"


def test_whole_numbers_and_fractions_of_the_same_value_are_the_same_scenario() -> None:
    assert build(economy={"population": 1_000_000}).hash == build(economy={"population": 1e6}).hash


def test_a_short_run_is_all_window_unless_told() -> None:
    assert build(economy={"months": 6}).report_from == 1
    assert build(economy={"months": 13}).report_from == 13
    assert build().replace(**{"economy.months": 6}).report_from == 1
    message = refusal_of(economy={"months": 6, "report_from": 7})
    assert message == "file.toml: economy.report_from is 7, beyond the run; it must be from 1 to 6."


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        ({"econmy": {}}, "file.toml: econmy is unknown; did you mean economy?"),
        ({"economy": 3}, "file.toml: economy is 3; it must be a table."),
        ({"economy": {"firms": -1}}, "file.toml: economy.firms is -1; it must be from 200"),
        ({"policy": {"a": {}}}, "file.toml: policy.a.kind is missing; allowed: bank_risk_subsidy, capital_rule,"),
        (
            {"policy": {"a": {"kind": "risk_sharng"}}},
            "policy.a.kind is 'risk_sharng'; did you mean risk_sharing",
        ),
        ({"policy": {"a": {"kind": ["x"]}}}, "policy.a.kind is ['x']; allowed: bank_risk_subsidy"),
        (
            {"policy": {"a": {**SHARING, "start": 121}}},
            "policy.a.start is 121, beyond the run; it must be from 1",
        ),
        ({"policy": {"a.b": SHARING}}, "is 'a.b'; it must be 1 to 64 letters"),
        (
            {"stress": {"a": {"kind": "risk_sharing"}}},
            "stress.a.kind is 'risk_sharing'; allowed: bank_funding_loss, bank_losses, bank_rescue",
        ),
        ({"stress": {"a": {"kind": "demand_shock", "months": 3}}}, "stress.a.depth is missing"),
    ],
)
def test_what_is_refused(tree: dict[str, Any], complaint: str) -> None:
    assert complaint in refusal_of(**tree)


def test_replace_changes_one_value_and_keeps_the_rest() -> None:
    base = build(policy={"a": SHARING}, economy={"firms": 300})
    changed = base.replace(**{"policy.a.share.guarantor": 0.5, "policy.a.cap.guarantor.a_year": 0.1})
    assert changed.document["policy"]["a"]["share"] == {"guarantor": 0.5, "bank": "balance"}
    assert changed.document["policy"]["a"]["cap"]["guarantor"]["a_year"] == 0.1
    assert base.document["policy"]["a"]["share"]["guarantor"] == 0.4
    assert changed.replace(**{"policy.a.share.guarantor": 0.4, "policy.a.cap": {}}) == base
    assert changed.origins["policy.a.share.guarantor"] == "replace"
    assert changed.origins["policy.a.share.bank"] == "file.toml"


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("econmy.firms", "replace: econmy.firms is unknown; did you mean economy?"),
        ("economy", "replace: economy is not a key; it must read economy.key."),
        ("policy.a", "replace: policy.a is not a key; it must read policy.NAME.key."),
        ("policy.b.start", "replace: policy.b.start names a policy that is not there, b; allowed: a."),
        ("stress.s.start", "replace: stress.s.start names a stress that is not there, s; allowed: none."),
        ("policy.a.kind", "replace: policy.a.kind cannot be set; only a file gives a kind and a name."),
        ("policy.a.kind.x", "replace: policy.a.kind.x cannot be set"),
        (
            "policy.a.share.bank.x",
            "replace: policy.a.share.bank.x is unknown; policy.a.share.bank is not a table.",
        ),
        ("policy.a.", "replace: policy.a. is not a key"),
        ("policy.a.shar", "replace: policy.a.shar is unknown; did you mean share?"),
    ],
)
def test_what_replace_refuses(path: str, complaint: str) -> None:
    with pytest.raises(RequestError) as caught:
        build(policy={"a": SHARING}).replace(**{path: 1})
    assert str(caught.value).startswith(complaint)


names = st.sampled_from(["a", "b", "ab"])
paths = st.lists(names, min_size=1, max_size=4)
values = st.recursive(st.integers(0, 3), lambda inner: st.dictionaries(names, inner, max_size=2), max_leaves=4)


def value_at(tree: Any, path: list[str]) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def leaves(tree: Any, path: str = "") -> set[str]:
    if isinstance(tree, dict) and tree:
        return {leaf for key, below in tree.items() for leaf in leaves(below, f"{path}.{key}")}
    return {path.lstrip(".")}


@given(st.lists(st.tuples(paths, values), min_size=1, max_size=8))
def test_the_later_value_wins_and_every_value_has_an_origin(changes: list[tuple[list[str], Any]]) -> None:
    draft = Draft()
    for number, (path, value) in enumerate(changes):
        before = copy.deepcopy(draft)
        try:
            draft.assign(path, value, f"layer {number}")
        except RequestError as error:
            assert str(error).startswith(f"layer {number}: {'.'.join(path)} is unknown")
            draft = before
            continue
        assert value_at(draft.tree, path) == value
        assert draft.layer(".".join(path)) == f"layer {number}"
        assert set(draft.origins) == leaves(draft.tree) - {""}
        once = copy.deepcopy(draft)
        draft.assign(path, value, f"layer {number}")
        assert draft == once


@given(paths, paths, st.integers(), st.integers())
def test_changes_in_different_places_may_come_in_any_order(
    one: list[str], other: list[str], first: int, second: int
) -> None:
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return
    forth, back = Draft(), Draft()
    forth.assign(one, first, "x")
    forth.assign(other, second, "y")
    back.assign(other, second, "y")
    back.assign(one, first, "x")
    assert forth == back


REWEIGHTED = {"kind": "capital_rule", "minimum_ratio": 0.1}


def setting(path: str, value: float, **more: Any) -> dict[str, Any]:
    group, *rest = path.split(".")
    below: Any = {"set": value}
    for key in reversed(rest):
        below = {key: below}
    return {"kind": "changed_numbers", "months": 12, "numbers": {group: below}, **more}


def supervising(floor: float, **more: Any) -> dict[str, Any]:
    return {"kind": "guarantor_cooperation", "solvency_floor": floor, **more}


class TestRulesThatSetOneNumberDifferently:
    @pytest.mark.parametrize(
        ("policies", "stresses", "said"),
        [
            (
                {"rule": REWEIGHTED}, {"x": setting("banking.minimum_ratio", 0.2)},
                "file.toml: stress.x.numbers.banking.minimum_ratio.set sets banking.minimum_ratio to 0.2; "
                "policy.rule.minimum_ratio sets it to 0.1 and may do so in the same months.",
            ),
            (
                {"rule": {"kind": "capital_rule", "internal_ratings": True, "start": 3, "end": 5}},
                {"x": setting("loan_pricing.risk_weight_large", 0.9, start=5)},
                "file.toml: stress.x.numbers.loan_pricing.risk_weight_large.set sets loan_pricing.risk_weight_large to "
                "0.9; policy.rule.internal_ratings sets it to what the cycle asks and may do so in the same months.",
            ),
            (
                {"help": supervising(0.2, trigger={"output_gap_below": -0.5})},
                {"x": setting("guarantors.solvency_floor", 0.3)},
                "file.toml: stress.x.numbers.guarantors.solvency_floor.set sets guarantors.solvency_floor to 0.3; "
                "policy.help.solvency_floor sets it to 0.2 and may do so in the same months.",
            ),
            (
                {}, {"x": setting("cash_flow.wage", 5000.0), "y": setting("cash_flow.wage.construction", 6000.0)},
                "file.toml: stress.y.numbers.cash_flow.wage.construction.set sets cash_flow.wage.construction to "
                "6000.0; stress.x.numbers.cash_flow.wage.set sets it to 5000.0 and may do so in the same months.",
            ),
            (
                {}, {"x": setting("banking.minimum_ratio", 0.1), "y": setting("banking.minimum_ratio", 0.2, start=12)},
                "file.toml: stress.y.numbers.banking.minimum_ratio.set sets banking.minimum_ratio to 0.2; "
                "stress.x.numbers.banking.minimum_ratio.set sets it to 0.1 and may do so in the same months.",
            ),
        ],
    )  # fmt: skip
    def test_are_refused_by_key(self, policies: dict[str, Any], stresses: dict[str, Any], said: str) -> None:
        assert refusal_of(policy=policies, stress=stresses) == said

    @pytest.mark.parametrize(
        ("policies", "stresses"),
        [
            ({"rule": REWEIGHTED}, {"x": setting("banking.minimum_ratio", 0.1)}),
            ({"rule": {**REWEIGHTED, "end": 3}}, {"x": setting("banking.minimum_ratio", 0.2, start=4)}),
            ({"help": supervising(0.2)}, {"x": setting("guarantors.regained", 0.3)}),
            ({}, {"x": setting("cash_flow.wage.software", 5e3), "y": setting("cash_flow.wage.construction", 6e3)}),
        ],
    )
    def test_are_no_contradiction_where_they_never_meet_or_agree(
        self, policies: dict[str, Any], stresses: dict[str, Any]
    ) -> None:
        assert len(build(policy=policies, stress=stresses).policies) == len(policies)


@pytest.mark.parametrize(
    ("kind", "terms", "most"),
    [
        ("interest_subsidy", {"points": 0.01}, MOST_PROGRAMMES),
        ("risk_sharing", {"share": {"bank": 0.5, "local_government": 0.5}}, MOST_AGREEMENTS),
    ],
)
def test_more_policies_than_a_run_has_rows_for_are_refused(kind: str, terms: dict[str, Any], most: int) -> None:
    policies = {f"p{number:03}": {"kind": kind, **terms} for number in range(most)}
    known = build(policy=policies)
    assert len(known.policies) == most
    more = {**policies, "one_more": {"kind": kind, **terms, "priority": 9_999}}
    said = refusal_of(policy=more)
    assert said.startswith(f"file.toml: policy.one_more is one of {most + 1} policies that")
    assert said.endswith(f"those before month 1 included; a run has room for {most}.")
    with pytest.raises(RequestError, match=f"is one of {most + 1} policies"):
        Scenario.build(
            draft_of(policy={"other": {"kind": kind, **terms}}), "test", TEXT, TEXT, assumption("a test"),
            burn_in_policies=known.policies,
        )  # fmt: skip
    nothing = {**policies, "nothing": {"kind": kind, **terms, "budget_yuan": 0.0}}
    if kind == "interest_subsidy":
        assert len(build(policy=nothing).policies) == most + 1


def test_a_party_has_one_fund_at_a_time() -> None:
    fund = {"kind": "compensation_fund", "size_yuan": 1e9}
    assert refusal_of(policy={"a": fund, "b": {**fund, "size_yuan": 2e9}}) == (
        "file.toml: policy.b.party is 'compensation_fund', as is policy.a.party in the same months; a scenario can "
        "have one compensation_fund of it at a time."
    )
    for others in ({"party": "local_fund"}, {"start": 7}, {"size_yuan": 0.0}):
        assert len(build(policy={"a": {**fund, "end": 6}, "b": {**fund, **others}}).policies) == 2
