"""docs/attribution.md holds what its script writes: the same lines in the same order, whatever the numbers."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from smecredit.analysis.statistics.indicators import EFFECTS
from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.validation.experiment import experiments
from smecredit.scenarios import library
from smecredit.simulation.observe.indicator import indicators

PART = re.compile(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- end -->", flags=re.DOTALL)
SHARE, FIRMS = Estimate(0.25, 0.2, 0.3), Estimate(-15_000.0, -27_000.0, 3_000.0)
#: A number, with the sign and the scale that go with its size.
NUMBER = re.compile(r"[+−]?\d[\d,.]*(?: [km]\b)?")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "attribution.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def writer(program: Callable[[str], ModuleType]) -> ModuleType:
    return program("docs/attribution_figures.py")


@pytest.fixture(scope="module")
def measured(writer: ModuleType) -> object:
    """Figures made up."""
    count = len(writer.POLICIES)
    return writer.Measured(
        10,
        10_000,
        dict.fromkeys(writer.READINGS, SHARE),
        {window: [0.1, 0.2, 0.3] for window in writer.WINDOWS},
        {key: [FIRMS if key == "firms_saved" else SHARE] * count for key in writer.EXAMPLE},
    )


def test_the_page_holds_what_the_script_writes(page: str, writer: ModuleType, measured: object) -> None:
    written = writer.parts(measured)
    held = dict(PART.findall(page))
    assert list(held) == list(written)
    for name, part in written.items():
        assert NUMBER.sub("#", held[name]) == NUMBER.sub("#", part), name


def test_figures_are_written_between_the_marks_and_nothing_else_changes(
    page: str, writer: ModuleType, measured: object
) -> None:
    written = writer.parts(measured)
    again = writer.renewed(page, written)
    assert dict(PART.findall(again)) == written
    assert PART.sub("", again) == PART.sub("", page)
    assert writer.renewed(again, written) == again
    assert "| 25.0% (20.0 to 30.0) |" in written["readings"]
    assert "| −15 k (−27 to +3) | −15 k (−27 to +3) | −15 k (−27 to +3) |" in written["example"]
    assert "| 10.0% | 20.0% | 30.0% |" in written["windows"]


def test_an_unknown_mark_is_an_error(writer: ModuleType) -> None:
    with pytest.raises(KeyError, match="nothing_of_the_kind"):
        writer.renewed("<!-- nothing_of_the_kind -->\n<!-- end -->", {})


def test_what_is_measured_exists(writer: ModuleType) -> None:
    of_fact = {f"M1.{figure.key}" for figure in experiments()["M1"].figures}
    assert set(writer.READINGS) | set(writer.EXAMPLE) <= set(EFFECTS) | set(indicators()) | of_fact
    assert {writer.REFERENCE, *writer.POLICIES} <= set(library())
