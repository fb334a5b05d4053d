"""Calibration: the distances, the search, the same seeds in every evaluation, what is kept, refused and written."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from smecredit.analysis.experiments.request import Request
from smecredit.analysis.experiments.result_folder import CALIBRATION_FILES
from smecredit.analysis.presentation.strings import LANGUAGES
from smecredit.analysis.validation.facts import facts
from smecredit.analysis.validation.fitting import adjustable, fit, moments, record
from smecredit.analysis.validation.fitting.distance import PULL, UNDEFINED, distances, misfit, residuals
from smecredit.analysis.validation.fitting.fit import Aim, Evaluations, calibrate
from smecredit.analysis.validation.fitting.moments import FACTS, Job, Moment, ratios, weighted
from smecredit.analysis.validation.fitting.search import NEAR, SEARCHES, WIDE, search
from smecredit.analysis.validation.fitting.smoothing import Point, smoothed, spread
from smecredit.analysis.validation.validate import MEASUREMENTS
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError, Sentence
from smecredit.simulation.ground.parameters import ParameterGroup, declaration
from smecredit.simulation.observe.bands import BANDS
from smecredit.simulation.scenario import Scenario

LIMIT, REACH = "simple_loan.unsecured_limit", "guarantors.reach"
UNSECURED, LICENSED = "P3.unsecured", "P1.licensed"


def level(low: float, high: float, weight: float = 1.0) -> Moment:
    return Moment("level", "", {"en": "level", "zh": "水平"}, "share", low, high, "a test", weight)


class TestDistances:
    def test_are_half_widths_outside_the_band_and_nothing_inside(self) -> None:
        found = distances(np.array([0.1, 0.2, 0.25, 0.3, 0.4, np.nan, np.inf]), [level(0.2, 0.3)] * 7)
        np.testing.assert_allclose(found, [2.0, 0.0, 0.0, 0.0, 2.0, UNDEFINED, UNDEFINED], atol=1e-12)

    def test_the_misfit_weighs_their_squares_and_pulls_gently_to_the_middle(self) -> None:
        band = level(0.2, 0.3)
        assert misfit(np.array([0.25]), [band]) == 0.0
        assert misfit(np.array([0.3]), [band]) == pytest.approx(PULL)
        assert misfit(np.array([0.4]), [band]) == pytest.approx(2.0**2 + PULL * 3.0**2)
        assert misfit(np.array([0.4]), [level(0.2, 0.3, 0.5)]) == pytest.approx(0.5 * (4.0 + 9.0 * PULL))
        assert misfit(np.array([0.4]), [level(0.2, 0.3, 0.0)]) == 0.0

    def test_a_small_miss_outweighs_the_pull(self) -> None:
        """Two levels: one moved into its band from a tenth of a half-width outside, the other across all of its own."""
        bands = [level(0.2, 0.3), level(0.2, 0.3)]
        assert misfit(np.array([0.3, 0.3]), bands) < misfit(np.array([0.315, 0.25]), bands)

    def test_residuals_square_to_the_misfit(self) -> None:
        values, bands = np.array([0.1, 0.27]), [level(0.2, 0.3, 2.0), level(0.2, 0.3)]
        assert (residuals(values, bands) ** 2).sum() == pytest.approx(misfit(values, bands))


class TestSearch:
    OPTIMUM = np.array([0.62, 0.31])

    def tried(self, how: str, evaluations: int) -> list[np.ndarray]:
        places: list[np.ndarray] = []

        def objective(place: np.ndarray) -> float:
            places.append(place)
            apart = place - self.OPTIMUM
            return float(apart @ np.array([[2.0, 0.5], [0.5, 1.0]]) @ apart)

        search(objective, np.array([0.4, 0.5]), evaluations, how)
        return places

    def best(self, places: list[np.ndarray]) -> float:
        return min(float(np.abs(place - self.OPTIMUM).max()) for place in places)

    def test_a_quadratic_is_solved(self) -> None:
        assert self.best(self.tried(NEAR, 40)) < 0.02
        assert self.best(self.tried(WIDE, 400)) < 0.02

    @pytest.mark.parametrize("how", SEARCHES)
    def test_it_begins_at_the_stated_values_and_keeps_to_ranges_and_budget(self, how: str) -> None:
        places = self.tried(how, 9)
        np.testing.assert_array_equal(places[0], [0.4, 0.5])
        assert len(places) == 9
        assert all(((place >= 0.0) & (place <= 1.0)).all() for place in places)

    @pytest.mark.parametrize("how", SEARCHES)
    def test_it_asks_for_the_same_places_again(self, how: str) -> None:
        np.testing.assert_array_equal(self.tried(how, 20), self.tried(how, 20))


class TestMoments:
    def test_are_levels_and_no_experiments(self) -> None:
        for each in moments.moments():
            assert math.isfinite(each.low) and each.low < each.high
            assert each.fact in FACTS if each.fact else each.key in BANDS
            assert {"en", "zh"} <= set(each.label)
        assert set(FACTS) <= set(facts())
        assert not {fact[0] for fact in FACTS} & set("ACDEFGHIJKLMO")
        assert not {each.key for each in moments.moments()} & set(moments.EXPERIMENTS)

    def test_one_figure_counts_once(self) -> None:
        weights: dict[str, float] = {}
        for each in moments.moments():
            figure = moments.SAME.get(each.key, each.key)
            weights[figure] = weights.get(figure, 0.0) + each.weight
        assert set(weights.values()) == {1.0}

    def test_a_weight_is_told_and_refused(self) -> None:
        assert {each.key: each.weight for each in weighted(["P1.licensed=3"])}["P1.licensed"] == 3.0
        with pytest.raises(RequestError, match=r"did you mean P1\.licensed"):
            weighted(["P1.licenced=3"])
        for told in ("npl_ratio=-1", "npl_ratio=much", "npl_ratio"):
            with pytest.raises(RequestError, match="is not MOMENT=WEIGHT"):
                weighted([told])
        with pytest.raises(RequestError, match="leaves no level"):
            weighted([f"{each.key}=0" for each in moments.moments()])

    def test_ratios_are_of_means_over_seeds(self) -> None:
        parts = np.array([[[1.0, 2.0], [1.0, 0.0]], [[3.0, 6.0], [1.0, 0.0]]])
        np.testing.assert_array_equal(ratios(parts), [0.5, np.nan])


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load("baseline")


class TestAdjustable:
    def test_all_single_numbers_marked_calibrated_that_a_run_reads(self, baseline) -> None:
        found = {each.key: each for each in adjustable.chosen(baseline, [], [])}
        assert {LIMIT, REACH, "loan_pricing.own_loss_limit"} <= set(found)
        for key, each in found.items():
            group, name = key.split(".")
            stated = declaration(ParameterGroup.groups()[group], name)
            assert stated["source"]["kind"] == "calibrated"
            assert stated["minimum"] <= each.low < each.high <= stated["maximum"]
            assert each.value(each.start) == pytest.approx(each.stated)
            assert (each.value(0.0), each.value(1.0)) == (each.low, each.high)

    def test_a_range_is_half_to_double_unless_told(self, baseline) -> None:
        (usual,) = adjustable.chosen(baseline, [REACH], [])
        assert (usual.low, usual.high) == (usual.stated / 2.0, usual.stated * 2.0)
        (told,) = adjustable.chosen(baseline, [REACH], [f"{REACH}=0.1:0.9"])
        assert (told.low, told.high) == (0.1, 0.9)
        (negative,) = adjustable.chosen(baseline, ["cycle.recession_gap"], [])
        assert negative.low < negative.stated < negative.high < 0.0


def parts_of(job: Job) -> dict[str, tuple[float, float]]:
    """A made-up run: every level in the middle of its band but two, each of which rises with one parameter."""
    found = {each.key: (each.middle, 1.0) for each in moments.moments()}
    luck = 0.002 * (job.seed % 3 - 1)
    found[UNSECURED] = (0.5 * job.scenario.group("simple_loan").unsecured_limit - 0.13 + luck, 1.0)
    found[LICENSED] = (0.2 * job.scenario.group("guarantors").reach - 0.02 - luck, 1.0)
    return found


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Hash and seed of every run made, none of which takes time."""
    jobs: list[tuple[str, int]] = []

    def measured(job: Job) -> dict[str, tuple[float, float]]:
        jobs.append((job.scenario.hash, job.seed))
        return parts_of(job)

    monkeypatch.setattr(fit, "measured", measured)
    return jobs


