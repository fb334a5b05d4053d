"""The answers of the scorecard as they are read: a sign, a number with its unit, an interval."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..statistics.scorecard import Answer, Mark, Scorecard
from .formatting import MINUS, scale_of, scaled, unit_label, with_unit
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

#: A sign for every mark, so that none rests on colour.
SIGNS = {
    Mark.BETTER: "✓",
    Mark.WORSE: "✗",
    Mark.SHIFTED: "⇄",
    Mark.INDISTINGUISHABLE: "≈",
    Mark.SHARE: "·",
    Mark.ONE_SEED: "?",
    Mark.NONE: "–",
}
#: +1 where a mark is good news, -1 where bad, 0 where neither.
TONES = {Mark.BETTER: 1, Mark.WORSE: -1}
_RATES = ("share", "share per year", "points per year")
_PEOPLE = ("workers", "count")
_MOST_MORE_DIGITS = 4
#: How an answer is written: in a table, as a bare number, in a sentence. The first and the last are kinds of strings.
CELL, NUMBER, SAID = "score", "", "said"


class Shown(NamedTuple):
    """An answer as it is read: its sign, its number with unit, its interval or levels, and the sign in a word."""

    sign: str
    number: str
    interval: str
    word: str
    tone: int


def shown(card: Scorecard, policy: str, question: str, language: str, style: str = CELL) -> Shown:
    """One cell of the scorecard.

    `style` is CELL for a table, NUMBER for a column whose head has `unit_of`, SAID for a sentence, in which people are
    counted one by one in English: 834,000, not 834 k.
    """
    answer = card.answer(policy, question)
    sign, word = SIGNS[answer.mark], text(f"mark.{answer.mark}", language)
    if answer.mark is Mark.NONE:
        reason = text(f"reason.{answer.value.reason}", language) if answer.value.reason else ""
        return Shown(sign, text("scorecard.none", language), reason, word, 0)
    if answer.mark is Mark.SHARE:
        return Shown(sign, *_share(answer, language, style), word, 0)
    scale = 0 if style == SAID and _one_by_one(answer, language) else _scale(card, answer, language)
    number = _signed(answer.value.value or 0.0, answer, answer.grain, scale)
    if answer.question.key == "payers":
        interval = f"{answer.before.value or 0.0:.2f} → {answer.after.value or 0.0:.2f}"
    elif answer.value.low is None or answer.value.high is None or answer.value.nothing:
        interval = ""
    else:
        low, high = (_end(end, answer, scale) for end in (answer.value.low, answer.value.high))
        interval = text("interval", language, low=low, high=high)
    if style != NUMBER:
        number = with_unit(number, style, answer.question.unit, scale, language)
    return Shown(sign, number, interval, word, TONES.get(answer.mark, 0))


def _share(answer: Answer, language: str, style: str) -> tuple[str, str]:
    """A share and its interval; of two readings the range, and the outer ends of their intervals."""
    readings = sorted(
        (each for each in (answer.value, answer.at_decision) if each is not None), key=lambda each: each.value or 0.0
    )
    values, ends = [], []
    for value, end in ((readings[0], readings[0].low), (readings[-1], readings[-1].high)):
        values.append(per_cent(value.value))
        ends.append(None if end is None else per_cent(end))
    if len(readings) == 1:
        number = f"{values[0]}%"
    elif style == NUMBER:
        number = "–".join(values)
    else:
        number = text("scorecard.range", language, low=values[0], high=values[1])
    return number, "" if None in ends else text("interval", language, low=ends[0], high=ends[1])


def per_cent(share: float | None) -> str:
    """A share as a number of per cent, without the sign."""
    return f"{100.0 * (share or 0.0):.1f}"


def meanings(card: Scorecard, language: str) -> list[tuple[Mark, str]]:
    """The marks that stand in this scorecard, each with its word."""
    used = {answer.mark for answer in card.answers.values()} - {Mark.NONE}
    ranges = any(answer.at_decision for answer in card.answers.values())
    return [
        (mark, text("mark.range" if mark is Mark.SHARE and ranges else f"mark.{mark}", language))
        for mark in Mark
        if mark in used
    ]


def unit_of(card: Scorecard, question: str, language: str) -> str:
    """The unit of a column of numbers without units: "¥ bn/yr", "points"."""
    answer = card.answer(card.policies[0], question)
    if question in ("payers", "additionality"):
        return text(f"scorecard.{question}.unit", language)
    if _one_by_one(answer, language):
        return text("scorecard.jobs.unit", language)
    return unit_label(answer.question.unit, language, _scale(card, answer, language), difference=True)


def _scale(card: Scorecard, answer: Answer, language: str) -> int:
    """The power of ten of a question's unit, the same for every policy."""
    question = answer.question
    if _one_by_one(answer, language):
        return 3
    return scale_of([card.answer(each, question.key).value.value for each in card.policies], question.unit, language)


def _one_by_one(answer: Answer, language: str) -> bool:
    return answer.question.unit in _PEOPLE and language == "en"


def _signed(value: float, answer: Answer, grain: int, scale: int) -> str:
    """A number rounded to the power of ten `grain` of its unit, with a sign that zero does not have."""
    number = scaled(round(value / 10.0**grain) * 10.0**grain, answer.question.unit, scale)
    decimals = max(0, (-2 if answer.question.unit in _RATES else scale) - grain)
    written = f"{abs(number):,.{decimals}f}"
    if not any(digit in written for digit in "123456789"):
        return written
    return f"{'+' if number > 0.0 else MINUS}{written}"


def _end(end: float, answer: Answer, scale: int) -> str:
    """An end of an interval; where it would read as zero and is not, with as many more digits as tell."""
    grain = answer.grain
    while answer.value.clear and grain > answer.grain - _MOST_MORE_DIGITS and not round(end / 10.0**grain):
        grain -= 1
    return _signed(end, answer, grain, scale)


def reference_said(comparison: PairedRuns, name: str, language: str) -> str:
    """A reference as a sentence names it: what its title says behind a colon, else the whole of it."""
    short = comparison.title(name, language)
    whole = comparison.scenario(name).title[language]
    behind = re.split(r": |：", whole, maxsplit=1)[1:]
    said = behind[0] if behind and short == re.split(r": |：", whole, maxsplit=1)[0] else short
    return said.replace("'", "’")
