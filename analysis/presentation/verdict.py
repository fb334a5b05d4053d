"""The scorecard in one sentence, with its caveats.

The terminal, the report, the brief and the page take their opening from here, so that they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..statistics.ranking import rankable, too_few_to_rank
from ..statistics.scorecard import Mark, Scorecard
from .answers import SAID, shown
from .caveats import caveats_of
from .formatting import MINUS
from .strings import text
from .wording import notices

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

#: More policies than this are not all told in the sentence: the scorecard has them.
_MOST_TOLD = 5
#: Caveats that a first screen or page has room for.
MOST_CAVEATS = 3


@dataclass(frozen=True)
class Verdict:
    """The answer in a sentence, and what to know before it is believed, the largest caveat first.

    `notices` are faults of the comparison itself, such as a policy that is one of the others again.
    """

    sentence: str
    caveats: tuple[str, ...]
    notices: tuple[str, ...] = ()


#: Around a number in a sentence that is to be set in bold.
OPENED, CLOSED = "\x02", "\x03"


def emphasised(comparison: PairedRuns, card: Scorecard, language: str) -> str:
    """The sentence of verdict with the interval behind every number, each between OPENED and CLOSED."""
    return _Sentence(comparison, card, language, ranges=True).said()


def headline_of(comparison: PairedRuns, card: Scorecard, language: str) -> str:
    """The first clause of the verdict, without the stop at its end."""
    return _Sentence(comparison, card, language).parts()[0].rstrip(".。")


def verdict_of(comparison: PairedRuns, card: Scorecard, language: str) -> Verdict:
    """The sentence of verdict on a scorecard of this comparison, with its caveats."""
    sentence = _Sentence(comparison, card, language).said()
    return Verdict(sentence, tuple(caveats_of(comparison, card, language)), tuple(notices(comparison, language)))


class _Sentence:
    """Who does what, in one or two sentences: the clear leader first, then the others, then who changes little.

    A last one says where the seeds are too few to rank policies by.
    """

    _EFFECTS = ("credit", "price", "defaults", "jobs")
    _ASKED = (*_EFFECTS, "cost")

    def __init__(self, comparison: PairedRuns, card: Scorecard, language: str, ranges: bool = False) -> None:
        self._comparison, self._card, self._language, self._ranges = comparison, card, language, ranges

    def said(self) -> str:
        return text("verdict.between", self._language).join(self.parts())

    def parts(self) -> list[str]:
        card = self._card
        if any(card.mark(policy, question) is Mark.ONE_SEED for policy in card.policies for question in self._EFFECTS):
            return [self._text("verdict.one_seed")]
        quiet = [policy for policy in card.policies if not self._clear(policy)]
        telling = [policy for policy in card.policies if policy not in quiet]
        leader = self._leader()
        if leader is not None:
            telling.sort(key=lambda policy: policy != leader)
        sentences = [self._leading(leader)] if leader is not None else []
        sentences += [self._clauses(policy) for policy in telling[:_MOST_TOLD] if policy != leader]
        if quiet:
            asked = [
                text(f"scorecard.{each.key}.head", self._language).lower()
                for each in card.questions
                if each.key in self._ASKED
            ]
            one = "verdict.nothing" if asked and len(quiet) == len(card.policies) else "verdict.little"
            what = self._joined(asked) if asked else ""
            sentences.append(self._text(one, names=self._titles(quiet), what=what))
        if too_few_to_rank(card, self._ASKED):
            sentences.append(self._text("verdict.too_few_to_rank", seeds=len(self._comparison.seeds)))
        return sentences

    def _clear(self, policy: str) -> bool:
        return any(self._card.mark(policy, question) in (Mark.BETTER, Mark.WORSE) for question in self._ASKED)

    def _leader(self) -> str | None:
        """The policy that lends clearly more than the reference and than every other policy."""
        if len(self._card.policies) < 2:
            return None
        better = [policy for policy in self._card.policies if self._card.mark(policy, "credit") is Mark.BETTER]
        return next((each for each in better if self._beats_all(each, "credit")), None)

    def _beats_all(self, policy: str, question: str) -> bool:
        """Whether a policy has clearly more of what answers a question than every other that it may be ranked with."""
        indicator = self._card.answer(policy, question).question.indicator
        for other in self._card.policies:
            if other != policy:
                difference = self._comparison.between(policy, other, indicator)
                if difference is None or not difference.clear or (difference.value or 0.0) <= 0.0:
                    return False
                if not rankable(self._card, policy, other, question):
                    return False
        return True

    def _leading(self, policy: str) -> str:
        jobs = self._card.mark(policy, "jobs") is Mark.BETTER and self._beats_all(policy, "jobs")
        key = "verdict.lends_most_jobs" if jobs else "verdict.lends_most"
        numbers = {"number": self._number(policy, "credit"), "jobs": self._number(policy, "jobs")}
        parts = [self._text(key, name=self._title(policy), **numbers)]
        if not jobs:
            parts += self._phrases(policy, ("jobs",))
        cost = self._phrases(policy, ("cost",)) or [self._text("verdict.cost.unclear")]
        separator = text("list.enumerated" if self._language == "zh" else "list.separator", self._language)
        return self._text("verdict.leading", parts=separator.join(parts), last=cost[0])

    def _clauses(self, policy: str) -> str:
        phrases = self._phrases(policy, ("credit", "jobs", "cost"))
        if len(phrases) < 2:
            phrases = self._phrases(policy, ("credit", "price", "defaults", "jobs", "cost"))
        return self._text("verdict.clauses", name=self._title(policy), parts=self._joined(phrases))

    def _phrases(self, policy: str, questions: Sequence[str]) -> list[str]:
        found = []
        for question in questions:
            if self._card.mark(policy, question) in (Mark.BETTER, Mark.WORSE):
                up = (self._card.answer(policy, question).value.value or 0.0) > 0.0
                number = self._number(policy, question)
                found.append(self._text(f"verdict.{question}.{'up' if up else 'down'}", number=number))
        return found

    def _number(self, policy: str, question: str) -> str:
        """How large a difference is, whichever way it goes; nothing where the question was not asked."""
        if (policy, question) not in self._card.answers:
            return ""
        cell = shown(self._card, policy, question, self._language, SAID)
        number = cell.number.lstrip("+" + MINUS)
        if not self._ranges or not cell.interval:
            return number
        # The verb says the direction: the ends stand without sign, the smaller first.
        ends = re.findall(r"\d[\d,.]*", cell.interval)
        if cell.number.startswith(MINUS):
            ends.reverse()
        interval = self._text("interval", low=ends[0], high=ends[-1])
        return f"{OPENED}{self._text('verdict.range', number=number, interval=interval)}{CLOSED}"

    def _title(self, policy: str) -> str:
        return self._comparison.title(policy, self._language)

    def _titles(self, policies: Sequence[str]) -> str:
        return self._joined([self._title(policy) for policy in policies])

    def _joined(self, parts: Sequence[str]) -> str:
        *others, last = parts
        separator = text("list.enumerated" if self._language == "zh" else "list.separator", self._language)
        return self._text("list.last", first=separator.join(others), last=last) if others else last

    @property
    def _text(self) -> Callable[..., str]:
        return lambda key, **values: text(key, self._language, **values)