AIM = Aim(parameters=(LIMIT, REACH), evaluations=25)
REQUEST = Request(seeds=3, first_seed=5, firms=300, months=24, workers=1)


class TestCalibrate:
    def test_the_known_answer_is_found_with_its_spread(self, made) -> None:
        done = calibrate(AIM, REQUEST)
        limit, reach = done.found
        assert limit.value == pytest.approx(0.8, abs=0.02)  # where the unsecured share is in the middle, 0.27
        assert reach.value == pytest.approx(0.425, abs=0.02)
        assert done.misfit_after < 0.002 < done.misfit_before
        for each in done.found:
            assert each.low is not None and each.high is not None
            assert each.low <= each.value <= each.high and each.low < each.high
            assert each.high - each.low < 0.1

    def test_every_evaluation_has_the_same_seeds(self, made) -> None:
        calibrate(AIM, REQUEST)
        searched, fresh = made[:-6], made[-6:]
        scenarios = list(dict.fromkeys(scenario for scenario, _ in searched))
        assert len(scenarios) > 5
        assert searched == [(scenario, seed) for scenario in scenarios for seed in (5, 6, 7)]
        assert [seed for _, seed in fresh] == [8, 9, 10] * 2
        assert fresh[0][0] == scenarios[0]

    def test_the_same_values_have_the_same_misfit(self, made) -> None:
        evaluations = Evaluations(AIM, REQUEST)
        place = np.array([0.3, 0.6])
        assert evaluations.misfit(place) == evaluations.misfit(place)

    def test_stated_values_that_cannot_be_bettered_are_found(self, made) -> None:
        settings = [f"{LIMIT}=0.8", f"{REACH}=0.425"]
        done = calibrate(AIM, Request(seeds=3, firms=300, months=24, workers=1, set=settings))
        assert [each.value for each in done.found] == pytest.approx([0.8, 0.425], abs=0.01)
        assert done.misfit_after <= done.misfit_before

    def test_one_seed_has_no_spread(self, made) -> None:
        done = calibrate(AIM, Request(seeds=1, firms=300, months=24, workers=1))
        assert all(each.low is each.high is None for each in done.found)

    def test_values_that_contradict_each_other_are_passed_over(self, made, monkeypatch) -> None:
        load_one = fit.load_one

        def contradictory(*given, **more):
            scenario = load_one(*given, **more)
            if scenario.group("guarantors").reach > 0.29:
                raise RequestError(Sentence("cannot be.", "不可能。"))
            return scenario

        monkeypatch.setattr(fit, "load_one", contradictory)
        done = calibrate(AIM, REQUEST)
        assert done.refused > 0
        assert done.found[1].value <= 0.29


