"""The columns of banks, of institutions (guarantors, re-guarantors, funds) and of loss-sharing agreements."""

from ..ground.columns import Table
from ..ground.units import UNLIMITED_FEN
from .eligibility_columns import PLACES, declare_eligibility
from .structure import PARTIES

BANKS = Table("bank")
OWN_CASH = BANKS.whole("own_cash", "fen", "What the bank itself received less what it paid this month")
RESERVES = BANKS.whole("reserves", "fen", "Reserves at the central bank")
LARGE_LOANS = BANKS.whole("large_loans", "fen", "Loans to large firms")
LINES_DRAWN = BANKS.whole("lines_drawn", "fen", "Drawn by large firms under committed lines, part of loans to them")
BONDS = BANKS.whole("bonds", "fen", "Government bonds")
ADVANCES = BANKS.whole("advances", "fen", "Owed to the central bank")
RELENDING = BANKS.whole("relending", "fen", "Owed to the central bank for refinanced loans to small firms")
ALLOWANCE = BANKS.whole("allowance", "fen", "Allowance for loan losses")
REST_DEPOSITS = BANKS.whole("rest_deposits", "fen", "Deposits of the rest of the economy")
FIRM_DEPOSITS = BANKS.whole("firm_deposits", "fen", "Deposits of enterprises, re-summed each month")
SME_LOANS = BANKS.whole("sme_loans", "fen", "Loans to enterprises, re-summed each month")
BAD_LOANS = BANKS.whole("bad_loans", "fen", "Loans to enterprises in default, re-summed each month")
WEIGHTED = BANKS.whole("risk_weighted_sme", "fen", "Risk-weighted loans to enterprises")
EQUITY_BEFORE = BANKS.whole("equity_before", "fen", "Equity at the end of last month")
USUAL_PROFIT = BANKS.whole("usual_profit", "fen", "Profit of a month, mean of the last year")
BUDGET = BANKS.whole("budget", "fen", "Risk-weighted room for new loans this month")
DUE_BACK = BANKS.whole("due_back", "fen", "Risk-weighted loans repaid this month")
PROCESSING = BANKS.whole("processing", "fen", "Spent this month on making and renewing loans, to be paid at its end")

TARGET_RATIO = BANKS.real("target_ratio", "share", "Requirement plus own buffer")
SHADOW = BANKS.real("shadow_cost", "per year", "Shadow cost of capital on top of the wanted return")
FUNDING = BANKS.real("funding_cost", "per year", "Cost of new funds")
OPERATING = BANKS.real("operating_cost", "per year", "Operating cost per yuan lent")
MARKUP = BANKS.real("markup", "per year", "Margin above break-even")
NOISE = BANKS.real("noise", "log odds", "Noise of its view of an opaque stranger")
PRESSURE = BANKS.real("pressure", "0 to 1", "How far behind its target for small loans")
EXPERIENCE = BANKS.real("experience", "ratio", "Realised over predicted defaults, slowly learned", 1.0)
STANDARDS = BANKS.real("standards", "log points", "Risk that it sees in all alike beyond what others would")
CAUTION = BANKS.real("caution", "-1 to 1", "Where its own target of capital stands among banks of its type")
BANK_TYPE = BANKS.tag("type", "code", "Type of bank")
BANK_OPEN = BANKS.tag("open", "flag", "Still in business", 1)
BANK_REGION = BANKS.tag("region", "code", "Home region, -1 if national", -1)

INSTITUTIONS = Table("institution")
DEPOSIT = INSTITUTIONS.whole("deposit", "fen", "Money at its bank")
COVERED = INSTITUTIONS.whole("covered", "fen", "Own share of live guaranteed loans, re-summed each month")
PAYOUTS = INSTITUTIONS.whole("payouts", "fen", "Paid this month")
RELEASED = INSTITUTIONS.whole("released", "fen", "Guarantees that ended this month")
YEAR_PAYOUTS = INSTITUTIONS.real("year_payouts", "yuan", "Payouts of the last twelve months, smoothed")
YEAR_RELEASED = INSTITUTIONS.real("year_released", "yuan", "Guarantees released in the last twelve months, smoothed")
FIRST_STAGE = INSTITUTIONS.real("first_stage", "share", "Part of what it owes on a claim that it pays at once", 1.0)
SECOND_STAGE = INSTITUTIONS.index("second_stage", "months", "From the claim's payment to the rest", 0)
LEVERAGE_CAP = INSTITUTIONS.real("leverage_cap", "ratio", "Highest own liability over net assets", 10.0)
GUARANTEE_FEE_RATE = INSTITUTIONS.real("fee", "per year", "Own guarantee fee")
WILLINGNESS = INSTITUTIONS.real("willingness", "0 to 1", "Readiness to guarantee", 1.0)
ACCEPTANCE = INSTITUTIONS.real("acceptance", "0 to 1", "Banks' trust in its guarantee", 1.0)
GUARANTOR_NOISE = INSTITUTIONS.real("noise", "log odds", "Noise of its view of an opaque firm")
HOME_BANK = INSTITUTIONS.tag("bank", "code", "Bank where its money is")
PUBLIC = INSTITUTIONS.tag("public", "flag", "Government-backed")
ACTIVE = INSTITUTIONS.tag("active", "flag", "In business", 1)
INSTITUTION_SECTOR = INSTITUTIONS.tag("sector", "code", "0 guarantor, 1 re-guarantor, 2 fund")
INSTITUTION_REGION = INSTITUTIONS.tag("region", "code", "Region served, -1 if all", -1)

