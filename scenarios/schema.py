"""JSON Schema of a scenario file, made from the declarations, for editors and forms."""

from typing import Any

from pydantic.json_schema import models_json_schema

from ..simulation.ground.parameters import Source
from ..simulation.ground.registry import parameter_groups
from ..simulation.policy.instrument import instrument_kinds
from ..simulation.stresses.stress import stress_kinds
from .files import Text, quarterly_series, series_keys


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12. A key that a file may leave to its base is not required."""
    groups, instruments, stresses = parameter_groups(), instrument_kinds(), stress_kinds()
    models: list[Any] = [Text, Source, *groups.values(), *instruments.values(), *stresses.values()]
    references, definitions = models_json_schema([(model, "validation") for model in models])
    at = {model: references[model, "validation"] for model in models}

    def definition(model: Any) -> dict[str, Any]:
        found: dict[str, Any] = definitions["$defs"][at[model]["$ref"].rpartition("/")[2]]
        return found

    for kind, model in {**instruments, **stresses}.items():
        definition(model)["properties"]["kind"] = {"const": kind, "description_zh": model.label["zh"]}
        del definition(model)["required"]
    for group in groups.values():
        for key in series_keys(group):
            definition(group)["properties"][key] = {"enum": list(quarterly_series())}
    text = {"anyOf": [{"type": "string"}, at[Text]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": text,
            "summary": text,
            "source": at[Source],
            "base": {"type": "string"},
            "remove": {"type": "array", "items": {"type": "string"}},
            "policy": {"type": "array", "items": {"anyOf": [at[model] for model in instruments.values()]}},
            "stress": {"type": "array", "items": {"anyOf": [at[model] for model in stresses.values()]}},
            **{key: at[group] for key, group in groups.items()},
        },
        **definitions,
    }
