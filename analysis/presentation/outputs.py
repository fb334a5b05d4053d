"""The files that `run --out` and `compare --out` write (DESIGN section 11)."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .files import replacing, write_json, write_table

if TYPE_CHECKING:
    from ...simulation import CreditMarket
    from ...simulation.scenario import Scenario
    from ..experiments.comparison import Comparison

_PACKAGES = ("smecredit", "mesa", "numba", "numpy", "pandas", "scipy")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages a result may depend on."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


RUN_FILES = (
    "indicators.csv",
    "flows.csv",
    "balance_sheet.csv",
    "losses.parquet",
    "loans.parquet",
    "manifest.json",
)


def write_run(folder: Path, scenario: Scenario, seed: int, market: CreditMarket) -> None:
    """Write the six files of one finished run into a folder, which is made where its parent exists."""
    folder.mkdir(exist_ok=True)
    # Gone before the first file changes and written last: a manifest stands for a complete set.
    (folder / "manifest.json").unlink(missing_ok=True)
    write_table(folder / "indicators.csv", market.indicators, index=True)
    write_table(folder / "flows.csv", market.flows)
    write_table(folder / "balance_sheet.csv", market.balance_sheets)
    write_table(folder / "losses.parquet", market.losses)
    write_table(folder / "loans.parquet", market.loans)
    manifest = {"scenario": scenario.document, "seed": seed, "hash": scenario.hash}
    write_json(folder / "manifest.json", {**manifest, **_circumstances()})


def write_comparison(folder: Path, comparison: Comparison, language: str) -> list[str]:
    """Write report, figure, table and document of a comparison into an existing folder; return the names."""
    (folder / "manifest.json").unlink(missing_ok=True)
    write_json(folder / "comparison.json", comparison.document())
    write_table(folder / "comparison.csv", comparison.table, index=True)
    with replacing(folder / "comparison.png") as temporary:
        comparison.plot(language).savefig(temporary)
    comparison.to_html(folder / "report.html", language)
    scenarios = {name: comparison.scenario(name) for name in comparison.names}
    manifest = {
        "scenarios": {name: scenario.document for name, scenario in scenarios.items()},
        "seeds": list(comparison.seeds),
        "hash": {name: scenario.hash for name, scenario in scenarios.items()},
    }
    write_json(folder / "manifest.json", {**manifest, **_circumstances()})
    return ["report.html", "comparison.png", "comparison.csv", "comparison.json", "manifest.json"]


def _circumstances() -> dict[str, Any]:
    return {"versions": versions(), "time": datetime.now(UTC).isoformat(timespec="seconds")}
