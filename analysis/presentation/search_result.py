"""A search among levers that can be looked at: the candidates, the front, its scenarios and the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import LARGEST_SEED, whole_number, written
from ..experiments.search import LESS, MORE, Goal, Searched
from ..experiments.search import search as look
from ..experiments.sweep import How, Progress, how_asked
from .study_result import StudyResult

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ...simulation.scenario import Scenario

#: Candidates of a search at most.
MOST_CANDIDATES = 100_000


class SearchResult(StudyResult[Searched]):
    """Which levers do best for several goals: what `smecredit search` shows.

    `candidates` has a row a candidate in the order tried: its levers, each goal with its 95% interval by luck, its
    worst regret, and its place on the front. `front` has those that none dominates, numbered as the files of the
    command line are; `scenario(number)` is one of them. `study` holds all of it. Money is yuan of the represented
    population, flows are per year; with two scenarios goals are differences of the second from the first.
    """

    @property
    def candidates(self) -> pd.DataFrame:
        """All that were tried; those whose levers make no scenario are left out."""
        from .search import candidates_table

        return candidates_table(self.study)

    @property
    def front(self) -> pd.DataFrame:
        """The candidates that none dominates, the least of the first goal first, by their numbers."""
        table = self.candidates
        table = table[table["front"].notna()].sort_values("front")
        return table.astype({"front": int}).set_index("front")

    def scenario(self, number: int) -> Scenario:
        """The scenario of a candidate of the front, of the search's size, months and stress. Raises `RequestError`."""
        from ..experiments.search import scenario_of

        place = self._place(number)
        made = scenario_of(self.study, self.study.front[place - 1])
        title = {"en": f"{made.title['en']}, candidate {place}", "zh": f"{made.title['zh']}，候选 {place}"}
        return replace(made, name=f"{made.name}_candidate_{place:02}", title=title)

    def to_toml(self, number: int, path: str | Path) -> None:
        """Write the scenario file of a candidate of the front. Raises `RequestError` for a number there is not."""
        from ..experiments.files import write_text
        from ..experiments.search import file_of

        write_text(Path(path), file_of(self.study, self._place(number)))

    def document(self) -> dict[str, Any]:
        """What `smecredit search --json` says."""
        from .search import document

        return document(self.study)

    def plot(self, language: str = "en") -> Figure:
        """The first two goals of every candidate, and the levers of the front."""
        from .search_plot import front_figure

        return front_figure(self.study, language)

    def _place(self, number: int) -> int:
        return whole_number("number", number, 1, len(self.study.front))

    def _said(self) -> str:
        found = self.study
        goals = ", ".join(f"{goal.indicator}={goal.sense}" for goal in found.goals)
        return f"{goals}: {len(found.candidates)} candidates, {len(found.front)} on the front"


def search(
    given: str | Path | Mapping[str, object],
    store: str | Path,
    goals: Mapping[str, str],
    *,
    candidates: int = 48,
    sample_seed: int = 1,
    workers: int | None = None,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> SearchResult:
    """Which levers of a sweep do best for two or more goals under its uncertainties (docs/sweeps.md).

    `given` is a sweep file or the same as a mapping, of one scenario, or of two whose difference counts. `goals` says
    of each indicator whether more or less is wanted: `{"credit_outstanding": "max", "public_cost": "min"}`. Every one
    of the `candidates` meets the same worlds and seeds; `sample_seed` takes another course. What is not in the folder
    `store` yet is run, by `workers` processes or as `how` says, and kept there; `tell` is called after each chunk of
    runs. The search is optuna's NSGA-II (`pip install smecredit[search]`).

    Raises `RequestError` for a request that makes no sense, before anything runs, and `RunError` where a run fails.
    """
    count = whole_number("candidates", candidates, 2, MOST_CANDIDATES)
    seed = whole_number("sample_seed", sample_seed, 0, LARGEST_SEED)
    found = look(given, _goals(goals), count, Path(store), seed, how_asked(workers, how, whole=True), tell)
    return SearchResult(found)


def _goals(given: object) -> list[Goal]:
    if not isinstance(given, Mapping) or len(given) < 2:
        raise RequestError(
            Sentence(
                'goals is {given}; it must name two or more, such as {{"new_lending": "max", "public_cost": "min"}}.',
                'goals 为 {given}；须写明两个或更多，例如 {{"new_lending": "max", "public_cost": "min"}}。',
                given=written(given),
            )
        )
    for key, sense in given.items():
        if sense not in (MORE, LESS):
            raise RequestError(
                Sentence(
                    "goals: {key} is {given}; it must be {more} or {less}.",
                    "goals：{key} 为 {given}；必须是 {more} 或 {less}。",
                    key=written(key),
                    given=written(sense),
                    more=MORE,
                    less=LESS,
                )
            )
    return [Goal(key, sense) for key, sense in given.items()]