class TestKept:
    def test_runs_made_are_not_made_again(self, made, tmp_path: Path) -> None:
        first = calibrate(AIM, REQUEST, tmp_path)
        count = len(made)
        again = calibrate(AIM, REQUEST, tmp_path)
        assert len(made) == count
        assert record.document(first) == record.document(again)
        assert len(list((tmp_path / MEASUREMENTS).iterdir())) == count

    def test_a_stopped_one_goes_on_where_it_stood(self, made, monkeypatch, tmp_path: Path) -> None:
        whole = calibrate(AIM, REQUEST)
        total = len(made)
        made.clear()
        measured = fit.measured

        def stopped(job: Job):
            if len(made) == 10:
                raise KeyboardInterrupt
            return measured(job)

        monkeypatch.setattr(fit, "measured", stopped)
        with pytest.raises(KeyboardInterrupt):
            calibrate(AIM, REQUEST, tmp_path)
        monkeypatch.setattr(fit, "measured", measured)
        assert record.document(calibrate(AIM, REQUEST, tmp_path)) == record.document(whole)
        assert len(made) == total

    def test_those_damaged_or_of_other_code_are_made_anew(self, made, tmp_path: Path) -> None:
        contents = ["", "[]", '{"code": "x", "parts": {}}', '{"code": 1}']
        calibrate(AIM, REQUEST, tmp_path)
        count, kept = len(made), sorted((tmp_path / MEASUREMENTS).iterdir())
        right = [path.read_bytes() for path in kept]
        for path, content in zip(kept, contents, strict=False):
            path.write_text(content, encoding="utf-8")
        calibrate(AIM, REQUEST, tmp_path)
        assert len(made) == count + len(contents)
        assert [path.read_bytes() for path in kept] == right

    def test_what_is_undefined_is_kept_as_null_and_stays_so(self, monkeypatch, tmp_path: Path) -> None:
        monkeypatch.setattr(fit, "measured", lambda job: {**parts_of(job), UNSECURED: (math.nan, 1.0)})
        documents = [record.document(calibrate(AIM, REQUEST, tmp_path)) for _ in range(2)]
        assert documents[0] == documents[1]
        assert documents[0]["moments"][UNSECURED]["found"] == {
            "value": None,
            "ci_low": None,
            "ci_high": None,
            "distance": UNDEFINED,
            "verdict": "fail",
        }


