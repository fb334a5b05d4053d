"""Simple loan (简式贷): a term loan on a pledge, a guarantor, a circle or nothing; bullet up to three years, else
instalments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from ..ground.parameters import ElementNames, ParameterGroup, Whole, assumption, calibrated, parameter, secondary
from ..ground.registry import Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.loan_columns import GUARANTEED, IN_CIRCLE, ON_PERSONS, PLEDGED, UNSECURED
from ..state.menu_columns import (
    BY_COLLATERAL,
    BY_PRIVATE_GUARANTOR,
    BY_SALES,
    BY_SCHEME,
)
from ..state.structure import PerRegion, PerSector
from .product import Offer, Product

#: Loans are offered with six tenors.
_SIX = ElementNames(("first", "second", "third", "fourth", "fifth", "sixth"))
Tenors = Annotated[tuple[Whole, Whole, Whole, Whole, Whole, Whole], _SIX]
TenorMix = Annotated[tuple[float, float, float, float, float, float], _SIX]


class SimpleLoan(Product):
    """The ordinary working-capital or equipment loan."""

    kind: ClassVar[str] = "simple_loan"
    label: ClassVar[dict[str, str]] = {"en": "simple loan", "zh": "简式贷"}
    example: ClassVar[Stated] = {}
    terms: ClassVar[dict[str, dict[str, str]]] = {
        "eligibility": {"en": "any enterprise", "zh": "各类企业"},
        "size": {
            "en": "loan to value of the pledge; else a share of yearly sales",
            "zh": "按抵押率；无抵押时按年销售额比例",
        },
        "tenor": {"en": "6 to 84 months, most of them a year", "zh": "6至84个月，多数为一年"},
        "repayment": {
            "en": "bullet up to three years, equal instalments beyond",
            "zh": "三年以内到期还本，三年以上等额还本",
        },
        "security": {
            "en": "pledge, guarantor, guarantee circle, relatives and affiliates, or none",
            "zh": "抵质押、担保机构、互保、亲友与关联保证，或信用",
        },
        "loss": {
            "en": "35, 55, 68 or 85% by pledge, guarantor, persons or nothing; more when many are selling",
            "zh": "按抵押、担保、个人保证、信用分别为35%、55%、68%、85%，集中处置时更高",
        },
        "price": {"en": "break-even plus margin", "zh": "保本利率加成"},
        "learns": {"en": "accounts and payment record at renewal", "zh": "续贷时了解账目与还款记录"},
    }

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """On a pledge, under a guarantee scheme, with a private guarantor, in a circle, on persons, unsecured."""
        terms, pricing = economy.numbers.simple_loan, economy.numbers.loan_pricing
        persons, guarantors = economy.numbers.personal_guarantee, economy.numbers.guarantors
        guaranteed = {
            "base": BY_SALES,
            "limit": terms.guaranteed_limit,
            "nets_debt": 1,
            "loss_given_default": pricing.lgd_guaranteed,
            "trouble": terms.trouble_of_guarantee,
        }
        yield {
            "security": PLEDGED,
            "base": BY_COLLATERAL,
            "nets_debt": 1,
            "loss_given_default": pricing.lgd_pledged,
            "trouble": terms.trouble_of_pledging,
        }
        yield {"security": GUARANTEED, "route": BY_SCHEME, "offered": guarantors.reach, **guaranteed}
        yield {"security": GUARANTEED, "route": BY_PRIVATE_GUARANTOR, "offered": guarantors.private_reach, **guaranteed}
        yield {"security": IN_CIRCLE, **guaranteed}
        yield {
            "security": ON_PERSONS,
            "base": BY_SALES,
            "limit": persons.limit,
            "nets_debt": 1,
            "loss_given_default": persons.loss_given_default,
            "trouble": persons.trouble,
            "offered": persons.offered,
        }
        yield {
            "security": UNSECURED,
            "base": BY_SALES,
            "limit": terms.unsecured_limit,
            "nets_debt": 1,
            "largest_small": fen(terms.unsecured_max),
            "loss_given_default": pricing.lgd_unsecured,
            "drawn_from": economy.numbers.revolving_line.share,
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
    limit_of_sector: PerSector = parameter(
        (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Limits of what firms can owe, on any security, over their usual ones, by sector",
        zh="各行业授信上限（相对平时）",
        source=assumption("usual limits; a stress moves them in a sector (H5)"),
    )
    pledge_price: PerRegion = parameter(
        (1.0, 1.0, 1.0, 1.0),
        unit="ratio",
        low=0.0,
        high=10.0,
        meaning="Price of what firms and owners pledge, over its usual one, by region",
        zh="各地区抵押物价格（相对平时）",
        source=assumption("usual prices; a stress moves them in a region (J1, I3)"),
    )
    owner_pledge: float = parameter(
        0.70,
        unit="share of owner's home",
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
        0.52,
        unit="share of verified yearly sales",
        low=0.0,
        high=5.0,
        meaning="Largest loan without security, of the sales that the bank can verify",
        zh="信用贷款上限（占银行可核实年销售额）",
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
    trouble_of_pledging: float = parameter(
        0.006,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of a pledge to the borrower: valuation, registration, notary, waiting",
        zh="抵押手续的隐性成本",
        source=assumption("weighs in the choice of security, is not paid"),
    )
    trouble_of_guarantee: float = parameter(
        0.025,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of a guarantee to the borrower: second file, counter-security, waiting",
        zh="担保手续的隐性成本",
        source=assumption("weighs in the choice of security, is not paid"),
    )
    tenors: Tenors = parameter(
        (6, 12, 24, 36, 60, 84),
        unit="months",
        low=1,
        high=360,
        meaning="Tenors offered",
        zh="贷款期限",
        source=assumption("working-capital loans run up to a year, equipment loans beyond; the 2026 plan has over 5"),
    )
    bullet_months: int = parameter(
        36,
        unit="months",
        low=0,
        high=360,
        meaning="Longest loan repaid at once at its end, with interest before; longer ones are repaid in equal parts",
        zh="到期一次还本（先息后本）的最长期限，超过者等额还本",
        source=assumption("interest first, principal last for up to three years is the usual form for small firms"),
    )
    annuity: bool = parameter(
        False,
        unit="flag",
        meaning="Loans that are no bullets are repaid as annuities, each payment with interest the same; else in equal "
        "parts of principal",
        zh="分期贷款采用等额本息还款，否则为等额本金",
        source=assumption(
            "equal principal is the usual form of term loans to firms, annuities that of loans to persons"
        ),
    )
    repayment_step_months: int = parameter(
        1,
        unit="months",
        low=1,
        high=12,
        meaning="Months from one payment of principal and interest to the next, of loans that are no bullets; 3: "
        "quarterly, 12: yearly",
        zh="分期贷款的还款间隔月数，本息同付；3为按季，12为按年",
        source=assumption("banks offer months, quarters and years; monthly parts are the usual ones of small firms"),
    )
    tenor_mix: TenorMix = parameter(
        (0.11, 0.52, 0.14, 0.14, 0.07, 0.02),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Share of each tenor among loans that finance stocks, claims and reserves of cash",
        zh="周转类贷款各期限占比",
        source=calibrated(
            "short-term share of SME loans 43% in 2022 (OECD 2024): instalments wear off while loans of a year "
            "are renewed"
        ),
    )
    tenor_mix_to_build: TenorMix = parameter(
        (0.0, 0.10, 0.30, 0.40, 0.15, 0.05),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Share of each tenor among loans with which firms build",
        zh="固定资产投资类贷款各期限占比",
        source=assumption("equipment pays back within a few years: firms match terms (Hart and Moore 1994)"),
    )
