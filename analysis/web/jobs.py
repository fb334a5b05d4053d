"""The jobs of worker processes by name, for the process that serves: it imports none of what they need."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module

from ...simulation.ground.plugins import Plugin
from .setting import Setting
from .sizes import World
from .workers import Pause


def line(found: Mapping[str, object]) -> bytes:
    """One line of JSON."""
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


def begin(folder: str, joined: Sequence[Plugin], pause: Pause) -> None:
    """Begin a worker whose runs are kept in a folder; what `joined` the serving process joins it too."""
    import_module(f"{__package__}.work").begin(folder, joined, pause)


def _do(name: str, *given: object) -> bytes:
    answer: bytes = getattr(import_module(f"{__package__}.work"), name)(*given)
    return answer


def choices() -> bytes:
    """What a visitor can choose."""
    return _do("choices")


def quick(settings: Sequence[Setting], world: World, seed: int) -> bytes:
    """The quick line of the settings, packed by gzip."""
    return _do("quick", settings, world, seed)


def warm(reference: Setting, world: World, seed: int) -> bytes:
    """Make a worker ready for quick lines."""
    return _do("warm", reference, world, seed)


def one_seed(settings: Sequence[Setting], world: World, seed: int) -> bytes:
    """One economy of a full run."""
    return _do("one_seed", settings, world, seed)


def full(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """The numbers of a full run."""
    return _do("full", settings, world, seeds)


def document(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """The document of `compare --json`."""
    return _do("document", settings, world, seeds)


def download(settings: Sequence[Setting], world: World, seeds: Sequence[int], form: str, language: str) -> bytes:
    """A file of a full run."""
    return _do("download", settings, world, seeds, form, language)


def keep(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """Scenario files and commands that give the numbers of the page again."""
    return _do("keep", settings, world, seeds)


def firm(settings: Sequence[Setting], world: World, seed: int, key: int) -> bytes:
    """One firm in two worlds."""
    return _do("firm", settings, world, seed, key)


def game(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """The class game so far."""
    return _do("game", seed, choices, firms)


def game_file(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """The class game so far as a scenario file."""
    return _do("game_file", seed, choices, firms)


def game_ahead(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """Where the last choice of the class game would lead."""
    return _do("game_ahead", seed, choices, firms)
