"""The scorecard: its marks follow intervals and directions, and its numbers are those of the comparison."""

import pytest

from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.statistics.scorecard import ASKED, PUBLIC_PARTIES, Mark


def test_every_question_is_answered_for_every_policy(comparison: Comparison) -> None:
    card = comparison.scorecard()
    assert [question.key for question in card.questions] == list(ASKED)
    assert set(card.answers) == {(name, key) for name in comparison.others for key in ASKED}


@pytest.mark.parametrize("question", ["credit", "price", "defaults", "jobs", "cost"])
def test_differences_are_those_of_the_tables(comparison: Comparison, question: str) -> None:
    card = comparison.scorecard()
    for name in comparison.others:
        mean, change = comparison.shown(name, ASKED[question])
        answer = card.answer(name, question)
        for mine, theirs in ((answer.value, change), (answer.after, mean)):
            assert (mine.value, mine.low, mine.high) == pytest.approx((theirs.value, theirs.low, theirs.high))


def test_more_is_better_or_worse_by_the_direction_of_the_indicator(comparison: Comparison) -> None:
    card = comparison.scorecard()
    assert card.mark("one_plus_n", "credit") is Mark.BETTER
    assert card.mark("one_plus_n", "defaults") is Mark.WORSE
    assert card.mark("one_plus_n", "cost") is Mark.WORSE
    assert card.mark("no_support", "cost") is Mark.BETTER
    assert card.mark("no_support", "price") is Mark.INDISTINGUISHABLE
    assert card.answer("one_plus_n", "credit").seeds_won == 10
    assert card.answer("no_support", "credit").seeds_won == 0


def test_a_cost_moved_between_payers_is_neither_better_nor_worse(comparison: Comparison) -> None:
    answer = comparison.scorecard().answer("one_plus_n", "payers")
    assert answer.mark is Mark.SHIFTED
    assert answer.seeds_won is None
    public = [sum(comparison.loss_shares(name)[party].value for party in PUBLIC_PARTIES) for name in comparison.names]
    assert (answer.before.value, answer.after.value) == pytest.approx((public[0], public[1]))
    assert answer.value.value == pytest.approx(public[1] - public[0])


def test_a_share_of_its_own_loans_is_no_difference(comparison: Comparison) -> None:
    card = comparison.scorecard()
    assert card.mark("one_plus_n", "additionality") is Mark.SHARE
    assert card.answer("no_support", "additionality").value.reason == "no_loans"
    assert card.mark("no_support", "additionality") is Mark.NONE


def test_policy_against_policy_is_the_same_either_way_round(comparison: Comparison) -> None:
    there, back = comparison.scorecard("no_support"), comparison.scorecard("one_plus_n")
    assert there.policies == ("baseline", "one_plus_n")
    one, other = there.answer("one_plus_n", "credit"), back.answer("no_support", "credit")
    assert one.value.value == pytest.approx(-other.value.value)
    assert (one.mark, other.mark) == (Mark.BETTER, Mark.WORSE)
    assert comparison.between("one_plus_n", "no_support", "credit_outstanding") == one.value
    # What is additional was measured against the first scenario only.
    assert one.value.value != comparison.difference("one_plus_n", "credit_outstanding").value
    assert there.answer("one_plus_n", "additionality").value.reason == "other_reference"


def test_what_rounds_to_zero_is_too_small_to_show(make) -> None:
    card = make("baseline", "one_plus_n", "no_support", seeds=10).scorecard()
    grain = card.answer("one_plus_n", "cost").grain
    assert {card.answer(name, "cost").grain for name in card.policies} == {grain}
    tiny = make("baseline", "baseline", seeds=3).scorecard()
    assert {answer.mark for answer in tiny.answers.values()} <= {Mark.INDISTINGUISHABLE, Mark.NONE}


def test_one_seed_has_no_interval_and_no_verdict(make) -> None:
    card = make("baseline", "one_plus_n", seeds=1).scorecard()
    assert card.mark("one_plus_n", "credit") is Mark.ONE_SEED


def test_a_question_that_no_run_records_is_not_asked(make) -> None:
    card = make("baseline", "one_plus_n", seeds=2, keys=("borrower_share",)).scorecard()
    assert [question.key for question in card.questions] == ["payers", "additionality"]
    assert card.mark("one_plus_n", "credit") is Mark.NONE
