"""What to know before a verdict is believed, the largest caveat first: seeds, chance, assumed terms, added money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.paired_runs import FEW_SEEDS
from ..statistics.scorecard import Mark, Scorecard
from .answers import SAID, per_cent, shown
from .formatting import amount, change
from .strings import text
from .tables import PROGRAMMES

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

#: Fields of policies that hold public money from the start.
_CAPITAL = ("size_yuan", "capital_yuan")
#: Kinds of policy that the world without support lacks.
_GUARANTEE, _EXEMPTION = "risk_sharing", "interest_vat_exemption"
#: An unclear difference at least this part of the largest clear one, or alone, is warned of: it looks like an effect.
_LOOKS_LIKE_ONE = 0.5
#: Less than this share of supported loans lent anyway needs no warning.
_MOSTLY = 0.5


def caveats_of(comparison: PairedRuns, card: Scorecard, language: str) -> list[str]:
    """The caveats of a scorecard in sentences, the largest first; they are about the policies told first."""
    policies = sorted(card.policies, key=lambda policy: -_credit_added(card, policy))
    found = [*_of_seeds(comparison, language), *_of_reference(comparison, card, policies, language)]
    for policy in policies:
        found += _of_policy(comparison, card, policy, language)
    return list(dict.fromkeys(found))


def _credit_added(card: Scorecard, policy: str) -> float:
    """What a policy clearly adds to credit, by which it is told early or late."""
    if card.mark(policy, "credit") is not Mark.BETTER:
        return 0.0
    return card.answer(policy, "credit").value.value or 0.0


def _of_seeds(comparison: PairedRuns, language: str) -> Iterator[str]:
    seeds = len(comparison.seeds)
    if seeds == 1:
        yield text("caveat.one_seed", language)
    elif seeds < FEW_SEEDS:
        yield text("caveat.few_seeds", language, seeds=seeds)


def _of_reference(comparison: PairedRuns, card: Scorecard, policies: Sequence[str], language: str) -> Iterator[str]:
    """What else a world without guarantees lacks, told with the figures of the first policy that has both."""
    if _kinds(comparison, card.reference) & {_GUARANTEE, _EXEMPTION}:
        return
    name = next((each for each in policies if {_GUARANTEE, _EXEMPTION} <= _kinds(comparison, each)), None)
    if name is None:
        return
    reference = text("quoted", language, name=comparison.title(card.reference, language))
    found = [comparison.between(name, card.reference, key) for key in (f"{PROGRAMMES}{_EXEMPTION}", "fiscal_outlay")]
    values = [each.value for each in found if each is not None and each.value is not None]
    if len(values) < len(found) or not 0.0 < values[0] <= values[1]:
        yield text("caveat.exemption", language, reference=reference)
        return
    part, whole = (change(each, "yuan per year", language)[0] for each in found if each is not None)
    title = comparison.title(name, language)
    yield text("caveat.exemption_known", language, reference=reference, name=title, part=part, whole=whole)


def _of_guarantees_ended(comparison: PairedRuns, card: Scorecard, policy: str, language: str) -> Iterator[str]:
    """What a world without the guarantees of the reference ends besides, or keeps."""
    own, there = _kinds(comparison, policy), _kinds(comparison, card.reference)
    if _GUARANTEE in own or not {_GUARANTEE, _EXEMPTION} <= there:
        return
    name, reference = (
        text("quoted", language, name=comparison.title(each, language)) for each in (policy, card.reference)
    )
    if _EXEMPTION in own:
        yield text("caveat.guarantees_alone", language, name=name, reference=reference)
    else:
        yield text("caveat.exemption_gone", language, name=name, reference=reference)


def _kinds(comparison: PairedRuns, name: str) -> set[str]:
    return {policy.kind for policy in comparison.scenario(name).policies}


def _of_policy(comparison: PairedRuns, card: Scorecard, policy: str, language: str) -> Iterator[str]:
    """The caveats of one policy, which the first of them names."""
    yield from _of_guarantees_ended(comparison, card, policy, language)
    title = comparison.title(policy, language)
    found = list(_of_chance(card, policy, title, language))
    yield from found
    for key, values in _of_terms(comparison, card, policy, language):
        yield text(f"caveat.{key}.again" if found else f"caveat.{key}", language, name=title, **values)
        found.append(key)


def _of_terms(
    comparison: PairedRuns, card: Scorecard, policy: str, language: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """What is assumed, what is paid in, and what would have been lent anyway, each with its figure."""
    own, base = (comparison.scenario(name).document["policy"] for name in (policy, card.reference))
    if any(_is_assumed(stated) for name, stated in own.items() if name not in base):
        yield "split", {}
    added = _money(own) - _money(base)
    if added > 0.0:
        yield "capital", {"money": re.sub(r"\.0+(?=\D)", "", amount(added, "yuan", language))}
    if own == base:  # it supports nothing that the reference does not: a slump, another number
        return
    answer = card.answers.get((policy, "additionality"))
    if answer is not None and answer.mark is Mark.SHARE and answer.value.value is not None:
        anyway = 1.0 - answer.value.value
        if anyway >= _MOSTLY and answer.at_decision is None:
            yield "anyway", {"share": f"{per_cent(anyway)}%"}
        elif anyway >= _MOSTLY and answer.at_decision is not None:
            decided = 1.0 - (answer.at_decision.value or 0.0)
            yield "anyway_range", {"decision": f"{per_cent(decided)}%", "elsewhere": f"{per_cent(anyway)}%"}


def _of_chance(card: Scorecard, policy: str, title: str, language: str) -> Iterator[str]:
    """A word on an effect on credit that looks like one and may be chance."""
    answer = card.answers.get((policy, "credit"))
    if answer is None or answer.mark is not Mark.INDISTINGUISHABLE or answer.value.value is None:
        return
    clear = [
        abs(each.value.value or 0.0)
        for (_, question), each in card.answers.items()
        if question == "credit" and each.mark in (Mark.BETTER, Mark.WORSE)
    ]
    if round(answer.value.value / 10.0**answer.grain) and abs(answer.value.value) >= _LOOKS_LIKE_ONE * max(
        clear, default=0.0
    ):
        cell = shown(card, policy, "credit", language, SAID)
        what = text("scorecard.credit.head", language).lower()
        yield text("caveat.unclear", language, name=title, what=what, number=cell.number, interval=cell.interval)


def _is_assumed(stated: Mapping[str, Any]) -> bool:
    """Whether an agreement splits losses by assumption."""
    return (
        stated["kind"] == "risk_sharing" and (stated.get("source") or {}).get("share", {}).get("kind") == "assumption"
    )


def _money(policies: Mapping[str, Mapping[str, Any]]) -> float:
    return sum(float(stated.get(field) or 0.0) for stated in policies.values() for field in _CAPITAL)
