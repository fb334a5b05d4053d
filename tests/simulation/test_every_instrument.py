"""One contract for everything registered: each kind moves firms, loans or money, and only when and whom it is told.

The books are audited in every month of every run here. That the order of rows is irrelevant is tested elsewhere.
"""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.instrument import instrument_kinds
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.stresses.stress import stress_kinds

MONTHS = 12
#: What each kind is told so that it shows within a year among a few hundred firms.
EFFECTIVE: dict[str, dict[str, Any]] = {
    "risk_sharing": {"share": {"guarantor": 0.3, "provincial_reguarantor": 0.3, "bank": 0.4}, "priority": 1},
    "compensation_fund": {"size_yuan": 1e12},
    "guarantee_fund": {"capital_yuan": 1e13},
    "interest_subsidy": {"points": 0.01},
    "guarantor_cooperation": {"appraisal": 0.05, "noise": 0.05},
    "information_sharing": {"noise": 0.5},
    "credit_rating": {"coverage": 0.5, "noise": 0.5},
    "financing_coordination": {"visits_a_month": 0.5, "least_grade": 0, "discouragement": 0.0},
    "collateral_registry": {"trouble": 0.0, "pledge_loss": 0.2, "pledge_value": 2.0},
    "loan_renewal": {"no_repayment": 0.5},
    "loan_monitoring": {"effort_cost": 0.5},
    "tax_relief": {"turnover_tax": 0.0},
    "employment_subsidy": {"yuan_per_hire": 10_000.0},
    "innovation_ladder": {},
    "startup_support": {"grant_yuan": 10_000.0},
    "venture_fund": {"round_yuan": 1e11},
    "targeted_grant": {"purpose": "growth", "round_yuan": 1e11},
    "guarantee_fee_subsidy": {"points": 0.005},
    "bank_risk_subsidy": {"lending_award": 0.005},
    "interest_vat_exemption": {"rate_multiple": 20.0},
    "relending": {"quota_yuan": 1e12, "rate": 0.015},
    "lending_target": {},
    "capital_rule": {"risk_weight_retail": 1.5},
    "reguarantee": {"fee_annual": 0.0},
    "demand_shock": {"months": 12, "depth": -0.1},
    "honesty_shock": {"months": 12, "threshold": 0.8, "hazard_factor": 4.0},
    "guarantor_loss": {"months": 12, "share": 0.5},
    "fund_loss": {"start": 2, "months": 6, "share": 0.5},  # the fund is paid in in month 1
    "cost_shock": {"months": 12, "wages": 1.2},
}
INSTRUMENTS, STRESSES = instrument_kinds(), stress_kinds()
KINDS = [*INSTRUMENTS, *STRESSES]
#: Policies that must be there for a kind to have something to act on.
BESIDE = {"fund_loss": {"fund": {"kind": "compensation_fund", "size_yuan": 1e12}}}
#: Funds and rules that stand behind agreements or banks as a whole: whom they reach is not theirs to say.
OF_ALL = {"compensation_fund", "guarantee_fund", "capital_rule", "reguarantee"}
#: What a kind does to all besides serving whom it reaches, switched off.
FOR_ALL_OFF = {"guarantor_cooperation": {"noise": 1.0}}
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
    for name, policy in BESIDE.get(beside or "", {}).items():
        draft.assign(["policy", name], policy, "test")
    if kind is not None:
        section = "policy" if kind in INSTRUMENTS else "stress"
        draft.assign([section, "new"], {"kind": kind, **EFFECTIVE[kind], **more}, "test")
    return past.branch(Scenario.build(draft, "test", base.title, base.summary, base.source, base.burn_in_policies))


def moved(differences: list[str]) -> set[str]:
    """What differs in firms, loans, banks and institutions, marks apart."""
    tables = ("enterprise.", "loan.", "bank.", "institution.")
    return {name for name in differences if name.startswith(tables)} - MARKS


