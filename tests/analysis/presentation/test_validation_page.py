"""The page of `validate`: every figure drawn, both languages, nothing fetched."""

import re

import pytest

from smecredit.analysis.presentation.strings import text
from smecredit.analysis.presentation.validation_page import HEIGHT, WIDTH, finite, strip_svg, validation_html
from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.validation.experiment import Figure, experiments
from smecredit.analysis.validation.validate import Judged, Outcome


def judged(value: float | None, low: float | None = 0.1, high: float | None = 0.5) -> Judged:
    figure = Figure("x", {"en": "An effect <of> it", "zh": "效应"}, "share", low, high)
    spread = None if value is None else (value - 0.05, value + 0.05)
    estimate = Estimate(value, *(spread or (None, None)))
    return Judged(figure, estimate, figure.verdict(estimate))


@pytest.fixture(scope="module")
def page() -> str:
    tried = experiments()
    outcomes = [
        Outcome(tried["G1"], 20_000, (judged(0.3), judged(0.0, None, None))),
        Outcome(tried["H1"], 20_000, (judged(0.7), judged(None))),
    ]
    return validation_html(outcomes, 12, ["A1", "A2"], "en")


def test_every_figure_with_a_value_is_drawn(page: str) -> None:
    assert page.count("<svg") == 3
    assert page.count('class="band"') == 2
    assert page.count('class="value"') == 3


def test_both_languages_are_there_and_texts_are_escaped(page: str) -> None:
    for language in ("en", "zh"):
        assert text("validation.title", language) in page
        assert text("verdict.fail", language) in page
        assert experiments()["H1"].title[language] in page
    assert "An effect &lt;of&gt; it" in page and "<of>" not in page
    assert experiments()["G1"].about.switch_on.replace(">", "&gt;") in page
    assert "A1, A2" in page


def test_nothing_is_fetched_and_references_lead_somewhere(page: str) -> None:
    assert "default-src 'none'" in page
    assert not re.search(r"<link|<img|<iframe|@import|src=", page)
    identifiers = re.findall(r'id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(identifiers)


def test_it_opens_in_either_language() -> None:
    outcome = Outcome(experiments()["G1"], 20_000, (judged(0.3),))
    assert '<html lang="zh-Hans" data-language="zh">' in validation_html([outcome], 2, [], "zh")


@pytest.mark.parametrize(
    "one", [judged(0.3), judged(-3.0), judged(0.0, None, 0.0), judged(9.0, 0.1, None), judged(0.0, 0.0, 1.0)]
)
def test_marks_stay_inside_the_strip(one: Judged) -> None:
    drawn = strip_svg(one)
    across = [float(number) for number in re.findall(r'(?:x1|x2|cx|x)="([-0-9.]+)"', drawn)]
    assert across and min(across) >= 0.0 and max(across) <= WIDTH
    starts, widths = re.findall(r'<rect class="band" x="([-0-9.]+)"[^>]* width="([-0-9.]+)"', drawn)[0]
    assert float(widths) > 0.0 and float(starts) + float(widths) <= WIDTH
    assert f'height="{HEIGHT}"' in drawn


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert strip_svg(judged(None)) == ""
    assert finite(None, float("nan"), float("inf"), 0.0, -1.0) == [0.0, -1.0]
