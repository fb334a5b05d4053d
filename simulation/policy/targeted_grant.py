"""Yearly competitions for grants: technology, growth, labour, energy (技术、成长型、劳动密集型、节能改造专项资金).

Once a year eligible firms with a project are ranked by a score that measures what the programme is for, with an
evaluator's error; the best are paid until the round's money is spent. A grant is a part of an investment: the firm
adds its own money, and all of it becomes fixed assets. Firms that would have invested anyway have less cash left for
it afterwards, so part of the grant replaces their own plans (Bronzini and Iachini 2014, American Economic Journal:
Economic Policy 6: small firms invest more, large ones only what they would have).

A technology grant also raises quality: its project adds to a firm's knowledge as research does, and output rises
with that by an elasticity near 0.08 (Hall, Mairesse and Mohnen 2010, Handbook of the Economics of Innovation,
chapter 24); research grants raise the sales of small winners (Howell 2017, American Economic Review 107). A growth
grant may also pay for customers: where `market_elasticity` is stated, its project widens the firm's market. An energy
grant goes to firms whose overheads weigh most, and pays for a retrofit: no capacity, but lower overheads for years,
followed while the policy is in force. A grant to labour-intensive firms buys what any investment buys.

Cost: the grants, to the central and local budgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from ..behaviour.support.eligibility import reaches
from ..behaviour.support.energy_saving import Retrofit, buy_retrofit, overheads, rows_with, save_energy
from ..behaviour.support.firm_support import invest, support_firm
from ..behaviour.trade.scale import normal_sales
from ..ground.compiled import allocating_kernel, compiled, kernel, unsigned
from ..ground.mathematics import logarithm, normal_quantile
from ..ground.parameters import parameter
from ..ground.randomness import GRANT_CHOICE, uniforms
from ..ground.registry import Nulls, Stated
from ..ground.units import fen, whole_fen
from ..state.counts import GRANTED_PROJECTS_FEN, GRANTS_WON
from ..state.economy import Economy
from ..state.enterprise_columns import (
    BUFFER,
    CASH,
    EMPLOYEES,
    FIXED_ASSETS,
    ID,
    MARKET,
    MISSED,
    OUTCOME,
    PRODUCTIVITY,
    QUALITY,
    YEAR_SALES,
)
from ..state.key_order import rows_by_key
from ..state.ledger import GRANT
from ..state.programme_columns import BUDGET_LEFT
from .firm_programme import FirmProgramme
from .instrument import LARGEST_YUAN

PURPOSES = ("technology", "growth", "labour", "energy")
TECHNOLOGY, GROWTH, LABOUR_INTENSIVE, ENERGY = range(4)


#: Overheads over sales that count as none, so that their logarithm is finite.
LEAST_OVERHEADS = 1e-6
#: Fen in a million yuan.
FEN_IN_A_MILLION = 1e8


class Grant(NamedTuple):
    """The terms of a round as kernels read them: money in fen, shares."""

    money: int
    largest: int
    project: float
    match: float
    quality: float
    market: float
    retrofit: bool
    kept_cash: float


class TargetedGrant(FirmProgramme):
    """Grants to the best projects of a year, by a score of technology, growth, labour intensity or overheads."""

    kind: ClassVar[str] = "targeted_grant"
    label: ClassVar[dict[str, str]] = {"en": "targeted grants", "zh": "专项扶持资金"}
    example: ClassVar[Stated] = {"purpose": "growth", "round_yuan": 1e11}
    nulls: ClassVar[Nulls] = (
        {"round_yuan": 0.0},
        {"largest_yuan": 0.0},
        {"project": 0.0},
    )

    purpose: Literal["technology", "growth", "labour", "energy"] = parameter(
        unit="name", meaning="What firms are chosen for", zh="支持方向：技术、成长、劳动密集、节能改造",
    )  # fmt: skip
    round_yuan: float = parameter(
        unit="yuan of the population a year", low=0.0, high=LARGEST_YUAN, meaning="Most that a year's round pays",
        zh="每年评选资金总额",
    )  # fmt: skip
    largest_yuan: float = parameter(
        500_000.0, unit="yuan", low=0.0, high=1e12, meaning="Largest grant to a firm", zh="单户补助上限"
    )
    project: float = parameter(
        0.15, unit="share of fixed assets", low=0.0, high=5.0, meaning="Size of a project", zh="项目投资占固定资产比例"
    )
    match: float = parameter(
        0.3, unit="share of the investment", low=0.01, high=0.9,
        meaning="Part of the investment that the grant pays; the firm adds the rest", zh="补助占项目投资比例",
    )  # fmt: skip
    kept_cash: float = parameter(
        0.5, unit="share of the wanted buffer", low=0.0, high=10.0,
        meaning="Cash that a firm keeps when it puts its own money into a project",
        zh="投入项目后留存现金占目标缓冲比例",
    )  # fmt: skip
    evaluation_error: float = parameter(
        0.5, unit="standard deviations of the score", low=0.0, high=10.0,
        meaning="Error of the evaluators in the score", zh="评审误差",
    )  # fmt: skip
    quality_elasticity: float = parameter(
        0.08, unit="log points per unit of capital", low=0.0, high=1.0,
        meaning="Rise of quality with a technology project over capital", zh="技术项目对企业质量的提升弹性",
    )  # fmt: skip

    market_elasticity: float = parameter(
        0.0, unit="share per unit of capital", low=0.0, high=1.0,
        meaning="Growth of the market with a growth project over capital", zh="成长项目使企业市场扩大的弹性",
    )  # fmt: skip
    energy_saved: float = parameter(
        0.2, unit="yuan a year per yuan of the project", low=0.0, high=2.0,
        meaning="Overheads that an energy retrofit saves", zh="每元节能改造每年节省的固定费用",
    )  # fmt: skip
    energy_years: int = parameter(
        10, unit="years", low=1, high=30, meaning="Years for which a retrofit saves", zh="节能改造的有效年数"
    )

    @dataclass
    class Memory(FirmProgramme.Memory):
        """And the retrofits it has paid for, by the firm's key."""

        retrofits: dict[int, Retrofit] = field(default_factory=dict)

    def after_trade(self, economy: Economy) -> None:
        """Retrofits save their part of the month's overheads."""
        retrofits = economy.schedule.memory(self).retrofits
        if retrofits:
            save_energy(economy, *rows_with(economy, retrofits))

    def before_growth(self, economy: Economy) -> None:
        """In the month of a round: rank the candidates, pay the best, have them invest."""
        if not self.round_due(economy):
            return
        row, purpose = economy.schedule.programme_row(self, economy), PURPOSES.index(self.purpose)
        rows = rows_by_key(economy)
        scores, errors = np.empty(len(rows)), np.empty(len(rows))
        found = score_candidates(economy, row, purpose, rows, scores, errors)
        judged = judged_scores(scores[:found], errors[:found], self.evaluation_error)
        grant = Grant(
            money=min(economy.fen_of_model(self.round_yuan), int(economy.programme.whole[BUDGET_LEFT, row])),
            largest=fen(self.largest_yuan),
            project=self.project,
            match=self.match,
            quality=self.quality_elasticity if purpose == TECHNOLOGY else 0.0,
            market=self.market_elasticity if purpose == GROWTH else 0.0,
            retrofit=purpose == ENERGY,
            kept_cash=self.kept_cash,
        )
        for best in best_first(judged):
            spent = np.zeros(len(best), np.int64)
            grant = grant._replace(money=pay_winners(economy, row, grant, rows[best], spent))
            if purpose == ENERGY:
                self._remember(economy, rows[best], spent)
            if grant.money <= 0:
                break

    def _remember(self, economy: Economy, rows: np.ndarray, spent: np.ndarray) -> None:
        """What retrofits that cost `spent` fen save from the next month on, beside what earlier ones of the firm do."""
        retrofits, until = economy.schedule.memory(self).retrofits, economy.month + 12 * self.energy_years
        for k in np.flatnonzero(spent):
            key = int(economy.firm.whole[ID, rows[k]])
            before = retrofits[key].saved if key in retrofits else 0
            retrofits[key] = Retrofit(before + whole_fen(int(spent[k]) * self.energy_saved / 12.0), until)


