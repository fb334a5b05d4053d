"""One request for a loan: who says no, at what limits, what the loan does to the borrower, what a refusal does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.disbursement import conduct_with_loan
from smecredit.simulation.behaviour.lending.underwriting import Underwriting

#: One yuan, in fen.
Y = 100
P = Underwriting().numbers()._replace(conduct_rate=4.0, conduct_unwatched=0.25)
MICRO = 0
CREDIT_CUT = 4
UNSECURED, PLEDGED, GUARANTEED = range(3)
#: Routes of the menu: no guarantee, under a scheme, by a private guarantor.
ALONE, SCHEME, PRIVATE = range(3)
#: Banks and guarantors say yes unless a test says otherwise.
WILLING = {
    "loan_pricing.own_loss_limit": 1.0, "loan_pricing.highest_rate": 10.0, "guarantors.tolerated_loss": 1e6,
    "underwriting.smallest_part": 0.0, "underwriting.smallest_loan": 1.0, "informal_finance.refused_share": 0.0,
}  # fmt: skip


class Request:
    """A firm in the first region without debts that asks its bank for an ordinary loan on one kind of security."""

    def __init__(self, market, security: int, route: int = ALONE, **firm) -> None:
        self.market = market
        self.firm, loan = market.borrower()
        loan["status"] = 0
        self.firm.set(
            bank_debt=0, loans=0, held=0, size=MICRO, region=0, pledgeable=1.0, fixed_assets=10_000_000 * Y,
            borrowed=0, last_loan=-10_000,
        )  # fmt: skip
        self.firm.set(**firm)
        m = market.market
        menu = m.economy.ways_to_lend
        menu.column("open")[:] = (
            (menu.column("product") == 0) & (menu.column("security") == security) & (menu.column("route") == route)
        )
        # Whatever the draw of the month and of the pair of firm and bank, the way to lend is on offer.
        menu.column("drawn_from")[:], menu.column("drawn_to")[:], menu.column("offered")[:] = 0.0, 1.0, 1.0
        m.economy.banks.column("budget")[:] = 10**15
        m.economy.capital_short[:] = 0.0
        for row in range(m.economy.institutions.rows):
            market.guarantor(row).set(willingness=1.0, acceptance=1.0, active=1, covered=0)

    def decide(self, yuan: int = 1_000_000):
        """Lives through underwriting; returns the new loan, None after a refusal."""
        m = self.market.market
        m.economy.applicant_rows = np.array([self.firm.row], np.int32)
        m.economy.applicant_amounts = np.array([yuan * Y], np.int64)
        before = set(np.flatnonzero(m.economy.loans.column("status") > 0).tolist())
        self.market.live("underwrite")
        new = set(np.flatnonzero(m.economy.loans.column("status") > 0).tolist()) - before
        return self.market.loan(new.pop()) if new else None


@pytest.fixture
def market(small_market):
    return small_market(**WILLING)


class TestGrant:
    def test_the_money_is_paid_out_and_the_debt_stands(self, market) -> None:
        """Less what valuers, notaries and registries are paid: 0.8% of a million."""
        market.market.economy.numbers.restate("loan_pricing.fees_at_grant", 0.008)
        request = Request(market, PLEDGED)
        loan = request.decide()
        firm, month = request.firm, market.market.month
        assert (loan["balance"], loan["amount"], loan["firm"], loan["status"]) == (
            1_000_000 * Y, 1_000_000 * Y, firm.row, 1
        )  # fmt: skip
        assert (firm["cash"], firm["bank_debt"], firm["loans"]) == (1_492_000 * Y, 1_000_000 * Y, 1)
        assert market.flow("fee", "enterprise", "rest_of_economy") == 8_000 * Y
        assert (firm["borrowed"], firm["last_loan"], firm["held"], loan["opened"]) == (1, month, 1, month)
        assert loan["maturity"] - month in market.market.economy.tenors
        assert market.market.economy.counted("first_loans") == 1

    def test_a_second_loan_is_no_first_loan(self, market) -> None:
        Request(market, PLEDGED, borrowed=1).decide()
        assert market.market.economy.counted("first_loans") == 0

    def test_a_pledge_carries_its_loan_to_value(self, market) -> None:
        ratio = market.market.economy.numbers.simple_loan.pledge_ratio
        pledge = {"fixed_assets": 1_000_000 * Y, "pledgeable": 0.8}
        loan = Request(market.copy(), PLEDGED, **pledge, owner_wealth=10_000_000 * Y).decide()
        assert loan["amount"] == pytest.approx(ratio * 0.8 * 1_000_000 * Y, rel=1e-6)
        # Half of the owner's home can be pledged too; money is no pledge.
        market.market.economy.numbers.restate("simple_loan.owner_pledge", 0.5)
        loan = Request(market, PLEDGED, **pledge, home=100_000 * Y).decide()
        assert loan["amount"] == pytest.approx(ratio * 850_000 * Y, rel=1e-6)
        assert market.market.economy.counted("partial") == 1

    def test_who_has_nothing_to_pledge_gets_nothing_on_it(self, market) -> None:
        assert (
            Request(market, PLEDGED, pledgeable=0.0, home=10_000_000 * Y, owner_wealth=10_000_000 * Y).decide() is None
        )

    def test_the_bank_takes_its_cost_of_capital_into_the_rate(self, market) -> None:
        """Ten points of shadow cost on a weight of 0.75 and a target of 12% of capital."""
        market.market.economy.numbers.restate("loan_pricing.interest_vat", 0.0)
        loans = []
        for shadow in (0.0, 0.10):
            request = Request(market.copy(), PLEDGED)
            request.market.market.economy.banks.column("target_ratio")[:] = 0.12
            request.market.market.economy.banks.column("shadow_cost")[:] = shadow
            loans.append(request.decide())
        paid = 1.0 - loans[0]["estimated_pd"]
        assert loans[1]["rate"] - loans[0]["rate"] == pytest.approx(0.75 * 0.12 * 0.10 / paid, abs=1e-6)

    def test_a_new_loan_bears_its_whole_processing_cost(self, market) -> None:
        """10,000 yuan more on a loan of a million: one point."""
        market.market.economy.numbers.restate("loan_pricing.interest_vat", 0.0)
        loans = []
        for cost in (2_400.0, 12_400.0):
            here = market.copy()
            here.market.economy.numbers.restate("loan_pricing.processing_cost", cost)
            loans.append(Request(here, PLEDGED).decide())
        paid = 1.0 - loans[0]["estimated_pd"]
        assert loans[1]["rate"] - loans[0]["rate"] == pytest.approx(0.01 / paid, abs=1e-6)

    def test_what_a_loan_costs_to_make_is_charged_to_its_bank(self, market) -> None:
        """10,000 yuan more a loan, and nothing for visits."""
        market.market.economy.numbers.restate("screening.most_effort", 0.0)
        market.market.economy.banks.column("processing")[:] = 0
        spent = []
        for cost in (2_000.0, 12_000.0):
            here = market.copy()
            here.market.economy.numbers.restate("loan_pricing.processing_cost", cost)
            assert Request(here, PLEDGED).decide() is not None
            spent.append(sum(here.market.economy.banks.column("processing").tolist()))
        assert spent == [2_000 * Y, 12_000 * Y]

    def test_everybody_sees_that_a_larger_firm_fails_less_often(self, market) -> None:
        """Half the odds of default for firms of the size, and a lower rate."""
        market.market.economy.numbers.restate("loan_pricing.interest_vat", 0.0)
        scoring = market.market.economy.numbers.credit_scoring
        rates, risks = [], []
        for times in (1.0, 0.5):
            here = market.copy()
            here.market.economy.numbers.credit_scoring = scoring._replace(odds_by_size=np.full(4, times))
            loan = Request(here, PLEDGED).decide()
            rates.append(loan["rate"])
            risks.append(loan["estimated_pd"])
        assert risks[1] / (1.0 - risks[1]) == pytest.approx(0.5 * risks[0] / (1.0 - risks[0]), rel=1e-4)
        assert rates[1] < rates[0]


class TestRefusal:
    def test_too_large_a_loss_is_refused(self, market) -> None:
        for limit, granted in ((1.0, True), (0.0, False)):
            here = market.copy()
            here.market.economy.numbers.restate("loan_pricing.own_loss_limit", limit)
            assert (Request(here, PLEDGED).decide() is not None) == granted

    @pytest.mark.parametrize(("falls", "granted"), [(0.0, True), (1.0, False)])
    def test_dearer_funds_leave_less_of_the_rate_for_losses(self, market, falls: float, granted: bool) -> None:
        """A limit of 8% when money is a point dearer than stated: 7% are left, and the loan would lose 7.5%."""
        expected = Request(market.copy(), PLEDGED).decide()["estimated_pd"] * 0.35
        numbers = market.market.economy.numbers
        numbers.restate("loan_pricing.own_loss_limit", expected + 0.005)
        numbers.restate("loan_pricing.limit_falls_with_cost", falls)
        for b in range(market.market.economy.banks.rows):
            market.bank(b)["funding_cost"] += 0.01
        assert (Request(market, PLEDGED).decide() is not None) == granted

    @pytest.mark.parametrize(("goes", "granted"), [(0.0, False), (1.0, True)])
    def test_who_finds_no_capital_at_the_house_bank_asks_elsewhere(self, market, goes: float, granted: bool) -> None:
        """Every bank but the house bank has room; the firm is served by one of them, and stays with its own."""
        market.market.economy.numbers.restate("underwriting.turn_elsewhere", goes)
        request = Request(market, PLEDGED)
        house = request.firm["bank"]
        market.bank(house)["budget"] = 0
        # Of the other banks one is drawn: it must not be the house bank again.
        market.market.economy.house_banks[:] = np.where(
            np.arange(market.market.economy.banks.rows) < (house + 1) % market.market.economy.banks.rows, 0.0, 1.0
        )
        loan = request.decide()
        assert (loan is not None) == granted
        if granted:
            assert loan["bank"] != house
            assert request.firm["bank"] == house

    def test_too_dear_a_loan_is_refused(self, market) -> None:
        market.market.economy.numbers.restate("loan_pricing.highest_rate", 0.01)
        assert Request(market, PLEDGED).decide() is None

    def test_the_ceiling_of_private_lending_is_none_for_banks(self, market) -> None:
        """A loan that costs its bank 20% is dearer than four times the policy rate, and lawful."""
        market.market.economy.numbers.restate("loan_pricing.processing_cost", 150_000.0)
        rate = Request(market, PLEDGED).decide()["rate"]
        assert 4.0 * market.market.economy.policy_rate < rate < 0.24

    def test_too_small_a_part_of_the_request_is_refused(self, market) -> None:
        """The pledge of 100,000 yuan carries less than a fifth of the million."""
        market.market.economy.numbers.restate("underwriting.smallest_part", 0.2)
        pledge = {"home": 0, "fixed_assets": 100_000 * Y}
        assert Request(market.copy(), PLEDGED, **pledge).decide() is None
        assert Request(market.copy(), PLEDGED, **pledge).decide(200_000) is not None

    def test_without_room_for_lending_the_request_is_rationed(self, market) -> None:
        request = Request(market, PLEDGED)
        market.market.economy.banks.column("budget")[:] = 0
        assert request.decide() is None
        assert market.market.economy.counted("rationed") == 1

    @pytest.mark.parametrize(("borrowed", "mark"), [(1, CREDIT_CUT), (0, 0)])
    def test_a_refusal_is_remembered_and_cuts_off_only_who_had_credit(self, market, borrowed: int, mark: int) -> None:
        market.market.economy.numbers.restate("loan_pricing.own_loss_limit", 0.0)
        request = Request(market, PLEDGED, borrowed=borrowed)
        request.decide()
        assert (request.firm["refused_month"], request.firm["mark"]) == (market.market.month, mark)
        assert (request.firm["cash"], request.firm["borrowed"]) == (500_000 * Y, borrowed)

    def test_who_is_refused_falls_back_on_the_owner(self, market) -> None:
        market.market.economy.numbers.restate("loan_pricing.own_loss_limit", 0.0)
        market.market.economy.numbers.restate("informal_finance.refused_share", 0.4)
        request = Request(market, PLEDGED, owner_wealth=10_000_000 * Y)
        request.decide()
        assert request.firm["cash"] == 900_000 * Y
        assert market.market.economy.counted("found_elsewhere") == 400_000 * Y


class TestGuarantor:
    """A request that only a guarantor of the first region can help."""

    @pytest.fixture(params=[(SCHEME, 0), (PRIVATE, None)], ids=["public", "private"])
    def request_of(self, request, market):
        route, guarantor = request.param
        # A private guarantor takes a loan whose loss its fee covers.
        market.guarantor(1)["fee"] = market.guarantor(2)["fee"] = 0.19
        return Request(market, GUARANTEED, route), (1, 2) if guarantor is None else (guarantor,)

    def change(self, request, rows, **columns) -> None:
        for row in rows:
            request.market.guarantor(row).set(**columns)

    def test_it_stands_behind_the_loan_and_gets_its_fee(self, request_of) -> None:
        request, rows = request_of
        before = [request.market.guarantor(row)["deposit"] for row in rows]
        loan = request.decide()
        assert loan["guarantor"] in rows
        assert loan["security"] == GUARANTEED
        assert loan["agreement"] == (2 if rows == (0,) else 1)
        got = sum(request.market.guarantor(row)["deposit"] for row in rows) - sum(before)
        tenor = loan["maturity"] - loan["opened"]
        assert got == pytest.approx(loan["amount"] * loan["fee_rate"] * tenor / 12.0, rel=1e-6)

    @pytest.mark.parametrize(
        ("columns", "granted"),
        [({"active": 0}, False), ({"acceptance": 0.31}, True), ({"acceptance": 0.29}, False),
         ({"willingness": 0.0}, False), ({"leverage_cap": 0.0}, False)],
    )  # fmt: skip
    def test_it_must_be_in_business_trusted_willing_and_have_room(self, request_of, columns, granted: bool) -> None:
        request, rows = request_of
        self.change(request, rows, **columns)
        assert (request.decide() is not None) == granted

    def test_what_it_covers_already_counts_against_its_leverage(self, request_of) -> None:
        request, rows = request_of
        for covered, granted in ((0.99, True), (1.0, False)):
            here = Request(request.market.copy(), GUARANTEED, SCHEME if rows == (0,) else PRIVATE)
            for row in rows:
                guarantor = here.market.guarantor(row).set(leverage_cap=10.0, deposit=100_000_000 * Y)
                guarantor["covered"] = int(covered * 1_000_000_000 * Y)
            assert (here.decide() is not None) == granted

    def test_no_borrower_gets_more_of_it_than_its_limit(self, request_of) -> None:
        """100,000 yuan on its own account: of a scheme in which it bears 40% a loan of 250,000."""
        request, rows = request_of
        limits = {"single_borrower_public": 100_000.0, "single_borrower_commercial": 100_000.0}
        for name, yuan in limits.items():
            request.market.market.economy.numbers.restate(f"guarantors.{name}", yuan)
        loan = request.decide()
        own = request.market.agreement(loan["agreement"])["share_guarantor"] / 10_000
        assert own == (0.4 if rows == (0,) else pytest.approx(own))
        assert loan["amount"] == pytest.approx(100_000 * Y / own, abs=1)

    def test_a_dear_loss_is_refused_unless_a_mandate_lets_it_pass(self, market) -> None:
        """Neither fee covers the loss: the government-backed one takes it all the same, up to its mandate."""
        for row in range(3):
            market.guarantor(row)["fee"] = 1e-6
        market.market.economy.agreements.column("fee")[2] = 1e-6
        assert Request(market.copy(), GUARANTEED, SCHEME).decide() is not None
        assert Request(market.copy(), GUARANTEED, PRIVATE).decide() is None
        market.market.economy.numbers.restate("guarantors.tolerated_loss", 1.0)
        assert Request(market.copy(), GUARANTEED, SCHEME).decide() is not None
        market.market.economy.numbers.restate("guarantors.payout_tolerance", 0.0)
        assert Request(market, GUARANTEED, SCHEME).decide() is None

    def test_cover_lowers_the_rate_by_the_loss_it_takes_off_the_bank(self, market) -> None:
        """The promised relief, as far as the scheme has kept its word and the guarantor is trusted."""
        rates = []
        for credibility, acceptance in ((1.0, 1.0), (0.5, 1.0), (1.0, 0.5)):
            request = Request(market.copy(), GUARANTEED, SCHEME)
            request.market.agreement(2)["credibility"] = credibility
            request.market.guarantor(0)["acceptance"] = acceptance
            rates.append(request.decide()["rate"])
        assert rates[0] < rates[2] < rates[1]


class TestConduct:
    def test_worked_by_hand(self) -> None:
        """Two points dearer at 4 a unit, and a quarter halved by one unit of effort: 0.08 + 0.125, times 0.6."""
        assert conduct_with_loan(0.02, 1.0, 1.0, P) == pytest.approx(1.0 + 0.205 * 0.6)
        assert conduct_with_loan(0.02, 1.0, 0.0, P) == pytest.approx(1.0 + 0.205 * 1.6)
        assert conduct_with_loan(-0.02, 1.0, 1.0, P) == pytest.approx(1.0 + 0.125 * 0.6)
        assert conduct_with_loan(9.0, 0.0, 0.0, P) == 3.0

    @given(st.floats(-0.05, 0.3), st.floats(0.0, 0.1), st.floats(0.0, 5.0), st.floats(0.0, 1.0))
    def test_a_dear_loan_tempts_and_a_watchful_lender_holds(
        self, dearness: float, more: float, effort: float, honesty: float
    ) -> None:
        conduct = conduct_with_loan(dearness, effort, honesty, P)
        assert 1.0 <= conduct <= 3.0
        assert conduct_with_loan(dearness + more, effort, honesty, P) >= conduct
        assert conduct_with_loan(dearness, effort + more, honesty, P) <= conduct

    def test_a_dear_loan_shifts_its_borrower(self, market) -> None:
        """By 4 for a unit of what it costs above the normal: the rate, and the fees over the loan's term."""
        market.market.economy.numbers.restate("underwriting.conduct_unwatched", 0.0)
        normal = market.market.economy.numbers.credit_demand.normal_cost
        for add_on, fees in ((0.05, 0.0), (0.10, 0.0), (0.05, 0.02)):
            market.market.economy.numbers.restate("loan_pricing.fees_at_grant", fees)
            request = Request(market.copy(), PLEDGED, honesty=0.6)
            request.market.market.economy.ways_to_lend.column("add_on")[:] = add_on
            loan = request.decide()
            cost = loan["rate"] + fees * 12.0 / (loan["maturity"] - loan["opened"])
            assert request.firm["conduct"] == pytest.approx(1.0 + 4.0 * (cost - normal), abs=1e-5)

    def test_checks_on_the_use_of_funds_hold_conduct(self, market) -> None:
        market.market.economy.programmes.column("conduct_drift")[:] = 0.0
        request = Request(market, PLEDGED, honesty=0.0)
        market.market.economy.programmes.column("in_force")[:] = 1
        request.decide()
        assert request.firm["conduct"] == 1.0

    def test_a_new_loan_never_makes_conduct_safer(self, market) -> None:
        request = Request(market, PLEDGED, conduct=2.5)
        request.decide()
        assert request.firm["conduct"] == 2.5


