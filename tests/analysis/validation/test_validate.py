"""`smecredit validate`: facts, figures, verdicts, and measurements that are kept and found again."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from smecredit.analysis.presentation.strings import LANGUAGES
from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.validation import validate as validation
from smecredit.analysis.validation.calibration import FAIL, NEAR, PASS
from smecredit.analysis.validation.experiment import Experiment, Figure, experiments, untried
from smecredit.analysis.validation.facts import facts
from smecredit.analysis.validation.trials import levels_of_china
from smecredit.analysis.validation.trials.levels_of_china import PaymentTerms
from smecredit.analysis.validation.trials.standing_still import StandingStill, drifts, twenty_years
from smecredit.analysis.validation.validate import MEASUREMENTS, Job, document, validate
from smecredit.analysis.validation.worlds import TRIALS
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError

BAND = {"label": {"en": "x", "zh": "某"}, "unit": "share"}


def test_every_experiment_is_on_a_fact_and_every_figure_has_a_name_in_both_languages() -> None:
    assert len(facts()) > 60
    assert set(experiments()) <= set(facts())
    assert next(iter(experiments())) == "stands_still"
    for experiment in experiments().values():
        assert experiment.about.source
        assert all(experiment.title[language] for language in LANGUAGES)
        assert not experiment.note or all(experiment.note[language] for language in LANGUAGES)
        keys = [figure.key for figure in experiment.figures]
        assert len(set(keys)) == len(keys) > 0
        for figure in experiment.figures:
            assert all(figure.label[language] for language in LANGUAGES)
            assert figure.low is None or figure.high is None or figure.low < figure.high


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (0.1, 0.0, 0.2, PASS),
        (0.2, 0.0, 0.2, PASS),
        (0.1 + 0.2, 0.0, 0.3, PASS),
        (0.21, 0.0, 0.2, NEAR),
        (0.3, 0.0, 0.2, FAIL),
        (-1.0, None, 0.0, PASS),
        (None, 0.0, 0.2, FAIL),
        (0.5, None, None, None),
        # Near a wide band is not what has the other sign, or hardly any effect.
        (0.019, 0.02, 0.25, NEAR),
        (0.001, 0.02, 0.25, FAIL),
        (-0.001, 0.02, 0.25, FAIL),
        (-0.001, -0.25, -0.02, FAIL),
        (-0.019, -0.25, -0.02, NEAR),
    ],
)
def test_a_figure_is_judged_by_its_band(value, low, high, verdict) -> None:
    assert Figure("x", low=low, high=high, **BAND).verdict(Estimate(value, None, None)) == verdict


def test_a_trend_that_cannot_be_told_from_none_passes() -> None:
    trend = Figure("x", low=-0.003, high=0.003, passes_at_zero=True, **BAND)
    assert trend.verdict(Estimate(0.01, -0.001, 0.021)) == PASS
    assert trend.verdict(Estimate(0.01, 0.005, 0.015)) == FAIL
    assert trend.verdict(Estimate(0.01, None, None)) == FAIL
    assert Figure("x", low=-0.003, high=0.003, **BAND).verdict(Estimate(0.01, -0.001, 0.021)) == FAIL


def test_an_effect_that_must_be_clear_is_near_where_it_is_not() -> None:
    effect = Figure("x", low=0.1, high=0.5, clear=True, **BAND)
    assert effect.verdict(Estimate(0.2, -0.1, 0.5)) == NEAR
    assert effect.verdict(Estimate(0.2, 0.1, 0.3)) == PASS


def test_drift_of_a_line_is_its_slope_over_the_later_mean() -> None:
    """Years 2 to 5 are 10, 12, 14, 16: mean 13, slope 2; year 1 lies 13 below."""
    found = drifts({"x": np.array([0.0, 10.0, 12.0, 14.0, 16.0])})
    assert found["slope.x"] == pytest.approx((2.0 / 13.0, 1.0))
    assert found["start.x"] == pytest.approx((-1.0, 1.0))
    assert math.isnan(drifts({"x": np.zeros(4)})["slope.x"][0])


def test_the_untouched_economy_is_the_mean_of_two_with_mirrored_cycles() -> None:
    one, other = (twenty_years("baseline", 3, 200, mirrored) for mirrored in (False, True))
    assert (one["default_rate"] != other["default_rate"]).any()
    found = StandingStill().measure(3, 200)
    # In so small an economy there may be years without a loss, whose mean is not known: no number equals itself then.
    mean, alone = drifts({key: (one[key] + other[key]) / 2.0 for key in one}), drifts(one)
    assert found.keys() == mean.keys()
    np.testing.assert_array_equal([found[key] for key in mean], [mean[key] for key in mean])
    assert found["slope.default_rate"] != alone["slope.default_rate"]


@pytest.mark.parametrize("path", sorted(TRIALS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_scenario_of_an_experiment_has_the_past_of_the_baseline(path: Path) -> None:
    assert load(str(path), months=60).same_past(load("baseline", months=60))


class TestMeasurements:
    @pytest.fixture
    def made(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Seeds measured by an experiment that takes no time."""
        seeds: list[int] = []

        def measure(self: Experiment, seed: int, firms: int) -> dict[str, tuple[float, float]]:
            seeds.append(seed)
            return {"days": (60.0 + seed, 1.0 if firms > 1 else math.nan)}

        monkeypatch.setattr(PaymentTerms, "measure", measure)
        return seeds

    def run(self, seeds: range, store: Path | None, firms: int = 300) -> float | None:
        (outcome,) = validate(["O4"], seeds, firms=firms, workers=1, store=store)
        return outcome.judged[0].estimate.value

    def test_those_made_are_not_made_again(self, made: list[int], tmp_path: Path) -> None:
        (tmp_path / MEASUREMENTS).mkdir()
        assert self.run(range(1, 3), tmp_path) == 61.5
        assert self.run(range(1, 5), tmp_path) == 62.5
        assert made == [1, 2, 3, 4]
        self.run(range(1, 3), tmp_path, firms=400)
        assert made == [1, 2, 3, 4, 1, 2]

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"code": "x", "figures": {}}', '{"code": 1}'])
    def test_one_that_is_damaged_or_of_other_code_is_made_anew(self, made, content: str, tmp_path: Path) -> None:
        (tmp_path / MEASUREMENTS).mkdir()
        self.run(range(1, 3), tmp_path)
        kept = tmp_path / MEASUREMENTS / "O4-300-2.json"
        kept.write_text(content, encoding="utf-8")
        assert self.run(range(1, 3), tmp_path) == 61.5
        assert made == [1, 2, 2]
        assert json.loads(kept.read_text(encoding="utf-8"))["figures"] == {"days": [62.0, 1.0]}

    def test_what_is_undefined_is_kept_as_null_and_stays_so(self, made: list[int], tmp_path: Path) -> None:
        (tmp_path / MEASUREMENTS).mkdir()
        assert self.run(range(1, 3), tmp_path, firms=1) is None
        assert self.run(range(1, 3), tmp_path, firms=1) is None
        assert made == [1, 2]

    def test_without_a_folder_nothing_is_kept(self, made: list[int]) -> None:
        assert self.run(range(3, 5), None) == 63.5

    def test_a_seed_that_fails_loses_none_of_those_before(self, tmp_path: Path, monkeypatch) -> None:
        def measure(self: Experiment, seed: int, firms: int) -> dict[str, tuple[float, float]]:
            if seed == 3:
                raise KeyboardInterrupt
            return {"days": (60.0, 1.0)}

        monkeypatch.setattr(PaymentTerms, "measure", measure)
        (tmp_path / MEASUREMENTS).mkdir()
        with pytest.raises(KeyboardInterrupt):
            self.run(range(1, 5), tmp_path)
        assert sorted(path.name for path in (tmp_path / MEASUREMENTS).iterdir()) == ["O4-300-1.json", "O4-300-2.json"]


