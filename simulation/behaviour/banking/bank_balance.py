"""The month of a bank: interest, costs, allowances, capital, dividends, and next month's room to lend.

Each bank steers towards the capital requirement plus its own buffer and closes about two thirds of a gap a year
(Ayuso, Perez and Saurina 2004; Jokipii and Milne 2008). Large firms compete for the same balance sheet: a gap is
borne by whichever use of capital earns less.
"""

from typing import Any, Self

import numpy as np
from pydantic import model_validator

from ...ground.compiled import compiled, kernel
from ...ground.errors import Sentence
from ...ground.parameters import (
    ParameterGroup,
    assumption,
    calibrated,
    complaint,
    paper,
    parameter,
    regulation,
    secondary,
)
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ADVANCES,
    ALLOWANCE,
    BAD_LOANS,
    BANK_OPEN,
    BONDS,
    BUDGET,
    DUE_BACK,
    EQUITY_BEFORE,
    FIRM_DEPOSITS,
    FUNDING,
    LARGE_LOANS,
    OPERATING,
    OWN_CASH,
    RELENDING,
    RESERVES,
    REST_DEPOSITS,
    SHADOW,
    SME_LOANS,
    TARGET_RATIO,
    WEIGHTED,
)
from ...state.economy import Economy
from ...state.ledger import (
    ADVANCE,
    ADVANCE_INTEREST,
    ADVANCE_REPAID,
    BANK_COST,
    BOND_INTEREST,
    DEPOSIT_INTEREST_REST,
    DIVIDEND,
    INTEREST_LARGE,
    PAYEE,
    PAYER,
    PRINCIPAL_DRAWN_LARGE,
    PRINCIPAL_REPAID_LARGE,
    PROVISION,
    REBALANCING,
    RESERVE_INTEREST,
)
from ...state.structure import REGIONAL_TYPES, REGIONS, SIZES, PerBankType, WholePerBankType


