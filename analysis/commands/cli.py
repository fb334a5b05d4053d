"""The command line `smecredit`.

Whatever a command needs is imported inside it: help and refusals should come at once, and numba, mesa, pandas
and matplotlib together take seconds to import.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ...simulation.ground.errors import RequestError, RunError, Sentence, listed, reason_of, spoken
from ...simulation.ground.given import LARGEST_SEED, MOST_AT_ONCE, MOST_SEEDS
from ..presentation.strings import shortened, text

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
STANDARD_OUTPUT = Sentence("standard output", "标准输出")
#: Digits of the largest key that a firm can have, and more.
MOST_DIGITS = 18

app = typer.Typer(
    name="smecredit",
    help="A laboratory of credit policy for small and medium enterprises.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ReaderGone(Exception):
    """Whoever read our output has closed it, as `head` does."""


class Language(StrEnum):
    """Languages of what is shown."""

    EN = "en"
    ZH = "zh"


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds, whose refusal names the value and the bounds."""

    def read(given: str) -> int:
        try:
            number = int(str(given))
        except ValueError:
            number = None
        if number is None or not least <= number <= most:
            raise typer.BadParameter(
                Sentence(
                    "{shown} is not a whole number from {least:,} to {most:,}.",
                    "{shown} 不是 {least:,} 至 {most:,} 之间的整数。",
                    shown=as_typed(given),
                    least=least,
                    most=most,
                )
            )
        return number

    return read


def as_typed(given: object) -> str:
    """An option's value as a message shows it: cut where it is long, in quotes where it would not be seen."""
    word = str(given)
    if len(word) > 40:
        word = f"{word[:37]}..."
    return word if word.strip() and word.isprintable() else repr(word)


def size_of_run(name: str) -> Callable[[str], int]:
    """A reader of a whole number within the bounds declared for `economy.NAME`."""

    def read(given: str) -> int:
        from ...simulation.ground.parameters import declaration
        from ...simulation.state.structure import Economy

        stated = declaration(Economy, name)
        return whole_number(int(stated["minimum"]), int(stated["maximum"]))(given)

    return read


Firms = Annotated[int | None, typer.Option(help="Enterprises simulated.", metavar="N", parser=size_of_run("firms"))]
Months = Annotated[int | None, typer.Option(help="Months of the run.", metavar="M", parser=size_of_run("months"))]
Seed = Annotated[int, typer.Option(help="First seed.", metavar="S", parser=whole_number(0, LARGEST_SEED))]
Seeds = Annotated[int, typer.Option(help="Number of seeds.", metavar="R", parser=whole_number(1, MOST_SEEDS))]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Change one value; may be repeated.", metavar="PATH=VALUE")
]
Under = Annotated[str | None, typer.Option(help="A stress laid on every scenario.", metavar="STRESS")]


def _folder(given: str) -> Path:
    """A folder as named; an empty name, such as that of a variable not set, is no folder."""
    if not given.strip():
        raise typer.BadParameter(
            Sentence("is empty; name a folder, . for this one.", "为空；请写明文件夹，. 表示当前文件夹。")
        )
    return Path(given)


Out = Annotated[Path | None, typer.Option(help="Folder for the files.", metavar="DIR", parser=_folder)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes; default one a processor.", metavar="W", parser=whole_number(1, MOST_AT_ONCE)),
]


def firm_to_follow(given: str) -> int | str:
    """A reader of what to follow: a firm's key, or a word for a kind of firm."""
    from ..presentation.following import KINDS

    word = str(given)
    if word in KINDS:
        return word
    if word.isascii() and word.isdigit():
        if len(word) <= MOST_DIGITS:
            return int(word)
        raise typer.BadParameter(
            Sentence(
                "{shown} has {count} digits; a firm's key has at most {most}.",
                "{shown} 有 {count} 位数字；企业编号至多 {most} 位。",
                shown=as_typed(word),
                count=len(word),
                most=MOST_DIGITS,
            )
        )
    raise typer.BadParameter(
        Sentence(
            "{shown} is neither a firm's key nor one of {kinds}.",
            "{shown} 既不是企业编号，也不是 {kinds} 之一。",
            shown=as_typed(word),
            kinds=listed(KINDS),
        )
    )


