"""Simple loan (简式贷): a term loan on a pledge, a guarantor, a circle or nothing; bullet to a year or instalments."""

from __future__ import annotations

from typing import Any, ClassVar

from simulation.compiled import compiled
from simulation.loan_columns import GUARANTEED, IN_CIRCLE, PLEDGED
from simulation.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from simulation.products.product import Product
from simulation.structure import SMALL
from simulation.units import whole_fen


class SimpleLoan(Product):
    """The ordinary working-capital or equipment loan."""

    kind: ClassVar[str] = "simple_loan"
    label: ClassVar[dict[str, str]] = {"en": "simple loan", "zh": "简式贷"}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {"en": "any enterprise", "zh": "各类企业"},
        "size": {
            "en": "loan to value of the pledge; else a share of yearly sales",
            "zh": "按抵押率；无抵押时按年销售额比例",
        },
        "tenor": {"en": "6 to 36 months", "zh": "6至36个月"},
        "repayment": {
            "en": "bullet up to a year, equal instalments beyond",
            "zh": "一年以内到期还本，一年以上等额还本",
        },
        "security": {
            "en": "pledge, guarantor, guarantee circle or none",
            "zh": "抵质押、担保机构、互保或信用",
        },
        "learns": {"en": "accounts and payment record at renewal", "zh": "续贷时了解账目与还款记录"},
    }


class SimpleLoanTerms(ParameterGroup, key="simple_loan", title={"en": "Simple loan", "zh": "简式贷"}):
    """Limits by security, and tenors."""

    pledge_ratio: float = parameter(
        0.7,
        unit="share of value",
        low=0.0,
        high=1.0,
        meaning="Loan to value of a pledge",
        zh="抵押率",
        source=assumption("LTV 50-70 (A)"),
    )
    owner_pledge: float = parameter(
        0.70,
        unit="share of owner's wealth",
        low=0.0,
        high=1.0,
        meaning="Owner's property that can be pledged as well",
        zh="业主个人财产可抵押比例",
        source=assumption("homes are commonly pledged for small firms' loans"),
    )
    guaranteed_limit: float = parameter(
        0.85,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Largest debt with a guarantor",
        zh="担保贷款上限（占年销售额）",
        source=calibrated("loans 30-50% of yearly SME sales (F4 over K-h)"),
    )
    unsecured_limit: float = parameter(
        0.8,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Largest debt without security",
        zh="信用贷款上限（占年销售额）",
        source=calibrated("credit loans 24.6-25.5% of inclusive loans in 2024 (F41, F42)"),
    )
    unsecured_max: float = parameter(
        5_000_000.0,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest unsecured loan of a micro or small firm",
        zh="小微企业信用贷款单户上限",
        source=secondary("F113", "5m for the unsecured line"),
    )
    tenors: tuple[float, float, float, float] = parameter(
        (6.0, 12.0, 24.0, 36.0),
        unit="months",
        low=1.0,
        high=360.0,
        meaning="Tenors offered",
        zh="贷款期限",
        source=assumption("working-capital loans run up to a year, equipment loans up to three"),
    )
    tenor_mix: tuple[float, float, float, float] = parameter(
        (0.10, 0.62, 0.12, 0.16),
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Share of each tenor",
        zh="各期限占比",
        source=assumption("most small loans run for a year"),
    )


@compiled
def largest_simple_loan(security: int, asked: int, debt: int, sales: int, size: int, collateral: int, p: Any) -> int:
    """Fen a bank would lend at most on this security to a firm with `debt` and yearly `sales`, up to what it asked."""
    if security == PLEDGED:
        return min(asked, collateral - debt)
    if security == GUARANTEED or security == IN_CIRCLE:  # noqa: SIM109
        return min(asked, whole_fen(p.guaranteed_limit * sales) - debt)
    amount = min(asked, whole_fen(p.unsecured_limit * sales) - debt)
    return min(amount, whole_fen(p.unsecured_max * 100.0)) if size <= SMALL else amount


@compiled
def instalment(amount: int, tenor: int) -> int:
    """Principal due each month: none up to a year (a bullet), equal parts beyond."""
    return amount // tenor if tenor > 12 else 0
