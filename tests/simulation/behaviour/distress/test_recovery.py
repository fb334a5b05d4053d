"""Work-out of bad loans: what is got back goes to those who paid, the rest is written off."""

import numpy as np
import pytest

#: One yuan, in fen.
Y = 100
SETTLED, CLOSED = 2, 3


@pytest.fixture
def bad(small_market):
    """A loan of 1,000,000 yuan in default, half of it paid by a guarantor, of which 600,000 will be got back in four
    months; no other loan in the market."""
    market = small_market()
    firm, loan = market.borrower(guarantor=1, agreement=1, security=2)
    market.alone(firm)
    market.market.economy.claims.column("state")[:] = 0
    month = market.market.month
    record = int(market.market.economy.claims.allocate(1)[0])
    loan.set(
        status=2, defaulted=month - 3, closes=month + 4, claim=record, balance=500_000 * Y, recoverable=600_000 * Y
    )
    market.claim_of(loan).set(
        loss_fen=1_000_000 * Y, paid_bank_fen=500_000 * Y, paid_guarantor_fen=500_000 * Y, state=SETTLED,
        loan=loan["id"], loan_row=loan.row, bank=loan["bank"], guarantor=1, agreement=1, due=month - 1,
    )  # fmt: skip
    firm.set(bank_debt=0)
    return market, loan


def work_out(market):
    market.live("settle_distress")


def test_recoveries_come_in_equal_parts_until_the_loan_closes(bad) -> None:
    market, loan = bad
    left = []
    for _ in range(4):
        work_out(market)
        left.append(loan["recoverable"] // Y)
    assert left == [450_000, 300_000, 150_000, 0]


def test_each_party_gets_back_in_proportion_to_what_it_paid(bad) -> None:
    market, loan = bad
    claim, guarantor, bank = market.claim_of(loan), market.guarantor(1), market.bank(loan["bank"])
    deposit, own = guarantor["deposit"], bank["own_cash"]
    work_out(market)
    assert claim["recovered_guarantor_fen"] == 75_000 * Y
    assert claim["recovered_bank_fen"] == 75_000 * Y
    assert guarantor["deposit"] - deposit == 75_000 * Y
    assert bank["own_cash"] - own == 75_000 * Y
    assert loan["balance"] == 425_000 * Y


def test_what_a_government_paid_comes_back_to_its_region(bad) -> None:
    market, loan = bad
    claim = market.claim_of(loan).set(paid_guarantor_fen=0, paid_local_government_fen=500_000 * Y, region=1)
    before = market.market.economy.accounts.copy()
    work_out(market)
    gained = market.market.economy.accounts - before
    assert claim["recovered_local_government_fen"] == 75_000 * Y
    assert np.flatnonzero(gained).tolist() == [2]
    assert gained[2] == 75_000 * Y


def test_what_is_left_at_the_end_is_written_off_against_the_allowance(bad) -> None:
    """Of its 500,000 the bank gets half of 600,000 back; 200,000 are gone."""
    market, loan = bad
    claim, bank = market.claim_of(loan), market.bank(loan["bank"])
    allowance = bank["allowance"]
    for _ in range(3):
        work_out(market)
    assert (loan["status"], bank["allowance"]) == (2, allowance)
    work_out(market)
    assert (loan["status"], loan["balance"]) == (0, 0)
    assert bank["allowance"] == allowance - 200_000 * Y
    assert claim["recovered_bank_fen"] == 300_000 * Y


def test_nothing_is_got_back_before_the_parties_have_paid(bad) -> None:
    market, loan = bad
    claim = market.claim_of(loan).set(state=1, due=market.market.month + 12)
    work_out(market)
    assert (loan["recoverable"], claim["recovered_bank_fen"]) == (600_000 * Y, 0)


def test_nothing_is_got_back_in_the_month_of_default(bad) -> None:
    market, loan = bad
    loan["defaulted"] = market.market.month + 1
    work_out(market)
    assert loan["recoverable"] == 600_000 * Y


def test_a_bank_gets_back_no_more_than_it_is_owed(bad) -> None:
    market, loan = bad
    loan["recoverable"] = 6_000_000 * Y
    work_out(market)
    assert loan["balance"] == 0
    assert market.claim_of(loan)["recovered_bank_fen"] == 500_000 * Y


class TestSettling:
    """The same loan before the parties have paid: half of it is the guarantor's."""

    @pytest.fixture
    def due(self, bad):
        market, loan = bad
        loan.set(balance=1_000_000 * Y, amount=1_200_000 * Y)
        claim = market.claim_of(loan).set(
            paid_bank_fen=0, paid_guarantor_fen=0, state=1, due=market.market.month + 1
        )  # fmt: skip
        shares = {"share_bank": 5_000, "share_guarantor": 5_000, "residual": 0}
        for name in market.market.economy.agreements.table.columns:
            if name.startswith("share_"):
                market.agreement(1)[name] = shares.get(name, 0)
        market.agreement(1)["residual"] = 0
        return market, loan, claim

    def test_the_guarantor_pays_its_share_and_its_guarantee_is_released(self, due) -> None:
        market, _, claim = due
        guarantor = market.guarantor(1)
        deposit, released = guarantor["deposit"], guarantor["released"]
        work_out(market)
        assert (claim["paid_guarantor_fen"], claim["paid_bank_fen"]) == (500_000 * Y, 500_000 * Y)
        got = claim["recovered_guarantor_fen"]
        assert guarantor["deposit"] - deposit == got - 500_000 * Y
        assert guarantor["payouts"] == 500_000 * Y
        assert guarantor["released"] - released == 1_200_000 * Y
        assert claim["state"] == SETTLED

    def test_a_claim_that_is_not_due_waits(self, due) -> None:
        market, _, claim = due
        claim["due"] = market.market.month + 2
        work_out(market)
        assert (claim["state"], claim["paid_guarantor_fen"]) == (1, 0)
        work_out(market)
        assert (claim["state"], claim["paid_guarantor_fen"]) == (SETTLED, 500_000 * Y)

    def test_a_guarantor_out_of_business_leaves_all_to_the_bank(self, due) -> None:
        market, _, claim = due
        market.guarantor(1)["active"] = 0
        work_out(market)
        assert (claim["paid_guarantor_fen"], claim["paid_bank_fen"]) == (0, 1_000_000 * Y)

    def test_a_broken_promise_costs_the_scheme_its_credit(self, due) -> None:
        """Nothing of what was promised came: trust falls by a twentieth."""
        market, _, _ = due
        market.guarantor(1)["deposit"] = 0
        market.agreement(1)["credibility"] = 1.0
        work_out(market)
        assert market.agreement(1)["credibility"] == pytest.approx(0.95)

    def test_what_one_claim_teaches_is_stated(self, due) -> None:
        market, _, _ = due
        market.market.economy.numbers.restate("guarantors.learned_a_claim", 0.2)
        market.guarantor(1)["deposit"] = 0
        market.agreement(1)["credibility"] = 1.0
        work_out(market)
        assert market.agreement(1)["credibility"] == pytest.approx(0.8)

    def test_a_kept_promise_wins_it_back(self, due) -> None:
        market, _, _ = due
        market.agreement(1)["credibility"] = 0.5
        work_out(market)
        assert market.agreement(1)["credibility"] == pytest.approx(0.525)
