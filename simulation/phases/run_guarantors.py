"""The month of guarantors, re-guarantors and funds."""

from __future__ import annotations

import numpy as np

from ..behaviour.banking import totals
from ..behaviour.guarantee import institution_month, public_capital, reguarantee_fee
from ..state.counts import RELEASED
from ..state.economy import Economy


def run_guarantors(economy: Economy) -> None:
    """Guarantors, re-guarantors and funds earn interest, pay costs and fees; willingness, trust and capital move."""
    totals.sum_loans(economy)
    guaranteed = max(int(economy.loan_counters[totals.L_GUARANTEED]), 1)
    liability = int(economy.loan_counters[totals.L_LIABILITY]) / guaranteed
    economy.counts[RELEASED] = int(int(economy.institutions.column("released").sum()) * min(liability, 1.0))
    owed = np.zeros((economy.institutions.rows, len(reguarantee_fee.REGUARANTORS)), np.int64)
    reguarantee_fee.fees_owed(economy, owed)
    institution_month.institution_month(economy, owed)
    public_capital.settle_public_capital(economy)
