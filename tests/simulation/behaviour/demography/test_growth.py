"""What a firm does with its cash: private debt, investment, drawings, staff."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.growth import planned_investment
from smecredit.simulation.behaviour.demography.month_of_growth import (
    B_WANTED,
    BANK_SUMS,
    BLOCK_ROWS,
    G_INVESTED,
    add_up,
    read_firms,
    use_cash,
    write_firms,
)
from smecredit.simulation.behaviour.trade.cash_flow import OVERHEAD_SHARE
from smecredit.simulation.ground.blocks import BLOCK

#: One yuan, in fen.
Y = 100


class TestInvestment:
    def test_worked_by_hand(self) -> None:
        """Wear of 8% a year of 1,200,000, 8,000 a month, and a tenth of the 18,000 that are lacking."""
        assert planned_investment(1_200_000, 1_218_000.0, 0.08, 0.1, 72_000.0) == pytest.approx(9_800.0)

    @pytest.mark.parametrize(
        ("wanted", "planned"), [(1_200_000, 8_000.0), (1_140_000, 2_000.0), (600_000, 0.0), (9_000_000, 72_000.0)]
    )
    def test_wear_at_the_wanted_scale_less_above_it_and_never_too_much(self, wanted: float, planned: float) -> None:
        assert planned_investment(1_200_000, wanted, 0.08, 0.1, 72_000.0) == pytest.approx(planned)

    @given(st.integers(0, 10**12), st.floats(0.0, 1e12), st.floats(0.0, 1e12), st.floats(0.0, 1.0))
    def test_rises_with_what_is_wanted(self, capital: int, wanted: float, more: float, building: float) -> None:
        low, high = (planned_investment(capital, w, 0.08, building, 0.06 * capital) for w in (wanted, wanted + more))
        assert 0.0 <= low <= high <= 0.06 * capital + 1e-6


#: Nothing is built, drawn or used up by the owner's household unless a test says so; wear is replaced.
STILL = {
    "scale.building": 0.0, "growth.largest_investment": 1.0, "growth.drawn": 0.0, "growth.living": 0.0,
    "growth.wealth_spent": 0.0,
}  # fmt: skip


@pytest.fixture
def market(small_market):
    return small_market(**STILL)


def firm_of(market, /, **columns):
    """A firm without loans, buffer or wear, with 1,000,000 yuan of cash."""
    firm, loan = market.borrower()
    loan["status"] = 0
    firm.set(
        loans=0, bank_debt=0, held=0, cash=1_000_000 * Y, fixed_assets=0, market=0.0, buffer_target=0.0, margin=0.12,
        employees=10.0, entry_month=market.market.month,
    )  # fmt: skip
    return firm.set(**columns)


def grow(market):
    return market.live("grow_and_renew")


def planned(market, capital: int, wanted: int, /, **columns):
    """A firm of so much capital that wants so much, in yuan, after a month without wear or private interest."""
    now = market.market.economy.numbers
    now.restate("cash_flow.depreciation", 0.0)
    now.restate("informal_finance.rate", 0.0)
    firm = firm_of(market, **{"fixed_assets": capital * Y, "owner_wealth": 0, "year_sales": 0, **columns})
    firm["wanted_capital"] = float(wanted * Y)
    economy, block = market.market.economy, np.empty((BLOCK_ROWS, BLOCK))
    sums = np.zeros((economy.banks.rows, BANK_SUMS), np.int64)
    before = firm["cash"] + firm["fixed_assets"]
    read_firms(economy, firm.row, 1, block)
    block[B_WANTED, 0] = firm["wanted_capital"]
    use_cash(economy, 1, block)
    write_firms(economy, firm.row, 1, block)
    add_up(economy, firm.row, 1, block, sums)
    # What has left the firm went to the owner and to private lenders.
    assert before - firm["cash"] - firm["fixed_assets"] == sums.sum() - sums[firm["bank"], G_INVESTED]
    return firm


class TestPrivateDebt:
    def test_private_interest_comes_first(self, market) -> None:
        """16% on 600,000 yuan: 8,000 a month; a buffer that holds all cash leaves the debt as it is."""
        firm = firm_of(market, informal_debt=600_000 * Y, buffer_target=12.0)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (992_000 * Y, 600_000 * Y)

    def test_cash_above_the_buffer_repays_private_lenders(self, market) -> None:
        """A buffer of a month's costs, 92% of sales of 6 million: 460,000 stay, 532,000 are repaid."""
        firm = firm_of(market, informal_debt=600_000 * Y, buffer_target=1.0, year_sales=6_000_000 * Y)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (460_000 * Y, 68_000 * Y)

    def test_private_lenders_come_before_investment(self, market) -> None:
        firm = firm_of(market, informal_debt=2_000_000 * Y, fixed_assets=12_000_000 * Y)
        grow(market)
        assert (firm["cash"], firm["fixed_assets"]) == (0, 12_000_000 * Y)

    def test_interest_is_never_more_than_the_cash(self, market) -> None:
        firm = firm_of(market, informal_debt=600_000 * Y, cash=5_000 * Y)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (0, 600_000 * Y)


