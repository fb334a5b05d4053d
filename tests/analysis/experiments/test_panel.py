"""Panels: one row a firm or a loan and month, the same for any number of processes, and refusals that help."""

import numpy as np
import pytest

import smecredit as sc
from smecredit.analysis.experiments import panel as panels
from smecredit.analysis.experiments.panel import USUAL, panel_columns
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.scenario import Scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sc.load("baseline", firms=300, months=6, set={"economy.burn_in": 6})


def test_a_row_is_a_firm_in_a_month_of_a_seed(scenario: Scenario) -> None:
    table = sc.panel(scenario, seeds=2, workers=1)
    assert [*table.columns] == ["seed", "month", "enterprise", *USUAL["firms"]]
    assert not table.duplicated(["seed", "month", "enterprise"]).any()
    assert sorted(table["seed"].unique()) == [1, 2] and sorted(table["month"].unique()) == [1, 2, 3, 4, 5, 6]
    market = sc.CreditMarket(scenario, seed=2).run()
    last = table[(table["seed"] == 2) & (table["month"] == 6)].set_index("enterprise")
    frame = market.enterprises.frame().sort_index()
    assert np.array_equal(last["cash"], frame["cash"]) and [*last["size"]] == [*frame["size"]]
    assert np.array_equal(last["age"], 6 - frame["entry_month"])
    assert table.attrs["units"]["cash"] == "fen" and table.attrs["units"]["age"] == "months"


def test_loans(scenario: Scenario) -> None:
    table = sc.panel(scenario, of="loans", columns=["enterprise", "balance", "security", "status", "age"], months=[6])
    market = sc.CreditMarket(scenario, seed=1).run()
    tape = market.loans[market.loans["status"].isin(["performing", "default"])].set_index("loan").sort_index()
    here = table.set_index("loan")
    assert np.array_equal(here.index, tape.index) and np.array_equal(here["balance"], tape["balance_fen"])
    assert [*here["security"]] == [*tape["security"]] and [*here["status"]] == [*tape["status"]]
    assert np.array_equal(here["enterprise"], tape["enterprise"]) and np.array_equal(here["age"], 6 - tape["opened"])


def test_the_same_for_any_number_of_processes(scenario: Scenario) -> None:
    one, two = (sc.panel(scenario, seeds=2, months=[3, 0], workers=workers) for workers in (1, 2))
    assert one.equals(two)
    assert sorted(one["month"].unique()) == [0, 3]


def test_of_no_month_it_is_empty_and_has_its_columns(scenario: Scenario) -> None:
    table = sc.panel(scenario, months=[])
    assert len(table) == 0 and "employees" in table.columns


@pytest.mark.parametrize("of", ["firms", "loans"])
def test_every_column_can_be_had_and_is_explained(of: str, scenario: Scenario) -> None:
    known = panel_columns(of)
    table = sc.panel(scenario, of=of, columns=[*known], months=[1])
    assert set(known) <= set(table.columns)
    assert all(meaning and unit for meaning, unit in known.values())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"of": "banks"}, "of is 'banks'; it must be one of firms, loans"),
        ({"columns": ["csh"]}, "a panel of firms has no 'csh'; did you mean cash"),
        ({"months": [7]}, "months is 7; it must be"),
        ({"months": [1.5]}, "months"),
        ({"seeds": 0}, "seeds"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict, words: str, scenario: Scenario) -> None:
    with pytest.raises(RequestError) as caught:
        sc.panel(scenario, **asked)
    assert words in str(caught.value) and caught.value.in_language("zh").endswith(("。", "？"))


def test_one_that_would_not_fit_is_refused_before_it_is_made(scenario: Scenario, monkeypatch) -> None:
    monkeypatch.setattr(panels, "available_bytes", lambda: 10_000)
    with pytest.raises(RequestError, match="name fewer months, columns or seeds"):
        sc.panel(scenario)
