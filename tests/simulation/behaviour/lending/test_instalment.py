"""Schedules of repayment against the annuity formula and equal principal worked by hand: months, quarters and years."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.debt_service.deferral import put_off
from smecredit.simulation.behaviour.debt_service.repayment import interest_due, principal_due
from smecredit.simulation.behaviour.lending.instalment import (
    annuity,
    instalment,
    months_fallen_due,
    scheduled_principal,
    steps_in,
)
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.loan_columns import (
    ANNUITY,
    ARREARS,
    BALANCE,
    INSTALMENT,
    LOAN,
    MATURITY,
    OPENED,
    PAID_EVERY,
    RATE,
)
from smecredit.simulation.state.menu_columns import INSTALMENTS

#: 2,400,000 yuan over two years at 6.25% a year, which single precision holds exactly.
AMOUNT, TENOR, RATE_HELD = 240_000_000, 24, 0.0625
#: Fen of each payment. Quarterly the rate is 1/64: 2,400,000 / 64 / (1 - (64/65)**8) = 321,475.20 yuan. Yearly it is
#: 1/16, and the discount factors 16/17 and 256/289: 2,400,000 x 289 / 528 = 1,313,636.36 yuan.
ANNUITIES = {1: 10_664_003, 3: 32_147_520, 12: 131_363_636}
#: Principal of each payment in equal parts, and all interest: an arithmetic series of P i (n + 1) / 2.
EQUAL_PARTS = {1: (10_000_000, 15_625_000), 3: (30_000_000, 16_875_000), 12: (120_000_000, 22_500_000)}


def loan(amount: int, tenor: int, step: int, form: bool, opened: int = 0, rate: float = RATE_HELD) -> Any:
    """The loan book with one loan in it, as granted."""
    store = Store(LOAN, 1)
    store.allocate(1)
    whole, real, index, tag, _ = store.blocks
    equal, level = instalment(amount, tenor, INSTALMENTS, 0, step), annuity(amount, rate, steps_in(tenor, step), step)
    whole[BALANCE, 0], whole[INSTALMENT, 0] = amount, level if form else equal
    real[RATE, 0], index[OPENED, 0], index[MATURITY, 0] = rate, opened, opened + tenor
    tag[PAID_EVERY, 0], tag[ANNUITY, 0] = step, form
    return store.blocks


def lived(book: Any, first: int, last: int) -> list[tuple[int, int]]:
    """Interest and principal paid in each month from `first` to `last`."""
    paid = []
    for month in range(first, last + 1):
        due = int(interest_due(0, book, month)), int(principal_due(0, book, month))
        book.whole[BALANCE, 0] -= due[1]
        paid.append(due)
    return paid


@pytest.mark.parametrize("step", [1, 3, 12])
class TestTwoYears:
    def test_an_annuity_is_the_published_formula(self, step: int) -> None:
        i, payments = Fraction(1, 16) * step / 12, TENOR // step
        formula = AMOUNT * i / (1 - (1 + i) ** -payments)
        assert annuity(AMOUNT, RATE_HELD, payments, step) == round(formula) == ANNUITIES[step]

    def test_an_annuity_pays_the_same_at_each_date_and_the_last_clears_the_rest(self, step: int) -> None:
        paid = lived(loan(AMOUNT, TENOR, step, True), 1, TENOR)
        dates, between = paid[step - 1 :: step], [due for k, due in enumerate(paid, 1) if k % step]
        assert set(between) <= {(0, 0)}
        assert [sum(due) for due in dates[:-1]] == [ANNUITIES[step]] * (TENOR // step - 1)
        # What rounding of the payments to the fen has left.
        assert sum(dates[-1]) == pytest.approx(ANNUITIES[step], abs=TENOR // step)
        assert sum(principal for _, principal in paid) == AMOUNT
        assert dates[0][0] == AMOUNT * step // 192, "the first interest: the whole amount at 6.25% a year"

    def test_equal_principal_pays_equal_parts_and_falling_interest(self, step: int) -> None:
        part, interest = EQUAL_PARTS[step]
        paid = lived(loan(AMOUNT, TENOR, step, False), 1, TENOR)
        dates, between = paid[step - 1 :: step], [due for k, due in enumerate(paid, 1) if k % step]
        assert set(between) <= {(0, 0)}
        assert [principal for _, principal in dates] == [part] * (TENOR // step)
        assert sum(due for due, _ in paid) == pytest.approx(interest, abs=TENOR // step / 2)
        falls = -np.diff([due for due, _ in dates])
        assert falls == pytest.approx(part * RATE_HELD * step / 12.0, abs=1)

    @pytest.mark.parametrize("form", [False, True])
    def test_what_is_scheduled_is_what_is_paid(self, step: int, form: bool) -> None:
        book = loan(AMOUNT, TENOR, step, form)
        scheduled = [int(scheduled_principal(0, 1, last, book)) for last in range(1, TENOR + 1)]
        assert scheduled == np.cumsum([principal for _, principal in lived(book, 1, TENOR)]).tolist()


@given(
    amount=st.integers(10_000, 10**11), tenor=st.integers(1, 120), step=st.integers(1, 12), form=st.booleans(),
    opened=st.integers(0, 300),
)  # fmt: skip
def test_a_schedule_repays_exactly_what_was_lent(amount: int, tenor: int, step: int, form: bool, opened: int) -> None:
    """Every step back from maturity, for any tenor; interest is charged for each month once."""
    paid = lived(loan(amount, tenor, step, form, opened), opened + 1, opened + tenor)
    assert sum(principal for _, principal in paid) == amount
    assert all(due == (0, 0) for k, due in enumerate(paid, 1) if (tenor - k) % step)
    assert min(principal for _, principal in paid) >= 0
    months = [months_fallen_due(opened + k, 0, opened, opened + tenor, step) for k in range(1, tenor + 1)]
    assert sum(months) == tenor


def test_a_loan_without_interest_is_an_annuity_of_equal_parts() -> None:
    assert annuity(1_200_000, 0.0, 12, 1) == 100_000


class TestArrears:
    """Quarterly payments in months 3, 6, ..., 24."""

    @pytest.mark.parametrize(
        ("month", "arrears", "months"),
        [
            (2, 0, 0),
            (3, 0, 3),
            (4, 0, 0),
            (4, 1, 3),
            (5, 2, 3),
            (6, 3, 6),
            (5, 1, 0),
            (6, 1, 3),
            (24, 0, 3),
            (26, 2, 3),
        ],
    )
    def test_a_missed_date_stays_due_and_a_month_without_one_adds_nothing(
        self, month: int, arrears: int, months: int
    ) -> None:
        assert months_fallen_due(month, arrears, 0, 24, 3) == months

    @pytest.mark.parametrize("form", [False, True])
    def test_two_missed_payments_are_due_together(self, form: bool) -> None:
        book = loan(AMOUNT, TENOR, 3, form)
        book.tag[ARREARS, 0] = 3
        interest = interest_due(0, book, 6)
        assert interest == 7_500_000
        owed = 2 * ANNUITIES[3] - interest if form else 60_000_000
        assert principal_due(0, book, 6) == owed

    def test_principal_put_off_keeps_the_dates_and_no_interest_is_lost(self) -> None:
        book = loan(AMOUNT, TENOR, 3, False)
        lived(book, 1, 5)
        put_off(0, 6, 1, book)
        assert book.index[MATURITY, 0] == 27
        paid = lived(book, 6, 27)
        assert paid[0] == (pytest.approx(210_000_000 / 64, abs=1), 0)
        assert [principal for _, principal in paid[3::3]] == [30_000_000] * 7


class TestMarket:
    """Every loan of a market stands where its own schedule has it; the books are audited in every month."""

    @pytest.mark.parametrize("step", [1, 3, 12])
    @pytest.mark.parametrize("form", [False, True], ids=["equal principal", "annuity"])
    def test_balances_follow_the_schedule(self, form: bool, step: int) -> None:
        terms = {"simple_loan.annuity": form, "simple_loan.repayment_step_months": step, "simple_loan.bullet_months": 0}
        # Banks do not have loans repaid before their time.
        more = {"economy.burn_in": 2, "opening.settled": False, "old_loans.repaid": 0.0, **terms}
        market = CreditMarket(load("no_support", firms=200, months=20, set=more), seed=3).run()
        loans = market.economy.loans
        column = {name: loans.column(name)[: loans.rows] for name in loans.table.columns}
        kept = (column["status"] == 1) & (column["paid_every"] == step) & (column["annuity"] == form)
        kept &= (column["instalment"] > 0) & (column["product"] == 0) & (column["deferred"] < 0)
        kept &= column["opened"] > 0
        kept &= market.economy.firms.column("punctual_since")[column["firm"]] <= column["opened"]
        assert kept.sum() > 20
        for row in np.flatnonzero(kept):
            amount, opened, tenor, rate = (column[name][row].item() for name in ("amount", "opened", "term", "rate"))
            book = loan(amount, tenor, step, form, opened, rate)
            lived(book, opened + 1, market.month)
            assert column["balance"][row] == book.whole[BALANCE, 0]
