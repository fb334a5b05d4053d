"""A maturing loan: whether its owner wants it renewed, whether bank and guarantor go on, and at what terms."""

import pytest

#: One yuan, in fen.
Y = 100
#: Its bits: a mark of a firm that a bank has let down.
CREDIT_CUT = 4
SIMPLE_LOAN, REVOLVING_LINE, LETTER_OF_CREDIT = 0, 1, 3
#: What the month has seen so far of renewals.
COUNTS = ("matured", "renewed", "renewed_without_repayment", "not_renewed", "evergreened", "bridge_failed")
#: Every bank renews: no loss it expects is too large, and it has no part of the loan back.
LENIENT = {"repayment.renewal_loss_limit": 1.0, "partial_renewal.back_at_minimum": 0.0}
#: No bank renews.
STRICT = {"repayment.renewal_loss_limit": 0.0, "repayment.evergreen_share": 0.0}
#: A loan that is not renewed is taken back at maturity, all of it.
AT_ONCE = {"repayment.run_off_months": 0}
#: Nobody but bank, guarantor and bridge lender is paid for a renewal.
WITHOUT_FEES = {"loan_pricing.fees_at_grant": 0.0}
#: Banks renew, and the principal must be found first.
BRIDGED = {**LENIENT, **WITHOUT_FEES, "repayment.without_repayment": 0.0, "informal_finance.bridge_fee": 0.01}


def guaranteed(market, guarantor: int = 1, agreement: int = 1, **terms):
    """The same with a guarantor: the commercial one of the first region, by default."""
    firm, loan = market.maturing(guarantor=guarantor, agreement=agreement, security=2, fee_rate=0.02, **terms)
    return firm, loan


def renew(market) -> dict[str, int]:
    """Live through the maturity; returns the month's counts."""
    before = {name: market.market.economy.counted(name) for name in COUNTS}
    market.live("serve_debt")
    return {name: market.market.economy.counted(name) - before[name] for name in COUNTS}


