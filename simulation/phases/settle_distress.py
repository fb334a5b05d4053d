"""Distress: default, claims, work-out, and firms that leave."""

from __future__ import annotations

import numpy as np

from ..behaviour.demography.entry_exit import ABSCONDED, FAILED
from ..behaviour.distress import circle, default, loss_sharing, recovery
from ..behaviour.lending import invoice_finance, learning
from ..behaviour.support import loan_support
from ..state.counts import DEFAULTED_FEN, LOANS_DEFAULTED
from ..state.economy import Economy
from .leaving import leave


def settle_distress(economy: Economy) -> None:
    """Failed firms default and leave; circles are called; claims run down the waterfall; bad loans are worked out."""
    default_on_loans(economy)
    leave(economy, FAILED, ABSCONDED)
    pay_claims(economy)
    work_out_bad_loans(economy)


def default_on_loans(economy: Economy) -> None:
    """Loans of failed firms and advances on invoices of failed buyers turn bad and become claims; circles pay."""
    rows = economy.loans.rows
    found, freed = np.empty(rows, np.int32), np.empty(rows, np.int32)
    count, closed = default.find_failed_loans(economy, found, freed)
    economy.release_loans(freed[:closed])
    count += invoice_finance.find_sold_to_failed_buyers(economy, found[count:])
    claim_rows = economy.claims.allocate(count)
    default.default_loans(economy, found[:count], claim_rows)
    invoice_finance.forget_lost_buyers(economy)
    learning.learn_sales(economy, int(economy.counts[DEFAULTED_FEN]))
    if economy.counts[LOANS_DEFAULTED]:
        circle.call_circles(economy)


def pay_claims(economy: Economy) -> None:
    """Claims that are due run down the waterfall, and banks are compensated; then funds pay what they still owe."""
    due = loss_sharing.claims_due(economy)
    if len(due):
        loss_sharing.settle_claims(economy, due)
        loan_support.compensate_banks(economy, due)
    later = loss_sharing.second_stages_due(economy)
    if len(later):
        loss_sharing.pay_second_stage(economy, later)


def work_out_bad_loans(economy: Economy) -> None:
    """Security is sold, each party gets its part, and what is left at the end is written off."""
    freed = np.empty(economy.loans.rows, np.int32)
    economy.release_loans(freed[: recovery.work_out(economy, freed)])
