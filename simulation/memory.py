"""How much memory a run will take, told before it starts."""

from .observe.grants import LEAD_MONTHS, DepartureLog, GrantLog
from .state.bank_columns import AGREEMENTS
from .state.enterprise_columns import ENTERPRISE
from .state.loan_columns import CLAIMS, LOAN

#: Rows allocated per firm of the start: entrants arrive before the rows of those who left are free again.
_FIRM_ROWS = 1.04
#: Loans and limits live at once per firm, with the room the book grows by.
_LOAN_ROWS = 0.9
#: Scratch of the kernels per firm: two work arrays and lists of rows; and what drawing and sorting the firms of the
#: start takes beside them.
_SCRATCH_BYTES, _OPENING_BYTES = 12 + 4 * 3, 75
#: Claims being worked out per firm; claims and closed loans a firm leaves per month on the tape.
_OPEN_CLAIMS, _CLAIMS_A_MONTH, _CLOSED_LOANS_A_MONTH = 0.05, 0.003, 0.03
#: What a row of the tape takes again in the table made of it at the end, which holds the live loans too.
_TABLE_ROW_BYTES = 200
#: New loans and departures a firm logs per month, with the room the logs grow by.
_GRANTS_A_MONTH, _DEPARTURES_A_MONTH = 0.02, 0.02
#: Python, numpy, numba, pandas and Mesa, the ledger's and recorder's months, and the pool of a settled opening.
_FIXED_BYTES = 420_000_000


def estimate_bytes(firms: int, months: int, burn_in: int, tape: bool, markets: int = 1) -> int:
    """Bytes one run needs for `firms` enterprises over `months` months and the burn-in before them.

    The ledger and the tape, where there is one, begin with the burn-in, the log of grants a year before month 1.
    `markets` is how many are held at once: a comparison keeps one at the end of the burn-in and runs a copy, and
    each logs who got new credit and who left, as a market with a tape does.
    """
    lived = months + burn_in
    a_firm = _FIRM_ROWS * ENTERPRISE.row_bytes() + _LOAN_ROWS * (LOAN.row_bytes() + 4)
    a_firm += _SCRATCH_BYTES + _OPENING_BYTES + _OPEN_CLAIMS * CLAIMS.row_bytes()
    if tape or markets > 1:
        a_firm += (months + min(burn_in, LEAD_MONTHS)) * _GRANTS_A_MONTH * GrantLog.row_bytes()
        a_firm += months * _DEPARTURES_A_MONTH * DepartureLog.row_bytes()
    if tape:
        a_firm += _LOAN_ROWS * _TABLE_ROW_BYTES + _CLAIMS_A_MONTH * lived * CLAIMS.row_bytes()
        a_firm += _CLOSED_LOANS_A_MONTH * lived * (LOAN.row_bytes() + _TABLE_ROW_BYTES)
    return markets * int(firms * a_firm) + 64 * AGREEMENTS.row_bytes() + 20_000 * lived + _FIXED_BYTES
