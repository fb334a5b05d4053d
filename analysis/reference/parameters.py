"""The page of parameters: each with value, unit, bounds, meaning and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..presentation.changes import shown_value
from ..presentation.strings import text
from ..presentation.translated import note_of_parameter, unit_in
from .markdown import code, heading, plain
from .marks import linked
from .words import say


def parameters_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page; `up` leads to the folder of the pages of sources and facts."""
    rows = baseline_parameters()
    counted = Counter(row["source"]["kind"] for row in rows)
    kinds = [
        say("parameters.kinds", language, count=count, kind=text(f"source.{kind}", language))
        for kind, count in counted.most_common()
    ]
    yield f"# {say('parameters.title', language)}"
    yield ""
    yield say("parameters.intro", language, count=len(rows), kinds=say("list", language).join(kinds))
    group = None
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            yield ""
            yield heading(2, plain(group[language]), str(row["path"]).partition(".")[0])
        yield ""
        yield heading(3, code(row["path"]), row["path"])
        yield ""
        yield plain(row["meaning"][language])
        yield ""
        unit = plain(unit_in(row["unit"], language))
        limits = bounds(row["low"], row["high"], row["choices"], language)
        said = [f"**{say('value', language)}** {code(shown_value(row['value']))} {unit}", limits]
        if row["mix"]:
            said.append(say("mix", language))
        yield say("separator", language).join(part for part in said if part)
        yield ""
        kind = text(f"source.{row['source']['kind']}", language)
        said_of_it = say("named", language, name=kind, words=linked(note_of_parameter(row, language), up))
        yield f"**{say('source', language)}** {said_of_it}"


def baseline_parameters() -> list[Mapping[str, Any]]:
    """Every parameter as the baseline states it, as `smecredit parameters --json` has it."""
    from ...scenarios.load import load
    from ...simulation.ground.parameters import describe_parameters

    baseline = load("baseline")
    return list(describe_parameters({group.key: group for group in baseline.groups}))


def bounds(low: float | None, high: float | None, choices: list[str], language: str) -> str:
    """What a value may be, in words; nothing where there is no limit."""
    if choices:
        return say("one_of", language, choices=say("list", language).join(code(each) for each in choices))
    if low is not None and high is not None:
        return say("range", language, low=shown_value(low), high=shown_value(high))
    if low is not None:
        return say("at_least", language, low=shown_value(low))
    return "" if high is None else say("at_most", language, high=shown_value(high))
