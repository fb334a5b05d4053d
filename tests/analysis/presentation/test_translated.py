"""Notes and units of parameters in Chinese: most are there, numbers agree, and a changed note falls back to English."""

import re

import pytest

from smecredit.analysis.experiments.loading import load_one
from smecredit.analysis.presentation.translated import note_of_parameter, unit_in
from smecredit.simulation.ground.parameters import describe_parameters

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def rows():
    return describe_parameters({group.key: group for group in load_one("baseline").groups})


def test_every_note_and_unit_in_words_is_in_chinese(rows) -> None:
    # Some are only a number of the list of facts, or a paper.
    in_words = [row for row in rows if re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", row["source"]["note"])]
    assert [row["path"] for row in in_words if not CHINESE.search(note_of_parameter(row, "zh"))] == []
    assert [row["unit"] for row in rows if not CHINESE.search(unit_in(row["unit"], "zh"))] == []
    assert not any(CHINESE.search(note_of_parameter(row, "en") + unit_in(row["unit"], "en")) for row in rows)


def test_years_and_decimals_of_a_note_are_the_same_in_chinese(rows) -> None:
    for row in rows:
        english, chinese = (note_of_parameter(row, language) for language in ("en", "zh"))
        for pattern in (r"\b(?:19|20)\d\d\b", r"(?<![\d,])\d{1,2}\.\d+"):
            told = set(re.findall(pattern, english)) - set(re.findall(pattern.replace("\\b", ""), chinese))
            scaled = re.search(r"\d(?:\.\d+)?(?:bn|tn|m|k)\b", english)  # 66.1bn is 661 times ten to the eighth
            assert not told or scaled, (row["path"], told)


def test_a_note_that_has_changed_is_shown_in_english(rows) -> None:
    row = {"path": rows[0]["path"], "source": {**rows[0]["source"], "note": "something else"}}
    assert note_of_parameter(row, "zh") == "something else"
    assert unit_in("furlongs", "zh") == "furlongs"
