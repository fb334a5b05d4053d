"""Relief from taxes and charges (减税降费): lower rates, a higher VAT threshold, waived charges.

The month's taxes are worked out twice by the same rule (`cash_flow.taxes_due`), under the general terms and under
the relieved ones; the difference is never collected: tax and charges of the firm fall by it. It reaches the firm
before its bills are counted and enters its slow cash margin, and through it investment, lenders' view and the wish
to close. Owners who hold their firm at the VAT threshold (`tax_threshold.watching`; none unless stated) know the one
that a relief gives them. Charges waived are profit and taxed as such. Terms in force: F107, F108 (VAT), MOF/STA 2023
No. 12 (profit tax).

Cost: revenue forgone by the central and local budgets. It is shown as the programme's outlay and counts against its
budget; because it already lowers tax revenue, `fiscal_balance` leaves it out of outlay.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from ..behaviour.support.budget import first_pass, part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.loan_support import charge_programme, part_within_budget
from ..behaviour.trade.cash_flow import MONTH, taxes_due
from ..behaviour.trade.tax_threshold import NO_THRESHOLD, RELIEVED_THRESHOLD
from ..ground.compiled import kernel, unsigned
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.counts import PROFIT, TAX_RELIEVED
from ..state.economy import Economy
from ..state.enterprise_columns import ALIVE, BANK, CASH, HONESTY, MARGIN, REGION, STATE
from ..state.ledger import CHARGE, PAYEE, PAYER, TAX
from ..state.programme_columns import BUDGET_LEFT
from .firm_programme import FirmProgramme


class Taxes(NamedTuple):
    """Terms of the taxes and charges on a firm: shares of sales and profit, and monthly sales free of VAT in fen."""

    charge_rate: float
    turnover_tax: float
    threshold: int
    profit_tax: float


class TaxRelief(FirmProgramme):
    """Eligible firms owe less profit tax, VAT and charges; of several reliefs, none goes below zero."""

    kind: ClassVar[str] = "tax_relief"
    label: ClassVar[dict[str, str]] = {"en": "tax relief", "zh": "减税降费"}
    example: ClassVar[Stated] = {"turnover_tax": 0.0}
    nulls: ClassVar[Nulls] = (
        {"profit_tax": None, "turnover_tax": None, "turnover_tax_threshold_yuan": None, "charges_waived": 0.0},
    )

    profit_tax: float | None = parameter(
        None, unit="share of profit", low=0.0, high=1.0, meaning="Profit tax owed; none: as for all",
        zh="所得税实际税负，空为不变",
    )  # fmt: skip
    turnover_tax: float | None = parameter(
        None, unit="share of sales", low=0.0, high=1.0, meaning="VAT owed; none: as for all",
        zh="增值税征收率，空为不变",
    )  # fmt: skip
    turnover_tax_threshold_yuan: float | None = parameter(
        None, unit="yuan a month", low=0.0, high=1e12,
        meaning="Monthly sales up to which no VAT is owed; none: as for all", zh="增值税月起征点，空为不变",
    )  # fmt: skip
    charges_waived: float = parameter(
        0.0, unit="share of charges", low=0.0, high=1.0, meaning="Part of administrative charges waived",
        zh="减免行政事业性收费的比例",
    )  # fmt: skip

    def before_trade(self, economy: Economy) -> None:
        """As every programme; and have the month's tax bases noted."""
        super().before_trade(economy)
        if economy.tax_base.shape[1] < economy.firms.capacity:
            economy.tax_base = np.zeros((4, economy.firms.capacity), np.int64)
        if economy.numbers.tax_threshold.watching > 0.0:
            stated = whole_fen((self.turnover_tax_threshold_yuan or 0.0) * 100.0)
            note_threshold(
                economy,
                economy.schedule.programme_row(self, economy),
                NO_THRESHOLD if self.turnover_tax == 0.0 else stated,
            )

    def after_trade(self, economy: Economy) -> None:
        """Leave eligible firms the difference between the general terms and the relieved ones."""
        general = economy.numbers.cash_flow  # as they stand this month, whatever a stress has done to them
        relieved = Taxes(
            charge_rate=general.charge_rate * (1.0 - self.charges_waived),
            turnover_tax=_lower(self.turnover_tax, general.turnover_tax),
            threshold=whole_fen(max(self.turnover_tax_threshold_yuan or 0.0, general.turnover_tax_threshold) * 100.0),
            profit_tax=_lower(self.profit_tax, general.profit_tax),
        )
        relieve(economy, economy.schedule.programme_row(self, economy), relieved)

    def before_record(self, economy: Economy) -> None:
        """Thresholds are noted anew each month."""
        economy.tax_base[RELIEVED_THRESHOLD] = 0

    def idle(self, economy: Economy) -> None:
        """All taxes are owed while the trigger does not hold."""
        super().idle(economy)
        economy.tax_base = np.zeros((4, 0), np.int64)

    def close(self, economy: Economy) -> None:
        """All taxes are owed again."""
        super().close(economy)
        economy.tax_base = np.zeros((4, 0), np.int64)


