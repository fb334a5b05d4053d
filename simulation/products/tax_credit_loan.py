"""Bank-tax credit loan (银税互动): an unsecured loan whose limit is computed from the firm's tax record.

The tax office vouches for sales and profit that the accounts do not show. The loan is made online: cheap to process,
and open to firms whose only asset is an honest record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..ground.parameters import ParameterGroup, assumption, parameter, secondary
from ..ground.registry import Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.loan_columns import UNSECURED
from ..state.menu_columns import BY_TAX
from .product import Offer, Product


class TaxCreditLoan(Product):
    """A limit out of the tax record."""

    kind: ClassVar[str] = "tax_credit_loan"
    label: ClassVar[dict[str, str]] = {"en": "bank-tax credit loan", "zh": "银税互动贷款"}
    example: ClassVar[Stated] = {"tax_credit_loan.offered_share": 1.0}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "tax grade of at least 2 of 4, bank linked to the tax office",
            "zh": "纳税信用等级2级（共4级）及以上，且银行已接入税务数据",
        },
        "size": {
            "en": "ten times the yearly tax at the best grade, up to 3 million yuan",
            "zh": "最高等级按年纳税额10倍，不超过300万元",
        },
        "tenor": {"en": "12 months", "zh": "12个月"},
        "repayment": {"en": "at maturity", "zh": "到期还本"},
        "security": {"en": "none", "zh": "信用"},
        "loss": {"en": "85%", "zh": "85%"},
        "price": {"en": "break-even, with little processing cost", "zh": "保本利率，处理成本低"},
        "learns": {"en": "tax paid month by month", "zh": "逐月纳税情况"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """Unsecured, by the tax record."""
        terms = economy.numbers.tax_credit_loan
        yield {
            "security": UNSECURED,
            "base": BY_TAX,
            "limit": terms.multiple,
            "largest_small": fen(terms.largest),
            "largest_other": fen(terms.largest),
            "least_grade": terms.least_grade,
            "loss_given_default": economy.numbers.loan_pricing.lgd_unsecured,
            "noise": terms.noise,
            "learned": terms.noise,
            "processing": terms.processing,
            "tenor": terms.tenor,
            "one_at_a_time": 1,
            "offered": terms.offered_share,
        }


class TaxCreditTerms(ParameterGroup, key="tax_credit_loan", title={"en": "Bank-tax credit loan", "zh": "银税互动贷款"}):
    """Limit by tax, reach of the link between banks and the tax office."""

    offered_share: float = parameter(
        0.25,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Firms whose bank reads the tax record",
        zh="银行可读取纳税记录的企业占比",
        source=assumption("balance of 573bn (F114) is below 1% of small loans: the link reaches few firms yet"),
    )
    multiple: float = parameter(
        10.0,
        unit="times yearly tax",
        low=0.0,
        high=200.0,
        meaning="Largest loan at the best tax grade",
        zh="最高等级授信倍数（年纳税额）",
        source=assumption("gives loans of the order of the mean, 242 thousand yuan (F114, D)"),
    )
    largest: float = parameter(
        3_000_000.0,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest loan",
        zh="单户上限",
        source=secondary("F115", "ICBC: up to 3m"),
    )
    least_grade: int = parameter(
        2,
        unit="grade",
        low=0,
        high=4,
        meaning="Lowest tax grade accepted",
        zh="最低纳税信用等级",
        source=assumption("grades A, B and M were admitted one after the other"),
    )
    noise: float = parameter(
        0.65,
        unit="ratio",
        low=0.0,
        high=2.0,
        meaning="Noise of the lender's view with the tax record",
        zh="税务数据下的信息噪声系数",
        source=assumption("tax slips show sales, not all of profit; size assumed"),
    )
    processing: float = parameter(
        0.25,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Processing cost over that of an ordinary loan: it is made online",
        zh="线上处理成本系数",
        source=assumption("no visit and no file"),
    )
    tenor: int = parameter(
        12,
        unit="months",
        low=1,
        high=120,
        meaning="Tenor",
        zh="期限",
        source=assumption("limits are set for a year"),
    )
