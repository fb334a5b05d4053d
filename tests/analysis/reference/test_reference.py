"""The pages of reference: an entry for everything that is declared, and for every mark that a source names."""

import re
from collections import Counter

import pytest

from smecredit.analysis.commands.scenarios import library_rows
from smecredit.analysis.reference.marks import linked, marks_in, secondary_sources
from smecredit.analysis.reference.modules import code_pages
from smecredit.analysis.reference.pages import reference_pages
from smecredit.analysis.reference.parameters import baseline_parameters
from smecredit.analysis.reference.scenarios import all_scenarios, notes_of
from smecredit.analysis.reference.sources import citations
from smecredit.analysis.reference.words import WORDS
from smecredit.analysis.statistics.indicators import EFFECTS
from smecredit.analysis.validation.facts import facts
from smecredit.scenarios.files import LIBRARY
from smecredit.simulation.observe.indicator import indicators
from smecredit.simulation.policy.instrument import instrument_kinds
from smecredit.simulation.products.product import product_kinds
from smecredit.simulation.stresses.stress import stress_kinds

#: A mark of a secondary source, or of how sure memory is, wherever it stands.
MARK = re.compile(r"(?<![A-Za-z0-9])(?:F\d{1,3}|K-[hml])(?![A-Za-z0-9])")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference_pages()


def anchors(page: str) -> list[str]:
    return re.findall(r"^#+ .*\{#(\S+)\}$", page, flags=re.MULTILINE)


def links(page: str) -> list[tuple[str, str]]:
    """Page (empty for this one) and anchor of every link to an entry."""
    return re.findall(r"\]\(([\w./]*)#([^)\s]+)\)", page)


@pytest.mark.parametrize("folder", ["reference", "zh/reference"])
def test_everything_declared_has_an_entry(pages: dict[str, str], folder: str) -> None:
    declared = {
        "parameters": [row["path"] for row in baseline_parameters()],
        "indicators": [*indicators(), *EFFECTS],
        "scenarios": [row["name"] for row in library_rows()],
        "policies": [*instrument_kinds()],
        "products": [*product_kinds()],
        "stresses": [*stress_kinds()],
    }
    assert len(declared["parameters"]) > 400
    for name, keys in declared.items():
        assert set(keys) <= set(anchors(pages[f"{folder}/{name}.md"])), name


def test_no_entry_stands_twice(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert not [anchor for anchor, count in Counter(anchors(page)).items() if count > 1], name


def test_every_link_leads_to_an_entry(pages: dict[str, str]) -> None:
    """Within the pages: what leads elsewhere is checked by the strict build of the site."""
    known = {name: set(anchors(page)) for name, page in pages.items()}
    seen = 0
    for name, page in pages.items():
        for target, anchor in links(page):
            place = name if not target else f"{name.rpartition('/')[0]}/{target}".replace("zh/reference/../../", "")
            assert anchor in known[place], (name, target, anchor)
            seen += 1
    assert seen > 1_000


def test_every_mark_of_every_source_can_be_opened() -> None:
    known = {*secondary_sources(), "K-h", "K-m", "K-l"}
    notes = {row["path"]: row["source"]["note"] for row in baseline_parameters()}
    notes |= {name: " ".join(notes_of(scenario)) for name, scenario in all_scenarios().items()}
    not_read = {".py", ".pyc"}
    notes |= {
        path.name: path.read_text(encoding="utf-8") for path in LIBRARY.rglob("*.*") if path.suffix not in not_read
    }
    notes |= {fact.id: f"{fact.value} {fact.source}" for fact in facts().values()}
    cited = {mark for note in notes.values() for mark in MARK.findall(note)}
    assert not {place: found for place, note in notes.items() if (found := set(MARK.findall(note)) - known)}
    assert len(cited) > 90
    # and what has an entry is cited, so that no entry outlives its use
    assert set(secondary_sources()) <= {*cited, *citations()} | _in_the_code()


def _in_the_code() -> set[str]:
    """Marks that only docstrings and comments name."""
    root = LIBRARY.parent
    return {
        mark
        for folder in ("simulation", "analysis")
        for path in (root / folder).rglob("*.py")
        for mark in MARK.findall(path.read_text(encoding="utf-8"))
    }


def test_a_source_tells_what_it_says_and_who_cites_it(pages: dict[str, str]) -> None:
    page = pages["reference/sources.md"]
    entry = page.partition("{#F66}")[2].partition("### ")[0]
    assert "national guarantee fund" in entry and "m.cfbond.com" in entry
    assert "parameters.md#guarantors.reguarantee_fee" in entry and "scenarios.md#baseline" in entry
    for source in secondary_sources().values():
        assert source.says.endswith(".") and source.where


@pytest.mark.parametrize(
    ("note", "marks"),
    [
        ("F66: 0.5% on its share, 0.3% up to 5m", ["F66"]),
        ("net margin 4 to 6.5% (F18, F19, F1)", ["F18", "F19", "F1"]),
        ("由F75推算：2.7万亿元（K-l）", ["F75", "K-l"]),
        ("2.3 times (D from F75)", ["D", "F75"]),
        ("the loss itself is assumed (A)", ["A"]),
        ("levels P3 and scorecard N5", ["P3", "N5"]),
        ("Annex D, plan A, F401, KF66, PS1/26, Q3", []),
    ],
)
def test_marks_are_told_from_letters(note: str, marks: list[str]) -> None:
    assert marks_in(note) == marks
    shown = linked(note)
    assert re.findall(r"\[([^\]]+)\]\((?:sources|facts)\.md#\1\)", shown) == marks
    if not marks:
        assert "](" not in shown


def test_markup_in_a_note_is_shown_as_it_is() -> None:
    assert linked("a * b_c <d> [e] `f` | F66") == r"a \* b\_c \<d\> \[e\] \`f\` \| [F66](sources.md#F66)"


def test_words_are_there_in_both_languages() -> None:
    for key, words in WORDS.items():
        assert set(words) == {"en", "zh"} and all(words.values()), key
        assert not CHINESE.search(words["en"].replace("中文", "")), key
        assert re.findall(r"(?<!\{)\{(\w+)\}", words["en"]) == re.findall(r"(?<!\{)\{(\w+)\}", words["zh"]) or {
            *re.findall(r"(?<!\{)\{(\w+)\}", words["en"])
        } == {*re.findall(r"(?<!\{)\{(\w+)\}", words["zh"])}, key


def test_pages_in_chinese_are_in_chinese(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        headed = [line for line in page.splitlines() if line.startswith("# ")]
        assert len(headed) == 1, name
        assert bool(CHINESE.search(headed[0])) == name.startswith("zh/"), name


def test_every_module_has_its_place_among_the_pages_of_code() -> None:
    found = code_pages()
    modules = [module for page in found.values() for module in re.findall(r"^::: (\S+)$", page, flags=re.MULTILINE)]
    assert len(modules) == len(set(modules)) > 300
    assert {"smecredit.simulation.market", "smecredit.analysis.reference.modules"} <= set(modules)
    assert "smecredit.simulation.market.CreditMarket" in found["code/index.md"]
