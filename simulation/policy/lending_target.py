"""Targets for lending to small firms, with tolerance for their bad loans (两增两控, 不良容忍度).

Each bank is measured, month by month against a year ago: its eligible loans must grow no slower than all its loans,
and its eligible borrowers must not become fewer; a scenario may add a growth rate. A bank behind its target gives up
part of its margin and takes risks it would have refused, at grant and at renewal, the more the further it is behind.
The second half of the rule bounds the first: while the bad-loan ratio of its small loans lies more than the tolerance
above that of all its loans (3 points: F49), it is not pressed. Where two targets hold, the later measured counts.

Cost: none to the public purse. Rates below break-even and losses above it fall on banks' profits; and a target met by
price alone goes to firms that would have borrowed anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..behaviour.support.eligibility import takes_live_loan
from ..ground.compiled import compiled, kernel
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.bank_columns import BAD_LOANS, LARGE_LOANS, PRESSURE, SME_LOANS
from ..state.economy import Economy
from ..state.loan_columns import BALANCE, LENDER, PERFORMING, STATUS
from .credit_programme import LoanProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class LendingTarget(LoanProgramme):
    """Growth and number of small borrowers no lower than a year ago; banks behind cut rates and accept more risk."""

    kind: ClassVar[str] = "lending_target"
    label: ClassVar[dict[str, str]] = {"en": "inclusive-lending target", "zh": "普惠小微信贷考核与不良容忍"}
    example: ClassVar[Stated] = {}
    nulls: ClassVar[Nulls] = ({"concession": 0.0, "tolerance": 0.0},)
    alone: ClassVar[bool] = True

    growth_over_all_loans: float = parameter(
        0.0,
        unit="per year",
        low=-1.0,
        high=2.0,
        meaning="Growth of eligible loans demanded above that of all the bank's loans",
        zh="小微贷款增速高于各项贷款增速的要求",
    )
    growth_annual: float | None = parameter(
        None,
        unit="per year",
        low=-1.0,
        high=2.0,
        meaning="Growth of eligible loans demanded in any case; none: no such demand",
        zh="小微贷款最低增速要求，空为不设",
    )
    no_fewer_borrowers: bool = parameter(
        True, unit="flag", meaning="Eligible borrowers must not be fewer than a year ago", zh="有贷户数不低于上年同期"
    )
    npl_tolerance: float = parameter(
        0.03,
        unit="share of loans",
        low=0.0,
        high=1.0,
        meaning="Bad-loan ratio of small loans above that of all loans at which the bank is no longer pressed",
        zh="小微不良率高于各项贷款不良率的容忍度",
    )
    concession: float = parameter(
        0.004,
        unit="per year",
        low=0.0,
        high=0.1,
        meaning="Taken off the rate by a bank under full pressure",
        zh="压力最大时银行下调的利率",
    )
    tolerance: float = parameter(
        0.01,
        unit="per year",
        low=0.0,
        high=0.5,
        meaning="Added to the expected loss that a bank under full pressure accepts",
        zh="压力最大时银行多容忍的预期损失",
    )
    full_pressure_at: float = parameter(
        0.05,
        unit="share of the target",
        low=0.001,
        high=1.0,
        meaning="Shortfall at which the pressure is full; it grows in a line up to it",
        zh="压力达到最大时的目标缺口",
    )

    @dataclass
    class Memory:
        """By month, of the last thirteen: loans it reaches (fen), their borrowers and all loans (fen), by bank."""

        history: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)

    def write(self, economy: Economy, terms: Row) -> None:
        """What a bank under full pressure gives up and accepts."""
        terms.target_concession = self.concession
        terms.target_tolerance = self.tolerance

    def before_trade(self, economy: Economy) -> None:
        """Measure every bank against a year ago, or against the start if that is nearer, and press those behind."""
        super().before_trade(economy)
        row, banks, whole = economy.schedule.programme_row(self, economy), economy.banks.rows, economy.bank.whole
        small, borrowers = np.zeros(banks, np.int64), np.zeros(banks, np.int64)
        measure(economy, row, small, borrowers)
        in_all = whole[SME_LOANS, :banks] + whole[LARGE_LOANS, :banks]
        history = economy.schedule.memory(self).history
        history.append((small, borrowers, in_all))
        del history[:-13]
        years = (len(history) - 1) / 12.0
        small_before, borrowers_before, in_all_before = history[0]
        for b in range(banks):
            wanted = growth(in_all[b], in_all_before[b]) + self.growth_over_all_loans * years
            if self.growth_annual is not None:
                wanted = max(wanted, self.growth_annual * years)
            behind = shortfall(small[b], small_before[b], wanted)
            if self.no_fewer_borrowers:
                behind = max(behind, shortfall(borrowers[b], borrowers_before[b], 0.0))
            bad = whole[BAD_LOANS, b] / max(whole[SME_LOANS, b], 1) - whole[BAD_LOANS, b] / max(in_all[b], 1)
            economy.bank.real[PRESSURE, b] = pressure(behind, self.full_pressure_at, bad, self.npl_tolerance)

    def bank_merged(self, economy: Economy, failed: int, acquirer: int) -> None:
        """The acquirer is measured against what both had."""
        for by_bank in (each for month in economy.schedule.memory(self).history for each in month):
            by_bank[acquirer] += by_bank[failed]
            by_bank[failed] = 0

    def idle(self, economy: Economy) -> None:
        """Nobody is measured or pressed while the trigger does not hold."""
        super().idle(economy)
        self._release(economy)

    def close(self, economy: Economy) -> None:
        """The pressure ends; loans keep the rates they were granted at."""
        super().close(economy)
        self._release(economy)

    def _release(self, economy: Economy) -> None:
        economy.bank.real[PRESSURE] = 0.0
        economy.schedule.forget(self)


@compiled
def growth(now: int, before: int) -> float:
    """Growth of a balance, a fraction; none from nothing."""
    return now / before - 1.0 if before > 0 else 0.0


@compiled
def shortfall(now: int, before: int, wanted: float) -> float:
    """How far a balance that was to grow by `wanted` is behind, a fraction of what it should be."""
    target = before * (1.0 + wanted)
    return max(1.0 - now / target, 0.0) if target > 0.0 else 0.0


@compiled
def pressure(behind: float, full_at: float, bad_above_all: float, npl_tolerance: float) -> float:
    """Pressure on a bank from 0 to 1: none while the bad-loan ratio of its small loans is beyond what is tolerated."""
    return 0.0 if bad_above_all > npl_tolerance else min(behind / full_at, 1.0)


@kernel
def measure(economy: Economy, r: int, small: np.ndarray, borrowers: np.ndarray) -> None:
    """Balance in fen and number of the performing loans that programme `r` reaches, by bank, shape (banks,)."""
    loan = economy.loan
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        if takes_live_loan(r, row, economy):
            small[loan.tag[LENDER, row]] += loan.whole[BALANCE, row]
            borrowers[loan.tag[LENDER, row]] += 1
