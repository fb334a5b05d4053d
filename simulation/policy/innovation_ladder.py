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

A title opens the books: each rung takes a part of what is hidden from lenders, and gives it back when lost. The
best of those promoted draw the rung's award for some years while they keep it (little giants: 6 million yuan
over three years, MOF [2024] No. 148, K-m). On the upper rungs some list their shares each year: an award, and
equity from new owners that takes the place of wanted bank debt.

Cost: awards, to the central and local budgets. The equity is private money.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np

from ..behaviour.support.budget import part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import raise_equity, support_firm
from ..behaviour.support.loan_support import part_within_budget
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.mathematics import logarithm
from ..ground.parameters import Whole, one_of, parameter
from ..ground.randomness import GRANT_CHOICE, uniforms
from ..ground.registry import Nulls
from ..ground.units import whole_fen
from ..state.counts import ON_RUNG
from ..state.economy import Economy
from ..state.enterprise_columns import (
    ALIVE,
    AWARDED,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    ID,
    LADDER,
    LISTED,
    MISSED,
    OUTCOME,
    PRODUCTIVITY,
    RUNG_MONTH,
    SIZE,
    STATE,
    TRANSPARENCY,
    TURNOVER,
    YEAR_SALES,
)
from ..state.key_order import rows_by_key
from ..state.ledger import GRANT
from ..state.structure import LARGE, RUNGS
from .firm_programme import FirmProgramme

PerRung = tuple[float, float, float, float, float]
WholePerRung = tuple[Whole, Whole, Whole, Whole, Whole]


class InnovationLadder(FirmProgramme):
    """Titles for the best small firms, with awards, lenders' attention, and a way to the stock exchange."""

    kind: ClassVar[str] = "innovation_ladder"
    label: ClassVar[dict[str, str]] = {"en": "innovation ladder", "zh": "优质中小企业梯度培育"}
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
    listing_from: Annotated[str, one_of(RUNGS[1:])] = parameter(
        "little_giant", unit="name", meaning="Lowest rung from which firms list their shares", zh="可上市挂牌的最低梯度"
    )
    listing_rate: float = parameter(
        0.03, unit="per year", low=0.0, high=1.0, meaning="Chance that such a firm lists in a year", zh="年上市挂牌概率"
    )
    listing_award_yuan: float = parameter(
        0.0, unit="yuan", low=0.0, high=1e10, meaning="Award on listing", zh="上市挂牌奖励"
    )
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
        row, firm, programme = economy.schedule.programme_row(self, economy), economy.firm, economy.programme
        firms = economy.firms.rows
        lapse(firms, firm, programme, row, economy.month, 12 * self.title_years, 1.0 - self.transparency_gain)
        rows = rows_by_key(economy)
        scores = np.empty(len(rows))
        meets, was, secured = (np.empty(len(rows), np.int8) for _ in range(3))
        found = judge(
            rows,
            firm,
            programme,
            row,
            economy.month,
            first,
            12 * self.title_years,
            np.array(self.least_age_months, np.float64),
            np.array(self.least_sales_yuan),
            np.array(self.least_growth),
            np.array(self.least_transparency),
            self.growth_weight,
            self.transparency_weight,
            self.size_weight,
            scores,
            meets,
            was,
            secured,
        )
        # Best first; equal scores by the firm's key, so that no order of rows matters.
        order = np.argsort(-scores[:found], kind="stable")
        rows, meets, was, secured = rows[order], meets[order], was[order], secured[order]
        now = placed(meets, secured, np.array([whole_fen(number / economy.weight) for number in self.places]))
        drawing = np.zeros(found, bool)
        for rung in range(1, len(RUNGS)):
            promoted = np.flatnonzero((now == rung) & (was < rung))
            drawing[promoted[: whole_fen(self.award_share * len(promoted))]] = True
        counters = np.zeros(4, np.int64)
        raise_and_award(
            rows,
            now,
            drawing,
            firm,
            economy.bank,
            programme,
            economy.accounts,
            economy.flows,
            row,
            economy.seed,
            economy.month,
            np.array([whole_fen(amount * 100.0) for amount in self.award_yuan_a_year]),
            12 * self.title_years,
            12 * self.award_years,
            1.0 - self.transparency_gain,
            RUNGS.index(self.listing_from),
            self.listing_rate,
            whole_fen(self.listing_award_yuan * 100.0),
            self.listing_equity,
            self.equity_invested,
            self.debt_replaced,
            counters,
        )
        economy.keep("awards_paid promotions listings listed_equity_fen", counters)

    def before_record(self, economy: Economy) -> None:
        """Count the firms that hold each title."""
        self._count(economy)

    def idle(self, economy: Economy) -> None:
        """No rounds; titles are kept, awards wait for the next round."""
        super().idle(economy)
        self._count(economy)

    def close(self, economy: Economy) -> None:
        """Titles lapse, and what they told lenders with them."""
        super().close(economy)
        drop_titles(economy.firms.rows, economy.firm, 1.0 - self.transparency_gain)

    @staticmethod
    def _count(economy: Economy) -> None:
        on_rung = np.zeros(len(RUNGS), np.int64)
        count_titles(economy.firms.rows, economy.firm, on_rung)
        economy.counts[list(ON_RUNG)] = on_rung[1:]