def _lower(stated: float | None, general: float) -> float:
    return general if stated is None else min(stated, general)


@kernel
def note_threshold(economy: Economy, r: int, threshold: int) -> None:
    """Owners of the firms that programme `r` reaches know that sales of up to `threshold` fen a month owe no VAT."""
    firm = economy.firm
    for i in range(firm.rows):
        if firm.tag[STATE, i] == ALIVE and reaches(r, i, firm, economy.programme, economy.month):
            known = economy.tax_base[RELIEVED_THRESHOLD, i]
            economy.tax_base[RELIEVED_THRESHOLD, i] = max(known, threshold)


@kernel
def relieve(economy: Economy, r: int, terms: Taxes) -> None:
    """Give the month's relief, down to these `terms`, to every firm that programme `r` reaches.

    The first pass adds up the claims, the second books them: so each has the same part of a budget that runs out.
    """
    firm, programme, flows, tax_base = economy.firm, economy.programme, economy.flows, economy.tax_base
    general = economy.numbers.cash_flow
    usual = whole_fen(general.turnover_tax_threshold * 100.0)
    ratio, claimed, relieved = 1.0, 0, 0
    r = unsigned(r)
    for settles in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for position in range(firm.rows):
            i = unsigned(position)  # unsigned: no check for places counted from the end
            if firm.tag[STATE, i] != ALIVE or not reaches(r, i, firm, programme, economy.month):
                continue
            sales, profit = tax_base[0, i], tax_base[1, i]
            declared = 1.0 - general.concealment * (1.0 - firm.real[HONESTY, i])
            charge, vat, tax = taxes_due(
                sales, profit, declared, general.charge_rate, general.turnover_tax, usual, general.profit_tax
            )
            left_charge, left_vat, left_tax = taxes_due(
                sales, profit, declared, terms.charge_rate, terms.turnover_tax, terms.threshold, terms.profit_tax
            )
            relief = charge + vat + tax - left_charge - left_vat - left_tax
            claim = min(relief, charge + vat + tax - tax_base[2, i])
            if claim <= 0:
                continue
            if settles == 0:
                claimed += claim
                continue
            amount = charge_programme(r, part_of_claim(claim, ratio), firm.tag[REGION, i], programme, economy.accounts)
            of_charges = whole_fen((charge - left_charge) * (amount / relief))
            house = firm.tag[BANK, i]
            tax_base[2, i] += amount
            firm.whole[CASH, i] += amount
            firm.real[MARGIN, i] += amount / max(sales, 1) * MONTH
            flows[CHARGE, PAYER, house] -= of_charges
            flows[CHARGE, PAYEE, 0] -= of_charges
            flows[TAX, PAYER, house] -= amount - of_charges
            flows[TAX, PAYEE, 0] -= amount - of_charges
            relieved += amount
        if settles == 0:
            ratio = part_within_budget(r, claimed, programme)
    economy.counts[TAX_RELIEVED] += relieved
    economy.counts[PROFIT] += relieved
