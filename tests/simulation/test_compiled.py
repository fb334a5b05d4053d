"""Compiled and plain code give the same bits, whichever switch turns the compiler off."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smecredit.simulation.ground import compiled

#: Rules of every kind, asked with fixed arguments; answers as text that keeps every bit.
SCALARS = """
import json
import numpy as np
from smecredit.simulation.behaviour.trade.business_cycle import Cycle, next_gap, next_regime, gaps_of_growth
from smecredit.simulation.behaviour.lending.credit_scoring import Scoring, estimated_pd, signal_noise
from smecredit.simulation.behaviour.lending.loan_pricing import loan_rate, return_on_capital
from smecredit.simulation.behaviour.lending.record_fields import Pool
from smecredit.simulation.behaviour.distress.loss_sharing import layer_overlap, share_of_balance, split_loss
from smecredit.simulation.behaviour.lending.screening import screening_effort
from smecredit.simulation.ground.mathematics import exponential, logarithm, logistic, normal_distribution
from smecredit.simulation.ground.mathematics import normal_quantile
from smecredit.simulation.ground.randomness import laplace, pair_key, philox, uniforms
from smecredit.simulation.ground.units import monthly, whole_fen

scoring = Scoring().numbers()
answers = {}
def note(name, value):
    if isinstance(value, (tuple, list)):
        answers[name] = [float(part).hex() for part in value]
    else:
        answers[name] = float(value).hex()

