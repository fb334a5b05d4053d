"""Balances of banks, institutions and government beside the firms that were drawn, so that the books close.

Stocks of a bank stand to its loans to small firms, weighted by risk, as they do in the pool; those of institutions, and
what the whole economy has learned in sums, to the number of firms. What is learned as a ratio or a rate is the mean of
the looks. Deposits of the rest of the economy close each bank's sheet.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from ..behaviour.banking.bank_balance import equities_of_banks
from ..behaviour.banking.bank_month import provide
from ..behaviour.banking.sums import institution_deposits
from ..behaviour.trade.shared_market import crowd, supply_at_normal_demand
from ..ground.columns import Table
from ..ground.compiled import kernel
from ..ground.units import whole_fen
from ..opening import open_accounts
from ..phases.tables_of_month import derive_terms_of_lenders
from ..state import bank_columns as bc
from ..state.economy import Economy
from .pool import (
    AVERAGES,
    AVERAGES_OF_BANKS,
    TOTALS,
    TOTALS_OF_BANKS,
    TOTALS_OF_INSTITUTIONS,
    Pool,
    field_of,
)

#: Stocks of a bank that are summed from loans and firms, that close its sheet, or that a policy draws anew.
_NOT_SCALED = {
    bc.OWN_CASH, bc.REST_DEPOSITS, bc.FIRM_DEPOSITS, bc.SME_LOANS, bc.BAD_LOANS, bc.WEIGHTED, bc.ALLOWANCE,
    bc.RELENDING,
}  # fmt: skip
#: What a bank is by nature, drawn by the seed of the run: no mean over the looks, which would make banks alike.
_TRAITS = (bc.CAUTION, bc.STANDARDS)
#: What an agreement's year has seen so far.
_OF_THE_YEAR = (bc.COVERED_BALANCE, bc.CLAIMS_YEAR, *range(bc.PAID_YEAR, bc.PAID_EVER))


def added(looks: np.ndarray) -> np.ndarray:
    """The sum over looks, the first axis, one after the other."""
    total = np.zeros(looks.shape[1:], looks.dtype)
    for look in looks:
        total = total + look
    return total


def settle_balances(economy: Economy, pool: Pool) -> None:
    """Everything beside firms and loans, which are there; sums over them are made."""
    _learn(economy, pool)
    _institutions(economy, pool)
    _agreements(economy, pool)
    _banks(economy, pool)
    derive_terms_of_lenders(economy)
    open_accounts(economy)


def _learn(economy: Economy, pool: Pool) -> None:
    """What lenders and owners have learned, how crowded sectors are, and how many firms there usually are."""
    _set_in_a_row(economy, AVERAGES, added(pool.averages) / pool.looks)
    _set_in_a_row(economy, TOTALS, added(pool.totals) * (economy.scenario.firms / pool.firms))
    at_start, now = added(pool.supply)
    economy.supply_at_start = np.maximum(supply_at_normal_demand(economy) * at_start / np.maximum(now, 1.0), 1.0)
    crowd(economy)
    usual = int(pool.firms_at_start.sum())
    economy.firms_at_start = (2 * economy.scenario.firms * usual + pool.firms) // (2 * pool.firms)


def _set_in_a_row(economy: Economy, names: Sequence[str], numbers: np.ndarray) -> None:
    """Set fields, numbers or arrays, to numbers that stand one after the other; whole ones to the nearest."""
    start = 0
    for name in names:
        present = field_of(economy, name)
        stop = start + np.size(present)
        values = numbers[start:stop]
        if isinstance(present, int) or getattr(present, "dtype", None) == np.int64:
            values = np.array([whole_fen(value) for value in values.tolist()], np.int64)
        _set(economy, name, values.reshape(np.shape(present)) if np.shape(present) else values[0].item())
        start = stop


def _set(economy: Economy, name: str, value: float | np.ndarray) -> None:
    holder, _, last = name.rpartition(".")
    setattr(operator.attrgetter(holder)(economy) if holder else economy, last, value)


def _amounts(table: Table) -> tuple[list[int], list[int]]:
    """Places of the columns of a table that hold money: whole ones, and those of single precision."""
    places: tuple[list[int], list[int]] = ([], [])
    for column in table.columns.values():
        if column.unit in ("fen", "yuan"):
            places[column.kind == "real"].append(column.position)
    return places


def _institutions(economy: Economy, pool: Pool) -> None:
    """Money of institutions for each firm as in the pool; trust and willingness are those of the ones in business."""
    part = economy.scenario.firms / pool.firms
    ours, of_pool = economy.institution, pool.institution
    active = (of_pool.tag[:, bc.ACTIVE] == 1).astype(np.int64)
    in_business, rows = added(active), economy.institutions.rows
    stocks, flows = _amounts(economy.institutions.table)
    whole = added(of_pool.whole)
    for column in stocks:
        ours.whole[column, :rows] = [whole_fen(value * part) for value in whole[column].tolist()]
    real = added(of_pool.real.astype(np.float64) * active[:, None])
    for column in range(len(real)):
        if column in flows:
            ours.real[column, :rows] = added(of_pool.real[:, column].astype(np.float64)) * part
        else:
            mean = real[column] / np.maximum(in_business, 1)
            ours.real[column, :rows] = np.where(in_business > 0, mean, ours.real[column, :rows])
    ours.tag[bc.ACTIVE, :rows] = 2 * in_business >= pool.looks
    for name, values in zip(TOTALS_OF_INSTITUTIONS, added(pool.institution_totals), strict=True):
        _set(economy, name, np.array([whole_fen(value * part) for value in values.tolist()], np.int64))


def _agreements(economy: Economy, pool: Pool) -> None:
    """What the policy year has seen under each agreement so far, and what banks think of its promises."""
    part = economy.scenario.firms / pool.firms
    whole, real = added(pool.agreement.whole), added(pool.agreement.real.astype(np.float64))
    looks = added((pool.agreement.real[:, bc.CREDIBILITY] > 0.0).astype(np.int64))
    for place, terms in enumerate(pool.agreement_terms):
        row = economy.schedule.agreement_rows.get(terms)
        if row is None:
            continue
        for column in _OF_THE_YEAR:
            economy.agreement.whole[column, row] = whole_fen(int(whole[column, place]) * part)
        economy.agreement.real[bc.CREDIBILITY, row] = real[bc.CREDIBILITY, place] / max(int(looks[place]), 1)


def _banks(economy: Economy, pool: Pool) -> None:
    """Other assets, equity and what is learned by bank; the rest of the economy's deposits close the sheet."""
    ours, rows = economy.bank, economy.banks.rows
    in_business = (pool.bank.tag[:, bc.BANK_OPEN] == 1).astype(np.int64)
    looks = added(in_business)
    part = _scale_of_banks(economy, pool, in_business)
    whole = _or_the_mean(added(pool.bank.whole), looks)
    stocks, _ = _amounts(economy.banks.table)
    for column in stocks:
        if column not in _NOT_SCALED:
            ours.whole[column, :rows] = _scaled(whole[column], part)
    real = added(pool.bank.real.astype(np.float64) * in_business[:, None]) / np.maximum(looks, 1)
    traits = ours.real[_TRAITS, :rows].astype(np.float64)
    ours.real[:, :rows] = np.where(looks > 0, real, ours.real[:, :rows])
    ours.real[_TRAITS, :rows] = traits
    for name, values in zip(AVERAGES_OF_BANKS, added(pool.bank_averages * in_business[:, None]), strict=True):
        _set(economy, name, values / np.maximum(looks, 1))
    for name, values in zip(TOTALS_OF_BANKS, _or_the_mean(added(pool.bank_totals), looks), strict=True):
        _set(economy, name, values * part)
    provide_for_losses(economy)
    more_careful = np.where(looks > 0, traits[0] - real[bc.CAUTION], 0.0)
    own = zip(_scaled(_or_the_mean(added(pool.equity), looks), part), _of_caution(economy, more_careful), strict=True)
    _close_sheets(economy, [equity + more for equity, more in own])


