"""Prices when many sell, and what a failure is put down to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.entry_exit import ABSCONDED, DEFAULTED_OUT, FAILED
from smecredit.simulation.behaviour.distress.default import fire_sale_price
from smecredit.simulation.behaviour.distress.departure import cause_of_failure
from smecredit.simulation.state.enterprise_columns import HURT_BY_BUYER, HURT_BY_CIRCLE, HURT_BY_CREDIT_CUT
from smecredit.simulation.state.structure import CAUSES


class TestFireSale:
    @pytest.mark.parametrize(
        ("volume", "usual", "price"),
        [
            (100.0, 100.0, 1.0), (200.0, 100.0, 0.78), (150.0, 100.0, 0.89), (50.0, 100.0, 1.11),
            # Bounds: 1.22 at nothing for sale is held at 1.15, and -0.98 at ten times the volume at 0.4.
            (0.0, 100.0, 1.15), (1_000.0, 100.0, 0.4),
            # No usual volume yet: nothing to compare with.
            (500.0, 0.0, 1.0),
        ],
    )  # fmt: skip
    def test_worked_by_hand(self, volume: float, usual: float, price: float) -> None:
        assert fire_sale_price(volume, usual, 0.22, 0.4, 1.15) == pytest.approx(price)

    @given(st.floats(0.0, 1e12), st.floats(0.0, 1e12), st.floats(1.0, 1e12), st.floats(0.0, 2.0))
    def test_a_glut_lowers_prices(self, one: float, other: float, usual: float, elasticity: float) -> None:
        low, high = sorted((one, other))
        dear, cheap = (fire_sale_price(volume, usual, elasticity, 0.4, 1.15) for volume in (low, high))
        assert 0.4 <= cheap <= dear <= 1.15


@pytest.mark.parametrize(
    ("outcome", "mark", "cause"),
    [
        (FAILED, 0, "own"),
        (FAILED, HURT_BY_BUYER, "buyer"),
        (FAILED, HURT_BY_CIRCLE, "circle"),
        (DEFAULTED_OUT, HURT_BY_CREDIT_CUT, "credit_cut"),
        (FAILED, HURT_BY_CIRCLE | HURT_BY_CREDIT_CUT, "circle"),
        (FAILED, HURT_BY_BUYER | HURT_BY_CIRCLE | HURT_BY_CREDIT_CUT, "buyer"),
        (ABSCONDED, HURT_BY_BUYER, "absconding"),
    ],
)
def test_cause_of_failure(outcome: int, mark: int, cause: str) -> None:
    assert CAUSES[cause_of_failure(outcome, mark)] == cause
