"""The columns of the enterprise table."""

from ..ground.columns import Table

ENTERPRISE = Table("enterprise")

ID = ENTERPRISE.whole("id", "key", "Firm's key: entry month index in the high 32 bits, ordinal in the low", -1)
CASH = ENTERPRISE.whole("cash", "fen", "Deposit at the house bank")
RECEIVABLES = ENTERPRISE.whole("receivables", "fen", "Claims on buyers in the rest of the economy")
LINKED = ENTERPRISE.whole("linked_receivables", "fen", "Claims on the firm's main buyer, another enterprise")
INVENTORY = ENTERPRISE.whole("inventory", "fen", "Goods and materials at cost")
FIXED_ASSETS = ENTERPRISE.whole("fixed_assets", "fen", "Productive capital at book value")
OWNER_WEALTH = ENTERPRISE.whole("owner_wealth", "fen", "Owner's money outside the firm that could be put in")
HOME = ENTERPRISE.whole("home", "fen", "Owner's home and land: can be pledged, are not sold to keep the firm")
INFORMAL_DEBT = ENTERPRISE.whole("informal_debt", "fen", "Owed to private lenders")
LATE_BILLS = ENTERPRISE.whole("late_bills", "fen", "Bills of suppliers that it pays late")
BANK_DEBT = ENTERPRISE.whole("bank_debt", "fen", "Owed to banks, all live loans together")
YEAR_SALES = ENTERPRISE.whole("year_sales", "fen a year", "Slow average of sales, as a yearly rate")
SUPPLIED = ENTERPRISE.whole("supplied", "fen", "Paid this month to enterprises that supply it, part of its purchases")
LINE_ROOM = ENTERPRISE.whole("line_room", "fen", "Undrawn part of the revolving line")

MARKET = ENTERPRISE.real("market", "fen", "Capital that its customers keep busy: the market it serves")
WANTED = ENTERPRISE.real("wanted_capital", "fen", "Productive capital that it wants to have")
FINANCE_COST = ENTERPRISE.real(
    "finance_cost", "per year", "Rate and fees a year, less support, of its last loan or renewal; 0 if it had none"
)
PRODUCTIVITY = ENTERPRISE.real("productivity", "ratio", "Sales over normal sales of its capital", 1.0)
QUALITY = ENTERPRISE.real("quality", "log points", "Hidden: level to which productivity returns")
TURNOVER = ENTERPRISE.real(
    "turnover", "per year", "Normal yearly sales per yuan of fixed assets that fit its market", 1.0
)
EMPLOYEES = ENTERPRISE.real("employees", "workers", "People employed")
WAGE = ENTERPRISE.real("wage", "yuan a month", "Cost of one worker a month")
LABOUR = ENTERPRISE.real("labour", "workers per yuan a year", "Workers needed per yuan of yearly sales")
MARGIN = ENTERPRISE.real("margin", "share of sales", "Slow average of the cash margin before debt service")
BUFFER = ENTERPRISE.real("buffer_target", "months of costs", "Cash the owner wants to keep", 2.0)
LEVERAGE = ENTERPRISE.real("leverage_target", "share of yearly sales", "Bank debt the owner wants")
DEBT_RANK = ENTERPRISE.real(
    "debt_rank", "0 to 1", "Its owner's rank among owners of firms of its size, those averse to debt last"
)
PLEDGE_RANK = ENTERPRISE.real("pledge_rank", "0 to 1", "Its rank among firms of its size by what it can pledge")
PLEDGEABLE = ENTERPRISE.real("pledgeable", "share of fixed assets", "What a lender accepts as a pledge")
TRANSPARENCY = ENTERPRISE.real("transparency", "0 to 1", "How much of its quality shows to outsiders")
HONESTY = ENTERPRISE.real("honesty", "0 to 1", "Reluctance to conceal and to abscond", 1.0)
CONDUCT = ENTERPRISE.real("conduct", "ratio", "Riskiness of the way it is run; 1 is the safe way", 1.0)
DISPERSION = ENTERPRISE.real("dispersion", "log points", "Scale of its productivity shocks")
PAID_WORKERS = ENTERPRISE.real(
    "paid_workers", "workers", "Most workers an employment subsidy has counted, -1 if it has not met the firm", -1.0
)
EXTRA_WORKERS = ENTERPRISE.real("extra_workers", "workers", "Employed because a subsidy makes labour cheaper")

ENTRY_MONTH = ENTERPRISE.index("entry_month", "month", "Month of birth; negative for those older than the run", 0)
BUYER = ENTERPRISE.index("buyer", "row", "Row of its main buyer, -1 if none")
CIRCLE = ENTERPRISE.index("circle", "circle", "Guarantee circle it belongs to, -1 if none")
LINE = ENTERPRISE.index("line", "row", "Row of its revolving line, -1 if none")
REFUSED_MONTH = ENTERPRISE.index("refused_month", "month", "Last month a bank turned it down", -10_000)
LAST_LOAN = ENTERPRISE.index("last_loan", "month", "Last month a bank lent to it", -10_000)
PUNCTUAL_SINCE = ENTERPRISE.index(
    "punctual_since",
    "month",
    "Month since which it has met every payment to banks; of firms that have borrowed",
    -10_000,
)
HELD = ENTERPRISE.index("held", "bits", "Loan products it has now, by their codes", 0)
SERVED = ENTERPRISE.index("served", "bits", "Programmes that chose it by lot, by their rows", 0)
RUNG_MONTH = ENTERPRISE.index("rung_month", "month", "Month in which it got or renewed its rung", -10_000)

STATE = ENTERPRISE.tag("state", "code", "0 row free, 1 alive, 2 gone this month, row not yet free")
SIZE = ENTERPRISE.tag("size", "code", "Official size class")
SECTOR = ENTERPRISE.tag("sector", "code", "Sector")
REGION = ENTERPRISE.tag("region", "code", "Region")
BANK = ENTERPRISE.tag("bank", "code", "House bank")
LADDER = ENTERPRISE.tag("ladder", "rung", "Rung on the innovation ladder, 0 is none")
LOANS = ENTERPRISE.tag("loans", "count", "Live bank loans")
MISSED = ENTERPRISE.tag("missed", "months", "Months in a row in which debt service was missed")
MARK = ENTERPRISE.tag(
    "mark",
    "bits",
    "1 hurt by a buyer, 2 by its circle, 4 by a credit cut, 8 main buyer just lost, 16 lost and not replaced",
)
BORROWED = ENTERPRISE.tag("borrowed", "flag", "Has ever had a bank loan")
OUTCOME = ENTERPRISE.tag(
    "outcome",
    "code",
    "How it left: 0 alive, 1 owner wishes to close, 2 closed, 3 failed, 4 in default, 5 absconded, 6 grew large",
)
TAX_RECORD = ENTERPRISE.tag("tax_record", "grade", "Tax credit grade, 0 (none) to 4 (A)")
BEST_TAX_GRADE = 4
AWARDED = ENTERPRISE.tag("awarded", "flag", "Draws the award of its rung")
SELLS_TO_FIRMS = ENTERPRISE.tag("sells_to_firms", "flag", "Of those that sell to one other small enterprise above all")
LISTED = ENTERPRISE.tag("listed", "flag", "Its shares are listed")

FREE, ALIVE, GONE = 0, 1, 2
NO_BUYER = -1
HURT_BY_BUYER, HURT_BY_CIRCLE, HURT_BY_CREDIT_CUT, LOST_BUYER, WITHOUT_BUYER = 1, 2, 4, 8, 16
