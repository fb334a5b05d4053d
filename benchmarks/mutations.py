"""Fifty faults put into rules by hand: how many do the tests catch that are no golden files?

Each fault is one text in one file, replaced by another: a sign, a share, a month, a cap, a recovery, a threshold, an
order. It is made in a copy of the tree, and the tests named beside it are run there, rules in plain Python. A fault is
caught where a test fails, missed where all pass. The tests must pass in the sound tree: with --check they are run there
alone, and those that fail are named.

    python benchmarks/mutations.py                 # all; --only 3 7 some; --list says what they are
    python benchmarks/mutations.py --seconds 1500  # as many as begin within so long, the rest untried
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from smecredit.analysis.commands.program import ProgramOptions, count

ROOT = Path(__file__).resolve().parents[1]
#: What a copy leaves out.
NOT_COPIED = shutil.ignore_patterns(".git", ".cache", "__pycache__", "*.pyc", "site", "docs", ".venv", ".pytest_cache")
TESTS, RULES = "tests/simulation", "simulation/behaviour"
SHARING, SETTLING = (
    f"{TESTS}/behaviour/distress/test_loss_sharing.py",
    f"{TESTS}/behaviour/distress/test_claim_settlement.py",
)
PRICING, CAPITAL = f"{TESTS}/behaviour/lending/test_loan_pricing.py", f"{TESTS}/policy/test_capital_rule.py"
CYCLE, BALANCE = f"{TESTS}/behaviour/trade/test_business_cycle.py", f"{TESTS}/test_bank_balance.py"
ELIGIBLE, SIZES = f"{TESTS}/test_eligibility.py", f"{TESTS}/policy/test_size_terms.py"
PROVISIONS, VENTURE = f"{TESTS}/policy/test_dynamic_provisioning.py", f"{TESTS}/policy/test_venture_fund.py"
SHARES, EXEMPTION = f"{TESTS}/policy/test_risk_sharing.py", f"{TESTS}/policy/test_interest_vat_exemption.py"
REGUARANTEE, RECOVERY = f"{TESTS}/policy/test_reguarantee.py", f"{TESTS}/behaviour/distress/test_recovery.py"
BANKS, DEFAULT = f"{TESTS}/test_bank_month.py", f"{TESTS}/behaviour/distress/test_default.py"
REDUCED = "tests/reductions"


class Fault(NamedTuple):
    """A text of a file that is replaced, and the tests that should fail then."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def _sharing(old: str, new: str) -> Fault:
    return Fault(f"{RULES}/distress/loss_sharing.py", old, new, (SHARING, SETTLING))


def _pricing(old: str, new: str, *more: str) -> Fault:
    tests = (PRICING, f"{CAPITAL}::TestKnownAnswers", f"{CAPITAL}::TestWeights", *more)
    return Fault(f"{RULES}/lending/loan_pricing.py", old, new, tests)


def _cycle(old: str, new: str) -> Fault:
    return Fault(f"{RULES}/trade/business_cycle.py", old, new, (CYCLE, REDUCED))


def _balance(old: str, new: str) -> Fault:
    return Fault(f"{RULES}/banking/bank_balance.py", old, new, (BALANCE, BANKS))


def _month(old: str, new: str) -> Fault:
    return Fault(f"{RULES}/banking/bank_month.py", old, new, (BANKS, BALANCE))


def _eligible(old: str, new: str) -> Fault:
    return Fault(f"{RULES}/support/eligibility.py", old, new, (ELIGIBLE,))


