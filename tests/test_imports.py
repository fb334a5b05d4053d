"""Imports run one way: simulation, scenarios, analysis; inside simulation from numbers up to the market."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGES = ("simulation", "scenarios", "analysis")
ALLOWED = {
    "simulation": {"simulation"},
    "scenarios": {"simulation", "scenarios"},
    "analysis": {"simulation", "scenarios", "analysis"},
}
#: Height of a module of `simulation`, which imports nothing higher; those not named are at the bottom, 0.
HEIGHTS = {
    "simulation.behaviour": 1,
    "simulation.agents": 2,
    "simulation.products": 2,
    "simulation.policy": 2,
    "simulation.public_purse": 2,
    "simulation.registry": 2,
    "simulation.scenario": 2,
    "simulation.stress": 2,
    "simulation.stresses": 2,
    "simulation.indicators": 2,
    "simulation.grants": 3,
    "simulation.learning": 3,
    "simulation.memory": 3,
    "simulation.opening": 3,
    "simulation.population": 3,
    "simulation.recorder": 3,
    "simulation.totals": 3,
    "simulation.underwriting": 3,
    "simulation.credit_rationing": 3,
    "simulation.disbursement": 3,
    "simulation.follower": 3,
    "simulation.phases": 3,
    "simulation.month": 3,
    "simulation.market": 4,
    "simulation.compile_ahead": 4,  # its learner lives in a market
}


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imported(tree: ast.Module, module: str, is_package: bool, inside_functions: bool) -> set[str]:
    """Full names of what a module imports, as `package.module` or `package.module.name`.

    Imports that only a type checker reads are left out; those inside functions on request.
    """
    names: set[str] = set()
    package = module.split(".") if is_package else module.split(".")[:-1]

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            names.update(f"{source}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not inside_functions:
            return
        for child in ast.iter_child_nodes(node):
            if for_type_checkers(node) and child not in getattr(node, "orelse", []):
                continue
            visit(child)

    visit(tree)
    return names


def import_graph(root: Path, inside_functions: bool) -> dict[str, set[str]]:
    """For every module of the project, the modules of the project it imports."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    modules = {module_name(path, root): path for path in paths}
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        graph[module] = set()
        for name in imported(tree, module, path.stem == "__init__", inside_functions):
            target = name if name in modules else name.rpartition(".")[0]
            if target in modules and target != module:
                graph[module].add(target)
    return graph


@pytest.fixture(scope="module")
def graph(root: Path) -> dict[str, set[str]]:
    return import_graph(root, inside_functions=True)


def test_the_reader_of_imports_sees_every_form() -> None:
    source = (
        "import simulation.units\n"
        "from scenarios import load\n"
        "from . import sibling\n"
        "from ..upper import name\n"
        "if TYPE_CHECKING:\n    from analysis import typing_only\n"
        "def f():\n    from analysis.cli import main\n"
    )
    tree = ast.parse(source)
    everywhere = imported(tree, "simulation.policy.one", is_package=False, inside_functions=True)
    assert everywhere == {
        "simulation.units",
        "scenarios.load",
        "simulation.policy.sibling",
        "simulation.upper.name",
        "analysis.cli.main",
    }
    assert "analysis.cli.main" not in imported(tree, "simulation.policy.one", False, inside_functions=False)


def test_every_package_is_read(graph: dict[str, set[str]]) -> None:
    assert {module.partition(".")[0] for module in graph} == set(PACKAGES)
    assert len(graph) > 20


def test_packages_import_one_way(graph: dict[str, set[str]]) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in graph.items()
        for target in targets
        if target.partition(".")[0] not in ALLOWED[module.partition(".")[0]]
    ]
    assert not wrong


def height(module: str) -> int:
    parts = module.split(".")
    return max(HEIGHTS.get(".".join(parts[: n + 1]), 0) for n in range(len(parts)))


def test_simulation_imports_downwards(graph: dict[str, set[str]]) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in graph.items()
        if module.startswith("simulation.")
        for target in targets
        if height(target) > height(module)
    ]
    assert not wrong


def test_no_module_imports_itself_through_others(root: Path) -> None:
    graph = import_graph(root, inside_functions=False)
    for package in PACKAGES:  # a package's own __init__ gathers names from below; nobody below reads them from it
        for module in graph:
            if module.startswith(f"{package}."):
                graph[module].discard(package)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
    assert len(order) == len(graph)
