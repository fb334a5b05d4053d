"""Guarantees by persons beside licensed guarantors: who has which, and the switches that turn each off."""

from typing import Any

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.loan_columns import GUARANTEED, ON_PERSONS


def market(**sets: Any) -> CreditMarket:
    return CreditMarket(load("baseline", firms=1_500, months=24, set=sets), seed=4).run()


def share(run: CreditMarket, security: int) -> float:
    loans = run.economy.loans
    live = loans.column("status") == 1
    balance = loans.column("balance")
    return float(balance[live & (loans.column("security") == security)].sum() / balance[live].sum())


@pytest.fixture(scope="module")
def plain() -> CreditMarket:
    return market()


def test_most_guaranteed_loans_have_no_licensed_party(plain: CreditMarket) -> None:
    last = plain.summary["value"]
    assert 0.6 < last["unlicensed_guarantee_share"] < 0.95
    assert last["guaranteed_share"] > 2.0 * last["licensed_guarantee_share"] > 0.0
    assert share(plain, ON_PERSONS) > share(plain, GUARANTEED) > 0.0


def test_they_can_be_turned_off(plain: CreditMarket) -> None:
    without = market(**{"personal_guarantee.offered": 0.0})
    assert share(without, ON_PERSONS) == 0.0
    # Some of them then borrow on nothing, some on a licensed guarantee, some not at all.
    assert without.summary.loc["unsecured_share", "value"] > plain.summary.loc["unsecured_share", "value"]
    assert without.summary.loc["credit_outstanding", "value"] < plain.summary.loc["credit_outstanding", "value"]


def test_a_licensed_guarantor_is_where_it_is_at_hand(plain: CreditMarket) -> None:
    nowhere, everywhere = (
        market(**{"guarantors.reach": reach, "guarantors.private_reach": reach}) for reach in (0.0, 1.0)
    )
    shares = [share(each, GUARANTEED) for each in (nowhere, plain, everywhere)]
    assert shares[0] == 0.0 < shares[1] < shares[2]


@pytest.mark.parametrize(("public", "private"), [(1.0, 0.0), (0.0, 1.0)])
def test_government_backed_and_private_guarantors_are_at_hand_apart(public: float, private: float) -> None:
    some = market(**{"guarantors.reach": public, "guarantors.private_reach": private})
    loans = some.economy.loans
    there = (loans.column("status") == 1) & (loans.column("guarantor") >= 0) & (loans.column("opened") >= 0)
    by_public = loans.column("guarantor")[there] % 3 == 0
    assert len(by_public) and by_public.all() == (public > 0.0) and by_public.any() == (public > 0.0)


def test_who_is_offered_enough_seldom_asks_an_institution(plain: CreditMarket) -> None:
    """The choice depends on being offered no other way as well as on price; the switch leaves price alone.

    Held against the number of requests put to guarantors: whoever is asked only for a better price often has none to
    offer, so that what is guaranteed in the end moves by less than one loan in a hundred.
    """
    by_price = market(**{"guarantors.asked_anyway": 1.0})
    never = market(**{"guarantors.asked_anyway": 0.0})
    some = market(**{"guarantors.asked_anyway": 0.5})
    asked = [int(run.recorder.raw()["guarantor_asked"].sum()) for run in (never, plain, some, by_price)]
    assert 0 < asked[0] < asked[1] < asked[2] < asked[3]
    assert asked[3] > 2 * asked[1]
    assert share(never, GUARANTEED) > 0.0
