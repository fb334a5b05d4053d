"""Support for those who start a firm (创业扶持): a grant at birth, a guaranteed loan of its own, help with the
interest.

While it acts more firms are founded (Bruhn 2011, Review of Economics and Statistics 93, and Kaplan, Piedra and Seira
2011, Journal of Public Economics 95: easier starts raised registrations by about 5%). The additional entrants are all
of the kind that the policy reaches, in proportion to the entrants of that kind: restricted to a region or a sector it
raises entry there and nowhere else. They come after those who would have come anyway, whose type and luck stay as
they are. Entrants that the policy reaches get a grant. The product `startup_loan` is on banks' menu, and the state
pays interest on it above a rate (F104: above LPR less 150 basis points), or a share of all of it (the 2023 rule, MOF
[2023] No. 75, K-m: `interest_from = -1.0`, `interest_share = 0.5`).

The loan is on the menu while the programme pays interest on it; `startup_loan.always_open` puts it there without
support.

The guarantee behind the loan is a policy of its own: `risk_sharing` with `eligible.product = ["startup_loan"]` and
a low priority number; otherwise a scheme that takes any product takes it, and where there is none no bank lends it.

Cost: grants and interest, to the central and local budgets. New firms share the market with the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.budget import first_pass, part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import support_firm
from ..behaviour.support.loan_support import part_within_budget
from ..ground.compiled import kernel
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.counts import STARTUP_GRANTS, STARTUP_GRANTS_FEN
from ..state.economy import Economy
from ..state.enterprise_columns import ALIVE, ENTRY_MONTH, ID, STATE
from ..state.ledger import GRANT
from ..state.menu_columns import MENU_PRODUCT, OPEN
from ..state.programme_columns import (
    BUDGET_LEFT,
    NO_CEILING,
)
from ..state.structure import STARTUP_LOAN
from .firm_programme import FirmProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class StartupSupport(FirmProgramme):
    """A grant to entrants, more of them, and the start-up loan with its interest subsidy."""

    kind: ClassVar[str] = "startup_support"
    label: ClassVar[dict[str, str]] = {"en": "start-up support", "zh": "创业扶持"}
    example: ClassVar[Stated] = {"grant_yuan": 10_000.0}
    within_reach: ClassVar[None] = None
    nulls: ClassVar[Nulls] = ({"grant_yuan": 0.0, "more_entry": 0.0, "interest_share": 0.0},)
    alone: ClassVar[bool] = True

    grant_yuan: float = parameter(
        0.0, unit="yuan", low=0.0, high=1e9, meaning="Grant to an entrant", zh="一次性创业补贴"
    )
    more_entry: float = parameter(
        0.05, unit="share of entrants", low=0.0, high=5.0, meaning="Additional entrants among those it reaches",
        zh="政策适用范围内新设企业增幅",
    )  # fmt: skip
    interest_from: float = parameter(
        -0.015, unit="per year over the policy rate", low=-1.0, high=0.5,
        meaning="Interest on the start-up loan is paid above this rate", zh="贴息起点（LPR加点）",
    )  # fmt: skip
    interest_share: float = parameter(
        1.0, unit="share", low=0.0, high=1.0, meaning="Part of the interest above it that the state pays",
        zh="起点以上利息的财政承担比例",
    )  # fmt: skip
    subsidy_months: int = parameter(
        24, unit="months", low=1, high=1200, meaning="Interest is paid during the first months", zh="贴息月数"
    )
    rate_ceiling: float | None = parameter(
        None, unit="per year over the policy rate", low=-0.05, high=0.5,
        meaning="Loans dearer than this get no interest paid; none: all do",
        zh="可贴息贷款利率上限（LPR加点），空为不限",
    )  # fmt: skip

    def write(self, economy: Economy, terms: Row) -> None:
        """Interest on the start-up loan and on no other."""
        terms.product_mask &= 1 << STARTUP_LOAN
        terms.rate_subsidy = 1.0
        terms.rate_subsidy_from = self.interest_from
        terms.rate_subsidy_share = self.interest_share
        terms.rate_ceiling = NO_CEILING if self.rate_ceiling is None else self.rate_ceiling
        terms.subsidy_months = self.subsidy_months
        terms.supports = terms.rate_subsidy_share > 0.0

    def before_trade(self, economy: Economy) -> None:
        """As every programme; the start-up loan is on the menu while there is money to pay interest on it."""
        super().before_trade(economy)
        put_on_menu(economy, self.in_force(economy) and self.interest_share > 0.0)

    def before_growth(self, economy: Economy) -> None:
        """More firms of those it reaches are founded this month."""
        if self.in_force(economy):
            economy.more_entry[economy.schedule.programme_row(self, economy)] = self.more_entry

    def before_record(self, economy: Economy) -> None:
        """Pay the month's entrants their grant."""
        pay_entrants(economy, economy.schedule.programme_row(self, economy), fen(self.grant_yuan))

    def idle(self, economy: Economy) -> None:
        """No grants and no new start-up loans; interest promised is still paid."""
        super().idle(economy)
        put_on_menu(economy, False)

    def close(self, economy: Economy) -> None:
        """As when idle, for good."""
        super().close(economy)
        put_on_menu(economy, False)


def put_on_menu(economy: Economy, there: bool) -> None:
    """Whether banks can lend the start-up loan this month."""
    tag = economy.menu.tag
    tag[OPEN, tag[MENU_PRODUCT] == STARTUP_LOAN] = int(there or economy.numbers.startup_loan.always_open)


@kernel
def pay_entrants(economy: Economy, r: int, grant: int) -> None:
    """The grant, in fen, to each of the month's entrants that programme `r` reaches."""
    firm, programme, month = economy.firm, economy.programme, economy.month
    ratio, claimed = 1.0, 0
    for pays in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for i in range(firm.rows):
            if firm.index[ENTRY_MONTH, i] != month or firm.tag[STATE, i] != ALIVE or firm.whole[ID, i] >> 32 == 0:
                continue
            if not reaches(r, i, firm, programme, month):
                continue
            if not pays:
                claimed += grant
                continue
            paid = support_firm(economy, r, i, part_of_claim(grant, ratio), GRANT)
            economy.counts[STARTUP_GRANTS] += 1 if paid > 0 else 0
            economy.counts[STARTUP_GRANTS_FEN] += paid
        if not pays:
            ratio = part_within_budget(r, claimed, programme)
