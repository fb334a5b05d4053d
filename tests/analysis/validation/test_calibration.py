"""Verdicts of the calibration table."""

import math

import pytest

from smecredit.analysis.validation.calibration import FAIL, NEAR, PASS, judge


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (0.02, 0.015, 0.035, PASS),
        (0.015, 0.015, 0.035, PASS),
        (0.035, 0.015, 0.035, PASS),
        (0.0131, 0.015, 0.035, NEAR),  # misses by 0.0019, a tenth of the width is 0.002
        (0.0369, 0.015, 0.035, NEAR),
        (0.0129, 0.015, 0.035, FAIL),
        (0.0371, 0.015, 0.035, FAIL),
        (-0.28, -math.inf, -0.3, NEAR),  # an open band: a tenth of the bound
        (-0.26, None, -0.3, FAIL),
        (-5.0, None, -0.3, PASS),
        (None, 0.0, 1.0, FAIL),
        (math.nan, 0.0, 1.0, FAIL),
    ],
)
def test_verdicts(value: float | None, low: float | None, high: float | None, verdict: str) -> None:
    assert judge(value, low, high) == verdict
