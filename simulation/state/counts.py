"""What a month counts. Kernels add to the array of counts at the places declared here."""

from ..ground.counts import Counts
from .structure import CAUSES, PARTIES, RUNGS, SIZES

COUNTS = Counts()

# Trade
SALES_OF_ALL = COUNTS.declare("sales", "fen", "Sales of all firms")
PROFIT = COUNTS.declare("profit", "fen", "Profit of small and medium firms before interest")
SME_SALES = COUNTS.declare("sme_sales", "fen", "Sales of small and medium firms")
LOST_ON_BUYERS = COUNTS.declare("lost_on_buyers", "fen", "Receivables lost with failed buyers")
PURCHASES_CUT = COUNTS.declare("purchases_cut", "fen", "Purchases forgone for lack of cash")
LATE_BILLS_FEN = COUNTS.declare("late_bills", "fen", "Bills that suppliers wait for")
UNPAID_BILLS = COUNTS.declare("unpaid_bills", "fen", "Bills that firms could not pay")

# Service of debt
MATURED = COUNTS.declare("matured", "number", "Bullets and lines that came to maturity")
RENEWED = COUNTS.declare("renewed", "number", "Of them renewed")
RENEWED_WITHOUT_REPAYMENT = COUNTS.declare(
    "renewed_without_repayment", "number", "Of them renewed without repaying principal first"
)
NOT_RENEWED = COUNTS.declare("not_renewed", "number", "Refused renewal by their bank")
EVERGREENED = COUNTS.declare("evergreened", "number", "Renewed to hide a loss")
RENEWED_FEN = COUNTS.declare("renewed_fen", "fen", "Balance renewed")
BRIDGE_FAILED = COUNTS.declare("bridge_failed", "number", "Renewals that failed because no bridge was found")
PASSED_ON = COUNTS.declare("passed_on", "fen per year", "Support of lenders that reached borrowers' rates")
LETTERS_DRAWN = COUNTS.declare("letters_drawn", "fen", "Paid by banks under letters of credit")
INTEREST_SUBSIDIES = COUNTS.declare("interest_subsidies", "fen", "Interest that government paid for borrowers")

# Distress
LOANS_DEFAULTED = COUNTS.declare("loans_defaulted", "number", "Loans that fell into default")
DEFAULTED_FEN = COUNTS.declare("defaulted_fen", "fen", "Their balance")
RECOVERABLE_FEN = COUNTS.declare("recoverable_fen", "fen", "What their security is expected to yield")
GUARANTEED_DEFAULTED = COUNTS.declare("guaranteed_defaulted", "number", "Of them guaranteed")
SUPPORTED_DEFAULTED_FEN = COUNTS.declare("supported_defaulted_fen", "fen", "Balance of those under public support")
CIRCLE_PAYMENTS = COUNTS.declare("circle_payments", "fen", "Paid by members of guarantee circles")
BANKS_COMPENSATED = COUNTS.declare("banks_compensated", "fen", "Losses of banks that programmes made good")
CLAIMS_SETTLED = COUNTS.declare("claims_settled", "number", "Claims on guarantors settled")
DELAY_MONTHS = COUNTS.declare("delay_months", "months", "Months from default to settlement, added up")
CLAIMS_FEN = COUNTS.declare("claims_fen", "fen", "Principal of settled claims")
CLAIMS_SHORT_FEN = COUNTS.declare("claims_short_fen", "fen", "Of it promised by others and not paid")
WRITTEN_OFF = COUNTS.declare("written_off", "fen", "Principal written off")
CLOSED_PAID = COUNTS.declare("closed_paid", "fen", "Paid by partners over the life of the claims that closed")
CLOSED_RECOVERED = COUNTS.declare("closed_recovered", "fen", "Of it what came back to them")
#: By party, in the order of PARTIES.
PAID_BY = tuple(
    COUNTS.declare(f"paid_{party}", "fen", f"Losses that fell on the {party} at claims") for party in PARTIES
)
RECOVERED_BY = tuple(
    COUNTS.declare(f"recovered_{party}", "fen", f"Recoveries that came to the {party}") for party in PARTIES
)

