"""A scenario with settings of its own, and names from files, wherever a command shows them."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from smecredit.scenarios import load

SMALL = ("--firms", "300", "--months", "14", "--set", "economy.burn_in=2", "--workers", "1")
OWN = "baseline,cycle.policy_rate=0.05"
HIGHER = "baseline,cycle.policy_rate=0.06"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison that differs in settings of its own alone, in a folder."""
    from smecredit.analysis.commands import cli

    folder = tmp_path_factory.mktemp("own")
    with pytest.raises(SystemExit) as ended:
        cli.main(["compare", "baseline", OWN, HIGHER, *SMALL, "--seeds", "2", "--out", str(folder)])
    assert ended.value.code == 0
    return folder


def test_two_values_of_one_parameter_are_compared_and_told_apart_everywhere(written: Path) -> None:
    document = json.loads((written / "comparison.json").read_text(encoding="utf-8"))
    assert list(document["scenarios"]) == ["baseline", OWN, HIGHER]
    rates = {name: document["scenarios"][name]["mean_loan_rate"]["difference"] for name in (OWN, HIGHER)}
    assert 0.0 != rates[OWN] != rates[HIGHER] != 0.0
    assert set(document["losses_by_payer"]) == {"baseline", OWN, HIGHER}
    for file in ("comparison.csv", "by_seed.csv"):
        with (written / file).open(encoding="utf-8", newline="") as opened:
            assert {row["scenario"] for row in csv.DictReader(opened)} == {"baseline", OWN, HIGHER}
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"][OWN]["cycle"]["policy_rate"] == 0.05
    assert manifest["scenarios"][OWN]["economy"]["burn_in"] == 2
    assert len(set(manifest["hash"].values())) == 3
    page = (written / "report.html").read_text(encoding="utf-8")
    for words in ("Baseline, cycle.policy_rate=0.05", "基准，cycle.policy_rate=0.06"):
        assert words in page


def test_titles_tell_them_apart_in_chinese_tables_too(smecredit) -> None:
    arguments = ("compare", "baseline", OWN, HIGHER, *SMALL, "--seeds", "1")
    status, out, err = smecredit(*arguments, "--lang", "zh")
    assert (status, err) == (0, "")
    said = "".join(out.split())
    for value in ("0.05", "0.06"):
        assert f"基准，cycle.policy_rate={value}" in said


def test_a_run_and_a_page_of_a_scenario_take_them_too(smecredit) -> None:
    status, out, _ = smecredit("run", OWN, *SMALL)
    assert status == 0
    assert out.startswith("Baseline, cycle.policy_rate=0.05\n")
    _, out, _ = smecredit("run", OWN, *SMALL, "--json")
    assert json.loads(out)["scenario"] == OWN
    status, out, _ = smecredit("scenarios", OWN)
    assert status == 0
    assert re.search(rf"\n~ cycle\.policy_rate = 0\.05  \(was [\d.]+\)  {re.escape(OWN)} \*\n", out)
    (shown,) = json.loads(smecredit("scenarios", OWN, "--json")[1])
    assert [each["path"] for each in shown["overridden"]] == ["cycle.policy_rate"]
    assert shown["base"] is None


def test_the_table_of_speed_takes_them_too(smecredit, monkeypatch) -> None:
    from smecredit.analysis.experiments import speed

    asked: list[tuple[str, str]] = []
    status, _, err = smecredit("bench", "--scenario", "baseline,cycle.polcy_rate=1")
    assert (status, "cycle.polcy_rate is unknown" in err) == (2, True)
    monkeypatch.setattr(speed, "_items", lambda name, *_: iter([speed.Item("run_cpu_seconds", "s", 0.1, 0.25)]))
    monkeypatch.setattr(speed.PairedRuns, "of", lambda names, request: asked.append(tuple(names)))
    assert smecredit("bench", "--scenario", OWN, "--quick", "--json")[0] == 0
    speed._compare(OWN, speed.QUICK, 2)
    assert asked == [(OWN, "one_plus_n")]


def test_a_setting_for_all_reaches_all(smecredit) -> None:
    arguments = ("--set", "cycle.policy_rate=0.04", "--firms", "300", "--months", "14")
    (shown,) = json.loads(smecredit("scenarios", "baseline,economy.burn_in=3", *arguments, "--json")[1])
    assert (shown["cycle"]["policy_rate"], shown["economy"]["burn_in"]) == (0.04, 3)


def test_the_same_scenario_twice_is_told(smecredit) -> None:
    arguments = ("compare", "baseline", "one_plus_n", "baseline", *SMALL, "--seeds", "1")
    status, out, err = smecredit(*arguments)
    assert (status, err) == (0, "")
    said = " ".join(out.split())
    assert "! “Baseline (2)” is the same scenario as “Baseline”." in said
    assert "give it a setting of its own: baseline,PATH=VALUE." in said
    status, out, err = smecredit(*arguments, "--json", "--lang", "zh")
    assert list(json.loads(out)["scenarios"]) == ["baseline", "one_plus_n", "baseline (2)"]
    assert err.count("\n") == 1
    assert "是同一情景" in err


def test_scenarios_of_unequal_size_are_refused_with_their_names(smecredit, never_runs) -> None:
    status, _, err = smecredit("compare", "baseline", "baseline,economy.months=20")
    assert status == 2
    assert "baseline,economy.months=20 has 20" in err


