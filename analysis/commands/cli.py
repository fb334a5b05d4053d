"""The command line `smecredit`: its commands, how it is called and how it ends.

Whatever a command needs is imported inside it: help and refusals should come at once, and numba, mesa, pandas
and matplotlib together take seconds to import.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from ...simulation.ground.errors import Sentence
from ...simulation.ground.printable import printable
from ..presentation.strings import LANGUAGES, text
from . import (
    bench,
    calibrate,
    compare,
    discover,
    fund,
    parameters,
    reproduce,
    results,
    run,
    scenarios,
    search,
    sensitivity,
    sweep,
    validate,
    web,
)
from .command import PROGRAM, Command, group_with_help, register
from .options import Lang, Language
from .refusals import DONE, FAILED, INTERRUPTED, explain, on_one_line
from .screen import ReaderGone, naming_the_output
from .spelled import SPELLED

COMMANDS: tuple[Command, ...] = (
    scenarios.COMMAND,
    parameters.COMMAND,
    run.COMMAND,
    compare.COMMAND,
    sweep.COMMAND,
    results.COMMAND,
    reproduce.COMMAND,
    sensitivity.COMMAND,
    search.COMMAND,
    discover.COMMAND,
    fund.COMMAND,
    validate.COMMAND,
    calibrate.COMMAND,
    web.COMMAND,
    bench.COMMAND,
)
#: The status of a program that was asked to end.
TERMINATED = 128 + signal.SIGTERM
SUMMARY = Sentence(
    "Compare credit policies: who gets credit, who defaults, who pays each yuan of loss.",
    "比较信贷政策：谁得到贷款、谁违约、每一元损失由谁承担。",
)


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=Sentence("Print the version.", "显示版本号。"))] = False,
    lang: Lang = Language.EN,
) -> None:
    """What happens before a command, or without one."""
    if version:
        from ..experiments.run_files import versions

        print(versions()[PROGRAM])
    elif context.invoked_subcommand is None:
        print(context.get_help())


def build(language: str) -> typer.Typer:
    """The command line with its help in one language."""
    app = typer.Typer(
        name=PROGRAM,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True, cls=group_with_help(COMMANDS, SUMMARY, start, language))(start)
    for command in COMMANDS:
        register(app, command, language)
    return app


#: The same as tools for typer want it, in English.
app = build("en")


def language_of(arguments: Sequence[str]) -> str:
    """The language that `--lang` asks for, the last that we have where it stands twice; English where there is none."""
    asked = re.findall(r"(?:^|\0)--lang(?:=|\0)([^\0]*)", "\0".join(arguments))
    return next((language for language in reversed(asked) if language in LANGUAGES), "en")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run the command and exit 0 (done), 1 (the run failed) or 2 (the request was wrong)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, _terminate)
    # A stream closed from outside, as by `>&-`, is none: what is said into it goes nowhere.
    sys.stdout = sys.stdout or io.StringIO()
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=SPELLED)  # a terminal without − shows -, one without 元 a question mark
    sys.exit(_status(given, language_of(given)))


def _terminate(*_: Any) -> None:
    """End with the status of SIGTERM. Python drops what is raised inside a finaliser: so again, until it is heard."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _terminate)
        signal.alarm(5)
    sys.exit(TERMINATED)


def _status(arguments: list[str], language: str) -> int:
    try:
        result = build(language)(args=arguments, prog_name=PROGRAM, standalone_mode=False)
        with naming_the_output():
            sys.stdout.flush()
        status = result if isinstance(result, int) else DONE
    except KeyboardInterrupt:
        status = INTERRUPTED
    except SystemExit as stop:
        if stop.code == TERMINATED:
            raise
        # Of a policy of the user's own, in this process or a worker: whatever it says, there is no result.
        status = FAILED
        with suppress(OSError):
            print(text("console.ended", language, code=printable(str(stop.code))), file=sys.stderr, flush=True)
    except (BrokenPipeError, ReaderGone):
        _drop_what_is_unwritten()  # the reader has seen enough
        return DONE
    except Exception as error:
        status, message = explain(error, [command.name for command in COMMANDS], language)
        if message:
            with suppress(OSError):  # the status says it too where nobody can read
                print(on_one_line(message, arguments), file=sys.stderr, flush=True)
    if status == INTERRUPTED:
        print(text("console.interrupted", language), file=sys.stderr)
    _drop_what_is_unwritten()
    return status


def _drop_what_is_unwritten() -> None:
    """What standard output does not take goes nowhere: Python would try again as it ends, and complain once more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
