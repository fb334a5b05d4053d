"""Chosen firms fail, whatever their state (指定企业倒闭).

What the failure of customers does to their suppliers is measured by failures that have nothing to do with the suppliers
(Jacobson and von Schedvin 2015, Econometrica 83).
"""

from __future__ import annotations

from typing import ClassVar

from ..behaviour.demography.entry_exit import FAILED
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.enterprise_columns import OUTCOME
from .choice import SomeFirms
from .stress import Stress


class FirmFailures(Stress):
    """A drawn share of the firms of a kind fails in its first month, in default where they owe banks."""

    kind: ClassVar[str] = "firm_failures"
    label: ClassVar[dict[str, str]] = {"en": "failure of chosen firms", "zh": "指定企业倒闭"}
    example: ClassVar[Stated] = {"months": 1, "firms": {"share": 0.05}}
    nulls: ClassVar[Nulls] = ({"firms": SomeFirms(share=0.0)},)

    firms: SomeFirms = parameter(unit="table", meaning="Which firms", zh="所涉企业")

    def strike(self, economy: Economy) -> None:
        """They fail; the month settles what they owed as of any other firm that fails."""
        economy.firm.tag[OUTCOME, self.firms.struck(economy)] = FAILED
