"""Work-out of bad loans: security is sold over months, each party gets its part, the rest is written off."""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...state.bank_columns import ALLOWANCE, DEPOSIT, HOME_BANK, INSTITUTION_SECTOR, OWN_CASH, REST_DEPOSITS
from ...state.counts import CLOSED_PAID, CLOSED_RECOVERED, RECOVERED_BY, WRITTEN_OFF
from ...state.economy import Economy
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
from .loss_sharing import BANK_PARTY, GOVERNMENT_PARTY, PARTY_COUNT, payer_of

#: The flow by which a bank passes recoveries on, by the institution's sector.
RECOVERY_OF = (RECOVERY_GUARANTOR, RECOVERY_REGUARANTOR, RECOVERY_FUND)


@kernel
def work_out(economy: Economy, freed: np.ndarray) -> int:
    """One month of work-out of every loan in default whose claim is settled; what is left at the end is written off.

    Lists the rows of loans that are over in `freed`, shape (loans,); returns how many.
    """
    loan, claim, bank, flows, month = economy.loan, economy.claim, economy.bank, economy.flows, economy.month
    count = 0
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != NONPERFORMING or loan.index[DEFAULTED, row] == month:
            continue
        record = loan.index[CLAIM, row]
        if claim.tag[CLAIM_STATE, record] != SETTLED:
            continue
        b = loan.tag[LENDER, row]
        months_left = max(loan.index[CLOSES, row] - month + 1, 1)
        amount = loan.whole[RECOVERABLE, row] // months_left
        to_others = pay_others(b, record, amount, economy)
        own = min(amount - to_others, loan.whole[BALANCE, row])
        loan.whole[RECOVERABLE, row] -= amount
        loan.whole[BALANCE, row] -= own
        claim.whole[RECOVERED, record] += own
        economy.counts[RECOVERED_BY[BANK_PARTY]] += own
        bank.whole[OWN_CASH, b] += own
        bank.whole[REST_DEPOSITS, b] -= own + to_others
        flows[RECOVERY_BANK, PAYER, b] += own
        if month >= loan.index[CLOSES, row]:
            left = loan.whole[BALANCE, row]
            economy.counts[WRITTEN_OFF] += left
            bank.whole[ALLOWANCE, b] -= left
            flows[WRITE_OFF, PAYER, b] += left
            loan.whole[BALANCE, row] = 0
            loan.tag[STATUS, row] = 0
            close_claim(record, economy)
            freed[count] = row
            count += 1
    return count


@compiled
def close_claim(record: int, economy: Economy) -> None:
    """The claim in `record` is over; what partners paid on it and got back is counted."""
    claim, counts = economy.claim, economy.counts
    for party in range(PARTY_COUNT):
        if party != BANK_PARTY:
            counts[CLOSED_PAID] += claim.whole[PAID + party, record]
            counts[CLOSED_RECOVERED] += claim.whole[RECOVERED + party, record]
    claim.tag[CLAIM_STATE, record] = CLOSED


@compiled
def pay_others(b: int, record: int, amount: int, economy: Economy) -> int:
    """Bank `b` passes `amount` fen of a recovery on to those who paid the claim in `record`, each by its part.

    Returns fen passed on; the bank's own part, the odd fen included, stays with it.
    """
    claim, institution, flows = economy.claim, economy.institution, economy.flows
    loss, to_others = claim.whole[LOSS, record], 0
    for party in range(PARTY_COUNT):
        if party == BANK_PARTY:
            continue
        share = int(amount * (claim.whole[PAID + party, record] / loss))
        if share <= 0:
            continue
        to_others += share
        claim.whole[RECOVERED + party, record] += share
        economy.counts[RECOVERED_BY[party]] += share
        if party == GOVERNMENT_PARTY:
            economy.accounts[1 + claim.tag[CLAIM_REGION, record]] += share
            flows[RECOVERY_GOVERNMENT, PAYER, b] += share
            flows[RECOVERY_GOVERNMENT, PAYEE, 0] += share
        else:
            k = payer_of(party, record, economy)
            institution.whole[DEPOSIT, k] += share
            route = RECOVERY_OF[institution.tag[INSTITUTION_SECTOR, k]]
            flows[route, PAYER, b] += share
            flows[route, PAYEE, institution.tag[HOME_BANK, k]] += share
    return to_others