@compiled
def innovation_score(
    productivity: float,
    growth: float,
    transparency: float,
    workers: float,
    w_growth: float,
    w_open: float,
    w_size: float,
) -> float:
    """Score for a place: log productivity, growth, transparency and log workers, weighted."""
    return logarithm(productivity) + w_growth * growth + w_open * transparency + w_size * logarithm(max(workers, 1.0))


@compiled
def highest_met(
    months: int, sales_yuan: float, growth: float, transparency: float, ages: Any, sales: Any, growths: Any, open_: Any
) -> int:
    """The highest rung whose criteria, and those of all rungs below it, a firm meets; 0 for none."""
    rung = 0
    while rung < len(ages) and (
        months >= ages[rung] and sales_yuan >= sales[rung] and growth >= growths[rung] and transparency >= open_[rung]
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
    rows: Any,
    firm: Any,
    programme: Any,
    r: int,
    month: int,
    first: bool,
    title_months: int,
    ages: Any,
    sales: Any,
    growths: Any,
    open_: Any,
    w_growth: float,
    w_open: float,
    w_size: float,
    scores: Any,
    meets: Any,
    was: Any,
    secured: Any,
) -> int:
    """Leave in `rows` those of the living firms there that are in the competition; how many.

    With them go their scores, and the rung each could have, has, and keeps.
    A firm rises one rung a year, except in the `first` round, and keeps a title that still runs; one in arrears
    keeps none.
    """
    real, found = firm.real, 0
    for row in rows:
        i = unsigned(row)  # unsigned: no check for places counted from the end
        if not reaches(r, i, firm, programme, month):
            continue
        year_sales = max(firm.whole[YEAR_SALES, i], 1)
        growth = firm.whole[FIXED_ASSETS, i] * real[TURNOVER, i] * real[PRODUCTIVITY, i] / year_sales - 1.0
        rung = highest_met(
            month - firm.index[ENTRY_MONTH, i], year_sales / 100.0, growth, real[TRANSPARENCY, i], ages, sales, growths,
            open_,
        )  # fmt: skip
        if firm.tag[MISSED, i] > 0 or firm.tag[OUTCOME, i] > 0:
            rung = 0
        held = firm.tag[LADDER, i]
        if rung == 0 and held == 0:
            continue
        runs = month - firm.index[RUNG_MONTH, i] < title_months and firm.tag[MISSED, i] == 0
        rows[found] = row
        scores[found] = innovation_score(
            real[PRODUCTIVITY, i], growth, real[TRANSPARENCY, i], real[EMPLOYEES, i], w_growth, w_open, w_size
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
    rows: Any,
    now: Any,
    drawing: Any,
    firm: Any,
    bank: Any,
    programme: Any,
    accounts: Any,
    flows: Any,
    r: int,
    seed: int,
    month: int,
    award: Any,
    title_months: int,
    award_months: int,
    kept: float,
    listing_from: int,
    listing_rate: float,
    listing_award: int,
    listing_equity: float,
    equity_invested: float,
    debt_replaced: float,
    counters: Any,
) -> None:
    """Give the firms in `rows` their rungs `now`, those `drawing` a new award; pay awards; some list their shares.

    Counts awards, promotions, listings and fen of equity. The first pass adds up the claims, the second pays.
    """
    ratio, claimed = 1.0, 0
    for pays in range(2):
        for k in range(len(rows)):
            i, rung = rows[k], now[k]
            if not pays:
                held = firm.tag[LADDER, i]
                firm.real[TRANSPARENCY, i] = transparency_after(firm.real[TRANSPARENCY, i], rung - held, kept)
                firm.tag[LADDER, i] = rung
                if rung != held or month - firm.index[RUNG_MONTH, i] >= title_months:
                    firm.index[RUNG_MONTH, i] = month
                    firm.tag[AWARDED, i] = 1 if drawing[k] else 0
                    counters[1] += 1 if rung > held else 0
            if rung == 0:
                continue
            draws = firm.tag[AWARDED, i] == 1 and month - firm.index[RUNG_MONTH, i] < award_months
            claim = award[rung - 1] if draws else 0
            lists = False
            if rung >= listing_from and firm.tag[LISTED, i] == 0:
                _, luck, _, _ = uniforms(seed, firm.whole[ID, i], month, GRANT_CHOICE)
                lists = luck < listing_rate
            if lists:
                claim += listing_award
            if not pays:
                claimed += claim
                continue
            if claim > 0:
                paid = support_firm(r, i, part_of_claim(claim, ratio), GRANT, firm, programme, accounts, flows)
                counters[0] += 1 if paid > 0 else 0
            if lists:
                firm.tag[LISTED, i] = 1
                equity = whole_fen(listing_equity * firm.whole[YEAR_SALES, i])
                raise_equity(i, equity, equity_invested, debt_replaced, firm, bank, flows)
                counters[2] += 1
                counters[3] += equity
        if not pays:
            ratio = part_within_budget(r, claimed, programme)


