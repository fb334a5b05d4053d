"""Old borrowers that do not earn their interest and go on (Q1), and mature firms whose demand is not met (B7)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..loan_logs import owed
from ..worlds import TWIN, Cohort, Mask, live_to, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.state.economy import Economy

YEAR, YEARS = 12, 10
OLD, MATURE, LARGE = 120, 60, 3
#: Interest is not earned for so many years running; recovery is looked for so many years later.
RUNNING, RECOVERY = 3, 5
#: What is granted serves its purpose from this part of what was asked for on.
SERVES = 0.6


class Asked(Observer):
    """By year: who asked banks, and who of them got less than would serve, all applications of the year together."""

    def __init__(self) -> None:
        self._rows: dict[int, list[np.ndarray]] = {}

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Note what each asked for and what it is granted."""
        from ....simulation.state import offer_columns as oc

        if economy.month < 1:
            return
        keys = economy.firms.column("id")[offers[:, oc.O_ROW]]
        got = np.where(offers[:, oc.O_STATUS] == oc.GRANTED, offers[:, oc.O_AMOUNT], 0)
        rows = np.column_stack([keys, offers[:, oc.O_ASKED], got])
        self._rows.setdefault((economy.month - 1) // YEAR, []).append(rows)

    def unmet(self, year: int) -> tuple[np.ndarray, Mask]:
        """Keys of those that asked in a year, and whether what they got would not serve the most they asked for."""
        rows = np.concatenate(self._rows.get(year, [np.zeros((0, 3), np.int64)]))
        keys, place = np.unique(rows[:, 0], return_inverse=True)
        most, got = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        np.maximum.at(most, place, rows[:, 1])
        np.add.at(got, place, rows[:, 2])
        return keys, got < SERVES * most


class Panel(NamedTuple):
    """Ten years of the baseline, by firm (of all that ever lived at a year's end) and year's end, 0 to 10."""

    covered: np.ndarray  # interest over a year is earned; False for who is not there
    borrows: np.ndarray
    lives: np.ndarray
    age: np.ndarray  # months
    rationed: Part  # mature firms with unmet demand over all mature firms, over the years
    of_askers: Part


@lru_cache(maxsize=1)
def panel(seed: int, firms: int) -> Panel:
    """The untouched baseline over the cycle; the last one asked for is kept, because two facts read it."""
    (market,) = worlds(seed, firms, YEARS * YEAR, TWIN, calm=False)
    log = Asked()
    market.observe(log)
    snaps, rationed, mature, askers = [], 0, 0, 0
    for year in range(YEARS + 1):
        live_to(year * YEAR, market)
        cohort = Cohort(market)
        age, small = market.month - cohort.read(market, "entry_month"), cohort.read(market, "size") < LARGE
        snaps.append((cohort.keys, interest_earned(cohort, market), cohort.debt(market) > 0.0, age))
        if year > 1:
            keys, unmet = log.unmet(year - 1)
            grown_up = cohort.keys[(age >= MATURE) & small]
            mature += len(grown_up)
            askers += int(np.isin(keys, grown_up).sum())
            rationed += int(np.isin(keys[unmet], grown_up).sum())
    everyone = np.unique(np.concatenate([keys for keys, *_ in snaps]))
    shape = (len(everyone), YEARS + 1)
    covered, borrows, lives = (np.zeros(shape, np.bool_) for _ in range(3))
    ages = np.zeros(shape)
    for year, (keys, earned, owes, age) in enumerate(snaps):
        rows = np.searchsorted(everyone, keys)
        covered[rows, year], borrows[rows, year], lives[rows, year], ages[rows, year] = earned, owes, True, age
    return Panel(covered, borrows, lives, ages, (float(rationed), float(mature)), (float(rationed), float(askers)))


def interest_earned(cohort: Cohort, market: CreditMarket) -> Mask:
    """Whether a year's earnings, wear of fixed assets taken off, cover the interest on what each firm owes."""
    economy = market.economy
    wear = economy.numbers.cash_flow.depreciation * cohort.read(market, "fixed_assets")
    earnings = cohort.read(market, "margin") * cohort.read(market, "year_sales") - wear
    every = np.ones(economy.loans.rows, np.bool_)
    interest = owed(cohort, economy, every, economy.loans.column("rate"))
    interest += economy.numbers.informal_finance.rate * cohort.read(market, "informal_debt")
    earned: Mask = earnings >= interest
    return earned


class Zombies(Experiment):
    """Share of old borrowers that are zombies, how much likelier they exit, and how many recover."""

    fact = "Q1"
    title: ClassVar = {"en": "Zombie firms", "zh": "僵尸企业"}
    note: ClassVar = {
        "en": (
            "Earnings after wear, below interest at three year's ends running with bank debt at each. Who earns its "
            "interest at a year's end is none any more, as Banerjee and Hofmann count; how many do so five years on, "
            "relapses and exits included, stands beside it."
        ),
        "zh": (
            "连续三个年末均有银行债务且折旧后盈利低于利息。按 Banerjee 与 Hofmann 的口径，"
            "任一年末盈利覆盖利息即不再算作僵尸企业；另列五年后仍覆盖利息者占比（已计入再度恶化与退出）。"
        ),
    }
    figures = (
        figure("zombies", "Of borrowers of ten years and more", "十年以上借款企业中占比", "share", 0.02, 0.15),
        figure("hazard", "Exit hazard over that of the rest", "退出风险与其余企业之比", "ratio", 1.2, None),
        figure("recovered", "Earn their interest within five years", "五年内盈利恢复至可覆盖利息", "share", 0.20, 0.70),
        figure("lasting", "Earn it five years on", "五年后盈利仍可覆盖利息", "share"),
        figure("exit", "Exit within a year, zombies", "一年内退出，僵尸企业", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """At the ends of years 3 to 9; recovery of those of years 3 to 5."""
        seen = panel(seed, firms)
        zombies, rest, exits, others = 0, 0, 0, 0
        back, lasting, looked_at = 0, 0, 0
        for year in range(RUNNING - 1, YEARS):
            span = slice(year - RUNNING + 1, year + 1)
            borrowed = seen.borrows[:, span].all(axis=1) & (seen.age[:, year] >= OLD) & seen.lives[:, year]
            zombie = borrowed & ~seen.covered[:, span].any(axis=1)
            gone = ~seen.lives[:, year + 1]
            zombies, rest = zombies + int(zombie.sum()), rest + int((borrowed & ~zombie).sum())
            exits, others = exits + int((zombie & gone).sum()), others + int((borrowed & ~zombie & gone).sum())
            if year + RECOVERY <= YEARS:
                looked_at += int(zombie.sum())
                back += int((zombie & seen.covered[:, year + 1 : year + RECOVERY + 1].any(axis=1)).sum())
                lasting += int((zombie & seen.covered[:, year + RECOVERY]).sum())
        hazards = [exits / zombies if zombies else float("nan"), others / rest if rest else float("nan")]
        return {
            "zombies": (float(zombies), float(zombies + rest)),
            "hazard": (hazards[0], hazards[1]),
            "recovered": (float(back), float(looked_at)),
            "lasting": (float(lasting), float(looked_at)),
            "exit": (float(exits), float(zombies)),
        }


class UnmetDemand(Experiment):
    """Mature firms that asked banks and did not get what would serve, of all mature firms."""

    fact = "B7"
    title: ClassVar = {"en": "Mature firms with unmet demand", "zh": "需求未满足的成熟企业"}
    note: ClassVar = {
        "en": (
            "Firms of five years and more that in a year got less than 60% of the most they asked for at the rates "
            "that banks ask, whether they were refused, rationed or given less."
        ),
        "zh": "成立五年以上、一年内所获不足其最大申请额60%的企业（按现行利率被拒、受限或减额）。",
    }
    figures = (
        figure("rationed", "Of mature firms, a year", "占成熟企业（年）", "share", 0.02, 0.20),
        figure("of_askers", "Of mature firms that asked", "占提出申请的成熟企业", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Years 2 to 10."""
        seen = panel(seed, firms)
        return {"rationed": seen.rationed, "of_askers": seen.of_askers}
