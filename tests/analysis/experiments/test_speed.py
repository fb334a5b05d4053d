"""The speed table: every item, whatever its value here."""

import math

import pytest

from smecredit.analysis.experiments import speed as bench
from smecredit.analysis.presentation.console import bench_table, console


@pytest.mark.slow
def test_the_document_of_the_speed_table(monkeypatch) -> None:
    tiny = bench.Size(firms=200, months=3, many_firms=400, many_months=3, seeds=2, repetitions=1)
    monkeypatch.setattr(bench, "QUICK", tiny)
    # Not measured here: it would compile everything again.
    monkeypatch.setattr(
        bench, "_first_result_seconds", lambda name, size, cache, bytecode: 1.0 if cache is None else 30.0
    )
    document = bench.measure(quick=True)
    assert set(document) == {"machine", "items"}
    assert "Python 3" in document["machine"]
    items = {item["key"]: item for item in document["items"]}
    assert set(items) == {
        "run_cpu_seconds",
        "ns_per_firm_month",
        "bytes_per_enterprise",
        "first_result_warm_seconds",
        "first_result_cold_seconds",
        "comparison_seconds",
    }
    for item in items.values():
        assert set(item) == {"key", "unit", "value", "target"}
        assert math.isfinite(item["value"])
        assert item["value"] > 0.0
    assert (items["run_cpu_seconds"]["target"], items["comparison_seconds"]["target"]) == (0.25, 8.0)
    assert len(list(bench_table(document, "zh"))) == 3


def test_targets_are_those_of_the_design_and_verdicts_are_marks(capsys) -> None:
    item = {"key": "run_cpu_seconds", "unit": "s", "value": 0.3, "target": 0.2}
    for part in bench_table({"machine": "m", "items": [item]}, "en"):
        console().print(part)
    line = next(line for line in capsys.readouterr().out.splitlines() if "one run" in line)
    assert line.split()[-4:] == ["0.300", "✗", "0.2", "s"]