class Banking(ParameterGroup, key="banking", title={"en": "Banks", "zh": "银行"}):
    """Balance sheets and conduct of banks, by type where they differ: large state, joint-stock, city, rural."""

    banks_by_type: WholePerBankType = parameter(
        (6, 5, 5, 4),
        unit="banks",
        low=0,
        high=25,
        meaning="Number of banks",
        zh="各类银行数量",
        source=assumption("about twenty, from large state to rural"),
    )

    share_micro: PerBankType = parameter(
        (0.36, 0.14, 0.20, 0.30),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="House-bank share among micro firms",
        zh="微型企业主办行份额",
        source=assumption("rural and city banks serve the smallest; no split in the facts"),
    )
    share_larger: PerBankType = parameter(
        (0.42, 0.24, 0.20, 0.14),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="House-bank share among small and medium firms",
        zh="小型及中型企业主办行份额",
        source=assumption("as above"),
    )
    target_ratio: PerBankType = parameter(
        (0.150, 0.132, 0.128, 0.130),
        unit="share",
        low=0.01,
        high=0.6,
        meaning="Capital ratio a bank steers to: requirement plus buffer",
        zh="目标资本充足率",
        source=secondary("F53, F54", "ratio 15.46 for all banks against minima of 10.5-11.5"),
    )
    minimum_ratio: float = parameter(
        0.105,
        unit="share",
        low=0.0,
        high=0.6,
        meaning="Minimum capital ratio",
        zh="最低资本充足率",
        source=secondary("F54"),
    )
    funding_cost: PerBankType = parameter(
        (0.0150, 0.0175, 0.0180, 0.0175),
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Cost of funds",
        zh="资金成本",
        source=calibrated("net interest margin 1.43-1.69 (F51, F52)"),
    )
    operating_cost: PerBankType = parameter(
        (0.0058, 0.0066, 0.0082, 0.0104),
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Operating cost per yuan lent to small firms",
        zh="小微贷款运营成本",
        source=assumption("small tickets cost more at small banks"),
    )
    noise: PerBankType = parameter(
        (1.35, 1.25, 0.95, 0.85),
        unit="log odds",
        low=0.0,
        high=10.0,
        meaning="Noise of its view of an opaque firm: small banks know their firms",
        zh="对不透明企业的判断噪声",
        source=paper("Berger and others (2005), Journal of Financial Economics 76: small banks use soft information"),
    )
    markup: PerBankType = parameter(
        (0.0030, 0.0045, 0.0060, 0.0075),
        unit="per year",
        low=-0.05,
        high=0.2,
        meaning="Margin above break-even",
        zh="定价加成",
        source=calibrated("mean new-loan rate 4.36 in 2024 (F136)"),
    )
    large_loan_ratio: float = parameter(
        2.1,
        unit="times SME loans",
        low=0.0,
        high=50.0,
        meaning="Loans to large firms at the start",
        zh="期初大企业贷款（小微贷款倍数）",
        source=secondary("F43", "small-micro legal entities hold 32.1% of corporate loans"),
    )
    bond_share: float = parameter(
        0.18,
        unit="share of loans",
        low=0.0,
        high=5.0,
        meaning="Government bonds at the start",
        zh="期初政府债券占贷款比",
        source=assumption("banks hold most government bonds"),
    )
    reserve_share: float = parameter(
        0.09,
        unit="share of deposits",
        low=0.0,
        high=1.0,
        meaning="Reserves at the start and wanted",
        zh="准备金率",
        source=assumption("near the required ratios of recent years"),
    )
    rest_deposit_rate: float = parameter(
        0.019,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on other deposits",
        zh="其他存款利率",
        source=calibrated("net interest margin 1.43-1.69 (F51, F52)"),
    )
    bond_rate: float = parameter(
        0.022,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on government bonds",
        zh="政府债券利率",
        source=assumption("ten-year yields near 2.2% in 2024"),
    )
    reserve_rate: float = parameter(
        0.0162,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on reserves",
        zh="准备金利率",
        source=regulation("1.62% on required reserves"),
    )
    advance_rate: float = parameter(
        0.025,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on central-bank advances",
        zh="央行借款利率",
        source=assumption("medium-term lending facility 2.0-2.75%"),
    )
    large_operating_cost: float = parameter(
        0.0085,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Operating cost per yuan lent to large firms",
        zh="大企业贷款运营成本",
        source=assumption("large tickets are cheap to serve"),
    )
    general_allowance: float = parameter(
        0.013,
        unit="share of performing loans",
        low=0.0,
        high=1.0,
        meaning="General allowance",
        zh="一般准备",
        source=secondary("F53", "provisions over loans 3.07% with the specific part"),
    )
    specific_allowance: float = parameter(
        0.75,
        unit="share of bad loans",
        low=0.0,
        high=1.0,
        meaning="Specific allowance on the bank's part of bad loans",
        zh="不良贷款专项准备",
        source=secondary("F53", "coverage 205% with the general part"),
    )
    payout: float = parameter(
        0.30,
        unit="share of profit",
        low=0.0,
        high=1.0,
        meaning="Dividends",
        zh="分红比例",
        source=assumption("listed banks pay about 30%"),
    )
    adjustment: float = parameter(
        0.0875,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Share of a capital gap closed in a month: two thirds a year",
        zh="资本缺口月调整速度",
        source=paper("Jokipii and Milne (2008), Journal of Banking and Finance 32"),
    )
    shadow_slope: float = parameter(
        1.2,
        unit="per year per unit of relative gap",
        low=0.0,
        high=50.0,
        meaning="Shadow cost of capital per relative gap to the target",
        zh="资本影子成本斜率",
        source=assumption("a gap of one point in thirteen adds nine points to the wanted return"),
    )
    normal_growth: float = parameter(
        0.03,
        unit="share of risk-weighted assets a month",
        low=0.0,
        high=1.0,
        meaning="Growth of lending to small firms a bank can manage in normal times, beyond what comes back",
        zh="正常时期可承受的月增速",
        source=assumption("staff and committees are the limit when capital is not"),
    )
    room_kept: float = parameter(
        2.0,
        unit="months of room",
        low=0.0,
        high=120.0,
        meaning="Room for lending left over from earlier months that a bank keeps, over what a month brings",
        zh="可结转的剩余放贷额度（相当于月额度的倍数）",
        source=assumption("banks plan by the quarter: a few large requests in one month are met from quiet ones"),
    )
    learning: float = parameter(
        0.01,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Speed at which lenders learn from defaults",
        zh="违约经验学习速度",
        source=paper("Jimenez and Saurina (2006): standards loosen in booms, with a memory of a few years"),
    )

    @model_validator(mode="after")
    def _a_bank_for_every_firm(self) -> Self:
        for key, size in (("share_micro", SIZES[0]), ("share_larger", SIZES[1])):
            for place, region in enumerate(REGIONS):
                # Banks of a regional type are spread over the regions one by one.
                if not any(
                    share > 0.0 and number > (place if kind in REGIONAL_TYPES else 0)
                    for kind, (number, share) in enumerate(zip(self.banks_by_type, getattr(self, key), strict=True))
                ):
                    raise complaint(
                        Sentence(
                            "leaves {size} firms in the region {region} without a bank; banks_by_type and {key} must "
                            "give every region one.",
                            "使 {region} 地区的 {size} 企业没有银行；banks_by_type 与 {key} 须使每个地区至少有一家。",
                            size=size,
                            region=region,
                            key=key,
                        )
                    )
        return self


