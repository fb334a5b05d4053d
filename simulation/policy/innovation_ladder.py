"""Innovation ladder of small firms (优质中小企业梯度培育): titles, awards, and what a title tells lenders.

Once a year firms are placed on five rungs: innovative, specialised (专精特新), little giant (小巨人), single champion
(单项冠军), leader (领航企业). A firm must meet the rung's criteria and all below (age, sales, growth, transparency:
MIIT [2022] No. 63, K-m, in the model's measures), rises one rung a year, and competes for the places of the rung by a
score of productivity, growth, transparency and size. A title is kept for three years; who then no longer makes it
falls back. A firm that has left the policy's reach, by growing large for one, cannot have its title renewed: it keeps
it to the end of its years, takes no place and draws no award, and then the title lapses. The first round places firms
where they belong, since titles existed before. Places are the published numbers of firms, each rung counted with
those above it: more than 600,000 innovative (F35), more than 140,000 specialised and 17,600 little giants (F3);
champions and leaders are assumptions. A sample of 10,000 firms has room for ten little giants; the highest rungs are
empty in small samples.

A title opens the books: each rung takes a part of what is hidden from lenders, and gives it back when lost. It may
also bring orders, from public buyers and from large firms that look for suppliers: a rung widens the firm's market by
`orders`, none unless stated, and a lost rung takes them away. Firms that win a public contract grow by some two
points more (Ferraz, Finan and Szerman 2015, NBER working paper 21219, on Brazil); what a title brings in orders nobody
has measured. The best of those promoted draw the rung's award for some years while they keep it (little giants: 6
million yuan over three years, MOF [2024] No. 148, K-m). On the upper rungs some list their shares each year: an award,
and equity from new owners that takes the place of wanted bank debt. Where `listing_response` is stated, a listing award
makes listings likelier: it pays a part of what going public costs.

Cost: awards, to the central and local budgets. The equity is private money.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple

import numpy as np

from ..behaviour.support.budget import part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import raise_equity, support_firm
from ..behaviour.support.loan_support import part_within_budget
from ..behaviour.trade.scale import normal_sales
from ..ground.columns import Blocks
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.mathematics import logarithm
from ..ground.parameters import Whole, one_of, parameter
from ..ground.randomness import GRANT_CHOICE, uniforms
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.counts import AWARDS_PAID, LISTED_EQUITY_FEN, LISTINGS, ON_RUNG, PROMOTIONS
from ..state.economy import Economy
from ..state.enterprise_columns import (
    ALIVE,
    AWARDED,
    EMPLOYEES,
    ENTRY_MONTH,
    ID,
    LADDER,
    LISTED,
    MARKET,
    MISSED,
    OUTCOME,
    PRODUCTIVITY,
    RUNG_MONTH,
    SIZE,
    STATE,
    TRANSPARENCY,
    YEAR_SALES,
)
from ..state.key_order import rows_by_key
from ..state.ledger import GRANT
from ..state.structure import LARGE, RUNGS
from .firm_programme import FirmProgramme

PerRung = tuple[float, float, float, float, float]
WholePerRung = tuple[Whole, Whole, Whole, Whole, Whole]


class Ladder(NamedTuple):
    """The terms of a ladder as kernels read them: months, fen, codes of rungs, arrays by rung."""

    title_months: int
    award_months: int
    kept: float  # of what is hidden, by each rung
    least_age: np.ndarray
    least_sales: np.ndarray
    least_growth: np.ndarray
    least_transparency: np.ndarray
    growth_weight: float
    transparency_weight: float
    size_weight: float
    award: np.ndarray
    listing_from: int
    listing_rate: float
    listing_award: int
    orders: float  # of the market, by each rung
    listing_equity: float
    equity_invested: float
    debt_replaced: float


class InnovationLadder(FirmProgramme):
    """Titles for the best small firms, with awards, lenders' attention, and a way to the stock exchange."""

    kind: ClassVar[str] = "innovation_ladder"
    label: ClassVar[dict[str, str]] = {"en": "innovation ladder", "zh": "优质中小企业梯度培育"}
    example: ClassVar[Stated] = {}
    nulls: ClassVar[Nulls] = ({"places": (0, 0, 0, 0, 0)},)
    alone: ClassVar[bool] = True

    places: WholePerRung = parameter(
        (600_000, 140_000, 17_600, 1_557, 100), unit="firms of the population", low=0, high=10_000_000_000,
        meaning="Places on each rung and those above it, from innovative to leader", zh="各梯度及以上企业数",
    )  # fmt: skip
    least_age_months: WholePerRung = parameter(
        (12, 24, 36, 96, 120), unit="months", low=0, high=1200, meaning="Age at least, by rung",
        zh="各梯度成立月数下限",
    )  # fmt: skip
    least_sales_yuan: PerRung = parameter(
        (2e6, 1e7, 5e7, 2e8, 3e8), unit="yuan a year", low=0.0, high=1e12, meaning="Yearly sales at least, by rung",
        zh="各梯度年营业收入下限",
    )  # fmt: skip
    least_growth: PerRung = parameter(
        (-1.0, -1.0, 0.0, 0.0, 0.0), unit="per year", low=-1.0, high=10.0,
        meaning="Run rate of sales over the yearly average less 1, at least, by rung", zh="各梯度营业收入增速下限",
    )  # fmt: skip
    least_transparency: PerRung = parameter(
        (0.3, 0.4, 0.5, 0.5, 0.5), unit="0 to 1", low=0.0, high=1.0, meaning="Transparency at least, by rung",
        zh="各梯度信息透明度下限",
    )  # fmt: skip
    title_years: int = parameter(
        3, unit="years", low=1, high=30, meaning="Years for which a title is kept without being judged again",
        zh="称号有效期",
    )  # fmt: skip
    growth_weight: float = parameter(
        1.0, unit="score per unit", low=0.0, high=100.0, meaning="Weight of growth beside log productivity",
        zh="成长性评分权重",
    )  # fmt: skip
    transparency_weight: float = parameter(
        0.5, unit="score per unit", low=0.0, high=100.0, meaning="Weight of transparency", zh="透明度评分权重"
    )
    size_weight: float = parameter(
        0.1, unit="score per log point", low=0.0, high=100.0, meaning="Weight of log workers", zh="规模评分权重"
    )
    award_yuan_a_year: PerRung = parameter(
        (0.0, 0.0, 2e6, 2e6, 2e6), unit="yuan a year", low=0.0, high=1e10,
        meaning="Award to a firm on each rung in each of the award's years", zh="各梯度年度奖励",
    )  # fmt: skip
    award_years: int = parameter(
        3, unit="years", low=1, high=30, meaning="Years in which the award of a promotion is paid", zh="奖励年数"
    )
    award_share: float = parameter(
        1.0, unit="share", low=0.0, high=1.0, meaning="Part of those promoted, best first, that draw the award",
        zh="晋级企业中获奖励的比例（按评分）",
    )  # fmt: skip
    transparency_gain: float = parameter(
        0.1, unit="share of what is hidden", low=0.0, high=0.9,
        meaning="Part of what is hidden from lenders that each rung reveals", zh="每级称号消除的信息不透明比例",
    )  # fmt: skip
    orders: float = parameter(
        0.0, unit="share of the market", low=0.0, high=1.0,
        meaning="Growth of a firm's market with each rung, by orders that the title brings; lost with the rung",
        zh="每晋升一级称号带来的订单使企业市场扩大的比例，称号失去则订单随之失去",
    )  # fmt: skip
    listing_from: Annotated[str, one_of(RUNGS[1:])] = parameter(
        "little_giant", unit="name", meaning="Lowest rung from which firms list their shares", zh="可上市挂牌的最低梯度"
    )
    listing_rate: float = parameter(
        0.03, unit="per year", low=0.0, high=1.0, meaning="Chance that such a firm lists in a year", zh="年上市挂牌概率"
    )
    listing_award_yuan: float = parameter(
        0.0, unit="yuan", low=0.0, high=1e10, meaning="Award on listing", zh="上市挂牌奖励"
    )
    listing_response: float = parameter(
        0.0, unit="ratio per million yuan", low=0.0, high=100.0,
        meaning="Rise of the chance to list per million yuan of the award, over the chance without one",
        zh="每百万元上市奖励使上市挂牌概率提高的倍数",
    )  # fmt: skip
    listing_equity: float = parameter(
        0.3, unit="share of yearly sales", low=0.0, high=10.0, meaning="Equity raised from new owners on listing",
        zh="上市募集资金占年销售额比例",
    )  # fmt: skip
    equity_invested: float = parameter(
        0.7, unit="share of the equity", low=0.0, high=1.0, meaning="Part of it invested at once",
        zh="募集资金即期投资比例",
    )  # fmt: skip
    debt_replaced: float = parameter(
        0.5, unit="yuan per yuan of equity", low=0.0, high=1.0, meaning="Wanted bank debt that equity replaces",
        zh="股权融资替代的意愿银行负债",
    )  # fmt: skip

    def before_growth(self, economy: Economy) -> None:
        """In the month of a round: place firms, pay awards, list shares."""
        first = economy.schedule.memory(self).last_round is None
        if not self.round_due(economy):
            return
        row, ladder = economy.schedule.programme_row(self, economy), self._for_kernels(economy)
        lapse(economy, row, ladder)
        rows = rows_by_key(economy)
        scores = np.empty(len(rows))
        meets, was, secured = rungs = tuple(np.empty(len(rows), np.int8) for _ in range(3))
        found = judge(economy, row, ladder, first, rows, scores, rungs)
        # Best first; equal scores by the firm's key, so that no order of rows matters.
        order = np.argsort(-scores[:found], kind="stable")
        rows, meets, was, secured = rows[order], meets[order], was[order], secured[order]
        now = placed(meets, secured, np.array([whole_fen(number / economy.weight) for number in self.places]))
        drawing = np.zeros(found, bool)
        for rung in range(1, len(RUNGS)):
            promoted = np.flatnonzero((now == rung) & (was < rung))
            drawing[promoted[: whole_fen(self.award_share * len(promoted))]] = True
        raise_and_award(economy, row, ladder, rows, now, drawing)

    def before_record(self, economy: Economy) -> None:
        """Count the firms that hold each title."""
        count_titles(economy)

    def idle(self, economy: Economy) -> None:
        """No rounds; titles are kept, awards wait for the next round."""
        super().idle(economy)
        count_titles(economy)

    def close(self, economy: Economy) -> None:
        """Titles lapse, and with them what they told lenders and the orders."""
        super().close(economy)
        drop_titles(economy, self._for_kernels(economy))

    def _for_kernels(self, economy: Economy) -> Ladder:
        return Ladder(
            title_months=12 * self.title_years,
            award_months=12 * self.award_years,
            kept=1.0 - self.transparency_gain,
            least_age=np.array(self.least_age_months, np.float64),
            least_sales=np.array(self.least_sales_yuan),
            least_growth=np.array(self.least_growth),
            least_transparency=np.array(self.least_transparency),
            growth_weight=self.growth_weight,
            transparency_weight=self.transparency_weight,
            size_weight=self.size_weight,
            award=np.array([whole_fen(amount * 100.0) for amount in self.award_yuan_a_year]),
            listing_from=RUNGS.index(self.listing_from),
            listing_rate=chance_to_list(self.listing_rate, self.listing_response, self.listing_award_yuan),
            listing_award=whole_fen(self.listing_award_yuan * 100.0),
            orders=self.orders,
            listing_equity=self.listing_equity,
            equity_invested=self.equity_invested,
            debt_replaced=self.debt_replaced,
        )


