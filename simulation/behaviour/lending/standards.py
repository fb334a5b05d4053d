"""Standards of a bank: for some years it takes all that ask for better, or for worse, than others would.

Banks rate the same borrower differently, and a twentieth of the difference is the bank's own, the same for all its
borrowers (Berg and Koziol 2017, Journal of Banking and Finance 78: 40 banks, 17,000 borrowers). It wears off and comes
anew, as standards of single banks move with no reason in the economy or in their books (Bassett, Chosak, Driscoll and
Zakrajsek 2014, Journal of Monetary Economics 62). A bank whose standards are lax grows faster than others, and its
losses come some years later (Jimenez and Saurina 2006, International Journal of Central Banking 2; Foos, Norden and
Weber 2010, Journal of Banking and Finance 34).
"""

import math

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.mathematics import exponential, normal_quantile
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import BANK_STANDARDS, uniforms
from ...state.bank_columns import EXPERIENCE, STANDARDS
from ...state.economy import Economy


class Standards(ParameterGroup, key="standards", title={"en": "Banks' standards", "zh": "银行授信标准"}):
    """How far banks' standards lie apart, and how long they last."""

    dispersion: float = parameter(
        0.2,
        unit="log points",
        low=0.0,
        high=1.0,
        meaning="Standard deviation between banks of the risk that each sees in all its applicants alike; 0: none",
        zh="各银行对其全部申请人风险判断的系统性差异（标准差）；0为无差异",
        source=paper(
            "Berg and Koziol (2017), Journal of Banking and Finance 78: a twentieth of the variance of estimates for "
            "the same borrower is the bank's own; the rest of it is 0.90 log points here (400 borrowers, 20 banks)"
        ),
    )
    months: float = parameter(
        24.0,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Months after which a third of a bank's deviation is left",
        zh="银行授信标准偏离衰减至约三分之一所需月数",
        source=assumption(
            "two years: losses peak three to four years after growth (Jimenez and Saurina 2006), of which loans take "
            "one or two to fail"
        ),
    )


def first_standards(economy: Economy) -> None:
    """Where each bank's standards stand as an economy opens: anywhere that they may be in the long run."""
    dispersion = economy.numbers.standards.dispersion
    for bank in range(economy.banks.rows):
        luck = uniforms(economy.seed, bank, 0, BANK_STANDARDS)[0]
        economy.bank.real[STANDARDS, bank] = dispersion * normal_quantile(luck)


def move_standards(economy: Economy) -> None:
    """A part of each bank's deviation wears off in a month, and as much comes anew."""
    p, column = economy.numbers.standards, economy.bank.real[STANDARDS]
    kept = exponential(-1.0 / p.months)
    for bank in range(economy.banks.rows):
        luck = uniforms(economy.seed, bank, economy.month, BANK_STANDARDS)[1]
        fresh = math.sqrt(1.0 - kept * kept) * p.dispersion * normal_quantile(luck)
        column[bank] = kept * float(column[bank]) + fresh


@compiled
def factor_on_all(bank: Blocks, b: int) -> float:
    """By what bank `b` multiplies the risk that it sees in each firm: its experience, and its standards."""
    return float(bank.real[EXPERIENCE, b]) * exponential(float(bank.real[STANDARDS, b]))
