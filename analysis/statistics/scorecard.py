"""Seven questions about policies, each answered by one difference, its interval and a mark.

What the terminal, the report, the brief and the page open with. The numbers are here, in the units of the tables; how
they are worded and drawn is told in presentation/verdict.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .effects import effects
from .indicators import direction_of, flows_by_month, shown_unit
from .intervals import OTHER_REFERENCE, Array, Estimate, Resampled, differences, estimates, resampled
from .run_result import RunResult

#: Parties of a loss-sharing agreement whose money is public. Guarantors are public and private at once and stand apart.
PUBLIC_PARTIES = ("provincial_reguarantor", "national_fund", "compensation_fund", "local_fund", "local_government")
#: What public parties pay of each yuan of lost loans, over the whole run; no indicator of a run.
PUBLIC_PART = "public_part_of_losses"
ADDITIONALITY = "additionality"
#: The same share read where the loan is decided, all support taken away; and what tells whether a scenario has any.
_AT_DECISION, _SUPPORTED = "additionality_at_decision", "supported_share"
# Digits shown of the largest difference that a question finds: two of a rate, three of an amount.
_DIGITS_OF_RATE, _DIGITS_OF_AMOUNT = 2, 3
#: A thousandth of a point: below it a difference of a rate is nothing to anyone.
_FINEST_RATE = -5
_RATES = ("share", "share per year", "points per year")
#: A fen: what public parties pay of each yuan is told in whole ones.
_FEN_OF_A_YUAN = -2


class Mark(StrEnum):
    """What an answer says: told by a sign, never by colour alone."""

    BETTER = "better"
    WORSE = "worse"
    SHIFTED = "shifted"
    INDISTINGUISHABLE = "indistinguishable"
    SHARE = "share"
    ONE_SEED = "one_seed"
    NONE = "none"


@dataclass(frozen=True)
class Question:
    """A question of the scorecard: its key, the indicator that answers it, and whether more is better (+1, -1, 0)."""

    key: str
    indicator: str
    unit: str
    direction: int


@dataclass(frozen=True)
class Answer:
    """How one policy answers one question against the reference.

    `value` is the paired difference with its 95% interval, or for a share of the policy's own loans the share itself;
    `before` and `after` are the levels under the reference and the policy. `grain` is the power of ten down to which
    the answers to this question are shown: a difference that rounds to zero there is too small to show, and marked so.
    `seeds_won` counts the seeds in which the policy does better, None where neither is better. `at_decision` is a
    second reading of a share, None where there is none to compare.
    """

    policy: str
    question: Question
    value: Estimate
    before: Estimate
    after: Estimate
    mark: Mark
    grain: int
    seeds_won: int | None
    seeds: int
    at_decision: Estimate | None = None


@dataclass(frozen=True)
class Scorecard:
    """Every policy's answers against one reference, in the order of `questions`."""

    reference: str
    policies: tuple[str, ...]
    questions: tuple[Question, ...]
    answers: Mapping[tuple[str, str], Answer]

    def answer(self, policy: str, question: str) -> Answer:
        """The answer of a policy to the question of this key. Raises `KeyError` where there is none."""
        return self.answers[policy, question]

    def mark(self, policy: str, question: str) -> Mark:
        """The mark of an answer; NONE where the question was not asked."""
        found = self.answers.get((policy, question))
        return Mark.NONE if found is None else found.mark


#: The questions in order, with what answers each.
ASKED: Mapping[str, str] = {
    "credit": "credit_outstanding",
    "price": "mean_loan_rate",
    "defaults": "default_rate",
    "jobs": "employment",
    "cost": "public_cost",
    "payers": PUBLIC_PART,
    "additionality": ADDITIONALITY,
}


def scorecard(
    results: Mapping[str, Sequence[RunResult]], reference: str, window: int, attributed_to: str | None = None
) -> Scorecard:
    """The scorecard of the runs of several scenarios over the same seeds.

    `results` has one run a seed for every scenario; `window` is the months of the summary window, by which flows become
    rates a year. `attributed_to` is the scenario against which the runs measured what is additional, by default the
    reference; against any other there is no such figure. Questions whose indicator no run records are left out.
    """
    policies = tuple(name for name in results if name != reference)
    added = effects(results, reference) if attributed_to in (None, reference) else {}
    answers: dict[tuple[str, str], Answer] = {}
    asked = []
    for key, indicator in ASKED.items():
        if indicator == ADDITIONALITY:
            question = Question(key, indicator, "share", 1)
            decided = _at_decision(results, policies, reference) if added else {}
            found = _shares(question, policies, added, decided, len(results[reference]))
        else:
            columns = _columns(results, indicator)
            if columns is None:
                continue
            unit = "yuan per yuan" if indicator == PUBLIC_PART else shown_unit(indicator)
            question = Question(key, indicator, unit, 0 if indicator == PUBLIC_PART else direction_of(indicator))
            factor = 12.0 / window if flows_by_month(indicator) else 1.0
            found = _differences(question, policies, columns, reference, factor)
        if found:
            asked.append(question)
            answers |= {(answer.policy, key): answer for answer in found}
    return Scorecard(reference, policies, tuple(asked), answers)