for k in range(40):
    u, v, w, x = uniforms(7, (k << 33) + k, k - 20, 5)
    note(f"uniforms {k}", (u, v, w, x))
    note(f"mathematics {k}", [
        exponential(60.0 * u - 30.0), logarithm(1e6 * v), logistic(20.0 * w - 10.0),
        normal_quantile(x), normal_distribution(8.0 * u - 4.0), laplace(v, 0.3)])
    note(f"units {k}", [whole_fen(1e9 * (u - 0.5)), monthly(v)])
    note(f"lending {k}", [
        loan_rate(0.018, 0.008 + 0.1 * u, 0.2 * x, 0.05 * v, 0.1 * w, 0.1, 0.005),
        return_on_capital(0.05, 0.018, 0.008 + 0.1 * u, 0.01 * v, 0.1 * w + 0.01),
        screening_effort(1e7 * u, v, 0.55, 0.016, 900.0, 4.0),
        signal_noise(1.2, u, 5.0 * v, 2.0 * w, 0.25, 1.1),
        estimated_pd(-3.0 * u, v, w, x, 1.1, Pool(-5.0, 5.0 * x), scoring)])
    note(f"cycle {k}", [next_gap(0.1 * u - 0.05, -0.09, 0.92, 0.005, v), next_regime(k % 3, 0.9, 0.95, 0.94, w)])
    loss, paid = int(u * 10**12), np.zeros(8, np.int64)
    shares = np.array([2000, 4000, 2000, 2000, 0, 0, 0, 0], np.int32)
    room = np.array([1 << 60, int(v * loss), int(w * loss), 1 << 60, 0, 0, 0, 0], np.int64)
    layers = np.array([4, -1, -1, -1], np.int8), np.array([9, 0, 0, 0], np.int64)
    split_loss(np.int64(loss), shares, k % 2, room, *layers, paid)
    note(f"losses {k}", [*paid.tolist(), layer_overlap(loss, loss // 3, loss // 2, 2 * loss),
        share_of_balance(loss * 1000, np.float32(0.0333))])
note("philox", philox(1, 2, 3, 4, 5, 6))
note("key", pair_key(1 << 40, 17))
note("path", gaps_of_growth((-0.068, 0.032, 0.049, 0.065, 0.183), 0.064))
print(json.dumps(answers))
"""

#: Rules that read columns, which are stored in single precision.
ROWS = """
import json
from smecredit.simulation.behaviour.lending.collateral import collateral_value
from smecredit.simulation.behaviour.lending.credit_scoring import Sight, lender_view, score_of
from smecredit.simulation.behaviour.guarantee.guarantee_terms import next_willingness
from smecredit.simulation.behaviour.support.fields_shared import FieldsShared
from smecredit.simulation.behaviour.debt_service.repayment import interest_due
from smecredit.simulation.ground.columns import Store
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.enterprise_columns import (
    BANK_DEBT, BORROWED, CASH, CONDUCT, EMPLOYEES, ENTERPRISE, FIXED_ASSETS, HONESTY, LABOUR, MARGIN, MARKET,
    OWNER_WEALTH, PLEDGEABLE, PRODUCTIVITY, QUALITY, TAX_RECORD, TRANSPARENCY, TURNOVER, YEAR_SALES)
from smecredit.simulation.state.loan_columns import BALANCE, LOAN, RATE
from smecredit.simulation.ground.randomness import uniforms

firms, loans = Store(ENTERPRISE, 64), Store(LOAN, 64)
firms.allocate(40), loans.allocate(40)
firm, loan = firms.blocks, loans.blocks
scenario = load("baseline", firms=200, set={"opening.settled": False})
economy = CreditMarket(scenario).economy.with_fields(firm=firm, month=3)
answers = {}
for k in range(40):
    u, v, w, x = uniforms(7, k, 0, 5)
    for column, value in ((CASH, u), (YEAR_SALES, 13.0 * v), (BANK_DEBT, w), (FIXED_ASSETS, x), (OWNER_WEALTH, u)):
        firm.whole[column, k] = int(1e9 * value)
    for column, value in (
        (MARGIN, 0.6 * u - 0.2), (QUALITY, v - 0.5), (CONDUCT, 1.0 + w), (HONESTY, x), (TRANSPARENCY, u),
        (PLEDGEABLE, v), (EMPLOYEES, 9.0 * w), (LABOUR, 1e-6 * (1.0 + u)), (MARKET, 1e9 * v), (TURNOVER, 2.0 + x),
        (PRODUCTIVITY, 0.5 + u)):
        firm.real[column, k] = value
    firm.tag[BORROWED, k], firm.tag[TAX_RECORD, k] = k % 2, k % 5
    loan.whole[BALANCE, k], loan.real[RATE, k] = int(1e13 * w), 0.2 * x
    answers[k] = [float(value).hex() for value in (
        score_of(economy, k, 1000),
        lender_view(economy, k, 1000, Sight(1.2, True, 1.0, x, 1.1, v, w, u, FieldsShared(u, v, w, x))),
        collateral_value(k, firm, 0.7, 0.5), interest_due(k, loan, 3),
        next_willingness(firm.real[TRANSPARENCY, k], 0.1 * u, 0.04, 8.0, 0.12))]
print(json.dumps(answers))
"""


def run(program: str, root: Path, **environment: str) -> str:
    """Output of a program in a Python of its own."""
    settings = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False, cwd=root
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


#: What the switch leaves behind.
SWITCH = """
import json, sys
from smecredit.simulation.ground.compiled import COMPILED
from smecredit.simulation.ground.units import whole_fen
print(json.dumps([COMPILED, hasattr(whole_fen, "py_func"), "numba" in sys.modules]))
"""


@pytest.fixture(scope="module")
def plain(root: Path) -> list:
    """What the three programs print without the compiler."""
    lines = run(SWITCH + SCALARS + ROWS, root, SMECREDIT_NOJIT="1").splitlines()
    return [json.loads(line) for line in lines]


def compiled_answers(program: str, capsys: pytest.CaptureFixture[str]) -> dict:
    exec(program, {})
    return json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not compiled.COMPILED, reason="there is nothing to compare with")
class TestTheSameBitsWithoutTheCompiler:
    def test_of_numbers(self, plain: list, capsys: pytest.CaptureFixture[str]) -> None:
        assert plain[1] == compiled_answers(SCALARS, capsys)

    def test_of_columns(self, plain: list, capsys: pytest.CaptureFixture[str]) -> None:
        assert plain[2] == compiled_answers(ROWS, capsys)

    def test_the_switch_leaves_plain_functions(self, plain: list) -> None:
        assert plain[0] == [False, False, False]

    def test_the_switch_of_numba_acts_the_same(self, plain: list, root: Path) -> None:
        lines = run(SWITCH + SCALARS + ROWS, root, SMECREDIT_NOJIT="", NUMBA_DISABLE_JIT="1").splitlines()
        assert [json.loads(line) for line in lines] == plain

    @pytest.mark.parametrize(
        ("own", "of_numba", "before", "compiles"),
        [
            ("", "0", "", True),
            ("0", "", "", True),
            ("0", "no number", "", True),
            ("0", "2", "", False),
            ("1", "0", "", False),
            ("0", "0", "import numba; numba.config.DISABLE_JIT = 1", False),
        ],
    )
    def test_either_switch_is_enough(self, own: str, of_numba: str, before: str, compiles: bool, root: Path) -> None:
        said = run(f"{before}\n{SWITCH}", root, SMECREDIT_NOJIT=own, NUMBA_DISABLE_JIT=of_numba)
        assert json.loads(said)[:2] == [compiles, compiles]
