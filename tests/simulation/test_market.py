"""Manners of a market: what it takes, what it shows before and after its first step, copies of it."""

import copy
import pickle
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

import smecredit as sc
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.observe.grants import DepartureLog, GrantLog
from smecredit.simulation.observe.indicator import indicators
from smecredit.simulation.state.structure import BANK_TYPES, REGIONS, RUNGS, SECTORS, SIZES

SMALL: dict[str, Any] = {"firms": 300, "months": 6, "set": {"economy.burn_in": 3}}
TABLES = (
    "indicators", "numerators", "denominators", "summary", "flows", "balance_sheets", "losses", "loans", "grants",
    "departures",
)  # fmt: skip
#: Mesa's own and the documented ones; what else a market has is private.
PUBLIC = {
    *TABLES, "recorder", "losses_by_payer", "flow_matrix", "balance_sheet", "story", "enterprises", "economy",
    "conditions", "seed", "threads", "tape", "month", "months", "step", "run", "run_model", "plan", "copy", "branch",
    "observe", "live_burn_in", "running", "datacollector", "to_html",
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> sc.Scenario:
    return sc.load("one_plus_n", **SMALL)


@pytest.fixture
def market(scenario: sc.Scenario) -> sc.CreditMarket:
    return sc.CreditMarket(scenario, seed=3)


def tables_of(market: sc.CreditMarket) -> dict[str, pd.DataFrame]:
    found = {name: getattr(market, name) for name in TABLES}
    found |= {name: getattr(market, name)() for name in ("balance_sheet", "flow_matrix")}
    return found | {"collected": market.datacollector.get_model_vars_dataframe()}


def test_what_has_not_happened_is_empty_and_has_its_columns() -> None:
    """Of a thousand firms some lose their lenders money within a year."""
    market = sc.CreditMarket(sc.load("one_plus_n", **{**SMALL, "firms": 1_000, "months": 12}), seed=3)
    before = tables_of(market)
    market.live_burn_in()
    on_the_eve = tables_of(market)
    market.run()
    after = tables_of(market)
    for name, table in after.items():
        assert not table.empty, name
        for early in (before, on_the_eve):
            if name != "flow_matrix":  # its columns are whoever was paid
                assert set(early[name].columns) <= set(table.columns), name
                assert len(early[name].columns) > 1, name
            if name not in ("loans", "grants"):
                assert early[name].empty, name
    assert len(before["loans"]) > 0, "firms owe something when it all begins"
    assert set(indicators()) <= set(before["indicators"].columns)
    assert before["flows"]["fen"].dtype == np.int64


def test_losses_and_series_are_nothing_before_month_1(market: sc.CreditMarket) -> None:
    assert set(market.losses_by_payer.values()) == {0.0}
    assert market.datacollector.model_vars["output"] == []
    assert list(market.indicators.index) == []


def test_a_name_a_path_and_a_scenario_are_the_same(tmp_path: Path, scenario: sc.Scenario) -> None:
    named = sc.CreditMarket("one_plus_n")
    assert named.conditions.hash == sc.load("one_plus_n").hash
    file = tmp_path / "mine.toml"
    file.write_text(
        'title = { en = "Mine", zh = "我的" }\nsummary = { en = "Mine.", zh = "我的。" }\nbase = "one_plus_n"\n'
        'source = { kind = "assumption", note = "made for the test" }\n'
        "[economy]\nfirms = 300\nmonths = 6\nburn_in = 3\n",
        encoding="utf-8",
    )
    for given in (file, str(file)):
        market = sc.CreditMarket(given, seed=3).run()
        pd.testing.assert_frame_equal(market.indicators, sc.CreditMarket(scenario, seed=3).run().indicators)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("one_plus", "did you mean one_plus_n"), (7, "scenario is 7; give a library name"), (None, "give a library name")],
)
def test_what_is_no_scenario_is_refused(wanted: Any, said: str) -> None:
    with pytest.raises(sc.RequestError) as caught:
        sc.CreditMarket(wanted)
    assert said in str(caught.value)
    assert caught.value.in_language("zh") != str(caught.value)


def test_mesa_runs_a_batch_of_names() -> None:
    rows = mesa.batch_run(
        sc.CreditMarket,
        {"scenario": ["no_support", "one_plus_n"], "rng": 1, "firms": 300, "months": 6, "economy.burn_in": 3},
        number_processes=1,
        display_progress=False,
    )
    assert [row["scenario"] for row in rows] == ["no_support", "one_plus_n"]
    assert rows[0]["guaranteed_share"] != rows[1]["guaranteed_share"]


def test_a_market_shows_few_names(market: sc.CreditMarket) -> None:
    own = {name for name in dir(market) if not name.startswith("_")}
    assert own - set(dir(mesa.Model())) <= PUBLIC
    assert own >= PUBLIC
    assert "CreditMarket" in dir(sc.simulation) and "CreditMarket" in dir(sc)
    for name in sc.__all__:
        assert getattr(sc, name) is not None


def test_it_describes_itself_shortly(market: sc.CreditMarket) -> None:
    assert repr(market) == "CreditMarket('one_plus_n', seed=3, month=-3)"
    page = market._repr_html_()
    assert "month 0 of 6" in page and "<td>" not in page
    market.step()
    page = market._repr_html_()
    assert "month 1 of 6" in page and page.count("<td>") == 7
    assert "nan" not in page
    assert len(repr(market.enterprises)) < 80
    assert all(len(repr(agent)) < 80 for agent in market.agents)


