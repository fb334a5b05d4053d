"""What of a firm's sales a bank can verify, and the loan that they carry without a pledge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.credit_scoring import Scoring
from smecredit.simulation.behaviour.lending.verified_sales import VerifiedSales, carried_by_cash_flow, verified_share
from smecredit.simulation.behaviour.support.fields_shared import NO_FIELDS, FieldsShared

#: One yuan, in fen.
Y = 100
SHARES = st.floats(0.0, 1.0)
RULE = VerifiedSales(from_records=0.5, least=0.0).numbers()
SCORING = Scoring(relationship_gain=0.25).numbers()
UNSECURED = 0


class TestVerifiedShare:
    @pytest.mark.parametrize(
        ("transparency", "years", "precision", "share"),
        [
            (0.6, 0.0, 0.0, 0.6),
            # Four years halve what is hidden, a record as good as the bank's own view leaves two thirds of it,
            (0.6, 4.0, 0.0, 0.8),
            (0.6, 0.0, 1.0, 1.0 - 0.4 / 1.5),
            # both together a third.
            (0.6, 4.0, 1.0, 1.0 - 0.4 / 3.0),
            (1.0, 0.0, 0.0, 1.0),
            (0.0, 0.0, 0.0, 0.0),
            (0.0, 4.0, 0.0, 0.5),
        ],
    )
    def test_worked_by_hand(self, transparency: float, years: float, precision: float, share: float) -> None:
        assert verified_share(transparency, years, precision, 1.0, RULE, SCORING) == pytest.approx(share)

    @given(SHARES, SHARES, st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
    def test_rises_with_accounts_years_and_records(
        self, one: float, other: float, years: float, later: float, precision: float, better: float
    ) -> None:
        hidden, shown = sorted((one, other))
        least = verified_share(hidden, years, precision, 1.0, RULE, SCORING)
        assert 0.0 <= least <= 1.0
        assert verified_share(shown, years, precision, 1.0, RULE, SCORING) >= least
        assert verified_share(hidden, years + later, precision, 1.0, RULE, SCORING) >= least
        assert verified_share(hidden, years, precision + better, 1.0, RULE, SCORING) >= least

    @given(SHARES, st.floats(0.0, 10.0), st.floats(0.0, 5.0))
    def test_off(self, transparency: float, years: float, precision: float) -> None:
        """A bank that takes all sales as verified distinguishes nobody."""
        everything = VerifiedSales(least=1.0).numbers()
        assert verified_share(transparency, years, precision, 1.0, everything, SCORING) == 1.0

    def test_records_that_show_nothing_are_none(self) -> None:
        useless = VerifiedSales(from_records=0.0).numbers()
        assert verified_share(0.6, 0.0, 9.0, 1.0, useless, SCORING) == pytest.approx(0.6)


@pytest.fixture
def market(small_market):
    """Banks put half of verified sales at risk on an unsecured loan, of which they lose four fifths in default."""
    numbers = {"simple_loan.unsecured_limit": 0.5, "loan_pricing.lgd_unsecured": 0.8, "verified_sales.least": 0.0}
    numbers |= {"verified_sales.from_records": 0.5, "credit_scoring.relationship_gain": 0.25}
    return small_market(**numbers, **{"strangers.record_shared": 0.0})


class TestCarriedByCashFlow:
    """A firm with sales of 10,000,000 yuan, of which its accounts show half."""

    @staticmethod
    def carried(
        market, knows: bool = False, precision: float = 0.0, cover: float = 0.0, fields=NO_FIELDS, **given
    ) -> float:
        """Yuan; `given` are columns of the firm or, with `lgd` and `limit`, terms of the way to lend."""
        economy = market.market.economy
        menu = economy.ways_to_lend
        way = next(o for o in range(menu.rows) if menu.column("security")[o] == UNSECURED)
        menu.column("loss_given_default")[way], menu.column("limit")[way] = (
            given.pop("lgd", 0.8),
            given.pop("limit", 100.0),
        )
        firm, _ = market.borrower()
        firm.set(**{"year_sales": 10_000_000 * Y, "transparency": 0.5, "borrowed": 0, **given})
        return carried_by_cash_flow(economy, way, firm.row, knows, precision, fields, cover) / Y

    def test_an_unsecured_loan_is_half_of_what_is_verified(self, market) -> None:
        assert self.carried(market) == pytest.approx(2_500_000)
        assert self.carried(market, transparency=0.75) == pytest.approx(3_750_000)

    @pytest.mark.parametrize(
        ("cover", "yuan"), [(0.0, 2_500_000), (0.2, 3_125_000), (0.5, 5_000_000), (0.8, 12_500_000)]
    )
    def test_more_where_others_cover_a_part_of_the_loss(self, market, cover: float, yuan: int) -> None:
        """The bank's own part of the loss stays what it is on an unsecured loan: the loan over one less the cover."""
        assert self.carried(market, cover=cover) == pytest.approx(yuan)

    def test_more_where_less_is_lost_in_default(self, market) -> None:
        """Half as much lost: twice the loan."""
        assert self.carried(market, lgd=0.4) == pytest.approx(5_000_000)

    def test_a_loan_covered_in_full_stops_at_the_limit_of_the_way_to_lend(self, market) -> None:
        assert self.carried(market, cover=1.0, limit=0.9) == pytest.approx(9_000_000)
        assert self.carried(market, cover=0.0, limit=0.125) == pytest.approx(1_250_000)

    def test_more_with_records_that_others_share(self, market) -> None:
        """A precision of 2 halves what is hidden: three quarters are verified."""
        assert self.carried(market, precision=2.0) == pytest.approx(3_750_000)

    def test_more_with_fields_that_show_sales(self, market) -> None:
        """The tax field shows two fifths of what accounts hide, of which staff shows a half; debts show no sales."""
        market.market.economy.numbers.restate("record_fields.sales_shown", np.array((0.4, 0.5, 0.2, 0.0)))
        assert self.carried(market, fields=FieldsShared(1.0, 0.0, 0.0, 0.0)) == pytest.approx(3_500_000)
        assert self.carried(market, fields=FieldsShared(1.0, 1.0, 0.0, 0.0)) == pytest.approx(4_250_000)
        assert self.carried(market, fields=FieldsShared(0.5, 0.0, 0.0, 0.0)) == pytest.approx(3_000_000)
        assert self.carried(market, fields=FieldsShared(0.0, 0.0, 0.0, 1.0)) == pytest.approx(2_500_000)

    def test_more_with_years_of_relationship_for_the_bank_that_knows_the_firm(self, market) -> None:
        """Four years: three quarters; nothing of that for a bank that does not know it, or where it never borrowed."""
        entered = market.market.month - 48
        assert self.carried(market, knows=True, borrowed=1, entry_month=entered) == pytest.approx(3_750_000)
        assert self.carried(market, knows=False, borrowed=1, entry_month=entered) == pytest.approx(2_500_000)
        assert self.carried(market, knows=True, borrowed=0, entry_month=entered) == pytest.approx(2_500_000)

    def test_nothing_for_a_firm_that_shows_or_sells_nothing(self, market) -> None:
        assert self.carried(market, transparency=0.0) == self.carried(market, year_sales=-5) == 0

    def test_off(self, market) -> None:
        """All sales count as verified: the opaque are lent what the transparent are."""
        market.market.economy.numbers.restate("verified_sales.least", 1.0)
        amounts = {self.carried(market, transparency=t, precision=p) for t in (0.0, 0.5, 1.0) for p in (0.0, 2.0)}
        assert len(amounts) == 1
        assert amounts.pop() == pytest.approx(5_000_000)
