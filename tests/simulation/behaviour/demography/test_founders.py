"""Founders with finite means: who borrows on a home or a name, who begins smaller, who cannot begin; nobody where means
are large."""

from typing import ClassVar

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.birth import fill_traits
from smecredit.simulation.behaviour.demography.entry_exit import enter
from smecredit.simulation.behaviour.demography.founders import can_borrow_on_home, founds, start_within_means
from smecredit.simulation.ground.mathematics import normal_quantile
from smecredit.simulation.ground.randomness import BIRTH_FINANCE, START, uniforms

#: One yuan, in fen.
Y = 100
#: An entrant of month 9; the months before month 1 count too.
KEY = (9 << 32) + 5
#: Every founder has the same part of what is needed, and returns to capital are one half.
ALIKE = {"birth.founder_dispersion": 0.0, "scale.returns_to_capital": 0.5, "birth.founder_credit": 0.0}
ENTRY_BITS = 32


@pytest.fixture
def market(small_market):
    return small_market(**ALIKE)


def begin(market, means: float, **columns):
    """A founder who needs 1,000,000 yuan (600,000 of assets, 100,000 of goods, 300,000 of cash) has a part of it."""
    economy = market.market.economy
    economy.numbers.restate("birth.founder_means", means)
    store = economy.candidates
    row = int(store.allocate(1)[0])
    plan = {"fixed_assets": 600_000 * Y, "inventory": 100_000 * Y, "cash": 300_000 * Y, "owner_wealth": 50_000 * Y}
    plan |= {"year_sales": 3_000_000 * Y, "employees": 12.0, "wanted_capital": 6e7, "market": 6e7, "id": KEY}
    for name, value in {**plan, **columns}.items():
        store.column(name)[row] = value
    start_within_means(economy, economy.candidate, row, KEY)
    return {name: store.column(name)[row].item() for name in (*plan, "wanted_capital", "market", "home")}


class TestWithinMeans:
    def test_a_founder_with_half_the_money_begins_with_half_the_capital(self, market) -> None:
        """It serves 2 x 0.5 / 1.5, two thirds, of the customers, with two thirds of goods and staff."""
        firm = begin(market, 0.5)
        assert firm["fixed_assets"] == 300_000 * Y
        assert firm["inventory"] == 6_666_667
        assert firm["year_sales"] == 2_000_000 * Y
        assert firm["employees"] == pytest.approx(8.0)
        # Cash is what is left of 500,000 yuan.
        assert firm["cash"] == 50_000_000 - 30_000_000 - 6_666_667
        assert firm["owner_wealth"] == 50_000 * Y

    def test_market_and_wanted_scale_are_those_of_the_plan(self, market) -> None:
        firm = begin(market, 0.5)
        assert (firm["wanted_capital"], firm["market"]) == (6e7, 6e7)

    @pytest.mark.parametrize("means", [0.01, 0.2, 0.5, 0.99, 1.0])
    def test_what_it_begins_with_is_never_more_than_its_founder_has(self, market, means: float) -> None:
        firm = begin(market, means)
        parts = firm["fixed_assets"], firm["inventory"], firm["cash"]
        assert sum(parts) == round(means * 1_000_000) * Y
        assert min(parts) >= 0

    def test_goods_never_cost_more_than_what_is_left_for_them(self, market) -> None:
        """Of a tenth of 1,000,000 yuan 60,000 are assets; 2 x 0.1 / 1.1 of 400,000 of goods would be 72,727."""
        firm = begin(market, 0.1, inventory=400_000 * Y, cash=0)
        assert (firm["inventory"], firm["cash"]) == (40_000 * Y, 0)

    def test_a_firm_begins_with_one_worker_at_least(self, market) -> None:
        assert begin(market, 0.01)["employees"] == 1.0

    @pytest.mark.parametrize(("means", "left"), [(1.0, 0), (1.25, 250_000), (3.0, 2_000_000)])
    def test_what_a_rich_founder_does_not_need_stays_the_owners(self, market, means: float, left: int) -> None:
        firm = begin(market, means)
        assert (firm["fixed_assets"], firm["inventory"], firm["cash"]) == (60_000_000, 10_000_000, 30_000_000)
        assert firm["owner_wealth"] == (50_000 + left) * Y

    def test_means_are_spread_as_stated_by_the_luck_of_the_key(self, market) -> None:
        """The median times the exponential of the dispersion times the normal quantile of the draw for wealth."""
        market.market.economy.numbers.restate("birth.founder_dispersion", 0.5)
        _, _, _, luck = uniforms(market.market.economy.seed, KEY, 0, BIRTH_FINANCE)
        means = 0.2 * float(np.exp(0.5 * normal_quantile(luck)))
        assert means < 1.0
        firm = begin(market, 0.2)
        total = firm["fixed_assets"] + firm["inventory"] + firm["cash"]
        assert total == pytest.approx(means * 1_000_000 * Y, abs=2)

    def test_off(self, market) -> None:
        """With large means nobody is short: every entrant has the capital that it wants, whatever its luck."""
        economy = market.market.economy
        economy.numbers.restate("birth.founder_dispersion", 0.9)
        economy.numbers.restate("birth.founder_means", 1000.0)
        rows = economy.candidates.allocate(200)
        fill_traits(economy, economy.candidate, rows, (np.int64(9) << ENTRY_BITS) + np.arange(200), False)
        assets, wanted = (economy.candidates.column(name)[rows] for name in ("fixed_assets", "wanted_capital"))
        assert assets == pytest.approx(wanted.astype(float), rel=1e-6)
        economy.credit_for_founders = 0.0
        assert all(founds(economy, economy.candidate, row) for row in rows)


