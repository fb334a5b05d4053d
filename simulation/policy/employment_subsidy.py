"""Subsidy for additional workers (稳岗扩岗补贴, 吸纳高校毕业生就业补贴).

A firm is paid for each worker above the highest number it has been paid for, starting from those it had when the
policy met it: net hires only, each once. A firm that leaves the policy's reach is forgotten: it wants no more workers
for the subsidy, and if it comes back it is met anew, with the workers it has then. Subsidies on employment growth are
those of the New Jobs Tax Credit (Perloff and Wachter 1979, American Economic Review 69) and of China's expansion
subsidy for graduates (F106: 1,500 yuan a head).

Cheaper labour raises the number of workers wanted by the elasticity of labour demand at given output (Hamermesh
1993, Labor Demand, chapter 3: 0.15 to 0.75, best guess 0.30). The additional workers take the place of other inputs:
at the margin of choice they are worth the wage less half the subsidy, which is what the firm saves on purchases.
Most net hires would have been made anyway: the subsidy on them is a gift to firms that grow.

Cost: the subsidies, to the central and local budgets; suppliers sell less of what labour replaces.
"""

from __future__ import annotations

from typing import ClassVar

from ..behaviour.support.budget import first_pass, part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import support_firm
from ..behaviour.support.loan_support import part_within_budget
from ..ground.columns import Blocks
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.bank_columns import REST_DEPOSITS
from ..state.counts import EMPLOYMENT_SUBSIDIES, PROFIT, SUPPORTED_HIRES_MILLI
from ..state.economy import Economy
from ..state.enterprise_columns import (
    ALIVE,
    BANK,
    CASH,
    EMPLOYEES,
    EXTRA_WORKERS,
    LABOUR,
    MARGIN,
    PAID_WORKERS,
    STATE,
    WAGE,
    YEAR_SALES,
)
from ..state.ledger import PAYER, PURCHASES, SUBSIDY
from ..state.programme_columns import BUDGET_LEFT
from .firm_programme import FirmProgramme

#: Where growth moves at once to the workers it wants, what it would undo of a step is bounded: 1 over this.
LEAST_LEFT = 0.05


class EmploymentSubsidy(FirmProgramme):
    """Money per additional worker: yuan a head, a share of the first year's wages, or both."""

    kind: ClassVar[str] = "employment_subsidy"
    label: ClassVar[dict[str, str]] = {"en": "employment subsidy", "zh": "就业补贴"}
    example: ClassVar[Stated] = {"yuan_per_hire": 10_000.0}
    nulls: ClassVar[Nulls] = ({"yuan_per_hire": 0.0, "wage_share": 0.0},)
    alone: ClassVar[bool] = True

    yuan_per_hire: float = parameter(
        0.0, unit="yuan a worker", low=0.0, high=1e6, meaning="Paid once for each additional worker",
        zh="每新增一名员工一次性补贴",
    )  # fmt: skip
    wage_share: float = parameter(
        0.0, unit="share of a year's wages", low=0.0, high=1.0,
        meaning="Part of an additional worker's first year's wages paid at once", zh="新增员工首年工资补贴比例",
    )  # fmt: skip
    job_months: int = parameter(
        24, unit="months", low=1, high=600,
        meaning="How long a job is expected to last: the subsidy is spread over it in the choice of workers",
        zh="预期用工期限",
    )  # fmt: skip
    elasticity: float = parameter(
        0.3, unit="elasticity", low=0.0, high=5.0,
        meaning="Rise of wanted workers with a fall of labour cost at given output", zh="劳动需求弹性（给定产出）",
    )  # fmt: skip

    def after_trade(self, economy: Economy) -> None:
        """Pay for the net hires since last month; additional workers spare purchases; firms want more of them."""
        if not self.in_force(economy):
            forget(economy)
            return
        row = economy.schedule.programme_row(self, economy)
        support_hiring(economy, row, self.yuan_per_hire, self.wage_share, self.job_months, self.elasticity)

    def idle(self, economy: Economy) -> None:
        """Nothing is paid and no one wants more workers for it; a new count starts when the trigger holds again."""
        super().idle(economy)
        forget(economy)

    def close(self, economy: Economy) -> None:
        """As when idle, for good."""
        super().close(economy)
        forget(economy)


