"""Measures the readings, windows and example of docs/attribution.md and writes them into it:

    python docs/attribution_figures.py [--seeds R] [--firms N]

The parts between two marks are its own, the rest of the page is written by hand; tests/test_attribution_page.py
compares the parts with what is written here. Ten seeds of 10,000 firms take about half a minute on two processors.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import smecredit as sc
from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.presentation.formatting import amount, change, interval_of_level
from smecredit.analysis.statistics.attribution import ALL, attribution, history_of
from smecredit.analysis.statistics.indicators import shown_unit
from smecredit.analysis.statistics.intervals import Estimate, ratio
from smecredit.analysis.validation.experiment import experiments
from smecredit.analysis.validation.trials.additionality import LAST

PAGE = Path(__file__).parent / "attribution.md"
REFERENCE = "no_support"
#: Policies of the example, each with its head in the table.
POLICIES = {"baseline": "baseline", "one_plus_n": "1+N", "anhui_4321": "Anhui 4:3:2:1"}
#: Lines of the example, each with its label.
EXAMPLE = {
    "additionality": "additional, after all have looked elsewhere · 净增占比（各自另寻贷款之后）",
    "additionality_at_decision": "additional, at the decision · 净增占比（决策时点）",
    "additionality_placebo": "the same test, loans without support · 同一检验，未受支持的贷款",
    "firms_saved": "firms saved, net · 净挽救企业",
}
#: Lines of the table of readings: an indicator of the comparison, or a figure of fact M1 behind "M1.", with what it is
#: and what it counts by.
READINGS = {
    "additionality_at_decision": ("at the decision · 决策时点", "yuan · 金额"),
    "M1.decision": ("at the decision, M1 · 决策时点（M1）", "loans · 笔数"),
    "M1.paired": ("on top of the firm’s other loans, M1 · 扣除其他贷款（M1）", "loans · 笔数"),
    "additionality_by_number": ("after all have looked elsewhere · 各自另寻贷款之后", "loans · 笔数"),
    "additionality": ("after all have looked elsewhere · 各自另寻贷款之后", "yuan · 金额"),
    "additionality_placebo": ("the same test, loans without support · 同一检验，未受支持的贷款", "yuan · 金额"),
}
MONTHS = 120
#: Months on either side of a loan, and the size of the runs that they are tried on.
WINDOWS = (3, 6, 12)
WINDOW_SEEDS, WINDOW_FIRMS, WINDOW_MONTHS = (1, 2, 3), 5_000, 60


@dataclass(frozen=True)
class Measured:
    """What the page shows: each reading; the share by window, one a seed; each line of the example, one a policy."""

    seeds: int
    firms: int
    readings: Mapping[str, Estimate]
    windows: Mapping[int, Sequence[float]]
    example: Mapping[str, Sequence[Estimate]]


def main() -> None:
    """Measure and write the page anew."""
    parser = ProgramOptions(__doc__)
    parser.add_argument("--seeds", type=count, default=10, help="seeds 1 to so many (10)")
    parser.add_argument("--firms", type=count, default=10_000, help="size of the runs (10000)")
    options = parser.asked()
    found = parts(measure(options.seeds, options.firms))
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


def measure(seeds: int, firms: int) -> Measured:
    """All figures of the page, over this many seeds of this many firms."""
    comparison = sc.compare([REFERENCE, *POLICIES], seeds=seeds, firms=firms, months=MONTHS)
    of_fact = net_of_other_loans(seeds, firms)
    own = {key: comparison.mean("baseline", key) for key in READINGS if key not in of_fact}
    return Measured(
        seeds,
        firms,
        {key: {**own, **of_fact}[key] for key in READINGS},
        by_window(),
        {key: [comparison.mean(name, key) for name in POLICIES] for key in EXAMPLE},
    )


def net_of_other_loans(seeds: int, firms: int) -> dict[str, Estimate]:
    """The figures of fact M1 that the page shows, by their key behind "M1."."""
    measured = [experiments()["M1"].measure(seed, firms) for seed in range(1, seeds + 1)]
    keys = [key.removeprefix("M1.") for key in READINGS if key.startswith("M1.")]
    return {f"M1.{key}": ratio(*np.array([each[key] for each in measured]).T) for key in keys}


def by_window() -> dict[int, list[float]]:
    """The additional share of supported loans by the months on either side of them, one a seed."""
    shares: dict[int, list[float]] = {window: [] for window in WINDOWS}
    for seed in WINDOW_SEEDS:
        histories = []
        for name in ("baseline", REFERENCE):
            market = sc.CreditMarket(sc.load(name, firms=WINDOW_FIRMS, months=WINDOW_MONTHS), seed=seed)
            histories.append(history_of(market.run()))
        for window in WINDOWS:
            supported = attribution(*histories, window).supported[ALL]
            shares[window].append(supported.additional / supported.amount)
    return shares


def renewed(page: str, found: Mapping[str, str]) -> str:
    """The page with every part between two marks as it was found; raises KeyError for a part that is not known."""

    def part(match: re.Match[str]) -> str:
        return f"<!-- {match[1]} -->\n\n{found[match[1]]}\n\n<!-- end -->"

    return re.sub(r"<!-- (\w+) -->\n.*?<!-- end -->", part, page, flags=re.DOTALL)


def parts(measured: Measured) -> dict[str, str]:
    """Every part of the page that is measured, by the name of its mark."""
    return {name: "\n".join(make(measured)) for name, make in PARTS.items()}


def readings(measured: Measured) -> Iterator[str]:
    """The readings of the baseline's loans side by side."""
    yield f"`baseline` against `{REFERENCE}`, {_size(measured)}; M1 over months 13 to {LAST}:"
    yield ""
    yield "| reading · 读法 | counts · 计量 | additional · 净增占比 |"
    yield "|---|---|---|"
    for key, (label, counts) in READINGS.items():
        yield f"| {label} | {counts} | {_share(measured.readings[key])} |"


