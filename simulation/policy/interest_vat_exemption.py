"""Interest on loans to small firms is free of value-added tax (小微贷款利息免征增值税).

Banks owe VAT on interest and put it into the rate; the exemption takes it out again. In force to 2027 (F57): all of
the interest on loans of up to a million, and on those of up to ten million the interest up to one and a half times the
policy rate. A tax rule holds for all loans at once: when it begins or ends, loans that live on gain or lose it too,
although their rate was agreed before.

Cost: tax not collected on the interest that is paid, half central and half local as VAT is shared. It is shown as the
programme's outlay and counts against its budget; because it already lowers tax revenue, `fiscal_net_cost` leaves it
out of outlay. In the month in which a budget runs out every loan that counts with it keeps the same part of its
exemption and banks pay the tax on the rest; from the next month on their interest bears the tax again, unless another
exemption reaches them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..behaviour.debt_service.repayment import interest_due
from ..behaviour.lending.loan_pricing import tax_on_interest
from ..behaviour.support.budget import budget_ratio, first_pass, part_of_claim
from ..behaviour.support.eligibility import eligible
from ..behaviour.support.loan_support import WHOLLY_TAX_FREE, tax_free_rate
from ..behaviour.support.public_purse import book_tax_relieved
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.parameters import parameter
from ..ground.registry import Nulls
from ..ground.units import fen
from ..state.bank_columns import OWN_CASH
from ..state.economy import Economy
from ..state.enterprise_columns import REGION
from ..state.ledger import PAYEE, PAYER, TAX_BANK
from ..state.loan_columns import (
    AMOUNT,
    FIRM,
    LENDER,
    MATURITY,
    OPENED,
    PERFORMING,
    PRODUCT,
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
    from ..ground.columns import Blocks


class InterestVatExemption(LoanProgramme):
    """No value-added tax on interest of small loans: wholly up to one amount, above it up to a multiple of the LPR."""

    kind: ClassVar[str] = "interest_vat_exemption"
    label: ClassVar[dict[str, str]] = {"en": "VAT-free interest on small loans", "zh": "小微贷款利息免征增值税"}
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

    def write(self, economy: Economy, programme: Blocks, row: int) -> None:
        """Its two limits; loans that live on come under it at once."""
        programme.whole[TAX_FREE_AMOUNT, row] = fen(self.wholly_up_to_yuan)
        programme.real[TAX_FREE_MULTIPLE, row] = self.rate_multiple
        exempt(
            economy.loans.rows,
            row,
            economy.loan,
            economy.firm,
            programme,
            economy.month,
            economy.policy_rate,
        )

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
        amount = leave_tax(
            economy.loans.rows,
            economy.schedule.programme_row(self, economy),
            economy.loan,
            economy.firm,
            economy.bank,
            economy.programme,
            economy.accounts,
            economy.flows,
            economy.due,
            economy.numbers.loan_pricing.interest_vat,
        )
        if amount:
            book_tax_relieved(economy, self, amount)

    def close(self, economy: Economy) -> None:
        """All interest bears the tax again."""
        super().close(economy)
        row, programme = economy.schedule.programme_row(self, economy), economy.programme
        tax_again(economy.loans.rows, row, economy.loan, programme, economy.policy_rate)
        programme.whole[TAX_FREE_AMOUNT, row] = 0
        programme.real[TAX_FREE_MULTIPLE, row] = 0.0

    def _end_with_the_money(self, economy: Economy) -> None:
        row, programme = economy.schedule.programme_row(self, economy), economy.programme
        if programme.whole[BUDGET_LEFT, row] == 0 or programme.tag[SPENT_UP, row]:
            programme.tag[SPENT_UP, row] = 1
            tax_again(economy.loans.rows, row, economy.loan, programme, economy.policy_rate)


@compiled
def free_rate(r: int, amount: int, policy_rate: float, programme: Any) -> float:
    """Rate per year up to which programme `r` leaves interest on a loan of `amount` fen free of tax."""
    return tax_free_rate(
        amount, policy_rate * programme.real[TAX_FREE_MULTIPLE, r], programme.whole[TAX_FREE_AMOUNT, r]
    )


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
        loan.index[PROGRAMME_BITS, row] |= 1 << r
        loan.real[TAX_FREE, row] = max(loan.real[TAX_FREE, row], free_rate(r, amount, policy_rate, programme))


@compiled
def exempts(r: int, programme: Any) -> bool:
    """Whether programme `r` exempts loans from the tax and still has money for it this month."""
    if programme.whole[BUDGET_LEFT, r] <= 0 or programme.tag[SPENT_UP, r] == 1:
        return False
    return programme.real[TAX_FREE_MULTIPLE, r] > 0.0 or programme.whole[TAX_FREE_AMOUNT, r] > 0


@compiled
def exempting(bits: int, programme: Any) -> int:
    """The first programme of `bits` that exempts loans from the tax and has money for it; -1 for none."""
    r = 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            return r
        r += 1
    return -1


@compiled
def free_under(bits: int, amount: int, policy_rate: float, programme: Any) -> float:
    """Rate per year up to which those of the programmes `bits` that act leave a loan of `amount` fen free of tax."""
    free, r = 0.0, 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            free = max(free, free_rate(r, amount, policy_rate, programme))
        r += 1
    return free


@compiled
def multiple_under(bits: int, programme: Any) -> float:
    """The highest multiple of the policy rate that those of the programmes `bits` that act leave free of tax."""
    most, r = 0.0, 0
    while bits >> r:
        if (bits >> r) & 1 and exempts(r, programme):
            most = max(most, programme.real[TAX_FREE_MULTIPLE, r])
        r += 1
    return most


@kernel
def tax_again(loans: int, r: int, loan: Any, programme: Any, policy_rate: float) -> None:
    """Loans leave programme `r` and lose the exemption but for what another one gives them.

    A limit that is a multiple of the policy rate stays a multiple of the rate it was set at.
    """
    for row in range(loans):
        bits, free = loan.index[PROGRAMME_BITS, row], loan.real[TAX_FREE, row]
        if (bits >> r) & 1 == 0:
            continue
        others = bits ^ (1 << r)
        loan.index[PROGRAMME_BITS, row] = others
        if free <= 0.0:
            continue
        left = free_under(others, loan.whole[AMOUNT, row], policy_rate, programme)
        if left < WHOLLY_TAX_FREE <= free:
            loan.real[TAX_FREE, row] = left
        elif left < WHOLLY_TAX_FREE:
            multiple = multiple_under(others, programme)
            loan.real[TAX_FREE, row] = free * (multiple / max(multiple, programme.real[TAX_FREE_MULTIPLE, r], 1e-9))


@kernel
def leave_tax(
    loans: int,
    r: int,
    loan: Any,
    firm: Any,
    bank: Any,
    programme: Any,
    accounts: Any,
    flows: Any,
    due: Any,
    interest_vat: float,
) -> int:
    """Fen of value-added tax left uncollected under programme `r` on the interest that is about to be paid.

    `due` is above 0 in the row of a firm that pays. A loan under several such programmes counts with the first. Banks
    will be charged the tax on what is not exempt (`repayment.pay_due`); the part of the exemption that the budget does
    not allow they pay here, half of it to the region. The first pass adds up, the second settles.
    """
    ratio, claimed, left = 1.0, 0, 0
    for settles in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for position in range(loans):
            row = unsigned(position)  # unsigned: no check for places counted from the end
            bits = loan.index[PROGRAMME_BITS, row]
            if (bits >> r) & 1 == 0 or loan.tag[STATUS, row] != PERFORMING or loan.real[TAX_FREE, row] <= 0.0:
                continue
            i = unsigned(loan.index[FIRM, row])
            if due[i] == 0 or (bits != 1 << r and exempting(bits, programme) != r):
                continue
            interest, rate = interest_due(row, loan), loan.real[RATE, row]
            claim = tax_on_interest(interest, rate, interest_vat, 0.0)
            claim -= tax_on_interest(interest, rate, interest_vat, loan.real[TAX_FREE, row])
            if settles == 0:
                claimed += claim
                continue
            part = part_of_claim(claim, ratio)
            left += part
            tax, lender = claim - part, loan.tag[LENDER, row]
            bank.whole[OWN_CASH, lender] -= tax
            accounts[0] += tax - tax // 2
            accounts[1 + unsigned(firm.tag[REGION, i])] += tax // 2
            flows[TAX_BANK, PAYER, lender] += tax
            flows[TAX_BANK, PAYEE, 0] += tax
        if settles == 0:
            ratio = budget_ratio(claimed, programme.whole[BUDGET_LEFT, r])
    if ratio < 1.0:
        # From the next month on: for this one the loans that count with it do so, whichever exemption settles next.
        programme.tag[SPENT_UP, r] = LAST_MONTH
    return left
