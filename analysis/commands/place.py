"""Where a file that is asked for can lie: found out before anything runs, not after minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ...simulation.ground.errors import RequestError, Sentence, reason_of
from ...simulation.ground.printable import printable


def check_place(option: str, path: Path, outside: Path | None = None) -> None:
    """Raise `RequestError`, naming the option, where no file can be written; nor in the folder `outside`, a store."""
    reason = _why_not(path, outside)
    if reason is not None:
        raise RequestError(
            Sentence(
                "{option} {path}: nothing can be written there ({reason}).",
                "{option} {path}：无法在此写入（{reason}）。",
                option=option,
                path=printable(str(path)),
                reason=reason,
            )
        )


def _why_not(path: Path, outside: Path | None) -> Sentence | None:
    from ..experiments.files import temporary_prefix

    try:
        if path.is_dir():
            return Sentence("that is a folder", "这是一个文件夹")
        if not path.parent.is_dir():
            return Sentence("there is no folder {parent}", "没有文件夹 {parent}", parent=printable(str(path.parent)))
        path.exists()  # a name that is too long, or none at all
        if outside is not None and path.resolve().is_relative_to(outside.resolve()):
            return Sentence("a store holds runs and nothing else", "存储文件夹只存放运行结果")
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f"{temporary_prefix()}{path.name}-", suffix=path.suffix
        ):
            return None
    except OSError as error:
        return reason_of(error)
    except ValueError:
        return Sentence("the name is not valid", "名称无效")
