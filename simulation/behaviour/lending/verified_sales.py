"""What of a firm's sales a bank can verify, and the loan that its cash flow alone carries.

Without a pledge a bank lends on sales that it can see in accounts, in years of payments and in records that others
share: little for an opaque firm, however good it is. What others cover of the loss lets it lend more on the same sales
(Berger and Udell 2006, Journal of Banking and Finance 30, on lending technologies).
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import TRANSPARENCY, YEAR_SALES
from ...state.menu_columns import LIMIT, PRODUCT_LGD
from ..support.fields_shared import FieldsShared
from .credit_scoring import Scoring, years_together
from .record_fields import sales_left_hidden

#: What others cover of a loan, at most, as a divisor sees it: a loan covered in full has no limit of this kind.
FULL_COVER = 0.999


class VerifiedSales(
    ParameterGroup, key="verified_sales", title={"en": "Sales a bank can verify", "zh": "银行可核实的销售"}
):
    """How far accounts, relationship and shared records show sales."""

    from_records: float = parameter(
        0.5,
        unit="per unit of precision",
        low=0.0,
        high=100.0,
        meaning="How strongly records that others share show the sales that a firm's own accounts do not",
        zh="外部共享信息对企业账目未反映销售的核实作用",
        source=assumption("a record as good as a bank's own view shows a third of what accounts leave hidden"),
    )
    least: float = parameter(
        0.0,
        unit="share of sales",
        low=0.0,
        high=1.0,
        meaning="Sales that a bank takes as verified whatever a firm shows; 1 switches verification off",
        zh="银行在任何情况下视为已核实的销售比例（为1表示不区分）",
        source=assumption("none: nothing shown, nothing lent on"),
    )


@compiled
def verified_share(
    transparency: float, years: float, precision: float, hidden: float, verified: VerifiedSales, scoring: Scoring
) -> float:
    """Share of sales a bank verifies: what accounts show, more with years of relationship and with shared records.

    Of what these do not show, fields of records leave the part `hidden`.
    """
    known = (1.0 + scoring.relationship_gain * years) * (1.0 + verified.from_records * precision)
    return max(1.0 - hidden * (1.0 - transparency) / known, verified.least)


@compiled
def shown_by_records(transparency: float, precision: float, verified: VerifiedSales) -> float:
    """How much of a firm shows to a stranger, 0 to 1, in its own accounts and in records of this precision."""
    return 1.0 - (1.0 - transparency) / (1.0 + verified.from_records * precision)


@compiled
def carried_by_cash_flow(
    economy: Economy, o: int, i: int, knows: bool, precision: float, fields: FieldsShared, cover: float
) -> int:
    """Fen lent at most in way `o` of the menu on the verified sales of the firm in row `i`, of whose loss others cover
    the share `cover`.

    A bank puts at risk what it would on an unsecured loan: the loss of which is its own share, in default, of the loan.
    """
    firm, simple, scoring = economy.firm, economy.numbers.simple_loan, economy.numbers.credit_scoring
    years = years_together(economy, i, knows)
    hidden = sales_left_hidden(fields, economy.numbers.record_fields)
    verified = economy.numbers.verified_sales
    share = verified_share(firm.real[TRANSPARENCY, i], years, precision, hidden, verified, scoring)
    sales = max(firm.whole[YEAR_SALES, i], 0)
    at_risk = simple.unsecured_limit * share * sales
    own = (1.0 - min(cover, FULL_COVER)) * max(economy.menu.real[PRODUCT_LGD, o], 1.0 - FULL_COVER)
    most = at_risk * economy.numbers.loan_pricing.lgd_unsecured / own
    return whole_fen(min(most, economy.menu.real[LIMIT, o] * sales))
