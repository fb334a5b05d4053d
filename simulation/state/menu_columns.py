"""The columns of the menu: each row is one way to lend, a product on one kind of security."""

from ..ground.columns import Table
from ..ground.units import UNLIMITED_FEN

MENU = Table("menu")
LARGEST_SMALL = MENU.whole("largest_small", "fen", "Largest loan to a micro or small firm", UNLIMITED_FEN)
LARGEST_OTHER = MENU.whole("largest_other", "fen", "Largest loan to any other firm", UNLIMITED_FEN)

LIMIT = MENU.real("limit", "ratio", "Largest debt, or loan, over what it is measured by")
PRODUCT_LGD = MENU.real("loss_given_default", "share", "Loss given default that the bank expects")
ADD_ON = MENU.real("add_on", "per year", "Price on top of break-even")
MENU_TROUBLE = MENU.real("trouble", "per year of the amount", "Hidden cost to the borrower")
MENU_NOISE = MENU.real("noise", "ratio", "Noise of the lender's view over that of an ordinary loan", 1.0)
MENU_PROCESSING = MENU.real("processing", "ratio", "Fixed cost over that of an ordinary loan", 1.0)
CONVERSION = MENU.real("conversion", "share", "Part that counts for capital until it is drawn", 1.0)
OWN_DEPOSIT = MENU.real("own_deposit", "share of the goods", "Paid by the firm itself")
OFFERED_SHARE = MENU.real("offered", "share", "Pairs of firm and bank where it can be had", 1.0)
DRAWN_FROM = MENU.real("drawn_from", "share", "Offered where the month's draw lies at or above this", 0.0)
DRAWN_TO = MENU.real("drawn_to", "share", "Offered where the month's draw lies below this", 1.0)
MENU.real("learned", "ratio", "Noise at renewal, for what the product has shown the bank", 1.0)

TENOR = MENU.index("tenor", "months", "Tenor; 0: drawn from the mix of simple loans", 0)
OLDEST = MENU.index("oldest", "months", "Oldest firm that can have it", 1_000_000)

MENU_PRODUCT = MENU.tag("product", "code", "Loan product")
MENU_SECURITY = MENU.tag("security", "code", "Security of the loan")
BASE = MENU.tag("base", "code", "What the limit is measured by")
NETS_DEBT = MENU.tag("nets_debt", "flag", "The firm's debt counts towards the limit")
ROUTE = MENU.tag("route", "code", "Guarantee: 0 none, 1 under a scheme, 2 a private guarantor")
REPAID = MENU.tag("repaid", "code", "0 bullet up to so many months and instalments beyond, 1 instalments, 2 at will")
LEAST_GRADE = MENU.tag("least_grade", "grade", "Tax grade at least")
ONE_AT_A_TIME = MENU.tag("one_at_a_time", "flag", "A firm has at most one")
OPEN = MENU.tag("open", "flag", "Can be had at all", 1)

BY_SALES, BY_COLLATERAL, BY_RECEIVABLES, BY_LINKED, BY_INPUTS, BY_TAX = range(6)
BY_SCHEME, BY_PRIVATE_GUARANTOR = 1, 2
BULLET_OR_INSTALMENTS, INSTALMENTS, AT_WILL = range(3)
#: Rows a market has room for.
MOST_OFFERS = 32
