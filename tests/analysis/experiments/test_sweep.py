"""A sweep is done once, whatever happens on the way, and says of itself what it is."""

import errno
import shutil
from pathlib import Path

import pandas as pd
import pytest

from smecredit.analysis.experiments import chunks
from smecredit.analysis.experiments import sweep as sweeping
from smecredit.analysis.experiments.differences import differences
from smecredit.analysis.experiments.forecast import estimate
from smecredit.analysis.experiments.query import Query, SweepResult
from smecredit.analysis.experiments.reproduce import reproduce
from smecredit.analysis.experiments.sweep import How, run_plan, sweep
from smecredit.analysis.experiments.sweep_plan import plan
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError, RunError

SHARE = "policy.one_plus_n.share.compensation_fund"


@pytest.fixture
def copied(finished: SweepResult, tmp_path: Path) -> Path:
    """A store like the finished one, to be changed."""
    shutil.copytree(finished.store.folder, tmp_path / "store")
    return tmp_path / "store"


def test_the_tidy_table_has_a_row_a_run_and_indicator(finished: SweepResult, small) -> None:
    table = finished.table
    assert list(table.columns[:3]) == ["sweep", "scenario", "point"]
    assert {SHARE, "cycle.policy_rate", "seed", "indicator", "unit", "value", "run"} <= set(table.columns)
    assert not table.duplicated(["scenario", "point", "seed", "indicator"]).any()
    assert table.groupby("scenario")["run"].nunique().to_dict() == {"no_support": 4, "one_plus_n": 8}
    settings = {**small["set"], "cycle.policy_rate": 0.03, SHARE: 0.2}
    market = CreditMarket(load("one_plus_n", firms=200, months=3, set=settings), seed=2, tape=False).run()
    own = table[(table["scenario"] == "one_plus_n") & (table[SHARE] == 0.2) & (table["cycle.policy_rate"] == 0.03)]
    own = own[own["seed"] == 2].set_index("indicator")["value"]
    assert own["credit_outstanding"] == market.summary.loc["credit_outstanding", "value"]
    assert own["new_lending"] == pytest.approx(4.0 * market.summary.loc["new_lending", "value"])  # a year has 12 months
    months = finished.sql("SELECT m.* FROM months m JOIN results r USING (run, indicator) WHERE r.seed = 2 AND "
                          f"scenario = 'one_plus_n' AND \"{SHARE}\" = 0.2 AND \"cycle.policy_rate\" = 0.03 "
                          "AND indicator = 'credit_outstanding' ORDER BY month")  # fmt: skip
    assert list(months["value"]) == list(market.indicators["credit_outstanding"])


def test_the_same_again_does_nothing_and_a_wider_one_only_what_is_new(finished, copied: Path, small, inline) -> None:
    again = run_plan(plan(small), copied, How())
    assert (again.run_now, again.stored, again.all) == (0, 12, 12)
    wider = {**small, "levers": [{"design": "grid", "values": {SHARE: [0.2, 0.3, 0.4]}}]}
    assert estimate(plan(wider), copied, How()).runs == 16
    more = run_plan(plan(wider), copied, How())
    assert (more.run_now, more.stored, more.all) == (4, 16, 16)
    # Columns of both designs are united, and the first sweep is what it was.
    pd.testing.assert_frame_equal(SweepResult(copied, finished.name, {}).table, finished.table)
    assert len(Query(copied).sweeps()) == 2
    assert Query(copied).points["sweep"].nunique() == 2


