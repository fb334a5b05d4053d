"""Every transfer between sectors, and the audit that compares it with the stocks.

Kernels change stocks in columns and add the same integer here, by route and by the bank whose book is touched.
A route is a purpose with its payer and payee. Once a month the audit re-sums every stock from the columns and
compares it with the opening stock plus the ledger, bank by bank, in whole fen, without tolerance.
"""

from dataclasses import dataclass

import numpy as np

from ..ground.compiled import kernel
from ..ground.errors import BooksError, RunError, Sentence, listed

PAYER, PAYEE = 0, 1

#: Largest stock of one bank, in fen: sums over all banks and a year of flows stay within 64 bits.
LARGEST_STOCK = 1 << 57

#: Sectors that keep their money as a deposit at a bank.
DEPOSITORS = ("enterprise", "rest_of_economy", "guarantor", "reguarantor", "fund")
INSTITUTIONS = ("guarantor", "reguarantor", "fund")


@dataclass(frozen=True)
class Route:
    """A purpose with its payer and payee sector, and what it does to stocks other than money.

    `effects` are (stock, side, sign): the amount posted on that side changes that stock of that bank.
    `payment` is False for revaluations and accruals, which move no money.
    """

    purpose: str
    payer: str
    payee: str
    payment: bool
    effects: tuple[tuple[str, int, int], ...]


ROUTES: list[Route] = []

#: Stocks the audit follows, all in fen and by bank (position 0 where no bank is concerned).
STOCKS = (
    "deposits_enterprise",
    "deposits_rest_of_economy",
    "deposits_guarantor",
    "deposits_reguarantor",
    "deposits_fund",
    "loans_enterprise",
    "loans_large_firms",
    "reserves",
    "bonds",
    "advances",
    "relending",
    "allowances",
    "government_account",
    "bonds_central_bank",
    "foreign_assets",
    "receivables",
    "inventory",
    "fixed_assets",
    "informal_debt",
    "late_bills",
)
STOCK = {name: position for position, name in enumerate(STOCKS)}


def _route(purpose: str, payer: str, payee: str, *effects: tuple[str, int, int], payment: bool = True) -> int:
    moves: list[tuple[str, int, int]] = list(effects)
    if payment:
        for sector, side, sign in ((payer, PAYER, -1), (payee, PAYEE, 1)):
            if sector in DEPOSITORS:
                moves += [(f"deposits_{sector}", side, sign), ("reserves", side, sign)]
            elif sector == "bank":
                moves.append(("reserves", side, sign))
            elif sector == "government":
                moves.append(("government_account", side, sign))
    ROUTES.append(Route(purpose, payer, payee, payment, tuple(moves)))
    return len(ROUTES) - 1


