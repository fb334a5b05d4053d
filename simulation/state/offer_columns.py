"""The tables of underwriting: an applicant's best offer, how each way to lend fared with a bank, what is counted."""

# How an application ended
REFUSED, OFFERED, RATIONED, GRANTED = 0, 1, 2, 3

# Columns of the offer table
(
    O_ROW,
    O_AMOUNT,
    O_ASKED,
    O_BANK,
    O_SECURITY,
    O_PRODUCT,
    O_GUARANTOR,
    O_AGREEMENT,
    O_STATUS,
    O_OFFER,
    O_TENOR,
    O_BITS,
) = range(12)
OFFER_WHOLE = 12
O_RATE, O_FEE, O_PD, O_EFFORT, O_RETURN, O_WEIGHT, O_COST, O_DRIFT, O_TAX_FREE, O_PASSED_ON = range(10)
OFFER_REAL = 10

# How a way to lend fared with a bank, for the story of a firm; columns of the trace
(
    NOT_OPEN,
    TOO_SMALL,
    NO_SCHEME,
    GUARANTOR_CLOSED,
    GUARANTOR_FULL,
    GUARANTOR_REFUSED,
    TOO_RISKY,
    ABOVE_THE_CAP,
    POSSIBLE,
) = range(9)
(
    T_OUTCOME,
    T_AMOUNT,
    T_RATE,
    T_FEE,
    T_PD,
    T_EFFORT,
    T_RELIEF,
    T_COST,
    T_GUARANTOR_PD,
    T_EXPECTED_LOSS,
    T_TRUE_PD,
    T_TENOR,
    T_IN_ALL,
) = range(13)
TRACE = 13
#: Banks that may look at one application: the house bank and four others.
MOST_LOOKS = 5

# Counters of underwriting
(
    C_APPLICATIONS,
    C_GRANTED,
    C_REFUSED,
    C_PARTIAL,
    C_ASKED_FEN,
    C_GRANTED_FEN,
    C_RATE_FEN,
    C_EFFORT,
    C_GUARANTOR_ASKED,
    C_GUARANTOR_AGREED,
    C_FIRST,
    C_RATIONED,
    C_COST_FEN,
    C_FOUND_ELSEWHERE,
    C_SUPPORTED_FEN,
    C_SUPPORTED_ADDITIONAL_FEN,
    C_AWARDS,
    C_HONEST,
    C_HONEST_REFUSED,
    C_OPAQUE,
    C_OPAQUE_REFUSED,
    C_PASSED_ON,
) = range(22)
UNDERWRITING_COUNTERS = 22