class TestSmoothing:
    """One level that is to be 0.5, equal to the place but for its luck."""

    BAND = (level(0.49, 0.51),)

    def points(self, seeds: int, luck: float, jumps: float = 0.0) -> list[Point]:
        places = np.linspace(0.3, 0.7, 9)
        of_seeds = luck * np.linspace(-1.0, 1.0, seeds) if seeds > 1 else np.zeros(1)
        jump = jumps * np.array([1, -1, -1, 1, 0, 1, -1, -1, 1])
        values = places[:, None] + jump[:, None] + of_seeds
        return [
            Point(np.array([place]), np.stack([value, np.ones(seeds)], axis=1)[:, None])
            for place, value in zip(places, values, strict=True)
        ]

    def interval(self, seeds: int, luck: float) -> float:
        ends = spread(self.points(seeds, luck), self.BAND)
        assert ends is not None
        assert ends[0][0] <= 0.5 + 1e-6
        assert ends[1][0] >= 0.5 - 1e-6
        return float(ends[1][0] - ends[0][0])

    def test_the_luckiest_evaluation_is_not_the_answer(self) -> None:
        points = self.points(4, 0.0, jumps=0.1)
        del points[4]
        assert smoothed(points, self.BAND)[0] == pytest.approx(0.5, abs=0.02)

    def test_the_spread_follows_what_seeds_do_to_the_level(self) -> None:
        assert self.interval(8, 0.0) == pytest.approx(0.0, abs=1e-6)
        assert 1.6 < self.interval(8, 0.1) / self.interval(8, 0.05) < 2.4

    def test_there_is_none_for_one_seed_or_too_few_evaluations(self) -> None:
        few = self.points(8, 0.1)[3:5]
        assert spread(self.points(1, 0.0), self.BAND) is None
        assert spread(few, self.BAND) is None
        np.testing.assert_array_equal(smoothed(few, self.BAND), few[1].place)


COMMAND = (
    "calibrate", "--parameter", LIMIT, "--parameter", REACH, "--evaluations", "8", "--firms", "300", "--months", "24",
    "--seeds", "2", "--workers", "1",
)  # fmt: skip


