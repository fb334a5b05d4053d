"""Who borrows at all (N2), what pays for growth (N4), what owners take out (N5), and the ceiling on rates (P4)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import TWIN, Cohort, Mask, Values, live_to, mean_of, total, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.state.economy import Economy

FIRST, LAST = 60, 120
MICRO, MEDIUM, LARGE = 0, 2, 3


class Asking(Observer):
    """Who asked banks for a loan or its renewal, by month; of those refused a loan in some months, whether the ceiling
    on rates was why."""

    #: Months between those in which refusals are looked at: asking every bank again takes time.
    every: ClassVar = 6

    def __init__(self) -> None:
        self.keys: dict[int, np.ndarray] = {}
        self.renewing = np.zeros(0, np.int64)
        self.refused: dict[int, np.ndarray] = {}
        self.asked = self.above_the_cap = 0

    def loans_mature(self, economy: Economy) -> None:
        """Note whose loans fall due at once and are about to be renewed or not."""
        from ....simulation.state.loan_columns import KEY_BITS, PERFORMING

        loans = economy.loans
        due = (loans.column("maturity") == economy.month) & (loans.column("status") == PERFORMING)
        self.renewing = (
            loans.column("id")[due & ((loans.column("instalment") == 0) | (loans.column("in_part") == 1))] >> KEY_BITS
        )

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Note the month's applicants."""
        from ....simulation.state import offer_columns as oc

        if economy.month < 1:
            return
        keys = economy.firms.column("id")[offers[:, oc.O_ROW]].copy()
        turned_down = offers[:, oc.O_STATUS] != oc.GRANTED
        self.keys[economy.month] = np.concatenate([keys, self.renewing])
        self.refused[economy.month] = keys[turned_down]
        if economy.month % self.every == 0:
            self.asked += len(offers)
            refused = offers[offers[:, oc.O_STATUS] == oc.REFUSED]
            self.above_the_cap += sum(
                capped(economy, int(row), int(asked)) for row, asked in refused[:, [oc.O_ROW, oc.O_ASKED]].tolist()
            )


def capped(economy: Economy, row: int, asked: int) -> bool:
    """Whether some bank would lend on some way to a refused firm if its rate were lawful."""
    from ....simulation.behaviour.lending.credit_rationing import explain
    from ....simulation.state import offer_columns as oc

    _, ways, _ = explain(economy, row, asked)
    above = ways[:, :, oc.W_OUTCOME] == oc.ABOVE_THE_CAP
    bearable = ways[:, :, oc.W_EXPECTED_LOSS] <= economy.numbers.loan_pricing.own_loss_limit
    return bool((above & bearable).any())


class Years(NamedTuple):
    """Ten years of the baseline: the firms of month 60 and the rest of what the facts ask."""

    size: Values  # at month 60
    lives: Mask  # to month 120
    indebted: Mask  # owed banks at some year's end
    asked: Mask  # asked a bank at some time
    asking: float  # share of firms that ask in a year
    used: Values  # by firm, over the years: what was invested in fixed and working capital, fen
    from_banks: Values
    from_others: Values  # private lenders
    borrower: Mask  # owed banks at month 60
    growth: Values  # log growth of sales over the years
    age: Values
    asked_in_all: int
    above_the_cap: int


