"""Banks and their capital: what a higher requirement does (D1, L1), loss of funds (L4), relief (D2), buffers (B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import (
    BEFORE,
    TWIN,
    Cohort,
    Investment,
    Mask,
    Values,
    grown,
    live_to,
    log_ratio,
    slope,
    total,
    worlds,
)

if TYPE_CHECKING:
    from ....simulation import CreditMarket

YEAR, TWO_YEARS = 12, 24
MEDIUM, LARGE = 2, 3
PERCENT = 100.0


def struck_banks(market: CreditMarket) -> Mask:
    """Which banks the stress of a scenario strikes."""
    (stress,) = market.conditions.stresses
    found: Mask = stress.banks.struck(market.economy)  # type: ignore[attr-defined]
    return found


def borrowers_of(market: CreditMarket) -> Cohort:
    """Small and medium firms that owe banks."""
    everyone = Cohort(market)
    return everyone.chosen((everyone.debt(market) > 0.0) & (everyone.read(market, "size") < LARGE))


def capital_and_assets(market: CreditMarket, banks: Mask) -> tuple[float, float]:
    """Capital of some banks together in fen, and their risk-weighted assets."""
    from ....simulation.behaviour.banking.bond_values import capitals_of_banks

    capitals = capitals_of_banks(market.economy).astype(float)
    ratios = market.economy.capital_ratios
    there = banks & (ratios > 0.0)
    return float(capitals[there].sum()), float((capitals[there] / ratios[there]).sum())


def lent(market: CreditMarket, banks: Mask) -> float:
    """Loans of some banks to enterprises, in fen."""
    return float(market.economy.banks.column("sme_loans")[banks].sum())


class OnePoint(Experiment):
    """Debt of firms with banks that must hold a point more capital against that of others."""

    fact = "D1"
    firms = 20_000
    title: ClassVar = {"en": "One point of capital requirement", "zh": "资本要求提高一个百分点"}
    figures = (
        figure("lending", "Loans of such banks", "受影响银行贷款", "share", -0.08, -0.01),
        figure("fixed_assets", "Fixed assets, at full reliance", "固定资产（完全依赖）", "share"),
        figure("invested", "Investment, at full reliance", "投资（相对固定资产）", "share"),
        figure("jobs", "Jobs, at full reliance", "就业（完全依赖）", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """On the share of debt at such banks two years on, each firm against its twin."""
        market, twin = worlds(seed, firms, BEFORE + TWO_YEARS, "requirement_one", TWIN)
        live_to(BEFORE, market, twin)
        firms_there, struck = borrowers_of(twin), struck_banks(market)
        debt, assets = firms_there.debt(twin), firms_there.read(twin, "fixed_assets")
        exposed = firms_there.debt(twin, struck) / debt
        sums = [Investment(each, firms_there) for each in (market, twin)]
        for each in sums:
            each.live_to(BEFORE + TWO_YEARS)
        growth = grown(debt, firms_there.debt(market)) - grown(debt, firms_there.debt(twin))
        return {
            "lending": slope_by_debt(growth, exposed, debt),
            "fixed_assets": slope(between(firms_there, market, twin, "fixed_assets"), exposed),
            "invested": slope((sums[0].total - sums[1].total) / np.maximum(assets, 1.0), exposed),
            "jobs": slope(between(firms_there, market, twin, "employees"), exposed),
        }


def between(cohort: Cohort, market: CreditMarket, twin: CreditMarket, column: str) -> Values:
    """Log ratio of a column in a market to that in its twin."""
    return log_ratio(cohort.read(market, column), cohort.read(twin, column))


def slope_by_debt(effect: Values, cause: Values, debt: Values) -> Part:
    """Effect per unit of the cause by least squares, firms weighted by what they owe."""
    moved = cause - np.average(cause, weights=debt)
    return total(debt * moved * effect) / total(debt), total(debt * moved * moved) / total(debt)


class ThreePoints(Experiment):
    """How banks meet a higher requirement with notice, and what it does to those that rely on them."""

    fact = "L1"
    firms = 20_000
    title: ClassVar = {"en": "How banks meet a higher requirement", "zh": "银行如何满足更高资本要求"}
    figures = (
        figure("denominator", "Of the ratio's rise by fewer assets", "资本充足率上升中资产收缩占比", "share", 0.5, 1.0),
        figure("ratio", "Rise of the ratio", "资本充足率升幅", "share"),
        figure("lending", "Loans of such banks less the others", "受影响银行贷款相对其他银行", "share", -0.25, -0.03),
        figure("assets", "Assets of firms, full reliance", "企业资产（完全依赖）", "share", -0.06, -0.005),
        figure("sales", "Sales of firms, full reliance", "企业销售额（完全依赖）", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Two years on against the twin: logs of equity, assets and loans of banks, and firms on their reliance."""
        market, twin = worlds(seed, firms, BEFORE + TWO_YEARS, "requirement_three", TWIN)
        live_to(BEFORE, market, twin)
        firms_there, struck = borrowers_of(twin), struck_banks(market)
        exposed = firms_there.debt(twin, struck) / firms_there.debt(twin)
        live_to(BEFORE + TWO_YEARS, market, twin)
        (equity, assets), (usual_equity, usual_assets) = (capital_and_assets(each, struck) for each in (market, twin))
        rise = np.log(equity / usual_equity) - np.log(assets / usual_assets)
        loans = [np.log(lent(market, banks) / lent(twin, banks)) for banks in (struck, ~struck)]
        held = [
            sum(firms_there.read(each, name) for name in ("fixed_assets", "inventory", "receivables", "cash"))
            for each in (market, twin)
        ]
        return {
            "denominator": (float(-np.log(assets / usual_assets)), float(rise)),
            "ratio": (equity / assets - usual_equity / usual_assets, 1.0),
            "lending": (float(loans[0] - loans[1]), 1.0),
            "assets": slope(log_ratio(*(np.asarray(each, float) for each in held)), exposed),
            "sales": slope(between(firms_there, market, twin, "year_sales"), exposed),
        }


