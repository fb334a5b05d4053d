"""Scenarios by name. The simulation knows no library; whoever has one says how a scenario is read from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import RequestError, Sentence
from .given import written


def _no_library(wanted: str | Path) -> Any:
    raise RequestError(
        Sentence(
            "scenario {wanted} cannot be found: no library of scenarios is there.",
            "找不到情景 {wanted}：没有情景库。",
            wanted=written(wanted),
        )
    )


_load: Callable[[str | Path], Any] = _no_library


def scenarios_are_read_by(load: Callable[[str | Path], Any]) -> None:
    """From now on `load` gives the scenario of a name or a path."""
    global _load
    _load = load


def scenario_named(wanted: object) -> Any:
    """The scenario of a library name or a path. Raises RequestError for what is neither, and where there is none."""
    if not isinstance(wanted, str | Path):
        raise RequestError(
            Sentence(
                "scenario is {wanted}; give a library name, the path of a TOML file, or what load(...) returns.",
                "scenario 为 {wanted}；请给出情景库中的名称、TOML 文件的路径，或 load(...) 的结果。",
                wanted=written(wanted),
            )
        )
    return _load(wanted)
