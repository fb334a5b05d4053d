"""Policy instruments and stresses: one contract for all, then the rules of each."""

import inspect
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.ground.parameters import declaration
from smecredit.simulation.ground.registry import Registered, discover
from smecredit.simulation.policy.instrument import HOOKS, Eligibility, Instrument, Trigger, instrument_kinds
from smecredit.simulation.policy.risk_sharing import BASIS_POINTS, Cap, Layer, RiskSharing, has_guarantor
from smecredit.simulation.state.structure import PARTIES
from smecredit.simulation.stresses.demand_shock import DemandShock
from smecredit.simulation.stresses.stress import Stress, stress_kinds

KINDS: dict[str, type[Registered]] = {**instrument_kinds(), **stress_kinds()}
#: The least that each kind must be told.
REQUIRED: dict[str, dict[str, Any]] = {
    kind: {
        name: model.example[name]
        for name, field in model.model_fields.items()
        if field.is_required() and name != "name"
    }
    for kind, model in KINDS.items()
}
# A record tells something: by one number or by fields.
REQUIRED["information_sharing"] = {"noise": KINDS["information_sharing"].example["noise"]}


def refusal_of(kind: str, **values: Any) -> str:
    with pytest.raises(RequestError) as caught:
        KINDS[kind].read({**REQUIRED[kind], **values}, "policy.p", lambda path: "file.toml")
    assert str(caught.value).startswith("file.toml: policy.p")
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryRegisteredKind:
    def made(self, kind: str) -> Registered:
        made: Registered = KINDS[kind].read(REQUIRED[kind])
        return made

    def test_is_a_class_with_a_label_in_both_languages(self, kind: str) -> None:
        model = KINDS[kind]
        assert model.kind == kind
        assert model.label["en"] and model.label["zh"]
        assert issubclass(model, Instrument | Stress)
        assert inspect.getdoc(model)

    def test_declares_unit_and_meaning_of_every_field(self, kind: str) -> None:
        for name, field in KINDS[kind].model_fields.items():
            stated = declaration(KINDS[kind], name)
            assert stated["unit"] and field.description and stated["description_zh"], name

    def test_is_named_after_its_kind_unless_told(self, kind: str) -> None:
        assert self.made(kind).name == kind
        assert KINDS[kind].read({**REQUIRED[kind], "name": "other"}).name == "other"
        assert "letters" in refusal_of(kind, name="a.b")

    def test_is_immutable_and_survives_pickle_and_json(self, kind: str) -> None:
        made = self.made(kind)
        with pytest.raises(ValueError, match="frozen"):
            made.name = "x"  # type: ignore[misc]
        assert pickle.loads(pickle.dumps(made)) == made
        plain = json.loads(json.dumps(made.model_dump(mode="json", by_alias=True)))
        assert KINDS[kind].read(plain) == made

    def test_refuses_an_unknown_key_and_a_wrong_start(self, kind: str) -> None:
        assert "did you mean start" in refusal_of(kind, strat=1)
        assert "start is 0; it must be from 1" in refusal_of(kind, start=0)
        assert "start is 1.5; it must be a whole number" in refusal_of(kind, start=1.5)

    def test_accepts_sources_of_its_fields_only(self, kind: str) -> None:
        made = KINDS[kind].read({**REQUIRED[kind], "source": {"start": {"kind": "paper", "note": "p"}}})
        assert made.source["start"].kind == "paper"
        assert "did you mean start" in refusal_of(kind, source={"strat": {"kind": "paper", "note": "p"}})
        assert "source.start.kind is 'pap'" in refusal_of(kind, source={"start": {"kind": "pap", "note": "p"}})

    def test_documents_its_hooks(self, kind: str) -> None:
        if not issubclass(KINDS[kind], Instrument):
            return
        for hook in HOOKS:
            own, general = (getattr(model, hook) for model in (KINDS[kind], Instrument))
            assert inspect.getdoc(own), hook
            assert [*inspect.signature(own).parameters] == [*inspect.signature(general).parameters], hook


def test_every_method_of_an_instrument_that_takes_the_economy_is_a_hook() -> None:
    takes_it = {
        name
        for name, method in vars(Instrument).items()
        if inspect.isfunction(method) and "economy" in inspect.signature(method).parameters
    }
    assert takes_it == set(HOOKS)


