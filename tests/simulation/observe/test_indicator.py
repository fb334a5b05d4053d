"""Indicators are declared once, join from anywhere, and are read alike wherever they come from."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import smecredit as sc
from smecredit.simulation.observe import indicator as measured
from smecredit.simulation.observe.indicator import GROUPS, IndicatorGroup, Measure, Split, Words, indicator, indicators
from smecredit.simulation.observe.month_counts import Layout, MonthCounts, lined_up, places

WORDS = Words("Test", "测试", "Made for a test", "测试用")
SHARE = Measure("share", "mean", 0)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test declares is forgotten after it."""
    indicators()
    for name in ("declared", "reads", "readers"):
        monkeypatch.setattr(measured._REGISTRY, name, dict(getattr(measured._REGISTRY, name)))
    for name in ("in_order", "parts"):
        monkeypatch.setattr(measured._REGISTRY, name, {})
    yield


@pytest.fixture(scope="module")
def scenario() -> sc.Scenario:
    return sc.load("baseline", firms=300, months=4, set={"economy.burn_in": 3})


def test_each_has_its_words_and_a_group_of_the_model() -> None:
    assert list(dict.fromkeys(each.group for each in indicators().values())) == list(GROUPS)
    for key, each in indicators().items():
        assert each.key == key and each.direction in (-1, 0, 1)
        for said in (each.label, each.definition):
            assert said["en"] and said["zh"] and said["en"] != said["zh"]


def test_all_lie_in_files_of_their_group() -> None:
    for each in indicators().values():
        assert each.numerator.__module__.rpartition(".")[2] == each.group


def mean_margin(economy: sc.Economy) -> float:
    firms = economy.firms
    return float(firms.column("margin")[firms.column("state") == 1].mean())


@pytest.mark.usefixtures("registry")
class TestOnesOwn:
    def test_it_is_a_column_after_those_of_its_group(self, scenario: sc.Scenario) -> None:
        usual = list(indicators())
        IndicatorGroup("credit").declare(
            "two_of_it", SHARE, WORDS, lambda counts: 2 * counts.borrowers, lambda counts: counts.sme,
            by={"size": Split("borrowers_size", "firms_size")},
        )  # fmt: skip
        IndicatorGroup("wages").declare("at_the_end", SHARE, WORDS, lambda counts: counts.alive)
        assert [key for key in indicators() if key in usual] == usual
        assert list(indicators())[-1] == "at_the_end"
        assert list(indicators()).index("two_of_it") == [each.group for each in indicators().values()].index("loss") - 1
        market = sc.CreditMarket(scenario, seed=1).run()
        table = market.indicators
        np.testing.assert_array_equal(table["two_of_it"], 2 * table["borrower_share"])
        np.testing.assert_array_equal(table["two_of_it.size.micro"], table["borrower_share.size.micro"])
        assert indicator("two_of_it.size.micro").label == {"en": "Test: micro", "zh": "测试：微型"}
        assert market.summary.loc["two_of_it", "value"] > 0.0
        pd.testing.assert_frame_equal(table[usual], sc.CreditMarket(scenario, seed=1).run().indicators[usual])

    def test_it_may_read_the_economy(self, scenario: sc.Scenario) -> None:
        market = sc.CreditMarket(scenario, seed=1)
        market.step()
        IndicatorGroup("credit").declare(
            "mean_margin", SHARE, WORDS, lambda counts: counts.margin_read,
            reads={"margin_read": mean_margin},
        )  # fmt: skip
        assert market.indicators["mean_margin"].isna().all(), "nobody had asked for it"
        market.step()
        found = market.indicators["mean_margin"]
        assert math.isnan(found[1]) and found[2] == pytest.approx(market.enterprises["margin"].mean(), rel=1e-6)
        assert market.copy().run().indicators["mean_margin"].notna().sum() == 3

    def test_the_cell_of_a_notebook_may_run_again(self) -> None:
        for factor in (1, 2):
            IndicatorGroup("credit").declare("again", SHARE, WORDS, lambda counts, f=factor: f * counts.alive)
        assert indicator("again").numerator(type("Counts", (), {"alive": 5})) == 10

    @pytest.mark.parametrize(
        ("key", "options", "said"),
        [
            ("npl_ratio", {}, "npl_ratio is declared twice"),
            ("a.b", {}, "made of letters"),
            ("x", {"measure": Measure("shares", "mean", 0)}, "did you mean share"),
            ("x", {"by": {"sice": Split("a")}}, "did you mean size"),
        ],
    )
    def test_what_cannot_be_is_an_error(self, key: str, options: dict, said: str) -> None:
        with pytest.raises(TypeError, match=said):
            IndicatorGroup("credit").declare(
                key, options.pop("measure", SHARE), WORDS, lambda counts: counts.alive, **options
            )

    def test_two_may_not_read_under_one_name(self) -> None:
        for key in ("first", "second"):
            try:
                IndicatorGroup("credit").declare(
                    key, SHARE, WORDS, lambda counts: counts.x, reads={"x": lambda economy: 1.0}
                )
            except TypeError as error:
                assert key == "second" and "x is read by first" in str(error)


def test_keys_that_are_none() -> None:
    for key in ("nothing", "npl_ratio.size.micro", "new_lending.size.large", "fiscal_outlay.programme.", "a.b.c.d"):
        with pytest.raises(KeyError):
            indicator(key)
    assert indicator("fiscal_outlay.programme.anything").label["en"].endswith(": anything")


def test_every_count_has_one_place_and_every_number_of_the_month_is_read(scenario: sc.Scenario) -> None:
    market = sc.CreditMarket(scenario, seed=1)
    market.step()
    layout = Layout.now()
    found = places(layout)
    assert len(set(found.values())) == len(found)
    assert max(found.values()) < len(lined_up(market.economy, layout))
    counts = market.recorder.counts()
    for name in ("sales", "applications", "loan_balance", "flow_wages", "granted_fen_product_simple_loan"):
        assert counts[name].dtype == np.int64
    with pytest.raises(KeyError):
        _ = counts["nothing_of_the_kind"]
    with pytest.raises(AttributeError):
        _ = counts.nothing_of_the_kind


def test_what_a_month_lacks() -> None:
    layout = Layout.now()
    arrays = [np.zeros(1 + max(places(layout).values()), np.int64)] * 2
    counts = MonthCounts([{"month": 1, "a": 5}, {"month": 2}], arrays, layout, {"b": math.nan, "c": 0}.get)
    assert counts["a"].tolist() == [5, 0]
    assert np.isnan(counts["b"]).all() and counts["c"].tolist() == [0, 0]
