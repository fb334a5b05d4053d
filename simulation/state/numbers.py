"""The numbers of the month: what the scenario states, as stresses and policies have changed it.

They are composed once as a month begins, and everybody reads the composed ones: kernels, phases, products, policies.
Changes are declared operations, so their order never matters: of a number stated as x, a rule may first set it; then
all factors apply, then all additions, then the highest floor and the lowest ceiling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..ground.errors import RunError, Sentence
from ..ground.parameters import ParameterGroup
from ..ground.record import Record, layout_of_value

Operation = Literal["set", "times", "plus", "at_least", "at_most"]


@dataclass(frozen=True)
class Change:
    """One operation on one number, or on every number of a list: `path` reads "group.name".

    "group.name.element" is one number of a list: `cash_flow.wage.construction`.
    """

    path: str
    operation: Operation
    value: float


def times(path: str, factor: float) -> Change:
    """The number is multiplied."""
    return Change(path, "times", factor)


def plus(path: str, amount: float) -> Change:
    """The amount is added."""
    return Change(path, "plus", amount)


def at_least(path: str, floor: float) -> Change:
    """The number does not fall below the floor."""
    return Change(path, "at_least", floor)


def at_most(path: str, ceiling: float) -> Change:
    """The number does not rise above the ceiling."""
    return Change(path, "at_most", ceiling)


def set_to(path: str, value: float) -> Change:
    """The stated number gives way to this one; two that set the same number to different values contradict."""
    return Change(path, "set", value)


def composed(stated: Any, changes: Iterable[Change]) -> Any:
    """A stated number, or an array of numbers, after these changes, whatever their order.

    Raises RunError where two of them set it to different values.
    """
    by_operation: dict[str, list[float]] = defaultdict(list)
    for change in changes:
        by_operation[change.operation].append(change.value)
    value = stated
    if settings := sorted(set(by_operation["set"])):
        if len(settings) > 1:
            path = next(iter(changes)).path
            raise RunError(
                Sentence(
                    "{path} is set to {first} and to {second} by two rules in force at once.",
                    "{path} 被两项同时生效的规则分别设为 {first} 与 {second}。",
                    path=path,
                    first=settings[0],
                    second=settings[1],
                )
            )
        value = settings[0] + np.zeros_like(stated) if isinstance(stated, np.ndarray) else settings[0]
    for factor in sorted(by_operation["times"]):
        value = value * factor
    for amount in sorted(by_operation["plus"]):
        value = value + amount
    if floors := by_operation["at_least"]:
        value = np.maximum(value, max(floors)) if isinstance(value, np.ndarray) else max(value, *floors)
    if ceilings := by_operation["at_most"]:
        value = np.minimum(value, min(ceilings)) if isinstance(value, np.ndarray) else min(value, *ceilings)
    return value


class Numbers(Record):
    """Every parameter group as it stands this month: `numbers.cash_flow.depreciation`, in kernels too.

    A group is a named tuple of its numbers: float as float, whole numbers and flags as int, lists as arrays.
    """

    _stated: dict[str, Any]
    _element_names: dict[str, tuple[str, ...]]
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
        self._element_names = {
            f"{group.key}.{name}": type(group).element_names(name) for group in groups for name in group.Numbers._fields
        }
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
        key, _, name = path.partition(".")
        if name not in getattr(self._stated.get(key), "_fields", ()):
            raise _no_number(path)
        self._stated[key] = self._stated[key]._replace(**{name: value})
        changed, self._changed = self._changed, ()
        setattr(self, key, self._stated[key])
        self.compose(changed)

    def compose(self, changes: Iterable[Change]) -> set[str]:
        """The numbers from now on: as stated, with these changes. Returns the groups that may be others than before.

        Raises RunError for a path that names no number, and where two changes contradict.
        """
        wanted = tuple(sorted(changes, key=lambda change: (change.path, change.operation, change.value)))
        if wanted == self._changed:
            return set()
        by_group: dict[str, list[Change]] = defaultdict(list)
        for change in (*wanted, *self._changed):
            by_group[change.path.partition(".")[0]]
        for change in wanted:
            by_group[change.path.partition(".")[0]].append(change)
        for key, of_group in sorted(by_group.items()):
            setattr(self, key, self._changed_group(key, of_group))
        self._changed = wanted
        return set(by_group)

    def _changed_group(self, key: str, changes: Iterable[Change]) -> Any:
        """A group as stated, with these changes of its numbers."""
        group = self._stated.get(key)
        by_name: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            name = change.path.split(".")[1:2]
            if group is None or not name or name[0] not in group._fields:
                raise _no_number(change.path)
            by_name[name[0]].append(change)
        return group._replace(**{name: self._changed_number(key, name, found) for name, found in by_name.items()})

    def _changed_number(self, key: str, name: str, changes: list[Change]) -> Any:
        """A number as stated, or a list of numbers, with its changes; those of one element come with the list's."""
        stated = getattr(self._stated[key], name)
        of_all = [change for change in changes if change.path.count(".") == 1]
        value = composed(stated, of_all)
        if isinstance(stated, int):
            return int(value)
        for element in sorted({change.path.split(".", 2)[2] for change in changes if change not in of_all}):
            names = self._element_names.get(f"{key}.{name}", ())
            if element not in names:
                raise _no_number(f"{key}.{name}.{element}")
            place = names.index(element)
            own = [change for change in changes if change.path == f"{key}.{name}.{element}"]
            value = value.copy()
            value[place] = composed(float(stated[place]), [*of_all, *own])
        return value


def _no_number(path: str) -> RunError:
    return RunError(Sentence("{path} is no number of the scenario.", "{path} 不是情景中的数值。", path=path))
