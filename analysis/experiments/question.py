"""A question in SQL that can only be answered, never act: one SELECT, in memory, of the files of one store."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, Sentence

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: What a question that DuckDB makes several statements of may begin with: a PIVOT looks for its columns first.
_ASKING = ("PIVOT", "FROM", "SELECT", "WITH")
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
#: Where DuckDB shows the place of a mistake again, on lines of their own.
_SHOWN_AGAIN = re.compile(r"\s+LINE \d+: .*", re.DOTALL)


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def locked(folders: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, which reaches no file but those below `folders`, no variable of the program and no network.

    What does not fit in memory goes into a folder of its own beside other temporary files, not into this one.
    """
    import duckdb

    base = duckdb.connect(":memory:", config={"preserve_insertion_order": "true"})
    spill = Path(tempfile.gettempdir()) / f"smecredit-duckdb-{os.getpid()}"
    settings = {
        "allowed_directories": "[" + ", ".join(quoted(str(folder)) for folder in folders) + "]",
        "temp_directory": quoted(str(spill)),
        "python_enable_replacements": "false",
        "allow_persistent_secrets": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",  # the last: nothing above can be undone by a question
    }
    for name, value in settings.items():
        base.execute(f"SET {name} = {value}")
    return base


def answer_of(base: duckdb.DuckDBPyConnection, question: str) -> pd.DataFrame:
    """What DuckDB answers. Raises RequestError for anything but one question, and with its words for what is wrong."""
    import duckdb

    try:
        statements = base.extract_statements(question)
        if len(statements) != 1 or not _only_asks(statements[0]):
            raise RequestError(
                Sentence(
                    "--sql: must be one SELECT, such as SELECT * FROM results LIMIT 5; nothing is changed or written "
                    "by it (--export FILE writes the answer).",
                    "--sql：须为一条 SELECT 语句，例如 SELECT * FROM results LIMIT 5；它不作任何改动或写入"
                    "（--export FILE 写出结果）。",
                )
            )
        return _interruptible(base, question)
    except duckdb.PermissionException:
        raise RequestError(
            Sentence(
                "--sql: a question reaches nothing outside the store; its views are runs, outcomes, points, results "
                "and months.",
                "--sql：查询只能访问存储之内的内容；可用视图为 runs、outcomes、points、results、months。",
            )
        ) from None
    except duckdb.Error as error:
        raise RequestError(Sentence("--sql: {words}", "--sql：DuckDB 无法回答：{words}", words=_words(error))) from None


def _interruptible(base: duckdb.DuckDBPyConnection, question: str) -> pd.DataFrame:
    """The answer; Ctrl-C ends a question that would take for ever, which DuckDB does not hear while it works."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        pending = worker.submit(lambda: base.sql(question).df())
        try:
            while not pending.done():  # in slices: the signal may reach another thread than this one
                wait([pending], timeout=0.2)
            return pending.result()
        except BaseException:
            base.interrupt()
            raise


def _only_asks(statement: duckdb.Statement) -> bool:
    import duckdb

    if statement.type == duckdb.StatementType.SELECT:
        return True
    first = _COMMENTS.sub(" ", statement.query).split(None, 1)[:1]
    return statement.type == duckdb.StatementType.MULTI and bool(first) and first[0].upper() in _ASKING


def _words(error: duckdb.Error) -> str:
    return " ".join(_SHOWN_AGAIN.sub("", str(error)).split())
