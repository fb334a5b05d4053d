"""Tries every fact that has an experiment and writes docs/validation.md:

    python docs/validation.py [--seeds R] [--firms N] [--store DIR] [--workers W]

Each seed makes two pools of its own (`opening.pool_seed`): thirty seeds take under an hour on two processors. With a
store a stopped run goes on where it stood.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.presentation.formatting import amount, band, interval_of_level
from smecredit.analysis.presentation.strings import text
from smecredit.analysis.validation.experiment import untried
from smecredit.analysis.validation.validate import Judged, Outcome, validate

PAGE = Path(__file__).with_suffix(".md")
PREAMBLE = """\
# Validation

The facts of the scorecard (`analysis/validation/scorecard.json`) as experiments, over {seeds} seeds: value, 95%
interval, accepted band, verdict. A fact has the worst verdict of its figures; *near* is outside the band by at most a
tenth of its width, and at least half of the bound nearer to zero; a trend also passes where its interval covers zero;
a figure without a band is shown for comparison. Each seed opens from economies of its own (`opening.pool_seed`), so
that an interval holds the luck of the pool as well as that of the run. Written by `python docs/validation.py`;
`smecredit validate --only ID` repeats a line.

记分卡中的事实作为实验，{seeds}个随机种子：取值、95%区间、可接受范围与判定。一项事实取其各指标中最差的判定。
每个种子的期初账面取自各自的一组经济体（`opening.pool_seed`），因此区间既包含运行本身的偶然性，也包含经济体池的偶然性。
"""


def main() -> None:
    """Measure, write the page, say how many pass."""
    parser = ProgramOptions(__doc__)
    parser.add_argument("--seeds", type=count, default=30, help="seeds 1 to so many (30)")
    parser.add_argument("--firms", type=count, help="(what each experiment states)")
    parser.add_argument("--store", type=Path, help="folder in which runs are kept")
    parser.add_argument("--workers", type=count, help="processes (one a processor)")
    options = parser.asked()
    seeds = range(1, options.seeds + 1)
    outcomes = validate(seeds=seeds, firms=options.firms, workers=options.workers, store=options.store)
    PAGE.write_text("\n".join(lines(outcomes, options.seeds)) + "\n", encoding="utf-8")
    for each in outcomes:
        print(f"{each.experiment.fact}: {each.verdict}")


def lines(outcomes: Sequence[Outcome], seeds: int) -> Iterator[str]:
    """The page, line by line."""
    yield PREAMBLE.format(seeds=seeds)
    for each in outcomes:
        experiment = each.experiment
        yield f"## {experiment.fact}. {experiment.title['en']} · {experiment.title['zh']}: {each.verdict}"
        yield ""
        yield f"{experiment.about.fact}: {experiment.about.value} ({experiment.about.source})."
        yield ""
        yield f"**Done** with {each.firms:,} firms: {experiment.about.switch_on}; measured: {experiment.about.measure}."
        yield ""
        if experiment.note:
            yield f"{experiment.note['en']} {experiment.note['zh']}"
            yield ""
        yield "| figure · 指标 | band | value | 95% interval | verdict · 判定 |"
        yield "|---|---|---|---|---|"
        for one in each.judged:
            yield f"| {' | '.join(row(one))} |"
        yield ""
    missing = untried()
    yield f"No experiment yet on {len(missing)} facts: {', '.join(missing)}."


def row(one: Judged) -> tuple[str, ...]:
    """The cells of a figure."""
    figure, estimate = one.figure, one.estimate
    return (
        f"{figure.label['en']} · {figure.label['zh']}",
        band(figure.low, figure.high, figure.unit, "en") if one.verdict is not None else "",
        amount(estimate.value, figure.unit, "en"),
        interval_of_level(estimate, figure.unit, "en"),
        f"{one.verdict} · {text(f'verdict.{one.verdict}', 'zh')}" if one.verdict is not None else "",
    )


if __name__ == "__main__":
    main()
