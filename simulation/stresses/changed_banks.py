"""Terms of some banks change from a date: capital, funding, costs, margin, what they see (部分银行条件变动).

A supervisor asks more capital of some banks than of others (the capital exercise of the European Banking Authority in
2011: Gropp, Mosk, Ongena and Wix 2019, Review of Financial Studies 32), or some pay more for their funds. What is asked
for after a time of notice is phased in over it in equal steps, as banks that know of it prepare:

    [[stress]]
    kind   = "changed_banks"
    start  = 13
    months = 60
    notice = 18
    banks  = { share = 0.5 }
    numbers.target_ratio = { plus = 0.03 }
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from ..ground.parameters import one_of, parameter
from ..ground.registry import Nulls, Stated
from ..policy.some_banks import SomeBanks
from ..state.bank_columns import BANKS
from ..state.economy import Economy
from ..state.numbers import Change, composed
from .changed_numbers import Operations
from .stress import Stress

#: Terms of a bank that follow from the numbers of the month, by their columns.
TERMS = ("target_ratio", "funding_cost", "operating_cost", "markup", "noise")


class ChangedBanks(Stress):
    """Terms of some banks, by name, with what is done to them while it lasts."""

    kind: ClassVar[str] = "changed_banks"
    label: ClassVar[dict[str, str]] = {"en": "changed terms of some banks", "zh": "部分银行条件变动"}
    example: ClassVar[Stated] = {"months": 12, "numbers": {"target_ratio": {"plus": 0.03}}}
    nulls: ClassVar[Nulls] = ({"numbers": {}}, {"banks": SomeBanks(share=0.0)})

    banks: SomeBanks = parameter(SomeBanks(), unit="table", meaning="Which banks", zh="所涉银行")
    numbers: dict[Annotated[str, one_of(TERMS)], Operations] = parameter(
        unit="table", meaning="By name of a bank's column: what is done to it", zh="按名称列出的变动"
    )
    notice: int = parameter(
        0, unit="months", low=0, high=120, meaning="Months from the start until it holds in full", zh="过渡期月数"
    )

    def part_in_force(self, month: int) -> float:
        """Part of the change that holds in `month`: it grows in equal steps over the time of notice."""
        return min((month - self.start + 1) / (self.notice + 1), 1.0)

    def change_banks(self, economy: Economy) -> None:
        """Change the columns of the banks that it strikes."""
        struck, part = self.banks.struck(economy), self.part_in_force(economy.month)
        for name, operations in self.numbers.items():
            column = economy.banks.column(name)
            stated = column[struck].astype(float)
            changed = composed(
                stated,
                [Change(name, operation, value) for operation, value in operations.stated.items()],  # type: ignore[arg-type]
            )
            column[struck] = stated + part * (changed - stated)


if not set(TERMS) <= set(BANKS.columns):
    raise AssertionError("every term is a column of the table of banks")
