"""Investment, closing down, fire sales, hazards and the small rules of a firm's life."""

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smecredit.simulation.behaviour.demography.entry_exit import ABSCONDED, DEFAULTED_OUT, FAILED, drawn, lognormal
from smecredit.simulation.behaviour.demography.growth import proceeds_of_closing, wanted_investment
from smecredit.simulation.behaviour.distress.default import cause_of_failure, fire_sale_price
from smecredit.simulation.behaviour.lending.collateral import collateral_value
from smecredit.simulation.behaviour.lending.loan_pricing import Pricing, risk_weight
from smecredit.simulation.behaviour.trade.cash_flow import closing_hazard, collection_rate, shocked_productivity
from smecredit.simulation.behaviour.trade.informal_finance import private_loan_limit
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.randomness import uniforms
from smecredit.simulation.state.enterprise_columns import (
    ENTERPRISE,
    FIXED_ASSETS,
    HURT_BY_BUYER,
    HURT_BY_CIRCLE,
    HURT_BY_CREDIT_CUT,
    OWNER_WEALTH,
    PLEDGEABLE,
)
from smecredit.simulation.state.structure import CAUSES, LARGE, MEDIUM, MICRO, SMALL


class TestInvestment:
    def test_worked_by_hand(self) -> None:
        """Wear of 8% and 0.9 x (12.5% - 10.5%) = 1.8% of growth: 9.8% a year of 1,200,000 is 9,800 a month."""
        assert wanted_investment(1_200_000, 0.125, 0.08, 0.9, 0.105) == pytest.approx(9_800.0)

    @pytest.mark.parametrize(("margin", "share"), [(0.105, 0.08 / 12.0), (-0.5, 0.0), (5.0, 0.06)])
    def test_wear_at_the_hurdle_nothing_at_a_loss_and_never_too_much(self, margin: float, share: float) -> None:
        assert wanted_investment(1_200_000, margin, 0.08, 0.9, 0.105) == pytest.approx(share * 1_200_000)

    @given(st.integers(0, 10**12), st.floats(-1.0, 1.0), st.floats(0.0, 0.5))
    def test_rises_with_the_margin(self, capital: int, margin: float, more: float) -> None:
        low, high = (wanted_investment(capital, m, 0.08, 0.9, 0.105) for m in (margin, margin + more))
        assert 0.0 <= low <= high <= 0.06 * capital + 1e-6


def test_proceeds_of_closing_worked_by_hand() -> None:
    """55% of 1,001 fen, 75% of 202, 90% of 305: 550.55 + 151.5 + 274.5, each rounded halves up: 551 + 152 + 275."""
    assert proceeds_of_closing(1_001, 202, 305, 0.55, 0.75, 0.90) == 978
    assert proceeds_of_closing(0, 0, 0, 0.55, 0.75, 0.90) == 0


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
        assert fire_sale_price(volume, usual, 0.22) == pytest.approx(price)

    @given(st.floats(0.0, 1e12), st.floats(0.0, 1e12), st.floats(1.0, 1e12), st.floats(0.0, 2.0))
    def test_a_glut_lowers_prices(self, one: float, other: float, usual: float, elasticity: float) -> None:
        low, high = sorted((one, other))
        assert 0.4 <= fire_sale_price(high, usual, elasticity) <= fire_sale_price(low, usual, elasticity) <= 1.15


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


class Closure(NamedTuple):
    base: float
    young: float
    maturing_months: float
    weak: float
    margin: float


class TestClosing:
    CLOSURE = Closure(0.015, 0.23, 80.0, 0.8, 0.02)

    def test_worked_by_hand(self) -> None:
        """At birth 1.5% + 23%; at 80 months 1.5% + 23% / 4; five points below the margin 0.8 x 5% more."""
        assert closing_hazard(0, 0.10, self.CLOSURE) == pytest.approx(0.245)
        assert closing_hazard(80, 0.10, self.CLOSURE) == pytest.approx(0.0725)
        assert closing_hazard(80, -0.03, self.CLOSURE) == pytest.approx(0.0725 + 0.04)
        # No more than thirty points of shortfall count.
        assert closing_hazard(80, -9.0, self.CLOSURE) == pytest.approx(0.0725 + 0.24)

    @given(st.integers(0, 600), st.integers(0, 600), st.floats(-1.0, 1.0))
    def test_the_hazard_never_rises_with_age(self, one: int, other: int, margin: float) -> None:
        young, old = sorted((one, other))
        assert closing_hazard(old, margin, self.CLOSURE) <= closing_hazard(young, margin, self.CLOSURE)


