"""What an extra loan buys: offered by lot in some markets (H1), and to firms at their limit and others (H2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Mask, Values, live_to, log_ratio, mean_of, regressed, total, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.stresses.choice import SomeFirms

AFTER, LONG = 24, 60
#: Yearly sales below which a firm is a shop like those of the lottery of H1, in yuan.
SHOP_SELLS = 10e6


def firms_offered(market: CreditMarket) -> SomeFirms:
    """Whom the offer of a scenario is made to."""
    return next(stress.firms for stress in market.conditions.stresses if hasattr(stress, "firms"))


def of_rows(market: CreditMarket, cohort: Cohort, rows: np.ndarray) -> Mask:
    """Which of a cohort stand in these rows."""
    return np.isin(cohort.keys, market.economy.firms.column("id")[rows])


class LoansByLot(Experiment):
    """Sales of firms that were offered a loan, and of their rivals in markets where many were."""

    fact = "H1"
    firms = 20_000
    title: ClassVar = {"en": "Loans offered by lot: own effect and rivals", "zh": "随机贷款：自身效应与对同业的影响"}
    note: ClassVar = {
        "en": (
            "Whoever is offered the loan takes it: 8% of yearly sales, all due after three years. Rivals are "
            "those of the same sector and region. The figures are of shops like those of the lottery, which sold for "
            "half a million dollars a year and mostly did not own their stores: sales below 10 million yuan, mean 3.5 "
            "million, and nothing to pledge; the sixth is of all who were offered. The share offered is one of "
            "sales: medium firms, which are offered none, sell to the same customers. The last figure shows rivals "
            "against a world without offers, wherever they are."
        ),
        "zh": (
            "获提供者均接受贷款：年销售额的8%，三年到期还本。同业指同行业同地区企业。各指标取与原实验店铺相近的企业（原实验店铺"
            "年销售额约50万美元，大多不自有店面）：年销售额不足1000万元（平均350万元）且无可抵押资产；第六项为全部获提供企业。"
            "获贷比例按销售额计：未获提供的中型企业与其争夺同一批客户。末项为同业相对无贷款世界的变动。"
        ),
    }
    figures = (
        figure("own", "Sales, offered less not offered", "获贷与未获贷企业销售额之差", "share", 0.03, 0.15),
        figure("rivals", "Sales as the offered share goes 0 to 1", "获贷比例由0升至1时的销售额", "share", -0.12, -0.02),
        figure("sum", "Both together", "两者之和", "share", -0.04, 0.06),
        figure("other_loans", "Other loans per yuan", "每元贷款引起的其他贷款变动", "ratio", -0.2, 0.2),
        figure("other_by_firm", "The same, each firm counting once", "同上，各企业等权", "ratio"),
        figure("other_loans_all", "The same, all who were offered one", "同上，全部获提供企业", "ratio"),
        figure("workers", "Workers, offered less not", "就业，获贷减未获贷", "share"),
        figure("profit", "Profit per yuan a year", "每元贷款的年利润", "ratio"),
        figure("rivals_in_all", "Rivals against a world without offers", "同业相对无贷款世界", "share"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Log sales on the own offer and on the share offered in the market, each firm against its twin."""
        market, twin = worlds(seed, firms, BEFORE + AFTER, "loans_offered", TWIN)
        live_to(BEFORE, market, twin)
        some, everyone = firms_offered(market), Cohort(market)
        rows = some.of_the_kind(market.economy)
        kind = everyone.chosen(of_rows(market, everyone, rows))
        drawn = of_rows(market, kind, some.struck(market.economy))
        shares = share_of_sales(market, everyone, kind, drawn)
        shops = are_shops(kind, market)
        live_to(BEFORE + 1, market, twin)
        # Those who closed in between were not offered it: the draw is by lot, so the rest compare as before.
        offered = kind.debt(market) - kind.debt(twin)
        treated = drawn & (offered > 0.0)
        live_to(BEFORE + AFTER, market, twin)
        sales, workers = (
            log_ratio(kind.read(market, name), kind.read(twin, name)) for name in ("year_sales", "employees")
        )
        given, competed = treated[shops].astype(float), shares[shops]
        own, rivals = regressed(sales[shops], given, competed)
        staff, _ = regressed(workers[shops], given, competed)
        more = profit(kind, market) - profit(kind, twin)
        (earned,) = regressed(more[shops], np.where(treated, offered, 0.0)[shops])
        others = mean_of(sales, shops & ~treated & (shares > 0.0))
        alive = treated & kind.lives(market) & kind.lives(twin)
        change, left = other_loans(kind, market, twin)
        owes = alive & (left > 0.0)
        theirs = owes & shops
        return {
            "own": (float(own), 1.0),
            "rivals": (float(rivals), 1.0),
            "sum": (float(own + rivals), 1.0),
            "other_loans": (total(change[theirs]), total(left[theirs])),
            "other_by_firm": (mean_of(change / np.maximum(left, 1.0), theirs), 1.0),
            "other_loans_all": (total(change[owes]), total(left[owes])),
            "workers": (float(staff), 1.0),
            "profit": (float(earned), 1.0),
            "rivals_in_all": (others, float(competed[competed > 0.0].mean())),
        }