def test_the_document_has_value_interval_band_and_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PaymentTerms, "measure", lambda self, seed, firms: {"days": (50.0 + seed, 1.0)})
    told = document(validate(["O4"], range(1, 4), workers=1), 3)
    fact = told["facts"]["O4"]
    assert fact["verdict"] == PASS
    assert fact["source"] == facts()["O4"].source
    assert fact["figures"]["days"]["value"] == 52.0
    assert fact["figures"]["days"]["ci_low"] < 52.0 < fact["figures"]["days"]["ci_high"]
    assert set(told["not_tried"]).isdisjoint(experiments())
    assert len(told["not_tried"]) + len(experiments()) == len(facts())


@pytest.mark.parametrize(("name", "words"), [("G111", "did you mean G11"), ("g11", "did you mean G11")])
def test_a_fact_that_is_not_there_is_refused(name: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        validate([name])


def test_every_fact_is_tried_and_one_that_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert untried() == []
    others = {name: each for name, each in experiments().items() if name != "A1"}
    monkeypatch.setattr(validation, "experiments", lambda: others)
    with pytest.raises(RequestError, match="nobody has tried A1 yet"):
        validate(["A1"])


def test_what_cannot_be_done_is_refused_before_anything_is_measured(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(PaymentTerms, "measure", lambda *_: pytest.fail("it measured"))
    taken = tmp_path / "a file"
    taken.touch()
    with pytest.raises(RequestError, match="nothing can be written there"):
        validate(["O4"], [1], workers=1, store=taken)
    with pytest.raises(RequestError, match="it must be a whole number from 0 to"):
        validate(["O4"], [2**53, 2**53 + 1], workers=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_the_table(language: str, smecredit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PaymentTerms, "measure", lambda self, seed, firms: {"days": (50.0 + seed, 1.0)})
    command = ("validate", "--only", "O4", "--seeds", "3", "--workers", "1", "--lang", language)
    status, out, err = smecredit(*command)
    assert (status, err) == (0, "")
    assert experiments()["O4"].title[language] in out
    assert {"en": "45 to 90", "zh": "45"}[language] in out
    status, out, err = smecredit("validate", "--only", "Z9")
    assert (status, out) == (2, "")
    assert "Z9" in err


@pytest.mark.slow
@pytest.mark.parametrize("fact", list(experiments()))
def test_every_experiment_measures_its_figures(fact: str) -> None:
    experiment = experiments()[fact]
    found = experiment.measure(1, 300)
    assert set(found) == {figure.key for figure in experiment.figures}
    assert all(isinstance(part, float) for pair in found.values() for part in pair)


@pytest.mark.slow
@pytest.mark.usefixtures("as_for_users")
def test_a_worker_process_measures_the_same() -> None:
    levels_of_china.baseline.cache_clear()  # what another test has run opened as drawn
    jobs = [Job("O4", seed, 300) for seed in (1, 2)]
    here = [validation.measured(job) for job in jobs]
    (outcome,) = validate(["O4"], [1, 2], firms=300, workers=2)
    tops, bottoms = (sum(each["days"][part] for each in here) for part in (0, 1))
    assert outcome.judged[0].estimate.value == tops / bottoms
    levels_of_china.baseline.cache_clear()
