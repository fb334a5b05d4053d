"""The same published results on every Python, Mesa, numba and processor: compared with committed hashes.

The state of the market has hashes of its own in simulation/test_determinism.py. After a change of results that is
meant, `make refresh` writes both anew.
"""

import hashlib
import json
import sys
from pathlib import Path

import pytest

HASHES = Path(__file__).with_name("result_hashes.json")
FIRMS, MONTHS, SEED = 1000, 36, 1
#: Scenario and stress of each run.
RUNS = {
    "baseline": ("baseline", None),
    "no_support": ("no_support", None),
    "one_plus_n under severe_recession": ("one_plus_n", "severe_recession"),
    "anhui_4321 under severe_recession": ("anhui_4321", "severe_recession"),
}


def result_hash(name: str, stress: str | None) -> str:
    """SHA-256 over every bit of the monthly indicators and every fen of the flows of one run."""
    from smecredit.scenarios import load
    from smecredit.simulation import CreditMarket

    market = CreditMarket(
        load(name, under=stress, firms=FIRMS, months=MONTHS, set={"opening.settled": True}), seed=SEED
    )
    market.run()
    digest = hashlib.sha256()
    for frame in (market.numerators, market.denominators):
        digest.update("\n".join(frame.columns).encode())
        digest.update((frame.to_numpy(dtype="<f8") + 0.0).tobytes())  # + 0.0: minus zero is zero
    flows = market.flows.sort_values(["month", "purpose", "payer", "payee"])
    for column in flows.columns:
        digest.update("\n".join(str(value) for value in flows[column]).encode())
    return digest.hexdigest()


@pytest.mark.versions
@pytest.mark.parametrize("run", RUNS)
def test_results_are_the_committed_ones(run: str) -> None:
    expected = json.loads(HASHES.read_text(encoding="utf-8"))
    assert set(expected) == set(RUNS)
    assert result_hash(*RUNS[run]) == expected[run], "a change that is meant: make refresh"


if __name__ == "__main__":
    sys.path.insert(0, str(HASHES.parents[1]))
    hashes = {run: result_hash(*arguments) for run, arguments in RUNS.items()}
    HASHES.write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")
