"""Public money for firms themselves, whatever they borrow: payment, investment, equity."""

from typing import Any

from ...ground.compiled import compiled
from ...ground.mathematics import exponential
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.enterprise_columns import BANK, CASH, FIXED_ASSETS, LEVERAGE, PRODUCTIVITY, QUALITY, REGION, YEAR_SALES
from ...state.ledger import INVESTMENT, OWNER_CAPITAL, PAYEE, PAYER
from .loan_support import charge_programme


@compiled
def support_firm(r: int, i: int, amount: int, route: int, firm: Any, programme: Any, accounts: Any, flows: Any) -> int:
    """Government pays up to `amount` fen to the firm in row `i` under programme `r`; returns fen paid."""
    paid = charge_programme(r, amount, firm.tag[REGION, i], programme, accounts)
    firm.whole[CASH, i] += paid
    flows[route, PAYER, 0] += paid
    flows[route, PAYEE, firm.tag[BANK, i]] += paid
    return paid


@compiled
def invest(i: int, amount: int, firm: Any, bank: Any, flows: Any) -> None:
    """The firm in row `i` turns `amount` fen of its cash into fixed assets.

    A lump of new capital works at the firm's lasting level, not at that of a lucky year: productivity becomes the mean
    of the old capital's and of what hidden quality makes of the new.
    """
    house = firm.tag[BANK, i]
    capital = firm.whole[FIXED_ASSETS, i]
    if amount > 0 and capital + amount > 0:
        lasting = min(exponential(firm.real[QUALITY, i]), firm.real[PRODUCTIVITY, i])
        worked = firm.real[PRODUCTIVITY, i] * capital + lasting * amount
        firm.real[PRODUCTIVITY, i] = worked / (capital + amount)
    firm.whole[CASH, i] -= amount
    firm.whole[FIXED_ASSETS, i] += amount
    bank.whole[REST_DEPOSITS, house] += amount
    flows[INVESTMENT, PAYER, house] += amount


@compiled
def use_equity(i: int, equity: int, invested: float, debt_replaced: float, firm: Any, bank: Any, flows: Any) -> None:
    """Equity just paid in: part is invested at once, and it replaces `debt_replaced` of wanted bank debt a yuan."""
    invest(i, whole_fen(invested * equity), firm, bank, flows)
    less_debt = debt_replaced * (equity / max(firm.whole[YEAR_SALES, i], 1))
    firm.real[LEVERAGE, i] = max(firm.real[LEVERAGE, i] - less_debt, 0.0)


@compiled
def raise_equity(i: int, equity: int, invested: float, debt_replaced: float, firm: Any, bank: Any, flows: Any) -> None:
    """New owners pay `equity` fen into the firm in row `i`, which puts it to use."""
    house = firm.tag[BANK, i]
    firm.whole[CASH, i] += equity
    bank.whole[REST_DEPOSITS, house] -= equity
    flows[OWNER_CAPITAL, PAYER, house] += equity
    use_equity(i, equity, invested, debt_replaced, firm, bank, flows)
