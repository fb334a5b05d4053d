"""What goes with a firm's size when it is looked at: its class, the debt its owner wants, its pledge, its shocks."""

import math

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.growth import look_at_size
from smecredit.simulation.state.enterprise_columns import ALIVE

MICRO, SMALL = 0, 1


@pytest.fixture
def grown(small_market):
    """A micro manufacturer that has grown to a small firm of 50 workers and 10 million yuan of sales, in its market."""
    market = small_market(
        **{"population.shock_scale": 0.2, "population.shock_size_exponent": 0.25, "birth.shock_reference": 5.0}
    )
    firm = market.firm(0).set(state=ALIVE, sector=0, size=MICRO, mark=5, pledge_rank=0.9, debt_rank=0.05)
    firm.set(employees=50.0, year_sales=1_000_000_000, leverage_target=0.3, dispersion=0.4, pledgeable=0.0)
    return market, firm


def test_shocks_shrink_as_the_firm_grows(grown) -> None:
    """A tenth of the size to the power of a quarter: shocks of 50 workers are 10 ** -0.25 of those of five."""
    market, firm = grown
    look_at_size(market.market.economy, market.market.economy.firm, 0)
    assert firm["dispersion"] == pytest.approx(0.2 * 10.0**-0.25, rel=1e-6)
    assert firm["mark"] == 0


def test_the_pledge_is_that_of_its_rank_among_firms_of_its_new_size(grown) -> None:
    """Of small firms a quarter has nothing: rank 0.9 stands at 0.65 / 0.75 of the way from the least to the most."""
    market, firm = grown
    numbers = market.market.economy.numbers
    numbers.restate("population.no_collateral_share", np.array([0.5, 0.25, 0.1, 0.1]))
    numbers.restate("birth.least_pledge", 0.6)
    numbers.restate("birth.pledge_spread", 1.0)
    look_at_size(market.market.economy, market.market.economy.firm, 0)
    assert firm["size"] == SMALL
    assert firm["pledgeable"] == pytest.approx(0.6 + 0.65 / 0.75, rel=1e-6)


def test_debt_that_equity_has_replaced_stays_replaced(grown) -> None:
    """Half of sales wanted at birth by rank, two fifths of it replaced: so they are after the firm has grown."""
    market, firm = grown
    numbers = market.market.economy.numbers
    numbers.restate("population.borrower_types", np.array([0.1, 0.1, 0.5, 0.5]))
    numbers.restate("population.leverage_median", 0.5)
    numbers.restate("birth.highest_leverage", 1.0)
    firm["leverage_target"] = 0.3
    look_at_size(market.market.economy, market.market.economy.firm, 0)
    assert firm["leverage_target"] == pytest.approx(0.3, rel=1e-6)  # rank 0.05 of 0.1 is the median in both sizes
    firm.set(size=MICRO, leverage_target=0.3, debt_rank=0.2)
    numbers.restate("population.borrower_types", np.array([0.4, 0.1, 0.5, 0.5]))
    look_at_size(market.market.economy, market.market.economy.firm, 0)
    assert firm["leverage_target"] == 0.0  # among small firms its owner is one of those averse to debt


def test_a_firm_of_the_same_size_keeps_what_it_wants(grown) -> None:
    market, firm = grown
    firm.set(size=SMALL, leverage_target=0.123, pledgeable=0.7)
    look_at_size(market.market.economy, market.market.economy.firm, 0)
    assert firm["leverage_target"] == pytest.approx(0.123)
    assert firm["pledgeable"] == pytest.approx(0.7)
    assert math.isfinite(firm["dispersion"])
