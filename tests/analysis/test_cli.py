"""The command line: what it prints, how it ends, and one clear sentence for every mistake."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pytest

from smecredit.analysis.commands import cli
from smecredit.scenarios import library
from smecredit.simulation.ground import compiled_cache
from smecredit.simulation.ground.compiled import COMPILED
from smecredit.simulation.observe.recorder import BANDS, INDICATORS
from smecredit.simulation.state.structure import PARTIES

SMALL = ("--firms", "300", "--months", "15")


def smecredit(capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command run in this process."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def command(*arguments: str, **options) -> subprocess.Popen:
    """The same in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "smecredit", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.fixture
def never_runs(monkeypatch) -> None:
    monkeypatch.setattr("smecredit.analysis.experiments.comparison.run_seeds", lambda *_: pytest.fail("it ran"))


MISTAKES = [
    (["comparre", "baseline"], ["comparre", "did you mean compare?"]),
    (["xyzzy"], ["no command xyzzy", "bench, compare, parameters, run, scenarios"]),
    (["compare", "baseline", "one_plus_n", "--sedes", "3"], ["--sedes", "did you mean --seeds?"]),
    (["run", "baseline", "--output", "x"], ["--output", "did you mean --out?"]),
    (["compare", "baseline"], ["at least one other scenario"]),
    (["compare"], ["NAME", "smecredit compare --help"]),
    (["run"], ["NAME", "smecredit run --help"]),
    (["run", "baseline", "extra"], ["extra"]),
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
    (["run", "baseline", "--follow", "-3"], ["--follow", "-3 is neither"]),
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
    (["run", "baseline", "--lang", "fr"], ["--lang", "fr", "en", "zh"]),
    (["run", "baseline", "--firms", "1000000000"], ["1,000,000,000", "GB of memory"]),
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
def test_a_mistake_gets_one_sentence_and_status_2(arguments, words, capsys, never_runs) -> None:
    status, out, err = smecredit(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


ENGLISH = re.compile(r"\b(is|are|must|allowed|mean|no such|not|there|which)\b")


@pytest.mark.parametrize("arguments", [each for each, _ in MISTAKES], ids=[" ".join(each)[:60] for each, _ in MISTAKES])
def test_every_mistake_is_told_in_chinese(arguments, capsys, never_runs) -> None:
    status, out, err = smecredit(capsys, *arguments[:1], "--lang", "zh", *arguments[1:])
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert re.search(r"[\u4e00-\u9fff]", err)
    assert not ENGLISH.search(err), err


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path, capsys, never_runs) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = { en = "x", zh = "x" }\nsummary = oops\n')
    status, out, err = smecredit(capsys, "run", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "mine.toml" in err


def test_mistakes_in_chinese(capsys, never_runs) -> None:
    status, _, err = smecredit(capsys, "run", "baseline", "--lang", "zh", "--sedes", "3")
    assert status == 2
    assert "没有选项 --sedes" in err


def test_a_refused_run_leaves_no_folder(tmp_path: Path, capsys, never_runs) -> None:
    smecredit(capsys, "compare", "baseline", "one_plus_m", "--out", str(tmp_path / "new" / "folder"))
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_run_is_status_1(capsys, monkeypatch) -> None:
    from smecredit.simulation.ground.errors import BooksError

    def broken(*_):
        raise BooksError("month 3: enterprises, wages: 1 fen too much")

    monkeypatch.setattr("smecredit.analysis.experiments.runs.run_market", broken)
    status, out, err = smecredit(capsys, "run", "baseline", "--workers", "1")
    assert (status, out) == (1, "")
    assert "month 3: enterprises, wages" in err


def test_help_and_version(capsys) -> None:
    for arguments in ((), ("--help",), ("compare", "--help"), ("-h",)):
        status, out, err = smecredit(capsys, *arguments)
        assert (status, err) == (0, "")
        assert "Usage: smecredit" in out
    status, out, _ = smecredit(capsys, "--version")
    assert (status, bool(out.strip())) == (0, True)


def test_the_library_is_listed_with_what_each_changes(capsys) -> None:
    status, out, _ = smecredit(capsys, "scenarios")
    assert status == 0
    listed = " ".join(out.split())
    for name in library():
        assert f" {name} " in listed
    # Policies first, the root at their head; stresses apart.
    assert listed.index("Policies") < listed.index("baseline") < listed.index("anhui_4321") < listed.index("Stresses")
    assert listed.index("Stresses") < listed.index("severe_recession")
    assert "No public support removes interest_vat_exemption, national_scheme, public_guarantors" in listed
    assert "adds risk sharing anhui_4321; removes national_scheme" in listed
    assert "strikes with fall in demand recession, recession_contact_sectors" in listed
    _, out, _ = smecredit(capsys, "scenarios", "--lang", "zh")
    # Nothing is cut off: names that no blank divides are broken where the column ends.
    assert "取消interest_vat_exemption、national_scheme、public_guarantors" in "".join(out.split())
    _, out, _ = smecredit(capsys, "scenarios", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert set(rows) == set(library())
    assert {"name", "group", "base", "title", "summary", "changes", "source"} <= set(rows["baseline"])
    assert (rows["severe_recession"]["group"], rows["one_plus_n"]["group"]) == ("stress", "policy")
    assert rows["baseline"]["base"] is None
    assert "风险分担" in out


def test_a_scenario_is_shown_merged_with_sources_and_what_differs_is_marked(capsys) -> None:
    arguments = (
        "scenarios", "one_plus_n", "--under", "severe_recession",
        "--set", "economy.burn_in=6", "--set", "policy.one_plus_n.delay_months=9",
    )  # fmt: skip
    status, out, _ = smecredit(capsys, *arguments)
    assert status == 0
    assert "\n+ policy.one_plus_n.share.compensation_fund = 0.3  one_plus_n.toml\n" in out
    assert "\n~ economy.burn_in = 6  (was 36)  --set *\n" in out
    assert "\n+ policy.one_plus_n.delay_months = 9  (was 2)  --set *\n" in out
    assert "\n  policy.public_guarantors.fee_annual = 0.01  baseline.toml\n" in out
    assert "\n− policy.national_scheme  (was risk_sharing)\n" in out
    assert "\n+ policy.one_plus_n_fund.size_yuan = 300_000_000_000  one_plus_n.toml\n" in out
    assert re.search(r"\n\+ stress\.recession\.depth = -0\.12  severe_recession\S* \*\n", out)
    assert "assumption: " in out
    _, out, _ = smecredit(capsys, *arguments, "--json")
    (shown,) = json.loads(out)
    assert shown["origins"]["economy.burn_in"] == "--set"
    assert shown["policy"]["one_plus_n"]["kind"] == "risk_sharing"
    assert shown["base"] == "baseline"
    removed = {"path": "policy.national_scheme", "what": "removed", "before": "risk_sharing", "after": None}
    assert {**removed, "layer": None} in shown["changes"]
    assert [(each["path"], each["before"], each["after"]) for each in shown["overridden"]] == [
        ("economy.burn_in", 36, 6),
        ("policy.one_plus_n.delay_months", 2, 9),
        ("stress.recession", None, "demand_shock"),
        ("stress.recession_contact_sectors", None, "demand_shock"),
    ]


def test_a_scenario_without_overrides_or_base_is_marked_with_neither(capsys) -> None:
    _, out, _ = smecredit(capsys, "scenarios", "baseline")
    lines = [line for line in out.splitlines() if " = " in line and ".toml" in line]
    assert lines and all(line.startswith("  ") for line in lines)
    assert " *" not in "".join(lines)
    assert "set by the stress" not in out
    _, out, _ = smecredit(capsys, "scenarios", "one_plus_n")
    assert "set by the stress" not in out
    assert "+ not in baseline" in out


def test_parameters_are_listed(capsys) -> None:
    status, out, _ = smecredit(capsys, "parameters", "--json")
    rows = json.loads(out)
    assert status == 0
    assert {"path", "value", "unit", "low", "high", "meaning", "source"} <= set(rows[0])
    status, out, _ = smecredit(capsys, "parameters", "--lang", "zh")
    assert status == 0
    for row in rows:
        assert f"{row['path']} = " in out


def test_a_run_prints_headline_figures(capsys) -> None:
    status, out, err = smecredit(capsys, "run", "baseline", *SMALL, "--workers", "1")
    assert (status, err) == (0, "")
    for words in (
        "Who gets credit?",
        "Who pays each ¥1 of lost loans",
        "All losses",
        "300 enterprises, 15 months",
    ):
        assert words in out
    assert "verdict" not in out


def test_several_seeds_print_the_calibration_table(capsys) -> None:
    status, out, _ = smecredit(capsys, "run", "baseline", *SMALL, "--seeds", "2", "--workers", "1")
    assert status == 0
    assert "verdict" in out
    shown = " ".join(out.split())
    for band in BANDS.values():
        assert band.label["en"].split()[0] in shown
    assert re.search(r"(pass|near|fail)", out)


def test_the_document_of_a_run(capsys) -> None:
    status, out, err = smecredit(capsys, "run", "baseline", *SMALL, "--json", "--workers", "1")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert set(document) == {
        "scenario", "seeds", "months", "firms", "hash", "indicators", "losses_by_payer", "bands",
    }  # fmt: skip
    assert (document["seeds"], document["months"], document["firms"]) == (1, 15, 300)
    assert set(INDICATORS) <= set(document["indicators"])
    assert all(set(row) == {"unit", "mean"} for row in document["indicators"].values())
    assert set(document["losses_by_payer"]) == set(PARTIES)
    assert set(document["bands"]) == set(BANDS)
    for row in document["bands"].values():
        assert set(row) == {"low", "high", "value", "verdict"}
        assert row["verdict"] in ("pass", "near", "fail")
    assert "NaN" not in out


def test_the_files_of_a_run(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "new" / "run"
    status, out, _ = smecredit(capsys, "run", "baseline", *SMALL, "--out", str(folder))
    assert status == 0
    assert str(folder) in out
    assert sorted(path.name for path in folder.iterdir()) == [
        "balance_sheet.csv", "flows.csv", "indicators.csv",
        "loans.parquet", "losses.parquet", "manifest.json",
    ]  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"scenario", "seed", "versions", "hash", "time"} <= set(manifest)
    assert list(pd.read_csv(folder / "flows.csv").columns) == ["month", "purpose", "payer", "payee", "fen"]
    assert list(pd.read_csv(folder / "balance_sheet.csv").columns) == ["month", "sector", "item", "fen"]
    indicators = pd.read_csv(folder / "indicators.csv")
    assert list(indicators["month"]) == list(range(1, 16))
    assert set(INDICATORS) <= set(indicators.columns)
    losses = pd.read_parquet(folder / "losses.parquet")
    paid = losses[[f"paid_{party}_fen" for party in PARTIES]].sum(axis=1)
    assert (paid == losses["loss_fen"]).all()
    assert {"month", "loan", "enterprise", "bank", "agreement"} <= set(losses.columns)
    assert {f"recovered_{party}_fen" for party in PARTIES} <= set(losses.columns)
    assert "amount_fen" in pd.read_parquet(folder / "loans.parquet").columns


def test_several_seeds_get_a_folder_each(tmp_path: Path, capsys) -> None:
    arguments = (
        "run",
        "baseline",
        *SMALL,
        "--seed",
        "4",
        "--seeds",
        "2",
        "--workers",
        "1",
        "--out",
        str(tmp_path),
    )
    assert smecredit(capsys, *arguments)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["seed_4", "seed_5"]
    assert json.loads((tmp_path / "seed_5" / "manifest.json").read_text(encoding="utf-8"))["seed"] == 5


def test_a_comparison_in_tables_files_and_json(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    # Longer than the other runs: the recession strikes in month 25.
    size = ("--firms", "300", "--months", "28", "--seeds", "2", "--workers", "1")
    arguments = ("compare", "baseline", "one_plus_n", *size, "--under", "severe_recession")
    status, out, err = smecredit(capsys, *arguments, "--out", str(tmp_path), "--lang", "zh")
    assert (status, err) == (0, "")
    assert "严重" in out
    assert "每损失1元贷款由谁承担" in out
    assert max(map(len, out.splitlines())) <= 110 + len(str(tmp_path))
    assert '<html lang="zh-Hans"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    status, out, err = smecredit(capsys, *arguments, "--json")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert document == json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))
    assert document["reference"] == "baseline"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def printed(comparison, language: str, columns: int, monkeypatch, capsys) -> list[str]:
    from smecredit.analysis.presentation.console import comparison_tables, console

    monkeypatch.setenv("COLUMNS", str(columns))
    for part in comparison_tables(comparison, language):
        console().print(part)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    return out.splitlines()


@pytest.fixture(scope="module", params=[1, 2, 7], ids=["two", "three", "eight"])
def some(request, make):
    """Comparisons of two, three and eight scenarios."""
    return make("baseline", *(["one_plus_n", "no_support"] * 4)[: request.param], seeds=3)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [30, 40, 60, 80, 110, 140, 200])
def test_tables_fit_the_width_they_are_given(some, language, columns, monkeypatch, capsys) -> None:
    from rich.cells import cell_len

    from smecredit.analysis.presentation import tables

    lines = printed(some, language, columns, monkeypatch, capsys)
    assert max(map(cell_len, lines)) <= columns
    # No number is broken over two lines and none is missing, whatever the layout.
    for rows in tables.questions(some).values():
        for row in rows:
            for cell in row.cells:
                assert any(cell.level.of(language) in line for line in lines), row.label
            for cell in row.cells[1:]:
                assert any(cell.difference.of(language) in line for line in lines), row.label


def test_a_narrow_table_gives_a_line_to_each_scenario(make, monkeypatch, capsys) -> None:
    few = make("baseline", "one_plus_n", "no_support", seeds=10)
    lines = printed(few, "en", 80, monkeypatch, capsys)
    place = next(n for n, line in enumerate(lines) if line.startswith("  Firms with a bank loan"))
    found = [re.split(r"\s{2,}", line.strip()) for line in lines[place : place + 3]]
    assert [len(row) for row in found] == [2, 4, 4]
    assert found[1][0] == "1+N risk sharing"
    assert found[2][0] == "No public support"
    level, change = few.mean("one_plus_n", "borrower_share"), few.difference("one_plus_n", "borrower_share")
    assert found[1][1] == f"{100 * level.value:.1f}%"
    assert found[1][2].startswith(f"+{100 * change.value:.2f}"[:4])
    assert found[1][2].endswith("▲")
    wide = printed(few, "en", 140, monkeypatch, capsys)
    assert sum(line.startswith("  Firms with a bank loan") for line in wide) == 1
    assert not any(line.strip().startswith("1+N risk sharing  ") for line in wide)


def test_the_table_tells_what_would_have_happened_anyway(comparison, monkeypatch, capsys) -> None:
    said = " ".join(" ".join(printed(comparison, "en", 140, monkeypatch, capsys)).split())
    for words in (
        "How much would have happened anyway?", "Additional supported loans: micro", "Would have been lent anyway",
        "there are no such loans", "Why do firms fail?", "Failures: credit cut off", "Fiscal cost per firm saved",
        "denominator is zero", "Twin runs drift apart; docs/attribution.md",
    ):  # fmt: skip
        assert words in said
    said = " ".join(printed(comparison, "zh", 140, monkeypatch, capsys))
    assert "没有政策也会发生多少？" in said
    assert "没有这类贷款" in said


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
def test_a_message_repeats_no_very_long_path(capsys, arguments) -> None:
    long = "abcdefghij" * 20
    given = [argument.format(long=long) for argument in arguments]
    status, out, err = smecredit(capsys, *given)
    assert (status, out) == (2, "")
    assert max(map(len, err.split())) < 100
    assert "abcdefghij" in err
    assert "..." in err
    # The end tells which file it is.
    ending = {"end.toml": "end.toml", "/end": "/end"}
    for end, shown in ending.items():
        if given[-1].endswith(end):
            assert shown in err


def test_refusals_come_without_the_heavy_imports() -> None:
    program = (
        "import sys; from smecredit.analysis.commands.cli import main\n"
        "try: main(['comparre'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('numba', 'mesa', 'pandas', 'matplotlib', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_that_leaves_is_no_failure() -> None:
    process = command("parameters")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_workers_end_when_their_parent_is_killed() -> None:
    import os

    process = command(
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", start_new_session=True
    )  # fmt: skip
    time.sleep(6)
    assert process.poll() is None
    process.kill()
    process.wait(10)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    pytest.fail("workers live on")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
@pytest.mark.parametrize("to_all", [True, False], ids=["terminal", "parent only"])
def test_ctrl_c_ends_cleanly(tmp_path: Path, to_all: bool) -> None:
    import os

    folder = tmp_path / "out"
    process = command(
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", "--out", str(folder),
        start_new_session=True,
    )  # fmt: skip
    time.sleep(6)
    assert process.poll() is None
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.decode().strip() == "interrupted"
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the stream")
@pytest.mark.parametrize(("words", "status"), [("scenarios", 0), ("run nope", 2)])
def test_a_closed_stream_is_no_fault(words: str, status: int, root: Path) -> None:
    for closed in (">&-", "2>&-"):
        done = subprocess.run(
            f"'{sys.executable}' -m smecredit {words} {closed}", shell=True, cwd=root, capture_output=True
        )
        assert done.returncode == status
        assert b"Traceback" not in done.stderr


def test_a_name_that_no_folder_can_have_is_refused(capsys, tmp_path: Path) -> None:
    status, out, err = smecredit(
        capsys, "run", "baseline", "--firms", "300", "--months", "14", "--out", str(tmp_path / ("z" * 300))
    )
    assert (status, out) == (2, "")
    assert err.startswith("--out ") and "nothing can be written there" in err


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
class TestItIsSaidWhereCompiledCodeIsKept:
    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            ("unwritable", ("cannot be written", "无法写入")),
            ("foreign", ("belongs to another user", "属于其他用户")),
            ("shared", ("may be written by others", "可被他人写入")),
        ],
    )
    def test_or_that_it_is_not(self, fault: str, words: tuple, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compiled_cache, "fault_of_folder", lambda folder: fault)
        for language, word in zip(("en", "zh"), words, strict=True):
            cli._say_where_nothing_is_kept(language)
            err = capsys.readouterr().err
            assert word in err and "SMECREDIT_CACHE_DIR" in err

    @pytest.mark.parametrize("asked", ["open", ""])
    def test_where_the_folder_asked_for_is_not_used(
        self, asked: str, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "open").mkdir()
        (tmp_path / "open").chmod(0o777)
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", asked and str(tmp_path / asked))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "open"))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        cli._say_where_nothing_is_kept("en")
        err = capsys.readouterr().err
        if asked:
            assert f"{tmp_path}/open may be written by others" in err and "is kept in" in err
        else:
            assert err == ""  # below a folder that others may write lies one that they may not


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_standard_output_that_cannot_be_written_is_named() -> None:
    for arguments in (["scenarios"], ["scenarios", "--json"], ["parameters", "--lang", "zh"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "smecredit", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 1
        named = "标准输出" if "zh" in arguments else "standard output"
        assert named in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_failure_that_names_no_file_is_not_laid_on_one(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("smecredit.analysis.experiments.comparison.run_seeds", fails)
    status, out, err = smecredit(capsys, "run", "baseline", *SMALL)
    assert (status, out, err) == (1, "", "The run failed (Resource temporarily unavailable).\n")
    status, _, err = smecredit(capsys, "run", "baseline", *SMALL, "--lang", "zh")
    assert (status, err) == (1, "运行失败（系统错误 11）。\n")


def test_the_end_of_a_file_is_no_interruption(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise EOFError("Ran out of input")

    monkeypatch.setattr("smecredit.analysis.experiments.comparison.run_seeds", fails)
    with pytest.raises(EOFError, match="Ran out of input"):
        cli.main(["run", "baseline", *SMALL])
    assert "interrupted" not in capsys.readouterr().err


def test_a_signal_that_python_drops_is_heard_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a handler raises inside a finaliser is lost: the alarm asks again."""

    alarms: list[int] = []
    monkeypatch.setattr(signal, "alarm", alarms.append)
    before = signal.getsignal(signal.SIGALRM)
    try:
        with pytest.raises(SystemExit) as ended:
            cli._terminate()
        assert ended.value.code == 143
        assert alarms == [5] and signal.getsignal(signal.SIGALRM) is cli._terminate
    finally:
        signal.signal(signal.SIGALRM, before)


def test_no_line_of_a_table_in_a_pipe_ends_in_blanks(capsys) -> None:
    for command in (["scenarios"], ["scenarios", "one_plus_n"], ["parameters"]):
        status, out, _ = smecredit(capsys, *command)
        assert status == 0
        assert [line for line in out.splitlines() if line != line.rstrip()] == []
