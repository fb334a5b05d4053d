"""Runs that are done, in files: every worker process finds what any of them has run, by scenario and seed."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...simulation.scenario import Scenario
from ..statistics.attribution import History
from ..statistics.run_result import RunResult


@dataclass(frozen=True)
class Kept:
    """What is kept of a run: its result, what a comparison asks of single firms, and the field of firms.

    `states` has a row a month from month 0 on and a column a firm of the sample `keys`; `traits` are their size, sector
    and region at the start. `ends` says of every firm of the start whether it has failed or closed.
    """

    result: RunResult
    history: History | None
    keys: np.ndarray
    states: np.ndarray
    traits: np.ndarray
    ends: np.ndarray


class Store:
    """A folder of runs, those used last kept up to so many bytes. What is read was written by this server."""

    def __init__(self, folder: Path, most_bytes: int = 400_000_000) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def run(self, scenario: Scenario, seed: int, kind: str, make: Callable[[], Kept]) -> Kept:
        """The run of a scenario and seed, done now unless it is kept. Raises what `make` raises."""
        path = self.folder / f"{kind}-{scenario.hash[:40]}-{seed}.run"
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            kept: Kept = pickle.loads(path.read_bytes())
            os.utime(path)
            return kept
        made = make()
        content = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
        temporary = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # a full disk: the run is done again when it is asked for
            temporary.write_bytes(content)
            temporary.replace(path)
            self._trim()
        return made

    def has(self, scenario: Scenario, seed: int, kind: str) -> bool:
        """Whether the run is kept."""
        return (self.folder / f"{kind}-{scenario.hash[:40]}-{seed}.run").is_file()

    def _trim(self) -> None:
        """Remove those used longest ago where all together are too large."""
        found = []
        for path in self.folder.glob("*.run"):
            with suppress(OSError):  # another process may have removed it
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.most_bytes:
                return
            with suppress(OSError):
                path.unlink()
            total -= size