Follow = Annotated[
    str | None,
    typer.Option(
        help="Tell one firm's story in the first seed: its key, or default, guaranteed, refused or supported for the "
        "smallest key of such a firm.",
        metavar="FIRM",
        parser=firm_to_follow,
    ),
]
Lang = Annotated[Language, typer.Option(help="Language of tables and report.")]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Compare credit policies: who gets credit, who defaults, who pays each yuan of loss."""
    if version:
        from ..presentation.outputs import versions

        print(versions()["smecredit"])
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def scenarios(
    name: Annotated[str | None, typer.Argument(help="Library name or TOML file.", metavar="[NAME]")] = None,
    under: Under = None,
    settings: Settings = None,
    firms: Firms = None,
    months: Months = None,
    as_json: AsJson = False,
    lang: Lang = Language.EN,
) -> None:
    """List the library and what each changes; with a name, show that scenario, merged, with sources."""
    from ...scenarios import library
    from ..experiments.loading import load_one
    from ..presentation.changes import base_of, changes, is_stress, one_line
    from ..presentation.console import scenario_page, scenario_table

    if name is None:
        known = {each: load_one(each) for each in library()}
        rows = []
        for each, scenario in known.items():
            above = base_of(each)
            base = None if above is None else known[above]
            found = [] if base is None else changes(scenario, base)
            rows.append(
                {
                    "name": each,
                    "group": "stress" if is_stress(scenario, found) else "policy",
                    "base": above,
                    "title": scenario.title,
                    "summary": scenario.summary,
                    "changes": {language.value: one_line(scenario, base, language) for language in Language},
                    "source": _source(scenario.source),
                }
            )
        _show(as_json, rows, lambda: scenario_table(rows, lang))
        return
    scenario = load_one(name, under=under, overrides=settings, firms=firms, months=months)
    above, plain = base_of(name), load_one(name)
    base = None if above is None else load_one(above)

    def shown() -> list[dict[str, Any]]:
        return [
            {
                "name": scenario.name,
                "hash": scenario.hash,
                "base": above,
                **scenario.document,
                "origins": dict(scenario.origins),
                "changes": [asdict(change) for change in ([] if base is None else changes(plain, base))],
                "overridden": [asdict(change) for change in changes(scenario, plain)],
            }
        ]

    _show(as_json, shown, lambda: scenario_page(scenario, plain, base, lang))


@app.command()
def parameters(as_json: AsJson = False, lang: Lang = Language.EN) -> None:
    """List every parameter: value in the baseline, unit, bounds, meaning, source."""
    from ...simulation.ground.parameters import describe_parameters
    from ..experiments.loading import load_one
    from ..presentation.console import parameter_list

    baseline = load_one("baseline")
    rows = describe_parameters({group.key: group for group in baseline.groups})
    _show(as_json, rows, lambda: parameter_list(rows, lang))


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="Library name or TOML file.", metavar="NAME")],
    seeds: Seeds = 1,
    seed: Seed = 1,
    firms: Firms = None,
    months: Months = None,
    settings: Settings = None,
    under: Under = None,
    follow: Follow = None,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
    lang: Lang = Language.EN,
) -> None:
    """Run one scenario and print its headline figures; with several seeds, the calibration table too."""
    from ..experiments.comparison import repeat
    from ..experiments.loading import load_one
    from ..presentation import following
    from ..presentation.files import output_folder
    from ..presentation.indicators import effect_or_none, unit_of
    from ..validation.calibration import bands_document

    story = None
    with output_folder(out), _progress(seeds, lang) as tell:
        if follow is not None:
            scenario = load_one(name, under=under, overrides=settings, firms=firms, months=months)
            story = following.follow(scenario, seed, follow)
        runs = repeat(name, seeds, seed, under, settings, firms, months, workers, tell, folder=out)
        if story is not None and out is not None:
            following.write_story(out, story, lang)

    def document() -> dict[str, Any]:
        return {
            "scenario": runs.reference,
            "seeds": seeds,
            "months": runs.months,
            "firms": runs.firms,
            "hash": runs.scenarios[0].hash,
            "indicators": {
                key: {"unit": unit_of(key), "mean": runs.mean(runs.reference, key).value}
                for key in runs.measured
                if effect_or_none(key) is None
            },
            "losses_by_payer": {party: paid.value for party, paid in runs.losses(runs.reference).items()},
            "bands": bands_document(runs),
            **({"story": story.document(lang)} if story is not None else {}),
        }

    from ..presentation.console import run_tables, story_tables

    _show(as_json, document, lambda: [*run_tables(runs, lang), *(story_tables(story, lang) if story else [])])
    if out is not None and not as_json:
        from ..presentation.outputs import RUN_FILES

        _say_written(out, [*RUN_FILES, *(following.STORY_FILES if story is not None else ())], lang)


@app.command()
def compare(
    names: Annotated[
        list[str],
        typer.Argument(help="Library names or TOML files; the first is the reference.", metavar="NAME..."),
    ],
    seeds: Seeds = 10,
    seed: Seed = 1,
    firms: Firms = None,
    months: Months = None,
    settings: Settings = None,
    under: Under = None,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
    lang: Lang = Language.EN,
) -> None:
    """Compare policies, paired by seed, with the first: table, and with --out figure and report."""
    from ..experiments import comparison as comparisons
    from ..presentation.files import output_folder

    written: list[str] = []
    with output_folder(out):
        with _progress(seeds, lang) as tell:
            comparison = comparisons.compare(names, seeds, seed, under, settings, firms, months, workers, tell)
        if out is not None:
            from ..presentation.outputs import write_comparison

            written = write_comparison(out, comparison, lang)

    from ..presentation.console import comparison_tables

    _show(as_json, comparison.document, lambda: comparison_tables(comparison, lang))
    if out is not None and not as_json:
        _say_written(out, written, lang)


@app.command()
def bench(
    scenario: Annotated[str, typer.Option(help="Scenario to time.", metavar="NAME")] = "baseline",
    quick: Annotated[bool, typer.Option(help="Rough figures in a few seconds.")] = False,
    large: Annotated[bool, typer.Option(help="Also 10 million firms (needs several GB).")] = False,
    as_json: AsJson = False,
    lang: Lang = Language.EN,
) -> None:
    """Measure speed and memory on this machine, against the targets."""
    from ..presentation.console import bench_table
    from .bench import measure

    document = measure(scenario, quick=quick, large=large)
    _show(as_json, document, lambda: bench_table(document, lang))


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run the command and exit 0 (done), 1 (the run failed) or 2 (the request was wrong)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = "zh" if re.search(r"--lang[ =]zh\b", " ".join(given)) else "en"
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, _terminate)
    # A stream closed from outside, as by `>&-`, is none: what is said into it goes nowhere.
    sys.stdout = sys.stdout or io.StringIO()
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a terminal without ≈ or 元 shows a question mark
    status = _status(given, language)
    sys.exit(status)


def _terminate(*_: Any) -> None:
    """End with the status of SIGTERM. Python drops what is raised inside a finaliser: so again, until it is heard."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _terminate)
        signal.alarm(5)
    sys.exit(128 + signal.SIGTERM)


