"""The notebooks run, at a tiny size and beside files of the user that have the names of our folders."""

import inspect
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from types import ModuleType

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: smecredit[test]")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: smecredit[test]")
pytest.importorskip("ipykernel", reason="ipykernel is not installed: smecredit[test]")

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: What the first cell of a notebook states, made small. Each stands in some notebook.
SMALLER = {
    r'"firms": \d+': '"firms": 300',
    r'"months": \d+': '"months": 26',
    r"^SEEDS = \d+": "SEEDS = 2",
    r"^TRAJECTORIES = \d+": "TRAJECTORIES = 4",
    r"^BANK_KEEPS = .*": "BANK_KEEPS = [0.2, 0.5]",
}
#: The one that runs with every test; the others take minutes together.
ALWAYS = "own_policy"


def parameters_of(notebook) -> list:
    return [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]


def smaller(source: str) -> str:
    for pattern, value in SMALLER.items():
        source = re.sub(pattern, value, source, flags=re.MULTILINE)
    return source


def executed(path: Path, folder: Path, before: str = ""):
    """The notebook after a run in `folder`, beside files that would be in the way of a package at the top."""
    for name in ("analysis", "simulation"):
        (folder / f"{name}.py").write_text("raise SystemExit('a file of the user is in the way')\n", encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    for cell in parameters_of(notebook):
        cell.source = smaller(cell.source)
    if before:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(before))
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    # Tests have a backend without pictures; a notebook shows what it draws.
    return client.execute(env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"})


def outputs_of(notebook) -> list:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code), "outputs go stale: clear them"
    assert notebook.cells[0].source.startswith("# ")
    (first,) = parameters_of(notebook)
    assert first is code[0], "the size stands in the first cell of code"
    assert smaller(first.source) != first.source
    assert set(notebook.metadata) == {"kernelspec", "language_info"}, "nothing of one machine is stored"


def test_the_list_of_notebooks_names_each() -> None:
    listed = set(re.findall(r"\]\((\w+)\.ipynb\)", (FOLDER / "index.md").read_text(encoding="utf-8")))
    assert listed == {path.stem for path in NOTEBOOKS}
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[] if path.stem == ALWAYS else pytest.mark.long) for path in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_a_notebook_runs(path: Path, tmp_path: Path, suite: ModuleType) -> None:
    if path.stem == "sensitivity":
        pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")
    notebook = executed(path, tmp_path, f"{inspect.getsource(suite.open_as_drawn)}\nopen_as_drawn()")
    kinds = {kind for output in outputs_of(notebook) for kind in output.get("data", {})}
    assert {"image/png", "text/html"} <= kinds, "it shows figures and tables"
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.fixture
def suite(request: pytest.FixtureRequest) -> ModuleType:
    """tests/conftest.py, as pytest has loaded it."""
    found = [each for each in request.config.pluginmanager.get_plugins() if hasattr(each, "open_as_drawn")]
    return found[0]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment in which the wheel is installed, beside the libraries of this one."""
    environment = tmp_path_factory.mktemp("installed")
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    # A path in a .pth file adds the libraries; their own .pth files, such as that of this checkout, are not read.
    libraries = [path for path in sys.path if path.endswith("-packages")]
    Path(site_of(python), "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*install, "--ignore-installed"], check=True, capture_output=True)
    return python


def site_of(python: Path) -> str:
    return sysconfig.get_path("purelib", vars={"base": str(python.parents[1])})


@pytest.mark.long
@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_a_notebook_runs_from_an_installation_of_the_wheel(name: str, installed: Path, tmp_path: Path) -> None:
    """In a folder of a user that holds nothing but files with names of our parts."""
    if name == "sensitivity.ipynb":
        pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")
    for part in ("analysis", "simulation"):
        (tmp_path / f"{part}.py").write_text("raise SystemExit('a file of the user is in the way')\n", encoding="utf-8")
    notebook = nbformat.read(FOLDER / name, as_version=4)
    for cell in parameters_of(notebook):
        cell.source = smaller(cell.source)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import smecredit; print(smecredit.__file__)"))
    nbformat.write(notebook, tmp_path / name)
    run = f"from nbclient.cli import main; main(['{name}', '--inplace', '--timeout=900'])"
    # Tests have a backend without pictures; a notebook shows what it draws.
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MPLBACKEND")}
    done = subprocess.run(
        [str(installed), "-c", run], cwd=tmp_path, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    notebook = nbformat.read(tmp_path / name, as_version=4)
    assert Path(outputs_of(notebook)[0].text.strip()).is_relative_to(site_of(installed))
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    assert {"image/png", "text/html"} <= {kind for each in outputs_of(notebook) for kind in each.get("data", {})}
