"""The numbers of the month: what the scenario states, as stresses and policies have changed it.

They are composed once as a month begins, and everybody reads the composed ones: kernels, phases, products, policies.
Changes are declared operations, so their order never matters: of a number stated as x, a rule may first set it; then
all factors apply, then all additions, then the highest floor and the lowest ceiling; and no number leaves the bounds
that its parameter declares. Parameters that are read only when the books open cannot be changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..ground.errors import RunError, Sentence, nearest
from ..ground.parameters import ParameterGroup, declaration
from ..ground.record import Record, layout_of_value

Operation = Literal["set", "times", "plus", "at_least", "at_most"]
#: A number for all numbers of a list, or one for each.
Value = float | tuple[float, ...]


@dataclass(frozen=True)
class Change:
    """One operation on one number, or on the numbers of a list; `path` reads "group.name"."""

    path: str
    operation: Operation
    value: Value

    @property
    def order(self) -> tuple[str, str, tuple[float, ...]]:
        """What changes are sorted by, so that the order in which they are told leaves no trace."""
        return self.path, self.operation, self.value if isinstance(self.value, tuple) else (self.value,)


def times(path: str, factor: Value) -> Change:
    """The number is multiplied."""
    return Change(path, "times", factor)


def plus(path: str, amount: Value) -> Change:
    """The amount is added."""
    return Change(path, "plus", amount)


def at_least(path: str, floor: Value) -> Change:
    """The number does not fall below the floor."""
    return Change(path, "at_least", floor)


def at_most(path: str, ceiling: Value) -> Change:
    """The number does not rise above the ceiling."""
    return Change(path, "at_most", ceiling)


def set_to(path: str, value: Value) -> Change:
    """The stated number gives way to this one; two that set the same number to different values contradict."""
    return Change(path, "set", value)


def composed(stated: Any, changes: Iterable[Change]) -> Any:
    """A stated number, or an array of numbers, after these changes, whatever their order; a whole one may not be whole.

    Raises RunError where two of them set it to different values.
    """
    ordered = sorted(changes, key=lambda change: change.order)
    by_operation: dict[str, list[Any]] = defaultdict(list)
    for change in ordered:
        if change.operation != "set" or change.value not in by_operation["set"]:
            by_operation[change.operation].append(change.value)
    is_list = isinstance(stated, np.ndarray)
    value = stated.astype(np.float64) if is_list else stated
    if settings := by_operation["set"]:
        if len(settings) > 1:
            raise RunError(
                Sentence(
                    "{path} is set to {first} and to {second} by two rules in force at once.",
                    "{path} 被两项同时生效的规则分别设为 {first} 与 {second}。",
                    path=ordered[0].path,
                    first=settings[0],
                    second=settings[1],
                )
            )
        value = settings[0] + np.zeros(len(stated)) if is_list else settings[0]
    for factor in by_operation["times"]:
        value = value * np.asarray(factor) if is_list else value * factor
    for amount in by_operation["plus"]:
        value = value + np.asarray(amount) if is_list else value + amount
    for floor in by_operation["at_least"]:
        value = np.maximum(value, floor) if is_list else max(value, floor)
    for ceiling in by_operation["at_most"]:
        value = np.minimum(value, ceiling) if is_list else min(value, ceiling)
    return value


def within(value: Any, low: float | None, high: float | None, whole: bool) -> Any:
    """A number, or an array of them, no lower than `low` and no higher than `high`; to the nearest whole one."""
    if isinstance(value, np.ndarray):
        if low is not None or high is not None:
            value = np.clip(value, low, high)
        return np.floor(value + 0.5).astype(np.int64) if whole else value
    if low is not None:
        value = max(value, low)
    if high is not None:
        value = min(value, high)
    return int(np.floor(value + 0.5)) if whole else value


class Numbers(Record):
    """Every parameter group as it stands this month: `numbers.cash_flow.depreciation`, in kernels too.

    A group is a named tuple of its numbers: float as float, whole numbers and flags as int, lists as arrays.
    """

    _stated: dict[str, Any]
    _declared_by: dict[str, type[ParameterGroup]]
    _changed: tuple[Change, ...]

    def __new__(cls, groups: Iterable[ParameterGroup] = ()) -> Numbers:
        """A record with a field for each group."""
        numbers = super().__new__(cls)
        stated = {group.key: group.numbers() for group in groups}
        numbers._lay_out({key: layout_of_value(group) for key, group in stated.items()})
        return numbers

    def __init__(self, groups: Iterable[ParameterGroup] = ()) -> None:
        groups = tuple(groups)
        self._stated = {group.key: group.numbers() for group in groups}
        self._declared_by = {group.key: type(group) for group in groups}
        self._changed = ()
        for key, group in self._stated.items():
            setattr(self, key, group)

    def __getattr__(self, key: str) -> Any:
        raise AttributeError(f"no parameter group {key!r}")

    @property
    def stated(self) -> Mapping[str, Any]:
        """The groups as the scenario states them."""
        return self._stated

    def restate(self, path: str, value: float) -> None:
        """State another value from now on, as a dated change of the scenario itself; what is composed comes on top."""
        key, name = self._place_of(path)
        self._stated[key] = self._stated[key]._replace(**{name: value})
        changed, self._changed = self._changed, ()
        setattr(self, key, self._stated[key])
        self.compose(changed)

    def compose(self, changes: Iterable[Change]) -> set[str]:
        """The numbers from now on: as stated, with these changes. Returns the groups that may be others than before.

        Raises RunError for a path that names no number or one that is read only at the opening, and where two changes
        contradict.
        """
        wanted = tuple(sorted(changes, key=lambda change: change.order))
        if wanted == self._changed:
            return set()
        by_path: dict[str, list[Change]] = defaultdict(list)
        for change in wanted:
            by_path[change.path].append(change)
        new: dict[str, dict[str, Any]] = {change.path.partition(".")[0]: {} for change in (*wanted, *self._changed)}
        for path, of_number in by_path.items():
            key, name = self._place_of(path)
            new[key][name] = self._changed_number(key, name, of_number)
        for key in sorted(new):
            setattr(self, key, self._stated[key]._replace(**new[key]))
        self._changed = wanted
        return set(new)

    def _changed_number(self, key: str, name: str, changes: list[Change]) -> Any:
        group, stated = self._declared_by[key], getattr(self._stated[key], name)
        about = declaration(group, name)
        if about.get("opening_only"):
            raise RunError(
                Sentence(
                    "{path} is read only when the books open; no rule can change it in a run.",
                    "{path} 只在期初建账时读取；运行中不能更改。",
                    path=f"{key}.{name}",
                )
            )
        whole = isinstance(stated, int) or (isinstance(stated, np.ndarray) and stated.dtype.kind == "i")
        return within(composed(stated, changes), about.get("minimum"), about.get("maximum"), whole)

    def _place_of(self, path: str) -> tuple[str, str]:
        key, _, name = path.partition(".")
        if name not in getattr(self._stated.get(key), "_fields", ()):
            known = [f"{group}.{number}" for group, stated in self._stated.items() for number in stated._fields]
            raise _no_number(path, nearest(path, known))
        return key, name


def _no_number(path: str, guess: str | None) -> RunError:
    if guess is None:
        return RunError(Sentence("{path} is no number of the scenario.", "{path} 不是情景中的数值。", path=path))
    return RunError(
        Sentence(
            "{path} is no number of the scenario; did you mean {guess}?",
            "{path} 不是情景中的数值；您是否想用 {guess}？",
            path=path,
            guess=guess,
        )
    )
