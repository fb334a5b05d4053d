"""Scenario files as they are read: strict TOML of bounded size, and the chain of bases below each.

A file may hold `title`, `summary`, `source`, `base`, `remove`, a table for each parameter group, `[[policy]]`
and `[[stress]]`. What stands inside the last three is checked when the scenario is built.
"""

import csv
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..simulation.ground.errors import (
    RequestError,
    Sentence,
    listed,
    nearest,
    reason_of,
    refusal,
    suggestion,
    unknown,
)
from ..simulation.ground.given import written
from ..simulation.ground.parameters import ParameterGroup, Source, StrictModel
from ..simulation.ground.printable import printable
from ..simulation.ground.registry import parameter_groups, paths_of
from ..simulation.scenario import NAMED
from .syntax import mistake

LIBRARY = Path(__file__).parent
LARGEST_BYTES = 64 * 1024
DEEPEST_LEVEL = 8


class Text(StrictModel):
    """A text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class ScenarioFile:
    """One file, checked for its form; `label` is how messages name it."""

    path: Path
    label: str
    title: Text
    summary: Text
    source: Source
    base: str | None
    removed: tuple[str, ...]
    groups: dict[str, dict[str, Any]]
    named: dict[str, list[dict[str, Any]]]

    @property
    def name(self) -> str:
        """Name of the scenario: that of the file, without its ending, as text that can be printed."""
        return printable(self.path.stem)

    @property
    def in_library(self) -> bool:
        """Whether it comes with the package."""
        return self.path.resolve().parent == LIBRARY.resolve()


def library() -> list[str]:
    """Names of the scenarios and stresses that come with the package, in order."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def stresses() -> list[str]:
    """Names of those of them that can be laid over a policy with `--under`, in order."""
    files = [_read_from_library(name, "") for name in library()]
    return [file.name for file in files if file.base is not None and "policy" not in file.named and not file.removed]


def read_chain(scenario: str | Path) -> list[ScenarioFile]:
    """The file of this library name or path after its base, that base's base and so on: the root first."""
    chain = [_read(scenario)]
    while (base := chain[0].base) is not None:
        follower = chain[0]
        file = _read_from_library(base, f"{follower.label}: base: ")
        if any(file.path.resolve() == other.path.resolve() for other in chain):
            raise refusal(
                follower.label,
                "base",
                Sentence("is {base!r}, which leads back to itself.", "为 {base!r}，又回到它自身。", base=base),
            )
        chain.insert(0, file)
    return chain


