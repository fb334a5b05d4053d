"""Guaranteed loans that would not have been made without the guarantee, by number: at the decision, and between worlds
(M1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, live_to, worlds

if TYPE_CHECKING:
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

    def columns(self) -> tuple[np.ndarray[Any, Any], ...]:
        """Month, key, amount, age and amount without, of all."""
        rows = np.concatenate(self.rows) if self.rows else np.zeros((0, 5), np.int64)
        return tuple(rows.T)


class Additional(Experiment):
    """Share of loans under the public scheme whose borrowers would have got less than half of the amount without it."""

    fact = "M1"
    title: ClassVar = {"en": "Guaranteed loans that would not have been made", "zh": "无担保则不会发放的贷款占比"}
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
        log, grants = GuaranteedGrants(), GrantLog()
        market.observe(log)
        without.observe(grants)
        live_to(LAST, market)
        live_to(LAST + AROUND, without)
        month, key, amount, age, alone = log.columns()
        additional = alone < ENOUGH * amount
        young = age <= YOUNG
        shares = [additional[among].mean() if among.any() else float("nan") for among in (young, ~young)]
        return {
            "decision": (float(additional.sum()), float(len(additional))),
            "paired": (float((got_around(grants, month, key) < ENOUGH * amount).sum()), float(len(key))),
            "young": (float(shares[0] - shares[1]), 1.0),
            "part": (float((alone < amount).sum()), float(len(alone))),
            "by_yuan": (float(amount[additional].sum()), float(amount.sum())),
        }


def got_around(grants: Any, months: np.ndarray, keys: np.ndarray) -> np.ndarray:
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