def test_content_does_not_depend_on_chunks_shards_or_order(
    finished, small, inline, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK_SECONDS", 1e-9)
    planned = plan(small)
    for number in (3, 1, 2):
        run_plan(planned, tmp_path / "store", How(shard=(number, 3)))
    other = SweepResult(tmp_path / "store", planned.name, {})
    assert other.store.fingerprint() == finished.store.fingerprint()
    pd.testing.assert_frame_equal(other.table, finished.table)
    with pytest.raises(RequestError, match="from 1 to 3"):
        run_plan(planned, tmp_path / "store", How(shard=(4, 3)))


def test_damaged_files_are_set_aside_and_their_runs_made_again(finished, copied: Path, small, inline) -> None:
    for kind in ("outcomes", "index", "designs"):
        path = Query(copied).store.paths(kind)[0]
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 8
        path.write_bytes(content)
        progress = run_plan(plan(small), copied, How())
        assert list(progress.damaged) == [f"{kind}/{path.name}"]
        assert (progress.run_now > 0) == (kind != "designs")
        assert Query(copied).store.fingerprint() == finished.store.fingerprint()


def test_a_run_that_goes_wrong_is_named_and_left_out(finished, small, inline, tmp_path: Path, monkeypatch) -> None:
    make = chunks._past_of

    def unlucky(scenario, seed):
        if seed == 2 and scenario.name == "no_support":
            raise RunError(chunks.Sentence("the books are wet", "账本受潮"))
        return make(scenario, seed)

    monkeypatch.setattr(chunks, "_past_of", unlucky)
    planned = plan(small)
    progress = run_plan(planned, tmp_path / "store", How())
    wrong = [*progress.failed.values()]
    assert {(each.kind, each.scenario, each.seed, each.said["zh"]) for each in wrong} == {
        ("wrong", "no_support", 2, "账本受潮")
    }
    assert progress.stored == 12 - len(wrong)
    monkeypatch.setattr(chunks, "_past_of", make)
    assert run_plan(planned, tmp_path / "store", How()).run_now == 0  # what went wrong is not tried again by itself
    assert run_plan(planned, tmp_path / "store", How(retry=True)).run_now == len(wrong)
    assert Query(tmp_path / "store").store.fingerprint() == finished.store.fingerprint()
    assert not Query(tmp_path / "store").failures


def test_a_run_that_kills_its_worker_is_put_in_quarantine(finished, small, tmp_path: Path, monkeypatch, engine) -> None:
    killer = plan(small).runs[5]

    def deadly(chunk):
        if killer in chunk.runs:
            raise type(engine).gone
        return chunks.do_chunk(chunk)

    monkeypatch.setattr(sweeping, "engine_named", lambda *_: engine)
    monkeypatch.setattr(sweeping, "do_chunk", deadly)
    progress = run_plan(plan(small), tmp_path / "store", How())
    (failure,) = progress.failed.values()
    assert (failure.run, failure.kind, failure.seed) == (killer.id, "killed", killer.seed)
    assert progress.stored == 11
    assert set(Query(tmp_path / "store").store.runs()) == set(finished.store.runs()) - {killer.id}


def test_a_full_disk_says_what_is_stored_and_how_to_go_on(finished, small, inline, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK_SECONDS", 1e-9)
    write = chunks.Store.add_chunk

    def fills(self, outcomes, index):
        if len(self.paths("index")) == 4:
            raise OSError(errno.ENOSPC, "No space left on device", str(self.folder))
        return write(self, outcomes, index)

    monkeypatch.setattr(chunks.Store, "add_chunk", fills)
    with pytest.raises(RunError, match=r"\(No space left on device\); 4 of 12 runs are stored there") as failed:
        sweep(small, tmp_path / "store")
    assert "磁盘空间不足" in failed.value.in_language("zh")
    monkeypatch.setattr(chunks.Store, "add_chunk", write)
    assert sweep(small, tmp_path / "store").store.fingerprint() == finished.store.fingerprint()


def test_what_another_sweep_stores_meanwhile_is_not_run_again(
    finished, small, tmp_path: Path, monkeypatch, engine
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK_SECONDS", 1e-9)
    monkeypatch.setattr(sweeping, "engine_named", lambda *_: engine)
    done: list[str] = []

    def beside(chunk):
        if not done:  # the other one does all but what is in flight
            for path in finished.store.folder.rglob("*.parquet"):
                shutil.copy(path, tmp_path / "store" / path.parent.name / path.name)
        done.extend(run.id for run in chunk.runs)
        return chunks.do_chunk(chunk)

    monkeypatch.setattr(sweeping, "do_chunk", beside)
    progress = run_plan(plan(small), tmp_path / "store", How())
    assert len(done) <= 4
    assert progress.stored == 12
    assert Query(tmp_path / "store").store.fingerprint() == finished.store.fingerprint()


def test_every_stored_run_can_be_made_again(finished: SweepResult) -> None:
    run = sorted(finished.store.runs())[3]
    found = reproduce(finished.store.folder, run[:10])
    assert (found.run, found.equal, found.changed) == (run, True, {})
    assert found.indicators > 100 and found.numbers > 200
    with pytest.raises(RequestError, match="no stored run begins with zz"):
        reproduce(finished.store.folder, "zz")


def test_a_run_of_other_code_says_so_and_what_differs(finished: SweepResult, monkeypatch) -> None:
    from smecredit.analysis.experiments import reproduce as reproducing

    monkeypatch.setattr(reproducing, "code_version", lambda: "0123456789abcdef")
    monkeypatch.setattr(reproducing, "run_again", lambda scenario, seed, run: chunks.run_again(scenario, seed + 1, run))
    found = reproduce(finished.store.folder, sorted(finished.store.runs())[0])
    assert not found.equal
    assert "credit_outstanding" in found.differing
    assert found.changed["code"][1] == "0123456789ab"


def test_the_table_is_the_same_in_every_format(finished: SweepResult, tmp_path: Path) -> None:
    table = finished.table
    for ending, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet), (".dta", pd.read_stata)):
        finished.export(tmp_path / f"table{ending}")
        found = read(tmp_path / f"table{ending}")
        assert list(found["value"].isna()) == list(table["value"].isna())
        assert found["value"].to_numpy(dtype=float) == pytest.approx(
            table["value"].to_numpy(dtype=float), nan_ok=True, rel=1e-15
        )
        assert list(found["indicator"]) == list(table["indicator"])
    labels = pd.io.stata.StataReader(tmp_path / "table.dta").variable_labels()
    assert SHARE in labels.values()
    with pytest.raises(RequestError, match=r"one of \.csv, \.parquet, \.dta"):
        finished.export(tmp_path / "table.xlsx")


def test_means_over_seeds_are_ratios_of_means(finished: SweepResult) -> None:
    means = finished.means(finished.name, ["default_rate", "new_lending"])
    assert len(means) == 6
    place = next(each for each in means if each.scenario == "one_plus_n" and each.point == 0)
    assert dict(place.values) == {SHARE: 0.2, "cycle.policy_rate": 0.02}
    rows = finished.sql("SELECT * FROM results WHERE scenario = 'one_plus_n' AND point = 0")
    rate = rows[rows["indicator"] == "default_rate"]
    assert means[place].values["default_rate"] == pytest.approx(rate["numerator"].sum() / rate["denominator"].sum())
    assert means[place].seeds == 2


def test_questions_that_make_no_sense_are_answered_in_one_sentence(finished: SweepResult) -> None:
    with pytest.raises(RequestError, match=r'--sql: .*"scenrio" not found'):
        finished.sql("SELECT scenrio FROM runs")
    with pytest.raises(RequestError, match="did you mean default_rate"):
        finished.known_indicators(["default_rat"])
    with pytest.raises(RequestError, match="the store has no nothing"):
        Query(finished.store.folder, "nothing").check_sweep()


def test_differences_are_paired_by_seed_and_by_what_nobody_knows(finished: SweepResult) -> None:
    name, setting, compared = differences(finished, finished.name, ["credit_outstanding"])
    assert (name, setting) == ("no_support", ())
    assert [(each.scenario, dict(each.levers)) for each in compared] == [
        ("one_plus_n", {SHARE: 0.2}),
        ("one_plus_n", {SHARE: 0.3}),
    ]
    assert {(each.points, each.seeds) for each in compared} == {(2, 2)}
    rows = finished.sql(
        f"SELECT scenario, \"{SHARE}\" AS share, value FROM results WHERE indicator = 'credit_outstanding'"
    )
    means = rows.fillna({"share": 0.0}).groupby(["scenario", "share"])["value"].mean()
    assert compared[0].indicators["credit_outstanding"].value == pytest.approx(
        means["one_plus_n", 0.2] - means["no_support", 0.0]
    )
