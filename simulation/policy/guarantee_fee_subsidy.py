"""Government pays part of the guarantee fee for the borrower (担保费补贴, 降费奖补).

A guarantee costs the borrower its fee on top of the rate; what the state pays of it makes guaranteed loans cheaper
than other ways to borrow, and firms without security worth asking for. The money goes to the guarantor, which
charges the borrower so much less. China's award of 3 billion yuan a year (F109, F110) asks for fees of at most about
1.5%: a ceiling keeps dear guarantors out.

The money is paid with each guaranteed loan, in the order in which loans are renewed and paid out, until a budget is
gone: whose loan comes later in that month pays the whole fee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.programme_columns import NO_CEILING
from .credit_programme import CreditProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class GuaranteeFeeSubsidy(CreditProgramme):
    """Points of the guarantee fee paid to the guarantor in the borrower's stead, when the guarantee is given."""

    kind: ClassVar[str] = "guarantee_fee_subsidy"
    label: ClassVar[dict[str, str]] = {"en": "guarantee-fee subsidy", "zh": "担保费补贴"}
    example: ClassVar[Stated] = {"points": 0.005}
    nulls: ClassVar[Nulls] = ({"points": 0.0},)

    points: float = parameter(
        unit="per year of the amount guaranteed",
        low=0.0,
        high=0.1,
        meaning="Part of the fee the state pays; at most all of it",
        zh="年担保费补贴率，不超过实际费率",
    )
    fee_ceiling: float | None = parameter(
        None,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Guarantees dearer than this get nothing; none: all do",
        zh="可获补贴的担保费率上限，空为不限",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """Its points and the ceiling."""
        terms.fee_support = self.points
        terms.fee_ceiling = NO_CEILING if self.fee_ceiling is None else self.fee_ceiling
        terms.supports = terms.fee_support > 0.0
