"""What the rules would say, asked of a copy: the same kernels as the run's, on the firm's own rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

from ...behaviour.debt_service.renewal import can_be_renewed, renew
from ...ground.columns import Blocks, Store, blocks_of
from ...state import loan_columns as lc
from ...state.counts import BRIDGE_FAILED, EVERGREENED, NOT_RENEWED, RENEWED, RENEWED_WITHOUT_REPAYMENT
from ...state.economy import Economy
from ...state.ledger import INTEREST_INFORMAL, PAYER, PRINCIPAL_REPAID
from .seen import FirmReader

Rule = TypeVar("Rule", bound=Callable[..., object])


@dataclass(frozen=True)
class Renewal:
    """How the renewal of a maturing loan will end; `repaid` and the fee of a bridge in fen."""

    renewed: bool
    refused: bool
    bridge_failed: bool
    without_repaying: bool
    evergreened: bool
    repaid: int
    bridge_fee: int


def renewals(economy: Economy, reader: FirmReader) -> dict[int, Renewal]:
    """How the renewal of each of the firm's maturing loans will end, by key; one draws on what another left."""
    row = reader.row(economy)
    if row < 0:
        return {}
    book = economy.loan
    maturing = {
        int(book.whole[lc.LOAN_ID, each]): each
        for each in reader.loan_rows(economy)
        if book.index[lc.MATURITY, each] == economy.month
        and book.tag[lc.STATUS, each] == lc.PERFORMING
        and pure(can_be_renewed)(book, each)
    }
    firm = _copy_of(economy.firms, row)
    return {key: _renewal(economy, firm, maturing[key]) for key in sorted(maturing)}


def _renewal(economy: Economy, firm: Blocks, row: int) -> Renewal:
    loan = _copy_of(economy.loans, row)
    loan.index[lc.FIRM, 0] = 0
    counts, flows = np.zeros_like(economy.counts), np.zeros_like(economy.flows)
    renew(_apart(economy).with_fields(firm=firm, loan=loan, flows=flows, counts=counts))
    return Renewal(
        renewed=int(counts[RENEWED]) > 0,
        refused=int(counts[NOT_RENEWED]) > 0,
        bridge_failed=int(counts[BRIDGE_FAILED]) > 0,
        without_repaying=int(counts[RENEWED_WITHOUT_REPAYMENT]) > 0,
        evergreened=int(counts[EVERGREENED]) > 0,
        repaid=int(flows[PRINCIPAL_REPAID, PAYER].sum()),
        bridge_fee=int(flows[INTEREST_INFORMAL, PAYER].sum()),
    )


def _apart(economy: Economy) -> Economy:
    """The economy with banks, institutions, programmes and accounts copied."""
    own = {
        name: blocks_of((block.copy() for block in getattr(economy, name)[:-1]), getattr(economy, name).rows)
        for name in ("bank", "institution", "programme")
    }
    return economy.with_fields(accounts=economy.accounts.copy(), **own)


def _copy_of(store: Store, row: int) -> Blocks:
    """A table of this row only, copied."""
    return blocks_of((np.ascontiguousarray(block[:, row : row + 1]) for block in store.blocks[:-1]), 1)


def pure(rule: Rule) -> Rule:
    """A compiled rule as plain Python: not worth compiling for one firm."""
    return cast("Rule", getattr(rule, "py_func", rule))