def chance_to_list(rate: float, response: float, award_yuan: float) -> float:
    """Chance a year that a firm lists where an award of so many yuan is paid for it, at most 1."""
    return min(rate * (1.0 + response * award_yuan / 1e6), 1.0)


@compiled
def market_after(market: float, rungs: int, orders: float) -> float:
    """A firm's market after a rise of `rungs` (a fall, if negative): each rung widens it by the share `orders`."""
    if orders == 0.0:
        return market
    for _ in range(rungs):
        market *= 1.0 + orders
    for _ in range(-rungs):
        market /= 1.0 + orders
    return market


@compiled
def innovation_score(productivity: float, growth: float, transparency: float, workers: float, ladder: Ladder) -> float:
    """Score for a place: log productivity, growth, transparency and log workers, weighted."""
    return (
        logarithm(productivity)
        + ladder.growth_weight * growth
        + ladder.transparency_weight * transparency
        + ladder.size_weight * logarithm(max(workers, 1.0))
    )


@compiled
def highest_met(months: int, sales_yuan: float, growth: float, transparency: float, ladder: Ladder) -> int:
    """The highest rung whose criteria, and those of all rungs below it, a firm meets; 0 for none."""
    rung = 0
    while rung < len(ladder.least_age) and (
        months >= ladder.least_age[rung]
        and sales_yuan >= ladder.least_sales[rung]
        and growth >= ladder.least_growth[rung]
        and transparency >= ladder.least_transparency[rung]
    ):
        rung += 1
    return rung


