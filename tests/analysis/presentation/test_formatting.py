"""Numbers as people read them, in both languages."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.analysis.presentation import formatting
from smecredit.analysis.statistics.intervals import Estimate


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.0484, "share per year", "4.84%/yr", "4.84%/年"),
        (0.31, "share", "31.0%", "31.0%"),
        (6.154e13, "yuan", "¥61.5 tn", "61.5万亿元"),
        (9.3e10, "yuan per year", "¥93.0 bn/yr", "930亿元/年"),
        (-4.28e10, "yuan per year", "−¥42.8 bn/yr", "−428亿元/年"),
        (0.0, "yuan per year", "¥0/yr", "0元/年"),
        (233_000_000, "workers", "233 m", "2.33亿人"),
        (1_807_000, "count", "1.81 m", "181万户"),
        (2.0, "months", "2.00 months", "2.00个月"),
        (3.2, "ratio", "3.20", "3.20"),
        (54.3, "yuan per yuan", "¥54.3 per ¥1", "54.3元（每1元财政支出）"),
        (None, "share", "–", "–"),
    ],
)
def test_amounts(value: float, unit: str, english: str, chinese: str) -> None:
    assert formatting.amount(value, unit, "en") == english
    assert formatting.amount(value, unit, "zh") == chinese


def test_a_difference_has_the_digits_its_interval_deserves() -> None:
    assert formatting.change(Estimate(0.01234, 0.0098, 0.0149), "share", "en") == (
        "+1.23 points",
        "+0.98 to +1.49",
    )
    assert formatting.change(Estimate(-3.61e12, -3.8e12, -3.4e12), "yuan", "zh") == (
        "−3.61万亿元",
        "−3.80至−3.40",
    )
    assert formatting.change(Estimate(0.0, 0.0, 0.0), "share", "en") == ("0 points", "")
    assert formatting.change(Estimate(5.0, None, None, "one_seed"), "months", "en") == ("+5.00 months", "")
    assert formatting.change(Estimate(None, None, None, "undefined"), "share", "en") == ("–", "")


def test_a_row_has_one_unit_and_one_number_of_decimals() -> None:
    large, small, tiny = Estimate(1.863e12, 1.7e12, 2e12), Estimate(3.9e11, 8e10, 6.6e11), Estimate(2e9, 1e9, 3e9)
    look = formatting.look_of_row([71.7e12, 73.6e12], [large, small], "yuan", "en")
    assert look == formatting.Look(12, 2)
    assert formatting.change(small, "yuan", "en", look) == ("+¥0.39 tn", "+0.08 to +0.66")
    assert formatting.amount(71.7e12, "yuan", "en", look) == "¥71.70 tn"
    # Levels take the unit of small differences, so that they add up, unless that makes them unreadable.
    assert formatting.look_of_row([71.7e12], [tiny], "yuan", "en") == formatting.Look(9, 1)
    assert formatting.look_of_row([71.7e18], [tiny], "yuan", "en").scale == 12
    # Where nothing differs the largest level decides.
    assert formatting.look_of_row([71.7e12, 2.0], [Estimate(0.0, 0.0, 0.0)], "yuan", "en") == formatting.Look(12, 1)
    assert formatting.change(small, "yuan", "en") == ("+¥390 bn", "+80 to +660")
    assert formatting.change(Estimate(0.0, 0.0, 0.0), "yuan", "zh", formatting.Look(12, 0)) == ("0万亿元", "")


def test_an_interval_that_does_not_cover_zero_does_not_seem_to() -> None:
    change = Estimate(3.43e12, 3e9, 8.15e12)
    assert formatting.change(change, "yuan", "en") == ("+¥3.430 tn", "+0.003 to +8.150")
    assert formatting.change(Estimate(0.34, 0.0, 0.81), "index", "en") == ("+0.34", "0.00 to +0.81")


def test_a_part_of_a_yuan_has_the_unit_of_its_language() -> None:
    assert formatting.yuan_of_loss(0.796, "en") == "¥0.80"
    assert formatting.yuan_of_loss(0.796, "zh") == "0.80元"
    assert formatting.yuan_of_loss(None, "zh") == "–"


def test_two_levels_can_be_told_apart() -> None:
    assert formatting.levels(0.31781, 0.30921, "share", "en") == ("31.78%", "30.92%")
    assert formatting.levels(5.0, 5.0, "ratio", "en") == ("5.00", "5.00")
    assert formatting.levels(None, 5.0, "ratio", "en") == ("–", "5.00")


def test_bands() -> None:
    assert formatting.band(0.015, 0.035, "share", "en") == "1.5 to 3.5%"
    assert formatting.band(-math.inf, -0.3, "index", "en") == "at most −0.3"
    assert formatting.band(1.0, None, "months", "zh") == "不低于 1"


@given(
    st.floats(-1e16, 1e16),
    st.sampled_from(["share", "yuan", "count", "ratio"]),
    st.sampled_from(["en", "zh"]),
)
def test_no_number_is_shown_as_minus_zero_or_with_an_exponent(value: float, unit: str, language: str) -> None:
    shown = formatting.amount(value, unit, language)
    assert "e+" not in shown
    assert "-" not in shown
    if "−" in shown:
        assert any(digit in shown for digit in "123456789")


def test_axis_labels_name_the_unit() -> None:
    assert formatting.unit_label("yuan per year", "en", 9) == "¥ bn/yr"
    assert formatting.unit_label("yuan", "zh", 12) == "万亿元"
    assert formatting.unit_label("share", "en", difference=True) == "points"
    assert formatting.unit_label("count per year", "en") == "number/yr"
