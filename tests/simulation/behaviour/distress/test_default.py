"""Failure of a borrower: what its creditors get, what the claim says, who is called, how it is counted."""

import pytest

from smecredit.simulation.behaviour.demography.entry_exit import ABSCONDED, FAILED

#: One yuan, in fen.
Y = 100
UNSECURED, PLEDGED, GUARANTEED, IN_CIRCLE = range(4)
NONPERFORMING = 2


def failing(market, outcome: int = FAILED, **terms):
    """A firm that has just failed without cash or wealth, and its loan; no other loan in the market."""
    firm, loan = market.borrower(**terms)
    market.alone(firm)
    firm.set(cash=0, outcome=outcome)
    return firm, loan


def settle(market):
    return market.live("settle_distress")


@pytest.fixture
def market(small_market):
    return small_market()


class TestCreditors:
    def test_the_loan_goes_bad_and_becomes_a_claim(self, market) -> None:
        firm, loan = failing(market)
        settle(market)
        claim = market.claim_of(loan)
        assert (loan["status"], loan["defaulted"]) == (NONPERFORMING, market.market.month)
        assert (claim["loss_fen"], claim["loan"], claim["enterprise"]) == (1_200_000 * Y, loan["id"], firm["id"])
        assert (claim["bank"], claim["agreement"], claim["region"]) == (loan["bank"], 0, firm["region"])

    def test_creditors_share_the_cash_by_what_they_are_owed(self, market) -> None:
        """100,000 yuan for 1,200,000 and 300,000: 80,000 and 20,000."""
        firm, loan = failing(market)
        other = market.second_loan(loan, balance=300_000 * Y, amount=300_000 * Y)
        firm["cash"] = 100_000 * Y
        settle(market)
        assert [loan["balance"], other["balance"]] == pytest.approx([1_120_000 * Y, 280_000 * Y], abs=2)
        assert market.claim_of(loan)["loss_fen"] == loan["balance"]

    def test_more_cash_than_debt_leaves_a_fen_of_a_claim_and_the_rest_to_the_owner(self, market) -> None:
        firm, loan = failing(market)
        firm["cash"] = 5_000_000 * Y
        house = market.bank(firm["bank"])
        before = house["rest_deposits"]
        settle(market)
        assert (loan["balance"], firm["cash"]) == (1, 0)
        assert house["rest_deposits"] - before == 5_000_000 * Y - (1_200_000 * Y - 1)

    def test_an_undrawn_line_of_a_failed_firm_is_closed_without_a_claim(self, market) -> None:
        _, loan = failing(market)
        line = market.second_loan(loan, balance=0, product=1)
        before = market.market.economy.claims.rows
        settle(market)
        assert (line["status"], loan["status"]) == (0, NONPERFORMING)
        assert market.market.economy.claims.rows - before <= 1

    def test_a_claim_falls_due_after_the_delay_of_its_agreement(self, market) -> None:
        _, loan = failing(market, agreement=1, guarantor=1, security=GUARANTEED)
        market.agreement(1)["delay"] = 5
        settle(market)
        assert market.claim_of(loan)["due"] == market.market.month + 5

    def test_what_is_left_of_a_failed_firm_is_struck_off(self, market) -> None:
        firm, _ = failing(market)
        firm.set(informal_debt=5_000 * Y, receivables=7 * Y)
        settle(market)
        for column in ("cash", "receivables", "inventory", "fixed_assets", "informal_debt", "bank_debt"):
            assert firm[column] == 0
        assert firm["state"] == 2