class TestCommand:
    def test_the_document_and_the_files(self, made, smecredit, tmp_path: Path) -> None:
        status, out, err = smecredit(*COMMAND, "--json", "--out", str(tmp_path))
        assert (status, err) == (0, "")
        told = json.loads(out)
        assert set(told) == {
            "base", "seeds", "fresh_seeds", "months", "firms", "hash", "search", "evaluations", "refused", "misfit",
            "command", "parameters", "moments",
        }  # fmt: skip
        assert (told["seeds"], told["months"], told["firms"], told["evaluations"]) == (2, 24, 300, 8)
        assert set(told["parameters"]) == {LIMIT, REACH}
        assert set(told["parameters"][LIMIT]) == {"unit", "low", "high", "stated", "found", "ci_low", "ci_high"}
        moment = told["moments"][UNSECURED]
        assert set(moment) == {"unit", "low", "high", "source", "weight", "stated", "found"}
        assert set(moment["found"]) == {"value", "ci_low", "ci_high", "distance", "verdict"}
        assert told["misfit"]["found"] <= told["misfit"]["stated"]
        assert all((tmp_path / name).is_file() for name in CALIBRATION_FILES)
        scenario = load(str(tmp_path / "values.toml"), firms=300, months=24)
        assert scenario.hash == told["hash"]
        assert scenario.group("guarantors").reach == told["parameters"][REACH]["found"]
        manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["calibration"] == told
        assert set(CALIBRATION_FILES) == set(manifest["files"])
        rows = list(csv.DictReader((tmp_path / "distances.csv").open(encoding="utf-8")))
        assert [row["moment"] for row in rows] == list(told["moments"])
        assert float(rows[0]["distance_after"]) == told["moments"][rows[0]["moment"]]["found"]["distance"]

    def test_the_command_that_it_tells_repeats_it(self, made, smecredit) -> None:
        told = json.loads(smecredit(*COMMAND, "--json")[1])
        _, *words = told["command"].split()
        assert json.loads(smecredit(*words, "--workers", "1", "--json")[1]) == told

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_tables(self, language: str, made, smecredit) -> None:
        status, out, err = smecredit(*COMMAND, "--lang", language)
        assert (status, err) == (0, "")
        for words in (
            LIMIT,
            REACH,
            "smecredit calibrate --parameter",
            {"en": "22 to 32%", "zh": "22至32%"}[language],
        ):
            assert words in out

    @pytest.mark.parametrize(
        ("options", "words", "zh"),
        [
            (("--parameter", "guarantors.reech"), "did you mean guarantors.reach", "没有参数"),
            (("--parameter", "cycle.policy_rate"), "not calibrated", "不能校准"),
            (("--parameter", "simple_loan.tenor_mix"), "not a single real number", "不是单个实数"),
            (("--parameter", "guarantors.commercial_capital"), "only when the books open", "只在开账时读取"),
            (("--parameter", REACH, "--range", f"{LIMIT}=0.1:0.9"), "is not among the parameters", "不在待校准"),
            (("--range", f"{REACH}=0.9:0.1"), "is not KEY=LOW:HIGH", "不是 KEY=LOW:HIGH"),
            (("--range", f"{REACH}=0.1:2"), "must lie within 0.0 to 1.0", "须在 0.0 至 1.0 之内"),
            (("--range", f"{REACH}=0.5:0.9"), "hold the stated", "包含设定值"),
            (("--weight", "npl=2"), "no level to be met", "不是校准目标"),
            (("--evaluations", "1"), "from 2 to", "2 至"),
            (("--search", "far"), "near, wide", "near、wide"),
        ],
    )
    def test_what_cannot_be_is_refused_before_anything_runs(
        self, options, words: str, zh: str, smecredit, monkeypatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(fit, "measured", lambda job: pytest.fail("it ran"))
        folder = tmp_path / "out"
        for language, said in (("en", words), ("zh", zh)):
            status, out, err = smecredit("calibrate", *options, "--lang", language, "--out", str(folder))
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert said in err
        assert not folder.exists()

    def test_an_interrupted_one_leaves_what_is_done(self, made, smecredit, monkeypatch, tmp_path: Path) -> None:
        measured = fit.measured

        def stopped(job: Job) -> dict[str, tuple[float, float]]:
            if len(made) == 5:
                raise KeyboardInterrupt
            return measured(job)

        monkeypatch.setattr(fit, "measured", stopped)
        folder = tmp_path / "out"
        status, out, _ = smecredit(*COMMAND, "--out", str(folder))
        assert (status, out) == (130, "")
        assert [path.name for path in folder.iterdir()] == [MEASUREMENTS]
        assert len(list((folder / MEASUREMENTS).iterdir())) == 5
        monkeypatch.setattr(fit, "measured", measured)
        assert smecredit(*COMMAND, "--out", str(folder))[0] == 0
        assert len(made) == 2 * (8 + 2)

    def test_files_of_another_origin_are_never_replaced(self, made, smecredit, tmp_path: Path) -> None:
        (tmp_path / "values.toml").write_text("mine", encoding="utf-8")
        status, _, err = smecredit(*COMMAND, "--out", str(tmp_path))
        assert status == 2
        assert "values.toml" in err
        assert (tmp_path / "values.toml").read_text(encoding="utf-8") == "mine"
        assert not made


@pytest.mark.slow
def test_a_real_fit_comes_nearer_to_the_bands(tmp_path: Path) -> None:
    """From a limit of unsecured loans far too low, with the levels that answer to it and books opened as drawn."""
    # Levels that do not answer to it count for nothing: in so small a market their luck would decide.
    others = tuple(f"{each.key}=0" for each in moments.moments() if each.key != UNSECURED)
    aim = Aim(parameters=(LIMIT,), ranges=(f"{LIMIT}=0.05:1.0",), weights=others, evaluations=7)
    settings = ["opening.settled=false", f"{LIMIT}=0.1"]
    request = Request(seeds=2, firms=600, months=24, workers=1, set=settings)
    done = calibrate(aim, request, tmp_path)
    assert done.misfit_after < done.misfit_before
    assert done.found[0].value > 0.1
    unsecured = next(each for each in done.met if each.moment.key == UNSECURED)
    assert unsecured.distance(unsecured.after) < unsecured.distance(unsecured.before)
    assert {each.moment.key for each in done.met} == {each.key for each in moments.moments()}
