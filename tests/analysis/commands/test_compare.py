"""`compare`: tables, files and document."""

import json
from pathlib import Path

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
