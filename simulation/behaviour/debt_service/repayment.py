"""Payment of interest and principal: what falls due, how the money is found, arrears, owners who run away.

A firm pays all its banks in a month or none: the order of its loans is irrelevant.
"""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel, unsigned
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from ...ground.randomness import ABSCONDING, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import DUE_BACK, RELEASED, REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    CASH,
    FIXED_ASSETS,
    HELD,
    HOME,
    HONESTY,
    ID,
    INFORMAL_DEBT,
    LINE,
    LINE_ROOM,
    LOANS,
    MARGIN,
    MISSED,
    OUTCOME,
    OWNER_WEALTH,
    PUNCTUAL_SINCE,
)
from ...state.ledger import OWNER_DRAWING, PAYER
from ...state.loan_columns import (
    AMOUNT,
    ANNUITY,
    ARREARS,
    BALANCE,
    DEFERRED,
    FIRM,
    GOODS,
    GUARANTOR,
    INSTALMENT,
    LENDER,
    MATURITY,
    OPENED,
    PAID_EVERY,
    PERFORMING,
    PRODUCT,
    RATE,
    STATUS,
)
from ...state.structure import REVOLVING_LINE
from ..demography.entry_exit import ABSCONDED, FAILED
from ..lending.controlled_goods import release_goods
from ..lending.instalment import months_fallen_due, steps_in
from ..trade.informal_finance import find_money
from .loan_service import draw_line, pay_interest, repay
from .moral_hazard import absconding_hazard


class Repayment(ParameterGroup, key="repayment", title={"en": "Repayment and renewal", "zh": "还款与续贷"}):
    """Renewal, bridges and arrears."""

    renewal_loss_limit: float = parameter(
        0.08,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Expected loss on its own share above which a bank does not renew",
        zh="银行拒绝续贷的自担预期损失门槛",
        source=calibrated("default rate of borrowers 1.5-5% a year; banks tolerate more in old customers than in new"),
    )
    guarantor_patience: float = parameter(
        2.0,
        unit="times the fee",
        low=0.0,
        high=50.0,
        meaning="Expected own loss, relative to the fee, above which a guarantor does not go on with an old customer",
        zh="担保机构续保可承受预期损失（费率倍数）",
        source=calibrated("default rate of borrowers 1.5-5% a year; about twice the tolerance for a new customer"),
    )
    without_repayment: float = parameter(
        0.18,
        unit="share of renewals",
        low=0.0,
        high=1.0,
        meaning="Renewals that need no repayment of principal first",
        zh="无还本续贷占比",
        source=secondary("F44", "5.6tn in May 2024, about 18% of the inclusive stock"),
    )
    sound_pd: float = parameter(
        0.05,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Estimated probability of default up to which renewal needs no repayment",
        zh="可无还本续贷的违约概率上限",
        source=assumption("for sound firms only, by the rule's wording (F45)"),
    )
    weak_pd: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Estimated risk above which a loan counts as weak in the figures shown",
        zh="统计口径：视为高风险贷款的违约概率",
        source=assumption("twice that of a sound firm; nothing in the model acts on it"),
    )
    evergreen_share: float = parameter(
        0.30,
        unit="probability at no capital above the minimum",
        low=0.0,
        high=1.0,
        meaning="Chance that a bank short of capital renews a loan it would refuse",
        zh="资本紧张银行掩盖坏账续贷的概率",
        source=assumption("Peek and Rosengren (2005) find it where capital is short; size assumed"),
    )
    months_to_default: int = parameter(
        3,
        unit="months",
        low=1,
        high=24,
        meaning="Months overdue at which a loan is in default",
        zh="认定违约的逾期月数",
        source=assumption("the 90 days of Basel and of China's five-grade rules"),
    )
    monitoring_effort: float = parameter(
        1.0,
        unit="units",
        low=0.0,
        high=10.0,
        meaning="Effort spent on a renewal",
        zh="续贷审查努力",
        source=assumption("one visit to a customer that the bank knows"),
    )
    renewal_months: int = parameter(
        0,
        unit="months",
        low=0,
        high=120,
        meaning="For how long a loan is renewed; 0: for as long as it was granted for",
        zh="续贷期限（0：与原贷款期限相同）",
        source=assumption("a bank that goes on with a borrower goes on with the kind of loan"),
    )
    cash_to_repay: float = parameter(
        1.5,
        unit="times the balance",
        low=0.0,
        high=100.0,
        meaning="Cash from which an owner who owes more than is wanted repays instead of renewing",
        zh="业主选择还清而不续贷的现金水平（贷款余额倍数）",
        source=assumption("half as much again, so that the firm is not left without cash"),
    )
    debt_to_repay: float = parameter(
        1.3,
        unit="times the debt wanted",
        low=0.0,
        high=100.0,
        meaning="Bank debt from which an owner with cash enough repays instead of renewing",
        zh="业主选择还清而不续贷的负债水平（目标负债倍数）",
        source=assumption("a debt near the one wanted would only have to be taken up again"),
    )
    capital_caution: float = parameter(
        0.5,
        unit="share of the limit",
        low=0.0,
        high=1.0,
        meaning="Part of its limit that a bank with no capital above the minimum takes back at renewal",
        zh="资本触及下限的银行收紧续贷损失门槛的比例",
        source=assumption("no sourced figure; a bank at its minimum halves its limits rather than calls them in"),
    )
    least_limit: float = parameter(
        0.1,
        unit="share of the limit",
        low=0.0,
        high=1.0,
        meaning="Part of its limit that a bank keeps at renewal, however short of capital",
        zh="续贷损失门槛收紧后的下限",
        source=assumption("the best customers are renewed by any bank"),
    )
    run_off_months: int = parameter(
        24,
        unit="months",
        low=0,
        high=120,
        meaning="Months over which a loan that is not renewed is taken back; 0: all at once",
        zh="未获续贷的贷款分期收回的月数（0：一次性收回）",
        source=assumption("supervisors tell banks not to pull out at a stroke; two years are usual in work-outs"),
    )
    run_off_margin: float = parameter(
        0.0,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin from which a bank waits for a loan that it does not renew",
        zh="银行同意分期收回未续贷款的最低现金利润率",
        source=assumption("who earns nothing can pay nothing: waiting only loses time"),
    )
    processing_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Cost of processing a renewal over that of a new loan",
        zh="续贷处理成本（相对新发放贷款）",
        source=assumption("papers and customer are known"),
    )
    sales_over_cash_kept: float = parameter(
        36.0,
        unit="yearly sales over cash",
        low=1.0,
        high=1e6,
        meaning="What a firm that repays before renewal keeps to run on: its yearly sales over this",
        zh="续贷前还本时企业留存的营运现金（年销售额除以此数）",
        source=assumption("ten days of sales, as long as the bridge lasts"),
    )


