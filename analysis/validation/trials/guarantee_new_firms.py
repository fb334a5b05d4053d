"""Guarantees opened to new firms of some sectors (C1): what becomes of those founded since, against other sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.structure import SECTORS
from ..experiment import Experiment, Figure, Part, figure
from ..loan_logs import LoanLog, failures, rates_paid
from ..takers import first_guaranteed
from ..worlds import BEFORE, Cohort, Values, live_to, mean_of, worlds
from .startups import Founded, founded

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.observe.grants import DepartureLog

#: Firms founded in these months after the scheme opened are followed for four years.
FOUNDED, FOUR_YEARS = 24, 48
#: A month that is never reached.
FAR = 1 << 30


class NewFirms(Experiment):
    """Births, growth, price of debt and failures of new firms where they became eligible, against elsewhere."""

    fact = "C1"
    firms = 20_000
    title: ClassVar = {"en": "Guarantees opened to new firms", "zh": "担保向新设企业开放"}
    note: ClassVar = {
        "en": (
            "Firms founded within 24 months, in all at most six years old. Those of the sectors opened that took the "
            "guarantee, less new firms of the other sectors, each against itself in the world in which none was opened."
        ),
        "zh": "24个月内新设、成立不超过六年的企业。开放行业中获担保者减其他行业新设企业，均相对未开放世界中的自身。",
    }
    figures = (
        figure("jobs", "Workers of those that live", "存续企业就业", "share", 0.0, None, clear=True),
        figure("rate", "Rate that they pay banks", "银行贷款利率", "share per year", None, 0.0, clear=True),
        figure("failure", "Failed by the end", "期末前倒闭", "share", 0.0, None, clear=True),
        Figure("births", {"en": "Firms founded", "zh": "新设企业数"}, "share", -0.03, 0.03, passes_at_zero=True),
        figure("capital", "Fixed assets of those that live", "存续企业固定资产", "share"),
        figure("debt", "Bank debt over sales", "银行债务/销售额", "ratio"),
        figure("taken", "Took it, of those in sectors opened", "开放行业中获担保占比", "share"),
        figure("usual", "Failed all the same, unopened", "未开放世界中同期倒闭", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Four years after the last was founded."""
        from ....simulation.observe.grants import DepartureLog

        markets = worlds(seed, firms, BEFORE + FOUNDED + FOUR_YEARS, "new_firms_opened", "new_firms_closed")
        live_to(BEFORE, *markets)
        sectors, lives, loans = opened_sectors(markets[0]), [], LoanLog(BEFORE + 1)
        markets[0].observe(loans)
        for market in markets:
            log = DepartureLog()
            market.observe(log)
            new = founded(market, BEFORE + FOUNDED)
            live_to(BEFORE + FOUNDED + FOUR_YEARS, market)
            lives.append(Lived(market, new, log, sectors))
        here, there = lives
        both = np.intersect1d(here.keys, there.keys)
        opened = here.opened[np.searchsorted(here.keys, both)]
        first = first_guaranteed(loans.table())
        month = np.full(len(both), -1)
        _, place, of_loan = np.intersect1d(both, first["firm"], return_indices=True)
        month[place] = first["opened"][of_loan]
        # One that had left the other world by then cannot be compared.
        took = (month >= 0) & opened & (there.left(both) > month)
        change = {
            key: here.outcome(both, key) - there.outcome(both, key) for key in ("jobs", "capital", "rate", "debt")
        }
        failed = [each.failed(both) for each in lives]
        change["failure"] = failed[0] - failed[1]
        return {
            **{key: (mean_of(effect, took) - mean_of(effect, ~opened), 1.0) for key, effect in change.items()},
            "births": (here.births() - there.births(), 1.0),
            "taken": (float(took.sum()), float(opened.sum())),
            "usual": (mean_of(failed[1], took), 1.0),
        }


def opened_sectors(market: CreditMarket) -> list[int]:
    """Codes of the sectors that the scheme for new firms opened."""
    scheme = next(each for each in market.conditions.policies if each.name == "new_firms")
    return [SECTORS.index(name) for name in scheme.eligible.sector]


class Lived:
    """Firms founded in one world: who is there in the end and with what, who failed, and when who left."""

    def __init__(self, market: CreditMarket, new: Founded, log: DepartureLog, opened: list[int]) -> None:
        order = np.argsort(new.keys, kind="stable")
        self.keys, self.opened = new.keys[order], np.isin(new.sector[order], opened)
        self._cohort = Cohort(market)
        self._cohort.keys = self.keys
        self._failed = failures(log)
        self._left = dict(zip(log["enterprise"].tolist(), log["month"].tolist(), strict=True))
        self._read = {
            "jobs": logs(self._cohort.read(market, "employees")),
            "capital": logs(self._cohort.read(market, "fixed_assets")),
            "rate": rates_paid(self._cohort, market.economy),
            "debt": self._cohort.debt(market) / self._cohort.read(market, "year_sales"),
        }

    def births(self) -> float:
        """Log of the firms founded in sectors opened over that in the others."""
        return float(np.log(self.opened.sum() / (~self.opened).sum()))

    def outcome(self, keys: np.ndarray, name: str) -> Values:
        """What these of its firms have in the end; NaN for those that are gone."""
        found: Values = self._read[name][np.searchsorted(self.keys, keys)]
        return found

    def failed(self, keys: np.ndarray) -> Values:
        """1.0 for those of its firms that have failed."""
        return np.isin(keys, self._failed).astype(float)

    def left(self, keys: np.ndarray) -> np.ndarray:
        """Month in which each of its firms left, far off for those that are there."""
        return np.array([self._left.get(key, FAR) for key in keys.tolist()])


def logs(values: Values) -> Values:
    """Natural logs, NaN of what is not positive."""
    return np.log(np.where(values > 0.0, values, np.nan))
