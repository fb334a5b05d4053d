"""`compare`: tables, files and document."""

import json
import re
from pathlib import Path

import pytest

SMALL = ("--firms", "300", "--months", "15")


def test_a_comparison_in_tables_files_and_json(tmp_path: Path, smecredit, monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    # Longer than the other runs: the recession strikes in month 25.
    size = ("--firms", "300", "--months", "28", "--seeds", "2", "--workers", "1")
    arguments = ("compare", "baseline", "one_plus_n", *size, "--under", "severe_recession")
    status, out, err = smecredit(*arguments, "--out", str(tmp_path), "--lang", "zh")
    assert (status, err) == (0, "")
    assert "严重" in out
    assert "每损失1元贷款由谁承担" in out
    assert max(map(len, out.splitlines())) <= 110 + len(str(tmp_path))
    assert '<html lang="zh-Hans"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    status, out, err = smecredit(*arguments, "--json")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert document == json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))
    assert document["reference"] == "baseline"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_another_reference_one_group_and_a_brief(tmp_path: Path, smecredit) -> None:
    size = (*SMALL, "--set", "opening.settled=false", "--seeds", "2", "--workers", "1")
    brief = tmp_path / "brief.html"
    status, out, err = smecredit(
        "compare",
        "baseline",
        "one_plus_n",
        *size,
        "--reference",
        "one_plus_n",
        "--only",
        "price",
        "--brief",
        str(brief),
    )
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Baseline against 1+N risk sharing"
    assert "Verdict" in out and "2  At what price?" in lines
    assert "1  Who gets credit?" not in lines
    assert max(map(len, lines)) <= 110 + len(str(tmp_path))
    # The first screen: everything before the tables.
    assert next(place for place, line in enumerate(lines) if line.startswith("Tables ")) < 32
    page = re.sub("</?span>", "", brief.read_text(encoding="utf-8"))
    assert "smecredit compare one_plus_n baseline --firms 300 --months 15 --seeds 2 --set opening.settled=false" in page
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reference", "baselin"), "did you mean baseline?"),
        (("--only", "prize"), "did you mean price?"),
        (("--brief", "brief.doc"), "did you mean .pdf?"),
        (("--brief", "no/such/folder/brief.pdf"), "there is no folder no/such/folder"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(arguments, said, smecredit, never_runs) -> None:
    status, out, err = smecredit("compare", "baseline", "one_plus_n", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(arguments[0])
    assert said in err
    assert err.count("\n") == 1
