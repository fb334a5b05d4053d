"""Every block of docs/extending.md is run: each plugin joins, its policy acts, the books close."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.plugins import load_plugin
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.enterprise_columns import ALIVE
from smecredit.simulation.state.observer import Observer
from smecredit.simulation.state.structure import SIZES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
#: Names of the blocks of Python, in the order of the page.
NAMES = ("late_payment_law", "payroll_loan", "payroll_scare", "wages_per_worker", "micro_gift")
(TOML,) = (text for language, text in BLOCKS if language == "toml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extending")
    for name, text in zip(NAMES, PYTHON, strict=True):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "law.toml").write_text(TOML, encoding="utf-8")
    return folder


class Trade(Observer):
    """Claims of each firm on named buyers and on all others, before and after the trade of one month."""

    def __init__(self, month: int) -> None:
        self.month, self.before, self.after = month, pd.DataFrame(), pd.DataFrame()

    def phase_over(self, economy: Economy, phase: str) -> None:
        if economy.month == self.month and phase in ("move_cycle", "trade"):
            names = ("id", "state", "size", "receivables", "linked_receivables")
            seen = pd.DataFrame({name: economy.firms.column(name).copy() for name in names})
            seen["pays"] = (seen["state"] == ALIVE).to_numpy()[economy.firms.column("buyer")]
            seen = seen[seen["state"] == ALIVE].set_index("id")
            if phase == "trade":
                self.after = seen
            else:
                self.before = seen


def test_a_policy_of_ones_own_acts_on_whom_it_names_from_its_month_on(folder: Path) -> None:
    load_plugin(folder / "late_payment_law.py")
    law, without = (
        CreditMarket(load(name, firms=800, months=16), seed=3) for name in (str(folder / "law.toml"), "baseline")
    )
    seen = [Trade(13), Trade(13)]
    for market, trade in zip((law, without), seen, strict=True):
        market.observe(trade)
        market.run()
    pd.testing.assert_frame_equal(law.indicators.loc[:12], without.indicators.loc[:12])
    pd.testing.assert_frame_equal(seen[0].before, seen[1].before)
    assert law.economy.numbers.cash_flow.collection_by_size.tolist() == [1.0, 0.6, 1.0, 1.0]
    # The same claims, the same sales: what is left of the claims differs by what more was collected.
    for claims in ("receivables", "linked_receivables"):
        more = (seen[1].after[claims] - seen[0].after[claims]).dropna()
        owed = seen[0].before.loc[more.index, claims]
        for code, size in enumerate(SIZES[:3]):
            here = (seen[0].before.loc[more.index, "size"] == code) & (owed > 1_000_000)
            if claims == "linked_receivables":
                here &= seen[0].before.loc[more.index, "pays"]  # who is gone pays nobody
            assert here.sum() > (30 if size in ("micro", "small") else 3), (claims, size)
            share = more[here] / owed[here]
            if size == "small":
                assert share.min() > 0.1 and share.max() - share.min() < 1e-4, claims
            else:
                assert (more[here] == 0).all(), (claims, size)


def test_a_product_and_a_stress_of_ones_own_work_together(folder: Path) -> None:
    text = """
title   = { en = "Scare", zh = "收缩" }
summary = { en = "A scare.", zh = "收缩。" }
source  = { kind = "assumption", note = "a test" }
base    = "baseline"
[[stress]]
kind   = "payroll_scare"
start  = 3
months = 12
left   = 0.0
"""
    (folder / "scare.toml").write_text(text, encoding="utf-8")
    code = """
from smecredit.simulation.ground.plugins import load_plugins
load_plugins(["payroll_loan.py", "payroll_scare.py"])
from smecredit import CreditMarket, load
told = {"payroll_loan.offered_share": 1.0, "opening.settled": False, "economy.burn_in": 6}
market = CreditMarket(load("scare.toml", firms=400, months=4, set=told), seed=1).run()
granted = market.grants[market.grants["product"] == "payroll_loan"]["month"]
print((granted < 3).sum(), (granted >= 3).sum())
"""
    # As plain Python, for a product makes every kernel of lending anew; tests of products do it compiled.
    plain = {**os.environ, "SMECREDIT_NOJIT": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, meanwhile = map(int, done.stdout.split())
    assert before > 5 and meanwhile == 0


@pytest.mark.parametrize(("language", "words", "workers"), [("en", "Late-payment law", 2), ("zh", "款项支付条例", 1)])
def test_it_runs_from_the_command_line_in_both_languages(folder: Path, language: str, words: str, workers: int) -> None:
    command = (
        "compare baseline law.toml --plugin late_payment_law.py --firms 300 --months 16 --set opening.settled=false"
    )
    command += f" --seeds 2 --workers {workers}"
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
        "market = CreditMarket(load('baseline', firms=300, months=3, set={'opening.settled': False}), seed=1).run();"
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
