"""Colours of the page against the surface that they stand on: contrast of WCAG AA, in light and in dark."""

import re

import pytest

from smecredit.analysis.web.pages import STATIC

SHEET = (STATIC / "lab.css").read_text(encoding="utf-8")
#: Text needs 4.5 to 1, the edge of a control 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, EDGE = 4.5, 3.0
ON_SURFACE = ("text", "second", "third", "now", "better", "worse", "letter-0", "letter-1", "letter-2", "letter-3")


def colours(theme: str) -> dict[str, str]:
    start = SHEET.index(":root {" if theme == "light" else '[data-theme="dark"] {')
    block = SHEET[start : SHEET.index("}", start)]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * letter for letter in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_controls_stand_out(theme: str) -> None:
    known = colours(theme)
    for name in ON_SURFACE:
        assert contrast(known[name], known["surface"]) >= TEXT, name
    for name in ("text", "second", "third"):
        assert contrast(known[name], known["page"]) >= TEXT, name
    for name in ("text", "second", "now"):
        assert contrast(known[name], known["chosen"]) >= TEXT, name
    assert contrast(known["on-now"], known["now"]) >= TEXT
    assert contrast(known["on-caveat"], known["caveat"]) >= TEXT
    assert contrast(known["edge"], known["surface"]) >= EDGE
    assert contrast(known["caveat"], known["surface"]) >= EDGE


def test_both_themes_name_the_same_colours() -> None:
    assert set(colours("light")) == set(colours("dark"))
