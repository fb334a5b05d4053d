"""One firm in two worlds: its story under the reference and under a setting, and the month in which they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ...simulation.ground.errors import NoSuchFirmError, RequestError, Sentence
from ...simulation.observe.story.event import Event
from ...simulation.observe.story.story_text import month_name
from ..experiments.following import follow
from .document import scenario_of
from .numbers import Json, plain
from .setting import Setting

if TYPE_CHECKING:
    from ...simulation.observe.story.story import Story
    from .sizes import World

#: A debt that differs by less than this share is the same decision with a little other money.
_SAME_DEBT = 0.01
#: Marks of a month by the kinds of events in it, the gravest first.
_MARKS: Mapping[str, frozenset[str]] = {
    "fails": frozenset({"fails", "default", "absconds", "gives_up"}),
    "closes": frozenset({"closes", "outgrows", "closes_with_own_money"}),
    "pays": frozenset({"claim", "claim_paid", "claim_short", "claim_alone", "compensated", "final_loss", "worked_out"}),
    "warning": frozenset(
        {
            "refused",
            "rationed",
            "no_way",
            "renewal_refused",
            "renewal_refused_in_parts",
            "limit_refused",
            "bridge_failed",
            "arrears",
        }
    ),
    "good": frozenset({"granted", "granted_line", "granted_letter", "renewed_without_repaying", "cured", "guarantee"}),
}  # fmt: skip
#: Events that tell a decision; two worlds part where these differ.
_DECISIONS = frozenset().union(*_MARKS.values())


def two_worlds(settings: Sequence[Setting], world: World, seed: int, firm: int) -> Json:
    """The story of a firm under the settings, the reference first. Raises RequestError where there is no such firm."""
    try:
        stories = [follow(scenario_of(each, world.economy, world.size), seed, firm) for each in settings]
    except RequestError as error:
        if isinstance(error, NoSuchFirmError) or "--follow" in str(error):
            raise RequestError(
                Sentence(
                    "firm: no firm has the key {firm} here; allowed are 0 to {last}, the firms of the start.",
                    "firm：该经济体中没有编号为 {firm} 的企业；可用的有 0 至 {last}，即期初的企业。",
                    firm=firm,
                    last=(world.size.firms or 10_000) - 1,
                )
            ) from None
        raise
    return {
        "firm": firm,
        "parts": _parts_in(stories),
        "stories": [_told(story) for story in stories],
    }


def _told(story: Story) -> Mapping[str, Json]:
    rows = story.rows.to_dict("records")
    months = [int(row["month"]) for row in rows]
    marks = {month: _mark(list(events)) for month, events in groupby(story.history, key=lambda event: event.month)}
    paragraphs: list[Json] = []
    for month, (_, english), (_, chinese) in zip(
        _months_told(story), story.paragraphs("en"), story.paragraphs("zh"), strict=True
    ):
        paragraphs.append({"month": month, "mark": marks.get(month, ""), "en": english, "zh": chinese})
    first = rows[0] if rows else {}
    return {
        "months": months,
        "owed": [plain(float(row["bank_debt_yuan"])) for row in rows],
        "workers": [plain(float(row["workers"])) for row in rows],
        "sales": [plain(float(row["year_sales_yuan"])) for row in rows],
        "size": str(first.get("size", "")),
        "end": _end(story),
        "told": paragraphs,
    }


def _months_told(story: Story) -> list[int]:
    """The month of each paragraph: paragraphs have its name."""
    named = {month_name(event.month, "en", capital=True): event.month for event in story.history}
    return [named[name] for name, _ in story.paragraphs("en")]


def _mark(events: Sequence[Event]) -> str:
    kinds = {event.kind for event in events}
    return next((mark for mark, those in _MARKS.items() if kinds & those), "")


def _end(story: Story) -> Mapping[str, Json]:
    """How the firm ended: its last month and why, or alive."""
    for event in story.history:
        if event.kind in _MARKS["fails"] | _MARKS["closes"]:
            return {"month": event.month, "how": "failed" if event.kind in _MARKS["fails"] else event.kind}
    return {"month": story.month, "how": "alive"}


def _parts_in(stories: Sequence[Story]) -> int | None:
    """The first month in which a decision or the debt to banks differs; None where the worlds are the same."""
    one, other = stories[0], stories[-1]
    decisions = [_decisions(story) for story in (one, other)]
    debts = [_debts(story) for story in (one, other)]
    for month in sorted({*decisions[0], *decisions[1], *debts[0], *debts[1]}):
        if month < 1:
            continue
        if decisions[0].get(month) != decisions[1].get(month):
            return int(month)
        here, there = (debt.get(month) for debt in debts)
        if here is None or there is None:
            if here is not there:
                return int(month)
        elif abs(here - there) > _SAME_DEBT * max(here, there):
            return int(month)
    return None


def _debts(story: Story) -> dict[int, float]:
    """What the firm owes its banks, in yuan, by month."""
    return {int(row["month"]): float(row["bank_debt_yuan"]) for row in story.rows.to_dict("records")}


def _decisions(story: Story) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for event in story.history:
        if event.kind in _DECISIONS:
            found.setdefault(event.month, []).append(event.kind)
    return found
