"""How much memory a run will take, told before it starts."""

from .observe.grants import DepartureLog, GrantLog
from .state.bank_columns import AGREEMENTS
from .state.enterprise_columns import ENTERPRISE
from .state.loan_columns import CLAIMS, LOAN

#: Rows allocated per firm of the start: entrants arrive before the rows of those who left are free again.
_FIRM_ROWS = 1.04
#: Loans and limits live at once per firm, with the room the book grows by.
_LOAN_ROWS = 0.9
#: Scratch of the kernels per firm: two work arrays and lists of rows.
_SCRATCH_BYTES = 12 + 4 * 3
#: Claims being worked out per firm; claims and closed loans a firm leaves per month on the tape.
_OPEN_CLAIMS, _CLAIMS_A_MONTH, _CLOSED_LOANS_A_MONTH = 0.05, 0.003, 0.03
#: New loans and departures a firm logs per month, with the room the logs grow by.
_GRANTS_A_MONTH, _DEPARTURES_A_MONTH = 0.02, 0.02
#: Python, numpy, numba, pandas and Mesa, and the ledger's and recorder's months.
_FIXED_BYTES = 300_000_000


def estimate_bytes(firms: int, months: int, tape: bool, markets: int = 1) -> int:
    """Bytes one run needs for `firms` enterprises over `months` months, burn-in included, with or without the tape.

    `markets` is how many are held at once: a comparison keeps one at the end of the burn-in and runs a copy, and
    each logs who got new credit and who left, as a market with a tape does.
    """
    a_firm = _FIRM_ROWS * ENTERPRISE.row_bytes() + _LOAN_ROWS * (LOAN.row_bytes() + 4) + _SCRATCH_BYTES
    a_firm += _OPEN_CLAIMS * CLAIMS.row_bytes()
    if tape or markets > 1:
        a_firm += months * (_GRANTS_A_MONTH * GrantLog.row_bytes() + _DEPARTURES_A_MONTH * DepartureLog.row_bytes())
    if tape:
        a_firm += _CLAIMS_A_MONTH * months * CLAIMS.row_bytes()
        a_firm += _CLOSED_LOANS_A_MONTH * months * (LOAN.row_bytes() + 200)
    return markets * int(firms * a_firm) + 64 * AGREEMENTS.row_bytes() + 20_000 * months + _FIXED_BYTES