@compiled
def transparency_after(transparency: float, rungs: int, kept: float) -> float:
    """Transparency after a rise of `rungs` (a fall, if negative): each rung leaves `kept` of what is hidden."""
    hidden = 1.0 - transparency
    for _ in range(rungs):
        hidden *= kept
    for _ in range(-rungs):
        hidden /= kept
    return 1.0 - hidden


@kernel
def judge(
    economy: Economy,
    r: int,
    ladder: Ladder,
    first: bool,
    rows: np.ndarray,
    scores: np.ndarray,
    rungs: tuple[np.ndarray, ...],
) -> int:
    """Leave in `rows` those of the living firms there that are in the competition; how many.

    With them go their scores and, in `rungs`, the rung each could have, has, and keeps.
    A firm rises one rung a year, except in the `first` round, and keeps a title that still runs; one in arrears
    keeps none.
    """
    firm, month = economy.firm, economy.month
    meets, was, secured = rungs
    real, found = firm.real, 0
    for row in rows:
        i = unsigned(row)  # unsigned: no check for places counted from the end
        if not reaches(r, i, firm, economy.programme, month):
            continue
        year_sales = max(firm.whole[YEAR_SALES, i], 1)
        growth = normal_sales(economy, i) * real[PRODUCTIVITY, i] / year_sales - 1.0
        age = month - firm.index[ENTRY_MONTH, i]
        rung = highest_met(age, year_sales / 100.0, growth, real[TRANSPARENCY, i], ladder)
        if firm.tag[MISSED, i] > 0 or firm.tag[OUTCOME, i] > 0:
            rung = 0
        held = firm.tag[LADDER, i]
        if rung == 0 and held == 0:
            continue
        runs = month - firm.index[RUNG_MONTH, i] < ladder.title_months and firm.tag[MISSED, i] == 0
        rows[found] = row
        scores[found] = innovation_score(
            real[PRODUCTIVITY, i], growth, real[TRANSPARENCY, i], real[EMPLOYEES, i], ladder
        )
        meets[found] = rung if first else min(rung, held + 1)
        was[found] = held
        secured[found] = held if runs else 0
        found += 1
    return found