SALES = _route("sales", "rest_of_economy", "enterprise")
COLLECTIONS = _route("collections", "rest_of_economy", "enterprise", ("receivables", PAYER, -1))
SALES_BETWEEN = _route("sales", "enterprise", "enterprise", ("receivables", PAYEE, -1))
PURCHASES = _route("purchases", "enterprise", "rest_of_economy")
INVESTMENT = _route("investment", "enterprise", "rest_of_economy", ("fixed_assets", PAYER, 1))
WAGES = _route("wages", "enterprise", "rest_of_economy")
TAX = _route("tax", "enterprise", "government")
CHARGE = _route("charge", "enterprise", "government")
TAX_BANK = _route("tax", "bank", "government")
SUBSIDY = _route("subsidy", "government", "enterprise")
SUBSIDY_BANK = _route("subsidy", "government", "bank")
SUBSIDY_GUARANTOR = _route("subsidy", "government", "guarantor")
GRANT = _route("grant", "government", "enterprise")
INTEREST = _route("interest", "enterprise", "bank")
INTEREST_LARGE = _route("interest", "rest_of_economy", "bank")
INTEREST_INFORMAL = _route("interest", "enterprise", "rest_of_economy")
DEPOSIT_INTEREST_ENTERPRISE = _route("deposit_interest", "bank", "enterprise")
DEPOSIT_INTEREST_REST = _route("deposit_interest", "bank", "rest_of_economy")
DEPOSIT_INTEREST_GUARANTOR = _route("deposit_interest", "bank", "guarantor")
DEPOSIT_INTEREST_REGUARANTOR = _route("deposit_interest", "bank", "reguarantor")
DEPOSIT_INTEREST_FUND = _route("deposit_interest", "bank", "fund")
PRINCIPAL_DRAWN = _route("principal_drawn", "bank", "enterprise", ("loans_enterprise", PAYER, 1))
PRINCIPAL_DRAWN_LARGE = _route("principal_drawn", "bank", "rest_of_economy", ("loans_large_firms", PAYER, 1))
PRINCIPAL_REPAID = _route("principal_repaid", "enterprise", "bank", ("loans_enterprise", PAYEE, -1))
PRINCIPAL_REPAID_LARGE = _route("principal_repaid", "rest_of_economy", "bank", ("loans_large_firms", PAYEE, -1))
LOAN_FEE = _route("fee", "enterprise", "rest_of_economy")
GUARANTEE_FEE = _route("guarantee_fee", "enterprise", "guarantor")
REGUARANTEE_FEE = _route("guarantee_fee", "guarantor", "reguarantor")
PAYOUT_GUARANTOR = _route("guarantee_payout", "guarantor", "bank", ("loans_enterprise", PAYEE, -1))
PAYOUT_REGUARANTOR = _route("guarantee_payout", "reguarantor", "bank", ("loans_enterprise", PAYEE, -1))
PAYOUT_FUND = _route("guarantee_payout", "fund", "bank", ("loans_enterprise", PAYEE, -1))
PAYOUT_GOVERNMENT = _route("guarantee_payout", "government", "bank", ("loans_enterprise", PAYEE, -1))
RECOVERY_BANK = _route("recovery", "rest_of_economy", "bank", ("loans_enterprise", PAYEE, -1))
RECOVERY_GUARANTOR = _route("recovery", "rest_of_economy", "guarantor")
RECOVERY_REGUARANTOR = _route("recovery", "rest_of_economy", "reguarantor")
RECOVERY_FUND = _route("recovery", "rest_of_economy", "fund")
RECOVERY_GOVERNMENT = _route("recovery", "rest_of_economy", "government")
RECOVERY_DEBTOR = _route("recovery", "enterprise", "bank", ("loans_enterprise", PAYEE, -1))
FUND_CONTRIBUTION = _route("fund_contribution", "government", "fund")
FUND_RETURN = _route("fund_contribution", "fund", "government")
CAPITAL_GUARANTOR = _route("capital_injection", "government", "guarantor")
CAPITAL_REGUARANTOR = _route("capital_injection", "government", "reguarantor")
CAPITAL_RETURNED_GUARANTOR = _route("capital_returned", "guarantor", "government")
CAPITAL_RETURNED_REGUARANTOR = _route("capital_returned", "reguarantor", "government")
DIVIDEND = _route("dividend", "bank", "rest_of_economy")
DIVIDEND_GUARANTOR = _route("dividend", "guarantor", "rest_of_economy")
DIVIDEND_INSURER = _route("dividend", "fund", "rest_of_economy")
OWNER_DRAWING = _route("owner_drawing", "enterprise", "rest_of_economy")
OWNER_CAPITAL = _route("owner_capital", "rest_of_economy", "enterprise")
OWNER_CAPITAL_GUARANTOR = _route("owner_capital", "rest_of_economy", "guarantor")
EQUITY_STAKE = _route("equity_stake", "government", "enterprise")
EQUITY_SOLD = _route("equity_stake", "rest_of_economy", "government")
BANK_COST = _route("bank_operating_cost", "bank", "rest_of_economy")
GUARANTOR_COST = _route("guarantor_operating_cost", "guarantor", "rest_of_economy")
REGUARANTOR_COST = _route("guarantor_operating_cost", "reguarantor", "rest_of_economy")
GOVERNMENT_PURCHASES = _route("purchases", "government", "rest_of_economy")
BOND_ISSUE = _route("bond_issue", "bank", "government", ("bonds", PAYER, 1))
BOND_REDEEMED = _route("bond_redeemed", "government", "bank", ("bonds", PAYEE, -1))
BOND_INTEREST = _route("bond_interest", "government", "bank")
BOND_INTEREST_CENTRAL_BANK = _route("bond_interest", "government", "central_bank")
FOREIGN_INTEREST = _route("foreign_interest", "rest_of_economy", "central_bank")
CENTRAL_BANK_PROFIT = _route("central_bank_profit", "central_bank", "government")
RESERVE_INTEREST = _route("reserve_interest", "central_bank", "bank")
ADVANCE = _route("advance", "central_bank", "bank", ("advances", PAYEE, 1))
ADVANCE_REPAID = _route("advance", "bank", "central_bank", ("advances", PAYER, -1))
RELENDING_DRAWN = _route("relending", "central_bank", "bank", ("relending", PAYEE, 1))
RELENDING_REPAID = _route("relending", "bank", "central_bank", ("relending", PAYER, -1))
RELENDING_INTEREST = _route("advance_interest", "bank", "central_bank")
ADVANCE_INTEREST = _route("advance_interest", "bank", "central_bank")
INFORMAL_LOAN = _route("informal_loan", "rest_of_economy", "enterprise", ("informal_debt", PAYEE, 1))
INFORMAL_REPAYMENT = _route("informal_repayment", "enterprise", "rest_of_economy", ("informal_debt", PAYER, -1))
RESOLUTION = _route("resolution", "government", "bank")
REBALANCING = _route("interbank_transfer", "rest_of_economy", "rest_of_economy")