def test_discovery_finds_a_file_that_nothing_names(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pretend_policies"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "lottery.py").write_text("from pretend_policies import __name__ as found\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    discover("pretend_policies")
    import sys

    assert "pretend_policies.lottery" in sys.modules


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.booleans(), st.booleans())
def test_triggers_exclude_each_other_where_no_gap_meets_both(
    gap: float, first: float, second: float, above: bool, others_above: bool
) -> None:
    key = {True: "output_gap_above", False: "output_gap_below"}
    one, other = Trigger(**{key[above]: first}), Trigger(**{key[others_above]: second})
    assert one.holds(gap) == (gap > first if above else gap < first)
    assert one.excludes(other) == other.excludes(one)
    if one.excludes(other):
        assert not (one.holds(gap) and other.holds(gap))
    if above == others_above:
        assert not one.excludes(other)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"start": 5, "end": 3}, "has end = 3 before start = 5"),
        ({"trigger": {}}, "policy.p.trigger is empty; allowed: output_gap_below, output_gap_above"),
        ({"trigger": {"output_gap_belo": 0.0}}, "did you mean output_gap_below"),
        ({"budget_yuan": -1.0}, "policy.p.budget_yuan is -1.0; it must be from 0.0 to"),
        ({"budget_yuan": 1e16}, "policy.p.budget_yuan is 1e+16; it must be from 0.0 to"),
        ({"eligible": {"size": ["large"]}}, "eligible.size.0 is 'large'; allowed: medium, micro, small"),
        ({"eligible": {"sector": ["sofware"]}}, "eligible.sector.0 is 'sofware'; did you mean software"),
        ({"eligible": {"region": []}}, "eligible.region has 0 values; it must have at least 1"),
        ({"eligible": {"product": "simple_loan"}}, "eligible.product is 'simple_loan'; it must be a list"),
        (
            {"eligible": {"min_age_months": 24, "max_age_months": 12}},
            "policy.p.eligible has max_age_months below",
        ),
        ({"eligible": {"size": ["micro"]}}, "policy.p has eligible; a guarantee_fund holds for every loan"),
        ({"eligible": ["micro"]}, "policy.p.eligible is ['micro']; it must be a table"),
    ],
)
def test_what_every_instrument_refuses(values: dict[str, Any], complaint: str) -> None:
    assert complaint in refusal_of("guarantee_fund", **values)


def test_everyone_but_large_firms_is_eligible_unless_told() -> None:
    everyone = Eligibility()
    assert everyone.size == ("micro", "small", "medium")
    assert everyone.first_loan is None and everyone.max_loan_yuan is None


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"share": {}}, "policy.p.share sums to 0.0; the shares must sum to 1"),
        ({"share": {"bank": 0.5}}, "policy.p.share sums to 0.5; the shares must sum to 1"),
        ({"share": {"bank": 0.6, "guarantor": 0.5}}, "policy.p.share sums to 1.1"),
        ({"share": {"bank": -0.1, "guarantor": 1}}, "policy.p.share.bank is -0.1; it must be from 0 to 1"),
        ({"share": {"bakn": 1}}, "policy.p.share.bakn is 'bakn'; did you mean bank"),
        ({"share": {"bank": "rest"}}, "policy.p.share.bank is 'rest'; it must be a number"),
        ({"share": {"bank": True}}, "policy.p.share.bank is true; it must be a number"),
        ({"share": {"bank": float("nan")}}, "policy.p.share.bank is nan; it must be from 0 to 1"),
        ({"share": {"bank": 10**400}}, "it must be from 0 to 1"),
        ({"share": {"bank": 0.00005, "guarantor": "balance"}}, "a whole number of basis points"),
        ({"share": {"bank": "balance", "insurer": "balance"}}, "only one party may have it"),
        ({"share": {"bank": "balance", "insurer": 0.6, "guarantor": 0.6}}, 'beside "balance"'),
        ({"residual": "bnak"}, "policy.p.residual is 'bnak'; did you mean bank"),
        ({"delay_months": 37}, "policy.p.delay_months is 37; it must be from 0 to 36"),
        ({"cap": {"bank": {"a_year": 0.1}}}, "caps bank, which is residual"),
        ({"cap": {"insurer": {"a_year": 0.1}}}, "caps insurer, which has neither share nor layer"),
        ({"cap": {"insurer": {}}}, "policy.p.cap.insurer limits nothing; allowed: a_year, a_loan_yuan"),
        (
            {"cap": {"insurer": {"of": "gdp", "a_year": 0.1}}},
            "cap.insurer.of is 'gdp'; allowed: covered_balance",
        ),
        ({"layer": [{"party": "insurer", "from": 0.1, "to": 0.1}]}, "policy.p.layer.0 has to = 0.1"),
        ({"layer": [{"party": "insurer", "to": 0.1}]}, "policy.p.layer.0.from is missing"),
        (
            {"share": {"bank": "balance"}, "layer": [{"party": "bank", "from": 0.0, "to": 0.1}]},
            "gives bank both a share and a layer",
        ),
        (
            {"share": {"bank": 1.0}, "layer": [{"party": "insurer", "from": 0.0, "to": 0.1}]},
            'one share must be "balance"',
        ),
    ],
)
def test_what_risk_sharing_refuses(values: dict[str, Any], complaint: str) -> None:
    assert complaint in refusal_of("risk_sharing", **values)


