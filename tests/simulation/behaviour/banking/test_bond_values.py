"""Bonds at fair value: what they lose as rates rise, that capital loses it and nothing else, and how it fades."""

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks
from smecredit.simulation.behaviour.banking.bond_values import (
    BondValues,
    capitals_of_banks,
    fall_in_value,
    matured_in_a_month,
    replace_matured_bonds,
    unrealised_loss,
)
from smecredit.simulation.stresses.bank_rescue import BankRescue

#: Bonds, large loans at a weight of 1, and equity of a bank made by hand, in fen.
BONDS, LARGE, EQUITY = 20_000_000_000, 100_000_000_000, 12_000_000_000
#: What its bonds lose at a rate a point higher: three tenths at fair value, four years.
LOSS = 240_000_000


@pytest.fixture
def values() -> BondValues:
    numbers: BondValues = (
        BondValues().numbers()._replace(share_at_fair_value=0.3, duration=4.0, yields_follow=1.0)
    )  # fmt: skip
    return numbers


@pytest.fixture
def market(small_market):
    """Bank 0 has bonds and loans to large firms that stay as they are, at the target; bonds were bought at 3%."""
    made = small_market(
        **{
            "bond_values.share_at_fair_value": 0.3, "bond_values.duration": 4.0, "bond_values.yields_follow": 1.0,
            "banking.adjustment": 0.0, "banking.large_adjustment": 0.0, "banking.payout": 0.0,
            "banking.excess_paid": 0.0, "banking.bond_rate": 0.0, "banking.reserve_rate": 0.0,
            "banking.rest_deposit_rate": 0.0, "banking.large_operating_cost": 0.0, "banking.general_allowance": 0.0,
            "bank_funding.deposits_follow": 0.0, "large_firms.default_rate": 0.0, "large_firms.lines_drawn": 0.0,
            "loan_pricing.large_firm_spread": -0.3, "loan_pricing.risk_weight_large": 1.0,
        }
    )  # fmt: skip
    economy = made.market.economy
    economy.policy_rate = economy.bonds_bought_at = 0.03
    for column in economy.banks.table.columns:
        if economy.banks.table.columns[column].unit == "fen":
            economy.banks.column(column)[0] = 0
    made.bank(0).set(bonds=BONDS, large_loans=LARGE, equity_before=EQUITY, target_ratio=0.12)
    economy.deposits_before[0] = BONDS + LARGE - EQUITY
    return made


@pytest.mark.parametrize(
    ("policy_rate", "bought_at", "fall"),
    [
        (0.03, 0.03, 0.0),
        (0.04, 0.03, 0.04),  # a point times four years
        (0.02, 0.03, -0.04),  # as much is gained where rates fall
        (0.0335, 0.0310, 0.01),
        (0.30, 0.03, 1.0),  # never more than all
    ],
)
def test_the_fall_is_duration_times_the_rise(
    values: BondValues, policy_rate: float, bought_at: float, fall: float
) -> None:
    assert fall_in_value(policy_rate, bought_at, values) == pytest.approx(fall)


def test_yields_may_follow_in_part(values: BondValues) -> None:
    assert fall_in_value(0.04, 0.03, values._replace(yields_follow=0.5)) == pytest.approx(0.02)
    assert fall_in_value(0.04, 0.03, values._replace(yields_follow=0.0)) == 0.0


def test_a_part_matures_each_month() -> None:
    assert matured_in_a_month(4.0) == pytest.approx(1.0 / 48.0)
    assert matured_in_a_month(1.0 / 24.0) == 1.0


def test_what_is_at_cost_shows_no_loss(market) -> None:
    market.market.economy.policy_rate = 0.04
    assert unrealised_loss(market.market.economy, 0) == LOSS
    market.market.economy.numbers.restate("bond_values.share_at_fair_value", 0.0)
    assert unrealised_loss(market.market.economy, 0) == 0


