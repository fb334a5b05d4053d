"""Parameters on the terminal: value, unit and bounds with the kind of source beside them, then meaning and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from .console import indented, value_text
from .layout import OneLine, Prose
from .strings import text
from .translated import note_of_parameter, unit_in


def parameter_list(rows: Sequence[Mapping[str, Any]], language: str) -> Iterable[Any]:
    """What `parameters` prints: for each its line, then its meaning, then the note of its source."""
    group = None
    for row in rows:
        if row["group"] != group:
            if group is not None:
                yield Text()
            group = row["group"]
            yield Prose(group[language], "bold")
        bounds = f"  [{_bound(row['low'])} … {_bound(row['high'])}]"
        choices = f"  [{', '.join(row['choices'])}]" if row["choices"] else ""
        limits = choices or (bounds if row["low"] is not None or row["high"] is not None else "")
        if row["mix"]:
            limits += f"  {text('parameters.mix', language)}"
        source = row["source"]
        value = Text(f" = {value_text(row['value'])}  {unit_in(row['unit'], language)}")
        kind = Text(f"  · {text('source.' + source['kind'], language)}", "dim")
        yield OneLine(Text(row["path"], "bold"), value, Text(limits), kind)
        yield indented(row["meaning"][language])
        yield indented(note_of_parameter(row, language))


def _bound(bound: float | None) -> str:
    return "" if bound is None else value_text(float(bound))
