"""Which policies may be ranked: intervals that lie apart, or seeds enough."""

import pytest

from smecredit.analysis.statistics.intervals import Estimate
from smecredit.analysis.statistics.ranking import FEWEST_TO_RANK, rankable, too_few_to_rank
from smecredit.analysis.statistics.scorecard import Answer, Mark, Question, Scorecard

CREDIT = Question("credit", "credit_outstanding", "yuan", 1)
LEVEL = Estimate(100.0, 90.0, 110.0)


def card(seeds: int, *changes: Estimate) -> Scorecard:
    policies = tuple(f"policy_{place}" for place in range(len(changes)))
    answers = {
        (name, "credit"): Answer(name, CREDIT, change, LEVEL, LEVEL, Mark.BETTER, 0, seeds, seeds)
        for name, change in zip(policies, changes, strict=True)
    }
    return Scorecard("baseline", policies, (CREDIT,), answers)


@pytest.mark.parametrize(
    ("seeds", "other", "expected"),
    [
        (10, Estimate(5.0, 4.0, 6.0), True),
        (10, Estimate(3.0, 2.0, 4.0), False),
        (10, Estimate(-2.0, -3.0, -1.0), True),
        (10, Estimate(None, None, None, "undefined"), True),
        (FEWEST_TO_RANK - 1, Estimate(3.0, 2.0, 4.0), False),
        (FEWEST_TO_RANK, Estimate(3.0, 2.0, 4.0), True),
    ],
)
def test_few_seeds_rank_only_what_lies_apart(seeds: int, other: Estimate, expected: bool) -> None:
    found = card(seeds, Estimate(2.0, 1.0, 3.0), other)
    assert rankable(found, "policy_0", "policy_1", "credit") is expected
    assert rankable(found, "policy_1", "policy_0", "credit") is expected
    assert too_few_to_rank(found, ("credit",)) is not expected


def test_a_single_policy_and_a_question_not_asked_need_no_ranking() -> None:
    assert not too_few_to_rank(card(5, Estimate(2.0, 1.0, 3.0)), ("credit",))
    assert not too_few_to_rank(card(5, Estimate(2.0, 1.0, 3.0), Estimate(3.0, 2.0, 4.0)), ("jobs",))