def are_shops(cohort: Cohort, market: CreditMarket) -> Mask:
    """Which firms are like the shops of the lottery: of their size, and without anything to pledge."""
    from ....simulation.ground.units import fen

    sales, pledgeable = cohort.read(market, "year_sales"), cohort.read(market, "pledgeable")
    return (sales < fen(SHOP_SELLS)) & (pledgeable <= 0.0)


def share_of_sales(market: CreditMarket, everyone: Cohort, kind: Cohort, drawn: Mask) -> Values:
    """Part of the sales of small and medium firms of its sector and region that those drawn have, for each firm."""
    from ....simulation.state.structure import LARGE, REGIONS, SECTORS

    def by_market(cohort: Cohort, counted: Mask) -> tuple[Values, NDArray[np.intp]]:
        place = (cohort.read(market, "sector") * len(REGIONS) + cohort.read(market, "region")).astype(np.intp)
        sales = cohort.read(market, "year_sales") * counted
        return np.bincount(place, sales, len(SECTORS) * len(REGIONS)).astype(np.float64), place

    all_sales, _ = by_market(everyone, everyone.read(market, "size") != LARGE)
    theirs, place = by_market(kind, drawn)
    return theirs[place] / np.maximum(all_sales[place], 1.0)


def profit(cohort: Cohort, market: CreditMarket) -> Values:
    """Cash margin before debt service times sales, fen a year."""
    return cohort.read(market, "margin") * cohort.read(market, "year_sales")


def other_loans(cohort: Cohort, market: CreditMarket, twin: CreditMarket) -> tuple[Values, Values]:
    """By firm: change of bank debt but for what is left of the loan offered, and what is left of it, fen."""
    from ....simulation.state.loan_columns import KEY_BITS

    loans, month = market.economy.loans, BEFORE + 1
    (stress,) = market.conditions.stresses
    offered = (loans.column("status") > 0) & (loans.column("opened") == month)
    offered &= loans.column("maturity") - loans.column("opened") == stress.tenor  # type: ignore[attr-defined]
    left = np.zeros(len(cohort))
    owners = loans.column("id")[offered] >> KEY_BITS
    place = np.minimum(np.searchsorted(cohort.keys, owners), len(cohort) - 1)
    ours = cohort.keys[place] == owners
    np.add.at(left, place[ours], loans.column("balance")[offered][ours].astype(np.float64))
    return cohort.debt(market) - cohort.debt(twin) - left, left


