"""Loss-sharing agreements at work: which one takes a loan, what the bank may count on, what the guarantee costs."""

from ...ground.columns import Blocks
from ...ground.compiled import compiled, routine
from ...ground.units import BASIS_POINTS, whole_fen
from ...state.bank_columns import (
    ACCEPTANCE,
    AGREED_FEE,
    CREDIBILITY,
    DEPOSIT,
    GUARANTEE_FEE_RATE,
    HOME_BANK,
    LEAST_ESTIMATE,
    MOST_ESTIMATE,
    RANK,
    RELIEF,
    SHARE,
    USES_GUARANTOR,
)
from ...state.economy import Economy
from ...state.eligibility_columns import MAX_LOAN
from ...state.enterprise_columns import BANK, CASH, REGION
from ...state.ledger import GUARANTEE_FEE, PAYEE, PAYER, SUBSIDY_GUARANTOR
from ...state.programme_columns import FEE_SUPPORT
from ...state.structure import REGIONS
from ..support.eligibility import Asked, eligible
from ..support.loan_support import charge_programme

GUARANTORS_A_REGION = 3
#: Institutions by row: guarantors by region, the public one of each first; re-guarantors, funds and the credit insurer.
GUARANTORS = len(REGIONS) * GUARANTORS_A_REGION
PROVINCIAL, NATIONAL, COMPENSATION, LOCAL, INSURER = (GUARANTORS + k for k in range(5))
PARTY_BANK, PARTY_GUARANTOR = 0, 1


@compiled
def guarantor_share(a: int, agreement: Blocks) -> float:
    """Share of a loss under agreement `a` that falls on the guarantor."""
    return agreement.index[SHARE + PARTY_GUARANTOR, a] / float(BASIS_POINTS)


@compiled
def relief_of(a: int, g: int, agreement: Blocks, institution: Blocks) -> float:
    """Share of a loss the bank counts on others to pay: relief promised, as far as they have kept their word."""
    relief = agreement.real[RELIEF, a] * agreement.real[CREDIBILITY, a]
    if agreement.tag[USES_GUARANTOR, a]:
        relief -= guarantor_share(a, agreement) * (1.0 - institution.real[ACCEPTANCE, g])
    return max(relief, 0.0)


@compiled
def fee_of(a: int, guarantor: int, agreement: Blocks, institution: Blocks) -> float:
    """Guarantee fee per year: the agreement's, else the guarantor's own, else none where no guarantor is party."""
    fee = agreement.real[AGREED_FEE, a]
    if fee >= 0.0:
        return fee
    return institution.real[GUARANTEE_FEE_RATE, guarantor] if agreement.tag[USES_GUARANTOR, a] else 0.0


@compiled
def scheme_for(i: int, asked: Asked, estimate: float, firm: Blocks, agreement: Blocks, month: int) -> int:
    """The first agreement, by priority, that takes this loan as far as its largest amount; -1 if none does.

    `estimate` is the bank's estimate of the probability of default a year. Of the rows of one agreement with terms by
    size, which share their rank and come by size, the one for loans of this size, else the last.
    """
    found = -1
    for a in range(2, agreement.rows):
        if not agreement.real[LEAST_ESTIMATE, a] <= estimate <= agreement.real[MOST_ESTIMATE, a]:
            continue
        if found >= 0 and agreement.index[RANK, a] >= agreement.index[RANK, found]:
            next_size = agreement.index[RANK, a] == agreement.index[RANK, found]
            if not next_size or asked.amount <= agreement.whole[MAX_LOAN, found]:
                continue
        most = min(asked.amount, agreement.whole[MAX_LOAN, a])
        if eligible(a, i, Asked(most, asked.product, asked.tenor, asked.bank_type), firm, agreement, month):
            found = a
    return found


@compiled
def asks_for_estimate(agreement: Blocks) -> bool:
    """Whether an agreement is for loans of some default risk only."""
    for a in range(2, agreement.rows):
        if agreement.real[LEAST_ESTIMATE, a] > 0.0 or agreement.real[MOST_ESTIMATE, a] < 1.0:
            return True
    return False


@routine
def pay_guarantee_fee(
    i: int, guarantor: int, amount: int, fee_rate: float, tenor: int, bits: int, economy: Economy
) -> None:
    """The borrower pays the guarantee fee for the whole tenor in advance; programmes of `bits` pay their part of it.

    They pay in the order in which loans are paid out; where a budget has ended the borrower pays the fee itself.
    """
    firm, institution, programme, flows = economy.firm, economy.institution, economy.programme, economy.flows
    house, home = firm.tag[BANK, i], institution.tag[HOME_BANK, guarantor]
    fee = whole_fen(amount * fee_rate * tenor / 12.0)
    r = 0
    while bits >> r:
        if (bits >> r) & 1 and programme.real[FEE_SUPPORT, r] > 0.0:
            part = min(whole_fen(amount * programme.real[FEE_SUPPORT, r] * tenor / 12.0), fee)
            paid = charge_programme(r, part, firm.tag[REGION, i], programme, economy.accounts)
            fee -= paid
            institution.whole[DEPOSIT, guarantor] += paid
            flows[SUBSIDY_GUARANTOR, PAYER, 0] += paid
            flows[SUBSIDY_GUARANTOR, PAYEE, home] += paid
        r += 1
    fee = min(fee, firm.whole[CASH, i])
    firm.whole[CASH, i] -= fee
    institution.whole[DEPOSIT, guarantor] += fee
    flows[GUARANTEE_FEE, PAYER, house] += fee
    flows[GUARANTEE_FEE, PAYEE, home] += fee
