"""Declared parameters: each is stated once, beside the behaviour that uses it.

A declaration gives default, unit, inclusive bounds, meaning in English and Chinese, and source. The reference
page, the JSON schema and every refusal are made from it.

    class CashFlow(ParameterGroup, key="cash_flow", title={"en": "Cash flow", "zh": "现金流"}):
        input_share: float = parameter(
            0.70, unit="share of sales", low=0.0, high=0.95,
            meaning="Purchases from outside per yuan of sales", zh="每元销售额的外购投入",
            source=assumption("why"),
        )
"""

import math
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypedDict, Unpack, cast, get_args, get_origin

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .complaints import bounds_in_words, complaint, explained
from .errors import Sentence, listed, refusal, suggestion
from .given import written
from .open_list import OpenList
from .plugins import declared_in

SourceKind = Literal["regulation", "dataset", "paper", "secondary", "calibrated", "assumption"]

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

#: How far the shares of a mix may be from one in sum: what rounding of the shares explains.
MIX_TOLERANCE = 1e-9


@dataclass(frozen=True)
class OneOf:
    """Marks a text as a name from a closed list, which the JSON schema then states."""

    choices: Sequence[str]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.choices)}

    def _known(self, name: str) -> str:
        if name not in self.choices:
            hint = suggestion(name, self.choices)
            raise complaint(Sentence("is {name}; {hint}", "为 {name}；{hint}", name=written(name), hint=hint))
        return name


def one_of(choices: Sequence[str]) -> OneOf:
    """Mark of a name from a list. The order of `choices` is the order in which a list of such names is kept."""
    return OneOf(choices if isinstance(choices, OpenList) else tuple(choices))


def _without_fraction(value: object) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: A whole number in a list: 6 or 6.0; a fraction is refused, never cut.
Whole = Annotated[int, BeforeValidator(_without_fraction)]


class StrictModel(BaseModel):
    """An immutable record that refuses unknown keys, wrong types, NaN, infinities, values out of bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True)

    @classmethod
    def field_names(cls) -> list[str]:
        """Names of the fields as a file spells them."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def read(cls, values: object, path: str = "", layer: Callable[[str], str] = lambda path: "") -> Self:
        """The record stated by `values`, a table found at the key `path`.

        `layer(path)` names the file or option that set a path. Raises RequestError about the first mistake.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            found, words = explained(error.errors()[0], values)
            place = ".".join(part for part in (path, found) if part)
            raise refusal(layer(place), place, words) from None

    @model_validator(mode="before")
    @classmethod
    def _known_keys_only(cls, values: object) -> Any:
        if not isinstance(values, Mapping):
            return values
        for key in values:
            if key not in cls.field_names():
                context = {"key": str(key), "allowed": cls.field_names()}
                raise PydanticCustomError("unknown_key", "{key} is unknown", context)
        return {key: _plain(value) for key, value in values.items()}

    @field_validator("*", mode="after")
    @classmethod
    def _as_declared(cls, value: Any, info: ValidationInfo) -> Any:
        """Within bounds, a mix summing to one; names in one order, so that the order written never matters."""
        name = info.field_name or ""
        stated = declaration(cls, name)
        if isinstance(value, tuple) and value and all(isinstance(part, str) for part in value):
            return _each_once(value, _closed_list(cls, name))
        table = isinstance(value, dict)
        parts = tuple(value.values()) if table else value if isinstance(value, tuple) else (value,)
        for part in parts:
            _check_bounds(part, stated.get("minimum"), stated.get("maximum"))
        if stated.get("mix"):
            _check_mix(parts)
        # A negative zero is a zero: it must not make two equal policies differ.
        parts = tuple(0.0 if isinstance(part, float) and part == 0.0 else part for part in parts)
        if table:
            known = dict(zip(value, parts, strict=True))
            return {key: known[key] for key in _in_order(known, _closed_list(cls, name))}
        return parts if isinstance(value, tuple) else parts[0]


def _plain(value: object) -> Any:
    """Lists as tuples, numbers and arrays of numpy as those of Python."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(_plain(part) for part in value) if isinstance(value, list | tuple) else value


@cache
def _closed_list(model: type[StrictModel], name: str) -> Sequence[str]:
    """The closed list from which a field's names, or the keys of its table, come; empty where there is none."""
    return _choices_in(model.model_fields[name].annotation)


def _choices_in(annotation: object) -> Sequence[str]:
    if get_origin(annotation) is Literal:
        return tuple(choice for choice in get_args(annotation) if isinstance(choice, str))
    parts = get_args(annotation)
    if get_origin(annotation) is dict:
        parts = parts[:1]
    for part in parts:
        found = part.choices if isinstance(part, OneOf) else _choices_in(part)
        if found:
            return found
    return ()


def _in_order(names: Any, choices: Sequence[str]) -> list[Any]:
    """Names in the order of their closed list, those of no list in that of the alphabet."""
    places = {name: place for place, name in enumerate(choices)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), str(name)))


