"""Declared parameters: bounds, types, messages, numbers for kernels."""

import math
import pickle
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.ground.errors import RequestError, nearest, suggestion
from smecredit.simulation.ground.parameters import (
    ParameterGroup,
    Source,
    assumption,
    calibrated,
    dataset,
    describe_parameters,
    paper,
    parameter,
    regulation,
    secondary,
)
from smecredit.simulation.ground.registry import parameter_groups


class Workshop(ParameterGroup, key="test_workshop", title={"en": "Workshop", "zh": "车间"}):
    """A group with one field of every type."""

    benches: int = parameter(3, unit="benches", low=1, high=10, meaning="Benches", zh="工位", source=dataset("census"))
    waste: float = parameter(
        0.1, unit="share", low=0.0, high=0.5, meaning="Waste", zh="损耗", source=secondary("F1", "why")
    )
    night: bool = parameter(False, unit="flag", meaning="Works at night", zh="夜班", source=paper("Smith 1776"))
    goods: Literal["pins", "nails"] = parameter(
        "pins", unit="choice", meaning="Product", zh="产品", source=assumption("as good as any")
    )
    prices: tuple[float, ...] = parameter(
        (1.0, 2.0), unit="yuan", low=0.0, meaning="Prices", zh="价格", source=calibrated("the fair")
    )
    pair: tuple[float, float] = parameter(
        (0.0, 1.0), unit="share", low=0.0, high=1.0, meaning="Ends", zh="两端", source=regulation("law")
    )


# Declared for these tests alone: no scenario knows it.
del ParameterGroup._groups["test_workshop"]


def refusal_of(**values: Any) -> str:
    with pytest.raises(RequestError) as caught:
        Workshop.read(values, "workshop", lambda path: "file.toml")
    return str(caught.value)


def test_numbers_are_a_named_tuple_of_the_numeric_scalars() -> None:
    numbers = Workshop(night=True).numbers()
    told = {name: np.asarray(value).tolist() for name, value in numbers._asdict().items()}
    assert told == {"benches": 3, "waste": 0.1, "night": 1, "prices": [1.0, 2.0], "pair": [0.0, 1.0]}
    assert [type(number) for number in numbers[:3]] == [int, float, int]
    assert type(numbers) is type(Workshop().numbers()) is Workshop.Numbers
    again = pickle.loads(pickle.dumps(numbers))
    assert type(again) is type(numbers) and all(np.array_equal(*pair) for pair in zip(again, numbers, strict=True))


def test_a_group_is_immutable_hashable_and_picklable() -> None:
    group = Workshop(benches=4)
    with pytest.raises(ValueError, match="frozen"):
        group.benches = 5  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(group)) == group
    assert hash(group) == hash(Workshop(benches=4))


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"benchs": 1}, "workshop.benchs is unknown; did you mean benches (allowed: benches, "),
        ({"xyzzy": 1}, "workshop.xyzzy is unknown; allowed: benches, goods"),
        ({"benches": 0}, "workshop.benches is 0; it must be from 1 to 10."),
        ({"benches": 2.5}, "workshop.benches is 2.5; it must be a whole number."),
        ({"benches": True}, "workshop.benches is true; it must be a whole number."),
        ({"waste": "much"}, "workshop.waste is 'much'; it must be a number."),
        ({"waste": math.nan}, "workshop.waste is nan; it must be a finite number."),
        ({"waste": -math.inf}, "workshop.waste is -inf; it must be a finite number."),
        ({"waste": 0.6}, "workshop.waste is 0.6; it must be from 0.0 to 0.5."),
        ({"waste": 10**400}, "such a number is too large."),
        ({"waste": 10**5000}, "such a number is too large."),
        ({"benches": 10**5000}, "it must be from 1 to 10."),
        ({"night": 1}, "workshop.night is 1; it must be true or false."),
        ({"goods": "pin"}, "workshop.goods is 'pin'; did you mean pins (allowed: nails, pins)?"),
        ({"prices": [1.0, -1.0]}, "workshop.prices is -1.0; it must be at least 0.0."),
        ({"prices": [1.0, "dear"]}, "workshop.prices.1 is 'dear'; it must be a number."),
        ({"prices": 1.0}, "workshop.prices is 1.0; it must be a list."),
        ({"pair": [0.5]}, "workshop.pair.1 is missing."),
        ({"pair": [0.1, 0.2, 0.3]}, "workshop.pair has 3 values; it must have at most 2."),
    ],
)
def test_a_refusal_names_file_path_and_what_is_allowed(values: dict[str, Any], complaint: str) -> None:
    message = refusal_of(**values)
    assert message.startswith("file.toml: workshop.")
    assert complaint in message
    assert "\n" not in message


