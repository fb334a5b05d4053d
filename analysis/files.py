"""Writing files: into a folder tried beforehand, under a temporary name, renamed when complete."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.errors import RequestError

if TYPE_CHECKING:
    import pandas as pd

_TEMPORARY = ".smecredit-"
# Several seeds write into a folder each.
RUN_FOLDERS = "seed_*"


@contextmanager
def output_folder(folder: Path | None) -> Iterator[None]:
    """Make a folder and try a file in it before anything runs; None asks for nothing.

    Raises `RequestError` where nothing can be written there. Where the block fails, temporary files that a
    worker process was ended over are removed, and the folders made here if they are empty.
    """
    if folder is None:
        yield
        return
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    before = set(folder.glob(RUN_FOLDERS))
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=_TEMPORARY):
                pass
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise RequestError(f"--out {folder}: nothing can be written there ({reason}).") from error
        yield
    except BaseException:
        for pattern in (f"{_TEMPORARY}*", f"{RUN_FOLDERS}/{_TEMPORARY}*"):
            for left in folder.glob(pattern):
                left.unlink(missing_ok=True)
        for path in (*sorted(set(folder.glob(RUN_FOLDERS)) - before), *made):
            with suppress(OSError):
                path.rmdir()
        raise


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it at the end, or deleted where the block fails."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_TEMPORARY}{path.name}-", suffix=path.suffix)
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
