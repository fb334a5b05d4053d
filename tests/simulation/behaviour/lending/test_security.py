"""What a firm can pledge, and what capital a loan to it ties up."""

from typing import Any

import pytest

from smecredit.simulation.behaviour.lending.collateral import collateral_value
from smecredit.simulation.behaviour.lending.loan_pricing import Pricing, risk_weight
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.enterprise_columns import ENTERPRISE, FIXED_ASSETS, HOME, OWNER_WEALTH, PLEDGEABLE
from smecredit.simulation.state.structure import LARGE, MEDIUM, MICRO, SMALL


class TestSecurity:
    @staticmethod
    def firm(assets: int, home: int, pledgeable: float) -> Any:
        store = Store(ENTERPRISE, 1)
        store.allocate(1)
        store.blocks.whole[FIXED_ASSETS, 0] = assets
        store.blocks.whole[HOME, 0] = home
        store.blocks.whole[OWNER_WEALTH, 0] = 9_000_000  # money is no pledge
        store.blocks.real[PLEDGEABLE, 0] = pledgeable
        return store.blocks

    def test_collateral_worked_by_hand(self) -> None:
        """70% of (75% of 1,000,000 + half of a home of 400,000) = 665,000; nothing on what cannot be pledged."""
        assert collateral_value(0, self.firm(1_000_000, 400_000, 0.75), 0.7, 0.5) == 665_000
        assert collateral_value(0, self.firm(1_000_000, 400_000, 0.0), 0.7, 0.5) == 0

    @pytest.mark.parametrize(
        ("size", "debt", "weight"),
        [(MICRO, 1_000, 0.75), (SMALL, 1_000, 0.75), (SMALL, 1_001, 0.85), (MEDIUM, 1, 0.85), (LARGE, 1, 0.85)],
    )
    def test_risk_weight(self, size: int, debt: int, weight: float) -> None:
        rule = Pricing(risk_weight_limit=10.0).numbers()
        assert risk_weight(size, debt, 0.02, 0.5, rule) == weight
        assert risk_weight(size, debt, 0.02, 0.5, rule._replace(supporting_factor=0.5)) == weight / 2
