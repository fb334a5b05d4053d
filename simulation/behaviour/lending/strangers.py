"""What a bank knows of another bank's client: what the credit bureau shows of it, and why it may have come.

Almost every firm asks its own bank first, so one that turns to another has mostly been turned down by a bank that knew
it better: the pool that strangers meet is worse than that of all applicants, and whoever lends without allowing for it
wins the bad ones (Sharpe 1990, Journal of Finance 45, with von Thadden 2004, Finance Research Letters 1;
Dell'Ariccia and Marquez 2006, Journal of Finance 61). A client whose bank merely has no capital left cannot show it and
is taken for one of them. Against it speaks only what others can verify: payments met, month by month, in the bureau's
record (Pagano and Jappelli 1993, Journal of Finance 48; Padilla and Pagano 2000, European Economic Review 44).
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter
from ...state.economy import Economy
from ...state.enterprise_columns import BORROWED, MISSED, PUNCTUAL_SINCE


class Strangers(ParameterGroup, key="strangers", title={"en": "Another bank's client", "zh": "他行客户"}):
    """What a bank makes of a firm that it does not know."""

    turned_away: float = parameter(
        2.1,
        unit="log odds",
        low=0.0,
        high=10.0,
        meaning="Mean log odds of default of applicants whom their own bank has turned down, over those of all: what "
        "another bank supposes of a firm that comes to it; 0: it supposes nothing",
        zh="被主办行拒绝的申请人违约对数几率均值高于全部申请人的幅度：他行据此推断前来申请的企业（为0表示不作推断）",
        source=calibrated(
            "fitted log odds of 1,405 applicants turned down by their own bank less those of all 8,173, three seeds of "
            "the baseline; that strangers reckon with it: Dell'Ariccia and Marquez (2006)"
        ),
    )
    record_shared: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="What a year of payments met tells a bank that reads of it in the credit bureau, over what a year of "
        "relationship tells the firm's own bank; 0: it tells nothing",
        zh="征信记录中每一年按时还款对他行的信息价值，相对主办行一年往来关系（为0表示无作用）",
        source=assumption(
            "payments are most of what a bank sees of a small borrower, orders and people are not in the record; that "
            "it tells: Kallberg and Udell (2003), Journal of Banking and Finance 27"
        ),
    )


@compiled
def punctual_months(economy: Economy, i: int) -> int:
    """Months in which the firm in row `i` has met every payment to banks: none if it never borrowed, or is late."""
    firm = economy.firm
    if firm.tag[BORROWED, i] == 0 or firm.tag[MISSED, i] > 0:
        return 0
    return max(economy.month - firm.index[PUNCTUAL_SINCE, i], 0)