def _status(arguments: list[str], language: str) -> int:
    try:
        result = app(args=arguments, prog_name="smecredit", standalone_mode=False)
        with _naming_the_output():
            sys.stdout.flush()
        status = result if isinstance(result, int) else DONE
    except KeyboardInterrupt:
        status = INTERRUPTED
    except (BrokenPipeError, ReaderGone):
        # The reader has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        status, message = _explain(error, language)
        if message:
            print(_brief(message, arguments), file=sys.stderr)
    if status == INTERRUPTED:
        print(text("console.interrupted", language), file=sys.stderr)
    return status


def _brief(message: str, arguments: Sequence[str]) -> str:
    """A message in which whatever is very long, as a path may be, is cut in its middle."""
    typed = {part for argument in arguments for part in (argument, argument.partition("=")[2])}
    for part in sorted(typed, key=len, reverse=True):
        message = message.replace(part, shortened(part)) if part else message
    return re.sub(r"[!-~]{81,}", lambda word: shortened(word[0]), message)


def _explain(error: Exception, language: str) -> tuple[int, str]:
    """Exit status and one sentence for whatever a user or a machine can be the cause of; the rest is ours."""
    # Typer's usage errors; duck typing, because it has moved their class between versions.
    if hasattr(error, "format_message"):
        return REFUSED, _usage_message(error, language)
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