@compiled
def drop_title(i: int, firm: Any, kept: float) -> None:
    """The firm in row `i` loses its title, and what that told lenders."""
    firm.real[TRANSPARENCY, i] = transparency_after(firm.real[TRANSPARENCY, i], -firm.tag[LADDER, i], kept)
    firm.tag[LADDER, i] = 0
    firm.tag[AWARDED, i] = 0


@kernel
def lapse(firms: int, firm: Any, programme: Any, r: int, month: int, title_months: int, kept: float) -> None:
    """Titles of firms that programme `r` no longer reaches lapse when their time is over, in arrears at once."""
    for i in range(firms):
        if firm.tag[LADDER, i] == 0 or firm.tag[STATE, i] != ALIVE or reaches(r, i, firm, programme, month):
            continue
        if firm.tag[MISSED, i] > 0 or month - firm.index[RUNG_MONTH, i] >= title_months:
            drop_title(i, firm, kept)


@kernel
def drop_titles(firms: int, firm: Any, kept: float) -> None:
    """Every firm loses its title."""
    for i in range(firms):
        if firm.tag[STATE, i] == ALIVE and firm.tag[LADDER, i] > 0:
            drop_title(i, firm, kept)


@kernel
def count_titles(firms: int, firm: Any, on_rung: Any) -> None:
    """Count the firms on each rung; those that have grown large are no small ones."""
    for i in range(firms):
        if firm.tag[LADDER, i] > 0 and firm.tag[STATE, i] == ALIVE and firm.tag[SIZE, i] < LARGE:
            on_rung[firm.tag[LADDER, i]] += 1