def placed(meets: np.ndarray, secured: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The rung of each firm, best first: the highest rungs are filled first, each from those who may be on it.

    Those whose title there still runs come before all others. `places` counts a rung together with those above it,
    from rung 1 on.
    """
    now = np.zeros(len(meets), np.int8)
    for rung in range(len(places), 0, -1):
        now[(secured >= rung) & (now == 0)] = rung
        room = max(int(places[rung - 1]) - int((now > 0).sum()), 0)
        now[np.flatnonzero((meets >= rung) & (now == 0))[:room]] = rung
    return now


@kernel
def raise_and_award(
    economy: Economy, r: int, ladder: Ladder, rows: np.ndarray, now: np.ndarray, drawing: np.ndarray
) -> None:
    """Give the firms in `rows` their rungs `now`, those `drawing` a new award; pay awards; some list their shares.

    The first pass adds up the claims, the second pays.
    """
    firm, programme, counts, month = economy.firm, economy.programme, economy.counts, economy.month
    ratio, claimed = 1.0, 0
    for pays in range(2):
        for k in range(len(rows)):
            i, rung = rows[k], now[k]
            if not pays:
                place_on(economy, i, rung, drawing[k], ladder)
            if rung == 0:
                continue
            draws = firm.tag[AWARDED, i] == 1 and month - firm.index[RUNG_MONTH, i] < ladder.award_months
            claim = ladder.award[rung - 1] if draws else 0
            lists = False
            if rung >= ladder.listing_from and firm.tag[LISTED, i] == 0:
                _, luck, _, _ = uniforms(economy.seed, firm.whole[ID, i], month, GRANT_CHOICE)
                lists = luck < ladder.listing_rate
            if lists:
                claim += ladder.listing_award
            if not pays:
                claimed += claim
                continue
            if claim > 0:
                paid = support_firm(economy, r, i, part_of_claim(claim, ratio), GRANT)
                counts[AWARDS_PAID] += 1 if paid > 0 else 0
            if lists:
                firm.tag[LISTED, i] = 1
                equity = whole_fen(ladder.listing_equity * firm.whole[YEAR_SALES, i])
                raise_equity(economy, i, equity, ladder.equity_invested, ladder.debt_replaced)
                counts[LISTINGS] += 1
                counts[LISTED_EQUITY_FEN] += equity
        if not pays:
            ratio = part_within_budget(r, claimed, programme)


@compiled
def place_on(economy: Economy, i: int, rung: int, draws: bool, ladder: Ladder) -> None:
    """The firm in row `i` has this rung from now on, and draws its award or not; lenders see more or less of it."""
    firm = economy.firm
    held = firm.tag[LADDER, i]
    firm.real[TRANSPARENCY, i] = transparency_after(firm.real[TRANSPARENCY, i], rung - held, ladder.kept)
    firm.real[MARKET, i] = market_after(firm.real[MARKET, i], rung - held, ladder.orders)
    firm.tag[LADDER, i] = rung
    if rung != held or economy.month - firm.index[RUNG_MONTH, i] >= ladder.title_months:
        firm.index[RUNG_MONTH, i] = economy.month
        firm.tag[AWARDED, i] = 1 if draws else 0
        economy.counts[PROMOTIONS] += 1 if rung > held else 0


@compiled
def drop_title(i: int, firm: Blocks, ladder: Ladder) -> None:
    """The firm in row `i` loses its title, what that told lenders, and the orders that came with it."""
    held = firm.tag[LADDER, i]
    firm.real[TRANSPARENCY, i] = transparency_after(firm.real[TRANSPARENCY, i], -held, ladder.kept)
    firm.real[MARKET, i] = market_after(firm.real[MARKET, i], -held, ladder.orders)
    firm.tag[LADDER, i] = 0
    firm.tag[AWARDED, i] = 0


@kernel
def lapse(economy: Economy, r: int, ladder: Ladder) -> None:
    """Titles of firms that programme `r` no longer reaches lapse when their time is over, in arrears at once."""
    firm, month = economy.firm, economy.month
    for i in range(firm.rows):
        if firm.tag[LADDER, i] == 0 or firm.tag[STATE, i] != ALIVE or reaches(r, i, firm, economy.programme, month):
            continue
        if firm.tag[MISSED, i] > 0 or month - firm.index[RUNG_MONTH, i] >= ladder.title_months:
            drop_title(i, firm, ladder)


@kernel
def drop_titles(economy: Economy, ladder: Ladder) -> None:
    """Every firm loses its title."""
    firm = economy.firm
    for i in range(firm.rows):
        if firm.tag[STATE, i] == ALIVE and firm.tag[LADDER, i] > 0:
            drop_title(i, firm, ladder)


@kernel
def count_titles(economy: Economy) -> None:
    """Count the firms on each rung; those that have grown large are no small ones."""
    firm = economy.firm
    for place in ON_RUNG:
        economy.counts[place] = 0
    for i in range(firm.rows):
        if firm.tag[LADDER, i] > 0 and firm.tag[STATE, i] == ALIVE and firm.tag[SIZE, i] < LARGE:
            economy.counts[ON_RUNG[firm.tag[LADDER, i] - 1]] += 1