@pytest.mark.parametrize(("policy_rate", "ratio"), [(0.03, 0.12), (0.04, 0.1176), (0.02, 0.1224)])
def test_a_step_moves_the_ratio_by_the_loss_over_assets(market, policy_rate: float, ratio: float) -> None:
    """Twelve per cent, less or more 0.2 x 0.3 x 4 points of a hundred."""
    market.market.economy.policy_rate = policy_rate
    market.live("run_banks")
    assert market.market.economy.capital_ratios[0] == pytest.approx(ratio, abs=1e-12)


def test_capital_loses_it_and_equity_profit_and_flows_do_not(market) -> None:
    usual = market.copy()
    market.market.economy.bonds_bought_at = 0.02
    for made in (market, usual):
        made.live("run_banks")
    here, there = market.market.economy, usual.market.economy
    assert (equities_of_banks(here) == equities_of_banks(there)).all()
    assert (here.flows == there.flows).all()
    assert here.counted("bank_profit") == there.counted("bank_profit")
    assert equities_of_banks(here)[0] - capitals_of_banks(here)[0] == LOSS
    assert here.capital_short[0] > there.capital_short[0] == 0.0


def test_the_loss_fades_as_bonds_mature(market) -> None:
    """Of a point, 47 parts in 48 are left after each month."""
    economy = market.market.economy
    economy.policy_rate = 0.04
    for _ in range(24):
        replace_matured_bonds(economy)
    assert unrealised_loss(economy, 0) == pytest.approx(LOSS * (47.0 / 48.0) ** 24, abs=1.0)


def test_an_economy_opens_without_gain_or_loss(opened_economy) -> None:
    assert opened_economy.bonds_bought_at == opened_economy.policy_rate
    assert (capitals_of_banks(opened_economy) == equities_of_banks(opened_economy)).all()


def test_a_rescue_makes_up_for_what_bonds_have_lost(market) -> None:
    economy = market.market.economy
    economy.policy_rate = 0.04
    BankRescue(name="rescue", start=1, months=1).last(economy)
    target = float(economy.bank.real[economy.banks.table.columns["target_ratio"].position, 0])
    assert capitals_of_banks(economy)[0] == pytest.approx(target * LARGE, abs=1.0)
    assert equities_of_banks(economy)[0] == pytest.approx(target * LARGE + LOSS, abs=1.0)


def lived_with_a_rise(**numbers: float) -> CreditMarket:
    """Six months of 200 firms, of which the last four at a policy rate two points higher; the audit runs in each."""
    settings = {f"bond_values.{name}": value for name, value in numbers.items()}
    settings |= {"opening.settled": False, "economy.burn_in": 2}
    market = CreditMarket(load("baseline", firms=200, months=6, set=settings), seed=3)
    for _ in range(2):
        market.step()
    market.economy.numbers.restate("cycle.policy_rate", 0.0535)
    for _ in range(4):
        market.step()
    return market


def test_turned_off_nothing_of_it_moves_the_economy(fingerprints) -> None:
    off, other, on = (
        lived_with_a_rise(share_at_fair_value=share, duration=duration)
        for share, duration in ((0.0, 4.0), (0.0, 9.0), (1.0, 9.0))
    )
    assert fingerprints.digest(off) == fingerprints.digest(other) != fingerprints.digest(on)
    assert (capitals_of_banks(off.economy) == equities_of_banks(off.economy)).all()


def test_the_ratio_of_all_banks_is_that_of_capital() -> None:
    market = lived_with_a_rise(share_at_fair_value=1.0)
    raw = market.recorder.raw().iloc[-1]
    lost = raw["bank_equity"] - raw["regulatory_capital"]
    assert lost == int(np.sum(equities_of_banks(market.economy) - capitals_of_banks(market.economy))) > 0
    shown = market.indicators["bank_capital_ratio"].iloc[-1]
    assert shown == pytest.approx(raw["regulatory_capital"] / raw["risk_weighted_assets"])
