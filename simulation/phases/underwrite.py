"""Underwriting: applications decided on, loans paid out."""

from __future__ import annotations

import numpy as np

from ..behaviour.lending import credit_rationing, disbursement
from ..state import offer_columns as oc
from ..state.economy import Economy
from ..state.enterprise_columns import ID
from ..state.structure import PRODUCTS, SIZES

COUNTED = (
    "applications granted refused partial asked_fen granted_fen rate_fen effort_milli guarantor_asked "
    "guarantor_agreed first_loans rationed cost_fen found_elsewhere supported_fen supported_additional_fen "
    "awards honest_applications honest_refused opaque_applications opaque_refused passed_on"
)


def underwrite(economy: Economy) -> None:
    """Banks and guarantors screen, price, refuse or ration; granted loans are paid out."""
    economy.schedule.call("before_underwriting", economy)
    decide_and_disburse(economy)
    economy.schedule.call("after_underwriting", economy)


def decide_and_disburse(economy: Economy, opening: bool = False) -> np.ndarray:
    """Screen the month's applicants and pay out what is granted; returns the rows of the new loans."""
    # By key: a budget that runs out within the month leaves out the same firms whatever the order of rows.
    by_key = np.argsort(economy.firm.whole[ID, economy.applicant_rows], kind="stable")
    rows, amounts = economy.applicant_rows[by_key], economy.applicant_amounts[by_key]
    counters = np.zeros(oc.UNDERWRITING_COUNTERS, np.int64)
    at, now = credit_rationing.lending(economy), credit_rationing.circumstances(economy)
    bare = credit_rationing.without_support(at)
    offers, terms = credit_rationing.decide(rows, amounts, at, bare, now, counters)
    economy.observer.banks_decided(economy, offers, terms)
    granted = np.flatnonzero(offers[:, oc.O_STATUS] == oc.GRANTED)
    loan_rows = economy.loans.allocate(len(granted))
    breakdown = np.zeros((6, len(SIZES)), np.int64)
    disbursement.disburse(
        economy,
        len(rows),
        offers,
        terms,
        loan_rows,
        at,
        economy.loan,
        economy.accounts,
        economy.flows,
        economy.month,
        economy.month + economy.burn_in,
        economy.numbers.credit_demand.normal_cost,
        now.rules.underwriting,
        economy.numbers.informal_finance,
        counters,
        breakdown,
    )
    if not opening:
        economy.observer.loans_granted(economy, loan_rows)
    economy.keep(COUNTED, counters)
    economy.by_size_credit = breakdown
    taken = offers[granted]
    economy.granted_by_agreement = np.zeros(economy.agreements.rows, np.int64)
    np.add.at(economy.granted_by_agreement, taken[:, oc.O_AGREEMENT], taken[:, oc.O_AMOUNT])
    economy.granted_by_product = np.zeros(len(PRODUCTS), np.int64)
    np.add.at(economy.granted_by_product, taken[:, oc.O_PRODUCT], taken[:, oc.O_AMOUNT])
    if counters[oc.C_GRANTED_FEN] > 0 and not opening:
        _learn_from(economy, counters, terms[granted, oc.O_RETURN])
    return loan_rows


def _learn_from(economy: Economy, counters: np.ndarray, returns: np.ndarray) -> None:
    """Owners learn what loans cost, banks what they earn."""
    cost = counters[oc.C_COST_FEN] / counters[oc.C_GRANTED_FEN]
    economy.borrowing_cost += 0.1 * (cost - economy.borrowing_cost)
    # Added one after the other, from the smallest: the same sum whatever the order of rows.
    earned = np.cumsum(np.sort(returns))
    economy.sme_return += 0.1 * (earned[-1] / len(earned) - economy.sme_return)
