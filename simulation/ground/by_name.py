"""Scenarios by name: the package that holds the library says here how a name or a path becomes a scenario.

The simulation knows no library, and yet a market takes a name: whoever stands above hands in who finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import RequestError, Sentence
from .given import written

_finders: list[Callable[[str | Path], Any]] = []


def found_by(finder: Callable[[str | Path], Any]) -> None:
    """From now on `finder` turns a library name or a path into a scenario; it raises RequestError where it cannot."""
    _finders[:] = [finder]


def scenario_named(wanted: object) -> Any:
    """The scenario of a library name or a path. Raises RequestError for what is neither, and where there is none."""
    if not isinstance(wanted, str | Path) or not _finders:
        raise RequestError(
            Sentence(
                "scenario is {wanted}; give a library name, the path of a TOML file, or what load(...) returns.",
                "scenario 为 {wanted}；请给出情景库中的名称、TOML 文件的路径，或 load(...) 的结果。",
                wanted=written(wanted),
            )
        )
    return _finders[0](wanted)