class TestAfterRenewal:
    def test_a_renewed_loan_runs_for_another_year(self, small_market) -> None:
        market = small_market(**LENIENT)
        firm, loan = market.maturing(renewals=1)
        assert renew(market)["renewed"] == 1
        assert loan["maturity"] == market.market.month + 12
        assert (loan["renewals"], loan["status"], loan["balance"]) == (2, 1, 1_200_000 * Y)
        assert (firm["bank_debt"], firm["loans"], firm["mark"]) == (1_200_000 * Y, 1, 0)

    def test_it_runs_as_long_as_stated_and_its_fee_is_for_that_long(self, small_market) -> None:
        """2% a year of 1,200,000 yuan for half a year."""
        market = small_market(**LENIENT, **{"repayment.renewal_months": 6})
        _, loan = guaranteed(market)
        deposit = market.guarantor(1)["deposit"]
        renew(market)
        assert loan["maturity"] == market.market.month + 6
        assert market.guarantor(1)["deposit"] - deposit == 12_000 * Y

    def test_a_guarantee_is_released_and_given_anew(self, small_market) -> None:
        """All that was granted is released; the new one is for what is owed, and is released so at its own end."""
        market = small_market(**LENIENT)
        _, loan = guaranteed(market, balance=1_000_000 * Y)
        guarantor = market.guarantor(1)
        released = guarantor["released"]
        assert renew(market)["renewed"] == 1
        assert (loan["guarantor"], loan["amount"]) == (1, 1_000_000 * Y)
        assert guarantor["released"] - released == 1_200_000 * Y

    def test_the_fee_of_a_year_on_what_is_owed_is_paid_in_advance(self, small_market) -> None:
        """2% of 1,000,000 yuan, though 1,200,000 had been granted."""
        market = small_market(**LENIENT)
        guaranteed(market, balance=1_000_000 * Y)
        guarantor = market.guarantor(1)
        deposit = guarantor["deposit"]
        renew(market)
        assert guarantor["deposit"] - deposit == 20_000 * Y

    def test_its_fees_are_paid_on_what_is_owed(self, small_market) -> None:
        """0.8% of 1,000,000 yuan, though 1,200,000 had been granted, and nothing where fees are none."""
        for share, paid in ((0.008, 8_000), (0.0, 0)):
            market = small_market(**LENIENT, **{"loan_pricing.fees_at_grant": share})
            firm, loan = market.maturing(balance=1_000_000 * Y)
            assert renew(market)["renewed"] == 1
            assert market.flow("fee", "enterprise", "rest_of_economy") == paid * Y
            interest = loan["rate"] * 1_000_000 * Y / 12.0
            assert firm["cash"] == pytest.approx((10_000_000 - paid) * Y - interest, abs=2)

    def test_it_runs_again_for_as_long_as_it_was_granted_for(self, small_market) -> None:
        for months in (6, 36):
            market = small_market(**LENIENT)
            _, loan = market.maturing(term=months)
            assert renew(market)["renewed"] == 1
            assert loan["maturity"] == market.market.month + months

    def test_the_lawful_ceiling_holds_at_renewal(self, small_market) -> None:
        market = small_market(**LENIENT, **{"loan_pricing.highest_rate": 0.01})
        _, loan = market.maturing()
        renew(market)
        assert loan["rate"] == pytest.approx(0.01)

    def test_a_renewal_costs_the_bank_half_the_processing_of_a_new_loan(self, small_market) -> None:
        """A loan of 1,200,000 yuan that costs 12,000 to make: half a per cent on the rate and not one."""
        rates = []
        for cost in (0.0, 12_000.0):
            market = small_market(**LENIENT, **{"loan_pricing.processing_cost": cost, "loan_pricing.interest_vat": 0.0})
            _, loan = market.maturing()
            assert renew(market)["renewed"] == 1
            rates.append(loan["rate"])
        assert rates[1] - rates[0] == pytest.approx(0.005 / (1.0 - loan["estimated_pd"]), abs=1e-6)

    def test_what_a_renewal_costs_to_process_is_stated(self, small_market) -> None:
        """12,000 yuan, all of it, on 1,200,000."""
        rates = []
        for share in (0.0, 1.0):
            numbers = {"loan_pricing.processing_cost": 12_000.0, "loan_pricing.interest_vat": 0.0}
            market = small_market(**LENIENT, **numbers, **{"repayment.processing_share": share})
            _, loan = market.maturing()
            renew(market)
            rates.append(loan["rate"])
        assert rates[1] - rates[0] == pytest.approx(0.01 / (1.0 - loan["estimated_pd"]), abs=1e-6)

    def test_a_bank_short_of_capital_asks_more_at_renewal(self, small_market) -> None:
        """The shadow cost of capital on the capital behind the loan: retail weight 0.75 x target 0.12 x 10 points."""
        market = small_market(**LENIENT, **{"loan_pricing.interest_vat": 0.0})
        firm, loan = market.maturing()
        firm["size"] = 0
        bank = market.bank(loan["bank"]).set(target_ratio=0.12, shadow_cost=0.0)
        other = market.copy()
        other.bank(bank.row)["shadow_cost"] = 0.10
        renew(market), renew(other)
        assert other.loan(loan.row)["rate"] - loan["rate"] == pytest.approx(
            0.75 * 0.12 * 0.10 / (1.0 - loan["estimated_pd"]), abs=1e-6
        )