class TestTrade:
    def test_collection_lengthens_in_a_slump_only(self) -> None:
        """2.5 months at no gap; 5 points below, at 8 a point, 40% longer."""
        assert collection_rate(2.5, 8.0, 0.0) == pytest.approx(0.4)
        assert collection_rate(2.5, 8.0, 0.10) == pytest.approx(0.4)
        assert collection_rate(2.5, 8.0, -0.05) == pytest.approx(0.4 / 1.4)

    def test_productivity_worked_by_hand(self) -> None:
        """Log level 0.5 against quality 0.1: 0.1 + 0.8 x 0.4 - 0.2, less 0.1 x 0.5 for conduct of 1.5: 0.17."""
        after = shocked_productivity(math.exp(0.5), 0.1, 0.8, 0.1, 1.5, -0.2)
        assert after == pytest.approx(math.exp(0.17), rel=1e-12)

    def test_productivity_returns_to_quality(self) -> None:
        level = 3.0
        for _ in range(200):
            level = shocked_productivity(level, 0.2, 0.8, 0.1, 1.0, 0.0)
        assert level == pytest.approx(math.exp(0.2), rel=1e-9)

    @pytest.mark.parametrize(("shock", "log_level"), [(50.0, 2.5), (-50.0, -2.5)])
    def test_productivity_is_held(self, shock: float, log_level: float) -> None:
        assert shocked_productivity(1.0, 0.0, 0.8, 0.1, 1.0, shock) == pytest.approx(math.exp(log_level), rel=1e-12)


class TestDraws:
    MIX = np.cumsum([0.2, 0.0, 0.5, 0.3])

    @pytest.mark.parametrize(
        ("uniform", "position"), [(0.0, 0), (0.199, 0), (0.2, 2), (0.69, 2), (0.71, 3), (1.0 - 1e-12, 3)]
    )
    def test_position_in_a_mix(self, uniform: float, position: int) -> None:
        assert drawn(self.MIX, uniform) == position

    def test_a_mix_that_falls_short_of_one_by_rounding_still_answers(self) -> None:
        assert drawn(np.array([0.5, 1.0 - 1e-12]), 1.0 - 1e-15) == 1

    def test_shares_of_a_mix(self) -> None:
        counts = np.bincount([drawn(self.MIX, uniforms(6, k, 0, 1)[0]) for k in range(10_000)], minlength=4)
        assert counts[1] == 0
        assert stats.chisquare(counts[[0, 2, 3]], [2_000, 5_000, 3_000]).pvalue > 0.001

    @given(st.floats(1e-6, 1.0 - 1e-6), st.floats(0.1, 1e6), st.floats(0.0, 2.0))
    def test_lognormal_is_the_quantile(self, uniform: float, median: float, dispersion: float) -> None:
        expected = median * math.exp(dispersion * stats.norm.ppf(uniform))
        assert lognormal(median, dispersion, uniform) == pytest.approx(expected, rel=1e-7)


class TestSecurity:
    @staticmethod
    def firm(assets: int, wealth: int, pledgeable: float) -> Any:
        store = Store(ENTERPRISE, 1)
        store.allocate(1)
        store.blocks.whole[FIXED_ASSETS, 0] = assets
        store.blocks.whole[OWNER_WEALTH, 0] = wealth
        store.blocks.real[PLEDGEABLE, 0] = pledgeable
        return store.blocks

    def test_collateral_worked_by_hand(self) -> None:
        """70% of (75% of 1,000,000 + half of 400,000) = 665,000; who has nothing to pledge gets nothing on it."""
        assert collateral_value(0, self.firm(1_000_000, 400_000, 0.75), 0.7, 0.5) == 665_000
        assert collateral_value(0, self.firm(1_000_000, 400_000, 0.0), 0.7, 0.5) == 0

    @pytest.mark.parametrize(
        ("wealth", "debt", "limit"), [(1_000, 0, 800), (1_000, 300, 500), (1_000, 801, 0), (0, 0, 0), (3, 0, 2)]
    )
    def test_private_lenders_stop_at_the_owners_wealth(self, wealth: int, debt: int, limit: int) -> None:
        assert private_loan_limit(wealth, debt, 0.8) == limit

    @pytest.mark.parametrize(
        ("size", "debt", "weight"),
        [(MICRO, 1_000, 0.75), (SMALL, 1_000, 0.75), (SMALL, 1_001, 0.85), (MEDIUM, 1, 0.85), (LARGE, 1, 0.85)],
    )
    def test_risk_weight(self, size: int, debt: int, weight: float) -> None:
        rule = Pricing(risk_weight_limit=10.0).numbers()
        assert risk_weight(size, debt, 0.02, 0.5, rule) == weight
        assert risk_weight(size, debt, 0.02, 0.5, rule._replace(supporting_factor=0.5)) == weight / 2
