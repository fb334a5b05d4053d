"""The same question has the same answer, to the bit: any threads, compiled or not, any order of rows, any version."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import library, load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.economy import Economy

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "runs.json"
UPDATE = os.environ.get("SMECREDIT_UPDATE_GOLDEN") == "1"
#: The runs of the golden file: firms, months, burn-in, seed.
GOLDEN_RUN = (400, 30, 12, 7)
#: Small enough for plain Python.
TINY_RUN = (250, 8, 4, 3)


def scenario_of(name: str = "baseline", firms: int = 800, months: int = 12, burn_in: int = 6, **options: Any) -> Any:
    more = options.pop("set", {})
    return load(name, firms=firms, months=months, set={"economy.burn_in": burn_in, **more}, **options)


def test_a_run_repeated_gives_the_same(fingerprints: Any) -> None:
    scenario = scenario_of()
    first, second = CreditMarket(scenario, seed=5).run(), CreditMarket(scenario, seed=5).run()
    assert fingerprints.differences(first, second) == []
    pd.testing.assert_frame_equal(first.indicators, second.indicators, check_exact=True)
    other = CreditMarket(scenario, seed=6).run()
    assert fingerprints.digest(first) == fingerprints.digest(second) != fingerprints.digest(other)


def test_two_runs_side_by_side_do_not_disturb_each_other(fingerprints: Any) -> None:
    scenario = scenario_of()
    alone = CreditMarket(scenario, seed=5).run()
    left, right = CreditMarket(scenario, seed=5), CreditMarket(scenario_of("one_plus_n"), seed=8)
    while left.running:
        left.step()
        right.step()
    assert fingerprints.differences(alone, left) == []


def test_a_scenario_that_travelled_to_another_process_gives_the_same(fingerprints: Any) -> None:
    scenario = scenario_of("one_plus_n", under="severe_recession", months=30)
    travelled = pickle.loads(pickle.dumps(scenario))
    assert travelled == scenario and travelled.hash == scenario.hash
    here, there = CreditMarket(scenario, seed=2).run(), CreditMarket(travelled, seed=2).run()
    assert fingerprints.differences(here, there) == []


@pytest.mark.parametrize("under", [None, "severe_recession"])
def test_a_copy_at_month_0_goes_on_as_a_run_of_its_own(fingerprints: Any, under: str | None) -> None:
    reference, other = scenario_of(firms=500, months=30), scenario_of("one_plus_n", firms=500, months=30, under=under)
    past = CreditMarket(reference, seed=3)
    past.live_burn_in()
    copied, untouched = past.branch(other).run(), past.branch(reference).run()
    alone = CreditMarket(other, seed=3).run()
    assert fingerprints.differences(copied, alone) == []
    pd.testing.assert_frame_equal(copied.summary, alone.summary, check_exact=True)
    assert fingerprints.differences(untouched, CreditMarket(reference, seed=3).run()) == []
    assert fingerprints.digest(copied) != fingerprints.digest(untouched)


def test_a_copy_with_another_past_is_refused() -> None:
    past = CreditMarket(scenario_of(firms=200), seed=3)
    past.live_burn_in()
    with pytest.raises(RequestError, match="their pasts differ"):
        past.branch(scenario_of(firms=200, set={"cash_flow.deposit_rate": 0.004}))
    past.step()
    with pytest.raises(RequestError, match="their pasts differ"):
        past.branch(scenario_of(firms=200))


def test_the_tape_changes_nothing_but_what_is_kept(fingerprints: Any) -> None:
    scenario = scenario_of(firms=500, months=48)
    with_tape, without = (CreditMarket(scenario, seed=4, tape=tape).run() for tape in (True, False))
    differing = fingerprints.differences(with_tape, without)
    assert [name for name in differing if not name.startswith(("tape.", "claim."))] == []
    # Of claims the tape keeps those that are over; the others are the same.
    kept, open_claims = with_tape.losses.set_index("loan"), without.losses.set_index("loan")
    assert 0 < len(open_claims) < len(kept)
    pd.testing.assert_frame_equal(kept.loc[open_claims.index], open_claims)
    assert set(with_tape.economy.loans.column("id")[with_tape.economy.loans.column("status") == 2]) >= set(
        open_claims.index
    )


@pytest.mark.parametrize("name", ["baseline", "one_plus_n"])
def test_two_threads_give_the_bits_of_one(fingerprints: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scenario = scenario_of(name, firms=9_000, months=4, burn_in=4)
    one = CreditMarket(scenario, seed=1, threads=1).run()
    ranges: list[int] = []
    over_firms = Economy.over_firms

    def counted(self: Economy, work: Any) -> Any:
        found = over_firms(self, work)
        ranges.append(len(found))
        return found

    monkeypatch.setattr(Economy, "over_firms", counted)
    two = CreditMarket(scenario, seed=1, threads=2).run()
    assert ranges and set(ranges) == {2}, "the work was not split"
    assert fingerprints.differences(one, two) == []
    pd.testing.assert_frame_equal(one.indicators, two.indicators, check_exact=True)


def test_plain_python_and_blocks_of_seven_give_the_bits_of_compiled_code(fingerprints: Any, root: Path) -> None:
    here = fingerprints.digest(fingerprints.small_run("one_plus_n", *TINY_RUN))
    script = Path(__file__).with_name("fingerprint.py")
    environment = {**os.environ, "SMECREDIT_NOJIT": "1", "PYTHONPATH": str(root)}
    finished = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(script), "one_plus_n", *map(str, TINY_RUN), "7"],
        env=environment, cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == [here]


@pytest.mark.parametrize(
    ("firms", "loans", "links"),
    [(False, True, True), (True, False, True), (True, True, False)],
    ids=["loans", "firms", "both, the start's firms too"],
)
def test_the_order_of_rows_is_irrelevant(fingerprints: Any, firms: bool, loans: bool, links: bool) -> None:
    more = {} if links else {"population.linked_share": 0.0}
    scenario = scenario_of("one_plus_n", under="severe_recession", firms=1_500, months=36, set=more)
    straight, shuffled = CreditMarket(scenario, seed=2), CreditMarket(scenario, seed=2)
    fingerprints.permute(shuffled, np.random.default_rng(1), firms, loans)
    assert fingerprints.differences(straight, shuffled) == []
    while straight.running:
        straight.step()
        shuffled.step()
        differing = fingerprints.differences(straight, shuffled)
        assert differing == [], f"month {straight.month}"
        if straight.month % 7 == 1:
            fingerprints.permute(shuffled, np.random.default_rng(straight.month), firms, loans)
    pd.testing.assert_frame_equal(straight.indicators, shuffled.indicators, check_exact=True)


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}


@pytest.mark.versions
@pytest.mark.parametrize("name", library())
def test_the_committed_digest_of_every_scenario(fingerprints: Any, golden: dict[str, Any], name: str) -> None:
    found = fingerprints.digest(fingerprints.small_run(name, *GOLDEN_RUN))
    if UPDATE:
        stored = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
        firms, months, burn_in, seed = GOLDEN_RUN
        stored["run"] = {"firms": firms, "months": months, "burn_in": burn_in, "seed": seed}
        stored["digests"] = dict(sorted({**stored.get("digests", {}), name: found}.items()))
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
        return
    assert golden.get("digests", {}).get(name) == found, (
        "results have changed. If that is meant, run the tests of this file with SMECREDIT_UPDATE_GOLDEN=1 in one"
        " process, commit tests/golden/runs.json and say in CHANGELOG.md what a user will see."
    )


@pytest.mark.versions
def test_the_golden_file_knows_the_library_and_nothing_else(golden: dict[str, Any]) -> None:
    if not UPDATE:
        assert list(golden["digests"]) == sorted(library())
        assert tuple(golden["run"].values()) == GOLDEN_RUN
