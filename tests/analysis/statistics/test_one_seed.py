"""One seed: what it says has a value or a reason, no interval, and no warning on the way."""

import importlib.util
import math
from pathlib import Path
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


def page_of_mechanisms() -> ModuleType:
    file = Path(__file__).parents[3] / "docs" / "mechanisms.py"
    specification = importlib.util.spec_from_file_location("page_of_mechanisms", file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_of_mechanisms_gives_one_seed_no_verdict() -> None:
    claim = CLAIMS[0]
    level = Estimate(1.0, None, None, ONE_SEED)
    finding = Finding(claim, claim.evidence[0], level, level, UNCLEAR)
    page = page_of_mechanisms()
    assert page.said_of(finding) == "one seed gives no interval"
    clear = Estimate(1.0, -1.0, 3.0)
    assert page.said_of(Finding(claim, claim.evidence[0], clear, clear, UNCLEAR)) == "unclear: covers zero"
