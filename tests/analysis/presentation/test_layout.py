"""A screen of any width: no line wider than it, no figure lost, cut or broken."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from smecredit.analysis.experiments.loading import load_one
from smecredit.analysis.presentation import console, layout
from smecredit.analysis.presentation.changes import base_of, changes, is_stress, one_line
from smecredit.analysis.presentation.opening import legend
from smecredit.analysis.presentation.parameter_list import parameter_list
from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.validation import calibration
from smecredit.analysis.validation.calibration import PASS, Judgement
from smecredit.scenarios import library
from smecredit.simulation.ground.parameters import describe_parameters
from smecredit.simulation.observe.bands import BANDS
from smecredit.simulation.observe.story.story_text import Offers, offers

LANGUAGES = ["en", "zh"]
NARROW = [30, 40, 60]


def shown(parts: Iterable[Any], columns: int, monkeypatch, capsys) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    screen = console.console()
    for part in parts:
        screen.print(part)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert max(map(cell_len, lines)) <= columns
    assert "\x1b" not in "".join(lines)
    return lines


def way(security: int, outcome: str, amount_fen: int = 0, taken: bool = False) -> dict[str, object]:
    numbers = {"amount_fen": amount_fen, "rate": 0.1082, "cost_in_all_rate": 0.1169}
    return {"product": "simple_loan", "security": security, "route": 0, "outcome": outcome, "taken": taken, **numbers}


#: What two banks made of a request.
WEIGHED = [
    (
        {"type": "joint_stock", "number": 6},
        [way(8, "guarantor_refused", 192_000_000), way(1, "possible", 9_000_000, True)],
    ),
    ({"type": "large_state", "number": 4}, [way(1, "too_small"), way(8, "guarantor_closed")]),
]


class Told:
    """A story of one year, in the words of the real one."""

    def title(self, language: str) -> str:
        return {"en": "The story of enterprise 17", "zh": "企业17的故事"}[language]

    def paragraphs(self, language: str) -> list[tuple[str, str]]:
        return {
            "en": [("37 months before month 1", "It owes its banks ¥18,774,344 and keeps ¥2,150,363 in the bank.")],
            "zh": [("期初前37个月", "有员工11人，年销售额1,877.43万元，其账户开在“股份制银行8号”，存款215.04万元。")],
        }[language]

    def with_offers(self, language: str) -> list[tuple[str, str, list[Offers]]]:
        tables = [offers(bank, ways, language) for bank, ways in WEIGHED]
        return [(month, said, tables) for month, said in self.paragraphs(language)]

    def year_table(self, language: str) -> tuple[list[str], list[list[str]]]:
        headings = {
            "en": ["month", "size", "workers", "sales a year", "margin", "cash", "bank debt", "private debt"],
            "zh": ["月份", "规模", "员工", "年销售额", "利润率", "现金", "银行债务", "民间债务"],
        }
        cells = {
            "en": ["12", "small", "9", "¥14,251,728", "5.2%", "¥1,945,293", "¥123,456,789", "¥0"],
            "zh": ["12", "小型", "9", "1,425.17万元", "5.2%", "194.53万元", "12,345.68万元", "0元"],
        }
        return headings[language], [cells[language]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [90, 140])
def test_offers_stand_whole_under_the_bank_that_makes_them(language: str, columns: int, monkeypatch, capsys) -> None:
    story = Told()
    lines = shown(console.story_tables(story, language), columns, monkeypatch, capsys)  # type: ignore[arg-type]
    (_, _, tables) = story.with_offers(language)[0]
    at = 0
    for of_bank in tables:
        at = lines.index(f"  {of_bank.bank}", at)
        headings = set(" ".join(of_bank.headings).split())
        while headings:  # one of two words stands on two lines
            at += 1
            assert headings & {*lines[at].split()}
            headings -= {*lines[at].split()}
        for line in of_bank.lines:
            at += 1
            assert re.split(r"  +", lines[at].strip()) == [cell for cell in line if cell]
    assert len(tables[0].headings) == 5
    assert [len(line) for line in tables[1].lines] == [2, 2]  # nothing but refusals: no column for amounts and rates


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [*NARROW, 80, 140])
def test_a_story_keeps_its_figures(language: str, columns: int, monkeypatch, capsys) -> None:
    story = Told()
    lines = shown(console.story_tables(story, language), columns, monkeypatch, capsys)  # type: ignore[arg-type]
    headings, [cells] = story.year_table(language)
    for heading, cell in zip(headings, cells, strict=True):
        assert any(heading in line for line in lines)
        assert any(re.search(rf"(^|\s|[:：]){re.escape(cell)}($|\s)", line) for line in lines), cell
    for number in {"en": ["¥18,774,344", "¥2,150,363"], "zh": ["1,877.43万元", "215.04万元", "11人"]}[language]:
        assert any(number in line for line in lines), number
    # Sentences have room: no column of a few letters.
    assert len(lines) < 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [*NARROW, 110])
def test_a_run_keeps_its_figures(make, language: str, columns: int, monkeypatch, capsys) -> None:
    from smecredit.analysis.presentation.formatting import amount, interval_of_level
    from smecredit.analysis.presentation.headlines import headline_keys, label_of
    from smecredit.analysis.statistics.indicators import DIFFERENCE_ONLY, effect_or_none, shown_unit

    runs = make("baseline", seeds=3)
    judged = [Judgement(key, band, Estimate(1.234, 1.1, 1.35), PASS) for key, band in BANDS.items()]
    monkeypatch.setattr(calibration, "judgements", lambda runs: judged)
    lines = shown(console.run_tables(runs, language), columns, monkeypatch, capsys)
    together = " ".join(line.strip() for line in lines)
    keys = headline_keys(key for key in runs.measured if effect_or_none(key) is None and key not in DIFFERENCE_ONLY)
    for key in (key for group in keys.values() for key in group):
        mean, _ = runs.shown("baseline", key)
        for figure in (
            amount(mean.value, shown_unit(key), language),
            interval_of_level(mean, shown_unit(key), language),
        ):
            assert any(figure in line for line in lines), (key, figure)
        assert label_of(key, language).replace(" ", "") in together.replace(" ", "")
    for line in judged:
        assert any(amount(1.234, line.band.unit, language) in shown for shown in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", NARROW)
def test_the_library_can_be_read_on_a_narrow_screen(language: str, columns: int, monkeypatch, capsys) -> None:
    rows = []
    for name in library():
        scenario, above = load_one(name), base_of(name)
        base = None if above is None else load_one(above)
        found = [] if base is None else changes(scenario, base)
        said = {each: one_line(scenario, base, each) for each in LANGUAGES}
        group = "stress" if is_stress(scenario, found) else "policy"
        rows.append({"name": name, "group": group, "base": above, "title": scenario.title, "changes": said})
    lines = shown(console.scenario_table(rows, language), columns, monkeypatch, capsys)
    for row in rows:
        assert f"  {row['name']}" in lines
        place = lines.index(f"  {row['name']}")
        found = "".join(lines[place + 1 : place + 30]).replace(" ", "")
        assert row["changes"][language].replace(" ", "") in found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", NARROW)
def test_a_scenario_and_the_parameters_keep_their_values(language: str, columns: int, monkeypatch, capsys) -> None:
    scenario, baseline = load_one("one_plus_n", under="severe_recession"), load_one("baseline")
    parts = console.scenario_page(scenario, load_one("one_plus_n"), baseline, language)
    lines = shown(parts, columns, monkeypatch, capsys)
    assert any("= 60_000_000_000" in line for line in lines)
    assert any("= -0.12" in line for line in lines)
    rows = describe_parameters({group.key: group for group in baseline.groups})[:40]
    lines = shown(parameter_list(rows, language), columns, monkeypatch, capsys)
    for row in rows:
        value = console.value_text(row["value"]).split(", ")[0]
        assert any(f"= {value}" in line for line in lines), row["path"]


@pytest.mark.parametrize("terminal", [{"TERM": "dumb"}, {"NO_COLOR": "1", "TERM": "xterm"}])
def test_a_dumb_terminal_has_the_width_it_says(terminal, monkeypatch) -> None:
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "34")
    assert console.console().width == 34
    monkeypatch.setenv("COLUMNS", "3")
    assert console.console().width == layout.NARROWEST


@given(st.text(alphabet="ab 19.,_/万元年，。“”中文+−¥", max_size=80), st.integers(10, 60))
def test_wrapping_keeps_every_letter_and_no_line_is_too_wide(words: str, width: int) -> None:
    lines = layout.wrapped(words, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_wrapping_breaks_no_number_and_begins_no_line_with_a_closing_mark() -> None:
    told = "年销售额1,877.43万元，存款（不含利息）215.04万元。" * 3
    for width in range(16, 50):
        lines = layout.wrapped(told, width)
        assert sum(line.count("1,877.43万元") for line in lines) == 3
        assert sum(line.count("215.04万元") for line in lines) == 3
        assert not any(line[0] in "，。）" or line[-1] == "（" for line in lines)


def test_a_long_path_is_broken_at_its_dots_and_underscores() -> None:
    assert layout.wrapped("policy.interest_vat_exemption.rate", 20) == ["policy.interest_vat_", "exemption.rate"]
    assert layout.wrapped("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_table_becomes_lines_just_where_it_does_not_fit() -> None:
    from rich.console import Console

    grid = layout.Grid("en", layout.Column(""), layout.Column("value", "right"))
    grid.section("Credit")
    grid.row("Rate of new loans", Text("5.71%/yr", style="green"))
    needed = 2 + len("Rate of new loans") + 2 + len("5.71%/yr")

    def on(width: int) -> list[str]:
        screen = Console(width=width, height=9, color_system=None)
        with screen.capture() as captured:
            screen.print(grid)
        return [line.rstrip() for line in captured.get().splitlines()]

    assert on(needed)[-1] == "  Rate of new loans  5.71%/yr"
    assert on(needed - 1) == ["Credit", "  Rate of new loans", "    value: 5.71%/yr"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 60, 80, 90, 100, 110, 120])
def test_no_word_of_a_legend_is_torn_from_its_sign(make, language: str, columns: int, monkeypatch, capsys) -> None:
    for names in (("baseline", "one_plus_n"), ("no_support", "one_plus_n")):
        items = legend(make(*names).scorecard(), language)
        lines = shown([layout.Items(items)], columns, monkeypatch, capsys)
        assert max(map(cell_len, lines)) <= columns
        for item in items:
            assert cell_len(item) > columns or any(item in line for line in lines), item
        assert len(lines) <= len(items) or columns == 40
