"""The whole way of `smecredit sensitivity`, with a model whose Sobol indices are published in the place of the market.

Everything else is as ever: sweep file, points, scenarios, chunks, store, outcomes asked of it, SALib, the document.
"""

import json
from math import pi, sin
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")

from smecredit.analysis.experiments import chunks
from smecredit.analysis.experiments.run_rows import RunRows
from smecredit.simulation.scenario import Scenario

pytestmark = [pytest.mark.slow, pytest.mark.long]  # 1,280 scenarios are made, twice

#: The three factors, each with the range that stands for -pi to pi.
RANGES = {"guarantors.reach": (0.1, 0.4), "cycle.policy_rate": (0.01, 0.05), "moral_hazard.hazard": (0.02, 0.3)}
POINTS = 256
#: First-order and total indices for a = 7 and b = 0.1 (Ishigami and Homma 1990; Saltelli et al. 2008, section 4.6).
PUBLISHED = (0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)
#: An indicator that has a place in the store as any other.
KEY = "default_rate"


class Ishigami:
    """Stands in the place of a market of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.conditions = scenario

    def branch(self, scenario: Scenario) -> "Ishigami":
        return Ishigami(scenario)

    def run(self) -> "Ishigami":
        return self

    @property
    def outcome(self) -> float:
        found = []
        for path, (low, high) in RANGES.items():
            group, _, name = path.partition(".")
            found.append(pi * (2.0 * (getattr(self.conditions.group(group), name) - low) / (high - low) - 1.0))
        one, two, three = found
        return sin(one) + 7.0 * sin(two) ** 2 + 0.1 * three**4 * sin(one)


def rows_of(run: str, market: Ishigami, described: object) -> RunRows:
    one = np.array([1.0])
    return RunRows(run, (KEY,), ("share",), one * market.outcome, one, one, (None,), (None,))


@pytest.fixture
def in_its_place(inline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_past_of", lambda scenario, seed: Ishigami(scenario))
    monkeypatch.setattr(chunks, "rows_of", rows_of)


def test_sobol_indices_of_ishigami_are_the_published_ones(in_its_place, smecredit, tmp_path: Path) -> None:
    ranges = "\n".join(f'"{path}" = {{ low = {low}, high = {high} }}' for path, (low, high) in RANGES.items())
    (tmp_path / "three.toml").write_text(
        'scenarios = ["baseline"]\nfirms = 200\nmonths = 2\nset = { "opening.settled" = false }\n'
        f'[[uncertainties]]\ndesign = "sobol"\npoints = 1\n[uncertainties.ranges]\n{ranges}\n',
        encoding="utf-8",
    )
    asked = ("--method", "sobol", "--points", str(POINTS), "--indicator", KEY, "--store", str(tmp_path / "store"))
    status, out, err = smecredit("sensitivity", str(tmp_path / "three.toml"), *asked, "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["points"] == POINTS * (len(RANGES) + 2)
    measured = {each["factor"]: each for each in told["indicators"][KEY]["factors"]}
    for path, (first, total) in zip(RANGES, PUBLISHED, strict=True):
        each = measured[path]
        assert each["ci_low"] <= total <= each["ci_high"] and each["value"] == pytest.approx(total, abs=0.06)
        assert abs(each["first_order"] - first) <= each["first_order_error"]
        assert each["first_order"] == pytest.approx(first, abs=0.1)
