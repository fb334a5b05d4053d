"""Options of the programs in benchmarks/ and docs/: `--help` says what one does, a wrong option is refused."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ...simulation.ground.errors import suggestion


class ProgramOptions(ArgumentParser):
    """Reads the options of a program, whose docstring is its help.

    A wrong option ends the program with status 2 and one sentence on standard error.
    """

    def __init__(self, about: str | None, **more: Any) -> None:
        super().__init__(description=about, allow_abbrev=False, formatter_class=RawDescriptionHelpFormatter, **more)

    def asked(self, given: Sequence[str] | None = None) -> Namespace:
        """The options of the command line, or those given; what is unknown is refused with the nearest there is."""
        found, unknown = self.parse_known_args(given)
        if unknown:
            known = [option for option in self._option_string_actions if option.startswith("--")]
            self.error(f"{unknown[0]}: there is no such option; {suggestion(unknown[0], known)}")
        return found

    def error(self, message: str) -> NoReturn:
        """End with status 2 and the message alone: the usage is what `--help` shows."""
        self.exit(2, f"{self.prog}: {message}\n")


def count(text: str, least: int = 1) -> int:
    """A whole number of at least `least` from the command line. Raises ArgumentTypeError."""
    digits = text.replace("_", "")
    if digits.isascii() and digits.isdigit() and int(digits) >= least:
        return int(digits)
    allowed = f"a whole number of at least {least}, the nearest is {_near(text, least)}"
    raise ArgumentTypeError(f"{text!r} is given; it must be {allowed}")


def _near(text: str, least: int) -> int:
    """The count nearest to what was meant for one; the least where it is no number."""
    try:
        return max(round(float(text)), least)
    except (ValueError, OverflowError):
        return least


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these names; it raises ArgumentTypeError with the nearest."""

    def read(text: str) -> str:
        if text not in names:
            raise ArgumentTypeError(f"{text!r} is given; {suggestion(text, names)}")
        return text

    return read
