"""Work-out of bad loans: security is sold over months, each party gets its part, the rest is written off."""

from typing import Any

from ...ground.compiled import kernel
from ...state.bank_columns import ALLOWANCE, DEPOSIT, HOME_BANK, INSTITUTION_SECTOR, OWN_CASH, REST_DEPOSITS
from ...state.ledger import (
    PAYEE,
    PAYER,
    RECOVERY_BANK,
    RECOVERY_FUND,
    RECOVERY_GOVERNMENT,
    RECOVERY_GUARANTOR,
    RECOVERY_REGUARANTOR,
    WRITE_OFF,
)
from ...state.loan_columns import (
    BALANCE,
    CLAIM,
    CLAIM_GUARANTOR,
    CLAIM_REGION,
    CLAIM_STATE,
    CLOSED,
    CLOSES,
    DEFAULTED,
    LENDER,
    LOSS,
    NONPERFORMING,
    PAID,
    RECOVERABLE,
    RECOVERED,
    SETTLED,
    STATUS,
)
from .loss_sharing import BANK_PARTY, GOVERNMENT_PARTY, GUARANTOR_PARTY, PARTY_COUNT

# Counters of recovery: got back by each party, then written off.
C_RECOVERED, C_WRITTEN_OFF = 0, 8
RECOVERY_COUNTERS = 9


@kernel
def work_out(
    loans: int,
    loan: Any,
    claim: Any,
    bank: Any,
    institution: Any,
    accounts: Any,
    institution_of: Any,
    flows: Any,
    month: int,
    freed: Any,
    counters: Any,
) -> int:
    """One month of work-out of every loan in default; returns how many rows in `freed` were closed."""
    count = 0
    for row in range(loans):
        if loan.tag[STATUS, row] != NONPERFORMING or loan.index[DEFAULTED, row] == month:
            continue
        record = loan.index[CLAIM, row]
        if claim.tag[CLAIM_STATE, record] != SETTLED:
            continue
        b = loan.tag[LENDER, row]
        months_left = max(loan.index[CLOSES, row] - month + 1, 1)
        amount = loan.whole[RECOVERABLE, row] // months_left
        loss = claim.whole[LOSS, record]
        to_others = 0
        for party in range(PARTY_COUNT):
            if party == BANK_PARTY:
                continue
            share = int(amount * (claim.whole[PAID + party, record] / loss))
            if share <= 0:
                continue
            to_others += share
            claim.whole[RECOVERED + party, record] += share
            counters[C_RECOVERED + party] += share
            if party == GOVERNMENT_PARTY:
                accounts[1 + claim.tag[CLAIM_REGION, record]] += share
                flows[RECOVERY_GOVERNMENT, PAYER, b] += share
                flows[RECOVERY_GOVERNMENT, PAYEE, 0] += share
            else:
                k = claim.tag[CLAIM_GUARANTOR, record] if party == GUARANTOR_PARTY else institution_of[party]
                institution.whole[DEPOSIT, k] += share
                sector = institution.tag[INSTITUTION_SECTOR, k]
                route = RECOVERY_GUARANTOR if sector == 0 else (RECOVERY_REGUARANTOR if sector == 1 else RECOVERY_FUND)
                flows[route, PAYER, b] += share
                flows[route, PAYEE, institution.tag[HOME_BANK, k]] += share
        own = min(amount - to_others, loan.whole[BALANCE, row])
        loan.whole[RECOVERABLE, row] -= amount
        loan.whole[BALANCE, row] -= own
        claim.whole[RECOVERED, record] += own
        counters[C_RECOVERED] += own
        bank.whole[OWN_CASH, b] += own
        bank.whole[REST_DEPOSITS, b] -= own + to_others
        flows[RECOVERY_BANK, PAYER, b] += own
        if month >= loan.index[CLOSES, row]:
            left = loan.whole[BALANCE, row]
            counters[C_WRITTEN_OFF] += left
            bank.whole[ALLOWANCE, b] -= left
            flows[WRITE_OFF, PAYER, b] += left
            loan.whole[BALANCE, row] = 0
            loan.tag[STATUS, row] = 0
            claim.tag[CLAIM_STATE, record] = CLOSED
            freed[count] = row
            count += 1
    return count
