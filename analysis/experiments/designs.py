"""Designs: which values are tried together. Grid, list, Latin hypercube and Sobol, as blocks that are crossed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import model_validator

from ...simulation.ground.complaints import complaint
from ...simulation.ground.errors import Sentence
from ...simulation.ground.given import LARGEST_SEED, written
from ...simulation.ground.parameters import StrictModel, parameter

if TYPE_CHECKING:
    from scipy.stats.qmc import QMCEngine

GRID, LIST, LATIN_HYPERCUBE, SOBOL = "grid", "list", "latin_hypercube", "sobol"
#: Points of one block at most.
MOST_POINTS = 1_000_000
#: Steps of a range at most.
MOST_STEPS = 10**9
#: Of a step: what binary fractions of decimal ends explain.
_ROUNDING = 1e-9

#: Values by path, as behind `--set`.
Point = dict[str, Any]


class Range(StrictModel):
    """Where a value lies: evenly between its ends, or evenly in its logarithm."""

    low: float = parameter(unit="of the parameter", meaning="Lowest value", zh="最低值")
    high: float = parameter(unit="of the parameter", meaning="Highest value", zh="最高值")
    scale: Literal["linear", "log"] = parameter(
        "linear", unit="name", meaning="Even between the ends, or in the logarithm", zh="线性均匀或对数均匀"
    )
    step: float | int | None = parameter(
        None,
        unit="of the parameter",
        low=0.0,
        meaning="Values are multiples of it; a whole number makes them whole",
        zh="取值为其整数倍；若为整数则取值为整数",
    )

    @model_validator(mode="after")
    def _ends_in_order(self) -> Range:
        if not self.low < self.high:
            raise complaint(
                Sentence(
                    "goes from {low} to {high}; low must be less than high.",
                    "自 {low} 至 {high}；low 须小于 high。",
                    low=written(self.low),
                    high=written(self.high),
                )
            )
        if not math.isfinite(self.high - self.low):
            raise complaint(
                Sentence(
                    "goes from {low} to {high}; that is wider than any number.",
                    "自 {low} 至 {high}；范围超出可表示的数值。",
                    low=written(self.low),
                    high=written(self.high),
                )
            )
        if self.scale == "log" and self.low <= 0.0:
            raise complaint(
                Sentence(
                    "begins at {low}; on a log scale low must be above 0.",
                    "自 {low} 开始；对数尺度下 low 须大于 0。",
                    low=written(self.low),
                )
            )
        width = float(f"{self.high - self.low:.12g}")
        if self.step is not None and not width / MOST_STEPS <= self.step <= width * (1.0 + _ROUNDING):
            raise complaint(
                Sentence(
                    "has step {step}; it must be from {least} to high less low, {width}.",
                    "的 step 为 {step}；须在 {least} 与 high 减 low 之差 {width} 之间。",
                    step=written(self.step),
                    least=written(float(f"{width / MOST_STEPS:.3g}")),
                    width=written(width),
                )
            )
        return self

    @property
    def _first_step(self) -> int:
        return math.ceil(self.low / (self.step or 1.0) - _ROUNDING)

    @property
    def _last_step(self) -> int:
        return math.floor(self.high / (self.step or 1.0) + _ROUNDING)

    def at(self, part: float) -> float | int:
        """The value at this part, 0 to 1, of the range."""
        if self.scale == "log":
            value = float(np.exp(np.log(self.low) + part * (np.log(self.high) - np.log(self.low))))
        else:
            value = self.low + part * (self.high - self.low)
        if self.step is None:
            return value
        value = min(max(round(value / self.step), self._first_step), self._last_step) * self.step
        return int(value) if isinstance(self.step, int) else round(float(value), 12)


class Block(StrictModel):
    """Some paths and the values that they take together."""

    design: Literal["grid", "list", "latin_hypercube", "sobol"] = parameter(
        unit="name", meaning="How the points are chosen", zh="取点方式"
    )
    values: dict[str, Any] | None = parameter(
        None, unit="lists by path", meaning="Of a grid: each with each other", zh="网格：各路径的取值列表"
    )
    rows: tuple[Any, ...] | None = parameter(
        None, unit="tables of values by path", meaning="Of a list: one point a row", zh="列表：每行一个点"
    )
    ranges: dict[str, Range] | None = parameter(
        None, unit="ranges by path", meaning="Of a sample: where each value lies", zh="抽样：各路径的取值范围"
    )
    points: int | None = parameter(
        None, unit="points", low=1, high=MOST_POINTS, meaning="Of a sample: how many", zh="抽样点数"
    )
    seed: int = parameter(
        1, unit="number", low=0, high=LARGEST_SEED, meaning="Of a sample: which one", zh="抽样的随机种子"
    )

    @model_validator(mode="after")
    def _has_what_its_design_needs(self) -> Block:
        needed = {GRID: ("values",), LIST: ("rows",)}.get(self.design, ("ranges", "points"))
        for name in ("values", "rows", "ranges", "points"):
            there = bool(getattr(self, name))
            if there != (name in needed):
                raise complaint(_wanted(self.design, name, needed, there))
        if self.design == GRID:
            for path, values in (self.values or {}).items():
                if not isinstance(values, list | tuple) or not values:
                    raise complaint(
                        Sentence(
                            "gives {values} for {path}; it must be a list of values.",
                            "为 {path} 给出 {values}；必须是取值列表。",
                            path=path,
                            values=written(values),
                        )
                    )
        if self.design == LIST:
            self._check_rows()
        if self.design == SOBOL and self.points is not None and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            raise complaint(
                Sentence(
                    "has points = {points}; a Sobol sequence is balanced at powers of two only, such as {below} or "
                    "{above}.",
                    "的 points 为 {points}；Sobol 序列仅在 2 的幂处均衡，例如 {below} 或 {above}。",
                    points=self.points,
                    below=below,
                    above=2 * below,
                )
            )
        return self

    def _check_rows(self) -> None:
        paths: list[str] | None = None
        for number, row in enumerate(self.rows or (), start=1):
            named = sorted(row) if isinstance(row, Mapping) else None
            if not named or (paths is not None and named != paths):
                raise complaint(
                    Sentence(
                        "has row {number} of rows, {row}; each must be a table of values with the same paths as the "
                        "first.",
                        "的 rows 第 {number} 行为 {row}；每行必须是取值表，且路径与第一行相同。",
                        number=number,
                        row=written(row),
                    )
                )
            paths = named

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that it gives values to."""
        return tuple(self.values or self.ranges or (self.rows or ({},))[0])

    def __len__(self) -> int:
        """Number of its points."""
        if self.design == GRID:
            return int(np.prod([len(values) for values in (self.values or {}).values()], dtype=object))
        return len(self.rows) if self.rows is not None else int(self.points or 0)

    def each(self) -> Iterator[Point]:
        """Its points, in an order that is always the same."""
        if self.design == GRID:
            for chosen in product(*(self.values or {}).values()):
                yield dict(zip(self.paths, chosen, strict=True))
        elif self.design == LIST:
            yield from (dict(row) for row in self.rows or ())
        else:
            ranges = tuple((self.ranges or {}).values())
            for parts in sample(self.design, len(ranges), len(self), self.seed):
                yield {path: each.at(float(part)) for path, each, part in zip(self.paths, ranges, parts, strict=True)}


