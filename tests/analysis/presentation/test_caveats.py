"""Caveats: each stands where it is true, with the figures of the comparison, and nowhere else."""

import re

import pytest

from smecredit.analysis.presentation.caveats import caveats_of
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.formatting import change
from smecredit.analysis.presentation.strings import LANGUAGES
from smecredit.scenarios import load

EXEMPTION = "fiscal_outlay.programme.interest_vat_exemption"
#: What the caveat on the world without support is known by.
SAID = {"en": "lacks the tax exemption", "zh": "还取消了小微贷款利息免税"}


def told(comparison: Comparison, language: str) -> list[str]:
    """The caveats on what the reference lacks."""
    return [each for each in caveats_of(comparison, comparison.scorecard(), language) if SAID[language] in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_world_without_support_lacks_the_exemption_and_its_part_of_outlay_is_told(make, language: str) -> None:
    found = make("no_support", "one_plus_n", "no_guarantees")
    (caveat,) = told(found, language)
    part, whole = (
        change(found.shown("one_plus_n", key)[1], "yuan per year", language)[0] for key in (EXEMPTION, "fiscal_outlay")
    )
    assert part != whole and part in caveat and whole in caveat
    assert "no_guarantees" in caveat
    assert found.title("one_plus_n", language) in caveat
    # Before what is to be said of policies, so that it is on the first screen.
    assert caveats_of(found, found.scorecard(), language)[0] == caveat


@pytest.mark.parametrize(
    "names",
    [
        ("baseline", "no_guarantees"),
        ("no_guarantees", "one_plus_n"),
        ("no_support", "no_guarantees"),
        ("no_guarantees", "no_support"),
    ],
)
def test_it_is_not_said_where_only_one_of_the_two_differs(make, names: tuple[str, ...]) -> None:
    for language in LANGUAGES:
        assert told(make(*names), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_ends_guarantees_is_told_what_else_ends_or_stays(make, language: str) -> None:
    ends = {"en": "also ends the tax exemption", "zh": "中的小微贷款利息免税"}[language]
    stays = {"en": "keeps the tax exemption", "zh": "保留小微贷款利息免税"}[language]
    for policy, said in (("no_support", ends), ("no_guarantees", stays)):
        found = make("baseline", "one_plus_n", policy)
        (caveat,) = [each for each in caveats_of(found, found.scorecard(), language) if ends in each or stays in each]
        assert said in caveat and found.title(policy, language) in caveat
    for names in (("baseline", "one_plus_n"), ("no_guarantees", "baseline"), ("no_guarantees", "no_support")):
        found = make(*names)
        told = caveats_of(found, found.scorecard(), language)
        assert not any(ends in each or stays in each for each in told), names


def test_another_scenario_as_the_reference_has_caveats_of_its_own(make) -> None:
    found = make("no_guarantees", "one_plus_n", "no_support")
    for reference, count in (("no_guarantees", 0), ("one_plus_n", 0), ("no_support", 1)):
        caveats = caveats_of(found, found.scorecard(reference), "en")
        assert sum(SAID["en"] in each for each in caveats) == count, reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_figures_it_tells_no_amount(make, language: str) -> None:
    found = make("no_support", "one_plus_n", keys=("borrower_share", "fiscal_outlay"))
    (caveat,) = told(found, language)
    assert "no_guarantees" in caveat
    assert not re.search(r"\d", caveat)


def test_the_policies_of_the_library_are_of_the_kinds_that_it_looks_for() -> None:
    kinds = {name: {policy.kind for policy in load(name).policies} for name in ("baseline", "no_guarantees")}
    assert {"risk_sharing", "interest_vat_exemption"} <= kinds["baseline"]
    assert kinds["no_guarantees"] == {"interest_vat_exemption"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_would_have_been_lent_anyway_is_a_range_where_there_are_two_readings(make, language: str) -> None:
    found = make("no_support", "one_plus_n")
    twin, decision = (
        100.0 * (1.0 - found.mean("one_plus_n", key).value) for key in ("additionality", "additionality_at_decision")
    )
    assert twin - decision > 20.0
    said = {
        "en": f"between {decision:.1f}% (at the decision) and {twin:.1f}% (after all have looked elsewhere)",
        "zh": f"介于{decision:.1f}%（决策时点）与{twin:.1f}%（各自另寻贷款之后）之间",
    }
    assert sum(said[language] in each for each in caveats_of(found, found.scorecard(), language)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_to_support_loans_where_no_policy_differs(make, language: str) -> None:
    anyway = {"en": "would have been made anyway", "zh": "没有该政策也会发放"}[language]
    other, policy = make("baseline", "poor_information"), make("no_support", "one_plus_n")
    assert not any(anyway in each for each in caveats_of(other, other.scorecard(), language))
    assert any(anyway in each for each in caveats_of(policy, policy.scorecard(), language))
