"""What guarantors owe re-guarantors each month for the part of their guarantees that those have taken (再担保费).

One rule for every agreement and both re-guarantors: the balance of each performing loan, times the re-guarantor's
share of its loss under the loan's own agreement, times a yearly rate. The rate is the general one (0.5% a year on its
share, 0.3% on loans of up to five million: F66), or what a programme in force states under which the loan came when it
was made, or when the programme began. So an agreement pays for what it places with a re-guarantor and no other
agreement's terms matter, and a stated rate changes the rate of the loans it reaches, not what the others' fee is
charged on.
"""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.units import BASIS_POINTS, whole_fen
from ...state.bank_columns import PUBLIC_AGREEMENT, SHARE
from ...state.economy import Economy
from ...state.eligibility_columns import IN_FORCE
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    BALANCE,
    GUARANTOR,
    PERFORMING,
    PROGRAMME_BITS,
    STATUS,
)
from ...state.programme_columns import REGUARANTEE_FEE, REGUARANTEE_SMALL_FEE, REGUARANTEE_SMALL_LOAN, REGUARANTOR
from ...state.structure import PARTIES
from ..support.eligibility import takes_live_loan

#: The provincial re-guarantor and the national fund, as parties to an agreement.
REGUARANTORS = (PARTIES.index("provincial_reguarantor"), PARTIES.index("national_fund"))


@compiled
def fee_for_share(balance: int, points: int, rate: float) -> int:
    """A month's fee in fen at `rate` a year on `points` basis points of a balance."""
    return whole_fen(balance * (points / float(BASIS_POINTS)) * rate / 12.0)


@kernel
def fees_owed(economy: Economy, owed: np.ndarray) -> None:
    """Add to `owed`, shape (institutions, 2), the month's fee in fen of each guarantor to each of `REGUARANTORS`.

    The balance of each loan under a public agreement counts, times the re-guarantor's share of its loss.
    """
    loan, agreement, programme = economy.loan, economy.agreement, economy.programme
    stating = 0  # bits of the programmes that state a rate
    for r in range(programme.rows):
        if programme.tag[REGUARANTOR, r] >= 0 and programme.tag[IN_FORCE, r] == 1:
            stating |= 1 << r
    for row in range(loan.rows):
        a, g = loan.tag[AGREEMENT, row], loan.tag[GUARANTOR, row]
        if g < 0 or loan.tag[STATUS, row] != PERFORMING or agreement.tag[PUBLIC_AGREEMENT, a] == 0:
            continue
        bits = loan.index[PROGRAMME_BITS, row] & stating
        for position in range(2):
            party = REGUARANTORS[position]
            points = agreement.index[SHARE + party, a]
            if points > 0:
                rate = rate_under(bits, party, loan.whole[AMOUNT, row], economy)
                owed[g, position] += fee_for_share(loan.whole[BALANCE, row], points, rate)


@compiled
def rate_under(bits: int, party: int, amount: int, economy: Economy) -> float:
    """Fee per year of the share taken that holds for a loan of `amount` fen under the programmes `bits`.

    Where several state one, the lowest holds: of conditions the most generous. Where none does, the general one.
    """
    programme = economy.programme
    rate, stated, r = economy.numbers.guarantors.reguarantee_fee, False, 0
    while bits >> r:
        if (bits >> r) & 1 and programme.tag[REGUARANTOR, r] == party:
            small = amount <= programme.whole[REGUARANTEE_SMALL_LOAN, r]
            fee = float(programme.real[REGUARANTEE_SMALL_FEE if small else REGUARANTEE_FEE, r])
            rate = min(rate, fee) if stated else fee
            stated = True
        r += 1
    return rate


@kernel
def come_under(economy: Economy, r: int) -> None:
    """Live loans that programme `r` reaches when it begins come under it; later ones do when they are made."""
    loan = economy.loan
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        if takes_live_loan(r, row, economy):
            loan.index[PROGRAMME_BITS, row] |= 1 << r