@lru_cache(maxsize=1)
def ten_years(seed: int, firms: int) -> Years:
    """The baseline, of which the last five years are looked at firm by firm; the last one asked for is kept."""
    (market,) = worlds(seed, firms, LAST, TWIN, calm=False)
    log = Asking()
    market.observe(log)
    live_to(FIRST, market)
    there = Cohort(market)
    size, age = there.read(market, "size"), market.month - there.read(market, "entry_month")
    sales, borrower = there.read(market, "year_sales"), there.debt(market) > 0.0
    indebted, uses = borrower.copy(), [np.zeros(len(there)) for _ in range(3)]
    asking = []
    before = _stocks(there, market)
    for year in range(FIRST // 12 + 1, LAST // 12 + 1):
        alive = float((there.read(market, "size") < LARGE).sum())
        live_to(12 * year, market)
        indebted |= there.debt(market) > 0.0
        months = range(12 * year - 11, 12 * year + 1)
        asked = np.unique(np.concatenate([log.keys[month] for month in months]))
        asking.append(float(np.isin(there.keys, asked).sum()) / alive)
        now = _stocks(there, market)
        for total_so_far, more in zip(uses, _financed(before, now, market), strict=True):
            total_so_far += more
        before = now
    ever = np.concatenate([log.keys[month] for month in range(FIRST + 1, LAST + 1)])
    later = there.read(market, "year_sales")
    growth = np.log(np.maximum(later, 1.0) / np.maximum(sales, 1.0))
    return Years(
        size,
        there.lives(market),
        indebted,
        np.isin(there.keys, ever),
        float(np.mean(asking)),
        uses[0],
        uses[1],
        uses[2],
        borrower,
        growth,
        age,
        log.asked,
        log.above_the_cap,
    )


def _stocks(cohort: Cohort, market: CreditMarket) -> dict[str, Values]:
    names = ("fixed_assets", "inventory", "receivables", "informal_debt")
    return {**{name: cohort.read(market, name) for name in names}, "debt": cohort.debt(market)}


def _financed(before: dict[str, Values], now: dict[str, Values], market: CreditMarket) -> tuple[Values, Values, Values]:
    """What a firm put into fixed and working capital in a year, and what of it new debt paid, banks' first."""
    wear = market.economy.numbers.cash_flow.depreciation * before["fixed_assets"]
    built = np.maximum(now["fixed_assets"] - before["fixed_assets"] + wear, 0.0)
    working = [np.maximum(now[name] - before[name], 0.0) for name in ("inventory", "receivables")]
    used = built + working[0] + working[1]
    banks = np.minimum(np.maximum(now["debt"] - before["debt"], 0.0), used)
    others = np.minimum(np.maximum(now["informal_debt"] - before["informal_debt"], 0.0), used - banks)
    return np.nan_to_num(used), np.nan_to_num(banks), np.nan_to_num(others)


class NeverBorrow(Experiment):
    """Firms that in five years neither owe a bank nor ask one, by size; firms that ask in a year."""

    fact = "N2"
    title: ClassVar = {"en": "Firms that never borrow", "zh": "从不借款的企业"}
    note: ClassVar = {
        "en": "Asking for a renewal counts as asking.",
        "zh": "申请续贷计为申请。",
    }
    figures = (
        figure("never", "Neither owe nor ask in 5 years", "5年内无贷款且未申请", "share", 0.25, 0.55),
        figure("by_size", "The same, micro less medium", "微型减中型", "share", 0.0, None, clear=True),
        figure("asking", "Ask in a year, renewals included", "一年内申请占比（含续贷）", "share", 0.25, 0.60),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Of the firms that live through years 6 to 10."""
        seen = ten_years(seed, firms)
        there = seen.lives & (seen.size < LARGE)
        never = (~seen.indebted & ~seen.asked).astype(float)
        micro, medium = (mean_of(never, there & (seen.size == size)) for size in (MICRO, MEDIUM))
        return {
            "never": (total(never[there]), float(there.sum())),
            "by_size": (micro - medium, 1.0),
            "asking": (seen.asking, 1.0),
        }


class WhatPaysForGrowth(Experiment):
    """Part of new fixed assets and working capital that banks, private lenders and the firm's own money pay."""

    fact = "N4"
    title: ClassVar = {"en": "What pays for growth", "zh": "投资与营运资金来源"}
    note: ClassVar = {
        "en": (
            "Growth: of the firms that built or stocked more in these years, those of whose new assets a bank paid a "
            "part against those that paid all themselves; the survey asks for growth and finance of the same years. "
            "The last figure takes, of all firms, who owed banks before them."
        ),
        "zh": (
            "增速：在这些年有新增资产的企业中，部分由银行出资者与全部自筹者相比；原调查询问的是同期增长与融资。"
            "末项以全部企业为范围，按此前是否欠银行贷款划分。"
        ),
    }
    figures = (
        figure("internal", "Own money", "内部资金", "share", 0.55, 0.92),
        figure("banks", "Banks", "银行", "share", 0.04, 0.30),
        figure("others", "Private lenders", "民间借贷", "share"),
        figure(
            "growth",
            "Yearly growth, bank-financed less others",
            "银行融资企业年增速减其他",
            "share",
            0.0,
            None,
            clear=True,
        ),
        figure("owed_before", "The same, by who owed banks before", "同上，按此前是否有银行贷款", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Sums of yearly changes over years 6 to 10; growth of the survivors within classes of size and age."""
        seen = ten_years(seed, firms)
        used, banks, others = (total(each) for each in (seen.used, seen.from_banks, seen.from_others))
        return {
            "internal": (used - banks - others, used),
            "banks": (banks, used),
            "others": (others, used),
            "growth": faster(seen, seen.used > 0.0, seen.from_banks > 0.0),
            "owed_before": faster(seen, np.ones(len(seen.used), np.bool_), seen.borrower),
        }


def faster(seen: Years, among: Mask, ours: Mask) -> Part:
    """Yearly growth of some firms less that of the others `among` them, within size and age, survivors alone."""
    there = seen.lives & (seen.size < LARGE) & among
    gap, firms_in_all = 0.0, 0.0
    old = seen.age > np.median(seen.age[there])
    for size in (MICRO, MICRO + 1, MEDIUM):
        for class_of_age in (old, ~old):
            alike = there & (seen.size == size) & class_of_age
            own, rest = (mean_of(seen.growth, alike & which) for which in (ours, ~ours))
            if np.isfinite(own - rest):
                gap, firms_in_all = gap + alike.sum() * (own - rest), firms_in_all + alike.sum()
    return float(gap) / ((LAST - FIRST) / 12.0), float(firms_in_all)


class CeilingOnRates(Experiment):
    """Applications that end without a loan for the lawful ceiling on rates alone."""

    fact = "P4"
    title: ClassVar = {"en": "Refused for the ceiling on rates", "zh": "因利率上限被拒"}
    note: ClassVar = {
        "en": "A refusal is for the ceiling where a bank would lend if its rate were lawful.",
        "zh": "若利率合法则会放贷的拒绝，计为因上限被拒。",
    }
    figures = (
        figure("capped", "Applications refused for the ceiling", "因利率上限被拒的申请占比", "share", None, 0.03),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Of the applications of every sixth month in ten years."""
        seen = ten_years(seed, firms)
        return {"capped": (float(seen.above_the_cap), float(seen.asked_in_all))}


class Drawings(Observer):
    """What owners take out of each firm: what leaves its cash as it grows that no asset and no debt explains."""

    def __init__(self, cohort: Cohort) -> None:
        self._cohort = cohort
        self._before: dict[str, np.ndarray] = {}
        self.in_all = 0.0
        self.drawn: list[Values] = []  # a row a month: share of the month's sales, NaN for who is gone

    def phase_over(self, economy: Economy, phase: str) -> None:
        """Read the firms before and after they invest and pay their owners."""
        if phase not in ("run_government", "grow_and_renew"):
            return
        names = ("id", "cash", "fixed_assets", "informal_debt", "state", "size", "year_sales")
        now = {name: economy.firms.column(name).copy() for name in names}
        if phase == "run_government":
            self._before = now
            return
        was, rows = self._before, len(self._before["id"])
        same = (was["id"] == now["id"][:rows]) & (was["state"] == 1) & (now["state"][:rows] == 1)
        same &= was["size"] < LARGE
        cash, assets, private = (
            (now[name][:rows] - was[name])[same].astype(float) for name in ("cash", "fixed_assets", "informal_debt")
        )
        interest = was["informal_debt"][same].astype(float) * economy.numbers.informal_finance.rate / 12.0
        drawn, keys = np.maximum(private - cash - assets - interest, 0.0), was["id"][same]
        self.in_all += float(drawn.sum())
        of_sales = drawn / np.maximum(was["year_sales"][same] / 12.0, 1.0)
        self.drawn.append(placed(self._cohort, keys, of_sales))


def placed(cohort: Cohort, keys: np.ndarray, values: Values) -> Values:
    """Values by key in the order of a cohort, NaN for those without."""
    place = np.minimum(np.searchsorted(cohort.keys, keys), len(cohort) - 1)
    ours = cohort.keys[place] == keys
    found = np.full(len(cohort), np.nan)
    found[place[ours]] = values[ours]
    return found


class OwnersDrawings(Experiment):
    """What owners take out over what firms earn, and how it changes where a loan has been refused."""

    fact = "N5"
    firms = 20_000
    title: ClassVar = {"en": "Owners' drawings over profit", "zh": "业主提款占利润"}
    note: ClassVar = {
        "en": (
            "Drawings are what leaves a firm's cash as it grows that no asset and no debt explains; what owners "
            "take at exit is left out."
        ),
        "zh": "提款为企业成长环节现金减少中资产与债务未能解释的部分；不含退出时取走的资金。",
    }
    figures = (
        figure("drawings", "Drawings over profit", "提款/利润", "share", 0.25, 0.70),
        figure("refused", "Change of drawings after a refusal", "被拒后提款变动", "share", None, 0.0, clear=True),
    )
    #: Firms are followed over so many months; refusals with a year on either side count.
    months: ClassVar = 60

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Over the months after the first year; share of sales in the year after a refusal over that before it."""
        (market,) = worlds(seed, firms, 12 + self.months, TWIN, calm=False)
        live_to(12, market)
        cohort = Cohort(market)
        log, asking = Drawings(cohort), Asking()
        market.observe(asking)
        market.observe(log)
        live_to(12 + self.months, market)
        drawn = np.array(log.drawn)
        before, after = 0.0, 0.0
        for month in range(12, self.months - 12):
            refused = np.isin(cohort.keys, asking.refused[13 + month])
            years = [drawn[month - 12 : month, refused], drawn[month + 1 : month + 13, refused]]
            whole = np.isfinite(years[0]).all(axis=0) & np.isfinite(years[1]).all(axis=0)
            before, after = before + float(years[0][:, whole].sum()), after + float(years[1][:, whole].sum())
        profit = market.recorder.raw().loc[13:, "profit"].sum()
        return {"drawings": (log.in_all, float(profit)), "refused": (after - before, before)}
