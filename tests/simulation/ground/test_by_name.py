"""Scenarios by name: the simulation is told who reads them and knows no library itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from smecredit.simulation.ground import by_name
from smecredit.simulation.ground.errors import RequestError


def test_whoever_has_a_library_says_how_a_scenario_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_name, "_load", by_name._no_library)
    with pytest.raises(RequestError, match=r"scenario .baseline. cannot be found") as caught:
        by_name.scenario_named("baseline")
    assert "找不到情景 'baseline'" in caught.value.in_language("zh")
    by_name.scenarios_are_read_by(lambda wanted, settings: (wanted, settings))
    assert by_name.scenario_named("baseline") == ("baseline", {})
    assert by_name.scenario_named(Path("own.toml")) == (Path("own.toml"), {})
    assert by_name.scenario_named(7, {"firms": 5}) == (7, {"firms": 5})


@pytest.mark.parametrize("wanted", [None, 3, ["baseline"]])
def test_what_is_no_name_is_refused(wanted: object) -> None:
    with pytest.raises(RequestError, match="give a library name"):
        by_name.scenario_named(wanted)


def test_the_library_is_there_for_who_imports_the_simulation_alone() -> None:
    code = (
        "from smecredit.simulation.ground.by_name import scenario_named; import sys;"
        "print('smecredit.scenarios.load' in sys.modules, scenario_named('baseline').name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False baseline\n"
