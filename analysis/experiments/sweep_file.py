"""A sweep file: scenarios, levers, uncertainties and seeds, read strictly.

title     = "How much should the fund bear?"
scenarios = ["no_support", "one_plus_n"]
under     = "severe_recession"
firms     = 1000
months    = 60
seeds     = 10

[[levers]]                       # what a policymaker sets
design = "grid"
values = { "policy.one_plus_n.share.compensation_fund" = [0.2, 0.3, 0.4] }

[[uncertainties]]                # what nobody knows
design = "latin_hypercube"
points = 20
ranges = { "cycle.policy_rate" = { low = 0.01, high = 0.04 } }
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from ...scenarios.syntax import mistake
from ...simulation.ground.errors import RequestError, Sentence, listed, reason_of, refusal
from ...simulation.ground.given import LARGEST_SEED, MOST_SEEDS
from ...simulation.ground.parameters import StrictModel, parameter
from ...simulation.ground.printable import printable
from .designs import Block

#: Bytes of a sweep file at most: a list of points may be long.
LARGEST_BYTES = 16 * 2**20
#: Characters of a title at most.
LONGEST_TITLE = 200
#: What a sweep states in blocks.
_BLOCKS = ("levers", "uncertainties")


class SweepFile(StrictModel):
    """What is asked for. Paths are those of `--set`."""

    title: str = parameter("", unit="text", meaning="What the sweep is about", zh="扫描的主题")
    scenarios: tuple[str, ...] = parameter(
        ("baseline",), unit="names or TOML files", meaning="Scenarios, the reference first", zh="情景，第一个为参照"
    )
    under: str | None = parameter(None, unit="name", meaning="A stress laid on every scenario", zh="压力情景")
    firms: int | None = parameter(None, unit="firms", low=1, meaning="Enterprises simulated", zh="模拟的企业数")
    months: int | None = parameter(None, unit="months", low=1, meaning="Months of the run", zh="运行月数")
    seeds: int = parameter(1, unit="seeds", low=1, high=MOST_SEEDS, meaning="Seeds of every point", zh="每点的种子数")
    first_seed: int = parameter(1, unit="number", low=0, high=LARGEST_SEED, meaning="The first", zh="第一个种子")
    set: dict[str, Any] = Field(default_factory=dict, description="Values changed in every scenario, by path")
    levers: tuple[Block, ...] = parameter((), unit="blocks", meaning="What a policymaker sets", zh="政策杠杆")
    uncertainties: tuple[Block, ...] = parameter((), unit="blocks", meaning="What nobody knows", zh="不确定性")

    @field_validator("*", mode="after")
    @classmethod
    def _as_declared(cls, value: Any, info: ValidationInfo) -> Any:
        """Within bounds; the scenarios keep the order in which they are written."""
        if info.field_name in ("scenarios", "set"):
            return value
        return super()._as_declared(value, info)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, levers first."""
        return (*self.levers, *self.uncertainties)

    @property
    def lever_paths(self) -> tuple[str, ...]:
        """Paths of the levers."""
        return tuple(path for block in self.levers for path in block.paths)

    @property
    def uncertain_paths(self) -> tuple[str, ...]:
        """Paths of the uncertainties."""
        return tuple(path for block in self.uncertainties for path in block.paths)

    def without_blocks(self, folder: Path) -> dict[str, Any]:
        """All but levers and uncertainties, for another sweep of the same; scenario files by a path from here.

        `folder` is where the file lies.
        """
        stated = {name: getattr(self, name) for name in type(self).model_fields if name not in _BLOCKS}
        stated["scenarios"] = [_placed(name, folder) for name in self.scenarios]
        return {name: value for name, value in stated.items() if value is not None}


def read_sweep(given: str | Path | Mapping[str, Any]) -> tuple[SweepFile, str, Path]:
    """A sweep, from a TOML file or the same as a mapping; with it how messages name it, and the folder it lies in.

    Raises RequestError naming the file, the key, what is allowed and the nearest valid name.
    """
    if isinstance(given, Mapping):
        label, folder, document = "sweep", Path(), dict(given)
    else:
        path = Path(given)
        label = printable(str(given)) if str(given).strip() else '""'
        folder, document = path.parent, _parsed(path, label)
    if not document:
        raise refusal(
            label,
            "",
            Sentence(
                "it states nothing; name scenarios, levers or uncertainties.",
                "其中没有任何内容；须写明情景、政策杠杆或不确定性。",
            ),
        )
    asked = SweepFile.read(document, layer=lambda place: label)
    _check(asked, label)
    return asked, label, folder


def _placed(scenario: str, folder: Path) -> str:
    """A scenario as named in a file of `folder`: one that lies beside it by a path from here."""
    path, comma, settings = scenario.partition(",")
    beside = path.endswith(".toml") and (folder / path).is_file()
    return f"{folder / path}{comma}{settings}" if beside else scenario


def _check(asked: SweepFile, label: str) -> None:
    if not asked.scenarios:
        raise refusal(label, "scenarios", Sentence("is empty; it must name one or more.", "为空；须写明至少一个。"))
    if len(asked.title) > LONGEST_TITLE or not asked.title.isprintable():
        raise refusal(
            label,
            "title",
            Sentence(
                "must be one line of at most {most} printable characters.",
                "必须是一行可打印的文字，至多 {most} 个字符。",
                most=LONGEST_TITLE,
            ),
        )
    paths = [*asked.set, *asked.lever_paths, *asked.uncertain_paths]
    twice = [path for path in dict.fromkeys(paths) if paths.count(path) > 1]
    if twice:
        raise refusal(
            label,
            twice[0],
            Sentence(
                "is given values in more than one place; one of set, levers and uncertainties may.",
                "在多处给出取值；set、levers、uncertainties 中只能有一处。",
            ),
        )
    sizes = {"economy.firms": asked.firms, "economy.months": asked.months}
    for path, size in sizes.items():
        if path in paths and size is not None:
            name = path.partition(".")[2]
            raise refusal(
                label,
                name,
                Sentence("and {path} mean the same; give one.", "与 {path} 含义相同；只给出一个。", path=path),
            )


def _parsed(path: Path, label: str) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)  # no further: a huge file would fill memory before it is refused
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else Sentence("{words}", "路径无效", words=error)
        beside = sorted(each.name for each in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        raise RequestError(
            Sentence(
                "{label}: the file cannot be read ({reason}); TOML files beside it: {names}.",
                "{label}：文件无法读取（{reason}）；同一文件夹中的 TOML 文件：{names}。",
                label=label,
                reason=reason,
                names=listed(beside[:8]),
            )
        ) from None
    if len(content) > LARGEST_BYTES:
        raise RequestError(
            Sentence(
                "{label}: the file must not be larger than {most} MB.",
                "{label}：文件不得大于 {most} MB。",
                label=label,
                most=LARGEST_BYTES // 2**20,
            )
        )
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RequestError(
            Sentence(
                "{label}: the file is not text in UTF-8; byte {place:,} is none of its.",
                "{label}：文件不是 UTF-8 文本；第 {place:,} 个字节无效。",
                label=label,
                place=error.start + 1,
            )
        ) from None
    except (ValueError, RecursionError) as error:
        why = mistake(error) if isinstance(error, ValueError) else Sentence("nested too deeply", "嵌套过深")
        raise RequestError(
            Sentence(
                "{label}: the file is not valid TOML: {error}.",
                "{label}：文件不是有效的 TOML：{error}。",
                label=label,
                error=why,
            )
        ) from None
