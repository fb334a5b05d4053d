"""Loans renewed in part: how much a bank has back, in what parts, and when it looks at the rest again."""

import pytest

from smecredit.simulation.behaviour.debt_service.partial_renewal import part_back

#: One yuan, in fen.
Y = 100
REVOLVING_LINE = 1
#: Every bank renews, whatever it expects to lose, and nobody but bank and guarantor is paid for it.
LENIENT = {
    "repayment.renewal_loss_limit": 1.0, "repayment.capital_caution": 0.0, "repayment.evergreen_share": 0.0,
    "loan_pricing.fees_at_grant": 0.0, "partial_renewal.back_at_minimum": 0.3, "partial_renewal.most_back": 0.5,
    "partial_renewal.months": 12,
}  # fmt: skip
#: A month's part of three tenths of 1,200,000 yuan over a year.
PART = 30_000 * Y


def renewed(market, short: float = 1.0, **terms):
    """Firm and loan of 1,200,000 yuan after the month of its maturity, at a bank so short of capital."""
    firm, loan = market.maturing(**terms)
    market.market.economy.capital_short[:] = short
    before = market.market.economy.counted("renewed")
    market.live("serve_debt")
    assert market.market.economy.counted("renewed") == before + 1
    return firm, loan


class TestPartBack:
    @pytest.mark.parametrize(
        ("short", "unwanted", "months", "part"),
        [
            (0.0, 0.0, 12, 0.0),
            # Three tenths a year at the minimum, half of that half way to the target,
            (1.0, 0.0, 12, 0.3),
            (0.5, 0.0, 12, 0.15),
            # half of it of a loan of half a year, and no more of one of three years, which is looked at after one,
            (1.0, 0.0, 6, 0.15),
            (1.0, 0.0, 36, 0.3),
            # or what the bank wants to be rid of, where that is more,
            (0.0, 0.2, 12, 0.2),
            (0.5, 0.2, 12, 0.2),
            (1.0, 0.2, 12, 0.3),
            # up to a half; next to nothing is not worth it.
            (0.0, 0.9, 12, 0.5),
            (0.0, 0.019, 12, 0.0),
        ],
    )
    def test_worked_by_hand(self, small_market, short: float, unwanted: float, months: int, part: float) -> None:
        market = small_market(**LENIENT)
        economy = market.market.economy
        _, loan = market.maturing()
        economy.capital_short[loan["bank"]], economy.unwanted_loans[loan["bank"]] = short, unwanted
        assert part_back(economy, loan.row, months) == pytest.approx(part)

    def test_off(self, small_market) -> None:
        market = small_market(**{**LENIENT, "partial_renewal.back_at_minimum": 0.0})
        _, loan = market.maturing()
        market.market.economy.capital_short[:] = 1.0
        assert part_back(market.market.economy, loan.row, 12) == 0.0