def test_a_table_is_required() -> None:
    with pytest.raises(RequestError, match="workshop is 7; it must be a table"):
        Workshop.read(7, "workshop")


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_a_number_is_kept_exactly_or_refused(value: float) -> None:
    if 0.0 <= value <= 0.5:
        assert Workshop.read({"waste": value}).waste == value
    else:
        assert "waste" in refusal_of(waste=value)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=5)))
def test_junk_is_refused_with_one_sentence(values: dict[str, Any]) -> None:
    try:
        Workshop.read(values, "workshop")
    except RequestError as error:
        assert str(error)


def test_a_declaration_is_complete_consistent_and_unique() -> None:
    def declare(key: str, field: Any) -> None:
        type(ParameterGroup)("Broken", (ParameterGroup,), {"__annotations__": {"x": float}, "x": field}, key=key)

    with pytest.raises(TypeError, match="declared in"):
        declare("economy", parameter(1.0, unit="1", meaning="m", zh="义", source=paper("p")))
    with pytest.raises(TypeError, match="source"):
        declare("test_broken", parameter(1.0, unit="1", meaning="m", zh="义"))
    with pytest.raises(ValueError, match="at most"):
        declare("test_broken", parameter(9.0, high=1.0, unit="1", meaning="m", zh="义", source=paper("p")))
    assert "test_broken" not in ParameterGroup.groups()


def test_every_assumption_gives_more_than_a_word() -> None:
    notes = {
        row["path"]: row["source"]["note"]
        for row in describe_parameters({k: g() for k, g in parameter_groups().items()})
        if row["source"]["kind"] == "assumption"
    }
    bare = {path: note for path, note in notes.items() if note in ("no sourced figure", "as above") or len(note) < 12}
    assert bare == {}


def test_an_assumption_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        assumption(" ")
    assert secondary("F87", "range 1-3") == Source(kind="secondary", note="F87: range 1-3")


@pytest.mark.parametrize("row", describe_parameters({key: group() for key, group in parameter_groups().items()}))
def test_every_parameter_of_the_model_is_described(row: dict[str, Any]) -> None:
    assert row["value"] == row["default"]
    assert row["unit"] and row["meaning"]["en"] and row["meaning"]["zh"]
    assert row["group"]["en"] and row["group"]["zh"]
    assert row["source"]["kind"] and row["source"]["note"]
    if isinstance(row["default"], float):
        assert row["low"] is not None or row["high"] is not None, "a number has bounds"


def test_the_nearest_name_is_suggested() -> None:
    assert nearest("guarantr", ["bank", "guarantor"]) == "guarantor"
    assert nearest("zzz", ["bank", "guarantor"]) is None
    assert suggestion("x", []) == "allowed: none."
    assert suggestion("name_1", [f"name_{number}" for number in range(20)]) == "did you mean name_1?"


@pytest.mark.parametrize("key", [key for key, group in parameter_groups().items() if group.rising])
def test_what_is_least_may_not_be_above_what_is_most(key: str) -> None:
    group = parameter_groups()[key]
    stated = group()
    for names in group.rising:
        low, high = names[0], names[-1]
        bounds = describe_parameters({key: stated})
        most = next(row["high"] for row in bounds if row["path"] == f"{key}.{low}")
        least = next(row["low"] for row in bounds if row["path"] == f"{key}.{high}")
        assert most > least
        kind = type(getattr(stated, low))
        with pytest.raises(RequestError, match=f"^{key} has .* which is more than .*; it must be at most that"):
            group.read({low: kind(most), high: kind(least)}, key)
        if len(names) == 2:
            group.read({low: getattr(stated, high)}, key)  # as much is well
