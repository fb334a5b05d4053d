"""The levers of the page beside the guarantee coverage: which declared field of which instrument each moves.

What a field means, its unit and its lawful bounds are declared beside the instrument; here stand only the range that a
slider offers, which lies within those bounds, and the scenario of the library that brings the instrument where a scheme
has none. Nothing else of a scenario can be changed from a browser.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Topics in the order of the drawer.
TOPICS = ("sharing", "price", "capital", "information", "renewal")


@dataclass(frozen=True)
class Lever:
    """One slider of the drawer.

    It moves `field` of the instruments of `kind` that a scheme has; where it has none, the one of the library scenario
    `brought_by` joins it, and without such a scenario the lever is at rest. `low`, `high` and `step` are in the unit
    of the field.
    """

    key: str
    topic: str
    kind: str
    field: str
    low: float
    high: float
    step: float
    brought_by: str | None = None
    #: Of several instruments of the kind only those with this party.
    party: str | None = None


BILLION, MILLION = 1e9, 1e6

LEVERS: tuple[Lever, ...] = (
    Lever("delay", "sharing", "risk_sharing", "delay_months", 0, 24, 1),
    Lever("largest_loan", "sharing", "risk_sharing", "eligible.max_loan_yuan", MILLION, 30 * MILLION, MILLION),
    Lever("fund_size", "sharing", "compensation_fund", "size_yuan", 0, 500 * BILLION, 10 * BILLION, None,
          "compensation_fund"),
    Lever("fund_top_up", "sharing", "compensation_fund", "top_up_yuan_a_year", 0, 200 * BILLION, 5 * BILLION, None,
          "compensation_fund"),
    Lever("guarantor_capital", "sharing", "guarantee_fund", "capital_yuan", 0, 4000 * BILLION, 100 * BILLION),
    Lever("guarantor_leverage", "sharing", "guarantee_fund", "leverage_cap", 1, 30, 1),
    Lever("guarantee_fee", "price", "guarantee_fund", "fee_annual", 0, 0.03, 0.001),
    Lever("fee_subsidy", "price", "guarantee_fee_subsidy", "points", 0, 0.02, 0.001, "fee_subsidy"),
    Lever("interest_subsidy", "price", "interest_subsidy", "points", 0, 0.05, 0.0025, "interest_subsidy"),
    Lever("vat_free_up_to", "price", "interest_vat_exemption", "wholly_up_to_yuan", 0, 10 * MILLION, 0.5 * MILLION),
    Lever("relending_rate", "price", "relending", "rate", 0, 0.03, 0.0025, "relending"),
    Lever("weight_small", "capital", "capital_rule", "risk_weight_retail", 0.2, 1.5, 0.05, "capital_rule_2024"),
    Lever("weight_medium", "capital", "capital_rule", "risk_weight_sme", 0.2, 1.5, 0.05, "capital_rule_2024"),
    Lever("lending_award", "capital", "bank_risk_subsidy", "lending_award", 0, 0.02, 0.001, "bank_compensation"),
    Lever("target_growth", "capital", "lending_target", "growth_over_all_loans", -0.05, 0.2, 0.01, "lending_target"),
    Lever("record_noise", "information", "information_sharing", "noise", 0.3, 5, 0.1, "data_platform"),
    Lever("rated_share", "information", "credit_rating", "coverage", 0, 1, 0.05, "public_rating"),
    Lever("visits", "information", "financing_coordination", "visits_a_month", 0, 0.2, 0.01, "financing_coordination"),
    Lever("pledge_value", "information", "collateral_registry", "pledge_value", 1, 2, 0.05, "collateral_registry"),
    Lever("warning", "information", "loan_monitoring", "warning", 0, 0.6, 0.05, "early_warning"),
    Lever("no_repayment", "renewal", "loan_renewal", "no_repayment", 0, 1, 0.05, "loan_renewal"),
    Lever("renewal_tolerance", "renewal", "loan_renewal", "tolerance", 0, 0.1, 0.005, "loan_renewal"),
    Lever("deferral_below", "renewal", "loan_renewal", "deferral_below", -0.1, 0.02, 0.005, "loan_renewal"),
    Lever("deferral_cash", "renewal", "loan_renewal", "deferral_cash_months", 0, 3, 0.25, "loan_renewal"),
)  # fmt: skip

BY_KEY = {lever.key: lever for lever in LEVERS}