def _wanted(design: str, name: str, needed: Sequence[str], there: bool) -> Sentence:
    said = " and ".join(needed)
    said_zh = "与".join(needed)
    if there:
        return Sentence(
            "has {name}, which is no part of the design {design}; that has {needed}.",
            "含有 {name}，而 {design} 设计没有此项；它含有 {needed}。",
            name=name,
            design=design,
            needed=Sentence("{en}", "{zh}", en=said, zh=said_zh),
        )
    return Sentence(
        "lacks {name}; the design {design} has {needed}.",
        "缺少 {name}；{design} 设计含有 {needed}。",
        name=name,
        design=design,
        needed=Sentence("{en}", "{zh}", en=said, zh=said_zh),
    )


def sample(design: str, dimensions: int, points: int, seed: int) -> np.ndarray:
    """Points in the unit cube, one a row, of a Latin hypercube or a scrambled Sobol sequence (scipy.stats.qmc)."""
    from scipy.stats import qmc

    luck = np.random.default_rng(seed)
    engine: QMCEngine = (
        qmc.LatinHypercube(dimensions, rng=luck) if design == LATIN_HYPERCUBE else qmc.Sobol(dimensions, rng=luck)
    )
    return np.asarray(engine.random(points))


def crossed(blocks: Sequence[Block]) -> Iterator[Point]:
    """Every point of each block with every point of the others; one point without values where there is no block."""
    for parts in product(*([*block.each()] for block in blocks)):
        yield {path: value for part in parts for path, value in part.items()}