AGREEMENTS = Table("agreement")
if declare_eligibility(AGREEMENTS) != PLACES:
    raise AssertionError("the columns of eligibility must come first")
COVERED_BALANCE = AGREEMENTS.whole(
    "covered_balance", "fen", "Covered principal at the policy year's opening plus released since"
)
LIVE_COVERED = AGREEMENTS.whole("live_covered", "fen", "Covered principal outstanding, re-summed each month")
PAID_YEAR = [AGREEMENTS.whole(f"paid_year_{who}", "fen", f"Paid in the policy year by {who}") for who in PARTIES][0]
PAID_EVER = [AGREEMENTS.whole(f"paid_ever_{party}", "fen", f"Paid since the start by {party}") for party in PARTIES][0]
CAP_LOAN = [
    AGREEMENTS.whole(f"cap_loan_{party}", "fen", f"Cap per loan of {party}", UNLIMITED_FEN) for party in PARTIES
][0]
CAP_POOL = [
    AGREEMENTS.whole(f"cap_pool_{party}", "fen", f"Cap over the whole life of {party}", UNLIMITED_FEN)
    for party in PARTIES
][0]
TAKEN = AGREEMENTS.whole("taken", "fen", "Principal granted under it since the start, renewals not counted")
CLAIMS_YEAR = AGREEMENTS.whole("claims_year", "fen", "Claims of the policy year, for layers")
CAP_YEAR = [
    AGREEMENTS.real(f"cap_year_{party}", "share of covered balance a year", f"Cap per policy year of {party}", -1.0)
    for party in PARTIES
][0]
#: Layers that an agreement has at most.
LAYERS = 4
LAYER_FROM = [
    AGREEMENTS.real(f"layer_from_{k}", "share of covered balance", "Layer attaches at") for k in range(LAYERS)
][0]
LAYER_TO = [AGREEMENTS.real(f"layer_to_{k}", "share of covered balance", "Layer detaches at") for k in range(LAYERS)][0]
AGREED_FEE = AGREEMENTS.real("fee", "per year", "Guarantee fee; negative: the guarantor's own", -1.0)
LEAST_ESTIMATE = AGREEMENTS.real("least_estimate", "per year", "Lowest eligible default risk, as the bank sees it", 0.0)
MOST_ESTIMATE = AGREEMENTS.real("most_estimate", "per year", "Highest eligible default risk, as the bank sees it", 1.0)
CREDIBILITY = AGREEMENTS.real(
    "credibility", "0 to 1", "Share of what was promised that has been paid, as banks have learned", 1.0
)
RELIEF = AGREEMENTS.real("relief", "share", "Loss taken off the bank if every party pays in full")
SHARE = [AGREEMENTS.index(f"share_{party}", "basis points", f"Share of {party}", 0) for party in PARTIES][0]
RANK = AGREEMENTS.index("rank", "rank", "Place among the policies by priority, then name; lower comes first", 1_000_000)
DELAY = AGREEMENTS.index("delay", "months", "From claim to payment", 0)
CONSENT = AGREEMENTS.tag("consent", "flag", "The guarantor underwrites", 1)
RESIDUAL = AGREEMENTS.tag("residual", "party", "Bears what caps leave unpaid", 0)
LAYER_PARTY = [
    AGREEMENTS.tag(f"layer_party_{k}", "party", "Party of the layer, -1 if none", -1) for k in range(LAYERS)
][0]
PUBLIC_AGREEMENT = AGREEMENTS.tag("public", "flag", "A public programme")
USES_GUARANTOR = AGREEMENTS.tag("uses_guarantor", "flag", "A guarantor is party to it")

#: Rows of the agreements that are always there: none, and a private guarantor's.
NO_AGREEMENT, PRIVATE_GUARANTEE = 0, 1
#: Agreements a run may have beside these two: a loan keeps the row of its own as an int8.
MOST_AGREEMENTS = 126