class TestOnAHome:
    """A home of 400,000 yuan, half pledged, seven tenths of that lent: 140,000 yuan, where credit is to be had."""

    HOME: ClassVar[dict[str, float]] = {
        "home": 400_000 * Y, "debt_rank": 0.1, "pledgeable": 0.5, "size": 0, "region": 0,
    }  # fmt: skip
    RULE: ClassVar[dict[str, float]] = {"simple_loan.owner_pledge": 0.5, "simple_loan.pledge_ratio": 0.7}

    @pytest.fixture
    def market(self, small_market):
        market = small_market(**ALIKE, **self.RULE)
        market.market.economy.credit_for_founders = 1.0
        market.market.economy.numbers.restate("population.willing_share", np.full(4, 0.4))
        market.market.economy.numbers.restate("simple_loan.pledge_price", np.ones(4))
        return market

    @staticmethod
    def borrowed(market, **columns) -> int:
        """Yuan that a founder can borrow on the home."""
        store = market.market.economy.candidates
        row = int(store.allocate(1)[0])
        for name, value in {**TestOnAHome.HOME, **columns}.items():
            store.column(name)[row] = value
        fen = can_borrow_on_home(market.market.economy, market.market.economy.candidate, row)
        return int(fen) // Y

    @pytest.mark.parametrize(
        ("columns", "yuan"),
        [
            ({}, 140_000),
            ({"home": 800_000 * Y}, 280_000),
            ({"home": 0}, 0),
            # Who shuns debt for the firm borrows on the home all the same; not who has nothing to pledge.
            ({"debt_rank": 0.4}, 140_000),
            ({"pledgeable": 0.0}, 0),
        ],
    )
    def test_worked_by_hand(self, market, columns: dict, yuan: int) -> None:
        assert self.borrowed(market, **columns) == yuan

    @pytest.mark.parametrize(("price", "yuan"), [(0.0, 0), (1.0, 140_000), (1.5, 210_000), (10.0, 400_000)])
    def test_by_the_price_of_homes_and_never_more_than_the_home(self, market, price: float, yuan: int) -> None:
        market.market.economy.numbers.restate("simple_loan.pledge_price", np.array([price, 1.0, 1.0, 1.0]))
        assert self.borrowed(market) == yuan

    def test_as_many_founders_get_it_as_young_firms_get_credit(self, market) -> None:
        """The draw of the founder's key decides: half of 1,000,000 yuan, and 140,000 on the home or nothing."""
        luck, _, _, _ = uniforms(market.market.economy.seed, KEY, 1, START)
        for credit, yuan in ((0.0, 500_000), (luck - 1e-9, 500_000), (luck + 1e-9, 640_000)):
            market.market.economy.credit_for_founders = credit
            firm = begin(market, 0.5, **self.HOME)
            assert firm["fixed_assets"] + firm["inventory"] + firm["cash"] == yuan * Y

    def test_what_is_borrowed_makes_the_firm_larger_and_the_home_less(self, market) -> None:
        """Half of 1,000,000 yuan and 140,000 borrowed: 64% of the capital."""
        firm = begin(market, 0.5, **self.HOME)
        assert firm["fixed_assets"] == 384_000 * Y
        assert firm["fixed_assets"] + firm["inventory"] + firm["cash"] == 640_000 * Y
        assert (firm["home"], firm["owner_wealth"]) == (260_000 * Y, 50_000 * Y)

    def test_no_more_than_is_lacking(self, market) -> None:
        firm = begin(market, 0.95, **self.HOME)
        assert firm["fixed_assets"] + firm["inventory"] + firm["cash"] == 1_000_000 * Y
        assert (firm["home"], firm["owner_wealth"]) == (350_000 * Y, 50_000 * Y)

    def test_who_has_enough_borrows_nothing(self, market) -> None:
        firm = begin(market, 1.25, **self.HOME)
        assert (firm["home"], firm["owner_wealth"]) == (400_000 * Y, 300_000 * Y)

    def test_off(self, market) -> None:
        """Where no owner's home is pledged, a founder begins with own money alone."""
        market.market.economy.numbers.restate("simple_loan.owner_pledge", 0.0)
        firm = begin(market, 0.5, **self.HOME)
        assert (firm["fixed_assets"], firm["home"]) == (300_000 * Y, 400_000 * Y)


