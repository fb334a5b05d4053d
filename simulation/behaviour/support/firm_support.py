"""Public money for firms themselves, whatever they borrow: payment, investment, equity."""

from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, CASH, FIXED_ASSETS, LEVERAGE, REGION, YEAR_SALES
from ...state.ledger import INVESTMENT, OWNER_CAPITAL, PAYEE, PAYER
from .loan_support import charge_programme


@compiled
def support_firm(economy: Economy, r: int, i: int, amount: int, route: int) -> int:
    """Government pays up to `amount` fen to the firm in row `i` under programme `r`; returns fen paid."""
    firm, flows = economy.firm, economy.flows
    paid = charge_programme(r, amount, firm.tag[REGION, i], economy.programme, economy.accounts)
    firm.whole[CASH, i] += paid
    flows[route, PAYER, 0] += paid
    flows[route, PAYEE, firm.tag[BANK, i]] += paid
    return paid


@compiled
def invest(economy: Economy, i: int, amount: int) -> None:
    """The firm in row `i` turns `amount` fen of its cash into fixed assets, which work as those it builds itself."""
    firm = economy.firm
    house = firm.tag[BANK, i]
    firm.whole[CASH, i] -= amount
    firm.whole[FIXED_ASSETS, i] += amount
    economy.bank.whole[REST_DEPOSITS, house] += amount
    economy.flows[INVESTMENT, PAYER, house] += amount


@compiled
def use_equity(economy: Economy, i: int, equity: int, invested: float, debt_replaced: float) -> None:
    """Equity just paid in: part is invested at once, and it replaces `debt_replaced` of wanted bank debt a yuan."""
    firm = economy.firm
    invest(economy, i, whole_fen(invested * equity))
    less_debt = debt_replaced * (equity / max(firm.whole[YEAR_SALES, i], 1))
    firm.real[LEVERAGE, i] = max(firm.real[LEVERAGE, i] - less_debt, 0.0)


@compiled
def raise_equity(economy: Economy, i: int, equity: int, invested: float, debt_replaced: float) -> None:
    """New owners pay `equity` fen into the firm in row `i`, which puts it to use."""
    house = economy.firm.tag[BANK, i]
    economy.firm.whole[CASH, i] += equity
    economy.bank.whole[REST_DEPOSITS, house] -= equity
    economy.flows[OWNER_CAPITAL, PAYER, house] += equity
    use_equity(economy, i, equity, invested, debt_replaced)