@compiled
def capital_ratio(equity: float, risk_weighted_assets: float) -> float:
    """Equity over risk-weighted assets; 1 where there are none."""
    return equity / risk_weighted_assets if risk_weighted_assets > 0.0 else 1.0


@compiled
def shadow_cost(ratio: float, target: float, slope: float) -> float:
    """Extra return per year a bank wants on capital while it is short of its target."""
    return slope * max(target - ratio, 0.0) / target


@compiled
def lending_room(
    equity: float,
    target: float,
    risk_weighted_assets: float,
    due_back: float,
    normal_growth: float,
    speed: float,
    sme_share: float,
    unused: float,
    kept: float,
) -> float:
    """Risk-weighted fen a bank can lend to small firms next month.

    With capital to spare, what comes back plus normal growth and a part of the excess; when short, what comes back
    less small firms' share of the gap, closed at `speed` a month, while growth fades. What was left `unused` of the
    last month's room is kept up to `kept` times as much, and fades with growth: the part of the excess in it that was
    not lent is on offer again, so that a gap can close faster in a month of large requests than `speed` says.
    """
    gap = equity / target - risk_weighted_assets
    ease = 1.0 if gap >= 0.0 else max(1.0 + 12.0 * gap / risk_weighted_assets, 0.0)
    change = speed * gap if gap >= 0.0 else speed * sme_share * gap
    room = max(due_back + normal_growth * risk_weighted_assets * ease + change, 0.0)
    return room + ease * min(unused, kept * room)


@compiled
def equity_of(b: int, bank: Any, deposits: Any) -> int:
    """Assets less liabilities of bank `b` in fen; `deposits` as of the last settlement of reserves, shape (banks,).

    Payments since then have moved deposits and reserves alike; what the bank itself received is in `own_cash`.
    """
    w = bank.whole
    return (
        w[RESERVES, b]
        + w[SME_LOANS, b]
        + w[LARGE_LOANS, b]
        + w[BONDS, b]
        - w[ALLOWANCE, b]
        - deposits[b]
        - w[ADVANCES, b]
        - w[RELENDING, b]
        + w[OWN_CASH, b]
    )


@kernel
def equities(banks: int, bank: Any, deposits: Any, into: Any) -> None:
    """Equity of every bank in fen, shape (banks,), written to `into`."""
    for b in range(banks):
        into[b] = equity_of(b, bank, deposits)


def equities_of_banks(economy: Economy) -> np.ndarray:
    """Equity of each bank in fen, shape (banks,)."""
    equity = np.empty(economy.banks.rows, np.int64)
    equities(economy.banks.rows, economy.bank, economy.deposits_before, equity)
    return equity


def large_demand(economy: Economy) -> np.ndarray:
    """What large firms would owe each bank, in fen."""
    return economy.large_at_start * (1.0 + 0.5 * economy.cycle.gap)  # type: ignore[no-any-return]