class LossOfFunding(Experiment):
    """On whom banks cut when their own funds leave: by size and by length of the tie."""

    fact = "L4"
    firms = 20_000
    title: ClassVar = {"en": "A loss of banks' funding by size of firm", "zh": "银行资金流失对不同规模企业的影响"}
    note: ClassVar = {
        "en": "Medium firms stand for large ones, which are not in the loan book.",
        "zh": "以中型企业代表不在贷款簿中的大型企业。",
    }
    figures = (
        figure("small", "Debt at such banks, micro and small", "小微在受影响银行的债务", "share"),
        figure("medium", "The same, medium firms", "中型企业", "share"),
        figure("times", "Small over medium cut", "小微与中型降幅之比", "ratio", 1.3, None),
        figure("replaced", "Of small firms' cut replaced", "小微被替代部分", "share", None, 0.4),
        figure("ties", "New less old ties", "新关系减老关系", "share", None, 0.0, clear=True),
    )

    #: Where banks cut small firms by less, there is no cut to compare.
    least_cut: ClassVar = 0.001

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Clients of such banks a year on against the twin: what they owe these banks, and all banks."""
        market, twin = worlds(seed, firms, BEFORE + YEAR, "funding_loss", TWIN)
        live_to(BEFORE, market, twin)
        firms_there, struck = borrowers_of(twin), struck_banks(market)
        clients = firms_there.chosen(firms_there.debt(twin, struck) > 0.0)
        small, opening = clients.read(twin, "size") < MEDIUM, clients.debt(twin, struck)
        tie = first_loan(twin, clients)
        old = tie <= np.median(tie)
        live_to(BEFORE + YEAR, market, twin)
        there, in_all = (
            clients.debt(market, banks) - clients.debt(twin, banks) for banks in (struck, np.ones_like(struck))
        )
        cuts = {
            key: total(there[among]) / total(opening[among])
            for key, among in (("small", small), ("medium", ~small), ("old", small & old), ("young", small & ~old))
        }
        known = 1.0 if cuts["small"] < -self.least_cut else float("nan")
        return {
            "small": (cuts["small"], 1.0),
            "medium": (cuts["medium"], 1.0),
            "times": (known * cuts["small"], cuts["medium"]),
            "replaced": (known * (total(there[small]) - total(in_all[small])), total(there[small])),
            "ties": (known * (cuts["young"] - cuts["old"]), 1.0),
        }


def first_loan(market: CreditMarket, cohort: Cohort) -> Values:
    """Month in which the oldest of its loans that are out was made, by firm."""
    from ....simulation.state.loan_columns import KEY_BITS

    loans = market.economy.loans
    live = loans.column("status") > 0
    owners, opened = loans.column("id")[live] >> KEY_BITS, loans.column("opened")[live].astype(float)
    place = np.minimum(np.searchsorted(cohort.keys, owners), len(cohort) - 1)
    ours = cohort.keys[place] == owners
    found = np.full(len(cohort), np.inf)
    np.minimum.at(found, place[ours], opened[ours])
    return found


class SupportingFactor(Experiment):
    """Applications that end without a loan, by size, where loans to small and medium firms weigh less."""

    fact = "D2"
    firms = 20_000
    title: ClassVar = {"en": "The supporting factor by size", "zh": "支持系数对不同规模企业的影响"}
    figures = (
        figure("medium", "Refused, medium firms", "中型企业被拒率变动", "share", None, 0.0, clear=True),
        figure("micro", "Refused, micro firms", "微型企业被拒率变动", "share", -0.005, 0.005),
        figure("more", "Medium less micro", "中型减微型", "share", None, 0.0, clear=True),
        figure("lending", "Loans", "贷款余额", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Shares of applications of two years against the twin."""
        markets = worlds(seed, firms, BEFORE + TWO_YEARS, "supporting_factor", TWIN)
        live_to(BEFORE + TWO_YEARS, *markets)
        counts = [market.recorder.raw().loc[BEFORE + 1 :].sum() for market in markets]
        moved = {}
        for size in ("micro", "medium"):
            there, here = (each[f"refused_size_{size}"] / each[f"applications_size_{size}"] for each in counts)
            moved[size] = float(there - here)
        loans = [float(market.enterprises["bank_debt"].sum()) for market in markets]
        return {
            "medium": (moved["medium"], 1.0),
            "micro": (moved["micro"], 1.0),
            "more": (moved["medium"] - moved["micro"], 1.0),
            "lending": (loans[0] - loans[1], loans[1]),
        }


