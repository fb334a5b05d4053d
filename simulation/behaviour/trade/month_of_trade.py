"""Sales, collections, input costs, wages and taxes of every enterprise in a month.

Sales = capacity (of its capital in its market) x own productivity x demand. Productivity returns to the firm's hidden
quality and is hit by Laplace shocks at random dates, so that yearly growth rates are tent-shaped (Fu and others 2005;
Bottazzi and Secchi 2006), with a dispersion that falls with size (Stanley and others 1996). Wages and overheads do not
fall with sales at once: operating leverage. Part of sales is on credit.

Firms pass in blocks (`ground/blocks.py`) through loops that are simple enough to become vectors.
"""

import numpy as np

from ...ground.blocks import BLOCK, copy_column, write_real, write_whole
from ...ground.columns import Blocks
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.randomness import TRADE, laplace, uniforms
from ...ground.units import nearest_fen
from ...state.counts import PROFIT, SALES_OF_ALL, SME_SALES
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    BUFFER,
    BUYER,
    CASH,
    CONDUCT,
    DISPERSION,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    HONESTY,
    ID,
    INVENTORY,
    LABOUR,
    LATE_BILLS,
    LINKED,
    MARGIN,
    MARK,
    MARKET,
    OUTCOME,
    PRODUCTIVITY,
    QUALITY,
    RECEIVABLES,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    SUPPLIED,
    TURNOVER,
    WAGE,
    WITHOUT_BUYER,
    YEAR_SALES,
)
from ...state.ledger import (
    CHARGE,
    COLLECTIONS,
    DEPOSIT_INTEREST_ENTERPRISE,
    DEPRECIATION,
    INVENTORY_CHANGE,
    INVOICED,
    LATE_BILLS_PAID,
    PAYEE,
    PAYER,
    PURCHASES,
    RECEIVABLES_LOST,
    SALES,
    TAX,
    WAGES,
)
from ...state.scratch import Scratch
from ...state.structure import LARGE, MEDIUM, MICRO, SMALL
from ..demography.closing import closing_hazard
from ..demography.entry_exit import WISHES_TO_CLOSE
from ..demography.succession import owner_leaves
from .bills import goods_afforded
from .cash_flow import MONTH, sales_of_stock, share_collected, shocked_productivity
from .opportunities import change_market
from .scale import capacity
from .staff import sold_with
from .tax_threshold import held_up_to, sales_made, threshold_of, watches

# Rows of the room for a block: draws, what is read of a firm, and what comes of its month.
(
    B_ALIVE,
    B_LUCK,
    B_SHOCK,
    B_CLOSING,
    B_OPPORTUNITY,
    B_DEMAND,
    B_CREDIT_SHARE,
    B_INPUT_SHARE,
    B_OVERHEAD_SHARE,
    B_PAYROLL,
    B_SERVED,
    B_LINKED_SHARE,
    B_CAPITAL,
    B_MARKET,
    B_TURNOVER,
    B_PRODUCTIVITY,
    B_RECEIVABLES,
    B_COLLECTED_SHARE,
    B_INVENTORY,
    B_YEAR_SALES,
    B_BANK_DEBT,
    B_HONESTY,
    B_CASH,
    B_SUPPLIED,
    B_LATE,
    B_BUFFER,
    B_MARGIN,
    B_THRESHOLD,
    B_HELD_TO,
    B_SALES,
    B_CREDIT,
    B_LINKED,
    B_COLLECTED,
    B_LOST,
    B_MATERIALS,
    B_PURCHASE,
    B_WAGES,
    B_OVERHEAD,
    B_CHARGE,
    B_VAT,
    B_TAX,
    B_WEAR,
    B_OPERATING,
    B_PROFIT,
    B_DEPOSIT_INTEREST,
    B_BILLS,
    B_CASH_AFTER,
    B_RECEIVABLES_AFTER,
    B_INVENTORY_AFTER,
    B_CAPITAL_AFTER,
    B_YEAR_SALES_AFTER,
    B_MARGIN_AFTER,
    B_MARKET_AFTER,
) = range(53)
BLOCK_ROWS = B_MARKET_AFTER + 1

