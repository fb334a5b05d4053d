"""The risk weights of internal ratings against the formulas of Basel II, evaluated independently."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import norm

from smecredit.scenarios import load
from smecredit.simulation.behaviour.lending.loan_pricing import (
    asset_correlation,
    capital_requirement,
    corporate_capital,
    corporate_correlation,
    maturity_factor,
    risk_weight,
    size_relief,
)

PDS = (0.0003, 0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5)
LGDS = (0.1, 0.45, 0.6, 1.0)
YEARS = (1.0, 2.5, 5.0)
#: Yuan a year, with the relief that the straight line from 0.04 at 30 million to none at 300 million gives.
SALES = {0.0: 0.04, 30e6: 0.04, 97.5e6: 0.03, 165e6: 0.02, 232.5e6: 0.01, 300e6: 0.0, 1e10: 0.0}
#: What the engine's normal distribution and its inverse are good for: 7.5e-8 of a probability and 1.2e-9 of a quantile.
ERROR_OF_PROBABILITY = 8.5e-8


def falling(pd: float, low: float, high: float, decay: float) -> float:
    """Correlation between two bounds, from the higher at no risk to the lower."""
    share = math.expm1(-decay * pd) / math.expm1(-decay)
    return low * share + high * (1.0 - share)


def worst_loss(pd: float, correlation: float) -> float:
    """Share that defaults in the worst of a thousand years, less that of a usual one."""
    factor = math.sqrt(correlation / (1.0 - correlation)) * norm.ppf(0.999)
    return float(norm.cdf(norm.ppf(pd) / math.sqrt(1.0 - correlation) + factor) - pd)


def term(pd: float, years: float) -> float:
    """The maturity adjustment of corporate exposures."""
    b = (0.11852 - 0.05478 * math.log(pd)) ** 2
    return (1.0 + (years - 2.5) * b) / (1.0 - 1.5 * b)


@pytest.mark.parametrize("pd", PDS)
def test_correlations_and_the_maturity_term_are_the_formulas(pd: float) -> None:
    assert asset_correlation(pd) == pytest.approx(falling(pd, 0.03, 0.16, 35.0), rel=1e-13)
    for relief in SALES.values():
        expected = falling(pd, 0.12, 0.24, 50.0) - relief
        assert corporate_correlation(pd, relief) == pytest.approx(expected, rel=1e-13)
    for years in YEARS:
        assert maturity_factor(pd, years) == pytest.approx(term(pd, years), rel=1e-13)
    assert maturity_factor(pd, 1.0) == 1.0, "a loan for a year has no maturity term"


@pytest.mark.parametrize(("sales", "relief"), SALES.items())
def test_the_relief_falls_with_sales_in_a_straight_line(sales: float, relief: float) -> None:
    assert size_relief(sales) == pytest.approx(relief, abs=1e-15)


@pytest.mark.parametrize("pd", PDS)
def test_the_weight_of_a_firm_by_maturity_and_sales(pd: float) -> None:
    for lgd, years, (sales, relief) in itertools.product(LGDS, YEARS, SALES.items()):
        expected = 12.5 * lgd * worst_loss(pd, falling(pd, 0.12, 0.24, 50.0) - relief) * term(pd, years)
        within = 12.5 * lgd * term(pd, years) * ERROR_OF_PROBABILITY
        assert 12.5 * corporate_capital(pd, lgd, years, relief) == pytest.approx(expected, abs=within)
        assert 12.5 * capital_requirement(pd, lgd, False, years, sales) == pytest.approx(expected, abs=within)


@pytest.mark.parametrize("pd", PDS)
def test_the_weight_of_other_retail_knows_neither(pd: float) -> None:
    for lgd, years, sales in itertools.product(LGDS, YEARS, SALES):
        expected = 12.5 * lgd * worst_loss(pd, falling(pd, 0.03, 0.16, 35.0))
        within = 12.5 * lgd * ERROR_OF_PROBABILITY
        assert 12.5 * capital_requirement(pd, lgd, True, years, sales) == pytest.approx(expected, abs=within)


def test_what_a_scenario_states_reaches_the_weight() -> None:
    """A medium firm, probability of default 2%, loss 45%: dearer for longer, and for larger firms."""
    usual = load("baseline").group("loan_pricing").numbers()._replace(internal_ratings=True)
    assert (usual.rated_years, size_relief(usual.rated_sales)) == (1.0, 0.04)
    weights = []
    for years, sales in ((1.0, 30e6), (2.5, 30e6), (2.5, 165e6), (2.5, 300e6)):
        numbers = usual._replace(rated_years=years, rated_sales=sales)
        weights.append(risk_weight(2, 10**9, 0.02, 0.45, numbers))
        expected = 12.5 * 0.45 * worst_loss(0.02, falling(0.02, 0.12, 0.24, 50.0) - SALES[sales]) * term(0.02, years)
        assert weights[-1] == pytest.approx(expected, rel=1e-6)
    assert (np.diff(weights) > 0.02).all()
    # The illustrative table of Basel II, annex 5: 114.86% for a corporate without relief.
    assert weights[-1] == pytest.approx(1.1486, abs=2e-4)
