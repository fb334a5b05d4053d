"""Who needs credit, how much, and who does not ask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.credit_demand import (
    Demand,
    amount_needed,
    lacking_for_plan,
    liquidity_need,
    list_who_may_ask,
    urgent_below,
    wanted_debt,
)
from smecredit.simulation.behaviour.lending.owners_fear import discouragement
from smecredit.simulation.ground.blocks import BLOCK

#: One yuan, in fen.
Y = 100
SHARES = st.floats(0.0, 1.0)
#: Urgent below 15% of the wanted buffer; owners look three months ahead.
DEMAND = Demand(short_of_cash=0.15, foresight=3.0).numbers()


class TestDiscouragement:
    def test_worked_by_hand(self) -> None:
        """Transparency 0.6: 0.10 + 0.55 x 0.4 x 0.4 = 0.188; after a refusal 0.35 more."""
        assert discouragement(0.6, False, 0.10, 0.55, 0.35) == pytest.approx(0.188)
        assert discouragement(0.6, True, 0.10, 0.55, 0.35) == pytest.approx(0.538)

    @given(SHARES, SHARES, st.booleans(), SHARES, SHARES, SHARES)
    def test_a_probability_that_falls_with_transparency_and_rises_with_refusal(
        self, one: float, other: float, was: bool, base: float, opaque: float, refused: float
    ) -> None:
        low, high = sorted((one, other))
        hidden, open_book = (discouragement(t, was, base, opaque, refused) for t in (low, high))
        assert 0.0 <= open_book <= hidden <= 1.0
        assert discouragement(low, True, base, opaque, refused) >= discouragement(low, False, base, opaque, refused)

    def test_the_declared_values_never_reach_certainty_without_a_refusal(self) -> None:
        p = Demand()
        for transparency in (0.0, 0.5, 1.0):
            chance = discouragement(
                transparency, False, p.discouraged_base, p.discouraged_opaque, p.discouraged_refused
            )
            assert chance < 1.0


#: Part of the buffer below which the need is urgent, and months that owners look ahead.
URGENT = (DEMAND.short_of_cash, DEMAND.foresight)


class TestWantedDebt:
    def test_worked_by_hand(self) -> None:
        """40% of sales of 1,000,000 at normal cost; one point dearer at an elasticity of 5: 5% less."""
        assert wanted_debt(0.4, 1_000_000, 0.05, 0.05, 5.0) == pytest.approx(400_000.0)
        assert wanted_debt(0.4, 1_000_000, 0.06, 0.05, 5.0) == pytest.approx(380_000.0)
        assert wanted_debt(0.4, 1_000_000, 0.04, 0.05, 5.0) == pytest.approx(420_000.0)

    def test_never_negative(self) -> None:
        assert wanted_debt(0.4, 1_000_000, 0.30, 0.05, 5.0) == 0.0


class TestLiquidityNeed:
    def test_worked_by_hand(self) -> None:
        """Sales of 1,200,000: costs of 92,000 a month; a buffer of 2 months is 184,000; urgent below 15%, 27,600."""
        assert liquidity_need(27_599, 1_200_000, 2.0, 0.05, 0.92, *URGENT) == pytest.approx(184_000 - 27_599)
        assert liquidity_need(27_601, 1_200_000, 2.0, 0.05, 0.92, *URGENT) == 0.0
        # A margin of -10% takes 30,000 in three months.
        assert liquidity_need(50_000, 1_200_000, 2.0, -0.10, 0.92, *URGENT) == pytest.approx(164_000)
        assert liquidity_need(58_000, 1_200_000, 2.0, -0.10, 0.92, *URGENT) == 0.0

    @given(st.integers(0, 10**10), st.integers(0, 10**11), st.floats(0.1, 12.0), st.floats(-0.5, 0.5))
    def test_never_negative_and_falls_with_cash(self, cash: int, sales: int, buffer: float, margin: float) -> None:
        need = liquidity_need(cash, sales, buffer, margin, 0.92, *URGENT)
        assert need >= 0.0
        assert liquidity_need(cash + 1_000, sales, buffer, margin, 0.92, *URGENT) <= need


class TestPlan:
    """Of 1,000,000 yuan of capital half as much again is wanted; 200,000 at hand, costs of 92,000 a month."""

    @pytest.mark.parametrize(
        ("ago", "caution", "lacking"),
        [
            (10_000, 1.0, 392_000),
            # While a refusal is remembered a second month of costs stays at hand, and nothing is left of more.
            (12, 1.0, 484_000),
            (12, 0.5, 438_000),
            (12, 2.0, 500_000),
            (12, 0.0, 392_000),
            (13, 1.0, 392_000),
        ],
    )
    def test_cash_above_the_buffer_wanted_now_pays_for_it(
        self, small_market, ago: int, caution: float, lacking: int
    ) -> None:
        numbers = {
            "growth.living": 1.0, "growth.caution": caution, "cash_flow.cost_share": 0.92,
            "credit_demand.refusal_remembered": 12,
        }  # fmt: skip
        market = small_market(**numbers)
        economy = market.market.economy
        economy.sector_table[:] = 0.0  # more sales tie up no money
        firm, _ = market.borrower()
        firm.set(
            fixed_assets=1_000_000 * Y, wanted_capital=1_500_000.0 * Y, year_sales=1_200_000 * Y, cash=200_000 * Y,
            buffer_target=1.0, refused_month=economy.month - ago,
        )  # fmt: skip
        assert lacking_for_plan(economy, firm.row) == pytest.approx(lacking * Y)


class TestUrgency:
    """15% of the wanted buffer; with money that is sure to be had, the whole of it."""

    @pytest.mark.parametrize(("cover", "part"), [(0.0, 0.15), (0.4, 0.49), (1.0, 1.0)])
    def test_by_cover_that_nobody_examines(self, cover: float, part: float) -> None:
        assert urgent_below(cover, DEMAND) == pytest.approx(part)

    def test_without_precaution(self) -> None:
        assert urgent_below(1.0, Demand(precaution=0.0).numbers()) == DEMAND.short_of_cash


class TestAsking:
    """A firm with no debt, sales of 12 million and 3.6 million of wanted debt, whose owner looks and dares."""

    @staticmethod
    def asked(market, **firm) -> int:
        """Yuan asked for, 0 if the firm does not ask."""
        for name, value in (("consider_probability", 1.0), ("discouraged_base", 0.0), ("discouraged_opaque", 0.0)):
            market.market.economy.numbers.restate(f"credit_demand.{name}", value)
        economy = market.market.economy
        economy.firms.column("leverage_target")[:] = 0.0  # nobody else wants a loan, nor would take one
        economy.firms.column("debt_rank")[:] = 1.0
        its, loan = market.borrower()
        loan["status"] = 0
        no_plan = {"fixed_assets": 0, "wanted_capital": 0.0, "buffer_target": 0.1, "cash": 500_000 * Y}
        its["finance_cost"] = 0.0  # it has never been offered a loan
        its.set(**{"loans": 0, "bank_debt": 0, "home": 0, "size": 0, **no_plan, **firm})
        economy.borrowing_cost = economy.numbers.credit_demand.normal_cost
        market.live("ask_for_credit")
        found = economy.applicant_amounts[economy.applicant_rows == its.row].tolist()
        assert len(found) <= 1
        return found[0] // Y if found else 0

    def test_up_to_the_wanted_debt_in_round_numbers(self, small_market) -> None:
        assert self.asked(small_market(), leverage_target=0.3) == 3_600_000
        assert self.asked(small_market(), leverage_target=0.3, bank_debt=1_234_567 * Y) == 2_370_000
        rounded = small_market(**{"credit_demand.round_amount": 100_000.0})
        assert self.asked(rounded, leverage_target=0.3, bank_debt=1_234_567 * Y) == 2_400_000

    def test_less_where_its_own_last_offer_was_dear(self, small_market) -> None:
        """Two points above normal cost at an elasticity of 5: a tenth less."""
        market = small_market(**{"credit_demand.rate_elasticity": 5.0})
        offered = market.market.economy.numbers.credit_demand.normal_cost + 0.02
        assert self.asked(market.copy(), leverage_target=0.3) == 3_600_000
        assert self.asked(market, leverage_target=0.3, finance_cost=offered) == 3_240_000

    def test_not_for_a_small_gap(self, small_market) -> None:
        """A quarter of 3.6 million."""
        assert self.asked(small_market(), leverage_target=0.3, bank_debt=2_690_000 * Y) == 910_000
        assert self.asked(small_market(), leverage_target=0.3, bank_debt=2_710_000 * Y) == 0

    def test_who_is_short_of_cash_asks_for_the_buffer_and_no_more_than_three_months_of_sales(
        self, small_market
    ) -> None:
        """A month's costs are 920,000; with debt as wanted, of the rest of what banks lend."""
        short = {"leverage_target": 0.1, "bank_debt": 1_200_000 * Y, "cash": 0}
        assert self.asked(small_market(), **short, buffer_target=2.0) == 1_840_000
        assert self.asked(small_market(), **short, buffer_target=6.0) == 3_000_000

    @pytest.mark.parametrize(("loans", "asks"), [(2, True), (3, False)])
    def test_not_with_three_loans(self, small_market, loans: int, asks: bool) -> None:
        assert (self.asked(small_market(), leverage_target=0.3, loans=loans) > 0) == asks

    def test_the_discouraged_are_counted_with_what_they_need(self, small_market) -> None:
        market = small_market(**{"credit_demand.discouraged_refused": 1.0, "credit_demand.discouraged_borrower": 1.0})
        market.market.economy.numbers.restate("credit_demand.after_refusal", 1.0)
        refused = {"leverage_target": 0.3, "refused_month": market.market.month - 11}
        assert self.asked(market.copy(), **refused) == 0
        here = market.copy()
        self.asked(here, **refused)
        counted = here.market.economy.counted
        assert (counted("in_need"), counted("discouraged")) == (1, 1)
        assert counted("unmet_fen") == pytest.approx(3_600_000 * Y, rel=1e-6)
        # Thirteen months after the refusal it is forgotten.
        assert self.asked(market.copy(), **{**refused, "refused_month": market.market.month - 12}) == 3_600_000


