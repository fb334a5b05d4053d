"""The pages of the class game as text: the game itself, the facilitator's page, and the lesson sheet."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from .game_rules import LARGEST_SEED, Words, rules
from .pages import as_data, environment, import_map
from .visitors import Reach
from .words import WORDS

SHEETS_FILE = Path(__file__).with_name("class_sheets.toml")
Sheet = Literal["facilitator", "lesson"]


class Section(BaseModel):
    """A heading with paragraphs; those of a list are its points, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: Words
    text: tuple[Words, ...] = ()
    points: tuple[Words, ...] = ()
    #: Empty lines to write on, for paper.
    lines: int = Field(0, ge=0, le=12)


class Sheets(BaseModel):
    """The sheets of the data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facilitator: tuple[Section, ...]
    lesson: tuple[Section, ...]


@cache
def sheets() -> Sheets:
    """The sheets. Raises ValueError where the data file is no such thing."""
    return Sheets.model_validate(tomllib.loads(SHEETS_FILE.read_text(encoding="utf-8")))


def class_page(language: str, reach: Reach) -> str:
    """The page of the game; `reach` is where students find it, if they can."""
    stated = rules().model_dump(mode="json", include={"quarters", "question", "opening_choice", "choice", "goal"})
    return (
        environment()
        .get_template("class.html.j2")
        .render(
            language=language,
            title=WORDS["class.title"][language],
            no_script=WORDS["no_script"][language],
            import_map=Markup(import_map()),
            words=as_data({key: [pair["en"], pair["zh"]] for key, pair in WORDS.items()}),
            rules=as_data({**stated, "largest_seed": LARGEST_SEED, "join_at": reach.at, "alone": reach.alone}),
        )
    )


def sheet_page(sheet: Sheet, language: str) -> str:
    """A sheet to read or print."""
    return (
        environment()
        .get_template("class_sheet.html.j2")
        .render(
            language=language,
            sheet=sheet,
            title=WORDS[f"class.{sheet}"][language],
            say={key: pair[language] for key, pair in WORDS.items()},
            sections=getattr(sheets(), sheet),
        )
    )
