"""Smart revolving line (智动贷): one unsecured limit for a year, drawn and repaid at will."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..behaviour.debt_service.loan_service import draw_line, repay
from ..ground.compiled import kernel
from ..ground.parameters import ParameterGroup, assumption, paper, parameter
from ..ground.registry import Stated
from ..ground.units import fen, whole_fen
from ..state.economy import Economy
from ..state.enterprise_columns import BUFFER, CASH, FIXED_ASSETS, LINE_ROOM, OUTCOME, WANTED, YEAR_SALES
from ..state.loan_columns import BALANCE, FIRM, PERFORMING, PRODUCT, STATUS, UNSECURED
from ..state.menu_columns import AT_WILL, BY_SALES
from ..state.structure import REVOLVING_LINE
from .product import Offer, Product


class RevolvingLine(Product):
    """A limit the firm draws when cash is short and repays when it is not."""

    kind: ClassVar[str] = "revolving_line"
    label: ClassVar[dict[str, str]] = {"en": "smart revolving line", "zh": "智动贷"}
    example: ClassVar[Stated] = {}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {
            "en": "firms without a line that qualify unsecured",
            "zh": "符合信用贷款条件且尚无额度的企业",
        },
        "size": {
            "en": "as an unsecured simple loan, up to 5 million yuan for micro and small firms",
            "zh": "同信用简式贷，小微企业不超过500万元",
        },
        "tenor": {"en": "12 months", "zh": "12个月"},
        "repayment": {
            "en": "drawn and repaid at will; interest on what is drawn",
            "zh": "随借随还，按实际用款计息",
        },
        "security": {"en": "none", "zh": "信用"},
        "loss": {"en": "85% of what is drawn", "zh": "已用款项的85%"},
        "price": {"en": "break-even plus an add-on for the open limit", "zh": "保本利率加循环额度加价"},
        "learns": {"en": "cash flow through the account", "zh": "账户现金流"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """Unsecured, to a firm that has no line yet."""
        terms, simple = economy.numbers.revolving_line, economy.numbers.simple_loan
        yield {
            "security": UNSECURED,
            "base": BY_SALES,
            "limit": simple.unsecured_limit,
            "nets_debt": 1,
            "largest_small": fen(simple.unsecured_max),
            "loss_given_default": economy.numbers.loan_pricing.lgd_unsecured,
            "add_on": terms.add_on,
            "tenor": terms.tenor,
            "repaid": AT_WILL,
            "drawn_to": terms.share,
            "learned": terms.learned,
        }

    @classmethod
    def live_month(cls, economy: Economy) -> None:
        """Lines are drawn and repaid."""
        use_lines(economy)


class RevolvingLineTerms(ParameterGroup, key="revolving_line", title={"en": "Smart revolving line", "zh": "智动贷"}):
    """How often unsecured credit takes this form, and its price."""

    share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Unsecured credit given as a revolving line",
        zh="信用贷款以循环额度发放的比例",
        source=assumption("no split found"),
    )
    add_on: float = parameter(
        0.002,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Price of keeping the line open",
        zh="循环额度加价",
        source=assumption("the undrawn part binds liquidity"),
    )
    learned: float = parameter(
        0.8,
        unit="ratio",
        low=0.0,
        high=2.0,
        meaning="Noise of the bank's view at renewal, for the payments it has seen",
        zh="续期时因掌握流水而降低的信息噪声",
        source=paper("Norden and Weber (2010), Review of Financial Studies 23: lines show distress"),
    )
    tenor: int = parameter(
        12,
        unit="months",
        low=1,
        high=120,
        meaning="Tenor of a line",
        zh="额度期限",
        source=assumption("up to a year (F113)"),
    )
    drawn_below: float = parameter(
        0.5,
        unit="share of the wanted buffer",
        low=0.0,
        high=1.0,
        meaning="Cash below which the line is drawn, up to the buffer",
        zh="动用额度的现金水平",
        source=assumption("a line costs interest from the first day, so owners wait"),
    )
    repaid_share: float = parameter(
        0.5,
        unit="share of cash above the buffer",
        low=0.0,
        high=1.0,
        meaning="Part of cash above the buffer, and above what is still to be built, that repays the line each month",
        zh="富余现金中每月用于归还额度的部分",
        source=assumption("owners keep something for the next month"),
    )


@kernel
def use_lines(economy: Economy) -> None:
    """Lines are repaid out of spare cash and drawn when cash is well below the wanted buffer."""
    firm, loan, bank, flows = economy.firm, economy.loan, economy.bank, economy.flows
    terms, cost_share = economy.numbers.revolving_line, economy.numbers.cash_flow.cost_share
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING or loan.tag[PRODUCT, row] != REVOLVING_LINE:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[OUTCOME, i] > 1:
            continue
        wanted = whole_fen(firm.real[BUFFER, i] * cost_share * firm.whole[YEAR_SALES, i] / 12.0)
        cash, balance = firm.whole[CASH, i], loan.whole[BALANCE, row]
        building = max(firm.real[WANTED, i] - firm.whole[FIXED_ASSETS, i], 0.0)
        if cash > wanted + building and balance > 0:
            repaid = min(balance, int((cash - wanted - building) * terms.repaid_share))
            repay(row, i, repaid, firm, loan, bank, flows)
            firm.whole[LINE_ROOM, i] += repaid
        elif cash < wanted * terms.drawn_below and firm.whole[LINE_ROOM, i] > 0:
            draw_line(i, min(firm.whole[LINE_ROOM, i], wanted - cash), firm, loan, bank, flows)