class TestAskingToBuild:
    """A firm that no debt is wanted for at other times, sales of 12 million and capital of 4 of wanted 6 million.

    Returns to capital of one half: a quarter more sales, of which a month stands in claims and half a month in goods.
    """

    @staticmethod
    def asked(market, months_ahead: float = 0.0, **firm) -> int:
        numbers = {"scale.returns_to_capital": 0.5, "growth.living": 0.25, "simple_loan.unsecured_limit": 0.5}
        numbers |= {"cash_flow.inventory_months": 1.0, "credit_demand.plan_that_matters": 0.1}
        numbers |= {
            "cash_flow.collection_months": 2.0,
            "credit_demand.foresight": months_ahead,
            "simple_loan.guaranteed_limit": 0.0,
        }
        for name, value in numbers.items():
            market.market.economy.numbers.restate(name, value)
        market.market.economy.sector_table[:2] = 0.5
        plan = {"fixed_assets": 4_000_000 * Y, "wanted_capital": 6_000_000.0 * Y, "cash": 0, "buffer_target": 0.0}
        return TestAsking.asked(market, **{"leverage_target": 0.0, "debt_rank": 0.0, "pledgeable": 0.0, **plan, **firm})

    def test_what_the_plan_lacks_with_its_claims_and_goods(self, small_market) -> None:
        """2,000,000 and 1.5 months of 3,000,000 more sales a year: 375,000, in round numbers 2,380,000."""
        assert self.asked(small_market()) == 2_380_000

    def test_own_cash_above_the_buffer_comes_first(self, small_market) -> None:
        assert self.asked(small_market(), cash=1_000_000 * Y) == 1_380_000

    def test_what_will_be_earned_comes_first(self, small_market) -> None:
        """Three quarters of a margin of 12.5% of sales in six months, 562,500, leave 1,812,500 of 2,375,000."""
        assert self.asked(small_market(), margin=0.125) == 2_380_000
        assert self.asked(small_market(), months_ahead=6.0, margin=0.125) == 1_810_000

    def test_no_more_than_banks_lend_to_sales_like_these(self, small_market) -> None:
        """Half of 12,000,000, of which 5,000,000 are owed."""
        assert self.asked(small_market(), bank_debt=5_000_000 * Y) == 1_000_000

    def test_nothing_for_a_scale_that_is_reached_or_nearly(self, small_market) -> None:
        """What is lacking is a tenth of present capital before an owner asks."""
        assert self.asked(small_market(), fixed_assets=6_000_000 * Y) == 0
        assert self.asked(small_market(), wanted_capital=4_300_000.0 * Y) == 0
        assert self.asked(small_market(), wanted_capital=4_400_000.0 * Y) > 0

    def test_owners_who_shun_banks_build_with_their_own_money(self, small_market) -> None:
        market = small_market()
        willing = market.market.economy.numbers.population.willing_share[0]
        assert self.asked(market.copy(), debt_rank=willing - 0.01) == 2_380_000
        assert self.asked(market, debt_rank=willing + 0.01) == 0


