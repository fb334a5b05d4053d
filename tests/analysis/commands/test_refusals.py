"""One clear sentence for every mistake, in both languages, before anything runs."""

import re
from pathlib import Path

import pytest

from smecredit.analysis.commands.cli import COMMANDS
from smecredit.analysis.commands.refusals import OTHER_NAMES

MISTAKES = [
    (["comparre", "baseline"], ["comparre", "did you mean compare?"]),
    (["calibrate", "--months", "6", "--firms", "300"], ["--months is 6", "at least 13"]),
    (["page"], ["no command page", "did you mean web?"]),
    (["library"], ["no command library", "did you mean scenarios?"]),
    (
        ["xyzzy"],
        [
            "no command xyzzy",
            "bench, calibrate, compare, discover, fund, parameters, reproduce, results, run, scenarios, search, ",
        ],
    ),
    (["compare", "baseline", "one_plus_n", "--sedes", "3"], ["--sedes", "did you mean --seeds?"]),
    (["run", "baseline", "--output", "x"], ["--output", "did you mean --out?"]),
    (["compare", "baseline"], ["at least one other scenario"]),
    (["compare"], ["NAME", "smecredit compare --help"]),
    (["run"], ["NAME", "smecredit run --help"]),
    (["run", "baseline", "extra"], ["run takes one scenario", "side by side: smecredit compare baseline extra;"]),
    (["run", "a", "b", "c"], ["smecredit compare a b c;"]),
    (["fund", "one_plus_n", "extra"], ["Too many words: extra"]),
    (["run", "baseline", "--months"], ["--months"]),
    (["run", "baseline", "--json=1"], ["--json", "takes no value"]),
    (["run", "basline"], ["basline", "did you mean baseline"]),
    (["run", "no/such/file.toml"], ["no/such/file.toml"]),
    (["run", "baseline", "--seeds", "0"], ["--seeds", "0 is not a whole number from 1 to 100,000"]),
    (["run", "baseline", "--seeds", "three"], ["--seeds", "three is not a whole number"]),
    (["run", "baseline", "--seeds", "9" * 5000], ["--seeds", "999...", "not a whole number"]),
    (["run", "baseline", "--seed", "-1"], ["--seed", "-1 is not a whole number from 0"]),
    (["run", "baseline", "--workers", "0"], ["--workers", "0 is not a whole number from 1 to 256"]),
    (["run", "baseline", "--firms", "-5"], ["--firms", "-5 is not a whole number from 200"]),
    (["run", "baseline", "--firms", "1e3"], ["--firms", "1e3 is not a whole number"]),
    (["run", "baseline", "--months", "0"], ["--months", "0 is not a whole number from 1"]),
    (["run", "baseline", "--months", "nan"], ["--months", "nan is not a whole number"]),
    (["run", "baseline", "--follow", "defualt"], ["--follow", "defualt", "default, guaranteed, refused, supported"]),
    (["run", "baseline", "--follow", "9" * 19], ["--follow", "9" * 19, "19 digits", "at most 18"]),
    (["run", "baseline", "--follow", "9" * 60], ["--follow", "9" * 37 + "...", "60 digits", "at most 18"]),
    (["run", "baseline", "--follow", ""], ["--follow: '' is neither"]),
    (["run", "baseline", "--seed", ""], ["--seed: '' is not a whole number from 0"]),
    (["run", "baseline", "--firms", " "], ["--firms: ' ' is not a whole number"]),
    (["run", "baseline", "--lang", ""], ["--lang: '' is not one of en, zh"]),
    (["run", "baseline", "--under", ""], ["--under: no stress is named ''"]),
    (["run", "baseline", "--set", ""], ["--set: '' must read path=value"]),
    (["run", "baseline", "--set", "economy.firms="], ["economy.firms is ''; it must be a whole number"]),
    (["run", "baseline", "--set", "economy.firms=true"], ["economy.firms is true; it must be a whole number"]),
    (["run", "baseline", "--set", f"economy.firms={'9' * 5000}"], ["economy.firms is no value", "too many digits"]),
    (["run", "baseline", "--set", f"economy.firms={'[' * 5000}"], ["economy.firms is nested deeper than 8 levels"]),
    (["run", "baseline", "--set", f"economy{'.a' * 5000}=1"], ["is nested deeper than 8 levels"]),
    (["run", "baseline", "--seed", str(2**53), "--seeds", "2"], ["2 seeds from", "9,007,199,254,740,992"]),
    (["run", "baseline", "--follow", "-3"], ["--follow", "-3 is neither"]),
    (["run", "baseline", "--lang", "fr"], ["--lang", "fr", "en", "zh"]),
    (["run", "baseline", "--out", "/proc/nowhere"], ["/proc/nowhere", "nothing can be written"]),
    (["run", "baseline", "--out", ""], ["--out", "is empty"]),
    (["compare", "baseline", "one_plus_n", "--out", "/dev/null"], ["/dev/null", "nothing can be written"]),
    (["run", "baseline", "--set", "economy.firmz=3"], ["--set", "economy.firmz", "did you mean firms"]),
    (["run", "baseline", "--set", "economy.firms=-3"], ["economy.firms", "-3"]),
    (["run", "baseline", "--set", "economy.firms=nan"], ["economy.firms", "nan"]),
    (["run", "baseline", "--set", "rubbish"], ["rubbish"]),
    (["run", "baseline", "--set", "=3"], ["'=3' must read path=value"]),
    (["run", "baseline", "--set", "growth.a\nb=1"], ["'growth.a\\nb' is unknown"]),
    (
        ["run", "one_plus_n", "--set", "policy.one_plus_n.trigger={output_gap_below=-0.1, output_gap_above=0.1}"],
        ["policy.one_plus_n.trigger", "never holds"],
    ),
    (["run", "one_plus_n", "--set", "policy.one_plus_n.share.bank=-0.1"], ["policy.one_plus_n", "-0.1"]),
    (["run", "one_plus_n", "--set", "policy.one_plus_n.share.bank=0.5"], ["policy.one_plus_n.share"]),
    (["run", "baseline", "--under", "severe_recesion"], ["severe_recesion", "did you mean severe_recession"]),
    (["compare", "baseline", "one_plus_n", "--under", "anhui_4321"], ["stress"]),
    (["scenarios", "one_plus"], ["one_plus", "did you mean one_plus_n"]),
    (["bench", "--scenario", "basline"], ["basline", "did you mean baseline"]),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES, ids=[" ".join(each)[:60] for each, _ in MISTAKES])
