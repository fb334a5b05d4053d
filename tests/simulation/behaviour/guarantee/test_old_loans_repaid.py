"""Old loans repaid out of guaranteed ones: how large a part, of which loan, and what becomes of it."""

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.guarantee.old_loans_repaid import OldLoans, part_for_old_loan
from smecredit.simulation.phases.underwrite import have_old_loans_repaid
from smecredit.simulation.state import offer_columns as oc

#: One yuan, in fen.
Y = 100
PLEDGED, GUARANTEED, PRIVATE_GUARANTEE = 1, 2, 1
REVOLVING_LINE, TAX_CREDIT_LOAN = 1, 5
#: Of a guaranteed loan of 2,000,000 yuan, at half cover and the usual risk, 0.48 repays an older one.
NUMBERS = {"old_loans.repaid": 0.96, "old_loans.usual_risk": 0.02, "old_loans.most": 0.8}
PAID = 960_000 * Y
#: Guarantees for all who ask, out of which old loans are repaid in full.
WIDE = {
    "guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0, "old_loans.repaid": 1.0, "old_loans.most": 1.0,
    "old_loans.usual_risk": 0.002, "economy.burn_in": 3,
}  # fmt: skip


class Granted:
    """A firm with one old loan, to which its bank has just paid out a guaranteed one of 2,000,000 yuan."""

    def __init__(self, market, old: dict | None = None, **numbers: float) -> None:
        self.market = market
        economy = market.market.economy
        for path, value in {**NUMBERS, **numbers}.items():
            economy.numbers.restate(path, value)
        market.agreement(PRIVATE_GUARANTEE).set(relief=0.5, credibility=1.0)
        self.guarantor = 1
        market.guarantor(self.guarantor).set(acceptance=1.0)
        self.firm, self.old = market.borrower(**(old or {}))
        market.alone(self.firm)
        self.firm["cash"] = 3_000_000 * Y
        self.new = market.second_loan(
            self.old, guarantor=self.guarantor, agreement=PRIVATE_GUARANTEE, security=GUARANTEED,
            balance=2_000_000 * Y, amount=2_000_000 * Y, product=0,
        )  # fmt: skip

    def offers(self, **cells: int) -> np.ndarray:
        """The table of offers, with this firm's alone."""
        offer = np.zeros((1, oc.OFFER_WHOLE), np.int64)
        told = {
            oc.O_ROW: self.firm.row, oc.O_AMOUNT: 2_000_000 * Y, oc.O_BANK: self.old["bank"],
            oc.O_SECURITY: GUARANTEED, oc.O_GUARANTOR: self.guarantor, oc.O_AGREEMENT: PRIVATE_GUARANTEE,
            oc.O_STATUS: oc.GRANTED,
        }  # fmt: skip
        for column, value in {**told, **{getattr(oc, name): value for name, value in cells.items()}}.items():
            offer[0, column] = value
        return offer

    def repay(self, pd: float = 0.02, **cells: int) -> None:
        """The bank has its old loan repaid, at this probability of default a year."""
        terms = np.zeros((1, oc.OFFER_REAL))
        terms[0, oc.O_PD] = pd
        have_old_loans_repaid(self.market.market.economy, self.offers(**cells), terms)


class TestPart:
    @pytest.mark.parametrize(
        ("cover", "pd", "part"),
        [
            # Three tenths at full cover and the usual risk,
            (1.0, 0.02, 0.3),
            # in proportion to cover and to risk,
            (0.8, 0.02, 0.24),
            (1.0, 0.01, 0.15),
            (0.8, 0.04, 0.48),
            # nothing of a loan that is not covered, or whose bank sees no risk,
            (0.0, 0.02, 0.0),
            (1.0, 0.0, 0.0),
            # and never more than two thirds.
            (1.0, 0.04, 0.6),
            (1.0, 0.05, 2.0 / 3.0),
            (1.0, 1.0, 2.0 / 3.0),
        ],
    )
    def test_worked_by_hand(self, cover: float, pd: float, part: float) -> None:
        p = OldLoans(repaid=0.3, usual_risk=0.02, most=2.0 / 3.0).numbers()
        assert part_for_old_loan(cover, pd, p) == pytest.approx(part)

    def test_a_euro_of_the_italian_programme_comes_with_28_cents_less(self) -> None:
        """90% cover, the usual risk: the number that the declared values are made for."""
        p = OldLoans().numbers()
        assert part_for_old_loan(0.9, p.usual_risk, p) == pytest.approx(0.28, abs=0.005)

    def test_off(self) -> None:
        assert part_for_old_loan(1.0, 1.0, OldLoans(repaid=0.0).numbers()) == 0.0