class TestYield:
    """What the security will yield, against the same loan with the same luck."""

    @staticmethod
    def recoverable(market, outcome: int = FAILED, **terms) -> int:
        here = market.copy()
        _, loan = failing(here, outcome, **terms)
        settle(here)
        return loan["recoverable"]

    @pytest.mark.parametrize("security", [UNSECURED, PLEDGED, GUARANTEED])
    def test_an_absconded_owner_leaves_six_tenths_of_what_others_leave(self, market, security: int) -> None:
        usual = self.recoverable(market, security=security)
        gone = self.recoverable(market, ABSCONDED, security=security)
        assert usual > 0
        assert gone == pytest.approx(0.6 * usual, abs=2)

    def test_each_kind_of_security_yields_what_its_loss_given_default_leaves(self, market) -> None:
        """35% of a pledged loan is lost, 55% of a guaranteed one, 85% of an unsecured one."""
        yields = [self.recoverable(market, security=kind) for kind in (UNSECURED, PLEDGED, GUARANTEED)]
        assert yields[1] / yields[0] == pytest.approx(0.65 / 0.15, rel=1e-6)
        assert yields[2] / yields[0] == pytest.approx(0.45 / 0.15, rel=1e-6)

    def test_a_glut_lowers_what_security_yields(self, market) -> None:
        """Twice the usual volume for sale: 22% less."""
        prices = []
        for volume in (1.0, 2.0):
            here = market.copy()
            here.market.economy.for_sale, here.market.economy.usually_for_sale = volume, 1.0
            prices.append(self.recoverable(here, security=PLEDGED))
        assert prices[1] == pytest.approx(0.78 * prices[0], abs=2)

    def test_no_security_yields_more_than_98_of_100(self, market) -> None:
        market.market.economy.lgd_by_security[PLEDGED] = -9.0
        assert self.recoverable(market, security=PLEDGED) == 0.98 * 1_200_000 * Y

    def test_the_bounds_of_luck_price_and_yield_are_stated(self, market) -> None:
        """Without luck 65% of a pledged loan, no less than seven tenths of it in a glut, no more than 60% anyhow."""
        numbers = market.market.economy.numbers
        numbers.restate("recovery.lowest_yield", 1.0)
        numbers.restate("recovery.yield_spread", 0.0)
        loss = 1_200_000 * Y
        market.market.economy.for_sale = market.market.economy.usually_for_sale = 1.0
        assert self.recoverable(market, security=PLEDGED) == pytest.approx(0.65 * loss, abs=2)
        market.market.economy.for_sale = 100.0
        numbers.restate("recovery.lowest_price", 0.7)
        assert self.recoverable(market, security=PLEDGED) == pytest.approx(0.7 * 0.65 * loss, abs=2)
        market.market.economy.for_sale = 0.0
        numbers.restate("recovery.fire_sale", 2.0)
        numbers.restate("recovery.highest_price", 1.2)
        assert self.recoverable(market, security=PLEDGED) == pytest.approx(1.2 * 0.65 * loss, abs=2)
        numbers.restate("recovery.most_recovered", 0.6)
        assert self.recoverable(market, security=PLEDGED) == pytest.approx(0.6 * loss, abs=2)

    def test_work_out_takes_as_long_as_stated(self, small_market) -> None:
        market = small_market(**{"recovery.shortest_workout": 7, "recovery.longest_workout": 7})
        _, loan = failing(market)
        settle(market)
        assert loan["closes"] == market.market.month + 7

    @pytest.mark.parametrize(("workout", "months"), [(1.0, (12, 24)), (0.25, (3, 6))])
    def test_work_out_lasts_a_year_to_two_unless_a_registry_shortens_it(
        self, market, workout: float, months: tuple[int, int]
    ) -> None:
        market.market.economy.programmes.column("workout")[0] = workout
        firms, book = market.market.economy.firms, market.market.economy.loans
        firms.column("outcome")[firms.column("bank_debt") > 0] = FAILED
        book.column("programmes")[:] = 1
        settle(market)
        bad = book.column("defaulted") == market.market.month
        lasting = book.column("closes")[bad] - market.market.month
        assert len(lasting) > 50
        assert (lasting.min(), lasting.max()) == months


class TestSupportAtDefault:
    """Programmes of the loan that change what its security yields."""

    @staticmethod
    def recoverable(market, **columns) -> int:
        here = market.copy()
        _, loan = failing(here, security=PLEDGED, programmes=1, secured_early=1)
        for column, value in columns.items():
            here.market.economy.programmes.column(column)[0] = value
        settle(here)
        return loan["recoverable"]

    def test_a_registry_lowers_the_loss_of_pledges(self, market) -> None:
        usual = self.recoverable(market)
        better = self.recoverable(market, pledge_loss=0.5)
        assert better / usual == pytest.approx((1.0 - 0.175) / 0.65, rel=1e-6)

    def test_assets_secured_in_time_yield_more(self, market) -> None:
        """A quarter more, which a column of 32 bits holds exactly."""
        usual = self.recoverable(market)
        better = self.recoverable(market, early_recovery=1.25)
        assert better == pytest.approx(1.25 * usual, abs=2)


