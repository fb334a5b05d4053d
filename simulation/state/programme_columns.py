"""The columns of credit programmes: what a policy in force changes in the terms of the loans it reaches.

A row is one policy. Every column is neutral unless its instrument says otherwise; underwriting, renewal, service and
work-out read them through `simulation.behaviour.support.loan_support`.
"""

from ..ground.columns import Table
from ..ground.units import UNLIMITED_FEN
from .eligibility_columns import PLACES, declare_eligibility

PROGRAMMES = Table("programme")
#: A ceiling that no rate and no fee reaches, per year.
NO_CEILING = 10.0
if declare_eligibility(PROGRAMMES) != PLACES:
    raise AssertionError("the columns of eligibility must come first")

BUDGET_LEFT = PROGRAMMES.whole("budget_left", "fen", "What the programme may still spend", UNLIMITED_FEN)
SPENT = PROGRAMMES.whole("spent", "fen", "Spent this month")
SPENT_UP = PROGRAMMES.tag(
    "spent_up", "code", "1 a month's claims were more than what was left of the budget, 2 it was this month"
)

# Money that follows the loan
RATE_SUBSIDY = PROGRAMMES.real("rate_subsidy", "per year", "Interest paid for the borrower, share of the balance")
RATE_SUBSIDY_FROM = PROGRAMMES.real(
    "rate_subsidy_from", "per year over the policy rate", "Interest is paid for only above this rate", -1.0
)
RATE_SUBSIDY_SHARE = PROGRAMMES.real(
    "rate_subsidy_share", "share", "Part of the interest above that rate which is paid", 1.0
)
RATE_CEILING = PROGRAMMES.real(
    "rate_ceiling", "per year over the policy rate", "Loans above this rate are not supported", NO_CEILING
)
FEE_SUPPORT = PROGRAMMES.real("fee_support", "per year", "Guarantee fee paid for the borrower, share of the amount")
FEE_CEILING = PROGRAMMES.real("fee_ceiling", "per year", "Dearer guarantees are not supported", NO_CEILING)
LOSS_COMPENSATION = PROGRAMMES.real(
    "loss_compensation", "share of the bank's own loss", "Paid to the bank when the claim is settled"
)
LENDING_AWARD = PROGRAMMES.real("lending_award", "share of new lending", "Paid to the bank at disbursement")
CENTRAL_SHARE = PROGRAMMES.real("central_share", "share", "Part of the outlay from the central budget")
CHEAP_FUNDS = PROGRAMMES.real("cheap_funds", "share of the loan", "Part of the loan that the central bank refinances")
CHEAP_RATE = PROGRAMMES.real("cheap_rate", "per year", "Rate of those funds")

# What lenders know
SHARED_NOISE = PROGRAMMES.real(
    "shared_noise", "log odds", "Standard error of the shared record of a firm; 0: nothing is shared"
)
SHARED_BY_TAX = PROGRAMMES.real(
    "shared_by_tax", "0 to 1", "How far the record's precision depends on the tax grade; 1: no record, no precision"
)
FIELDS = PROGRAMMES.tag("fields", "bits", "Fields of its record, by their places in `structure.FIELDS_OF_RECORDS`")
CONCEALMENT = PROGRAMMES.real("concealment", "ratio", "Concealment that remains possible", 1.0)
EFFORT_COST = PROGRAMMES.real("effort_cost", "ratio", "Cost of a unit of screening effort", 1.0)

# Process
DISCOURAGEMENT = PROGRAMMES.real("discouragement", "ratio", "Chance that a firm in need dares not ask", 1.0)
TROUBLE = PROGRAMMES.real("trouble", "ratio", "Hidden cost of giving security", 1.0)
APPRAISAL = PROGRAMMES.real("appraisal", "ratio", "A guarantor's cost of appraisal", 1.0)
PROCESSING = PROGRAMMES.real("processing", "ratio", "A bank's fixed cost of a loan", 1.0)
SECOND_LOOKS = PROGRAMMES.index("second_looks", "banks", "Further banks that look after a refusal", 0)
TOLERANCE = PROGRAMMES.real("tolerance", "per year", "Added to the expected loss a bank accepts")
CONCESSION = PROGRAMMES.real("concession", "per year", "Taken off the rate by the bank itself")
TARGET_TOLERANCE = PROGRAMMES.real(
    "target_tolerance", "per year", "As tolerance, by a bank far behind its lending target"
)
TARGET_CONCESSION = PROGRAMMES.real(
    "target_concession", "per year", "As concession, by a bank far behind its lending target"
)

# What guarantors pay a re-guarantor on the loans that the programme reaches
REGUARANTOR = PROGRAMMES.tag("reguarantor", "party", "The re-guarantor whose fee it states, -1 if none", -1)
REGUARANTEE_FEE = PROGRAMMES.real("reguarantee_fee", "per year", "Fee on the share taken")
REGUARANTEE_SMALL_FEE = PROGRAMMES.real("reguarantee_small_fee", "per year", "The same on small loans")
REGUARANTEE_SMALL_LOAN = PROGRAMMES.whole("reguarantee_small_loan", "fen", "Loans up to this count as small")

# Security and work-out
PLEDGE_LOSS = PROGRAMMES.real("pledge_loss", "ratio", "Loss given default of pledged loans", 1.0)
WORKOUT = PROGRAMMES.real("workout", "ratio", "Months of work-out", 1.0)
PLEDGE_VALUE = PROGRAMMES.real("pledge_value", "ratio", "What banks lend against a pledge", 1.0)

# After the loan is made
NO_REPAYMENT = PROGRAMMES.real("no_repayment", "share of renewals", "Renewals without repaying principal", -1.0)
SOUND_PD = PROGRAMMES.real("sound_pd", "per year", "Highest estimated risk renewed so", -1.0)
RENEWAL_TOLERANCE = PROGRAMMES.real(
    "renewal_tolerance", "per year", "Added to the expected loss with which a bank still renews"
)
CONDUCT_DRIFT = PROGRAMMES.real("conduct_drift", "ratio", "Shift to riskier conduct that goes unnoticed", 1.0)
WARNING = PROGRAMMES.real("warning", "probability a month", "Chance that trouble is seen before arrears")
GRACE = PROGRAMMES.index("grace", "months", "Principal is deferred for a viable firm in trouble", 0)
EARLY_RECOVERY = PROGRAMMES.real("early_recovery", "ratio", "Recovery on loans whose trouble was seen in time", 1.0)

SUBSIDY_MONTHS = PROGRAMMES.index("subsidy_months", "months", "Interest is paid for during the first months", 1_000_000)
SUPPORTS = PROGRAMMES.tag("supports", "flag", "Public money follows the loan: it counts as a supported loan")
BY_LOT = PROGRAMMES.tag("by_lot", "flag", "It serves only the firms that it chose by lot")
REGISTERED = PROGRAMMES.tag(
    "registered", "flag", "Only loans on things that a registry records: pledge, invoices, goods"
)
TAX_FREE_MULTIPLE = PROGRAMMES.real(
    "tax_free_multiple", "times the policy rate", "The bank owes no value-added tax on interest up to this rate"
)
TAX_FREE_AMOUNT = PROGRAMMES.whole("tax_free_amount", "fen", "Loans up to this are wholly free of that tax")

#: Rows a run may use: a loan keeps the programmes it came under as bits of an int32.
MOST_PROGRAMMES = 31