FAULTS = (
    # Who bears what of a loss
    _sharing("left -= part\n    for k", "left += part\n    for k"),
    _sharing(
        "np.int64(shares[party]) // 10_000, room[party], left)", "np.int64(shares[party]) // 10_001, room[party], left)"
    ),
    _sharing("// 10_000, room[party], left)", "// 10_000, left)"),
    _sharing("paid[BANK_PARTY] += left - last", "paid[BANK_PARTY] += left"),
    _sharing("room[party] - paid[party], left)", "room[party], left)"),
    _sharing("last = left if residual == BANK_PARTY else min(left, room[residual])", "last = left"),
    _sharing("min(before + loss, top) - max(before, bottom)", "min(before + loss, top) - max(loss, bottom)"),
    _sharing("whole[CAP_POOL + party, a] - whole[PAID_EVER + party, a]", "whole[CAP_POOL + party, a]"),
    _sharing("room = min(room, yearly - whole[PAID_YEAR + party, a])", "room = min(room, yearly)"),
    _sharing("int(share * 1_000_000.0 + 0.5)", "int(share * 1_000_000.0 - 0.5)"),
    _sharing("agreement.whole[CLAIMS_YEAR, a] += loss", "agreement.whole[CLAIMS_YEAR, a] += 0"),
    _sharing(
        "economy.loan.whole[BALANCE, claim.index[CLAIM_ROW, row]] -= amount",
        "economy.loan.whole[BALANCE, claim.index[CLAIM_ROW, row]] += amount",
    ),
    _sharing("learned_a_claim * (kept - real", "learned_a_claim * (real[CREDIBILITY, a] - kept + 0.0 * real"),
    _sharing("elif k < 0 or institution.tag[ACTIVE, k] == 0:", "elif k < 0:"),
    # What a loan costs
    _pricing("capital_share * (wanted_return - funding) + markup", "capital_share * wanted_return + markup"),
    _pricing("overhead + expected_loss + capital_share", "overhead - expected_loss + capital_share"),
    _pricing(
        "(paid - funding - overhead - expected_loss) / max(", "(paid - funding - overhead + expected_loss) / max("
    ),
    _pricing("* interest_vat / (1.0 + interest_vat)\n\n", "* interest_vat\n\n", f"{EXEMPTION}::TestRules"),
    _pricing("pricing.guidance_largest * 100.0", "pricing.guidance_largest * 1.0"),
    _pricing("return max(policy_rate + spread, 0.0)", "return policy_rate - spread"),
    _pricing(
        "interest_vat * max(net_rate - tax_free, 0.0)", "interest_vat * max(net_rate, 0.0)", f"{EXEMPTION}::TestRules"
    ),
    # The cycle
    _cycle("RECESSION if uniform < recession_stays else NORMAL", "RECESSION if uniform > recession_stays else NORMAL"),
    _cycle(
        "normal_stays + 0.5 * (1.0 - normal_stays) else BOOM", "normal_stays + 0.9 * (1.0 - normal_stays) else BOOM"
    ),
    _cycle("level + persistence * (gap - level)", "level + persistence * gap"),
    _cycle("noise * normal_quantile(uniform)", "noise * uniform"),
    _cycle("- mean_level(cycle)", "+ mean_level(cycle)"),
    _cycle("levels[-4] + logarithm(1.0 + rate)", "levels[-1] + logarithm(1.0 + rate)"),
    _cycle("self.path[month - 1]", "self.path[month - 2]"),
    # Banks
    _balance("slope * max(target - ratio, 0.0) / target", "slope * max(ratio - target, 0.0) / target"),
    _balance("if risk_weighted_assets > 0.0 else 1.0", "if risk_weighted_assets > 0.0 else 0.0"),
    _balance("banking.adjustment * sme_share * gap", "banking.adjustment * gap"),
    _balance("max(-per_growth * growth, -1.0)", "max(per_growth * growth, -1.0)"),
    _balance("- w[ALLOWANCE, b]\n", "+ w[ALLOWANCE, b]\n"),
    _month("if ratio <= banking.minimum_ratio:", "if ratio > banking.minimum_ratio:"),
    _month("p.specific_allowance * w[BAD_LOANS, b]", "p.specific_allowance * w[SME_LOANS, b]"),
    _month("economy.accounts[0] -= from_bonds", "economy.accounts[0] += from_bonds"),
    # Whom a policy reaches
    _eligible("index[MIN_AGE, a] <= traits.age <= index", "index[MIN_AGE, a] < traits.age <= index"),
    _eligible("<= asked.amount <= table.whole[MAX_LOAN, a]", "<= asked.amount < table.whole[MAX_LOAN, a]"),
    _eligible("table.whole[MIN_LOAN, a] <= asked.amount", "table.whole[MIN_LOAN, a] < asked.amount"),
    _eligible("tag[FIRST_LOAN, a] == traits.borrowed", "tag[FIRST_LOAN, a] != traits.borrowed"),
    _eligible("index[BANK_TYPE_MASK, a] >> asked.bank_type", "index[BANK_TYPE_MASK, a] >> asked.product"),
    # Instruments
    Fault(
        "simulation/policy/size_terms.py", "wanted - sum(scaled.values())", "sum(scaled.values()) - wanted", (SIZES,)
    ),
    Fault("simulation/policy/dynamic_provisioning.py", "average / 12.0 - made", "average / 12.0 + made", (PROVISIONS,)),
    Fault(
        "simulation/policy/dynamic_provisioning.py",
        "0.0, ceiling_years * average",
        "0.0, 12.0 * ceiling_years * average",
        (PROVISIONS,),
    ),
    Fault(
        "simulation/policy/capital_rule.py",
        "1.0 - per_gap * output_gap",
        "1.0 + per_gap * output_gap",
        (f"{CAPITAL}::TestKnownAnswers",),
    ),
    Fault(
        "simulation/policy/venture_fund.py",
        "largest_share / (1.0 - largest_share)",
        "largest_share",
        (f"{VENTURE}::TestRules",),
    ),
    Fault(
        "simulation/policy/venture_fund.py",
        "* year_sales) + cash - debt, 0)",
        "* year_sales) - cash - debt, 0)",
        (f"{VENTURE}::TestRules",),
    ),
    Fault(
        "simulation/policy/risk_sharing.py",
        "exponential(-bottom / expected) - exponential(-top / expected)",
        "exponential(-top / expected) - exponential(-bottom / expected)",
        (f"{SHARES}::test_part_in_a_layer_worked_by_hand",),
    ),
    Fault(f"{RULES}/guarantee/reguarantee_fee.py", "* rate / 12.0)", "* rate)", (REGUARANTEE,)),
    Fault(
        f"{RULES}/distress/default.py",
        "1.0 - elasticity * (volume / usual - 1.0)",
        "1.0 + elasticity * (volume / usual - 1.0)",
        (RECOVERY, DEFAULT),
    ),
)


