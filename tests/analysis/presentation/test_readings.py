"""The readings of what is additional: side by side where they compare with the same, each with its question."""

import re

import pytest

from smecredit.analysis.presentation.answer_first import answer_first
from smecredit.analysis.presentation.answers import CELL, meanings, shown
from smecredit.analysis.presentation.brief.content import brief_of
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.console import console
from smecredit.analysis.presentation.headlines import label_of
from smecredit.analysis.presentation.readings import readings
from smecredit.analysis.presentation.report import report_html
from smecredit.analysis.presentation.results import comparison_tables
from smecredit.analysis.presentation.strings import LANGUAGES, text
from smecredit.analysis.presentation.wording import _share as in_words
from smecredit.analysis.presentation.wording import statement
from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.statistics.scorecard import Mark
from smecredit.analysis.web.numbers import answers_of


@pytest.fixture(scope="module")
def against_none(make) -> Comparison:
    return make("no_support", "one_plus_n")


def keys_told(comparison: Comparison, language: str, with_tables: bool = True) -> list[str]:
    """The keys of the sentences that the readings are told in."""
    named = {
        "reference": comparison.title(comparison.reference, language),
        "row": label_of("additionality_at_decision", language),
    }
    said = {
        text(f"readings.{key}", language, **named): key
        for key in ("twin", "twin_alone", "decision", "decision_of_all", "net")
    }
    return [said[sentence] for sentence in readings(comparison, language, with_tables)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_has_its_sentence(against_none, comparison, make, language: str) -> None:
    assert keys_told(against_none, language) == ["twin", "decision", "net"]
    assert keys_told(comparison, language) == ["twin_alone", "decision_of_all", "net"]
    assert keys_told(comparison, language, with_tables=False) == ["twin_alone", "net"]
    assert keys_told(make("no_support", "one_plus_n", keys=("lending",)), language) == ["twin_alone", "net"]
    assert keys_told(make("baseline", "no_support"), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("only", [None, "price", "anyway"])
def test_no_note_names_a_row_that_is_not_there(make, language: str, only: str | None, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for names in (("baseline", "one_plus_n"), ("no_support", "one_plus_n")):
        for part in comparison_tables(make(*names), language, only):
            console().print(part)
        screen = capsys.readouterr().out.lower()
        names = ("at the decision", "after all have looked elsewhere", "决策时点", "各自另寻贷款之后")
        for row in (*names, label_of("additionality_at_decision", language).lower()):
            assert f"“{row}”" not in screen or screen.count(row) > 1, row


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_the_range_of_both_with_the_outer_ends_of_their_intervals(against_none, language: str) -> None:
    card = against_none.scorecard()
    twin, decision = (against_none.mean("one_plus_n", key) for key in ("additionality", "additionality_at_decision"))
    cell = shown(card, "one_plus_n", "additionality", language, CELL)
    ends = (twin.value, decision.value, twin.low, decision.high)
    numbers = [float(each) for each in re.findall(r"[\d.]+", f"{cell.number} {cell.interval}")]
    assert numbers == [round(100.0 * end, 1) for end in ends]
    assert numbers[0] < numbers[1]
    assert dict(meanings(card, language))[Mark.SHARE] == text("mark.range", language)


def test_a_reference_that_supports_loans_itself_leaves_one_reading(comparison) -> None:
    card = comparison.scorecard()
    assert comparison.at_decision("one_plus_n") is None
    cell = shown(card, "one_plus_n", "additionality", "en")
    assert cell.number == f"{100 * comparison.mean('one_plus_n', 'additionality').value:.1f}%"
    assert dict(meanings(card, "en"))[Mark.SHARE] == text("mark.share", "en")


@pytest.mark.parametrize(("seeds", "word"), [(10, "95% interval"), (1, "in one seed")])
def test_the_finding_names_both(make, seeds: int, word: str) -> None:
    found = make("no_support", "one_plus_n", seeds=seeds)
    said = statement(found, "one_plus_n", "additionality", "en").sentence
    assert re.search(r"between 4\d\.\d% at the decision .*and \d+\.\d+% after all have looked elsewhere", said)
    assert word in said
    by_number = statement(found, "one_plus_n", "additionality_by_number", "en").sentence
    assert "at the decision" not in by_number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decided", [None, Estimate(0.4, None, None)])
def test_a_reading_without_an_interval_makes_no_range(language: str, decided: Estimate | None) -> None:
    sure = Estimate(0.2, 0.1, 0.3)
    said = in_words("x", "share", sure, decided, language)
    assert said == in_words("x", "share", sure, None, language) and "40" not in said
    assert "40" in in_words("x", "share", sure, Estimate(0.4, 0.3, 0.5), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_screen_brief_report_and_page_tell_them(against_none, language: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for part in comparison_tables(against_none, language):
        console().print(part)
    screen = capsys.readouterr().out.splitlines()
    report = report_html(against_none, language)
    page = answers_of(against_none)["readings"]
    brief = brief_of(against_none, language)
    for sentence in readings(against_none, language):
        assert sentence in screen
        assert sentence in report
        assert sentence in page[language]
        assert sentence in brief.readings
    legend = text("mark.range", language)
    assert legend in [word for _, word in brief.legend]
    assert legend in [word.of(language) for _, word in answer_first(against_none).legend]


def test_the_page_asks_what_the_scorecard_asks_whether_there_is_a_range(make) -> None:
    for names, ranges in ((("no_support", "one_plus_n"), True), (("baseline", "one_plus_n"), False)):
        found = make(*names)
        (answers,) = answers_of(found)["answers"]
        assert answers["additionality"]["range"] is ranges
        assert (found.at_decision("one_plus_n") is not None) is ranges
