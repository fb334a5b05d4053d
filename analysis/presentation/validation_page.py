"""The page of `validate --out`: every fact with its figures, each drawn as value, interval and accepted band."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..validation.calibration import FAIL, NEAR, PASS
from .formatting import amount, band, interval_of_level
from .tables import Both, both, phrase

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..validation.facts import Fact
    from ..validation.validate import Judged, Outcome

#: A strip, in pixels: its size, the room left on either side, and how far its marks reach.
WIDTH, HEIGHT, MARGIN = 220, 22, 8
RADIUS, HALF_BAND = 4, 7
#: Part of the range that is left free beyond the outermost mark.
FREE = 0.06


class Row(NamedTuple):
    """One figure of a fact as the page shows it."""

    label: Both
    drawing: Markup
    cells: tuple[Both, ...]
    verdict: str | None


class Shown(NamedTuple):
    """One fact as the page shows it."""

    id: str
    title: Both
    verdict: str
    rows: tuple[Row, ...]
    done: Both
    about: Fact
    note: Both


def validation_html(
    outcomes: Sequence[Outcome], seeds: int, untried: Sequence[str], opening: str = "en", smoke: bool = False
) -> str:
    """The whole page as text; `opening` is the language it opens in, a button shows the other.

    After a `smoke` test it says that its verdicts are none.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    title, found = phrase("validation.title"), [each.verdict for each in outcomes]
    missing = phrase("validation.untried", count=len(untried), ids=", ".join(untried)) if untried else Both("", "")
    return environment.get_template("validation.html.j2").render(
        language=opening,
        title=title,
        titles=Markup(json.dumps(title._asdict()).replace("<", "\\u003c")),
        lead=phrase("validation.lead", count=len(outcomes), seeds=seeds),
        smoke=phrase("validation.smoke") if smoke else Both("", ""),
        note=phrase("validation.note"),
        counts={verdict: found.count(verdict) for verdict in (PASS, NEAR, FAIL)},
        verdicts={verdict: phrase(f"verdict.{verdict}") for verdict in (PASS, NEAR, FAIL)},
        heads=[phrase(f"column.{name}") for name in ("band", "value", "interval", "verdict")],
        facts=[shown(each) for each in outcomes],
        untried=missing,
    )


def shown(outcome: Outcome) -> Shown:
    """A fact with the rows of its figures."""
    experiment = outcome.experiment
    return Shown(
        id=experiment.fact,
        title=both(lambda language: experiment.title[language]),
        verdict=outcome.verdict,
        rows=tuple(row(one) for one in outcome.judged),
        done=phrase("validation.done", firms=f"{outcome.firms:,}"),
        about=experiment.about,
        note=both(lambda language: experiment.note.get(language, "")),
    )


def row(one: Judged) -> Row:
    """A figure: its name, drawing, band, value and interval."""
    from markupsafe import Markup

    figure, estimate, unit = one.figure, one.estimate, one.figure.unit
    cells: tuple[Callable[[str], str], ...] = (
        lambda language: band(figure.low, figure.high, unit, language) if one.verdict is not None else "",
        lambda language: amount(estimate.value, unit, language),
        lambda language: interval_of_level(estimate, unit, language),
    )
    # Numbers alone, from here: nothing in a drawing needs escaping.
    drawing = Markup(strip_svg(one))
    return Row(both(lambda language: figure.label[language]), drawing, tuple(map(both, cells)), one.verdict)


def strip_svg(one: Judged) -> str:
    """A strip with the accepted band, zero, the interval and the value; hidden from readers of the text, which has the
    numbers beside it. Empty where there is no value."""
    figure, estimate = one.figure, one.estimate
    value, ends = finite(estimate.value), finite(estimate.low, estimate.high)
    if not value:
        return ""
    marks = [0.0, *value, *ends, *finite(figure.low, figure.high)]
    free = FREE * (max(marks) - min(marks)) or 1.0
    left, right = min(marks) - free, max(marks) + free

    def place(number: float) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (number - left) / (right - left)

    middle = HEIGHT // 2
    parts = [_line("axis", MARGIN, WIDTH - MARGIN, middle, middle)]
    if one.verdict is not None:
        start = place(left if figure.low is None else figure.low)
        width = place(right if figure.high is None else figure.high) - start
        top, height = middle - HALF_BAND, 2 * HALF_BAND
        parts.append(f'<rect class="band" x="{start:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>')
    parts.append(_line("zero", place(0.0), place(0.0), 2, HEIGHT - 2))
    if len(ends) == 2:
        parts.append(_line("reach", place(ends[0]), place(ends[1]), middle, middle))
    parts.append(f'<circle class="value" cx="{place(value[0]):.1f}" cy="{middle}" r="{RADIUS}"/>')
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="strip" {size} aria-hidden="true">{"".join(parts)}</svg>'


def _line(kind: str, start: float, end: float, top: float, bottom: float) -> str:
    return f'<line class="{kind}" x1="{start:.1f}" x2="{end:.1f}" y1="{top}" y2="{bottom}"/>'


def finite(*numbers: float | None) -> list[float]:
    """Those of some numbers that can be drawn."""
    return [number for number in numbers if number is not None and math.isfinite(number)]