def best_first(judged: np.ndarray, portion: int = 4_096) -> Iterator[np.ndarray]:
    """Places of the highest values in falling order, equal ones in the order in which they stand, in portions.

    Money is for few of many: the rest of the field is never sorted. Each portion is eight times the one before.
    """
    left = np.arange(len(judged))
    while len(left):
        values = judged[left]
        least = np.partition(values, len(left) - portion)[len(left) - portion] if portion < len(left) else -np.inf
        best = values >= least
        yield left[best][np.argsort(-values[best], kind="stable")]
        left, portion = left[~best], portion * 8


@compiled
def merit(
    purpose: int, productivity: float, run_rate: float, workers_per_million: float, overheads_over_sales: float
) -> float:
    """What the evaluators measure: log productivity, growth of the run rate of sales over the yearly average (log),
    workers per million yuan of sales (log), or overheads over sales (log)."""
    if purpose == TECHNOLOGY:
        return logarithm(productivity)
    if purpose == GROWTH:
        return logarithm(run_rate)
    return logarithm(workers_per_million if purpose == LABOUR_INTENSIVE else overheads_over_sales)


@compiled
def own_part(spare: int, cost: int, match: float, largest: int) -> tuple[int, int]:
    """Grant and own money, in fen, for a project of `cost`; both shrink to what the firm has to spare."""
    grant = min(whole_fen(cost * match), largest)
    own = cost - grant
    if own <= spare:
        return grant, own
    own = max(spare, 0)
    return min(grant, whole_fen(own * match / (1.0 - match))), own


