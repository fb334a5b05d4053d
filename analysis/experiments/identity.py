"""What a stored run is known by: all that its numbers depend on, and nothing else."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.plugins import plugins

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

#: How rows of a run are laid out; another number makes every run a new one.
LAYOUT = 1
#: Hexadecimal digits of a run's name: 96 bits, so that no two of all runs ever made have the same.
ID_DIGITS = 24


@functools.cache
def code_version() -> str:
    """SHA-256, in hexadecimal, of the source that a run follows."""
    root = Path(__file__).resolve().parents[2] / "simulation"
    digest = hashlib.sha256(str(LAYOUT).encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def plugins_version() -> str:
    """What joined from outside the package: names and hashes, in one order; empty where nothing did."""
    return " ".join(sorted(f"{each.name}:{each.sha256}" for each in plugins()))


def run_id(scenario_hash: str, seed: int) -> str:
    """The name of the run of a scenario, known by its hash, with a seed, by this code and with these plugins."""
    stated = "\0".join([scenario_hash, str(seed), plugins_version(), code_version()])
    return hashlib.sha256(stated.encode()).hexdigest()[:ID_DIGITS]


def past_of(scenario: Scenario) -> str:
    """Hash of all that a run's months before month 1 depend on, but for the seed: such runs can share them."""
    own = [str(scenario.group(key)) for key in ("economy", "cycle", "opening")]
    stated = "\0".join([scenario.long_past, *own])
    return hashlib.sha256(stated.encode()).hexdigest()[:ID_DIGITS]
