"""Rows of results: what is zero is said once, and what is zero everywhere in one line."""

import re
from dataclasses import replace

from smecredit.analysis.presentation import tables
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.console import console
from smecredit.analysis.presentation.headlines import label_of
from smecredit.analysis.presentation.report import report_html
from smecredit.analysis.presentation.results import comparison_tables
from smecredit.analysis.statistics.indicators import direction_of

CUT = "failures_by_cause.cause.credit_cut"


def with_zeros(comparison: Comparison, key: str, but: str = "") -> Comparison:
    """The same runs, in which this indicator is zero everywhere but under one scenario."""
    place = comparison.keys.index(key)
    results = []
    for runs in zip(*comparison.results.values(), strict=True):
        of_seed = []
        for name, run in zip(comparison.names, runs, strict=True):
            numerators = run.numerators.copy()
            numerators[place] = numerators[place] if name == but else 0.0
            of_seed.append(replace(run, numerators=numerators))
        results.append(of_seed)
    return Comparison(comparison.scenarios, comparison.seeds, results)


def test_a_zero_beside_other_numbers_stands_once_and_without_an_interval(comparison) -> None:
    found = with_zeros(comparison, CUT, but="no_support")
    none, some = tables.row(found, CUT).cells[1:]
    assert re.fullmatch(r"0(\.0+)? k/yr", none.level.en) and re.fullmatch(r"0(\.0+)?万户/年", none.level.zh)
    assert (none.difference.en, none.interval.en, none.symbol, none.unchanged) == ("", "", "=", True)
    assert some.difference.en.startswith("+") and " to " in some.interval.en


def test_what_is_zero_everywhere_is_in_the_line_below(comparison) -> None:
    found = with_zeros(comparison, CUT)
    questions, zeros = tables.questions(found)
    for language in ("en", "zh"):
        label = label_of(CUT, language)
        assert label in zeros.of(language)
        assert label not in [row.label.of(language) for rows in questions.values() for row in rows]


def test_an_effect_that_is_zero_everywhere_counts_though_the_reference_has_none(make) -> None:
    found = make("baseline", "one_plus_n")
    for run in found.results["one_plus_n"]:
        supported = run.attribution.supported
        supported["size.micro"] = supported["size.micro"]._replace(additional=0.0)
    again = Comparison(found.scenarios, found.seeds, list(zip(*found.results.values(), strict=True)))
    assert tables.is_zero(again, "additionality.size.micro")
    assert not tables.is_zero(again, "additionality")


def test_a_note_stands_where_firms_are_saved_and_more_fail(comparison) -> None:
    assert comparison.difference("one_plus_n", "firms_saved").value > 0.0
    assert comparison.difference("one_plus_n", "failures_by_cause").value < 0.0
    assert tables.on_failures(comparison) is None
    results = [
        [replace(run, numerators=run.numerators * (1.0 if run is runs[0] else 2.0)) for run in runs]
        for runs in zip(*comparison.results.values(), strict=True)
    ]
    more = Comparison(comparison.scenarios, comparison.seeds, results)
    assert more.difference("one_plus_n", "failures_by_cause").value > 0.0
    note = tables.on_failures(more)
    assert note is not None and "every failure" in note.en and "倒闭" in note.zh


def test_the_windows_of_the_figures_are_named(comparison) -> None:
    note = tables.windows(comparison)
    for said in note:
        assert str(comparison.report_from) in said and str(comparison.months) in said


def test_it_is_said_which_way_a_balance_and_a_cost_are_better(comparison, make, monkeypatch, capsys) -> None:
    note = tables.on_balance(comparison)
    assert note is not None and "better for the budgets" in note.en and "财政改善" in note.zh
    assert direction_of("fiscal_balance") == 1 and direction_of("public_cost") == direction_of("fiscal_outlay") == -1
    assert tables.on_balance(make("baseline", "one_plus_n", keys=("public_cost",))) is None
    assert note.en in report_html(comparison, "en")
    monkeypatch.setenv("COLUMNS", "400")
    for only, there in ((None, True), ("purse", True), ("price", False)):
        for part in comparison_tables(comparison, "zh", only):
            console().print(part)
        assert (note.zh in capsys.readouterr().out) is there
