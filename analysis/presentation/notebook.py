"""A comparison as a notebook shows it: its heading, what to know before reading on, and the headline table."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from ...simulation.ground.printable import harmless
from . import tables
from .strings import text
from .wording import caveats, heading

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

_LEFT, _RIGHT = "text-align:left;vertical-align:top", "text-align:right;vertical-align:top"


def comparison_html(comparison: PairedRuns, language: str = "en") -> str:
    """Heading, caveats and the headline table of a comparison, as a piece of HTML in which every text is escaped."""
    parts = [f"<h3>{_text(heading(comparison, language))}</h3>"]
    parts += [f"<p>! {_text(caveat)}</p>" for caveat in caveats(comparison, language)]
    head = "".join(f"<th style='{_RIGHT}'>{_text(comparison.title(name, language))}</th>" for name in comparison.names)
    lines = [f"<tr><th></th>{head}</tr>"]
    questions, zeros = tables.questions(comparison)
    groups = {f"question.{question}": rows for question, rows in questions.items()}
    for key, rows in {**groups, "losses.title": tables.payers(comparison)}.items():
        columns = len(comparison.names) + 1
        lines.append(f"<tr><th colspan='{columns}' style='{_LEFT}'>{_text(text(key, language))}</th></tr>")
        lines += _lines(rows, language)
    note = text("report.findings_note", language)
    if zeros is not None:
        note = f"{zeros.of(language)} {note}"
    return "\n".join([*parts, "<table>", *lines, "</table>", f"<p>{_text(note)}</p>"])


def _lines(rows: Iterable[tables.Row], language: str) -> Iterable[str]:
    for row in rows:
        reference, *others = row.cells
        said = [_text(reference.level.of(language)), *(_cell(cell, language) for cell in others)]
        cells = "".join(f"<td style='{_RIGHT}'>{each}</td>" for each in said)
        yield f"<tr><td style='{_LEFT}'>{_text(row.label.of(language))}</td>{cells}</tr>"


def _cell(cell: tables.Cell, language: str) -> str:
    change = f"{cell.difference.of(language)} {cell.symbol}".strip()
    parts = (cell.level.of(language), change, cell.interval.of(language))
    return "<br>".join(_text(part) for part in parts if part)


def _text(words: str) -> str:
    return escape(harmless(words))