class Buffers(Experiment):
    """Capital above the minimum over the cycle, at large and at small banks, twenty years."""

    fact = "B8"
    title: ClassVar = {"en": "Banks' buffers over the cycle", "zh": "银行资本缓冲与经济周期"}
    figures = (
        figure("large", "Buffer per point of growth, large banks", "大型银行缓冲对增长", "share", -0.35, -0.05),
        figure("small", "The same, rural banks", "农村金融机构", "share"),
    )
    years: ClassVar = 20

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Buffer over its own mean on growth of output in points, banks that last, years 2 to 20."""
        (market,) = worlds(seed, firms, 12 * self.years, TWIN, calm=False)
        kinds = market.economy.banks.column("type").copy()
        buffers, gaps = [], []
        for year in range(1, self.years + 1):
            gap = 0.0
            while market.month < 12 * year:
                market.step()
                gap += market.economy.cycle.gap / 12.0
            gaps.append(gap)
            ratios, least = market.economy.capital_ratios, market.economy.numbers.banking.minimum_ratio
            buffers.append(ratios - least)
        growth, held = PERCENT * np.diff(gaps), np.array(buffers)[1:]
        lasts = (market.economy.banks.column("open") == 1) & (held.mean(axis=0) > 0.0)
        found = {}
        for key, chosen in (("large", lasts & np.isin(kinds, (0, 1))), ("small", lasts & (kinds == 3))):
            moved = held[:, chosen] / held[:, chosen].mean(axis=0) - 1.0
            cause = np.broadcast_to((growth - growth.mean())[:, None], moved.shape)
            found[key] = (float((cause * moved).sum()), float((cause * cause).sum()))
        return found
