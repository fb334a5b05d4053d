"""Every block of the README runs or is checked, and the output it shows is what is printed today."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, loaded

readme = loaded("docs/readme.py")
PAGES = [path for path in (ROOT / "README.md", ROOT / "README.zh.md") if path.exists()]
BLOCKS = [(path.name, block) for path in PAGES for block in readme.blocks(path.read_text(encoding="utf-8"))]
TYPED = [(name, block, command) for name, block in BLOCKS for command in block.commands]


def named(*languages: str) -> list:
    return [
        pytest.param(block, id=f"{name}-line-{block.line}") for name, block in BLOCKS if block.language in languages
    ]


def test_blocks_are_of_known_kinds() -> None:
    assert {block.language for _, block in BLOCKS} <= {"console", "python", "toml", "text"}
    assert {"console", "python", "toml"} <= {block.language for _, block in BLOCKS}


def test_fences_pair_up() -> None:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        page_blocks = [block for name, block in BLOCKS if name == path.name]
        assert len(re.findall(r"^```", text, flags=re.MULTILINE)) == 2 * len(page_blocks), path.name


@pytest.mark.slow
@pytest.mark.parametrize("page", [pytest.param(path, id=path.name) for path in PAGES])
def test_python_blocks_run_in_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "readme"}
    for name, block in BLOCKS:
        if name == page.name and block.language == "python":
            smaller = re.sub(r"seeds=\d+, under=", "seeds=2, firms=1_000, under=", block.text)
            code = "\n" * block.line + smaller
            exec(compile(code, page.name, "exec"), namespace)
    assert not namespace["market"].running
    result, table = namespace["result"], namespace["table"]
    assert {"difference", "ci_low", "ci_high"} <= set(result.table.columns) and result.seeds == (1, 2)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert (set(table["seed"]), set(table["month"])) == ({1, 2}, {12, 24})
    assert {row["RunId"] for row in namespace["rows"]} == {0, 1}


@pytest.mark.parametrize(
    "command",
    [pytest.param(command, id=f"{name}-{command}") for name, _, command in TYPED],
)
def test_commands_exist(command: str) -> None:
    program, *arguments = command.split()
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
        words = [word for word in arguments if "=" not in word]
        assert words
        assert set(words) <= set(targets)
    elif program == "smecredit":
        from smecredit.analysis.commands.cli import COMMANDS

        assert arguments[0] in {each.name for each in COMMANDS}
    else:
        assert program in {"git", "cd", ".", "python3", ".venv/bin/pip", ".venv/bin/smecredit"}
        if shutil.which("bash"):
            subprocess.run(["bash", "-n", "-c", command], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("block", named("console"))
def test_console_blocks_print_what_they_show(block, tmp_path: Path) -> None:
    for command in block.commands:
        if command.startswith("smecredit "):
            printed = readme.output_of(command, tmp_path)
            if block.output:
                assert readme.agrees(block.output, printed), printed


@pytest.mark.parametrize("block", named("toml"))
def test_scenario_blocks_load(block, tmp_path: Path) -> None:
    from smecredit.scenarios import load

    path = tmp_path / "scenario.toml"
    path.write_text(block.text, encoding="utf-8")
    assert load(str(path)).policies


def test_output_left_out_is_skipped_and_other_differences_are_seen() -> None:
    assert readme.agrees("a\n...\nd", "a\nb\nc\nd")
    assert readme.agrees("a\nb", "a\nb")
    assert not readme.agrees("a\n...\nd", "a\nb\nc\ne")
    assert not readme.agrees("a\nb", "a\nc")


def test_a_block_that_opens_with_dots_shows_the_end_of_the_output() -> None:
    assert readme.end_of("a\nfirm 12\nb", "...\nfirm 7\nc") == "...\nfirm 12\nb"
    assert readme.end_of("a\nb", "...\nfirm 7\nc") is None
    assert readme.agrees("...\nfirm 12\nb", "a\nfirm 12\nb")


def test_a_block_that_ends_with_dots_shows_the_beginning_of_the_output() -> None:
    assert readme.beginning_of("a\nfirm 12\nb", "x\nfirm 7\n...") == "a\nfirm 12\n..."
    assert readme.beginning_of("a\nb", "firm 7\n...") is None
    assert readme.agrees("a\nfirm 12\n...", "a\nfirm 12\nb\nc")
    assert not readme.agrees("a\nfirm 12\n...", "a\nfirm 13\nb")


def test_links_to_files_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (ROOT / target).exists(), f"{page.name}: {target}"
