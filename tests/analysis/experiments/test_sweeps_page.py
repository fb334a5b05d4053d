"""The page on sweeps shows a sweep that can be run, points that are as it says, and blocks that run as they stand."""

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


#: What the blocks are made smaller by: as few and as small runs as tell whether a block works.
SMALLER = (
    (r"\bfirms( *)= \d+", r"firms\1= 200"),
    (r"\bmonths( *)= \d+", r"months\1= 26"),
    (r"\bseeds( *)= \d+", r"seeds\1= 2"),
    (r'"economy.burn_in" = \d+', '"economy.burn_in" = 0'),
    (r"\bpoints( *)= 8 *$", r"points\1= 2"),
    (r'^ *"(underwriting|credit_demand|moral_hazard)\.\w+" *= \{.*\n', ""),  # two of what may drive it are enough
    (r"\bpoints( *)= 128", r"points\1= 8"),
    (r"--points \d+|(?<=\.toml)(?= --indicator default_rate +#)", " --points 8 "),
    (r"(?<=, )points=64", "points=8"),
    (r"(--candidates |candidates=)\d+", r"\g<1>4"),
    (r"(--seeds |\bseeds=)\d+", r"\g<1>3"),
    (r"--firms \d+ ", ""),
    (r"smecredit fund (\w+)", r"smecredit fund \1 --firms 200 --months 26"),
    (r'sc\.fund\("one_plus_n"', 'sc.fund("one_plus_n,economy.firms=200,economy.months=26"'),
    (r"smecredit search docs/", "smecredit search --candidates 4 docs/"),
)
#: What a block says that needs a cluster, or a folder that several machines share.
OF_A_CLUSTER = ("/shared/", "dask")


#: What `discover` says of a few tiny runs, which miss the goal of the page all or not at all; test_discover has others.
TOO_FEW = "cases miss the goal"


@contextmanager
def tolerated() -> Iterator[None]:
    try:
        yield
    except sc.RequestError as error:
        assert TOO_FEW in str(error)


def smaller(text: str) -> str:
    for pattern, replacement in SMALLER:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def blocks_of(page: str) -> Iterator[tuple[str, str]]:
    """Language and text of each block that this machine can run; those of a cluster are run in `test_batch_systems`."""
    for language, text in re.findall(r"^```(console|python)\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE):
        if not any(word in text for word in OF_A_CLUSTER):
            yield language, smaller(text)


@pytest.mark.slow
def test_every_block_runs_in_the_order_of_the_page(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inline: None, smecredit: Callable
) -> None:
    for needed in ("SALib", "optuna", "ema_workbench"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: smecredit[analysis,search]")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "examples").mkdir(parents=True)
    (tmp_path / "docs" / "images").mkdir()
    for file in (root / "docs" / "examples").glob("*.toml"):
        (tmp_path / "docs" / "examples" / file.name).write_text(smaller(file.read_text(encoding="utf-8")))
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    (design,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "shares.toml").write_text(smaller(design), encoding="utf-8")
    names: dict[str, object] = {}
    ran = {"console": 0, "python": 0}
    for language, text in blocks_of(page):
        ran[language] += 1
        if language == "python":
            with tolerated():
                exec(compile(text, "docs/sweeps.md", "exec"), names)
            continue
        for line in re.findall(r"^\$ (.*)$", text, flags=re.MULTILINE):
            program, *arguments = shlex.split(line, comments=True)
            if program == "cp":
                continue
            assert program == "smecredit", line
            status, _, err = smecredit(*arguments)
            assert status == 0 or TOO_FEW in err, (line, err)
    assert ran["python"] >= 5 and ran["console"] >= 7