def test_what_is_neither_scenario_nor_observer_is_refused(market: sc.CreditMarket) -> None:
    for act, given, words in (
        (market.branch, None, "branch needs a scenario"),
        (market.observe, 5, "needs an Observer"),
    ):
        with pytest.raises(RequestError, match=words):
            act(given)


def test_a_shallow_copy_is_a_market_of_its_own(scenario: sc.Scenario) -> None:
    market = sc.CreditMarket(scenario, seed=2)
    twin = copy.copy(market)
    twin.step()
    assert market.month < twin.month
    assert market.economy is not twin.economy


def test_a_copy_at_any_month_goes_on_alike_and_alone(scenario: sc.Scenario) -> None:
    market = sc.CreditMarket(scenario, seed=3)
    copies = [market.copy(), pickle.loads(pickle.dumps(market))]
    while market.running:
        market.step()
        _ = market.agents_by_type  # views of the many are held by the market
        copies.append(market.copy())
    copies.append(pickle.loads(pickle.dumps(copies[3])))
    expected = tables_of(market)
    for copied in copies:
        copied.run()
        for name, table in tables_of(copied).items():
            pd.testing.assert_frame_equal(table, expected[name], check_exact=True)
        assert all(agent.model is copied for agent in copied.agents)


class TestEnterprises:
    def test_codes_are_words(self, scenario: sc.Scenario) -> None:
        market = sc.CreditMarket(sc.load("fuzhou_package", **SMALL), seed=3).run()
        frame, columns = market.enterprises.frame(), market.enterprises
        assert list(frame.index) == list(frame["id"]) == list(columns["id"])
        for name, words in (("size", SIZES), ("sector", SECTORS), ("region", REGIONS), ("ladder", RUNGS)):
            assert list(frame[name]) == [words[code] for code in columns[name]], name
        types = market.economy.banks.column("type")
        assert list(frame["bank_type"]) == [BANK_TYPES[types[bank]] for bank in columns["bank"]]
        assert set(frame["outcome"]) <= {"alive", "wishes_to_close"}
        for column in ("cash", "margin", "employees"):
            assert list(frame[column]) == list(columns[column])
        assert frame.attrs["units"]["cash"] == "fen"
        assert not (frame.select_dtypes("number") == -10_000).any().any()

    def test_pointers_are_keys_and_bits_are_names(self, scenario: sc.Scenario) -> None:
        market = sc.CreditMarket(scenario, seed=3).run()
        frame, loans = market.enterprises.frame(), market.loans
        alive = loans[loans["closed"].isna()]
        lines = frame["line"].dropna()
        assert len(lines) > 0
        for key, loan in lines.items():
            assert alive.set_index("loan").loc[loan, "enterprise"] == key
        held = frame["held"][frame["held"] != ""]
        assert len(held) > 0
        for key, products in held.items():
            assert set(products.split()) <= set(alive["product"][alive["enterprise"] == key])
        assert set(frame["buyer"].dropna()) <= set(range(300)) | set(frame.index)

    def test_a_frame_is_a_copy(self, market: sc.CreditMarket) -> None:
        frame = market.enterprises.frame()
        frame["cash"] = 0
        frame["id"] = 0
        assert (market.enterprises["cash"] > 0).any() and market.enterprises["id"].any()

    def test_it_knows_who_is_in_it(self, market: sc.CreditMarket) -> None:
        assert 5 in market.enterprises and 10**6 not in market.enterprises
        assert len(market.enterprises) == len(list(market.enterprises)) == 300


class TestHistories:
    def test_without_a_tape_nothing_grows_with_the_loans(self, scenario: sc.Scenario) -> None:
        market = sc.CreditMarket(scenario, seed=3, tape=False).run()
        assert market.economy.observer.of(GrantLog) is None and market.economy.observer.of(DepartureLog) is None
        for name in ("grants", "departures"):
            with pytest.raises(sc.RequestError, match=f"^{name} are kept with the tape only"):
                getattr(market, name)
        assert market.loans["closed"].isna().all()

    def test_whoever_compares_keeps_what_it_needs(self, scenario: sc.Scenario) -> None:
        bare = sc.CreditMarket(scenario, seed=3, tape=False)
        bare.observe(GrantLog())
        bare.observe(DepartureLog())
        bare.run()
        full = sc.CreditMarket(scenario, seed=3).run()
        for name in ("grants", "departures"):
            pd.testing.assert_frame_equal(getattr(bare, name), getattr(full, name))

    def test_an_observer_of_ones_own_hears_and_changes_nothing(self, scenario: sc.Scenario) -> None:
        class Listener(sc.Observer):
            def __init__(self) -> None:
                self.months: list[int] = []

            def books_closed(self, economy: sc.Economy) -> None:
                self.months.append(economy.month)

        listener, market = Listener(), sc.CreditMarket(scenario, seed=3)
        market.observe(listener)
        pd.testing.assert_frame_equal(
            market.run().indicators, sc.CreditMarket(scenario, seed=3).run().indicators, check_exact=True
        )
        assert listener.months == list(range(-2, 7))
        assert market.economy.observer.hearing("firms_ask") == []
