"""What the page shows of paired runs, as plain numbers: levels, changes, series, payers, the steps of public cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from ...simulation.state.structure import REGIONS, SECTORS
from ..experiments.paired_runs import PairedRuns
from ..presentation.answers import shown
from ..presentation.readings import readings
from ..presentation.strings import LANGUAGES, text
from ..presentation.verdict import verdict_of
from ..statistics.indicators import SIZES, direction_of
from ..statistics.intervals import Array, Estimate
from ..statistics.ranking import FEWEST_TO_RANK
from ..statistics.scorecard import Scorecard

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"

#: The three charts of the first screen; public cost is summed since month 1.
CHARTS = ("credit_outstanding", "default_rate", "public_cost")
SUMMED = frozenset({"public_cost"})
#: Further indicators of the scorecard.
SCORES = (
    "mean_loan_rate",
    "employment",
    "firms_alive",
    "fiscal_outlay",
    "cost_of_capital",
    "additionality_at_decision",
)
EFFECTS = ("additionality", "deadweight", "firms_rescued", "firms_lost")
#: Who gains is told by the share of firms with a bank loan.
GAINS = "borrower_share"
PARTS: Mapping[str, Sequence[str]] = {"size": SIZES, "sector": SECTORS, "region": REGIONS}
#: Of ten economies the band holds the middle eight: one in so many is left out on either side.
LEFT_OUT = 10


def numbers_of(paired: PairedRuns) -> dict[str, Json]:
    """The numbers of every scenario of a comparison, the reference first; money in yuan, flows a year, shares of one.

    `mean` and `change` are [value, low, high] with None for what is undefined; `wins` is the share of seeds in which
    the scenario does better than the reference, None where neither is better.
    """
    keys = shown_keys(paired)
    programmes = [key for key in paired.measured if key.startswith("fiscal_outlay.programme.")]
    return {
        "firms": paired.firms,
        "months": paired.months,
        "seeds": len(paired.seeds),
        "from": paired.report_from,
        "weight": _weight(paired),
        "scenarios": [
            {
                "name": name,
                "title": dict(paired.scenario(name).title),
                "hash": paired.scenario(name).hash,
                "identical": name in paired.identical,
                "numbers": {key: _numbers(paired, name, key) for key in keys},
                "programmes": {key.rsplit(".", 1)[1]: _numbers(paired, name, key) for key in programmes},
                "payers": _payers(paired, name),
                "series": {key: _series(paired, name, key) for key in CHARTS},
            }
            for name in paired.names
        ],
    }


def answers_of(paired: PairedRuns) -> dict[str, Json]:
    """The scorecard and the sentence of verdict with its caveats, in both languages: what `compare` opens with.

    `readings` tell which question each reading of what is additional answers.
    `too_few_to_rank` is the sentence to add where answers that were found one by one are set side by side.
    """
    card = paired.scorecard()
    verdicts = {language: verdict_of(paired, card, language) for language in LANGUAGES}
    return {
        "verdict": {language: verdict.sentence for language, verdict in verdicts.items()},
        "caveats": {language: list(verdict.caveats) for language, verdict in verdicts.items()},
        "readings": {language: list(readings(paired, language)) for language in LANGUAGES},
        "too_few_to_rank": _too_few_to_rank(len(paired.seeds)),
        "answers": [_answers(card, policy) for policy in card.policies],
    }


def _too_few_to_rank(seeds: int) -> dict[str, Json] | None:
    if not 1 < seeds < FEWEST_TO_RANK:
        return None
    return {language: text("verdict.too_few_to_rank", language, seeds=seeds) for language in LANGUAGES}


def _answers(card: Scorecard, policy: str) -> dict[str, Json]:
    """The answers of one policy by question: the mark, the seeds won, whether a share is a range of two readings,
    and number and interval as they are read."""
    found: dict[str, Json] = {}
    for question in card.questions:
        answer = card.answer(policy, question.key)
        told = {language: shown(card, policy, question.key, language) for language in LANGUAGES}
        found[question.key] = {
            "mark": str(answer.mark),
            "won": answer.seeds_won,
            "seeds": answer.seeds,
            "range": answer.at_decision is not None,
            **{language: [each.number, each.interval, each.word] for language, each in told.items()},
        }
    return found


def shown_keys(paired: PairedRuns) -> list[str]:
    """Keys of the indicators that the page shows and the runs have measured."""
    wanted = [*CHARTS, *SCORES, *EFFECTS, GAINS]
    wanted += [f"{GAINS}.{dimension}.{part}" for dimension, parts in PARTS.items() for part in parts]
    measured = set(paired.measured)
    return [key for key in wanted if key in measured]


def _weight(paired: PairedRuns) -> float:
    """Firms of the population that one simulated firm stands for."""
    return float(paired.scenarios[0].group("economy").population) / paired.firms


def _numbers(paired: PairedRuns, name: str, key: str) -> dict[str, Json]:
    mean, change = paired.shown(name, key)
    return {"mean": _three(mean), "change": _three(change), "wins": _wins(paired, name, key)}


def _three(estimate: Estimate) -> list[Json]:
    return [plain(estimate.value), plain(estimate.low), plain(estimate.high)]


def plain(value: float | None) -> float | None:
    """A number for JSON: what is undefined is None."""
    return None if value is None or not math.isfinite(value) else float(value)


def _wins(paired: PairedRuns, name: str, key: str) -> float | None:
    """The share of seeds in which a scenario does better than the reference."""
    direction = direction_of(key)
    if not direction or name == paired.reference or key not in paired.keys:
        return None
    better = 0
    for mine, theirs in zip(paired.results[name], paired.results[paired.reference], strict=True):
        ratios = []
        for run in (mine, theirs):
            top, bottom = run.aligned((key,))
            ratios.append(float(top[0] / bottom[0]) if bottom[0] else math.nan)
        better += (ratios[0] - ratios[1]) * direction > 0.0
    return better / len(paired.seeds)


def _payers(paired: PairedRuns, name: str) -> dict[str, Json]:
    """Of each party: its share of one yuan of loss, yuan a year with the paired change, and the change of the share."""
    shares, own = paired.loss_shares(name), paired.losses(name)
    before = paired.loss_shares(paired.reference)
    changes = paired.loss_differences(name)
    years = paired.years
    return {
        party: {
            "share": plain(shares[party].value),
            "moved": _less(shares[party].value, before[party].value),
            "yuan": plain(own[party].times(1.0 / years).value),
            "change": _three(changes[party].times(1.0 / years)),
        }
        for party in paired.parties
    }


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _series(paired: PairedRuns, name: str, key: str) -> dict[str, Json]:
    """Month by month over seeds: median and band of the level, and of the paired change from the reference."""
    own, base = (_by_seed(paired, each, key) for each in (name, paired.reference))
    return {"level": _band(own), "change": _band(own - base)}


def _by_seed(paired: PairedRuns, name: str, key: str) -> Array:
    """Values by seed and month, NaN where undefined."""
    pairs = [run.month_by_month(key) for run in paired.results[name]]
    tops, bottoms = (np.array(part, float) for part in zip(*pairs, strict=True))
    if key in SUMMED:
        return np.asarray(tops.cumsum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottoms != 0.0, tops / bottoms, np.nan))


def _band(values: Array) -> dict[str, Json]:
    """Median over seeds, and the ends of the band that leaves out a tenth of the seeds on either side."""
    ordered = np.sort(values, axis=0)
    out = len(values) // LEFT_OUT
    middle = np.median(values, axis=0)
    return {
        "middle": _rounded(middle),
        "low": _rounded(ordered[out]),
        "high": _rounded(ordered[len(values) - 1 - out]),
    }


def _rounded(values: Array) -> list[Json]:
    """Seven digits of each: more cannot be seen in a line."""
    return [None if not math.isfinite(value) else float(f"{value:.7g}") for value in values.tolist()]
