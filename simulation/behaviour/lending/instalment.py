"""How a loan is repaid: at once, in equal parts of principal or as an annuity, every so many months until maturity.

Payments are due at whole steps before maturity, so that the first period is the short one where the tenor is no
multiple of the step. Interest is due with them, for the months since the last. What is left at maturity is due then.
"""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ...state.loan_columns import ANNUITY, BALANCE, INSTALMENT, MATURITY, OPENED, PAID_EVERY, RATE
from ...state.menu_columns import AT_WILL, BULLET_OR_INSTALMENTS


@compiled
def instalment(amount: int, tenor: int, repaid: int, bullet_months: int, step: int = 1) -> int:
    """Principal in fen due every `step` months: none for a bullet up to so many months, equal parts beyond or where the
    offer says so.
    """
    if repaid == AT_WILL or (repaid == BULLET_OR_INSTALMENTS and tenor <= bullet_months):
        return 0
    return amount // steps_in(tenor, step)


@compiled
def steps_in(months: int, step: int) -> int:
    """Payments in so many months, one every `step` of them and one at their end."""
    return (months + step - 1) // step


@compiled
def annuity(amount: int, annual_rate: float, payments: int, step: int) -> int:
    """Fen of each of `payments` equal payments, interest included, one every `step` months.

    A = P i / (1 - (1 + i)**-n) with the rate i of a step (Brealey, Myers and Allen, Principles of Corporate Finance,
    chapter 2), as P over the sum of the discount factors: exact for a rate of zero too.
    """
    discount = 1.0 / (1.0 + annual_rate * step / 12.0)
    factor, present_value = 1.0, 0.0
    for _ in range(payments):
        factor *= discount
        present_value += factor
    return whole_fen(amount / present_value)


@compiled
def months_fallen_due(month: int, arrears: int, opened: int, maturity: int, step: int) -> int:
    """Months whose interest is due in `month`: those up to its last payment date since the last date that was kept.

    None between two dates, unless a date has been missed; `arrears` months before this one have not been paid.
    """
    if step <= 1:
        return 1 + arrears
    kept = maturity - step * ((maturity - (month - arrears)) // step + 1)
    reached = maturity if month >= maturity else maturity - step * steps_in(maturity - month, step)
    return max(reached - max(kept, opened), 0)


@compiled
def scheduled_principal(row: int, first: int, last: int, loan: Blocks) -> int:
    """Fen of principal that the contract makes due in months `first` to `last`; all that is left at maturity."""
    balance, maturity = loan.whole[BALANCE, row], int(loan.index[MATURITY, row])
    if maturity <= last:
        return balance
    part, step, opened = loan.whole[INSTALMENT, row], int(loan.tag[PAID_EVERY, row]), int(loan.index[OPENED, row])
    left, date = balance, maturity - step * ((maturity - first) // step)
    while date <= last:
        interest = 0
        if loan.tag[ANNUITY, row]:
            interest = whole_fen(left * loan.real[RATE, row] * min(step, date - opened) / 12.0)
        left -= min(max(part - interest, 0), left)
        date += step
    return balance - left
