"""`run`: figures, document and files."""

import json
import re
from pathlib import Path

import pandas as pd

from smecredit.simulation.observe.bands import BANDS
from smecredit.simulation.observe.indicator import indicators as all_indicators
from smecredit.simulation.state.structure import PARTIES

SMALL = ("--firms", "300", "--months", "15")


def test_a_run_prints_headline_figures(smecredit) -> None:
    status, out, err = smecredit("run", "baseline", *SMALL, "--workers", "1")
    assert (status, err) == (0, "")
    for words in (
        "Who gets credit?",
        "Who pays each ¥1 of lost loans",
        "All losses",
        "300 enterprises, 15 months",
    ):
        assert words in out
    assert "verdict" not in out


def test_several_seeds_print_the_calibration_table(smecredit) -> None:
    status, out, _ = smecredit("run", "baseline", *SMALL, "--seeds", "2", "--workers", "1")
    assert status == 0
    assert "verdict" in out
    shown = " ".join(out.split())
    for band in BANDS.values():
        assert band.label["en"].split()[0] in shown
    assert re.search(r"(pass|near|fail)", out)


def test_the_document_of_a_run(smecredit) -> None:
    status, out, err = smecredit("run", "baseline", *SMALL, "--json", "--workers", "1")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert set(document) == {
        "scenario", "seeds", "months", "firms", "hash", "indicators", "losses_by_payer", "bands",
    }  # fmt: skip
    assert (document["seeds"], document["months"], document["firms"]) == (1, 15, 300)
    assert set(all_indicators()) <= set(document["indicators"])
    assert all(set(row) == {"unit", "mean"} for row in document["indicators"].values())
    assert set(document["losses_by_payer"]) == set(PARTIES)
    assert set(document["bands"]) == set(BANDS)
    for row in document["bands"].values():
        assert set(row) == {"low", "high", "value", "verdict"}
        assert row["verdict"] in ("pass", "near", "fail")
    assert "NaN" not in out


def test_the_files_of_a_run(tmp_path: Path, smecredit) -> None:
    folder = tmp_path / "new" / "run"
    status, out, _ = smecredit("run", "baseline", *SMALL, "--out", str(folder))
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
    assert set(all_indicators()) <= set(indicators.columns)
    losses = pd.read_parquet(folder / "losses.parquet")
    paid = losses[[f"paid_{party}_fen" for party in PARTIES]].sum(axis=1)
    assert (paid == losses["loss_fen"]).all()
    assert {"month", "loan", "enterprise", "bank", "agreement"} <= set(losses.columns)
    assert {f"recovered_{party}_fen" for party in PARTIES} <= set(losses.columns)
    assert "amount_fen" in pd.read_parquet(folder / "loans.parquet").columns


def test_several_seeds_get_a_folder_each(tmp_path: Path, smecredit) -> None:
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
    assert smecredit(*arguments)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifest.json", "seed_4", "seed_5"]
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seeds"] == [4, 5]
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(manifest["files"]) == there
    assert json.loads((tmp_path / "seed_5" / "manifest.json").read_text(encoding="utf-8"))["seed"] == 5
