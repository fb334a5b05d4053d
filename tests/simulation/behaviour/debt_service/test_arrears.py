"""Paying or missing the month: what a firm does to find the money, arrears, default after ninety days, flight."""

import pytest

from smecredit.simulation.behaviour.demography.entry_exit import ABSCONDED, FAILED

#: The outcome of a firm that has not left.
ALIVE = 0
#: One yuan, in fen.
Y = 100


def broke(firm, **more) -> None:
    """No cash, and no one who would help."""
    firm.set(cash=0, owner_wealth=0, home=0, **more)


@pytest.fixture
def market(small_market):
    return small_market()


class TestMissing:
    def test_a_firm_that_cannot_pay_defaults_in_the_third_month(self, market) -> None:
        firm, loan = market.borrower()
        broke(firm)
        for missed in (1, 2):
            market.live("serve_debt")
            assert (firm["missed"], loan["arrears"], firm["outcome"]) == (missed, missed, ALIVE)
        market.live("serve_debt")
        assert (firm["missed"], firm["outcome"]) == (3, FAILED)

    def test_the_months_to_default_are_those_stated(self, small_market) -> None:
        market = small_market(**{"repayment.months_to_default": 1})
        firm, _ = market.borrower()
        broke(firm)
        market.live("serve_debt")
        assert firm["outcome"] == FAILED

    def test_a_firm_that_pays_again_starts_from_zero(self, market) -> None:
        firm, loan = market.borrower()
        firm["missed"], loan["arrears"] = 2, 2
        market.live("serve_debt")
        assert (firm["missed"], loan["arrears"]) == (0, 0)
        broke(firm)
        market.live("serve_debt").live("serve_debt")
        assert (firm["missed"], firm["outcome"]) == (2, ALIVE)

    def test_who_pays_again_pays_the_missed_months_too(self, market) -> None:
        """6.25% of 1,200,000 yuan is 6,250 a month; with two missed months three times as much."""
        firm, loan = market.borrower()
        firm["missed"], loan["arrears"] = 2, 2
        market.live("serve_debt")
        assert firm["cash"] == 500_000 * Y - 3 * 6_250 * Y

    def test_a_missed_month_moves_no_money(self, market) -> None:
        firm, loan = market.borrower()
        broke(firm)
        firm["cash"] = 6_249 * Y
        market.live("serve_debt")
        assert firm["cash"] == 6_249 * Y
        assert (loan["balance"], firm["bank_debt"]) == (1_200_000 * Y, 1_200_000 * Y)

    def test_a_firm_pays_all_its_loans_or_none(self, market) -> None:
        """Enough for one loan's interest is not enough for two."""
        firm, loan = market.borrower()
        other = market.second_loan(loan)
        broke(firm)
        firm["cash"] = 6_250 * Y + 1
        market.live("serve_debt")
        assert (firm["cash"], loan["arrears"], other["arrears"]) == (6_250 * Y + 1, 1, 1)
        firm["cash"] = 4 * 6_250 * Y
        market.live("serve_debt")
        assert (firm["cash"], loan["arrears"], other["arrears"]) == (0, 0, 0)

    def test_interest_goes_on_while_principal_is_put_off(self, market) -> None:
        firm, loan = market.borrower(instalment=100_000 * Y)
        loan["deferred"] = market.market.month + 1
        market.live("serve_debt")
        assert (firm["cash"], loan["balance"]) == (500_000 * Y - 6_250 * Y, 1_200_000 * Y)
        market.live("serve_debt")
        assert loan["balance"] == 1_100_000 * Y

    def test_a_failed_firm_pays_nothing_more(self, market) -> None:
        firm, loan = market.borrower()
        firm["outcome"] = FAILED
        market.live("serve_debt")
        assert (firm["cash"], loan["balance"]) == (500_000 * Y, 1_200_000 * Y)


class TestLine:
    """An undrawn line of 100,000 yuan beside a loan whose month costs 6,250."""

    @pytest.fixture
    def line(self, market):
        firm, loan = market.borrower()
        line = market.second_loan(loan, balance=0, amount=100_000 * Y, product=1, maturity=market.market.month + 6)
        firm.set(line=line.row, line_room=100_000 * Y, cash=0, owner_wealth=1_000_000 * Y, buffer_target=0.0)
        return firm, loan, line

    def test_the_line_comes_before_the_owners_money(self, market, line) -> None:
        firm, loan, line = line
        market.live("serve_debt")
        drawn = line["balance"]
        assert firm["owner_wealth"] == 1_000_000 * Y
        assert loan["arrears"] == 0
        # What is drawn bears a month's interest at once.
        assert drawn == pytest.approx(6_250 * Y / (1.0 - 0.0625 / 12.0), abs=4)
        assert firm["bank_debt"] == 1_200_000 * Y + drawn
        assert firm["line_room"] == 100_000 * Y - drawn
        assert 0 <= firm["cash"] <= 3

    def test_too_little_room_leaves_it_to_the_owner(self, market, line) -> None:
        firm, _, line = line
        line["balance"] = 0
        firm["line_room"] = 6_250 * Y
        market.live("serve_debt")
        assert line["balance"] == 0
        assert firm["owner_wealth"] == (1_000_000 - 6_250) * Y

    def test_who_has_missed_a_month_may_not_draw(self, market, line) -> None:
        firm, _, line = line
        firm.set(missed=1, owner_wealth=0)
        market.live("serve_debt")
        assert (line["balance"], firm["missed"]) == (0, 2)


