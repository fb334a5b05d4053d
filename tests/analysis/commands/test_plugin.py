"""A user's own file joins by an option, in worker processes too, and is named in the manifest."""

import hashlib
import json
from pathlib import Path

import pytest

POLICY = """
from typing import ClassVar
from smecredit.simulation.policy.instrument import Instrument

class Nothing(Instrument):
    \"\"\"Does nothing.\"\"\"

    kind: ClassVar[str] = "nothing_from_outside"
    label: ClassVar[dict[str, str]] = {"en": "nothing", "zh": "无"}
    spends: ClassVar[bool] = False
"""
SMALL = ("--firms", "300", "--months", "14", "--set", "economy.burn_in=2")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A plugin, and a scenario that uses what it declares."""
    plugin, scenario = tmp_path / "my policy.py", tmp_path / "mine.toml"
    plugin.write_text(POLICY, encoding="utf-8")
    scenario.write_text('title = "Mine"\nbase = "baseline"\n[[policy]]\nkind = "nothing_from_outside"\n')
    return str(plugin), str(scenario)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_a_file_declares_runs_and_is_named_with_its_hash(files, workers, tmp_path: Path, smecredit) -> None:
    plugin, scenario = files
    arguments = ("compare", "baseline", scenario, *SMALL, "--seeds", "2", "--workers", workers, "--plugin", plugin)
    status, _, err = smecredit(*arguments, "--out", str(tmp_path / "out"))
    assert (status, err) == (0, "")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    named = {each["name"]: each["sha256"] for each in manifest["plugins"]}
    assert named["my policy"] == hashlib.sha256(Path(plugin).read_bytes()).hexdigest()


def test_a_scenario_shows_a_policy_from_outside(files, smecredit) -> None:
    plugin, scenario = files
    status, out, err = smecredit("scenarios", scenario, "--plugin", plugin)
    assert (status, err) == (0, "")
    assert "adds nothing nothing_from_outside" in " ".join(out.split())


def test_a_file_that_cannot_join_is_refused(tmp_path: Path, smecredit, never_runs) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import nothing_of_that_name\n")
    for plugin, words in ((str(broken), "line 1"), (str(tmp_path / "none.py"), "none.py"), (__file__ + "x", ".py")):
        for language in ("en", "zh"):
            status, out, err = smecredit("run", "baseline", "--plugin", plugin, "--lang", language)
            assert (status, out, err.count("\n")) == (2, "", 1)
        status, _, err = smecredit("run", "baseline", "--plugin", plugin)
        assert words in err


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_policy_that_ends_the_program_is_a_failure(workers: str, tmp_path: Path, smecredit) -> None:
    plugin, scenario = tmp_path / "ends.py", tmp_path / "ends.toml"
    acts = "    def before_trade(self, economy):\n        raise SystemExit(0)\n"
    plugin.write_text(POLICY.replace("nothing_from_outside", "ends_the_program") + "\n" + acts, encoding="utf-8")
    scenario.write_text('title = "Ends"\nbase = "baseline"\n[[policy]]\nkind = "ends_the_program"\n')
    how = ("--seeds", "2", "--workers", workers, "--plugin", str(plugin))
    status, out, err = smecredit("compare", "baseline", str(scenario), *SMALL, *how)
    assert (status, out) == (1, "")
    assert "code of a plugin ended the program (exit 0)" in err