@pytest.mark.parametrize("urgency", [0.5, 2.5])
@pytest.mark.parametrize("after_refusal", [0.0, 0.3, 1.0])
def test_nobody_is_left_off_the_list_who_needs_an_amount(small_market, urgency: float, after_refusal: float) -> None:
    """Firms are listed by a rough look first; each living one that would ask after a close look is on the list."""
    market = small_market(
        **{
            "credit_demand.urgency": urgency,
            "credit_demand.after_refusal": after_refusal,
            "credit_demand.consider_probability": 0.4,
        }
    )
    economy = market.market.economy
    firms, size = economy.firms, economy.firms.rows
    rng = np.random.default_rng(1)
    firms.column("refused_month")[:] = np.where(rng.random(size) < 0.5, economy.month - 1, -10_000)
    lucks, listed = rng.random(BLOCK), np.empty(BLOCK, np.int64)
    found = set(listed[: list_who_may_ask(economy, 0, size, lucks, listed)].tolist())
    sound = (firms.column("state") == 1) & (firms.column("size") < 3) & (firms.column("outcome") == 0)
    sound &= (firms.column("missed") == 0) & (firms.column("loans") < economy.numbers.credit_demand.most_loans)
    willing = np.array(economy.numbers.population.willing_share)[firms.column("size")]
    sound &= (firms.column("leverage_target") > 0.0) | (firms.column("debt_rank") < willing)
    needing = {i for i in np.flatnonzero(sound).tolist() if amount_needed(economy, i, lucks[i]) > 0.0}
    assert needing and needing <= found < set(range(size))
