"""Loans renewed in part: what a bank short of capital, or of the wish to lend, has back from every client.

A bank that wants to lend less does not only turn new clients away: the same firm gets less from the bank that was hit
than from others (Khwaja and Mian 2008, American Economic Review 98: per cent of liquidity lost, loans to the same firm
fall by 0.6 per cent; Jimenez, Ongena, Peydro and Saurina 2012, the same 102). The part that is not renewed is repaid in
equal monthly parts within a year, at whose end the bank looks at the rest again.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.loan_columns import BALANCE, IN_PART, INSTALMENT, LENDER, PRODUCT
from ...state.structure import REVOLVING_LINE


class PartialRenewal(ParameterGroup, key="partial_renewal", title={"en": "Loans renewed in part", "zh": "部分续贷"}):
    """How much of a loan a bank that wants to lend less has back."""

    back_at_minimum: float = parameter(
        0.30,
        unit="share of a loan a year",
        low=0.0,
        high=0.9,
        meaning="Part of a loan that a bank at its minimum capital ratio has back in a year; less the nearer it is to "
        "its own target",
        zh="资本充足率降至最低要求的银行一年内在续贷时收回的贷款比例（越接近自身目标越低）",
        source=assumption("such a bank has to shrink by a third within a year or two, or find capital"),
    )
    least_back: float = parameter(
        0.02,
        unit="share of a loan a year",
        low=0.0,
        high=0.9,
        meaning="A bank that would have back less renews in full",
        zh="低于该比例则全额续贷",
        source=assumption("not worth a talk with the client"),
    )
    most_back: float = parameter(
        0.5,
        unit="share of a loan a year",
        low=0.0,
        high=0.9,
        meaning="Most that a bank has back in a year of a loan that it renews",
        zh="续贷时一年内收回比例的上限",
        source=assumption("a client that would lose more is let go"),
    )
    months: int = parameter(
        12,
        unit="months",
        low=1,
        high=120,
        meaning="Months in which that part is repaid, after which the rest is looked at again",
        zh="该部分的偿还月数（期满后重新审查余额）",
        source=assumption("plans of banks are made for a year"),
    )


@compiled
def part_back(economy: Economy, row: int, months: int) -> float:
    """Part of the loan in `row` that its bank does not renew this month, if it would be renewed for `months`.

    So much a year: of a loan of half a year half of it. A bank that is short of next to nothing renews in full, and a
    revolving line always is: its undrawn part binds no capital, and what is drawn comes back by itself.
    """
    p, loan = economy.numbers.partial_renewal, economy.loan
    b = loan.tag[LENDER, row]
    a_year = min(max(p.back_at_minimum * economy.capital_short[b], economy.unwanted_loans[b]), p.most_back)
    if a_year < p.least_back or loan.tag[PRODUCT, row] == REVOLVING_LINE:
        return 0.0
    return a_year * min(months, p.months) / 12.0


@compiled
def months_until_looked_at(economy: Economy, part: float, months: int) -> int:
    """For how long a loan, of which `part` is not renewed, goes on: for `months` as any other, or, where that part is
    repaid in instalments, until it has been."""
    return months if part <= 0.0 else min(months, economy.numbers.partial_renewal.months)


@compiled
def renew_in_part(economy: Economy, row: int, part: float, months: int) -> None:
    """The loan in `row`, which goes on for `months`, is repaid by `part` meanwhile."""
    loan = economy.loan
    loan.whole[INSTALMENT, row] = whole_fen(part * loan.whole[BALANCE, row] / months)
    loan.tag[IN_PART, row] = 1 if loan.whole[INSTALMENT, row] > 0 else 0
