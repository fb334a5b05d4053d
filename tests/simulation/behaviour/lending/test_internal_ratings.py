"""The risk weights of internal ratings against the formulas of Basel II, evaluated independently."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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
YEARS = (1.0, 2.5, 5.0)
#: Yuan a year, with the relief that the straight line from 0.04 at 30 million to none at 300 million gives.
SALES = {0.0: 0.04, 30e6: 0.04, 97.5e6: 0.03, 165e6: 0.02, 232.5e6: 0.01, 300e6: 0.0, 1e10: 0.0}
#: Risk weights in per cent for a loss given default of 45% and a maturity of two and a half years: probability of
#: default; corporate; corporate with a turnover of five million euros; other retail (Basel Committee 2006, annex 5).
ILLUSTRATIVE_TABLE = """
    0.03   14.44   11.30    4.45
    0.05   19.65   15.39    6.63
    0.10   29.65   23.30   11.16
    0.25   49.47   39.01   21.15
    0.40   62.72   49.49   28.42
    0.50   69.61   54.91   32.36
    0.75   82.78   65.14   40.10
    1.00   92.32   72.40   45.77
    1.30  100.95   78.77   50.80
    1.50  105.59   82.11   53.37
    2.00  114.86   88.55   57.99
    2.50  122.16   93.43   60.90
    3.00  128.44   97.58   62.79
    4.00  139.58  105.04   65.01
    5.00  149.86  112.27   66.42
    6.00  159.61  119.48   67.73
   10.00  193.09  146.51   75.54
   15.00  221.54  171.91   88.60
   20.00  238.23  188.42  100.28
"""


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


@given(
    pd=st.floats(0.0003, 0.999),
    lgd=st.floats(0.01, 1.0),
    years=st.floats(1.0, 5.0),
    sales=st.sampled_from(sorted(SALES)),
)
def test_the_requirement_is_the_formula_to_nine_digits(pd: float, lgd: float, years: float, sales: float) -> None:
    """A firm's by maturity and sales; that of other retail, which knows neither."""
    relief = SALES[sales]
    corporate = lgd * worst_loss(pd, falling(pd, 0.12, 0.24, 50.0) - relief) * term(pd, years)
    assert corporate_capital(pd, lgd, years, relief) == pytest.approx(corporate, rel=1e-9, abs=1e-15)
    assert capital_requirement(pd, lgd, False, years, sales) == pytest.approx(corporate, rel=1e-9, abs=1e-15)
    retail = lgd * worst_loss(pd, falling(pd, 0.03, 0.16, 35.0))
    assert capital_requirement(pd, lgd, True, years, sales) == pytest.approx(retail, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("row", ILLUSTRATIVE_TABLE.strip().splitlines())
def test_the_illustrative_table_of_basel_ii(row: str) -> None:
    """Within a hundredth of a per cent: the table itself is not the formula to the last digit that it prints."""
    pd, corporate, smaller, retail = (float(cell) / 100.0 for cell in row.split())
    found = [
        12.5 * capital_requirement(pd, 0.45, False, 2.5, 300e6),
        12.5 * capital_requirement(pd, 0.45, False, 2.5, 30e6),
        12.5 * capital_requirement(pd, 0.45, True, 2.5, 30e6),
    ]
    assert found == pytest.approx([corporate, smaller, retail], rel=0.0, abs=1e-4)


def test_what_a_scenario_states_reaches_the_weight() -> None:
    """A medium firm, probability of default 2%, loss 45%: dearer for longer, and for larger firms."""
    usual = load("baseline").group("loan_pricing").numbers()._replace(internal_ratings=True)
    assert (usual.rated_years, size_relief(usual.rated_sales)) == (1.0, 0.04)
    weights = []
    for years, sales in ((1.0, 30e6), (2.5, 30e6), (2.5, 165e6), (2.5, 300e6)):
        numbers = usual._replace(rated_years=years, rated_sales=sales)
        weights.append(risk_weight(2, 10**9, 0.02, 0.45, numbers))
        expected = 12.5 * 0.45 * worst_loss(0.02, falling(0.02, 0.12, 0.24, 50.0) - SALES[sales]) * term(0.02, years)
        assert weights[-1] == pytest.approx(expected, rel=1e-9)
    assert (np.diff(weights) > 0.02).all()
