"""Public venture fund (政府引导基金、风险投资基金): stakes in small sound firms, sold after some years.

Once a year the fund looks at sound firms, sees their hidden quality with an error that falls with transparency,
and buys stakes in the best until the year's money is spent. The price is the firm's value: a multiple of its
cash margin, plus cash, less debt. Equity funds investment at once, lowers leverage and takes the place of some
wanted bank debt, so that lenders see a better borrower: financing in several layers (Kortum and Lerner 2000,
RAND Journal of Economics 31, on what venture money adds; Brander, Du and Hellmann 2015, Review of Finance 19:
public beside private funds raise more).

After the holding period owners or the market buy the stake at the firm's value then. A firm that leaves before,
by failure or closing down, takes the stake with it. Until then the fund draws no profits (让利于企业). A budget caps
purchases.

Cost: purchases less what is sold, to the central and local budgets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from ..behaviour.lending.credit_scoring import signal_noise
from ..behaviour.support.eligibility import reaches
from ..behaviour.support.firm_support import support_firm, use_equity
from ..ground.columns import Blocks
from ..ground.compiled import compiled, kernel, unsigned
from ..ground.mathematics import normal_quantile
from ..ground.parameters import parameter
from ..ground.randomness import VENTURE_CHOICE, uniforms
from ..ground.registry import Nulls, Stated
from ..ground.units import fen, whole_fen
from ..state.bank_columns import REST_DEPOSITS
from ..state.counts import STAKES_FEN, STAKES_LOST, STAKES_SOLD, STAKES_SOLD_COST
from ..state.economy import Economy
from ..state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    CASH,
    ID,
    INFORMAL_DEBT,
    MARGIN,
    MISSED,
    OUTCOME,
    QUALITY,
    REGION,
    STATE,
    TRANSPARENCY,
    YEAR_SALES,
)
from ..state.ledger import EQUITY_SOLD, EQUITY_STAKE
from ..state.programme_columns import BUDGET_LEFT
from .firm_programme import FirmProgramme
from .instrument import LARGEST_YUAN

#: Which of the numbers drawn for a firm and a round is whose.
PUBLIC_VIEW, PRIVATE_VIEW = 0, 1


class Stake(NamedTuple):
    """A part of a firm that a fund owns: what was paid, the share, the month of purchase."""

    cost: int
    share: float
    month: int


class Purse(NamedTuple):
    """What a round may spend and on what terms, as kernels read them: fen and shares."""

    money: int
    stake: float
    largest: int
    largest_share: float
    multiple: float
    invested: float
    debt_replaced: float


class VentureFund(FirmProgramme):
    """Government buys stakes in promising small firms and sells them years later, or loses them with the firm."""

    kind: ClassVar[str] = "venture_fund"
    label: ClassVar[dict[str, str]] = {"en": "venture fund", "zh": "风险投资引导基金"}
    example: ClassVar[Stated] = {"round_yuan": 1e11}
    nulls: ClassVar[Nulls] = (
        {"round_yuan": 0.0},
        {"stake": 0.0},
        {"largest_yuan": 0.0},
        {"largest_share": 0.0},
    )

    round_yuan: float = parameter(
        unit="yuan of the population a year", low=0.0, high=LARGEST_YUAN, meaning="Most that is invested in a year",
        zh="年投资额",
    )  # fmt: skip
    stake: float = parameter(
        0.15, unit="share of yearly sales", low=0.0, high=5.0, meaning="Size of an investment",
        zh="单笔投资占年销售额比例",
    )  # fmt: skip
    largest_yuan: float = parameter(
        10_000_000.0, unit="yuan", low=0.0, high=1e12, meaning="Largest investment in a firm", zh="单户投资上限"
    )
    largest_share: float = parameter(
        0.3, unit="share", low=0.0, high=0.9, meaning="Largest share of a firm the fund may own", zh="持股比例上限"
    )
    holding_months: int = parameter(
        60, unit="months", low=1, high=600, meaning="Time until a stake is sold", zh="持有期"
    )
    multiple: float = parameter(
        5.0, unit="years of cash margin", low=0.0, high=100.0, meaning="Value of a firm before cash and debt",
        zh="估值倍数（现金利润）",
    )  # fmt: skip
    least_margin: float = parameter(
        0.08, unit="share of sales", low=-1.0, high=1.0, meaning="Cash margin from which a firm counts as sound",
        zh="稳健企业的现金利润率下限",
    )  # fmt: skip
    noise: float = parameter(
        0.3, unit="log points", low=0.0, high=10.0,
        meaning="Error in the fund's view of the quality of a wholly opaque firm", zh="对不透明企业质量判断的误差",
    )  # fmt: skip
    invested: float = parameter(
        0.7, unit="share of the equity", low=0.0, high=1.0, meaning="Part of it the firm invests at once",
        zh="即期投资比例",
    )  # fmt: skip
    debt_replaced: float = parameter(
        0.5, unit="yuan per yuan of equity", low=0.0, high=1.0, meaning="Wanted bank debt that equity replaces",
        zh="股权融资替代的意愿银行负债",
    )  # fmt: skip

    @dataclass
    class Memory(FirmProgramme.Memory):
        """And the stakes it holds, by the firm's key."""

        stakes: dict[int, Stake] = field(default_factory=dict)

    def before_growth(self, economy: Economy) -> None:
        """In the month of a round: look at the candidates and buy stakes in the best."""
        if not self.round_due(economy):
            return
        row, firm = economy.schedule.programme_row(self, economy), economy.firm
        held = self._held(economy)
        rows, signals = np.empty(economy.firms.rows, np.int32), np.empty(economy.firms.rows)
        found = look_at(economy, row, PUBLIC_VIEW, self.least_margin, self.noise, rows, signals)
        rows, signals = rows[:found], signals[:found]
        new = ~np.isin(firm.whole[ID, rows], np.array(sorted(held), np.int64))
        rows, signals = rows[new], signals[new]
        rows = rows[np.lexsort((firm.whole[ID, rows], -signals))]
        costs, shares = np.zeros(len(rows), np.int64), np.zeros(len(rows))
        purse = Purse(
            money=min(economy.fen_of_model(self.round_yuan), int(economy.programme.whole[BUDGET_LEFT, row])),
            stake=self.stake,
            largest=fen(self.largest_yuan),
            largest_share=self.largest_share,
            multiple=self.multiple,
            invested=self.invested,
            debt_replaced=self.debt_replaced,
        )
        buy_stakes(economy, row, purse, rows, costs, shares)
        for k in np.flatnonzero(costs):
            held[int(firm.whole[ID, rows[k]])] = Stake(int(costs[k]), float(shares[k]), economy.month)

    def before_record(self, economy: Economy) -> None:
        """Sell the stakes whose time has come, remove those in firms that left, count the rest."""
        self._settle(economy, self.holding_months)

    def idle(self, economy: Economy) -> None:
        """No purchases; stakes are held and sold as usual."""
        super().idle(economy)
        self._settle(economy, self.holding_months)

    def close(self, economy: Economy) -> None:
        """Sell every stake at its value."""
        super().close(economy)
        self._settle(economy, 0)

    def _held(self, economy: Economy) -> dict[int, Stake]:
        """Stakes by the firm's key."""
        return economy.schedule.memory(self).stakes  # type: ignore[no-any-return]

    def _settle(self, economy: Economy, holding_months: int) -> None:
        held, firms = self._held(economy), economy.firms
        keys = np.array(sorted(held), np.int64)
        ids = firms.column("id")
        alive = np.flatnonzero((firms.column("state") == ALIVE) & np.isin(ids, keys))
        row_of = dict(zip(ids[alive].tolist(), alive.tolist(), strict=True))
        counts = economy.counts
        for key in keys.tolist():
            stake = held[key]
            if key not in row_of:
                counts[STAKES_LOST] += stake.cost
                del held[key]
            elif economy.month - stake.month >= holding_months:
                counts[STAKES_SOLD] += self._sell(economy, row_of[key], stake)
                counts[STAKES_SOLD_COST] += stake.cost
                del held[key]
            else:
                counts[STAKES_FEN] += stake.cost

    def _sell(self, economy: Economy, row: int, stake: Stake) -> int:
        """Owners or the market buy the stake in the firm in row `row`; returns fen."""
        firm = economy.firm
        amount = whole_fen(stake.share * int(value_of(row, firm, self.multiple)))
        house, region = int(firm.tag[BANK, row]), int(firm.tag[REGION, row])
        central = whole_fen(amount * self.central_share)
        economy.bank.whole[REST_DEPOSITS, house] -= amount
        economy.accounts[0] += central
        economy.accounts[1 + region] += amount - central
        economy.ledger.post(EQUITY_SOLD, house, 0, amount)
        return amount


