"""What `compare` prints first: the scorecard, one sentence of verdict, its caveats. It fits 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

from ..statistics.scorecard import Mark, Scorecard
from .answers import SIGNS, TONES, Shown, meanings, reference_said, shown
from .layout import Column, Grid, Items, Paragraph, Prose
from .short_labels import told_apart
from .strings import text
from .verdict import MOST_CAVEATS, verdict_of
from .wording import heading, lead

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

#: The opening is laid out for this width, so that it looks the same on every screen that has room for it.
_WIDEST = 100
# Columns and lines of a policy's title over its answers.
_TITLE_COLUMNS, _TITLE_LINES = 15, 3
_STYLES = {1: "green", -1: "red", 0: ""}
_OF_MARK = {Mark.SHIFTED: "yellow", Mark.INDISTINGUISHABLE: "dim", Mark.NONE: "dim", Mark.ONE_SEED: "dim"}
_BETWEEN = 2


def opening(comparison: PairedRuns, card: Scorecard, language: str) -> Iterator[Any]:
    """Title, scorecard, what the signs mean, verdict, caveats."""
    verdict = verdict_of(comparison, card, language)
    yield Prose(opening_title(comparison, language), "bold")
    yield Prose(lead(comparison, language), "dim")
    yield Text()
    yield _Card(comparison, card, language)
    yield Items(legend(card, language), "dim")
    yield Text()
    labels = [text(f"verdict.{key}", language) for key in ("label", "caveat")]
    margin = max(map(cell_len, labels)) + _BETWEEN
    yield Paragraph(labels[0], "bold", verdict.sentence, margin)
    if verdict.caveats:
        words = text("verdict.between", language).join(verdict.caveats[:MOST_CAVEATS])
        yield Paragraph(labels[1], "yellow", words, margin)
    for notice in verdict.notices:
        yield Prose(f"! {notice}", hanging=2)


def opening_title(comparison: PairedRuns, language: str) -> str:
    """What is compared with what: the names where there are few, else their number."""
    count = len(comparison.others)
    if count < 3:
        return heading(comparison, language)
    reference = reference_said(comparison, comparison.reference, language)
    if comparison.under is None:
        return text("opening.title", language, count=count, reference=reference)
    return text("opening.title_under", language, count=count, reference=reference, under=comparison.under[language])


def legend(card: Scorecard, language: str) -> list[str]:
    """The signs that stand in this scorecard, each with its word."""
    return [f"{SIGNS[mark]} {word}" for mark, word in meanings(card, language)]


class _Card:
    """The questions by policies: as many policies side by side as there is room for, the others below them."""

    def __init__(self, comparison: PairedRuns, card: Scorecard, language: str) -> None:
        self._comparison, self._card, self._language = comparison, card, language

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Any]:
        titles = [self._comparison.title(policy, self._language) for policy in self._card.policies]
        short = dict(zip(self._card.policies, told_apart(titles, _TITLE_COLUMNS, _TITLE_LINES), strict=True))
        blocks = self._blocks(min(options.max_width, _WIDEST), short)
        for place, policies in enumerate(blocks):
            if place:
                yield Text()
            heads = [
                Column(short[policy], on_a_line=self._comparison.title(policy, self._language)) for policy in policies
            ]
            grid = Grid(self._language, Column(""), *heads)
            for question in self._card.questions:
                answers = (self._cell(policy, question.key) for policy in policies)
                grid.row(self._label(question.key), *answers, indent=0)
            yield grid

    def _label(self, question: str) -> Text:
        asked, what = (text(f"scorecard.{question}{part}", self._language) for part in ("", ".what"))
        return Text.assemble((asked, ""), "\n", (f" {what}", "dim"))

    def _cell(self, policy: str, question: str) -> Text:
        cell, mark = shown(self._card, policy, question, self._language), self._card.mark(policy, question)
        style = _OF_MARK.get(mark, _STYLES[TONES.get(mark, 0)])
        # Why there is none takes more room than a number; the report says it.
        below = "" if mark is Mark.NONE else f"  {cell.interval}"
        return Text.assemble((f"{cell.sign} {cell.number}", style), "\n", (below, "dim"))

    def _blocks(self, width: int, short: dict[str, str]) -> list[list[str]]:
        """Policies in blocks, each no wider than `width`."""
        label = max(_widest(self._label(question.key).plain) for question in self._card.questions) + _BETWEEN
        blocks: list[list[str]] = [[]]
        left = width - label + _BETWEEN
        for policy in self._card.policies:
            cells = [self._cell(policy, question.key).plain for question in self._card.questions]
            needed = max(map(_widest, (short[policy], *cells))) + _BETWEEN
            if blocks[-1] and needed > left:
                blocks.append([])
                left = width - label + _BETWEEN
            blocks[-1].append(policy)
            left -= needed
        return blocks


def against_each_other(comparison: PairedRuns, language: str, questions: Sequence[str]) -> Iterator[Any]:
    """Every policy against every other: a table a question, a line a policy, a column what it is compared with."""
    cards = {name: comparison.scorecard(name) for name in comparison.names}
    titles = told_apart([comparison.title(name, language) for name in comparison.names], _TITLE_COLUMNS, _TITLE_LINES)
    for question in questions:
        if any(question not in {each.key for each in card.questions} for card in cards.values()):
            continue
        heads = [
            Column(title, on_a_line=comparison.title(name, language))
            for name, title in zip(comparison.names, titles, strict=True)
        ]
        grid = Grid(language, Column(""), *heads)
        grid.section(text(f"scorecard.{question}.what", language))
        for name, title in zip(comparison.names, titles, strict=True):
            cells = [
                _pair_cell(shown(cards[base], name, question, language), cards[base], name, question, language)
                if base != name
                else Text("")
                for base in comparison.names
            ]
            grid.row(title, *cells)
        yield grid
        yield Text()


def _pair_cell(cell: Shown, card: Scorecard, name: str, question: str, language: str) -> Text:
    answer = card.answer(name, question)
    won = ""
    if answer.seeds_won is not None:
        won = text("opening.seeds_won", language, won=answer.seeds_won, seeds=answer.seeds)
    return Text.assemble((f"{cell.sign} {cell.number}", _STYLES[cell.tone]), "\n", (f"  {won}", "dim"))


def _widest(words: str) -> int:
    return max(map(cell_len, words.split("\n")))
