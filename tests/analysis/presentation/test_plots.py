"""Figures: every glyph drawn, every axis with its unit, nothing told by colour alone."""

import re
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from smecredit.analysis.presentation import plots, short_labels, slide
from smecredit.analysis.presentation.comparison import Comparison

LANGUAGES = ["en", "zh"]


def texts_of(figure) -> list[str]:
    return [each.get_text() for each in figure.findobj(mpl.text.Text) if each.get_text()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_drawn_without_a_missing_glyph_or_font(comparison: Comparison, language: str, caplog) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a missing glyph
        figure = comparison.plot(language)
        FigureCanvasAgg(figure).draw()
    assert not caplog.records
    assert len(figure.axes) == 2 * len(slide.slide_keys(comparison)) + 1


def test_a_missing_glyph_would_be_noticed(make) -> None:
    rare = make(
        "baseline", "one_plus_n", seeds=2, keys=("borrower_share",), title={"en": "\U0001f9ff", "zh": "\U0001f9ff"}
    )
    with pytest.warns(UserWarning, match="missing from font"):
        FigureCanvasAgg(rare.plot("zh")).draw()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ["¥ tn", "difference, points", "month"]), ("zh", ["万亿元", "差异，百分点", "月份"])],
)
def test_every_panel_names_its_units(comparison: Comparison, language: str, expected: list[str]) -> None:
    shown = texts_of(comparison.plot(language))
    for words in expected:
        assert words in shown


def test_lines_differ_in_style_and_carry_their_name(comparison: Comparison) -> None:
    figure = comparison.plot()
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) == comparison.months]
    assert len(lines) == 3
    assert len({str(line.get_linestyle()) + str(line._unscaled_dash_pattern) for line in lines}) == 3
    shown = "\n".join(texts_of(figure))
    for name in comparison.names:
        assert comparison.title(name, "en").split()[0] in shown


def test_bars_have_hatches_and_numbers_that_are_the_shares(comparison: Comparison) -> None:
    figure = comparison.plot()
    bars = figure.axes[-1].patches
    assert len({bar.get_hatch() for bar in bars}) >= 4
    for row, name in enumerate(comparison.names):
        widths = sum(bar.get_width() for bar in bars if round(bar.get_y() + bar.get_height() / 2) == row)
        assert widths == pytest.approx(1.0)
        assert f"¥{comparison.loss_shares(name)['bank'].value:.2f}" in texts_of(figure)


def test_every_party_and_line_has_a_look_of_its_own() -> None:
    looks = [*plots._PARTIES.values(), plots._OTHER_PARTY]
    assert len({hatch for _, hatch in looks}) == len(looks)
    assert len({str(dash) for _, dash, _ in plots._LINES}) == len(plots._LINES)
    assert len({marker for *_, marker in plots._LINES}) == len(plots._LINES)
    assert len(plots._LINES) >= 8


@pytest.fixture(scope="module")
def eight(make) -> Comparison:
    """Eight scenarios, as many as one is likely to compare."""
    return make("baseline", *["one_plus_n", "no_support"] * 3, "one_plus_n", seeds=2)


def test_eight_lines_can_be_told_apart_without_colour(eight: Comparison) -> None:
    figure = eight.plot()
    FigureCanvasAgg(figure).draw()
    level, change = figure.axes[0], figure.axes[1]
    lines = [line for line in level.lines if len(line.get_xdata()) == eight.months]
    looks = {(str(line._unscaled_dash_pattern), line.get_marker()) for line in lines}
    assert len(lines) == len(looks) == 8
    # Markers keep out of one another's way: a quarter of 24 months has room for six places.
    assert len({line.get_markevery()[0] for line in lines}) == 6
    # Above all stand the titles.
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 8
    assert {handle.get_marker() for handle in legend.legend_handles} == {line.get_marker() for line in lines}
    # Eight bands over one another show nothing: only the reference's is drawn behind the levels.
    assert len(level.collections) == 1
    assert len(change.collections) == 7


def test_names_and_legend_of_eight_do_not_run_into_anything(eight: Comparison) -> None:
    figure = eight.plot()
    FigureCanvasAgg(figure).draw()
    renderer = figure.canvas.get_renderer()
    level = figure.axes[0]
    legend = figure.legends[0].get_window_extent(renderer)
    assert legend.y0 > level.title.get_window_extent(renderer).y1
    assert legend.x1 < figure.bbox.x1


