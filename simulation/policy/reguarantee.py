"""Re-guarantee: public capital behind guarantors, what they pay for it, and where its payments stop (再担保).

A re-guarantor carries its share of each loss under a `risk_sharing` agreement. Its capital is public; primary
guarantors pay it a fee on the part it covers (national fund: 0.5% a year, 0.3% on loans of up to five million, F66;
halved in the plan of 2026, F69). A fee stated here holds for the loans that the policy reaches, the general one for
all others; both are charged month by month on what each agreement has placed with the re-guarantor
(`simulation.behaviour.guarantee.reguarantee_fee`). A low fee leaves guarantors more of their own, so that they go on
guaranteeing. A ceiling on the payout rate (4%, raised to 5: F69) stops its payments while claims run above it: then
the agreement's residual bearer pays.

Cost: the capital, and with it all losses that the fee does not cover.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from ..behaviour.guarantee.reguarantee_fee import come_under
from ..behaviour.support.public_purse import pay_institution
from ..ground.compiled import compiled
from ..ground.complaints import complaint
from ..ground.errors import Sentence
from ..ground.given import written
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.economy import Economy
from ..state.ledger import CAPITAL_REGUARANTOR
from ..state.structure import PARTIES
from .credit_programme import CreditProgramme
from .instrument import LARGEST_YUAN

if TYPE_CHECKING:
    from ..ground.columns import Row


class Reguarantee(CreditProgramme):
    """Capital, fee and payout ceiling of the national fund or of the provincial re-guarantors."""

    kind: ClassVar[str] = "reguarantee"
    label: ClassVar[dict[str, str]] = {"en": "re-guarantee", "zh": "再担保"}
    example: ClassVar[Stated] = {"fee_annual": 0.0}
    within_reach: ClassVar[None] = None
    nulls: ClassVar[Nulls] = ({"capital_yuan": 0.0, "fee_annual": None, "payout_ceiling": None},)

    needs_money: ClassVar[bool] = False  # its fee and ceiling hold whatever is left of its budget

    party: Literal["national_fund", "provincial_reguarantor"] = parameter(
        "national_fund", unit="name", meaning="Which re-guarantor", zh="再担保机构"
    )
    capital_yuan: float = parameter(
        0.0,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Paid in at the start, beside what it has",
        zh="注资规模",
    )
    fee_annual: float | None = parameter(
        None,
        unit="per year of the share taken",
        low=0.0,
        high=0.1,
        meaning="Fee of primary guarantors on eligible loans; none: the general one",
        zh="再担保费率（按所担份额），空为一般费率",
    )
    small_loan_fee_annual: float | None = parameter(
        None,
        unit="per year of the share taken",
        low=0.0,
        high=0.1,
        meaning="Fee on small loans, beside fee_annual; none: the same",
        zh="小额贷款再担保费率，空为相同",
    )
    small_loan_yuan: float = parameter(
        5_000_000.0,
        unit="yuan",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Loans up to this count as small",
        zh="小额贷款标准",
    )

    @field_validator("small_loan_fee_annual")
    @classmethod
    def _beside_a_fee(cls, small_fee: float | None, info: ValidationInfo) -> float | None:
        """A fee on small loans departs from the one on all others."""
        if small_fee is not None and info.data.get("fee_annual", 0.0) is None:
            raise complaint(
                Sentence(
                    "is {fee}, but there is no fee_annual for it to depart from; state that too.",
                    "为 {fee}，但没有 fee_annual 与之对照；请一并写明。",
                    fee=written(small_fee),
                )
            )
        return small_fee

    payout_ceiling: float | None = parameter(
        None,
        unit="payouts of a year over what it covers",
        low=0.0,
        high=1.0,
        meaning="It pays nothing while its payout rate is above this; none: it always pays",
        zh="代偿率上限，超过即暂停代偿，空为不限",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """State the fee, if it has one, and pay the capital in."""
        if self.fee_annual is not None:
            small_fee = self.fee_annual if self.small_loan_fee_annual is None else self.small_loan_fee_annual
            terms.reguarantor = PARTIES.index(self.party)
            terms.reguarantee_fee = self.fee_annual
            terms.reguarantee_small_fee = small_fee
            terms.reguarantee_small_loan = fen(self.small_loan_yuan)
            come_under(economy, terms.number)
        institution = economy.institution_row(self.party)
        amount = economy.fen_of_model(self.capital_yuan)
        paid = pay_institution(economy, self, CAPITAL_REGUARANTOR, institution, amount, self.central_share)
        economy.initial_net_assets[institution] += paid

    def before_trade(self, economy: Economy) -> None:
        """Its fee holds, whatever is left of its budget; payments stop while the payout rate is above the ceiling."""
        self.terms_in(economy).in_force = True
        pay_up_to_ceiling(economy, self.party)

    def idle(self, economy: Economy) -> None:
        """The general terms hold while the trigger does not; what was paid in stays."""
        super().idle(economy)
        pay_up_to_ceiling(economy, self.party)

    def close(self, economy: Economy) -> None:
        """The general terms hold again; the capital stays behind the guarantees given."""
        super().close(economy)
        pay_up_to_ceiling(economy, self.party)


def pay_up_to_ceiling(economy: Economy, party: str) -> None:
    """A re-guarantor pays while its payout rate is within every ceiling that holds for it this month."""
    ceilings = [
        policy.payout_ceiling
        for policy in economy.schedule.among("acting")
        if isinstance(policy, Reguarantee) and policy.party == party and policy.payout_ceiling is not None
    ]
    reguarantor = economy.institutions.row(economy.institution_row(party))
    rate = payout_rate(reguarantor.year_payouts, reguarantor.covered)
    reguarantor.active = all(rate <= ceiling for ceiling in ceilings)


@compiled
def payout_rate(year_payouts: float, covered: int) -> float:
    """Payouts of a year, in yuan, over what is covered, in fen; 0 where nothing is."""
    return year_payouts * 100.0 / covered if covered > 0 else 0.0