# Firms that leave
#: By size.
DEFAULTERS_OF_SIZE = tuple(
    COUNTS.declare(f"defaulters_size_{size}", "number", f"Firms of the size {size} that failed owing banks")
    for size in SIZES
)
#: In the order of CAUSES.
FAILURES_BY_CAUSE = tuple(
    COUNTS.declare(f"cause_{cause}", "number", f"Failures by the cause {cause}") for cause in CAUSES
)
WILFUL_DEFAULTS = COUNTS.declare("wilful", "number", "Firms whose owner ran away owing banks")
LIQUIDITY_DEFAULTS = COUNTS.declare("liquidity_defaults", "number", "Defaults of firms that earned well")
FIRMS_CLOSED = COUNTS.declare("closed", "number", "Firms closed by their owners, debts repaid")
FIRMS_OUTGROWN = COUNTS.declare(
    "outgrown", "number", "Firms that grew well beyond the size of a medium one and left the figures"
)
FAILURES_WITHOUT_DEBT = COUNTS.declare("failed_without_debt", "number", "Failures of firms that owed banks nothing")
FAILURES_IN_DEFAULT = COUNTS.declare("failed_in_default", "number", "Failures of firms that owed banks money")
#: Entrants that left, by year of age, the last one open.
EXITS_AT_AGE = tuple(
    COUNTS.declare(f"exit_age_{year}", "number", f"Entrants that left after {year} years") for year in range(10)
)

# Demand for credit and underwriting
IN_NEED = COUNTS.declare("in_need", "number", "Firms that need credit")
YOUNG_IN_NEED = COUNTS.declare("young_in_need", "number", "Of them founded in the last two years")
DISCOURAGED = COUNTS.declare("discouraged", "number", "Of them not daring to ask")
YOUNG_DISCOURAGED = COUNTS.declare("young_discouraged", "number", "Of these founded in the last two years")
UNMET_FEN = COUNTS.declare("unmet_fen", "fen", "Their need")
APPLICATIONS = COUNTS.declare("applications", "number", "Applications")
GRANTED = COUNTS.declare("granted", "number", "Granted")
YOUNG_GRANTED = COUNTS.declare("young_granted", "number", "Granted to firms founded in the last two years")
OLDER_GRANTED = COUNTS.declare("older_granted", "number", "Granted to older firms")
REFUSED = COUNTS.declare("refused", "number", "Refused by all banks asked")
PARTIAL = COUNTS.declare("partial", "number", "Granted less than asked")
ASKED_FEN = COUNTS.declare("asked_fen", "fen", "Asked")
GRANTED_FEN = COUNTS.declare("granted_fen", "fen", "Granted")
RATE_FEN = COUNTS.declare("rate_fen", "fen per year", "Amount granted times rate")
EFFORT_MILLI = COUNTS.declare("effort_milli", "thousandths", "Effort spent on screening")
GUARANTOR_ASKED = COUNTS.declare("guarantor_asked", "number", "Applications put to a guarantor")
GUARANTOR_AGREED = COUNTS.declare("guarantor_agreed", "number", "Of them agreed to")
FIRST_LOANS = COUNTS.declare("first_loans", "number", "Granted to firms never lent to")
RATIONED = COUNTS.declare("rationed", "number", "Worth a loan and left out for lack of capital")
COST_FEN = COUNTS.declare("cost_fen", "fen per year", "Amount granted times rate and fee")
FOUND_ELSEWHERE = COUNTS.declare("found_elsewhere", "number", "Refused by the house bank and granted by another")
SUPPORTED_FEN = COUNTS.declare("supported_fen", "fen", "Granted under public support")
SUPPORTED_ADDITIONAL_FEN = COUNTS.declare(
    "supported_additional_fen", "fen", "Of it not granted without support, less what repaid old loans at once"
)
AWARDS = COUNTS.declare("awards", "fen", "Paid to banks for lending")
HONEST_APPLICATIONS = COUNTS.declare("honest_applications", "number", "Applications of honest owners")
HONEST_REFUSED = COUNTS.declare("honest_refused", "number", "Of them refused")
OPAQUE_APPLICATIONS = COUNTS.declare("opaque_applications", "number", "Applications of opaque firms")
OPAQUE_REFUSED = COUNTS.declare("opaque_refused", "number", "Of them refused")

