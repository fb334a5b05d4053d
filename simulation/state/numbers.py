"""The numbers of the month: what the scenario states, as stresses and policies have changed it.

They are composed once as a month begins, and everybody reads the composed ones: kernels, phases, products, policies.
Changes are declared operations, so their order never matters: of a number stated as x, a rule may first set it; then
all factors apply, then all additions, then the highest floor and the lowest ceiling; and no number leaves the bounds
that its parameter declares. Parameters that are read only when the books open cannot be changed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..ground.errors import RunError, Sentence, nearest, no_attribute
from ..ground.parameters import ParameterGroup, declaration
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

    @property
    def order(self) -> tuple[str, str, float]:
        """What changes are sorted by, so that the order in which they are told leaves no trace."""
        return self.path, self.operation, self.value


@dataclass(frozen=True)
class Setting:
    """A number that a rule sets, as it is known before the run: by which key of the rule, and to what.

    `value` is None where it depends on the month.
    """

    path: str
    key: str
    value: float | None

    def contradicts(self, other: Setting) -> bool:
        """Whether both set one number, or a list and one of its elements, and not to the same value."""
        longer, shorter = sorted((f"{self.path}.", f"{other.path}."), key=len, reverse=True)
        return longer.startswith(shorter) and (self.value is None or self.value != other.value)


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
    """A stated number, or an array of numbers, after these changes, whatever their order; a whole one may not be whole.

    Raises RunError where two of them set it to different values.
    """
    by_operation: dict[str, list[float]] = defaultdict(list)
    path = ""
    for change in changes:
        by_operation[change.operation].append(change.value)
        path = change.path
    value = stated.astype(np.float64) if isinstance(stated, np.ndarray) else stated
    if settings := sorted(set(by_operation["set"])):
        if len(settings) > 1:
            raise RunError(
                Sentence(
                    "{path} is set to {first} and to {second} by two rules in force at once.",
                    "{path} 被两项同时生效的规则分别设为 {first} 与 {second}。",
                    path=path,
                    first=settings[0],
                    second=settings[1],
                )
            )
        value = settings[0] + np.zeros(len(stated)) if isinstance(stated, np.ndarray) else settings[0]
    for factor in sorted(by_operation["times"]):
        value = value * factor
    for amount in sorted(by_operation["plus"]):
        value = value + amount
    if floors := by_operation["at_least"]:
        value = np.maximum(value, max(floors)) if isinstance(value, np.ndarray) else max(value, *floors)
    if ceilings := by_operation["at_most"]:
        value = np.minimum(value, min(ceilings)) if isinstance(value, np.ndarray) else min(value, *ceilings)
    return value


def composed_list(stated: np.ndarray, names: Sequence[str], changes: Sequence[Change]) -> np.ndarray:
    """A list of numbers after these changes of all of them, and of single ones by the `names` of its elements."""
    of_all = [change for change in changes if change.path.count(".") == 1]
    value = composed(stated, of_all)
    for element in sorted({change.path.split(".", 2)[2] for change in changes if change.path.count(".") == 2}):
        place = names.index(element)
        own = [change for change in changes if change.path.endswith(f".{element}") and change.path.count(".") == 2]
        value[place] = composed(float(stated[place]), [*of_all, *own])
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
        # Asked only for what is not there: what nobody declared, or a group whose first reader is to be noted.
        unread = vars(self).get("_unread")
        if unread and key in unread:
            group = vars(self)[key] = unread.pop(key)
            return group
        if key.startswith("_"):
            raise AttributeError(key)
        raise no_attribute(Sentence("numbers", "参数 (numbers) "), key, self._stated)

    def __repr__(self) -> str:
        changed = ", ".join(dict.fromkeys(change.path for change in self._changed))
        return f"<Numbers of {len(self._stated)} groups; changed: {changed or 'none'}>"

    @contextmanager
    def noting_reads(self) -> Iterator[dict[str, Any]]:
        """Notes the groups that anybody reads meanwhile, as they stand, by key; what kernels read is not seen."""
        read: dict[str, Any] = {}
        unread = {key: vars(self).pop(key) for key in self._stated}
        vars(self)["_unread"] = unread
        try:
            yield read
        finally:
            read.update((key, vars(self)[key]) for key in self._stated if key in vars(self))
            vars(self).update(unread)
            del vars(self)["_unread"]

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
        former, by_group = _by_group(self._changed), _by_group(wanted)
        altered = {key for key in former.keys() | by_group.keys() if former.get(key) != by_group.get(key)}
        new: dict[str, dict[str, Any]] = {key: {} for key in sorted(altered)}
        by_number: dict[tuple[str, str], list[Change]] = defaultdict(list)
        for change in (change for key in new for change in by_group.get(key, ())):
            if not math.isfinite(change.value):
                raise RunError(
                    Sentence(
                        "{path} is changed by {value}, which is no number.",
                        "{path} 的变动为 {value}，不是有限的数。",
                        path=change.path,
                        value=str(change.value),
                    )
                )
            by_number[self._place_of(change.path)].append(change)
        for (key, name), of_number in by_number.items():
            new[key][name] = self._changed_number(key, name, of_number)
        for key, changed in new.items():
            setattr(self, key, self._stated[key]._replace(**changed))
        self._changed = wanted
        return altered

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
        low, high = about.get("minimum"), about.get("maximum")
        if isinstance(stated, np.ndarray):
            changed = composed_list(stated, group.element_names(name), changes)
            return within(changed, low, high, stated.dtype.kind == "i")
        return within(composed(stated, changes), low, high, isinstance(stated, int))

    def _place_of(self, path: str) -> tuple[str, str]:
        """The group and the number that a path names; RunError where it names none."""
        key, _, rest = path.partition(".")
        name, _, element = rest.partition(".")
        if name in getattr(self._stated.get(key), "_fields", ()):
            if not element or element in self._declared_by[key].element_names(name):
                return key, name
        known = [known for group in self._declared_by.values() for known in group.paths()]
        raise _no_number(path, nearest(path, known))


def _by_group(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.path.partition(".")[0], []).append(change)
    return found


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
