"""What trials measure of firms, worked by hand."""

import numpy as np
import pytest

from smecredit.analysis.validation.trials.offers import SHOP_SELLS, LoansByLot, are_shops, firms_offered, other_loans
from smecredit.analysis.validation.trials.pledges import limit_binds
from smecredit.analysis.validation.trials.use_of_credit import FIRST, LAST, Years, faster
from smecredit.analysis.validation.worlds import BEFORE, TWIN, Cohort, live_to, worlds
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.loan_columns import KEY_BITS
from smecredit.simulation.state.structure import REGIONS, SECTORS


@pytest.fixture(scope="module")
def offered() -> tuple[CreditMarket, CreditMarket]:
    """The lottery of loans and its twin in the month of the offer."""
    market, twin = worlds(3, 600, 40, "loans_offered", TWIN)
    live_to(BEFORE + 1, market, twin)
    return market, twin


class TestOtherLoans:
    def test_of_the_debt_of_each_firm_the_loan_offered_is_no_change(
        self, offered: tuple[CreditMarket, CreditMarket]
    ) -> None:
        market, twin = offered
        cohort = Cohort(market)
        change, left = other_loans(cohort, market, twin)
        assert (left > 0.0).sum() > 10 and (left == 0.0).sum() > 10
        assert change + left == pytest.approx(cohort.debt(market) - cohort.debt(twin))
        # Nearly all have nothing else in the month of the offer, so that all their change is the loan.
        assert (change[left > 0.0] == 0.0).mean() > 0.8

    def test_another_loan_repaid_and_a_part_of_the_offer_repaid(
        self, offered: tuple[CreditMarket, CreditMarket]
    ) -> None:
        """One firm pays 700 yuan back of a loan that it had, which is a change; one of the offer, which is none."""
        market, twin = (each.copy() for each in offered)
        cohort = Cohort(market)
        change, left = other_loans(cohort, market, twin)
        loans = market.economy.loans
        live, new = loans.column("status") > 0, loans.column("opened") == BEFORE + 1
        owner, balance = loans.column("id") >> KEY_BITS, loans.column("balance")
        with_both = [firm for firm in np.flatnonzero(left > 0.0) if (live & ~new & (owner == cohort.keys[firm])).any()]
        one, other = with_both[:2]
        former = np.flatnonzero(live & ~new & (owner == cohort.keys[one]))[0]
        latest = np.flatnonzero(live & new & (owner == cohort.keys[other]))[0]
        balance[former] -= 70_000
        balance[latest] -= 70_000
        changed, still_left = other_loans(cohort, market, twin)
        moved, repaid = np.zeros(len(cohort)), np.zeros(len(cohort))
        moved[one], repaid[other] = -70_000.0, -70_000.0
        assert changed - change == pytest.approx(moved)
        assert still_left - left == pytest.approx(repaid)


class TestShopsOfTheLottery:
    def test_they_are_small_and_have_nothing_to_pledge(self, offered: tuple[CreditMarket, CreditMarket]) -> None:
        cohort = Cohort(offered[0])
        shops, firms = are_shops(cohort, offered[0]), offered[0].economy.firms
        sells = {int(key): sales for key, sales in zip(firms.column("id"), firms.column("year_sales"), strict=True)}
        pledges = {int(key): part for key, part in zip(firms.column("id"), firms.column("pledgeable"), strict=True)}
        expected = [sells[int(key)] < 100.0 * SHOP_SELLS and pledges[int(key)] <= 0.0 for key in cohort.keys]
        assert shops.tolist() == expected
        assert 0.05 < shops.mean() < 0.6

    def test_the_figures_are_of_them_and_those_of_all_stand_beside(self) -> None:
        found = LoansByLot().measure(5, 600)
        assert 0.0 < found["other_loans"][1] < 0.5 * found["other_loans_all"][1]


@pytest.fixture(scope="module")
def lived() -> CreditMarket:
    (market,) = worlds(3, 300, 40, TWIN)
    live_to(1, market)
    return market


