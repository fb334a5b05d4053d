"""What banks' bonds lose when rates rise: a part of them is carried at fair value, and its losses count in capital.

A bond bought at a lower rate is worth less by its duration times the rise, and comes back to par as it matures. What is
carried at amortised cost shows no loss. What is carried at fair value through other comprehensive income does, and
since 2013 no prudential filter keeps unrealised gains and losses out of capital (Basel III; China's capital rules of
2012 and 2023). The loss is no flow of money and no part of profit: the books hold bonds at cost, and it is taken off
the equity of which a capital ratio is made. So a rise of rates costs banks capital at once, while the wider margins and
the higher coupons that it brings come in month by month (Begenau, Piazzesi and Schneider 2015, NBER Working Paper
21334; Gomez, Landier, Sraer and Thesmar 2021, Journal of Monetary Economics 117; Jiang, Matvos, Piskorski and Seru
2024, Journal of Financial Economics 159).
"""

from __future__ import annotations

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.parameters import ParameterGroup, assumption, parameter, regulation, secondary
from ...ground.units import whole_fen
from ...state.bank_columns import BONDS, LARGE_LOANS, SME_LOANS
from ...state.economy import Economy
from .bank_balance import equity_of
from .funding import moved_towards


class BondValues(ParameterGroup, key="bond_values", title={"en": "Values of banks' bonds", "zh": "银行债券估值"}):
    """How much of banks' bonds is carried at fair value, and how far their value falls as the policy rate rises."""

    share_at_fair_value: float = parameter(
        0.293,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of banks' bonds whose gains and losses of value count in capital; 0: none",
        zh="估值损益计入资本的银行债券占比（0为不计入）",
        source=secondary(
            "report on 42 listed banks, October 2025",
            "29.3% of financial investments in mid-2025 at fair value through other comprehensive income; the 13.5% "
            "through profit or loss are left out",
        ),
    )
    duration: float = parameter(
        4.0,
        unit="years",
        low=0.25,
        high=30.0,
        meaning="Loss of value per point by which yields rise, in points; also the years in which such a loss fades",
        zh="久期：收益率每上升一个百分点债券价值下降的百分点数，亦为浮亏消退的年数",
        source=assumption(
            "no published duration found; of China Construction Bank's investments of 2012 a third reprices within a "
            "year, a third in one to five years and a third later: three to four years; maturities have grown since"
        ),
    )
    yields_follow: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=2.0,
        meaning="Part of a change of the policy rate by which yields of bonds move; 0: none",
        zh="政策利率变动传导至债券收益率的比例（0为不传导）",
        source=assumption(
            "a parallel shift, as in supervisors' standard shock: from early 2018 to the end of 2024 ten-year yields "
            "fell by more than the loan prime rate"
        ),
    )
    tax: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of a loss of value that lower taxes make good, and of a gain that they take",
        zh="估值损益中由递延所得税抵减的比例",
        source=regulation("income tax of enterprises, 25%: Enterprise Income Tax Law of 2007, article 4"),
    )


@compiled
def matured_in_a_month(duration: float) -> float:
    """Part of the bonds that matures in a month and is bought anew: of those of n years, one n-th a year."""
    return min(1.0 / (12.0 * duration), 1.0)


@compiled
def fall_in_value(policy_rate: float, bought_at: float, values: BondValues) -> float:
    """Part of their value that bonds have lost, never more than all; negative: gained.

    `bought_at` is the policy rate, per year, at which they were bought.
    """
    return min(values.duration * values.yields_follow * (policy_rate - bought_at), 1.0)


@compiled
def unrealised_loss(economy: Economy, b: int) -> int:
    """Fen that the bonds of bank `b` carried at fair value have lost, after tax; negative: gained.

    Bonds beyond the usual part of its loans, which a bank holds whose deposits exceed its loans, are kept short.
    """
    values, w = economy.numbers.bond_values, economy.bank.whole
    fall = fall_in_value(economy.policy_rate, economy.bonds_bought_at, values)
    usual = economy.numbers.banking.bond_share * (w[SME_LOANS, b] + w[LARGE_LOANS, b])
    return whole_fen(values.share_at_fair_value * (1.0 - values.tax) * fall * min(w[BONDS, b], usual))


@compiled
def coupon(economy: Economy) -> float:
    """What banks' bonds pay per year: more the higher rates were when they were bought, never less than nothing."""
    follow = economy.numbers.bond_values.yields_follow
    moved = economy.bonds_bought_at - economy.numbers.bank_funding.reference_rate
    return max(economy.numbers.banking.bond_rate + follow * moved, 0.0)


def replace_matured_bonds(economy: Economy) -> None:
    """The bonds that mature this month are replaced by others, bought at this month's rate."""
    part = matured_in_a_month(economy.numbers.bond_values.duration)
    economy.bonds_bought_at = moved_towards(economy.bonds_bought_at, economy.policy_rate, part)


@kernel
def capitals(economy: Economy, into: np.ndarray) -> None:
    """Regulatory capital of every bank in fen, shape (banks,), written to `into`."""
    for b in range(economy.bank.rows):
        into[b] = equity_of(b, economy.bank, economy.deposits_before) - unrealised_loss(economy, b)


def capitals_of_banks(economy: Economy) -> np.ndarray:
    """Regulatory capital of each bank in fen, shape (banks,): equity less what its bonds at fair value have lost."""
    capital = np.empty(economy.banks.rows, np.int64)
    capitals(economy, capital)
    return capital
