"""The smoke test of `validate`: quick facts of each area, no figure missing, what is exact holds."""

import json
import math
from pathlib import Path

import pytest

from smecredit.analysis.presentation.strings import LANGUAGES, text
from smecredit.analysis.validation import smoke
from smecredit.analysis.validation import validate as validation
from smecredit.analysis.validation.experiment import experiments
from smecredit.analysis.validation.validate import Job


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[Job, dict[str, tuple[float, float]]]:
    """What each job measures instead of running: the bound of every figure nearer to zero. A test may change it."""
    found: dict[Job, dict[str, tuple[float, float]]] = {}
    for fact in smoke.FACTS:
        for seed in range(1, 4):
            for firms in (smoke.sizes()[fact], 300):
                found[Job(fact, seed, firms)] = {
                    each.key: (each.low if each.low is not None else each.high or 0.0, 1.0)
                    for each in experiments()[fact].figures
                }
    monkeypatch.setattr(validation, "measured", found.__getitem__)
    return found


def test_the_facts_cover_the_areas_and_none_has_more_firms_than_its_experiment() -> None:
    assert set(smoke.FACTS) <= set(experiments())
    assert len(set(smoke.FACTS)) == len(smoke.FACTS)
    areas = {experiments()[fact].about.area for fact in smoke.FACTS}
    assert {"laws", "credit", "guarantee", "parameters", "supply", "monetary", "info", "levels_china"} <= areas
    assert set(smoke.EXACT) <= set(smoke.FACTS)
    assert all(size <= experiments()[fact].firms for fact, size in smoke.sizes().items())
    assert smoke.sizes()["stands_still"] < experiments()["stands_still"].firms
    assert set(smoke.sizes(300).values()) == {300}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_measures_its_facts_alone_and_says_that_it_judges_none(language: str, made, smecredit) -> None:
    status, out, err = smecredit("validate", "--smoke", "--workers", "1", "--lang", language)
    assert (status, err) == (0, "")
    assert text("validation.lead", language, count=len(smoke.FACTS), seeds=smoke.SEEDS) in out
    assert "".join(text("validation.smoke", language).split())[:12] in "".join(out.split())
    assert "".join(text("validation.smoke", language).split())[:12] not in "".join(
        smecredit("validate", "--only", "C20", "--firms", "300", "--seeds", "2", "--workers", "1")[1].split()
    )


def test_a_fact_that_fails_is_shown_and_no_matter(made, smecredit) -> None:
    for job in made:
        if job.fact == "O4":
            made[job] = {"days": (1_000.0, 1.0)}
    status, out, _ = smecredit("validate", "--smoke", "--workers", "1", "--json")
    assert status == 0
    assert json.loads(out)["facts"]["O4"]["verdict"] == "fail"


@pytest.mark.parametrize(("language", "said"), [("en", "no value for O4.days"), ("zh", "O4.days 没有取值")])
@pytest.mark.parametrize("part", [(math.nan, 1.0), (1.0, 0.0)])
def test_a_missing_figure_ends_it_with_status_1_after_the_answer(
    language: str, said: str, part: tuple[float, float], made, smecredit, tmp_path: Path
) -> None:
    for job in made:
        if job.fact == "O4":
            made[job] = {"days": part}
    given = ("--smoke", "--workers", "1", "--json", "--lang", language, "--out", str(tmp_path))
    status, out, err = smecredit("validate", *given)
    assert status == 1
    assert said in err and err.count("\n") == 1
    assert json.loads(out)["facts"]["O4"]["figures"]["days"]["value"] is None
    assert text("validation.smoke", language)[:10] in (tmp_path / "validation.html").read_text(encoding="utf-8")


def test_terms_that_are_not_kept_end_it_with_status_1(made, smecredit) -> None:
    made[Job("C20", 2, experiments()["C20"].firms)]["bank"] = (0.3, 1.0)
    status, _, err = smecredit("validate", "--smoke", "--workers", "1")
    assert status == 1
    assert "C20 must pass" in err


def test_seeds_and_firms_may_be_given_and_other_facts_may_not(made, smecredit) -> None:
    status, out, _ = smecredit("validate", "--smoke", "--seeds", "3", "--firms", "300", "--workers", "1", "--json")
    assert status == 0
    told = json.loads(out)
    assert told["seeds"] == 3
    assert {each["firms"] for each in told["facts"].values()} == {300}
    status, out, err = smecredit("validate", "--smoke", "--only", "A1")
    assert (status, out) == (2, "")
    assert "--only: --smoke has facts of its own" in err and err.count("\n") == 1
