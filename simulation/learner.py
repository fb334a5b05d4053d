"""The learner of `compile_ahead`: which kernels a run calls, and with which types, found out in plain Python."""

from __future__ import annotations

import dataclasses
import pickle
import sys
from typing import Any

from .compile_ahead import Signature
from .ground.compiled import COMPILED, Calls
from .market import CreditMarket
from .scenario import Scenario

#: Size of the economy it lives in: large enough that loans fall due, fail and are claimed for.
FIRMS, MONTHS = 300, 8


def small(scenario: Scenario) -> Scenario:
    """The scenario in little and in haste: few firms and months, every policy and stress from the first month."""
    sizes: dict[str, Any] = {"firms": FIRMS, "months": MONTHS, "burn_in": 1}
    changes: dict[str, dict[str, Any]] = {"economy": sizes, "opening": {"settled": False}}
    groups = tuple(group.model_copy(update=changes.get(group.key, {})) for group in scenario.groups)
    policies = tuple(
        policy.model_copy(update={"start": 1, "end": None, "trigger": None}) for policy in scenario.policies
    )
    stresses = tuple(stress.model_copy(update={"start": 1}) for stress in scenario.stresses)
    return dataclasses.replace(scenario, groups=groups, policies=policies, stresses=stresses)


def learn(scenario: Scenario) -> list[Signature]:
    """The kernels that a run of `scenario` calls, in order of first call; only in a process that does not compile.

    Raises RuntimeError in one that does.
    """
    if COMPILED:
        raise RuntimeError("signatures are learned in plain Python: set SMECREDIT_NOJIT=1")
    # The compiler takes a second to import, and whoever looks for what is declared imports this module too.
    import numba

    from .ground import record_type  # noqa: F401 - the compiler's type of the economy

    found: dict[Signature, None] = {}

    def note(function: Any, arguments: tuple[Any, ...]) -> None:
        found.setdefault((function.__module__, function.__qualname__, tuple(map(numba.typeof, arguments))))

    Calls.listener = note
    try:
        CreditMarket(small(scenario), seed=1, tape=False).run()
    finally:
        Calls.listener = None
    return list(found)


if __name__ == "__main__":
    pickle.dump(learn(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
