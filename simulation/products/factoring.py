"""Factoring of receivables (应收账款保理): an advance on invoices, pledged with recourse or sold without.

A sold invoice is a claim on the firm's main buyer alone: the buyer's failure is the factor's loss and the firm owes
nothing; the firm's own failure costs little, because the buyer still pays. A pledged one secures an advance that the
firm itself owes (Klapper 2006, Journal of Banking and Finance 30: what is underwritten is the buyer).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..ground.parameters import ParameterGroup, assumption, parameter, secondary
from ..ground.registry import Stated
from ..state.economy import Economy
from ..state.loan_columns import ON_RECEIVABLES, RECEIVABLES_SOLD
from ..state.menu_columns import BY_LINKED, BY_RECEIVABLES, INSTALMENTS
from .product import Offer, Product


class Factoring(Product):
    """An advance on invoices, repaid as they are collected."""

    kind: ClassVar[str] = "factoring"
    label: ClassVar[dict[str, str]] = {"en": "factoring of receivables", "zh": "应收账款保理"}
    example: ClassVar[Stated] = {"factoring.offered_share": 1.0, "factoring.trouble": 0.0}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "firms that sell on credit, where the bank offers it",
            "zh": "有赊销、且银行提供保理的企业",
        },
        "size": {
            "en": "65% of invoices if pledged, 80% of those on the main buyer if sold",
            "zh": "质押按应收账款65%；卖断按对主要买方应收账款80%",
        },
        "tenor": {"en": "4 months", "zh": "4个月"},
        "repayment": {"en": "monthly, as invoices are collected", "zh": "随回款按月归还"},
        "security": {"en": "the invoices; sold ones without recourse", "zh": "应收账款；卖断为无追索权"},
        "loss": {
            "en": "pledged: what the invoices do not yield; sold: the buyer's failure",
            "zh": "质押：账款不足部分；卖断：买方倒闭",
        },
        "price": {"en": "break-even plus the factor's fee of 1.5%", "zh": "保本利率加1.5%保理费"},
        "learns": {"en": "who the buyers are and how they pay", "zh": "买方情况与回款表现"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """Invoices on the main buyer sold without recourse; all other invoices pledged."""
        terms = economy.numbers.factoring
        common = {
            "add_on": terms.fee,
            "tenor": terms.tenor,
            "repaid": INSTALMENTS,
            "one_at_a_time": 1,
            "offered": terms.offered_share,
            "noise": terms.noise,
            "trouble": terms.trouble,
        }
        yield {
            "security": RECEIVABLES_SOLD,
            "base": BY_LINKED,
            "limit": terms.advance_sold,
            "loss_given_default": 1.0 - terms.buyer_dividend,
            **common,
        }
        yield {
            "security": ON_RECEIVABLES,
            "base": BY_RECEIVABLES,
            "limit": terms.advance_pledged,
            "loss_given_default": terms.expected_loss_pledged,
            **common,
        }


class FactoringTerms(ParameterGroup, key="factoring", title={"en": "Factoring", "zh": "保理"}):
    """Advances, fee, and what invoices yield after a failure."""

    offered_share: float = parameter(
        0.10,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Firms whose bank offers them factoring",
        zh="可获得保理服务的企业占比",
        source=assumption("few banks factor for small firms; a scenario may widen it"),
    )
    advance_pledged: float = parameter(
        0.65,
        unit="share of receivables",
        low=0.0,
        high=1.0,
        meaning="Advance on pledged invoices",
        zh="质押融资比例",
        source=secondary("F116", "60-70%"),
    )
    advance_sold: float = parameter(
        0.80,
        unit="share of receivables on the main buyer",
        low=0.0,
        high=1.0,
        meaning="Advance on sold invoices",
        zh="卖断融资比例",
        source=secondary("F116", "80 typical (K-m)"),
    )
    tenor: int = parameter(
        4,
        unit="months",
        low=1,
        high=60,
        meaning="Tenor",
        zh="期限",
        source=secondary("F116", "up to 4 months"),
    )
    fee: float = parameter(
        0.015,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="The factor's fee on top of the rate",
        zh="保理费率",
        source=secondary("F116", "1-2%, read as per year"),
    )
    noise: float = parameter(
        0.7,
        unit="ratio",
        low=0.0,
        high=2.0,
        meaning="Noise of the lender's view: it judges invoices and buyers too",
        zh="保理业务的信息噪声系数",
        source=assumption("Klapper (2006): the buyer is easier to judge than the small supplier; size assumed"),
    )
    trouble: float = parameter(
        0.010,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of assigning invoices and telling buyers",
        zh="确权与通知买方的隐性成本",
        source=assumption("between a pledge and a guarantee; weighs in the choice, is not paid"),
    )
    expected_loss_pledged: float = parameter(
        0.45,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default that banks expect on pledged invoices",
        zh="质押保理的预期违约损失率",
        source=assumption("between pledge and guarantee (A); what is lost in fact depends on the invoices left"),
    )
    collected_after_failure: float = parameter(
        0.75,
        unit="share of invoices",
        low=0.0,
        high=1.0,
        meaning="Invoices of a failed firm that its buyers still pay",
        zh="企业倒闭后应收账款可收回比例",
        source=assumption("buyers of a dead supplier set off their complaints"),
    )
    collected_from_living: float = parameter(
        0.95,
        unit="share of invoices",
        low=0.0,
        high=1.0,
        meaning="Invoices sold on a buyer that lives, which it still pays when the seller has failed",
        zh="卖方倒闭而买方存续时，卖断账款可收回比例",
        source=assumption("the factor holds the claim itself; a little is disputed"),
    )
    buyer_dividend: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="What a failed buyer's creditors get",
        zh="买方倒闭后的清偿率",
        source=assumption("as unsecured creditors: 85% are lost (A)"),
    )
