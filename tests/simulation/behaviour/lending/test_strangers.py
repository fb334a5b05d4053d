"""What a bank knows of another bank's client."""

import pytest

from smecredit.simulation.behaviour.lending.credit_scoring import Sight, lender_view, years_together
from smecredit.simulation.behaviour.lending.strangers import punctual_months
from smecredit.simulation.behaviour.lending.ways_to_lend import request_of
from smecredit.simulation.behaviour.support.fields_shared import NO_FIELDS


@pytest.fixture
def market(small_market):
    """A firm that has met its payments for four years, of which strangers read half as much as its own bank saw."""
    return small_market(**{"strangers.turned_away": 2.0, "strangers.record_shared": 0.5})


def seen(economy, row: int, noise: float, turned_away: float) -> float:
    """Risk that a stranger sees at the median of its luck."""
    return float(lender_view(economy, row, 0, Sight(noise, False, 0.0, 0.5, 1.0, 0.0, 1.0, turned_away, NO_FIELDS)))


def test_the_record_of_payments(market) -> None:
    """Who is late has none, nor who never borrowed; a stranger takes half of four years for years of its own."""
    firm, _ = market.borrower()
    economy = market.market.economy
    firm.set(borrowed=1, missed=0, punctual_since=economy.month - 48, entry_month=economy.month - 60)
    assert punctual_months(economy, firm.row) == 48
    assert years_together(economy, firm.row, False) == pytest.approx(2.0)
    assert years_together(economy, firm.row, True) == pytest.approx(5.0)
    firm.set(missed=1)
    assert (punctual_months(economy, firm.row), years_together(economy, firm.row, False)) == (0, 0.0)
    firm.set(missed=0, borrowed=0)
    assert (punctual_months(economy, firm.row), years_together(economy, firm.row, False)) == (0, 0.0)


def test_a_record_of_no_use_is_none(small_market) -> None:
    market = small_market(**{"strangers.record_shared": 0.0})
    firm, _ = market.borrower()
    firm.set(borrowed=1, missed=0, punctual_since=market.market.month - 48)
    assert years_together(market.market.economy, firm.row, False) == 0.0


def test_only_who_comes_from_another_bank_has_been_turned_away(market) -> None:
    firm, _ = market.borrower()
    economy = market.market.economy
    own = int(firm["bank"])
    for bank, supposed in ((own, 0.0), ((own + 1) % economy.banks.rows, 2.0)):
        assert request_of(economy, firm.row, bank, 1_000_000, 0, False).turned_away == supposed


def test_the_less_a_bank_sees_the_more_it_makes_of_where_a_firm_comes_from(market) -> None:
    firm, _ = market.borrower()
    firm.set(transparency=0.5, borrowed=0)
    economy = market.market.economy
    clear, dim = (seen(economy, firm.row, noise, 2.0) / seen(economy, firm.row, noise, 0.0) for noise in (0.1, 4.0))
    assert 1.0 < clear < 1.05 < 1.5 < dim


def test_a_missed_payment_begins_the_record_anew(small_market) -> None:
    """A borrower without money that owes private lenders much already misses the month's interest."""
    market = small_market()
    firm, _ = market.borrower()
    firm.set(cash=0, owner_wealth=0, home=0, informal_debt=10**15, honesty=1.0, punctual_since=-60)
    market.live("serve_debt")
    assert (firm["missed"], firm["punctual_since"]) == (1, market.market.month)
