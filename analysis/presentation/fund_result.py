"""A fund's own question, with an answer that can be looked at: years, capital and fee, months, and the figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..experiments.fund import Asked, FundStudy, kept_in, study_fund
from ..experiments.loading import check_objects
from ..experiments.request import Request
from ..experiments.sweep import How, Progress, how_asked
from .study_result import StudyResult

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ...simulation.scenario import Scenario


class FundResult(StudyResult[FundStudy]):
    """What may become of a fund: what `smecredit fund` shows.

    `years` has a row a year: the chance that the fund as stated has run dry by its end, and what is asked of it.
    `needs` says which capital and which fee hold in 95% and 99% of the runs, `premium` is the fee a year, a share of
    guaranteed loans, that pays for the mean loss, `months` has a row a seed and month. `study` holds all of it. Money
    is yuan of the represented population. An end of an interval that so few seeds cannot give is empty.
    """

    @property
    def years(self) -> pd.DataFrame:
        """The chance to run dry by the end of each year, and what is asked in it: mean and quantiles."""
        from .fund import years_table

        return years_table(self.study)

    @property
    def needs(self) -> pd.DataFrame:
        """Capital, and fee at the stated capital, by the part of the runs in which they hold."""
        from .fund import needs_table

        return needs_table(self.study)

    @property
    def premium(self) -> float:
        """The fee that pays for the mean loss: a share of guaranteed loans a year."""
        return self.study.risk.premium

    @property
    def months(self) -> pd.DataFrame:
        """The table of `fund.csv`."""
        from .fund import months_table

        return months_table(self.study)

    def document(self) -> dict[str, Any]:
        """What `smecredit fund --json` says."""
        from .fund import document

        return document(self.study)

    def plot(self, language: str = "en") -> Figure:
        """What the fund holds, the capital that would be needed, the chance that it has run dry."""
        from .fund_plot import fund_figure

        return fund_figure(self.study, language)

    def _said(self) -> str:
        study = self.study
        last = study.risk.years[-1]
        dry = f"dry by year {last.year} in {100.0 * last.dry.value:.3g}%"
        return f"{study.fund}: {study.risk.seeds} seeds, {dry}"


def fund(
    scenario: str | Path | Scenario,
    store: str | Path | None = None,
    *,
    seeds: int = 200,
    first_seed: int = 1,
    under: str | None = None,
    party: str | None = None,
    workers: int | None = None,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> FundResult:
    """What a fund is asked for, its chance to run dry, the capital and the fee that hold it (docs/sweeps.md).

    `scenario` is a library name or TOML path, which may carry settings ("one_plus_n,economy.firms=5000"), or what
    `load` returns. `under` is a stress laid on it. `party` says whose fund where there are several,
    "compensation_fund" or "local_fund". The fund as stated and an ample one are run over so many `seeds`, from
    `first_seed` on; 99% has an upper end from 368 on. What is not in the folder `store` yet is run, by `workers`
    processes or as `how` says, and kept there, by default nowhere; `tell` is called after each chunk of runs.

    Raises `RequestError` for a request that makes no sense and `RunError` where a run fails.
    """
    check_objects([scenario], changed=under is not None)
    asked = Asked.of(scenario, Request(seeds=seeds, first_seed=first_seed, under=under), party)
    told = how_asked(workers, how, whole=True)
    with kept_in(Path(store) if store is not None else None) as runs:
        return FundResult(study_fund(asked, runs, told, tell))