def _usage_message(error: Any, language: str) -> str:
    """What typer refuses, in one sentence that names the nearest valid word."""
    message = " ".join(str(error.format_message()).split())
    context = getattr(error, "ctx", None)
    if match := re.match(r"No such command '([^']*)'", message):
        return _unknown("error.command", match[1], _commands(), language)
    if (word := getattr(error, "option_name", None)) and message.startswith("No such option"):
        options = [option for parameter in context.command.params for option in parameter.opts] if context else []
        allowed = sorted(option for option in options if option.startswith("--"))
        return _unknown("error.option", word, [*allowed, "--help"], language)
    if match := re.match(r"Invalid value for '?(\[?[\w-]+\]?)[^:]*: (.*)", message):
        said = error.message if isinstance(error.message, Sentence) else match[2].removeprefix("Value error, ")
        problem = spoken(said, language)
        if choice := re.match(r"'(.*)' is not one of (.*)\.", problem):
            listing = text("list.enumerated", language).join(re.findall(r"'([^']*)'", choice[2]))
            problem = text("error.not_one_of", language, given=as_typed(choice[1]), allowed=listing)
        return text("error.value", language, option=match[1], problem=problem)
    if match := re.match(r"Option '([^']*)' does not take a value", message):
        return text("error.takes_no_value", language, option=match[1])
    if match := re.match(r"Option '([^']*)' requires an argument", message):
        return text("error.no_value", language, option=match[1])
    if match := re.match(r"Got unexpected extra argument\S* \((.*)\)", message):
        return text("error.extra", language, words=match[1])
    if match := re.match(r"Missing argument '([^']*)'", message):
        command = f"{context.command_path} --help" if context else "smecredit --help"
        return text("error.missing", language, name=match[1], command=command)
    return message


def _commands() -> list[str]:
    return sorted(each.name or each.callback.__name__ for each in app.registered_commands if each.callback)


def _unknown(key: str, word: str, allowed: Sequence[str], language: str) -> str:
    close = get_close_matches(word, allowed, n=1, cutoff=0.5)
    listing = text("list.enumerated", language).join(allowed)
    choices = (
        text("error.nearest", language, nearest=close[0], allowed=listing)
        if close
        else text("error.allowed", language, allowed=listing)
    )
    return text(key, language, word=word, choices=choices)


def _show(as_json: bool, document: Any, tables: Callable[[], Any]) -> None:
    """Print the one JSON document, or the tables. A document that is a function is made when needed."""
    try:
        with _naming_the_output():
            _print(as_json, document, tables)
            sys.stdout.flush()
    except BrokenPipeError:
        # Typer would make it a failure.
        raise ReaderGone from None


@contextmanager
def _naming_the_output() -> Iterator[None]:
    """Around what is printed: a stream does not say of itself which one could not be written."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or STANDARD_OUTPUT
        raise


def _print(as_json: bool, document: Any, tables: Callable[[], Any]) -> None:
    if as_json:
        from ..presentation.files import json_text

        shown = json_text(document() if callable(document) else document)
        if not (sys.stdout.encoding or "").lower().startswith("utf"):
            import json

            shown = json.dumps(json.loads(shown), indent=2)
        print(shown)
        return
    from ..presentation.console import console

    screen = console()
    if screen.is_terminal:
        for part in tables():
            screen.print(part)
        return
    for part in tables():
        with screen.capture() as captured:
            screen.print(part)
        # In a pipe or a file nothing is seen of the blanks that fill a table's last column.
        print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _say_written(folder: Path, files: Sequence[str], language: str) -> None:
    print()
    print(text("console.written", language, folder=folder, files=", ".join(files)))


@contextmanager
def _progress(seeds: int, language: str) -> Iterator[Callable[[], None]]:
    """What to call after each seed: a bar on a terminal, nothing in a pipe."""
    _say_where_nothing_is_kept(language)
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_is_warm

    screen = Console(stderr=True, highlight=False)
    if COMPILED and not cache_is_warm():
        screen.print(text("console.compiling", language))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        shown = bar.add_task(text("console.running", language), total=seeds)
        yield lambda: bar.advance(shown)


def _say_where_nothing_is_kept(language: str) -> None:
    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_directory, unused_folder

    unused = unused_folder() if COMPILED else None
    if unused is None:
        return
    folder, fault = shortened(str(unused[0])), text(f"cache.{unused[1]}", language)
    used = cache_directory()
    if used is None:
        print(text("console.not_kept", language, folder=folder, fault=fault), file=sys.stderr)
    elif os.environ.get("SMECREDIT_CACHE_DIR"):
        other = shortened(str(used.parent))
        print(text("console.kept_elsewhere", language, folder=folder, fault=fault, other=other), file=sys.stderr)


def _source(source: Any) -> Any:
    return source.model_dump() if hasattr(source, "model_dump") else source


if __name__ == "__main__":
    main()
