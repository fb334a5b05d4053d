"""Instruments that pay firms: no order of rows matters, compiled or not, not even when money runs short."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from smecredit.simulation.policy.firm_programme import FirmProgramme
from smecredit.simulation.policy.instrument import instrument_kinds

HEAD = """
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
"""
#: Firms, months, burn-in, seed: small enough for plain Python.
TINY_RUN = (250, 3, 3, 3)

TEXT = """
[[policy]]
kind = "tax_relief"
name = "relief"
turnover_tax = 0.0
charges_waived = 0.5
budget_yuan = 1_500_000_000_000

[[policy]]
kind = "employment_subsidy"
name = "jobs"
yuan_per_hire = 1500
wage_share = 0.1
budget_yuan = 40_000_000_000

[[policy]]
kind = "targeted_grant"
name = "grants"
purpose = "technology"
round_yuan = 20_000_000_000

[[policy]]
kind = "innovation_ladder"
name = "ladder"
places = [3_000_000, 1_000_000, 200_000, 0, 0]
listing_rate = 0.3
budget_yuan = 500_000_000_000

[[policy]]
kind = "startup_support"
name = "startup"
grant_yuan = 10_000
more_entry = 0.5
budget_yuan = 10_000_000_000

[[policy]]
kind = "risk_sharing"
name = "startup_guarantee"
priority = 10
eligible = { product = ["startup_loan"] }
share = { local_government = 0.8, bank = "balance" }
fee_annual = 0.0

[[policy]]
kind = "venture_fund"
name = "fund"
round_yuan = 200_000_000_000
holding_months = 12
"""


def test_the_order_of_rows_is_irrelevant(market_with: Any, fingerprints: Any) -> None:
    straight, shuffled = (market_with(TEXT, firms=1_200, months=16, run=False) for _ in range(2))
    fingerprints.permute(shuffled, np.random.default_rng(1), firms=False)
    while straight.running:
        straight.step()
        shuffled.step()
        assert fingerprints.differences(straight, shuffled) == [], f"month {straight.month}"
        assert straight.economy.schedule.memories == shuffled.economy.schedule.memories
        if straight.month % 5 == 1:
            fingerprints.permute(shuffled, np.random.default_rng(straight.month))
    spent = straight.indicators.filter(like="fiscal_outlay.programme").sum()
    for kind in [kind for kind, model in instrument_kinds().items() if issubclass(model, FirmProgramme)]:
        assert spent[f"fiscal_outlay.programme.{kind}"] > 0.0, kind


def test_plain_python_gives_the_bits_of_compiled_code(tmp_path: Path, fingerprints: Any, root: Path) -> None:
    file = tmp_path / "firms.toml"
    file.write_text(HEAD + TEXT, encoding="utf-8")
    here = fingerprints.digest(fingerprints.small_run(str(file), *TINY_RUN))
    script = Path(fingerprints.__file__)
    finished = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(script), str(file), *map(str, TINY_RUN)],
        env={**os.environ, "SMECREDIT_NOJIT": "1", "PYTHONPATH": str(root)},
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == [here]
