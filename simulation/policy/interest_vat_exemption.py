"""Interest on loans to small firms is free of value-added tax (小微贷款利息免征增值税).

Banks owe VAT on interest and put it into the rate; the exemption takes it out again. In force to 2027 (F57): all of
the interest on loans of up to a million, and on those of up to ten million the interest up to one and a half times the
policy rate. A tax rule holds for all loans at once: when it begins or ends, loans that live on gain or lose it too,
although their rate was agreed before.

Cost: tax not collected, half central and half local as VAT is shared. It is shown as the programme's outlay and
counts against its budget; because it already lowers tax revenue, `fiscal_net_cost` leaves it out of outlay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from simulation.behaviour.eligibility import eligible
from simulation.behaviour.loan_pricing import tax_on_interest
from simulation.behaviour.loan_support import tax_free_rate
from simulation.compiled import kernel
from simulation.eligibility_columns import IN_FORCE
from simulation.loan_columns import (
    AMOUNT,
    BALANCE,
    FIRM,
    MATURITY,
    OPENED,
    PERFORMING,
    PRODUCT,
    PROGRAMME_BITS,
    RATE,
    STATUS,
    TAX_FREE,
)
from simulation.parameters import parameter
from simulation.policy.credit_programme import LoanProgramme
from simulation.policy.instrument import LARGEST_YUAN
from simulation.programme_columns import BUDGET_LEFT, TAX_FREE_AMOUNT, TAX_FREE_MULTIPLE
from simulation.units import fen, whole_fen

if TYPE_CHECKING:
    from simulation.columns import Blocks
    from simulation.market import CreditMarket


class InterestVatExemption(LoanProgramme):
    """No value-added tax on interest of small loans: wholly up to one amount, above it up to a multiple of the LPR."""

    kind: ClassVar[str] = "interest_vat_exemption"
    label: ClassVar[dict[str, str]] = {"en": "VAT-free interest on small loans", "zh": "小微贷款利息免征增值税"}

    wholly_up_to_yuan: float = parameter(
        0.0,
        unit="yuan",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Loans up to this are free of the tax whatever their rate",
        zh="利息全额免税的贷款额度上限",
    )
    rate_multiple: float = parameter(
        unit="times the policy rate",
        low=0.0,
        high=20.0,
        meaning="On other eligible loans interest up to this rate is free of the tax",
        zh="其他贷款免税利息的利率上限（LPR倍数）",
    )

    def write(self, market: CreditMarket, programme: Blocks, row: int) -> None:
        """Its two limits; loans that live on come under it at once."""
        programme.whole[TAX_FREE_AMOUNT, row] = fen(self.wholly_up_to_yuan)
        programme.real[TAX_FREE_MULTIPLE, row] = self.rate_multiple
        exempt(
            market.loan_book.rows,
            row,
            market.loan_book.blocks,
            market.firm_store.blocks,
            programme,
            market.month,
            market.cycle.policy_rate,
        )

    def before_trade(self, market: CreditMarket) -> None:
        """As every programme; when the budget is spent, all interest bears the tax again."""
        super().before_trade(market)
        row = market.programme_row(self)
        if market.programmes.blocks.whole[BUDGET_LEFT, row] == 0:
            self._tax_again(market)

    def after_trade(self, market: CreditMarket) -> None:
        """Count the tax not collected on the month's interest."""
        self._count(market)

    def idle(self, market: CreditMarket) -> None:
        """Exempt no new loans while the trigger does not hold; those that are exempt stay so and are counted."""
        super().idle(market)
        self._count(market)

    def close(self, market: CreditMarket) -> None:
        """All interest bears the tax again."""
        super().close(market)
        self._tax_again(market)

    def _count(self, market: CreditMarket) -> None:
        vat, row = market.numbers("loan_pricing").interest_vat, market.programme_row(self)
        amount = tax_not_collected(market.loan_book.rows, row, market.loan_book.blocks, vat)
        if amount:
            market.book_tax_relieved(self, amount)

    def _tax_again(self, market: CreditMarket) -> None:
        row, programme = market.programme_row(self), market.programmes.blocks
        tax_again(market.loan_book.rows, row, market.loan_book.blocks, programme)


@kernel
def exempt(loans: int, r: int, loan: Any, firm: Any, programme: Any, month: int, policy_rate: float) -> None:
    """Live loans that programme `r` reaches come under it."""
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i, amount = loan.index[FIRM, row], loan.whole[AMOUNT, row]
        tenor = loan.index[MATURITY, row] - loan.index[OPENED, row]
        if not eligible(r, i, amount, loan.tag[PRODUCT, row], tenor, firm, programme, month):
            continue
        free = tax_free_rate(
            amount, policy_rate * programme.real[TAX_FREE_MULTIPLE, r], programme.whole[TAX_FREE_AMOUNT, r]
        )
        loan.index[PROGRAMME_BITS, row] |= 1 << r
        loan.real[TAX_FREE, row] = max(loan.real[TAX_FREE, row], free)


@kernel
def tax_again(loans: int, r: int, loan: Any, programme: Any) -> None:
    """Loans under programme `r` lose the exemption, unless another programme in force gives them one."""
    for row in range(loans):
        bits = loan.index[PROGRAMME_BITS, row]
        if (bits >> r) & 1 == 0:
            continue
        other = False
        s = 0
        while bits >> s:
            if (bits >> s) & 1 and s != r and programme.tag[IN_FORCE, s] == 1:
                other = other or programme.real[TAX_FREE_MULTIPLE, s] > 0.0 or programme.whole[TAX_FREE_AMOUNT, s] > 0
            s += 1
        if not other:
            loan.real[TAX_FREE, row] = 0.0


@kernel
def tax_not_collected(loans: int, r: int, loan: Any, interest_vat: float) -> int:
    """Value-added tax in fen that a month's interest on the loans under programme `r` would bear without it."""
    total = 0
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING or (loan.index[PROGRAMME_BITS, row] >> r) & 1 == 0:
            continue
        rate = loan.real[RATE, row]
        interest = whole_fen(loan.whole[BALANCE, row] * rate / 12.0)
        total += tax_on_interest(interest, rate, interest_vat, 0.0)
        total -= tax_on_interest(interest, rate, interest_vat, loan.real[TAX_FREE, row])
    return total
