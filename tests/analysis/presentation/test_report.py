"""The page: whole in itself, in both languages, and nothing in a scenario can break out of the text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.formatting import amount, interval_of_level
from smecredit.analysis.presentation.report import report_html
from smecredit.analysis.presentation.strings import text

FEW = ("borrower_share", "new_lending")
VOID = {"meta", "br", "hr", "img", "input", "link", "path", "use", "rect", "circle"}


class Page(HTMLParser):
    """Reads a page strictly: every element closed in order, texts by language, attributes kept."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict]] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words: dict[str, list[str]] = {"en": [], "zh-Hans": [], "": []}
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open, tag
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        languages = [attributes["lang"] for tag, attributes in self.open if "lang" in attributes and tag != "html"]
        self.words[languages[-1] if languages else ""].append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name and value]

    def said(self, language: str) -> str:
        return " ".join(self.words[language])


@pytest.fixture(scope="module")
def source(comparison: Comparison) -> str:
    return report_html(comparison, "en")


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_nothing_is_fetched(source: str, page: Page) -> None:
    assert not re.search(r"https?://|//[a-z]+\.|@import|<link|<img|<iframe", source)
    assert "default-src 'none'" in source
    for name in ("src", "href", "xlink:href", "action"):
        assert all(value.startswith("#") for value in page.values(name))


def test_identifiers_are_unique_and_references_lead_somewhere(source: str, page: Page) -> None:
    identifiers = page.values("id")
    assert len(identifiers) == len(set(identifiers))
    assert set(re.findall(r"url\(#([^)]+)\)", source)) <= set(identifiers)


def test_both_languages_say_everything(page: Page, comparison: Comparison) -> None:
    english, chinese = page.said("en"), page.said("zh-Hans")
    for key in (
        "report.findings",
        "losses.title",
        "report.months",
        "report.headlines",
        "report.method",
        "method.zero",
    ):
        assert text(key, "en") in english
        assert text(key, "zh") in chinese
    for name in comparison.names:
        assert comparison.scenario(name).summary["en"] in english
        assert comparison.scenario(name).summary["zh"] in chinese
    assert "risk sharing" not in chinese
    assert "风险分担" not in english.replace("中文", "")


def test_the_page_differs_only_in_the_language_it_opens_in(source: str, comparison: Comparison) -> None:
    chinese = report_html(comparison, "zh")
    opening = re.compile(r"<html [^>]*>|<title>[^<]*</title>")
    assert opening.findall(source)[0] == '<html lang="en" data-language="en">'
    assert opening.findall(chinese)[0] == '<html lang="zh-Hans" data-language="zh">'
    assert opening.findall(chinese)[1].startswith("<title>在“")
    assert opening.sub("", chinese) == opening.sub("", source)


def test_figures_and_tables_are_there(page: Page, source: str, comparison: Comparison) -> None:
    panels = source.count("<article>")
    assert source.count("<svg") == 2 * (panels + 2) + panels * len(comparison.names)
    assert source.count("<table") >= 5
    assert {
        "findings", "losses", "months", "headlines", "sizes", "sectors", "purse", "scenarios", "method",
    } <= set(page.values("id"))  # fmt: skip
    assert all(label for tag, name, label in page.attributes if tag == "svg" and name == "aria-label")
    for name in comparison.names:
        assert comparison.scenario(name).hash in source
    assert "policy.one_plus_n.share.compensation_fund" in source


def test_numbers_of_the_page_are_those_of_the_comparison(page: Page, comparison: Comparison) -> None:
    bank = comparison.loss_shares("one_plus_n")["bank"].value
    assert f"Banks ¥{bank:.2f} (was ¥0.50)" in page.said("en")
    assert f"银行{bank:.2f}元（原0.50元）" in page.said("zh-Hans")


def test_a_table_wider_than_the_screen_moves_in_a_box_of_its_own(source: str) -> None:
    outside: list[str] = []

    class Tables(Page):
        def handle_starttag(self, tag, attrs):
            classes = [set((each.get("class") or "").split()) for _, each in self.open]
            if tag == "table" and not any("scroll" in each for each in classes):
                outside.append(self.get_starttag_text())
            super().handle_starttag(tag, attrs)

    Tables(source)
    assert outside == []
    assert re.search(r"\.scroll \{[^}]*overflow-x: auto", source)


def test_a_wide_table_is_printed_on_paper_on_its_side(make, source: str) -> None:
    assert "@page wide { size: A4 landscape;" in source
    assert 'class="tables wide"' not in source
    seven = report_html(make("baseline", *["one_plus_n", "no_support"] * 3, seeds=2), "en")
    assert re.search(r'<section id="headlines" class="tables wide">', seven)
    assert seven.count('<div class="scroll wide" style="--columns: 7"') >= 5


def test_a_verdict_is_told_without_colour(source: str, page: Page) -> None:
    """Whatever is coloured as good or bad carries a sign that says so."""
    found = re.findall(r'<(?:span|li) class="(?:change )?(good|bad|neutral)"><span class="mark"[^>]*>([^<]*)<', source)
    assert {tone for tone, _ in found} == {"good", "bad", "neutral"}
    for tone, mark in found:
        assert mark[1:] == {"good": "✓", "bad": "✗", "neutral": ""}[tone]
    for language, tag in (("en", "en"), ("zh", "zh-Hans")):
        assert text("report.marks_note", language) in page.said(tag)


