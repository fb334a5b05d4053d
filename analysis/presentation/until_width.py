"""What `compare --until-width` says of the interval that was aimed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..statistics.bootstrap_t import FEWEST_PILOTS
from ..statistics.indicators import shown_unit
from .formatting import change
from .headlines import label_of
from .layout import Prose
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns
    from ..experiments.until_width import Aim
    from ..statistics.intervals import Estimate

#: An interval this much wider than asked is worth a word.
WIDER = 1.2


def until_document(aim: Aim, seeds: int, found: Mapping[str, Estimate]) -> dict[str, Any]:
    """The aim and the intervals, in the unit of the indicator."""
    return {
        "indicator": aim.indicator,
        "width": aim.width,
        "seeds": seeds,
        "scenarios": {
            name: {"difference": each.value, "ci_low": each.low, "ci_high": each.high} for name, each in found.items()
        },
    }


def until_tables(runs: PairedRuns, aim: Aim, found: Mapping[str, Estimate], language: str) -> Iterable[Any]:
    """The intervals in a sentence each, and how the number of seeds came about."""
    unit = shown_unit(aim.indicator)
    yield Text()
    yield Prose(text("until.lead", language, pilot=FEWEST_PILOTS, seeds=len(runs.seeds)), "bold")
    for name, each in found.items():
        difference, interval = change(each, unit, language)
        label = label_of(aim.indicator, language)
        said = {"label": label, "title": runs.title(name, language), "difference": difference, "interval": interval}
        yield Prose(text("until.said", language, **said), indent=2, hanging=2)
        if each.low is not None and each.high is not None and each.high - each.low > WIDER * aim.width:
            yield Prose(f"! {text('until.wider', language)}", indent=2, hanging=2)
    chance = len(runs.measured) * len(runs.others) * 0.05
    many = {"count": len(runs.measured) * len(runs.others), "chance": f"{chance:.0f}"}
    yield Prose(text("until.many", language, **many), "dim")