def between(
    results: Mapping[str, Sequence[RunResult]], name: str, other: str, indicator: str, window: int
) -> Estimate | None:
    """Paired difference of an indicator under one scenario from another, any two; None where it is not recorded.

    Flows are rates a year, as in `scorecard`.
    """
    columns = _columns({each: results[each] for each in (name, other)}, indicator)
    if columns is None:
        return None
    factor = 12.0 / window if flows_by_month(indicator) else 1.0
    return differences(_sample(columns[name]), _sample(columns[other]))[0].times(factor)


Columns = Mapping[str, tuple[Array, Array]]


def _columns(results: Mapping[str, Sequence[RunResult]], indicator: str) -> Columns | None:
    """Numerators and denominators of an indicator, one number a seed, under every scenario."""
    if indicator == PUBLIC_PART:
        return {name: _public_part(runs) for name, runs in results.items()}
    if not any(indicator in run.keys for runs in results.values() for run in runs):
        return None
    found = {}
    for name, runs in results.items():
        pairs = [run.aligned((indicator,)) for run in runs]
        found[name] = (np.array([top[0] for top, _ in pairs]), np.array([bottom[0] for _, bottom in pairs]))
    return found


def _public_part(runs: Sequence[RunResult]) -> tuple[Array, Array]:
    paid = [sum(run.losses_by_payer.get(party, 0.0) for party in PUBLIC_PARTIES) for run in runs]
    return np.array(paid), np.array([sum(run.losses_by_payer.values()) for run in runs])


def _sample(columns: tuple[Array, Array]) -> Resampled:
    return resampled(columns[0][:, None], columns[1][:, None])


def _differences(
    question: Question, policies: Sequence[str], columns: Columns, reference: str, factor: float
) -> list[Answer]:
    base = _sample(columns[reference])
    (before,) = estimates(base)
    samples = {name: _sample(columns[name]) for name in policies}
    changes = {name: differences(sample, base)[0].times(factor) for name, sample in samples.items()}
    grain = _grain(question, [change.value for change in changes.values()])
    found = []
    for name in policies:
        won = _seeds_won(columns[name], columns[reference], question.direction)
        (after,) = estimates(samples[name])
        mark = _mark(question, changes[name], grain)
        found.append(
            Answer(
                name, question, changes[name], before.times(factor), after.times(factor), mark, grain, won, base.seeds
            )
        )
    return found


def _shares(
    question: Question, policies: Sequence[str], added: Mapping[str, Mapping[str, tuple[Estimate, Estimate]]],
    decided: Mapping[str, Estimate], seeds: int,
) -> list[Answer]:  # fmt: skip
    """What is additional of a policy's supported loans: a share of its own, not a difference."""
    if not any(question.indicator in of_one for of_one in added.values()) and added:
        return []
    nothing = Estimate(None, None, None, OTHER_REFERENCE)
    shares = {name: added[name][question.indicator][0] if added else nothing for name in policies}
    grain = _grain(question, [share.value for share in shares.values()])
    return [
        Answer(
            name, question, share, nothing, share, Mark.NONE if share.value is None else Mark.SHARE, grain, None, seeds,
            decided.get(name),
        )
        for name, share in shares.items()
    ]  # fmt: skip


def _at_decision(
    results: Mapping[str, Sequence[RunResult]], policies: Sequence[str], reference: str
) -> dict[str, Estimate]:
    """What is additional where each policy's loans are decided, for those that have any.

    That reading takes all support away. A reference that supports loans itself is not what it compares with, and then
    there is no such reading beside the other; nor where the runs do not record it.
    """
    base = results[reference]
    if any(_SUPPORTED not in run.series_keys or run.month_by_month(_SUPPORTED)[0].any() for run in base):
        return {}
    columns = _columns({name: results[name] for name in policies}, _AT_DECISION)
    found = {name: estimates(_sample(each))[0] for name, each in (columns or {}).items()}
    return {name: share for name, share in found.items() if share.value is not None}


def _mark(question: Question, change: Estimate, grain: int) -> Mark:
    if change.value is None:
        return Mark.NONE
    if change.low is None or change.high is None:
        return Mark.ONE_SEED
    if not change.clear or not round(change.value / 10.0**grain):
        return Mark.INDISTINGUISHABLE
    if question.direction == 0:
        return Mark.SHIFTED
    return Mark.BETTER if change.value * question.direction > 0.0 else Mark.WORSE


def _grain(question: Question, values: Sequence[float | None]) -> int:
    """The power of ten down to which the answers to a question are shown, by the largest of them."""
    if question.indicator == PUBLIC_PART:
        return _FEN_OF_A_YUAN
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    digits = _DIGITS_OF_RATE if question.unit in _RATES else _DIGITS_OF_AMOUNT
    finest = _FINEST_RATE if question.unit in _RATES else 0
    return max(math.floor(math.log10(largest)) - digits + 1, finest) if largest > 0.0 else finest


def _seeds_won(own: tuple[Array, Array], base: tuple[Array, Array], direction: int) -> int | None:
    if direction == 0:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = (own[0] / own[1] - base[0] / base[1]) * direction
    return int((gain > 0.0).sum())
