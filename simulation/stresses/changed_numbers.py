"""Any number of the month changes from a date, for some months (参数变动).

What no stress of its own describes: a law that has bills paid sooner, dearer deposits, a spell of bad luck. Numbers are
named by group and key, as the reference of parameters lists them:

    [[stress]]
    kind   = "changed_numbers"
    start  = 13
    months = 12
    numbers.cash_flow.collection_months = { times = 0.8 }
    numbers.banking.funding_cost        = { plus = 0.005, at_most = 0.03 }

A list changes with one number for all of its numbers, or with one for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from pydantic import field_validator, model_validator

from ..ground.errors import RequestError, Sentence, listed, unknown
from ..ground.parameters import ParameterGroup, StrictModel, complaint, declaration, parameter
from ..ground.registry import Nulls, Stated, parameter_groups
from ..state.economy import Economy
from ..state.numbers import Change, Value, composed
from .stress import Stress

Given = float | tuple[float, ...]


class Operations(StrictModel):
    """What is done to a number; first it is set, then come factors, additions, floors and ceilings."""

    set: Given | None = parameter(None, unit="that of the number", meaning="It becomes this", zh="设为")
    times: Given | None = parameter(None, unit="ratio", meaning="It is multiplied by this", zh="乘以")
    plus: Given | None = parameter(None, unit="that of the number", meaning="This is added", zh="加上")
    at_least: Given | None = parameter(
        None, unit="that of the number", meaning="It does not fall below this", zh="不低于"
    )
    at_most: Given | None = parameter(
        None, unit="that of the number", meaning="It does not rise above this", zh="不高于"
    )

    @model_validator(mode="after")
    def _some_operation(self) -> Operations:
        if not self.stated:
            raise complaint(
                Sentence(
                    "changes nothing; allowed: {names}.",
                    "没有任何变动；可用的有：{names}。",
                    names=listed(type(self).field_names()),
                )
            )
        return self

    @cached_property
    def stated(self) -> dict[str, Given]:
        """Those that are given, by name."""
        return {name: value for name, value in self if value is not None}

    @property
    def does_nothing(self) -> bool:
        """Whether every number stays what it is, to the bit: factors of 1 and additions of 0."""
        neutral = {"times": 1.0, "plus": 0.0}
        return all(name in neutral and _all_are(value, neutral[name]) for name, value in self.stated.items())


class ChangedNumbers(Stress):
    """Numbers of the month, by group and name, with what is done to them while it lasts."""

    kind: ClassVar[str] = "changed_numbers"
    label: ClassVar[dict[str, str]] = {"en": "changed numbers", "zh": "参数变动"}
    example: ClassVar[Stated] = {"months": 12, "numbers": {"cash_flow": {"collection_months": {"times": 1.5}}}}
    nulls: ClassVar[Nulls] = ({"numbers": {}},)

    numbers: dict[str, dict[str, Operations]] = parameter(
        unit="table", meaning="By group and name of a parameter: what is done to it", zh="按参数组和名称列出的变动"
    )

    @field_validator("numbers", mode="before")
    @classmethod
    def _by_group(cls, given: Any) -> Any:
        """A key may also be a whole path in quotes, "cash_flow.collection_months"."""
        if not isinstance(given, Mapping):
            return given
        found: dict[str, Any] = {}
        for key, below in given.items():
            group, _, name = str(key).partition(".")
            if isinstance(below, Mapping):
                found[group] = {**found.get(group, {}), **({name: below} if name else below)}
            else:
                found[key] = below
        return found

    @field_validator("numbers")
    @classmethod
    def _that_can_change(cls, numbers: dict[str, dict[str, Operations]]) -> dict[str, dict[str, Operations]]:
        groups = parameter_groups()
        for group, name in ((group, name) for group, below in numbers.items() for name in below):
            path, declared = f"{group}.{name}", groups.get(group)
            if declared is None or name not in declared.Numbers._fields:
                known = [f"{key}.{number}" for key, each in groups.items() for number in each.Numbers._fields]
                said = unknown(path, known)
                raise complaint(Sentence("changes {path}, which {said}", "更改的 {path} {said}", path=path, said=said))
            if declaration(declared, name).get("opening_only"):
                raise complaint(
                    Sentence(
                        "changes {path}, which is read only when the books open; state it in the scenario itself.",
                        "更改的 {path} 只在期初建账时读取；请在情景中直接设定。",
                        path=path,
                    )
                )
        return numbers

    @cached_property
    def does_nothing(self) -> bool:
        """Whether every number stays what it is."""
        return all(operations.does_nothing for below in self.numbers.values() for operations in below.values())

    def changes(self, economy: Economy) -> Iterable[Change]:
        """What is stated, as operations on the numbers of the month."""
        return self._all_changes

    @cached_property
    def _all_changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(f"{group}.{name}", operation, value)  # type: ignore[arg-type]
            for group, below in self.numbers.items()
            for name, operations in below.items()
            for operation, value in operations.stated.items()
        )

    def contradiction(
        self, groups: Mapping[str, ParameterGroup], others: Sequence[Stress]
    ) -> tuple[str, Sentence] | None:
        """A number that the change makes one which its group refuses, or that another such stress sets otherwise."""
        for group in self.numbers:
            found = self._refused_by(group, groups)
            if found is not None:
                return f"numbers.{group}", found
        for other in others:
            if isinstance(other, ChangedNumbers) and other.name != self.name and self._meets(other):
                for path in sorted(self._set.keys() & other._set.keys()):
                    if self._set[path] != other._set[path]:
                        return f"numbers.{path}.set", Sentence(
                            "is {own}, but the stress {name} sets it to {others} in the same months.",
                            "为 {own}，而压力 {name} 在同一时期将其设为 {others}。",
                            own=self._set[path],
                            name=other.name,
                            others=other._set[path],
                        )
        return None

    def _refused_by(self, key: str, groups: Mapping[str, ParameterGroup]) -> Sentence | None:
        group = groups[key]
        try:
            changed = type(group).read({**_as_written(group), **dict(self._changed(group))}, key)
        except RequestError as error:
            return Sentence("cannot be done: {said}", "无法做到：{said}", said=error.said)
        found = changed.contradiction({**groups, key: changed})
        return None if found is None else found[1]

    def _changed(self, group: ParameterGroup) -> Iterator[tuple[str, Any]]:
        """The numbers of a group after its changes, as a file would state them."""
        stated = group.numbers()
        for name, operations in self.numbers[group.key].items():
            number, written = getattr(stated, name), getattr(group, name)
            for given in operations.stated.values():
                if isinstance(given, tuple) and (not isinstance(written, tuple) or len(given) != len(written)):
                    raise RequestError(_not_so_many(f"{group.key}.{name}", given, written))
            own = [change for change in self._all_changes if change.path == f"{group.key}.{name}"]
            yield name, _as_stated(composed(number, own), written)

    def _meets(self, other: Stress) -> bool:
        return self.start < other.start + other.months and other.start < self.start + self.months

    @cached_property
    def _set(self) -> dict[str, Value]:
        return {change.path: change.value for change in self._all_changes if change.operation == "set"}


def _all_are(value: Given, neutral: float) -> bool:
    return all(part == neutral for part in (value if isinstance(value, tuple) else (value,)))


def _as_written(group: ParameterGroup) -> dict[str, Any]:
    return {name: getattr(group, name) for name in type(group).model_fields}


def _as_stated(number: Any, written: Any) -> Any:
    """A composed number in the type in which the group states it, if it is whole where that must be."""
    if isinstance(written, tuple):
        return tuple(_as_stated(part, one) for part, one in zip(number.tolist(), written, strict=True))
    if isinstance(written, bool) and number in (0, 1):
        return bool(number)
    return int(number) if isinstance(written, int) and number == int(number) else float(number)


def _not_so_many(path: str, given: Sequence[float], written: Any) -> Sentence:
    if not isinstance(written, tuple):
        return Sentence("{path} is one number, not a list.", "{path} 是单个数，不是列表。", path=path)
    return Sentence(
        "{path} is a list of {count} numbers, not of {given}.",
        "{path} 是 {count} 个数的列表，而不是 {given} 个。",
        path=path,
        count=len(written),
        given=len(given),
    )
