"""Files and modules that prose names exist: docstrings, comments, the pages of docs and README.md."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("simulation", "scenarios", "analysis")
#: A path of ours: folders and a file with an ending that our files have. Not of an address, a pattern or another root.
PATH = re.compile(r"(?<![\w/.:~$*>{-])((?:[\w-]+/)+[\w-]+\.(?:py|toml|md|csv|json|txt))(?![\w/*])")
#: A dotted name in backticks.
NAME = re.compile(r"`([a-z_]+(?:\.(?!(?:py|csv|md|toml|json)`)[A-Za-z_]\w*)+)`")
FOLDERS = {
    path.name for package in PACKAGES for path in [ROOT / package, *(ROOT / package).rglob("*")] if path.is_dir()
} - {"__pycache__"}

#: What the site has, made pages included; its strict build fails where one is not there.
SITE = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring and comment of a module, or of the whole page."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        documents = token.type == tokenize.STRING and token.string.startswith('"""')
        if documents or token.type == tokenize.COMMENT:
            yield token.start[0], token.string


PAGES = [
    ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "docs").glob("*.py")),
    *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))),
]  # fmt: skip


def places(page: Path) -> Iterator[Path]:
    """Where a path may begin: at the root, at a package or at a folder above the page."""
    yield from (ROOT, *(ROOT / package for package in PACKAGES))
    for folder in page.parents:
        yield folder
        if folder == ROOT:
            return


def is_there(page: Path, path: str) -> bool:
    """A file, or a page of the site that is made while it is built."""
    if f": {path}\n" in SITE or f": zh/{path}\n" in SITE or f": {path} #" in SITE:
        return True
    return any((place / path).exists() for place in places(page))


def is_module(name: str) -> bool:
    """Whether a dotted name leads to a module or a folder of modules, or to something that a module names."""
    first, *rest = name.split(".")
    starts = [path for package in PACKAGES for path in [ROOT / package, *(ROOT / package).rglob(first)]]
    for place in (path for path in starts if path.is_dir() and path.name == first):
        here = place
        for step, part in enumerate(rest):
            if (here / part).is_dir():
                here = here / part
            elif (here / f"{part}.py").is_file():
                source = (here / f"{part}.py").read_text(encoding="utf-8")
                if all(re.search(rf"\b{each}\b", source) for each in rest[step + 1 :]):
                    return True
                break
            elif re.search(rf"\b{part}\b", (here / "__init__.py").read_text(encoding="utf-8")):
                return True
            else:
                break
        else:
            return True
    return False


def test_paths_that_prose_names_exist() -> None:
    wrong = [
        f"{page.relative_to(ROOT)}:{line} names {path}"
        for page in PAGES
        for line, text in prose(page)
        for path in PATH.findall(text)
        if not is_there(page, path)
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_that_prose_names_exist() -> None:
    from smecredit.simulation.ground.registry import parameter_groups

    groups = parameter_groups()
    wrong = [
        f"{page.relative_to(ROOT)}:{line} names {name}"
        for page in PAGES
        for line, text in prose(page)
        for name in NAME.findall(text)
        if name.split(".")[0] in FOLDERS - groups.keys() and not is_module(name)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("simulation.ground.registry", True),
        ("behaviour.banking.bank_balance.equity_of", True),
        ("simulation.registry", False),
        ("behaviour.default", False),
    ],
)
def test_the_reader_tells_a_module_from_a_former_one(name: str, there: bool) -> None:
    assert is_module(name) == there


def test_the_reader_finds_paths_in_prose() -> None:
    text = "see simulation/ground/units.py and `python docs/readme.py`, not https://a.org/b/c.py, */x.py or ../d.py"
    assert PATH.findall(text) == ["simulation/ground/units.py", "docs/readme.py"]