class TestUseOfCash:
    def test_wear_is_replaced_out_of_spare_cash(self, market) -> None:
        wear = market.market.economy.numbers.cash_flow.depreciation
        firm = firm_of(market, fixed_assets=12_000_000 * Y)
        grow(market)
        assert firm["fixed_assets"] == pytest.approx((1.0 + wear / 12.0) * 12_000_000 * Y, abs=1)
        assert firm["cash"] + firm["fixed_assets"] == 13_000_000 * Y

    def test_without_spare_cash_nothing_is_replaced(self, market) -> None:
        firm = firm_of(market, fixed_assets=12_000_000 * Y, buffer_target=12.0)
        grow(market)
        assert (firm["cash"], firm["fixed_assets"]) == (1_000_000 * Y, 12_000_000 * Y)

    def test_a_part_of_the_distance_to_the_wanted_scale_is_built_while_cash_lasts(self, market) -> None:
        """An eighth of 4,000,000 yuan and no wear: 500,000; of 200,000 in cash all is built with."""
        market.market.economy.numbers.restate("scale.building", 0.125)
        for cash, built in ((1_000_000, 500_000), (200_000, 200_000)):
            here = market.copy()
            firm = planned(here, 1_000_000, 5_000_000, cash=cash * Y)
            assert (firm["fixed_assets"], firm["cash"]) == ((1_000_000 + built) * Y, (cash - built) * Y)

    def test_no_more_is_built_in_a_month_than_is_stated_of_capital_or_market(self, market) -> None:
        """6% of a market of 4,000,000 yuan, which is more than the capital of 1,000,000."""
        market.market.economy.numbers.restate("scale.building", 1.0)
        market.market.economy.numbers.restate("growth.largest_investment", 0.06)
        firm = planned(market, 1_000_000, 5_000_000, market=4_000_000.0 * Y)
        assert firm["fixed_assets"] == pytest.approx(1_240_000 * Y, rel=1e-6)

    def test_the_owner_lives_from_the_firm_before_it_builds(self, market) -> None:
        """A fifth of a margin of 12.5% of 12,000,000 yuan, 25,000 a month; the other 175,000 are built with."""
        market.market.economy.numbers.restate("scale.building", 0.125)
        market.market.economy.numbers.restate("growth.living", 0.2)
        firm = planned(market, 1_000_000, 5_000_000, cash=200_000 * Y, margin=0.125, year_sales=12_000_000 * Y)
        assert (firm["fixed_assets"], firm["cash"]) == (1_175_000 * Y, 0)

    @pytest.mark.parametrize(("cash", "left"), [(200_000, 175_000), (20_000, 0), (0, 0)])
    def test_the_household_lives_from_a_firm_that_is_short_too(self, market, cash: int, left: int) -> None:
        """25,000 a month out of what there is, below a buffer of a year's costs; nothing is built or drawn besides."""
        market.market.economy.numbers.restate("growth.living", 0.2)
        columns = {"margin": 0.125, "year_sales": 12_000_000 * Y, "buffer_target": 12.0}
        firm = planned(market, 1_000_000, 5_000_000, cash=cash * Y, **columns)
        assert (firm["fixed_assets"], firm["cash"]) == (1_000_000 * Y, left * Y)

    def test_a_firm_that_loses_money_feeds_nobody(self, market) -> None:
        market.market.economy.numbers.restate("growth.living", 0.2)
        columns = {"margin": -0.125, "year_sales": 12_000_000 * Y, "buffer_target": 12.0}
        assert planned(market, 1_000_000, 5_000_000, cash=200_000 * Y, **columns)["cash"] == 200_000 * Y

    @pytest.mark.parametrize(
        ("ago", "caution", "built"), [(0, 1.0, 80_000), (11, 1.0, 80_000), (12, 1.0, 540_000), (0, 0.0, 540_000)]
    )
    def test_a_refusal_that_is_remembered_keeps_cash_in_the_firm(
        self, market, ago: int, caution: float, built: int
    ) -> None:
        """A buffer of a month's costs, 460,000 yuan of a million; a second one while the refusal is remembered."""
        for path, value in (("scale.building", 1.0), ("growth.caution", caution)):
            market.market.economy.numbers.restate(path, value)
        market.market.economy.numbers.restate("credit_demand.refusal_remembered", 12)
        refused = {"refused_month": market.market.month - ago, "buffer_target": 1.0, "year_sales": 6_000_000 * Y}
        firm = planned(market, 2_000_000, 5_000_000, cash=1_000_000 * Y, margin=0.0, **refused)
        assert firm["fixed_assets"] == (2_000_000 + built) * Y

    @pytest.mark.parametrize(("ago", "left"), [(11, 920_000), (12, 460_000)])
    def test_a_refusal_is_forgotten_after_twelve_months(self, market, ago: int, left: int) -> None:
        """All above a buffer of a month's costs is drawn, or above two of them while the refusal is remembered."""
        for path, value in (("growth.drawn", 1.0), ("growth.caution", 1.0), ("credit_demand.refusal_remembered", 12)):
            market.market.economy.numbers.restate(path, value)
        refused = {"refused_month": market.market.month + 1 - ago}
        firm = firm_of(market, buffer_target=1.0, year_sales=6_000_000 * Y, margin=0.0, **refused)
        grow(market)
        assert firm["cash"] == pytest.approx(left * Y, abs=1)

    @pytest.mark.parametrize(
        ("debt", "repaid", "built"), [(600_000, 540_000, 0), (400_000, 400_000, 0), (0, 0, 80_000)]
    )
    def test_the_refused_repay_private_debt_out_of_cash_above_the_usual_buffer(
        self, market, debt: int, repaid: int, built: int
    ) -> None:
        """460,000 of a million yuan stay; building waits for twice as much, 920,000."""
        for path, value in (("scale.building", 1.0), ("growth.caution", 1.0), ("growth.drawn", 1.0)):
            market.market.economy.numbers.restate(path, value)
        refused = {"refused_month": market.market.month, "buffer_target": 1.0, "year_sales": 6_000_000 * Y}
        firm = planned(market, 2_000_000, 5_000_000, margin=0.0, informal_debt=debt * Y, **refused)
        assert firm["informal_debt"] == (debt - repaid) * Y
        assert (firm["fixed_assets"], firm["cash"]) == ((2_000_000 + built) * Y, (1_000_000 - repaid - built) * Y)

    def test_no_drawing_of_money_that_is_to_be_built_with(self, market) -> None:
        """Of 1,000,000 yuan 100,000 are built, 300,000 more are lacking: a fifth of the other 600,000 is drawn."""
        market.market.economy.numbers.restate("scale.building", 0.25)
        market.market.economy.numbers.restate("growth.drawn", 0.2)
        firm = planned(market, 1_000_000, 1_400_000)
        assert (firm["fixed_assets"], firm["cash"]) == (1_100_000 * Y, 780_000 * Y)

    def test_owners_save_part_of_what_they_draw_in_money_and_home(self, market) -> None:
        """A fifth of 1,000,000 drawn; of this 30% saved, of which a third goes into the home."""
        for name, share in (("drawn", 0.2), ("saved", 0.3), ("saved_in_home", 1.0 / 3.0)):
            market.market.economy.numbers.restate(f"growth.{name}", share)
        firm = planned(market, 0, 0, home=5_000 * Y)
        assert (firm["cash"], firm["owner_wealth"], firm["home"]) == (800_000 * Y, 40_000 * Y, 25_000 * Y)

    def test_an_owner_s_household_uses_up_money_but_not_the_home(self, market) -> None:
        """3% a year of 1,200,000 yuan: 3,000 a month."""
        market.market.economy.numbers.restate("growth.wealth_spent", 0.03)
        firm = firm_of(market, owner_wealth=1_200_000 * Y, home=900_000 * Y)
        grow(market)
        assert (firm["owner_wealth"], firm["home"]) == (1_197_000 * Y, 900_000 * Y)

    @pytest.mark.parametrize(("loans", "conduct"), [(0, 1.98), (1, 2.0)])
    def test_conduct_returns_to_the_safe_way_only_without_debt(self, market, loans: int, conduct: float) -> None:
        firm = firm_of(market, conduct=2.0, loans=loans)
        grow(market)
        assert firm["conduct"] == pytest.approx(conduct)

    @pytest.mark.parametrize(("age", "looked_at"), [(12, True), (24, True), (13, False)])
    def test_size_and_troubles_are_looked_at_once_a_year(self, market, age: int, looked_at: bool) -> None:
        firm = firm_of(market, size=0, sector=4, employees=50.0, labour=1e-5, mark=7, cash=0, **IN_BALANCE)
        firm.set(fixed_assets=2_500_000 * Y, market=2_500_000.0 * Y)
        firm.set(year_sales=5_000_000 * Y, entry_month=market.market.month + 1 - age)
        grow(market)
        assert (firm["size"], firm["mark"]) == ((1, 0) if looked_at else (0, 7))


