"""What guarantees add: loans that would not have been made, by number (M1), and yuan of debt (M2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Values, live_to, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.observe.grants import GrantLog
    from ....simulation.state.economy import Economy

LAST = 72
#: A firm is young up to this age, in months.
YOUNG = 60
#: Months around a loan in which the other world may make it too.
AROUND = 6
#: Part of the amount with which a loan counts as made without the guarantee.
ENOUGH = 0.5


class GuaranteedGrants(Observer):
    """Every grant under a public guarantee: month, firm, amount, age, and what banks would lend without support."""

    def __init__(self) -> None:
        self.rows: list[np.ndarray] = []

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Ask the banks again in the same state without public support."""
        from ....simulation.behaviour.lending.credit_rationing import offers_to
        from ....simulation.state import offer_columns as oc

        if economy.month <= BEFORE:
            return
        public = economy.agreements.column("public")[offers[:, oc.O_AGREEMENT]] == 1
        taken = offers[(offers[:, oc.O_STATUS] == oc.GRANTED) & (offers[:, oc.O_GUARANTOR] >= 0) & public]
        if not len(taken):
            return
        rows = taken[:, oc.O_ROW]
        others, _ = offers_to(economy, rows.astype(np.int32), taken[:, oc.O_ASKED].copy(), supported=False)
        without = np.where(others[:, oc.O_STATUS] == oc.OFFERED, others[:, oc.O_AMOUNT], 0)
        keys, born = economy.firms.column("id")[rows], economy.firms.column("entry_month")[rows]
        month = np.full(len(rows), economy.month)
        self.rows.append(np.column_stack([month, keys, taken[:, oc.O_AMOUNT], economy.month - born, without]))

    def columns(self) -> tuple[np.ndarray, ...]:
        """Month, key, amount, age and amount without, of all."""
        rows = np.concatenate(self.rows) if self.rows else np.zeros((0, 5), np.int64)
        return tuple(rows.T)


class Additional(Experiment):
    """Share of loans under the public scheme whose borrowers would have got less than half of the amount without it."""

    fact = "M1"
    title: ClassVar = {"en": "Guaranteed loans that would not have been made", "zh": "无担保则不会发放的贷款占比"}
    note: ClassVar = {
        "en": (
            "In the world without support: what the firm is granted within half a year, net of the other loans that it "
            "is granted in those months with support too."
        ),
        "zh": "无支持世界：企业前后半年内获得的贷款，扣除其在有支持世界同期获得的其他贷款。",
    }
    figures = (
        figure("decision", "At the decision", "决策时点", "share", 0.45, 0.85),
        figure("paired", "In the world without support", "与无支持世界配对", "share", 0.35, 0.85),
        figure("young", "At the decision, young less old", "决策时点，年轻减年长企业", "share", 0.0, None, clear=True),
        figure("part", "At the decision, less than all", "决策时点，不足全额", "share"),
        figure("by_yuan", "At the decision, by yuan", "决策时点，按金额", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Grants of months 13 to 72, by number."""
        from ....simulation.observe.grants import GrantLog

        market, without = worlds(seed, firms, LAST + AROUND, TWIN, "no_support", calm=False)
        log, granted, grants = GuaranteedGrants(), GrantLog(), GrantLog()
        market.observe(log)
        market.observe(granted)
        without.observe(grants)
        live_to(LAST + AROUND, market, without)
        rows = np.column_stack(log.columns())
        month, key, amount, age, alone = rows[rows[:, 0] <= LAST].T
        # Net of the other loans of the same months, which the firm has in both worlds.
        others = got_around(granted, month, key) - amount
        instead = got_around(grants, month, key) - others
        additional = alone < ENOUGH * amount
        young = age <= YOUNG
        shares = [additional[among].mean() if among.any() else float("nan") for among in (young, ~young)]
        return {
            "decision": (float(additional.sum()), float(len(additional))),
            "paired": (float((instead < ENOUGH * amount).sum()), float(len(key))),
            "young": (float(shares[0] - shares[1]), 1.0),
            "part": (float((alone < amount).sum()), float(len(alone))),
            "by_yuan": (float(amount[additional].sum()), float(amount.sum())),
        }


def got_around(grants: Mapping[str, np.ndarray] | GrantLog, months: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """What each of these firms was granted in these months or up to half a year around them, fen, by another log."""
    when, who, amounts = grants["month"], grants["enterprise"], grants["amount"]
    order = np.argsort(who, kind="stable")
    when, who, amounts = when[order], who[order], amounts[order]
    first, last = np.searchsorted(who, keys, "left"), np.searchsorted(who, keys, "right")
    return np.array(
        [
            amounts[start:stop][np.abs(when[start:stop] - month) <= AROUND].sum()
            for start, stop, month in zip(first, last, months, strict=True)
        ],
        np.int64,
    )


class MoreCredit(Experiment):
    """Bank debt that public guarantees add per yuan guaranteed: of the firms that get them, and of all."""

    fact = "M2"
    firms = 20_000
    title: ClassVar = {"en": "Additional yuan per guaranteed yuan", "zh": "每元担保贷款新增信贷"}
    figures = (
        figure("firm", "Of the firms, after a year", "获担保企业，一年后", "ratio", 0.3, 0.9),
        figure("aggregate", "Of all small firms, after 36 months", "全部中小企业，36个月后", "ratio", 0.1, 0.7),
        figure("less", "Firm less number of loans (M1)", "金额口径减笔数口径", "ratio"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Debt with support less debt without, over what is guaranteed: grants of months 13 to 24; the stock."""
        market, without = worlds(seed, firms, BEFORE + 36, TWIN, "no_support")
        log = GuaranteedGrants()
        market.observe(log)
        live_to(BEFORE, market, without)
        everyone = Cohort(market)
        live_to(BEFORE + 24, market, without)
        month, key, amount, _, alone = log.columns()
        early = month <= BEFORE + 12
        taken = np.isin(everyone.keys, key[early])
        debts = [everyone.debt(each) for each in (market, without)]
        guaranteed = guaranteed_debt(market, everyone)
        count = float((alone[early] < ENOUGH * amount[early]).mean()) if early.any() else float("nan")
        firm = (float((debts[0] - debts[1])[taken].sum()), float(guaranteed[taken].sum()))
        live_to(BEFORE + 36, market, without)
        loans = [each.economy.loans for each in (market, without)]
        stock = [float(book.column("balance")[book.column("status") > 0].sum()) for book in loans]
        return {
            "firm": firm,
            "aggregate": (stock[0] - stock[1], float(guaranteed_debt(market, Cohort(market)).sum())),
            "less": (firm[0] / firm[1] - count if firm[1] else float("nan"), 1.0),
        }


def guaranteed_debt(market: CreditMarket, cohort: Cohort) -> Values:
    """What firms owe under public guarantees, fen."""
    from ....simulation.state.loan_columns import KEY_BITS

    economy = market.economy
    loans = economy.loans
    public = economy.agreements.column("public")[loans.column("agreement")] == 1
    live = (loans.column("status") > 0) & (loans.column("guarantor") >= 0) & public
    owners, owed = loans.column("id")[live] >> KEY_BITS, loans.column("balance")[live].astype(float)
    place = np.minimum(np.searchsorted(cohort.keys, owners), len(cohort) - 1)
    ours = cohort.keys[place] == owners
    return np.bincount(place[ours], owed[ours], len(cohort)).astype(float)
