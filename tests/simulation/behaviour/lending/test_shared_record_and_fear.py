"""Who fears a refusal reckons with records that speak for the firm."""

import pytest

from smecredit.simulation.behaviour.lending.owners_fear import believed_risk, chance_not_to_dare
from smecredit.simulation.behaviour.lending.verified_sales import VerifiedSales, shown_by_records
from smecredit.simulation.behaviour.support.loan_support import precision_shared, terms_under
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import PROGRAMMES, SHARED_BY_TAX, SHARED_NOISE

REGISTRY = """
[[policy]]
kind  = "information_sharing"
name  = "registry"
noise = 0.5
"""
RULE = VerifiedSales(from_records=0.5, least=0.0).numbers()


def shared(noise: float, by_tax: float):
    """Two programmes: one that shares no record, one that does."""
    store = Store(PROGRAMMES, 2)
    store.allocate(2)
    store.blocks.real[SHARED_NOISE, 1], store.blocks.real[SHARED_BY_TAX, 1] = noise, by_tax
    return store.blocks


@pytest.mark.parametrize(
    ("bits", "grade", "precision"), [(0b00, 4, 0.0), (0b01, 4, 0.0), (0b10, 4, 4.0), (0b11, 0, 2.0), (0b10, 2, 3.0)]
)
def test_the_precision_of_what_is_shared(bits: int, grade: int, precision: float) -> None:
    """An error of a half is a precision of four, half of which hangs on the tax grade, 0 to 4."""
    programmes = shared(0.5, 0.5)
    assert precision_shared(bits, grade, programmes) == pytest.approx(precision)
    assert terms_under(bits, grade, programmes, 0.03).precision == pytest.approx(precision)


def test_what_shows_by_hand() -> None:
    """A record of precision two halves what accounts hide."""
    assert shown_by_records(0.2, 2.0, RULE) == pytest.approx(0.6)
    assert shown_by_records(0.2, 0.0, RULE) == pytest.approx(0.2)


#: Fear of opacity alone, on records that take half of it away where the half known of a precision of four is two.
NUMBERS = {
    "credit_demand.discouraged_base": 0.1, "credit_demand.discouraged_opaque": 0.5,
    "credit_demand.odds_that_count": 0.0, "credit_demand.discouraged_borrower": 1.0,
    "verified_sales.from_records": 0.5,
}  # fmt: skip


def opaque_firm(small_market, known: float, limit: float):
    """The books of a market with such a register, whose banks bear `limit` a year, and a firm of transparency 0.2."""
    more = {"credit_demand.record_known": known, "loan_pricing.own_loss_limit": limit}
    market = small_market(REGISTRY, **NUMBERS, **more)
    firm, _ = market.borrower()
    firm.set(transparency=0.2, refused_month=-10_000, pledgeable=0.0)
    return market.market.economy, firm


@pytest.mark.parametrize(("known", "opaque_part"), [(0.0, 0.64), (0.5, 0.16)])
def test_opaque_owners_dare_more_where_a_record_is_shared(small_market, known: float, opaque_part: float) -> None:
    """Of transparency 0.2: 0.1 + 0.5 x 0.8 x 0.8 without, and, with precision two known of four, x 0.4 x 0.4."""
    economy, firm = opaque_firm(small_market, known, limit=1.0)
    assert chance_not_to_dare(economy, firm.row, 1e7) == pytest.approx(0.1 + 0.5 * opaque_part, rel=1e-6)


@pytest.mark.parametrize(("known", "chance"), [(0.0, 0.42), (0.5, 0.59)])
def test_bad_risks_stay_away_where_a_record_shows_them(small_market, known: float, chance: float) -> None:
    """Banks that bear no loss refuse whom they see: 0.1 + 0.5 x 0.64 without a record that is known.

    With it those who would still dare fear 0.1 + 0.5 x 0.16, and half of the others give up.
    """
    economy, firm = opaque_firm(small_market, known, limit=0.0)
    assert chance_not_to_dare(economy, firm.row, 1e7) == pytest.approx(chance, rel=1e-6)


def test_a_pledge_makes_a_bad_risk_a_good_one(small_market) -> None:
    """Half of the risk is the loss that banks bear: less than is lost without a pledge, more than with one."""
    economy, firm = opaque_firm(small_market, 0.5, limit=1.0)
    limit = 0.5 * believed_risk(economy, firm.row)
    economy, firm = opaque_firm(small_market, 0.5, limit=limit)
    assert chance_not_to_dare(economy, firm.row, 1e7) == pytest.approx(0.59, rel=1e-6)
    firm.set(pledgeable=0.5)
    assert chance_not_to_dare(economy, firm.row, 1e7) == pytest.approx(0.18, rel=1e-6)
