"""A folder of finished runs: Parquet files that appear whole or not at all, each named by the hash of its content.

    outcomes/HASH.parquet   what a chunk of runs gave: a row a run and indicator
    index/HASH.parquet      written last, the mark that the chunk counts: a row a run, the file it lies in, its scenario
    designs/HASH.parquet    the points of a sweep: which scenario and which values of levers and uncertainties they are
    failed/                 RUN.json for each run that went wrong or lost its worker: why
    staging/                files being written; removed when whoever wrote them is gone

Nothing is changed once it is there, so any number of sweeps may write into one store at once and be killed: what they
leave is whole files, and files in `staging` that nobody reads. A run is known by its content (`identity.py`); one that
two sweeps made at the same time is there twice, with equal bits, and counts once.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.printable import printable
from .files import is_abandoned, is_ours, temporary_prefix, write_json
from .result_folder import not_writable

if TYPE_CHECKING:
    import pyarrow as pa

OUTCOMES, INDEX, DESIGNS, FAILED, STAGING, DAMAGED = "outcomes", "index", "designs", "failed", "staging", "damaged"
FOLDERS = (OUTCOMES, INDEX, DESIGNS, FAILED, STAGING)
#: Hexadecimal digits of a file's name: the beginning of the SHA-256 of its content.
NAME_DIGITS = 32
_MARK = "store.json"
_OF_A_STORE = {"program": "smecredit", "kind": "store", "format": 1}
#: Columns without which a file is none of ours.
_COLUMNS = {
    OUTCOMES: {"run", "indicator", "numerator", "denominator"},
    INDEX: {"run", "file", "scenario_hash", "seed", "recipe", "code", "plugins"},
    DESIGNS: {"sweep", "scenario", "point", "scenario_hash"},
}
#: Zstandard at a level that costs a tenth of a millisecond a run.
_LEVEL = 1


@dataclass(frozen=True)
class Stored:
    """A run that is there: its name, and the file of outcomes it lies in."""

    run: str
    file: str


@dataclass(frozen=True)
class Failure:
    """A run that is not there, and why: it went `wrong`, or it `killed` every worker that did it."""

    run: str
    kind: str
    scenario: str
    seed: int
    said: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        """As it is written down."""
        return {"run": self.run, "kind": self.kind, "scenario": self.scenario, "seed": self.seed, "said": self.said}


@dataclass
class Checked:
    """What a look through all files found: how many, and the damaged ones with the runs that are lost with each."""

    files: int = 0
    runs: int = 0
    damaged: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Store:
    """The runs in a folder. `Store.make(folder)` makes it where it is not there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._committed: dict[str, tuple[Stored, ...]] = {}
        self._own: dict[str, frozenset[str]] = {}
        #: Files that were found whole: they are not read again for it, since nothing changes what is there.
        self._whole: set[Path] = set()

    @classmethod
    def make(cls, folder: Path) -> Store:
        """The store in a folder, made if it is not there. Raises RequestError where nothing can be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not cls.is_there(folder):
                if any(each.name not in FOLDERS for each in folder.iterdir()):
                    raise RequestError(
                        Sentence(
                            "{folder}: the folder holds something else than a store of runs; name another one.",
                            "{folder}：该文件夹中存有其他内容，不是运行结果存储；请另选文件夹。",
                            folder=printable(str(folder)),
                        )
                    )
                write_json(folder / _MARK, _OF_A_STORE)
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
        except (OSError, ValueError) as error:
            if isinstance(error, RequestError):
                raise
            raise not_writable(folder, error, option="") from error
        store = cls(folder)
        store.clear_staging()
        return store

    @staticmethod
    def is_there(folder: Path) -> bool:
        """Whether a folder is a store of this program and format; a mark that was never finished is one."""
        try:
            content = (folder / _MARK).read_bytes()
            return not content.strip() or json.loads(content) == _OF_A_STORE
        except (OSError, ValueError, RecursionError):
            return False

    @classmethod
    def there(cls, folder: Path) -> Store:
        """The store in a folder. Raises RequestError where there is none."""
        if not cls.is_there(folder):
            raise RequestError(
                Sentence(
                    "{folder}: there is no store of runs; smecredit sweep FILE --out {folder} makes one.",
                    "{folder}：没有运行结果存储；可用 smecredit sweep FILE --out {folder} 建立。",
                    folder=printable(str(folder)),
                )
            )
        return cls(folder)

    # Writing ------------------------------------------------------------------------------------------------------

    def add_chunk(self, outcomes: pa.Table, index: pa.Table) -> tuple[int, str]:
        """Write a chunk: the outcomes, then the index, in which the columns file and bytes are filled in.

        Returns the bytes written and the name of the index. Raises OSError, and then nothing of the chunk counts.
        """
        import pyarrow as pa

        lists = [name for name in outcomes.column_names if pa.types.is_list(outcomes.schema.field(name).type)]
        floats = [f"{name}.list.element" for name in lists] + ["numerator", "denominator", "to_a_year"]
        name, size = self._write(OUTCOMES, outcomes, floats)
        count = index.num_rows
        index = index.append_column("file", pa.array([name] * count)).append_column("bytes", pa.array([size] * count))
        index_name, index_size = self._write(INDEX, index, [])
        return size + index_size, index_name

    def add_design(self, design: pa.Table) -> str:
        """Write the points of a sweep, once; returns the name they have there."""
        return self._write(DESIGNS, design, [])[0]

    def _write(self, kind: str, table: pa.Table, floats: list[str]) -> tuple[str, int]:
        """Stage a table, sync it, and rename it to the hash of its content; returns name and bytes."""
        import pyarrow.parquet as pq

        staged = self.folder / STAGING / f"{temporary_prefix()}{uuid.uuid4().hex[:16]}.parquet"
        try:
            with staged.open("wb") as file:
                pq.write_table(
                    table,
                    file,
                    compression="zstd",
                    compression_level=_LEVEL,
                    use_dictionary=[name for name in table.column_names if name not in floats],
                    use_byte_stream_split=floats or False,
                    write_page_checksum=True,
                )
                file.flush()
                os.fsync(file.fileno())
            content = staged.read_bytes()
            name = f"{hashlib.sha256(content).hexdigest()[:NAME_DIGITS]}.parquet"
            staged.replace(self.folder / kind / name)
        except OSError as error:
            error.filename = str(self.folder)  # a full disk does not say which file it was
            raise
        finally:
            with suppress(OSError):
                staged.unlink(missing_ok=True)
        _sync_folder(self.folder / kind)
        return name, len(content)

    def add_failure(self, failure: Failure) -> None:
        """Note a run that went wrong."""
        write_json(self.folder / FAILED / f"{failure.run}.json", failure.document())

    def forget_failures(self, runs: Iterable[str]) -> None:
        """Let runs that went wrong be tried again."""
        for run in runs:
            (self.folder / FAILED / f"{run}.json").unlink(missing_ok=True)

    def clear_staging(self, own: bool = False) -> None:
        """Remove what sweeps that are gone were about to write; with `own`, what workers of this one left half done."""
        for left in (self.folder / STAGING).glob("*"):
            with suppress(OSError):
                if is_abandoned(left) or (own and is_ours(left)):
                    left.unlink(missing_ok=True)

    # Reading ------------------------------------------------------------------------------------------------------

    def know(self, index: str, runs: Iterable[str]) -> None:
        """Take note of a chunk that this sweep's own worker has committed."""
        if index:
            self._own[index] = frozenset(runs)

    def refresh(self) -> set[str]:
        """Read what has been committed since; returns the runs that are not this sweep's own."""
        import pyarrow.parquet as pq

        new: set[str] = set()
        for path in self._files(INDEX):
            if path.name not in self._committed and path.name not in self._own:
                with suppress(OSError, ValueError):  # pyarrow's own errors are ValueErrors or OSErrors
                    table = pq.read_table(path, columns=["run", "file"], use_threads=False)
                    rows = zip(table.column("run").to_pylist(), table.column("file").to_pylist(), strict=True)
                    self._committed[path.name] = tuple(Stored(run, file) for run, file in rows)
                    new.update(stored.run for stored in self._committed[path.name])
        return new

    def measured(self, firms: int, months: int) -> tuple[float, float] | None:
        """Mean CPU seconds and bytes of the stored runs of this size; None where there are none."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        seconds, size, count = 0.0, 0.0, 0
        for path in self._files(INDEX)[:200]:
            with suppress(OSError, ValueError):
                table = pq.read_table(path, columns=["firms", "months", "cpu_seconds", "bytes"], use_threads=False)
                alike = pc.and_(pc.equal(table.column("firms"), firms), pc.equal(table.column("months"), months))
                chosen = table.filter(alike).to_pylist()
                seconds += sum(row["cpu_seconds"] for row in chosen)
                size += sum(row["bytes"] for row in chosen) / max(table.num_rows, 1)
                count += len(chosen)
        return (seconds / count, size / count) if count else None

    def runs(self) -> dict[str, str]:
        """Every run that is there, and the file it lies in: of several the first by name."""
        self._own.clear()
        self.refresh()
        found: dict[str, str] = {}
        for rows in self._committed.values():
            for stored in rows:
                if stored.run not in found or stored.file < found[stored.run]:
                    found[stored.run] = stored.file
        return found

    def failures(self) -> dict[str, Failure]:
        """Runs that went wrong, by name; a note that cannot be read counts for none."""
        found = {}
        for path in sorted((self.folder / FAILED).glob("*.json")):
            with suppress(OSError, ValueError, TypeError):
                found[path.stem] = Failure(**json.loads(path.read_text(encoding="utf-8")))
        return found

    def check(self, *kinds: str, only: Collection[str] | None = None) -> None:
        """Raise RequestError for a file, of all or of `only` some, that is damaged or not one of ours.

        Each is compared with the hash it is named by, once in the life of this object.
        """
        import pyarrow.parquet as pq

        for kind in kinds:
            paths = self._files(kind) if only is None else [self.folder / kind / name for name in only]
            for path in paths:
                try:
                    names = set(pq.read_schema(path).names) if self._is_whole(path) else set()
                except (OSError, ValueError):  # pyarrow's own errors are ValueErrors or OSErrors
                    names = set()
                if not _COLUMNS[kind] <= names:
                    raise self.unreadable(f"{kind}/{path.name}")

    def read(self, path: Path) -> pa.Table:
        """All of a file. Raises RequestError where it is damaged."""
        import pyarrow.parquet as pq

        try:
            return pq.read_table(path, page_checksum_verification=True)
        except (OSError, ValueError):
            raise self.unreadable(f"{path.parent.name}/{path.name}") from None

    def unreadable(self, what: str) -> RequestError:
        """That a file cannot be read, and what to do."""
        return RequestError(
            Sentence(
                "{folder}: {what} is damaged, missing or not of a sweep; smecredit results {folder} --verify names all "
                "such files, and the sweep that made them sets them aside and makes their runs again.",
                "{folder}：{what} 已损坏、缺失或不属于任何扫描；smecredit results {folder} --verify 列出所有此类文件，"
                "重做该扫描会将其移开并补做相应运行。",
                folder=printable(str(self.folder)),
                what=printable(what),
            )
        )

    def outcomes_of(self, run: str, file: str) -> pa.Table:
        """The rows of one run."""
        import pyarrow.compute as pc

        self.check(OUTCOMES, only=[file])
        table = self.read(self.folder / OUTCOMES / file)
        return table.filter(pc.equal(table.column("run"), run))

    def paths(self, kind: str) -> list[Path]:
        """Files of a kind, by name."""
        return self._files(kind)

    def fingerprint(self) -> str:
        """SHA-256 of all that is kept of every run: the same for the same runs, however they came to be there."""
        import pyarrow.parquet as pq

        from .run_rows import fingerprints

        runs = self.runs()
        of_runs: dict[str, str] = {}
        for file in sorted(set(runs.values())):
            found = fingerprints(pq.read_table(self.folder / OUTCOMES / file))
            of_runs |= {run: of_run for run, of_run in found.items() if runs.get(run) == file}
        return hashlib.sha256("\n".join(f"{run} {of_runs[run]}" for run in sorted(of_runs)).encode()).hexdigest()

    # Damage -------------------------------------------------------------------------------------------------------

    def verify(self, set_aside: bool = False, again: bool = True) -> Checked:
        """Compare every file with the hash it is named by; a chunk whose file is gone is damaged too.

        With `set_aside`, damaged files are moved into the folder `damaged`, so that their runs are made again. Without
        `again`, files that this object has found whole before are passed over.
        """
        if again:
            self._whole.clear()
        self._committed.clear()
        self._own.clear()
        checked = Checked()
        broken = {path for kind in (OUTCOMES, INDEX, DESIGNS) for path in self._damaged_files(kind, checked)}
        self.refresh()
        lost = {path.name for path in broken if path.parent.name == OUTCOMES}
        there = {path.name for path in self._files(OUTCOMES)}
        for path in sorted(broken):
            checked.damaged[f"{path.parent.name}/{path.name}"] = self._runs_in(path)
        for index_name, rows in sorted(self._committed.items()):
            missing = {stored.file for stored in rows if stored.file not in there}
            if missing:
                checked.damaged[f"{INDEX}/{index_name}"] = tuple(stored.run for stored in rows)
            if missing or any(stored.file in lost for stored in rows):
                broken.add(self.folder / INDEX / index_name)
        if set_aside and broken:
            (self.folder / DAMAGED).mkdir(exist_ok=True)
            for path in broken:
                with suppress(FileNotFoundError):  # another sweep has found it too, and was first
                    path.replace(self.folder / DAMAGED / f"{path.parent.name}-{path.name}")
                self._committed.pop(path.name, None)
        checked.runs = len(self.runs())
        return checked

    def _damaged_files(self, kind: str, checked: Checked) -> Iterator[Path]:
        for path in self._files(kind):
            checked.files += 1
            if not self._is_whole(path):
                yield path

    def _is_whole(self, path: Path) -> bool:
        """Whether a file is what it was when it was named by the hash of its content."""
        if path not in self._whole:
            try:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                return False
            if digest[:NAME_DIGITS] != path.stem:
                return False
            self._whole.add(path)
        return True

    def _runs_in(self, path: Path) -> tuple[str, ...]:
        """Runs that lie in a file of outcomes, or that a file of the index names, as far as it can be known."""
        if path.parent.name == INDEX:
            return tuple(stored.run for stored in self._committed.get(path.name, ()))
        return tuple(stored.run for rows in self._committed.values() for stored in rows if stored.file == path.name)

    def _files(self, kind: str) -> list[Path]:
        return sorted((self.folder / kind).glob("*.parquet"))


def _sync_folder(folder: Path) -> None:
    """Make sure that the new names in a folder outlive a loss of power, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
