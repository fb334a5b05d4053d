"""Notebooks as pages: run while the site is built, or as they are stored, without outputs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter
from traitlets.config import Config

#: Set to 1 to run the notebooks; each takes a minute or so.
RUN = "SMECREDIT_RUN_NOTEBOOKS"
_WITHOUT_OUTPUTS = "!!! note\n\n    This page was made without running the notebook: it has no outputs.\n\n"


def notebook_pages(folder: Path) -> dict[str, str | bytes]:
    """Pages and pictures by their path in the documentation, of every notebook of the folder."""
    found: dict[str, str | bytes] = {}
    run = os.environ.get(RUN) == "1"
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if run:
            _execute(notebook)
        page, resources = MarkdownExporter(config=_settings(path.stem)).from_notebook_node(notebook)
        title, _, rest = page.lstrip().partition("\n")
        download = f"[The notebook]({path.name}){{ download }}\n"
        found[f"notebooks/{path.stem}.md"] = f"{title}\n\n{download}\n{'' if run else _WITHOUT_OUTPUTS}{rest}"
        for name, picture in resources.get("outputs", {}).items():
            found[f"notebooks/{name}"] = picture
    return found


def _execute(notebook: nbformat.NotebookNode) -> None:
    """Run every cell, in a folder of its own."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        place = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=1800, kernel_name="python3", resources=place).execute(
            env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        )


def _settings(name: str) -> Config:
    """Pictures named after the notebook; cells that only set things up are shown like the rest."""
    settings = Config()
    settings.ExtractOutputPreprocessor.output_filename_template = name + "_{cell_index}_{index}{extension}"
    settings.NbConvertBase.display_data_priority = [
        "text/html", "image/png", "text/markdown", "text/plain",
    ]  # fmt: skip
    return settings
