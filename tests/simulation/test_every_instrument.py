"""One contract for everything registered: each kind moves firms, loans or money, and only when and whom it is told.

What each is told stands on its class (`example`); a user's own is tested with the others:
`pytest tests/simulation/test_every_instrument.py --plugin my_policy.py`. The books are audited in every month of every
run here. That the order of rows is irrelevant is tested elsewhere.
"""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.registry import Registered
from smecredit.simulation.policy.instrument import instrument_kinds
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.stresses.stress import stress_kinds

MONTHS = 12
INSTRUMENTS, STRESSES = instrument_kinds(), stress_kinds()
MODELS: dict[str, type[Registered]] = {**INSTRUMENTS, **STRESSES}
KINDS = list(MODELS)
#: Firms of exactly a hundred years: there is none.
NOBODY = {"min_age_months": 1200, "max_age_months": 1200}
#: Marks of what a firm or loan comes under, which change nothing by themselves.
MARKS = {"enterprise.served", "loan.programmes"}


@pytest.fixture(scope="module")
def past() -> CreditMarket:
    """A market before its month 1: every scenario here goes on from it."""
    scenario = load("baseline", firms=400, months=MONTHS, set={"economy.burn_in": 6})
    market = CreditMarket(scenario, seed=3)
    market.live_burn_in()
    return market


def told(past: CreditMarket, kind: str | None, beside: str | None = None, **more: Any) -> CreditMarket:
    """The market before month 1 with one policy or stress more, and with what `beside` needs there."""
    base = past.conditions
    draft = base.draft.copy()
    for name, policy in MODELS[beside].beside.items() if beside else ():
        draft.assign(["policy", name], policy, "test")
    if kind is not None:
        section = "policy" if kind in INSTRUMENTS else "stress"
        draft.assign([section, "new"], {"kind": kind, **MODELS[kind].example, **more}, "test")
    return past.branch(Scenario.build(draft, "test", base.title, base.summary, base.source, base.burn_in_policies))


def moved(differences: list[str]) -> set[str]:
    """What differs in firms, loans, banks and institutions, marks apart."""
    tables = ("enterprise.", "loan.", "bank.", "institution.")
    return {name for name in differences if name.startswith(tables)} - MARKS


@pytest.mark.parametrize("kind", KINDS)
def test_it_states_an_example(kind: str) -> None:
    """Its own, whatever its parents state."""
    assert "example" in vars(MODELS[kind])
    assert set(MODELS[kind].example) <= set(MODELS[kind].field_names())


@pytest.mark.parametrize("kind", KINDS)
def test_it_changes_something(kind: str, past: CreditMarket, fingerprints: ModuleType) -> None:
    with_it, without = told(past, kind, beside=kind).run(), told(past, None, beside=kind).run()
    assert moved(fingerprints.differences(with_it, without))


@pytest.mark.parametrize("kind", KINDS)
def test_before_its_start_nothing_is_different(kind: str, past: CreditMarket, fingerprints: ModuleType) -> None:
    months = {"months": 1} if kind in STRESSES else {}
    late, without = told(past, kind, beside=kind, start=MONTHS, **months), told(past, None, beside=kind)
    for market in (late, without):
        for _ in range(MONTHS - 1):
            market.step()
    assert fingerprints.differences(late, without) == []
    late.step()
    assert not late.running


@pytest.mark.parametrize("kind", [kind for kind, model in INSTRUMENTS.items() if model.restrictable])
def test_where_nobody_is_eligible_nothing_is_different(kind: str, past: CreditMarket, fingerprints: ModuleType) -> None:
    within_reach = INSTRUMENTS[kind].within_reach
    nobody = told(past, kind, beside=kind, eligible=NOBODY, **(within_reach or {})).run()
    different = set(fingerprints.differences(nobody, told(past, None, beside=kind).run()))
    if within_reach is None:
        # It changes conditions for others too; public money follows nobody.
        assert nobody.indicators.get(f"fiscal_outlay.programme.{kind}", np.zeros(1)).sum() == 0.0
        return
    # An agreement has its own row in the table of agreements.
    assert {name for name in different if not name.startswith("agreement.")} == set()
    assert different == set() or kind == "risk_sharing"


