"""What a visitor keeps: the table as CSV and as a workbook, the report, the scenario file, and how to run it again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from ..experiments.files import as_text
from ..experiments.paired_runs import PairedRuns
from ..presentation.headlines import label_of
from .document import command_of, file_name, toml_of
from .setting import Setting

HEADINGS = ("indicator", "key", "scenario", "unit", "mean", "difference", "ci_low", "ci_high")
Cell = str | float | None


def rows_of(paired: PairedRuns, language: str) -> Iterator[list[Cell]]:
    """The table: a row for each indicator and scenario, as in `smecredit compare --json`, with labels and titles."""
    for record in paired.table.reset_index().to_dict("records"):
        key, name = str(record["indicator"]), str(record["scenario"])
        numbers: list[Cell] = [_number(record[column]) for column in HEADINGS[4:]]
        words = [label_of(key, language), key, paired.title(name, language), str(record["unit"])]
        yield [*(str(as_text(word)) for word in words), *numbers]


def _number(value: object) -> float | None:
    number = float(value) if isinstance(value, int | float) else float("nan")
    return None if number != number else number


def table_csv(paired: PairedRuns, language: str) -> bytes:
    """The table as CSV with a byte-order mark, so that spreadsheets read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for row in rows_of(paired, language):
        writer.writerow(["" if cell is None else repr(cell) if isinstance(cell, float) else cell for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def table_xlsx(paired: PairedRuns, language: str) -> bytes:
    """The table as a workbook; texts are stored as texts, so that none is a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "smecredit"
    sheet.append(list(HEADINGS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows_of(paired, language):
        sheet.append(row)
    for line in sheet.iter_rows(min_row=2, max_col=4):
        for cell in line:
            cell.data_type = "s"
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGH", (44, 40, 34, 16, 18, 18, 18, 18), strict=True):
        sheet.column_dimensions[column].width = width
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def how_to(settings: Sequence[Setting], economy: str | None, firms: int, months: int, seeds: int) -> dict[str, str]:
    """The commands and the Python that give the numbers of the page; files of settings must lie beside them."""
    names = [command_of(setting) for setting in settings]
    under = f" --under {economy}" if economy else ""
    # The same scenario twice would be the same file: it must be told apart from the reference.
    command = f"smecredit compare {' '.join(names)}{under} --firms {firms} --months {months} --seeds {seeds}"
    in_python = f', under="{economy}"' if economy else ""
    python = "\n".join(
        [
            "import smecredit as sc",
            "",
            f"result = sc.compare({names!r}{in_python}, firms={firms}, months={months}, seeds={seeds})",
            "result.table",
        ]
    )
    return {"command": command, "python": python}


def files_of(settings: Sequence[Setting]) -> dict[str, str]:
    """The scenario files that `how_to` names, by name."""
    return {file_name(setting): toml_of(setting) for setting in settings if setting.changed}