def test_the_page_shows_the_look_of_each_line(eight: Comparison, comparison: Comparison) -> None:
    drawn = [plots.swatch_svg(eight, name, "") for name in eight.names]
    looks = {re.sub(r"(id|#|href)[^>]*|stroke: #\w+|fill: #\w+", "", each) for each in drawn}
    assert len(looks) == 8
    # A marker where the lines have one: with few, they do not.
    assert all("<use" in each for each in drawn)
    assert not any("<use" in plots.swatch_svg(comparison, name, "") for name in comparison.names)
    # The line stands in the middle, not at the edge where half of it would be cut off.
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', drawn[0])[1])
    line = next(path for path in re.findall(r'd="([^"]*)"', drawn[0]) if path.count("L") == 2)
    heights = [float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", line)]
    assert heights == pytest.approx([height / 2] * 3, abs=0.2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_can_be_read_on_a_phone(eight: Comparison, language: str) -> None:
    """At 340 pixels, what a card of a phone is wide, no letter is smaller than ten pixels."""
    for source in (
        plots.panel_svg(eight, "borrower_share", language),
        plots.losses_svg(eight, language, narrow=True),
    ):
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', source)[1])
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", source)]
        assert sizes
        assert min(sizes) * 340 / width >= 10


def test_no_title_of_the_library_is_cut_in_the_legend() -> None:
    from smecredit.analysis.experiments.loading import load_one
    from smecredit.analysis.experiments.titles import short_title
    from smecredit.scenarios import library

    for name in library():
        for language in LANGUAGES:
            assert "…" not in short_labels.shorten(short_title(load_one(name).title, language), slide._LEGEND_LABEL, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_is_a_slide_on_which_nothing_runs_off(
    comparison: Comparison, eight: Comparison, language: str
) -> None:
    for shown in (comparison, eight):
        figure = shown.plot(language)
        FigureCanvasAgg(figure).draw()
        renderer = figure.canvas.get_renderer()
        assert figure.get_figwidth() == 16.0
        assert 9.0 <= figure.get_figheight() < 11.5
        for axis in figure.axes[:-1]:
            for words in axis.texts:
                box = words.get_window_extent(renderer)
                assert axis.bbox.x0 - 1 <= box.x0 and box.x1 <= axis.bbox.x1 + 1, words.get_text()
        for words in figure.texts:
            box = words.get_window_extent(renderer)
            assert box.x1 <= figure.bbox.x1
            assert words.get_fontsize() >= 11
    assert slide.headline_of(comparison, comparison.scorecard(), language)[:8] in figure_words(
        comparison.plot(language)
    )


def figure_words(figure) -> str:
    return "".join(each.get_text().replace("\n", " ") for each in figure.texts)


def test_one_large_difference_does_not_hide_the_small_ones() -> None:
    from matplotlib.figure import Figure

    axis = Figure().subplots()
    axis.plot([0.0, 1.0], [0.0, -1000.0])
    axis.plot([0.0, 1.0], [0.0, 10.0])
    assert plots._stretch(axis, [np.array([0.0, 1000.0]), np.array([0.0, 10.0])])
    assert axis.get_yscale() == "asinh"
    # A hundredth of the axis on a plain scale; more than a tenth here.
    shown = axis.transData.transform([(1.0, 10.0), (1.0, 0.0), (1.0, -1000.0)])[:, 1]
    assert (shown[0] - shown[1]) / (shown[1] - shown[2]) > 0.1
    assert [label.get_text() for label in axis.get_yticklabels()] == ["0", "−1,000"]
    plain = Figure().subplots()
    assert not plots._stretch(plain, [np.array([3.0]), np.array([1.0])])
    assert not plots._stretch(plain, [np.array([3.0]), np.array([0.0])])
    assert plain.get_yscale() == "linear"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_svg_stands_on_its_own_in_a_page(comparison: Comparison, language: str) -> None:
    for source in (
        plots.panel_svg(comparison, "borrower_share", language),
        plots.losses_svg(comparison, language, narrow=True),
    ):
        assert source.startswith("<svg")
        assert source.endswith("</svg>")
        assert "http" not in source
        assert "DejaVu" not in source
        assert "<text" in source
        identifiers = re.findall(r'\bid="([^"]+)"', source)
        assert len(identifiers) == len(set(identifiers))
        assert set(re.findall(r"url\(#([^)]+)\)", source)) <= set(identifiers)
        assert set(re.findall(r'href="#([^"]+)"', source)) <= set(identifiers)


def test_svg_is_the_same_every_time(comparison: Comparison) -> None:
    first, second = (plots.panel_svg(comparison, "default_rate", "en") for _ in range(2))
    assert first == second


def test_markup_and_formulas_in_a_title_are_plain_text(make) -> None:
    nasty = {"en": "<b>$x_{1}$ & $\\frac$", "zh": "<b>$x_{1}$ & $\\frac$"}
    source = plots.losses_svg(make("baseline", "one_plus_n", seeds=2, keys=("borrower_share",), title=nasty), "en")
    assert "&lt;b&gt;$x_{1}$ &amp;" in source
    assert "<b>" not in source


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Baseline", ["Baseline"]),
        ("1+N risk sharing with caps", ["1+N risk sharing", "with caps"]),
        ("one two three four five six seven eight nine ten", ["one two three four", "five six seven…"]),
        ("“1+N”风险分担", ["“1+N”风险分担"]),
        ("安徽省四三二一新型政银担合作模式", ["安徽省四三二一新型", "政银担合作模式"]),
        ("2026年民间投资专项担保计划", ["2026年民间投资", "专项担保计划"]),
    ],
)
def test_titles_are_broken_where_they_may_be(title: str, lines: list[str]) -> None:
    assert short_labels.shorten(title).split("\n") == lines
