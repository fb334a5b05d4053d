"""What falls due: interest and principal of bullets and of equal instalments, arrears included."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.debt_service.repayment import interest_due, principal_due
from smecredit.simulation.behaviour.lending.instalment import instalment
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.loan_columns import ARREARS, BALANCE, INSTALMENT, LOAN, MATURITY, RATE
from smecredit.simulation.state.menu_columns import AT_WILL, BULLET_OR_INSTALMENTS, INSTALMENTS

#: A rate that single precision holds exactly: 6.25% a year.
RATE_HELD = 0.0625


def loan(balance: int, rate: float = RATE_HELD, maturity: int = 12, part: int = 0, arrears: int = 0) -> Any:
    store = Store(LOAN, 1)
    store.allocate(1)
    whole, real, index, tag, _ = store.blocks
    whole[BALANCE, 0], whole[INSTALMENT, 0] = balance, part
    real[RATE, 0], index[MATURITY, 0], tag[ARREARS, 0] = rate, maturity, arrears
    return store.blocks


class TestInterest:
    @pytest.mark.parametrize(
        ("balance", "arrears", "fen"),
        [
            # 960,000 yuan at 6.25%: 5,000 a month.
            (96_000_000, 0, 500_000),
            # With two missed months: three times as much.
            (96_000_000, 2, 1_500_000),
            # 1,000.01 yuan: 520.8385 fen, rounded 521; three months 1,562.5156, rounded 1,563.
            (100_001, 0, 521),
            (100_001, 2, 1_563),
            # 96 fen: half a fen, rounded up; 95 fen: nothing.
            (96, 0, 1),
            (95, 0, 0),
            (0, 5, 0),
        ],
    )
    def test_worked_by_hand(self, balance: int, arrears: int, fen: int) -> None:
        assert interest_due(0, loan(balance, arrears=arrears), 3) == fen

    def test_a_loan_without_interest(self) -> None:
        assert interest_due(0, loan(10**9, rate=0.0), 3) == 0


class TestPrincipal:
    def test_a_bullet_falls_due_at_maturity(self) -> None:
        book = loan(1_000_000, maturity=12)
        assert [principal_due(0, book, month) for month in (1, 11, 12, 13)] == [0, 0, 1_000_000, 1_000_000]

    def test_missed_instalments_add_up_to_the_balance_at_most(self) -> None:
        assert principal_due(0, loan(1_000_000, maturity=36, part=30_000), 5) == 30_000
        assert principal_due(0, loan(1_000_000, maturity=36, part=30_000, arrears=2), 5) == 90_000
        assert principal_due(0, loan(50_000, maturity=36, part=30_000, arrears=2), 5) == 50_000

    @pytest.mark.parametrize(("tenor", "part"), [(6, 0), (12, 0), (24, 41_666), (36, 27_777)])
    def test_instalments_begin_beyond_a_year(self, tenor: int, part: int) -> None:
        assert instalment(1_000_000, tenor, BULLET_OR_INSTALMENTS, 12) == part
        assert instalment(1_000_000, tenor, AT_WILL, 12) == 0
        assert instalment(1_000_000, tenor, INSTALMENTS, 12) == 1_000_000 // tenor

    @given(st.integers(1, 10**11), st.sampled_from((6, 12, 24, 36)), st.integers(1, 24))
    def test_a_schedule_repays_exactly_what_was_lent(self, amount: int, tenor: int, opened: int) -> None:
        """Month by month to maturity; the last payment takes the odd fen, fewer than there are months."""
        part, balance, payments = instalment(amount, tenor, BULLET_OR_INSTALMENTS, 12), amount, []
        for month in range(opened + 1, opened + tenor + 1):
            payment = principal_due(0, loan(balance, maturity=opened + tenor, part=part), month)
            balance -= payment
            payments.append(payment)
        assert balance == 0
        assert sum(payments) == amount
        assert payments[:-1] == [part] * (tenor - 1)
        if tenor > 12:
            assert 0 <= payments[-1] - part < tenor

    def test_interest_of_equal_instalments_worked_by_hand(self) -> None:
        """2,400,000 yuan over 24 months at 6.25%: 12,500 on the first balance, falling by 12,500 / 24 a month; the
        sum is that of an arithmetic series, 12,500 x 25 / 2 = 156,250."""
        amount = 240_000_000
        part, balance, paid = instalment(amount, 24, BULLET_OR_INSTALMENTS, 12), amount, 0
        for month in range(1, 25):
            book = loan(balance, maturity=24, part=part)
            paid += interest_due(0, book, month)
            balance -= principal_due(0, book, month)
        # Each of the 24 payments is rounded by half a fen at most.
        assert paid == pytest.approx(15_625_000, abs=12)