# Sums by house bank
(
    P_SALES,
    P_INVOICED,
    P_COLLECTED,
    P_LOST,
    P_BILLS,
    P_STOCKED,
    P_WAGES,
    P_CHARGE,
    P_TAX,
    P_DEPOSIT_INTEREST,
    P_WEAR,
    P_LATE,
) = range(12)
BANK_SUMS = 12


@allocating_kernel
def trade(economy: Economy, start: int, stop: int, scratch: Scratch) -> int:
    """One month of trade of the firms in rows `start` to `stop`; returns how many of them are out of cash.

    Their rows stand in `economy.listed` from `start` on; the next kernel finds them money or fails them. The draw of
    the shock also decides who thinks of closing, which the turnover phase acts on.
    """
    banks, regions = scratch.own.shape[0], scratch.accounts.shape[0] - 1
    sums, local = np.zeros((banks, BANK_SUMS), np.int64), np.zeros(regions, np.int64)
    block, shocked = np.empty((BLOCK_ROWS, BLOCK)), np.empty(BLOCK, np.int64)
    shorts = 0
    watched = economy.numbers.tax_threshold.watching > 0.0
    block[B_THRESHOLD, :], block[B_HELD_TO, :] = np.inf, np.inf  # nobody holds sales back
    for first in range(start, stop, BLOCK):
        size = min(BLOCK, stop - first)
        draw(economy, first, size, block)
        shock_productivity(economy, first, size, block, shocked)
        change_markets(economy, first, size, block, shocked)
        read_firms(economy, first, size, block)
        if watched:
            read_thresholds(economy, first, size, block)
        produce_and_sell(economy, size, block)
        settle_accounts(economy, size, block)
        if economy.tax_base.shape[1] > 0:
            note_tax_base(economy, first, size, block)
        write_firms(economy.firm, first, size, block)
        add_up(economy, first, size, block, sums, local, scratch.counts)
        note_closing(economy, first, size, block)
        shorts = list_short(economy, start, first, size, block, shorts)
    post_trade(sums, local, scratch)
    return shorts


