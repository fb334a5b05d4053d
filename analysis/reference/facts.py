"""The page of facts: each item of the scorecard in the words of its source, with the band that is accepted."""

from __future__ import annotations

from collections.abc import Iterator

from ..validation.facts import Fact, facts
from .markdown import heading, plain
from .marks import linked

_INTRO = """\
# Facts

What the literature and the statistics report, by which the model is judged. `smecredit validate` runs each as an
experiment and shows value, interval, band and verdict; [validation](../validation.md) has the last results. In a note
of a source, marks such as P3 or N6 name one of these.
"""


def facts_page() -> Iterator[str]:
    """Lines of the page."""
    yield from _INTRO.splitlines()
    for area in dict.fromkeys(fact.area for fact in facts().values()):
        yield ""
        yield heading(2, plain(area).capitalize(), f"area_{area.replace(' ', '_')}")
        for fact in facts().values():
            if fact.area == area:
                yield from _entry(fact)


def _entry(fact: Fact) -> Iterator[str]:
    yield ""
    yield heading(3, f"{plain(fact.id)}: {plain(fact.fact)}", fact.id)
    yield ""
    for name, words in (
        ("Reported", fact.value),
        ("Source", f"{fact.source} ({fact.mark})"),
        ("Run", fact.switch_on),
        ("Measured", fact.measure),
        ("Accepted", fact.band),
    ):
        yield f"- **{name}** {linked(words)}"
