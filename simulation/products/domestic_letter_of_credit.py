"""Domestic letter of credit (国内信用证): the bank undertakes to pay the supplier against documents.

Nothing is drawn at issue: until the documents come the bank carries a promise that ties up a fifth of the capital. A
month later the supplier is paid, the goods arrive, and the firm owes the bank until maturity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..behaviour.lending.controlled_goods import own_part
from ..ground.compiled import kernel
from ..ground.parameters import ParameterGroup, assumption, parameter, regulation, secondary
from ..ground.registry import Stated
from ..state.bank_columns import OWN_CASH, REST_DEPOSITS
from ..state.counts import LETTERS_DRAWN
from ..state.economy import Economy
from ..state.enterprise_columns import BANK, BANK_DEBT, CASH, INVENTORY, OUTCOME
from ..state.ledger import INVENTORY_CHANGE, PAYEE, PAYER, PRINCIPAL_DRAWN, PURCHASES
from ..state.loan_columns import AMOUNT, BALANCE, FIRM, LENDER, ON_DOCUMENTS, OPENED, PERFORMING, PRODUCT, STATUS
from ..state.menu_columns import BULLET_OR_INSTALMENTS, BY_INPUTS
from ..state.structure import LETTER_OF_CREDIT
from .product import Offer, Product


class DomesticLetterOfCredit(Product):
    """A bank's promise to the supplier, then a short loan for the goods."""

    kind: ClassVar[str] = "domestic_letter_of_credit"
    label: ClassVar[dict[str, str]] = {"en": "domestic letter of credit", "zh": "国内信用证"}
    example: ClassVar[Stated] = {"domestic_letter_of_credit.offered_share": 1.0}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "firms that buy on contract, where the bank offers it",
            "zh": "有真实采购合同、且银行提供该业务的企业",
        },
        "size": {"en": "up to two months of purchases; margin of 20%", "zh": "不超过两个月采购额，保证金20%"},
        "tenor": {"en": "documents after a month, payment three months later", "zh": "一个月后交单，交单后三个月付款"},
        "repayment": {"en": "at maturity", "zh": "到期一次付清"},
        "security": {"en": "documents of title to the goods", "zh": "货权单据"},
        "loss": {"en": "40%", "zh": "40%"},
        "price": {"en": "break-even plus the fee for the undertaking", "zh": "保本利率加开证手续费"},
        "learns": {"en": "whom it buys from and whether contracts are kept", "zh": "上游交易与履约情况"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """Against documents."""
        terms = economy.numbers.domestic_letter_of_credit
        yield {
            "security": ON_DOCUMENTS,
            "base": BY_INPUTS,
            "limit": terms.months_of_inputs,
            "loss_given_default": terms.loss_given_default,
            "own_deposit": terms.margin,
            "conversion": terms.conversion,
            "add_on": terms.fee,
            "tenor": terms.tenor,
            "repaid": BULLET_OR_INSTALMENTS,
            "one_at_a_time": 1,
            "offered": terms.offered_share,
            "noise": terms.noise,
            "trouble": terms.trouble,
        }

    @classmethod
    def live_month(cls, economy: Economy) -> None:
        """The documents of the letters issued last month come in."""
        if economy.granted_by_product[LETTER_OF_CREDIT]:
            present_documents(economy)


class LetterOfCreditTerms(
    ParameterGroup, key="domestic_letter_of_credit", title={"en": "Domestic letter of credit", "zh": "国内信用证"}
):
    """Size, margin, capital and loss of a letter of credit."""

    offered_share: float = parameter(
        0.08,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Firms whose bank issues letters of credit for them",
        zh="可获得开证服务的企业占比",
        source=assumption("mostly trade and manufacturing of some size; a scenario may widen it"),
    )
    months_of_inputs: float = parameter(
        2.0,
        unit="months of purchases",
        low=0.0,
        high=24.0,
        meaning="Largest letter of credit",
        zh="最高开证额（采购月数）",
        source=assumption("two deliveries under one contract"),
    )
    margin: float = parameter(
        0.20,
        unit="share of the goods",
        low=0.0,
        high=0.9,
        meaning="Margin the firm pays itself",
        zh="保证金比例",
        source=assumption("20% is common for customers without a line"),
    )
    tenor: int = parameter(
        4,
        unit="months",
        low=2,
        high=13,
        meaning="From issue to payment",
        zh="开证至付款期限",
        source=assumption("a month to the documents and ninety days' usance"),
    )
    conversion: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of the undertaking that counts for capital before documents come",
        zh="信用转换系数",
        source=regulation("20% for short trade-related letters of credit (Basel II, paragraph 85)"),
    )
    fee: float = parameter(
        0.002,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Fee for the undertaking on top of the rate",
        zh="开证手续费率",
        source=assumption("0.1 to 0.3% is usual"),
    )
    noise: float = parameter(
        0.85,
        unit="ratio",
        low=0.0,
        high=2.0,
        meaning="Noise of the lender's view: contract and documents speak",
        zh="信用证业务的信息噪声系数",
        source=assumption("size assumed"),
    )
    loss_given_default: float = parameter(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default after margin and documents",
        zh="违约损失率",
        source=secondary(
            "F118", "import letters of credit default at 0.117%, trade loans at 0.241%; the loss itself is assumed (A)"
        ),
    )
    trouble: float = parameter(
        0.010,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of contracts and documents",
        zh="单证手续的隐性成本",
        source=assumption("weighs in the choice, is not paid"),
    )


@kernel
def present_documents(economy: Economy) -> None:
    """Documents of last month's letters come in: bank and firm pay the supplier, goods arrive, the firm owes."""
    firm, loan, bank, flows = economy.firm, economy.loan, economy.bank, economy.flows
    margin = economy.numbers.domestic_letter_of_credit.margin
    for row in range(loan.rows):
        if (
            loan.tag[STATUS, row] != PERFORMING
            or loan.tag[PRODUCT, row] != LETTER_OF_CREDIT
            or loan.index[OPENED, row] != economy.month - 1
        ):
            continue
        i, b = loan.index[FIRM, row], loan.tag[LENDER, row]
        if firm.tag[OUTCOME, i] > 1:
            continue
        house, amount = firm.tag[BANK, i], loan.whole[AMOUNT, row]
        value = amount + min(own_part(amount, margin), max(firm.whole[CASH, i], 0))
        loan.whole[BALANCE, row] += amount
        firm.whole[BANK_DEBT, i] += amount
        firm.whole[CASH, i] += amount - value
        firm.whole[INVENTORY, i] += value
        bank.whole[OWN_CASH, b] -= amount
        bank.whole[REST_DEPOSITS, house] += value
        flows[PRINCIPAL_DRAWN, PAYER, b] += amount
        flows[PRINCIPAL_DRAWN, PAYEE, house] += amount
        flows[PURCHASES, PAYER, house] += value
        flows[INVENTORY_CHANGE, PAYER, house] += value
        economy.counts[LETTERS_DRAWN] += amount
