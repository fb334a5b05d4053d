"""Which question each reading of what is additional answers, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..statistics.scorecard import ADDITIONALITY, Mark
from .headlines import label_of
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

_DECISION = "additionality_at_decision"


def readings(comparison: PairedRuns, language: str, with_tables: bool = False) -> Iterator[str]:
    """A sentence for each reading: in the twin run, at the decision, and that of the scorecard of facts.

    `with_tables` says that the indicators of what would have happened anyway stand there too, not the scorecard alone:
    a sentence names no row that is not there. None where the policies support no loans.
    """
    answers = comparison.scorecard().answers.values()
    shares = [each for each in answers if each.question.key == ADDITIONALITY and each.mark is Mark.SHARE]
    if not shares:
        return
    if any(each.at_decision is not None for each in shares):
        yield text("readings.twin", language)
        yield text("readings.decision", language)
    else:
        yield text("readings.twin_alone", language)
        if with_tables and _DECISION in comparison.measured:
            reference = comparison.title(comparison.reference, language)
            row = label_of(_DECISION, language)
            yield text("readings.decision_of_all", language, row=row, reference=reference)
    yield text("readings.net", language)
