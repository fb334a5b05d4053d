"""A sensitivity study that can be looked at: the indices, the points with their outcomes, and the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import Sentence
from ...simulation.ground.given import LARGEST_SEED, whole_number, written
from ..experiments.choices import check_choice
from ..experiments.sensitivity import Asked, Study, study
from ..experiments.sweep import How, Progress, how_asked
from ..statistics.sensitivity import FEWEST, MORRIS
from .study_result import StudyResult
from .sweeps import USUAL

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Trajectories or base points at most.
MOST_POINTS = 2**20


class SensitivityResult(StudyResult[Study]):
    """What drives the outcomes of a sweep: what `smecredit sensitivity` shows.

    `indices` has a row an indicator and factor, what matters most first: the measure with its 95% interval, and the
    mean outcome in the lowest and the highest third of the factor's range. `points` has a row a point: the values of
    the factors and the outcomes there. `study` holds all of it. Money is yuan of the represented population, flows
    are per year.
    """

    @property
    def indices(self) -> pd.DataFrame:
        """The measures: of Morris in the unit of the outcome, of Sobol shares of its variance."""
        from .sensitivity import indices_table

        return indices_table(self.study)

    @property
    def points(self) -> pd.DataFrame:
        """The table of `sensitivity.csv`."""
        from .sensitivity import points_table

        return points_table(self.study)

    @property
    def not_ranked(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """By indicator, the neighbours in the ranking whose intervals overlap: their order is not known."""
        return {key: found.not_ranked for key, found in self.study.indices.items()}

    def document(self) -> dict[str, Any]:
        """What `smecredit sensitivity --json` says."""
        from .sensitivity import document

        return document(self.study)

    def plot(self, language: str = "en") -> Figure:
        """The indices with their intervals, and the outcome at both ends of each range."""
        from .sensitivity import sensitivity_figure

        return sensitivity_figure(self.study, language)

    def _said(self) -> str:
        found = self.study
        method = next(iter(found.indices.values())).method
        return f"{method}: {len(found.ranges)} factors, {len(found.points)} points"


def sensitivity(
    given: str | Path | Mapping[str, object],
    store: str | Path,
    indicators: str | Sequence[str] = USUAL,
    *,
    method: str = MORRIS,
    points: int = 16,
    sample_seed: int = 1,
    workers: int | None = None,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> SensitivityResult:
    """What drives outcomes: the ranges of a sweep by Morris screening or Sobol indices (docs/sweeps.md).

    `given` is a sweep file or the same as a mapping, of one scenario, or of two whose difference is the outcome; the
    factors are its `ranges`. `indicators` are the outcomes, by key. `method` is "morris", with `points` trajectories,
    or "sobol", with `points` base points, a power of two; `sample_seed` draws another sample. What is not in the folder
    `store` yet is run, by `workers` processes or as `how` says, and kept there; `tell` is called after each chunk of
    runs. The computations are SALib's (`pip install smecredit[analysis]`).

    Raises `RequestError` for a request that makes no sense, before anything runs, and `RunError` where a run fails or
    an outcome has no value at a point.
    """
    said = Sentence("{given} is no method", "没有方法 {given}", given=written(method))
    check_choice("method", str(method), FEWEST, said)
    size = whole_number("points", points, 1, MOST_POINTS)
    seed = whole_number("sample_seed", sample_seed, 0, LARGEST_SEED)
    keys = (indicators,) if isinstance(indicators, str) else tuple(indicators)
    asked = Asked(str(method), size, seed)
    told = how_asked(workers, how, whole=True)
    return SensitivityResult(study(given, keys or USUAL, asked, Path(store), told, tell))
