"""What is said where a command is refused or fails: one sentence, in either language, and the exit status."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Any

from ...simulation.ground.errors import RequestError, RunError, Sentence, nearest, reason_of, spoken
from ...simulation.ground.printable import printable
from ..presentation.strings import shortened, text

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
#: What people call a command that no likeness of letters leads to.
OTHER_NAMES = {
    "web": ("app", "browser", "dashboard", "page", "serve", "server", "site", "ui"),
    "scenarios": ("library", "list", "ls", "policies", "policy", "show"),
    "parameters": ("config", "constants", "settings"),
    "compare": ("brief", "diff", "report", "versus", "vs"),
    "results": ("export", "query", "store"),
    "run": ("simulate", "start"),
    "sweep": ("batch", "experiment", "grid"),
    "search": ("optimise", "optimize", "pareto"),
    "bench": ("benchmark", "speed"),
}


def explain(error: Exception, commands: Sequence[str], language: str) -> tuple[int, str]:
    """Exit status and one sentence for whatever a user or a machine can be the cause of; the rest is ours.

    `commands` are the names of those there are.
    """
    # Typer's usage errors; duck typing, because it has moved their class between versions.
    if hasattr(error, "format_message"):
        return REFUSED, _usage_message(error, commands, language)
    if type(error).__name__ == "Abort":
        # Typer takes the end of any file that is read for an interruption: nothing here reads from a person.
        if isinstance(error.__cause__, EOFError):
            raise error.__cause__
        return INTERRUPTED, ""
    if isinstance(error, RequestError):
        return REFUSED, error.in_language(language)
    if isinstance(error, RunError):
        return FAILED, text("error.run", language, problem=error.in_language(language))
    if isinstance(error, MemoryError):
        return FAILED, text("error.memory", language)
    if isinstance(error, OSError):
        problem = spoken(reason_of(error), language)
        if not error.filename:
            return FAILED, text("error.system", language, problem=problem)
        return FAILED, text("error.file", language, path=spoken(error.filename, language), problem=problem)
    raise error


def as_typed(given: object) -> str:
    """An option's value as a message shows it: cut where it is long, in quotes where it would not be seen."""
    word = str(given)
    if len(word) > 40:
        word = f"{word[:37]}..."
    return word if word.strip() and word.isprintable() else repr(word)


def on_one_line(message: str, arguments: Sequence[str]) -> str:
    """A message that acts on no terminal, in which whatever is very long, as a path may be, is cut in its middle."""
    typed = {part for argument in arguments for part in (argument, argument.partition("=")[2])}
    for part in sorted(typed, key=len, reverse=True):
        for said in {part, printable(part)} - {""}:
            message = message.replace(said, shortened(said))
    return printable(re.sub(r"[!-~]{81,}", lambda word: shortened(word[0]), message))


def _usage_message(error: Any, commands: Sequence[str], language: str) -> str:
    """What typer refuses, in one sentence that names the nearest valid word."""
    message = " ".join(str(error.format_message()).split())
    context = getattr(error, "ctx", None)
    if match := re.match(r"No such command '([^']*)'", message):
        meant = [name for name, others in OTHER_NAMES.items() if match[1].lower() in others]
        return _unknown("error.command", match[1], sorted(commands), language, meant)
    if (word := getattr(error, "option_name", None)) and message.startswith("No such option"):
        options = [option for parameter in context.command.params for option in parameter.opts] if context else []
        allowed = sorted(option for option in options if option.startswith("--"))
        return _unknown("error.option", word, [*allowed, "--help"], language)
    if match := re.match(r"Invalid value for '?(\[?[\w-]+\]?)[^:]*: (.*)", message):
        return _invalid(error, match[1], match[2], language)
    if match := re.match(r"Option '([^']*)' does not take a value", message):
        return text("error.takes_no_value", language, option=match[1])
    if match := re.match(r"Option '([^']*)' requires an argument", message):
        return text("error.no_value", language, option=match[1])
    if match := re.match(r"Got unexpected extra argument\S* \((.*)\)", message):
        if context is not None and context.command.name == "run":
            first = shlex.quote(str(context.params.get("name")))
            return text("error.one_scenario", language, words=match[1], first=first)
        return text("error.extra", language, words=match[1])
    if match := re.match(r"Missing (?:argument|option) '([^']*)'", message):
        command = f"{context.command_path} --help" if context else "smecredit --help"
        return text("error.missing", language, name=match[1], command=command)
    return message


def _invalid(error: Any, option: str, words: str, language: str) -> str:
    """What is wrong with the value of an option."""
    said = error.message if isinstance(error.message, Sentence) else words.removeprefix("Value error, ")
    problem = spoken(said, language)
    if choice := re.match(r"'(.*)' is not one of (.*)\.", problem):
        listing = text("list.enumerated", language).join(re.findall(r"'([^']*)'", choice[2]))
        problem = text("error.not_one_of", language, given=as_typed(choice[1]), allowed=listing)
    return text("error.value", language, option=option, problem=problem)


def _unknown(key: str, word: str, allowed: Sequence[str], language: str, meant: Sequence[str] = ()) -> str:
    close = next(iter(meant), None) or nearest(word, allowed)
    listing = text("list.enumerated", language).join(allowed)
    choices = (
        text("error.nearest", language, nearest=close, allowed=listing)
        if close
        else text("error.allowed", language, allowed=listing)
    )
    return text(key, language, word=word, choices=choices)
