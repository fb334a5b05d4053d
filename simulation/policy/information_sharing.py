"""Lenders see a shared record of the firm: bank-tax interaction (银税互动), credit data platforms, digital lending.

A shared record is a second, independent signal of risk beside the lender's own (Pagano and Jappelli 1993, Journal of
Finance 48). It tells most about firms whose own books tell least, so opaque firms gain most: Djankov, McLiesh and
Shleifer 2007, Journal of Financial Economics 84; Brown, Jappelli and Pagano 2009, Journal of Financial Intermediation
18. A record is known by its noise alone, or by the fields it consists of, each of which shows its own part of the firm
(`behaviour/lending/record_fields.py`) and can be opened by itself. A firm that knows that its record speaks for it
dares to ask; a bank that reads a record needs fewer visits. The budget pays for the platform; lenders pay nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import model_validator

from ..ground.complaints import complaint
from ..ground.errors import Sentence
from ..ground.parameters import one_of, parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.structure import FIELDS_OF_RECORDS, TAX_CREDIT_LOAN
from .public_service import PublicService

if TYPE_CHECKING:
    from ..ground.columns import Row


class InformationSharing(PublicService):
    """A record of the firm that every lender may read."""

    kind: ClassVar[str] = "information_sharing"
    label: ClassVar[dict[str, str]] = {"en": "shared information on firms", "zh": "信用信息共享"}
    example: ClassVar[Stated] = {"noise": 0.5}
    nulls: ClassVar[Nulls] = ()

    noise: float | None = parameter(
        None,
        unit="log odds",
        low=0.05,
        high=20.0,
        meaning="Standard error of the whole shared record as a signal of default risk; none: it tells only what its "
        "fields tell",
        zh="共享信息（整体）对违约风险的标准误，空为仅有各数据项所含信息",
    )
    fields: tuple[Annotated[str, one_of(FIELDS_OF_RECORDS)], ...] = parameter(
        (),
        unit="names",
        meaning="Fields that the record opens to lenders, each with its own content (`record_fields`); none: the "
        "record is known by its noise alone",
        zh="向贷款机构开放的数据项，各有其内容（见 `record_fields`）；空为仅以标准误描述",
    )
    by_tax: float = parameter(
        0.0,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="How far its precision, or that of its tax field, depends on the tax grade; 1: a firm without grade "
        "has no record",
        zh="信息精度对纳税信用等级的依赖程度",
    )
    concealment: float = parameter(
        1.0, unit="ratio", low=0.0, high=1.0, meaning="Concealment that remains possible", zh="剩余的隐瞒空间"
    )
    effort_cost: float = parameter(
        1.0, unit="ratio", low=0.05, high=1.0, meaning="Cost of a unit of screening effort", zh="单位审查成本系数"
    )
    processing: float = parameter(
        1.0, unit="ratio", low=0.0, high=1.0, meaning="A bank's fixed cost of a loan", zh="单笔贷款固定成本系数"
    )
    discouragement: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Chance that a firm in need dares not ask",
        zh="有需求企业不敢申请的概率系数",
    )
    tax_loan_share: float | None = parameter(
        None,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Where bank-tax loans can be had while it runs; none: as before",
        zh="政策期内银税贷款可得比例，空为不变",
    )

    @model_validator(mode="after")
    def _tells_something(self) -> InformationSharing:
        if self.noise is None and not self.fields:
            raise complaint(
                Sentence(
                    'states neither noise nor fields; a record tells something, for example fields = ["tax"].',
                    '既无 noise 也无 fields；共享信息须有内容，例如 fields = ["tax"]。',
                )
            )
        return self

    def write(self, economy: Economy, terms: Row) -> None:
        """The record's precision and fields, and what it spares banks and borrowers."""
        terms.shared_noise = 0.0 if self.noise is None else self.noise
        terms.fields = sum(1 << FIELDS_OF_RECORDS.index(name) for name in self.fields)
        terms.shared_by_tax = self.by_tax
        terms.concealment = self.concealment
        terms.effort_cost = self.effort_cost
        terms.processing = self.processing
        terms.discouragement = self.discouragement

    def before_trade(self, economy: Economy) -> None:
        """Serve, pay the running cost, and link banks to the tax office."""
        super().before_trade(economy)
        offer_tax_loans(economy)

    def idle(self, economy: Economy) -> None:
        """The platform rests; so do the links to the tax office that it gave."""
        super().idle(economy)
        offer_tax_loans(economy)

    def close(self, economy: Economy) -> None:
        """The record is no longer shared; bank-tax loans can be had as before."""
        super().close(economy)
        offer_tax_loans(economy)


def offer_tax_loans(economy: Economy) -> None:
    """Bank-tax loans can be had where the widest link in force reaches, and at least where the scenario says."""
    shares = [
        policy.tax_loan_share
        for policy in economy.schedule.among("open")
        if isinstance(policy, InformationSharing) and policy.tax_loan_share is not None and policy.in_force(economy)
    ]
    stated = economy.numbers.tax_credit_loan.offered_share
    economy.ways_to_lend.column("offered")[economy.ways_to_lend.column("product") == TAX_CREDIT_LOAN] = max(
        [stated, *shares]
    )
