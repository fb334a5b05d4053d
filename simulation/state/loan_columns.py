"""The columns of the loan book and of the claims that arise from it."""

from ..ground.columns import Table
from ..ground.compiled import compiled
from .structure import PARTIES

LOAN = Table("loan")

LOAN_ID = LOAN.whole("id", "key", "Firm's key, month and product; never reused", -1)
BALANCE = LOAN.whole("balance", "fen", "Outstanding principal")
AMOUNT = LOAN.whole("amount", "fen", "Amount granted; the limit of a revolving line")
INSTALMENT = LOAN.whole("instalment", "fen", "Principal due at each payment, of an annuity with interest; 0: a bullet")
RECOVERABLE = LOAN.whole("recoverable", "fen", "After default: what the security and the debtor will still yield")

GOODS = LOAN.whole("goods", "fen", "Goods at cost that the bank controls until they are released")

RATE = LOAN.real("rate", "per year", "Contract rate")
ESTIMATE = LOAN.real("estimated_pd", "per year", "Probability of default the bank estimated")
FEE = LOAN.real("fee_rate", "per year", "Guarantee fee, share of the amount a year")
TAX_FREE = LOAN.real("tax_free_rate", "per year", "The bank owes no value-added tax on interest up to this rate")

FIRM = LOAN.index("firm", "row", "Row of the borrower")
OPENED = LOAN.index("opened", "month", "Month of disbursement", 0)
TERM = LOAN.index("term", "months", "For how long it was granted, or renewed last", 12)
MATURITY = LOAN.index("maturity", "month", "Month the last principal falls due", 0)
DEFAULTED = LOAN.index("defaulted", "month", "Month of default", -10_000)
CLAIM = LOAN.index("claim", "row", "Row of its claim")
CLOSES = LOAN.index("closes", "month", "After default: month of write-off", 0)

DEFERRED = LOAN.index("deferred", "month", "No principal falls due up to this month", -10_000)
PROGRAMME_BITS = LOAN.index("programmes", "bits", "Programmes the loan came under, by their rows", 0)

STATUS = LOAN.tag("status", "code", "0 row free, 1 performing, 2 in default")
PRODUCT = LOAN.tag("product", "code", "Loan product")
LENDER = LOAN.tag("bank", "code", "Lending bank")
GUARANTOR = LOAN.tag("guarantor", "code", "Guarantor, -1 if none", -1)
AGREEMENT = LOAN.tag("agreement", "code", "Loss-sharing agreement, 0 if none")
SECURITY = LOAN.tag(
    "security",
    "code",
    "0 none, 1 pledge, 2 guarantor, 3 guarantee circle, 4 receivables, 5 receivables sold, 6 goods, 7 documents, "
    "8 personal guarantee",
)
ARREARS = LOAN.tag("arrears", "months", "Months overdue")
RENEWALS = LOAN.tag("renewals", "count", "Times renewed")
EVERGREENED = LOAN.tag("evergreened", "flag", "Renewed to hide a loss")
IN_PART = LOAN.tag("in_part", "flag", "Renewed in part: its instalments repay that part, the rest is renewed again")
PAID_EVERY = LOAN.tag("paid_every", "months", "Months from one payment of interest and principal to the next", 1)
ANNUITY = LOAN.tag("annuity", "flag", "Each payment is the same, interest included")
SUPPORTED = LOAN.tag("supported", "flag", "A public programme stands behind it")
SECURED_EARLY = LOAN.tag("secured_early", "flag", "The lender saw trouble in time and took hold of assets")

PERFORMING, NONPERFORMING = 1, 2
UNSECURED, PLEDGED, GUARANTEED, IN_CIRCLE, ON_RECEIVABLES, RECEIVABLES_SOLD, ON_GOODS, ON_DOCUMENTS = range(8)
ON_PERSONS = 8

#: Bits of a loan's key below the firm's: eleven of the month, five of the product.
PRODUCT_BITS = 5
KEY_BITS = 11 + PRODUCT_BITS


@compiled
def loan_key(enterprise: int, month: int, product: int) -> int:
    """Key of the loan of this product granted to a firm in a month (counted from the start of the burn-in)."""
    return (enterprise << KEY_BITS) | ((month & 0x7FF) << PRODUCT_BITS) | product


CLAIMS = Table("claim")
CLAIM_LOAN = CLAIMS.whole("loan", "key", "Loan's key", -1)
CLAIM_FIRM = CLAIMS.whole("enterprise", "key", "Firm's key", -1)
LOSS = CLAIMS.whole("loss_fen", "fen", "Outstanding principal at the claim")
PAID = [CLAIMS.whole(f"paid_{party}_fen", "fen", f"Paid or borne by: {party}") for party in PARTIES][0]
RECOVERED = [CLAIMS.whole(f"recovered_{party}_fen", "fen", f"Got back later by: {party}") for party in PARTIES][0]
OWED_LATER = CLAIMS.whole("owed_later_fen", "fen", "Owed by a fund that pays in stages, not paid yet")
OWED_LATER_DUE = CLAIMS.index("owed_later_due", "month", "Month in which the rest is due", 0)
OWED_LATER_BY = CLAIMS.tag("owed_later_by", "party", "The fund that owes it")
CLAIM_MONTH = CLAIMS.index("month", "month", "Month of the claim", 0)
CLAIM_DUE = CLAIMS.index("due", "month", "Month in which the parties pay", 0)
CLAIM_ROW = CLAIMS.index("loan_row", "row", "Row of the loan while it is open")
CLAIM_BANK = CLAIMS.tag("bank", "code", "Lending bank")
CLAIM_GUARANTOR = CLAIMS.tag("guarantor", "code", "Guarantor, -1 if none", -1)
CLAIM_AGREEMENT = CLAIMS.tag("agreement", "code", "Loss-sharing agreement, 0 if none")
CLAIM_STATE = CLAIMS.tag("state", "code", "0 row free, 1 waiting for payment, 2 paid, 3 closed")
CLAIM_REGION = CLAIMS.tag("region", "code", "Borrower's region")

WAITING, SETTLED, CLOSED = 1, 2, 3