class TestCircle:
    """A circle of the failed firm and two others; four members besides it are called on for a fifth each."""

    @pytest.fixture
    def circle(self, market):
        firm, loan = failing(market, security=IN_CIRCLE)
        firms = market.market.economy.firms
        firms.column("circle")[:] = -1
        sound = [row for row in range(firms.rows) if firms.column("outcome")[row] == 0 and row != firm.row]
        members = [market.firm(row).set(cash=1_000_000 * Y, mark=0) for row in sound[:2]]
        for member in (firm, *members):
            member["circle"] = 3
        return market, firm, loan, members

    def test_each_member_pays_its_part(self, circle) -> None:
        market, _, loan, members = circle
        settle(market)
        assert [member["cash"] for member in members] == [760_000 * Y, 760_000 * Y]
        assert loan["balance"] == (1_200_000 - 2 * 240_000) * Y
        assert all(member["mark"] & 2 for member in members)
        assert market.claim_of(loan)["recovered_bank_fen"] == 2 * 240_000 * Y

    def test_a_member_pays_no_more_than_its_cash(self, circle) -> None:
        market, _, loan, members = circle
        members[0]["cash"], members[1]["cash"] = 50_000 * Y, 0
        settle(market)
        assert [member["cash"] for member in members] == [0, 0]
        assert loan["balance"] == 1_150_000 * Y
        assert (members[0]["mark"] & 2, members[1]["mark"] & 2) == (2, 0)

    def test_no_more_is_recoverable_than_is_left(self, circle) -> None:
        market, _, loan, members = circle
        market.market.economy.numbers.restate("recovery.circle_members", 0.25)
        market.market.economy.lgd_by_security[IN_CIRCLE] = -9.0
        members[1]["cash"] = 0
        settle(market)
        assert (loan["balance"], loan["recoverable"]) == (240_000 * Y, 240_000 * Y)

    def test_a_circle_is_not_called_for_loans_that_it_does_not_secure(self, circle) -> None:
        market, _, loan, members = circle
        loan["security"] = UNSECURED
        settle(market)
        assert [member["cash"] for member in members] == [1_000_000 * Y, 1_000_000 * Y]


class TestCounts:
    @pytest.mark.parametrize(("margin", "liquid"), [(0.30, 1), (0.055, 1), (0.045, 0), (-0.05, 0)])
    def test_a_default_of_a_firm_that_earns_well_is_for_want_of_cash(self, market, margin: float, liquid: int) -> None:
        """Above five per cent of sales the firm would have lived with more time."""
        firm, _ = failing(market)
        firm["margin"] = margin
        month = settle(market).recorded()
        assert (month["failed_in_default"], month["liquidity_defaults"]) == (1, liquid)

    def test_a_failure_without_bank_debt_is_no_default(self, market) -> None:
        firm, loan = failing(market)
        loan["status"], firm["bank_debt"] = 0, 0
        month = settle(market).recorded()
        assert (month["failed_in_default"], month["failed_without_debt"], month["liquidity_defaults"]) == (0, 1, 0)

    def test_flight_is_counted_apart_and_is_not_for_want_of_cash(self, market) -> None:
        firm, _ = failing(market, ABSCONDED)
        firm["margin"] = 0.30
        month = settle(market).recorded()
        assert (month["failed_in_default"], month["wilful"], month["liquidity_defaults"]) == (1, 1, 0)

    def test_flight_from_private_lenders_alone_is_no_wilful_default(self, market) -> None:
        firm, loan = failing(market, ABSCONDED)
        loan["status"], firm["bank_debt"] = 0, 0
        month = settle(market).recorded()
        assert (month["failed_without_debt"], month["wilful"]) == (1, 0)

    def test_guaranteed_and_supported_defaults_are_counted(self, market) -> None:
        _, loan = failing(market, security=GUARANTEED, guarantor=1, agreement=1, supported=1)
        month = settle(market).recorded()
        assert (month["guaranteed_defaulted"], month["loans_defaulted"]) == (1, 1)
        assert (month["defaulted_fen"], month["supported_defaulted_fen"]) == (1_200_000 * Y, 1_200_000 * Y)
        assert month["recoverable_fen"] == loan["recoverable"]
