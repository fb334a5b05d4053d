"""A comparison that can be looked at: the paired runs with their figure, report and table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.printable import printable
from ..experiments.files import write_bytes, write_text
from ..experiments.loading import Overrides
from ..experiments.paired_runs import PairedRuns
from ..experiments.request import Request

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ...simulation.scenario import Scenario


class Comparison(PairedRuns):
    """The results of several scenarios over the same seeds, as differences from the first.

    `table` and `by_seed` are pandas DataFrames, `plot()` a matplotlib figure, `document()` the JSON document and
    `to_html()` writes the report, `to_brief()` two pages to print. `mean(name, key)` and `difference(name, key)` give
    one estimate with its 95% interval.
    """

    def plot(self, language: str = "en") -> Figure:
        """One slide: the verdict, six headline indicators with bands and differences, and losses by payer."""
        from .slide import comparison_figure

        return comparison_figure(self, language)

    def to_html(self, path: str | Path, language: str = "en") -> None:
        """Write the report: one self-contained page in both languages, opening in `language`."""
        from .report import report_html

        write_text(Path(path), report_html(self, language))

    def to_brief(self, path: str | Path, language: str = "en") -> None:
        """Write the brief: two pages to print, a PDF or one HTML file by the ending of the name.

        Raises `RequestError` for another ending.
        """
        from .brief.content import brief_of
        from .brief.html import brief_html
        from .brief.pdf import brief_pdf

        path = Path(path)
        if path.suffix.lower() not in (".pdf", ".html"):
            raise RequestError(
                Sentence(
                    "{name} is neither .pdf nor .html.", "{name} 既不是 .pdf 也不是 .html。", name=printable(path.name)
                )
            )
        brief = brief_of(self, language)
        if path.suffix.lower() == ".html":
            write_text(path, brief_html(brief))
        else:
            write_bytes(path, brief_pdf(brief))

    def _repr_html_(self) -> str:
        from .notebook import comparison_html

        return comparison_html(self)


def compare(
    names_or_scenarios: Sequence[str | Scenario],
    seeds: int = 10,
    first_seed: int = 1,
    under: str | None = None,
    set: Overrides = None,
    firms: int | None = None,
    months: int | None = None,
    workers: int | None = None,
) -> Comparison:
    """Run two or more scenarios over the same seeds and compare each with the first.

    `names_or_scenarios` are library names, TOML paths or `Scenario` objects; the first is the reference. A name or path
    may carry settings of its own, "baseline,cycle.policy_rate=0.05". `under` is a stress laid on every one of them;
    `set` overrides parameters of all (`{"path": value}` or `["path=value"]`; one that names a policy applies to the
    scenarios that have it); `firms` and `months` change the size of the run. Seeds are `first_seed`, `first_seed + 1`,
    ... `workers` is the number of processes, by default one a processor; results are identical for any number.

    Raises `RequestError` where the request is wrong and `RunError` where a run fails.
    """
    return Comparison.of(names_or_scenarios, Request(seeds, first_seed, under, set, firms, months, workers))
