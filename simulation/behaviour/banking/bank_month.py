"""The month of a bank: interest, costs, allowances, large firms, dividends, and next month's room to lend."""

from ...ground.compiled import compiled, kernel
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
    LARGE_LOANS,
    OPERATING,
    OWN_CASH,
    PROCESSING,
    RESERVES,
    REST_DEPOSITS,
    SHADOW,
    SME_LOANS,
    TARGET_RATIO,
    USUAL_PROFIT,
    WEIGHTED,
)
from ...state.counts import BANK_PROFIT
from ...state.economy import Economy
from ...state.ledger import (
    ADVANCE_INTEREST,
    BANK_COST,
    BOND_INTEREST,
    DEPOSIT_INTEREST_REST,
    DIVIDEND,
    INTEREST_LARGE,
    PAYEE,
    PAYER,
    PROVISION,
    RESERVE_INTEREST,
)
from ..lending.loan_pricing import large_firm_rate
from .bank_balance import capital_ratio, equity_of, lending_room, room_to_grow, shadow_cost
from .bond_values import coupon, unrealised_loss
from .funding import rate_of_advances, rate_of_deposits
from .large_firms import lend_to_large_firms, lose_on_large_firms
from .parameters import Banking


@kernel
def bank_month(economy: Economy, output_gap: float) -> None:
    """One month of every bank that is open; `output_gap` in log points moves what large firms want and how many fail.

    Sets by bank `economy.capital_short` (0 to 1) and `economy.capital_ratios`; counts the profit before dividends.
    """
    bank = economy.bank
    for b in range(bank.rows):
        if not bank.tag[BANK_OPEN, b]:
            continue
        earn(economy, b)
        lose_on_large_firms(economy, b, output_gap)
        provide(economy, b)
        equity, weight = equity_of(b, bank, economy.deposits_before), economy.numbers.loan_pricing.risk_weight_large
        capital = equity - unrealised_loss(economy, b)
        assets = bank.whole[WEIGHTED, b] + weight * bank.whole[LARGE_LOANS, b]
        lent, sme_share = lend_to_large_firms(economy, b, capital, assets, output_gap)
        dividend = pay_dividend(economy, b, equity, capital, assets)
        ratio = capital_ratio(capital - dividend, assets + weight * lent)
        look_ahead(economy, b, capital - dividend, assets, ratio, sme_share)


@compiled
def earn(economy: Economy, b: int) -> None:
    """Interest and costs of the month but those of loans to small firms."""
    w, flows, p = economy.bank.whole, economy.flows, economy.numbers.banking
    operating = economy.bank.real[OPERATING, b]
    large_rate = large_firm_rate(economy.large_priced_at, economy.numbers.loan_pricing.large_firm_spread)
    deposit_rate = rate_of_deposits(p.rest_deposit_rate, economy.deposits_felt, economy.numbers.bank_funding)
    advance_rate = rate_of_advances(p.advance_rate, economy.policy_rate, economy.numbers.bank_funding)
    paid_rest = whole_fen(max(w[REST_DEPOSITS, b], 0) * deposit_rate / 12.0)
    cost = whole_fen((w[SME_LOANS, b] * operating + w[LARGE_LOANS, b] * p.large_operating_cost) / 12.0)
    cost += w[PROCESSING, b]
    w[PROCESSING, b] = 0
    from_large = whole_fen(w[LARGE_LOANS, b] * large_rate / 12.0)
    from_bonds = whole_fen(w[BONDS, b] * coupon(economy) / 12.0)
    from_reserves = whole_fen(max(w[RESERVES, b], 0) * p.reserve_rate / 12.0)
    for_advances = whole_fen(w[ADVANCES, b] * advance_rate / 12.0)
    w[OWN_CASH, b] += from_large + from_bonds + from_reserves - paid_rest - cost - for_advances
    w[REST_DEPOSITS, b] += paid_rest + cost - from_large
    economy.accounts[0] -= from_bonds
    flows[DEPOSIT_INTEREST_REST, PAYER, b] += paid_rest
    flows[BANK_COST, PAYER, b] += cost
    flows[INTEREST_LARGE, PAYER, b] += from_large
    flows[BOND_INTEREST, PAYER, 0] += from_bonds
    flows[BOND_INTEREST, PAYEE, b] += from_bonds
    flows[RESERVE_INTEREST, PAYER, 0] += from_reserves
    flows[RESERVE_INTEREST, PAYEE, b] += from_reserves
    flows[ADVANCE_INTEREST, PAYER, b] += for_advances
    flows[ADVANCE_INTEREST, PAYEE, 0] += for_advances


