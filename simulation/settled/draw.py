"""The firms of a run out of a pool: each by its own luck, with its loans; buyers and circles are found among them."""

from __future__ import annotations

import numpy as np

from ..ground.columns import Blocks, Store
from ..ground.compiled import kernel
from ..ground.randomness import SETTLED_BAD_LOAN, SETTLED_FIRM, uniforms
from ..state import enterprise_columns as ec
from ..state import loan_columns as lc
from ..state.economy import Economy
from ..state.structure import PRODUCTS
from .pool import Pool, renumbered_bits, shift_months


@kernel
def choose(seed: int, purpose: int, among: int, chosen: np.ndarray) -> None:
    """For each key from 0 on, one of `among` things by luck, each as likely."""
    for key in range(len(chosen)):
        luck, _, _, _ = uniforms(seed, key, 0, purpose)
        chosen[key] = min(int(luck * among), among - 1)


def draw(economy: Economy, pool: Pool) -> None:
    """Fill the tables of firms, loans and claims: firm k of the start is one of the pool by its key and the seed.

    A firm comes with all its loans and its age. Of loans in work-out, whose owners have left, there are as many for
    each firm as in the pool.
    """
    firms = economy.scenario.firms
    chosen = np.empty(firms, np.int64)
    choose(economy.seed, int(SETTLED_FIRM), pool.firms, chosen)
    rows = economy.firms.allocate(firms)
    _fill(economy.firms, rows, pool.firm, chosen, economy.month)
    economy.firm.whole[ec.ID, :firms] = np.arange(firms)
    counts = pool.first[chosen + 1] - pool.first[chosen]
    ends = np.cumsum(counts)
    _good_loans(economy, pool, chosen, counts, ends - counts)
    lines = economy.firm.index[ec.LINE, :firms]
    lines[:] = np.where(lines >= 0, lines + (ends - counts), -1)
    _bad_loans(economy, pool, firms)
    _renumber(economy, pool, firms)
    _note_new_loans(economy)
    _link_buyers(economy.firm, firms, pool.buyer_sales[chosen])
    _form_circles(economy, pool.circle_size[chosen])


def _fill(store: Store, rows: np.ndarray, source: Blocks, chosen: np.ndarray, month: int) -> None:
    """Copy the rows `chosen` of the pool into `rows`, which follow one another, with months counted from `month`."""
    if not len(rows):
        return
    first, last = int(rows[0]), int(rows[-1]) + 1
    for block, columns in zip(store.blocks[:-1], source[:-1], strict=True):
        for column, values in zip(block, columns, strict=True):
            values.take(chosen, out=column[first:last], mode="clip")
    shift_months(store.table, store.blocks.index[:, first:last], month)


def _good_loans(economy: Economy, pool: Pool, chosen: np.ndarray, counts: np.ndarray, starts: np.ndarray) -> None:
    """The loans of the firms chosen, in the order of their borrowers."""
    borrowers = np.repeat(np.arange(len(chosen)), counts)
    sources = np.arange(len(borrowers)) + np.repeat(pool.first[chosen] - starts, counts)
    rows = economy.loans.allocate(len(sources))
    _fill(economy.loans, rows, pool.loan, sources, economy.month)
    economy.loan.whole[lc.LOAN_ID, rows] |= borrowers.astype(np.int64) << lc.KEY_BITS
    economy.loan.index[lc.FIRM, rows] = borrowers


