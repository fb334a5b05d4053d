"""Guarantee funds: how many stand behind guarantors, and in what order they are named, never matters."""

from collections.abc import Callable

import pandas as pd
import pytest

from smecredit.simulation import CreditMarket

Maker = Callable[..., CreditMarket]
FIRST = "capital_yuan = 4e12\nfee_annual = 0.004\nleverage_cap = 3.0\ncentral_share = 0.1"
SECOND = "capital_yuan = 8e12\nfee_annual = 0.006\nleverage_cap = 25.0\ncentral_share = 0.9"


def fund(name: str, terms: str) -> str:
    return f'[[policy]]\nkind = "guarantee_fund"\nname = "{name}"\n{terms}\n'


def public(market: CreditMarket, column: str) -> set[float]:
    institutions = market.economy.institutions
    return {round(float(each), 6) for each in institutions.column(column)[institutions.column("public") == 1]}


def spent(market: CreditMarket) -> pd.Series:
    return market.indicators["fiscal_outlay.programme.guarantee_fund"].fillna(0.0)


def test_names_and_priorities_make_no_difference(market_with: Maker, fingerprints: object) -> None:
    straight = market_with(fund("alpha", FIRST) + fund("beta", SECOND))
    swapped = market_with(fund("alpha", SECOND) + fund("beta", FIRST))
    preferred = market_with(fund("alpha", FIRST) + fund("beta", SECOND + "\npriority = 1"))
    for other in (swapped, preferred):
        assert fingerprints.differences(straight, other) == []  # type: ignore[attr-defined]
        assert straight.numerators.equals(other.numerators)


def test_the_highest_leverage_and_the_lowest_fee_hold(market_with: Maker) -> None:
    market = market_with(fund("alpha", FIRST) + fund("beta", SECOND + "\nend = 3"), months=6, run=False)
    seen = []
    for _ in range(5):
        market.step()
        seen.append((public(market, "leverage_cap"), public(market, "fee")))
    # The baseline's own fund states 15 times and 1%.
    assert seen == [({25.0}, {0.004})] * 3 + [({15.0}, {0.004})] * 2


def test_each_pays_its_own_capital_beside_those_that_are_there(market_with: Maker) -> None:
    """The baseline's has been paid in before month 1."""
    market = market_with(fund("alpha", FIRST) + fund("beta", SECOND))
    assert spent(market).loc[1] == pytest.approx(12e12, rel=1e-6)
    assert spent(market).loc[2:].sum() == 0.0


def test_what_an_earlier_fund_left_counts_for_those_that_follow(market_with: Maker) -> None:
    """The 1.2 trillion of the baseline's; new ones pay what is missing, each in proportion to its capital."""
    market = market_with('remove = ["public_guarantors"]\n' + fund("alpha", FIRST) + fund("beta", SECOND))
    assert spent(market).loc[1] == pytest.approx(10.8e12, rel=1e-6)
    weight = market.economy.weight / 100.0
    outlay = {name: fen * weight for name, fen in market.economy.programme_outlay.items()}
    assert outlay["beta"] == pytest.approx(2.0 * outlay["alpha"], rel=1e-6)


def test_its_fee_is_a_ceiling(market_with: Maker) -> None:
    market = market_with(fund("dear", "capital_yuan = 1e12\nfee_annual = 0.05"), months=1)
    assert public(market, "fee") == {0.01}
