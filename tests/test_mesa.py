"""The market under Mesa: batch_run, DataCollector, agents_by_type; alike on Mesa 3.3 and the newest 3.x."""

import inspect
import pickle
import re
import warnings

import mesa
import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.agents.bank import Bank
from smecredit.simulation.agents.enterprise import Enterprise
from smecredit.simulation.agents.government import Government
from smecredit.simulation.observe.indicator import indicator
from smecredit.simulation.state.structure import REGIONS

FIRMS, MONTHS = 200, 6
ONE_PROCESS = {"number_processes": 1, "display_progress": False}


@pytest.fixture(scope="module")
def scenario():
    return load("baseline", firms=FIRMS, months=MONTHS)


@pytest.fixture
def market(scenario):
    return CreditMarket(scenario, seed=3)


class CollectingMarket(CreditMarket):
    """A user's subclass with Mesa's own collector; at module level, since worker processes import it."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.datacollector = mesa.DataCollector(
            model_reporters={"month": "month", "firms": lambda model: len(model.agents_by_type[Enterprise])},
            agenttype_reporters={Enterprise: {"cash": "cash"}},
        )


def last_indicators(scenario, seed: int) -> pd.Series:
    market = CreditMarket(scenario, seed=seed)
    market.run()
    return market.indicators.loc[MONTHS]


def same(left: float | None, right: float | None) -> bool:
    return (pd.isna(left) and pd.isna(right)) or left == right


def test_is_a_mesa_model_that_keeps_its_own_scenario(market, scenario) -> None:
    assert isinstance(market, mesa.Model)
    assert getattr(market, "scenario", None) is not scenario
    with pytest.raises(TypeError):
        iter(scenario)
    assert pickle.loads(pickle.dumps(scenario)).hash == scenario.hash


def test_building_stepping_and_collecting_warn_of_nothing(scenario) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        market = CollectingMarket(scenario, rng=1)
        market.step()
        cash = market.agents_by_type[Enterprise].get("cash")
    assert market.month == 1
    assert len(cash) == len(market.agents_by_type[Enterprise]) > 0


def test_seed_is_one_by_default_and_rng_is_another_name_of_it(scenario) -> None:
    first = last_indicators(scenario, 1)
    for options in ({}, {"seed": None}, {"rng": 1}, {"seed": None, "rng": 1}, {"seed": 1, "rng": 1}):
        market = CreditMarket(scenario, **options)
        market.run()
        pd.testing.assert_series_equal(market.indicators.loc[MONTHS], first)
    with pytest.raises(ValueError, match="seed"):
        CreditMarket(scenario, seed=1, rng=2)
    assert not last_indicators(scenario, 2).equals(first)


def test_running_ends_after_the_last_month(market) -> None:
    for month in range(1, MONTHS + 1):
        assert market.running
        market.step()
        assert market.month == market.steps == month
    assert not market.running
    assert list(market.indicators.index) == list(range(1, MONTHS + 1))


def test_run_model_is_run(scenario) -> None:
    market = CreditMarket(scenario, seed=1)
    market.run_model()
    assert not market.running
    pd.testing.assert_series_equal(market.indicators.loc[MONTHS], last_indicators(scenario, 1))


def test_agents_by_type_holds_the_few_and_views_of_the_many(market) -> None:
    market.step()
    by_type = market.agents_by_type
    assert Enterprise in market.agent_types
    assert set(by_type) == set(market.agent_types)
    enterprises = by_type[Enterprise]
    assert len(enterprises) == len(list(enterprises)) == len(market.enterprises["id"])
    assert sorted(enterprises.get("unique_id")) == sorted(market.enterprises["id"].tolist())
    assert enterprises.agg("cash", sum) == market.enterprises["cash"].sum()
    few = [kind for kind in by_type if kind is not Enterprise]
    assert {"Bank", "Guarantor"} <= {kind.__name__ for kind in few}
    assert sum(len(by_type[kind]) for kind in few) == len(market.agents) < 100
    assert not any(isinstance(agent, Enterprise) for agent in market.agents)


def test_a_view_reads_the_column(market) -> None:
    market.step()
    key = int(market.enterprises["id"][5])
    view = market.enterprises[key]
    assert isinstance(view, Enterprise)
    assert isinstance(view, mesa.Agent)
    assert view.unique_id == key
    assert view.model is market
    assert view.cash == market.enterprises["cash"][5]
    assert view == market.enterprises[key]
    assert hash(view) == hash(market.enterprises[key])
    with pytest.raises(AttributeError, match="cahs"):
        _ = view.cahs
    assert len(market.agents_by_type[Enterprise]) == len(market.enterprises["id"])


def test_a_view_of_a_departed_firm_raises() -> None:
    market = CreditMarket(load("baseline", firms=2_000, months=24), seed=1)
    views = {view.unique_id: view for view in market.agents_by_type[Enterprise]}
    while market.running:
        market.step()
    gone = set(views) - set(market.enterprises["id"].tolist())
    assert gone
    for key in gone:
        with pytest.raises(LookupError, match=str(key)):
            _ = views[key].cash
        with pytest.raises(LookupError, match=str(key)):
            _ = market.enterprises[key]
    stayed = next(iter(set(views) - gone))
    assert views[stayed].cash == market.enterprises[stayed].cash


def test_own_datacollector_reads_the_recorder(market) -> None:
    market.run()
    frame = market.datacollector.get_model_vars_dataframe()
    assert len(frame) == MONTHS
    assert list(frame["employment"]) == list(market.indicators["employment"])


def test_datacollector_with_agent_type_reporters(market) -> None:
    market.datacollector = mesa.DataCollector(
        model_reporters={"month": "month"},
        agenttype_reporters={Enterprise: {"cash": "cash", "twice": lambda firm: 2 * firm.cash}},
    )
    market.step()
    keys, cash = market.enterprises["id"].copy(), market.enterprises["cash"].copy()
    market.run()
    frame = market.datacollector.get_agenttype_vars_dataframe(Enterprise)
    assert list(market.datacollector.get_model_vars_dataframe()["month"]) == list(range(1, MONTHS + 1))
    assert set(frame.index.get_level_values("Step")) == set(range(1, MONTHS + 1))
    first = frame.loc[1].sort_index()
    expected = pd.Series(cash, index=keys).sort_index()
    assert first["cash"].tolist() == expected.tolist()  # a later month did not rewrite what was collected
    assert (frame["twice"] == 2 * frame["cash"]).all()


def test_watching_changes_nothing(scenario) -> None:
    watched = CollectingMarket(scenario, seed=1)
    watched.run()
    pd.testing.assert_series_equal(watched.indicators.loc[MONTHS], last_indicators(scenario, 1))


def test_batch_run_over_scenarios_and_seeds(scenario) -> None:
    other = load("no_support", firms=FIRMS, months=MONTHS)
    rows = mesa.batch_run(CreditMarket, {"scenario": [scenario, other], "rng": [1, 2]}, **ONE_PROCESS)
    assert len(rows) == 4
    for row in rows:
        expected = last_indicators(row["scenario"], row["rng"])
        headline = [key for key in expected.index if "." not in key]
        assert len(headline) > 20
        assert all(same(row[key], expected[key]) for key in headline)


def test_batch_run_collects_every_month(scenario) -> None:
    rows = mesa.batch_run(CreditMarket, {"scenario": scenario, "rng": 1}, data_collection_period=1, **ONE_PROCESS)
    market = CreditMarket(scenario, seed=1)
    market.run()
    assert [row["output"] for row in rows] == market.indicators["output"].tolist()


def test_batch_run_takes_seeds_from_mesa(scenario) -> None:
    if "rng" not in inspect.signature(mesa.batch_run).parameters:
        rows = mesa.batch_run(CreditMarket, {"scenario": scenario, "seed": [1, 2]}, **ONE_PROCESS)
    else:
        rows = mesa.batch_run(CreditMarket, {"scenario": scenario}, rng=[1, 2], **ONE_PROCESS)
    for seed, row in zip((1, 2), rows, strict=True):
        assert row["output"] == last_indicators(scenario, seed)["output"]


def test_batch_run_with_a_users_collector(scenario) -> None:
    rows = mesa.batch_run(CollectingMarket, {"scenario": scenario, "rng": 1}, **ONE_PROCESS)
    assert rows[-1]["month"] == MONTHS


@pytest.mark.slow
def test_batch_run_in_two_processes_equals_one(scenario) -> None:
    parameters = {"scenario": scenario, "rng": [1, 2, 3]}
    one = mesa.batch_run(CreditMarket, parameters, **ONE_PROCESS)
    two = mesa.batch_run(CreditMarket, parameters, number_processes=2, display_progress=False)
    for left, right in zip(one, sorted(two, key=lambda row: row["RunId"]), strict=True):
        assert left["scenario"].hash == right["scenario"].hash
        assert all(same(left[key], right[key]) for key in left if key != "scenario")


def test_the_few_tell_their_balances(market) -> None:
    market.step()
    economy = market.economy
    (government,) = market.agents_by_type[Government]
    assert government.local_balances == tuple(economy.accounts[1:])
    assert (len(government.local_balances), government.central_balance) == (len(REGIONS), economy.accounts[0])
    for bank in market.agents_by_type[Bank]:
        row = economy.banks.row(bank.row)
        assert bank.nonperforming_ratio == pytest.approx(row.bad_loans / row.sme_loans if row.sme_loans else 0.0)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Baseline", "month 1 of 6, seed 3, 200 firms")),
        ("zh", ("第1个月，共6个月", "200 家", "亿元")),
    ],
)
def test_a_market_is_described_in_both_languages(market, language: str, words: tuple[str, ...]) -> None:
    market.step()
    told = market.to_html(language)
    assert all(word in told for word in words)
    assert market._repr_html_() == market.to_html()
    assert bool(re.search("[\u4e00-\u9fff]", told)) == (language == "zh")
    label = indicator("borrower_share").label
    assert label[language] in told
