"""What every stress has: a dated blow to the economy that a scenario or `--under` adds to any policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..ground.errors import Sentence
from ..ground.parameters import ParameterGroup, parameter
from ..ground.registry import Registered, kinds_in
from ..state.economy import Economy
from ..state.numbers import Change, Setting


class Stress(Registered):
    """A change of conditions from month `start`, for `months` months. It never adds or removes a policy.

    A new one is a file, wherever it lies, with a subclass: `kind`, `label`, `example`, `nulls`, fields, hooks.
    """

    start: int = parameter(1, unit="month", low=1, high=1200, meaning="First month", zh="起始月")
    months: int = parameter(unit="months", low=1, high=1200, meaning="How long it lasts in full", zh="持续月数")

    def acts_in(self, month: int) -> bool:
        """Whether it lasts in `month`."""
        return self.start <= month < self.start + self.months

    def changes(self, economy: Economy) -> Iterable[Change]:
        """What it changes in the numbers of the month, asked in every month it lasts."""
        return ()

    def sets(self) -> Iterable[Setting]:
        """The numbers to which `changes` may give another value by `set_to`, as they are known before the run: a
        scenario in which two rules set a number differently is refused."""
        return ()

    def contradiction(self, groups: Mapping[str, ParameterGroup]) -> tuple[str, Sentence] | None:
        """A key of its own that cannot be met with the numbers stated, and why."""
        return None

    def change_banks(self, economy: Economy) -> None:
        """Called in every month it lasts, when the terms of banks are as the numbers of the month say: what some of
        them do differently."""

    def before_underwriting(self, economy: Economy) -> None:
        """Called in every month it lasts, before banks decide on the month's applications."""

    def strike(self, economy: Economy) -> None:
        """Called in its first month, before the cycle moves: what happens once."""

    def last(self, economy: Economy) -> None:
        """Called in every month it lasts, the first included: what goes on while it does."""

    def end(self, economy: Economy) -> None:
        """Called in the month after its last: what it stopped goes on."""

    def meets(self, hook: str) -> bool:
        """Whether it does anything in one of its hooks."""
        return getattr(type(self), hook) is not getattr(Stress, hook)

    def idle_because(self, scenario: Any) -> dict[str, str] | None:
        """Why it changes nothing under this scenario, in both languages; None where it has something to act on."""
        if self.does_nothing:
            return {"en": "its figures leave everything as it is", "zh": "其数值使一切保持不变"}
        return None


def stress_kinds() -> dict[str, type[Stress]]:
    """Class of every stress, by kind."""
    return kinds_in(__package__, Stress)
