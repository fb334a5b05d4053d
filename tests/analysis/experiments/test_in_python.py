"""`sc.sweep` and the studies of many runs: what the commands show, in Python, from the same runs and store."""

import inspect
import json
from pathlib import Path

import pytest

import smecredit as sc
from smecredit.analysis.experiments.fund import Asked
from smecredit.analysis.experiments.request import Request

RATE = "cycle.policy_rate"
FUND, GUARANTOR = (f"policy.one_plus_n.share.{party}" for party in ("compensation_fund", "guarantor"))
TINY = {
    "scenarios": ["no_support", "one_plus_n"],
    "firms": 200,
    "months": 2,
    "set": {"opening.settled": False, "economy.burn_in": 0},
}
RATES = {RATE: {"low": 0.01, "high": 0.05}}
SHARES = {FUND: {"low": 0.0, "high": 0.5, "step": 0.01}, GUARANTOR: {"low": 0.0, "high": 0.5, "step": 0.01}}
DRIVERS = {**TINY, "uncertainties": [{"design": "sobol", "points": 1, "ranges": RATES | {FUND: SHARES[FUND]}}]}
LEVERS = {
    **TINY,
    "levers": [{"design": "sobol", "points": 1, "ranges": SHARES}],
    "uncertainties": [{"design": "grid", "values": {RATE: [0.02]}}],
}
GOALS = {"credit_outstanding": "max", "fiscal_outlay": "min"}
#: As a name with settings of its own.
SMALL = "one_plus_n,economy.firms=200,economy.months=14,economy.burn_in=0,opening.settled=false"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("in_python")


@pytest.fixture(autouse=True)
def here(inline: None) -> None:
    """Everything runs in the test's own process."""


def as_json(document: dict) -> dict:
    return json.loads(json.dumps(document))


@pytest.mark.parametrize("name", ["sweep", "sensitivity", "search", "fund"])
def test_all_take_the_store_second_and_say_the_same_of_how_runs_are_done(name: str) -> None:
    function = getattr(sc, name)
    taken = inspect.signature(function).parameters
    assert [*taken][1] == "store"
    for each in ("workers", "how", "tell"):
        assert taken[each].kind is inspect.Parameter.KEYWORD_ONLY
    for each in taken:
        assert f"`{each}`" in function.__doc__, each


@pytest.mark.parametrize("name", ["SensitivityResult", "SearchResult", "FundResult", "Discovery"])
def test_every_answer_has_its_study_a_document_and_a_figure(name: str) -> None:
    kind = getattr(sc, name)
    answer = kind("the study")
    assert answer.study == "the study"
    assert kind.document.__doc__ and [*inspect.signature(kind.plot).parameters] == ["self", "language"]


class TestSensitivity:
    @pytest.fixture
    def found(self, place: Path, inline: None) -> sc.SensitivityResult:
        pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")
        return sc.sensitivity(DRIVERS, place / "drivers", "credit_outstanding", points=4)

    def test_tables_and_figure_are_those_of_the_command(self, found, place: Path, smecredit) -> None:
        (place / "drivers.toml").write_text(as_toml(DRIVERS), encoding="utf-8")
        asked = ("--points", "4", "--indicator", "credit_outstanding", "--store", str(place / "drivers"))
        status, out, _ = smecredit("sensitivity", str(place / "drivers.toml"), *asked, "--json")
        assert status == 0 and json.loads(out) == as_json(found.document())
        told = json.loads(out)["indicators"]["credit_outstanding"]["factors"]
        assert found.indices["factor"].to_list() == [each["factor"] for each in told]
        assert found.indices["ci_low"].to_list() == [each["ci_low"] for each in told]
        assert set(found.points.columns) == {RATE, FUND, "credit_outstanding"} and len(found.points) == 12
        assert found.points[RATE].between(0.01, 0.05).all()
        assert set(found.not_ranked) == {"credit_outstanding"}
        assert len(found.plot().axes) == 2
        assert repr(found) == "SensitivityResult(morris: 2 factors, 12 points)"

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"method": "sobel"}, "method: 'sobel' is no method; did you mean sobol"),
            ({"points": 2.5}, "points is 2.5; it must be a whole number from 1"),
            (
                {"points": 12, "method": "sobol"},
                "12 points: sobol needs at least 8, and sobol a power of two such as 16",
            ),
            ({"indicators": ["defalt_rate"]}, "defalt_rate is no indicator; did you mean default_rate?"),
            ({"indicators": [3]}, "3 is no indicator"),
            ({"how": sc.How(shard=(1, 2))}, "how: a shard is of a sweep"),
            ({"workers": 0}, "workers is 0"),
        ],
    )
    def test_a_wrong_request_is_refused_before_anything_runs(self, more: dict, words: str, tmp_path: Path) -> None:
        with pytest.raises(sc.RequestError) as refused:
            sc.sensitivity(DRIVERS, tmp_path / "store", **more)
        assert words in str(refused.value) and "\n" not in str(refused.value)
        assert not (tmp_path / "store").exists()


