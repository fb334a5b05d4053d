"""The tables of underwriting: each applicant's best offer, and how each way to lend fared with a bank."""

# How an application ended
REFUSED, OFFERED, RATIONED, GRANTED = 0, 1, 2, 3

# Columns of the table of offers, a row an applicant: whole numbers, then real ones
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
    O_GUARANTOR_ASKED,  # banks that put it to a guarantor
    O_GUARANTOR_AGREED,  # of them those where one agreed
    O_ADDITIONAL,  # 1 where it is supported and would not have been granted without
) = range(15)
OFFER_WHOLE = 15
(
    O_RATE,
    O_FEE,
    O_PD,
    O_EFFORT,
    O_RETURN,
    O_WEIGHT,
    O_COST,
    O_DRIFT,
    O_TAX_FREE,
    O_PASSED_ON,
    O_PROCESSING,  # yuan that the loan costs the bank once: processing and screening
    O_TURN,  # luck of the applicant among those whose loans would earn the bank the same
) = range(12)
OFFER_REAL = 12

# How a way to lend fared with a bank
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
#: What a bank made of each way to lend: how it fared, and as far as it got amount in yuan, rates per year, shares.
(
    W_OUTCOME,
    W_AMOUNT,
    W_RATE,
    W_FEE,
    W_PD,
    W_EFFORT,
    W_RELIEF,
    W_COST,
    W_GUARANTOR_PD,
    W_EXPECTED_LOSS,
    W_TENOR,
    W_IN_ALL,
) = range(12)
WEIGHED = 12
#: Banks that may look at one application: the house bank and four others.
MOST_LOOKS = 5
