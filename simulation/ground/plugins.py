"""Mechanisms from outside the package: a user's own policy, product, stress or indicator, each one file.

A file joins by `--plugin my_policy.py`, an installed package by the entry-point group `smecredit.plugins`, and in
Python an import is enough. Whatever class it declares registers itself. Worker processes load the same files, and the
manifest of a run names each with the hash of its content. A scenario file cannot load code.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from .errors import RequestError, Sentence, reason_of

GROUP = "smecredit.plugins"


@dataclass(frozen=True)
class Plugin:
    """A file or an installed package that has joined: its name, where it lies, SHA-256 of its content."""

    name: str
    path: str
    sha256: str


_joined: dict[str, Plugin] = {}
_installed_looked_for = False


def plugins() -> list[Plugin]:
    """Those that have joined in this process, in the order in which they did."""
    return list(_joined.values())


def load_plugins(files: Iterable[str | Path]) -> None:
    """Let each file join, once. Raises RequestError for one that cannot be read or fails."""
    for file in files:
        load_plugin(file)


def load_plugin(file: str | Path) -> Plugin:
    """Let a Python file join; one that has joined with the same content is not run again.

    Raises RequestError naming the file, and the line where its code fails.
    """
    path = Path(file).resolve()
    if path.suffix != ".py":
        raise _refused(
            path, Sentence("is no Python file; its name must end in .py.", "不是 Python 文件；须以 .py 结尾。")
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(
            path, Sentence("cannot be read: {reason}.", "无法读取：{reason}。", reason=reason_of(error))
        ) from None
    digest = hashlib.sha256(content).hexdigest()
    name = (
        f"smecredit_plugin_{path.stem}_{digest[:8]}" if path.stem.isidentifier() else f"smecredit_plugin_{digest[:8]}"
    )
    known = _joined.get(name)
    if known is not None:
        return known
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # before it runs: what it declares is pickled by this name
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise _refused(path, _failure(path, error)) from error
    _joined[name] = plugin = Plugin(path.stem, str(path), digest)
    return plugin


def load_installed() -> None:
    """Let every installed package of the entry-point group join, once. Raises RequestError naming one that fails."""
    global _installed_looked_for
    if _installed_looked_for:
        return
    _installed_looked_for = True  # before they run: what they import may ask for what is registered
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            module = point.load()
        except Exception as error:
            said = Sentence("{error}", "{error}", error=f"{type(error).__name__}: {error}")
            raise _refused(Path(point.value), said) from error
        origin = getattr(module, "__file__", None) or getattr(sys.modules.get(point.module), "__file__", None)
        content = Path(origin).read_bytes() if origin else point.value.encode()
        _joined[point.name] = Plugin(point.name, point.value, hashlib.sha256(content).hexdigest())


def _failure(path: Path, error: Exception) -> Sentence:
    """What went wrong in the plugin's own code, and in which of its lines."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path):
            line = frame.lineno
    where = Sentence("line {line}", "第 {line} 行", line=line) if line else Sentence("an import", "导入处")
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return Sentence(
        "fails at {where}: {kind}: {said}",
        "在{where}出错：{kind}：{said}",
        where=where,
        kind=type(error).__name__,
        said=said,
    )


def _refused(path: Path, problem: Sentence) -> RequestError:
    return RequestError(Sentence("plugin {path} {problem}", "插件 {path} {problem}", path=str(path), problem=problem))
