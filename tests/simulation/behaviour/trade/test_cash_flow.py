"""Rules of a firm's cash flow: collection of claims, productivity."""

import math

import pytest

from smecredit.simulation.behaviour.trade.cash_flow import collection_rate, shocked_productivity


class TestTrade:
    def test_collection_lengthens_in_a_slump_only(self) -> None:
        """2.5 months at no gap; 5 points below, at 8 a point, 40% longer."""
        assert collection_rate(2.5, 8.0, 0.0) == pytest.approx(0.4)
        assert collection_rate(2.5, 8.0, 0.10) == pytest.approx(0.4)
        assert collection_rate(2.5, 8.0, -0.05) == pytest.approx(0.4 / 1.4)

    def test_productivity_worked_by_hand(self) -> None:
        """Log level 0.5 against quality 0.1: 0.1 + 0.8 x 0.4 - 0.2, less 0.1 x 0.5 for conduct of 1.5: 0.17."""
        after = shocked_productivity(math.exp(0.5), 0.1, 0.8, 0.1, 1.5, -0.2, 2.5)
        assert after == pytest.approx(math.exp(0.17), rel=1e-12)

    def test_productivity_returns_to_quality(self) -> None:
        level = 3.0
        for _ in range(200):
            level = shocked_productivity(level, 0.2, 0.8, 0.1, 1.0, 0.0, 2.5)
        assert level == pytest.approx(math.exp(0.2), rel=1e-9)

    @pytest.mark.parametrize(("shock", "log_level"), [(50.0, 2.5), (-50.0, -2.5)])
    def test_productivity_is_held(self, shock: float, log_level: float) -> None:
        assert shocked_productivity(1.0, 0.0, 0.8, 0.1, 1.0, shock, 2.5) == pytest.approx(
            math.exp(log_level), rel=1e-12
        )
