"""What MkDocs asks of us while it builds the site: pages made from declarations, from docstrings and from notebooks."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from smecredit.analysis.reference.modules import code_pages
from smecredit.analysis.reference.pages import reference_pages

ROOT = Path(__file__).resolve().parents[2]
#: Links of pages to files that lie outside the documentation: shown as words.
_OUTSIDE = re.compile(
    r"\[([^\]]+)\]\((?:\.\./)+(?:README|CHANGELOG|LICENSE|benchmarks|tests|analysis|simulation|scenarios)[^)]*\)"
)
#: Links from page to page name the notebook, as they must where it is opened; not the link to download it.
_NOTEBOOK = re.compile(r"(\]\((?:[\w./]*/)?\w+)\.ipynb(#[^)]*)?\)(?!\{ download)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """A folder in which the package has its name and nothing else lies, for the reader of docstrings."""
    documented = ROOT / ".cache" / "documented" / "smecredit"
    documented.mkdir(parents=True, exist_ok=True)
    for name in ("__init__.py", "simulation", "scenarios", "analysis"):
        link = documented / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)
    code = [*code_pages()]
    config.nav = [_with_code(part, code) for part in config.nav or []]
    return config


def _with_code(part: object, pages: list[str]) -> object:
    if part == {"Code": "code/index.md"}:
        return {"Code": pages}
    return part


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made here."""
    notebooks = _beside("notebooks").notebook_pages(ROOT / "docs" / "notebooks")
    for path, content in {**reference_pages(), **code_pages(), **notebooks}.items():
        files.append(File.generated(config, path, content=content))
    return files


def _beside(name: str) -> ModuleType:
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"smecredit_site_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links to files outside the documentation become their words; those to a notebook lead to its page."""
    return _NOTEBOOK.sub(lambda found: f"{found[1]}.md{found[2] or ''})", _OUTSIDE.sub(r"\1", markdown))