def _bad_loans(economy: Economy, pool: Pool, firms: int) -> None:
    """Loans in work-out and their claims; their owners have left, and have keys after the last firm of the start."""
    count = (2 * firms * pool.bad.rows + pool.firms) // (2 * pool.firms)
    chosen = np.empty(count, np.int64)
    choose(economy.seed, int(SETTLED_BAD_LOAN), pool.bad.rows, chosen)
    loans, claims = economy.loans.allocate(count), economy.claims.allocate(count)
    _fill(economy.loans, loans, pool.bad, chosen, economy.month)
    _fill(economy.claims, claims, pool.claim, chosen, economy.month)
    owners = firms + np.arange(count, dtype=np.int64)
    loan, claim = economy.loan, economy.claim
    loan.whole[lc.LOAN_ID, loans] |= owners << lc.KEY_BITS
    loan.index[lc.FIRM, loans] = np.arange(count) % firms  # of the one who left nothing is there any more
    loan.index[lc.CLAIM, loans] = claims
    claim.whole[lc.CLAIM_LOAN, claims] = loan.whole[lc.LOAN_ID, loans]
    claim.whole[lc.CLAIM_FIRM, claims] = owners
    claim.index[lc.CLAIM_ROW, claims] = loans


def _renumber(economy: Economy, pool: Pool, firms: int) -> None:
    """Agreements and programmes by the rows that they have in this run."""
    schedule = economy.schedule
    agreements = [schedule.agreement_rows.get(terms, row) for row, terms in enumerate(pool.agreement_terms)]
    programmes = [schedule.programme_rows.get(terms, row) for row, terms in enumerate(pool.programme_terms)]
    loan, claim = economy.loan, economy.claim
    for codes in (loan.tag[lc.AGREEMENT, : loan.rows], claim.tag[lc.CLAIM_AGREEMENT, : claim.rows]):
        codes[:] = np.array(agreements)[codes]
    for bits in (loan.index[lc.PROGRAMME_BITS, : loan.rows], economy.firm.index[ec.SERVED, :firms]):
        bits[:] = renumbered_bits(bits, np.array(programmes or [0]))


def _note_new_loans(economy: Economy) -> None:
    """What was granted this month, by product: some products go on with it next month."""
    loan = economy.loan
    new = np.flatnonzero(loan.index[lc.OPENED, : loan.rows] == economy.month)
    economy.granted_by_product = np.zeros(len(PRODUCTS), np.int64)
    np.add.at(economy.granted_by_product, loan.tag[lc.PRODUCT, new], loan.whole[lc.AMOUNT, new])


def _link_buyers(firm: Blocks, firms: int, buyer_sales: np.ndarray) -> None:
    """A firm that had a main buyer has one of the same size: the firm whose yearly sales are nearest from above."""
    sales = firm.whole[ec.YEAR_SALES, :firms]
    by_sales = np.argsort(sales, kind="stable")
    sellers = np.flatnonzero(buyer_sales >= 0)
    wanted, ordered = buyer_sales[sellers], sales[by_sales]
    # Of several alike, which come from one firm of the pool, each serves as many sellers.
    low, high = (np.searchsorted(ordered, wanted, side) for side in ("left", "right"))
    place = np.minimum(low + sellers % np.maximum(high - low, 1), firms - 1)
    itself = by_sales[place] == sellers
    place[itself] = (place[itself] + 1) % firms
    buyers = firm.index[ec.BUYER, :firms]
    buyers[:] = -1
    buyers[sellers] = by_sales[place]


def _form_circles(economy: Economy, circle_size: np.ndarray) -> None:
    """Firms that were in circles of the same size form new ones of that size, in the order of their keys."""
    circles = economy.firm.index[ec.CIRCLE, : len(circle_size)]
    circles[:] = -1
    members = np.flatnonzero(circle_size > 0)
    by_size = members[np.argsort(circle_size[members], kind="stable")]
    sizes = circle_size[by_size].astype(np.int64)
    begins = np.flatnonzero(np.diff(sizes, prepend=0))
    place = np.arange(len(sizes)) - np.repeat(begins, np.diff(np.append(begins, len(sizes))))
    circles[by_size] = np.cumsum(place % np.maximum(sizes, 1) == 0) - 1
    economy.circles = int(circles.max(initial=-1)) + 1
    economy.circle_calls = np.full(max(economy.circles + economy.circles // 2, 16), -1, np.int32)
