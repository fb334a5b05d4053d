"""The pages of policy instruments, stress mechanisms and loan products: fields, units and bounds, and their uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from ...simulation.ground.parameters import StrictModel, declaration
from ...simulation.ground.registry import Registered
from ...simulation.policy.instrument import Eligibility, Instrument, Trigger, instrument_kinds
from ...simulation.products.product import HEADINGS, product_kinds
from ...simulation.stresses.stress import Stress, stress_kinds
from ..presentation.changes import shown_value
from ..presentation.translated import unit_in
from .markdown import code, heading, link, plain, table
from .parameters import bounds
from .scenarios import all_scenarios
from .words import say


def policies_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page of instruments."""
    yield from _page("policies", instrument_kinds(), Instrument, language)
    for name, part in (("eligible", Eligibility), ("trigger", Trigger)):
        yield ""
        yield heading(2, code(name), name)
        yield ""
        yield from _fields(part, (), language)


def stresses_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page of stress mechanisms."""
    yield from _page("stresses", stress_kinds(), Stress, language)


def products_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page of loan products."""
    yield f"# {say('products.title', language)}"
    yield ""
    yield say("products.intro", language)
    for kind, product in product_kinds().items():
        yield ""
        yield heading(2, f"{code(kind)} {plain(product.label[language])}", kind)
        yield ""
        yield from (
            f"- **{say(f'heading.{each}', language)}** {plain(product.terms[each][language])}" for each in HEADINGS
        )


def _page(name: str, kinds: Mapping[str, type[Registered]], base: type[Registered], language: str) -> Iterator[str]:
    yield f"# {say(f'{name}.title', language)}"
    yield ""
    yield say(f"{name}.intro", language)
    yield ""
    yield heading(2, say(f"{name}.every", language), "every")
    yield ""
    yield from _fields(base, (), language)
    used = _uses("policies" if base is Instrument else "stresses")
    for kind, model in kinds.items():
        yield ""
        yield heading(2, f"{code(kind)} {plain(model.label[language])}", kind)
        yield ""
        if language == "en" and (said := inspect.getdoc(model)):
            yield plain(said.partition("\n\n")[0])
            yield ""
        fields = list(_fields(model, tuple(base.model_fields), language))
        yield from fields or [say("fields.none", language), ""]
        if kind in used:
            names = (link(code(each), "scenarios.md", each) for each in used[kind])
            yield f"**{say('used_in', language)}** {say('list', language).join(names)}"


def _fields(model: type[StrictModel], without: tuple[str, ...], language: str) -> Iterator[str]:
    """The fields of a class as a table, those of its base left out."""
    rows = []
    for name, field in model.model_fields.items():
        stated = declaration(model, name)
        if name in without or "unit" not in stated:
            continue
        meaning = field.description if language == "en" else stated["description_zh"]
        limits = bounds(stated.get("minimum"), stated.get("maximum"), [], language)
        rows.append(
            (
                code(field.alias or name),
                plain(str(meaning)),
                plain(unit_in(str(stated["unit"]), language)),
                limits,
                say("required", language) if field.is_required() else _default(field.default, language),
            )
        )
    heads = (say(each, language).capitalize() for each in ("field", "meaning", "unit", "bounds", "default"))
    return iter(table(list(heads), rows))


def _default(value: Any, language: str) -> str:
    if value is None or value in ((), {}):
        return say("none", language)
    if isinstance(value, StrictModel):
        return "–"
    return code(shown_value(value))


def _uses(of: str) -> dict[str, list[str]]:
    """The scenarios of the library that have a policy or stress of each kind of their own, by kind."""
    used: dict[str, list[str]] = {}
    baseline = {item.name for item in all_scenarios()["baseline"].policies}
    for name, scenario in all_scenarios().items():
        for item in getattr(scenario, of):
            inherited = name != "baseline" and item.name in baseline
            if not inherited and name not in used.setdefault(item.kind, []):
                used[item.kind].append(name)
    return {kind: names for kind, names in used.items() if names}
