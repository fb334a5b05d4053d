"""What banks learn from others: a shared record of credit (E1), the tax record and banks' own risk (E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..loan_logs import LoanLog, defaults_within
from ..worlds import BEFORE, TWIN, Cohort, Values, grown, live_to, mean_of, total, worlds

if TYPE_CHECKING:
    from ....simulation.state.economy import Economy

YEAR, LARGE = 12, 3
THREE_YEARS = 36


class SharedRecord(Experiment):
    """Credit, its price and defaults with a shared record of every firm, for opaque firms and others."""

    fact = "E1"
    firms = 20_000
    title: ClassVar = {"en": "A shared record of credit", "zh": "信用信息共享"}
    note: ClassVar = {
        "en": (
            "Firms of month 12 against the same firms without the record, three years on; opaque: the lower third by "
            "transparency. Rates and defaults: loans made since, in all."
        ),
        "zh": "第12个月的企业，三年后相对无共享时的自身；透明度后三分之一为不透明；利率与违约按其后新发放贷款计。",
    }
    figures = (
        figure("credit", "Bank debt of small firms", "中小企业银行债务", "share", 0.0, None, clear=True),
        figure("rate", "Rate of new loans", "新发放贷款利率", "share per year", None, 0.0, clear=True),
        figure("bad", "New loans in default within a year", "新发放贷款一年内违约", "share", None, 0.0, clear=True),
        figure("opaque", "Borrowers, opaque less others", "有贷占比，不透明减其他", "share", 0.0, None, clear=True),
        figure("opaque_debt", "Growth of debt, opaque less others", "债务增长，不透明减其他", "share"),
        figure("borrowers", "Firms that borrow", "有贷企业占比", "share"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """With the record less without."""
        markets = worlds(seed, firms, BEFORE + THREE_YEARS, "credit_registry", TWIN)
        live_to(BEFORE, *markets)
        logs = [LoanLog(BEFORE + 1) for _ in markets]
        for market, log in zip(markets, logs, strict=True):
            market.observe(log)
        everyone = Cohort(markets[0])
        small = everyone.chosen(everyone.read(markets[0], "size") < LARGE)
        before, shows = small.debt(markets[0]), small.read(markets[0], "transparency")
        opaque = shows <= np.quantile(shows, 1.0 / 3.0)
        live_to(BEFORE + THREE_YEARS, *markets)
        debts = [small.debt(market) for market in markets]
        growth = grown(before, debts[0]) - grown(before, debts[1])
        borrows = (debts[0] > 0.0).astype(float) - (debts[1] > 0.0)
        tables = [log.table() for log in logs]
        rates = [float(np.average(loans["rate"], weights=loans["amount"])) for loans in tables]
        bad = [
            mean_of(defaults_within(loans, YEAR), loans["opened"] <= market.month - YEAR)
            for loans, market in zip(tables, markets, strict=True)
        ]
        return {
            "credit": (total(debts[0]) - total(debts[1]), total(debts[1])),
            "rate": (rates[0] - rates[1], 1.0),
            "bad": (bad[0] - bad[1], 1.0),
            "opaque": (mean_of(borrows, opaque) - mean_of(borrows, ~opaque), 1.0),
            "opaque_debt": (mean_of(growth, opaque) - mean_of(growth, ~opaque), 1.0),
            "borrowers": (float(borrows.mean()), 1.0),
        }


class BanksAndArrears(Observer):
    """By month and bank: yearly profit and equity over loans; and what of small firms' loans is overdue or bad."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._returns: list[Values] = []
        self._equity: list[Values] = []
        self.lent = self.overdue = 0.0

    def books_closed(self, economy: Economy) -> None:
        """Read the books of the month."""
        from ....simulation.behaviour.banking.bank_balance import equities_of_banks

        if economy.month < self.first:
            return
        banks, book = economy.banks, economy.loans
        loans = np.maximum(banks.column("sme_loans") + banks.column("large_loans"), 1).astype(float)
        self._returns.append(YEAR * banks.column("usual_profit") / loans)
        self._equity.append(equities_of_banks(economy) / loans)
        live, late = book.column("status") > 0, (book.column("status") == 2) | (book.column("arrears") > 0)
        balance = book.column("balance").astype(float)
        self.lent += float(balance[live].sum())
        self.overdue += float(balance[live & late].sum())

    def z_scores(self, open_banks: np.ndarray) -> Values:
        """Log of mean return and equity over loans, over the standard deviation of the return, by bank."""
        returns, equity = (np.array(each)[:, open_banks] for each in (self._returns, self._equity))
        safety = returns.mean(axis=0) + equity.mean(axis=0)
        return np.log(np.maximum(safety, 1e-6) / np.maximum(returns.std(axis=0), 1e-9))


class TaxRecordAndBanks(Experiment):
    """Banks' distance to insolvency, their lending and overdue loans once they read the tax record."""

    fact = "E3"
    title: ClassVar = {"en": "The tax record, banks' risk and arrears", "zh": "银税互动、银行风险与逾期"}
    note: ClassVar = {
        "en": (
            "Z-score: mean return and equity over loans, over the standard deviation of the return; log, by bank. The "
            "record is that of taxpayers of the grades A and B, as it was until 2019."
        ),
        "zh": (
            "Z值：贷款收益率与资本/贷款均值之和除以收益率标准差，取对数，按银行。"
            "仅限纳税信用A、B级企业的记录，与2019年以前的规定一致。"
        ),
    }
    figures = (
        figure("z_score", "Z-score of banks, log", "银行Z值（对数）", "share", 0.0, None, clear=True),
        figure("lending", "Bank debt of small firms", "中小企业银行债务", "share", 0.0, None, clear=True),
        figure("overdue", "Overdue and bad loans, share of all", "逾期与不良贷款占比", "share", None, 0.0, clear=True),
        figure("usual", "Overdue and bad loans, without", "无银税互动时逾期与不良占比", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Seven years from the second year on, over the cycle; debt at the end."""
        last = BEFORE + YEAR + 7 * YEAR
        markets = worlds(seed, firms, last, "bank_tax_links", TWIN, calm=False)
        books = [BanksAndArrears(BEFORE + YEAR + 1) for _ in markets]
        for market, each in zip(markets, books, strict=True):
            market.observe(each)
        live_to(last, *markets)
        there = np.all([market.economy.banks.column("open") == 1 for market in markets], axis=0)
        scores = [each.z_scores(there) for each in books]
        debts = [float(market.enterprises["bank_debt"].sum()) for market in markets]
        late = [each.overdue / each.lent if each.lent else float("nan") for each in books]
        return {
            "z_score": (float((scores[0] - scores[1]).mean()), 1.0),
            "lending": (debts[0] - debts[1], debts[1]),
            "overdue": (late[0] - late[1], 1.0),
            "usual": (late[1], 1.0),
        }