@kernel
def bank_month(
    banks: int,
    bank: Any,
    deposits_before: Any,
    accounts: Any,
    flows: Any,
    large_demand: Any,
    policy_rate: float,
    large_spread: float,
    large_weight: float,
    sme_return: float,
    p: Any,
    capital_short: Any,
    ratios: Any,
) -> int:
    """Interest, cost, loans to large firms, allowances and dividends of every bank.

    Returns the profit in fen before dividends.

    `large_demand` is what large firms would owe each bank; fills `capital_short` (0 to 1) and `ratios` by bank.
    """
    w, real = bank.whole, bank.real
    profit_in_all = 0
    for b in range(banks):
        if not bank.tag[BANK_OPEN, b]:
            continue
        paid_rest = whole_fen(w[REST_DEPOSITS, b] * p.rest_deposit_rate / 12.0)
        cost = whole_fen((w[SME_LOANS, b] * real[OPERATING, b] + w[LARGE_LOANS, b] * p.large_operating_cost) / 12.0)
        from_large = whole_fen(w[LARGE_LOANS, b] * (policy_rate + large_spread) / 12.0)
        from_bonds = whole_fen(w[BONDS, b] * p.bond_rate / 12.0)
        from_reserves = whole_fen(max(w[RESERVES, b], 0) * p.reserve_rate / 12.0)
        for_advances = whole_fen(w[ADVANCES, b] * p.advance_rate / 12.0)
        w[OWN_CASH, b] += from_large + from_bonds + from_reserves - paid_rest - cost - for_advances
        w[REST_DEPOSITS, b] += paid_rest + cost - from_large
        accounts[0] -= from_bonds
        flows[DEPOSIT_INTEREST_REST, PAYER, b] += paid_rest
        flows[BANK_COST, PAYER, b] += cost
        flows[INTEREST_LARGE, PAYER, b] += from_large
        flows[BOND_INTEREST, PAYER, 0] += from_bonds
        flows[BOND_INTEREST, PAYEE, b] += from_bonds
        flows[RESERVE_INTEREST, PAYER, 0] += from_reserves
        flows[RESERVE_INTEREST, PAYEE, b] += from_reserves
        flows[ADVANCE_INTEREST, PAYER, b] += for_advances
        flows[ADVANCE_INTEREST, PAYEE, 0] += for_advances

        wanted = whole_fen(
            p.general_allowance * (w[SME_LOANS, b] - w[BAD_LOANS, b] + 0.7 * w[LARGE_LOANS, b])
            + p.specific_allowance * w[BAD_LOANS, b]
        )
        provision = wanted - w[ALLOWANCE, b]
        w[ALLOWANCE, b] = wanted
        flows[PROVISION, PAYER, b] += provision

        equity = equity_of(b, bank, deposits_before)
        assets = w[WEIGHTED, b] + large_weight * w[LARGE_LOANS, b]
        ratio = capital_ratio(equity, assets)
        target = real[TARGET_RATIO, b]
        gap = equity / target - assets
        large_return = (policy_rate + large_spread - p.large_operating_cost - real[FUNDING, b]) / (
            large_weight * target
        ) + real[FUNDING, b]
        sme_share = w[WEIGHTED, b] / max(assets, 1.0)
        if sme_return < large_return:
            sme_share = min(1.0, sme_share * (1.0 + 2.0 * (large_return - sme_return) / max(large_return, 0.01)))
        else:
            sme_share = sme_share * max(1.0 - (sme_return - large_return) / max(sme_return, 0.01), 0.3)
        change = 0.05 * (large_demand[b] - w[LARGE_LOANS, b])
        if gap < 0.0:
            change = min(change, 0.0) + p.adjustment * (1.0 - sme_share) * gap / large_weight
        lent = max(whole_fen(change), -w[LARGE_LOANS, b])  # no more comes back than is out
        w[LARGE_LOANS, b] += lent
        w[OWN_CASH, b] -= lent
        w[REST_DEPOSITS, b] += lent
        if lent >= 0:
            flows[PRINCIPAL_DRAWN_LARGE, PAYER, b] += lent
        else:
            flows[PRINCIPAL_REPAID_LARGE, PAYER, b] -= lent
        profit = equity - w[EQUITY_BEFORE, b]
        profit_in_all += profit
        dividend = whole_fen(p.payout * max(profit, 0)) if ratio > p.minimum_ratio else 0
        if ratio > 1.06 * target:
            dividend += whole_fen(0.08 * (ratio - 1.06 * target) * assets)
        w[OWN_CASH, b] -= dividend
        w[REST_DEPOSITS, b] += dividend
        flows[DIVIDEND, PAYER, b] += dividend
        w[EQUITY_BEFORE, b] = equity - dividend
        ratio = capital_ratio(equity - dividend, assets + large_weight * lent)
        ratios[b] = ratio
        real[SHADOW, b] = shadow_cost(ratio, target, p.shadow_slope)
        capital_short[b] = min(max((target - ratio) / max(target - p.minimum_ratio, 0.005), 0.0), 1.0)
        w[BUDGET, b] = whole_fen(
            lending_room(
                float(equity - dividend),
                target,
                float(assets),
                0.8 * w[DUE_BACK, b],
                p.normal_growth,
                p.adjustment,
                sme_share,
                float(w[BUDGET, b]),
                p.room_kept,
            )
        )
        w[DUE_BACK, b] = 0
    return profit_in_all