class TestSearch:
    @pytest.fixture
    def found(self, place: Path, inline: None) -> sc.SearchResult:
        pytest.importorskip("optuna", reason="optuna is not installed: smecredit[search]")
        return sc.search(LEVERS, place / "front", GOALS, candidates=8)

    def test_the_front_is_that_of_the_command(self, found, place: Path, smecredit) -> None:
        (place / "front.toml").write_text(as_toml(LEVERS), encoding="utf-8")
        goals = [word for key, sense in GOALS.items() for word in ("--goal", f"{key}={sense}")]
        asked = (*goals, "--candidates", "8", "--store", str(place / "front"), "--out", str(place / "out"), "--json")
        status, out, _ = smecredit("search", str(place / "front.toml"), *asked)
        assert status == 0 and json.loads(out) == as_json(found.document())
        best = [each for each in json.loads(out)["candidates"] if each["on_front"]]
        assert len(found.front) == len(best) >= 1
        assert sorted(found.front["credit_outstanding"]) == sorted(
            each["outcomes"]["credit_outstanding"] for each in best
        )
        assert len(found.candidates) == len(json.loads(out)["candidates"])
        assert found.candidates["front"].notna().sum() == len(best)
        found.to_toml(1, place / "first.toml")
        assert (place / "first.toml").read_bytes() == (place / "out" / "candidate_01.toml").read_bytes()
        assert len(found.plot("zh").axes) == 2

    def test_a_candidate_of_the_front_can_be_run_and_compared(self, found) -> None:
        scenario = found.scenario(1)
        assert (scenario.name, scenario.firms, scenario.months) == ("one_plus_n_candidate_01", 200, 2)
        (sharing,) = [policy for policy in scenario.policies if policy.name == "one_plus_n"]
        assert sharing.share["compensation_fund"] == pytest.approx(found.front.loc[1, FUND])
        assert scenario.title["zh"].endswith("，候选 1")
        reference = sc.load("no_support", firms=200, months=2, set=TINY["set"] | {RATE: 0.02})
        again = sc.compare([reference, scenario.replace(**{RATE: 0.02})], seeds=1, workers=1)
        difference = again.difference("one_plus_n_candidate_01", "credit_outstanding").value
        assert difference == pytest.approx(found.front.loc[1, "credit_outstanding"], rel=1e-9)
        with pytest.raises(sc.RequestError, match="number is 99; it must be a whole number from 1 to"):
            found.scenario(99)

    @pytest.mark.parametrize(
        ("goals", "words"),
        [
            ({"public_cost": "min"}, "goals is {public_cost"),
            ("public_cost=min", "goals is 'public_cost=min'; it must name two or more"),
            ({"public_cost": "min", "output": "more"}, "goals: 'output' is 'more'; it must be max or min."),
            ({"publc_cost": "min", "output": "max"}, "publc_cost is no indicator; did you mean public_cost?"),
        ],
    )
    def test_goals_that_make_no_sense_are_refused_before_anything_runs(self, goals, words: str, tmp_path: Path) -> None:
        with pytest.raises(sc.RequestError) as refused:
            sc.search(LEVERS, tmp_path / "store", goals)
        assert words in str(refused.value) and "\n" not in str(refused.value)
        assert not (tmp_path / "store").exists()


