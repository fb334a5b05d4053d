"""One seed: what it says has a value or a reason, no interval, and no warning on the way."""

import math
from collections.abc import Callable
from types import ModuleType

import pytest

from smecredit.analysis.statistics.effects import effects
from smecredit.analysis.statistics.intervals import ONE_SEED, Estimate
from smecredit.analysis.validation.claims import UNCLEAR, Finding
from smecredit.analysis.validation.claims_table import CLAIMS


@pytest.mark.filterwarnings("error")
def test_effects_of_one_seed_have_no_interval_and_say_why(make) -> None:
    found = make("baseline", "one_plus_n", "no_support", seeds=1)
    of_policy = effects(found.results, found.reference)["one_plus_n"]
    assert {"additionality", "firms_saved", "cost_per_job", "credit_per_fiscal_yuan_gross"} <= set(of_policy)
    for key, estimates in of_policy.items():
        for each in estimates:
            assert each.value is None or math.isfinite(each.value), key
            assert (each.low, each.high) == (None, None), key
            assert each.reason is not None, key
    assert of_policy["firms_saved"][1].reason == ONE_SEED
    told = found.document()["scenarios"]["one_plus_n"]["firms_saved"]
    assert (told["ci_low"], told["ci_high"], told["reason"]) == (None, None, ONE_SEED)


def test_the_page_of_mechanisms_gives_one_seed_no_verdict(program: Callable[[str], ModuleType]) -> None:
    claim = CLAIMS[0]
    level = Estimate(1.0, None, None, ONE_SEED)
    finding = Finding(claim, claim.evidence[0], level, level, UNCLEAR)
    page = program("docs/mechanisms.py")
    assert page.said_of(finding) == "one seed gives no interval"
    clear = Estimate(1.0, -1.0, 3.0)
    assert page.said_of(Finding(claim, claim.evidence[0], clear, clear, UNCLEAR)) == "unclear: covers zero"
