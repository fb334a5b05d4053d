"""The sentence of verdict and its caveats: what they claim is what the scorecard says."""

import re
from dataclasses import replace

import pytest

from smecredit.analysis.presentation.answers import CELL, NUMBER, SAID, SIGNS, shown
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.strings import LANGUAGES, text
from smecredit.analysis.presentation.verdict import CLOSED, OPENED, emphasised, headline_of, verdict_of
from smecredit.analysis.statistics.scorecard import Mark

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_leader_is_named_first_and_only_where_it_clearly_leads(comparison) -> None:
    said = verdict_of(comparison, comparison.scorecard(), "en").sentence
    assert re.match(r"1\+N risk sharing lends most, ¥1\.\d+ tn more, ", said)
    assert "No public support lowers credit by " in said
    alone = comparison.scorecard("no_support")
    other = verdict_of(comparison, alone, "en").sentence
    assert other.startswith("1+N risk sharing lends most")


def test_numbers_of_the_sentence_are_those_of_the_cells(comparison) -> None:
    card = comparison.scorecard()
    said = verdict_of(comparison, card, "en").sentence
    for policy, question in (("no_support", "credit"), ("one_plus_n", "cost")):
        number = shown(card, policy, question, "en", SAID).number.lstrip("+−")
        assert number in said


def test_nothing_is_claimed_of_what_may_be_chance(make) -> None:
    same = make("baseline", "baseline", seeds=3)
    verdict = verdict_of(same, same.scorecard(), "en")
    assert verdict.sentence == "No clear difference in credit, price, defaults, jobs and public cost: Baseline (2)."
    assert "Only 3 seeds" in verdict.caveats[0]
    assert any("changes nothing at all" in each or "is the same scenario" in each for each in verdict.notices)
    one = make("baseline", "one_plus_n", seeds=1)
    assert verdict_of(one, one.scorecard(), "en").sentence == text("verdict.one_seed", "en")


def test_caveats_tell_the_assumed_split_the_money_and_what_would_have_been_lent_anyway(comparison) -> None:
    caveats = verdict_of(comparison, comparison.scorecard(), "en").caveats
    assert caveats[0] == "How 1+N risk sharing splits a loss is an assumption."
    assert caveats[1] == "It starts with ¥80 bn of new public money."
    anyway = 1.0 - comparison.mean("one_plus_n", "additionality").value
    assert caveats[2] == f"Of the loans it supports, {100 * anyway:.1f}% by amount would have been made anyway."


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_it_in_its_own_words(comparison, language: str) -> None:
    card = comparison.scorecard()
    verdict = verdict_of(comparison, card, language)
    said = " ".join([verdict.sentence, *verdict.caveats])
    assert "{" not in said
    assert bool(CHINESE.search(said)) is (language == "zh")
    if language == "zh":
        assert not re.search(r"[\u4e00-\u9fff][,:;]", said)
    else:
        assert not re.search(r"\d k\b", said)  # 217,000, not 217 k
    loud = emphasised(comparison, card, language)
    assert loud.count(OPENED) == loud.count(CLOSED) > 2
    assert not headline_of(comparison, card, language).endswith((".", "。"))


def test_signs_differ_and_a_number_that_rounds_to_zero_has_none(comparison) -> None:
    assert len(set(SIGNS.values())) == len(Mark)
    card = comparison.scorecard()
    for language in LANGUAGES:
        for (policy, question), answer in card.answers.items():
            cell = shown(card, policy, question, language, CELL)
            if not re.search("[1-9]", cell.number):
                assert cell.number[0] not in "+−"
            if answer.mark in (Mark.BETTER, Mark.WORSE):
                assert re.match("[+−]", shown(card, policy, question, language, NUMBER).number)
                low, high = re.findall(r"[+−]?\d[\d,.]*", cell.interval)
                # An interval that excludes zero reads so.
                assert low[0] == high[0] and low[0] in "+−"


def test_few_seeds_say_that_policies_whose_intervals_overlap_are_not_ranked(make) -> None:
    said = {
        "en": "{} seeds are too few to rank policies whose intervals overlap.",
        "zh": "{}个种子太少，不足以为区间重叠的方案排序。",
    }
    for seeds in (10, 29, 30):
        found = make("baseline", "one_plus_n", "no_support", seeds=seeds)
        for language in LANGUAGES:
            sentence = verdict_of(found, found.scorecard(), language).sentence
            assert sentence.endswith(said[language].format(seeds)) == (seeds < 30)


def with_credit(comparison: Comparison, added: dict[str, list[float]]) -> Comparison:
    """The same runs, in which each of these policies adds so much to the credit of the reference, seed by seed."""
    place = comparison.keys.index("credit_outstanding")
    results = []
    for number, runs in enumerate(zip(*comparison.results.values(), strict=True)):
        level = runs[0].numerators[place]
        of_seed = [runs[0]]
        for name, run in zip(comparison.others, runs[1:], strict=True):
            numerators = run.numerators.copy()
            numerators[place] = level + added[name][number]
            of_seed.append(replace(run, numerators=numerators))
        results.append(of_seed)
    return Comparison(comparison.scenarios, comparison.seeds, results)


def test_no_policy_leads_whose_interval_overlaps_that_of_another(make) -> None:
    """Paired by seed one policy clearly lends more than the other, and yet few seeds do not make it the leader."""
    for seeds in (10, 30):
        less = [1e12 + 1e11 * (seed % 5) for seed in range(seeds)]
        more = [each + 5e10 for each in less]
        made = make("baseline", "one_plus_n", "no_support", seeds=seeds)
        found = with_credit(made, {"one_plus_n": more, "no_support": less})
        assert found.between("one_plus_n", "no_support", "credit_outstanding").clear
        said = verdict_of(found, found.scorecard(), "en").sentence
        assert ("1+N risk sharing lends most" in said) == (seeds == 30)
