"""Public money that follows a loan: interest, fees and losses paid for, together never more than there is to pay."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.entry_exit import FAILED

#: One yuan, in fen.
Y = 100
TEXT = """
[[policy]]
kind = "interest_subsidy"
name = "one"
points = 0.04
central_share = 0.25

[[policy]]
kind = "interest_subsidy"
name = "two"
points = 0.05
subsidy_months = 24

[[policy]]
kind = "guarantee_fee_subsidy"
name = "fee"
points = 0.015

[[policy]]
kind = "guarantee_fee_subsidy"
name = "more_fee"
points = 0.0125

[[policy]]
kind = "bank_risk_subsidy"
name = "losses"
loss_share = 0.75

[[policy]]
kind = "bank_risk_subsidy"
name = "more_losses"
loss_share = 0.5
"""
LENIENT = {"repayment.renewal_loss_limit": 1.0, "partial_renewal.back_at_minimum": 0.0}


@pytest.fixture
def market(small_market):
    return small_market(TEXT, **LENIENT, **{"credit_scoring.odds_by_size": np.ones(4)})


class TestInterest:
    """6.25% on 1,200,000 yuan: 6,250 a month."""

    @staticmethod
    def own_payment(market, *names: str, **terms: int) -> float:
        """Yuan of a month's interest that the borrower itself pays."""
        firm, loan = market.borrower(**terms)
        market.alone(firm)
        loan["programmes"] = market.under(*names)
        market.live("serve_debt")
        return 500_000 - firm["cash"] / Y

    @pytest.mark.parametrize(
        ("names", "yuan"), [((), 6_250), (("one",), 2_250), (("two",), 1_250), (("one", "two"), 0)]
    )
    def test_subsidies_add_up_to_the_interest_at_most(self, market, names: tuple[str, ...], yuan: int) -> None:
        assert self.own_payment(market, *names) == pytest.approx(yuan, abs=0.02)

    @pytest.mark.parametrize(("age", "yuan"), [(1, 2_250), (12, 2_250), (13, 6_250)])
    def test_a_subsidy_of_a_year_is_paid_twelve_times(self, market, age: int, yuan: int) -> None:
        opened = market.market.month + 1 - age
        assert self.own_payment(market, "one", opened=opened) == pytest.approx(yuan, abs=0.02)

    def test_who_misses_the_month_gets_no_subsidy(self, market) -> None:
        firm, loan = market.borrower()
        market.alone(firm)
        loan["programmes"] = market.under("one")
        firm["cash"] = 0
        market.live("serve_debt")
        assert (firm["missed"], firm["cash"]) == (1, 0)

    def test_centre_and_region_share_the_cost(self, market) -> None:
        firm, loan = market.borrower(tax_free_rate=1.0)
        market.alone(firm)
        loan["programmes"] = market.under("one")
        before = market.market.economy.accounts.copy()
        market.live("serve_debt")
        paid = before - market.market.economy.accounts
        assert paid[0] == pytest.approx(1_000 * Y, abs=2)
        assert paid[1 + firm["region"]] == pytest.approx(3_000 * Y, abs=2)
        assert market.programme("one")["spent"] == pytest.approx(4_000 * Y, abs=2)

    def test_a_budget_that_is_short_is_shared_and_then_spent(self, market) -> None:
        """1,000 of 8,000 yuan are left: two loans get 500 each."""
        firm, loan = market.borrower(programmes=market.under("one"))
        market.alone(firm)
        market.second_loan(loan)
        market.programme("one")["budget_left"] = 1_000 * Y
        market.live("serve_debt")
        assert firm["cash"] == pytest.approx((500_000 - 2 * 6_250 + 1_000) * Y, abs=2)
        assert (market.programme("one")["budget_left"] <= 1, market.programme("one")["spent_up"]) == (True, 1)

    def test_only_interest_above_the_stated_rate_is_paid(self, market) -> None:
        """Four tenths of what lies above two points below 6.25%: 0.8% a year."""
        market.programme("two").set(
            rate_subsidy=1.0, rate_subsidy_share=0.4, rate_subsidy_from=0.0425 - market.market.economy.policy_rate
        )
        assert self.own_payment(market, "two") == pytest.approx(6_250 - 800, abs=0.5)

    def test_a_loan_in_default_draws_no_subsidy(self, market) -> None:
        firm, loan = market.borrower(programmes=market.under("one"))
        other = market.second_loan(loan, status=2)
        market.alone(firm)
        market.live("serve_debt")
        assert market.programme("one")["spent"] == pytest.approx(4_000 * Y, abs=2)
        assert other["balance"] == 1_200_000 * Y


