"""Mechanisms from outside the package: a user's own policy, product, stress or indicator, each one file.

A file joins by `--plugin my_policy.py`, an installed package by the entry-point group `smecredit.plugins`, and in
Python an import is enough. Whatever class it declares registers itself, and its module is known here from then on.
Worker processes load the same modules, and the manifest of a run names each with the hash of its content. A scenario
file cannot load code.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from .errors import RequestError, Sentence, listed, reason_of

GROUP = "smecredit.plugins"
#: The package whose own modules are no plugins.
_PACKAGE = __name__.partition(".simulation.")[0]
#: The script or the notebook that runs: no other process can import it.
_MAIN = "__main__"


@dataclass(frozen=True)
class Plugin:
    """A module that has joined: its name, where its file lies, SHA-256 of its content, and the name it is imported by.

    What was typed in without a file, as in a notebook, has neither path nor hash.
    """

    name: str
    path: str
    sha256: str
    module: str


_joined: dict[str, Plugin] = {}
_installed_looked_for = False


def plugins() -> list[Plugin]:
    """Those that have joined in this process, in the order in which they did."""
    return [plugin for plugin in _joined.values() if plugin.module in sys.modules]


def _is_own(module: str) -> bool:
    return module == _PACKAGE or module.startswith(f"{_PACKAGE}.")


def declared_in(module: str) -> None:
    """Called for whatever is declared: a module outside the package has joined by it."""
    if _is_own(module):
        return
    file = getattr(sys.modules.get(module), "__file__", None)
    try:
        content = Path(file).read_bytes() if file else None
    except OSError:
        content = None
    known = _joined.get(module)
    _joined[module] = Plugin(
        name=known.name if known else module,
        path=str(Path(file).resolve()) if file and content is not None else "",
        sha256=hashlib.sha256(content).hexdigest() if content is not None else "",
        module=module,
    )


def module_of(functions: Iterable[Callable[..., Any] | None]) -> str:
    """The module outside the package that wrote one of these functions, else the package."""
    for function in functions:
        while isinstance(function, partial):
            function = function.func
        written_in = str(getattr(function, "__globals__", {}).get("__name__", _PACKAGE))
        if not _is_own(written_in):
            return written_in
    return _PACKAGE


def for_other_processes() -> list[Plugin]:
    """What a worker process is to load with `load_again`.

    Raises RequestError where something was declared in the script or the notebook itself, which no other process sees.
    """
    found = plugins()
    typed = [plugin.name for plugin in found if plugin.module == _MAIN or not plugin.path]
    if typed:
        raise RequestError(
            Sentence(
                "what is declared in the script or notebook itself ({names}) is unknown to worker processes; put it "
                "into a file of its own and import that, or use one process: workers=1.",
                "在脚本或笔记本（{names}）中直接声明的内容，工作进程无法得知；请将其写入单独的文件再导入，"
                "或只用一个进程：workers=1。",
                names=listed(typed),
            )
        )
    return found


def load_again(joined: Sequence[Plugin]) -> None:
    """In a worker process: let what had joined the one that started it join here, under the same names.

    Raises RequestError for what cannot be loaded.
    """
    for plugin in joined:
        if plugin.module in sys.modules:
            continue
        if _can_be_imported(plugin.module):
            importlib.import_module(plugin.module)
        else:
            _run_file(Path(plugin.path), plugin.module)
            _joined[plugin.module] = plugin


def _can_be_imported(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


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
    _run_file(path, name)
    _joined[name] = plugin = Plugin(path.stem, str(path), digest, name)
    return plugin


def _run_file(path: Path, name: str) -> None:
    """Run a file as the module of this name. Raises RequestError naming the file and the line that fails."""
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # before it runs: what it declares is pickled by this name
    try:
        with redirect_stdout(sys.stderr):  # standard output is for results
            specification.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        _joined.pop(name, None)
        raise _refused(path, _failure(path, error)) from error


def load_installed() -> None:
    """Let every installed package of the entry-point group join, once. Raises RequestError naming one that fails."""
    global _installed_looked_for
    if _installed_looked_for:
        return
    _installed_looked_for = True  # before they run: what they import may ask for what is registered
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            with redirect_stdout(sys.stderr):
                module = point.load()
        except (Exception, SystemExit) as error:
            said = Sentence(
                "fails at its import: {kind}: {said}",
                "导入时出错：{kind}：{said}",
                kind=type(error).__name__,
                said=str(error),
            )
            raise _refused(Path(point.value), said) from error
        name = getattr(module, "__name__", point.module)  # the entry point may name a module or something in it
        name = name if name in sys.modules else point.module
        origin = getattr(sys.modules[name], "__file__", None)
        content = Path(origin).read_bytes() if origin else point.value.encode()
        _joined[name] = Plugin(point.name, origin or point.value, hashlib.sha256(content).hexdigest(), name)


def _failure(path: Path, error: BaseException) -> Sentence:
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
