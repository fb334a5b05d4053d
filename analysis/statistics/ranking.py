"""Which policies may be ranked: with few seeds only those whose intervals lie apart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from .scorecard import Scorecard

#: With fewer seeds than this, policies whose intervals overlap are not ranked.
FEWEST_TO_RANK = 30


def rankable(card: Scorecard, policy: str, other: str, question: str) -> bool:
    """Whether two policies may be ranked by their answers to a question.

    Of enough seeds the paired difference between the two decides, whatever their intervals against the reference; of
    fewer, these must lie apart as well. An answer without an interval overlaps with none.
    """
    answers = [card.answers.get((name, question)) for name in (policy, other)]
    known = [each for each in answers if each is not None and each.value.low is not None]
    if len(known) < 2 or known[0].seeds >= FEWEST_TO_RANK:
        return True
    ends = [(each.value.low or 0.0, each.value.high or 0.0) for each in known]
    return max(low for low, _ in ends) > min(high for _, high in ends)


def too_few_to_rank(card: Scorecard, questions: Iterable[str]) -> bool:
    """Whether some two policies cannot be ranked on one of these questions because the seeds are few."""
    return any(
        not rankable(card, policy, other, question)
        for question in questions
        for policy, other in combinations(card.policies, 2)
    )
