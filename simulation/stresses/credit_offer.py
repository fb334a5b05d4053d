"""A loan without a pledge is offered to some firms (向部分企业提供无抵押贷款).

As in experiments: a bank offers a loan to firms drawn by lot and to others not, at usual terms (Cai and Szeidl 2024,
Indirect effects of access to finance, American Economic Review 114: shops in China, of which in some markets none,
half or four in five were offered one), or the limits of some are raised (Banerjee and Duflo 2014, Review of Economic
Studies 81). Who is offered it takes it; what it does with the money, and whether it asks others for less, is its own
matter.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..behaviour.lending import disbursement
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state import offer_columns as oc
from ..state.economy import Economy
from ..state.loan_columns import INSTALMENT, PAID_EVERY, UNSECURED
from ..state.loan_order import rows_for_loans
from ..state.menu_columns import MENU_PRODUCT, MENU_SECURITY
from ..state.structure import SIMPLE_LOAN, SIZES
from .choice import SomeFirms
from .stress import Stress


class CreditOffer(Stress):
    """Loans of a given size to firms that are drawn, from their own banks, in its first month or again and again."""

    kind: ClassVar[str] = "credit_offer"
    label: ClassVar[dict[str, str]] = {"en": "credit offered to some firms", "zh": "向部分企业提供贷款"}
    example: ClassVar[Stated] = {"months": 1, "of_sales": 0.1, "firms": {"share": 0.3}}
    nulls: ClassVar[Nulls] = ({"of_sales": 0.0, "of_debt": 0.0}, {"firms": SomeFirms(share=0.0)})

    firms: SomeFirms = parameter(SomeFirms(), unit="table", meaning="Which firms", zh="所涉企业")
    of_sales: float = parameter(
        0.0, unit="share of yearly sales", low=0.0, high=5.0, meaning="Size of the loan", zh="贷款额占年销售额比例"
    )
    of_debt: float = parameter(
        0.0, unit="share of bank debt", low=0.0, high=5.0, meaning="Added to it: a part of what the firm owes banks",
        zh="另加：占现有银行债务比例",
    )  # fmt: skip
    tenor: int = parameter(36, unit="months", low=1, high=120, meaning="Tenor of the loan", zh="贷款期限")
    bullet: bool = parameter(
        False,
        unit="flag",
        meaning="All falls due at the end; else as of any loan",
        zh="到期一次还本",
    )
    spread: float = parameter(
        0.015, unit="per year over the policy rate", low=-0.1, high=1.0, meaning="Its rate", zh="利率（LPR加点）"
    )
    every: int = parameter(
        0, unit="months", low=0, high=1200, meaning="It is offered again after so many months; 0: once",
        zh="重复提供的间隔月数，0为一次",
    )  # fmt: skip

    def offered_in(self, month: int) -> bool:
        """Whether it is offered in `month`."""
        since = month - self.start
        return since == 0 if self.every == 0 else since % self.every == 0

    def before_underwriting(self, economy: Economy) -> None:
        """Pay the loans out, as those that banks grant."""
        if not self.offered_in(economy.month):
            return
        rows = self.firms.struck(economy)
        amounts = self.amounts(economy, rows)
        worth = amounts >= fen(economy.numbers.credit_demand.least_amount)
        if worth.any():
            loans = lend(economy, rows[worth], amounts[worth], self.tenor, economy.policy_rate + self.spread)
            if self.bullet:
                economy.loan.whole[INSTALMENT, loans] = 0
                economy.loan.tag[PAID_EVERY, loans] = 1

    def amounts(self, economy: Economy, rows: np.ndarray) -> np.ndarray:
        """Fen that each is offered, in round amounts, as are asked for."""
        firms, step = economy.firms, fen(economy.numbers.credit_demand.round_amount)
        wanted = self.of_sales * firms.column("year_sales")[rows] + self.of_debt * firms.column("bank_debt")[rows]
        found: np.ndarray = (np.maximum(wanted, 0.0) / step).astype(np.int64) * step
        return found


def lend(economy: Economy, rows: np.ndarray, amounts: np.ndarray, tenor: int, rate: float) -> np.ndarray:
    """Each of the firms in `rows`, in the order of their keys, borrows so many fen from its bank on nothing.

    Returns the rows of the loans. The bank expects of it what it expects on average of its borrowers.
    """
    menu, loans = economy.menu, economy.loans
    on_nothing = (menu.tag[MENU_PRODUCT] == SIMPLE_LOAN) & (menu.tag[MENU_SECURITY] == UNSECURED)
    live = loans.column("status") == 1
    offers = np.zeros((len(rows), oc.OFFER_WHOLE), np.int64)
    terms = np.zeros((len(rows), oc.OFFER_REAL))
    offers[:, oc.O_ROW], offers[:, oc.O_BANK] = rows, economy.firms.column("bank")[rows]
    offers[:, oc.O_AMOUNT] = offers[:, oc.O_ASKED] = amounts
    offers[:, oc.O_PRODUCT], offers[:, oc.O_SECURITY] = SIMPLE_LOAN, UNSECURED
    offers[:, oc.O_GUARANTOR], offers[:, oc.O_STATUS] = -1, oc.GRANTED
    offers[:, oc.O_OFFER], offers[:, oc.O_TENOR] = int(np.flatnonzero(on_nothing)[0]), tenor
    terms[:, oc.O_RATE] = terms[:, oc.O_COST] = rate
    # In whole millionths, whose sum no order of rows moves.
    estimates = (loans.column("estimated_pd")[live].astype(np.float64) * 1e6).astype(np.int64)
    if len(estimates):
        terms[:, oc.O_PD] = int(estimates.sum()) / 1e6 / len(estimates)
    loan_rows = rows_for_loans(economy, rows.astype(np.int32))
    # They stand in the books and not among what banks decided, from which owners and banks learn prices.
    counts = economy.counts.copy()
    by_size = np.zeros((disbursement.BREAKDOWN, len(SIZES)), np.int64)
    disbursement.disburse(economy, offers, terms, loan_rows, by_size)
    economy.counts[:] = counts
    economy.observer.loans_granted(economy, loan_rows)
    return loan_rows
