"""Government pays part of the borrower's interest (贷款贴息).

Cheaper credit raises wanted debt and eases debt service; much of it goes to firms that would have borrowed anyway
(Horvath and Lang 2021, Journal of Banking and Finance 126, on subsidised loans in Hungary). A rate ceiling keeps it
from dearer loans.
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


class InterestSubsidy(CreditProgramme):
    """Points of interest paid to the borrower month by month, while it serves the loan."""

    kind: ClassVar[str] = "interest_subsidy"
    label: ClassVar[dict[str, str]] = {"en": "interest subsidy", "zh": "贷款贴息"}
    example: ClassVar[Stated] = {"points": 0.01}
    nulls: ClassVar[Nulls] = ({"points": 0.0},)

    points: float = parameter(
        unit="per year of the balance", low=0.0, high=0.2, meaning="Interest the state pays", zh="年贴息率"
    )
    subsidy_months: int = parameter(
        12, unit="months", low=1, high=1200, meaning="Paid during the first months of a loan", zh="贴息月数"
    )
    rate_ceiling: float | None = parameter(
        None,
        unit="per year over the policy rate",
        low=-0.05,
        high=0.5,
        meaning="Loans dearer than this are not subsidised; none: all are",
        zh="可贴息贷款利率上限（LPR加点），空为不限",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """Its points, how long they are paid, and the ceiling."""
        terms.rate_subsidy = self.points
        terms.subsidy_months = self.subsidy_months
        terms.rate_ceiling = NO_CEILING if self.rate_ceiling is None else self.rate_ceiling
        terms.supports = terms.rate_subsidy > 0.0