def test_documented_commands_compare_two_worlds(root: Path) -> None:
    """No command of the documents changes both sides with --set and so prints nothing but zeros."""
    pages = [root / "README.md", *(root / "docs").glob("*.md")]
    commands = [
        shlex.split(found)
        for page in pages
        for found in re.findall(r"(?:`|\$ )(smecredit compare [^`\n]*)", page.read_text(encoding="utf-8"))
    ]
    assert len(commands) > 30
    for words in commands:
        under = words[words.index("--under") + 1] if "--under" in words else None
        end = next((place for place, word in enumerate(words) if word.startswith("--")), len(words))
        own = ("my_policy.toml", "law.toml", "NAME...", "...")
        names = [name for name in words[2:end] if name not in own and not name.startswith("front/")]
        assert len({load(name, under=under).hash for name in names}) == len(names), words
        assert "--set" not in words


HOSTILE = {
    "escape": b"\x1b[31mred\x07",
    "control of one byte": "\x9b31m\x85".encode(),
    "direction": "\u202egnirts\u2066".encode(),
    "line": b"one\ntwo\rthree",
    "not UTF-8": b"caf\xe9\xff",
    "formula": b"=cmd|'x'!A0",
    "at": b"@sum",
    "markup": b"[red]x[blink]",
    "page": b"<script>alert(1)<img src=x onerror=y>",
    "mathematics": b"$x^{2}$ \\frac",
}
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def hostile_file(folder: Path, name: bytes, words: str) -> bytes:
    path = os.fsencode(folder) + b"/" + name + b".toml"
    Path(os.fsdecode(path)).write_text(words, encoding="utf-8")
    return path


def smecredit_of_bytes(*arguments: bytes | str) -> tuple[int, str, str]:
    """The command in a process of its own, as a shell calls it."""
    done = subprocess.run([sys.executable, "-m", "smecredit", *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def test_file_names_are_text_in_everything_a_comparison_makes(tmp_path: Path, smecredit) -> None:
    words = 'base = "baseline"\n[cycle]\npolicy_rate = 0.05\n'
    # Two to a name, the first of which may act by standing first: a comparison of half as many scenarios.
    names = [*HOSTILE.values()]
    joined = [first + second for first, second in zip(names[5:], names[:5], strict=True)]
    paths = [os.fsdecode(hostile_file(tmp_path, name, words)) for name in joined]
    paths.append(f"{paths[0]},cycle.policy_rate=0.06")
    folder = tmp_path / "out"
    status, out, err = smecredit("compare", "baseline", *paths, *SMALL, "--seeds", "1", "--out", str(folder))
    assert (status, err) == (0, "")
    assert not ACTING.search(out)
    names = list(json.loads((folder / "comparison.json").read_text(encoding="utf-8"))["scenarios"])
    assert len(names) == len(HOSTILE) // 2 + 2
    for file in folder.iterdir():
        if file.suffix in (".json", ".csv", ".html"):
            assert not ACTING.search(file.read_text(encoding="utf-8")), file.name
    for file in ("comparison.csv", "by_seed.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as opened:
            cells = {row["scenario"] for row in csv.DictReader(opened)}
        assert cells == {f"'{name}" if name[0] in "=+-@" else name for name in names}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["scenarios"].keys() == set(names)


@pytest.mark.parametrize("kind", ["escape", "control of one byte", "direction", "line", "not UTF-8"])
def test_a_mistake_in_a_file_with_such_a_name_is_one_plain_sentence(kind: str, tmp_path: Path, smecredit) -> None:
    path = os.fsdecode(hostile_file(tmp_path, HOSTILE[kind], 'base = "baseline"\n[cycle]\npolcy_rate = 1\n'))
    for language in ("en", "zh"):
        for arguments in (("scenarios", path), ("compare", "baseline", path), ("run", f"{path}x")):
            status, out, err = smecredit(*arguments, "--lang", language)
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert not ACTING.search(err)


@pytest.mark.parametrize("option", ["--set", "--under", "--out", "--follow", "--seeds", "--lang"])
def test_what_one_types_acts_on_no_terminal(option: str, smecredit, never_runs, tmp_path: Path) -> None:
    value = f"{tmp_path}/file/\x1b[31m\x9b\u202e" if option == "--out" else "\x1b[31m\x9b\u202e\ud8ff=1"
    (tmp_path / "file").write_text("")
    status, out, err = smecredit("run", "baseline", option, value)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert not ACTING.search(err)


def test_a_name_that_is_not_utf_8_comes_through_from_the_shell(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, HOSTILE["not UTF-8"], 'base = "baseline"\n[cycle]\npolicy_rate = 0.05\n')
    status, out, err = smecredit_of_bytes("scenarios", path)
    assert (status, err) == (0, "")
    assert out.startswith("caf\\xe9\\xff · caf\\xe9\\xff\n")
    folder = os.fsencode(tmp_path) + b"/out\xff\x1b"
    status, out, err = smecredit_of_bytes("run", path, *SMALL, "--set", "opening.settled=false", "--out", folder)
    assert (status, err) == (0, "")
    assert "out\\xff\\x1b: " in out
    assert sorted(path.name for path in Path(os.fsdecode(folder)).iterdir()) == [
        "balance_sheet.csv", "flows.csv", "indicators.csv", "loans.parquet", "losses.parquet", "manifest.json",
    ]  # fmt: skip
