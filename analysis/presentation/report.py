"""The report of a comparison: one page that needs nothing but a browser, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..statistics.indicators import RUN
from ..statistics.intervals import RESAMPLES
from . import tables
from .answer_first import answer_first
from .changes import shown_value
from .headlines import SPANS
from .opening import opening_title
from .plots import losses_svg, panel_keys, panel_svg, panel_title, swatch_svg
from .readings import readings
from .settings import Setting, note_of, settings
from .strings import LANGUAGES
from .tables import Both, Cell, both
from .wording import VALUES, notices, statements

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns


def report_html(comparison: PairedRuns, opening: str = "en") -> str:
    """The whole page as text; `opening` is the language it opens in, a button shows the other."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    title = both(partial(opening_title, comparison))
    questions, zeros = tables.questions(comparison)
    programmes, free = tables.programmes(comparison)
    every, never = tables.every_indicator(comparison)
    return environment.get_template("report.html.j2").render(
        language=opening,
        phrase=tables.phrase,
        shown_value=shown_value,
        values=VALUES,
        comparison=comparison,
        titles={name: tables.title(comparison, name) for name in comparison.names},
        page_title=title,
        page_titles=Markup(json.dumps(title._asdict()).replace("<", "\\u003c")),
        caveats=[Both(*pair) for pair in zip(*(notices(comparison, language) for language in LANGUAGES), strict=True)],
        answer=answer_first(comparison),
        findings={name: _findings(comparison, name) for name in comparison.others},
        losses={
            "desk": _drawing(partial(losses_svg, comparison)),
            "phone": _drawing(partial(losses_svg, comparison, narrow=True)),
        },
        payers=tables.payers(comparison),
        panels=[
            (
                both(partial(panel_title, key)),
                _lines(comparison, key),
                _drawing(partial(panel_svg, comparison, key)),
            )
            for key in panel_keys(comparison)
        ],
        questions=questions,
        zeros=zeros,
        windows=tables.windows(comparison),
        on_failures=tables.on_failures(comparison),
        on_balance=tables.on_balance(comparison),
        parts={
            title: tables.broken_down(comparison, dimension)
            for dimension, title in (("size", "sizes"), ("sector", "sectors"), ("product", "products"))
        },
        programmes=programmes,
        free=free,
        every=every,
        never=never,
        settings={name: _settings(comparison, name) for name in comparison.names},
        notes={name: both(partial(note_of, comparison.scenario(name).source)) for name in comparison.names},
        readings=[
            Both(*pair)
            for pair in zip(*(readings(comparison, language, with_tables=True) for language in LANGUAGES), strict=True)
        ],
        resamples=RESAMPLES,
    )


def _lines(comparison: PairedRuns, key: str) -> list[tuple[str, Both, Cell | None]]:
    """The lines of a panel: the look and title of each, and its difference from the reference where it has one."""
    from markupsafe import Markup

    # The headline is of the window, a cumulative chart of the run: they would not agree.
    cells = [None] * len(comparison.names) if SPANS.get(key) == RUN else tables.row(comparison, key).cells
    return [
        (Markup(swatch_svg(comparison, name, key)), tables.title(comparison, name), cell if place else None)
        for place, (name, cell) in enumerate(zip(comparison.names, cells, strict=True))
    ]


def _findings(comparison: PairedRuns, name: str) -> list[tuple[str, int, Both]]:
    english, chinese = (statements(comparison, name, language) for language in LANGUAGES)
    return [
        (en.symbol, en.good, Both(_unbroken(en.sentence), _unbroken(zh.sentence)))
        for en, zh in zip(english, chinese, strict=True)
    ]


def _unbroken(sentence: str) -> str:
    """A sentence in which no line ends between a minus sign and its amount."""
    return sentence.replace("−", "−\u2060")


def _settings(comparison: PairedRuns, name: str) -> list[tuple[Setting, Both]]:
    english, chinese = (settings(comparison.scenario(name), language) for language in LANGUAGES)
    return [(en, Both(en.source, zh.source)) for en, zh in zip(english, chinese, strict=True)]


def _drawing(draw: Callable[[str], str]) -> Both:
    """A drawing in both languages, let through as it is: matplotlib escapes the texts in it."""
    from markupsafe import Markup

    return Both(*(Markup(draw(language)) for language in LANGUAGES))
