"""Growth of firms that are bound by their own money follows their cash flow (N1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..loan_logs import owed
from ..worlds import TWIN, Cohort, Mask, Values, live_to, total, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

YEARS = 10
LEAST_WORKERS, LARGE = 20.0, 3
#: Growth beyond this, up or down, is cut off, as such panels do.
LARGEST_GROWTH = 1.0


class CashFlowAndGrowth(Experiment):
    """Assets, working capital and fixed assets on last year's cash flow, with an effect of each firm."""

    fact = "N1"
    firms = 40_000
    title: ClassVar = {"en": "Growth follows cash flow", "zh": "增长依赖现金流"}
    note: ClassVar = {
        "en": (
            "Firms with something to pledge whose owners borrow from banks stand for those with easy credit: who will "
            "not borrow is bound by its own money, whatever it could pledge. Working capital is current assets less "
            "current liabilities, and investment in it and in fixed capital is set against the cash flow of the same "
            "year, as Ding, Guariglia and Knight did."
        ),
        "zh": (
            "以有抵押物且业主愿意向银行借款的企业代表易获信贷者：不愿借款者无论有何抵押物，都受制于自有资金。营运资金为流动资产减流动负债；"
            "营运资金投资与固定投资均对同年现金流回归，与 Ding、Guariglia 和 Knight 的做法相同。"
        ),
    }
    figures = (
        figure("assets", "Asset growth on cash flow", "资产增长对现金流", "ratio", 0.1, 0.9),
        figure("eased", "The same: easy less usual borrowing", "易获贷企业减其他", "ratio", None, 0.0),
        figure("working", "Working less fixed capital", "营运资金敏感度减固定资产", "ratio", 0.0, None, clear=True),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Yearly changes on cash flow, both over assets, that of the year before for assets; firms of 20 workers up."""
        (market,) = worlds(seed, firms, 12 * YEARS, TWIN, calm=False)
        live_to(12, market)
        everyone = Cohort(market)
        workers, size = everyone.read(market, "employees"), everyone.read(market, "size")
        cohort = everyone.chosen((workers >= LEAST_WORKERS) & (size < LARGE))
        eased = (cohort.read(market, "pledgeable") > 0.0) & borrows_if_needed(market, cohort)
        stocks = [_stocks(cohort, market)]
        for year in range(2, YEARS + 1):
            live_to(12 * year, market)
            stocks.append(_stocks(cohort, market))
        held = {name: np.array([each[name] for each in stocks]) for name in stocks[0]}
        assets = held["assets"][1:-1]
        cash_flow = held["cash_flow"][1:-1] / held["assets"][:-2]
        grown = {name: np.diff(held[name], axis=0)[1:] / assets for name in ("assets", "working", "fixed")}
        same_year = held["cash_flow"][2:] / assets
        by_name = {
            name: _within(effect, cash_flow if name == "assets" else same_year) for name, effect in grown.items()
        }
        eased_slope, bound_slope = (
            _value(_within(grown["assets"][:, among], cash_flow[:, among])) for among in (eased, ~eased)
        )
        top = by_name["working"][0] - by_name["fixed"][0]
        return {
            "assets": by_name["assets"],
            "eased": (eased_slope - bound_slope, 1.0),
            "working": (top, by_name["working"][1]),
        }


def borrows_if_needed(market: CreditMarket, cohort: Cohort) -> Mask:
    """Whose owners borrow from banks when the firm needs it."""
    from ....simulation.behaviour.lending.credit_demand import is_willing

    willing, ranks = market.economy.numbers.population.willing_share, cohort.read(market, "debt_rank")
    sizes = np.nan_to_num(cohort.read(market, "size")).astype(np.int64)
    return np.array([is_willing(rank, willing[size]) for rank, size in zip(ranks, sizes, strict=True)], np.bool_)


def _stocks(cohort: Cohort, market: CreditMarket) -> dict[str, Values]:
    """Assets, working capital, fixed assets and the year's cash flow of each firm, fen."""
    fixed = cohort.read(market, "fixed_assets")
    current = sum(cohort.read(market, name) for name in ("cash", "inventory", "receivables", "linked_receivables"))
    loans = market.economy.loans
    due = owed(cohort, market.economy, loans.column("maturity") - market.month <= 12) + cohort.read(
        market, "late_bills"
    )
    assets = np.maximum(fixed + current, 1.0)
    earned = cohort.read(market, "margin") * cohort.read(market, "year_sales")
    return {"assets": assets, "working": current - due, "fixed": fixed, "cash_flow": earned}


def _within(effect: Values, cause: Values) -> Part:
    """Slope of the effect on the cause, both (years, firms) and each from its firm's mean; firms known in all years."""
    whole = np.logical_and(np.isfinite(effect).all(axis=0), np.isfinite(cause).all(axis=0))
    effect, cause = (np.clip(each[:, whole], -LARGEST_GROWTH, LARGEST_GROWTH) for each in (effect, cause))
    if not whole.any():
        return float("nan"), float("nan")
    moved = cause - cause.mean(axis=0)
    count = float(moved.size)
    return total((moved * (effect - effect.mean(axis=0))).ravel()) / count, total((moved * moved).ravel()) / count


def _value(part: Part) -> float:
    return part[0] / part[1] if part[1] else float("nan")