class TestFees:
    """2% of 1,200,000 yuan for a year, paid at renewal: 24,000."""

    @staticmethod
    def paid(market, *names: str) -> tuple[float, float]:
        """Yuan paid by the programmes and got by the guarantor, of whom a share of the loss is asked in no case."""
        for name in ("fee", "more_fee", "one", "two", "losses", "more_losses"):
            market.programme(name)["in_force"] = int(name in names)
        market.market.economy.agreements.column("consent")[:] = 0
        market.maturing(guarantor=1, agreement=1, security=2, fee_rate=0.02)
        deposit = market.guarantor(1)["deposit"]
        market.live("serve_debt")
        spent = sum(market.programme(name)["spent"] for name in ("fee", "more_fee"))
        return spent / Y, (market.guarantor(1)["deposit"] - deposit) / Y

    @pytest.mark.parametrize(
        ("names", "yuan"), [((), 0), (("fee",), 18_000), (("more_fee",), 15_000), (("fee", "more_fee"), 24_000)]
    )
    def test_support_adds_up_to_the_fee_at_most(self, market, names: tuple[str, ...], yuan: int) -> None:
        spent, got = self.paid(market, *names)
        assert spent == pytest.approx(yuan, abs=0.02)
        assert got == pytest.approx(24_000, abs=0.02)

    def test_where_the_budget_ends_the_borrower_pays_itself(self, market) -> None:
        market.programme("fee")["budget_left"] = 10_000 * Y
        spent, got = self.paid(market, "fee")
        assert (spent, got) == (10_000, pytest.approx(24_000, abs=0.02))


class TestLosses:
    """A loan of 1,200,000 yuan on the bank's own risk."""

    @staticmethod
    def compensated(market, *names: str) -> int:
        firm, loan = market.borrower()
        market.alone(firm)
        market.market.economy.claims.column("state")[:] = 0
        loan["programmes"] = market.under(*names)
        market.market.economy.agreements.column("delay")[0] = 0
        firm.set(cash=0, outcome=FAILED)
        market.live("settle_distress")
        return market.market.economy.counted("banks_compensated")

    @pytest.mark.parametrize(
        ("names", "yuan"),
        [((), 0), (("losses",), 900_000), (("more_losses",), 600_000), (("losses", "more_losses"), 1_200_000)],
    )
    def test_compensation_adds_up_to_the_loss_at_most(self, market, names: tuple[str, ...], yuan: int) -> None:
        assert self.compensated(market, *names) == yuan * Y

    def test_only_the_banks_own_part_is_compensated(self, market) -> None:
        """Half of the loss is the local government's."""
        shares = market.agreement(0)
        shares.set(share_bank=5_000, share_local_government=5_000, residual=0)
        assert self.compensated(market, "losses") == 450_000 * Y


