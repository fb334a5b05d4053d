"""The files of a comparison."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smecredit.analysis.experiments.result_folder import COMPARISON_FILES, MANIFEST, result_folder
from smecredit.analysis.presentation import outputs
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.outputs import write_comparison


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_comparison_is_written_whole(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(tmp_path, comparison, "en")
    assert names_in(tmp_path) == sorted(COMPARISON_FILES)
    assert json.loads((tmp_path / "comparison.json").read_text()) == comparison.document()
    table = pd.read_csv(tmp_path / "comparison.csv")
    assert list(table.columns[:3]) == ["indicator", "scenario", "unit"]
    assert (tmp_path / "comparison.png").read_bytes()[1:4] == b"PNG"
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    # Classes that other tests in this process declare are plugins, and named.
    assert set(manifest) - {"plugins"} == {"scenarios", "seeds", "hash", "versions", "time", "files"}
    assert manifest["hash"]["one_plus_n"] == comparison.scenario("one_plus_n").hash
    assert manifest["files"] == sorted(COMPARISON_FILES)


def test_values_by_seed_are_written_tidy(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(tmp_path, comparison, "en")
    table = pd.read_csv(tmp_path / "by_seed.csv")
    assert list(table.columns) == ["seed", "scenario", "indicator", "unit", "value"]
    assert len(table) == len(comparison.seeds) * len(comparison.names) * len(comparison.measured)
    own = table.query("scenario == 'one_plus_n' and indicator == 'borrower_share'")
    assert np.isclose(own["value"].mean(), comparison.mean("one_plus_n", "borrower_share").value, rtol=0.05)


def test_a_failure_half_way_leaves_the_earlier_result_as_it_was(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with result_folder(tmp_path, COMPARISON_FILES) as place:
        write_comparison(place, comparison, "en")
    before = {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)}

    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(outputs, "write_table", full)
    with pytest.raises(OSError, match="No space left") as told, result_folder(tmp_path, COMPARISON_FILES) as place:
        write_comparison(place, comparison, "en")
    assert told.value.filename == str(tmp_path / "comparison.csv")
    assert {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)} == before


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@x"])
def test_a_name_that_is_a_formula_is_text_in_the_tables(make, tmp_path: Path, name: str) -> None:
    named = make("baseline", "one_plus_n", seeds=2, keys=("borrower_share",))
    object.__setattr__(named.scenarios[1], "name", name)
    odd = Comparison(named.scenarios, named.seeds, list(zip(*named.results.values(), strict=True)))
    write_comparison(tmp_path, odd, "en")
    for file in ("comparison.csv", "by_seed.csv"):
        with (tmp_path / file).open(newline="") as opened:
            cells = {cell for row in csv.reader(opened) for cell in row}
        assert f"'{name}" in cells
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@") or cell == name]
    assert name in json.loads((tmp_path / "comparison.json").read_text())["scenarios"]