@compiled
def subsidy_per_hire(wage: float, yuan_per_hire: float, wage_share: float) -> float:
    """Yuan for an additional worker of this monthly wage."""
    return yuan_per_hire + wage_share * 12.0 * wage


@compiled
def cost_cut(wage: float, per_hire: float, job_months: int) -> float:
    """Share by which a subsidy of `per_hire` yuan lowers the cost of a worker over the job; at most 1."""
    return min(per_hire / (wage * job_months), 1.0)


@kernel
def support_hiring(
    economy: Economy, r: int, yuan_per_hire: float, wage_share: float, job_months: int, elasticity: float
) -> None:
    """For every firm that programme `r` reaches: pay for workers above the highest number paid for, let the additional
    ones take the place of purchases, and raise the number of workers so that, after growth's own step, it has moved
    towards the higher number wanted. What firms save on purchases is profit.

    Firms that it does not reach are forgotten.
    The first pass adds up the claims, the second pays: so each has the same part of a budget that runs out.
    """
    firm, programme, flows, counts = economy.firm, economy.programme, economy.flows, economy.counts
    adjustment = economy.numbers.growth.labour_adjustment
    real, ratio, claimed = firm.real, 1.0, 0
    r = unsigned(r)
    for pays in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for position in range(firm.rows):
            i = unsigned(position)  # unsigned: no check for places counted from the end
            if firm.tag[STATE, i] != ALIVE:
                continue
            if not reaches(r, i, firm, programme, economy.month):
                forget_firm(i, firm)
                continue
            workers, wage, sales = real[EMPLOYEES, i], real[WAGE, i], firm.whole[YEAR_SALES, i]
            per_hire = subsidy_per_hire(wage, yuan_per_hire, wage_share)
            hired = workers - real[PAID_WORKERS, i] if real[PAID_WORKERS, i] >= 0.0 else 0.0
            claim = whole_fen(hired * per_hire * 100.0) if hired > 0.0 else 0
            if not pays:
                claimed += claim
                continue
            cut = cost_cut(wage, per_hire, job_months)
            paid = support_firm(economy, r, i, part_of_claim(claim, ratio), SUBSIDY)
            saved = whole_fen(real[EXTRA_WORKERS, i] * wage * (1.0 - 0.5 * cut) * 100.0)
            house = firm.tag[BANK, i]
            firm.whole[CASH, i] += saved
            economy.bank.whole[REST_DEPOSITS, house] -= saved
            flows[PURCHASES, PAYER, house] -= saved
            real[MARGIN, i] += (paid + saved) / max(sales, 1)
            real[PAID_WORKERS, i] = max(workers, real[PAID_WORKERS, i])
            step = adjustment * elasticity * cut * max(real[LABOUR, i] * sales / 100.0, 1.0)
            real[EXTRA_WORKERS, i] = (1.0 - adjustment) * real[EXTRA_WORKERS, i] + step
            real[EMPLOYEES, i] = workers + step / max(1.0 - adjustment, LEAST_LEFT)
            if hired > 0.0:
                counts[SUPPORTED_HIRES_MILLI] += whole_fen(1000.0 * hired * ratio)
                counts[EMPLOYMENT_SUBSIDIES] += paid
            counts[PROFIT] += saved
        if not pays:
            ratio = part_within_budget(r, claimed, programme)


@compiled
def forget_firm(i: int, firm: Blocks) -> None:
    """The firm in row `i` is met anew when the policy reaches it again."""
    if firm.real[PAID_WORKERS, i] >= 0.0:
        firm.real[PAID_WORKERS, i] = -1.0
        firm.real[EXTRA_WORKERS, i] = 0.0


@kernel
def forget(economy: Economy) -> None:
    """Every firm is met anew when the policy acts again."""
    for i in range(economy.firm.rows):
        forget_firm(i, economy.firm)
