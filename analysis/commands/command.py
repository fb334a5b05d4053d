"""A command: its name, what it does, its options as a dataclass, and the action that takes one of these.

Typer wants the options as the arguments of a function; that function is made here, so that nobody writes one with
fifteen of them, and so is the help, in either language.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import ArgumentInfo, OptionInfo

from ...simulation.ground.errors import Sentence, spoken
from ..presentation.strings import text
from .options import Language, Shown

PROGRAM = "smecredit"
_WIDEST_HELP = 100
_HELP_OPTION = ("-h, --help", Sentence("Show this help.", "显示此帮助。"), "")


@dataclass(frozen=True)
class Command:
    """A command of the command line; `action` is called with one record of the dataclass `options`."""

    name: str
    summary: Sentence
    options: Callable[..., Shown]
    action: Callable[[Any], None]


@dataclass(frozen=True)
class _Declared:
    """One option or argument: its field, the names one types, how it is declared, and its default."""

    field: str
    info: OptionInfo | ArgumentInfo
    annotation: Any
    default: Any

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    @property
    def typed(self) -> str:
        """As one types it: "--seeds R", "NAME"."""
        if isinstance(self.info, ArgumentInfo):
            return str(self.info.metavar)
        # Typer takes the first name of an option as its default.
        names = self.info.default if isinstance(self.info.default, str) else f"--{self.field}"
        return f"{names} {self.info.metavar}" if self.info.metavar else names


def declared(options: Callable[..., Any]) -> list[_Declared]:
    """What a dataclass of options, or a function, declares, in order; what typer itself hands over is left out."""
    hints = get_type_hints(options, include_extras=True)
    found = []
    for name, parameter in inspect.signature(options).parameters.items():
        for part in get_args(hints[name]):
            if isinstance(part, OptionInfo | ArgumentInfo):
                found.append(_Declared(name, part, hints[name], parameter.default))
    return found


def callback(options: Callable[..., Shown], action: Callable[[Any], None], language: str) -> Callable[..., None]:
    """The function that typer calls: its parameters are the fields of `options`, the language by default `language`."""

    def call(**given: Any) -> None:
        if given["plugin"]:
            from ...simulation.ground.plugins import load_plugins

            load_plugins(given["plugin"])
        action(options(**given))

    parameters = [
        inspect.Parameter(
            each.field,
            inspect.Parameter.KEYWORD_ONLY,
            default=Language(language) if each.field == "lang" else each.default,
            annotation=each.annotation,
        )
        for each in declared(options)
    ]
    call.__annotations__ = {}
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def register(app: typer.Typer, command: Command, language: str) -> None:
    """Add a command to the command line, with its help in one language."""

    class WithHelp(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return command_help(command, language)

    app.command(command.name, cls=WithHelp)(callback(command.options, command.action, language))


def group_with_help(
    commands: Sequence[Command], summary: Sentence, options: Callable[..., Any], language: str
) -> type[TyperGroup]:
    """The class of the command line as a whole, whose help lists the commands."""

    class WithHelp(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return program_help(commands, summary, options, language)

    return WithHelp


def command_help(command: Command, language: str) -> str:
    """The help of a command."""
    every = declared(command.options)
    arguments = [each for each in every if isinstance(each.info, ArgumentInfo)]
    words = [command.name, text("help.options_word", language), *(each.typed for each in arguments)]
    parts = [*_opening(words, command.summary, language)]
    if arguments:
        parts += _table("help.arguments", [_entry(each, language) for each in arguments], language)
    options = [_entry(each, language) for each in every if isinstance(each.info, OptionInfo)]
    return "\n".join([*parts, *_table("help.options", [*options, _HELP_OPTION], language)])


def program_help(commands: Sequence[Command], summary: Sentence, options: Callable[..., Any], language: str) -> str:
    """The help of the program: its commands and the options before them."""
    words = [text("help.options_word", language), text("help.command_word", language)]
    own = [_entry(each, language) for each in declared(options)]
    return "\n".join(
        [
            *_opening(words, summary, language),
            *_table("help.options", [*own, _HELP_OPTION], language),
            *_table("help.commands", [(each.name, each.summary, "") for each in commands], language),
        ]
    )


def _opening(words: Sequence[str], summary: Sentence, language: str) -> Iterator[str]:
    usage = " ".join([PROGRAM, *words])
    yield text("help.usage", language, usage=usage)
    yield ""
    yield from _indented(str(spoken(summary, language)), 2)


def _entry(each: _Declared, language: str) -> tuple[str, str, str]:
    """A line of help: what is typed, what it means, and what holds where it is left out."""
    shown = ""
    if isinstance(each.info, OptionInfo) and not each.required and each.default not in (None, False):
        shown = text("help.default", language, value=each.default)
    return each.typed, str(each.info.help and spoken(each.info.help, language)), shown


def _table(key: str, entries: Sequence[tuple[str, str, str]], language: str) -> Iterator[str]:
    yield ""
    yield text(key, language)
    width = max(len(typed) for typed, _, _ in entries)
    for typed, said, default in entries:
        lines = _indented(" ".join(part for part in (str(spoken(said, language)), default) if part), width + 4)
        for place, line in enumerate(lines):
            yield f"  {typed.ljust(width)}  {line.lstrip()}" if place == 0 else line


def _indented(words: str, margin: int) -> Iterator[str]:
    from ..presentation.layout import wrapped

    width = min(get_terminal_size((_WIDEST_HELP, 25)).columns, _WIDEST_HELP)
    for line in wrapped(words, max(width - margin, 20)):
        yield " " * margin + line