class TestTermsTogether:
    """At renewal of a loan of 1,200,000 yuan, on which the bank expects a loss."""

    @staticmethod
    def estimate(market) -> float:
        here = market.copy()
        _, loan = here.maturing()
        here.live("serve_debt")
        return loan["estimated_pd"]

    def renewed(self, market, limit: float, **columns: float) -> int:
        """Whether a bank whose limit is so many times the loss it expects renews under two programmes alike."""
        loss = self.estimate(market) * market.market.economy.numbers.loan_pricing.lgd_unsecured
        market.market.economy.numbers.restate("repayment.renewal_loss_limit", limit * loss)
        market.market.economy.numbers.restate("repayment.evergreen_share", 0.0)
        market.market.economy.capital_short[:] = 0.0
        for name in ("fee", "more_fee", "losses", "more_losses"):
            market.programme(name)["in_force"] = 0
        for name in ("one", "two"):
            for column, value in columns.items():
                market.programme(name)[column] = value * (loss if "tolerance" in column else 1.0)
        _, loan = market.maturing()
        market.live("serve_debt")
        return loan["renewals"]

    def test_without_help_the_limit_holds(self, market) -> None:
        assert self.renewed(market.copy(), 1.01) == 1
        assert self.renewed(market.copy(), 0.99) == 0

    @pytest.mark.parametrize("column", ["tolerance", "renewal_tolerance"])
    def test_tolerances_add_up(self, market, column: str) -> None:
        assert self.renewed(market.copy(), 0.5, **{column: 0.26}) == 1
        assert self.renewed(market.copy(), 0.5, **{column: 0.24}) == 0

    def test_a_bank_far_behind_its_target_tolerates_more(self, market) -> None:
        for pressure, renewed in ((1.0, 1), (0.0, 0)):
            here = market.copy()
            here.market.economy.banks.column("pressure")[:] = pressure
            assert self.renewed(here, 0.5, target_tolerance=0.26) == renewed

    def test_compensated_losses_do_not_count(self, market) -> None:
        assert self.renewed(market.copy(), 0.5, loss_compensation=0.26) == 1
        assert self.renewed(market.copy(), 0.5, loss_compensation=0.24) == 0

    def test_concessions_add_up_and_compensation_is_passed_on_in_part(self, market) -> None:
        """Six tenths of what a bank expects to be paid lower the rate; its own concession lowers it whole."""
        for number in ("interest_vat", "guidance_discount"):  # guidance gives way to more that programmes ask
            market.market.economy.numbers.restate(f"loan_pricing.{number}", 0.0)
        for name in ("fee", "more_fee", "losses", "more_losses"):
            market.programme(name)["in_force"] = 0
        loss = self.estimate(market) * market.market.economy.numbers.loan_pricing.lgd_unsecured
        rates = []
        for column, value in (("concession", 0.0), ("concession", 0.002), ("loss_compensation", 0.25)):
            here = market.copy()
            for name in ("one", "two"):
                here.programme(name)[column] = value
            _, loan = here.maturing()
            here.live("serve_debt")
            rates.append(loan["rate"])
        assert rates[0] - rates[1] == pytest.approx(0.004, abs=1e-6)
        assert rates[0] - rates[2] == pytest.approx(0.6 * 0.5 * loss, abs=1e-6)

    def test_cheap_funds_are_passed_on_in_part(self, market) -> None:
        """Half of the loan refinanced a point below the bank's own funds: six tenths of half a point."""
        market.market.economy.numbers.restate("loan_pricing.interest_vat", 0.0)
        rates = []
        for part in (0.0, 0.5):
            here = market.copy()
            _, loan = here.maturing()
            here.programme("one").set(cheap_funds=part, cheap_rate=here.bank(loan["bank"])["funding_cost"] - 0.01)
            here.live("serve_debt")
            rates.append(loan["rate"])
        assert rates[0] - rates[1] == pytest.approx(0.6 * 0.005, abs=1e-6)

    def test_a_ceiling_on_soundness_is_the_most_generous_one(self, market) -> None:
        """Renewal without repayment is for all where one programme says so and the other is stricter."""
        market.market.economy.numbers.restate("repayment.without_repayment", 0.0)
        market.market.economy.numbers.restate("repayment.sound_pd", 0.0)
        for sound, without in (((1.0, 0.0), 1), ((0.0, 0.0), 0)):
            here = market.copy()
            for name, limit in zip(("one", "two"), sound, strict=True):
                here.programme(name).set(no_repayment=1.0, sound_pd=limit)
            here.maturing()
            before = here.market.economy.counted("renewed_without_repayment")
            here.live("serve_debt")
            assert here.market.economy.counted("renewed_without_repayment") - before == without
