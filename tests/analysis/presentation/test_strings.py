"""Every string exists in both languages, is used, and can be drawn."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from smecredit.analysis.presentation import console, headlines, path_units, strings, tables, typeface, wording
from smecredit.analysis.statistics import indicators, intervals, scorecard
from smecredit.analysis.validation import calibration
from smecredit.analysis.validation.experiment import experiments
from smecredit.simulation.ground.compiled_cache import Fault
from smecredit.simulation.observe import indicator as measured
from smecredit.simulation.observe.bands import BANDS
from smecredit.simulation.state.structure import PARTIES

FOLDER = Path(strings.__file__).parent
SOURCES = {path.as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.parent.rglob("*.py")}
TEMPLATE = (FOLDER / "templates" / "report.html.j2").read_text(encoding="utf-8")
CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")

#: Keys put together from a prefix and a name: every name must have its string.
FAMILIES = {
    "party": [*PARTIES, "total"],
    "reason": [value for name, value in vars(intervals).items() if name.isupper() and isinstance(value, str)],
    "question": headlines.QUESTIONS,
    "effect": [*indicators.EFFECTS, *(f"{key}.definition" for key in indicators.EFFECTS)],
    "scenarios": ["policy", "stress"],
    "help": ["options", "arguments", "commands"],
    "change": ["policy.added", "policy.removed", "stress.added"],
    "report": ["sizes", "sectors", "products"],
    "source": ["regulation", "dataset", "paper", "secondary", "calibrated", "assumption"],
    "sentence": ["higher", "lower", "unclear", "unchanged", "undefined", "no_interval"],
    "sentence.effect": [
        "higher", "lower", "unclear", "unchanged", "no_interval", "share", "share_one_seed", "range", "range_one_seed",
    ],
    "score": ["yuan", "yuan per year", "share per year", "workers", "yuan per yuan"],
    "scorecard": [
        *(f"{key}{part}" for key in scorecard.ASKED for part in ("", ".what", ".head")),
        *("payers.unit", "additionality.unit", "jobs.unit"),
    ],
    "caveat": [f"{key}{again}" for key in ("split", "capital", "anyway", "anyway_range") for again in ("", ".again")],
    "said": ["yuan", "yuan per year", "share per year", "workers", "yuan per yuan"],
    "opening": ["brief", "reference", "out", "only"],
    "brief": [
        "title", "care", "policies", "assumed", "source", "limits", "readings", "repeat", "repeat_note", "footer",
        "pays_more", "pays_less", "by_size", "by_region", "by_sector",
        *(f"size.{size}" for size in tables.SIZES),
    ],
    "axis": ["difference", "difference_stretched", "month"],
    "mark": [*scorecard.Mark, "range"],
    "verdict": [
        "label", "caveat",
        calibration.PASS, calibration.NEAR, calibration.FAIL, "one_seed", "nothing", "little", "lends_most",
        "lends_most_jobs", "leading", "clauses", "cost.unclear", "range",
        *(f"{key}.{way}" for key in ("credit", "price", "defaults", "jobs", "cost") for way in ("up", "down")),
    ],
    "list": ["separator", "enumerated", "last"],
    "part": ["lending", "cost", "jobs", "firms"],
    "parts": ["more_for_less", "less_for_more", "both_lower", "unclear", "near_zero", "small", "one_seed"],
    "panel": [indicators.RUN, indicators.YEAR],
    "scale": ["3", "4", "6", "8", "9", "12"],
    "bench": [
        "run_cpu_seconds",
        "ns_per_firm_month",
        "ns_per_firm_month_large",
        "large_over_small",
        "bytes_per_enterprise",
        "first_result_warm_seconds",
        "first_result_cold_seconds",
        "comparison_seconds",
    ],
    "bench.unit": ["s", "ns", "bytes", "times"],
    "cache": get_args(Fault),
    "size": [*tables.SIZES, "s", "min", "h", "kB", "MB", "GB"],
    "reproduce": ["code", "plugins"],
    "drive.note": ["morris", "sobol"],
    "over": ["difference", "luck", "parameters", "share"],
    "fund": ["dry", "mean", "median", "q95", "q99"],
    "column": [
        "path", "value", "layer", "source", "name", "title", "changes", "unit",
        "level", "difference", "interval", "calibration", "band", "verdict", "measure", "target",
        "stated", "found", "range", "before", "after", "off",
    ],
}  # fmt: skip
UNITS = [
    "", "share", "share per year", "yuan", "yuan per year", "count", "count per year", "workers", "workers per year",
    "months", "ratio", "index", *(effect.unit for effect in indicators.EFFECTS.values()),
]  # fmt: skip


def literal_keys() -> set[str]:
    """Keys that the code or the template names outright."""
    found = set(re.findall(r'(?:say|phrase)\("([a-z_.]+)"[,)]', TEMPLATE))
    for name, source in SOURCES.items():
        for node in ast.walk(ast.parse(source, name)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called in ("text", "phrase", "_unknown") and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def family_keys() -> set[str]:
    families = {f"{prefix}.{name}" for prefix, names in FAMILIES.items() for name in names}
    return families | {f"{kind}.{unit}" for kind in ("unit", "amount", "change") for unit in UNITS}


def test_every_key_that_is_named_exists() -> None:
    assert literal_keys() | family_keys() <= set(strings.STRINGS)
    assert len(literal_keys()) > 40


def test_no_string_is_left_over() -> None:
    computed = {
        "unit.points",
        "report.title",
        "report.title_under",
        "report.title_one",
        "report.title_one_under",
    }
    computed |= {"band.both", "band.from", "band.to", "sentence.who_pays"}
    of_figures = {figure.unit for experiment in experiments().values() for figure in experiment.figures}
    computed |= {f"{kind}.{unit}" for kind in ("unit", "amount") for unit in of_figures}
    computed |= {f"amount.{unit}" for unit in path_units.SHOWN}
    assert set(strings.STRINGS) - literal_keys() - family_keys() - computed == set()


@pytest.mark.parametrize("key", sorted(strings.STRINGS))
def test_both_languages_say_the_same_with_the_same_placeholders(key: str) -> None:
    pair = strings.STRINGS[key]
    assert set(pair) == set(strings.LANGUAGES)

    def fields(language: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(pair[language]) if field}

    assert fields("en") == fields("zh")
    assert not CHINESE.search(pair["en"])
    assert bool(pair["en"]) == bool(pair["zh"]) or key.startswith(("unit.", "scale.", "verdict.between"))


def test_a_missing_string_is_an_error() -> None:
    with pytest.raises(KeyError):
        strings.text("no such string", "en")
    with pytest.raises(KeyError):
        strings.text("undefined", "fr")


def test_every_indicator_and_band_is_labelled_in_both_languages_with_a_known_unit() -> None:
    for key, declared in measured.indicators().items():
        assert declared.unit in UNITS, key
        for said in (declared.label, declared.definition):
            assert said["en"], key
            assert said["zh"], key
    for key, band in BANDS.items():
        assert band.unit in UNITS, key
        assert band.label["en"], key
        assert band.label["zh"], key
    assert measured.indicator("new_lending.size.micro").label["zh"]


def test_headlines_and_panels_are_indicators() -> None:
    named = {key for keys in headlines.QUESTIONS.values() for key in keys} | set(headlines.PANELS)
    #: Shown where the engine measures it.
    shadow = {"additionality_at_decision"}
    whole = {key.partition(".")[0] for key in named | set(wording.SENTENCES)} - shadow
    assert whole <= set(measured.indicators()) | set(indicators.EFFECTS)
    for key in named - shadow:
        assert indicators.effect_or_none(key) or measured.indicator(key)
    assert set(headlines.SPANS) <= set(headlines.PANELS)
    for dimension, keys in tables.BROKEN_DOWN.items():
        for key in keys:
            part = f"{key}.{dimension}.{tables._VALUES[dimension][0]}"
            assert indicators.effect_or_none(part) or measured.indicator(part)
            assert headlines.label_of(part, "zh") != part


def test_every_character_of_the_project_can_be_drawn(root: Path) -> None:
    own = typeface.families()[:2]
    assert own[1] != "DejaVu Sans"
    written = [path.read_text(encoding="utf-8") for path in (root / "scenarios").glob("*.toml")]
    written += [said for pair in strings.STRINGS.values() for said in pair.values()]
    written += [said for declared in measured.indicators().values() for said in declared.label.values()]
    assert typeface.missing_glyphs(written, own) == set()
    assert typeface.missing_glyphs(["龘"], own) == {"龘"}


def test_verdicts_are_symbols_that_differ_and_can_be_drawn() -> None:
    symbols = list(wording.SYMBOLS.values())
    assert len(set(symbols)) == len(symbols)
    assert typeface.missing_glyphs(symbols, typeface.families()[:2]) == set()
    assert console.WIDTH_IN_A_PIPE >= 100


def test_one_of_many_is_singular_in_english() -> None:
    lead = {"firms": "1", "first": 1, "seeds": strings.text("console.one_seed", "en", seed=1)}
    assert (
        strings.text("console.lead", "en", months=1, **lead) == "1 enterprise, 1 month (results from month 1), seed 1"
    )
    assert "21 months" in strings.text("console.lead", "en", months=21, **lead)
    assert "1个月" in strings.text("console.lead", "zh", months=1, **lead)
