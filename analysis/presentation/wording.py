"""Results in words: what a policy changed, by how much, how sure that is, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..experiments.paired_runs import FEW_SEEDS
from ..statistics.indicators import DIFFERENCE_ONLY, direction_of, effect_or_none, shown_unit
from ..statistics.intervals import DENOMINATOR_NEAR_ZERO, DENOMINATOR_SMALL
from ..statistics.scorecard import ADDITIONALITY
from .formatting import amount, change, interval_of_level, levels, look_of_sentence, yuan_of_loss
from .headlines import label_of
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns
    from ..statistics.intervals import Estimate

HIGHER, LOWER, UNCLEAR, UNCHANGED = "higher", "lower", "unclear", "unchanged"
UNDEFINED, NO_INTERVAL, PAYERS, SHARE = "undefined", "no_interval", "payers", "share"
#: What there is too little of to divide by.
_TOO_LITTLE = {DENOMINATOR_NEAR_ZERO: "near_zero", DENOMINATOR_SMALL: "small"}
SYMBOLS = {
    HIGHER: "▲",
    LOWER: "▼",
    UNCLEAR: "≈",
    UNCHANGED: "=",
    UNDEFINED: "–",
    NO_INTERVAL: "?",
    PAYERS: "¥",
    SHARE: "%",
}

_OF_A_DIFFERENCE = (HIGHER, LOWER, UNCLEAR, UNCHANGED, NO_INTERVAL)

# An improvement or the opposite, told without colour.
VALUES = {1: "✓", -1: "✗", 0: ""}

# The indicators put into a sentence, the most telling first.
SENTENCES = (
    "credit_outstanding",
    "borrower_share",
    "mean_loan_rate",
    "default_rate",
    "public_cost",
    "fiscal_balance",
    "additionality",
    "additionality_by_number",
    "lost_without_support",
    "dearer_without_support",
    "credit_per_fiscal_yuan_incremental",
    "employment",
    "firms_saved",
)


class Statement(NamedTuple):
    """One finding: its indicator, its verdict, whether that is good (+1), bad (-1) or neither, in words."""

    key: str
    verdict: str
    good: int
    sentence: str

    @property
    def symbol(self) -> str:
        """The verdict as one character, so that it never rests on colour."""
        return SYMBOLS[self.verdict]


def heading(comparison: PairedRuns, language: str) -> str:
    """What is compared with what, and under which stress."""
    reference = comparison.title(comparison.reference, language)
    others = joined([comparison.title(name, language) for name in comparison.others], language)
    under = comparison.under[language] if comparison.under is not None else ""
    key = ("report.title" if others else "report.title_one") + ("_under" if under else "")
    return text(key, language, others=others, reference=reference, under=under)


def lead(comparison: PairedRuns, language: str) -> str:
    """How many firms, months and seeds."""
    first, last = comparison.seeds[0], comparison.seeds[-1]
    seeds = (
        text("console.one_seed", language, seed=first)
        if first == last
        else text("console.seeds", language, first=first, last=last)
    )
    return text(
        "console.lead", language,
        firms=f"{comparison.firms:,}", months=comparison.months, first=comparison.report_from, seeds=seeds,
    )  # fmt: skip


def verdict(estimate: Estimate) -> str:
    """What a paired difference says: higher, lower, unclear (covers zero), unchanged or undefined."""
    if estimate.value is None:
        return UNDEFINED
    if estimate.low is None or estimate.high is None:
        return NO_INTERVAL
    if estimate.nothing:
        return UNCHANGED
    if estimate.low > 0.0:
        return HIGHER
    return LOWER if estimate.high < 0.0 else UNCLEAR


def good(key: str, found: str) -> int:
    """+1 where this verdict is an improvement, -1 where it is the opposite, 0 where neither can be said."""
    return {HIGHER: 1, LOWER: -1}.get(found, 0) * direction_of(key)


def statements(comparison: PairedRuns, name: str, language: str) -> list[Statement]:
    """The findings on one policy against the reference, in sentences."""
    if name in comparison.identical:
        return [Statement("", UNCHANGED, 0, _identical(comparison, name, language))]
    found = [statement(comparison, name, key, language) for key in SENTENCES if key in comparison.measured]
    return [*found, Statement("", PAYERS, 0, who_pays(comparison, name, language))]


def statement(comparison: PairedRuns, name: str, key: str, language: str) -> Statement:
    """What happened to one indicator under one policy."""
    (mean, difference), unit = comparison.shown(name, key), shown_unit(key)
    base, _ = comparison.shown(comparison.reference, key)
    effect = effect_or_none(key)
    label = label_of(key, language, comparison.title(comparison.reference, language))
    if difference.parts:
        return Statement(
            key, UNDEFINED, 0, text("sentence.parts", language, label=label, parts=parts_said(difference, language))
        )
    if effect is not None and effect.share_of_own and mean.value is not None:
        decided = comparison.at_decision(name) if key == ADDITIONALITY else None
        return Statement(key, SHARE, 0, _share(label, unit, mean, decided, language))
    found = verdict(difference)
    look = look_of_sentence((difference.value, difference.low, difference.high), unit, language)
    number, interval = change(difference, unit, language, look)
    value, before = levels(mean.value, base.value, unit, language)
    is_difference = effect is not None or key in DIFFERENCE_ONLY
    sentence = text(
        f"sentence.effect.{found}" if is_difference and found in _OF_A_DIFFERENCE else f"sentence.{found}",
        language,
        label=label,
        change=amount(difference.value, unit, language, look) if effect is not None else number,
        interval=interval,
        value=value,
        before=before,
        reason=text(f"reason.{difference.reason}", language) if difference.reason else "",
    )
    return Statement(key, found, good(key, found), sentence)


def _share(label: str, unit: str, share: Estimate, decided: Estimate | None, language: str) -> str:
    """A share of the policy's own loans in a sentence; as a range where a second reading has an interval as it has."""
    interval = interval_of_level(share, unit, language)
    decision = "" if decided is None else interval_of_level(decided, unit, language)
    if decided is None or bool(decision) != bool(interval):
        return text(
            "sentence.effect.share" if interval else "sentence.effect.share_one_seed", language,
            label=label, value=amount(share.value, unit, language), interval=interval,
        )  # fmt: skip
    return text(
        "sentence.effect.range" if interval else "sentence.effect.range_one_seed", language,
        label=label, value=amount(share.value, unit, language), interval=interval,
        decision=amount(decided.value, unit, language), decision_interval=decision,
    )  # fmt: skip


