"""What the report opens with: verdict, caveats and scorecard, in both languages, and the list of what follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..statistics.scorecard import Scorecard
from .answers import CELL, SIGNS, TONES, meanings, reference_said, shown
from .strings import LANGUAGES
from .tables import Both, both, phrase
from .verdict import MOST_CAVEATS, verdict_of

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns


@dataclass(frozen=True)
class Answered:
    """A cell of the scorecard: sign, its word, number, interval, and tone (+1 better, -1 worse, 0 neither)."""

    sign: str
    word: Both
    number: Both
    interval: Both
    tone: int


@dataclass(frozen=True)
class AnswerFirst:
    """The opening of the report; `heads` has for each question its name and what answers it."""

    sentence: Both
    caveats: list[Both]
    reference: Both
    heads: list[tuple[Both, Both]]
    lines: list[tuple[Both, list[Answered]]]
    legend: list[tuple[str, Both]]


def answer_first(comparison: PairedRuns) -> AnswerFirst:
    """The opening of the report on a comparison."""
    card = comparison.scorecard()
    verdicts = [verdict_of(comparison, card, language) for language in LANGUAGES]
    words = [meanings(card, language) for language in LANGUAGES]
    return AnswerFirst(
        sentence=Both(*(verdict.sentence for verdict in verdicts)),
        caveats=[Both(*pair) for pair in zip(*(verdict.caveats[:MOST_CAVEATS] for verdict in verdicts), strict=True)],
        reference=both(partial(reference_said, comparison, comparison.reference)),
        heads=[
            (phrase(f"scorecard.{question.key}.head"), phrase(f"scorecard.{question.key}.what"))
            for question in card.questions
        ],
        lines=[
            (
                both(partial(comparison.title, policy)),
                [_answered(card, policy, question.key) for question in card.questions],
            )
            for policy in card.policies
        ],
        legend=[(SIGNS[mark], Both(en, zh)) for (mark, en), (_, zh) in zip(*words, strict=True)],
    )


def _answered(card: Scorecard, policy: str, question: str) -> Answered:
    cells = [shown(card, policy, question, language, CELL) for language in LANGUAGES]
    mark = card.mark(policy, question)
    return Answered(
        SIGNS[mark],
        phrase(f"mark.{mark}"),
        Both(*(cell.number for cell in cells)),
        Both(*(cell.interval for cell in cells)),
        TONES.get(mark, 0),
    )
