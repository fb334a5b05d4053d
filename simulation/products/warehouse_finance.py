"""Bonded-warehouse purchase finance (保兑仓): the bank pays the supplier and holds the goods until they are paid for.

The firm puts down a deposit, the bank pays the rest to the supplier, a warehouse keeps the goods under the bank's
control and releases them in step with repayment. Cash cannot be diverted, and what is not released is the security.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..ground.parameters import ParameterGroup, assumption, parameter, secondary
from ..ground.registry import Stated
from ..state.economy import Economy
from ..state.loan_columns import ON_GOODS
from ..state.menu_columns import BY_INPUTS, INSTALMENTS
from .product import Offer, Product


class WarehouseFinance(Product):
    """Goods bought on credit, kept under control and released against repayment."""

    kind: ClassVar[str] = "warehouse_finance"
    label: ClassVar[dict[str, str]] = {"en": "bonded-warehouse purchase finance", "zh": "保兑仓"}
    example: ClassVar[Stated] = {"warehouse_finance.offered_share": 1.0}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "firms that hold goods, where the bank offers it",
            "zh": "有存货采购、且银行提供该业务的企业",
        },
        "size": {
            "en": "up to three months of purchases; the firm pays a deposit of 25%",
            "zh": "不超过三个月采购额，企业缴存25%保证金",
        },
        "tenor": {"en": "6 months", "zh": "6个月"},
        "repayment": {"en": "monthly; goods are released in step", "zh": "按月归还，按比例放货"},
        "security": {"en": "the goods in the warehouse", "zh": "仓储监管货物"},
        "loss": {"en": "what the goods do not fetch in a sale", "zh": "货物变现不足部分"},
        "price": {"en": "break-even plus the cost of control", "zh": "保本利率加监管费"},
        "learns": {"en": "how fast the goods turn over", "zh": "存货周转速度"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """On the goods it buys."""
        terms = economy.numbers.warehouse_finance
        yield {
            "security": ON_GOODS,
            "base": BY_INPUTS,
            "limit": terms.months_of_inputs,
            "loss_given_default": terms.expected_loss,
            "own_deposit": terms.deposit,
            "add_on": terms.control_cost,
            "tenor": terms.tenor,
            "repaid": INSTALMENTS,
            "one_at_a_time": 1,
            "offered": terms.offered_share,
            "trouble": terms.trouble,
        }


class WarehouseTerms(ParameterGroup, key="warehouse_finance", title={"en": "Bonded-warehouse finance", "zh": "保兑仓"}):
    """Deposit, goods, control and their resale."""

    offered_share: float = parameter(
        0.05,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Firms whose bank offers it",
        zh="可获得该业务的企业占比",
        source=assumption("tied to a few supply chains; a scenario may widen it"),
    )
    months_of_inputs: float = parameter(
        3.0,
        unit="months of purchases",
        low=0.0,
        high=24.0,
        meaning="Largest loan",
        zh="最高融资额（采购月数）",
        source=assumption("a season's purchases over a tenor of six months"),
    )
    deposit: float = parameter(
        0.25,
        unit="share of the goods",
        low=0.0,
        high=0.9,
        meaning="Deposit the firm pays itself",
        zh="保证金比例",
        source=secondary("F117", "20-30% (weak source; K-m)"),
    )
    tenor: int = parameter(
        6,
        unit="months",
        low=1,
        high=60,
        meaning="Tenor",
        zh="期限",
        source=secondary("F117", "up to 6 months (K-m)"),
    )
    control_cost: float = parameter(
        0.006,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Price of storage and control",
        zh="仓储监管费率",
        source=assumption("no figure found; keepers charge well below 1% a year"),
    )
    resale: float = parameter(
        0.75,
        unit="share of cost",
        low=0.0,
        high=1.5,
        meaning="What controlled goods fetch when they must be sold, in normal times",
        zh="监管货物变现率",
        source=assumption("as a clearance sale; repurchase by the supplier would yield more"),
    )
    expected_loss: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default that banks expect",
        zh="预期违约损失率",
        source=assumption("goods of 133% of the loan at the start, sold at 75% of cost in normal times"),
    )
    trouble: float = parameter(
        0.012,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of working from a controlled stock",
        zh="货物监管带来的隐性成本",
        source=assumption("weighs in the choice, is not paid"),
    )
