"""Loans to large firms: what they want, the lines they draw in a slump, and what a bank loses on them.

Large firms hold committed lines and draw them when sales fall; the bank must pay, and what it has left for small firms
shrinks (Ivashina and Scharfstein 2010, Journal of Financial Economics 97; Greenwald, Krainer and Paul 2020, Federal
Reserve Bank of San Francisco working paper 2020-26). They default too, more often in a slump; a bank has few of them,
so one failure is felt and banks differ in luck. Otherwise they compete for the same balance sheet as small firms, who
bear more than their share of a gap in capital, the more the less they earn the bank.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, paper, parameter, secondary
from ...ground.randomness import LARGE_FIRMS, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ALLOWANCE,
    FUNDING,
    LARGE_LOANS,
    LINES_DRAWN,
    OWN_CASH,
    REST_DEPOSITS,
    TARGET_RATIO,
    WEIGHTED,
)
from ...state.economy import Economy
from ...state.ledger import LARGE_WRITE_OFF, PAYER, PRINCIPAL_DRAWN_LARGE, PRINCIPAL_REPAID_LARGE
from .bank_balance import room_to_grow
from .funding import moved_towards


class LargeFirms(ParameterGroup, key="large_firms", title={"en": "Large firms as borrowers", "zh": "大企业贷款"}):
    """How often large firms default, how that moves with the cycle, and what lines they draw."""

    default_rate: float = parameter(
        0.010,
        unit="per year",
        low=0.0,
        high=0.5,
        meaning="Part of loans to large firms that defaults in a normal year; 0: none ever",
        zh="大企业贷款正常年份违约率（0为从不违约）",
        source=assumption("between rated firms of the classes BBB (0.15%) and B (3.1%, S&P 1981-2023)"),
    )
    default_per_gap: float = parameter(
        20.0,
        unit="per log point of output gap",
        low=0.0,
        high=200.0,
        meaning="Relative rise of their defaults for each log point the output gap falls",
        zh="产出缺口每下降一个对数点时大企业违约率的相对上升",
        source=assumption(
            "a trough of five points doubles them; rated firms' defaults doubled to tripled in recessions"
        ),
    )
    least_defaults: float = parameter(
        0.25,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Their defaults in the best of times over those of a normal year",
        zh="景气时大企业违约率相对正常年份的下限",
        source=assumption("some firms fail by their own fault"),
    )
    loss_given_default: float = parameter(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of a large firm's loan that is lost when it defaults",
        zh="大企业贷款违约损失率",
        source=assumption("supervisory 45 to 40 for senior claims (F60); worldwide banks recover 75% (F64)"),
    )
    borrowers: float = parameter(
        200.0,
        unit="firms",
        low=1.0,
        high=1e6,
        meaning="Large borrowers of a bank, all of one size: the fewer, the more banks differ in luck",
        zh="每家银行的大企业客户数（越少，各行运气差异越大）",
        source=assumption(
            "one borrower may owe a tenth of a bank's capital, 1.3% of its assets, so 77 at least; few are so large"
        ),
    )
    repriced: float = parameter(
        0.22,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of loans to large firms that is priced anew in a month and then follows the policy rate; 1: all "
        "at once",
        zh="大企业贷款每月按当期政策利率重新定价的比例（1为全部立即重定价）",
        source=secondary(
            "China Construction Bank, report of 2012",
            "53% of all its loans, those to households included, are priced anew within three months and 46% in three "
            "to twelve: 22% a month halves in three",
        ),
    )
    lines_drawn: float = parameter(
        1.0,
        unit="share of their loans per log point of output gap",
        low=0.0,
        high=20.0,
        meaning="Committed lines that large firms draw as the output gap falls below zero; 0: none",
        zh="产出缺口为负时大企业动用承诺授信额度（占其贷款）",
        source=paper(
            "Greenwald, Krainer and Paul (2020), FRBSF working paper 2020-26: in March 2020 large firms drew lines and "
            "bank lending to them rose, while small firms' term loans fell; size assumed, well below that of 2020"
        ),
    )
    lines_adjustment: float = parameter(
        0.3,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance to the lines they want drawn closed in a month, whatever the bank's capital",
        zh="授信额度动用的月调整比例（不受银行资本约束）",
        source=assumption("drawn at will and at once, paid back within the year"),
    )


def reprice_large_loans(economy: Economy) -> None:
    """Loans to large firms that are priced anew this month follow this month's policy rate."""
    part = economy.numbers.large_firms.repriced
    economy.large_priced_at = moved_towards(economy.large_priced_at, economy.policy_rate, part)


@compiled
def large_defaults(default_rate: float, output_gap: float, large: LargeFirms) -> float:
    """Defaults of large firms per year at this output gap, log points."""
    return default_rate * max(1.0 - large.default_per_gap * output_gap, large.least_defaults)


