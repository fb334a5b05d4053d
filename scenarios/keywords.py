"""A scenario told in keywords: `CreditMarket("one_plus_n", firms=500, **{"cycle.policy_rate": 0.05})`.

So a parameter path can be a parameter of Mesa's batch runner and of its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..simulation.ground.by_name import no_scenario
from ..simulation.ground.errors import RequestError, Sentence, suggestion
from ..simulation.ground.given import written
from ..simulation.scenario import Scenario
from .load import load, varied

#: What `load` takes beside the scenario and values by path.
SHORT = ("under", "firms", "months")
#: What a market takes itself: the nearest of these may be what was meant.
_OWN = ("scenario", "seed", "threads", "tape", "rng", "follow")
#: How refusals call what laid a value over a scenario.
_LAYER = "CreditMarket"


def with_keywords(wanted: Any, settings: Mapping[str, object]) -> Scenario:
    """The scenario of a name or path, or a scenario, with `under`, `firms`, `months` and values by path laid over it.

    A keyword that is None counts as not given, so that a list of stresses can begin with none; values by path win over
    those that the name of the scenario carries. Raises RequestError.
    """
    given: dict[str, Any] = {key: value for key, value in settings.items() if value is not None}
    for key in given:
        if key not in SHORT and "." not in key:
            raise _unknown(key)
    paths = {key: value for key, value in given.items() if key not in SHORT}
    short = {key: value for key, value in given.items() if key in SHORT}
    if isinstance(wanted, str | Path):
        scenario = load(wanted, **short)
    elif isinstance(wanted, Scenario):
        if "under" in short:
            raise RequestError(
                Sentence(
                    "CreditMarket: under is {under}, but the scenario is loaded already; give it to load(...), or name "
                    "the scenario here.",
                    "CreditMarket：under 为 {under}，但情景已经载入；请在 load(...) 中给出，或在此写情景名称。",
                    under=written(short["under"]),
                )
            )
        scenario, paths = wanted, {**{f"economy.{key}": value for key, value in short.items()}, **paths}
    else:
        raise no_scenario(wanted)
    return varied(scenario, paths, _LAYER) if paths else scenario


def _unknown(key: str) -> RequestError:
    return RequestError(
        Sentence(
            "CreditMarket: {key} is neither an argument nor the path of a parameter, such as cycle.policy_rate; {hint}",
            "CreditMarket：{key} 既不是参数名，也不是参数路径（例如 cycle.policy_rate）；{hint}",
            key=written(key),
            hint=suggestion(key, (*_OWN, *SHORT)),
        )
    )
