"""Start-up guaranteed loan (创业担保贷款): small, for young firms, with a public guarantee behind it.

It can be had only while a policy (`startup_support`) opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..ground.parameters import ParameterGroup, assumption, parameter, regulation, secondary
from ..ground.registry import Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.loan_columns import GUARANTEED
from ..state.menu_columns import BY_SALES, BY_SCHEME
from .product import Offer, Product


class StartupLoan(Product):
    """A guaranteed loan for the first years of a firm."""

    kind: ClassVar[str] = "startup_loan"
    label: ClassVar[dict[str, str]] = {"en": "start-up guaranteed loan", "zh": "创业担保贷款"}
    example: ClassVar[Stated] = {"startup_loan.always_open": True}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "firms up to three years old, while the policy runs",
            "zh": "成立三年以内的企业，政策有效期内",
        },
        "size": {"en": "up to 3 million yuan and a share of yearly sales", "zh": "不超过300万元，并按年销售额比例"},
        "tenor": {"en": "24 months", "zh": "24个月"},
        "repayment": {"en": "at maturity", "zh": "到期还本"},
        "security": {"en": "a guarantee under a public agreement", "zh": "政策性担保"},
        "loss": {"en": "55% before the guarantee", "zh": "代偿前55%"},
        "price": {"en": "break-even; the state pays part of the interest", "zh": "保本利率，财政贴息"},
        "learns": {"en": "the firm's first accounts", "zh": "企业初期账目"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """Under a guarantee scheme; closed until a policy opens it, unless the scenario says otherwise."""
        terms = economy.numbers.startup_loan
        yield {
            "security": GUARANTEED,
            "route": BY_SCHEME,
            "base": BY_SALES,
            "limit": terms.limit,
            "nets_debt": 1,
            "largest_small": fen(terms.largest),
            "largest_other": fen(terms.largest),
            "loss_given_default": economy.numbers.loan_pricing.lgd_guaranteed,
            "tenor": terms.tenor,
            "oldest": terms.oldest_months,
            "one_at_a_time": 1,
            "trouble": terms.trouble,
            "open": int(terms.always_open),
        }


class StartupLoanTerms(
    ParameterGroup, key="startup_loan", title={"en": "Start-up guaranteed loan", "zh": "创业担保贷款"}
):
    """Who may have it, how much and for how long."""

    always_open: bool = parameter(
        False,
        unit="flag",
        meaning="Can be had without a policy that opens it",
        zh="无需政策即可申请",
        source=assumption("the rules are those of a programme: no programme, no loan"),
    )
    largest: float = parameter(
        3_000_000.0,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest loan to a firm",
        zh="企业贷款上限",
        source=secondary("F104", "up to 3m for a firm, 2 years"),
    )
    limit: float = parameter(
        0.85,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Largest debt with it",
        zh="债务上限（占年销售额）",
        source=assumption("as for other guaranteed loans (`simple_loan.guaranteed_limit`)"),
    )
    tenor: int = parameter(
        24,
        unit="months",
        low=1,
        high=120,
        meaning="Tenor",
        zh="期限",
        source=secondary("F104", "2 years for firms"),
    )
    oldest_months: int = parameter(
        36,
        unit="months",
        low=0,
        high=1200,
        meaning="Age up to which a firm counts as a start-up",
        zh="初创企业年限",
        source=regulation("rules speak of firms in their first three years"),
    )
    trouble: float = parameter(
        0.015,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of the application at the labour office and the bank",
        zh="申请手续的隐性成本",
        source=assumption("below an ordinary guarantee: one window; weighs in the choice, is not paid"),
    )