#: Where counts in columns of eight bits stop: missed months, renewals.
MOST_COUNTED = 120


@kernel
def add_up_due(economy: Economy) -> int:
    """One plus interest and principal due this month by firm row into `due`; lists the firms; returns how many."""
    loan, due, debtors = economy.loan, economy.due, economy.listed
    count = 0
    for position in range(loan.rows):
        row = unsigned(position)  # unsigned: no check for places counted from the end
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = unsigned(loan.index[FIRM, row])
        if due[i] == 0:
            due[i] = 1
            debtors[count] = loan.index[FIRM, row]
            count += 1
        due[i] += interest_due(row, loan, economy.month) + principal_due(row, loan, economy.month)
    return count


@compiled
def interest_due(row: int, loan: Blocks, month: int) -> int:
    """Interest in fen of this month and of those missed; where payments are rarer, of all months since the last."""
    return whole_fen(loan.whole[BALANCE, row] * loan.real[RATE, row] * months_due(row, loan, month) / 12.0)


@compiled
def months_due(row: int, loan: Blocks, month: int) -> int:
    """Months for which the loan in `row` has to be paid now."""
    opened, maturity = int(loan.index[OPENED, row]), int(loan.index[MATURITY, row])
    return months_fallen_due(month, int(loan.tag[ARREARS, row]), opened, maturity, int(loan.tag[PAID_EVERY, row]))


@compiled
def principal_due(row: int, loan: Blocks, month: int) -> int:
    """Principal of this month and of those missed, in fen; all of it at maturity, none while it is deferred."""
    balance = loan.whole[BALANCE, row]
    if month <= loan.index[DEFERRED, row]:
        return 0
    if month >= loan.index[MATURITY, row]:
        return balance
    payments = steps_in(months_due(row, loan, month), int(loan.tag[PAID_EVERY, row]))
    interest = interest_due(row, loan, month) if loan.tag[ANNUITY, row] else 0
    return min(max(loan.whole[INSTALMENT, row] * payments - interest, 0), balance)


