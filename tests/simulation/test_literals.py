"""No number of economic meaning stands in a rule: what is not an identity or a named formula constant is declared.

A literal in the body of a function must be one of IDENTITIES, or half a unit added to round, or stand in a function
listed in FORMULAS with the formula that has it. A constant of a module must be listed in CONSTANTS with what makes it
more than a choice of ours: a published formula or table, a unit, a device of the computation.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "simulation"
RULES = (
    "behaviour",
    "policy",
    "products",
    "phases",
    "stresses",
    "agents",
    "settled",
    "opening.py",
    "month.py",
    "market.py",
)

#: Identities, units (months, fen, thousandths, millionths) and the width of rounding.
IDENTITIES = {0.0, 1.0, 12.0, 100.0, 1_000.0, 1e6, 1e-9}
#: Functions whose formula has other numbers, and which.
FORMULAS = {
    "behaviour/lending/credit_scoring.py": {"estimated_pd": "second-order expansion of the logistic: 1/2 and 1 - 2 p"},
    "behaviour/lending/ways_to_lend.py": {"request_of": "a fair coin"},
    "behaviour/trade/contagion.py": {"custom_lost_until_the_look": "the mean of a wait of up to a year: a half"},
    "behaviour/trade/business_cycle.py": {
        "next_regime": "recession and boom alike",
        "mean_level": "recession and boom alike",
        "gaps_of_growth": "a quarter's growth stands in its second month",
    },
    "policy/employment_subsidy.py": {"support_hiring": "area of the triangle below the demand for labour"},
}

BASEL = "Basel II, paragraphs 272, 273, 285, 318 and 330"
CAPITAL_FORMULAS = (
    *("RETAIL_LOW", "RETAIL_HIGH", "RETAIL_DECAY", "CORPORATE_LOW", "CORPORATE_HIGH", "CORPORATE_DECAY"),
    *("MATURITY_LEVEL", "MATURITY_SLOPE", "MATURITY_MEAN", "MATURITY_YEAR", "WEIGHT_OF_CAPITAL", "WORST_QUANTILE"),
    *("MOST_RELIEF", "FULL_RELIEF_YUAN", "NO_RELIEF_YUAN", "LEAST_PD", "MOST_PD"),
)
UNIT = "a change of unit"
DEFINITION = "what a figure counts"
DEVICE = "a bound of the computation that no run meets, or a size of what it keeps"
CONSTANTS = {
    "behaviour/banking/totals.py": {"BINS_A_MONTH": UNIT},
    "behaviour/demography/size_class.py": {"SIZE_SALES": "official cut-offs of size by sector"},
    "behaviour/guarantee/institution_month.py": {"YUAN_A_YEAR": UNIT},
    "behaviour/lending/disbursement.py": {"OPAQUE": DEFINITION},
    "behaviour/lending/loan_pricing.py": dict.fromkeys(CAPITAL_FORMULAS, BASEL),
    "behaviour/lending/underwriting.py": {"NO_COST": DEVICE},
    "behaviour/lending/verified_sales.py": {"FULL_COVER": DEVICE},
    "behaviour/trade/business_cycle.py": {"QUARTERS_A_YEAR": UNIT, "MONTHS_A_QUARTER": UNIT},
    "policy/capital_rule.py": {"CORPORATE_YEARS": BASEL, "LEAST_WEIGHT": DEVICE, "LEAST_TARGET": DEVICE},
    "policy/employment_subsidy.py": {"LEAST_LEFT": DEVICE},
    "policy/instrument.py": {"LARGEST_YUAN": DEVICE},
    "policy/targeted_grant.py": {"FEN_IN_A_MILLION": UNIT, "LEAST_OVERHEADS": DEVICE},
}


def files() -> list[Path]:
    return sorted(
        path for part in RULES for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))
    )


def declared(node: ast.AST) -> bool:
    """Whether a node states a parameter, or values that a class carries for its readers."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "parameter"
    return isinstance(node, ast.AnnAssign) and "ClassVar" in ast.unparse(node.annotation)


def is_half(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0.5


def excepted(place: str) -> set[str]:
    """Constants and functions of a file that may hold other numbers."""
    return {*CONSTANTS.get(place, {}), *FORMULAS.get(place, {})}


def undeclared(source: str) -> Iterator[tuple[int, str, float]]:
    """Line, the constant or function it stands in, and value of each number that is no identity."""

    def visit(node: ast.AST, place: str | None) -> Iterator[tuple[int, str, float]]:
        if declared(node):
            return
        if isinstance(node, ast.FunctionDef) and place is None:
            place = node.name
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and is_half(node.right):
            yield from visit(node.left, place)  # rounding
            return
        elif isinstance(node, ast.ClassDef):
            place = None
        elif isinstance(node, ast.Assign | ast.AnnAssign) and place is None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
            if isinstance(node.value, ast.Tuple) and len(names) == len(node.value.elts):
                for name, value in zip(names, node.value.elts, strict=True):
                    yield from visit(value, name)
                return
            place = names[0] if names else None
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value not in IDENTITIES:
            yield node.lineno, place or "", node.value
        for child in ast.iter_child_nodes(node):
            yield from visit(child, place)

    yield from visit(ast.parse(source), None)


def test_no_rule_holds_a_number_of_its_own() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} {value}"
        for path in files()
        for line, name, value in undeclared(path.read_text(encoding="utf-8"))
        if name not in excepted(path.relative_to(ROOT).as_posix())
    ]
    assert found == []


def test_every_number_that_is_excepted_is_there() -> None:
    for place in {**CONSTANTS, **FORMULAS}:
        there = {name for _, name, _ in undeclared((ROOT / place).read_text(encoding="utf-8"))}
        assert excepted(place) == there, place


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def rate(x):\n    return 0.92 * x\n", [(2, "rate", 0.92)]),
        ("def rate(x):\n    def inner():\n        return x + 0.012\n    return inner\n", [(3, "rate", 0.012)]),
        ("PART = 0.92\n", [(1, "PART", 0.92)]),
        ("LOW, HIGH = 0.03, 1.0\n", [(1, "LOW", 0.03)]),
        ("TABLE = ((1, 0.3),)\n", [(1, "TABLE", 0.3)]),
        ("def rate(x=1.3):\n    return x / 12.0\n", [(1, "rate", 1.3)]),
        ("class A:\n    part: float = parameter(0.92)\n    example: ClassVar = {'part': 0.3}\n", []),
        ("class A:\n    def part(self):\n        return max(self.x, 0.05)\n", [(3, "part", 0.05)]),
        ("def rate(x):\n    return int(1.0 - x + 12.0 * 100.0 + 0.5)\n", []),
        ("def rate(x):\n    return 0.5 * x\n", [(2, "rate", 0.5)]),
    ],
)
def test_a_new_number_is_found(source: str, found: list[tuple[int, str, float]]) -> None:
    assert list(undeclared(source)) == found