class TestInstalments:
    def test_the_part_is_repaid_within_a_year_and_the_rest_looked_at_again(self, small_market) -> None:
        """Three tenths of 1,200,000 in twelve months; when 840,000 are left the bank has capital again and renews."""
        market = small_market(**LENIENT)
        firm, loan = renewed(market)
        assert (loan["instalment"], loan["balance"], loan["renewals"]) == (PART, 1_200_000 * Y - PART, 1)
        assert loan["maturity"] == market.market.month + 12
        assert firm["bank_debt"] == loan["balance"]
        for _ in range(11):
            market.live("serve_debt")
        assert (loan["balance"], loan["renewals"]) == (840_000 * Y, 1)
        market.market.economy.capital_short[:] = 0.0
        market.live("serve_debt")
        assert (loan["balance"], loan["renewals"], loan["instalment"]) == (840_000 * Y, 2, 0)
        # It begins anew with what is owed, by which guarantees, fees and limits go.
        assert loan["amount"] == 840_000 * Y
        assert (loan["maturity"], loan["status"]) == (market.market.month + 12, 1)

    def test_a_bank_still_short_has_back_a_part_of_the_rest(self, small_market) -> None:
        """Three tenths of 840,000: 21,000 a month."""
        market = small_market(**LENIENT)
        _, loan = renewed(market)
        for _ in range(12):
            market.live("serve_debt")
        assert (loan["instalment"], loan["balance"]) == (21_000 * Y, 819_000 * Y)

    def test_a_longer_loan_is_looked_at_after_a_year_and_then_renewed_for_its_term(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = renewed(market, term=36)
        assert (loan["instalment"], loan["term"], loan["maturity"]) == (PART, 36, market.market.month + 12)
        market.market.economy.capital_short[:] = 0.0
        for _ in range(12):
            market.live("serve_debt")
        assert (loan["instalment"], loan["term"], loan["maturity"]) == (0, 36, market.market.month + 36)

    def test_a_shorter_loan_repays_it_by_its_own_end(self, small_market) -> None:
        """180,000, half of a year's part, in six months."""
        market = small_market(**LENIENT)
        _, loan = renewed(market, term=6)
        assert (loan["instalment"], loan["maturity"]) == (PART, market.market.month + 6)

    def test_in_how_many_months_is_stated(self, small_market) -> None:
        """120,000, a third of a year's part, in four months."""
        market = small_market(**{**LENIENT, "partial_renewal.months": 4})
        _, loan = renewed(market)
        assert (loan["instalment"], loan["maturity"]) == (PART, market.market.month + 4)

    @pytest.mark.parametrize(("short", "fee"), [(1.0, 24_000), (0.0, 72_000)])
    def test_a_guarantee_is_paid_for_as_long_as_the_loan_goes_on(self, small_market, short: float, fee: int) -> None:
        """2% a year of 1,200,000 yuan: for the year after which a loan renewed in part ends, for three years else."""
        market = small_market(**LENIENT)
        deposit = market.guarantor(1)["deposit"]
        renewed(market, short, term=36, guarantor=1, agreement=1, security=2, fee_rate=0.02)
        assert market.guarantor(1)["deposit"] - deposit == fee * Y

    @pytest.mark.parametrize("off", [{"short": 0.0}, {"back_at_minimum": 0.0}])
    def test_off(self, small_market, off: dict) -> None:
        """A bank with capital, or one that has nothing back, renews all of it for its term."""
        back = off.get("back_at_minimum", 0.3)
        market = small_market(**{**LENIENT, "partial_renewal.back_at_minimum": back})
        _, loan = renewed(market, off.get("short", 1.0), term=36)
        assert (loan["instalment"], loan["balance"]) == (0, 1_200_000 * Y)
        assert loan["maturity"] == market.market.month + 36


class TestWhatIsLookedAtAgain:
    def test_a_loan_in_instalments_is_paid_at_its_end_and_not_looked_at(self, small_market) -> None:
        """Its last part is all that is left, or all of it falls due."""
        for balance in (100_000, 1_200_000):
            market = small_market(**LENIENT)
            _, loan = market.maturing(instalment=100_000 * Y, balance=balance * Y)
            matured = market.market.economy.counted("matured")
            market.live("serve_debt")
            assert market.market.economy.counted("matured") == matured
            assert (loan["status"], loan["balance"]) == (0, 0)

    def test_one_taken_back_in_parts_is_not_looked_at_though_it_had_been_renewed(self, small_market) -> None:
        """No bank renews: a year later nothing is left, and the firm is not let down a second time."""
        strict = {"repayment.renewal_loss_limit": 0.0, "repayment.run_off_months": 12, "repayment.run_off_margin": 0.0}
        market = small_market(**{**LENIENT, **strict})
        firm, loan = market.maturing(renewals=3)
        seen = {name: market.market.economy.counted(name) for name in ("matured", "not_renewed")}
        for _ in range(13):
            market.live("serve_debt")
        for name, before in seen.items():
            assert market.market.economy.counted(name) == before + 1, name
        assert (loan["status"], firm["bank_debt"]) == (0, 0)


class TestLines:
    def test_a_line_is_renewed_whole(self, small_market) -> None:
        """What is not drawn of it binds no capital, and what is drawn comes back by itself."""
        market = small_market(**LENIENT)
        firm, loan = market.maturing(product=REVOLVING_LINE, amount=2_000_000 * Y, balance=1_100_000 * Y)
        firm.set(line=loan.row, line_room=900_000 * Y)
        # Whatever is done with lines in a month: its cash is as it wants it.
        market.market.economy.product_months = ()
        market.market.economy.capital_short[:] = 1.0
        market.live("serve_debt")
        assert (loan["amount"], firm["line_room"], loan["instalment"]) == (2_000_000 * Y, 900_000 * Y, 0)
        assert loan["maturity"] == market.market.month + 12
