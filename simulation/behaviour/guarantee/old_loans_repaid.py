"""Old loans repaid out of guaranteed ones: a bank that gets a guarantee takes back credit for which it has none.

A euro lent behind a guarantee came with 28 cents less of other credit from that bank, compared with other banks of the
same firm, and most where the firm was risky (Altavilla, Ellul, Pagano, Polo and Vlassopoulos 2025, Journal of Financial
Economics 172); under Japan's emergency guarantees of 2008 main banks lent less without one (Ono, Uesugi and Yasuda
2011, RIETI 11-E-035). Part of what others bear is then old risk, not new credit; the firm, which got less than it
needed, asks again, here or elsewhere.
"""

from __future__ import annotations

import numpy as np

from ...ground.compiled import compiled, kernel, unsigned
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.units import whole_fen
from ...state.bank_columns import DUE_BACK
from ...state.counts import OLD_LOANS_REPAID_FEN, SUPPORTED_ADDITIONAL_FEN
from ...state.economy import Economy
from ...state.enterprise_columns import CASH, OUTCOME
from ...state.loan_columns import BALANCE, FIRM, GUARANTOR, LENDER, LOAN_ID, PERFORMING, PRODUCT, SECURITY, STATUS
from ...state.offer_columns import (
    GRANTED,
    O_ADDITIONAL,
    O_AGREEMENT,
    O_AMOUNT,
    O_BANK,
    O_GUARANTOR,
    O_PD,
    O_ROW,
    O_STATUS,
)
from ...state.structure import SIMPLE_LOAN
from ..debt_service.loan_service import repay
from ..debt_service.repayment import end_loan
from .guarantee_agreement import relief_of


class OldLoans(ParameterGroup, key="old_loans", title={"en": "Old loans repaid", "zh": "以担保贷款偿还旧贷款"}):
    """How much of a guaranteed loan its bank has repay what the firm owes it without a guarantee."""

    repaid: float = parameter(
        0.31,
        unit="share of the guaranteed loan",
        low=0.0,
        high=1.0,
        meaning="Part of a guaranteed loan out of which its bank has an older loan without a guarantor repaid, at full "
        "cover and the usual risk; more in proportion to cover and risk; 0 none",
        zh="全额担保、风险居中时，银行要求以担保贷款偿还其原有无担保贷款的比例（按担保比例与风险同比增减）；0为不要求",
        source=paper(
            "Altavilla and others (2025), Journal of Financial Economics 172: 28 cents a euro more than at the firm's "
            "other banks, most for riskier firms; that cover was nine tenths, and all in proportion: assumed"
        ),
    )
    usual_risk: float = parameter(
        0.018,
        unit="per year",
        low=0.0001,
        high=1.0,
        meaning="Probability of default, as the bank sees it, at which that part is as stated",
        zh="上述比例对应的银行估计违约概率",
        source=assumption("near the baseline's mean over guaranteed loans"),
    )
    most: float = parameter(
        0.8,
        unit="share of the guaranteed loan",
        low=0.0,
        high=1.0,
        meaning="Largest part of a guaranteed loan that repays an older one",
        zh="担保贷款用于偿还原有贷款的比例上限",
        source=assumption("a loan of which less than a fifth is new money is not worth a guarantor's file"),
    )


@compiled
def part_for_old_loan(cover: float, pd: float, p: OldLoans) -> float:
    """Part of a guaranteed loan that repays an older one of the same bank, of which others bear `cover` and the bank
    sees a probability of default `pd` a year."""
    return min(p.repaid * cover * pd / p.usual_risk, p.most)


@compiled
def loses_more(economy: Economy, row: int, than: int) -> bool:
    """Whether a default would cost the lender more on the loan in `row` than on the one in `than`; of two alike, the
    older comes first."""
    loan, lgd = economy.loan, economy.lgd_by_security
    one = loan.whole[BALANCE, row] * lgd[unsigned(loan.tag[SECURITY, row])]
    other = loan.whole[BALANCE, than] * lgd[unsigned(loan.tag[SECURITY, than])]
    return one > other or (one == other and loan.whole[LOAN_ID, row] < loan.whole[LOAN_ID, than])


@kernel
def repay_old_loans(
    economy: Economy,
    offers: np.ndarray,
    offer_terms: np.ndarray,
    applicant: np.ndarray,
    worst: np.ndarray,
    freed: np.ndarray,
) -> int:
    """Each firm just granted a guaranteed loan repays out of it an ordinary loan of the same bank without a guarantor.

    It is the one on which the bank would lose most. Lists the rows of loans paid off in `freed`; returns how many.

    `offers` and `offer_terms` are the tables of `offer_columns`, a row an applicant. `applicant`, int32 of shape
    (firms,), which comes as zeros, and `worst`, int64 of shape (applicants,), are room for who asked and for the rows
    of those loans; `freed` is int32 of the same shape.
    """
    firm, loan, bank, counts = economy.firm, economy.loan, economy.bank, economy.counts
    find_worst(economy, offers, applicant, worst)
    count = 0
    for k in range(len(offers)):
        i, row = offers[k, O_ROW], worst[k]
        if row < 0 or firm.tag[OUTCOME, i] > 0:
            continue
        cover = relief_of(offers[k, O_AGREEMENT], offers[k, O_GUARANTOR], economy.agreement, economy.institution)
        part = part_for_old_loan(np.float64(cover), offer_terms[k, O_PD], economy.numbers.old_loans)
        # Fees have been paid out of the loan; of what pays nothing out at the grant nothing can be repaid.
        paid = min(whole_fen(part * offers[k, O_AMOUNT]), loan.whole[BALANCE, row], max(firm.whole[CASH, i], 0))
        repay(row, i, paid, firm, loan, bank, economy.flows)
        bank.whole[DUE_BACK, loan.tag[LENDER, row]] += paid
        counts[OLD_LOANS_REPAID_FEN] += paid
        counts[SUPPORTED_ADDITIONAL_FEN] -= paid * offers[k, O_ADDITIONAL]
        if loan.whole[BALANCE, row] == 0:
            end_loan(row, i, economy)
            freed[count] = row
            count += 1
    return count


@compiled
def find_worst(economy: Economy, offers: np.ndarray, applicant: np.ndarray, worst: np.ndarray) -> None:
    """Fill `worst` with the row of the loan that each applicant would repay, -1 for none."""
    loan = economy.loan
    for k in range(len(offers)):
        worst[k] = -1
        if offers[k, O_STATUS] == GRANTED and offers[k, O_GUARANTOR] >= 0:
            applicant[offers[k, O_ROW]] = k + 1
    for position in range(loan.rows):
        row = unsigned(position)  # unsigned: no check for places counted from the end
        if loan.tag[STATUS, row] != PERFORMING or loan.tag[GUARANTOR, row] >= 0:
            continue
        k = applicant[unsigned(loan.index[FIRM, row])] - 1
        if k < 0 or loan.tag[PRODUCT, row] != SIMPLE_LOAN or loan.tag[LENDER, row] != offers[k, O_BANK]:
            continue
        if worst[k] < 0 or loses_more(economy, row, worst[k]):
            worst[k] = position
