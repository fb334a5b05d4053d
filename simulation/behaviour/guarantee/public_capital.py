"""Public capital of guarantors and re-guarantors: kept, made good at a counted cost, or given back.

Once a year, with the accounts, an institution that has business to back is brought towards what has been paid in: what
it has beyond goes back to the budgets, what a year's losses have taken is made good up to a part of the capital
(State Council guideline of 2019, Guobanfa No. 6: owners replenish the capital of government-backed guarantors and do
not ask for a profit). The rest of a larger loss stays until later years. One without business winds up: it keeps what
its open guarantees may still cost, and gives back the rest. Budgets that do not replenish let it run dry: then it pays
what it has and fails.
"""

from __future__ import annotations

from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state.economy import Economy
from ...state.eligibility_columns import IN_FORCE
from ...state.ledger import (
    CAPITAL_GUARANTOR,
    CAPITAL_REGUARANTOR,
    CAPITAL_RETURNED_GUARANTOR,
    CAPITAL_RETURNED_REGUARANTOR,
)
from ...state.structure import PARTIES, REGIONS
from ..support.public_purse import parts_of_budgets
from .guarantee_agreement import GUARANTORS, GUARANTORS_A_REGION, NATIONAL, PROVINCIAL

#: Kind under which the cost is counted among public outlay.
RECAPITALISATION = "recapitalisation"
_PARTY_OF = {PROVINCIAL: PARTIES.index("provincial_reguarantor"), NATIONAL: PARTIES.index("national_fund")}
#: Months of a year of accounts.
_YEAR = 12


class PublicCapital(
    ParameterGroup, key="public_capital", title={"en": "Public guarantee capital", "zh": "政府性担保资本"}
):
    """How public owners treat the capital of guarantors and re-guarantors."""

    surplus_from: float = parameter(
        1.0,
        unit="times what was paid in",
        low=1.0,
        high=1000.0,
        meaning="Money beyond this goes back to the budgets at the year's end",
        zh="年末资金超过该水平（实缴资本倍数）的部分上缴财政",
        source=assumption("government-backed guarantors work for little or no profit: no reserve beyond their capital"),
    )
    replenished: float = parameter(
        0.10,
        unit="share of what was paid in a year",
        low=0.0,
        high=1.0,
        meaning="Most that budgets make good of losses in a year; 0: nothing, they run dry",
        zh="财政每年补充资本的上限（占实缴资本；0：不补充，直至耗尽）",
        source=assumption(
            "two years' losses at payout rates near 4% and a leverage of two (F69, F75); a crisis takes years to mend"
        ),
    )
    kept_for_open: float = parameter(
        0.10,
        unit="share of the own open guarantees",
        low=0.0,
        high=1.0,
        meaning="Money kept while winding up, beside a year's claims",
        zh="退出期间除一年代偿额外为未到期担保责任保留的资金比例",
        source=assumption(
            "claims of the two or three years that open guarantees run, at payout rates of 2 to 4% (F67)"
        ),
    )


def settle_public_capital(economy: Economy) -> None:
    """Bring public guarantors and re-guarantors to their capital as the year's accounts close."""
    if economy.month % _YEAR:
        return
    for row in (*range(0, GUARANTORS, GUARANTORS_A_REGION), PROVINCIAL, NATIONAL):
        deposit, paid_in = int(economy.institution.whole[bc.DEPOSIT, row]), int(economy.initial_net_assets[row])
        if has_business(economy, row):
            change = change_of_capital(deposit, paid_in, economy.numbers.public_capital)
        else:
            change = change_in_winding_up(deposit, *needed_in_winding_up(economy, row))
            economy.initial_net_assets[row] = deposit + change
        if change:
            _pay(economy, row, change)


def has_business(economy: Economy, row: int) -> bool:
    """Whether new guarantees may come to an institution: policy stands behind a guarantor, a scheme uses another."""
    if row < GUARANTORS:
        return bool(economy.numbers.guarantors.public_leverage_cap > 0.0)
    agreement = economy.agreement
    shares = agreement.index[bc.SHARE + _PARTY_OF[row], : agreement.rows]
    return bool(((shares > 0) & (agreement.tag[IN_FORCE, : agreement.rows] > 0)).any())


def change_of_capital(deposit: int, paid_in: int, p: PublicCapital) -> int:
    """Fen that budgets pay in at the year's end, negative for a surplus given back."""
    surplus = deposit - whole_fen(p.surplus_from * paid_in)
    if surplus > 0:
        return -surplus
    return min(max(paid_in - deposit, 0), whole_fen(p.replenished * paid_in))


def needed_in_winding_up(economy: Economy, row: int) -> tuple[int, int]:
    """Fen that an institution without business needs for its open guarantees, and for the claims of a year."""
    institution, share = economy.institution, economy.numbers.public_capital.kept_for_open
    claims = whole_fen(max(float(institution.real[bc.YEAR_PAYOUTS, row]), 0.0) * 100.0)
    return whole_fen(share * int(institution.whole[bc.COVERED, row])), claims


def change_in_winding_up(deposit: int, for_open: int, claims: int) -> int:
    """Fen that budgets pay in where a year's claims are not there, negative for what is not needed any more."""
    return claims - deposit if deposit < claims else min(for_open + claims - deposit, 0)


def _pay(economy: Economy, row: int, change: int) -> None:
    """The budgets that own an institution pay in `change` fen, or get them back; what they pay in is outlay."""
    guarantor = row < GUARANTORS
    central = 1.0 if row == NATIONAL else 0.0
    regions = [int(economy.institution.tag[bc.INSTITUTION_REGION, row])] if guarantor else range(len(REGIONS))
    parts = parts_of_budgets(abs(change), central, regions)
    home = int(economy.institution.tag[bc.HOME_BANK, row])
    economy.institution.whole[bc.DEPOSIT, row] += change
    if change > 0:
        economy.accounts[:] -= parts
        economy.ledger.post(CAPITAL_GUARANTOR if guarantor else CAPITAL_REGUARANTOR, 0, home, change)
        economy.outlays[RECAPITALISATION] = economy.outlays.get(RECAPITALISATION, 0) + change
    else:
        economy.accounts[:] += parts
        route = CAPITAL_RETURNED_GUARANTOR if guarantor else CAPITAL_RETURNED_REGUARANTOR
        economy.ledger.post(route, home, 0, -change)
