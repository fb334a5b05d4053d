"""One folder holds one result: its files take their places together, and those of an earlier result go.

Files are written into a folder beside them and moved when all are there, so that a run that fails leaves what was there
before. The manifest names every file of a result. While the files are moved there is no manifest, and a note names what
may lie there: a run that is killed then leaves nothing that looks whole, and the next one knows what to remove. A file
that no manifest of this program names is never touched.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from ...simulation.ground.errors import RequestError, RunError, Sentence, listed, reason_of
from ...simulation.ground.printable import printable
from .files import is_abandoned, is_ours, lives, machine_name, remove_temporary, temporary_prefix, write_json

MANIFEST = "manifest.json"
#: The files of one run, of the story of a firm, of a comparison, of a calibration, of a fund.
RUN_FILES = ("indicators.csv", "flows.csv", "balance_sheet.csv", "losses.parquet", "loans.parquet", MANIFEST)
STORY_FILES = ("story.csv", "story.md")
COMPARISON_FILES = ("report.html", "comparison.png", "comparison.csv", "by_seed.csv", "comparison.json", MANIFEST)
CALIBRATION_FILES = ("values.toml", "distances.csv", MANIFEST)
SENSITIVITY_FILES = ("sensitivity.json", "sensitivity.csv", "sensitivity.png", MANIFEST)
SEARCH_FILES = ("search.json", "front.png", MANIFEST)
DISCOVERY_FILES = ("discovery.json", "cases.csv", "steps.csv", "discovery.png", MANIFEST)
FUND_FILES = ("fund.json", "fund.csv", "fund.png", MANIFEST)

# What may lie in the folder while files are moved.
_NOTE = ".smecredit-unfinished.json"
_KNOWN = {
    *RUN_FILES,
    *STORY_FILES,
    *COMPARISON_FILES,
    *CALIBRATION_FILES,
    *FUND_FILES,
    *SENSITIVITY_FILES,
    *SEARCH_FILES,
    *DISCOVERY_FILES,
}
_CANDIDATE_FILE = re.compile(r"candidate_\d\d\.toml")
_SEED_FOLDER = re.compile(r"seed_\d+")
_LARGEST_MANIFEST = 64 * 2**20
_LONGEST_MOVE_SECONDS = 600


def seed_folder(seed: int) -> str:
    """Name of the folder of one of several seeds."""
    return f"seed_{seed}"


def candidate_file(number: int) -> str:
    """Name of the scenario file of a candidate of a search."""
    return f"candidate_{number:02}.toml"


@contextmanager
def result_folder(folder: Path | None, names: Collection[str] = ()) -> Iterator[Path | None]:
    """A place to write the files of one result into; at the end of the block they are moved into `folder`.

    `names` are those of the files, with a slash after the folder of a seed; one of them is the manifest. None asks for
    nothing and gives None. The folder is made and tried before anything runs; where the block fails, it is left as it
    was. Raises `RequestError` where nothing can be written, and where a file of such a name is not known to be ours.
    """
    if folder is None:
        yield None
        return
    made: list[Path] = []
    place = folder
    try:
        try:
            made = [path for path in (folder, *folder.parents) if not path.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            place = Path(tempfile.mkdtemp(dir=folder, prefix=temporary_prefix()))
        except (OSError, ValueError) as error:
            raise not_writable(folder, error) from error
        remove_temporary(folder, is_abandoned)
        _check_names(folder, names)
        yield place
        _move(place, folder)
    except BaseException as error:
        if isinstance(error, OSError) and str(place) in str(error.filename):
            # Told by the name that the file was to have.
            error.filename = str(error.filename).replace(str(place), str(folder))
        with suppress(OSError, ValueError):
            remove_temporary(folder, is_ours)
        for path in made:
            with suppress(OSError, ValueError):
                path.rmdir()
        raise


def write_manifest(folder: Path, contents: dict[str, Any]) -> None:
    """Write the manifest of the result whose other files lie in `folder` already; it names them and itself."""
    write_json(folder / MANIFEST, {**contents, "files": sorted({*_files_in(folder), MANIFEST})})


def _files_in(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _move(place: Path, folder: Path) -> None:
    """Put the files of `place` where those of an earlier result were; the manifest comes last."""
    new, old = set(_files_in(place)), _written_before(folder)
    _note_what_may_lie_there(folder, new | old)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in sorted(old - new):
        (folder / name).unlink(missing_ok=True)
    for left in {PurePosixPath(name).parent for name in old - new} - {PurePosixPath()}:
        with suppress(OSError):  # something else lies there
            (folder / left).rmdir()
    for name in sorted(new - {MANIFEST}):
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
    (place / MANIFEST).replace(folder / MANIFEST)
    (folder / _NOTE).unlink()
    shutil.rmtree(place)


def _note_what_may_lie_there(folder: Path, names: Collection[str]) -> None:
    """Write down what this run is about to move or remove. Raises `RunError` while another run does the same."""
    if _is_being_moved(folder / _NOTE):
        raise RunError(
            Sentence(
                "another run is writing into {folder} at this moment; nothing was changed there",
                "此刻另一个运行正在写入 {folder}；未作任何改动",
                folder=printable(str(folder)),
            )
        )
    write_json(folder / _NOTE, {"files": sorted(names), "machine": machine_name(), "process": os.getpid()})


def _is_being_moved(note: Path) -> bool:
    """Whether the run that wrote a note is still there; moving takes seconds, and numbers of processes come again."""
    other = _document(note)
    process = other.get("process")
    if not other or os.name != "posix" or time.time() - note.stat().st_mtime > _LONGEST_MOVE_SECONDS:
        return False
    return other.get("machine") == machine_name() and isinstance(process, int) and process > 0 and lives(process)


def _check_names(folder: Path, names: Collection[str]) -> None:
    """Refuse a folder in which a file of another origin bears the name of one of ours."""
    ours = _written_before(folder)
    foreign = [name for name in sorted(names) if name not in ours and _lies_there(folder / name)]
    for below in sorted({name.partition("/")[0] for name in names if "/" in name}):
        path = folder / below
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            foreign.append(below)
    if foreign:
        raise RequestError(
            Sentence(
                "--out {folder}: {names} there is not known to be of an earlier run; move it or name another folder.",
                "--out {folder}：其中的 {names} 不能确认来自以前的运行；请移走它或另选文件夹。",
                folder=printable(str(folder)),
                names=listed(foreign[:3]),
            )
        )


def _lies_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _written_before(folder: Path) -> set[str]:
    """Names of the files in a folder that manifests of this program, or its note, say it wrote."""
    names = _named_in(folder)
    with suppress(OSError):
        for below in folder.iterdir():
            if _SEED_FOLDER.fullmatch(below.name) and below.is_dir() and not below.is_symlink():
                names |= {f"{below.name}/{name}" for name in _named_in(below) if "/" not in name}
    return {name for name in names if _is_known(name)}


def _is_known(name: str) -> bool:
    """Whether this program writes files of such a name: a manifest from elsewhere must not make it remove others."""
    below, _, last = name.rpartition("/")
    if not below and _CANDIDATE_FILE.fullmatch(last):
        return True
    return last in _KNOWN and (not below or _SEED_FOLDER.fullmatch(below) is not None)


def _named_in(folder: Path) -> set[str]:
    names: set[str] = set()
    for path in (folder / MANIFEST, folder / _NOTE):
        document = _document(path)
        if path.name == MANIFEST and not _is_of_this_program(document):
            continue
        files = document.get("files")
        if isinstance(files, list):
            names |= {name for name in files if isinstance(name, str)}
        elif "scenarios" in document:  # a manifest that is older than the list
            names |= set(COMPARISON_FILES)
        elif "scenario" in document:
            names |= {*RUN_FILES, *STORY_FILES}
    return names


def _is_of_this_program(document: dict[str, Any]) -> bool:
    versions = document.get("versions")
    return "hash" in document and isinstance(versions, dict) and "smecredit" in versions


def _document(path: Path) -> dict[str, Any]:
    """A JSON object as it is in a file; empty where there is none."""
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def not_writable(folder: Path, error: OSError | ValueError, option: str = "--out ") -> RequestError:
    """Why nothing can be written into a folder, said of the folder rather than of the call that failed.

    `option` names it where one option does; the folder of a store is that of several.
    """
    reason = reason_of(error) if isinstance(error, OSError) else Sentence("the name is not valid", "名称无效")
    code = getattr(error, "errno", None)
    if code == errno.EEXIST:
        reason = Sentence("a file, not a folder, has that name", "同名的是文件而非文件夹")
    elif code == errno.ENOTDIR:
        reason = Sentence("part of the path is a file, not a folder", "路径中有一段是文件而非文件夹")
    elif code == errno.ENOENT:
        reason = Sentence("no folder can be made there", "无法在该处新建文件夹")
    return RequestError(
        Sentence(
            "{option}{folder}: nothing can be written there ({reason}).",
            "{option}{folder}：无法在此写入（{reason}）。",
            option=option,
            folder=printable(str(folder)),
            reason=reason,
        )
    )