class TestWhatIsPaid:
    def test_part_of_the_new_loan_repays_the_old_one(self, small_market) -> None:
        """0.96 x half cover at the usual risk: 960,000 of 2,000,000 yuan, of an old loan of 1,200,000."""
        market = small_market()
        granted = Granted(market)
        firm, old = granted.firm, granted.old
        bank = market.bank(old["bank"])
        due_back, own_cash, debt = bank["due_back"], bank["own_cash"], firm["bank_debt"]
        paid_before = market.flow("principal_repaid", "enterprise", "bank")
        granted.repay()
        assert (old["status"], old["balance"]) == (1, 1_200_000 * Y - PAID)
        assert granted.new["balance"] == 2_000_000 * Y
        assert (firm["cash"], firm["bank_debt"], firm["loans"]) == (3_000_000 * Y - PAID, debt - PAID, 2)
        assert (bank["due_back"] - due_back, bank["own_cash"] - own_cash) == (PAID, PAID)
        assert market.flow("principal_repaid", "enterprise", "bank") - paid_before == PAID

    @pytest.mark.parametrize(
        ("trust", "cover", "paid"), [(1.0, 0.5, PAID), (0.5, 0.5, PAID // 2), (1.0, 0.25, PAID // 2)]
    )
    def test_it_follows_the_cover_on_which_the_bank_counts(
        self, small_market, trust: float, cover: float, paid: int
    ) -> None:
        market = small_market()
        granted = Granted(market)
        market.agreement(PRIVATE_GUARANTEE).set(relief=cover, credibility=trust)
        granted.repay()
        assert granted.old["balance"] == 1_200_000 * Y - paid

    def test_the_riskier_the_firm_the_more(self, small_market) -> None:
        market = small_market()
        granted = Granted(market)
        granted.repay(pd=0.01)
        assert granted.old["balance"] == 1_200_000 * Y - PAID // 2

    def test_no_more_than_the_firm_has(self, small_market) -> None:
        """Fees have taken the rest, or nothing is paid out at the grant."""
        market = small_market()
        granted = Granted(market)
        granted.firm["cash"] = 12_345
        granted.repay()
        assert (granted.firm["cash"], granted.old["balance"]) == (0, 1_200_000 * Y - 12_345)

    def test_a_loan_repaid_in_full_ends_and_its_row_is_free(self, small_market) -> None:
        market = small_market()
        granted = Granted(market, old={"balance": 400_000 * Y})
        firm, row = granted.firm, granted.old.row
        granted.repay()
        assert (granted.old["status"], granted.old["balance"]) == (0, 0)
        assert (firm["bank_debt"], firm["loans"], firm["cash"]) == (2_000_000 * Y, 1, 2_600_000 * Y)
        assert int(market.market.economy.loans.allocate(1)[0]) == row

    @pytest.mark.parametrize("off", [{"old_loans.repaid": 0.0}, {"old_loans.most": 0.0}])
    def test_off(self, small_market, off: dict) -> None:
        granted = Granted(small_market(), **off)
        granted.repay()
        assert (granted.old["status"], granted.old["balance"]) == (1, 1_200_000 * Y)

    @pytest.mark.parametrize(
        "other", [{"O_STATUS": oc.REFUSED}, {"O_STATUS": oc.RATIONED}, {"O_GUARANTOR": -1, "O_SECURITY": PLEDGED}]
    )
    def test_only_where_a_guaranteed_loan_was_granted(self, small_market, other: dict) -> None:
        granted = Granted(small_market())
        granted.repay(**other)
        assert granted.old["balance"] == 1_200_000 * Y

    def test_not_by_a_firm_that_has_failed_this_month(self, small_market) -> None:
        granted = Granted(small_market())
        granted.firm["outcome"] = 2
        granted.repay()
        assert granted.old["balance"] == 1_200_000 * Y


class TestWhichLoan:
    @pytest.mark.parametrize(
        "other",
        [
            {"bank": "another"},
            {"guarantor": 2, "agreement": PRIVATE_GUARANTEE, "security": GUARANTEED},
            {"product": REVOLVING_LINE},
            {"product": TAX_CREDIT_LOAN},
            {"status": 2},
        ],
        ids=["of another bank", "with a guarantor", "a line", "another product", "in work-out"],
    )
    def test_no_other_loan_is_repaid(self, small_market, other: dict) -> None:
        """However large, and though there is nothing else."""
        market = small_market()
        granted = Granted(market)
        if "bank" in other:
            other = {"bank": (granted.old["bank"] + 1) % market.market.economy.banks.rows}
        larger = market.second_loan(granted.old, **{"balance": 50_000_000 * Y, **other})
        granted.repay()
        assert (larger["balance"], granted.old["balance"]) == (50_000_000 * Y, 1_200_000 * Y - PAID)
        granted.old["status"] = 0
        granted.repay()
        assert larger["balance"] == 50_000_000 * Y

    def test_nor_that_of_another_firm(self, small_market) -> None:
        market = small_market()
        granted = Granted(market)
        firms = market.market.economy.firms
        alive = np.flatnonzero((firms.column("outcome") == 0) & (np.arange(firms.rows) != granted.firm.row))
        theirs = market.second_loan(granted.old, firm=int(alive[0]), balance=50_000_000 * Y)
        granted.repay()
        assert theirs["balance"] == 50_000_000 * Y

    @pytest.mark.parametrize(
        ("security", "balance", "worse"),
        [
            # With losses given default of 0.6 without security and 0.3 on a pledge: 720,000 of the first are at stake,
            (PLEDGED, 2_000_000, False),
            (PLEDGED, 3_000_000, True),
            (0, 1_100_000, False),
            (0, 1_300_000, True),
            # and of two alike the older is repaid.
            (0, 1_200_000, False),
            (PLEDGED, 2_400_000, False),
        ],
    )
    def test_that_on_which_the_bank_would_lose_most(
        self, small_market, security: int, balance: int, worse: bool
    ) -> None:
        market = small_market()
        granted = Granted(market)
        market.market.economy.lgd_by_security[:2] = 0.6, 0.3
        second = market.second_loan(granted.old, security=security, balance=balance * Y)
        granted.repay()
        repaid = (1_200_000 * Y - granted.old["balance"], balance * Y - second["balance"])
        assert repaid == ((0, PAID) if worse else (PAID, 0))

    def test_the_order_of_rows_is_irrelevant(self, small_market) -> None:
        """The older of two alike lies behind the younger one."""
        market = small_market()
        granted = Granted(market)
        older = market.second_loan(granted.old, balance=1_200_000 * Y)
        older["id"], granted.old["id"] = granted.old["id"], older["id"]
        granted.repay()
        assert (granted.old["balance"], older["balance"]) == (1_200_000 * Y, 1_200_000 * Y - PAID)


class TestInTheEconomy:
    """Guarantees for all who ask, and old loans that nearly all of them repay."""

    @staticmethod
    def lived(**sets: float) -> CreditMarket:
        """A year, whose books are audited each month."""
        return CreditMarket(load("baseline", firms=1_500, months=12, set=WIDE | sets), seed=4).run()

    def test_books_close_and_nobody_owes_what_was_repaid(self) -> None:
        market, off = self.lived(), self.lived(**{"old_loans.repaid": 0.0})
        for each in (market, off):
            economy = each.economy
            assert economy.ledger.months == list(range(-2, 13))
            loans, firms = economy.loans, economy.firms
            live = loans.column("status") == 1
            owed = np.zeros(firms.rows, np.int64)
            np.add.at(owed, loans.column("firm")[live], loans.column("balance")[live])
            assert np.array_equal(owed, firms.column("bank_debt"))
            assert (firms.column("cash") >= 0).all()
            assert (loans.column("balance")[live & (loans.column("product") == 0)] > 0).all()
        left = [each.loans.loc[each.loans["guarantor"] < 0, "balance_fen"].sum() for each in (market, off)]
        assert left[0] < 0.97 * left[1]
