"""Any number of the month changes from a date, for some months (参数变动).

What no stress of its own describes: a law that has bills paid sooner, dearer deposits, a spell of bad luck. Numbers are
named by group and key, as the reference of parameters lists them, and numbers of a list by their element too:

    [[stress]]
    kind   = "changed_numbers"
    start  = 13
    months = 12
    numbers.cash_flow.collection_months = { times = 0.8 }
    numbers.banking.funding_cost        = { plus = 0.005, at_most = 0.03 }
    numbers.cash_flow.credit_share.construction = { times = 1.1 }

All numbers of a list change where no element is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Discriminator, Tag, field_validator, model_validator

from ..ground.complaints import complaint
from ..ground.errors import RequestError, Sentence, listed, unknown
from ..ground.parameters import ParameterGroup, StrictModel, declaration, parameter
from ..ground.registry import Nulls, Stated, parameter_groups
from ..state.economy import Economy
from ..state.numbers import Change, Setting, composed, composed_list
from .stress import Stress


class Operations(StrictModel):
    """What is done to a number; first it is set, then come factors, additions, floors and ceilings."""

    set: float | None = parameter(None, unit="that of the number", meaning="It becomes this", zh="设为")
    times: float | None = parameter(None, unit="ratio", meaning="It is multiplied by this", zh="乘以")
    plus: float | None = parameter(None, unit="that of the number", meaning="This is added", zh="加上")
    at_least: float | None = parameter(
        None, unit="that of the number", meaning="It does not fall below this", zh="不低于"
    )
    at_most: float | None = parameter(
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
    def stated(self) -> dict[str, float]:
        """Those that are given, by name."""
        return {name: value for name, value in self if value is not None}

    @property
    def does_nothing(self) -> bool:
        """Whether every number stays what it is, to the bit: factors of 1 and additions of 0."""
        neutral = {"times": 1.0, "plus": 0.0}
        return all(name in neutral and value == neutral[name] for name, value in self.stated.items())


def _number_or_list(given: Any) -> str:
    """Whether a table states operations on a number, or such tables by element of a list."""
    names = Operations.field_names()
    tables = isinstance(given, Mapping) and bool(given)
    tables = tables and all(isinstance(below, Mapping | Operations) for below in given.values())
    return "elements" if tables and not any(key in names for key in given) else "number"


Below = Annotated[
    Annotated[Operations, Tag("number")] | Annotated[dict[str, Operations], Tag("elements")],
    Discriminator(_number_or_list),
]


class ChangedNumbers(Stress):
    """Numbers of the month, by group and name, with what is done to them while it lasts."""

    kind: ClassVar[str] = "changed_numbers"
    label: ClassVar[dict[str, str]] = {"en": "changed numbers", "zh": "参数变动"}
    example: ClassVar[Stated] = {"months": 12, "numbers": {"cash_flow": {"collection_months": {"times": 1.5}}}}
    nulls: ClassVar[Nulls] = ({"numbers": {}},)

    numbers: dict[str, dict[str, Below]] = parameter(
        unit="table", meaning="By group and name of a parameter: what is done to it", zh="按参数组和名称列出的变动"
    )

    @field_validator("numbers", mode="before")
    @classmethod
    def _by_group(cls, given: object) -> Any:
        """A key may also be a whole path in quotes, "cash_flow.collection_months"."""
        if not isinstance(given, Mapping):
            return given
        found: dict[str, Any] = {}
        for key, below in given.items():
            group, *names = str(key).split(".")
            for name in reversed(names):
                below = {name: below}
            known = found.get(group, {})
            found[group] = {**known, **below} if isinstance(below, Mapping) else below
        return found

    @field_validator("numbers")
    @classmethod
    def _that_can_change(cls, numbers: dict[str, dict[str, Below]]) -> dict[str, dict[str, Below]]:
        groups = parameter_groups()
        for path in _by_path(numbers):
            key, name, *_ = path.split(".")
            group = groups.get(key)
            if group is None or path not in group.paths():
                known = [path for each in groups.values() for path in each.paths()]
                said = unknown(path, known)
                raise complaint(Sentence("changes {path}, which {said}", "更改的 {path} {said}", path=path, said=said))
            if declaration(group, name).get("opening_only"):
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
        return all(operations.does_nothing for operations in _by_path(self.numbers).values())

    def changes(self, economy: Economy) -> Iterable[Change]:
        """What is stated, as operations on the numbers of the month."""
        return self._all_changes

    @cached_property
    def _all_changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(path, operation, value)  # type: ignore[arg-type]
            for path, operations in _by_path(self.numbers).items()
            for operation, value in operations.stated.items()
        )

    def sets(self) -> Iterable[Setting]:
        """The numbers that are set."""
        return (
            Setting(change.path, f"numbers.{change.path}.set", change.value)
            for change in self._all_changes
            if change.operation == "set"
        )

    def contradiction(self, groups: Mapping[str, ParameterGroup]) -> tuple[str, Sentence] | None:
        """A number that the change makes one which its group refuses."""
        for group in self.numbers:
            found = self._refused_by(group, groups)
            if found is not None:
                return f"numbers.{group}", found
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
        for name in self.numbers[group.key]:
            written = getattr(group, name)
            own = [change for change in self._all_changes if f"{change.path}.".startswith(f"{group.key}.{name}.")]
            if isinstance(written, tuple):
                changed = composed_list(np.array(written), group.element_names(name), own)
                yield name, tuple(_as_stated(part, one) for part, one in zip(changed.tolist(), written, strict=True))
            else:
                yield name, _as_stated(composed(written, own), written)


def _by_path(numbers: Mapping[str, Mapping[str, Any]]) -> dict[str, Operations]:
    """What is done to each number, by its path; to one of a list by that of the element."""
    found: dict[str, Operations] = {}
    for group, names in numbers.items():
        for name, below in names.items():
            by_element = {"": below} if isinstance(below, Operations) else below
            found |= {f"{group}.{name}.{element}".rstrip("."): operations for element, operations in by_element.items()}
    return found


def _as_written(group: ParameterGroup) -> dict[str, Any]:
    return {name: getattr(group, name) for name in type(group).model_fields}


def _as_stated(number: float, written: float) -> float:
    """A composed number in the type in which the group states it, if it is whole where that must be."""
    if isinstance(written, bool) and number in (0, 1):
        return bool(number)
    return int(number) if isinstance(written, int) and number == int(number) else float(number)
