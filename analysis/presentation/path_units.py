"""The unit of what a path of a scenario holds, as it is declared: "policy.compensation_fund.size_yuan" holds yuan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...simulation.ground.parameters import ParameterGroup, StrictModel, declaration
from ...simulation.policy.instrument import instrument_kinds
from ...simulation.stresses.stress import stress_kinds

#: How a declared unit of money is shown: of money a month or a year as a flow, of all other money as an amount.
SHOWN = {
    "yuan": {"yuan", "yuan of the population", "yuan a loan", "yuan a worker"},
    "yuan per month": {"yuan a month"},
    "yuan per year": {"yuan a year", "yuan of the population a year"},
}


def money_unit(path: str) -> str | None:
    """The unit in which tables show the money at a path; None where it holds none.

    A policy or stress may have any name: its field holds money where all kinds that declare one of that name say so.
    """
    units = set(_units(path))
    return next((shown for shown, declared in SHOWN.items() if units and units <= declared), None)


def _units(path: str) -> Iterator[str]:
    first, *rest = path.split(".")
    for model, names in _models(first, rest):
        found: type[StrictModel] | None = model
        for table in names[:-1]:
            inner = found.model_fields[table].annotation if found and table in found.model_fields else None
            found = inner if isinstance(inner, type) and issubclass(inner, StrictModel) else None
        if found and names and names[-1] in found.model_fields:
            yield str(declaration(found, names[-1]).get("unit", ""))


def _models(first: str, rest: list[str]) -> Iterable[tuple[type[StrictModel], list[str]]]:
    """What may declare the field: a group of parameters, or any kind of policy or stress."""
    if first == "policy":
        return [(kind, rest[1:]) for kind in instrument_kinds().values()]
    if first == "stress":
        return [(kind, rest[1:]) for kind in stress_kinds().values()]
    groups = ParameterGroup.groups()
    return [(groups[first], rest)] if first in groups else []