class TestWhatIsLent:
    """A firm in the first region with sales of 10,000,000 yuan, of which its accounts show half, asks for 6,000,000."""

    @staticmethod
    def lent(market, security: int, route: int, share_of_loss: float = 0.0, **firm) -> int:
        market.market.economy.numbers.restate("underwriting.smallest_part", 0.0)
        request = Request(market, security, route, **{"year_sales": 10_000_000 * Y, "transparency": 0.5, **firm})
        market.market.economy.agreements.column("relief")[:] = share_of_loss
        menu = market.market.economy.ways_to_lend
        menu.column("loss_given_default")[:], menu.column("limit")[:] = 0.8, 100.0
        menu.column("largest_small")[:] = menu.column("largest_other")[:] = 10**15
        market.market.economy.numbers.restate("guarantors.single_borrower_commercial", 1e9)
        for row in range(market.market.economy.institutions.rows):
            market.guarantor(row).set(deposit=10**15)
        loan = request.decide(6_000_000)
        return 0 if loan is None else loan["amount"] // Y

    @pytest.fixture
    def market(self, small_market):
        numbers = {"simple_loan.unsecured_limit": 0.5, "loan_pricing.lgd_unsecured": 0.8, "verified_sales.least": 0.0}
        return small_market(**WILLING, **numbers)

    def test_the_amount_rises_with_transparency(self, market) -> None:
        amounts = [self.lent(market.copy(), UNSECURED, ALONE, transparency=t) for t in (0.25, 0.5, 1.0)]
        assert amounts == [pytest.approx(share * 5_000_000, rel=1e-6) for share in (0.25, 0.5, 1.0)]

    def test_and_no_more_than_asked(self, market) -> None:
        assert self.lent(market, UNSECURED, ALONE, transparency=1.0, year_sales=100_000_000 * Y) == 6_000_000

    def test_the_amount_rises_with_what_a_guarantor_covers(self, market) -> None:
        amounts = [self.lent(market.copy(), GUARANTEED, PRIVATE, cover) for cover in (0.0, 0.5)]
        assert amounts == [pytest.approx(2_500_000, rel=1e-6), pytest.approx(5_000_000, rel=1e-6)]

    def test_the_amount_rises_with_records_that_a_programme_shares(self, small_market) -> None:
        """A standard error of one half, a precision of 4: a third of what accounts hide stays hidden, a sixth."""
        numbers = {"simple_loan.unsecured_limit": 0.5, "loan_pricing.lgd_unsecured": 0.8, "verified_sales.least": 0.0}
        numbers |= {"verified_sales.from_records": 0.5, **WILLING}
        records = '[[policy]]\nkind = "information_sharing"\nname = "records"\nnoise = 0.5\n'
        assert self.lent(small_market("", **numbers), UNSECURED, ALONE) == pytest.approx(2_500_000, rel=1e-6)
        assert self.lent(small_market(records, **numbers), UNSECURED, ALONE) == pytest.approx(
            5_000_000 * 5 / 6, rel=1e-6
        )
