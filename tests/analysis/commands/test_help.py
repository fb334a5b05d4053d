"""Help in both languages, made from the declared options."""

import inspect
import re

import pytest

from smecredit.analysis.commands import cli, command
from smecredit.analysis.commands.cli import COMMANDS
from smecredit.analysis.commands.compare import GROUPS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Words that stay as they are in Chinese: names of options and what is typed.
TYPED = re.compile(
    r"--[a-z]+(?:-[a-z]+)*|-h|i/N|\.(?:csv|parquet|dta)|[A-Z]{2,}[A-Z=.]*|\b[A-Z]\b|en\|zh|smecredit|baseline\S*|Python|\.pdf|\.html|\[?NAME\S*"
)
#: Values of options and names of views.
WORDS = (
    "default", "guaranteed", "refused", "supported", "shared", "near", "wide", "outcomes", "points", "months",
    "compensation_fund", "local_fund", "local", "morris", "Morris", "sobol", "Sobol", "max", "min", "Dask", "dask",
)  # fmt: skip


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.name)
def test_every_option_and_argument_has_its_line_in_both_languages(each, smecredit) -> None:
    for language in ("en", "zh"):
        for arguments in ((each.name, "--help", "--lang", language), ("--lang", language, each.name, "-h")):
            status, out, err = smecredit(*arguments)
            assert (status, err) == (0, "")
            for option in command.declared(each.options):
                assert re.search(rf"^  {re.escape(option.typed)}(  |$)", out, flags=re.MULTILINE), option.typed
            assert "-h, --help" in out


def test_chinese_help_is_chinese(smecredit) -> None:
    for arguments in ((), ("--help",), *((each.name, "--help") for each in COMMANDS)):
        status, out, _ = smecredit("--lang", "zh", *arguments)
        assert status == 0
        assert out.startswith("用法：smecredit ")
        for name in GROUPS:
            out = re.sub(rf"\b{name}\b", "", out)
        for name in [*WORDS, *(each.name for each in COMMANDS)]:
            out = out.replace(name, "")
        assert not re.search(r"[a-z]{3,}", TYPED.sub("", out)), TYPED.sub("", out)


def test_nothing_that_is_declared_lacks_a_language() -> None:
    for each in COMMANDS:
        assert CHINESE.search(each.summary.zh)
        for option in command.declared(each.options):
            assert CHINESE.search(option.info.help.zh), option.typed


def test_help_fits_a_narrow_screen(smecredit, monkeypatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "60")
    for language in ("en", "zh"):
        _, out, _ = smecredit("run", "--help", "--lang", language)
        assert max(map(cell_len, out.splitlines())) <= 60


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "en"),
        (["--lang", "zh"], "zh"),
        (["run", "x", "--lang=zh"], "zh"),
        (["--lang", "zh", "run", "--lang", "en"], "en"),
        (["--lang", "zh", "run", "--lang", "fr"], "zh"),
        (["run", "--lang"], "en"),
        (["run", "--language", "zh"], "en"),
        (["run", "a--lang", "zh"], "en"),
    ],
)
def test_the_language_asked_for(arguments: list[str], language: str) -> None:
    assert cli.language_of(arguments) == language


@pytest.mark.parametrize(
    "arguments",
    [("run", "baseline", "--json=3"), ("--version=3",), ("run", "--help=3"), ("run", "-x"), ("--sedes",), ("run",),
     ("compare", "baseline", "one_plus_n", "--seeds"), ("run", "a", "b"), ("run", "baseline", "--seeds=")],
)  # fmt: skip
def test_every_mistake_of_form_is_told_in_chinese(arguments, smecredit, never_runs) -> None:
    status, out, err = smecredit("--lang", "zh", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert CHINESE.search(err)
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", re.sub("smecredit (run|compare a b)", "", err))


def test_no_function_of_the_command_line_takes_many_arguments() -> None:
    for each in COMMANDS:
        assert len(inspect.signature(each.action).parameters) == 1
