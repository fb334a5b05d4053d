"""Payouts of banks that guarantee much of what they lend, with and without a stake (C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import live_to, value, worlds

if TYPE_CHECKING:
    from ....simulation.state.economy import Economy

YEAR = 12
LAST = 84


class BankBooks(Observer):
    """By bank and year: loans to small firms, those under public guarantees, and of these what defaulted, fen."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._months: list[np.ndarray] = []

    def books_closed(self, economy: Economy) -> None:
        """Add up the month's books."""
        if economy.month < self.first:
            return
        loans, banks = economy.loans, economy.banks.rows
        status, balance = loans.column("status"), loans.column("balance").astype(float)
        public = (loans.column("guarantor") >= 0) & (
            economy.agreements.column("public")[loans.column("agreement")] == 1
        )
        now = (status == 2) & (loans.column("defaulted") == economy.month)
        self._months.append(
            np.array(
                [
                    np.bincount(loans.column("bank")[which], balance[which], banks)
                    for which in (status == 1, (status == 1) & public, now & public)
                ]
            )
        )

    def years(self) -> np.ndarray:
        """Means of the stocks and sums of the defaults of each whole year, shape (years, 3, banks)."""
        whole = len(self._months) // YEAR * YEAR
        by_year = np.array(self._months[:whole]).reshape(-1, YEAR, *self._months[0].shape)
        return np.stack([by_year[:, :, 0].mean(1), by_year[:, :, 1].mean(1), by_year[:, :, 2].sum(1)], axis=1)


def payouts_on_share(books: np.ndarray) -> Part:
    """Slope of payouts over what is guaranteed on the guaranteed share of a bank's loans a year before, within years.

    What is guaranteed stands in both: in the same year, chance in it lowers the one and raises the other. Bank-years
    count by what they have guaranteed, as a rate of few loans says little.
    """
    lent, guaranteed, paid = (books[:, place] for place in range(3))
    top = bottom = 0.0
    for year in range(1, len(books)):
        there = (guaranteed[year] > 0.0) & (lent[year - 1] > 0.0)
        weight = guaranteed[year][there]
        if there.sum() < 3:
            continue
        share, rate = guaranteed[year - 1][there] / lent[year - 1][there], paid[year][there] / weight
        moved = share - np.average(share, weights=weight)
        top += float((weight * moved * rate).sum() / weight.sum())
        bottom += float((weight * moved * share).sum() / weight.sum())
    return top, bottom


class FullAndPartialCover(Experiment):
    """Payouts where banks guarantee much of what they lend, with and without a stake of a fifth."""

    fact = "C3"
    firms = 60_000
    title: ClassVar = {"en": "Payouts and the bank's stake", "zh": "代偿率与银行留存风险"}
    note: ClassVar = {
        "en": (
            "Slope: payout rate on the guaranteed share of a bank's loans a year before, over banks within years; "
            "every bank works with the public guarantors."
        ),
        "zh": "斜率：同年度银行间代偿率对上一年担保贷款占比；各家银行均与政府性担保机构合作。",
    }
    figures = (
        figure("steeper", "Slope at 100% less at 80%", "100%与80%担保斜率之差", "ratio", 0.0, None, clear=True),
        figure("partial", "Slope at 80%", "80%担保斜率", "ratio", 0.0, None, clear=True),
        figure("full", "Slope at 100%", "100%担保斜率", "ratio"),
        figure("payouts", "Payout rate, 100% less 80%", "代偿率，100%减80%", "share per year"),
        figure("payouts_80", "Payout rate at 80%", "80%担保代偿率", "share per year"),
        figure("share_80", "Guaranteed share at 80%", "80%担保贷款占比", "share"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Banks' books of months 25 to 84, once the loans of the new cover have taken over the book."""
        markets = worlds(seed, firms, LAST, "cover_100", "cover_80")
        books = [BankBooks(2 * YEAR + 1) for _ in markets]
        for market, each in zip(markets, books, strict=True):
            market.observe(each)
        live_to(LAST, *markets)
        full, partial = (each.years() for each in books)
        slopes = [payouts_on_share(each) for each in (full, partial)]
        rates = [float(each[:, 2].sum()) / float(each[:, 1].sum()) for each in (full, partial)]
        return {
            "steeper": (value(slopes[0]) - value(slopes[1]), 1.0),
            "partial": slopes[1],
            "full": slopes[0],
            "payouts": (rates[0] - rates[1], 1.0),
            "payouts_80": (float(partial[:, 2].sum()), float(partial[:, 1].sum())),
            "share_80": (float(partial[:, 1].sum()), float(partial[:, 0].sum())),
        }
