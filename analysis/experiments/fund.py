"""A fund's own question, from the runs of a sweep: the fund as stated, and an ample one that shows what is asked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, Sentence, suggestion
from ...simulation.ground.printable import printable
from ..statistics.fund_risk import FundPaths, FundRisk, fund_risk
from ..statistics.intervals import Array
from .loading import load_one
from .query import Query
from .request import Request
from .run_rows import FUND_MONEY
from .store import Store
from .sweep import How, Progress, run_whole_plan
from .sweep_plan import Plan, plan

if TYPE_CHECKING:
    from ...simulation.policy.compensation_fund import CompensationFund
    from ...simulation.scenario import Scenario

#: How much larger than stated the ample fund is.
AMPLE = 10.0
#: Rows of the design: the fund as stated, the ample one.
_STATED, _AMPLE = 0, 1


@dataclass(frozen=True)
class FundStudy:
    """A fund, the sweep that tells of it, and the answers."""

    fund: str
    party: str
    scenario: Scenario
    stress: Mapping[str, str] | None
    plan: Plan
    paths: FundPaths
    risk: FundRisk


@dataclass(frozen=True)
class Asked:
    """A scenario, the title of the stress laid on it if any, the seeds, and whose fund, by default the first."""

    scenario: Scenario
    stress: Mapping[str, str] | None
    seeds: range
    party: str | None = None

    @classmethod
    def of(cls, scenario: str | Path | Scenario, asked: Request, party: str | None = None) -> Asked:
        """The scenario as loaded. Raises RequestError for a wrong scenario, stress, setting or seed."""
        loaded = load_one(scenario, asked.under, asked.set, asked.firms, asked.months)
        stress = asked.under if asked.under is not None else _stress_of_the_library(loaded)
        return cls(loaded, load_one(stress).title if stress is not None else None, asked.numbers, party)


def _stress_of_the_library(scenario: Scenario) -> str | None:
    """The stress that a scenario was loaded under, None for none.

    A scenario does not name it, but each of its values names the file that stated it: the stress is the one of the
    library whose file stated any.
    """
    from ...scenarios.files import stresses

    files = {*scenario.origins.values()}
    return next((name for name in stresses() if f"{name}.toml" in files), None)


def fund_of(scenario: Scenario, party: str | None) -> CompensationFund:
    """The fund that pays the share of a party, by default the first by name. Raises RequestError for none."""
    from ...simulation.policy.compensation_fund import CompensationFund

    funds = {policy.party: policy for policy in scenario.policies if isinstance(policy, CompensationFund)}
    if not funds:
        raise RequestError(
            Sentence(
                "scenario {name} has no fund; one is a policy of the kind compensation_fund, as in one_plus_n.",
                "情景 {name} 没有基金；基金是 compensation_fund 类政策，如 one_plus_n 中所设。",
                name=printable(scenario.name),
            )
        )
    if party is not None and party not in funds:
        raise RequestError(
            Sentence(
                "party: scenario {name} has no fund of {party}; {hint}",
                "party：情景 {name} 没有 {party} 的基金；{hint}",
                name=printable(scenario.name),
                party=printable(party) or '""',
                hint=suggestion(party, funds),
            )
        )
    fund = funds[party] if party is not None else funds[sorted(funds)[0]]
    if fund.size_yuan <= 0.0 or fund.start > scenario.months:
        raise RequestError(
            Sentence(
                "policy {name} pays nothing into its fund; give it a size, such as policy.{name}.size_yuan=1e10.",
                "政策 {name} 未向基金注资；请设定规模，例如 policy.{name}.size_yuan=1e10。",
                name=fund.name,
            )
        )
    return fund


def fund_plan(scenario: Scenario, seeds: range, party: str | None) -> tuple[Plan, CompensationFund]:
    """The sweep behind a fund's question. Raises RequestError for a scenario without a fund of that party."""
    fund = fund_of(scenario, party)
    prefix = f"policy.{fund.name}"
    rows = [
        {f"{prefix}.size_yuan": fund.size_yuan, f"{prefix}.top_up_yuan_a_year": fund.top_up_yuan_a_year},
        {f"{prefix}.size_yuan": AMPLE * fund.size_yuan, f"{prefix}.top_up_yuan_a_year": 0.0},
    ]
    design: dict[str, object] = {
        "title": f"fund {fund.name}",
        "scenarios": [scenario.name],
        "seeds": len(seeds),
        "first_seed": seeds[0],
        "levers": [{"design": "list", "rows": rows}],
    }
    return plan(design, {scenario.name: scenario}), fund


@contextmanager
def kept_in(store: Path | None) -> Iterator[Path]:
    """The folder of a store, or one that goes with the block."""
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="smecredit-") as temporary:
        yield Path(temporary) / "store"


def study_fund(
    asked: Asked, folder: Path, how: How, tell: Callable[[Progress], None] = lambda progress: None
) -> FundStudy:
    """Run what is not in the store `folder` yet, and answer. Raises RequestError and RunError as a sweep does."""
    scenario = asked.scenario
    planned, fund = fund_plan(scenario, asked.seeds, asked.party)
    store = Store(folder)
    run_whole_plan(planned, store, how, tell)
    query = Query(store, planned.name)
    paths = _paths(query, planned, fund)
    return FundStudy(fund.name, fund.party, scenario, asked.stress, planned, paths, fund_risk(paths))


def _paths(query: Query, planned: Plan, fund: CompensationFund) -> FundPaths:
    first = max(fund.start, 1) - 1  # months before the fund is paid in tell nothing

    def of(key: str, row: int) -> Array:
        return query.monthly(key, planned.seeds)[row][:, first:]

    money = f"{FUND_MONEY}{fund.party}"
    return FundPaths(
        stated=fund.size_yuan,
        balance=of(money, _STATED),
        ample=of(money, _AMPLE),
        payouts=of(f"losses_by_payer.payer.{fund.party}", _AMPLE),
        recoveries=of(f"recoveries_by_payer.payer.{fund.party}", _AMPLE),
        guaranteed=of("guarantee_balance", _AMPLE),
    )
