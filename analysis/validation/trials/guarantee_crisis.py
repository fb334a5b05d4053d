"""A special guarantee in a crisis, in full and without screening: leverage, later return, persistence (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..takers import Takers, Tried, long_share, takers_of
from ..worlds import Cohort, Mask, Values, mean_of, total

if TYPE_CHECKING:
    from ....simulation import CreditMarket

#: Last month before the crisis and the guarantee; those who took it are looked at a year and three years later.
CALM_UNTIL, LATER = 24, 60


class SpecialGuarantee(Experiment):
    """Leverage and maturity a year on, return three years on, and how long the credit stays, by the bank's capital."""

    fact = "C2"
    firms = 60_000
    title: ClassVar = {"en": "A special guarantee in a crisis", "zh": "危机特别担保"}
    note: ClassVar = {
        "en": (
            "Firms that took it in the first year against themselves in the same crisis without it. Net worth: the "
            "upper third by net worth over assets before, and the rest. Banks that lost more of their equity than "
            "half of them count as weak."
        ),
        "zh": (
            "首年参与企业相对同一危机中无特别担保的自身。"
            "净值按此前净值/资产分为前三分之一与其余；损失资本超过中位数者为弱银行。"
        ),
    }
    figures = (
        figure(
            "leverage", "Bank debt over assets, after a year", "一年后银行债务/资产", "share", 0.0, None, clear=True
        ),
        figure("long", "Share of debt beyond a year", "一年以上债务占比", "share", 0.0, None, clear=True),
        figure("low", "Return on assets, lower net worth", "资产回报，低净值", "share", None, 0.0, clear=True),
        figure("higher", "The same, high less lower net worth", "同上，高净值减低净值", "share", 0.0, None, clear=True),
        figure("stays", "Credit that stays, strong less weak banks", "信贷留存，强银行减弱银行", "share", 0.0, None),
        figure("bad", "In default within three years", "三年内违约", "share"),
        figure("taken", "Took it in the first year", "首年参与占比", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each firm in both worlds."""
        tried = Tried("crisis_guarantee", "crisis_at_hand", calm=False, before=CALM_UNTIL, agreement="special")
        takers = takers_of(seed, firms, LATER, tried)
        cohort, both = takers.cohort, (takers.market, takers.without)
        rich = net_worth(takers)
        strong = ~weak_banks(takers.market)[takers.loans["bank"]]
        leverage = [cohort.debt(each) / assets(cohort, each) for each in both]
        long = [long_share(cohort, each) for each in both]
        added = np.subtract(*takers.debts())
        in_all = float(len(Cohort(takers.without)))
        takers.live_to(LATER)
        returns = [margin_on_assets(cohort, each) for each in both]
        later, there = np.subtract(*takers.debts()), takers.there()
        stays = [
            total(later[among & there]) / total(added[among & there]) if total(added[among & there]) else float("nan")
            for among in (strong, ~strong)
        ]
        change = returns[0] - returns[1]
        low, high = mean_of(change, ~rich), mean_of(change, rich)
        everyone = np.ones(len(cohort), np.bool_)
        return {
            "leverage": (mean_of(leverage[0] - leverage[1], everyone), 1.0),
            "long": (mean_of(long[0] - long[1], everyone), 1.0),
            "low": (low, 1.0),
            "higher": (high - low, 1.0),
            "stays": (stays[0] - stays[1], 1.0),
            "bad": (mean_of(takers.in_default(LATER - CALM_UNTIL), everyone), 1.0),
            "taken": (float(len(cohort)), in_all),
        }


def assets(cohort: Cohort, market: CreditMarket) -> Values:
    """What each firm has: cash, receivables, goods and fixed assets, fen."""
    names = ("cash", "receivables", "linked_receivables", "inventory", "fixed_assets")
    return np.maximum(sum(cohort.read(market, name) for name in names), 1.0)


def margin_on_assets(cohort: Cohort, market: CreditMarket) -> Values:
    """Cash margin before debt service, of a year, over assets."""
    return cohort.read(market, "margin") * cohort.read(market, "year_sales") / assets(cohort, market)


def net_worth(takers: Takers) -> Mask:
    """Which of them are in the upper third by net worth over assets, in the world without the scheme."""
    has = assets(takers.cohort, takers.without)
    owes = takers.cohort.debt(takers.without) + takers.cohort.read(takers.without, "informal_debt")
    worth = 1.0 - owes / has
    rich: Mask = worth >= np.nanquantile(worth, 2.0 / 3.0) if len(worth) else np.zeros(0, np.bool_)
    return rich


def weak_banks(market: CreditMarket) -> Mask:
    """Which banks lost more of their equity as the crisis began than half of them: those late in the drawn order."""
    from ....simulation.ground.randomness import BANK_STRUCK, uniforms

    lucks = np.array([uniforms(market.seed, bank, 0, BANK_STRUCK)[1] for bank in range(market.economy.banks.rows)])
    weak: Mask = lucks > np.median(lucks)
    return weak