def _each_once(names: tuple[str, ...], choices: Sequence[str]) -> tuple[str, ...]:
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise complaint(
            Sentence(
                "names {names} more than once; a name must be given once.",
                "重复写有 {names}；同一名称只能给出一次。",
                names=listed(repeated),
            )
        )
    return tuple(_in_order(names, choices))


def _check_bounds(number: object, low: float | None, high: float | None) -> None:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return
    if (low is not None and number < low) or (high is not None and number > high):
        raise complaint(
            Sentence(
                "is {number}; it must be {bounds}.",
                "为 {number}；{bounds}。",
                number=written(number),
                bounds=bounds_in_words(low, high),
            )
        )


def _check_mix(parts: tuple[float, ...]) -> None:
    total = math.fsum(parts)
    if abs(total - 1.0) > MIX_TOLERANCE:
        raise complaint(
            Sentence(
                "sums to {total}; the shares of a mix must sum to 1.",
                "合计为 {total}；各项份额之和必须为 1。",
                total=written(total if abs(total - 1.0) < 1e-6 else round(total, 9)),
            )
        )


class ElementNames(tuple[str, ...]):
    """Names of the elements of a list of numbers, as metadata of its type: `cash_flow.wage.construction`."""

    __slots__ = ()


class Source(StrictModel):
    """Where a number comes from; `note` names the reference, or says why an assumption was made."""

    kind: SourceKind
    note: str
    zh: str = ""

    @field_validator("note")
    @classmethod
    def _says_something(cls, note: str) -> str:
        if not note.strip():
            raise complaint(
                Sentence("is empty; it must name the reference or give the reason.", "为空；必须注明文献或说明理由。")
            )
        return note


def regulation(note: str) -> Source:
    """A law, rule or official notice."""
    return Source(kind="regulation", note=note)


def dataset(note: str) -> Source:
    """A published statistic."""
    return Source(kind="dataset", note=note)


def paper(note: str) -> Source:
    """A published study: author, year, equation or section."""
    return Source(kind="paper", note=note)


def secondary(reference: str, note: str = "") -> Source:
    """A report of the figure by another; `reference` is its number in the calibration facts ("F87")."""
    return Source(kind="secondary", note=f"{reference}: {note}" if note else reference)


def calibrated(note: str) -> Source:
    """Chosen so that the untouched baseline meets a stated fact."""
    return Source(kind="calibrated", note=note)


def assumption(note: str) -> Source:
    """No source was found; `note` says why this value."""
    return Source(kind="assumption", note=note)


class Special(TypedDict, total=False):
    """What few fields have beside the rest of their declaration."""

    #: The name as a file spells it, where Python reserves that word.
    alias: str
    #: Read when the books open and never again, so no rule may change it in a run.
    opening_only: bool
    #: The elements of the list are shares that sum to one.
    mix: bool


def parameter(
    default: Any = ...,
    *,
    unit: str,
    meaning: str,
    zh: str,
    low: float | None = None,
    high: float | None = None,
    source: Source | None = None,
    **special: Unpack[Special],
) -> Any:
    """Declare a field: number, flag, choice (`Literal`) or tuple of numbers.

    Bounds are inclusive and hold for each element. `source` is required in a parameter group; the fields of a policy
    have theirs in the scenario that sets them. What few fields have is in `Special`.
    """
    if source is not None and not isinstance(source, Source):
        raise TypeError(f"source is {source!r}; it must be made by regulation, dataset, paper, secondary or assumption")
    stated: dict[str, Any] = {"unit": unit, "description_zh": zh}
    if special.get("opening_only"):
        stated["opening_only"] = True
    if low is not None:
        stated["minimum"] = low
    if high is not None:
        stated["maximum"] = high
    if special.get("mix"):
        stated["mix"] = True
    if source is not None:
        stated["source"] = source.model_dump(exclude_defaults=True)
    return Field(default=default, alias=special.get("alias"), description=meaning, json_schema_extra=stated)


def declaration(model: type[StrictModel], name: str) -> dict[str, Any]:
    """What `parameter` stated about the field: unit, minimum, maximum, mix, description_zh, source, opening_only."""
    stated = model.model_fields[name].json_schema_extra
    return dict(stated) if isinstance(stated, Mapping) else {}


class _GroupType(ModelMetaclass):
    """Takes the class keywords `key` and `title` before pydantic, which has a `title` of its own."""

    def __new__(
        mcs, name: str, bases: Any, namespace: Any, key: str | None = None, title: Any = None, **keywords: Any
    ) -> Any:
        group = super().__new__(mcs, name, bases, namespace, **keywords)
        if key is not None:
            cast(type[ParameterGroup], group)._register(key, title)
        return group


