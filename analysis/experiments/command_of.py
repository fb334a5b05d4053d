"""The command line that repeats a comparison."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from ...simulation.ground.given import written
from ...simulation.scenario import Scenario
from .request import Request


def command_of(names_or_scenarios: Sequence[str | Scenario], request: Request) -> str | None:
    """`smecredit compare ...` as it has to be typed for the same runs; None for a scenario that no file holds."""
    if any(isinstance(each, Scenario) for each in names_or_scenarios):
        return None
    words = ["smecredit", "compare", *map(str, names_or_scenarios)]
    options = {
        "--under": request.under,
        "--firms": request.firms,
        "--months": request.months,
        "--seeds": request.seeds,
        "--seed": request.first_seed if request.first_seed != 1 else None,
    }
    for option, value in options.items():
        if value is not None:
            words += [option, str(value)]
    stated = request.set or ()
    settings = [f"{path}={written(value)}" for path, value in stated.items()] if isinstance(stated, Mapping) else stated
    for setting in settings:
        if str(setting).endswith("..."):  # longer than is written out
            return None
        words += ["--set", str(setting)]
    return shlex.join(words)