def test_every_panel_shows_and_names_its_lines(source: str, comparison: Comparison) -> None:
    for article in re.findall(r"<article>.*?</article>", source, re.DOTALL):
        assert article.count('<span class="swatch"') == len(comparison.names)
        for name in comparison.names:
            assert f'<span lang="en">{comparison.title(name, "en")}</span>' in article
            assert f'<span lang="zh-Hans">{comparison.title(name, "zh")}</span>' in article


def test_the_scenarios_are_named_over_each_group_of_a_long_table(source: str, comparison: Comparison) -> None:
    groups = re.findall(r'<tr class="group">.*?</tr>', source)
    assert len(groups) > 5
    for group in groups:
        assert [title in group for title in (comparison.title(name, "en") for name in comparison.names)] == [True] * 3


def test_a_reason_for_a_missing_number_does_not_widen_its_column(source: str) -> None:
    reasons = re.findall(r'<span class="([^"]*)"><span lang="en">the denominator is zero', source)
    assert reasons
    assert set(reasons) == {"interval reason"}
    assert re.search(r"td \.reason \{ white-space: normal;", source)


def test_the_reference_is_not_called_by_the_name_of_the_baseline_in_chinese(make) -> None:
    page = Page(report_html(make("no_support", "one_plus_n", seeds=2, keys=FEW, summary={"en": "", "zh": ""}), "zh"))
    own = page.said("zh-Hans").rpartition(text("report.scenarios", "zh"))[0]
    assert "基准" not in own
    assert "参照" in own


def test_values_are_written_as_in_a_scenario(page: Page) -> None:
    said = page.said("")
    assert "[micro, small]" in said
    assert "['micro'" not in said


def test_attribution_and_incidence_are_on_the_page(page: Page, comparison: Comparison) -> None:
    english, chinese = page.said("en"), page.said("zh-Hans")
    share = comparison.mean("one_plus_n", "additionality")
    value, interval = amount(share.value, "share", "en"), interval_of_level(share, "share", "en")
    assert f"Additional to “Baseline”: {value} (95% interval {interval})." in english
    assert "Additional to “Baseline”: cannot be given, because there are no such loans." in english
    assert "相对“基准”的政策净增部分：无法计算，因为没有这类贷款。" in chinese
    for key in ("question.anyway", "question.failures", "report.sizes", "report.sectors", "method.attribution"):
        assert text(key, "en") in english
        assert text(key, "zh") in chinese
    for words in (
        "transport",
        "Failures: credit cut off",
        "Firms saved against “Baseline”",
        "Failed only under “Baseline”",
    ):
        assert words in english
    assert "交通运输" in chinese


def test_a_page_without_attribution_does_not_speak_of_it(make) -> None:
    alone = make("baseline", "one_plus_n", seeds=2, keys=FEW)
    results = [
        tuple(replace(alone.results[name][place], attribution=None) for name in alone.names) for place in range(2)
    ]
    page = Page(report_html(Comparison(alone.scenarios, alone.seeds, results), "en"))
    assert text("question.anyway", "en") not in page.said("en")
    assert text("method.attribution", "en") not in page.said("en")


def test_an_effect_whose_interval_covers_zero_is_shown_as_such(page: Page) -> None:
    english = page.said("en")
    assert "no clear effect" in english
    assert "没有明确影响" in page.said("zh-Hans")


def test_what_a_scenario_says_stays_text(make) -> None:
    nasty = {"en": "<script>alert(1)</script>\"'&", "zh": "</script><b onclick=alert(2)>"}
    page = Page(report_html(make("baseline", "one_plus_n", seeds=3, keys=FEW, title=nasty, summary=nasty), "en"))
    assert [tag for tag, _, _ in page.attributes if tag in ("b", "script")] == []
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    assert "<script>alert(1)</script>" in page.said("en")
    assert "</script><b onclick=alert(2)>" in page.said("zh-Hans")


def test_flags_and_caveats_are_on_the_page(make) -> None:
    page = Page(report_html(make("baseline", "baseline", seeds=3, keys=FEW), "en"))
    assert "changes nothing at all" in page.said("en")
    assert "Only 3 seeds" in page.said("en")
    assert "只有3个随机种子" in page.said("zh-Hans")


def test_the_page_of_one_seed(make) -> None:
    page = Page(report_html(make("baseline", "one_plus_n", seeds=1, keys=FEW), "en"))
    assert "One seed" in page.said("en")


def test_no_line_ends_between_a_minus_sign_and_its_amount(comparison: Comparison) -> None:
    from smecredit.analysis.presentation.report import _findings

    said = [sentence for name in comparison.others for _, _, both in _findings(comparison, name) for sentence in both]
    negative = [sentence for sentence in said if "−" in sentence]
    assert negative
    assert not [sentence for sentence in negative if re.search("−[¥0-9]", sentence)]
