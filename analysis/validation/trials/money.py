"""A step of the policy rate: deposits, margins and profits of banks (K3), approvals at strong and weak banks (K4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Mask, live_to, worlds
from .capital import struck_banks

if TYPE_CHECKING:
    import pandas as pd

    from ....simulation import CreditMarket
    from ....simulation.state.economy import Economy

STEP = 0.01
YEAR, THREE_YEARS = 12, 36
#: Months over which a rate is read.
WINDOW = 3
INTEREST = (
    "interest",
    "bond_interest",
    "reserve_interest",
    "deposit_interest",
    "advance_interest",
    "relending_interest",
)


class Margins(Experiment):
    """Deposit rate, net interest margin and profit of banks after a cut of the policy rate by a point."""

    fact = "K3"
    title: ClassVar = {"en": "Deposit rates and margins after a rate cut", "zh": "降息后的存款利率与息差"}
    figures = (
        figure("deposits_12", "Deposit rate follows, 12 months", "存款利率跟随，12个月", "share", 0.0, 0.5),
        figure("deposits_36", "Deposit rate follows, 36 months", "存款利率跟随，36个月", "share", 0.3, 0.9),
        figure("margin_12", "Net interest margin, 12 months", "净息差，12个月", "share per year", -0.010, -0.002),
        figure("margin_36", "Net interest margin, 36 months", "净息差，36个月", "share per year", -0.010, -0.002),
        figure("profit_12", "Profit of banks, 12 months", "银行利润，12个月", "share", None, 0.0, clear=True),
        figure("profit_36", "Profit of banks, 36 months", "银行利润，36个月", "share", None, 0.0, clear=True),
        figure("margin", "Net interest margin without the cut", "不降息时净息差", "share per year"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Against the twin, over the three months up to each date."""
        markets = worlds(seed, firms, BEFORE + THREE_YEARS, "policy_rate_cut", TWIN)
        live_to(BEFORE + THREE_YEARS, *markets)
        cut, twin = (earnings(market) for market in markets)
        found: dict[str, Part] = {}
        for months in (YEAR, THREE_YEARS):
            there, here = (each.loc[BEFORE + months - WINDOW + 1 : BEFORE + months].sum() for each in (cut, twin))
            rates = [12.0 * each["paid"] / each["deposits"] for each in (there, here)]
            margins = [12.0 * each["net"] / each["assets"] for each in (there, here)]
            found[f"deposits_{months}"] = (float(rates[1] - rates[0]), STEP)
            found[f"margin_{months}"] = (float(margins[0] - margins[1]), 1.0)
            found[f"profit_{months}"] = (float(there["profit"] - here["profit"]), float(here["profit"]))
            found["margin"] = (float(margins[1]), 1.0)
        return found


def earnings(market: CreditMarket) -> pd.DataFrame:
    """By month, in fen: interest paid on deposits, deposits, net interest, assets that earn it, profit of banks."""
    import pandas as pd

    flows, sheets = market.flows, market.balance_sheets
    flows = flows[flows["purpose"].isin(INTEREST)]
    sign = (flows["payee"] == "bank").astype(int) - (flows["payer"] == "bank").astype(int)
    paid = flows[(flows["purpose"] == "deposit_interest") & (flows["payer"] == "bank")]
    of_banks = sheets[sheets["sector"] == "bank"].pivot_table(index="month", columns="item", values="fen")
    return pd.DataFrame(
        {
            "paid": paid.groupby("month")["fen"].sum(),
            "deposits": -of_banks["deposits"],
            "net": (sign * flows["fen"]).groupby(flows["month"]).sum(),
            "assets": of_banks[["loans", "bonds", "reserves"]].sum(axis=1),
            "profit": market.recorder.raw()["bank_profit"],
        }
    ).loc[1:]