def windows(measured: Measured) -> Iterator[str]:
    """The share by window, a column a seed."""
    runs = f"{len(WINDOW_SEEDS)} runs of {WINDOW_FIRMS:,} firms over {WINDOW_MONTHS} months"
    yield f"In {runs}, `baseline` against `{REFERENCE}`:"
    yield ""
    yield f"| window · 窗口 | {' | '.join(f'seed {seed}' for seed in WINDOW_SEEDS)} |"
    yield "|---|" + "---|" * len(WINDOW_SEEDS)
    for window, shares in measured.windows.items():
        cells = " | ".join(f"{100.0 * share:.1f}%" for share in shares)
        yield f"| {window} months either side · 前后各{window}个月 | {cells} |"


def example(measured: Measured) -> Iterator[str]:
    """The figures of a comparison, a column a policy."""
    yield f"`smecredit compare {REFERENCE} {' '.join(POLICIES)}`, {_size(measured)}:"
    yield ""
    yield f"| against no support · 与无政策支持相比 | {' | '.join(POLICIES.values())} |"
    yield "|---|" + "---|" * len(POLICIES)
    for key, label in EXAMPLE.items():
        show = _share if shown_unit(key) == "share" else _count
        yield f"| {label} | {' | '.join(map(show, measured.example[key]))} |"


PARTS = {"readings": readings, "windows": windows, "example": example}


def _size(measured: Measured) -> str:
    return f"{measured.seeds} seeds, {measured.firms:,} firms, {MONTHS} months"


def _share(estimate: Estimate) -> str:
    return _with_interval(amount(estimate.value, "share", "en"), interval_of_level(estimate, "share", "en"))


def _count(estimate: Estimate) -> str:
    return _with_interval(*change(estimate, "count", "en"))


def _with_interval(number: str, interval: str) -> str:
    return f"{number} ({interval})" if interval else number


if __name__ == "__main__":
    main()