GUARANTEED = [
    {"share": {"guarantor": 0.4, "bank": 0.6}},
    {"share": {"guarantor": "balance", "bank": 0.6}},
    {"share": {"local_government": 0.4, "bank": 0.6}, "residual": "guarantor"},
    {
        "share": {"bank": "balance", "local_fund": 0.5},
        "layer": [{"party": "guarantor", "from": 0.0, "to": 0.1}],
        "residual": "bank",
    },
]
UNGUARANTEED = [
    {"share": {"local_government": 0.8, "bank": 0.2}},
    {"share": {"compensation_fund": 0.8, "bank": "balance", "guarantor": 0.0}},
    {"share": {"guarantor": "balance", "insurer": 0.5, "bank": 0.5}},
    {"share": {"guarantor": 0.4, "bank": 0.6}, "cap": {"guarantor": {"a_year": 0.0}}},
]


@pytest.mark.parametrize("terms", GUARANTEED)
def test_a_fee_goes_to_a_guarantor_that_bears_losses(terms: dict[str, Any]) -> None:
    sharing = RiskSharing.read({**terms, "fee_annual": 0.01})
    assert has_guarantor(sharing.effective_points(), sharing.layer, sharing.residual)


@pytest.mark.parametrize("terms", UNGUARANTEED)
def test_a_fee_that_nobody_earns_is_refused(terms: dict[str, Any]) -> None:
    assert refusal_of("risk_sharing", **terms, fee_annual=0.01) == (
        "file.toml: policy.p.fee_annual is 0.01, but no guarantor bears any loss; leave the fee out or give guarantor "
        "a share."
    )
    for fee in (None, 0.0):
        assert RiskSharing.read({**terms, "fee_annual": fee}).share


def test_limits_can_be_stated_in_every_way() -> None:
    sharing = RiskSharing(
        share={"guarantor": 0.4, "bank": "balance"},
        layer=(Layer(**{"from": 0.0, "to": 0.03, "party": "compensation_fund"}),),
        cap={"guarantor": Cap(a_year=0.05, a_loan_yuan=1e6), "compensation_fund": Cap(pool_yuan=1e9)},
    )
    assert sharing.layer[0].from_ == 0.0
    assert sharing.basis_points()["bank"] == 6000


shares = st.lists(st.integers(0, BASIS_POINTS), min_size=len(PARTIES) - 1, max_size=len(PARTIES) - 1).map(
    lambda cuts: [high - low for low, high in zip([0, *sorted(cuts)], [*sorted(cuts), BASIS_POINTS], strict=True)]
)


@given(shares, st.sampled_from(PARTIES))
def test_shares_are_whole_basis_points_that_make_up_the_loss(points: list[int], rest: str) -> None:
    stated: dict[str, Any] = {p: n / BASIS_POINTS for p, n in zip(PARTIES, points, strict=True)}
    expected = dict(zip(PARTIES, points, strict=True))
    assert RiskSharing.read({"share": stated}).basis_points() == expected
    assert RiskSharing.read({"share": {**stated, rest: "balance"}}).basis_points() == expected


def test_the_published_splits() -> None:
    anhui = {"guarantor": 0.4, "provincial_reguarantor": 0.3, "bank": 0.2, "local_government": 0.1}
    points = RiskSharing.read({"share": anhui}).basis_points()
    assert [points[party] for party in anhui] == [4000, 3000, 2000, 1000]
    assert list(points) == list(PARTIES) and sum(points.values()) == BASIS_POINTS


@given(st.integers(1, 60), st.integers(1, 40), st.integers(0, 40), st.floats(-0.9, 0.9), st.integers(1, 200))
def test_a_shock_falls_stays_and_recovers_in_a_line(
    start: int, months: int, recovery: int, depth: float, month: int
) -> None:
    shock = DemandShock(start=start, months=months, depth=depth, recovery_months=recovery)
    trough_ends = start + months - 1
    assert shock.change(start - 1) == 0.0
    assert shock.change(start) == shock.change(trough_ends) == depth
    assert shock.change(trough_ends + recovery + 1) == 0.0
    assert abs(shock.change(month)) <= abs(depth)
    steps = [shock.change(trough_ends + step) for step in range(recovery + 2)]
    assert steps == pytest.approx([depth * (1 - step / (recovery + 1)) for step in range(recovery + 2)])


def test_a_copy_with_other_values_has_other_terms() -> None:
    policy = load("one_plus_n").policies[0]
    terms = policy.terms
    assert policy.model_copy().terms == terms
    assert policy.model_copy(update={"start": policy.start + 7}).terms != terms == policy.terms
