"""The page on sweeps shows a sweep that can be run, and points that are as it says."""

import re
import tomllib
from pathlib import Path

import smecredit as sc
from smecredit.analysis.commands.cli import COMMANDS
from smecredit.analysis.experiments.sweep_plan import plan


def test_the_sweep_of_the_page_can_be_run(root: Path) -> None:
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    planned = plan({**tomllib.loads(block), "set": {"opening.settled": False}})
    counts = {name: sum(each.scenario == name for each in planned.placed) for name in planned.asked.scenarios}
    assert counts == {"no_support": 8, "one_plus_n": 24}
    assert len(planned.runs) == 320


def test_the_page_names_what_there_is(root: Path) -> None:
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\$ smecredit (\w+)", page))
    assert named <= {each.name for each in COMMANDS} and {"sweep", "results", "fund"} <= named
    for name in re.findall(r"sc\.(\w+)\(", page):
        assert callable(getattr(sc, name))


def test_the_example_files_are_sweeps_of_what_there_is(root: Path) -> None:
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    files = sorted((root / "docs" / "examples").glob("*.toml"))
    assert len(files) >= 2
    for file in files:
        assert f"docs/examples/{file.name}" in page
        stated = tomllib.loads(file.read_text(encoding="utf-8"))
        for block in stated["uncertainties"]:
            if "points" in block:
                block["points"] = 2  # as many as tell whether they can be had
        planned = plan({**stated, "set": {"opening.settled": False}})
        assert {each.scenario for each in planned.placed} == {"no_support", "one_plus_n"}
