"""A scenario as plain data that builds it again anywhere: in a worker process, or years later from a store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RunError, Sentence

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario


def written_recipe(scenario: Scenario) -> str:
    """The scenario as JSON: what its layers state, its policies before month 1, its names."""
    before = {
        policy.name: {"kind": policy.kind, **policy.model_dump(mode="json", by_alias=True, exclude={"name"})}
        for policy in scenario.burn_in_policies
    }
    stated = {
        "name": scenario.name,
        "title": dict(scenario.title),
        "summary": dict(scenario.summary),
        "source": scenario.source.model_dump(mode="json"),
        "tree": scenario.draft.tree,
        "burn_in_policies": before,
        "settled": bool(scenario.group("opening").settled),
        "alone": scenario.alone,
    }
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":"), default=_plain)


def scenario_of(recipe: str, expected_hash: str) -> Scenario:
    """The scenario of a recipe. Raises RunError where this version of the code makes another one of it."""
    from ...simulation.ground.parameters import Source
    from ...simulation.scenario import Draft, Scenario, read_policies

    stated: Mapping[str, Any] = json.loads(recipe)
    draft = Draft(stated["tree"])
    draft.tree.setdefault("opening", {}).setdefault("settled", stated["settled"])
    before = {policy.name: policy for policy in read_policies(Draft({"policy": stated["burn_in_policies"]}))}
    scenario = Scenario.build(
        draft,
        stated["name"],
        stated["title"],
        stated["summary"],
        Source.read(stated["source"]),
        tuple(before[name] for name in stated["burn_in_policies"]),
        stated["alone"],
    )
    if scenario.hash != expected_hash:
        raise RunError(
            Sentence(
                "scenario {name} of the store reads otherwise in this version of the program (hash {found} for "
                "{wanted})",
                "存储中的情景 {name} 在此版本程序中读出的内容不同（哈希 {found}，应为 {wanted}）",
                name=scenario.name,
                found=scenario.hash[:12],
                wanted=expected_hash[:12],
            )
        )
    return scenario


def _plain(value: object) -> object:
    """Numbers and arrays of numpy as those of Python; dates as text."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be part of a recipe")
