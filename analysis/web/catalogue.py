"""What a visitor can choose: schemes, economies and levers, with words, units, bounds and sources as declared."""

from __future__ import annotations

from collections.abc import Mapping

from ...scenarios.files import library, stresses
from ...simulation.ground.parameters import StrictModel, declaration
from ...simulation.policy.instrument import Instrument, instrument_kinds
from ...simulation.scenario import Scenario
from ...simulation.state.structure import LABELS, PARTIES, REGIONS, SECTORS, SIZES
from ..experiments.titles import short_title
from .document import coverage_of, moved_by, published, value_in
from .levers import LEVERS, TOPICS, Lever
from .numbers import Json
from .offered import ECONOMIES, FIRST, NORMAL


def schemes() -> list[str]:
    """Names of the policy scenarios of the library, those of the list first."""
    others = [name for name in library() if name not in set(stresses()) | set(FIRST)]
    return [*FIRST, *others]


def catalogue() -> Json:
    """All that the page offers, for JSON."""
    return {
        "schemes": [_scheme(name) for name in schemes()],
        "economies": [_economy(name) for name in ECONOMIES],
        "topics": list(TOPICS),
        "levers": [_lever(lever) for lever in LEVERS],
        "labels": {name: dict(LABELS[name]) for name in (*SIZES, *SECTORS, *REGIONS, *PARTIES)},
        "sizes": list(SIZES),
        "sectors": list(SECTORS),
        "regions": list(REGIONS),
        "parties": list(PARTIES),
    }


def _scheme(name: str) -> Mapping[str, Json]:
    scenario = published(name)
    values: dict[str, Json] = {}
    for lever in LEVERS:
        moved = moved_by(lever, scenario)
        #: Whether the scheme itself has the instrument, and its value there or where the lever brings it from.
        there = any(policy in scenario.policies for policy in moved)
        values[lever.key] = [there, value_in(moved[0], lever.field)] if moved else None
    return {
        "name": name,
        "first": name in FIRST,
        "title": {language: short_title(scenario.title, language) for language in ("en", "zh")},
        "summary": dict(scenario.summary),
        "source": _source(scenario),
        "coverage": coverage_of(scenario),
        "capital": _public_capital(scenario) - _public_capital(published("baseline")),
        "assumed": _shares_assumed(scenario),
        "levers": values,
    }


def _source(scenario: Scenario) -> Mapping[str, Json]:
    return {"kind": scenario.source.kind, "en": scenario.source.note, "zh": scenario.source.zh or scenario.source.note}


def _public_capital(scenario: Scenario) -> float:
    """Yuan that the policies of a scheme pay into funds and guarantors when they open."""
    fields = ("size_yuan", "capital_yuan")
    return sum(float(getattr(policy, name, 0.0)) for policy in scenario.policies for name in fields)


def _shares_assumed(scenario: Scenario) -> bool:
    """Whether the split of losses has no source but an assumption."""
    for policy in scenario.policies:
        source = (getattr(policy, "source", None) or {}).get("share")
        if source is not None and source.kind == "assumption":
            return True
    return False


def _economy(name: str) -> Mapping[str, Json]:
    if name == NORMAL:
        baseline = published("baseline")
        return {"name": name, "source": None, "summary": dict(baseline.summary), "shaded": None}
    scenario = published(name)
    shocks = list(scenario.demand_shocks)
    first = min(shock.start for shock in shocks)
    last = max(shock.start + shock.months + shock.recovery_months for shock in shocks)
    return {
        "name": name,
        "title": dict(scenario.title),
        "summary": dict(scenario.summary),
        "source": _source(scenario),
        "shaded": [first, last],
    }


def _lever(lever: Lever) -> Mapping[str, Json]:
    stated = _declared(instrument_kinds()[lever.kind], lever.field)
    minimum, maximum = stated["minimum"], stated["maximum"]
    return {
        "key": lever.key,
        "topic": lever.topic,
        "instrument": dict(instrument_kinds()[lever.kind].label),
        "path": f"{lever.kind}.{lever.field}",
        "meaning": stated["meaning"],
        "unit": stated["unit"],
        "bounds": [minimum, maximum],
        "low": lever.low,
        "high": lever.high,
        "step": lever.step,
        "brought": dict(published(lever.brought_by).title) if lever.brought_by else None,
        "source": _lever_source(lever),
    }


def _declared(kind: type[Instrument], path: str) -> Mapping[str, Json]:
    """Meaning, unit and bounds of a field, as declared beside the instrument."""
    model: type[StrictModel] = kind
    *tables, name = path.split(".")
    for table in tables:
        found = model.model_fields[table].annotation
        assert isinstance(found, type) and issubclass(found, StrictModel), path
        model = found
    stated = declaration(model, name)
    return {
        "meaning": {"en": model.model_fields[name].description or "", "zh": str(stated["description_zh"])},
        "unit": str(stated["unit"]),
        "minimum": stated.get("minimum"),
        "maximum": stated.get("maximum"),
    }


def _lever_source(lever: Lever) -> Json:
    """Where the value of the field in the library comes from: of the scheme of today, else of who brings it."""
    for name in ("baseline", "one_plus_n", lever.brought_by):
        for policy in published(name).policies if name else ():
            sources: Mapping[str, object] = getattr(policy, "source", None) or {}
            found = sources.get(lever.field.split(".")[0])
            of_party = lever.party is None or getattr(policy, "party", None) == lever.party
            if policy.kind == lever.kind and of_party and found is not None:
                return {"kind": found.kind, "en": found.note, "zh": found.zh or found.note}  # type: ignore[attr-defined]
    return None
