"""A smoke test of the model: facts of each area that are quick to measure, to see that every experiment still measures.

Whether a fact holds takes more seeds; what is exact holds in any run, and must here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...simulation.ground.errors import RunError, Sentence, listed
from .calibration import PASS
from .experiment import experiments
from .validate import Outcome

#: The facts by area. Levels of one area read the same runs, so that several cost little more than one.
AREAS = {
    "levels": ("B2", "N6", "O4", "P2", "P3"),
    "standing still": ("stands_still",),
    "guarantee": ("C10", "C17", "C20"),
    "supply": ("G1", "G6", "G11"),
    "money": ("K1", "K3"),
    "information": ("E1", "E3"),
}
FACTS = tuple(fact for facts in AREAS.values() for fact in facts)
#: Those whose figures are terms that the rules state and payments follow to the fen: any seed must be in the band.
EXACT = ("C20",)
SEEDS = 2
#: Standing still is shown in a smaller economy: it lives twenty years twice.
FIRMS = {"stands_still": 2_000}


def sizes(asked: int | None = None) -> dict[str, int]:
    """Firms of each fact: as many as asked for, else those of the smoke test, else what its experiment states."""
    return {fact: asked or FIRMS.get(fact, experiments()[fact].firms) for fact in FACTS}


def missing(outcomes: Sequence[Outcome]) -> list[str]:
    """Figures without a value, as FACT.figure."""
    return [
        f"{each.experiment.fact}.{one.figure.key}"
        for each in outcomes
        for one in each.judged
        if one.estimate.value is None
    ]


def inexact(outcomes: Sequence[Outcome]) -> list[str]:
    """Facts that are exact and do not pass."""
    return [each.experiment.fact for each in outcomes if each.experiment.fact in EXACT and each.verdict != PASS]


def check(outcomes: Sequence[Outcome]) -> None:
    """Raise RunError where a figure is missing, or a fact that is exact does not pass; it names them."""
    if found := missing(outcomes):
        raise RunError(Sentence("no value for {figures}.", "{figures} 没有取值。", figures=listed(found)))
    if found := inexact(outcomes):
        raise RunError(
            Sentence(
                "{facts} must pass with any seed, and does not.",
                "{facts} 在任何随机种子下都应通过，但未通过。",
                facts=listed(found),
            )
        )