class ParameterGroup(StrictModel, metaclass=_GroupType):
    """The parameters of one mechanism. Declaring the class registers it under its key."""

    key: ClassVar[str]
    title: ClassVar[dict[str, str]]
    #: Fields none of which may be above the next, such as ("least_buffer", "most_buffer").
    rising: ClassVar[tuple[tuple[str, ...], ...]] = ()
    Numbers: ClassVar[Any]
    _groups: ClassVar[dict[str, type["ParameterGroup"]]] = {}

    @classmethod
    def _register(cls, key: str, title: dict[str, str]) -> None:
        known = cls._groups.get(key, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"parameter group {key} is declared in {known.__module__} and {cls.__module__}")
        for name in cls.model_fields:
            if "source" not in declaration(cls, name):
                raise TypeError(f"{key}.{name} is not declared with unit, meaning and source")
        cls.key, cls.title = key, title
        numeric = [name for name, field in cls.model_fields.items() if _kind_of_numbers(field.annotation) is not None]
        # numba caches a kernel under the types of its arguments and finds it again in another process only if
        # the type can be imported: the tuple's class is therefore an attribute of the group.
        cls.Numbers = namedtuple("Numbers", numeric, module=cls.__module__)  # type: ignore[misc]
        cls.Numbers.__qualname__ = f"{cls.__qualname__}.Numbers"
        cls()  # a default that breaks its own declaration is refused here
        cls._groups[key] = cls
        declared_in(cls.__module__)

    @model_validator(mode="after")
    def _in_rising_order(self) -> Self:
        for low, high in (pair for names in self.rising for pair in pairwise(names)):
            if getattr(self, low) > getattr(self, high):
                raise complaint(
                    Sentence(
                        "has {low} {above}, which is more than {high} {below}; it must be at most that.",
                        "的 {low} 为 {above}，大于 {high} 的 {below}；前者不得大于后者。",
                        low=low,
                        above=written(getattr(self, low)),
                        high=high,
                        below=written(getattr(self, high)),
                    )
                )
        return self

    @classmethod
    def element_names(cls, name: str) -> tuple[str, ...]:
        """Names of the elements of a list of numbers; empty where they have none."""
        return next((extra for extra in cls.model_fields[name].metadata if isinstance(extra, ElementNames)), ())

    @classmethod
    def paths(cls) -> list[str]:
        """Every number of the group as a change of it is told: `cash_flow.wage`, `cash_flow.wage.construction`."""
        return [
            path
            for name in cls.Numbers._fields
            for path in (f"{cls.key}.{name}", *(f"{cls.key}.{name}.{element}" for element in cls.element_names(name)))
        ]

    def contradiction(self, groups: Mapping[str, "ParameterGroup"]) -> tuple[Sequence[str], Sentence] | None:
        """What these values and those of other groups cannot be together: the keys at fault and the complaint.

        The complaint goes on from the path of a key, such as "leaves nothing for inputs; ...". None where all is well.
        """
        return None

    @staticmethod
    def groups() -> dict[str, type["ParameterGroup"]]:
        """Every group declared so far, by key, in order of key."""
        return dict(sorted(ParameterGroup._groups.items()))

    def numbers(self) -> Any:
        """The numbers as a named tuple for kernels: float as float, int and bool as int, lists as arrays."""
        return self.Numbers(*(self._number(name) for name in self.Numbers._fields))

    def _number(self, name: str) -> Any:
        value = getattr(self, name)
        if isinstance(value, tuple):
            return np.array(value, _kind_of_numbers(type(self).model_fields[name].annotation))
        return value if isinstance(value, float) else int(value)


def _kind_of_numbers(annotation: object) -> type | None:
    """Machine type of a field that is a number or a list of numbers; None for another."""
    if annotation in (float, int, bool):
        return np.float64 if annotation is float else np.int64
    if get_origin(annotation) is tuple:
        kinds = {part for part in get_args(annotation) if part is not Ellipsis}
        if kinds in ({float}, {int}):
            return np.float64 if kinds == {float} else np.int64
        if kinds == {Whole}:  # real to kernels, which may find them scaled
            return np.float64
    return None


def describe_parameters(groups: Mapping[str, ParameterGroup] | None = None) -> list[dict[str, Any]]:
    """Every parameter: path, group title, value, default, unit, low, high, mix, choices, meaning, source.

    `groups` gives the values, by default the defaults. Meaning and title are in both languages.
    """
    if groups is None:
        groups = {key: group() for key, group in ParameterGroup.groups().items()}
    rows = []
    for key, group in groups.items():
        for name, field in type(group).model_fields.items():
            stated = declaration(type(group), name)
            choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            rows.append(
                {
                    "path": f"{key}.{name}",
                    "group": group.title,
                    "value": getattr(group, name),
                    "default": field.default,
                    "unit": stated["unit"],
                    "low": stated.get("minimum"),
                    "high": stated.get("maximum"),
                    "mix": stated.get("mix", False),
                    "choices": list(choices),
                    "meaning": {"en": field.description, "zh": stated["description_zh"]},
                    "source": stated["source"],
                }
            )
    return rows