class TestFund:
    @pytest.fixture
    def found(self, place: Path, inline: None) -> sc.FundResult:
        return sc.fund(SMALL, seeds=3, store=place / "fund")

    def test_tables_and_figure_are_those_of_the_command(self, found, place: Path, smecredit) -> None:
        asked = ("--seeds", "3", "--store", str(place / "fund"), "--json")
        status, out, _ = smecredit("fund", SMALL, *asked)
        assert status == 0 and json.loads(out) == as_json(found.document())
        told = json.loads(out)
        (year,) = told["years"]
        assert found.years.index.to_list() == [1]
        assert found.years.loc[1, "run_dry"] == year["run_dry"]["value"]
        assert found.years.loc[1, "asked_95_yuan"] == year["payouts_quantiles_yuan"]["0.95"]
        assert found.needs.loc[0.95, "capital_yuan"] == told["capital_yuan"]["0.95"]["value"]
        assert found.needs["capital_yuan_high"].isna().all()  # three seeds cannot bound it
        assert found.premium == told["premium_a_year"]
        assert len(found.months) == 3 * 14 and found.months["month"].max() == 14
        assert len(found.plot().axes) == 3
        assert repr(found).startswith("FundResult(one_plus_n_fund: 3 seeds, dry by year 1 in ")

    def test_a_loaded_scenario_gives_the_same_runs_and_its_stress_is_told(self, found, place: Path) -> None:
        sizes = {"opening.settled": False, "economy.burn_in": 0}
        loaded = sc.load("one_plus_n", set=sizes, firms=200, months=14)
        result = sc.fund(loaded, seeds=3, store=place / "fund")
        assert as_json(result.document())["years"] == as_json(found.document())["years"]
        assert len(sc.Query(place / "fund").runs) == 6  # the same runs: none is made again
        stressed = sc.load("one_plus_n", under="severe_recession", set=sizes | {"economy.firms": 200}, months=30)
        by_name = Asked.of("one_plus_n", Request(under="severe_recession"))
        assert Asked.of(stressed, Request()).stress == by_name.stress == sc.load("severe_recession").title
        assert Asked.of(loaded, Request()).stress is None

    def test_without_a_store_nothing_is_left(self, tmp_path: Path, monkeypatch) -> None:
        import tempfile

        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        result = sc.fund(SMALL, seeds=2, party="local_fund")
        assert result.document()["party"] == "local_fund"
        assert len(result.months) == 28 and [*tmp_path.iterdir()] == []

    @pytest.mark.parametrize(
        ("scenario", "more", "words"),
        [
            ("baseline", {}, "scenario baseline has no fund"),
            (SMALL, {"party": "local"}, "has no fund of local; did you mean local_fund"),
            (SMALL, {"seeds": 0}, "seeds is 0"),
            (SMALL, {"how": sc.How(shard=(2, 3))}, "leave the shard out"),
            (5, {}, "Scenario 1 is 5; it must be a library name"),
            ("loaded", {"under": "severe_recession"}, "give its name instead of the object"),
        ],
    )
    def test_a_wrong_request_is_refused_before_anything_runs(self, scenario, more, words, tmp_path: Path) -> None:
        with pytest.raises(sc.RequestError) as refused:
            sc.fund(sc.load("one_plus_n") if scenario == "loaded" else scenario, store=tmp_path / "store", **more)
        assert words in str(refused.value) and "\n" not in str(refused.value)
        assert not (tmp_path / "store").exists()


def as_toml(design: dict) -> str:
    """A sweep of this page as a file: its tables are plain."""

    def value(given: object) -> str:
        if isinstance(given, dict):
            return "{" + ", ".join(f'"{key}" = {value(part)}' for key, part in given.items()) + "}"
        if isinstance(given, list):
            return "[" + ", ".join(map(value, given)) + "]"
        return json.dumps(given)

    return "\n".join(f"{key} = {value(part)}" for key, part in design.items()) + "\n"
