"""What comes month after month, or year after year, in a firm's story is told once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from .event import Event
from .sentences import SILENT

#: Kinds of renewal that are alike; one to hide a loss is told by itself.
_RENEWALS = ("renewed_after_repaying", "renewed_by_bridge", "renewed_without_repaying", "renewed_undrawn")
#: What ends a series of renewals of a loan, told beside one of them.
_BREAKS = frozenset({"guarantee_lapses", "guarantee", "shared_risk"})
_RENEWALS_IN_A_ROW = 2
#: Part of a number's name that holds money.
_FEN = "_fen"
#: Kinds of events in which the owner finds money; so many months in a row of nothing else are told at once.
_OWNER_PAYS = frozenset({"after_bills", "after_due"})
_MONTHS_IN_A_ROW = 3
#: What a request that is refused consists of, from the need to what the owner does instead.
_REQUEST = frozenset({
    "need_urgent", "need_growth", "applies", "weighs", "no_way", "signal", "signal_without_effort", "guarantor_view",
    "turns_elsewhere", "refused", "after_refusal",
})  # fmt: skip
#: What a later refusal is no repetition of: the firm has got something, or has not dared to ask.
_OTHER_ANSWERS = frozenset({"granted", "granted_line", "granted_letter", "rationed", "discouraged"})


def in_series(history: Sequence[Event]) -> list[Event]:
    """The events as they are told: what comes month after month is told once."""
    told: list[Event] = []
    payments: list[Event] = []
    for _, of_month in groupby(_refusals_once(_renewals_once(_payments_once(history))), key=lambda event: event.month):
        events = [event for event in of_month if event.kind not in SILENT]
        if events and all(event.kind in _OWNER_PAYS for event in events):
            payments += events
        elif events:
            told += [*_together(payments), *events]
            payments = []
    return [*told, *_together(payments)]


def _together(payments: Sequence[Event]) -> Sequence[Event]:
    """What the owner paid in month after month as one event, if the months are many."""
    if len({event.month for event in payments}) < _MONTHS_IN_A_ROW:
        return payments
    first = payments[0].numbers["found"]
    found = {name: sum(event.numbers["found"][name] for event in payments) for name in first if name.endswith(_FEN)}
    numbers = {"found": {**first, **found}, "count": len(payments), "until": payments[-1].month}
    return [Event(payments[0].month, "owner_pays_on", numbers)]


def _payments_once(history: Sequence[Event]) -> list[Event]:
    """The events with the payments of one programme told once, at the first, if there are several."""
    payments: dict[str, list[Event]] = {}
    for event in history:
        if event.kind == "support":
            payments.setdefault(event.numbers["programme"]["en"], []).append(event)
    told = []
    for event in history:
        if event.kind == "support":
            series = payments[event.numbers["programme"]["en"]]
            if event is not series[0]:
                continue
            if len(series) > 1:
                total = sum(payment.numbers["amount_fen"] for payment in series)
                numbers = {**event.numbers, "count": len(series), "total_fen": total, "until": series[-1].month}
                event = Event(event.month, "support_series", numbers)
        told.append(event)
    return told


def _renewals_once(history: Sequence[Event]) -> list[Event]:
    """The events with renewals of a loan, one after the other, told once, at the first, if there are several."""
    series: list[list[int]] = []
    going_on: dict[int, list[int]] = {}
    for place, event in enumerate(history):
        key = event.numbers["loan"]["key"] if "loan" in event.numbers else None
        if event.kind in _RENEWALS and key is not None:
            if key not in going_on:
                going_on[key] = []
                series.append(going_on[key])
            going_on[key].append(place)
        elif key in going_on and event.kind != "view_at_renewal":
            del going_on[key]
        elif event.kind in _BREAKS:  # of a loan that the event may not name
            going_on.clear()
    told: dict[int, Event | None] = {}
    for places in series:
        if len(places) >= _RENEWALS_IN_A_ROW:
            told |= {place: None for each in places for place in _with_view(history, each)}
            told[places[0]] = _year_after_year(history, places)
    kept = (told.get(place, event) for place, event in enumerate(history))
    return [event for event in kept if event is not None]


def _with_view(history: Sequence[Event], place: int) -> Sequence[int]:
    """The place of a renewal and of the bank's view of the firm told beside it."""
    following = history[place + 1 : place + 2]
    return (place, place + 1) if following and following[0].kind == "view_at_renewal" else (place,)


def _year_after_year(history: Sequence[Event], places: Sequence[int]) -> Event:
    renewals = [history[place] for place in places]
    rates = [event.numbers["rate"] for event in renewals]
    last = _with_view(history, places[-1])[-1]
    numbers = {
        "loan": renewals[0].numbers["loan"],
        "lender": renewals[-1].numbers["lender"],
        "count": len(renewals),
        "until": renewals[-1].month,
        "lowest_rate": min(rates),
        "highest_rate": max(rates),
        "renewals": {kind: sum(event.kind == kind for event in renewals) for kind in _RENEWALS},
        "estimated_risk": history[last].numbers.get("estimated_risk", 0.0),
    }
    return Event(renewals[0].month, "renewed_again_and_again", numbers)


def _refusals_once(history: Sequence[Event]) -> list[Event]:
    """The events with refusals one after the other, of one bank and for the same reasons, told once, at the first."""
    series: list[list[Sequence[Event]]] = []
    latest: list[Sequence[Event]] = []
    for _, of_month in groupby(history, key=lambda event: event.month):
        events = list(of_month)
        request = [event for event in events if event.kind in _REQUEST]
        if any(event.kind in _OTHER_ANSWERS for event in events):
            latest = []
        elif any(event.kind == "refused" for event in request):
            if not latest or _reasons(latest[0]) != _reasons(request):
                latest = []
                series.append(latest)
            latest.append(request)
    told: dict[int, list[Event]] = {}
    for first, *again in series:
        if again:
            told[id(first[-1])] = [first[-1], _asked_again(first[0].month, again)]
            told |= {id(event): [] for request in again for event in request}
    return [found for event in history for found in told.get(id(event), [event])]


def _reasons(request: Sequence[Event]) -> tuple[set[object], set[object]]:
    """The bank that was asked, and how ways to lend fared there and wherever else the request went."""
    asked = {event.numbers["bank"]["number"] for event in request if event.kind == "applies"}
    outcomes = {way["outcome"] for event in request for way in event.numbers.get("ways", ())}
    return asked, outcomes | {event.kind for event in request if event.kind == "no_way"}


def _asked_again(month: int, again: Sequence[Sequence[Event]]) -> Event:
    """Later requests that were refused as the one of this month, as one event of it."""
    numbers = {"count": len(again), "until": again[-1][0].month}
    instead = [event.numbers["found"] for request in again for event in request if event.kind == "after_refusal"]
    if not instead:
        return Event(month, "refused_again", numbers)
    found = {name: sum(each.get(name, 0) for each in instead) for name in instead[0] if name.endswith(_FEN)}
    return Event(month, "refused_again_instead", {**numbers, "found": {**instead[0], **found}})
