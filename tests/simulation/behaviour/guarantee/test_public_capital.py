"""Public capital: kept at what was paid in, made good at a counted cost, given back where there is no business."""

from types import SimpleNamespace

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.guarantee.public_capital import change_in_winding_up, change_of_capital

TERMS = SimpleNamespace(surplus_from=1.0, replenished=0.1, kept_for_open=0.1)


@pytest.mark.parametrize(
    ("deposit", "change"),
    [(1_000, 0), (1_250, -250), (960, 40), (900, 100), (400, 100), (-50, 100)],
)
def test_the_year_s_accounts_worked_by_hand(deposit: int, change: int) -> None:
    """A surplus goes back; of a loss a tenth of the capital a year is made good."""
    assert change_of_capital(deposit, 1_000, TERMS) == change


@pytest.mark.parametrize(("deposit", "change"), [(1_000, -870), (130, 0), (60, 0), (10, 20)])
def test_winding_up_worked_by_hand(deposit: int, change: int) -> None:
    """100 fen for open guarantees and 30 for a year's claims are kept; budgets pay in only where claims lack money."""
    assert change_in_winding_up(deposit, 100, 30) == change


def test_budgets_that_replenish_nothing_let_it_run_dry() -> None:
    assert change_of_capital(10, 1_000, SimpleNamespace(surplus_from=1.0, replenished=0.0)) == 0


#: Public guarantors agree to far more than their fees cover, and everyone asks them, so that claims eat into capital;
#: no accounts have been closed before month 1.
STRAINED = {
    "guarantors.tolerated_loss": 10.0, "guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0, "economy.burn_in": 0,
}  # fmt: skip


def market(name: str, months: int = 36, **sets: float) -> CreditMarket:
    return CreditMarket(load(name, firms=2_400, months=months, set=sets), seed=2).run()


def public_deposits(run: CreditMarket) -> np.ndarray:
    deposits = run.economy.institutions.column("deposit")
    return deposits[(run.economy.institutions.column("public") == 1) & (run.economy.initial_net_assets >= 0)]


def test_capital_stands_still_under_the_scheme_and_what_that_costs_is_outlay() -> None:
    made_whole = {**STRAINED, "public_capital.replenished": 1.0}
    run = market("baseline", **made_whole)
    paid_in = run.economy.initial_net_assets[run.economy.institutions.column("public") == 1]
    # At the year's end it is whole, whatever the year has taken.
    assert (public_deposits(run) == paid_in).all()
    flows = run.flows
    injected = flows[flows["purpose"] == "capital_injection"]["fen"].sum() * run.economy.weight / 100.0
    assert run.indicators["fiscal_outlay.programme.recapitalisation"].sum() == pytest.approx(injected)
    assert injected > 0.0
    # Until the first capital is made good the two worlds are one: what is then paid in is what it lacks without.
    into = flows[flows["purpose"] == "capital_injection"]
    first = int(into["month"].min())
    whole = market("baseline", months=first, **made_whole)
    never = market("baseline", months=first, **{**STRAINED, "public_capital.replenished": 0.0})
    made_good = into.loc[into["month"] == first, "fen"].sum()
    deposits = [each.economy.institutions.column("deposit").sum() for each in (whole, never)]
    assert deposits[0] - deposits[1] == made_good > 0
    assert never.indicators["fiscal_outlay.programme.recapitalisation"].sum() == 0.0


def test_without_a_scheme_the_money_goes_back_and_support_costs_nothing() -> None:
    """Once old guarantees have run out: loans of three years, and three more in which claims bring something back."""
    run = market("no_support", months=108)
    assert public_deposits(run).sum() < 0.001 * run.economy.fen_of_model(1.2e12)
    flows = run.flows
    assert flows[flows["purpose"] == "capital_returned"]["fen"].sum() > 0
    assert not run.economy.institutions.column("covered")[run.economy.institutions.column("public") == 1].any()
    cost = run.indicators["public_cost"].loc[73:].sum()
    assert abs(cost) < 0.01 * market("baseline", months=108).indicators["public_cost"].loc[73:].sum()


def test_idle_money_has_a_cost() -> None:
    """A month's interest at the rate of bonds on what public institutions held at the end of the month before."""
    run = market("baseline", months=14)
    raw = run.recorder.raw()
    rate = run.economy.numbers.banking.bond_rate
    gain, cost = raw["public_money_gain"].to_numpy(), raw["cost_of_capital"].to_numpy()
    assert (cost > 0).all()
    np.testing.assert_allclose(np.diff(cost), rate / 12.0 * gain[:-1], atol=1.0)
