"""Imports run one way, type hints included: simulation, scenarios, analysis; inside each in the order of the layout."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

#: The parts of each package; one imports only what stands before it, and itself.
ORDER = {
    "simulation": (
        "ground",
        "state",
        "behaviour",
        "products",
        "agents",
        "policy",
        "stresses",
        "phases",
        "observe",
        "memory",
        "scenario",
        "opening",
        "month",
        "compile_ahead",
        "settled",
        "market",
        "learner",
    ),
    "scenarios": ("argument", "syntax", "files", "load", "keywords", "schema"),
    "analysis": (
        "statistics",
        "experiments",
        "validation",
        "presentation",
        "reference",
        "mesa_page",
        "web",
        "commands",
    ),
}
PACKAGES = tuple(ORDER)


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, module: str, is_package: bool, inside_functions: bool) -> set[str]:
    """Full names, below `smecredit`, of what a module imports, as `package.module` or `package.module.name`.

    What only a type checker reads counts; what is imported inside functions does on request.
    """
    names: set[str] = set()
    package = module.split(".") if is_package else module.split(".")[:-1]

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            names.update(f"{source}.{alias.name}".strip(".") for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not inside_functions:
            return
        for child in ast.iter_child_nodes(node):
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
        "import numpy\n"
        "from ..state import ledger\n"
        "from . import sibling\n"
        "from ...scenarios.load import load\n"
        "if TYPE_CHECKING:\n    from ..market import CreditMarket\n"
        "def f():\n    from ...analysis.commands.cli import main\n"
    )
    tree = ast.parse(source)
    everywhere = imported(tree, "simulation.policy.one", is_package=False, inside_functions=True)
    assert everywhere == {
        "numpy",
        "simulation.state.ledger",
        "simulation.policy.sibling",
        "scenarios.load.load",
        "simulation.market.CreditMarket",
        "analysis.commands.cli.main",
    }
    assert "analysis.commands.cli.main" not in imported(tree, "simulation.policy.one", False, inside_functions=False)


def test_every_package_is_read(graph: dict[str, set[str]]) -> None:
    assert {module.partition(".")[0] for module in graph} == set(PACKAGES)
    assert len(graph) > 20


def test_within_the_package_imports_are_relative(root: Path) -> None:
    absolute = [
        f"{path.relative_to(root)}:{node.lineno}"
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == "smecredit")
        or (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "smecredit" for name in node.names))
    ]
    assert not absolute


def test_packages_import_one_way(graph: dict[str, set[str]]) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in graph.items()
        for target in targets
        if PACKAGES.index(target.partition(".")[0]) > PACKAGES.index(module.partition(".")[0])
    ]
    assert not wrong


def place(module: str) -> int:
    """Place of the part of its package that a module lies in; those that gather the package's names come last."""
    package, _, rest = module.partition(".")
    order = ORDER[package]
    part = rest.partition(".")[0]
    return order.index(part) if part in order else len(order)


def test_each_part_imports_only_what_stands_before_it(graph: dict[str, set[str]]) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in graph.items()
        for target in targets
        if module.partition(".")[0] == target.partition(".")[0] and place(target) > place(module)
    ]
    assert not wrong


def test_nobody_below_the_market_names_it(graph: dict[str, set[str]]) -> None:
    market = "simulation.market"
    naming = {module for module, targets in graph.items() if market in targets and module.startswith("simulation.")}
    assert all(place(module) >= place(market) for module in naming), naming


def test_no_module_imports_itself_through_others(root: Path) -> None:
    graph = import_graph(root, inside_functions=True)
    for package in PACKAGES:  # a package's own __init__ gathers names from below; nobody below reads them from it
        for module in graph:
            if module.startswith(f"{package}."):
                graph[module].discard(package)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
    assert len(order) == len(graph)
