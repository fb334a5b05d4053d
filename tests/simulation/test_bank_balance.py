"""Capital ratio, its shadow cost and the room to lend."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import (
    capital_ratio,
    equity_of,
    lending_room,
    reserves_lacking,
    shadow_cost,
    wanted_ratio,
)
from smecredit.simulation.behaviour.banking.parameters import Banking
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.bank_columns import (
    ADVANCES,
    ALLOWANCE,
    BANKS,
    BONDS,
    LARGE_LOANS,
    OWN_CASH,
    RESERVES,
    REST_DEPOSITS,
    SME_LOANS,
)


def bank(adjustment: float) -> Banking:
    """The parameters of these examples: growth of 3%, twice a month's room kept, growth gone at a gap of a twelfth."""
    numbers: Banking = (
        Banking().numbers()._replace(normal_growth=0.03, adjustment=adjustment, room_kept=2.0, growth_fade=12.0)
    )
    return numbers


EQUITY = st.floats(1e6, 1e14)
ASSETS = st.floats(1e6, 1e15)


def test_capital_ratio() -> None:
    assert capital_ratio(12.5, 100.0) == 0.125
    assert capital_ratio(-5.0, 100.0) == -0.05
    assert capital_ratio(12.5, 0.0) == 1.0


def test_shadow_cost_worked_by_hand() -> None:
    """One point short of thirteen at a slope of 1.2: 1.2 x 1/13 = 9.23 points of wanted return."""
    assert shadow_cost(0.12, 0.13, 1.2) == pytest.approx(1.2 / 13.0)
    assert shadow_cost(0.13, 0.13, 1.2) == 0.0
    assert shadow_cost(0.20, 0.13, 1.2) == 0.0


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3))
def test_shadow_cost_falls_with_capital(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert shadow_cost(low, 0.13, 1.2) >= shadow_cost(high, 0.13, 1.2) >= 0.0


def test_buffers_are_smaller_while_the_economy_grows() -> None:
    """3 points above the minimum: a point of growth takes 16% off; never more than all, never above double."""
    assert wanted_ratio(0.135, 0.105, 0.01, 16.0) == pytest.approx(0.105 + 0.03 * 0.84)
    assert wanted_ratio(0.135, 0.105, -0.01, 16.0) == pytest.approx(0.105 + 0.03 * 1.16)
    assert wanted_ratio(0.135, 0.105, 1.0, 16.0) == pytest.approx(0.105)
    assert wanted_ratio(0.135, 0.105, -1.0, 16.0) == pytest.approx(0.165)
    assert wanted_ratio(0.135, 0.105, -1.0, 0.0) == 0.135
    assert wanted_ratio(0.015, 0.105, -1.0, 16.0) == 0.015


class TestLendingRoom:
    def test_with_capital_to_spare(self) -> None:
        """Equity 15 at a target of 12.5% carries 120; of 100 in use, 20 are spare: 2 + 3% of 100 + 10% of 20."""
        assert lending_room(20.0, 100.0, 2.0, 0.4, 0.0, bank(adjustment=0.1)) == pytest.approx(7.0)

    def test_at_the_target(self) -> None:
        assert lending_room(0.0, 100.0, 2.0, 0.4, 0.0, bank(adjustment=0.1)) == pytest.approx(5.0)

    def test_short_of_capital(self) -> None:
        """Equity 12 carries 96: 4 short. Growth fades to 3 x (1 - 12 x 4%) = 1.56; small firms' 40% of the gap at
        10% a month is 0.16: 2 + 1.56 - 0.16."""
        assert lending_room(-4.0, 100.0, 2.0, 0.4, 0.0, bank(adjustment=0.1)) == pytest.approx(3.4)

    def test_very_short_of_capital(self) -> None:
        """Equity 10 carries 80: growth is gone; 2 - 0.1 x 0.4 x 20 = 1.2. With nothing coming back: no room."""
        assert lending_room(-20.0, 100.0, 2.0, 0.4, 0.0, bank(adjustment=0.1)) == pytest.approx(1.2)
        assert lending_room(-20.0, 100.0, 0.0, 0.4, 0.0, bank(adjustment=0.1)) == 0.0
        assert lending_room(-180.0, 100.0, 2.0, 1.0, 0.0, bank(adjustment=0.1)) == 0.0

    @given(EQUITY, EQUITY, ASSETS, st.floats(0.0, 1e13), st.floats(0.0, 1.0))
    def test_rises_with_equity_and_is_never_negative(
        self, one: float, other: float, assets: float, back: float, share: float
    ) -> None:
        low, high = sorted((one, other))
        less, more = (
            lending_room(equity / 0.13 - assets, assets, back, share, 0.0, bank(adjustment=0.0875))
            for equity in (low, high)
        )
        assert 0.0 <= less <= more * (1.0 + 1e-12) + 1e-3

    @given(ASSETS, st.floats(0.0, 1e13))
    def test_no_jump_where_capital_turns_short(self, assets: float, back: float) -> None:
        exact = 0.13 * assets
        around = [
            lending_room(exact * (1.0 + step) / 0.13 - assets, assets, back, 0.5, 0.0, bank(adjustment=0.0875))
            for step in (-1e-9, 1e-9)
        ]
        assert around[0] == pytest.approx(around[1], rel=1e-6)

    def test_what_was_left_is_kept_within_bounds(self) -> None:
        """Room of 7 as above: 4 left over are kept, of 100 twice the 7; short by 4 of 100, 52% of them are."""
        assert lending_room(20.0, 100.0, 2.0, 0.4, 4.0, bank(adjustment=0.1)) == pytest.approx(11.0)
        assert lending_room(20.0, 100.0, 2.0, 0.4, 100.0, bank(adjustment=0.1)) == pytest.approx(21.0)
        assert lending_room(-4.0, 100.0, 2.0, 0.4, 4.0, bank(adjustment=0.1)) == pytest.approx(3.4 + 0.52 * 4.0)
        assert lending_room(-20.0, 100.0, 2.0, 0.4, 4.0, bank(adjustment=0.1)) == pytest.approx(1.2)

    def test_a_gap_is_closed_by_two_thirds_in_a_year(self) -> None:
        """The declared speed: what is left after twelve months is (1 - speed)**12, a third."""
        assert (1.0 - Banking().adjustment) ** 12 == pytest.approx(1.0 / 3.0, abs=0.01)


def test_a_bank_lacks_what_it_keeps_at_least_and_has_borrowed() -> None:
    """Half of 10% of 100 of deposits is 5: with 9 of reserves none lack, with 3 and 2 of them borrowed 4 do."""
    store = Store(BANKS, 1)
    store.allocate(1)
    p = Banking().numbers()._replace(reserves_kept=0.5, reserve_share=0.1)
    w = store.blocks.whole
    w[REST_DEPOSITS, 0], w[RESERVES, 0] = 100, 9
    assert reserves_lacking(0, store.blocks, p) == 0.0
    w[RESERVES, 0], w[ADVANCES, 0] = 3, 2
    assert reserves_lacking(0, store.blocks, p) == pytest.approx(4.0)


def test_equity_is_assets_less_liabilities() -> None:
    """9 reserves + 60 + 30 loans + 10 bonds - 2 allowances - 95 deposits - 1 advances + 3 received this month."""
    store = Store(BANKS, 1)
    store.allocate(1)
    amounts = {RESERVES: 9, SME_LOANS: 60, LARGE_LOANS: 30, BONDS: 10, ALLOWANCE: 2, ADVANCES: 1, OWN_CASH: 3}
    for column, amount in amounts.items():
        store.blocks.whole[column, 0] = amount
    assert equity_of(0, store.blocks, store.column("reserves") * 0 + 95) == 14


@pytest.mark.parametrize(
    ("banks", "region"),
    [((0.0, 0.0, 0.0, 0.0), "east"), ((0.0, 0.0, 1.0, 0.0), "central"), ((0.0, 0.0, 3.0, 2.0), "northeast")],
)
def test_a_region_without_a_bank_is_refused_before_it_runs(banks: tuple[float, ...], region: str) -> None:
    with pytest.raises(RequestError, match=f"micro firms in the region {region} without a bank") as caught:
        load("baseline", set={"banking.banks_by_type": banks})
    assert region in caught.value.in_language("zh")


def test_a_type_that_serves_nobody_is_no_bank_to_them() -> None:
    alone = {"banking.banks_by_type": (1.0, 0.0, 0.0, 0.0)}
    with pytest.raises(RequestError, match="small firms in the region east without a bank"):
        load("baseline", set={**alone, "banking.share_larger": (0.0, 0.5, 0.5, 0.0)})
    market = CreditMarket(load("baseline", firms=300, months=1, set=alone), seed=1)
    assert market.economy.banks.rows == 1
    assert np.isfinite(market.economy.house_banks).all()
