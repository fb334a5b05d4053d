"""docs/model.md describes the model there is: phases, state variables, parameters and files are the code's."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from smecredit.simulation.ground.registry import parameter_groups
from smecredit.simulation.month import plan
from smecredit.simulation.state.enterprise_columns import ENTERPRISE

NAMED = re.compile(r"`([a-z_]+)\.([a-z_]+)`")
FILE_ENDINGS = {"md", "py", "csv", "toml", "json"}
#: What a reader looks for here: the mechanisms of the economy, each with at least one parameter on the page.
SUBMODELS = (
    "scale",
    "staff",
    "bills",
    "birth",
    "credit_demand",
    "verified_sales",
    "record_fields",
    "strangers",
    "standards",
    "loan_pricing",
    "bank_funding",
    "bond_values",
    "banking",
    "large_firms",
    "guarantors",
    "personal_guarantee",
    "public_capital",
    "old_loans",
    "repayment",
    "partial_renewal",
    "recovery",
    "population",
    "succession",
    "growth",
    "treasury",
    "central_bank",
    "opening",
)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def writer(program: Callable[[str], ModuleType]) -> ModuleType:
    return program("docs/model.py")


def named_parameters(text: str) -> set[tuple[str, str]]:
    return {(group, name) for group, name in NAMED.findall(text) if name not in FILE_ENDINGS} - {
        ("market", "enterprises")
    }


def unknown(text: str) -> list[str]:
    groups = parameter_groups()
    return sorted(
        f"{group}.{name}"
        for group, name in named_parameters(text)
        if group not in groups or name not in groups[group].model_fields
    )


def test_every_parameter_named_exists(page: str) -> None:
    assert not unknown(page)
    assert len(named_parameters(page)) > 150


def test_a_parameter_that_is_not_there_is_found() -> None:
    assert unknown("`scale.premium`, `scale.premiun`, `scales.premium`, `opening.md`") == [
        "scale.premiun",
        "scales.premium",
    ]


def test_equations_speak_of_parameters(page: str) -> None:
    """A name of several words in an equation is a parameter's, told in full beside it."""
    names = {name for group in parameter_groups().values() for name in group.model_fields}
    equations = re.findall(r"^```text\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    used = {name for block in equations for name in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", block)}
    assert len(used) > 60
    assert not used - names
    told = {name for _, name in named_parameters(page)}
    assert not used - told


@pytest.mark.parametrize("group", SUBMODELS)
def test_every_submodel_is_there_with_its_parameters(page: str, group: str) -> None:
    assert group in {name for name, _ in named_parameters(page)}


def test_phases_are_those_of_the_month(page: str) -> None:
    """The page's list, stripped of its marks, is what `plan()` prints."""
    part = page.partition("<!-- phases -->")[2].partition("<!-- end -->")[0]
    listed = [re.sub(r" \(`[^`]*`\)$", "", line).replace("**", "") for line in part.strip().splitlines()]
    assert listed == [line.strip() for line in plan().splitlines()]


def test_what_the_code_declares_is_written_as_it_is(page: str, writer: ModuleType) -> None:
    """Else `python docs/model.py` brings the page up to date."""
    assert writer.renewed(page) == page


def test_the_writer_renews_what_is_out_of_date(page: str, writer: ModuleType) -> None:
    meaning = ENTERPRISE.columns["cash"].meaning
    assert writer.renewed(page.replace(meaning, "Something else")) == page.replace("Something else", meaning)
    with pytest.raises(KeyError, match="nothing"):
        writer.renewed("<!-- nothing -->\n<!-- end -->")


def test_every_column_of_an_enterprise_has_its_row(page: str) -> None:
    missing = [name for name in ENTERPRISE.columns if f"| `{name}` |" not in page]
    assert not missing


def test_the_seven_parts_of_the_protocol_come_in_order(page: str) -> None:
    """Grimm and others (2020): purpose and patterns, ..., submodels."""
    headings = re.findall(r"^## (\d)\. (.+)$", page, flags=re.MULTILINE)
    assert headings == [
        ("1", "Purpose and patterns"),
        ("2", "Entities, state variables and scales"),
        ("3", "Process overview and scheduling"),
        ("4", "Design concepts"),
        ("5", "Initialisation"),
        ("6", "Input data"),
        ("7", "Submodels"),
    ]
