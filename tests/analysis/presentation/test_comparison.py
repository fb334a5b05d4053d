"""What Python users meet: one call, a result that shows itself, short texts for both."""

import re

import pytest

import smecredit as sc
from smecredit.analysis.experiments.paired_runs import PairedRuns
from smecredit.analysis.presentation.comparison import Comparison, compare
from smecredit.analysis.presentation.notebook import comparison_html
from smecredit.simulation.ground.errors import RequestError


def test_the_public_names_are_these() -> None:
    assert (sc.compare, sc.Comparison) == (compare, Comparison)
    assert issubclass(Comparison, PairedRuns)


def test_two_values_of_one_parameter_are_compared_in_python_too() -> None:
    own = "baseline,cycle.policy_rate=0.05"
    result = sc.compare(["baseline", own], seeds=2, firms=300, months=14, set={"economy.burn_in": 2}, workers=1)
    assert isinstance(result, sc.Comparison)
    assert result.names == ("baseline", own)
    assert [scenario.burn_in for scenario in result.scenarios] == [2, 2]
    assert result.title(own, "en") == "Baseline, cycle.policy_rate=0.05"
    assert result.difference(own, "output").value != 0.0
    assert set(result.by_seed["scenario"]) == {"baseline", own}
    assert set(result.table.index.get_level_values("scenario")) == {"baseline", own}


def test_reports_and_figures_are_made_from_it(comparison: Comparison, tmp_path) -> None:
    assert comparison.plot().axes
    comparison.to_html(tmp_path / "report.html", "zh")
    assert '<html lang="zh-Hans"' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_its_text_is_short(comparison: Comparison, make) -> None:
    assert repr(comparison) == "Comparison(baseline, one_plus_n, no_support; seeds 1 to 10)"
    assert repr(make("baseline", "one_plus_n", seeds=1)) == "Comparison(baseline, one_plus_n; seed 1)"
    assert repr(comparison.results["baseline"][0]).startswith("RunResult('baseline', seed=1, months=24, indicators=")


def test_a_notebook_shows_the_headline_table(comparison: Comparison) -> None:
    page = comparison._repr_html_()
    assert page.count("<table>") == page.count("</table>") == 1
    for tag in ("tr", "td", "th"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")
    for words in ("1+N risk sharing", "Who gets credit?", "Firms with a bank loan", "Who pays each ¥1", "Banks"):
        assert words in page
    assert "谁得到贷款？" in comparison_html(comparison, "zh")


def test_what_a_title_holds_is_text_in_a_notebook(make) -> None:
    nasty = {"en": "<script>x</script>\x1b\u202e", "zh": "</table>"}
    page = make("baseline", "one_plus_n", seeds=3, keys=("borrower_share",), title=nasty)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_titles_that_are_the_same_are_numbered(make) -> None:
    same = make("baseline", "one_plus_n", seeds=2, keys=("borrower_share",), title={"en": "Mine", "zh": "我的"})
    assert [same.title(name, "en") for name in same.names] == ["Mine", "Mine (2)"]
    assert [same.title(name, "zh") for name in same.names] == ["我的", "我的 (2)"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seeds": 0}, "seeds is 0; it must be a whole number from 1 to 100,000."),
        ({"seeds": 2.0}, "seeds is 2.0; it must be a whole number"),
        ({"seeds": True}, "seeds is true; it must be a whole number"),
        ({"seeds": "3"}, "seeds is '3'; it must be a whole number"),
        ({"first_seed": -1}, "first_seed is -1; it must be a whole number from 0"),
        ({"first_seed": 2**53, "seeds": 2}, "end at 9,007,199,254,740,993; the largest seed is 9,007,199,254,740,992."),
        ({"workers": 0}, "workers is 0; it must be a whole number from 1"),
    ],
)
def test_seeds_and_workers_are_checked_before_anything_runs(options, words, never_runs) -> None:
    with pytest.raises(RequestError) as told:
        compare(["baseline", "one_plus_n"], **options)
    assert words in str(told.value)
    assert re.search("[\u4e00-\u9fff]", told.value.in_language("zh"))
