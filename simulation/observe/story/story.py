"""One firm's history: what happened to it, told in sentences, and its figures month by month."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd

from ...state.structure import LABELS, PARTIES
from . import story_text
from .event import Event
from .series import in_series
from .story_text import Offers, Told
from .story_words import HEADINGS, OUTCOME_NAMES, WAY_HEADINGS, word

#: Parts of a name that give way to `_yuan` where fen become yuan.
_FEN, _YUAN = "_fen", "_yuan"


class Story:
    """The history of one enterprise up to a month.

    `events` is a DataFrame with one row an event: month, kind and its numbers. `rows` has one row for each month in
    which the firm lived, from month 0, the eve of month 1, on. `ways` has one row for every way to lend that a bank
    weighed. Money is yuan of this one firm, not grossed up; rates and risks are per year, shares of one.
    """

    def __init__(
        self, enterprise: int, month: int, events: Sequence[Event], rows: Sequence[Mapping[str, Told]]
    ) -> None:
        self.enterprise = enterprise
        self.month = month
        self.history = tuple(events)
        self.rows = pd.DataFrame(rows, columns=list(ROW_COLUMNS))

    @property
    def events(self) -> pd.DataFrame:
        """One row an event; a number that an event does not have is empty."""
        rows = [_flat(event) for event in self.history]
        names = list(dict.fromkeys(name for row in rows for name in row))
        table = pd.DataFrame(rows, columns=names or ["month", "kind"])
        if "loan" in table:
            # Beside events without a loan pandas would make a float of it: keys of entrants' loans are beyond 2^53.
            table["loan"] = pd.array([row.get("loan", pd.NA) for row in rows], dtype="Int64")
        return table

    @property
    def ways(self) -> pd.DataFrame:
        """One row for each way to lend that a bank weighed: how it fared, amount, rate, fee and risks."""
        rows = [
            {"month": event.month, "bank": event.numbers["bank"]["number"], **_in_yuan(way)}
            for event in self.history
            if event.kind == "weighs"
            for way in event.numbers["ways"]
        ]
        return pd.DataFrame(rows, columns=list(WAY_COLUMNS))

    def paragraphs(self, language: str = "en") -> list[tuple[str, str]]:
        """For every month in which something happened: its name and what happened, in sentences."""
        space = word("space", language)
        found = []
        for month, events in groupby(in_series(self.history), key=lambda event: event.month):
            told = space.join(event.told(language) for event in events)
            found.append((story_text.month_name(month, language, capital=True), told))
        return found

    def with_offers(self, language: str = "en") -> list[tuple[str, str, list[Offers]]]:
        """The paragraphs for a page that has room for tables: month, sentences, and a table for each bank that weighed.

        A table has the way to lend, amount, rate, all-in cost and outcome, but no column without anything in it.
        """
        space = word("space", language)
        found = []
        for month, of_month in groupby(in_series(self.history), key=lambda event: event.month):
            events = [
                Event(event.month, "weighs_in_table", {**event.numbers, "count": len(event.numbers["ways"])})
                if event.kind == "weighs" and len(event.numbers["ways"]) > 1
                else event
                for event in of_month
            ]
            tables = [
                story_text.offers(event.numbers["bank"], event.numbers["ways"], language)
                for event in events
                if event.kind == "weighs_in_table"
            ]
            told = space.join(event.told(language) for event in events)
            found.append((story_text.month_name(month, language, capital=True), told, tables))
        return found

    def sentences(self, language: str = "en") -> list[str]:
        """What happened, one line a month."""
        colon = word("colon", language)
        return [f"{month}{colon}{told}" for month, told in self.paragraphs(language)]

    def title(self, language: str = "en") -> str:
        """What the story is about."""
        return word("title", language, enterprise=self.enterprise)

    def years(self) -> pd.DataFrame:
        """The rows at the end of each year, with the first and the last."""
        chosen = self.rows["month"] % 12 == 0
        chosen |= self.rows.index.isin([0, len(self.rows) - 1])
        return self.rows[chosen]

    def year_table(self, language: str = "en") -> tuple[list[str], list[list[str]]]:
        """The yearly table as text: headings, and a list of cells for each year."""
        body = []
        for row in self.years().to_dict("records"):
            body.append([_cell(name, row[name], language) for name in HEADINGS])
        return [pair[language] for pair in HEADINGS.values()], body

    def way_table(self, language: str = "en") -> tuple[list[str], list[list[str]]]:
        """The ways to lend as text: headings, and a list of cells for each way."""
        body = []
        for found in self.ways.to_dict("records"):
            row = {str(name): value for name, value in found.items()}
            row["way"] = story_text.way_name(row, language)
            row["month"] = row["month"] if row["month"] >= 1 else story_text.month_name(row["month"], language)
            row["outcome"] = "taken" if row["taken"] else row["outcome"]
            body.append([_cell(name, row[name], language) for name in WAY_HEADINGS])
        return [pair[language] for pair in WAY_HEADINGS.values()], body

    def markdown(self, language: str = "en") -> str:
        """The story as a Markdown page: sentences, figures at the end of each year, every way to lend."""
        lines = [f"# {self.title(language)}", ""]
        colon = word("colon", language)
        lines += [f"- **{month}**{colon}{told}" for month, told in self.paragraphs(language)]
        for name, (headings, body) in (
            ("year_by_year", self.year_table(language)),
            ("every_way", self.way_table(language)),
        ):
            if body:
                lines += ["", f"## {word(name, language)}", "", _line(headings), _line(["---"] * len(headings))]
                lines += [_line(cells) for cells in body]
        return "\n".join(lines) + "\n"

    def document(self, language: str = "en") -> dict[str, Told]:
        """The story for JSON: sentences, events and monthly rows; money in yuan, an undefined number None."""
        return {
            "enterprise": self.enterprise,
            "sentences": self.sentences(language),
            "events": [_flat(event, nested=True) for event in self.history],
            "rows": [
                {name: None if pd.isna(value) else value for name, value in row.items()}
                for row in self.rows.to_dict("records")
            ],
        }

    def __str__(self) -> str:
        return "\n".join([self.title(), *self.sentences()])

    def __repr__(self) -> str:
        return f"Story(enterprise={self.enterprise}, month={self.month}, events={len(self.history)})"

    def _repr_html_(self) -> str:
        told = "".join(
            f"<tr><th style='text-align:left;vertical-align:top'>{html.escape(month)}</th>"
            f"<td style='text-align:left'>{html.escape(text)}</td></tr>"
            for month, text in self.paragraphs()
        )
        headings, body = self.year_table()
        head = "".join(f"<th>{html.escape(heading)}</th>" for heading in headings)
        lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in cells) for cells in body)
        figures = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<h3>{html.escape(self.title())}</h3><table>{told}</table><table><tr>{head}</tr>{figures}</table>"


#: Columns of `Story.rows`.
ROW_COLUMNS = (
    "month", "size", "workers", "year_sales_yuan", "margin", "cash_yuan", "owner_wealth_yuan", "bank_debt_yuan",
    "undrawn_limit_yuan", "informal_debt_yuan", "loans", "products", "loan_rate", "missed_months", "conduct",
)  # fmt: skip
#: Columns of `Story.ways`.
WAY_COLUMNS = (
    "month", "bank", "product", "security", "route", "outcome", "amount_yuan", "tenor", "rate", "fee_rate",
    "cost_rate", "cost_in_all_rate", "estimated_risk", "true_risk", "guarantor_risk", "effort", "others_share",
    "expected_loss_rate", "taken",
)  # fmt: skip


def _in_yuan(numbers: Mapping[str, Told]) -> dict[str, Told]:
    return {
        (name.removesuffix(_FEN) + _YUAN if name.endswith(_FEN) else name): (
            value / 100.0 if name.endswith(_FEN) else value
        )
        for name, value in numbers.items()
    }


def _flat(event: Event, nested: bool = False) -> dict[str, Told]:
    """Month, kind and numbers in one dictionary of plain values, fen as yuan, parties one by one."""
    found: dict[str, Told] = {"month": event.month, "kind": event.kind}
    for name, value in event.numbers.items():
        if name == "ways":
            if nested:
                found[name] = [_in_yuan(way) for way in value]
        elif name == "shares" or (name.endswith(_FEN) and isinstance(value, Mapping)):
            stem, ending = (name.removesuffix(_FEN), _YUAN) if name.endswith(_FEN) else ("share", "")
            for party in PARTIES:
                if party in value:
                    found[f"{stem}_{party}{ending}"] = value[party] / 100.0 if ending else value[party]
        elif name == "found":
            found |= _in_yuan({key: part for key, part in value.items() if part})
        elif name in ("bank", "guarantor"):
            found[name] = value["number"]
        elif name == "loan":
            found |= {"loan": value["key"], "product": value["product"], "opened": value["opened"]}
        elif name == "programme":
            found[name] = value["name"]
        else:
            found |= _in_yuan({name: value})
    return found


def _cell(name: str, value: Told, language: str) -> str:
    if value is None or pd.isna(value):
        return ""
    if name.endswith(_YUAN):
        return story_text.money(round(value * 100.0), language)
    if name.endswith(("_rate", "_risk")) and not value:
        return ""
    if name == "rate" or name.endswith("_rate"):
        return story_text.annual(value) if value else ""
    if name == "margin" or name.endswith("_risk"):
        return story_text.per_cent(value)
    if name == "size":
        return LABELS[value][language]
    if name == "outcome":
        return OUTCOME_NAMES[value][language]
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