def test_a_mistake_gets_one_sentence_and_status_2(arguments, words, smecredit, never_runs) -> None:
    status, out, err = smecredit(*arguments)
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


ENGLISH = re.compile(r"\b(is|are|must|allowed|mean|no such|not|there|which)\b")


@pytest.mark.parametrize("arguments", [each for each, _ in MISTAKES], ids=[" ".join(each)[:60] for each, _ in MISTAKES])
def test_every_mistake_is_told_in_chinese(arguments, smecredit, never_runs) -> None:
    status, out, err = smecredit(*arguments[:1], "--lang", "zh", *arguments[1:])
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert re.search(r"[\u4e00-\u9fff]", err)
    assert not ENGLISH.search(err), err


def test_a_run_that_does_not_fit_in_memory_is_refused(smecredit, never_runs, monkeypatch) -> None:
    monkeypatch.setattr("smecredit.analysis.experiments.limits.available_bytes", lambda: 10**9)
    for language, words in (("en", "GB of memory"), ("zh", "GB 内存")):
        status, out, err = smecredit("run", "baseline", "--firms", "10000000", "--lang", language)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert words in err and "10,000,000" in err


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path, smecredit, never_runs) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = { en = "x", zh = "x" }\nsummary = oops\n')
    status, out, err = smecredit("run", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "mine.toml" in err


def test_mistakes_in_chinese(smecredit, never_runs) -> None:
    status, _, err = smecredit("run", "baseline", "--lang", "zh", "--sedes", "3")
    assert status == 2
    assert "没有选项 --sedes" in err


def test_a_refused_run_leaves_no_folder(tmp_path: Path, smecredit, never_runs) -> None:
    smecredit("compare", "baseline", "one_plus_m", "--out", str(tmp_path / "new" / "folder"))
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_run_is_status_1(smecredit, monkeypatch) -> None:
    from smecredit.simulation.ground.errors import BooksError

    def broken(*_):
        raise BooksError("month 3: enterprises, wages: 1 fen too much")

    monkeypatch.setattr("smecredit.analysis.experiments.runs.run_market", broken)
    status, out, err = smecredit("run", "baseline", "--workers", "1")
    assert (status, out) == (1, "")
    assert "month 3: enterprises, wages" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "{long}/{long}/{long}.toml"),
        ("run", "{long} {long}/{long}/end.toml"),
        ("run", "baseline", "--out", "/proc/{long}/end"),
        ("run", "baseline", "--out=/proc/{long}/{long}/end"),
        ("compare", "baseline", "{long}"),
        ("run", "baseline", "--under", "{long}"),
        ("run", "baseline", "--set", "{long}=1"),
        ("run", "baseline", "--{long}"),
        ("{long}",),
    ],
)
def test_a_message_repeats_no_very_long_path(smecredit, arguments) -> None:
    long = "abcdefghij" * 20
    given = [argument.format(long=long) for argument in arguments]
    status, out, err = smecredit(*given)
    assert (status, out) == (2, "")
    assert max(map(len, err.split())) < 100
    assert "abcdefghij" in err
    assert "..." in err
    # The end tells which file it is.
    ending = {"end.toml": "end.toml", "/end": "/end"}
    for end, shown in ending.items():
        if given[-1].endswith(end):
            assert shown in err


def test_a_name_that_no_folder_can_have_is_refused(smecredit, tmp_path: Path) -> None:
    status, out, err = smecredit(
        "run", "baseline", "--firms", "300", "--months", "14", "--out", str(tmp_path / ("z" * 300))
    )
    assert (status, out) == (2, "")
    assert err.startswith("--out ") and "nothing can be written there" in err


def test_other_names_lead_to_commands_that_are_there_and_to_one_each() -> None:
    others = [name for names in OTHER_NAMES.values() for name in names]
    names = {command.name for command in COMMANDS}
    assert set(OTHER_NAMES) <= names
    assert len(set(others)) == len(others) and not set(others) & names
