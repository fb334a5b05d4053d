"""Markets won and lost: how large a change is, that it is fair, that it comes as often as stated, and its switch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.trade.opportunities import changed_market


@pytest.mark.parametrize(
    ("uniform", "factor"),
    [
        # the middle: no change but for the mean, 1 - 0.25
        (0.5, 0.75),
        # a quarter: 0.5 log(1/2) below; three quarters as much above
        (0.25, 0.75 * math.sqrt(0.5)),
        (0.75, 0.75 * math.sqrt(2.0)),
        # far out: 1.5 log points at most
        (1e-12, 0.75 * math.exp(-1.5)),
        (1.0 - 1e-12, 0.75 * math.exp(1.5)),
    ],
)
def test_worked_by_hand(uniform: float, factor: float) -> None:
    assert changed_market(1_000.0, uniform, 0.5, 1.5) == pytest.approx(1_000.0 * factor)


@given(size=st.floats(0.01, 0.3))
def test_markets_neither_grow_nor_shrink_on_average(size: float) -> None:
    """To a thousandth, over the whole of a fine grid of draws."""
    draws = (np.arange(20_000) + 0.5) / 20_000
    assert np.mean([changed_market(1.0, draw, size, 5.0) for draw in draws]) == pytest.approx(1.0, abs=1e-3)


def jumps(market, arrival: float, months: int) -> float:
    """Part of firm-months in which the market of a firm moves by more than capital could move it."""
    world = market(**{"opportunities.arrival": arrival}).market
    moved, seen = 0, 0
    for _ in range(months):
        before = dict(zip(world.enterprises["id"].tolist(), world.enterprises["market"].tolist(), strict=True))
        world.step()
        for key, now in zip(world.enterprises["id"].tolist(), world.enterprises["market"].tolist(), strict=True):
            if before.get(key, 0.0) > 0.0 and now > 0.0:
                seen += 1
                moved += abs(math.log(now / before[key])) > 0.08
    return moved / seen


def test_it_comes_as_often_as_stated(small_market) -> None:
    """Of 1.2 a year a tenth a month; changes too small to be told from growth are left out on both sides."""
    off, on = jumps(small_market, 0.0, 6), jumps(small_market, 1.2, 6)
    assert off < 0.01
    assert 0.06 < on - off < 0.1