@kernel
def score_candidates(
    economy: Economy, r: int, purpose: int, rows: np.ndarray, scores: np.ndarray, errors: np.ndarray
) -> int:
    """Leave in `rows` those of the living firms there that may compete; how many.

    With them go their merit and the evaluators' error in standard deviations.
    """
    firm, month = economy.firm, economy.month
    found = 0
    for row in rows:
        i = unsigned(row)  # unsigned: no check for places counted from the end
        if firm.tag[OUTCOME, i] > 0 or firm.tag[MISSED, i] > 0:
            continue
        sales = firm.whole[YEAR_SALES, i]
        if sales <= 0 or firm.whole[FIXED_ASSETS, i] <= 0 or not reaches(r, i, firm, economy.programme, month):
            continue
        productivity = float(firm.real[PRODUCTIVITY, i])
        run_rate = normal_sales(economy, i) * productivity / sales
        luck, _, _, _ = uniforms(economy.seed, firm.whole[ID, i], month, GRANT_CHOICE)
        rows[found] = row
        workers = firm.real[EMPLOYEES, i] * FEN_IN_A_MILLION / sales
        scores[found] = merit(
            purpose, productivity, run_rate, workers, max(12.0 * overheads(economy, i) / sales, LEAST_OVERHEADS)
        )
        errors[found] = normal_quantile(luck)
        found += 1
    return found


@allocating_kernel
def judged_scores(scores: np.ndarray, errors: np.ndarray, error: float) -> np.ndarray:
    """Scores as the evaluators see them: in standard deviations, with their error; summed in the order given."""
    n = len(scores)
    judged = np.zeros(n)
    total, squares = 0.0, 0.0
    for k in range(n):
        total += scores[k]
    mean = total / max(n, 1)
    for k in range(n):
        squares += (scores[k] - mean) * (scores[k] - mean)
    spread = np.sqrt(squares / max(n, 1))
    for k in range(n):
        judged[k] = ((scores[k] - mean) / spread if spread > 0.0 else 0.0) + error * errors[k]
    return judged


@kernel
def pay_winners(economy: Economy, r: int, grant: Grant, rows: np.ndarray, spent: np.ndarray) -> int:
    """Pay the firms in `rows`, best first, while money lasts; grant and own part become fixed assets, or a retrofit.

    `spent` takes the fen of each project. Returns what is left of the money, in fen.
    """
    firm, money = economy.firm, grant.money
    for k in range(len(rows)):
        i = rows[k]
        if money <= 0:
            break
        capital = firm.whole[FIXED_ASSETS, i]
        buffer = whole_fen(grant.kept_cash * firm.real[BUFFER, i] * firm.whole[YEAR_SALES, i] / 12.0)
        spare, cost = firm.whole[CASH, i] - buffer, whole_fen(grant.project * capital)
        wanted, own = own_part(spare, cost, grant.match, min(grant.largest, money))
        if wanted <= 0:
            continue
        paid = support_firm(economy, r, i, wanted, GRANT)
        spent[k] = paid + own
        if grant.retrofit:
            buy_retrofit(economy, i, paid + own)
        else:
            invest(economy, i, paid + own)
        firm.real[QUALITY, i] += grant.quality * ((paid + own) / capital)
        if grant.market > 0.0:
            firm.real[MARKET, i] *= 1.0 + grant.market * ((paid + own) / capital)
        money -= paid
        economy.counts[GRANTS_WON] += 1
        economy.counts[GRANTED_PROJECTS_FEN] += paid + own
    return money
