"""Scenarios by name. The simulation knows no library; whoever has one says how a scenario is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from .errors import RequestError, Sentence
from .given import written


class Reader(Protocol):
    """Who has a library: gives the scenario of a name, a path or a scenario, with what is laid over it."""

    def __call__(self, wanted: Any, settings: Mapping[str, object]) -> Any:
        """The scenario. Raises RequestError."""


def _no_library(wanted: Any, settings: Mapping[str, object]) -> Any:
    raise RequestError(
        Sentence(
            "scenario {wanted} cannot be found: no library of scenarios is there.",
            "找不到情景 {wanted}：没有情景库。",
            wanted=written(wanted),
        )
    )


_load: Reader = _no_library


def scenarios_are_read_by(load: Reader) -> None:
    """From now on `load` gives the scenario of a name or a path."""
    global _load
    _load = load


def scenario_named(wanted: object, settings: Mapping[str, object] | None = None) -> Any:
    """The scenario of a library name or a path; `settings` are laid over it, or over a scenario.

    Raises RequestError for what is no scenario and for settings that make no sense.
    """
    if not settings and not isinstance(wanted, str | Path):
        raise no_scenario(wanted)
    return _load(wanted, settings or {})


def no_scenario(wanted: object) -> RequestError:
    """The refusal of what is neither a name, a path nor a scenario."""
    return RequestError(
        Sentence(
            "scenario is {wanted}; give a library name, the path of a TOML file, or what load(...) returns.",
            "scenario 为 {wanted}；请给出情景库中的名称、TOML 文件的路径，或 load(...) 的结果。",
            wanted=written(wanted),
        )
    )