#: A firm that sells two yuan a year for each yuan of capital, where its capital fits its market.
IN_BALANCE = {"turnover": 2.0, "productivity": 1.0}


class TestStaff:
    """Capital of 6,000,000 yuan in a market of as much sells 12,000,000, with a worker for each 100,000: 120."""

    @staticmethod
    def workers(market, /, demand: float = 1.0, **columns) -> float:
        """Workers after a month in which staff comes to what is wanted; nothing else changes, as no cash is spare."""
        market.market.economy.numbers.restate("growth.labour_adjustment", 1.0)
        market.market.economy.demand[:] = demand
        scale = {"fixed_assets": 6_000_000 * Y, "market": 6_000_000.0 * Y, "labour": 1e-5, "cash": 0}
        firm = firm_of(market, **{**IN_BALANCE, **scale, **columns})
        grow(market)
        return float(firm["employees"])

    def test_a_part_of_the_gap_is_closed_in_a_month(self, market) -> None:
        """8% of the way from 20 to 120."""
        market.market.economy.numbers.restate("growth.labour_adjustment", 0.08)
        market.market.economy.demand[:] = 1.0
        firm = firm_of(market, employees=20.0, labour=1e-5, cash=0, **IN_BALANCE)
        firm.set(fixed_assets=6_000_000 * Y, market=6_000_000.0 * Y)
        grow(market)
        assert firm["employees"] == pytest.approx(28.0)

    @pytest.mark.parametrize(
        ("changed", "workers"),
        [
            ({}, 120.0),
            ({"productivity": 1.5}, 180.0),
            ({"demand": 0.8}, 96.0),
            # A third of the capital serves half of the customers.
            ({"fixed_assets": 2_000_000 * Y}, 60.0),
            # What has been sold decides nothing: a firm that has grown hires before it has sold more.
            ({"year_sales": 3_000_000 * Y}, 120.0),
        ],
    )
    def test_follows_capital_productivity_and_demand(self, market, changed: dict, workers: float) -> None:
        market.market.economy.numbers.restate("scale.returns_to_capital", 0.5)
        assert self.workers(market, **changed) == pytest.approx(workers, rel=1e-6)

    @pytest.mark.parametrize(("caution", "workers"), [(1.0, 102.0), (0.0, 120.0)])
    def test_a_refused_owner_keeps_fewer_workers_at_the_same_cash(self, market, caution: float, workers: float) -> None:
        """A month's costs are enough as a rule, two after a refusal: with one at hand half of 30% goes."""
        for path, value in (("growth.caution", caution), ("staff.cut_when_short", 0.3), ("staff.careful_below", 1.0)):
            market.market.economy.numbers.restate(path, value)
        cost = market.market.economy.numbers.cash_flow.cost_share * 12_000_000 / 12
        refused = {"refused_month": market.market.month, "buffer_target": 2.0, "year_sales": 12_000_000 * Y}
        assert self.workers(market, cash=round(cost) * Y, **refused) == pytest.approx(workers, rel=1e-6)

    def test_jobs_that_cannot_be_filled_stay_empty(self, market) -> None:
        market.market.economy.numbers.restate("cash_flow.unfilled_jobs", 0.1)
        assert self.workers(market) == pytest.approx(108.0)

    @pytest.mark.parametrize(
        ("cash", "cut", "workers"),
        [(2_000_000, 0.3, 120.0), (500_000, 0.3, 102.0), (0, 0.3, 84.0), (0, 0.6, 48.0), (0, 0.0, 120.0)],
    )
    def test_a_firm_short_of_cash_keeps_fewer(self, market, cash: int, cut: float, workers: float) -> None:
        """A buffer of a month's sales, 1,000,000 yuan; with half of it half of the cut. Without a cut: off."""
        for name, value in (("staff.cut_when_short", cut), ("staff.careful_below", 1.0), ("cash_flow.cost_share", 1.0)):
            market.market.economy.numbers.restate(name, value)
        market.market.economy.numbers.restate("cash_flow.depreciation", 0.0)
        assert self.workers(market, cash=cash * Y, buffer_target=1.0) == pytest.approx(workers, rel=1e-6)

    def test_a_firm_keeps_one_worker(self, market) -> None:
        assert self.workers(market, fixed_assets=0, employees=1.0) == 1.0


