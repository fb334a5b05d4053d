"""The parts of a brief, as both its forms are given them: words, drawings as SVG, nothing that needs a comparison."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph: plain, in bold, or leading to an address."""

    words: str
    bold: bool = False
    address: str = ""


@dataclass(frozen=True)
class Cell:
    """One answer: its mark as a drawing and in a word, its number, its interval, and its tone (+1, 0, -1)."""

    mark: str
    word: str
    number: str
    interval: str
    tone: int


@dataclass(frozen=True)
class Line:
    """One policy's answers."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """A heading, a note beside it, a drawing, and sentences below it."""

    heading: str
    note: str
    drawing: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Amounts:
    """One line of the table of public money: its name, an amount a scenario, and whether it is a total."""

    name: str
    values: tuple[str, ...]
    total: bool


@dataclass(frozen=True)
class Purse:
    """What the public purse pays a year under every scenario, the reference first."""

    heading: str
    note: str
    heads: tuple[str, ...]
    lines: tuple[Amounts, ...]


@dataclass(frozen=True)
class Policy:
    """What a policy is, what of it is assumed, and where it comes from."""

    name: str
    summary: str
    assumed: str
    source: tuple[Piece, ...]


@dataclass(frozen=True)
class Brief:
    """Two pages in one language."""

    language: str
    title: str
    subject: str
    headline: str
    lead: tuple[Piece, ...]
    care: str
    caveats: str
    questions: str
    questions_note: str
    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...]
    payers: Section
    gains: Section | None
    cost: Section | None
    purse: Purse
    policies_heading: str
    assumed_word: str
    source_word: str
    policies: tuple[Policy, ...]
    split: int
    limits_heading: str
    limits: tuple[str, ...]
    readings_heading: str
    readings: tuple[str, ...]
    repeat_heading: str
    repeat_note: str
    #: Parts of a line between which it may be broken: an option stands with its value.
    command: tuple[str, ...]
    versions: str
    footer: str