# Banks and guarantors
RELEASED = COUNTS.declare("released", "fen", "Guarantees released")
NEWLY_GUARANTEED_FEN = COUNTS.declare("newly_guaranteed_fen", "fen", "Granted behind licensed guarantors")
OLD_LOANS_REPAID_FEN = COUNTS.declare("old_loans_repaid_fen", "fen", "Old loans repaid out of it at once")
GUARANTORS_FAILED = COUNTS.declare("guarantors_failed", "number", "Guarantors that failed")
BANK_PROFIT = COUNTS.declare("bank_profit", "fen", "Profit of banks")
BANK_FAILURES = COUNTS.declare("bank_failures", "number", "Banks that failed")
GUARANTORS_LOST = COUNTS.declare("guarantors_lost", "fen", "Money that left guarantors for their owners' ventures")
FUNDS_CALLED_BACK = COUNTS.declare("funds_called_back", "fen", "Money of funds returned to the budgets")
RELENDING_FEN = COUNTS.declare("relending", "fen", "Owed by banks for refinanced loans")
RELENDING_FORGONE = COUNTS.declare(
    "relending_forgone", "fen", "Interest that the central bank forgoes on them against its ordinary advances"
)

# Programmes
TAX_RELIEVED = COUNTS.declare("tax_relieved", "fen", "Tax left uncollected")
VISITS = COUNTS.declare("visits", "number", "Firms visited")
FIRMS_RATED = COUNTS.declare("firms_rated", "number", "Firms rated")
LOANS_WATCHED = COUNTS.declare("loans_watched", "number", "Loans watched")
GIVEN_TIME = COUNTS.declare("given_time", "number", "Loans given time")
SECURED_EARLY = COUNTS.declare("secured_early", "number", "Loans better secured in time")
DEFERRED_FEN = COUNTS.declare("deferred_fen", "fen", "Principal put off")
SUPPORTED_HIRES_MILLI = COUNTS.declare("supported_hires_milli", "thousandths", "Workers paid for")
EMPLOYMENT_SUBSIDIES = COUNTS.declare("employment_subsidies", "fen", "Paid for them")
AWARDS_PAID = COUNTS.declare("awards_paid", "number", "Awards of the innovation ladder that were paid")
PROMOTIONS = COUNTS.declare("promotions", "number", "Firms that rose a rung")
LISTINGS = COUNTS.declare("listings", "number", "Firms that listed their shares")
LISTED_EQUITY_FEN = COUNTS.declare("listed_equity_fen", "fen", "Equity they raised")
STARTUP_GRANTS = COUNTS.declare("startup_grants", "number", "Grants to entrants")
STARTUP_GRANTS_FEN = COUNTS.declare("startup_grants_fen", "fen", "Paid to them")
GRANTS_WON = COUNTS.declare("grants_won", "number", "Competitions won")
GRANTED_PROJECTS_FEN = COUNTS.declare("granted_projects_fen", "fen", "Invested by the winners")
STAKES_SOLD = COUNTS.declare("stakes_sold", "fen", "Got for public stakes")
STAKES_SOLD_COST = COUNTS.declare("stakes_sold_cost", "fen", "What they had cost")
STAKES_LOST = COUNTS.declare("stakes_lost", "fen", "Cost of stakes in firms that left")
STAKES_FEN = COUNTS.declare("stakes_fen", "fen", "Cost of stakes still held")

# Turnover
ENTRANTS = COUNTS.declare("entrants", "number", "Firms founded")

#: Firms on each rung of the innovation ladder but the lowest.
ON_RUNG = tuple(COUNTS.declare(f"rung_{rung}", "number", f"Firms on the rung {rung}") for rung in RUNGS[1:])