class TestOnAName:
    """Personal credit of 44% of own money, where credit is to be had and after what the home carries."""

    @pytest.fixture
    def market(self, small_market):
        market = small_market(**{**ALIKE, "birth.founder_credit": 0.44})
        market.market.economy.credit_for_founders = 1.0
        return market

    @pytest.mark.parametrize(
        ("means", "yuan", "wealth"),
        [
            # 44% of 100,000 yuan, out of the household's 50,000;
            (0.1, 144_000, 6_000),
            # of 500,000 more than the household has; no more than is lacking; and nothing.
            (0.5, 720_000, 0),
            (0.9, 1_000_000, 0),
            (0.98, 1_000_000, 30_000),
            (1.0, 1_000_000, 50_000),
        ],
    )
    def test_worked_by_hand(self, market, means: float, yuan: int, wealth: int) -> None:
        firm = begin(market, means, home=0)
        assert firm["fixed_assets"] + firm["inventory"] + firm["cash"] == yuan * Y
        assert firm["owner_wealth"] == wealth * Y

    def test_the_home_comes_first(self, market) -> None:
        market.market.economy.numbers.restate("simple_loan.owner_pledge", 0.5)
        market.market.economy.numbers.restate("simple_loan.pledge_price", np.ones(4))
        firm = begin(market, 0.85, home=400_000 * Y, pledgeable=0.5, region=0)
        assert (firm["home"], firm["owner_wealth"]) == (260_000 * Y, 40_000 * Y)

    def test_off(self, market) -> None:
        """Where no credit is to be had, a founder begins with own money alone."""
        market.market.economy.credit_for_founders = 0.0
        firm = begin(market, 0.5, home=0)
        assert firm["fixed_assets"] + firm["inventory"] + firm["cash"] == 500_000 * Y


class TestWhoFounds:
    @staticmethod
    def candidates(market, share: float, count: int = 400) -> float:
        """Part of `count` candidates with this share of the planned capital who found their firm."""
        economy = market.market.economy
        rows = economy.candidates.allocate(count)
        economy.candidates.column("id")[rows] = (np.int64(9) << ENTRY_BITS) + np.arange(count)
        economy.candidates.column("wanted_capital")[rows] = 1e8
        economy.candidates.column("fixed_assets")[rows] = int(share * 1e8)
        found = sum(founds(economy, economy.candidate, row) for row in rows)
        economy.candidates.release(rows)
        return found / count

    @pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.5, 0.8, 1.0])
    def test_trades_lie_evenly_between_the_two_bounds(self, market, share: float) -> None:
        """From 20 to 80% of the planned capital: half of the trades can be begun with half of it."""
        market.market.economy.numbers.restate("birth.least_start", 0.2)
        market.market.economy.numbers.restate("birth.most_indivisible", 0.8)
        expected = min(max((share - 0.2) / 0.6, 0.0), 1.0)
        # Three standard deviations of a share among 400.
        assert self.candidates(market, share) == pytest.approx(
            expected, abs=3.0 * (expected * (1.0 - expected) / 400.0) ** 0.5
        )

    def test_off(self, market) -> None:
        """Where any start is large enough, everybody begins."""
        market.market.economy.numbers.restate("birth.least_start", 0.0)
        market.market.economy.numbers.restate("birth.most_indivisible", 0.0)
        assert self.candidates(market, 0.0) == 1.0


class TestEntry:
    """A hundred candidates in a month."""

    @staticmethod
    def entered(market, credit: float) -> set[int]:
        """Keys of those that enter."""
        economy = market.market.economy
        economy.month += 1
        economy.credit_for_founders = credit
        before = set(economy.firms.column("id")[economy.firms.column("state") == 1].tolist())
        enter(economy, 100.0, 0.0)
        return set(economy.firms.column("id")[economy.firms.column("state") == 1].tolist()) - before

    def test_with_more_credit_the_same_found_and_others_besides(self, small_market) -> None:
        market = small_market(**{"birth.founder_means": 0.3, "birth.founder_dispersion": 0.9})
        none, some, every = (self.entered(market.copy(), credit) for credit in (0.0, 0.5, 1.0))
        assert 0 < len(none) < len(some) < len(every) < 100
        assert none < some < every

    def test_entrants_are_smaller_where_founders_are_poorer(self, small_market) -> None:
        """All that a founder who has less pays in is in the books: assets, goods and cash of those that enter."""
        sums = []
        for means in (0.3, 1.0, 100.0):
            market = small_market(**{"birth.founder_means": means, "birth.most_indivisible": 0.0})
            economy, paid = market.market.economy, market.flow("owner_capital", "rest_of_economy", "enterprise")
            keys = self.entered(market, 0.0)
            rows = np.flatnonzero(np.isin(economy.firms.column("id"), list(keys)))
            started = sum(int(economy.firms.column(name)[rows].sum()) for name in ("fixed_assets", "inventory", "cash"))
            assert market.flow("owner_capital", "rest_of_economy", "enterprise") - paid == started
            sums.append((len(keys), started))
        assert [number for number, _ in sums] == [100, 100, 100]
        assert sums[0][1] < sums[1][1] < sums[2][1]
