"""Measures every claim of analysis/validation/claims_table.py and writes docs/mechanisms.md:

    python docs/mechanisms.py [--seeds R] [--firms N] [--months M]

Thirty seeds of 10,000 firms take under an hour on two processors.
"""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.presentation.formatting import amount, change
from smecredit.analysis.presentation.headlines import label_of
from smecredit.analysis.statistics.indicators import shown_unit
from smecredit.analysis.statistics.intervals import ONE_SEED
from smecredit.analysis.validation.claim import Claim
from smecredit.analysis.validation.claims import OPPOSITE, UNCLEAR, Finding, measure
from smecredit.analysis.validation.claims_table import CLAIMS, PREAMBLE

PAGE = Path(__file__).with_suffix(".md")
SIGNS = {1: "▲", -1: "▼", 0: ""}


def main() -> None:
    """Measure, write the page, say what came out otherwise than claimed."""
    parser = ProgramOptions(__doc__)
    parser.add_argument("--seeds", type=count, default=30, help="seeds 1 to so many (30)")
    parser.add_argument("--firms", type=count, help="(what each claim states)")
    parser.add_argument("--months", type=count, help="(what each claim states)")
    options = parser.asked()
    findings = measure(CLAIMS, options.seeds, options.firms, options.months)
    PAGE.write_text("\n".join(lines(findings, options.seeds, options.firms or 10_000)) + "\n", encoding="utf-8")
    wrong = [f"{each.claim.key}: {each.evidence.indicator}" for each in findings if each.verdict == OPPOSITE]
    print(f"{len(findings)} measurements, {len(wrong)} opposite to the claim: {', '.join(wrong) or 'none'}")
    sys.exit(0)


def lines(findings: list[Finding], seeds: int, firms: int) -> Iterator[str]:
    """The page, line by line."""
    yield from PREAMBLE.format(seeds=seeds, firms=f"{firms:,}").splitlines()
    for number, claim in enumerate(CLAIMS, start=1):
        yield ""
        yield from section(number, claim, [each for each in findings if each.claim is claim])


def section(number: int, claim: Claim, findings: list[Finding]) -> Iterator[str]:
    """One argument of the source text with what was measured."""
    yield f"## {number}. {claim.title['en']} · {claim.title['zh']}"
    yield ""
    yield claim.argument["en"]
    yield ""
    yield claim.argument["zh"]
    yield ""
    yield f"**Mechanism.** {claim.mechanism} ({', '.join(f'`{file}`' for file in claim.files)})"
    yield ""
    yield f"**Shown by** `{command(claim)}`"
    yield ""
    yield "| indicator · 指标 | expected | reference · 参照 | difference · 差异 | 95% interval | as claimed |"
    yield "|---|---|---|---|---|---|"
    for each in findings:
        unit = shown_unit(each.evidence.indicator)
        number_, interval = change(each.difference, unit, "en")
        label = f"{label_of(each.evidence.indicator, 'en')} · {label_of(each.evidence.indicator, 'zh')}"
        sign = SIGNS[each.evidence.sign]
        verdict = said_of(each)
        yield f"| {label} | {sign} | {amount(each.before.value, unit, 'en')} | {number_} | {interval} | {verdict} |"
    if claim.note:
        yield ""
        yield claim.note


def said_of(finding: Finding) -> str:
    """The verdict in words; one seed gives no interval, and none is a verdict."""
    if finding.difference.reason == ONE_SEED:
        return "one seed gives no interval"
    return {OPPOSITE: "**no, the opposite**", UNCLEAR: "unclear: covers zero"}.get(finding.verdict, finding.verdict)


def command(claim: Claim) -> str:
    """The comparison as one types it."""
    under = ["--under", claim.under] if claim.under else []
    return shlex.join(["smecredit", "compare", claim.reference, claim.scenario, *under])


if __name__ == "__main__":
    main()
