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

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..behaviour.support.budget import first_pass, part_of_claim
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import support_firm
from ..behaviour.support.loan_support import part_within_budget
from ..ground.compiled import kernel
from ..ground.parameters import parameter
from ..ground.registry import Nulls
from ..ground.units import fen
from ..state.economy import Economy
from ..state.eligibility_columns import IN_FORCE, PRODUCT_MASK
from ..state.enterprise_columns import ALIVE, ENTRY_MONTH, ID, STATE
from ..state.ledger import GRANT
from ..state.menu_columns import MENU_PRODUCT, OPEN
from ..state.programme_columns import (
    BUDGET_LEFT,
    RATE_CEILING,
    RATE_SUBSIDY,
    RATE_SUBSIDY_FROM,
    RATE_SUBSIDY_SHARE,
    SUBSIDY_MONTHS,
    SUPPORTS,
)
from ..state.structure import STARTUP_LOAN
from .firm_programme import FirmProgramme

if TYPE_CHECKING:
    from ..ground.columns import Blocks


class StartupSupport(FirmProgramme):
    """A grant to entrants, more of them, and the start-up loan with its interest subsidy."""

    kind: ClassVar[str] = "startup_support"
    label: ClassVar[dict[str, str]] = {"en": "start-up support", "zh": "创业扶持"}
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

    def write(self, economy: Economy, programme: Blocks, row: int) -> None:
        """Interest on the start-up loan and on no other."""
        programme.index[PRODUCT_MASK, row] &= 1 << STARTUP_LOAN
        programme.real[RATE_SUBSIDY, row] = 1.0
        programme.real[RATE_SUBSIDY_FROM, row] = self.interest_from
        programme.real[RATE_SUBSIDY_SHARE, row] = self.interest_share
        programme.real[RATE_CEILING, row] = 10.0 if self.rate_ceiling is None else self.rate_ceiling
        programme.index[SUBSIDY_MONTHS, row] = self.subsidy_months
        programme.tag[SUPPORTS, row] = int(programme.real[RATE_SUBSIDY_SHARE, row] > 0.0)

    def before_trade(self, economy: Economy) -> None:
        """As every programme; the start-up loan is on the menu while there is money to pay interest on it."""
        super().before_trade(economy)
        put_on_menu(economy, self._acts(economy) and self.interest_share > 0.0)

    def before_growth(self, economy: Economy) -> None:
        """More firms of those it reaches are founded this month."""
        if self._acts(economy):
            economy.more_entry[economy.schedule.programme_row(self, economy)] = self.more_entry

    def before_record(self, economy: Economy) -> None:
        """Pay the month's entrants their grant."""
        counters = np.zeros(2, np.int64)
        pay_entrants(
            economy.firms.rows,
            economy.firm,
            economy.programme,
            economy.accounts,
            economy.flows,
            economy.schedule.programme_row(self, economy),
            economy.month,
            fen(self.grant_yuan),
            counters,
        )
        economy.keep("startup_grants startup_grants_fen", counters)

    def idle(self, economy: Economy) -> None:
        """No grants and no new start-up loans; interest promised is still paid."""
        super().idle(economy)
        put_on_menu(economy, False)

    def close(self, economy: Economy) -> None:
        """As when idle, for good."""
        super().close(economy)
        put_on_menu(economy, False)

    def _acts(self, economy: Economy) -> bool:
        return bool(economy.programme.tag[IN_FORCE, economy.schedule.programme_row(self, economy)])


def put_on_menu(economy: Economy, there: bool) -> None:
    """Whether banks can lend the start-up loan this month."""
    tag = economy.menu.tag
    tag[OPEN, tag[MENU_PRODUCT] == STARTUP_LOAN] = int(there or economy.numbers.startup_loan.always_open)


@kernel
def pay_entrants(
    rows: int,
    firm: Any,
    programme: Any,
    accounts: Any,
    flows: Any,
    r: int,
    month: int,
    grant: int,
    counters: Any,
) -> None:
    """The grant to each of the month's entrants that programme `r` reaches; counts firms and fen."""
    ratio, claimed = 1.0, 0
    for pays in range(first_pass(programme.whole[BUDGET_LEFT, r]), 2):
        for i in range(rows):
            if firm.index[ENTRY_MONTH, i] != month or firm.tag[STATE, i] != ALIVE or firm.whole[ID, i] >> 32 == 0:
                continue
            if not reaches(r, i, firm, programme, month):
                continue
            if not pays:
                claimed += grant
                continue
            paid = support_firm(r, i, part_of_claim(grant, ratio), GRANT, firm, programme, accounts, flows)
            counters[0] += 1 if paid > 0 else 0
            counters[1] += paid
        if not pays:
            ratio = part_within_budget(r, claimed, programme)
