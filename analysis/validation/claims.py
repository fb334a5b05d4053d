"""The arguments of the source text: for each the mechanism that carries it, a scenario that shows it, what is measured.

`docs/mechanisms.md` is written from this list (`python docs/mechanisms.py`), and a test holds the signs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .claim import Claim, Evidence

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario
    from ..experiments.paired_runs import PairedRuns
    from ..statistics.intervals import Estimate

AS_CLAIMED, OPPOSITE, UNCLEAR, UNCHANGED = "as claimed", "opposite", "unclear", "unchanged"
REPORTED = "reported"


@dataclass(frozen=True)
class Finding:
    """What came out for one piece of evidence: level in the reference, difference with its interval, verdict."""

    claim: Claim
    evidence: Evidence
    before: Estimate
    difference: Estimate
    verdict: str


def verdict_of(sign: int, difference: Estimate) -> str:
    """Whether the interval of a difference lies on the side claimed; 0 claims nothing and only reports.

    What is the same in every seed is unchanged: no doubt is left that nothing moved.
    """
    if sign == 0:
        return REPORTED
    if difference.nothing:
        return UNCHANGED
    if difference.value is None or difference.low is None or difference.high is None:
        return UNCLEAR
    if difference.low * sign > 0.0 and difference.high * sign > 0.0:
        return AS_CLAIMED
    return OPPOSITE if difference.low * sign < 0.0 and difference.high * sign < 0.0 else UNCLEAR


def resolved(argument: str, under: str | None, firms: int | None, months: int | None) -> Scenario:
    """The scenario that a claim names as on the command line, with settings of its own behind commas."""
    from ...scenarios import load

    return load(argument, under=under, firms=firms, months=months)


def measure(
    claims: Sequence[Claim],
    seeds: int,
    firms: int | None = None,
    months: int | None = None,
    workers: int | None = None,
    progress: Callable[[], Any] | None = None,
) -> list[Finding]:
    """Run what the claims need, scenarios that share a reference and a stress together, and judge each evidence.

    The findings follow the claims. `firms` and `months` change the size of the runs, as in `compare`.
    """
    from ..experiments.paired_runs import PairedRuns
    from ..experiments.request import Request

    request = Request(seeds=seeds, workers=workers)
    groups: dict[tuple[str, str | None], list[str]] = {}
    for claim in claims:
        names = groups.setdefault((claim.reference, claim.under), [claim.reference])
        if claim.scenario not in names:
            names.append(claim.scenario)
    found: dict[tuple[str, str | None], PairedRuns] = {}
    for (reference, under), names in groups.items():
        scenarios = [resolved(name, under, firms, months) for name in names]
        found[reference, under] = PairedRuns.of(scenarios, request, progress)
    findings = []
    for claim in claims:
        key = (claim.reference, claim.under)
        comparison = found[key]
        name = comparison.names[groups[key].index(claim.scenario)]
        for evidence in claim.evidence:
            before = comparison.shown(comparison.reference, evidence.indicator)[0]
            difference = comparison.shown(name, evidence.indicator)[1]
            findings.append(Finding(claim, evidence, before, difference, verdict_of(evidence.sign, difference)))
    return findings