@kernel
def find_payment(economy: Economy, count: int) -> None:
    """Each of the first `count` firms listed finds the money or misses the month, or its owner runs away with the cash.

    `due` is set to 0 for those who do not pay. What is drawn or borrowed for it is booked here.
    """
    firm, due = economy.firm, economy.due
    for k in range(count):
        i = economy.listed[k]
        if firm.tag[OUTCOME, i] > 1:
            due[i] = 0
        elif runs_away(i, economy):
            take_the_cash(i, economy)
            due[i] = 0
        elif finds_money(i, due[i] - 1 - firm.whole[CASH, i], economy):
            firm.tag[MISSED, i] = 0
        else:
            due[i] = 0
            firm.tag[MISSED, i] += 1
            firm.index[PUNCTUAL_SINCE, i] = economy.month
            if firm.tag[MISSED, i] >= economy.numbers.repayment.months_to_default:
                firm.tag[OUTCOME, i] = FAILED


@compiled
def runs_away(i: int, economy: Economy) -> bool:
    """Whether the owner of the firm in row `i` runs away this month."""
    firm, whole, hazard = economy.firm, economy.firm.whole, economy.numbers.moral_hazard
    if firm.real[HONESTY, i] >= hazard.threshold:
        return False
    u_flight, _, _, _ = uniforms(economy.seed, whole[ID, i], economy.month, ABSCONDING)
    debt = whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i]
    stake = whole[FIXED_ASSETS, i] + whole[OWNER_WEALTH, i] + whole[HOME, i]
    return u_flight * 12.0 < absconding_hazard(firm.real[HONESTY, i], debt, stake, firm.real[MARGIN, i], hazard)


@compiled
def take_the_cash(i: int, economy: Economy) -> None:
    """The owner of the firm in row `i` is gone, and the firm's deposit with him."""
    firm = economy.firm
    house, taken = firm.tag[BANK, i], firm.whole[CASH, i]
    firm.tag[OUTCOME, i] = ABSCONDED
    firm.whole[CASH, i] = 0
    economy.bank.whole[REST_DEPOSITS, house] += taken
    economy.flows[OWNER_DRAWING, PAYER, house] += taken


@compiled
def finds_money(i: int, need: int, economy: Economy) -> bool:
    """Cover what the firm's cash lacks, `need` fen, from its line, else from owner and private lenders.

    Returns whether there is enough. Who has missed a month may not draw on the line.
    """
    if need <= 0:
        return True
    firm, loan, bank, flows = economy.firm, economy.loan, economy.bank, economy.flows
    line = firm.index[LINE, i]
    if line >= 0 and firm.tag[MISSED, i] == 0 and economy.month < loan.index[MATURITY, line]:
        # What is drawn bears interest at once, so a little more is drawn than is due.
        drawn = whole_fen(need / (1.0 - loan.real[RATE, line] / 12.0)) + 2
        if drawn <= firm.whole[LINE_ROOM, i]:
            draw_line(i, drawn, firm, loan, bank, flows)
            return True
    return find_money(economy, i, need)


@kernel
def pay_due(economy: Economy, freed: np.ndarray) -> int:
    """Loans of the firms that found the money are served, the others fall into arrears.

    Lists rows of loans paid off in `freed`, shape (loans,); returns how many.
    """
    firm, loan, bank, due, month = economy.firm, economy.loan, economy.bank, economy.due, economy.month
    count = 0
    for position in range(loan.rows):
        row = unsigned(position)
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = unsigned(loan.index[FIRM, row])
        if due[i] == 0:
            loan.tag[ARREARS, row] = min(firm.tag[MISSED, i], MOST_COUNTED)
            continue
        interest, principal = interest_due(row, loan, month), principal_due(row, loan, month)
        pay_interest(row, i, interest, economy)
        if loan.whole[GOODS, row] > 0:
            release_goods(row, i, principal, loan.whole[BALANCE, row], firm, loan)
        repay(row, i, principal, firm, loan, bank, economy.flows)
        bank.whole[DUE_BACK, loan.tag[LENDER, row]] += principal
        loan.tag[ARREARS, row] = 0
        if month >= loan.index[MATURITY, row]:
            end_loan(row, i, economy)
            freed[count] = position
            count += 1
    return count


@compiled
def end_loan(row: int, i: int, economy: Economy) -> None:
    """The loan in `row` is repaid: its owner holds it no more, its guarantor is released."""
    firm, loan = economy.firm, economy.loan
    product, guarantor = loan.tag[PRODUCT, row], loan.tag[GUARANTOR, row]
    if product == REVOLVING_LINE:
        firm.index[LINE, i] = -1
        firm.whole[LINE_ROOM, i] = 0
    firm.tag[LOANS, i] -= 1
    firm.index[HELD, i] &= ~(1 << product)
    if guarantor >= 0:
        economy.institution.whole[RELEASED, guarantor] += loan.whole[AMOUNT, row]
    loan.tag[STATUS, row] = 0
