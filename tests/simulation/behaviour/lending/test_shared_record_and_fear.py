"""Who fears a refusal reckons with records that speak for the firm."""

import pytest

from smecredit.simulation.behaviour.lending.owners_fear import chance_not_to_dare
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


@pytest.mark.parametrize(("known", "opaque_part"), [(0.0, 0.64), (0.5, 0.16)])
def test_opaque_owners_dare_more_where_a_record_is_shared(small_market, known: float, opaque_part: float) -> None:
    """Of transparency 0.2: 0.1 + 0.5 x 0.8 x 0.8 without, and, with precision two known of four, x 0.4 x 0.4."""
    numbers = {"credit_demand.discouraged_base": 0.1, "credit_demand.discouraged_opaque": 0.5}
    numbers |= {"credit_demand.odds_that_count": 0.0, "credit_demand.record_known": known}
    numbers |= {"credit_demand.discouraged_borrower": 1.0, "verified_sales.from_records": 0.5}
    market = small_market(REGISTRY, **numbers)
    firm, _ = market.borrower()
    firm.set(transparency=0.2, refused_month=-10_000)
    economy = market.market.economy
    assert chance_not_to_dare(economy, firm.row, 1e7) == pytest.approx(0.1 + 0.5 * opaque_part, rel=1e-6)
