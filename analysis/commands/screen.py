"""What commands say: the document or the tables on standard output, progress on a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ...simulation.ground.errors import Sentence, reason_of, spoken
from ...simulation.ground.printable import printable
from ..presentation.strings import shortened, text

STANDARD_OUTPUT = Sentence("standard output", "标准输出")


class ReaderGone(Exception):
    """Whoever read our output has closed it, as `head` does."""


def show(as_json: bool, document: Any, tables: Callable[[], Any]) -> None:
    """Print the one JSON document, or the tables. A document that is a function is made when needed."""
    try:
        with naming_the_output():
            _print(as_json, document, tables)
            sys.stdout.flush()
    except BrokenPipeError:
        # Typer would make it a failure.
        raise ReaderGone from None


@contextmanager
def answering() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Around the work and the files of a command: call what is given with how the answer is shown, once it is there.

    It is shown at the end of the block, also where the answer is there and a file of it could not be written: a full
    disk costs the files and not what took minutes.
    """
    answers: list[Callable[[], None]] = []
    try:
        yield answers.append
    except Exception:
        for answer in answers:
            answer()
        raise
    for answer in answers:
        answer()


@contextmanager
def naming_the_output() -> Iterator[None]:
    """Around what is printed: a stream does not say of itself which one could not be written."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or STANDARD_OUTPUT
        raise


def _print(as_json: bool, document: Any, tables: Callable[[], Any]) -> None:
    if as_json:
        from ..experiments.files import json_text

        shown = json_text(document() if callable(document) else document)
        if not (sys.stdout.encoding or "").lower().startswith("utf"):
            shown = json.dumps(json.loads(shown), indent=2)
        print(shown)
        return
    from ..presentation.console import console

    screen = console()
    if screen.is_terminal:
        for part in tables():
            screen.print(part)
        return
    for part in tables():
        with screen.capture() as captured:
            screen.print(part)
        # In a pipe or a file nothing is seen of the blanks that fill a table's last column.
        print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def say_written(folder: Path, files: Sequence[str], language: str) -> None:
    """Say which files lie in the folder."""
    print()
    print(text("console.written", language, folder=printable(str(folder)), files=", ".join(files)))


def warn(sentences: Sequence[str]) -> None:
    """Say on standard error what a reader of the document alone would not see."""
    for sentence in sentences:
        print(f"! {printable(sentence)}", file=sys.stderr)


@contextmanager
def progress(seeds: int, language: str) -> Iterator[Callable[[], None]]:
    """What to call after each seed: a bar on a terminal, nothing in a pipe."""
    say_where_nothing_is_kept(language)
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_is_warm
    from ...simulation.settled.kept import Making

    screen = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if COMPILED and not cache_is_warm():
        screen.print(text("console.compiling", language))
    Making.listener = lambda: screen.print(text("console.settling", language))
    description = TextColumn("{task.description}", markup=False)
    with Progress(
        description, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=screen, transient=True
    ) as bar:
        shown = bar.add_task(text("console.running", language), total=seeds)
        try:
            yield lambda: bar.advance(shown)
        finally:
            Making.listener = None


def _say_that_it_is_full(language: str, folder: Path, error: OSError) -> None:
    """Say what a disk without room costs; the run goes on."""
    from ...simulation.ground.compiled_cache import Unkept

    Unkept.listener = None
    where, problem = printable(shortened(str(folder.parent))), spoken(reason_of(error), language)
    print(text("console.no_room", language, folder=where, problem=problem), file=sys.stderr, flush=True)


def say_where_nothing_is_kept(language: str) -> None:
    """Say where compiled code cannot be kept, so that every run compiles anew, or is kept elsewhere than asked for.

    A disk that fills while this process runs is told of then, once.
    """
    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import Unkept, cache_directory, unused_folder

    Unkept.listener = partial(_say_that_it_is_full, language)
    unused = unused_folder() if COMPILED else None
    if unused is None:
        return
    folder, fault = printable(shortened(str(unused[0]))), text(f"cache.{unused[1]}", language)
    used = cache_directory()
    if used is None:
        print(text("console.not_kept", language, folder=folder, fault=fault), file=sys.stderr)
    elif os.environ.get("SMECREDIT_CACHE_DIR"):
        other = printable(shortened(str(used.parent)))
        print(text("console.kept_elsewhere", language, folder=folder, fault=fault, other=other), file=sys.stderr)