def ways_to_do_nothing() -> list[Any]:
    """Each class's own ways, laid over an example that does something; and a budget of zero where that is one."""
    ways = []
    for kind, model in MODELS.items():
        ways += [pytest.param(kind, way, id=f"{kind}-{number}") for number, way in enumerate(model.nulls)]
        if kind in INSTRUMENTS and INSTRUMENTS[kind].needs_money:
            ways.append(pytest.param(kind, {"budget_yuan": 0.0}, id=f"{kind}-no_money"))
    return ways


def helped() -> list[str]:
    """Kinds beside which something must stand."""
    return [kind for kind, model in MODELS.items() if model.beside]


@pytest.fixture(scope="module")
def untouched(past: CreditMarket) -> dict[str, CreditMarket]:
    """The finished run without the kind, by what must stand beside it."""
    return {kind: told(past, None, beside=kind or None).run() for kind in ("", *helped())}


@pytest.mark.parametrize("kind", KINDS)
def test_it_states_how_it_does_nothing(kind: str) -> None:
    model = MODELS[kind]
    assert "nulls" in vars(model), "an empty tuple says that it has no natural zero"
    for way in model.nulls:
        assert set(way) <= set(model.model_fields)
    assert not model.read(model.example).does_nothing


@pytest.mark.parametrize(("kind", "way"), ways_to_do_nothing())
def test_what_does_nothing_changes_no_bit(
    kind: str, way: dict[str, Any], past: CreditMarket, untouched: dict[str, CreditMarket], fingerprints: ModuleType
) -> None:
    # It comes before all others of its kind: first by priority, first by name.
    null = told(past, kind, beside=kind, **{"priority": 0} if kind in INSTRUMENTS else {}, **way).run()
    without = untouched[kind if MODELS[kind].beside else ""]
    stated = null.conditions.policies if kind in INSTRUMENTS else null.conditions.stresses
    assert any(item.name == "new" and item.does_nothing for item in stated)
    assert fingerprints.differences(null, without) == []
    assert fingerprints.digest(null) == fingerprints.digest(without)
    for one, other in ((null.numerators, without.numerators), (null.denominators, without.denominators)):
        assert one.equals(other)
    assert (null.economy.loans.column("supported") == without.economy.loans.column("supported")).all()


@pytest.mark.parametrize("kind", INSTRUMENTS)
def test_with_a_trigger_that_never_holds_nothing_is_different_and_nothing_is_spent(
    kind: str, past: CreditMarket, untouched: dict[str, CreditMarket], fingerprints: ModuleType
) -> None:
    # Whatever it would pay as it opens, and before all others of its kind.
    costs = {"setup_yuan": 1e9, "capital_yuan": 1e12}
    more = {key: value for key, value in costs.items() if key in INSTRUMENTS[kind].field_names()}
    never = told(past, kind, beside=kind, **{"priority": 0, "trigger": {"output_gap_below": -0.99}, **more}).run()
    without = untouched[kind if MODELS[kind].beside else ""]
    assert any(item.name == "new" and not item.does_nothing for item in never.conditions.policies)
    assert fingerprints.differences(never, without) == []
    assert fingerprints.digest(never) == fingerprints.digest(without)
    for one, other in ((never.numerators, without.numerators), (never.denominators, without.denominators)):
        assert one.equals(other)
    assert never.economy.programme_outlay == without.economy.programme_outlay
    assert never.economy.programmes.rows == without.economy.programmes.rows


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_sets_is_known_before_the_run(kind: str, past: CreditMarket) -> None:
    """Every number that `changes` sets stands in `sets`, with this value unless it depends on the month."""
    rule = MODELS[kind].read(MODELS[kind].example)
    known = {setting.path: setting.value for setting in rule.sets()}
    for change in rule.changes(past.economy):
        if change.operation == "set":
            assert change.path in known
            assert known[change.path] in (None, change.value)


@pytest.mark.parametrize("kind", [kind for kind, model in INSTRUMENTS.items() if model.nulls])
def test_what_does_nothing_may_end_and_wait_for_a_slump(
    kind: str, past: CreditMarket, untouched: dict[str, CreditMarket], fingerprints: ModuleType
) -> None:
    more: dict[str, Any] = {"start": 2, "end": 6, "trigger": {"output_gap_below": 0.2}}
    null = told(past, kind, **INSTRUMENTS[kind].nulls[0], **more).run()
    assert fingerprints.differences(null, untouched[""]) == []
