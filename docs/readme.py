"""Runs the console blocks of README.md and writes what they print back into it:   python docs/readme.py [--speed]

Results are the same on every machine, so the tables shown in the README are checked against a fresh run by
tests/test_readme.py; after a change of the model this program brings them up to date, in some minutes. A block is run
if it opens with a `smecredit` command; its other lines are the output. A block with a line of three dots, which
stands for output left out, is checked but not rewritten, unless it opens or ends with the dots: then it shows the end
of the output, from the line on that is like its first, or the beginning, up to the line that is like its last,
whatever the numbers in them. The figure is the demo's.
The table of speed is measured anew only with `--speed`, on a machine that has nothing else to do.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from smecredit.analysis.commands.program import ProgramOptions

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
COLUMNS = 110
_NUMBER = re.compile(r"\d[\d,.]*")
LEFT_OUT = "..."
SPEED = "smecredit bench --scenario fuzhou_package --quick"
DEMO = "smecredit compare baseline one_plus_n --under severe_recession"
FIGURE = ROOT / "docs" / "images" / "severe_recession.png"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, its text and the line it starts on."""

    language: str
    text: str
    line: int

    @property
    def commands(self) -> list[str]:
        """The lines after a prompt, without it; a trailing backslash joins the next line."""
        joined = self.text.replace("\\\n", "")
        return [" ".join(line[2:].split()) for line in joined.splitlines() if line.startswith("$ ")]

    @property
    def output(self) -> str:
        """The lines that are not commands."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("$ ")).strip("\n")


def blocks(page: str) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return [Block(match[1], match[2], page.count("\n", 0, match.start()) + 1) for match in FENCE.finditer(page)]


def output_of(command: str, folder: Path) -> str:
    """What a `smecredit` command prints when run in a folder; raises CalledProcessError if it fails."""
    arguments = command.split()[1:]
    settings = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1", "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "smecredit", *arguments],
        cwd=folder,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"`{command}` ended with status {done.returncode}: {done.stderr.strip()}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def agrees(shown: str, printed: str) -> bool:
    """Whether what is shown is what is printed, but for the parts left out."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE)]
    pattern = r"(?:.*\n)?".join(parts) + (".*" if shown.endswith(f"\n{LEFT_OUT}") else "")
    return re.fullmatch(pattern, printed, flags=re.DOTALL) is not None


def shows_output_of(block: Block) -> str | None:
    """The one command whose output the block shows, if it shows any."""
    if block.language != "console" or not block.output:
        return None
    (command,) = block.commands
    return command


def end_of(printed: str, shown: str) -> str | None:
    """The end of what is printed, from the line on that is like the first of `shown` after its opening dots, if any."""
    opening = shown.splitlines()[1]
    lines = printed.splitlines()
    alike = [place for place, line in enumerate(lines) if _NUMBER.sub("#", line) == _NUMBER.sub("#", opening)]
    return "\n".join([LEFT_OUT, *lines[alike[-1] :]]) if alike else None


def beginning_of(printed: str, shown: str) -> str | None:
    """The beginning of what is printed, up to the line that is like the last of `shown` before its closing dots."""
    closing = shown.splitlines()[-2]
    lines = printed.splitlines()
    alike = [place for place, line in enumerate(lines) if _NUMBER.sub("#", line) == _NUMBER.sub("#", closing)]
    return "\n".join([*lines[: alike[0] + 1], LEFT_OUT]) if alike else None


def refreshed(page: str, folder: Path, speed: bool = False) -> str:
    """The page with the output of every shown `smecredit` command as it is now; of SPEED only if `speed`."""

    def replace(match: re.Match[str]) -> str:
        block = Block(match[1], match[2], 0)
        command = shows_output_of(block)
        if speed and block.commands == [SPEED]:
            command = SPEED
        shown = block.output.splitlines()
        if command is None or LEFT_OUT in shown[1:-1]:
            return match[0]
        printed = output_of(command, folder)
        if shown[:1] == [LEFT_OUT]:
            printed = end_of(printed, block.output) or block.output
        elif shown[-1] == LEFT_OUT:
            printed = beginning_of(printed, block.output) or block.output
        return f"```{block.language}\n$ {command}\n{printed}\n```"

    return FENCE.sub(replace, page)


def draw_figure(folder: Path) -> None:
    """Writes the demo's figure, in 256 colours to keep the repository small."""
    output_of(f"{DEMO} --out demo", folder)
    FIGURE.parent.mkdir(exist_ok=True)
    with Image.open(folder / "demo" / "comparison.png") as drawn:
        drawn.convert("RGB").quantize(256).save(FIGURE, optimize=True)


def main() -> None:
    """Brings README.md and its figure up to date."""
    options = ProgramOptions(__doc__)
    options.add_argument("--speed", action="store_true", help="measure the table of speed too")
    speed = options.asked().speed
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        page = refreshed(README.read_text(encoding="utf-8"), folder, speed=speed)
        README.write_text(page, encoding="utf-8")
        draw_figure(folder)


if __name__ == "__main__":
    main()