class TestWantedScale:
    """A firm of 1,000,000 yuan in a market of as much, with sales of 3 million, in which nothing is spent on overheads.

    Returns to capital of one half; wear of 8%, finance of 9% and a premium of 3%: capital costs 20% a year.
    """

    @staticmethod
    def wanted(market, /, **columns) -> float:
        """Wanted capital over that of the market."""
        here = market.copy()
        for name, value in (("returns_to_capital", 0.5), ("premium", 0.03)):
            here.market.economy.numbers.restate(f"scale.{name}", value)
        here.market.economy.numbers.restate("cash_flow.depreciation", 0.08)
        here.market.economy.sector_table[OVERHEAD_SHARE] = 0.0
        here.market.economy.borrowing_cost = 0.09
        here.market.economy.numbers.restate("credit_demand.normal_cost", 0.04)
        scale = {"fixed_assets": 1_000_000 * Y, "market": 1_000_000.0 * Y, "year_sales": 3_000_000 * Y}
        firm = firm_of(here, **{**scale, "debt_rank": 0.0, "finance_cost": 0.0, "size": 0, **columns})
        grow(here)
        return firm["wanted_capital"] / firm["market"]

    def test_what_sales_leave_against_what_capital_costs(self, market) -> None:
        """Returns of 0.075 and 0.15 of 3,000,000 on 1,000,000: 2 x 0.225 / 0.20 and 2 x 0.45 / 0.20."""
        assert self.wanted(market, margin=0.15) == pytest.approx(4.5**0.5 - 1.0, rel=1e-6)
        assert self.wanted(market, margin=0.075) == pytest.approx(2.25**0.5 - 1.0, rel=1e-6)
        assert self.wanted(market, margin=-0.15) == 0.0

    def test_its_own_last_offer_counts_where_there_was_one(self, market) -> None:
        """At 14% capital costs 25%: 2 x 0.45 / 0.25."""
        assert self.wanted(market, margin=0.15, finance_cost=0.14) == pytest.approx(3.6**0.5 - 1.0, rel=1e-6)

    def test_the_averse_count_their_own_money_at_the_normal_cost(self, market) -> None:
        """At 4% capital costs 15%, whatever a loan was last offered at: 2 x 0.45 / 0.15."""
        averse = {"debt_rank": 1.0, "finance_cost": 0.14}
        assert self.wanted(market, margin=0.15, **averse) == pytest.approx(6.0**0.5 - 1.0, rel=1e-6)

    def test_a_firm_below_its_scale_wants_what_one_at_its_scale_does(self, market) -> None:
        """A third of the capital sells half as much in the same market."""
        short = {"fixed_assets": 100_000_000 // 3, "year_sales": 1_500_000 * Y, "cash": 0}
        assert self.wanted(market, margin=0.15, **short) == pytest.approx(4.5**0.5 - 1.0, rel=1e-6)

    def test_a_market_that_does_not_bind_leaves_the_scale_as_it_is(self, market) -> None:
        """Returns to capital of 1: no market, and no wish to grow beyond or shrink below what is."""
        here = market.copy()
        here.market.economy.numbers.restate("scale.returns_to_capital", 1.0)
        firm = firm_of(here, fixed_assets=1_000_000 * Y, market=1_000_000.0 * Y, margin=0.4)
        grow(here)
        assert firm["wanted_capital"] == 1_000_000.0 * Y