def does_not_stand(number: int, tree: Path) -> str | None:
    """Why the fault of this number, from 1, cannot be tried in a tree; None where it can.

    Its text must be in its file exactly once, and its tests must be there: pytest would run all tests where none is.
    """
    fault = FAULTS[number - 1]
    for file in (fault.file, *(test.partition("::")[0] for test in fault.tests)):
        if not (tree / file).exists():
            return f"fault {number} no longer stands: there is no {file}"
    times = (tree / fault.file).read_text(encoding="utf-8").count(fault.old)
    if times == 1:
        return None
    return f"fault {number} no longer stands: {fault.file} must hold {fault.old!r} exactly once, it does {times} times"


def make(fault: Fault, tree: Path) -> None:
    """Put a fault that stands into a tree."""
    path = tree / fault.file
    path.write_text(path.read_text(encoding="utf-8").replace(fault.old, fault.new), encoding="utf-8")


def status_of(tests: tuple[str, ...], tree: Path, compiled: bool) -> int:
    """Exit status of these tests in a tree: 0 where all pass, 1 where one fails."""
    environment = {**os.environ, "PYTHONPATH": str(tree.parent), "SMECREDIT_NOJIT": "0" if compiled else "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not versions", *tests]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False).returncode


def tried(fault: Fault, tree: Path, compiled: bool) -> bool:
    """Whether the tests of a fault catch it; the tree is as before then."""
    path = tree / fault.file
    sound = path.read_text(encoding="utf-8")
    make(fault, tree)
    try:
        return status_of(fault.tests, tree, compiled) == 1
    finally:
        path.write_text(sound, encoding="utf-8")


def check(groups: Iterable[tuple[str, ...]], tree: Path, compiled: bool) -> int:
    """Run the tests of the faults without a fault; exit status 1 where any fail."""
    failing = 0
    for tests in groups:
        passes = status_of(tests, tree, compiled) == 0
        failing += not passes
        print("passes" if passes else "FAILS ", *tests, flush=True)
    return int(failing > 0)


def main() -> int:
    """Try the faults and say which are caught; exit status 1 where fewer than nine in ten of those tried are."""
    parser = ProgramOptions(__doc__)
    parser.add_argument("--only", type=count, nargs="+", help="numbers of faults, from 1")
    parser.add_argument("--list", action="store_true", help="say what they are and stop")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no more after so long")
    parser.add_argument("--compiled", action="store_true", help="compile the rules: slower for most")
    parser.add_argument("--check", action="store_true", help="run the tests in the sound tree only")
    asked = parser.asked()
    if max(asked.only or [1]) > len(FAULTS):
        parser.error(f"argument --only: {max(asked.only)} is given; faults are numbered from 1 to {len(FAULTS)}")
    chosen = asked.only or range(1, len(FAULTS) + 1)
    if asked.list:
        for number in chosen:
            fault = FAULTS[number - 1]
            print(f"{number:2d}  {fault.file}: {fault.old!r} becomes {fault.new!r}")
        return 0
    if fallen := [reason for number in chosen if (reason := does_not_stand(number, ROOT)) is not None]:
        parser.error("; ".join(fallen))
    caught, began, missed = 0, time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "smecredit"
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED, symlinks=True)
        if asked.check:
            return check({FAULTS[number - 1].tests: None for number in chosen}, tree, asked.compiled)
        for number in chosen:
            if time.monotonic() - began > asked.seconds:
                break
            fault, since = FAULTS[number - 1], time.monotonic()
            found = tried(fault, tree, asked.compiled)
            caught, missed = caught + found, missed + (not found)
            word = "caught" if found else "MISSED"
            print(f"{number:2d}  {word}  {time.monotonic() - since:5.1f} s  {fault.file}: {fault.new!r}", flush=True)
    print(f"{caught} of {caught + missed} caught")
    return 0 if caught >= 0.9 * (caught + missed) else 1


if __name__ == "__main__":
    sys.exit(main())
