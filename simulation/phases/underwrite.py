"""Underwriting: applications decided on, loans paid out."""

from __future__ import annotations

import numpy as np

from ..behaviour.guarantee.old_loans_repaid import repay_old_loans
from ..behaviour.lending import credit_rationing, disbursement, learning
from ..state import offer_columns as oc
from ..state.economy import Economy
from ..state.enterprise_columns import ID
from ..state.loan_order import rows_for_loans
from ..state.structure import PRODUCTS, SIZES


def underwrite(economy: Economy) -> None:
    """Banks and guarantors screen, price, refuse or ration; granted loans are paid out."""
    for stress in economy.scenario.acting_stresses:
        if stress.acts_in(economy.month):
            stress.before_underwriting(economy)
    economy.schedule.call("before_underwriting", economy)
    decide_and_disburse(economy)
    economy.schedule.call("after_underwriting", economy)


def decide_and_disburse(economy: Economy, opening: bool = False) -> np.ndarray:
    """Screen the month's applicants and pay out what is granted; returns the rows of the new loans.

    In the `opening` books nobody watches and nothing is learned.
    """
    # By key: a budget that runs out within the month leaves out the same firms whatever the order of rows.
    by_key = np.argsort(economy.firm.whole[ID, economy.applicant_rows], kind="stable")
    rows, amounts = economy.applicant_rows[by_key], economy.applicant_amounts[by_key]
    offers, terms = credit_rationing.decide(economy, rows, amounts)
    economy.observer.banks_decided(economy, offers, terms)
    granted = np.flatnonzero(offers[:, oc.O_STATUS] == oc.GRANTED)
    loan_rows = rows_for_loans(economy, rows[granted])
    economy.by_size_credit = np.zeros((disbursement.BREAKDOWN, len(SIZES)), np.int64)
    disbursement.disburse(economy, offers, terms, loan_rows, economy.by_size_credit)
    taken = offers[granted]
    economy.granted_by_agreement = np.zeros(economy.agreements.rows, np.int64)
    np.add.at(economy.granted_by_agreement, taken[:, oc.O_AGREEMENT], taken[:, oc.O_AMOUNT])
    economy.granted_by_product = np.zeros(len(PRODUCTS), np.int64)
    np.add.at(economy.granted_by_product, taken[:, oc.O_PRODUCT], taken[:, oc.O_AMOUNT])
    if not opening:
        economy.observer.loans_granted(economy, loan_rows)
        learning.learn_of_credit(economy)
        learning.learn_of_refusals(economy)
        learning.learn_prices(economy, terms[granted, oc.O_RETURN])
        have_old_loans_repaid(economy, offers, terms)
    return loan_rows


def have_old_loans_repaid(economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
    """Banks have old loans repaid out of the guaranteed ones just granted; those paid off end."""
    if economy.numbers.old_loans.repaid == 0.0:
        return
    applicant, worst = np.zeros(economy.firm.rows, np.int32), np.empty(len(offers), np.int64)
    freed = np.empty(len(offers), np.int32)
    paid_off = repay_old_loans(economy, offers, terms, applicant, worst, freed)
    economy.release_loans(freed[:paid_off])
