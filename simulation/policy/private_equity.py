"""Private equity by stage of development (天使投资、创业投资): angels and venture capital beside the public fund.

Once a year private investors of each stage look at firms of its ages, see their quality with an error of their own,
and buy stakes in the best until what they have raised is spent. Angels look at the youngest, of whom least shows;
venture capital at firms that have traded for some years; growth capital at the established. What they raise follows
the cycle (Gompers, Kovner, Lerner and Scharfstein 2008, Journal of Financial Economics 87; Nanda and Rhodes-Kropf 2013,
Journal of Financial Economics 110), unlike a public fund's budget. Where the public fund holds a stake already they put
in more: firms with both kinds of investor raise more than with either (Brander, Du and Hellmann 2015, Review of Finance
19). Equity is invested at once and takes the place of some wanted bank debt, so that lenders see a better borrower.

The money is that of households and large firms, and so is what comes back when a stake is sold to other owners after
the holding period: then the firm may be chosen anew.

Cost: none to the public purse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from ..behaviour.support.firm_support import raise_equity
from ..ground.compiled import kernel
from ..ground.complaints import check_ages, complaint
from ..ground.errors import Sentence
from ..ground.mathematics import exponential
from ..ground.parameters import StrictModel, parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.enterprise_columns import ENTRY_MONTH, ID, YEAR_SALES
from .credit_programme import LoanProgramme
from .instrument import LARGEST_YUAN
from .venture_fund import PRIVATE_VIEW, Purse, VentureFund, look_at, ticket, value_of

if TYPE_CHECKING:
    from ..ground.columns import Row


class Stage(StrictModel):
    """Investors of one stage: whom they look at, how much they raise, how well they see."""

    name: Literal["angel", "venture", "growth"] = parameter(unit="name", meaning="Stage", zh="阶段")
    round_yuan: float = parameter(
        unit="yuan of the population a year",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Raised and invested in a normal year",
        zh="正常年份投资额",
    )
    min_age_months: int = parameter(0, unit="months", low=0, high=1200, meaning="Age at least", zh="成立月数下限")
    max_age_months: int | None = parameter(
        None, unit="months", low=0, high=1200, meaning="Age at most; none: any", zh="成立月数上限，空为不限"
    )
    stake: float = parameter(
        0.15, unit="share of yearly sales", low=0.0, high=5.0, meaning="Size of an investment",
        zh="单笔投资占年销售额比例",
    )  # fmt: skip
    least_margin: float = parameter(
        0.0, unit="share of sales", low=-1.0, high=1.0, meaning="Cash margin from which a firm is looked at",
        zh="考察企业的现金利润率下限",
    )  # fmt: skip
    noise: float = parameter(
        0.2, unit="log points", low=0.0, high=10.0,
        meaning="Error in the view of the quality of a wholly opaque firm", zh="对不透明企业质量判断的误差",
    )  # fmt: skip

    @model_validator(mode="after")
    def _ages_in_order(self) -> Stage:
        check_ages(self.min_age_months, self.max_age_months)
        return self


class PrivateEquity(LoanProgramme):
    """Angels, venture and growth capital buy stakes in promising firms with private money."""

    kind: ClassVar[str] = "private_equity"
    label: ClassVar[dict[str, str]] = {"en": "private equity", "zh": "私募股权投资"}
    example: ClassVar[Stated] = {"stages": [{"name": "venture", "round_yuan": 1e11}]}
    nulls: ClassVar[Nulls] = ({"stages": ()}, {"largest_yuan": 0.0}, {"largest_share": 0.0})
    spends: ClassVar[bool] = False
    needs_money: ClassVar[bool] = False

    stages: tuple[Stage, ...] = parameter(
        unit="list", meaning="Investors of each stage, who choose in this order", zh="各阶段投资者，依次选择"
    )
    largest_yuan: float = parameter(
        30_000_000.0, unit="yuan", low=0.0, high=1e12, meaning="Largest investment in a firm", zh="单户投资上限"
    )
    largest_share: float = parameter(
        0.3, unit="share", low=0.0, high=0.9, meaning="Largest share of a firm they buy", zh="持股比例上限"
    )
    holding_months: int = parameter(
        60, unit="months", low=1, high=600, meaning="Time until a stake passes to other owners", zh="持有期"
    )
    multiple: float = parameter(
        6.0, unit="years of cash margin", low=0.0, high=100.0, meaning="Value of a firm before cash and debt",
        zh="估值倍数（现金利润）",
    )  # fmt: skip
    invested: float = parameter(
        0.7, unit="share of the equity", low=0.0, high=1.0, meaning="Part of it the firm invests at once",
        zh="即期投资比例",
    )  # fmt: skip
    debt_replaced: float = parameter(
        0.5, unit="yuan per yuan of equity", low=0.0, high=1.0, meaning="Wanted bank debt that equity replaces",
        zh="股权融资替代的意愿银行负债",
    )  # fmt: skip
    follows_cycle: float = parameter(
        5.0, unit="log points per log point of output gap", low=0.0, high=50.0,
        meaning="How far what is raised follows the cycle", zh="募资额随产出缺口变动的弹性",
    )  # fmt: skip
    beside_public: float = parameter(
        1.25, unit="ratio", low=0.0, high=10.0,
        meaning="Size of an investment where the public fund has a stake, over that of others",
        zh="政府引导基金已持股企业的单笔投资倍数",
    )  # fmt: skip

    @dataclass
    class Memory:
        """The month of the last yearly round; by the firm's key the month of purchase; fen invested by stage."""

        last_round: int | None = None
        bought: dict[int, int] = field(default_factory=dict)
        invested: dict[str, int] = field(default_factory=dict)

    @model_validator(mode="after")
    def _each_stage_once(self) -> PrivateEquity:
        names = [stage.name for stage in self.stages]
        for name in names:
            if names.count(name) > 1:
                raise complaint(
                    Sentence("has stage {name} twice; state it once.", "重复写有阶段 {name}；请只写一次。", name=name)
                )
        return self

    def write(self, economy: Economy, terms: Row) -> None:
        """No loan comes under it, and the columns of loan terms stay neutral."""
        terms.product_mask = 0

    def before_growth(self, economy: Economy) -> None:
        """In the month of a round the investors of each stage buy stakes in the best that they see."""
        memory = economy.schedule.memory(self)
        if memory.last_round is not None and economy.month - memory.last_round < 12:
            return
        memory.last_round = economy.month
        memory.bought = {
            key: month for key, month in memory.bought.items() if economy.month - month < self.holding_months
        }
        public = stakes_of_public_funds(economy)
        for stage in self.stages:
            self._round(economy, stage, memory, public)

    def _round(
        self, economy: Economy, stage: Stage, memory: PrivateEquity.Memory, public: Mapping[int, object]
    ) -> None:
        firm, programme = economy.firm, economy.schedule.programme_row(self, economy)
        rows, signals = np.empty(economy.firms.rows, np.int32), np.empty(economy.firms.rows)
        found = look_at(economy, programme, PRIVATE_VIEW, stage.least_margin, stage.noise, rows, signals)
        rows, signals = rows[:found], signals[:found]
        keys, age = firm.whole[ID, rows], economy.month - firm.index[ENTRY_MONTH, rows]
        fits = (age >= stage.min_age_months) & ~np.isin(keys, np.array(sorted(memory.bought), np.int64))
        if stage.max_age_months is not None:
            fits &= age <= stage.max_age_months
        rows, signals = rows[fits], signals[fits]
        rows = rows[np.lexsort((firm.whole[ID, rows], -signals))]
        keys = firm.whole[ID, rows]
        sizes = np.where(np.isin(keys, np.array(sorted(public), np.int64)), self.beside_public, 1.0)
        purse = Purse(
            money=economy.fen_of_model(stage.round_yuan * exponential(self.follows_cycle * economy.felt_gap)),
            stake=stage.stake,
            largest=fen(self.largest_yuan),
            largest_share=self.largest_share,
            multiple=self.multiple,
            invested=self.invested,
            debt_replaced=self.debt_replaced,
        )
        paid = np.zeros(len(rows), np.int64)
        buy_privately(economy, purse, rows, sizes, paid)
        memory.bought |= dict.fromkeys(keys[paid > 0].tolist(), economy.month)
        memory.invested[stage.name] = memory.invested.get(stage.name, 0) + int(paid.sum())


def stakes_of_public_funds(economy: Economy) -> dict[int, object]:
    """Firms, by key, of which a public venture fund owns a part."""
    found: dict[int, object] = {}
    for memory in economy.schedule.memories.values():
        if isinstance(memory, VentureFund.Memory):
            found |= memory.stakes
    return found


@kernel
def buy_privately(economy: Economy, purse: Purse, rows: np.ndarray, sizes: np.ndarray, paid: np.ndarray) -> None:
    """Buy stakes in the firms in `rows`, best first, while money lasts; fills `paid` (fen).

    `sizes` are ratios to a usual investment.
    """
    firm, money = economy.firm, purse.money
    for k in range(len(rows)):
        if money <= 0:
            break
        i = rows[k]
        equity = value_of(i, firm, purse.multiple)
        stake = purse.stake * sizes[k]
        amount = min(ticket(firm.whole[YEAR_SALES, i], equity, stake, purse.largest, purse.largest_share), money)
        if amount <= 0:
            continue
        raise_equity(economy, i, amount, purse.invested, purse.debt_replaced)
        paid[k] = amount
        money -= amount