class TestWhoIsNotRenewed:
    def test_a_firm_that_the_bank_lets_go_is_marked_and_pays(self, small_market) -> None:
        """At once, where banks do not wait."""
        market = small_market(**STRICT, **AT_ONCE)
        firm, loan = market.maturing()
        assert renew(market)["not_renewed"] == 1
        assert firm["mark"] & CREDIT_CUT
        assert firm["refused_month"] == market.market.month
        assert (loan["status"], firm["bank_debt"]) == (0, 0)

    def test_a_firm_in_arrears_is_not_renewed(self, small_market) -> None:
        market = small_market(**LENIENT)
        firm, _ = market.maturing()
        firm["missed"] = 1
        counts = renew(market)
        assert (counts["matured"], counts["renewed"], counts["not_renewed"]) == (1, 0, 0)

    def test_a_letter_of_credit_is_paid(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = market.maturing(product=LETTER_OF_CREDIT)
        assert renew(market)["renewed"] == 0
        assert loan["status"] == 0

    def test_a_loan_in_instalments_is_paid(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = market.maturing(instalment=100_000 * Y)
        assert renew(market)["renewed"] == 0
        assert loan["status"] == 0

    @pytest.mark.parametrize(
        ("number", "stated", "renewed"),
        [("cash_to_repay", 1.6, 1), ("cash_to_repay", 1.5, 0), ("debt_to_repay", 1.5, 1), ("debt_to_repay", 1.4, 0)],
    )
    def test_how_much_cash_and_debt_make_an_owner_repay_is_stated(
        self, small_market, number: str, stated: float, renewed: int
    ) -> None:
        """1.9 million are 1.58 times what is owed, which is 1.43 times the 840,000 wanted."""
        market = small_market(**LENIENT, **{f"repayment.{number}": stated})
        firm, _ = market.maturing()
        firm.set(cash=1_900_000 * Y, leverage_target=0.07)
        assert renew(market)["renewed"] == renewed

    @pytest.mark.parametrize(
        ("cash", "leverage", "renewed"),
        [
            # Wanted debt is leverage x sales of 12 million; 1.2 million owed is too much below 923,000 wanted.
            (1_900_000, 0.07, 0), (1_700_000, 0.07, 1), (1_900_000, 0.08, 1),
        ],
    )  # fmt: skip
    def test_an_owner_with_the_cash_and_too_much_debt_repays(
        self, small_market, cash: int, leverage: float, renewed: int
    ) -> None:
        market = small_market(**LENIENT)
        firm, loan = market.maturing()
        firm.set(cash=cash * Y, leverage_target=leverage)
        assert renew(market)["renewed"] == renewed
        assert loan["status"] == renewed


class TestCapitalOfTheBank:
    @staticmethod
    def expected_loss(market) -> float:
        """What the bank expects to lose a year, by the estimate it writes down when it renews."""
        here = market.copy()
        _, loan = here.maturing()
        renew(here)
        return loan["estimated_pd"] * here.market.economy.numbers.loan_pricing.lgd_unsecured

    def test_a_bank_short_of_capital_tolerates_half_as_much(self, small_market) -> None:
        """A loss of two thirds of the limit is within it, and above half of it."""
        limit = 1.5 * self.expected_loss(small_market(**LENIENT))
        found = []
        for short in (0.0, 1.0):
            market = small_market(**{"repayment.renewal_loss_limit": limit, "repayment.evergreen_share": 0.0})
            market.maturing()
            market.market.economy.capital_short[:] = short
            found.append(renew(market)["renewed"])
        assert found == [1, 0]

    @pytest.mark.parametrize(
        ("caution", "least", "renewed"), [(0.3, 0.1, 1), (0.4, 0.1, 0), (1.0, 0.7, 1), (1.0, 0.6, 0)]
    )
    def test_how_far_its_tolerance_falls_is_stated(
        self, small_market, caution: float, least: float, renewed: int
    ) -> None:
        """The loss is two thirds of the limit."""
        limit = 1.5 * self.expected_loss(small_market(**LENIENT))
        market = small_market(
            **{
                "repayment.renewal_loss_limit": limit,
                "repayment.evergreen_share": 0.0,
                "repayment.capital_caution": caution,
                "repayment.least_limit": least,
            }
        )
        market.maturing()
        market.market.economy.capital_short[:] = 1.0
        assert renew(market)["renewed"] == renewed

    def test_only_a_bank_short_of_capital_hides_a_loss(self, small_market) -> None:
        for short, hidden in ((0.0, 0), (1.0, 1)):
            market = small_market(**{**STRICT, "repayment.evergreen_share": 1.0})
            firm, loan = market.maturing()
            market.market.economy.capital_short[:] = short
            counts = renew(market)
            assert (counts["evergreened"], counts["renewed"], counts["not_renewed"]) == (hidden, hidden, 1 - hidden)
            assert (loan["evergreened"], firm["mark"] & CREDIT_CUT) == (hidden, CREDIT_CUT * (1 - hidden))

    def test_who_is_renewed_to_hide_a_loss_needs_no_repayment_first(self, small_market) -> None:
        market = small_market(**{**STRICT, "repayment.evergreen_share": 1.0, "repayment.without_repayment": 0.0})
        firm, _ = market.maturing()
        firm["cash"] = 0
        market.market.economy.capital_short[:] = 1.0
        assert renew(market)["renewed_without_repayment"] == 1

    def test_a_sound_renewal_hides_nothing(self, small_market) -> None:
        market = small_market(**LENIENT, **{"repayment.evergreen_share": 1.0})
        _, loan = market.maturing()
        market.market.economy.capital_short[:] = 1.0
        assert renew(market)["evergreened"] == 0
        assert loan["evergreened"] == 0


#: No bank renews, and what it does not renew it takes back over a year.
IN_A_YEAR = {**STRICT, "repayment.run_off_months": 12, "repayment.run_off_margin": 0.0}


class TestTakenBackInParts:
    """No bank renews; 1,200,000 yuan at 6.25% are taken back over a year, a month's part and a fen at a time."""

    PART = 10_000_001

    def test_a_twelfth_a_month_and_the_rest_at_the_end(self, small_market) -> None:
        market = small_market(**IN_A_YEAR)
        firm, loan = market.maturing(guarantor=1, agreement=1, security=2)
        end, guarantor = market.market.month + 1 + 12, market.guarantor(1)
        released = guarantor["released"]
        assert renew(market)["not_renewed"] == 1
        assert (firm["mark"] & CREDIT_CUT, firm["refused_month"]) == (CREDIT_CUT, market.market.month)
        assert (loan["instalment"], loan["maturity"]) == (self.PART, end)
        left = [loan["balance"]]
        for _ in range(11):
            market.live("serve_debt")
            left.append(loan["balance"])
        assert left == [120_000_000 - (k + 1) * self.PART for k in range(11)] + [0]
        # Nothing is left for the last month, in which the loan ends and the guarantee, which went on, is released.
        assert (loan["status"], guarantor["released"] - released) == (1, 0)
        market.live("serve_debt")
        assert (loan["status"], firm["loans"], firm["bank_debt"]) == (0, 0, 0)
        assert guarantor["released"] - released == 1_200_000 * Y

    def test_the_loan_bears_its_rate_meanwhile_and_moves_the_money_of_its_parts(self, small_market) -> None:
        market = small_market(**IN_A_YEAR)
        firm, loan = market.maturing()
        renew(market)
        assert firm["cash"] == 10_000_000 * Y - self.PART - 6_250 * Y
        assert loan["rate"] == 0.0625
        assert market.flow("principal_repaid", "enterprise", "bank") == self.PART
        assert market.market.economy.counted("renewed") == 0

    def test_a_firm_that_cannot_pay_all_at_once_can_pay_the_part(self, small_market) -> None:
        """300,000 yuan in cash and no one who would help: parts are paid, all of it would be missed."""
        for months, missed in ((12, 0), (0, 1)):
            market = small_market(**{**IN_A_YEAR, "repayment.run_off_months": months})
            firm, loan = market.maturing()
            firm["cash"] = 300_000 * Y
            renew(market)
            assert (firm["missed"], loan["arrears"]) == (missed, missed)
            assert loan["balance"] == 1_200_000 * Y - (self.PART if months else 0)

    @pytest.mark.parametrize(("margin", "waits"), [(0.05, True), (0.0, True), (-0.01, False)])
    def test_no_bank_waits_for_a_firm_that_earns_nothing(self, small_market, margin: float, waits: bool) -> None:
        market = small_market(**IN_A_YEAR)
        firm, loan = market.maturing()
        firm["margin"] = margin
        renew(market)
        assert (loan["status"], loan["balance"] > 0) == ((1, True) if waits else (0, False))

    @pytest.mark.parametrize("months", [0, 12])
    def test_a_line_is_closed(self, small_market, months: int) -> None:
        """In parts it has become a simple loan that no one can draw on; all at once it is gone."""
        market = small_market(**{**IN_A_YEAR, "repayment.run_off_months": months})
        firm, loan = market.maturing(product=REVOLVING_LINE)
        firm.set(line=loan.row, line_room=400_000 * Y)
        # Whatever is done with lines in a month: its cash is as it wants it.
        market.market.economy.product_months = ()
        renew(market)
        assert (firm["line"], firm["line_room"]) == (-1, 0)
        assert firm["held"] == (1 << SIMPLE_LOAN if months else 0)
        if months:
            assert (loan["product"], loan["balance"]) == (SIMPLE_LOAN, 1_200_000 * Y - self.PART)

    def test_off(self, small_market) -> None:
        """All at once at maturity, as it was agreed."""
        market = small_market(**STRICT, **AT_ONCE)
        firm, loan = market.maturing()
        assert renew(market)["not_renewed"] == 1
        assert (loan["status"], firm["bank_debt"]) == (0, 0)
        assert firm["cash"] == 10_000_000 * Y - 1_200_000 * Y - 6_250 * Y


class TestBridge:
    """Cash of 100,000 beyond a twelfth part of a quarter's sales: 1,100,000 of 1,200,000 yuan must be bridged."""

    def short(self, market, wealth: int, home: int = 0):
        firm, loan = market.maturing()
        firm.set(year_sales=3_600_000 * Y, cash=200_000 * Y, owner_wealth=wealth * Y, home=home * Y)
        return firm, loan

    def test_bridging_what_is_missing_costs_its_fee(self, small_market) -> None:
        """1% of 1,100,000 yuan, and a month's interest at the new rate."""
        market = small_market(**BRIDGED)
        firm, loan = self.short(market, wealth=1_000_000)
        assert renew(market)["renewed"] == 1
        interest = loan["rate"] * 1_200_000 * Y / 12.0
        assert firm["cash"] == pytest.approx(200_000 * Y - 11_000 * Y - interest, abs=2)

    def test_what_a_firm_keeps_to_run_on_is_stated(self, small_market) -> None:
        """A month's sales are 300,000: nothing is left of 200,000, and all of 1,200,000 yuan is bridged at 1%."""
        market = small_market(**BRIDGED, **{"repayment.sales_over_cash_kept": 12.0})
        firm, loan = self.short(market, wealth=1_000_000)
        renew(market)
        interest = loan["rate"] * 1_200_000 * Y / 12.0
        assert firm["cash"] == pytest.approx(200_000 * Y - 12_000 * Y - interest, abs=2)

    def test_a_firm_with_the_cash_pays_for_no_bridge(self, small_market) -> None:
        market = small_market(**BRIDGED)
        firm, loan = self.short(market, wealth=1_000_000)
        firm["cash"] = 1_300_000 * Y
        renew(market)
        assert firm["cash"] == pytest.approx(1_300_000 * Y - loan["rate"] * 1_200_000 * Y / 12.0, abs=2)

    def test_bridge_lenders_stop_at_a_multiple_of_the_owners_wealth(self, small_market) -> None:
        """8 times wealth and 0.8 times as a private loan: 125,001 yuan of wealth bridge 1,100,000, 124,999 do not.

        A home counts as money does: lenders are repaid within days.
        """
        unlimited = {"informal_finance.wealth_multiple": 0.8, "informal_finance.sales_limit": 10.0}
        for wealth, home, renewed in ((125_001, 0, 1), (124_999, 0, 0), (25_001, 100_000, 1), (24_999, 100_000, 0)):
            market = small_market(**BRIDGED, **unlimited, **AT_ONCE)
            firm, loan = self.short(market, wealth, home)
            counts = renew(market)
            assert (counts["renewed"], counts["bridge_failed"]) == (renewed, 1 - renewed)
            assert bool(firm["mark"] & CREDIT_CUT) == (not renewed)
            assert loan["maturity"] == market.market.month + 12 * renewed

    def test_private_lenders_add_no_more_to_a_bridge_than_to_a_firm_of_its_sales(self, small_market) -> None:
        """8 times wealth and 5% of sales of 3,600,000, which is less than 0.8 times wealth: 1,100,000 need 115,000."""
        limited = {"informal_finance.wealth_multiple": 2.0, "informal_finance.sales_limit": 0.05}
        for wealth, renewed in ((115_001, 1), (114_999, 0)):
            market = small_market(**BRIDGED, **limited, **AT_ONCE)
            self.short(market, wealth)
            assert renew(market)["renewed"] == renewed

    def test_a_firm_that_finds_no_bridge_repays_in_parts(self, small_market) -> None:
        """Over two years: a month's part is paid of what it has."""
        market = small_market(**BRIDGED, **{"repayment.run_off_months": 24})
        firm, loan = self.short(market, wealth=0)
        assert renew(market)["bridge_failed"] == 1
        assert loan["maturity"] == market.market.month + 24
        assert (loan["status"], loan["balance"]) == (1, 1_200_000 * Y - 5_000_001)
        assert firm["cash"] == 200_000 * Y - 625_000 - 5_000_001

    def test_renewal_without_repayment_needs_no_bridge(self, small_market) -> None:
        market = small_market(**{**BRIDGED, "repayment.without_repayment": 1.0, "repayment.sound_pd": 1.0})
        firm, loan = self.short(market, wealth=0)
        assert renew(market)["renewed_without_repayment"] == 1
        assert firm["cash"] == pytest.approx(200_000 * Y - loan["rate"] * 1_200_000 * Y / 12.0, abs=2)

    def test_only_the_sound_are_renewed_without_repayment(self, small_market) -> None:
        market = small_market(**{**BRIDGED, "repayment.without_repayment": 1.0, "repayment.sound_pd": 0.0})
        self.short(market, wealth=1_000_000)
        counts = renew(market)
        assert (counts["renewed"], counts["renewed_without_repayment"]) == (1, 0)


class TestGuarantor:
    """A guarantor that carries all of the loss, and sees as much of the firm as the bank does."""

    @staticmethod
    def with_fee(market, times_the_loss: float, limit: float | None = None):
        """A guaranteed loan whose fee is so many times what the guarantor expects to lose.

        The bank accepts `limit` times that loss on its own share, if one is stated.
        """

        def made(here, fee: float):
            firm, loan = guaranteed(here)
            loan["fee_rate"] = fee
            here.market.economy.agreements.column("share_guarantor")[1] = 10_000
            here.market.economy.agreements.column("consent")[1] = 1
            here.market.economy.agreements.column("uses_guarantor")[1] = 1
            here.bank(loan["bank"]).set(noise=0.0, experience=1.0)
            here.guarantor(1)["noise"] = 0.0
            return firm, loan

        probe = market.copy()
        _, loan = made(probe, 0.19)
        renew(probe)
        loss = loan["estimated_pd"] * probe.market.economy.numbers.loan_pricing.lgd_guaranteed
        if limit is not None:
            market.market.economy.numbers.restate("repayment.renewal_loss_limit", limit * loss)
        return made(market, times_the_loss * loss)

    def test_a_guarantor_goes_on_while_the_loss_is_within_twice_the_fee(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = self.with_fee(market, 0.51)
        assert renew(market)["renewed"] == 1
        assert (loan["guarantor"], loan["security"], loan["agreement"]) == (1, 2, 1)

    def test_a_guarantor_leaves_where_the_loss_is_above_twice_the_fee(self, small_market) -> None:
        """The bank goes on alone, unsecured; the guarantee is released and no fee is paid."""
        market = small_market(**LENIENT)
        _, loan = self.with_fee(market, 0.49)
        guarantor = market.guarantor(1)
        deposit, released = guarantor["deposit"], guarantor["released"]
        assert renew(market)["renewed"] == 1
        assert (loan["guarantor"], loan["security"], loan["agreement"], loan["fee_rate"]) == (-1, 0, 0, 0.0)
        assert guarantor["deposit"] == deposit
        assert guarantor["released"] - released == 1_200_000 * Y

    def test_a_bank_left_alone_counts_the_whole_loss(self, small_market) -> None:
        """Covered in full it expects no loss if it counts on all of it; on a part, or alone, more than it takes."""
        for counted, times, renewed in ((1.0, 0.51, 1), (1.0, 0.49, 0), (0.4, 0.51, 0)):
            market = small_market(
                **LENIENT, **{"repayment.evergreen_share": 0.0, "loan_pricing.cover_counted": counted}
            )
            market.market.economy.agreements.column("relief")[1] = 1.0
            self.with_fee(market, times, limit=0.5)
            assert renew(market)["renewed"] == renewed

    def test_a_guarantor_out_of_business_relieves_the_bank_of_nothing(self, small_market) -> None:
        for active in (1, 0):
            market = small_market(**LENIENT, **{"repayment.evergreen_share": 0.0, "loan_pricing.cover_counted": 1.0})
            market.market.economy.agreements.column("relief")[1] = 1.0
            self.with_fee(market, 0.9, limit=0.5)
            market.guarantor(1)["active"] = active
            assert renew(market)["renewed"] == active


class TestEndedScheme:
    """Agreement 2 is the public scheme of the baseline; guarantor 0 the public one of the first region."""

    @staticmethod
    def under_the_scheme(market, in_force: int):
        firm, loan = guaranteed(market, guarantor=0, agreement=2)
        firm.set(region=0, size=0)
        market.agreement(2)["in_force"] = in_force
        for name in ("share_guarantor", "consent"):
            market.market.economy.agreements.column(name)[:] = 0
        return firm, loan

    def test_a_public_guarantee_goes_on_while_its_scheme_takes_loans(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = self.under_the_scheme(market, 1)
        renew(market)
        assert (loan["agreement"], loan["guarantor"], loan["fee_rate"]) == (2, 0, pytest.approx(0.02))

    def test_who_has_outgrown_the_scheme_is_left_to_a_private_guarantor(self, small_market) -> None:
        """The baseline's scheme takes micro and small firms."""
        market = small_market(**LENIENT)
        firm, loan = self.under_the_scheme(market, 1)
        firm["size"] = 2
        renew(market)
        assert (loan["agreement"], loan["guarantor"]) == (1, 1)

    def test_when_the_scheme_has_ended_a_private_guarantor_takes_over_at_its_own_fee(self, small_market) -> None:
        market = small_market(**LENIENT)
        _, loan = self.under_the_scheme(market, 0)
        market.guarantor(1)["fee"] = 0.035
        renew(market)
        assert (loan["agreement"], loan["guarantor"], loan["fee_rate"]) == (1, 1, pytest.approx(0.035))

    def test_a_private_guarantee_goes_on_whatever_schemes_there_are(self, small_market) -> None:
        market = small_market(**LENIENT)
        firm, loan = guaranteed(market, guarantor=1, agreement=1)
        firm.set(region=0, size=0)
        for name in ("share_guarantor", "consent"):
            market.market.economy.agreements.column(name)[:] = 0
        renew(market)
        assert (loan["agreement"], loan["guarantor"]) == (1, 1)
