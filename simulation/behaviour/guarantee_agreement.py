"""Loss-sharing agreements at work: who is eligible, what the bank may count on, what the guarantee costs."""

from typing import Any

from simulation.bank_columns import (
    ACCEPTANCE,
    AGREED_FEE,
    CREDIBILITY,
    DEPOSIT,
    FIRST_LOAN,
    GUARANTEE_FEE_RATE,
    HOME_BANK,
    IN_FORCE,
    MAX_AGE,
    MAX_LOAN,
    MIN_AGE,
    PRODUCT_MASK,
    RECEIPTS,
    REGION_MASK,
    RELIEF,
    SECTOR_MASK,
    SHARE,
    SIZE_MASK,
    USES_GUARANTOR,
)
from simulation.compiled import compiled
from simulation.enterprise_columns import BORROWED, CASH, ENTRY_MONTH, REGION, SECTOR, SIZE
from simulation.ledger import GUARANTEE_FEE, PAYEE, PAYER
from simulation.units import whole_fen

GUARANTORS_A_REGION = 3
PARTY_BANK, PARTY_GUARANTOR = 0, 1


@compiled
def eligible(a: int, i: int, amount: int, product: int, firm: Any, agreement: Any, month: int) -> bool:
    """Whether agreement `a` takes this loan: in force, and every condition met."""
    tag, index = agreement.tag, agreement.index
    age = month - firm.index[ENTRY_MONTH, i]
    if tag[IN_FORCE, a] == 0 or amount > agreement.whole[MAX_LOAN, a]:
        return False
    if not index[MIN_AGE, a] <= age <= index[MAX_AGE, a]:
        return False
    if tag[FIRST_LOAN, a] >= 0 and tag[FIRST_LOAN, a] == firm.tag[BORROWED, i]:
        return False
    return (
        (index[SIZE_MASK, a] >> firm.tag[SIZE, i]) & 1 == 1
        and (index[SECTOR_MASK, a] >> firm.tag[SECTOR, i]) & 1 == 1
        and (index[REGION_MASK, a] >> firm.tag[REGION, i]) & 1 == 1
        and (index[PRODUCT_MASK, a] >> product) & 1 == 1
    )


@compiled
def relief_of(a: int, g: int, agreement: Any, institution: Any) -> float:
    """Share of a loss the bank counts on others to pay: relief promised, as far as they have kept their word."""
    relief = agreement.real[RELIEF, a] * agreement.real[CREDIBILITY, a]
    if agreement.tag[USES_GUARANTOR, a]:
        own = agreement.index[SHARE + PARTY_GUARANTOR, a] / 10_000.0
        relief -= own * (1.0 - institution.real[ACCEPTANCE, g])
    return max(relief, 0.0)


@compiled
def fee_of(a: int, guarantor: int, agreement: Any, institution: Any) -> float:
    """Guarantee fee per year: the agreement's, else the guarantor's own, else none where no guarantor is party."""
    fee = agreement.real[AGREED_FEE, a]
    if fee >= 0.0:
        return fee
    return institution.real[GUARANTEE_FEE_RATE, guarantor] if agreement.tag[USES_GUARANTOR, a] else 0.0


@compiled
def pay_guarantee_fee(
    i: int,
    house: int,
    guarantor: int,
    amount: int,
    fee_rate: float,
    tenor: int,
    firm: Any,
    institution: Any,
    flows: Any,
) -> None:
    """The borrower pays the guarantee fee for the whole tenor in advance, out of its cash."""
    fee = min(whole_fen(amount * fee_rate * tenor / 12.0), firm.whole[CASH, i])
    firm.whole[CASH, i] -= fee
    institution.whole[DEPOSIT, guarantor] += fee
    institution.whole[RECEIPTS, guarantor] += fee
    flows[GUARANTEE_FEE, PAYER, house] += fee
    flows[GUARANTEE_FEE, PAYEE, institution.tag[HOME_BANK, guarantor]] += fee