@kernel
def settle_reserves(banks: int, bank: Any, deposits_before: Any, institution_deposits: Any, flows: Any, p: Any) -> None:
    """Payments between banks settle net in reserves; households move money to where reserves lack; advances fill in.

    `deposits_before` are all deposits of each bank at the end of last month; it is updated.
    """
    w = bank.whole
    surplus_in_all, deposits_in_all = 0.0, 0.0
    for b in range(banks):
        deposits = w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b] + institution_deposits[b]
        w[RESERVES, b] += deposits - deposits_before[b] + w[OWN_CASH, b]
        w[OWN_CASH, b] = 0
        surplus_in_all += w[RESERVES, b] - w[ADVANCES, b]
        deposits_in_all += deposits
    share = surplus_in_all / max(deposits_in_all, 1.0)
    moved_in_all, last = 0, 0
    for b in range(banks):
        if not bank.tag[BANK_OPEN, b]:
            continue
        deposits = w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b] + institution_deposits[b]
        moved = min(whole_fen(0.5 * (w[RESERVES, b] - w[ADVANCES, b] - share * deposits)), w[REST_DEPOSITS, b])
        moved_in_all += moved
        last = b
        move_deposits(b, moved, bank, flows)
    move_deposits(last, -moved_in_all, bank, flows)
    cover_overdrafts(banks, bank, flows)
    for b in range(banks):
        if w[RESERVES, b] < 0:
            borrowed = -w[RESERVES, b]
            w[ADVANCES, b] += borrowed
            w[RESERVES, b] = 0
            flows[ADVANCE, PAYER, 0] += borrowed
            flows[ADVANCE, PAYEE, b] += borrowed
        else:
            deposits = max(w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b], 0)
            floor = whole_fen(0.5 * p.reserve_share * deposits)
            repaid = max(min(w[ADVANCES, b], w[RESERVES, b] - floor), 0)
            w[ADVANCES, b] -= repaid
            w[RESERVES, b] -= repaid
            flows[ADVANCE_REPAID, PAYER, b] += repaid
            flows[ADVANCE_REPAID, PAYEE, 0] += repaid
        deposits_before[b] = w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b] + institution_deposits[b]


@compiled
def cover_overdrafts(banks: int, bank: Any, flows: Any) -> None:
    """The rest of the economy overdraws at no bank: it moves deposits there, and what it lacks large firms borrow."""
    w = bank.whole
    for b in range(banks):
        for other in range(banks):
            if w[REST_DEPOSITS, b] < 0 and w[REST_DEPOSITS, other] > 0:
                moved = min(w[REST_DEPOSITS, other], -w[REST_DEPOSITS, b])
                move_deposits(other, moved, bank, flows)
                move_deposits(b, -moved, bank, flows)
        if w[REST_DEPOSITS, b] < 0:
            lent = -w[REST_DEPOSITS, b]
            w[REST_DEPOSITS, b] = 0
            w[LARGE_LOANS, b] += lent
            flows[PRINCIPAL_DRAWN_LARGE, PAYER, b] += lent


@compiled
def move_deposits(b: int, amount: int, bank: Any, flows: Any) -> None:
    """The rest of the economy takes `amount` fen out of bank `b` to put it elsewhere (negative: puts it in)."""
    bank.whole[REST_DEPOSITS, b] -= amount
    bank.whole[RESERVES, b] -= amount
    if amount >= 0:
        flows[REBALANCING, PAYER, b] += amount
    else:
        flows[REBALANCING, PAYEE, b] -= amount