def quarterly_series() -> dict[str, list[float]]:
    """Every reference series by quarter: name to values, oldest first, per cent as fractions."""
    found = {}
    for path in sorted((LIBRARY / "series").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header, *rows = csv.reader(line for line in lines if not line.startswith("#"))
        if header[0] == "quarter":
            scale = 100 if header[1].endswith("_pct") else 1
            found[path.stem] = [float(Decimal(row[1]) / scale) for row in rows]
    return found


def series_keys(group: type[ParameterGroup]) -> dict[str, str]:
    """Keys of a group that name a series in place of the numbers themselves, and the fields these go to."""
    fields = group.model_fields.items()
    return {f"{name}_series": name for name, field in fields if field.annotation == tuple[float, ...]}


def _read(scenario: str | Path) -> ScenarioFile:
    text = str(scenario)
    if isinstance(scenario, Path) or text.endswith(".toml") or "/" in text or "\\" in text:
        return _checked(printable(text), Path(scenario))
    return _read_from_library(text, "")


def file_meant(name: str) -> Sentence | None:
    """The end of a refusal where a file has this name but for its ending; None where there is none."""
    path = Path(f"{name}.toml")
    try:
        there = path.is_file()
    except (OSError, ValueError):  # too long, or a name that no file can have
        return None
    said = Sentence("did you mean the file {path}?", "您是否想用文件 {path}？", path=printable(str(path)))
    return said if there else None


def _read_from_library(name: str, place: str) -> ScenarioFile:
    if name not in library():
        raise RequestError(
            Sentence(
                "{place}no scenario is named {name!r}; {hint}",
                "{place}没有名为 {name!r} 的情景；{hint}",
                place=place,
                name=name,
                hint=(None if place else file_meant(name)) or suggestion(name, library()),
            )
        )
    return _checked(f"{name}.toml", LIBRARY / f"{name}.toml")


def _checked(label: str, path: Path) -> ScenarioFile:
    document = _parsed(label, path)
    groups = parameter_groups()
    known = {"title", "summary", "source", "base", "remove", *NAMED, *groups}
    for key, value in document.items():
        if key not in known:
            raise refusal(label, key or "''", unknown(key, paths_of(key) or known))
        if key in groups and not isinstance(value, dict):
            raise refusal(
                label, key, Sentence("is {value}; it must be a table.", "为 {value}；必须是表。", value=written(value))
            )
        if key in NAMED and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            raise refusal(label, key, Sentence("must be written as [[{key}]].", "须写作 [[{key}]]。", key=key))
    base, removed = document.get("base"), document.get("remove", [])
    if base is not None and not isinstance(base, str):
        raise refusal(
            label,
            "base",
            Sentence(
                "is {base}; it must be the name of a scenario.", "为 {base}；必须是情景的名称。", base=written(base)
            ),
        )
    if not isinstance(removed, list) or not all(isinstance(policy, str) for policy in removed):
        raise refusal(label, "remove", Sentence("must be a list of names of policies.", "必须是政策名称的列表。"))
    for policy in removed:
        if removed.count(policy) > 1:
            said = Sentence(
                "names {policy} more than once; a name must be given once.",
                "重复写有 {policy}；同一名称只能给出一次。",
                policy=policy,
            )
            raise refusal(label, "remove", said)
    title = _text(document.get("title", printable(path.stem)), "title", label)
    return ScenarioFile(
        path=path,
        label=label,
        title=title,
        summary=_text(document["summary"], "summary", label) if "summary" in document else title,
        source=_source(document.get("source"), label),
        base=base,
        removed=tuple(removed),
        groups={key: document[key] for key in groups if key in document},
        named={key: document[key] for key in NAMED if key in document},
    )


@lru_cache(maxsize=64)
def _tables(text: str) -> dict[str, Any]:
    """What TOML says; many scenarios build on the same files. Nobody changes it: a draft takes copies."""
    return tomllib.loads(text)


def _parsed(label: str, path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        known = nearest(path.stem, library())
        hint = file_meant(str(path)) or (
            Sentence("did you mean the library's {known}?", "您是否想用情景库中的 {known}？", known=known)
            if known
            else Sentence("the library has {names}.", "情景库中有 {names}。", names=listed(library()))
        )
        raise RequestError(
            Sentence("{label}: there is no such file; {hint}", "{label}：没有这个文件；{hint}", label=label, hint=hint)
        ) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else Sentence("{words}", "路径无效", words=error)
        raise RequestError(
            Sentence(
                "{label}: the file cannot be read ({reason}).",
                "{label}：文件无法读取（{reason}）。",
                label=label,
                reason=reason,
            )
        ) from None
    if len(content) > LARGEST_BYTES:
        raise RequestError(
            Sentence(
                "{label}: the file must not be larger than {most} kB.",
                "{label}：文件不得大于 {most} kB。",
                label=label,
                most=LARGEST_BYTES // 1024,
            )
        )
    too_deep = RequestError(
        Sentence(
            "{label}: tables and lists must not be nested deeper than {most} levels.",
            "{label}：表与列表的嵌套不得超过 {most} 层。",
            label=label,
            most=DEEPEST_LEVEL,
        )
    )
    try:
        document = _tables(content.decode("utf-8-sig"))  # editors on Windows put a mark before the text
    except RecursionError:
        raise too_deep from None
    except UnicodeDecodeError as error:
        raise RequestError(
            Sentence(
                "{label}: the file is not text in UTF-8; byte {place:,} is none of its.",
                "{label}：文件不是 UTF-8 文本；第 {place:,} 个字节无效。",
                label=label,
                place=error.start + 1,
            )
        ) from None
    except ValueError as error:
        raise RequestError(
            Sentence(
                "{label}: the file is not valid TOML: {error}.",
                "{label}：文件不是有效的 TOML：{error}。",
                label=label,
                error=mistake(error),
            )
        ) from None
    if deeper_than(DEEPEST_LEVEL, document):
        raise too_deep
    return document


def deeper_than(levels: int, value: Any) -> bool:
    """Whether tables and lists stand inside one another on more than so many levels."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return bool(below) and (levels == 0 or any(deeper_than(levels - 1, item) for item in below))


def _text(stated: Any, key: str, label: str) -> Text:
    both = {"en": stated, "zh": stated} if isinstance(stated, str) else stated
    if not isinstance(both, dict):
        said = Sentence(
            "is {stated}; it must be text, or a table of en and zh.",
            "为 {stated}；必须是文字，或含 en 与 zh 的表。",
            stated=written(stated),
        )
        raise refusal(label, key, said)
    for words in both.values():
        if isinstance(words, str) and not words.isprintable():
            raise refusal(label, key, Sentence("must be one line of printable characters.", "必须是一行可打印的文字。"))
    return Text.read(both, key, lambda path: label)


def _source(stated: Any, label: str) -> Source:
    if stated is None:
        return Source(kind="assumption", note="the file names no source", zh="文件未注明来源")
    return Source.read(stated, "source", lambda path: label)
