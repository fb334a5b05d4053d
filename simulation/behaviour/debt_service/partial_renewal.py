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
from ...state.enterprise_columns import LINE_ROOM
from ...state.loan_columns import AMOUNT, BALANCE, FIRM, INSTALMENT, PRODUCT
from ...state.structure import REVOLVING_LINE


class PartialRenewal(ParameterGroup, key="partial_renewal", title={"en": "Loans renewed in part", "zh": "部分续贷"}):
    """How much of a loan a bank that wants to lend less has back."""

    back_at_minimum: float = parameter(
        0.30,
        unit="share of a loan",
        low=0.0,
        high=0.9,
        meaning="Part of a loan that a bank at its minimum capital ratio does not renew; less the nearer it is to its "
        "own target",
        zh="资本充足率降至最低要求的银行在续贷时收回的贷款比例（越接近自身目标越低）",
        source=assumption("such a bank has to shrink by a third within a year or two, or find capital"),
    )
    most_back: float = parameter(
        0.5,
        unit="share of a loan",
        low=0.0,
        high=0.9,
        meaning="Most that a bank has back of a loan that it renews",
        zh="续贷时收回比例的上限",
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
def part_back(economy: Economy, b: int) -> float:
    """Part of a loan that bank `b` does not renew this month."""
    p = economy.numbers.partial_renewal
    return min(max(p.back_at_minimum * economy.capital_short[b], economy.unwanted_loans[b]), p.most_back)


@compiled
def months_until_looked_at(economy: Economy, row: int, part: float, months: int) -> int:
    """For how long the loan in `row`, of which `part` is not renewed, goes on: for `months` as any other, or, where
    that part is repaid in instalments, until it has been."""
    if part <= 0.0 or economy.loan.tag[PRODUCT, row] == REVOLVING_LINE:
        return months
    return min(months, economy.numbers.partial_renewal.months)


@compiled
def renew_in_part(economy: Economy, row: int, part: float, months: int) -> None:
    """The loan in `row`, which goes on for `months`, is repaid by `part` meanwhile; of a revolving line what is not
    drawn is taken back.
    """
    loan, firm = economy.loan, economy.firm
    i = loan.index[FIRM, row]
    loan.whole[INSTALMENT, row] = 0
    if part <= 0.0:
        return
    if loan.tag[PRODUCT, row] == REVOLVING_LINE:
        undrawn = min(whole_fen(part * loan.whole[AMOUNT, row]), firm.whole[LINE_ROOM, i])
        loan.whole[AMOUNT, row] -= undrawn
        firm.whole[LINE_ROOM, i] -= undrawn
        return
    loan.whole[INSTALMENT, row] = whole_fen(part * loan.whole[BALANCE, row] / months)