class TestEnd:
    def test_a_matured_loan_is_gone_from_the_firm(self, market) -> None:
        firm, loan = market.borrower(instalment=200_000 * Y, balance=200_000 * Y)
        loan["maturity"] = market.market.month + 1
        market.live("serve_debt")
        assert loan["status"] == 0
        assert (firm["bank_debt"], firm["loans"], firm["held"]) == (0, 0, 0)

    def test_a_guarantee_ends_with_its_loan(self, market) -> None:
        """The guarantee counts as released with the amount that was granted, whatever was repaid before."""
        _, loan = market.borrower(instalment=200_000 * Y, balance=200_000 * Y, guarantor=1, agreement=1, security=2)
        loan["maturity"] = market.market.month + 1
        before = market.guarantor(1)["released"]
        market.live("serve_debt")
        assert market.guarantor(1)["released"] - before == 1_200_000 * Y

    def test_a_matured_line_can_be_drawn_no_more(self, market) -> None:
        firm, loan = market.borrower(instalment=1, balance=100 * Y, product=1)
        loan["maturity"] = market.market.month + 1
        firm.set(line=loan.row, line_room=100_000 * Y, cash=500_000 * Y)
        market.live("serve_debt")
        assert (firm["line"], firm["line_room"], loan["status"]) == (-1, 0, 0)

    def test_tax_on_interest_is_shared_by_centre_and_region(self, market) -> None:
        """6% of VAT in 6,250 yuan of interest: 353.77, a half of it to the region; on interest above 3.125% alone
        a half of that."""
        for tax_free, tax in ((0.0, 35_377), (0.03125, 17_689)):
            here = market.copy()
            firm, _ = here.borrower(tax_free_rate=tax_free)
            here.alone(firm)
            before = here.market.economy.accounts.copy()
            here.live("serve_debt")
            gained = here.market.economy.accounts - before
            assert gained.sum() == tax
            assert gained[1 + firm["region"]] == tax // 2
            assert gained[0] == tax - tax // 2

    def test_only_principal_comes_back_to_the_banks_room(self, market) -> None:
        firm, loan = market.borrower(instalment=100_000 * Y)
        market.alone(firm)
        bank = market.bank(loan["bank"])
        before = bank["due_back"]
        market.live("serve_debt")
        assert bank["due_back"] - before == 100_000 * Y


class TestFlight:
    """The least honest owner, where running away is as likely as it can be."""

    @pytest.fixture
    def market(self, small_market):
        return small_market(**{"moral_hazard.hazard": 12.0})

    def test_an_owner_with_nothing_to_lose_runs_away_with_the_cash(self, market) -> None:
        firm, loan = market.borrower()
        firm.set(honesty=0.0, owner_wealth=0, fixed_assets=0)
        house = market.bank(firm["bank"])
        before = house["rest_deposits"]
        market.live("serve_debt")
        assert (firm["outcome"], firm["cash"], loan["balance"]) == (ABSCONDED, 0, 1_200_000 * Y)
        assert house["rest_deposits"] - before >= 500_000 * Y

    @pytest.mark.parametrize("stake", ["owner_wealth", "fixed_assets"])
    def test_what_there_is_to_lose_holds_the_owner(self, market, stake: str) -> None:
        firm, _ = market.borrower()
        firm.set(honesty=0.0, owner_wealth=0, fixed_assets=0)
        firm[stake] = 10**6 * 1_200_000 * Y
        market.live("serve_debt")
        assert firm["outcome"] == ALIVE

    def test_private_debt_tempts_as_bank_debt_does(self, market) -> None:
        firm, loan = market.borrower(balance=1, amount=1)
        firm.set(honesty=0.0, owner_wealth=0, fixed_assets=10_000 * Y, informal_debt=0)
        other = market.copy()
        market.live("serve_debt")
        assert firm["outcome"] == ALIVE
        again = other.firm(firm.row)
        again["informal_debt"] = 10**9 * Y
        other.live("serve_debt")
        assert again["outcome"] == ABSCONDED
        assert loan["balance"] == 1

    def test_the_honest_stay(self, market) -> None:
        firm, _ = market.borrower()
        firm.set(honesty=0.45, owner_wealth=0, fixed_assets=0)
        market.live("serve_debt")
        assert firm["outcome"] == ALIVE
