"""Bonds at fair value: what they lose as rates rise, that capital loses it and nothing else, and how it fades."""

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks
from smecredit.simulation.behaviour.banking.bond_values import (
    BondValues,
    capitals_of_banks,
    coupon,
    fall_in_value,
    matured_in_a_month,
    replace_matured_bonds,
    unrealised_loss,
)
from smecredit.simulation.state.ledger import BOND_INTEREST, DIVIDEND, PAYEE, PAYER
from smecredit.simulation.stresses.bank_rescue import BankRescue

#: Bonds, large loans at a weight of 1, and equity of a bank made by hand, in fen.
BONDS, LARGE, EQUITY = 20_000_000_000, 100_000_000_000, 12_000_000_000
#: What its bonds lose at a rate a point higher: three tenths at fair value, four years, a quarter borne by lower taxes.
LOSS = 180_000_000


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
            "bond_values.tax": 0.25, "bank_funding.reference_rate": 0.03, "banking.bond_share": 0.2,
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


def test_taxes_share_losses_and_gains(market) -> None:
    """Without tax four thirds of what is lost or gained after a quarter of it."""
    economy = market.market.economy
    for rate, sign in ((0.04, 1), (0.02, -1)):
        economy.policy_rate = rate
        economy.numbers.restate("bond_values.tax", 0.25)
        assert unrealised_loss(economy, 0) == sign * LOSS
        economy.numbers.restate("bond_values.tax", 0.0)
        assert unrealised_loss(economy, 0) == sign * LOSS * 4 // 3


@pytest.mark.parametrize(
    ("bonds", "small_loans", "loss"),
    [
        (BONDS // 2, 0, LOSS // 2),
        # Bonds beyond a fifth of all loans are kept short.
        (2 * BONDS, 0, LOSS),
        (2 * BONDS, LARGE // 2, LOSS * 3 // 2),
        (2 * BONDS, 2 * LARGE, 2 * LOSS),
    ],
)
def test_bonds_up_to_the_usual_part_of_loans_are_valued(market, bonds: int, small_loans: int, loss: int) -> None:
    market.market.economy.policy_rate = 0.04
    market.bank(0).set(bonds=bonds, sme_loans=small_loans)
    assert unrealised_loss(market.market.economy, 0) == loss


@pytest.mark.parametrize(
    ("bought_at", "follow", "paid"),
    [(0.03, 1.0, 0.022), (0.045, 1.0, 0.037), (0.045, 0.5, 0.0295), (0.045, 0.0, 0.022), (0.0, 1.0, 0.0)],
)
def test_coupons_are_those_of_the_rates_at_which_bonds_were_bought(
    market, bought_at: float, follow: float, paid: float
) -> None:
    """2.2% at a policy rate of 3%, and as much more as it was higher then, whatever it is now; never below nothing."""
    economy = market.market.economy
    economy.numbers.restate("banking.bond_rate", 0.022)
    economy.numbers.restate("bond_values.yields_follow", follow)
    economy.policy_rate, economy.bonds_bought_at = 0.08, bought_at
    assert coupon(economy) == pytest.approx(paid, abs=1e-15)
    market.live("run_banks")
    assert economy.flows[BOND_INTEREST, PAYEE, 0] == pytest.approx(paid * BONDS / 12.0, abs=0.5)


@pytest.mark.parametrize(
    ("policy_rate", "dividend"), [(0.03, 1_000_000_000), (0.02, 1_000_000_000), (0.04, 1_000_000_000 - LOSS)]
)
def test_no_gain_that_is_not_realised_is_paid_out(market, policy_rate: float, dividend: int) -> None:
    """A bank ten million yuan above its target pays them out; what bonds gained stays, what they lost is lacking."""
    economy = market.market.economy
    economy.numbers.restate("banking.excess_paid", 1.0)
    economy.numbers.restate("banking.excess_from", 1.0)
    market.bank(0).set(bonds=BONDS + 1_000_000_000, equity_before=EQUITY + 1_000_000_000)
    economy.policy_rate = policy_rate
    market.live("run_banks")
    assert economy.flows[DIVIDEND, PAYER, 0] == pytest.approx(dividend, rel=1e-6)


@pytest.mark.parametrize(("policy_rate", "ratio"), [(0.03, 0.12), (0.04, 0.1182), (0.02, 0.1218)])
def test_a_step_moves_the_ratio_by_the_loss_over_assets(market, policy_rate: float, ratio: float) -> None:
    """Twelve per cent, less or more 0.2 x 0.3 x 0.75 x 4 points of a hundred."""
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
    """Without bonds at fair value, and with yields that do not follow, it makes no difference how fast they mature."""
    off, other, on = (
        lived_with_a_rise(share_at_fair_value=share, duration=duration, yields_follow=share)
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
