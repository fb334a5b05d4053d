"""The files of one run (DESIGN section 11), and what a manifest says of the circumstances."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.plugins import plugins
from ...simulation.ground.printable import printable
from .files import write_table
from .result_folder import write_manifest

if TYPE_CHECKING:
    from ...simulation import CreditMarket
    from ...simulation.scenario import Scenario

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


def circumstances() -> dict[str, Any]:
    """What a manifest says of every result: the versions, the time in UTC, and what joined from outside the package."""
    joined = [{"name": printable(each.name), "sha256": each.sha256} for each in plugins()]
    found = {"versions": versions(), "time": datetime.now(UTC).isoformat(timespec="seconds")}
    return {**found, "plugins": joined} if joined else found


def write_run(folder: Path, scenario: Scenario, seed: int, market: CreditMarket) -> None:
    """Write the six files of one finished run into a folder, which is made where its parent exists."""
    folder.mkdir(exist_ok=True)
    write_table(folder / "indicators.csv", market.indicators, index=True)
    write_table(folder / "flows.csv", market.flows)
    write_table(folder / "balance_sheet.csv", market.balance_sheets)
    write_table(folder / "losses.parquet", market.losses)
    write_table(folder / "loans.parquet", market.loans)
    manifest = {"scenario": scenario.document, "seed": seed, "hash": scenario.hash}
    write_manifest(folder, {**manifest, **circumstances()})


def write_manifest_of_seeds(folder: Path, scenario: Scenario, seeds: range) -> None:
    """Write the manifest over the folders of several seeds of one scenario."""
    manifest = {"scenario": scenario.document, "seeds": list(seeds), "hash": scenario.hash}
    write_manifest(folder, {**manifest, **circumstances()})