@compiled
def lose_on_large_firms(economy: Economy, b: int, output_gap: float) -> None:
    """Large firms of bank `b` default: what is recovered is repaid at once, the rest written off."""
    w, flows, large = economy.bank.whole, economy.flows, economy.numbers.large_firms
    expected = large_defaults(large.default_rate, output_gap, large) * large.borrowers / 12.0
    luck, _, _, _ = uniforms(economy.seed, b, economy.month, LARGE_FIRMS)
    count = int(expected) + (1 if luck < expected - int(expected) else 0)
    defaulted = min(whole_fen(w[LARGE_LOANS, b] * count / large.borrowers), w[LARGE_LOANS, b])
    if defaulted <= 0:
        return
    lost = min(whole_fen(defaulted * large.loss_given_default), defaulted)
    w[LARGE_LOANS, b] -= defaulted
    w[LINES_DRAWN, b] = min(w[LINES_DRAWN, b], w[LARGE_LOANS, b])
    w[OWN_CASH, b] += defaulted - lost
    w[REST_DEPOSITS, b] -= defaulted - lost
    w[ALLOWANCE, b] -= lost
    flows[PRINCIPAL_REPAID_LARGE, PAYER, b] += defaulted - lost
    flows[LARGE_WRITE_OFF, PAYER, b] += lost


@compiled
def burden_of_small_firms(
    share: float, sme_return: float, large_return: float, small_first: float, crowding_out: float, least_return: float
) -> float:
    """Part of a capital gap that small firms bear, who have this `share` of the assets: more, the less they earn.

    Their loans fall due sooner and nobody is bound to renew them, while large firms hold loans of years and committed
    lines: each yuan of theirs is cut `small_first` times as hard (Iyer and others 2014, Review of Financial Studies
    27). That they pay more while capital is scarce spares them nothing: it is the price of the squeeze. Who is alone in
    the book bears all. Returns are on capital, per year.
    """
    if share >= 1.0:
        return 1.0
    lead = max(large_return - sme_return, 0.0) / max(large_return, least_return)
    small = small_first * share
    return min(1.0, small / (small + 1.0 - share) * (1.0 + crowding_out * lead))


@compiled
def return_on_large_firms(economy: Economy, b: int) -> float:
    """What a yuan of capital in loans to large firms earns bank `b` per year, in normal times."""
    p, pricing, large = economy.numbers.banking, economy.numbers.loan_pricing, economy.numbers.large_firms
    funding = economy.bank.real[FUNDING, b]
    margin = economy.policy_rate + pricing.large_firm_spread - p.large_operating_cost - funding
    margin -= large.default_rate * large.loss_given_default
    return margin / (pricing.risk_weight_large * economy.bank.real[TARGET_RATIO, b]) + funding  # type: ignore[no-any-return]


@compiled
def lend_to_large_firms(economy: Economy, b: int, capital: int, assets: float, output_gap: float) -> tuple[int, float]:
    """Loans to large firms move towards what they want, or shrink with a gap in capital; lines are drawn at will.

    Returns the fen lent, negative if called back, and the part of such a gap that small firms bear.
    """
    w, flows, p, large = economy.bank.whole, economy.flows, economy.numbers.banking, economy.numbers.large_firms
    gap = room_to_grow(b, float(capital), float(assets), economy)
    share = w[WEIGHTED, b] / max(assets, 1.0)
    sme_share = burden_of_small_firms(
        share, economy.sme_return, return_on_large_firms(economy, b), p.small_first, p.crowding_out, p.least_return
    )
    usual = economy.large_at_start[b]
    lines = large.lines_adjustment * (usual * large.lines_drawn * max(-output_gap, 0.0) - w[LINES_DRAWN, b])
    term = w[LARGE_LOANS, b] - w[LINES_DRAWN, b]
    change = p.large_adjustment * (usual * (1.0 + p.large_demand_slope * output_gap) - term)
    if gap < 0.0:
        weight = economy.numbers.loan_pricing.risk_weight_large
        change = min(change, 0.0) + p.adjustment * (1.0 - sme_share) * gap / weight
    drawn = max(whole_fen(lines), -w[LINES_DRAWN, b])
    lent = drawn + max(whole_fen(change), -term)  # no more comes back than is out
    w[LINES_DRAWN, b] += drawn
    w[LARGE_LOANS, b] += lent
    w[OWN_CASH, b] -= lent
    w[REST_DEPOSITS, b] += lent
    if lent >= 0:
        flows[PRINCIPAL_DRAWN_LARGE, PAYER, b] += lent
    else:
        flows[PRINCIPAL_REPAID_LARGE, PAYER, b] -= lent
    return lent, sme_share
