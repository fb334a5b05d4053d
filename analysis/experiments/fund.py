"""A fund's own question, from the runs of a sweep: the fund as stated, and an ample one that shows what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, RunError, Sentence, suggestion
from ...simulation.ground.printable import printable
from ..statistics.fund_risk import FundPaths, FundRisk, fund_risk
from ..statistics.intervals import Array
from .loading import load_one
from .query import Query
from .request import Request
from .run_rows import FUND_MONEY
from .sweep import How, Progress, run_plan
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
                "--party: scenario {name} has no fund of {party}; {hint}",
                "--party：情景 {name} 没有 {party} 的基金；{hint}",
                name=printable(scenario.name),
                party=printable(party) or '""',
                hint=suggestion(party, funds),
            )
        )
    fund = funds[party] if party is not None else funds[sorted(funds)[0]]
    if fund.size_yuan <= 0.0 or fund.start > scenario.months:
        raise RequestError(
            Sentence(
                "policy {name} pays nothing into its fund; give it a size, such as --set policy.{name}.size_yuan=1e10.",
                "政策 {name} 未向基金注资；请设定规模，例如 --set policy.{name}.size_yuan=1e10。",
                name=fund.name,
            )
        )
    return fund


def fund_plan(name: str, asked: Request, party: str | None) -> tuple[Plan, CompensationFund, Scenario]:
    """The sweep behind a fund's question. Raises RequestError for a wrong scenario or party."""
    scenario = load_one(name, asked.under, asked.set, asked.firms, asked.months)
    fund = fund_of(scenario, party)
    numbers = asked.numbers
    prefix = f"policy.{fund.name}"
    rows = [
        {f"{prefix}.size_yuan": fund.size_yuan, f"{prefix}.top_up_yuan_a_year": fund.top_up_yuan_a_year},
        {f"{prefix}.size_yuan": AMPLE * fund.size_yuan, f"{prefix}.top_up_yuan_a_year": 0.0},
    ]
    settings = _settings(asked.set)
    design: dict[str, object] = {
        "title": f"fund {fund.name}",
        "scenarios": [",".join([name, *settings])],
        "seeds": len(numbers),
        "first_seed": numbers[0],
        "levers": [{"design": "list", "rows": rows}],
    }
    sizes = {"under": asked.under, "firms": asked.firms, "months": asked.months}
    return plan({**design, **{key: value for key, value in sizes.items() if value is not None}}), fund, scenario


def _settings(given: object) -> Sequence[str]:
    """Options as texts path=value."""
    from ...simulation.ground.given import written

    if not given:
        return ()
    if isinstance(given, dict):
        return [f"{path}={written(value)}" for path, value in given.items()]
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]


def study_fund(
    name: str,
    asked: Request,
    folder: Path,
    party: str | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> FundStudy:
    """Run what is not in the store `folder` yet, and answer. Raises RequestError and RunError as a sweep does."""
    planned, fund, scenario = fund_plan(name, asked, party)
    progress = run_plan(planned, folder, How(workers=asked.workers), tell)
    if progress.failed:
        failure = next(iter(progress.failed.values()))

        raise RunError(
            Sentence(
                "{count} runs failed, among them seed {seed}: {said}",
                "{count} 次运行失败，其中种子 {seed}：{said}",
                count=len(progress.failed),
                seed=failure.seed,
                said=Sentence("{en}", "{zh}", en=failure.said["en"], zh=failure.said["zh"]),
            )
        )
    query = Query(folder, planned.name)
    paths = _paths(query, planned, fund)
    stress = load_one(asked.under).title if asked.under is not None else None
    return FundStudy(fund.name, fund.party, scenario, stress, planned, paths, fund_risk(paths))


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
