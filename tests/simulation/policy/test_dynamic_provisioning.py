"""Dynamic provisioning: the fund worked by hand; it fills in a calm and is used in a slump; banks lend on."""

from typing import Any

import numpy as np
import pytest

from smecredit.simulation.policy.dynamic_provisioning import after_month

RULE = '[[policy]]\nkind = "dynamic_provisioning"\nname = "spanish"\naverage_loss = 0.01\n'
#: Two years of calm, then a slump.
SLUMP = {"cycle.mode": "gap_path", "cycle.path": [0.02] * 24 + [-0.12] * 24}


def test_the_fund_worked_by_hand() -> None:
    """2.4% a year of 1,000 is 2 a month: it fills by 2 less what was made, from 0 up to half a year's 12."""
    fund, performing = np.array([5.0, 5.0, 1.0, 11.0]), np.full(4, 1000.0)
    made = np.array([0.0, 4.0, 9.0, 0.0])
    assert after_month(fund, performing, made, 0.024, 0.5).tolist() == pytest.approx([7.0, 3.0, 0.0, 12.0])


@pytest.fixture(scope="module")
def through_the_slump(market_with: Any) -> tuple[Any, Any, np.ndarray]:
    with_it, without = (market_with(text, firms=3_000, months=48, run=False, **SLUMP) for text in (RULE, ""))
    funds = []
    for _ in range(48):
        for market in (with_it, without):
            market.step()
        funds.append(with_it.economy.provision_fund.copy())
    return with_it, without, np.array(funds)


def test_it_fills_in_a_calm_and_is_used_in_a_slump(through_the_slump: Any) -> None:
    with_it, without, funds = through_the_slump
    total = funds.sum(axis=1)
    assert (np.diff(total[:20]) >= -1e-6).mean() > 0.9 and total[22] > 0.0
    assert total[24:].min() < 0.8 * total[:30].max(), "a slump draws on it"
    assert (funds >= 0.0).all()
    loans = float(with_it.economy.banks.column("sme_loans").sum())
    assert total.max() <= 3.5 * 0.01 * 1.5 * loans
    assert not without.economy.provision_fund.any()


def test_profits_are_smoothed(through_the_slump: Any) -> None:
    """What banks earn falls less from calm to slump with the fund than without it."""
    with_it, without, _ = through_the_slump
    fall = [
        float(raw["bank_profit"].loc[7:24].sum() / 18 - raw["bank_profit"].loc[28:42].sum() / 15)
        for raw in (market.recorder.raw() for market in (with_it, without))
    ]
    assert fall[0] < fall[1]


def test_for_some_banks_only(market_with: Any) -> None:
    market = market_with(RULE + 'banks = { share = 1.0, type = ["rural"] }\n', months=6)
    rural = market.economy.banks.column("type") == 3
    funds = market.economy.provision_fund
    assert funds[rural].sum() > 0.0 and not funds[~rural].any()


def test_it_is_released_at_the_end(market_with: Any) -> None:
    market = market_with(RULE + "end = 4\n", months=6, run=False)
    allowances = []
    for _ in range(6):
        market.step()
        allowances.append(int(market.economy.banks.column("allowance").sum()))
    assert not market.economy.provision_fund.any()
    # What was set aside comes back to profit in one month.
    assert allowances[4] < allowances[3]