class Answers(Observer):
    """What banks answered: month, firm, its own bank, and whether it got a loan."""

    def __init__(self) -> None:
        self.months: list[np.ndarray] = []
        self.keys: list[np.ndarray] = []
        self.banks: list[np.ndarray] = []
        self.granted: list[np.ndarray] = []

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Note the month's applications."""
        from ....simulation.state import offer_columns as oc

        rows = offers[:, oc.O_ROW]
        self.months.append(np.full(len(rows), economy.month))
        self.keys.append(economy.firms.column("id")[rows].copy())
        self.banks.append(economy.firms.column("bank")[rows].astype(np.int64))
        self.granted.append(offers[:, oc.O_STATUS] == oc.GRANTED)

    def column(self, name: str) -> np.ndarray:
        """All of one kind, one after the other."""
        found: np.ndarray = np.concatenate(getattr(self, name))
        return found


class TighterMoney(Experiment):
    """Applications granted in the year after a rise of the policy rate, at strong and weak banks."""

    fact = "K4"
    firms = 40_000
    title: ClassVar = {"en": "Approvals after a rate rise", "zh": "加息后的贷款获批率"}
    note: ClassVar = {
        "en": (
            "Half of the banks, by lot, have two points less capital over what they must hold, in a second pair of "
            "worlds the other half: clients of the same banks, once weak, once strong."
        ),
        "zh": (
            "随机抽取的半数银行资本余量减少两个百分点，在第二对世界中换为另一半银行："
            "同一批银行的客户，一次其银行较弱，一次较强。"
        ),
    }
    figures = (
        figure("approval", "Approved, 12 months", "获批率，12个月", "share", -0.05, -0.002),
        figure("weak", "Weak less strong banks", "弱银行减强银行", "share", None, 0.0, clear=True),
        figure("replaced", "Refused that borrow within 6 months", "被拒后6个月内获贷", "share", 0.0, 0.5),
        figure("weakness", "Approved at weak less strong banks, usual rate", "原利率下弱银行减强银行获批率", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Shares of applications against the world without the rise; weak banks are those struck, then the others."""
        names = ("rise_half_weak", "half_weak", "rise_half_weak_mirrored", "half_weak_mirrored")
        markets = worlds(seed, firms, BEFORE + YEAR + 6, *names)
        logs = [Answers() for _ in markets]
        for market, log in zip(markets, logs, strict=True):
            live_to(BEFORE, market)
            market.observe(log)
            live_to(BEFORE + YEAR + 6, market)
        struck = struck_banks(markets[1])
        granted = np.array(
            [
                [self._approved(log, among) for among in (weak, ~weak)]
                for log, weak in zip(logs, (struck, struck, ~struck, ~struck), strict=True)
            ]
        )
        effect = (granted[0::2] - granted[1::2]).mean(axis=0)
        return {
            "approval": (effect.mean(), 1.0),
            "weak": (effect[0] - effect[1], 1.0),
            "replaced": self._replaced(logs[0]),
            "weakness": (float((granted[1::2, 0] - granted[1::2, 1]).mean()), 1.0),
        }

    def _approved(self, log: Answers, among: Mask) -> float:
        """Share granted in the first year of the applications of clients of these banks."""
        ours = (log.column("months") <= BEFORE + YEAR) & among[log.column("banks")]
        return float(log.column("granted")[ours].mean())

    def _replaced(self, log: Answers) -> Part:
        """Of firms refused in the first year, those that got a loan within the next six months."""
        months, keys, granted = (log.column(name) for name in ("months", "keys", "granted"))
        got: dict[int, list[int]] = {}
        for key, month in zip(keys[granted].tolist(), months[granted].tolist(), strict=True):
            got.setdefault(key, []).append(month)
        refused = ~granted & (months <= BEFORE + YEAR)
        pairs = zip(keys[refused].tolist(), months[refused].tolist(), strict=True)
        found = [any(0 < later - month <= 6 for later in got.get(key, ())) for key, month in pairs]
        return float(sum(found)), float(len(found))
