"""What stands in the brief: the same texts, numbers and drawings for paper and for a browser."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ....simulation.state import structure
from ...experiments.run_files import versions
from ...statistics.indicators import RUN, SIZES
from ...statistics.scorecard import Mark, Scorecard
from ..answers import NUMBER, TONES, meanings, reference_said, shown, unit_of
from ..caveats import caveats_of
from ..formatting import MINUS, amount, change, look_of_sentence, scale_of, unit_label, yuan_of_loss
from ..headlines import label_of
from ..opening import opening_title
from ..readings import readings
from ..short_labels import told_apart
from ..strings import text
from ..tables import PROGRAMMES, is_zero
from ..verdict import CLOSED, MOST_CAVEATS, OPENED, emphasised, headline_of
from ..wording import SYMBOLS, good, notices, verdict
from . import drawings
from .drawings import Bar, Dot, Panel, mark_svg
from .parts import Amounts, Brief, Cell, Line, Piece, Policy, Purse, Section

if TYPE_CHECKING:
    from ...experiments.paired_runs import PairedRuns

#: Panels of public cost that stand side by side; of more policies, those that differ most.
_MOST_PANELS = 4
#: With more scenarios than this, what is assumed is told only of the policy that the brief is about.
_MANY = 5
#: Beside whose share of one yuan a change is told.
_LEAST_SHIFT = 0.005
_GAINS = "borrower_share"
_COST = "public_cost"
_TOTALS = ("fiscal_outlay", "cost_of_capital", _COST)
#: The line of the table of public money that is no indicator: what cost leaves out of outlay, mostly below zero.
_BACK = "back"
#: Outlay that is no cost of support.
_RESCUE = f"{PROGRAMMES}resolution"
#: A mention of an entry of a list of facts, which a reader has not at hand.
_FACT = re.compile(r"\s*[（(](?:F\d+|K-\w|D from)[^（()）]*[)）]|\b(?:and )?F\d+(?:\s*[,，:：、]|;)?\s*(?:and )?")
_ADDRESS = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|cn|ai|org|net)(?:\.cn)?(?:/[\w./-]*\w)?")


def brief_of(comparison: PairedRuns, language: str) -> Brief:
    """The brief on a comparison in one language."""
    card = comparison.scorecard()
    subject = _subject(comparison, card)

    def say(key: str, **values: object) -> str:
        return text(f"brief.{key}", language, **values)

    reference = reference_said(comparison, comparison.reference, language)
    policies = tuple(
        _policy(comparison, name, language, len(comparison.names) <= _MANY or name == subject)
        for name in comparison.names
    )
    caveats = [*notices(comparison, language), *caveats_of(comparison, card, language)][:MOST_CAVEATS]
    return Brief(
        language=language,
        title=say("title"),
        subject=opening_title(comparison, language),
        headline=headline_of(comparison, card, language),
        lead=tuple(_pieces(_against(comparison, language) + emphasised(comparison, card, language))),
        care=say("care"),
        caveats=text("verdict.between", language).join(caveats),
        questions=text("scorecard.title", language),
        questions_note=text("scorecard.note", language, reference=reference),
        heads=tuple(
            (text(f"scorecard.{each.key}.head", language), unit_of(card, each.key, language)) for each in card.questions
        ),
        lines=tuple(_line(comparison, card, name, language) for name in card.policies),
        legend=tuple((mark_svg(mark, ""), word) for mark, word in meanings(card, language)),
        payers=_payers(comparison, subject, language),
        gains=_gains(comparison, subject, language),
        cost=_cost(comparison, language),
        purse=_purse(comparison, language),
        policies_heading=say("policies"),
        assumed_word=say("assumed"),
        source_word=say("source"),
        policies=policies,
        split=_split([len(each.summary) + len(each.assumed) + _length(each.source) + 80 for each in policies]),
        limits_heading=say("limits"),
        limits=tuple(_limits(language)),
        readings_heading=say("readings"),
        readings=tuple(readings(comparison, language)),
        repeat_heading=say("repeat"),
        repeat_note=say("repeat_note"),
        command=tuple(_unbroken(comparison.command or "")),
        versions=_versions(comparison),
        footer=say(
            "footer", firms=f"{comparison.firms:,}", months=comparison.months, first=comparison.report_from,
            seeds=_seeds(comparison, language),
        ),
    )  # fmt: skip


def _against(comparison: PairedRuns, language: str) -> str:
    """The reference as a sentence names it, and as tables and drawings do where that is not the same."""
    title = comparison.title(comparison.reference, language)
    said = reference_said(comparison, comparison.reference, language)
    if said == title:
        return text("brief.against", language, reference=said)
    return text("brief.against_named", language, reference=said, title=title)


def _subject(comparison: PairedRuns, card: Scorecard) -> str:
    """The policy told most about: the one whose effect on credit is the largest of the clear gains, else the first."""
    better = [name for name in card.policies if card.mark(name, "credit") is Mark.BETTER]
    return max(better, key=lambda name: card.answer(name, "credit").value.value or 0.0, default=comparison.others[0])


def _pieces(words: str) -> Iterator[Piece]:
    for place, part in enumerate(re.split(f"[{OPENED}{CLOSED}]", words)):
        if part:
            # A number and its unit stay together.
            bold = place % 2 == 1
            yield Piece(re.sub(r"(?<=\d) (?=tn|bn|m\b|points)", "\u00a0", part) if bold else part, bold)


def _line(comparison: PairedRuns, card: Scorecard, name: str, language: str) -> Line:
    cells = []
    for question in card.questions:
        cell, mark = shown(card, name, question.key, language, NUMBER), card.mark(name, question.key)
        interval = "" if mark is Mark.NONE else cell.interval
        cells.append(Cell(mark_svg(mark, cell.word), cell.word, cell.number, interval, TONES.get(mark, 0)))
    return Line(comparison.title(name, language), tuple(cells))


def _payers(comparison: PairedRuns, subject: str, language: str) -> Section:
    shares = {name: {party: each.value or 0.0 for party, each in comparison.loss_shares(name).items()}
              for name in comparison.names}  # fmt: skip
    words = {
        party: text(f"party.{party}", language)
        for party in comparison.parties
        if any(of_one[party] > 0.0 for of_one in shares.values())
    }
    bars = []
    titles = told_apart([comparison.title(name, language) for name in comparison.names], 24, 2)
    for name, title in zip(comparison.names, titles, strict=True):
        lost = comparison.total_loss(name)[0].times(1.0 / comparison.years).value
        total = text("losses.total", language, total=amount(lost, "yuan per year", language))
        bars.append(Bar(title, name == subject, shares[name], total))
    heading = text("losses.title", language)
    return Section(
        heading,
        text("brief.payers_note", language),
        drawings.payers(
            bars, words, heading, lambda share: yuan_of_loss(share, language), text("brief.enlarged", language)
        ),
        (_shifts(comparison, subject, shares, language),),
    )


def _shifts(comparison: PairedRuns, subject: str, shares: dict[str, dict[str, float]], language: str) -> str:
    """Who pays more and who less of each yuan under one policy."""
    moved = {party: share - shares[comparison.reference][party] for party, share in shares[subject].items()}
    name = comparison.title(subject, language)
    told = []
    for key, sign in (("more", 1.0), ("less", -1.0)):
        parts = [
            text(
                "brief.part",
                language,
                party=text(f"party.{party}", language).lower(),
                number=f"{abs(moved[party]):.2f}",
            )
            for party in sorted(moved, key=lambda party: -abs(moved[party]))
            if moved[party] * sign >= _LEAST_SHIFT
        ]
        if parts:
            told.append(text(f"brief.pays_{key}", language, parts=text("list.separator", language).join(parts)))
    if not told:
        return text("brief.no_shift", language, name=name)
    return text("brief.shift", language, name=name, parts=text("change.separator", language).join(told))


def _gains(comparison: PairedRuns, subject: str, language: str) -> Section | None:
    regions = tuple(structure.REGIONS)
    groups = [
        (dimension, [value for value in values if f"{_GAINS}.{dimension}.{value}" in comparison.measured])
        for dimension, values in (("size", SIZES), ("region", regions), ("sector", structure.SECTORS))
    ]
    if not any(values for _, values in groups):
        return None
    columns = [
        (
            text(f"brief.by_{dimension}", language),
            [_dot(comparison, subject, dimension, each, language) for each in values],
        )
        for dimension, values in groups
        if values
    ]
    columns = [(name, sorted(lines, key=lambda each: -each.value)) for name, lines in columns]
    heading = text("brief.gains", language, name=comparison.title(subject, language))
    reference = comparison.title(comparison.reference, language)
    note = text("brief.gains_note", language, reference=reference)
    said = []
    if "firms_rescued" in comparison.measured:
        counts = [comparison.mean(subject, key).value for key in ("firms_rescued", "firms_lost")]
        if None not in counts:
            rescued, lost = (_people(each or 0.0, language) for each in counts)
            name = comparison.title(subject, language)
            said.append(
                text(
                    "brief.rescued", language, name=name, rescued=rescued, lost=lost, reference=reference,
                    net=_saved(comparison, subject, language),
                )
            )  # fmt: skip
    return Section(heading, note, drawings.dots(columns, heading, text("unit.points", language)), tuple(said))


def _saved(comparison: PairedRuns, subject: str, language: str) -> str:
    """Firms saved, net, behind the sign that says whether that is clear, with the interval."""
    difference = comparison.difference(subject, "firms_saved")
    look = look_of_sentence((difference.value, difference.low, difference.high), "count", language)
    number, interval = change(difference, "count", language, look)
    said = text("brief.cost_said", language, number=number, interval=interval) if interval else number
    return f"{SYMBOLS[verdict(difference)]} {said}"


def _dot(comparison: PairedRuns, subject: str, dimension: str, value: str, language: str) -> Dot:
    difference = comparison.difference(subject, f"{_GAINS}.{dimension}.{value}")
    name = text(f"brief.size.{value}", language) if dimension == "size" else _capital(structure.LABELS[value][language])
    number = difference.value or 0.0
    tone = good(_GAINS, verdict(difference))
    said = re.sub(r"^[+-](?=0\.00$)", "", f"{100.0 * number:+.2f}").replace("-", MINUS)
    low, high = (None if end is None else 100.0 * end for end in (difference.low, difference.high))
    return Dot(name, 100.0 * number, low, high, said, tone)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _people(number: float, language: str) -> str:
    return f"{round(number):,}" if language == "en" else amount(number, "count", language)


def _cost(comparison: PairedRuns, language: str) -> Section | None:
    """Public cost so far, less that of the reference, a panel a policy."""
    found = {name: comparison.series(name, _COST, True, RUN) for name in comparison.others}
    series = {name: each for name, each in found.items() if each is not None and np.isfinite(each[0]).all()}
    by_size = sorted(series, key=lambda name: -float(np.abs(series[name][0]).max()))
    series = {name: each for name, each in series.items() if name in by_size[:_MOST_PANELS]}
    if not series or _COST not in comparison.measured:
        return None
    ends = [float(end) for each in series.values() for part in each for end in (part.min(), part.max())]
    scale = scale_of(ends, "yuan", language)
    base, _ = comparison.shown(comparison.reference, _COST)
    panels = []
    for name, parts in series.items():
        value, low, high = (tuple(float(each) / 10.0**scale for each in part) for part in parts)
        _, difference = comparison.shown(name, _COST)
        number, interval = change(difference, "yuan per year", language)
        said = text("brief.cost_said", language, number=number, interval=interval) if interval else number
        panels.append(Panel(comparison.title(name, language), value, low, high, said))
    heading, unit = text("brief.cost", language), unit_label("yuan", language, scale)
    note = text("brief.cost_note", language, unit=unit)
    drawn = drawings.over_time(panels, heading, unit, text("axis.month", language))
    level = text(
        "brief.cost_level", language, label=label_of(_COST, language),
        reference=comparison.title(comparison.reference, language), level=amount(base.value, "yuan per year", language),
    )  # fmt: skip
    return Section(heading, note, drawn, (level,))


def _purse(comparison: PairedRuns, language: str) -> Purse:
    keys = [key for key in comparison.measured if key.startswith(PROGRAMMES) and not is_zero(comparison, key)]
    totals = [key for key in _TOTALS if key in comparison.measured]
    levels = {
        key: [comparison.shown(name, key)[0].value or 0.0 for name in comparison.names] for key in (*keys, *totals)
    }
    names = {key: _capital(re.split(": |：", label_of(key, language))[-1]) for key in levels}
    if len(totals) == len(_TOTALS):
        # With this line the table adds up.
        rescued = _RESCUE in keys
        names[_BACK] = text("brief.purse_back_rescue", language) if rescued else text("brief.purse_back", language)
        by_scenario = zip(*(levels[key] for key in totals), strict=True)
        levels[_BACK] = [cost - outlay - capital for outlay, capital, cost in by_scenario]
        totals.insert(1, _BACK)
    largest = max((max(map(abs, values)) for values in levels.values()), default=0.0)
    scale = scale_of([largest], "yuan per year", language)
    decimals = max(0, scale - math.floor(math.log10(largest)) + 3) if largest > 0.0 else 0
    keys.sort(key=lambda key: -max(map(abs, levels[key])))
    lines = tuple(
        Amounts(
            names[key],
            tuple(_amount(value / 10.0**scale, decimals) for value in levels[key]),
            key in totals,
        )
        for key in [*keys, *totals]
    )
    heads = told_apart([comparison.title(name, language) for name in comparison.names], 16, 3)
    unit = unit_label("yuan per year", language, scale)
    return Purse(text("brief.purse", language), text("brief.purse_note", language, unit=unit), tuple(heads), lines)


def _amount(number: float, decimals: int) -> str:
    return f"{number:,.{min(decimals, 1)}f}".replace("-", MINUS)


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.words) for piece in pieces)


def _split(lengths: Sequence[int]) -> int:
    """After how many of them two columns are most alike in length."""
    total = sum(lengths)
    return min(range(1, len(lengths) + 1), key=lambda count: abs(total - 2 * sum(lengths[:count])))


def _policy(comparison: PairedRuns, name: str, language: str, in_full: bool) -> Policy:
    scenario = comparison.scenario(name)
    assumed: list[str] = []
    base = comparison.scenario(comparison.reference).document["policy"]
    for field in ("share", "size_yuan", "capital_yuan") if in_full else ():
        for key, stated in scenario.document["policy"].items():
            source = (stated.get("source") or {}).get(field) or {}
            if source.get("kind") == "assumption" and (name == comparison.reference or key not in base):
                assumed.append(_plain((source.get("zh") if language == "zh" else "") or source["note"]))
    kind = text(f"source.{scenario.source.kind}", language)
    noted = (scenario.source.zh if language == "zh" else "") or scenario.source.note
    words = text("label.before_value", language, heading=kind) + _plain(noted)
    addresses = [each for each in _ADDRESS.findall(scenario.source.note) if each not in words]
    if addresses:
        words += f" {' '.join(addresses)}"
    return Policy(
        comparison.title(name, language),
        scenario.summary[language],
        text("brief.semicolon", language).join(dict.fromkeys(assumed)),
        tuple(linked(words)),
    )


def _plain(note: str) -> str:
    """A note without its mentions of a list of facts."""
    return re.sub(r"\s{2,}", " ", _FACT.sub("", note)).strip(" ,;:，；：、")


def linked(words: str) -> Iterator[Piece]:
    """A text in pieces, of which addresses lead where they say."""
    end = 0
    for found in _ADDRESS.finditer(words):
        if found.start() > end:
            yield Piece(words[end : found.start()])
        yield Piece(found[0], address=f"https://{found[0]}")
        end = found.end()
    if end < len(words):
        yield Piece(words[end:])


def _limits(language: str) -> Iterator[str]:
    yield text("method.limits", language)
    yield text("brief.limit_start", language)
    yield text("brief.limit_outside", language)


def _unbroken(command: str) -> Iterator[str]:
    """A command in parts that hold together: an option with its value, any other word alone."""
    words = [shlex.quote(word) for word in shlex.split(command)]
    places = iter(range(len(words)))
    for place in places:
        with_value = words[place].startswith("--") and place + 1 < len(words)
        yield " ".join(words[place : place + 1 + with_value])
        if with_value:
            next(places)


def _seeds(comparison: PairedRuns, language: str) -> str:
    first, last = comparison.seeds[0], comparison.seeds[-1]
    if first == last:
        return text("console.one_seed", language, seed=first)
    return text("console.seeds", language, first=first, last=last)


def _versions(comparison: PairedRuns) -> str:
    used = versions()
    hashes: Sequence[str] = [f"{name} {comparison.scenario(name).hash[:12]}" for name in comparison.names]
    return f"smecredit {used['smecredit']} · SHA-256: {', '.join(hashes)}"
