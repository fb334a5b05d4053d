"""Writes into docs/model.md what the code declares: the phases of the month and the tables of state variables.

    python docs/model.py

It takes a second. The rest of the page is written by hand; tests/test_model_page.py compares both with the code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from smecredit.analysis.commands.program import ProgramOptions
from smecredit.simulation.ground.columns import KINDS, Table
from smecredit.simulation.month import PHASES
from smecredit.simulation.state.bank_columns import AGREEMENTS, BANKS, INSTITUTIONS
from smecredit.simulation.state.enterprise_columns import ENTERPRISE
from smecredit.simulation.state.loan_columns import CLAIMS, LOAN
from smecredit.simulation.state.structure import PARTIES

PAGE = Path(__file__).with_suffix(".md")
TABLES = (ENTERPRISE, LOAN, CLAIMS, BANKS, INSTITUTIONS, AGREEMENTS)
#: Columns that exist once for each party to a loss or each layer.
_SERIES = re.compile(rf"^(\w+)_({'|'.join(PARTIES)}|\d)(_fen)?$")


def main() -> None:
    """Write the page anew."""
    ProgramOptions(__doc__).asked()
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def renewed(page: str) -> str:
    """The page with every part between two marks as the code has it; raises KeyError for a part it does not know."""
    parts = generated()

    def part(match: re.Match[str]) -> str:
        return f"<!-- {match[1]} -->\n\n{parts[match[1]]}\n\n<!-- end -->"

    return re.sub(r"<!-- (\w+) -->\n.*?<!-- end -->", part, page, flags=re.DOTALL)


def generated() -> dict[str, str]:
    """Every part that the code decides, by the name of its mark."""
    return {"phases": "\n".join(phases()), **{table.name: "\n".join(rows(table)) for table in TABLES}}


def phases() -> Iterator[str]:
    """The months' phases in order, with what each does and the file it stands in."""
    for number, phase in enumerate(PHASES, start=1):
        name = phase.__name__
        yield f"{number}. **{name.replace('_', ' ')}**: {phase.__doc__} (`simulation/phases/{name}.py`)"


def rows(table: Table) -> Iterator[str]:
    """One row a column; columns that differ only by the party or the layer they are of share one."""
    yield "| variable | kind | unit | meaning |"
    yield "|---|---|---|---|"
    said = set()
    for column in table.columns.values():
        many = _SERIES.match(column.name)
        name, meaning = column.name, column.meaning
        if many:
            if many[1] in said:
                continue
            said.add(many[1])
            name, meaning = f"{many[1]}_{many[2]} …", f"{meaning}; likewise the others"
        yield f"| `{name}` | {KINDS[column.kind].__name__} | {column.unit} | {meaning} |"


if __name__ == "__main__":
    main()
