"""Credit and new firms: a first loan (I1), dearer pledges of founders (I3), easier credit for the young (I5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Values, live_to, log_ratio, mean_of, worlds
from .offers import firms_offered, of_rows

if TYPE_CHECKING:
    from ....simulation import CreditMarket

THREE_YEARS, SIX_YEARS, TEN_YEARS = 36, 72, 120
EAST = 0
#: What a firm begins with.
ASSETS = ("fixed_assets", "inventory", "cash")
#: Below it the entry month stands in a firm's key.
ENTRY_BITS = 32


class FirstLoan(Experiment):
    """Young firms that got a first loan by lot against those that did not."""

    fact = "I1"
    firms = 80_000
    title: ClassVar = {"en": "A first loan and survival", "zh": "首笔贷款与存活"}
    note: ClassVar = {
        "en": (
            "By lot instead of a score cut-off, which stands for one, among young firms that a bank has refused in the "
            "last year, as the lender's clients were those whom banks did not serve; the loan is 15% of yearly sales."
        ),
        "zh": (
            "以抽签代替评分断点，限近一年内被银行拒贷的新设企业，因为该机构服务的正是银行不予放贷的客户；"
            "贷款为年销售额的15%。"
        ),
    }
    figures = (
        figure("survival", "Alive after 36 months", "36个月后存活", "share", 0.03, 0.50),
        figure("sales", "Sales of the survivors", "存活企业销售额", "share", 0.05, 0.60),
        figure("second", "Borrowed again", "再次获得贷款", "share", 0.0, None, clear=True),
        figure("usual", "Alive without it", "未获贷企业存活", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """With less without, each firm against its twin."""
        market, twin = worlds(seed, firms, BEFORE + THREE_YEARS, "startup_loans", TWIN)
        live_to(BEFORE, market, twin)
        some, everyone = firms_offered(market), Cohort(market)
        young = everyone.chosen(of_rows(market, everyone, some.of_the_kind(market.economy)))
        drawn = of_rows(market, young, some.struck(market.economy))
        live_to(BEFORE + 1, market, twin)
        treated = drawn & (young.debt(market) > young.debt(twin))
        live_to(BEFORE + THREE_YEARS, market, twin)
        alive = young.lives(market).astype(float) - young.lives(twin)
        sales = log_ratio(young.read(market, "year_sales"), young.read(twin, "year_sales"))
        again = [np.nan_to_num(young.read(each, "last_loan")) > BEFORE + 1 for each in (market, twin)]
        second = again[0].astype(float) - again[1]
        usual = float(young.lives(twin)[treated].mean()) if treated.any() else float("nan")
        return {
            **{
                key: (mean_of(effect, treated) - mean_of(effect, ~treated), 1.0)
                for key, effect in (("survival", alive), ("sales", sales), ("second", second))
            },
            "usual": (usual, 1.0),
        }


class Founded(NamedTuple):
    """The firms founded in some months: their keys, and at the end of the month in which they began."""

    keys: np.ndarray
    region: np.ndarray
    owner: np.ndarray  # whether the founder has anything to pledge
    workers: Values
    sector: np.ndarray
    assets: Values  # what they began with, fen: fixed assets, goods and cash


def founded(market: CreditMarket, months: int) -> Founded:
    """Live on to a month and note who is founded."""
    parts: list[tuple[np.ndarray, ...]] = []
    while market.month < months:
        market.step()
        firms = market.enterprises
        new = (firms["entry_month"] == market.month) & (firms["id"] >> ENTRY_BITS > 0)
        owner = firms["pledgeable"][new] > 0.0
        columns = [firms[name][new] for name in ("id", "region", "employees", "sector")]
        assets: Values = np.sum([firms[name][new] for name in ASSETS], axis=0, dtype=np.float64)
        parts.append((columns[0], columns[1], owner, columns[2], columns[3], assets))
    return Founded(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class DearerPledges(Experiment):
    """Founders with something to pledge against those without, where pledges have become dearer."""

    fact = "I3"
    firms = 40_000
    title: ClassVar = {"en": "Price of pledges and founders", "zh": "抵押物价格与创业"}
    figures = (
        figure("entry", "Entry, owners less others", "新设企业数，有抵押物减无", "share", 0.02, 0.25),
        figure("size", "Assets at entry, owners less others", "设立时资产，有抵押物减无", "share", 0.01, 0.20),
        figure("gap", "Assets after 72 months, the same", "72个月后资产之差", "share", 0.0, None, clear=True),
        figure("workers", "Workers at entry, the same", "设立时就业之差", "share"),
        figure("workers_gap", "Workers after 72 months, the same", "72个月后就业之差", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """In the region against the twin: growth of numbers and of mean size, with pledges less without."""
        markets = worlds(seed, firms, BEFORE + SIX_YEARS, "pledges_dearer", TWIN)
        live_to(BEFORE, *markets)
        found: dict[str, list[list[float]]] = {key: [] for key in ("entry", "size", "workers", "gap", "workers_gap")}
        for market in markets:
            new = founded(market, BEFORE + 60)
            live_to(BEFORE + SIX_YEARS, market)
            cohort = Cohort(market)
            known = np.isin(cohort.keys, new.keys[new.region == EAST])
            workers, owner = cohort.read(market, "employees"), cohort.read(market, "pledgeable") > 0.0
            assets: Values = np.sum([cohort.read(market, name) for name in ASSETS], axis=0)
            at_entry = [(new.region == EAST) & (new.owner == side) for side in (True, False)]
            later = [known & (owner == side) for side in (True, False)]
            found["entry"].append([float(side.sum()) for side in at_entry])
            for key, values, sides in (
                ("size", new.assets, at_entry),
                ("workers", new.workers, at_entry),
                ("gap", assets, later),
                ("workers_gap", workers, later),
            ):
                found[key].append([mean_of(values, side) for side in sides])
        return {key: (there[0] / here[0] - there[1] / here[1], 1.0) for key, (there, here) in found.items()}


class EasierStarts(Experiment):
    """Entry, early failures and size at entry where young firms get credit more easily, over ten years."""

    fact = "I5"
    title: ClassVar = {"en": "Easier credit: entry, churning, size", "zh": "信贷放宽：进入、更替与规模"}
    note: ClassVar = {
        "en": "Half of the refusals of young firms are lifted and a third of the margin on their loans is paid.",
        "zh": "取消初创企业一半的拒贷，并补贴约三分之一利差。",
    }
    figures = (
        figure("entry", "Firms founded", "新设企业数", "share", 0.03, 0.20),
        figure("failures", "Early failures less entry", "早期失败增幅减进入增幅", "share", 0.0, None),
        figure("size", "Mean size at entry", "设立平均规模", "share", -0.05, 0.05),
        figure("spread", "Dispersion of size at entry", "设立规模离散度", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each against the twin, of firms founded in years 1 to 7, failures within 36 months."""
        from ....simulation.observe.grants import DepartureLog

        found = []
        for market in worlds(seed, firms, TEN_YEARS, "easier_starts", TWIN):
            log = DepartureLog()
            market.observe(log)
            new = founded(market, TEN_YEARS)
            entered = (log["enterprise"] >> ENTRY_BITS) - market.economy.burn_in
            early = (log["outcome"] > 0) & (entered >= 1) & (log["month"] - entered <= THREE_YEARS)
            early &= entered <= TEN_YEARS - THREE_YEARS
            workers = new.workers.astype(float)
            found.append((float(len(workers)), float(early.sum()), workers.mean(), np.log(workers).std()))
        entry, failures, size, spread = (there / here - 1.0 for there, here in zip(*found, strict=True))
        return {
            "entry": (entry, 1.0),
            "failures": (failures - entry, 1.0),
            "size": (float(size), 1.0),
            "spread": (float(spread), 1.0),
        }
