"""The JSON schema is made from the declarations."""

import json
from collections.abc import Iterator
from typing import Any

from smecredit.scenarios import schema
from smecredit.simulation.ground.registry import parameter_groups
from smecredit.simulation.policy.instrument import instrument_kinds


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for below in part.values():
            yield from references(below)
    elif isinstance(part, list):
        for below in part:
            yield from references(below)


def test_every_reference_leads_somewhere() -> None:
    document = schema()
    assert json.loads(json.dumps(document)) == document
    for reference in references(document):
        assert reference.removeprefix("#/$defs/") in document["$defs"]


def test_it_covers_every_group_and_kind() -> None:
    document = schema()
    assert set(parameter_groups()) <= set(document["properties"])
    kinds = {part["properties"].get("kind", {}).get("const") for part in document["$defs"].values()}
    assert set(instrument_kinds()) <= kinds


def test_a_number_carries_its_bounds_unit_and_both_meanings() -> None:
    document = schema()
    economy = document["$defs"][document["properties"]["economy"]["$ref"].rpartition("/")[2]]
    firms = economy["properties"]["firms"]
    assert firms["type"] == "integer" and firms["minimum"] == 200 and firms["unit"] == "firms"
    cycle = document["$defs"][document["properties"]["cycle"]["$ref"].rpartition("/")[2]]
    assert cycle["properties"]["path_series"] == {"enum": ["gdp_growth"]}
    assert firms["description"] and firms["description_zh"] and firms["source"]["kind"]
