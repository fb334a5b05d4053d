"""The rules of the class game: what may be decided, what may strike, what counts as success, read from `game.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import written

RULES_FILE = Path(__file__).with_name("game.toml")
#: Largest number of a game: four digits can be read aloud.
LARGEST_SEED = 9999

Figure = Literal["borrower_share", "rejection_rate", "default_rate", "public_cost", "credit_outstanding"]
#: What a stress of the data file may state; the scenario it becomes part of is checked as any other.
Stated = float | int | str | list[str]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Words(_Record):
    """Text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Choice(_Record):
    """One answer to the question of a quarter: its label, and the setting of the page that it means."""

    label: Words
    detail: Words
    setting: str


class Goal(_Record):
    """A goal at the end: a figure that must differ by at least or at most so much from what it would have been.

    What would have been is the same economy with the same shocks in which the opening choice is kept. `over` is "all"
    (the sum or mean of all quarters decided) or "last_year" (the mean of the last four).
    """

    figure: Figure
    rule: Literal["at_least", "at_most"]
    value: float
    over: Literal["all", "last_year"]
    label: Words

    def met(self, found: float) -> bool:
        """Whether a value meets the goal."""
        return found >= self.value if self.rule == "at_least" else found <= self.value


class Event(_Record):
    """Something that may strike at the beginning of a quarter: its headline, and the stresses it lays on the market."""

    key: str
    headline: Words
    detail: Words
    stress: tuple[dict[str, Stated], ...] = Field(min_length=1)


class News(_Record):
    """A headline for a quarter without an event: shown where a figure has moved by at least so much, up or down."""

    figure: Figure
    change: float
    headline: Words

    def fits(self, moved: float) -> bool:
        """Whether a change of the figure is as large as this headline says, and in its direction."""
        return moved >= self.change if self.change > 0 else moved <= self.change


class Shocks(_Record):
    """When events may strike: with this chance in each of these quarters, and at least and at most so many."""

    chance: float = Field(gt=0, lt=1)
    first_quarter: int = Field(ge=1)
    last_quarter: int = Field(ge=1)
    least: int = Field(ge=0)
    most: int = Field(ge=1)


class Rules(_Record):
    """The rules of the game. Quarters are counted from 1; before them one quarter is lived with the opening choice."""

    quarters: int = Field(ge=1, le=40)
    firms: int = Field(ge=100, le=5000)
    question: Words
    opening_choice: int = Field(ge=0)
    choice: tuple[Choice, ...] = Field(min_length=2, max_length=10)
    goal: tuple[Goal, ...] = Field(min_length=1, max_length=4)
    shocks: Shocks
    event: tuple[Event, ...] = Field(min_length=1)
    news: tuple[News, ...]
    calm: Words

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.opening_choice >= len(self.choice):
            raise ValueError(f"opening_choice is {self.opening_choice}; there are choices 0 to {len(self.choice) - 1}")
        if len({each.setting.partition(",")[0] for each in self.choice}) > 1:
            raise ValueError("all choices must name one scheme, of which they move levers")
        shocks = self.shocks
        room = shocks.last_quarter - shocks.first_quarter + 1
        if not 0 <= shocks.least <= shocks.most <= min(room, len(self.event)):
            raise ValueError("shocks: least and most must fit in the quarters and the events there are")
        if shocks.last_quarter > self.quarters:
            raise ValueError(f"shocks: last_quarter is {shocks.last_quarter}; the game has {self.quarters} quarters")
        return self


@cache
def rules() -> Rules:
    """The rules of the data file. Raises ValueError where it contradicts itself."""
    return Rules.model_validate(tomllib.loads(RULES_FILE.read_text(encoding="utf-8")))


@cache
def events_of(seed: int) -> dict[int, Event]:
    """What strikes in which quarter in the game of this number: the same for all who play it, whatever they decide."""
    stated = rules()
    shocks = stated.shocks
    luck = Random(f"class game {seed}")
    while True:
        quarters = range(shocks.first_quarter, shocks.last_quarter + 1)
        struck = [quarter for quarter in quarters if luck.random() < shocks.chance]
        if shocks.least <= len(struck) <= shocks.most:
            break
    left, found = list(stated.event), {}
    for quarter in struck:
        found[quarter] = left.pop(int(luck.random() * len(left)))
    return found


def read_choices(text: str) -> tuple[int, ...]:
    """The choices of the quarters played, a digit each. Raises RequestError."""
    stated = rules()
    most = len(stated.choice) - 1
    if len(text) > stated.quarters:
        raise RequestError(
            Sentence(
                "choices: {count} are given; a game has {quarters} quarters.",
                "choices：给出了 {count} 个；一局共 {quarters} 个季度。",
                count=len(text),
                quarters=stated.quarters,
            )
        )
    for letter in text:
        if letter not in "0123456789" or int(letter) > most:
            raise RequestError(
                Sentence(
                    "choices: {given} is none; each must be a digit from 0 to {most}.",
                    "choices：{given} 无效；每个须为 0 至 {most} 的数字。",
                    given=written(letter),
                    most=most,
                )
            )
    return tuple(int(letter) for letter in text)


def text_of(choices: Sequence[int]) -> str:
    """Choices as the address states them."""
    return "".join(map(str, choices))
