"""The table and the figure of a search, from a made-up one."""

from dataclasses import replace

import numpy as np
import pytest

from smecredit.analysis.experiments.search import Candidate, Goal, Searched
from smecredit.analysis.presentation.search import document, search_tables
from smecredit.analysis.presentation.search_plot import front_figure
from smecredit.scenarios import load

FUND = "policy.a.share.fund"


@pytest.fixture(scope="module")
def found() -> Searched:
    def candidate(share: float, credit: float, cost: float, best: bool) -> Candidate:
        luck = ((credit - 2e10, credit + 4e10), None)
        return Candidate({FUND: share, "kind": "word"}, (credit, cost), luck, best, 0.5)

    return Searched(
        goals=(Goal("credit_outstanding", "max"), Goal("public_cost", "min")),
        candidates=(
            candidate(0.1, 1e11, 1e9, True),
            candidate(0.3, 2e11, 3e9, True),
            candidate(0.2, 1e11, 2e9, False),
        ),
        refused=1,
        worlds=2,
        seeds=3,
        scenario="one_plus_n",
        reference="no_support",
        base=load("one_plus_n"),
        builds_on="one_plus_n",
    )


def test_the_figure_shows_bars_of_luck_and_the_levers_of_the_front(found: Searched) -> None:
    figure = front_figure(found)
    goals, levers = figure.axes
    (bars,) = goals.containers
    across, up = bars.lines[2]
    first = across.get_segments()[0]
    assert first[:, 0] == pytest.approx([80.0, 140.0])  # billions of yuan
    assert up.get_segments()[0][:, 1] == pytest.approx([1.0, 1.0])  # no interval, no bar
    assert [text.get_text() for text in levers.texts] == ["0.1", "0.3", "word", "word"]
    assert [label.get_text() for label in levers.get_yticklabels()] == ["1", "2"]
    assert [label.get_text() for label in goals.texts] == ["1", "2"]
    assert [round(bar.get_width(), 2) for bar in levers.patches] == [0.0, 0.88]


def test_numbers_of_a_crowded_front_cover_no_candidate_and_not_each_other(found: Searched) -> None:
    one = found.candidates[0]
    crowd = [replace(one, outcomes=(1e11 + 2e8 * place, 1e9 + 2e7 * place)) for place in range(5)]
    far = replace(one, outcomes=(3e11, 5e9))
    # Beaten by others, and just where the first number would stand.
    beside = [replace(one, outcomes=(1.1e11, y), on_front=False) for y in (1.1e9, 1.15e9, 1.2e9)]
    goals = front_figure(replace(found, candidates=(*crowd, far, *beside))).axes[0]
    front, beaten = (goals.transData.transform(goals.lines[line].get_xydata()) for line in (-1, 0))
    pixels = goals.get_figure().dpi / 72.0
    numbers = front + pixels * np.array([label.xyann for label in goals.texts])
    for place, number in enumerate(numbers):
        others = np.concatenate([front, beaten, np.delete(numbers, place, axis=0)])
        assert np.abs(others - number).max(axis=1).min() > 8.0 * pixels


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_interval_stands_beside_its_outcome(found: Searched, language: str) -> None:
    from rich.console import Console

    screen = Console(width=120)
    with screen.capture() as captured:
        for part in search_tables(found, [], language):
            screen.print(part)
    shown = captured.get()
    assert {"en": "(80 to 140)", "zh": "(800至1,400)"}[language] in shown
    assert "fund=0.1" in shown
    told = document(found)["candidates"][0]
    assert told["ci_by_luck"] == {"credit_outstanding": (8e10, 1.4e11), "public_cost": None}
