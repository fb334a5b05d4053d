"""Distress: default, claims, work-out, and firms that leave."""

from __future__ import annotations

import numpy as np

from ..behaviour.demography import entry_exit
from ..behaviour.distress import default, loss_sharing, recovery
from ..behaviour.lending import invoice_finance, learning
from ..behaviour.support import loan_support
from ..state.counts import (
    BANKS_COMPENSATED,
    CIRCLE_PAYMENTS,
    CLAIMS_FEN,
    CLAIMS_SETTLED,
    CLAIMS_SHORT_FEN,
    DELAY_MONTHS,
    WRITTEN_OFF,
)
from ..state.economy import Economy
from ..state.loan_columns import CLAIM_GUARANTOR, CLAIM_LOAN, CLAIM_MONTH
from ..state.programme_columns import LOSS_COMPENSATION
from .leaving import leave


def settle_distress(economy: Economy) -> None:
    """Failed firms default and leave; circles are called; claims run down the waterfall; bad loans are worked out."""
    firm, loan, bank, institution = (
        economy.firm,
        economy.loan,
        economy.bank,
        economy.institution,
    )
    flows, rows = economy.flows, economy.loans.rows
    found, freed = np.empty(rows, np.int32), np.empty(rows, np.int32)
    count, closed = default.find_failed_loans(rows, firm, loan, found, freed)
    economy.release_loans(freed[:closed])
    count += invoice_finance.find_sold_to_failed_buyers(economy, found[count:])
    claim_rows = economy.claims.allocate(count)
    claim = economy.claim
    p = economy.numbers.recovery
    counters = np.zeros(default.DEFAULT_COUNTERS, np.int64)
    price = default.fire_sale_price(economy.for_sale, economy.usually_for_sale, p.fire_sale)
    default.default_loans(
        count,
        found,
        claim_rows,
        firm,
        loan,
        claim,
        bank,
        economy.agreement,
        flows,
        economy.defaulting,
        economy.circle_calls,
        economy.programme,
        economy.lgd_by_security,
        economy.numbers.warehouse_finance.resale,
        price,
        economy.seed,
        economy.month,
        p,
        economy.numbers.factoring,
        counters,
    )
    invoice_finance.forget_lost_buyers(economy)
    economy.keep("loans_defaulted defaulted_fen recoverable_fen guaranteed_defaulted supported_defaulted_fen", counters)
    learning.learn_sales(economy, int(counters[1]))
    if counters[0]:
        economy.counts[CIRCLE_PAYMENTS] = default.call_circles(
            economy.firms.rows, firm, loan, claim, bank, flows, economy.circle_calls, p.circle_members
        )
        economy.circle_calls[:] = -1
    leave(economy, entry_exit.FAILED, entry_exit.ABSCONDED)

    listed = np.empty(economy.claims.rows, np.int64)
    due = listed[: loss_sharing.find_due(economy.claims.rows, claim, economy.month, listed)]
    if len(due):
        due = due[np.argsort(claim.whole[CLAIM_LOAN, due])]
        paid = np.zeros(loss_sharing.CLAIM_COUNTERS, np.int64)
        loss_sharing.settle_claims(
            due,
            claim,
            loan,
            bank,
            institution,
            economy.agreement,
            economy.accounts,
            economy.institution_of,
            flows,
            np.zeros(8, np.int64),
            np.zeros(8, np.int64),
            np.zeros(4, np.int64),
            paid,
        )
        economy.paid += paid[:8]
        if economy.programme.real[LOSS_COMPENSATION].any():
            economy.counts[BANKS_COMPENSATED] = loan_support.compensate_banks(
                due, claim, loan, bank, economy.programme, economy.accounts, flows
            )
        guaranteed = due[claim.tag[CLAIM_GUARANTOR, due] >= 0]
        economy.counts[CLAIMS_SETTLED] = len(guaranteed)
        economy.counts[DELAY_MONTHS] = int((economy.month - claim.index[CLAIM_MONTH, guaranteed]).sum())
        economy.counts[CLAIMS_FEN], economy.counts[CLAIMS_SHORT_FEN] = int(paid[8]), int(paid[9])
    later = listed[: loss_sharing.find_second_stage(economy.claims.rows, claim, economy.month, listed)]
    if len(later):
        later = later[np.argsort(claim.whole[CLAIM_LOAN, later])]
        moved = np.zeros(loss_sharing.CLAIM_COUNTERS, np.int64)
        loss_sharing.pay_second_stage(
            later, claim, loan, bank, institution, economy.agreement, economy.institution_of, flows, moved
        )
        economy.paid += moved[:8]
        economy.counts[CLAIMS_SHORT_FEN] += int(moved[9])
    got = np.zeros(recovery.RECOVERY_COUNTERS, np.int64)
    closed = recovery.work_out(
        rows, loan, claim, bank, institution, economy.accounts, economy.institution_of, flows, economy.month, freed, got
    )
    economy.recovered += got[:8]
    economy.counts[WRITTEN_OFF] = int(got[8])
    economy.release_loans(freed[:closed])
