"""Discovery: an instrument, a stress or a loan product is one class in one file; nothing else names it."""

import importlib
import math
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from types import ModuleType
from typing import Any, ClassVar, Self

from pydantic import field_validator, model_validator

from .compiled_cache import PACKAGE
from .complaints import complaint
from .errors import RequestError, Sentence, suggestion
from .given import written
from .parameters import ParameterGroup, Source, StrictModel, declaration, parameter
from .plugins import declared_in, load_installed

#: Values of fields as a file would state them.
Stated = Mapping[str, Any]

#: Ways to do nothing: the values of some fields, by name.
Nulls = tuple[Mapping[str, Any], ...]


class Registered(StrictModel):
    """Something a scenario adds under a name of its own choice; its class is found by `kind`."""

    kind: ClassVar[str]
    label: ClassVar[dict[str, str]]
    #: Values of fields, as a file would state them, with which it shows within a year among some hundred firms.
    example: ClassVar[Stated]
    #: Policies by name, as a file would state them, without which the example has nothing to act on.
    beside: ClassVar[Mapping[str, Stated]] = {}
    #: Values of its fields with which it does nothing: each table is one way, whatever the other fields say. Every
    #: class states them, an empty tuple where it has no natural zero.
    nulls: ClassVar[Nulls]

    name: str = parameter(
        unit="name", meaning="Name in the scenario; by default the kind", zh="在情景中的名称，默认为类别名"
    )
    source: dict[str, Source] = parameter(
        {},
        unit="table",
        meaning="Where the value of each field named comes from",
        zh="各字段数值的来源",
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        super().__pydantic_init_subclass__(**keywords)
        if "kind" not in vars(cls):
            return  # a base of several kinds
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", cls.kind):
            raise TypeError(f"{cls.__name__}.kind is {cls.kind!r}; it must be a name of letters a-z, digits and _")
        label = getattr(cls, "label", {})
        if not (label.get("en") and label.get("zh")):
            raise TypeError(f'{cls.__name__} needs label = {{"en": ..., "zh": ...}}')
        cls._check_fields()
        declared_in(cls.__module__)

    @classmethod
    def _check_fields(cls) -> None:
        """Raise TypeError for types that nobody knows, `nulls` that name no field, and defaults out of bounds."""
        if not cls.__pydantic_complete__:
            raise TypeError(f"{cls.__name__} has a field whose type is unknown")
        for way in getattr(cls, "nulls", ()):
            for field in way:
                if field not in cls.model_fields:
                    raise TypeError(f"{cls.__name__}.nulls names {field!r}, which is no field of it")
        for name, field in cls.model_fields.items():
            stated = declaration(cls, name)
            low, high = stated.get("minimum", -math.inf), stated.get("maximum", math.inf)
            number = isinstance(field.default, int | float) and not isinstance(field.default, bool)
            if number and not low <= field.default <= high:
                raise TypeError(f"{cls.__name__}.{name} is {field.default} by default; it must be from {low} to {high}")

    @model_validator(mode="before")
    @classmethod
    def _named_by_kind(cls, values: object) -> Any:
        return {"name": cls.kind, **values} if isinstance(values, Mapping) else values

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
            raise complaint(
                Sentence(
                    "is {name}; it must be 1 to 64 letters a-z, digits, - or _.",
                    "为 {name}；必须是 1 至 64 个字母 a-z、数字、- 或 _。",
                    name=written(name),
                )
            )
        return name

    @field_validator("source")
    @classmethod
    def _sources_of_fields(cls, source: dict[str, Source]) -> dict[str, Source]:
        for field in source:
            if field not in cls.field_names():
                raise complaint(
                    Sentence(
                        "names {field!r}, not a field; {hint}",
                        "写有 {field!r}，它不是一个字段；{hint}",
                        field=field,
                        hint=suggestion(field, cls.field_names()),
                    )
                )
        return source

    @cached_property
    def does_nothing(self) -> bool:
        """Whether it is one of the `nulls` of its class: then a run is, to the bit, as if it were not there."""
        ways = getattr(type(self), "nulls", ())
        return any(all(getattr(self, field) == value for field, value in way.items()) for way in ways)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, from which all that was worked out of them is worked out again."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[kept]
        return copied

    @classmethod
    def kinds(cls) -> dict[str, type[Self]]:
        """Every class declared below this one, wherever its file lies, by kind, in order of kind.

        Raises RequestError where two files declare the same kind. A class declared anew, as in a notebook, takes the
        place of its former self.
        """
        found: dict[str, type[Self]] = {}
        for child in cls._below():
            known = found.get(child.kind, child)
            if (known.__module__, known.__qualname__) != (child.__module__, child.__qualname__):
                raise RequestError(
                    Sentence(
                        "kind {kind!r} is declared twice, in {one} and in {other}; one of them must have another name.",
                        "类别 {kind!r} 声明了两次，分别在 {one} 和 {other}；其中之一须改名。",
                        kind=child.kind,
                        one=_place_of(known),
                        other=_place_of(child),
                    )
                )
            found[child.kind] = child
        return dict(sorted(found.items()))

    @classmethod
    def _below(cls) -> Iterator[type[Self]]:
        for child in cls.__subclasses__():
            yield from child._below()
            # The module of a file that failed while it was read is gone, and its classes with it.
            if "kind" in vars(child) and child.__module__ in sys.modules:
                yield child


def _place_of(declared: type) -> str:
    """The file that declares a class, or its module where there is no file."""
    return getattr(sys.modules[declared.__module__], "__file__", None) or declared.__module__


#: A module that imports the compiler, which takes seconds, and declares nothing.
_RECORD_TYPE = f"{__package__}.record_type"


@cache
def discover(package_name: str) -> None:
    """Import every module of the package, so that all it declares is known."""
    package: ModuleType = importlib.import_module(package_name)
    for module in pkgutil.walk_packages(package.__path__, f"{package_name}."):
        if module.name != _RECORD_TYPE:
            importlib.import_module(module.name)


def kinds_in(package_name: str, base: type[Registered]) -> dict[str, Any]:
    """Class of everything declared below `base`, by kind: in the package, in installed plugins, by whoever imported."""
    discover(package_name)
    load_installed()
    return dict(base.kinds())


def parameter_groups() -> dict[str, type[ParameterGroup]]:
    """Class of every parameter group of the model, by key."""
    discover(PACKAGE)
    load_installed()
    return ParameterGroup.groups()


def paths_of(name: str) -> list[str]:
    """Paths of the parameters of this name, such as "economy.months" of "months"; none where no group has one."""
    return [f"{key}.{name}" for key, group in parameter_groups().items() if name in group.model_fields]