LATE_BILLS_PAID = _route("late_bills_paid", "enterprise", "rest_of_economy", ("late_bills", PAYER, -1))

INVOICED = _route("trade_credit", "rest_of_economy", "enterprise", ("receivables", PAYEE, 1), payment=False)
RECEIVABLES_LOST = _route("write_off", "enterprise", "rest_of_economy", ("receivables", PAYER, -1), payment=False)
WRITE_OFF = _route(
    "write_off",
    "bank",
    "enterprise",
    ("loans_enterprise", PAYER, -1),
    ("allowances", PAYER, -1),
    payment=False,
)
LATE_BILLS = _route("supplier_credit", "rest_of_economy", "enterprise", ("late_bills", PAYEE, 1), payment=False)
LATE_BILLS_LOST = _route("late_bills_lost", "rest_of_economy", "enterprise", ("late_bills", PAYEE, -1), payment=False)
INFORMAL_LOST = _route("write_off", "rest_of_economy", "enterprise", ("informal_debt", PAYEE, -1), payment=False)
PROVISION = _route("provision", "bank", "bank", ("allowances", PAYER, 1), payment=False)
DEPRECIATION = _route("depreciation", "enterprise", "enterprise", ("fixed_assets", PAYER, -1), payment=False)
FIXED_ASSETS_LOST = _route("fixed_assets", "enterprise", "enterprise", ("fixed_assets", PAYER, -1), payment=False)
INVENTORY_CHANGE = _route("inventory", "enterprise", "enterprise", ("inventory", PAYER, 1), payment=False)
LARGE_WRITE_OFF = _route(
    "write_off",
    "bank",
    "rest_of_economy",
    ("loans_large_firms", PAYER, -1),
    ("allowances", PAYER, -1),
    payment=False,
)

SAME_BANK = (
    SALES, COLLECTIONS, PURCHASES, INVESTMENT, WAGES, INTEREST_INFORMAL, DEPOSIT_INTEREST_ENTERPRISE,
    DEPOSIT_INTEREST_REST, OWNER_DRAWING, OWNER_CAPITAL, BANK_COST, DIVIDEND, INTEREST_LARGE,
    PRINCIPAL_DRAWN_LARGE, PRINCIPAL_REPAID_LARGE, INFORMAL_LOAN, INFORMAL_REPAYMENT, RECOVERY_BANK, INVOICED,
    LATE_BILLS, LATE_BILLS_PAID, LATE_BILLS_LOST, LOAN_FEE,
    RECEIVABLES_LOST, WRITE_OFF, INFORMAL_LOST, PROVISION, DEPRECIATION, FIXED_ASSETS_LOST, INVENTORY_CHANGE,
    LARGE_WRITE_OFF,
)  # fmt: skip
"""Routes whose payer and payee keep their money at one bank: kernels post the payer's side, `mirror` the other."""


def _effect_matrix() -> np.ndarray:
    matrix = np.zeros((len(STOCKS), len(ROUTES), 2), np.int64)
    for position, route in enumerate(ROUTES):
        for stock, side, sign in route.effects:
            matrix[STOCK[stock], position, side] += sign
    return matrix


_EFFECTS = _effect_matrix()
#: The same as a list, because nearly all of the matrix is zero: stock, route, side and sign of each effect.
_EFFECT_LIST = np.array([(*place, _EFFECTS[tuple(place)]) for place in np.argwhere(_EFFECTS)])
_MIRRORED = np.array(SAME_BANK)

#: What stands at a bank's own place; government and central bank stand at place 0 whichever bank that is.
_OF_THE_STATE = ("government_account", "bonds_central_bank", "foreign_assets")
_STOCK_OF_A_BANK = np.array([name not in _OF_THE_STATE for name in STOCKS])
_SIDE_AT_A_BANK = np.array(
    [[sector not in ("government", "central_bank") for sector in (route.payer, route.payee)] for route in ROUTES]
)


