"""A fund's capital, fee and chance to run dry, against what is known of them."""

import numpy as np
import pytest

from smecredit.analysis.statistics.fund_risk import FundPaths, chance, fund_risk, quantile

SEEDS, MONTHS = 400, 24


def paths(payouts: np.ndarray, stated: float, recoveries: np.ndarray | float = 0.0) -> FundPaths:
    """A fund that pays what is asked until its money is gone; loans of 1,200 stand guaranteed."""
    recovered = np.zeros_like(payouts) + recoveries
    outflow = np.cumsum(payouts - recovered, axis=1)
    return FundPaths(
        stated=stated,
        balance=np.maximum(stated - outflow, 0.0),
        ample=1e6 - outflow,
        payouts=payouts,
        recoveries=recovered,
        guaranteed=np.full_like(payouts, 1200.0),
    )


def test_a_certain_loss_needs_itself_as_capital_and_as_fee() -> None:
    found = fund_risk(paths(np.full((SEEDS, MONTHS), 1.0), stated=12.5))
    assert found.capital[0.95].value == found.capital[0.99].value == 24.0
    assert found.premium == pytest.approx(12.0 / 1200.0)  # 1 a month on loans of 1,200
    # After t months t - 12.5 is lacking, and loans have paid the fee on 100 t: most at the end.
    assert found.fee[0.95].value == pytest.approx(11.5 / 2400.0)
    assert [year.dry.value for year in found.years] == [1.0, 1.0]
    assert [year.mean for year in found.years] == [12.0, 12.0]
    assert found.censored == 0


def test_recoveries_come_back_in_and_the_worst_month_counts() -> None:
    payouts, recoveries = np.zeros((SEEDS, MONTHS)), np.zeros((SEEDS, MONTHS))
    payouts[:, 5], recoveries[:, 6] = 10.0, 8.0
    found = fund_risk(paths(payouts, 100.0, recoveries))
    assert found.capital[0.95].value == 10.0  # before anything is recovered
    assert found.premium == pytest.approx(2.0 / 2400.0)
    assert found.fee[0.99].value == 0.0
    assert [year.dry.value for year in found.years] == [0.0, 0.0]


def test_the_chance_and_the_capital_of_a_known_distribution() -> None:
    luck = np.random.default_rng(1)
    asked = np.zeros((SEEDS, MONTHS))
    asked[:, 3] = luck.exponential(1.0, SEEDS)
    found = fund_risk(paths(asked, stated=2.0))
    for level in (0.95, 0.99):
        exact = -np.log(1.0 - level)
        low, high = found.capital[level].low, found.capital[level].high
        assert low < exact < high
        assert low <= found.capital[level].value <= high
    dry = found.years[0].dry
    assert dry.low < np.exp(-(2.0 - 1.0 / MONTHS)) < dry.high


def test_an_ample_fund_that_runs_dry_is_counted() -> None:
    asked = np.full((SEEDS, MONTHS), 1.0)
    asked[:3] = 1e5
    found = fund_risk(paths(asked, stated=2.0))
    assert found.censored == 3


def test_intervals_of_a_quantile_cover_as_they_say() -> None:
    luck = np.random.default_rng(2)
    inside = 0
    for _ in range(400):
        found = quantile(luck.standard_normal(200), 0.95)
        inside += found.low <= 1.6448536 <= found.high
    assert 0.92 <= inside / 400 <= 0.99
    assert quantile(np.arange(100.0), 0.99).high is None  # a hundred cannot bound it from above
    assert quantile(np.arange(368.0), 0.99).high == 367.0
    assert quantile(np.arange(367.0), 0.99).high is None


def test_the_interval_of_a_chance_is_the_exact_one() -> None:
    found = chance(np.arange(20) < 1)
    # Clopper and Pearson for 1 of 20 at 95%.
    assert (found.value, round(found.low, 5), round(found.high, 5)) == (0.05, 0.00127, 0.24873)