@compiled
def draw(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """The draws of a block, without a branch."""
    keys, seed, month = economy.firm.whole[ID], economy.seed, economy.month
    for k in range(size):
        j = unsigned(k)  # unsigned: no check for places counted from the end
        block[B_LUCK, j], block[B_SHOCK, j], block[B_CLOSING, j], block[B_OPPORTUNITY, j] = uniforms(
            seed, keys[unsigned(first + k)], month, TRADE
        )


@compiled
def shock_productivity(economy: Economy, first: int, size: int, block: np.ndarray, shocked: np.ndarray) -> None:
    """Productivity of the firms whose shock date has come; `shocked` is room for their places in the block."""
    state, real, cash_flow = economy.firm.tag[STATE], economy.firm.real, economy.numbers.cash_flow
    count = 0
    for k in range(size):
        # Listed without a branch, which the processor would guess wrong once in ten firms.
        shocked[unsigned(count)] = k
        alive = state[unsigned(first + k)] == ALIVE
        count += 1 if alive and block[B_LUCK, unsigned(k)] < cash_flow.shock_probability else 0
    for hit in range(count):
        k = shocked[unsigned(hit)]
        i = unsigned(first + k)
        conduct = real[CONDUCT, i]
        shock = laplace(block[B_SHOCK, unsigned(k)], real[DISPERSION, i] * conduct)
        real[PRODUCTIVITY, i] = shocked_productivity(
            real[PRODUCTIVITY, i],
            real[QUALITY, i],
            cash_flow.shock_persistence,
            cash_flow.conduct_drag,
            conduct,
            shock,
            cash_flow.productivity_bound,
        )


@compiled
def change_markets(economy: Economy, first: int, size: int, block: np.ndarray, changed: np.ndarray) -> None:
    """The markets of the firms that win or lose a part of theirs; `changed` is room for their places in the block."""
    state, opportunities = economy.firm.tag[STATE], economy.numbers.opportunities
    chance = opportunities.arrival * MONTH
    count = 0
    for k in range(size):
        changed[unsigned(count)] = k
        alive = state[unsigned(first + k)] == ALIVE
        count += 1 if alive and block[B_OPPORTUNITY, unsigned(k)] < chance else 0
    for hit in range(count):
        k = changed[unsigned(hit)]
        change_market(economy.firm, first + k, block[B_OPPORTUNITY, unsigned(k)], chance, opportunities)


@compiled
def read_firms(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """What the month needs of each firm, looked up and copied."""
    firm, demand, sectors = economy.firm, economy.demand, economy.sector_table
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    link_share, wage_fen = economy.numbers.contagion.link_share, 100.0 * economy.numbers.cash_flow.wage_factor
    fen_a_month = 100.0 * MONTH
    unsold = link_share * economy.numbers.contagion.custom_lost
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
        block[B_ALIVE, j] = 1.0 if tag[STATE, i] == ALIVE else 0.0
        block[B_DEMAND, j] = demand[sector, region]
        block[B_CREDIT_SHARE, j] = sectors[0, sector]
        block[B_INPUT_SHARE, j] = sectors[1, sector]
        block[B_OVERHEAD_SHARE, j] = sectors[2, sector]
    micro, small, medium, large = (
        share_collected(economy, MICRO),
        share_collected(economy, SMALL),
        share_collected(economy, MEDIUM),
        share_collected(economy, LARGE),
    )
    for k in range(size):
        of_size = tag[SIZE, unsigned(first + k)]
        block[B_COLLECTED_SHARE, unsigned(k)] = (
            micro if of_size == MICRO else small if of_size == SMALL else medium if of_size == MEDIUM else large
        )
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        block[B_PAYROLL, j] = real[EMPLOYEES, i] * real[WAGE, i] * wage_fen
        block[B_SERVED, j] = real[EMPLOYEES, i] * fen_a_month / real[LABOUR, i]
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        block[B_LINKED_SHARE, j] = link_share if index[BUYER, i] >= 0 else 0.0
        # What the main buyer bought on credit, as far as nobody else takes it.
        block[B_DEMAND, j] *= 1.0 - unsold * block[B_CREDIT_SHARE, j] if tag[MARK, i] & WITHOUT_BUYER else 1.0
    copy_column(first, size, whole[FIXED_ASSETS], block[B_CAPITAL])
    copy_column(first, size, real[MARKET], block[B_MARKET])
    copy_column(first, size, real[TURNOVER], block[B_TURNOVER])
    copy_column(first, size, real[PRODUCTIVITY], block[B_PRODUCTIVITY])
    copy_column(first, size, whole[RECEIVABLES], block[B_RECEIVABLES])
    copy_column(first, size, whole[INVENTORY], block[B_INVENTORY])
    copy_column(first, size, whole[YEAR_SALES], block[B_YEAR_SALES])
    copy_column(first, size, whole[BANK_DEBT], block[B_BANK_DEBT])
    copy_column(first, size, real[HONESTY], block[B_HONESTY])
    copy_column(first, size, whole[CASH], block[B_CASH])
    copy_column(first, size, whole[SUPPLIED], block[B_SUPPLIED])
    copy_column(first, size, whole[LATE_BILLS], block[B_LATE])
    copy_column(first, size, real[BUFFER], block[B_BUFFER])
    copy_column(first, size, real[MARGIN], block[B_MARGIN])


@compiled
def read_thresholds(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """Sales at which the owner of each firm holds it, and possible sales up to which that pays; none for the others."""
    cash_flow = economy.numbers.cash_flow
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        watched = block[B_ALIVE, j] > 0.0 and watches(economy, i)
        threshold = nearest_fen(threshold_of(economy, i)) if watched else np.inf
        kept = 1.0 - block[B_INPUT_SHARE, j] - cash_flow.charge_rate
        block[B_THRESHOLD, j] = threshold
        block[B_HELD_TO, j] = held_up_to(threshold, cash_flow.turnover_tax, kept)


@compiled
def produce_and_sell(economy: Economy, size: int, block: np.ndarray) -> None:
    """Sales, what is collected and lost of old claims, inputs, wages, other costs and taxes on sales."""
    cash_flow = economy.numbers.cash_flow
    threshold = nearest_fen(cash_flow.turnover_tax_threshold * 100.0)
    staffed, least_served = 1.0 - cash_flow.unfilled_jobs, 1.0 - economy.numbers.bills.purchases_cut
    elasticity, reaction = economy.numbers.scale.returns_to_capital, economy.numbers.scale.market_growth * MONTH
    to_labour = economy.numbers.staff.returns_to_labour
    for k in range(size):
        j = unsigned(k)
        capital, market = block[B_CAPITAL, j], block[B_MARKET, j]
        normal_sales = capacity(capital, market, block[B_TURNOVER, j], elasticity) * MONTH
        wanted = nearest_fen(block[B_YEAR_SALES, j] * block[B_INPUT_SHARE, j] * cash_flow.inventory_months * MONTH)
        stocked = sales_of_stock(block[B_INVENTORY, j], wanted, cash_flow.goods_that_suffice, least_served)
        # Where jobs cannot be filled a part of capacity stands idle, which needs no staff.
        possible = normal_sales * block[B_PRODUCTIVITY, j] * block[B_DEMAND, j] * staffed
        # Who has too few goods needs fewer hands: the scarcer of the two decides, and staff beyond it brings nothing.
        possible *= stocked
        sales = nearest_fen(possible * sold_with(block[B_SERVED, j], possible, to_labour))
        sales = sales_made(sales, block[B_THRESHOLD, j], block[B_HELD_TO, j])
        credit = nearest_fen(sales * block[B_CREDIT_SHARE, j])
        materials = nearest_fen(sales * block[B_INPUT_SHARE, j])
        inventory = block[B_INVENTORY, j]
        wanted_cash = block[B_BUFFER, j] * cash_flow.cost_share * block[B_YEAR_SALES, j] * MONTH
        wanted = nearest_fen(wanted * goods_afforded(block[B_CASH, j], wanted_cash, economy.numbers.bills))
        purchase = max(materials + nearest_fen(cash_flow.restocking * (wanted - inventory)), 0.0)
        wages = nearest_fen(block[B_PAYROLL, j])
        overhead = nearest_fen(market * block[B_TURNOVER, j] * MONTH * block[B_OVERHEAD_SHARE, j])
        charge = nearest_fen(sales * cash_flow.charge_rate)
        vat = nearest_fen(sales * cash_flow.turnover_tax) if sales > threshold else 0.0
        block[B_SALES, j] = sales
        block[B_CREDIT, j] = credit
        block[B_LINKED, j] = nearest_fen(credit * block[B_LINKED_SHARE, j])
        block[B_COLLECTED, j] = nearest_fen(block[B_RECEIVABLES, j] * block[B_COLLECTED_SHARE, j])
        lost = nearest_fen(block[B_RECEIVABLES, j] * cash_flow.uncollected_share)
        block[B_LOST, j] = min(lost, block[B_RECEIVABLES, j] - block[B_COLLECTED, j])
        block[B_MATERIALS, j] = materials
        block[B_PURCHASE, j] = max(purchase, materials - inventory)
        block[B_WAGES, j] = wages
        block[B_OVERHEAD, j] = overhead
        block[B_CHARGE, j] = charge
        block[B_VAT, j] = vat
        block[B_MARKET_AFTER, j] = market + reaction * (capital - market)
        block[B_WEAR, j] = nearest_fen(block[B_CAPITAL, j] * cash_flow.depreciation * MONTH)
        block[B_OPERATING, j] = sales - materials - wages - overhead - charge - vat


@compiled
def settle_accounts(economy: Economy, size: int, block: np.ndarray) -> None:
    """Profit and its tax, cash, and the stocks after the month."""
    cash_flow = economy.numbers.cash_flow
    reference_rate = economy.policy_rate + cash_flow.deductible_margin
    for k in range(size):
        j = unsigned(k)
        cost_of_debt = nearest_fen(block[B_BANK_DEBT, j] * reference_rate * MONTH)
        profit = block[B_OPERATING, j] - block[B_WEAR, j] - block[B_LOST, j] - cost_of_debt
        declared = 1.0 - cash_flow.concealment * (1.0 - block[B_HONESTY, j])
        profit_tax = nearest_fen(profit * declared * cash_flow.profit_tax) if profit > 0.0 else 0.0
        deposit_interest = nearest_fen(block[B_CASH, j] * cash_flow.deposit_rate * MONTH)
        bills = max(block[B_PURCHASE, j] + block[B_OVERHEAD, j] - block[B_SUPPLIED, j], 0.0)
        got = block[B_SALES, j] - block[B_CREDIT, j] + block[B_COLLECTED, j] + deposit_interest
        tax = block[B_VAT, j] + profit_tax
        paid = bills + block[B_LATE, j] + block[B_WAGES, j] + block[B_CHARGE, j] + tax
        margin = block[B_OPERATING, j] / max(block[B_SALES, j], 1.0)
        block[B_PROFIT, j] = profit - profit_tax
        block[B_TAX, j] = tax
        block[B_DEPOSIT_INTEREST, j] = deposit_interest
        block[B_BILLS, j] = bills
        block[B_CASH_AFTER, j] = block[B_CASH, j] + got - paid
        kept = block[B_RECEIVABLES, j] - block[B_COLLECTED, j] - block[B_LOST, j]
        block[B_RECEIVABLES_AFTER, j] = kept + block[B_CREDIT, j] - block[B_LINKED, j]
        block[B_INVENTORY_AFTER, j] = block[B_INVENTORY, j] + block[B_PURCHASE, j] - block[B_MATERIALS, j]
        block[B_CAPITAL_AFTER, j] = block[B_CAPITAL, j] - block[B_WEAR, j]
        moved = nearest_fen(block[B_SALES, j] - block[B_YEAR_SALES, j] * MONTH)
        block[B_YEAR_SALES_AFTER, j] = block[B_YEAR_SALES, j] + moved
        block[B_MARGIN_AFTER, j] = block[B_MARGIN, j] + (margin - block[B_MARGIN, j]) * MONTH


@compiled
def note_tax_base(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """Sales, profit before charges and taxes, and that nothing is relieved yet, of the living, for tax relief."""
    firm, tax_base = economy.firm, economy.tax_base
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        if firm.tag[STATE, i] == ALIVE:
            tax_base[0, i] = np.int64(block[B_SALES, j])
            tax_base[1, i] = np.int64(block[B_PROFIT, j] + block[B_TAX, j] + block[B_CHARGE, j])
            tax_base[2, i] = 0


@compiled
def write_firms(firm: Blocks, first: int, size: int, block: np.ndarray) -> None:
    """The stocks after the month go back to the columns of the living."""
    whole, real = firm.whole, firm.real
    write_whole(first, size, whole[CASH], block[B_CASH_AFTER], block[B_ALIVE])
    write_whole(first, size, whole[RECEIVABLES], block[B_RECEIVABLES_AFTER], block[B_ALIVE])
    write_whole(first, size, whole[INVENTORY], block[B_INVENTORY_AFTER], block[B_ALIVE])
    write_whole(first, size, whole[FIXED_ASSETS], block[B_CAPITAL_AFTER], block[B_ALIVE])
    write_whole(first, size, whole[YEAR_SALES], block[B_YEAR_SALES_AFTER], block[B_ALIVE])
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        whole[LINKED, i] += np.int64(block[B_LINKED, j] * block[B_ALIVE, j])
        whole[SUPPLIED, i] = 0
        whole[LATE_BILLS, i] = 0
    write_real(first, size, real[MARGIN], block[B_MARGIN_AFTER], block[B_ALIVE])
    write_real(first, size, real[MARKET], block[B_MARKET_AFTER], block[B_ALIVE])


@compiled
def add_up(
    economy: Economy,
    first: int,
    size: int,
    block: np.ndarray,
    sums: np.ndarray,
    local: np.ndarray,
    counts: np.ndarray,
) -> None:
    """Flows by house bank, taxes that stay in the region, and what is counted of the living."""
    firm, local_vat_share = economy.firm, economy.numbers.cash_flow.local_vat_share
    sales_in_all, sme_sales, profit = 0, 0, 0
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        if firm.tag[STATE, i] != ALIVE:
            continue
        bank, region = unsigned(firm.tag[BANK, i]), unsigned(firm.tag[REGION, i])
        sums[bank, P_SALES] += int(block[B_SALES, j] - block[B_CREDIT, j])
        sums[bank, P_INVOICED] += int(block[B_CREDIT, j])
        sums[bank, P_COLLECTED] += int(block[B_COLLECTED, j])
        sums[bank, P_LOST] += int(block[B_LOST, j])
        sums[bank, P_BILLS] += int(block[B_BILLS, j])
        sums[bank, P_STOCKED] += int(block[B_PURCHASE, j] - block[B_MATERIALS, j])
        sums[bank, P_WAGES] += int(block[B_WAGES, j])
        sums[bank, P_CHARGE] += int(block[B_CHARGE, j])
        sums[bank, P_TAX] += int(block[B_TAX, j])
        sums[bank, P_DEPOSIT_INTEREST] += int(block[B_DEPOSIT_INTEREST, j])
        sums[bank, P_LATE] += int(block[B_LATE, j])
        sums[bank, P_WEAR] += int(block[B_WEAR, j])
        local[region] += int(block[B_CHARGE, j]) + int(block[B_VAT, j] * local_vat_share)
        small = firm.tag[SIZE, i] != LARGE
        sales_in_all += int(block[B_SALES, j])
        sme_sales += int(block[B_SALES, j]) if small else 0
        profit += int(block[B_PROFIT, j]) if small else 0
    counts[SALES_OF_ALL] += sales_in_all
    counts[SME_SALES] += sme_sales
    counts[PROFIT] += profit


@compiled
def note_closing(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """Owners leave for good or think of closing; the draw is first held against the highest hazard there is."""
    firm, month, population = economy.firm, economy.month, economy.numbers.population
    retiring = economy.numbers.succession.retiring
    most_likely = (closing_hazard(0, -1.0, population) + retiring) / 12.0
    for k in range(size):
        j = unsigned(k)
        if block[B_ALIVE, j] == 0.0 or block[B_CLOSING, j] >= most_likely:
            continue
        i = unsigned(first + k)
        if firm.tag[OUTCOME, i] != 0:
            continue
        # Retirement first: which owners leave depends on nothing that a policy moves.
        if block[B_CLOSING, j] * 12.0 < retiring:
            owner_leaves(economy, i)
            continue
        hazard = closing_hazard(month - firm.index[ENTRY_MONTH, i], firm.real[MARGIN, i], population)
        if block[B_CLOSING, j] * 12.0 < retiring + hazard:
            firm.tag[OUTCOME, i] = WISHES_TO_CLOSE


@compiled
def list_short(economy: Economy, start: int, first: int, size: int, block: np.ndarray, shorts: int) -> int:
    """Firms out of cash are listed behind the `shorts` that are, from place `start` on; returns how many there are."""
    for k in range(size):
        j = unsigned(k)
        if block[B_ALIVE, j] != 0.0 and block[B_CASH_AFTER, j] < 0.0:
            economy.listed[start + shorts] = first + k
            shorts += 1
    return shorts


@compiled
def post_trade(sums: np.ndarray, local: np.ndarray, scratch: Scratch) -> None:
    """The sums go to the ledger, to the deposits of the rest of the economy, to banks' own cash and to government."""
    flows, accounts = scratch.flows, scratch.accounts
    for bank in range(sums.shape[0]):
        s = sums[bank]
        flows[SALES, PAYER, bank] += s[P_SALES]
        flows[INVOICED, PAYER, bank] += s[P_INVOICED]
        flows[COLLECTIONS, PAYER, bank] += s[P_COLLECTED]
        flows[RECEIVABLES_LOST, PAYER, bank] += s[P_LOST]
        flows[PURCHASES, PAYER, bank] += s[P_BILLS]
        flows[INVENTORY_CHANGE, PAYER, bank] += s[P_STOCKED]
        flows[WAGES, PAYER, bank] += s[P_WAGES]
        flows[CHARGE, PAYER, bank] += s[P_CHARGE]
        flows[TAX, PAYER, bank] += s[P_TAX]
        flows[CHARGE, PAYEE, 0] += s[P_CHARGE]
        flows[TAX, PAYEE, 0] += s[P_TAX]
        flows[DEPOSIT_INTEREST_ENTERPRISE, PAYER, bank] += s[P_DEPOSIT_INTEREST]
        flows[DEPRECIATION, PAYER, bank] += s[P_WEAR]
        flows[LATE_BILLS_PAID, PAYER, bank] += s[P_LATE]
        scratch.rest[bank] += s[P_BILLS] + s[P_LATE] + s[P_WAGES] - s[P_SALES] - s[P_COLLECTED]
        scratch.own[bank] -= s[P_DEPOSIT_INTEREST]
        accounts[0] += s[P_CHARGE] + s[P_TAX]
    for region in range(local.shape[0]):
        accounts[1 + region] += local[region]
        accounts[0] -= local[region]
