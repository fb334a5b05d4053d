"""The brief: two pages in either language, the numbers of the comparison, texts that stay texts."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from smecredit.analysis.presentation import palette
from smecredit.analysis.presentation.answers import NUMBER, shown
from smecredit.analysis.presentation.brief import drawings
from smecredit.analysis.presentation.brief.content import brief_of, linked
from smecredit.analysis.presentation.brief.html import brief_html
from smecredit.analysis.presentation.brief.parts import Brief
from smecredit.analysis.presentation.brief.pdf import brief_pdf
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.strings import LANGUAGES, text
from smecredit.analysis.statistics.scorecard import Mark
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.structure import PARTIES

NASTY = '<script>alert(1)</script> #panic("x") $x$ \\ *b*'


@pytest.fixture(scope="module")
def briefs(comparison: Comparison) -> dict[str, Brief]:
    return {language: brief_of(comparison, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def files(briefs: dict[str, Brief]) -> dict[str, bytes]:
    return {language: brief_pdf(brief) for language, brief in briefs.items()}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pages_with_our_fonts_and_the_same_bits_again(language, briefs, files) -> None:
    pdf = files[language]
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == 2
    assert brief_pdf(briefs[language]) == pdf
    assert b"Inter-Regular" in pdf
    # None of the fonts that Typst would fall back on.
    assert b"Libertinus" not in pdf


def test_the_answers_are_those_of_the_scorecard(briefs, comparison: Comparison) -> None:
    card = comparison.scorecard()
    for language, brief in briefs.items():
        assert [line.name for line in brief.lines] == [comparison.title(name, language) for name in card.policies]
        for name, line in zip(card.policies, brief.lines, strict=True):
            for question, cell in zip(card.questions, line.cells, strict=True):
                expected = shown(card, name, question.key, language, NUMBER)
                assert (cell.number, cell.word, cell.tone) == (expected.number, expected.word, expected.tone)


def test_who_pays_is_drawn_to_scale(briefs, comparison: Comparison) -> None:
    drawn = briefs["en"].payers.drawing
    for name in comparison.names:
        bank = comparison.loss_shares(name)["bank"].value
        assert f"Banks ¥{bank:.2f}" in drawn
    assert drawn.count("url(#fill-compensation_fund)") == 2  # the bar and the key
    assert "compensation fund ¥0.30" in briefs["en"].payers.said[0]


def test_nothing_is_fetched_and_the_words_are_there(briefs) -> None:
    for brief in briefs.values():
        page = brief_html(brief)
        assert "default-src 'none'" in page
        assert not re.search(r"<(?:script|link|img|iframe)|@import|url\(http", page)
        assert page.count("@font-face") == 3
        assert len(page) < 400_000
        for words in (
            brief.headline,
            brief.care,
            brief.questions,
            brief.limits_heading,
            *brief.limits,
            *brief.readings,
        ):
            assert words in page


def test_markup_in_a_title_is_shown_as_it_is(make) -> None:
    nasty = {"en": NASTY, "zh": NASTY}
    brief = brief_of(make("baseline", "one_plus_n", seeds=3, title=nasty, summary=nasty), "en")
    page = brief_html(brief)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert pages(brief_pdf(brief)) == 2


@pytest.mark.parametrize(("names", "seeds"), [(["one_plus_n"], 1), (["no_support", "one_plus_n"] * 3, 3)])
def test_few_and_many_policies(make, names: list[str], seeds: int) -> None:
    brief = brief_of(make("baseline", *names, seeds=seeds), "zh")
    assert len(brief.lines) == len(names)
    assert pages(brief_pdf(brief)) == 2
    numbers = json.dumps(asdict(brief), allow_nan=False)
    assert not re.search(r"[xy\d]=\\?\"(?:nan|inf)", numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pages_where_two_readings_of_what_is_additional_are_told(make, language: str) -> None:
    brief = brief_of(make("no_support", "one_plus_n", "no_guarantees"), language)
    assert len(brief.readings) == 3
    assert pages(brief_pdf(brief)) == 2


def test_a_comparison_that_records_little_has_a_brief(make) -> None:
    brief = brief_of(make("baseline", "one_plus_n", seeds=2, keys=("borrower_share",)), "en")
    assert brief.cost is None
    assert pages(brief_pdf(brief)) == 2


def test_addresses_lead_somewhere() -> None:
    found = list(linked("F71: ahscb.com/html/2016-04/13/content_212159.htm; and so on"))
    assert [piece.address for piece in found if piece.address] == [
        "https://ahscb.com/html/2016-04/13/content_212159.htm"
    ]
    assert "".join(piece.words for piece in found) == "F71: ahscb.com/html/2016-04/13/content_212159.htm; and so on"


def test_marks_differ_in_shape() -> None:
    shapes = {re.sub(r"#[0-9A-F]{6}", "", drawings.mark_svg(mark, "")) for mark in Mark}
    assert len(shapes) == len(Mark)


def test_a_file_is_written_whole_and_by_its_ending(comparison: Comparison, tmp_path: Path) -> None:
    comparison.to_brief(tmp_path / "brief.html", "zh")
    assert '<html lang="zh-Hans">' in (tmp_path / "brief.html").read_text(encoding="utf-8")
    comparison.to_brief(tmp_path / "brief.PDF")
    assert (tmp_path / "brief.PDF").read_bytes().startswith(b"%PDF")
    with pytest.raises(RequestError, match="neither"):
        comparison.to_brief(tmp_path / "brief.doc")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.PDF", "brief.html"]


def test_the_chinese_text_of_the_pdf_can_be_found(files, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("no pdftotext on this machine")
    (tmp_path / "brief.pdf").write_bytes(files["zh"])
    said = subprocess.run([pdftotext, str(tmp_path / "brief.pdf"), "-"], capture_output=True, check=True)
    words = "".join(said.stdout.decode("utf-8").split())
    for key in ("scorecard.title", "losses.title", "brief.limits", "brief.repeat"):
        assert text(key, "zh") in words


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255.0 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_can_be_read_and_payers_told_apart_without_colour() -> None:
    for colour in (
        palette.INK,
        palette.SECOND,
        palette.THIRD,
        palette.BETTER,
        palette.WORSE,
        palette.CAVEAT,
        palette.NOW,
    ):
        assert contrast(colour, palette.CARD) >= 4.5, colour
    assert contrast(palette.INK, palette.CAVEAT_GROUND) >= 7.0
    assert contrast("#FFFFFF", palette.PAYERS["bank"].ground) >= 4.5
    assert set(palette.PAYERS) == set(PARTIES)
    assert len({fill.pattern for fill in palette.PAYERS.values()}) == len(PARTIES)
    for fill in palette.PAYERS.values():
        if fill.lines:
            assert contrast(fill.ground, fill.lines) >= 1.8


def test_the_empty_half_of_a_chinese_quotation_mark_indents_no_line() -> None:
    def start(words: str, anchor: str) -> float:
        return float(re.search(r'x="([\d.]+)"', drawings.label(100.0, 0.0, words, 10.0, anchor=anchor))[1])

    assert start("“1+N”风险分担", "start") == 95.0
    assert start("安徽“4321”", "end") == 105.0
    assert start("安徽“4321”", "start") == start("“1+N” risk sharing", "start") == 100.0


def test_public_money_adds_up(briefs) -> None:
    def number(shown_as: str) -> float:
        return float(shown_as.replace("−", "-").replace(",", ""))

    for language, brief in briefs.items():
        outlay, back, capital, cost = (line for line in brief.purse.lines if line.total)
        assert back.name == text("brief.purse_back", language)
        for parts in zip(*(each.values for each in (outlay, back, capital, cost)), strict=True):
            *summed, total = map(number, parts)
            assert sum(summed) == pytest.approx(total, abs=0.2)


def test_firms_saved_are_told_net_with_their_interval(briefs, comparison: Comparison) -> None:
    assert comparison.difference("one_plus_n", "firms_saved").clear
    for brief in briefs.values():
        assert re.search(r"▲ \+[\d.,]+\D* ?[(（]\+", brief.gains.said[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_is_broken_between_options_only(make, language: str) -> None:
    found = make("baseline", "one_plus_n")
    typed = "smecredit compare baseline 'my own.toml' --firms 300 --set 'a.b=[1, 2]' --set c.d=0.35"
    found.command = typed
    brief = brief_of(found, language)
    assert brief.command == (
        "smecredit", "compare", "baseline", "'my own.toml'", "--firms 300", "--set 'a.b=[1, 2]'", "--set c.d=0.35",
    )  # fmt: skip
    code = re.search(r"<code>(.*?)</code>", brief_html(brief))
    assert code is not None and html.unescape(re.sub(r"</?span>", "", code[1])) == typed
    assert pages(brief_pdf(brief)) == 2
    found.command = None
    assert brief_of(found, language).command == ()
