"""Guarantees opened to new firms of some sectors (C1): what becomes of those founded since, against other sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.structure import SECTORS
from ..experiment import Experiment, Figure, Part, figure
from ..loan_logs import failures, rates_paid
from ..worlds import BEFORE, Cohort, Mask, Values, live_to, log_ratio, mean_of, worlds
from .startups import Founded, founded

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.observe.grants import DepartureLog
    from ....simulation.policy.risk_sharing import RiskSharing

#: Firms founded in these months after the scheme opened are followed for four years.
FOUNDED, FOUR_YEARS = 24, 48


class NewFirms(Experiment):
    """Births, growth, price of debt and failures of new firms where they became eligible, against elsewhere."""

    fact = "C1"
    firms = 20_000
    title: ClassVar = {"en": "Guarantees opened to new firms", "zh": "担保向新设企业开放"}
    note: ClassVar = {
        "en": (
            "Differences between sectors opened and others, each against a world in which none was. Firms founded "
            "within 24 months; all at most four years old."
        ),
        "zh": "开放行业与其他行业之差，均相对未开放的世界。24个月内新设企业，均不超过四年。",
    }
    figures = (
        figure("jobs", "Workers of those that live", "存续企业就业", "share", 0.0, None, clear=True),
        figure("rate", "Rate that they pay banks", "银行贷款利率", "share per year", None, 0.0, clear=True),
        figure("failure", "Failed within four years", "四年内倒闭", "share", 0.0, None, clear=True),
        Figure("births", {"en": "Firms founded", "zh": "新设企业数"}, "share", -0.03, 0.03, passes_at_zero=True),
        figure("debt", "Bank debt, over sales", "银行债务/销售额", "ratio"),
        figure("capital", "Fixed assets of those that live", "存续企业固定资产", "share"),
        figure("borrowers", "Firms with bank debt", "有贷企业占比", "share"),
        figure("usual", "Failed within four years, unopened", "未开放行业四年内倒闭", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Four years after the last was founded, failures within each firm's own four years."""
        from ....simulation.observe.grants import DepartureLog

        markets = worlds(seed, firms, BEFORE + FOUNDED + FOUR_YEARS, "new_firms_opened", "new_firms_closed")
        live_to(BEFORE, *markets)
        sectors, found = opened_sectors(markets[0]), []
        for market in markets:
            log = DepartureLog()
            market.observe(log)
            new = founded(market, BEFORE + FOUNDED)
            live_to(BEFORE + FOUNDED + FOUR_YEARS, market)
            found.append(Lived(market, new, log, sectors))
        opened, closed = found
        return {
            **{key: (opened.difference(closed, key), 1.0) for key in ("jobs", "capital", "rate", "debt", "borrowers")},
            "failure": (opened.failed(True) - opened.failed(False) - closed.failed(True) + closed.failed(False), 1.0),
            "births": (opened.births() - closed.births(), 1.0),
            "usual": (closed.failed(False), 1.0),
        }


def opened_sectors(market: CreditMarket) -> list[int]:
    """Codes of the sectors that the scheme for new firms opened."""
    scheme: RiskSharing = next(each for each in market.conditions.policies if each.name == "new_firms")  # type: ignore[assignment]
    return [SECTORS.index(name) for name in scheme.eligible.sector]


class Lived:
    """Firms founded in one world: who is there in the end and with what, and who failed."""

    def __init__(self, market: CreditMarket, new: Founded, log: DepartureLog, opened: list[int]) -> None:
        self.keys = new.keys
        self.opened: Mask = np.isin(new.sector, opened)
        self._cohort = Cohort(market).chosen(np.isin(Cohort(market).keys, new.keys))
        self._failed = np.isin(new.keys, failures(log, FOUR_YEARS, market.economy.burn_in))
        sales, debt = self._cohort.read(market, "year_sales"), self._cohort.debt(market)
        rates = rates_paid(self._cohort, market.economy)
        self._read: dict[str, Values] = {
            "jobs": self._cohort.read(market, "employees"),
            "capital": self._cohort.read(market, "fixed_assets"),
            "rate": rates,
            "debt": debt / np.maximum(sales, 1.0),
            "borrowers": (debt > 0.0).astype(float),
        }

    def births(self) -> float:
        """Log of the firms founded in sectors opened over that in the others."""
        return float(np.log(self.opened.sum() / (~self.opened).sum()))

    def failed(self, opened: bool) -> float:
        """Share of the firms founded in sectors opened, or in the others, that have failed."""
        return float(self._failed[self.opened == opened].mean())

    def difference(self, other: Lived, key: str) -> float:
        """Of firms that live in both worlds: this one less the other, in sectors opened less others."""
        both = np.intersect1d(self._cohort.keys, other._cohort.keys)
        here, there = (each._read[key][np.isin(each._cohort.keys, both)] for each in (self, other))
        change = log_ratio(here, there) if key in ("jobs", "capital") else here - there
        opened = np.isin(both, self.keys[self.opened])
        return mean_of(change, opened) - mean_of(change, ~opened)
