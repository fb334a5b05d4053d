"""Scenarios by name. The simulation knows no library; it asks the package that it is part of for its `load`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from .compiled_cache import PACKAGE
from .errors import RequestError, Sentence
from .given import written


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
    return import_module(PACKAGE.rpartition(".")[0]).load(wanted)
