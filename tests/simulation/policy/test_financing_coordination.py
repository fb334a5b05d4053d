"""Coordination: visits in turn, recommended firms dare to ask and are heard, visits are paid for."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.state.programme_columns import SHARED_NOISE

HEAD = '[[policy]]\nkind = "financing_coordination"\nname = "visits"\n'
ROUND = HEAD + "visits_a_month = 0.1\nlisted_months = 3\nleast_grade = 2\ncost_a_visit_yuan = 100\n"
#: Everyone on the list at all times.
ALL = HEAD + "visits_a_month = 1.0\nleast_grade = 0\n"


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.financing_coordination", pd.Series([0.0])).fillna(0.0)


@pytest.fixture
def listed(firms_chosen):
    """Whether each living firm is on the list, by key."""

    def of(market) -> pd.Series:
        living = market.economy.firms.column("state") == 1
        return pd.Series(firms_chosen(market, "visits")[living], market.economy.firms.column("id")[living])

    return of


def discouraged(market) -> float:
    """Part of those in need over the whole run who did not dare to ask."""
    raw = market.recorder.raw().loc[1:]
    return float(raw["discouraged"].sum() / raw["in_need"].sum())


def value(market, key: str) -> float:
    return float(market.summary.loc[key, "value"])


def test_visits_go_round_and_the_list_holds_for_some_months(market_with, listed) -> None:
    market = market_with(ROUND, run=False)
    seen = {}
    for month in range(1, 12):
        market.step()
        seen[month] = listed(market)
    table = pd.DataFrame(seen).dropna().astype(bool)
    good = pd.Series(np.asarray(market.enterprises["tax_record"]) >= 2, np.asarray(market.enterprises["id"]))
    small = pd.Series(np.asarray(market.enterprises["size"]) < 2, np.asarray(market.enterprises["id"]))
    always = table.index[(good & small).reindex(table.index)]
    # Of those in good order three tenths are listed at a time, each for three months of the ten of a round.
    assert table.loc[always].mean().mean() == pytest.approx(0.3, abs=0.05)
    assert table.loc[always, 1:10].sum(axis=1).median() == 3
    never = table.index[~good.reindex(table.index)]
    assert not table.loc[never, 11].any()


def test_listed_firms_dare_to_ask(market_with, baseline) -> None:
    market = market_with(ALL + "discouragement = 0.3\n")
    assert discouraged(market) < 0.5 * discouraged(baseline)
    assert market.recorder.raw().loc[1:, "applications"].sum() > baseline.recorder.raw().loc[1:, "applications"].sum()


def test_further_banks_look_after_a_refusal(market_with) -> None:
    market, baseline = (market_with(text, firms=4_000) for text in (ALL + "further_banks = 3\n", ""))
    assert value(market, "rejection_rate") < value(baseline, "rejection_rate")


def test_a_deadline_moves_borrowers_towards_security(market_with) -> None:
    """The hidden cost of a guarantee or a pledge weighs less, so fewer loans are unsecured."""
    market, baseline = (market_with(text, firms=4_000) for text in (ALL + "trouble = 0.0\n", ""))
    assert value(market, "unsecured_share") < value(baseline, "unsecured_share") - 0.01


def test_lenders_know_more_of_those_on_the_list(market_with, programme_row, loans_under, firms_chosen) -> None:
    """New loans of listed firms come under the programme, and its precision is that of the recommendation."""
    market = market_with(ROUND + "noise = 0.5\n")
    assert market.economy.programme.real[SHARED_NOISE, programme_row(market, "visits")] == 0.5
    loans = market.economy.loans
    new = (loans.column("status") == 1) & (loans.column("opened") == market.month)
    chosen = firms_chosen(market, "visits")[loans.column("firm")[new]]
    micro_or_small = market.economy.firms.column("size")[loans.column("firm")[new]] < 3
    assert 0 < chosen.sum() < len(chosen)
    assert (loans_under(market, "visits")[new] == (chosen & micro_or_small)).all()


def test_each_visit_costs_its_price(market_with) -> None:
    market = market_with(ROUND, months=3)
    visits = market.recorder.raw().loc[1:, "visits"]
    assert visits.tolist() == pytest.approx([80] * 3, abs=25)
    assert outlay(market).tolist() == pytest.approx((visits * 100.0 * market.economy.weight).tolist(), rel=1e-6)


def test_budget_end_trigger_and_eligibility(market_with, baseline, fingerprints, listed) -> None:
    cap = 1.5 * float(outlay(market_with(ROUND, months=1)).iloc[0])
    capped = outlay(market_with(ROUND + f"budget_yuan = {cap}\n", months=5))
    assert capped.sum() == pytest.approx(cap, rel=1e-4)
    assert capped.iloc[3:].sum() == 0.0
    spent = outlay(market_with(ROUND + "start = 2\nend = 3\n", months=4))
    assert (spent > 0.0).tolist() == [False, True, True, False]
    never = market_with(ROUND + "trigger = { output_gap_below = -0.9 }\n")
    assert outlay(never).sum() == 0.0
    assert fingerprints.differences(never, baseline) == []
    west = market_with(ALL + 'eligible = { region = ["west"] }\n', months=1)
    chosen = listed(west).to_numpy()
    assert set(west.enterprises["region"][chosen].tolist()) == {2}