class LimitsByLot(Experiment):
    """Firms to which banks would lend no more, and firms to which they would: other debt, sales, profit."""

    fact = "H2"
    firms = 20_000
    title: ClassVar = {
        "en": "Limits raised, for firms at their limit and others",
        "zh": "提高授信：受约束与不受约束企业",
    }
    note: ClassVar = {
        "en": (
            "A loan of a tenth of what a firm owes, by lot, instead of a limit; at its limit is a firm to which "
            "no bank would lend that much more."
        ),
        "zh": "以随机发放相当于债务一成的贷款代替提高额度；各家银行均不再增贷者视为受约束。",
    }
    figures = (
        figure("crowded_out", "At limit: other debt lost per yuan", "受约束：每元挤出", "ratio", 0.0, 0.2),
        figure("sales", "At limit: sales on limit", "受约束：销售额对额度弹性", "ratio", 0.2, 1.2),
        figure("profit", "At limit: profit per yuan", "受约束：每元年利润", "ratio", 0.15, 1.0),
        figure("free_crowded_out", "Not: other debt lost per yuan", "不受约束：每元挤出", "ratio", 0.5, None),
        figure("free_sales", "Not: sales on limit", "不受约束：销售额对额度弹性", "ratio", None, 0.1),
        figure("bound", "Borrowers at their limit", "受约束企业占比", "share"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Firms with the rise against those without, each against its twin, by whether banks would lend more."""
        market, twin = worlds(seed, firms, BEFORE + AFTER, "limits_raised", TWIN)
        live_to(BEFORE, market, twin)
        some, everyone = firms_offered(market), Cohort(market)
        kind = everyone.chosen(of_rows(market, everyone, some.of_the_kind(market.economy)))
        bound = would_be_refused(market, kind, 0.10 * kind.debt(market))
        drawn = of_rows(market, kind, some.struck(market.economy))
        live_to(BEFORE + 1, market, twin)
        given = np.where(drawn, kind.debt(market) - kind.debt(twin), 0.0)
        treated = given > 0.0
        live_to(BEFORE + AFTER, market, twin)
        sales = log_ratio(kind.read(market, "year_sales"), kind.read(twin, "year_sales"))
        earned = profit(kind, market) - profit(kind, twin)
        raised = treated & kind.lives(market) & kind.lives(twin)
        found: dict[str, Part] = {"bound": (float(bound.sum()), float(len(bound)))}
        change, left = other_loans(kind, market, twin)
        for prefix, among in (("", bound), ("free_", ~bound)):
            difference = mean_of(sales, raised & among) - mean_of(sales, ~treated & among)
            found[f"{prefix}crowded_out"] = (-total(change[raised & among]), total(left[raised & among]))
            found[f"{prefix}sales"] = (difference, float(np.log(1.10)))
        found["profit"] = (
            mean_of(earned, raised & bound) - mean_of(earned, ~treated & bound),
            mean_of(given, raised & bound),
        )
        return found


def would_be_refused(market: CreditMarket, cohort: Cohort, asked: Values) -> Mask:
    """Which of them no bank would lend so many fen more this month."""
    from ....simulation.behaviour.lending.credit_rationing import offers_to
    from ....simulation.state import offer_columns as oc

    rows = cohort.rows(market).astype(np.int32)
    offers, _ = offers_to(market.economy, rows, np.maximum(asked, 1.0).astype(np.int64))
    refused: Mask = offers[:, oc.O_STATUS] == oc.REFUSED
    return refused


class LimitsLifted(Experiment):
    """Firms with a high return to capital against the others, in two sectors whose firms borrow what they ask for."""

    fact = "H5"
    firms = 20_000
    title: ClassVar = {"en": "Credit limits lifted: firms of high return", "zh": "取消信贷约束：高资本回报企业"}
    note: ClassVar = {
        "en": "Limits are three times as high in transport and manufacturing, and those that ask are not refused.",
        "zh": "交通运输与制造业额度提高到三倍，申请不被拒。",
    }
    figures = (
        figure("capital", "Capital, high less low return", "资本，高减低", "share", 0.15, 0.80),
        figure("sales", "Sales, high less low return", "销售额，高减低", "share", 0.05, 0.30),
        figure("low", "Capital of firms of low return", "低回报企业资本", "share", -0.05, 0.05),
        figure("variance", "Variance, log sales per capital", "销售资本比对数方差变动", "index", None, 0.0, clear=True),
        figure("productivity", "Sector productivity", "行业生产率", "share", 0.0, 0.15),
        figure("workers", "Workers, high less low return", "就业，高减低", "share"),
    )
    #: Weight of capital in the product of capital and labour by which sales are divided.
    capital_share: ClassVar = 0.4

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Sixty months on, each firm against its twin, by sales over capital above or below the sector's median."""
        market, twin = worlds(seed, firms, BEFORE + LONG, "limits_lifted", TWIN)
        live_to(BEFORE, market, twin)
        some, everyone = firms_offered(market), Cohort(market)
        kind = everyone.chosen(of_rows(market, everyone, some.of_the_kind(market.economy)))
        sales, capital = kind.read(twin, "year_sales"), kind.read(twin, "fixed_assets")
        per_capital, sector = sales / np.maximum(capital, 1.0), kind.read(twin, "sector")
        high = np.zeros(len(kind), bool)
        for each in np.unique(sector):
            ours = sector == each
            high[ours] = per_capital[ours] > np.median(per_capital[ours])
        live_to(BEFORE + LONG, market, twin)
        moved = {
            key: log_ratio(kind.read(market, name), kind.read(twin, name))
            for key, name in (("capital", "fixed_assets"), ("sales", "year_sales"), ("workers", "employees"))
        }
        found: dict[str, Part] = {
            key: (mean_of(effect, high) - mean_of(effect, ~high), 1.0) for key, effect in moved.items()
        }
        there, here = (self._of_sectors(each, np.unique(sector)) for each in (market, twin))
        return {
            **found,
            "low": (mean_of(moved["capital"], ~high), 1.0),
            "variance": (there[0] - here[0], 1.0),
            "productivity": (there[1] - here[1], 1.0),
        }

    def _of_sectors(self, market: CreditMarket, sectors: np.ndarray) -> tuple[float, float]:
        """Variance of log sales per capital, and log productivity of all together."""
        firms = market.enterprises
        ours = np.isin(firms["sector"], sectors) & (firms["size"] < 3)
        ours &= (firms["year_sales"] > 0) & (firms["fixed_assets"] > 0)
        sales, capital, labour = (
            firms[name][ours].astype(float) for name in ("year_sales", "fixed_assets", "employees")
        )
        inputs = self.capital_share * np.log(capital.sum()) + (1.0 - self.capital_share) * np.log(labour.sum())
        return float(np.log(sales / capital).var()), float(np.log(sales.sum()) - inputs)
