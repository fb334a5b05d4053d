"""Writing a file: under a temporary name, renamed when complete."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.printable import printable

if TYPE_CHECKING:
    import pandas as pd

# Name of a temporary file or folder: machine and process of the run that it belongs to, then a name of its own.
_TEMPORARY = ".smecredit-"
_OWNED = re.compile(rf"{re.escape(_TEMPORARY)}(?P<machine>[0-9A-Za-z]*)-(?P<process>\d+)-")
# Of a run on another machine it cannot be asked whether it lives; none writes one file for so long.
_ABANDONED_SECONDS = 24 * 3600
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Characters that JSON may hold as they are and a terminal would act on; they stand in texts only.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def temporary_prefix() -> str:
    """What the names of temporary files and folders of this run begin with."""
    # Worker processes end with the one that started them: the files are that one's.
    parent = parent_process()
    return f"{_TEMPORARY}{machine_name()}-{os.getpid() if parent is None else parent.pid}-"


def machine_name() -> str:
    """Name of this machine, in letters and digits."""
    return re.sub("[^0-9A-Za-z]", "", socket.gethostname())[:30]


def remove_temporary(folder: Path, wanted: Callable[[Path], bool]) -> None:
    """Remove those temporary files and folders in a folder, and in the folders of seeds in it, that are `wanted`."""
    for pattern in (f"{_TEMPORARY}*", f"seed_*/{_TEMPORARY}*"):
        for left in folder.glob(pattern):
            with suppress(OSError):
                if _OWNED.match(left.name) and wanted(left):
                    if left.is_dir() and not left.is_symlink():
                        shutil.rmtree(left)
                    else:
                        left.unlink(missing_ok=True)


def is_ours(path: Path) -> bool:
    """Whether a temporary file or folder belongs to this run."""
    return path.name.startswith(temporary_prefix())


def is_abandoned(path: Path) -> bool:
    """Whether the run that a temporary file or folder belongs to has ended without removing it."""
    owner = _OWNED.match(path.name)
    if owner is not None and owner["machine"] == machine_name() and os.name == "posix":
        return not lives(int(owner["process"]))
    return time.time() - path.stat().st_mtime > _ABANDONED_SECONDS


def lives(process: int) -> bool:
    """Whether a process of this machine is there."""
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
    prefix = f"{temporary_prefix()}{path.name}-"
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=path.suffix)
    except OSError as error:
        error.filename = str(path)  # nobody asked for the temporary one
        raise
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


def write_bytes(path: Path, data: bytes) -> None:
    """Write a binary file, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON document, whole or not at all. Raises `ValueError` for a NaN in it."""
    write_text(path, json_text(document) + "\n")


def json_text(document: Any) -> str:
    """A JSON document as text: readable Chinese, no character that acts on a terminal, no NaN (a `ValueError`)."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_table(path: Path, frame: pd.DataFrame, index: bool = False) -> None:
    """Write a data frame as CSV or Parquet, by the name's ending; an undefined value is left empty.

    In a CSV, a text that a spreadsheet would take for a formula gets an apostrophe before it, and a text stays in its
    cell.
    """
    with replacing(path) as temporary:
        if path.suffix == ".parquet":
            with temporary.open("wb") as file:  # by its path, Arrow would want the folder's name in UTF-8
                frame.to_parquet(file, index=index)
            return
        _as_texts(frame.reset_index() if index else frame).to_csv(temporary, index=False)


def _as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    from pandas.api.types import is_numeric_dtype

    shown = frame.rename(columns=as_text)
    for name in shown.columns:
        if not is_numeric_dtype(shown[name]):
            shown[name] = shown[name].map(as_text, na_action="ignore")
    return shown


def as_text(cell: Any) -> Any:
    """A cell as a spreadsheet shows it: no text is a formula or acts on a terminal; other values as they are."""
    if not isinstance(cell, str):
        return cell
    return f"'{printable(cell)}" if cell.startswith(_FORMULA) else printable(cell)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
