"""What guarantees do to the risk of what is lent: full and partial cover (C3), own and guaranteed loans (C6)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..loan_logs import LoanLog, defaults_within, dummies, guaranteed_publicly
from ..worlds import BEFORE, Cohort, Values, live_to, regressed, total, value, worlds
from .additionality import guaranteed_debt

if TYPE_CHECKING:
    from ....simulation.state.economy import Economy

YEAR = 12
#: Loans made from this month on are of the cover that is tried; they are followed to the last month.
FIRST, LAST = 13, 84
LARGE = 3


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
    """Slope of payouts over what is guaranteed on the guaranteed share of a bank's loans, within years.

    Bank-years count by what they have guaranteed, as a rate of few loans says little.
    """
    lent, guaranteed, paid = (books[:, place] for place in range(3))
    top = bottom = 0.0
    for year in range(len(books)):
        there = guaranteed[year] > 0.0
        weight = guaranteed[year][there]
        if there.sum() < 3:
            continue
        share, rate = weight / lent[year][there], paid[year][there] / weight
        moved = share - np.average(share, weights=weight)
        top += float((weight * moved * rate).sum() / weight.sum())
        bottom += float((weight * moved * share).sum() / weight.sum())
    return top, bottom


class FullAndPartialCover(Experiment):
    """Payouts where banks guarantee much of what they lend, with and without a stake of a fifth."""

    fact = "C3"
    firms = 20_000
    title: ClassVar = {"en": "Payouts and the bank's stake", "zh": "代偿率与银行留存风险"}
    note: ClassVar = {
        "en": (
            "Slope: payout rate on the guaranteed share of a bank's loans, over banks within years; every bank works "
            "with the public guarantors."
        ),
        "zh": "斜率：同年度银行间代偿率对担保贷款占比；各家银行均与政府性担保机构合作。",
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


class Compared(NamedTuple):
    """Guaranteed and other loans of one world, and the credit that guarantees add."""

    loans: dict[str, np.ndarray]
    added: Part


@lru_cache(maxsize=1)
def guaranteed_and_others(seed: int, firms: int) -> Compared:
    """Loans of five years where every bank works with the scheme, and debt against the world without it."""
    market, without = worlds(seed, firms, LAST, "cover_80", "no_scheme")
    log = LoanLog(FIRST)
    market.observe(log)
    live_to(BEFORE + 2 * YEAR, market, without)
    debts = [total(Cohort(each).debt(each)) for each in (market, without)]
    added = (debts[0] - debts[1], total(guaranteed_debt(market, Cohort(market))))
    live_to(LAST, market)
    return Compared(log.table(), added)


class GuaranteedAndOwnLoans(Experiment):
    """Defaults on guaranteed and other loans, between firms and within them; credit per yuan guaranteed."""

    fact = "C6"
    firms = 20_000
    title: ClassVar = {"en": "Defaults on guaranteed and other loans", "zh": "担保贷款与其他贷款违约"}
    note: ClassVar = {
        "en": (
            "Default within 24 months of the grant; between firms at the same size, sector, age and month. Every "
            "bank works with the public guarantors."
        ),
        "zh": "发放后24个月内违约；企业间比较控制规模、行业、年龄与月份。各家银行均与政府性担保机构合作。",
    }
    figures = (
        figure("between", "Default, guaranteed less other firms", "违约率，担保企业减其他", "share", 0.004, 0.03),
        figure("within", "Within firms with both", "同时有两类贷款的企业内部", "share", -0.004, 0.004),
        figure("added", "Credit of small firms per yuan guaranteed", "每元担保新增中小企业信贷", "ratio", 0.3, 1.0),
        figure("usual", "Default of other loans", "其他贷款违约率", "share"),
        figure("both", "Guaranteed loans of firms with both", "同时有两类贷款的担保贷款占比", "share"),
    )
    #: Loans are followed so many months.
    followed: ClassVar = 24

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Regression between firms; means of differences within firms."""
        seen = guaranteed_and_others(seed, firms)
        loans = {name: column[seen.loans["opened"] <= LAST - self.followed] for name, column in seen.loans.items()}
        guaranteed, bad = guaranteed_publicly(loans), defaults_within(loans, self.followed)
        age = loans["opened"] - loans["entry_month"]
        controls = dummies(loans["size"], loans["sector"], np.digitize(age, [36, 120]), loans["opened"] // 6)
        difference, both = within_firms(loans["firm"], guaranteed, bad)
        return {
            "between": (float(regressed(bad, guaranteed.astype(float), *controls)[0]), 1.0),
            "within": difference,
            "added": seen.added,
            "usual": (total(bad[~guaranteed]), float((~guaranteed).sum())),
            "both": (float(both), float(guaranteed.sum())),
        }


def within_firms(firm: np.ndarray, guaranteed: np.ndarray, outcome: Values) -> tuple[Part, int]:
    """Outcome of guaranteed less other loans of the same firm, summed over firms with both, and how many; loans too."""
    keys, place = np.unique(firm, return_inverse=True)
    counts = [np.bincount(place, which, len(keys)) for which in (guaranteed, ~guaranteed)]
    sums = [np.bincount(place, np.where(which, outcome, 0.0), len(keys)) for which in (guaranteed, ~guaranteed)]
    both = (counts[0] > 0) & (counts[1] > 0)
    difference = float((sums[0][both] / counts[0][both] - sums[1][both] / counts[1][both]).sum())
    return (difference, float(both.sum())), int(counts[0][both].sum())