@compiled
def equity_value(margin: float, year_sales: int, cash: int, debt: int, multiple: float) -> int:
    """Fen that a firm's equity is worth: the multiple of its yearly cash margin, plus cash, less debt; at least 0."""
    return max(whole_fen(multiple * max(margin, 0.0) * year_sales) + cash - debt, 0)


@compiled
def ticket(year_sales: int, equity: int, stake: float, largest: int, largest_share: float) -> int:
    """Fen the fund invests: a share of sales, up to the largest amount and the largest share of the firm."""
    most = whole_fen(equity * largest_share / (1.0 - largest_share))
    return min(whole_fen(stake * year_sales), largest, most)


@compiled
def value_of(i: int, firm: Blocks, multiple: float) -> int:
    """Value of the equity of the firm in row `i`, fen."""
    whole = firm.whole
    debt = whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i]
    return equity_value(firm.real[MARGIN, i], whole[YEAR_SALES, i], whole[CASH, i], debt, multiple)


@kernel
def look_at(
    economy: Economy, r: int, view: int, least_margin: float, noise: float, rows: np.ndarray, signals: np.ndarray
) -> int:
    """Rows of the sound firms that programme `r` reaches, and what investors see of their quality; how many.

    `view` is whose luck it is: public and private investors err by themselves.
    """
    firm, month = economy.firm, economy.month
    real, found = firm.real, 0
    for position in range(firm.rows):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if firm.tag[STATE, i] != ALIVE or firm.tag[OUTCOME, i] > 0 or firm.tag[MISSED, i] > 0:
            continue
        if real[MARGIN, i] < least_margin or not reaches(r, i, firm, economy.programme, month):
            continue
        luck = uniforms(economy.seed, firm.whole[ID, i], month, VENTURE_CHOICE)[view]
        error = signal_noise(noise, real[TRANSPARENCY, i], 0.0, 0.0, 0.0, economy.numbers.credit_scoring.opacity)
        rows[found] = position
        signals[found] = real[QUALITY, i] + error * normal_quantile(luck)
        found += 1
    return found


@kernel
def buy_stakes(economy: Economy, r: int, purse: Purse, rows: np.ndarray, costs: np.ndarray, shares: np.ndarray) -> None:
    """Buy stakes in the firms in `rows`, best first, while money lasts; fills `costs` (fen) and `shares`."""
    firm, money = economy.firm, purse.money
    for k in range(len(rows)):
        if money <= 0:
            break
        i = rows[k]
        equity = value_of(i, firm, purse.multiple)
        wanted = ticket(firm.whole[YEAR_SALES, i], equity, purse.stake, purse.largest, purse.largest_share)
        amount = min(wanted, money)
        if amount <= 0:
            continue
        paid = support_firm(economy, r, i, amount, EQUITY_STAKE)
        use_equity(economy, i, paid, purse.invested, purse.debt_replaced)
        costs[k], shares[k] = paid, paid / (equity + paid)
        money -= paid
