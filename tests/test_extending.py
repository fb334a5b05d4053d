"""Every block of docs/extending.md is run: each plugin joins, its policy acts, the books close."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.plugins import load_plugin

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
(TOML,) = (text for language, text in BLOCKS if language == "toml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extending")
    for name, text in zip(("late_payment_law", "wages_per_worker", "micro_gift"), PYTHON, strict=True):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "law.toml").write_text(TOML, encoding="utf-8")
    return folder


def test_a_policy_of_ones_own_acts_on_whom_it_names_from_its_month_on(folder: Path) -> None:
    load_plugin(folder / "late_payment_law.py")
    law = CreditMarket(load(str(folder / "law.toml"), firms=400, months=20), seed=3).run()
    without = CreditMarket(load("baseline", firms=400, months=20), seed=3).run()
    pd.testing.assert_frame_equal(law.indicators.loc[:12], without.indicators.loc[:12])
    economy, usual = law.economy, without.economy
    small, micro = (economy.firms.column("size") == code for code in (1, 0))
    later = {
        name: [int(each.firms.column(name)[mask[: each.firms.rows]].sum()) for each in (economy, usual)]
        for name, mask in (("receivables", small),)
    }
    assert later["receivables"][0] < 0.8 * later["receivables"][1]
    assert economy.numbers.cash_flow.collection_by_size.tolist() == [1.0, 0.6, 1.0, 1.0]
    assert micro.any()


@pytest.mark.parametrize(("language", "words"), [("en", "Late-payment law"), ("zh", "款项支付条例")])
def test_it_runs_from_the_command_line_in_both_languages(folder: Path, language: str, words: str) -> None:
    command = "compare baseline law.toml --plugin late_payment_law.py --firms 300 --months 16 --seeds 2 --workers 2"
    done = subprocess.run(
        [sys.executable, "-m", "smecredit", *command.split(), "--lang", language],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert words in done.stdout


def test_an_indicator_of_ones_own_is_a_column(folder: Path) -> None:
    code = (
        "import sys; from smecredit.simulation.ground.plugins import load_plugin; load_plugin(sys.argv[1]);"
        "from smecredit import CreditMarket, load;"
        "market = CreditMarket(load('baseline', firms=300, months=3), seed=1).run();"
        "print(market.indicators['wages_per_worker'].mean())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "wages_per_worker.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert 2_000.0 < float(done.stdout) < 20_000.0


def test_a_rule_and_a_kernel_of_ones_own_keep_the_books(folder: Path, tmp_path: Path) -> None:
    load_plugin(folder / "micro_gift.py")
    text = """
title   = { en = "Gift", zh = "赠款" }
summary = { en = "A gift.", zh = "赠款。" }
source  = { kind = "assumption", note = "a test" }
base    = "baseline"
[[policy]]
kind  = "micro_gift"
start = 2
share = 0.05
"""
    (tmp_path / "gift.toml").write_text(text, encoding="utf-8")
    gift = CreditMarket(load(str(tmp_path / "gift.toml"), firms=300, months=4), seed=1).run()
    paid = gift.flows.query("purpose == 'grant' and month == 2")["fen"].sum()
    assert paid > 0
    assert gift.flows.query("purpose == 'grant' and month == 3")["fen"].sum() == 0
