"""Interest on loans to small firms is free of value-added tax (小微贷款利息免征增值税).

Banks owe VAT on interest and put it into the rate; the exemption takes it out again. In force to 2027 (F57): all of
the interest on loans of up to a million, and on those of up to ten million the interest up to one and a half times the
policy rate. A tax rule holds for all loans at once: when it begins or ends, loans that live on gain or lose it too,
although their rate was agreed before.

Cost: tax not collected on the interest that is paid, half central and half local as VAT is shared. It is shown as the
programme's outlay and counts against its budget; because it already lowers tax revenue, `fiscal_balance` leaves it
out of outlay. In the month in which a budget runs out every loan that counts with it keeps the same part of its
exemption and banks pay the tax on the rest; from the next month on their interest bears the tax again, unless another
exemption reaches them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.debt_service.loan_service import pay_tax
from ..behaviour.debt_service.repayment import interest_due
from ..behaviour.lending.loan_pricing import tax_on_interest
from ..behaviour.support.budget import budget_ratio, first_pass, part_of_claim
from ..behaviour.support.eligibility import takes_live_loan
from ..behaviour.support.loan_support import WHOLLY_TAX_FREE, tax_free_rate
from ..behaviour.support.public_purse import book_tax_relieved
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.enterprise_columns import REGION
from ..state.loan_columns import (
    AMOUNT,
    FIRM,
    LENDER,
    PERFORMING,
    PROGRAMME_BITS,
    RATE,
    STATUS,
    TAX_FREE,
)
from ..state.programme_columns import BUDGET_LEFT, SPENT_UP, TAX_FREE_AMOUNT, TAX_FREE_MULTIPLE
from .credit_programme import LoanProgramme
from .instrument import LARGEST_YUAN

#: A budget that runs out with this month.
LAST_MONTH = 2

if TYPE_CHECKING:
    from ..ground.columns import Blocks, Row


class InterestVatExemption(LoanProgramme):
    """No value-added tax on interest of small loans: wholly up to one amount, above it up to a multiple of the LPR."""

    kind: ClassVar[str] = "interest_vat_exemption"
    label: ClassVar[dict[str, str]] = {"en": "VAT-free interest on small loans", "zh": "小微贷款利息免征增值税"}
    example: ClassVar[Stated] = {"rate_multiple": 20.0}
    nulls: ClassVar[Nulls] = ({"wholly_up_to_yuan": 0.0, "rate_multiple": 0.0},)

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

    def write(self, economy: Economy, terms: Row) -> None:
        """Its two limits; loans that live on come under it at once."""
        terms.tax_free_amount = fen(self.wholly_up_to_yuan)
        terms.tax_free_multiple = self.rate_multiple
        exempt(economy, terms.number)

    def before_trade(self, economy: Economy) -> None:
        """As every programme; when the budget is spent, all interest bears the tax again."""
        super().before_trade(economy)
        self._end_with_the_money(economy)

    def idle(self, economy: Economy) -> None:
        """Exempt no new loans while the trigger does not hold; those that are exempt stay so while there is money."""
        super().idle(economy)
        self._end_with_the_money(economy)

    def before_payment(self, economy: Economy) -> None:
        """Count the tax that is not collected on the interest about to be paid, within the budget."""
        amount = leave_tax(economy, economy.schedule.programme_row(self, economy))
        if amount:
            book_tax_relieved(economy, self, amount)

    def close(self, economy: Economy) -> None:
        """All interest bears the tax again."""
        super().close(economy)
        terms = self.terms_in(economy)
        tax_again(economy, terms.number)
        terms.tax_free_amount, terms.tax_free_multiple = 0, 0.0

    def _end_with_the_money(self, economy: Economy) -> None:
        terms = self.terms_in(economy)
        if terms.budget_left == 0 or terms.spent_up:
            terms.spent_up = 1
            tax_again(economy, terms.number)


@compiled
def free_rate(r: int, amount: int, policy_rate: float, programme: Blocks) -> float:
    """Rate per year up to which programme `r` leaves interest on a loan of `amount` fen free of tax."""
    return tax_free_rate(
        amount, policy_rate * programme.real[TAX_FREE_MULTIPLE, r], programme.whole[TAX_FREE_AMOUNT, r]
    )


@kernel
def exempt(economy: Economy, r: int) -> None:
    """Live loans that programme `r` reaches come under it."""
    loan, programme = economy.loan, economy.programme
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        if not takes_live_loan(r, row, economy):
            continue
        loan.index[PROGRAMME_BITS, row] |= 1 << r
        free = free_rate(r, loan.whole[AMOUNT, row], economy.policy_rate, programme)
        loan.real[TAX_FREE, row] = max(loan.real[TAX_FREE, row], free)


@compiled
def exempts(r: int, programme: Blocks) -> bool:
    """Whether programme `r` exempts loans from the tax and still has money for it this month."""
    if programme.whole[BUDGET_LEFT, r] <= 0 or programme.tag[SPENT_UP, r] == 1:
        return False
    return programme.real[TAX_FREE_MULTIPLE, r] > 0.0 or programme.whole[TAX_FREE_AMOUNT, r] > 0


@compiled
def exempting(bits: int, programme: Blocks) -> int:
    """The first programme of `bits` that exempts loans from the tax and has money for it; -1 for none."""
    r = 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            return r
        r += 1
    return -1


@compiled
def free_under(bits: int, amount: int, policy_rate: float, programme: Blocks) -> float:
    """Rate per year up to which those of the programmes `bits` that act leave a loan of `amount` fen free of tax."""
    free, r = 0.0, 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            free = max(free, free_rate(r, amount, policy_rate, programme))
        r += 1
    return free


@compiled
def multiple_under(bits: int, programme: Blocks) -> float:
    """The highest multiple of the policy rate that those of the programmes `bits` that act leave free of tax."""
    most, r = 0.0, 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            most = max(most, programme.real[TAX_FREE_MULTIPLE, r])
        r += 1
    return most


@kernel
def tax_again(economy: Economy, r: int) -> None:
    """Loans leave programme `r` and lose the exemption but for what another one gives them.

    A limit that is a multiple of the policy rate stays a multiple of the rate it was set at.
    """
    loan, programme = economy.loan, economy.programme
    for row in range(loan.rows):
        bits, free = loan.index[PROGRAMME_BITS, row], loan.real[TAX_FREE, row]
        if (bits >> r) & 1 == 0:
            continue
        others = bits ^ (1 << r)
        loan.index[PROGRAMME_BITS, row] = others
        if free <= 0.0:
            continue
        left = free_under(others, loan.whole[AMOUNT, row], economy.policy_rate, programme)
        if left < WHOLLY_TAX_FREE <= free:
            loan.real[TAX_FREE, row] = left
        elif left < WHOLLY_TAX_FREE:
            multiple = multiple_under(others, programme)
            loan.real[TAX_FREE, row] = free * (multiple / max(multiple, programme.real[TAX_FREE_MULTIPLE, r], 1e-9))


@kernel
def leave_tax(economy: Economy, r: int) -> int:
    """Fen of value-added tax left uncollected under programme `r` on the interest that is about to be paid.

    `economy.due` is above 0 in the row of a firm that pays. A loan under several such programmes counts with the
    first. Banks will be charged the tax on what is not exempt (`repayment.pay_due`); the part of the exemption that
    the budget does not allow they pay here, half of it to the region. The first pass adds up, the second settles.
    """
    loan, programme, due = economy.loan, economy.programme, economy.due
    interest_vat = economy.numbers.loan_pricing.interest_vat
    ratio, claimed, left = 1.0, 0, 0
    for settles in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for position in range(loan.rows):
            row = unsigned(position)  # unsigned: no check for places counted from the end
            bits = loan.index[PROGRAMME_BITS, row]
            if (bits >> r) & 1 == 0 or loan.tag[STATUS, row] != PERFORMING or loan.real[TAX_FREE, row] <= 0.0:
                continue
            i = unsigned(loan.index[FIRM, row])
            if due[i] == 0 or (bits != 1 << r and exempting(bits, programme) != r):
                continue
            interest, rate = interest_due(row, loan, economy.month), loan.real[RATE, row]
            claim = tax_on_interest(interest, rate, interest_vat, 0.0)
            claim -= tax_on_interest(interest, rate, interest_vat, loan.real[TAX_FREE, row])
            if settles == 0:
                claimed += claim
                continue
            part = part_of_claim(claim, ratio)
            left += part
            pay_tax(loan.tag[LENDER, row], claim - part, economy.firm.tag[REGION, unsigned(i)], economy)
        if settles == 0:
            ratio = budget_ratio(claimed, programme.whole[BUDGET_LEFT, r])
    if ratio < 1.0:
        # From the next month on: for this one the loans that count with it do so, whichever exemption settles next.
        programme.tag[SPENT_UP, r] = LAST_MONTH
    return left
