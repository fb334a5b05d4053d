"""Words of the page: none is missing in either language, and none is left over."""

import re
import string
from pathlib import Path

import pytest

from smecredit.analysis.presentation import typeface
from smecredit.analysis.web.levers import LEVERS, TOPICS
from smecredit.analysis.web.offered import ECONOMIES, FIRST, LEVELS
from smecredit.analysis.web.pages import STATIC
from smecredit.analysis.web.words import WORDS
from smecredit.simulation.state.structure import PARTIES, REGIONS, SECTORS, SIZES

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.mjs")}
TEMPLATES = [path.read_text(encoding="utf-8") for path in (STATIC.parent / "templates").iterdir()]
CHARTS = ("credit_outstanding", "default_rate", "public_cost")
#: What the scripts put together, by the part that they name.
FAMILIES = {
    "topic.": TOPICS,
    "lever.": [lever.key for lever in LEVERS],
    "economy.": ECONOMIES,
    "sentence.in.": ECONOMIES,
    "shade.": ECONOMIES[1:],
    "level.": LEVELS,
    "scheme.": FIRST,
    "scheme.said.": FIRST,
    "scheme.short.": (*FIRST, "other"),
    "chart.": CHARTS,
    "chart.tab.": CHARTS,
    "unit.": CHARTS,
    "party.": PARTIES,
    "part.": (*SIZES[:3], *SECTORS, *REGIONS),
    "gains.": ("size", "sector", "region"),
    "field.": ("none", "borrowing", "refused", "arrears", "failed", "closed"),
    "source.": ("regulation", "dataset", "paper", "secondary", "calibrated", "assumption"),
    "mark.": ("better", "worse", "unclear", "shifted", "share"),
    "compare.": ("credit", "price", "defaults", "jobs", "cost", "payers", "additionality"),
    "sentence.credit_": ("more", "less", "same"),
    "sentence.cost_": ("more", "less", "same"),
    "ahead.credit_": ("more", "less", "same"),
    "ahead.cost_": ("more", "less", "same"),
    "firm.": ("failed", "closes", "closes_with_own_money", "outgrows", "alive"),
    "class.at_": ("least", "most"),
    "firm.end.": ("failed", "closes", "closes_with_own_money", "outgrows", "alive"),
}


def named() -> set[str]:
    """Keys that scripts, templates and Python name outright."""
    found = set()
    for source in SCRIPTS.values():
        found |= set(re.findall(r'"([a-z_]+(?:\.[a-z0-9_]+)*)"', source)) & set(WORDS)
        found |= set(re.findall(r'(?:say|rich)\("([^"]+)"', source))
    for source in TEMPLATES:
        found |= set(re.findall(r'say\["([^"]+)"\]', source))
    return found | {"title", "no_script"}


def families() -> set[str]:
    found = {f"{prefix}{each}" for prefix, those in FAMILIES.items() for each in those}
    notes = {f"compare.{each}.note" for each in FAMILIES["compare."]}
    programmes = set(re.findall(r'"([a-z_]+)"', re.search(r"const NAMED = \[(.*?)\]", SCRIPTS["compare.mjs"], re.S)[1]))
    return found | notes | {f"programme.{each}" for each in programmes}


def test_every_key_that_is_named_exists() -> None:
    assert named() | families() <= set(WORDS)


def test_no_words_are_left_over() -> None:
    assert set(WORDS) - named() - families() == set()


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same_with_the_same_values(key: str) -> None:
    pair = WORDS[key]

    def fields(language: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(pair[language]) if field}

    assert fields("en") == fields("zh")
    assert pair["en"] and pair["zh"]
    for mark in "*^~":
        assert pair["en"].count(mark) == pair["zh"].count(mark)
    if key != "other_language":
        assert not re.search(r"[\u4e00-\u9fff]", pair["en"])
        assert not re.search(r"[\u4e00-\u9fff]\s*[:;,?!]", pair["zh"]), "half-width punctuation"


def test_the_font_of_the_page_draws_every_character() -> None:
    own = typeface.families()[1:2]
    chinese = {letter for pair in WORDS.values() for letter in pair["zh"] if "\u3000" <= letter <= "\u9fff"}
    assert typeface.missing_glyphs(sorted(chinese), own) == set()


def test_nothing_comes_from_outside() -> None:
    names = ["lab.css", "uPlot.min.css"]
    for source in [*SCRIPTS.values(), *TEMPLATES, *((STATIC / name).read_text(encoding="utf-8") for name in names)]:
        found = set(re.findall(r"https?://[^\s\"')]+", source))
        assert found <= {"http://www.w3.org/2000/svg"}


def test_the_page_is_small() -> None:
    sizes = {path.name: path.stat().st_size for path in Path(STATIC).iterdir()}
    assert sum(size for name, size in sizes.items() if not name.endswith((".woff2", ".txt"))) < 250_000
    assert sizes["inter.woff2"] < 60_000
    for name in ("uPlot.LICENSE.txt", "inter.OFL.txt"):
        assert sizes[name]
