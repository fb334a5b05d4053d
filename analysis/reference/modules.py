"""Pages of code: one for each part of the package, made of its docstrings by mkdocstrings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
#: Packages of the project, in the order of their imports.
_PACKAGES = ("simulation", "scenarios", "analysis")


def code_pages() -> dict[str, str]:
    """Pages by their path: the index lists the public names, each of the others has the modules of a part."""
    parts = {part: modules for package in _PACKAGES for part, modules in _parts(package)}
    pages = {f"code/{part}.md": "\n".join(_page(part, modules)) for part, modules in parts.items()}
    return {"code/index.md": "\n".join(_index(parts)), **pages}


def _parts(package: str) -> Iterator[tuple[str, list[str]]]:
    """Parts of a package, each with its modules: those beside one another in one folder."""
    for folder in (_ROOT / package, *sorted(path for path in (_ROOT / package).rglob("*") if path.is_dir())):
        names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
        if names and (folder / "__init__.py").exists():
            part = ".".join(folder.relative_to(_ROOT).parts)
            yield part, [f"smecredit.{part}.{name}" for name in names]


def _page(part: str, modules: list[str]) -> Iterator[str]:
    yield f"# {part}"
    for module in modules:
        yield ""
        yield f"::: {module}"
    yield ""


def _index(parts: dict[str, list[str]]) -> Iterator[str]:
    from ... import _HOMES as homes
    from ... import __all__ as public

    yield "# Code"
    yield ""
    yield "`import smecredit` gives these names; each is imported when it is asked for."
    yield ""
    for name in public:
        home = f"smecredit{homes[name]}"
        yield f"- [`{name}`][{home}.{name}]"
    yield ""
    yield "The package is laid out in parts, each of which imports only what stands above it."
    yield ""
    for part, modules in parts.items():
        yield f"- [{part}]({part}.md): {', '.join(module.rpartition('.')[2] for module in modules)}"
    yield ""
