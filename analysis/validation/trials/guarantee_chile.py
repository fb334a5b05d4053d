"""Guarantees that banks allot themselves: defaults and credit (C6), borrowing from other banks (C7)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ..experiment import Experiment, Part, figure
from ..loan_logs import defaults_within, dummies, guaranteed_publicly, owed
from ..takers import YEAR, Takers, Tried, takers_of
from ..worlds import BEFORE, Cohort, Mask, Values, mean_of, regressed, total
from .additionality import guaranteed_debt

if TYPE_CHECKING:
    from ....simulation import CreditMarket

#: Loans are followed so many months.
FOLLOWED = 24
#: Months from the first missed payment to default.
OVERDUE = 3
LAST = BEFORE + 5 * YEAR
EIGHTEEN = BEFORE + YEAR + 6


class Chile(NamedTuple):
    """What became of the firms that got such a guarantee, and of all loans made since."""

    loans: dict[str, np.ndarray]  # of five years
    added: Part  # debt of small firms with the scheme less without, over what is guaranteed, after two years
    total: Part  # of the takers after eighteen months, per yuan of their first guaranteed loan
    own: Part  # of it at the banks that guaranteed
    other: Part  # and at other banks
    banks_owed: Part  # banks that a taker owes, number, with less without
    bad: float  # in default by then
    sales: float
    jobs: float


@lru_cache(maxsize=1)
def chile(seed: int, firms: int) -> Chile:
    """The scheme and its twin; the last one asked for is kept, because two facts read it."""
    takers = takers_of(seed, firms, LAST, Tried("chile"))
    takers.live_to(EIGHTEEN)
    own, other, in_all = (by_banks(takers, which) for which in (True, False, None))
    there, lent = takers.there(), takers.loans["amount"].astype(float)
    owing = [float(links(takers.cohort, each)[there].sum()) for each in (takers.market, takers.without)]
    effects = {
        "total": (total(in_all[there]), total(lent[there])),
        "own": (total(own[there]), total(lent[there])),
        "other": (total(other[there]), total(lent[there])),
        "banks_owed": (owing[0] - owing[1], float(there.sum())),
    }
    bad = float(takers.in_default(EIGHTEEN - BEFORE).mean()) if len(takers.cohort) else float("nan")
    sales, jobs = (mean_of(takers.change(name), there) for name in ("year_sales", "employees"))
    takers.live_to(BEFORE + 2 * YEAR)
    debts = [total(Cohort(each).debt(each)) for each in (takers.market, takers.without)]
    added = (debts[0] - debts[1], total(guaranteed_debt(takers.market, Cohort(takers.market))))
    takers.live_to(LAST)
    return Chile(takers.log.table(), added, bad=bad, sales=sales, jobs=jobs, **effects)


def by_banks(takers: Takers, guaranteed: bool | None) -> Values:
    """Debt with the scheme less without, fen: at the bank of the first guaranteed loan, at all others, or at all."""
    found = []
    for each in (takers.market, takers.without):
        of_loan = each.economy.loans.column("bank")
        parts: Values = np.zeros(len(takers.cohort))
        for bank in range(each.economy.banks.rows):
            ours = (takers.loans["bank"] == bank) if guaranteed is not False else (takers.loans["bank"] != bank)
            if guaranteed is None:
                ours = np.ones(len(takers.cohort), np.bool_)
            parts += np.where(ours, owed(takers.cohort, each.economy, of_loan == bank), 0.0)
        found.append(parts)
    return found[0] - found[1]


def links(cohort: Cohort, market: CreditMarket) -> Mask:
    """Which banks each firm owes, shape (firms, banks)."""
    economy = market.economy
    of_loan = economy.loans.column("bank")
    found: Mask = np.array([owed(cohort, economy, of_loan == bank) > 0.0 for bank in range(economy.banks.rows)]).T
    return found


class GuaranteedAndOwnLoans(Experiment):
    """Defaults on guaranteed and other loans, between firms and within them; credit per yuan guaranteed."""

    fact = "C6"
    firms = 20_000
    title: ClassVar = {"en": "Defaults on guaranteed and other loans", "zh": "担保贷款与其他贷款违约"}
    note: ClassVar = {
        "en": (
            "Default within 24 months of the grant; between firms at the same size, sector, age and month; within "
            "firms: two loans made within a year, while both run."
        ),
        "zh": "发放后24个月内违约；企业间控制规模、行业、年龄与月份；企业内部为一年内先后发放、同时存续的两笔贷款。",
    }
    figures = (
        figure("between", "Default, guaranteed less other firms", "违约率，担保企业减其他", "share", 0.004, 0.03),
        figure("within", "Within firms with both at a time", "同时有两类贷款的企业内部", "share", -0.004, 0.004),
        figure("added", "Credit of small firms per yuan guaranteed", "每元担保新增中小企业信贷", "ratio", 0.3, 1.0),
        figure("usual", "Default of other loans", "其他贷款违约率", "share"),
        figure("both", "Guaranteed loans beside another", "同时有其他贷款的担保贷款占比", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Regression between firms; differences within pairs of loans of the same firm."""
        seen = chile(seed, firms)
        loans = {name: column[seen.loans["opened"] <= LAST - FOLLOWED] for name, column in seen.loans.items()}
        guaranteed, bad = guaranteed_publicly(loans), defaults_within(loans, FOLLOWED)
        age = loans["opened"] - loans["entry_month"]
        controls = dummies(loans["size"], loans["sector"], np.digitize(age, [36, 120]), loans["opened"] // 6)
        pairs = pairs_within_firms(loans, guaranteed)
        return {
            "between": (float(regressed(bad, guaranteed.astype(float), *controls)[0]), 1.0),
            "within": difference_within(loans, pairs),
            "added": seen.added,
            "usual": (total(bad[~guaranteed]), float((~guaranteed).sum())),
            "both": (float(len(pairs.other)), float(guaranteed.sum())),
        }


class Pairs(NamedTuple):
    """A guaranteed and another loan of the same firm that run at the same time: their rows in a table of loans."""

    guaranteed: np.ndarray
    other: np.ndarray


def pairs_within_firms(loans: dict[str, np.ndarray], guaranteed: Mask) -> Pairs:
    """Each firm's first guaranteed loan and the other loan made nearest in time to it, at most a year apart.

    Both were still to run when the later one was made.
    """
    found: list[tuple[int, int]] = []
    keys = np.intersect1d(loans["firm"][guaranteed], loans["firm"][~guaranteed])
    by_firm = np.argsort(loans["firm"], kind="stable")
    starts = np.searchsorted(loans["firm"][by_firm], keys)
    ends = np.searchsorted(loans["firm"][by_firm], keys, "right")
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = by_firm[start:end]
        ours = rows[guaranteed[rows]]
        first = int(ours[np.argmin(loans["opened"][ours])])
        others = rows[~guaranteed[rows]]
        later = np.maximum(loans["opened"][others], loans["opened"][first])
        runs = loans["opened"][others] + loans["term"][others] > later
        runs &= (loans["defaulted"][others] < 0) | (loans["defaulted"][others] > later)
        runs &= loans["opened"][first] + loans["term"][first] > later
        apart = np.where(runs, np.abs(loans["opened"][others] - loans["opened"][first]), YEAR + 1)
        if apart.min() <= YEAR:
            found.append((first, int(others[np.argmin(apart)])))
    rows_of = np.array(found, np.int64).reshape(-1, 2)
    return Pairs(rows_of[:, 0], rows_of[:, 1])


def difference_within(loans: dict[str, np.ndarray], pairs: Pairs) -> Part:
    """Defaults of guaranteed less other loans of the same firm, in the months in which both ran, and pairs."""
    one, other = pairs
    end = np.minimum(*(loans["opened"][rows] + loans["term"][rows] for rows in pairs)) + OVERDUE
    end = np.minimum(end, np.maximum(loans["opened"][one], loans["opened"][other]) + FOLLOWED)
    bad = [(loans["defaulted"][rows] >= 0) & (loans["defaulted"][rows] <= end) for rows in pairs]
    return float(bad[0].sum()) - float(bad[1].sum()), float(len(one))


class OtherBanks(Experiment):
    """What firms that got a guarantee owe other banks than the one that guaranteed, eighteen months on."""

    fact = "C7"
    firms = 20_000
    title: ClassVar = {"en": "Guarantees and borrowing from other banks", "zh": "担保与其他银行借款"}
    note: ClassVar = {
        "en": (
            "Firms that took it in the first year, against the same firms without the scheme, per yuan of the first "
            "guaranteed loan; instead of the cut-off of sales, near which few firms stand."
        ),
        "zh": "首年参与企业相对无担保世界中的同一企业，按首笔担保贷款每元计；代替临界值附近样本过少的销售额断点。",
    }
    figures = (
        figure("other", "Debt at other banks, per yuan", "其他银行债务，每元", "ratio", 0.0, None),
        figure("total", "Debt in all, per yuan", "全部银行债务，每元", "ratio", 0.0, None, clear=True),
        figure("banks_owed", "Banks that a firm owes, number", "有贷款往来的银行数", "ratio"),
        figure("own", "Debt at the guaranteeing bank, per yuan", "担保贷款银行债务，每元", "ratio"),
        figure("bad", "In default", "违约", "share"),
        figure("sales", "Sales", "销售额", "share"),
        figure("jobs", "Workers", "就业", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """With the scheme less without, eighteen months after its first year began."""
        seen = chile(seed, firms)
        return {
            "other": seen.other,
            "total": seen.total,
            "banks_owed": seen.banks_owed,
            "own": seen.own,
            "bad": (seen.bad, 1.0),
            "sales": (seen.sales, 1.0),
            "jobs": (seen.jobs, 1.0),
        }
