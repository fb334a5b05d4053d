"""Which question each reading of what is additional answers, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..statistics.scorecard import ADDITIONALITY, Mark
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

_DECISION = "additionality_at_decision"


def readings(comparison: PairedRuns, language: str) -> Iterator[str]:
    """A sentence for each reading: in the twin run, at the decision, and that of the scorecard of facts.

    None where the policies support no loans.
    """
    answers = comparison.scorecard().answers.values()
    shares = [each for each in answers if each.question.key == ADDITIONALITY and each.mark is Mark.SHARE]
    if not shares:
        return
    yield text("readings.twin", language)
    if any(each.at_decision is not None for each in shares):
        yield text("readings.decision", language)
    elif _DECISION in comparison.measured:
        reference = comparison.title(comparison.reference, language)
        yield text("readings.decision_of_all", language, reference=reference)
    yield text("readings.net", language)
