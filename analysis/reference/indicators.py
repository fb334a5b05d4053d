"""The page of indicators: each with label, definition, unit and direction; effects of comparisons at the end."""

from __future__ import annotations

from collections.abc import Iterator

from ...simulation.observe.indicator import Indicator, indicators
from ..presentation.strings import text
from ..statistics.indicators import EFFECTS
from .markdown import code, heading, plain
from .words import say


def indicators_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page; it names no source, so `up` is not needed."""
    yield f"# {say('indicators.title', language)}"
    yield ""
    yield say("indicators.intro", language)
    group = ""
    for each in indicators().values():
        if each.group != group:
            group = each.group
            yield ""
            yield heading(2, say(f"group.{group}", language), f"group.{group}")
        yield from _entry(each, language)
    yield ""
    yield heading(2, say("indicators.effects", language), "effects")
    reference = text("effect.reference", language)
    for key, effect in EFFECTS.items():
        yield ""
        yield heading(3, f"{code(key)} {plain(text(f'effect.{key}', language).format(reference=reference))}", key)
        yield ""
        yield plain(text(f"effect.{key}.definition", language).format(reference=reference))
        yield ""
        yield _facts(
            (say("unit", language), _unit(effect.unit, language)),
            (say("direction", language), say(f"direction.{effect.direction}", language)),
            language=language,
        )


def _entry(each: Indicator, language: str) -> Iterator[str]:
    yield ""
    yield heading(3, f"{code(each.key)} {plain(each.label[language])}", each.key)
    yield ""
    yield plain(each.definition[language])
    yield ""
    facts = [
        (say("unit", language), _unit(each.unit, language)),
        (say("direction", language), say(f"direction.{each.direction}", language)),
        (say("aggregate", language), say(f"aggregate.{each.aggregate}", language)),
    ]
    if each.by:
        broken = say("list", language).join(code(f"{each.key}.{dimension}.…") for dimension in each.by)
        facts.append((say("broken_down", language), broken))
    yield _facts(*facts, language=language)


def _facts(*facts: tuple[str, str], language: str) -> str:
    return say("separator", language).join(f"**{name}** {value}" for name, value in facts)


def _unit(unit: str, language: str) -> str:
    return " ".join(text(f"unit.{unit}", language, scale="").replace(" /", "/").split())