class Ledger:
    """Flows of the month by route, side and bank, the opening stocks, and the totals of past months."""

    def __init__(self, banks: int) -> None:
        self.banks = banks
        self.flows = np.zeros((len(ROUTES), 2, banks), np.int64)
        self.opening = np.zeros((len(STOCKS), banks), np.int64)
        self.months: list[int] = []
        self.history: list[np.ndarray] = []

    def post(self, route: int, payer_bank: int, payee_bank: int, amount: int) -> None:
        """Record one transfer of `amount` fen from an account at one bank to an account at another."""
        self.flows[route, PAYER, payer_bank] += amount
        self.flows[route, PAYEE, payee_bank] += amount

    def merge_bank(self, failed: int, acquirer: int) -> None:
        """The opening stocks and the month's flows of a bank are another's from now on."""
        for amounts, moves in ((self.opening, _STOCK_OF_A_BANK), (self.flows, _SIDE_AT_A_BANK)):
            passed = np.where(moves, amounts[..., failed], 0)
            amounts[..., acquirer] += passed
            amounts[..., failed] -= passed

    def mirror(self) -> None:
        """Copy the payer's side to the payee's for routes that stay within one bank."""
        self.flows[_MIRRORED, PAYEE] = self.flows[_MIRRORED, PAYER]

    def totals(self) -> np.ndarray:
        """Fen posted by route this month, shape (routes,)."""
        return self.flows[:, PAYER].sum(axis=1)

    def audit(self, month: int, closing: np.ndarray) -> None:
        """Compare closing stocks, shape (stocks, banks), with opening stocks plus the ledger; raise on one fen.

        Raises BooksError naming month, sector or stock, bank, purposes that touch it, and the amount.
        """
        paid, received = self.flows.sum(axis=2).T
        if not np.array_equal(paid, received):
            position = int(np.nonzero(paid != received)[0][0])
            route = ROUTES[position]
            raise BooksError(
                Sentence(
                    "month {month}: {purpose} from {payer} to {payee}: {paid} fen left the payer and {received} fen "
                    "reached the payee, a break of {gap} fen",
                    "第 {month} 个月：由 {payer} 付给 {payee} 的 {purpose}：付出 {paid} 分，收到 {received} 分，"
                    "相差 {gap} 分",
                    month=month,
                    purpose=route.purpose,
                    payer=route.payer,
                    payee=route.payee,
                    paid=int(paid[position]),
                    received=int(received[position]),
                    gap=int(received[position] - paid[position]),
                )
            )
        expected = self.opening.copy()
        add_effects(expected, self.flows, _EFFECT_LIST)
        if not np.array_equal(expected, closing):
            stock, bank = (int(k) for k in np.argwhere(expected != closing)[0])
            purposes = sorted(
                {
                    route.purpose
                    for position, route in enumerate(ROUTES)
                    if _EFFECTS[stock, position].any() and self.flows[position, :, bank].any()
                }
            )
            none = Sentence("no purpose posted", "没有记账的用途")
            raise BooksError(
                Sentence(
                    "month {month}: {stock} of bank {bank} stand {closing} fen in the columns and {expected} fen by "
                    "the ledger, a break of {gap} fen in {purposes}",
                    "第 {month} 个月：银行 {bank} 的 {stock} 按各列为 {closing} 分，按账簿为 {expected} 分，"
                    "相差 {gap} 分，涉及 {purposes}",
                    month=month,
                    stock=STOCKS[stock],
                    bank=bank,
                    closing=int(closing[stock, bank]),
                    expected=int(expected[stock, bank]),
                    gap=int(closing[stock, bank] - expected[stock, bank]),
                    purposes=listed(purposes, " or ", " 或 ") if purposes else none,
                )
            )
        check_stocks(month, closing)
        self.opening = closing.copy()

    def close(self, month: int) -> None:
        """Keep the month's totals and clear the flows."""
        self.months.append(month)
        self.history.append(self.totals())
        self.flows[:] = 0


def check_stocks(month: int, closing: np.ndarray) -> None:
    """Every stock that cannot be negative is not, at every bank, and none is so large that a sum of it could wrap.

    Raises RunError naming month, stock, bank and amount.
    """
    wrong = (closing < 0) & _STOCK_OF_A_BANK[:, None] | (np.abs(closing) > LARGEST_STOCK)
    if wrong.any():
        stock, bank = (int(k) for k in np.argwhere(wrong)[0])
        amount = int(closing[stock, bank])
        said = Sentence("a stock that cannot be negative", "该存量不得为负")
        if amount >= 0 or not _STOCK_OF_A_BANK[stock]:
            said = Sentence("more than whole numbers of 64 bits can be trusted with", "超出 64 位整数可安全表示的范围")
        raise RunError(
            Sentence(
                "month {month}: {stock} of bank {bank} are {amount} fen, {reason}.",
                "第 {month} 个月：银行 {bank} 的 {stock} 为 {amount} 分，{reason}。",
                month=month,
                stock=STOCKS[stock],
                bank=bank,
                amount=amount,
                reason=said,
            )
        )


@kernel
def add_effects(stocks: np.ndarray, flows: np.ndarray, effects: np.ndarray) -> None:
    """Add what the flows changed to the stocks; `effects` lists stock, route, side and sign."""
    for k in range(len(effects)):
        stock, route, side, sign = effects[k, 0], effects[k, 1], effects[k, 2], effects[k, 3]
        for bank in range(stocks.shape[1]):
            stocks[stock, bank] += sign * flows[route, side, bank]