class TestLimits:
    @pytest.mark.parametrize(
        ("leverage", "pledgeable", "bound"),
        [
            (0.299, 0.0, False),
            (0.301, 0.0, True),
            # Against a pledge worth 1,000,000 yuan banks lend 700,000, which is 0.35 of sales with the part of 0.5.
            (0.301, 0.5, False),
            (0.351, 0.5, True),
            (0.0, 0.0, False),
        ],
    )
    def test_one_firm_above_and_one_below_what_banks_lend_at_most(
        self, lived: CreditMarket, leverage: float, pledgeable: float, bound: bool
    ) -> None:
        """Sales of 1,000,000 yuan, of which banks lend 0.6, and half of that in its sector."""
        market = lived.copy()
        cohort = Cohort(market)
        firms, now = market.economy.firms, market.economy.numbers
        row = int(cohort.rows(market)[7])
        sector, region = int(firms.column("sector")[row]), int(firms.column("region")[row])
        for path, number in (
            ("guaranteed_limit", 0.6), ("unsecured_limit", 0.5), ("pledge_ratio", 0.7), ("owner_pledge", 0.0),
            ("limit_of_sector", _only_at(sector, 0.5, len(SECTORS))),
            ("pledge_price", _only_at(region, 1.0, len(REGIONS))),
        ):  # fmt: skip
            now.restate(f"simple_loan.{path}", number)
        for column, value in (
            ("leverage_target", leverage), ("year_sales", 100_000_000), ("pledgeable", pledgeable),
            ("fixed_assets", 200_000_000), ("finance_cost", now.credit_demand.normal_cost),
        ):  # fmt: skip
            firms.column(column)[row] = value
        found = limit_binds(market, cohort.chosen(np.arange(len(cohort)) == 7))
        assert found.tolist() == [bound]

    def test_dear_credit_leaves_owners_below_their_limit(self, lived: CreditMarket) -> None:
        """At a cost at which nobody wants to borrow no limit binds."""
        market = lived.copy()
        cohort = Cohort(market)
        market.economy.firms.column("leverage_target")[:] = 50.0
        assert limit_binds(market, cohort).all()
        market.economy.firms.column("finance_cost")[:] = 10.0
        assert not limit_binds(market, cohort).any()


def _only_at(place: int, number: float, length: int) -> np.ndarray:
    """So many numbers, of which all but the one at `place` are nothing."""
    return np.where(np.arange(length) == place, number, 0.0)


class TestFaster:
    """Ten firms over five years: growth in all, by size, age and who financed by a bank."""

    size = np.array([0, 0, 0, 0, 1, 1, 0, 0, 3, 0], float)
    age = np.array([10, 10, 10, 90, 20, 20, 90, 90, 10, 10], float)
    lives = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 0], bool)
    growth = np.array([0.5, 0.2, 0.2, 0.1, 0.6, 0.1, 0.3, 0.0, 9.0, -9.0])
    ours = np.array([1, 0, 0, 1, 1, 0, 0, 1, 1, 0], bool)

    def seen(self) -> Years:
        none = np.zeros(len(self.size))
        flags = none.astype(bool)
        return Years(
            size=self.size, lives=self.lives, indebted=flags, asked=flags, asking=0.0, used=none, from_banks=none,
            from_others=none, borrower=flags, growth=self.growth, age=self.age, asked_in_all=0, above_the_cap=0,
        )  # fmt: skip

    def test_within_size_and_age_and_a_year(self) -> None:
        """Young micro firms 0.3 faster (three firms), old ones 0.25 slower (three), small ones 0.5 faster (two).

        Large firms and those that are gone count nowhere, and what is left is divided by five years.
        """
        gap, firms = faster(self.seen(), np.ones(10, bool), self.ours)
        assert firms == 8.0
        assert gap == pytest.approx((3 * 0.3 - 3 * 0.25 + 2 * 0.5) / ((LAST - FIRST) / 12.0))

    def test_among_some_of_them(self) -> None:
        """Without a second young one two are left; without the other small one there is nothing to compare it with."""
        among = np.ones(10, bool)
        among[[1, 5]] = False
        gap, firms = faster(self.seen(), among, self.ours)
        assert firms == 5.0
        assert gap == pytest.approx((2 * 0.3 - 3 * 0.25) / 5.0)


def test_first_loans_go_to_young_firms_that_a_bank_has_refused() -> None:
    market, twin = worlds(2, 3_000, 40, "startup_loans", TWIN)
    live_to(BEFORE, market, twin)
    firms, rows = market.economy.firms, firms_offered(market).of_the_kind(market.economy)
    assert len(rows) > 10
    assert (BEFORE - firms.column("refused_month")[rows] <= 12).all()
    assert (BEFORE - firms.column("entry_month")[rows] <= 24).all() and not firms.column("bank_debt")[rows].any()
    # Among the young without debt there are others, who are passed over.
    others = (firms.column("state") == 1) & (firms.column("bank_debt") == 0) & (firms.column("size") < 2)
    others &= BEFORE - firms.column("entry_month") <= 24
    assert others.sum() > 1.5 * len(rows)
    keys = firms.column("id")[rows]
    live_to(BEFORE + 1, market, twin)
    cohort = Cohort(market)
    first = cohort.keys[(cohort.debt(market) > 0.0) & (cohort.debt(twin) == 0.0)]
    assert 0 < np.isin(first, keys).sum() < len(keys)
