"""Dynamic provisioning (动态拨备): provisions that fill in good years and are used in bad ones.

Beside the allowances that its loans call for, a bank sets a fund aside: each month what its loans lose on average over
a cycle, less what they lose now. While losses are low the fund fills at the cost of profit; while they are high the
fund pays what is above the average, so that profit and capital fall by less and the bank lends on. The fund is never
negative and stops at a ceiling. This is the rule of the Bank of Spain since 2000, of which Jiménez, Ongena, Peydró and
Saurina (2017, Journal of Political Economy 125, sections II and III) show that it kept up lending to firms and jobs
in the crisis:

    to the fund = average loss x loans - specific provisions made,    0 <= fund <= ceiling

The general provision on growth of that rule is the general allowance that every bank makes here. In Spain the average
loss of loans of medium risk is put at 0.65% a year; here it is 1.4% by default, what small firms' loans cost in
specific provisions in four years of the baseline (two seeds, 1.1 and 1.7%). The trigger, where
there is one, says when the fund moves; where the rule ends it is released to profit at once.

Cost: none to the public purse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.bank_columns import BAD_LOANS, SME_LOANS
from ..state.economy import Economy
from ..state.ledger import PAYER, WRITE_OFF
from .instrument import Instrument
from .some_banks import SomeBanks


class DynamicProvisioning(Instrument):
    """Banks provision for the average year; a fund takes the difference from the year there is."""

    kind: ClassVar[str] = "dynamic_provisioning"
    label: ClassVar[dict[str, str]] = {"en": "dynamic provisioning", "zh": "动态拨备"}
    example: ClassVar[Stated] = {"average_loss": 0.1}
    nulls: ClassVar[Nulls] = (
        {"average_loss": 0.0},
        {"ceiling_years": 0.0},
        {"banks": SomeBanks(share=0.0)},
    )
    restrictable: ClassVar[bool] = False
    spends: ClassVar[bool] = False
    alone: ClassVar[bool] = True

    average_loss: float = parameter(
        0.014,
        unit="share of performing loans to small firms a year",
        low=0.0,
        high=1.0,
        meaning="Specific provisions of an average year",
        zh="跨周期平均专项拨备（占正常小微贷款）",
    )
    ceiling_years: float = parameter(
        3.5,
        unit="average years of loss",
        low=0.0,
        high=50.0,
        meaning="The fund fills up to this; in Spain 125% of a latent loss of 1.8%, of 0.65% a year",
        zh="拨备基金上限（以平均年损失的倍数计；西班牙约3.5）",
    )
    banks: SomeBanks = parameter(SomeBanks(share=1.0), unit="table", meaning="Which banks it holds for", zh="适用银行")

    @dataclass
    class Memory:
        """Bad loans at the end of the last month, fen by bank; None before the first."""

        bad: np.ndarray | None = field(default=None)

    def settle_with_banks(self, economy: Economy) -> None:
        """The fund takes the difference between the average month and this one, while the rule acts."""
        if all(policy is not self for policy in economy.schedule.among("acting")):
            return
        memory, rows = economy.schedule.memory(self), economy.banks.rows
        whole, numbers = economy.bank.whole, economy.numbers.banking
        bad = whole[BAD_LOANS, :rows].copy()
        before = bad if memory.bad is None else memory.bad
        made = numbers.specific_allowance * (bad - before) + economy.flows[WRITE_OFF, PAYER, :rows]
        performing = whole[SME_LOANS, :rows] - bad
        fund = after_month(economy.provision_fund, performing, made, self.average_loss, self.ceiling_years)
        economy.provision_fund = np.where(self.banks.struck(economy), fund, 0.0)
        memory.bad = bad

    def bank_merged(self, economy: Economy, failed: int, acquirer: int) -> None:
        """The acquirer's bad loans of last month include those it has taken over; the fund was used up in failing."""
        bad = economy.schedule.memory(self).bad
        if bad is not None:
            bad[acquirer] += bad[failed]
            bad[failed] = 0
        economy.provision_fund[failed] = 0.0

    def close(self, economy: Economy) -> None:
        """What is left in the funds is released to profit as banks next close their books."""
        economy.provision_fund = np.zeros(economy.banks.rows)
        economy.schedule.forget(self)


def after_month(
    fund: np.ndarray, performing: np.ndarray, made: np.ndarray, average_loss: float, ceiling_years: float
) -> np.ndarray:
    """The funds in fen after a month, by bank.

    `performing` loans in fen lose `average_loss` a year on average; `made` are the month's specific provisions in fen.
    Source: Jiménez and others (2017), section II.A, with the growth part left to the general allowance.
    """
    average = average_loss * performing
    return np.clip(fund + average / 12.0 - made, 0.0, ceiling_years * average)
