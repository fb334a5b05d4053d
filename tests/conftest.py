"""Settings shared by all tests: no screen, repeatable property tests, a market that is run once."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("MPLBACKEND", "Agg")
# Test processes are told a width of 80, which a pipe of a user does not have.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)

# No deadline: the first call of a compiled function includes its compilation.
settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--plugin my_policy.py`: a user's own file joins, and the contract of its kind is tested too."""
    parser.addoption("--plugin", action="append", default=[], metavar="FILE", help="a file of own policies or stresses")


def pytest_configure(config: pytest.Config) -> None:
    """Let the files named join before tests are collected; books open as drawn unless a test says otherwise."""
    open_as_drawn()
    if files := config.getoption("--plugin"):
        from smecredit.simulation.ground.plugins import load_plugins

        load_plugins(files)


def open_as_drawn() -> None:
    """Scenarios read in this process have `opening.settled = false` where nothing states it.

    Most tests are about rules and state numbers of their own; a pool for each of their pasts would take minutes. What a
    scenario says travels with it to worker processes; commands started anew open as for any user.
    """
    from smecredit.simulation.opening import Opening

    read = Opening.read.__func__  # type: ignore[attr-defined]

    def read_as_drawn(cls: type[Opening], values: object, *more: object) -> Opening:
        return read(cls, {"settled": False, **values} if isinstance(values, dict) else values, *more)  # type: ignore[no-any-return]

    Opening.read_as_stated = Opening.read  # type: ignore[attr-defined]
    Opening.read = classmethod(read_as_drawn)  # type: ignore[method-assign, assignment]


@pytest.fixture
def as_for_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios of this test open as for any user: as in processes that are started anew."""
    from smecredit.simulation.opening import Opening

    monkeypatch.setattr(Opening, "read", Opening.read_as_stated)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def plugins_of_a_test_leave_with_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test lets join is known to no other test in the same process."""
    before = set(sys.modules)
    joined = sys.modules.get("smecredit.simulation.ground.plugins")
    if joined is not None:
        monkeypatch.setattr(joined, "_joined", dict(joined._joined))
    yield
    for name in set(sys.modules) - before:
        if name.startswith("smecredit_plugin_"):
            del sys.modules[name]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


def loaded(path: str) -> ModuleType:
    """A program that lies in no package, such as docs/model.py, as a module."""
    specification = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), ROOT / path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    # Its dataclasses look for the module that they are of.
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def program() -> Callable[[str], ModuleType]:
    """`program("docs/model.py")`: a program that lies in no package, as a module."""
    return loaded


def files_of(root: Path) -> list[Path]:
    """Files under version control; skips the test where there is none, as in an unpacked source archive."""
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("not a git work tree")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in listed.split("\0") if name and (root / name).is_file()]


@pytest.fixture(scope="session")
def tracked_files(root: Path) -> list[Path]:
    """Every file under version control."""
    return files_of(root)


@pytest.fixture(scope="session")
def wheel(root: Path, tracked_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files under version control in a copy: the build leaves folders behind."""
    folder, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for path in tracked_files:
        (source / path.relative_to(root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, source / path.relative_to(root))
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder)]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return built
