"""Writing files: into a folder tried beforehand, under a temporary name, renamed when complete."""

from __future__ import annotations

import json
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RequestError, Sentence, reason_of

if TYPE_CHECKING:
    import pandas as pd

# Name of a temporary file: machine and process of the run that it belongs to, then the file's own name.
_TEMPORARY = ".smecredit-"
_OWNED = re.compile(rf"{re.escape(_TEMPORARY)}(?P<machine>[0-9A-Za-z]*)-(?P<process>\d+)-")
# Of a run on another machine it cannot be asked whether it lives; none writes one file for so long.
_ABANDONED_SECONDS = 24 * 3600
# Several seeds write into a folder each.
RUN_FOLDERS = "seed_*"


@contextmanager
def output_folder(folder: Path | None) -> Iterator[None]:
    """Make a folder and try a file in it before anything runs; None asks for nothing.

    Raises `RequestError` where nothing can be written there. Temporary files of runs that were killed are removed
    first. Where the block fails, those that a worker process was ended over are removed, and the folders made
    here if they are empty.
    """
    if folder is None:
        yield
        return
    made: list[Path] = []
    before: set[Path] = set()
    try:
        try:
            made = [path for path in (folder, *folder.parents) if not path.exists()]
            before = set(folder.glob(RUN_FOLDERS))
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=_prefix()):
                pass
        except OSError as error:
            raise RequestError(
                Sentence(
                    "--out {folder}: nothing can be written there ({reason}).",
                    "--out {folder}：无法在此写入（{reason}）。",
                    folder=folder,
                    reason=reason_of(error),
                )
            ) from error
        _remove_temporary_files(folder, _is_abandoned)
        yield
    except BaseException:
        with suppress(OSError):
            _remove_temporary_files(folder, _is_ours)
            made = [*sorted(set(folder.glob(RUN_FOLDERS)) - before), *made]
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise


def _remove_temporary_files(folder: Path, wanted: Callable[[Path], bool]) -> None:
    for pattern in (f"{_TEMPORARY}*", f"{RUN_FOLDERS}/{_TEMPORARY}*"):
        for left in folder.glob(pattern):
            with suppress(OSError):
                if wanted(left):
                    left.unlink(missing_ok=True)


def _prefix() -> str:
    # Worker processes end with the one that started them: the files are that one's.
    parent = parent_process()
    return f"{_TEMPORARY}{_machine()}-{os.getpid() if parent is None else parent.pid}-"


def _machine() -> str:
    return re.sub("[^0-9A-Za-z]", "", socket.gethostname())[:30]


def _is_ours(path: Path) -> bool:
    return path.name.startswith(_prefix())


def _is_abandoned(path: Path) -> bool:
    """Whether the run that a temporary file belongs to has ended without removing it."""
    owner = _OWNED.match(path.name)
    if owner is not None and owner["machine"] == _machine() and os.name == "posix":
        return not _lives(int(owner["process"]))
    return time.time() - path.stat().st_mtime > _ABANDONED_SECONDS


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it at the end, or deleted where the block fails."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_prefix()}{path.name}-", suffix=path.suffix)
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        # A temporary file is private; what is kept gets the permissions any new file would.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)  # a full disk does not say which file it was
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON document, whole or not at all. Raises `ValueError` for a NaN in it."""
    write_text(path, json_text(document) + "\n")


def json_text(document: Any) -> str:
    """A JSON document as text: readable Chinese, no NaN (a `ValueError`)."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)


def write_table(path: Path, frame: pd.DataFrame, index: bool = False) -> None:
    """Write a data frame as CSV or Parquet, by the name's ending; an undefined value is left empty."""
    save: Callable[..., Any] = frame.to_parquet if path.suffix == ".parquet" else frame.to_csv
    with replacing(path) as temporary:
        save(temporary, index=index)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