def parts_said(ratio: Estimate, language: str) -> str:
    """The two parts of a ratio that is not given, and a word why: "lending +¥43 bn/yr, public cost −¥5 bn/yr: ..."."""
    said = []
    for part in ratio.parts:
        look = look_of_sentence((part.estimate.value,), part.unit, language)
        number, _ = change(part.estimate, part.unit, language, look)
        symbol = SYMBOLS[verdict(part.estimate)]
        said.append(text("part.said", language, name=text(f"part.{part.name}", language), change=number, symbol=symbol))
    divisor = text(f"part.{ratio.parts[-1].name}", language)
    word = text(f"parts.{_why(ratio)}", language, divisor=divisor)
    return text("parts.said", language, parts=joined(said, language), word=word)


def _why(ratio: Estimate) -> str:
    """Why a ratio of two effects would mislead: what was got or paid is not clearly positive, or too little."""
    if ratio.reason in _TOO_LITTLE:
        return _TOO_LITTLE[ratio.reason]
    found = {part.name == "cost": verdict(part.estimate) for part in ratio.parts}
    got, paid = found[False], found[True]
    if NO_INTERVAL in (got, paid):
        return "one_seed"
    known = {(HIGHER, LOWER): "more_for_less", (LOWER, HIGHER): "less_for_more", (LOWER, LOWER): "both_lower"}
    return known.get((got, paid), "unclear")


def who_pays(comparison: PairedRuns, name: str, language: str) -> str:
    """A sentence on who pays each yuan of loss, the largest payers first."""
    shares = comparison.loss_shares(name)
    before = comparison.loss_shares(comparison.reference)
    payers = [
        text(
            "sentence.payer", language,
            party=text(f"party.{party}", language),
            share=yuan_of_loss(shares[party].value, language),
            before=yuan_of_loss(before[party].value, language),
        )
        for party in sorted(shares, key=lambda party: -(shares[party].value or 0.0))
        if (shares[party].value or 0.0) >= 0.005 or (before[party].value or 0.0) >= 0.005
    ]  # fmt: skip
    if not payers:
        return text("sentence.no_loss", language)
    return text("sentence.who_pays", language, payers=joined(payers, language))


def caveats(comparison: PairedRuns, language: str) -> list[str]:
    """What a reader must know before trusting the intervals."""
    found: list[str] = []
    seeds = len(comparison.seeds)
    if seeds == 1:
        found.append(text("caveat.one_seed", language))
    elif seeds < FEW_SEEDS:
        found.append(text("caveat.few_seeds", language, seeds=seeds))
    return [*found, *notices(comparison, language)]


def notices(comparison: PairedRuns, language: str) -> list[str]:
    """Faults of the comparison itself: scenarios that are the same, stand alone or do nothing."""
    found = repeated(comparison, language)
    alike = comparison.identical - set(comparison.repeated)
    found.extend(_identical(comparison, name, language) for name in comparison.names if name in alike)
    found.extend(standing_alone(comparison, language))
    found.extend(idle_policies(comparison, language))
    found.extend(idle_stresses(comparison, language))
    return found


def repeated(comparison: PairedRuns, language: str) -> list[str]:
    """A sentence for each scenario that is one of the others again."""
    return [
        text(
            "caveat.repeated", language,
            title=comparison.title(name, language), earlier=comparison.title(earlier, language),
            name=comparison.scenario(earlier).name,
        )
        for name, earlier in comparison.repeated.items()
    ]  # fmt: skip


def standing_alone(comparison: PairedRuns, language: str) -> list[str]:
    """A sentence for each scenario that builds on none of the library: it is a market without today's policies."""
    return [
        text("scenarios.alone", language, title=comparison.title(name, language))
        for name, scenario in zip(comparison.names, comparison.scenarios, strict=True)
        if scenario.alone
    ]


def idle_policies(comparison: PairedRuns, language: str) -> list[str]:
    """A sentence for each policy that its own figures let do nothing, such as a subsidy of zero points."""
    return [
        text("caveat.idle_policy", language, policy=policy.name, title=comparison.title(name, language))
        for name, scenario in zip(comparison.names, comparison.scenarios, strict=True)
        for policy in scenario.policies
        if policy.does_nothing
    ]


def idle_stresses(comparison: PairedRuns, language: str) -> list[str]:
    """A sentence for each stress that has nothing to act on under a scenario."""
    return [
        text("caveat.idle_stress", language, stress=stress.label[language], title=comparison.title(name, language),
             reason=why[language])
        for name, scenario in zip(comparison.names, comparison.scenarios, strict=True)
        for stress in scenario.stresses
        if (why := stress.idle_because(scenario)) is not None
    ]  # fmt: skip


def _identical(comparison: PairedRuns, name: str, language: str) -> str:
    title, reference = comparison.title(name, language), comparison.title(comparison.reference, language)
    return text("sentence.identical", language, title=title, reference=reference)


def joined(items: Sequence[str], language: str) -> str:
    """A list in a sentence."""
    return text("list.separator", language).join(items)