@compiled
def provide(economy: Economy, b: int) -> None:
    """The allowance moves to what good and bad loans call for, and a fund filled in good years (`provision_fund`)."""
    w, p = economy.bank.whole, economy.numbers.banking
    wanted = whole_fen(
        p.general_allowance * (w[SME_LOANS, b] - w[BAD_LOANS, b] + p.large_allowance * w[LARGE_LOANS, b])
        + p.specific_allowance * w[BAD_LOANS, b]
    )
    wanted += whole_fen(economy.provision_fund[b])
    economy.flows[PROVISION, PAYER, b] += wanted - w[ALLOWANCE, b]
    w[ALLOWANCE, b] = wanted


@compiled
def payout(ratio: float, target: float, banking: Banking) -> float:
    """Part of a profit that goes to owners: cut as the capital ratio falls below its target, as far as owners bear.

    None at or below the minimum ratio.
    """
    if ratio <= banking.minimum_ratio:
        return 0.0
    gap = max(target - ratio, 0.0) / target
    return max(banking.payout - banking.payout_cut * gap, min(banking.least_payout, banking.payout))


@compiled
def pay_dividend(economy: Economy, b: int, equity: int, capital: int, assets: float) -> int:
    """Owners get a part of a year's mean profit, and capital above the target; returns fen paid.

    Profit is what `equity` has grown by; `capital` is what counts in the ratio.
    """
    w, p = economy.bank.whole, economy.numbers.banking
    ratio, target = capital_ratio(capital, assets), economy.bank.real[TARGET_RATIO, b]
    profit = equity - w[EQUITY_BEFORE, b]
    economy.counts[BANK_PROFIT] += profit
    w[USUAL_PROFIT, b] += whole_fen((profit - w[USUAL_PROFIT, b]) / p.profit_months)
    dividend = whole_fen(payout(ratio, target, p) * max(w[USUAL_PROFIT, b], 0))
    # Gains that are not realised are not paid out.
    excess = capital_ratio(min(equity, capital), assets) - p.excess_from * target
    if excess > 0.0:
        dividend += whole_fen(p.excess_paid * excess * assets)
    w[OWN_CASH, b] -= dividend
    w[REST_DEPOSITS, b] += dividend
    economy.flows[DIVIDEND, PAYER, b] += dividend
    w[EQUITY_BEFORE, b] = equity - dividend
    return dividend


@compiled
def look_ahead(economy: Economy, b: int, capital: int, assets: float, ratio: float, sme_share: float) -> None:
    """The capital ratio as it is now sets the shadow cost, the shortfall and next month's room for small firms."""
    w, real, p = economy.bank.whole, economy.bank.real, economy.numbers.banking
    target = real[TARGET_RATIO, b]
    economy.capital_ratios[b] = ratio
    real[SHADOW, b] = shadow_cost(ratio, target, p.shadow_slope)
    economy.capital_short[b] = min(max((target - ratio) / max(target - p.minimum_ratio, p.least_buffer), 0.0), 1.0)
    due_back, unused = p.relent * w[DUE_BACK, b], float(w[BUDGET, b])
    gap = room_to_grow(b, float(capital), float(assets), economy)
    w[BUDGET, b] = whole_fen(lending_room(gap, float(assets), due_back, sme_share, unused, p))
    w[DUE_BACK, b] = 0