def _of_caution(economy: Economy, more_careful: np.ndarray) -> list[int]:
    """Fen of equity by which each bank stands above those of the looks, being by so much more careful than they."""
    whole, rows = economy.bank.whole, economy.banks.rows
    assets = whole[bc.WEIGHTED, :rows] + economy.numbers.loan_pricing.risk_weight_large * whole[bc.LARGE_LOANS, :rows]
    more = economy.numbers.banking.buffer_spread * more_careful * assets
    return [whole_fen(each) for each in more.tolist()]


def _scale_of_banks(economy: Economy, pool: Pool, in_business: np.ndarray) -> np.ndarray:
    """By bank, what its stocks, added over the looks, are multiplied with.

    That is its risk-weighted loans to small firms over those of the looks; of a bank that has hardly any, a part of the
    mean over banks stands for its own.
    """
    least = economy.numbers.opening.least_share_of_loans
    own = _at_least(economy.bank.whole[bc.WEIGHTED, : economy.banks.rows], least)
    in_pool = added(np.array([_at_least(look, least) for look in pool.bank.whole[:, bc.WEIGHTED]]) * in_business)
    return own / np.maximum(_or_the_mean(in_pool, added(in_business)), 1.0)


def _at_least(weighted: np.ndarray, least: float) -> np.ndarray:
    """Weighted loans by bank, but no less than a part, `least`, of their mean."""
    return np.maximum(weighted.astype(np.float64), least * int(weighted.sum()) / len(weighted))


def _or_the_mean(values: np.ndarray, looks: np.ndarray) -> np.ndarray:
    """Sums by bank, the last axis; a bank that no look finds in business is like all of them together."""
    together = np.zeros(values.shape[:-1], values.dtype)
    for bank in range(values.shape[-1]):
        together = together + values[..., bank]
    return np.where(looks > 0, values, together[..., None])


def _scaled(totals: np.ndarray, part: np.ndarray) -> list[int]:
    return [whole_fen(total * each) for total, each in zip(totals.tolist(), part.tolist(), strict=True)]


@kernel
def provide_for_losses(economy: Economy) -> None:
    """Every bank's allowance is what its loans call for."""
    for b in range(economy.bank.rows):
        provide(economy, b)


def _close_sheets(economy: Economy, equity: list[int]) -> None:
    """Deposits of the rest of the economy are what is left of a bank's assets; where nothing is, it has more bonds."""
    whole, of_institutions = economy.bank.whole, institution_deposits(economy)
    economy.deposits_before[:] = 0
    before_deposits = equities_of_banks(economy)
    for bank, own in enumerate(equity):
        owed = int(before_deposits[bank]) - own
        rest = owed - int(whole[bc.FIRM_DEPOSITS, bank]) - int(of_institutions[bank])
        whole[bc.BONDS, bank] += max(-rest, 0)
        whole[bc.REST_DEPOSITS, bank] = max(rest, 0)
        economy.deposits_before[bank] = owed + max(-rest, 0)
