"""Innovation ladder: places by criteria and score, awards, lenders' attention, listings."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.policy.innovation_ladder import (
    Ladder,
    chance_to_list,
    highest_met,
    innovation_score,
    lapse,
    market_after,
    placed,
    transparency_after,
)
from smecredit.simulation.state.structure import LARGE, RUNGS

#: Places large enough for a small sample to fill three rungs.
LADDER = """
[[policy]]
kind = "innovation_ladder"
name = "ladder"
places = [3_000_000, 1_000_000, 200_000, 0, 0]
"""


class TestRules:
    ladder = Ladder(
        title_months=36, award_months=36, kept=0.9, least_age=np.array([12.0, 24.0, 36.0]),
        least_sales=np.array([2e6, 1e7, 5e7]), least_growth=np.array([-1.0, -1.0, 0.05]),
        least_transparency=np.array([0.3, 0.4, 0.5]), growth_weight=1.0, transparency_weight=0.5, size_weight=0.1,
        award=np.zeros(3, np.int64), listing_from=3, listing_rate=0.0, listing_award=0, orders=0.0, listing_equity=0.0,
        equity_invested=0.0, debt_replaced=0.0,
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("months", "sales", "growth", "transparency", "rung"),
        [
            (36, 5e7, 0.05, 0.5, 3), (36, 5e7, 0.04, 0.5, 2), (35, 5e7, 0.05, 0.5, 2), (36, 4e7, 0.05, 0.5, 2),
            (36, 5e7, 0.05, 0.35, 1), (11, 5e7, 0.05, 0.5, 0), (36, 1e6, 0.05, 0.5, 0),
        ],
    )  # fmt: skip
    def test_the_highest_rung_whose_criteria_are_met(
        self, months: int, sales: float, growth: float, transparency: float, rung: int
    ) -> None:
        assert highest_met(months, sales, growth, transparency, self.ladder) == rung

    def test_score_worked_by_hand(self) -> None:
        e = float(np.e)
        assert innovation_score(e, 0.2, 0.6, e, self.ladder) == pytest.approx(1.0 + 0.2 + 0.3 + 0.1)

    def test_places_are_nested_and_filled_from_the_top_best_first(self) -> None:
        """Five firms, best first; one place on rung 2, three on rungs 1 and 2 together."""

        def now(meets: list[int], secured: list[int], places: list[int]) -> list[int]:
            return placed(np.array(meets, np.int8), np.array(secured, np.int8), np.array(places)).tolist()

        assert now([1, 2, 2, 0, 1], [0, 0, 0, 0, 0], [3, 1]) == [1, 2, 1, 0, 0]
        assert now([2, 2, 2], [0, 0, 0], [2, 5]) == [2, 2, 2]
        assert now([], [], [3, 1]) == []
        # The third and the fourth hold titles that still run: they keep them, one place is left for the best.
        assert now([1, 2, 1, 0, 1], [0, 0, 2, 1, 0], [3, 1]) == [1, 0, 2, 1, 0]

    def test_a_title_reveals_and_its_loss_hides_again(self) -> None:
        """A tenth of what is hidden a rung: 0.5 becomes 0.55, then 0.595, and goes back."""
        assert transparency_after(0.5, 2, 0.9) == pytest.approx(0.595)
        assert transparency_after(0.595, -2, 0.9) == pytest.approx(0.5)
        assert transparency_after(0.5, 0, 0.9) == 0.5

    def test_a_rung_widens_the_market_and_its_loss_narrows_it_again(self) -> None:
        assert market_after(100.0, 2, 0.1) == pytest.approx(121.0)
        assert market_after(121.0, -2, 0.1) == pytest.approx(100.0)
        assert market_after(1.0 / 3.0, 2, 0.0) == 1.0 / 3.0

    def test_an_award_of_two_million_makes_listings_half_as_likely_again(self) -> None:
        assert chance_to_list(0.04, 0.25, 2e6) == pytest.approx(0.06)
        assert chance_to_list(0.04, 0.25, 0.0) == chance_to_list(0.04, 0.0, 2e6) == 0.04
        assert chance_to_list(0.5, 1.0, 9e6) == 1.0


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.innovation_ladder", pd.Series([0.0])).fillna(0.0)


@pytest.fixture(scope="module")
def ladder(market_with):
    return market_with(LADDER, months=26)


@pytest.fixture(scope="module")
def without(market_with):
    return market_with(months=26)


def test_the_first_round_fills_the_places_and_no_more(ladder) -> None:
    by_rung = [ladder.indicators[f"firms_on_ladder.ladder.{rung}"] for rung in RUNGS[1:]]
    nested = np.cumsum(np.array(by_rung)[::-1], axis=0)[::-1]
    places = np.array([3e6, 1e6, 2e5, 0.0, 0.0])
    assert (nested <= places[:, None] + ladder.economy.weight / 2).all()
    assert nested[0, 0] > 0.8 * places[0] and nested[1, 0] > 0.5 * places[1] and nested[2, 0] > 0.0
    assert ladder.indicators["firms_on_ladder"].iloc[-1] == nested[0, -1]


def test_titles_go_to_the_larger_older_more_open_and_productive(ladder) -> None:
    firms = ladder.enterprises
    titled = firms["ladder"] > 0
    for trait in ("productivity", "transparency", "employees"):
        assert np.median(firms[trait][titled]) > np.median(firms[trait][~titled]), trait
    assert (26 - firms["entry_month"][titled] >= 12 - 12).all()


def test_a_firm_rises_one_rung_a_year_after_the_first_round(market_with) -> None:
    market = market_with(LADDER, months=26, run=False)
    held: dict[int, int] = {}
    while market.running:
        market.step()
        now = dict(zip(market.enterprises["id"].tolist(), market.enterprises["ladder"].tolist(), strict=True))
        if held:
            assert all(rung <= held.get(key, 0) + 1 for key, rung in now.items())
            if market.month % 12 != 1:
                assert all(rung == held.get(key, 0) for key, rung in now.items())
        held = now


def test_lenders_see_titled_firms_better_and_charge_them_no_more(ladder, without) -> None:
    keys, others = ladder.enterprises["id"], without.enterprises["id"]
    common = np.intersect1d(keys, others)
    order, other_order = np.argsort(keys), np.argsort(others)
    here = np.isin(keys[order], common)
    there = np.isin(others[other_order], common)
    rung = ladder.enterprises["ladder"][order][here]
    shown = ladder.enterprises["transparency"][order][here]
    before = without.enterprises["transparency"][other_order][there]
    assert (shown[rung > 0] > before[rung > 0]).all()
    assert shown[rung > 0] == pytest.approx(1.0 - (1.0 - before[rung > 0]) * 0.9 ** rung[rung > 0], abs=1e-5)
    assert shown[rung == 0] == pytest.approx(before[rung == 0], abs=1e-5)


def test_awards_are_paid_in_years_while_the_title_is_held(ladder) -> None:
    spent = outlay(ladder)
    assert list(spent[spent > 0.0].index) == [1, 13, 25]
    giants = ladder.indicators["firms_on_ladder.ladder.little_giant"]
    for month in (1, 13, 25):
        # All those on the rung were promoted within three years.
        assert spent.loc[month] == pytest.approx(2e6 * giants.loc[month], rel=0.2)


def test_only_the_best_share_of_those_promoted_draw_the_award(market_with, ladder) -> None:
    half = market_with(LADDER + "award_share = 0.5", months=1)
    giants = half.indicators["firms_on_ladder.ladder.little_giant"].loc[1]
    expected = np.floor(0.5 * giants / half.economy.weight + 0.5) * half.economy.weight * 2e6
    assert outlay(half).loc[1] == pytest.approx(expected)
    assert outlay(half).loc[1] < outlay(ladder).loc[1]


def test_listing_brings_private_equity_and_less_wanted_debt(market_with) -> None:
    text = LADDER + 'listing_rate = 1.0\nlisting_from = "specialised"\nlisting_award_yuan = 1e6\n'
    market, plain = market_with(text, months=1), market_with(LADDER, months=1)
    firms, other = market.enterprises, plain.enterprises
    assert (firms["id"] == other["id"]).all()
    listed = firms["listed"] == 1
    assert (listed == (firms["ladder"] >= 2)).all() and listed.sum() > 5
    own, without = (m.flow_matrix().loc[("owner_capital", "rest_of_economy"), "enterprise"] for m in (market, plain))
    raised = 0.3 * firms["year_sales"][listed].sum() / 100.0 * market.economy.weight
    assert own - without == pytest.approx(raised, rel=0.02)
    # Sizes are looked at once a year: with another size goes another wish for debt, of which equity has replaced none.
    same_size = (market.month - firms["entry_month"]) % 12 != 0
    wanted = listed & same_size & (other["leverage_target"] > 0.2)
    assert wanted.sum() > 5
    assert firms["leverage_target"][wanted] == pytest.approx(other["leverage_target"][wanted] - 0.15, abs=1e-5)
    assert (firms["fixed_assets"][listed] > other["fixed_assets"][listed]).all()
    assert outlay(market).loc[1] > outlay(plain).loc[1]


def test_titles_bring_orders_where_stated(market_with) -> None:
    """A fifth of the market a rung, for those who hold one, and for nobody else."""
    ordered, plain = market_with(LADDER + "orders = 0.2\n", months=1), market_with(LADDER, months=1)
    firms, other = ordered.enterprises, plain.enterprises
    assert (firms["id"] == other["id"]).all() and (firms["ladder"] == other["ladder"]).all()
    assert (firms["ladder"] > 0).sum() > 5
    assert firms["market"] / other["market"] == pytest.approx(1.2 ** firms["ladder"].astype(float), rel=1e-5)


def test_orders_are_lost_with_the_titles(market_with) -> None:
    ended, plain = market_with(LADDER + "orders = 0.2\nend = 1\n", months=2), market_with(months=2)
    common = np.intersect1d(ended.enterprises["id"], plain.enterprises["id"])
    markets = [m.enterprises["market"][np.isin(m.enterprises["id"], common)] for m in (ended, plain)]
    assert np.median(markets[0] / markets[1]) == pytest.approx(1.0, rel=1e-5)
    assert np.max(markets[0] / markets[1]) < 1.05


def test_a_title_that_is_not_renewed_lapses(market_with, programme_row) -> None:
    """A firm that grew large keeps it to the end of its years, without award, and then lenders know less of it."""
    market = market_with(LADDER + "title_years = 2\n", months=26, run=False)
    market.step()
    firms = market.economy.firms
    little_giants = np.flatnonzero((firms.column("ladder") == 3) & (firms.column("state") == 1))
    grown, late = (int(row) for row in little_giants[:2])
    keys, shown = [int(firms.column("id")[row]) for row in (grown, late)], float(firms.column("transparency")[grown])
    programme, held = programme_row(market, "ladder"), []
    terms = TestRules.ladder._replace(title_months=24, kept=0.9)

    def lapse_in(month: int) -> list[int]:
        lapse(market.economy.with_fields(month=month), programme, terms)
        return [int(firms.column("ladder")[row]) for row in (grown, late)]

    firms.column("size")[[grown, late]] = LARGE
    firms.column("missed")[late] = 1
    others = firms.column("ladder").copy()
    held.append(lapse_in(13))
    assert held == [[3, 0]], "in arrears at once, otherwise not before its time"
    assert lapse_in(25) == [0, 0]
    assert firms.column("transparency")[grown] == pytest.approx(1.0 - (1.0 - shown) / 0.9**3, abs=1e-6)
    assert [int(firms.column("id")[row]) for row in (grown, late)] == keys
    rest = np.setdiff1d(np.arange(firms.rows), [grown, late])
    assert (firms.column("ladder")[rest] == others[rest]).all()


def test_rounds_let_titles_lapse(market_with) -> None:
    """Whoever is above the age that the policy reaches cannot renew a title got before."""
    text = LADDER + "title_years = 1\neligible = { max_age_months = 120 }\n"
    market = market_with(text, months=14)
    firms = market.enterprises
    age = market.month - 1 - firms["entry_month"]
    titled = firms["ladder"] > 0
    assert titled.any() and (age[titled] <= 120).all()


class TestWhoWhenAndHowMuch:
    def test_the_budget_is_shared_when_it_runs_short(self, market_with, ladder) -> None:
        budget = 0.5 * outlay(ladder).loc[1]
        capped = outlay(market_with(LADDER + f"budget_yuan = {budget}", months=14))
        assert 0.999 * budget < capped.sum() <= budget * (1.0 + 1e-7)

    def test_only_eligible_firms(self, market_with) -> None:
        firms = market_with(LADDER + 'eligible = { sector = ["manufacturing", "software"] }', months=2).enterprises
        assert set(firms["sector"][firms["ladder"] > 0]) <= {2, 4}

    def test_titles_lapse_at_the_end(self, market_with) -> None:
        market, plain = market_with(LADDER + "end = 2", months=4), market_with(months=4)
        assert (market.enterprises["ladder"] == 0).all()
        assert market.indicators["firms_on_ladder"].loc[2] > 0 and market.indicators["firms_on_ladder"].loc[4] == 0
        assert market.enterprises["transparency"] == pytest.approx(plain.enterprises["transparency"], abs=1e-5)

    def test_waits_for_its_trigger(self, market_with) -> None:
        never = market_with(LADDER + "trigger = { output_gap_below = -0.99 }", months=3)
        assert outlay(never).sum() == 0.0 and (never.enterprises["ladder"] == 0).all()