def test_every_kind_is_here() -> None:
    assert set(EFFECTIVE) == set(KINDS)


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
    # The agreement that is already there yields the first place to one of higher priority that will come.
    assert set(fingerprints.differences(late, without)) <= {"agreement.rank"}
    late.step()
    assert not late.running


@pytest.mark.parametrize("kind", [kind for kind in INSTRUMENTS if kind not in OF_ALL])
def test_where_nobody_is_eligible_nothing_is_different(kind: str, past: CreditMarket, fingerprints: ModuleType) -> None:
    nobody = told(past, kind, eligible=NOBODY, **FOR_ALL_OFF.get(kind, {})).run()
    different = set(fingerprints.differences(nobody, told(past, None).run()))
    if kind == "startup_support":
        # More firms are founded and their loan is on the menu; public money follows nobody.
        assert nobody.indicators.get(f"fiscal_outlay.programme.{kind}", np.zeros(1)).sum() == 0.0
        return
    # An agreement has its own row in the table of agreements.
    assert {name for name in different if not name.startswith("agreement.")} == set()
    assert different == set() or kind == "risk_sharing"


def ways_to_do_nothing() -> list[Any]:
    """Each class's own ways, laid over an example that does something; and a budget of zero where that is one."""
    ways = []
    for kind, model in {**INSTRUMENTS, **STRESSES}.items():
        ways += [pytest.param(kind, way, id=f"{kind}-{number}") for number, way in enumerate(model.nulls)]
        if kind in INSTRUMENTS and INSTRUMENTS[kind].needs_money:
            ways.append(pytest.param(kind, {"budget_yuan": 0.0}, id=f"{kind}-no_money"))
    return ways


@pytest.fixture(scope="module")
def untouched(past: CreditMarket) -> dict[str, CreditMarket]:
    """The finished run without the kind, by what must stand beside it."""
    return {kind: told(past, None, beside=kind).run() for kind in ("", *BESIDE)}


@pytest.mark.parametrize("kind", KINDS)
def test_it_states_how_it_does_nothing(kind: str) -> None:
    model = {**INSTRUMENTS, **STRESSES}[kind]
    assert "nulls" in vars(model), "an empty tuple says that it has no natural zero"
    for way in model.nulls:
        assert set(way) <= set(model.model_fields)
    assert not model.read({"months": 1, **EFFECTIVE[kind]} if kind in STRESSES else EFFECTIVE[kind]).does_nothing


@pytest.mark.parametrize(("kind", "way"), ways_to_do_nothing())
def test_what_does_nothing_changes_no_bit(
    kind: str, way: dict[str, Any], past: CreditMarket, untouched: dict[str, CreditMarket], fingerprints: ModuleType
) -> None:
    # It comes before all others of its kind: first by priority, first by name.
    null = told(past, kind, beside=kind, **{"priority": 0} if kind in INSTRUMENTS else {}, **way).run()
    without = untouched[kind if kind in BESIDE else ""]
    stated = null.conditions.policies if kind in INSTRUMENTS else null.conditions.stresses
    assert any(item.name == "new" and item.does_nothing for item in stated)
    assert fingerprints.differences(null, without) == []
    assert fingerprints.digest(null) == fingerprints.digest(without)
    for one, other in ((null.numerators, without.numerators), (null.denominators, without.denominators)):
        assert one.equals(other)
    assert (null.economy.loans.column("supported") == without.economy.loans.column("supported")).all()


@pytest.mark.parametrize("kind", [kind for kind, model in INSTRUMENTS.items() if model.nulls])
def test_what_does_nothing_may_end_and_wait_for_a_slump(
    kind: str, past: CreditMarket, untouched: dict[str, CreditMarket], fingerprints: ModuleType
) -> None:
    more: dict[str, Any] = {"start": 2, "end": 6, "trigger": {"output_gap_below": 0.2}}
    null = told(past, kind, **INSTRUMENTS[kind].nulls[0], **more).run()
    assert fingerprints.differences(null, untouched[""]) == []
