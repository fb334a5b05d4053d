"""The files that `compare --out` writes (DESIGN section 11)."""

from __future__ import annotations

import warnings
from pathlib import Path

from ..experiments.files import replacing, write_json, write_table
from ..experiments.result_folder import write_manifest
from ..experiments.run_files import circumstances
from .comparison import Comparison


def write_comparison(folder: Path, comparison: Comparison, language: str) -> None:
    """Write report, figure, tables and document of a comparison into an existing folder, then the manifest."""
    write_json(folder / "comparison.json", comparison.document())
    write_table(folder / "comparison.csv", comparison.table, index=True)
    write_table(folder / "by_seed.csv", comparison.by_seed)
    with warnings.catch_warnings():
        # A character that no font has, as a file's name may hold, is drawn as a box; the page shows it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        with replacing(folder / "comparison.png") as temporary:
            comparison.plot(language).savefig(temporary)
        comparison.to_html(folder / "report.html", language)
    scenarios = {name: comparison.scenario(name) for name in comparison.names}
    manifest = {
        "scenarios": {name: scenario.document for name, scenario in scenarios.items()},
        "seeds": list(comparison.seeds),
        "hash": {name: scenario.hash for name, scenario in scenarios.items()},
    }
    write_manifest(folder, {**manifest, **circumstances()})
