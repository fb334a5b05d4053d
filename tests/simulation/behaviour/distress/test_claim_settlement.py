"""Settlement of claims: room below each cap, layers, and a pool to which claims come one by one.

Amounts are in fen. The order of parties is that of the agreement: bank, guarantor, provincial re-guarantor,
national fund, compensation fund, local fund, local government, insurer.
"""

from functools import cache
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.distress.loss_sharing import (
    layer_overlap,
    room_of_party,
    settle_claims,
)
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.units import UNLIMITED_FEN
from smecredit.simulation.state.bank_columns import (
    ACTIVE,
    AGREEMENTS,
    BANKS,
    CAP_LOAN,
    CAP_POOL,
    CAP_YEAR,
    CLAIMS_YEAR,
    COVERED_BALANCE,
    CREDIBILITY,
    DEPOSIT,
    INSTITUTION_SECTOR,
    INSTITUTIONS,
    LAYER_FROM,
    LAYER_PARTY,
    LAYER_TO,
    OWN_CASH,
    PAID_EVER,
    PAID_YEAR,
    PAYOUTS,
    RESIDUAL,
    SHARE,
)
from smecredit.simulation.state.counts import CLAIMS_FEN, CLAIMS_SHORT_FEN, PAID_BY
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.ledger import (
    PAYEE,
    PAYER,
    PAYOUT_FUND,
    PAYOUT_GOVERNMENT,
    PAYOUT_GUARANTOR,
    PAYOUT_REGUARANTOR,
    ROUTES,
)
from smecredit.simulation.state.loan_columns import (
    AMOUNT,
    BALANCE,
    CLAIM_AGREEMENT,
    CLAIM_GUARANTOR,
    CLAIM_ROW,
    CLAIM_STATE,
    CLAIMS,
    LOAN,
    LOSS,
    PAID,
    SETTLED,
)

BANK, GUARANTOR, PROVINCE, NATION, FUND, LOCAL_FUND, GOVERNMENT, INSURER = range(8)
#: One yuan.
Y = 100

#: Basis points by party.
ANHUI_4321 = {GUARANTOR: 4000, PROVINCE: 3000, BANK: 2000, GOVERNMENT: 1000}
NATIONAL_4222 = {GUARANTOR: 4000, PROVINCE: 2000, NATION: 2000, BANK: 2000}


class TestRoom:
    @staticmethod
    def room(
        available: int = UNLIMITED_FEN, *, loan: int | None = None, year: float | None = None,
        pool: int | None = None, covered: int = 0, paid_year: int = 0, paid_ever: int = 0,
    ) -> int:  # fmt: skip
        store = Store(AGREEMENTS, 1)
        store.allocate(1)
        whole, real, *_ = store.blocks
        whole[COVERED_BALANCE, 0] = covered
        whole[PAID_YEAR + FUND, 0] = paid_year
        whole[PAID_EVER + FUND, 0] = paid_ever
        if loan is not None:
            whole[CAP_LOAN + FUND, 0] = loan
        if pool is not None:
            whole[CAP_POOL + FUND, 0] = pool
        if year is not None:
            real[CAP_YEAR + FUND, 0] = year
        return int(room_of_party(FUND, 0, available, store.blocks))

    @pytest.mark.parametrize(
        ("limits", "expected"),
        [
            ({}, UNLIMITED_FEN),
            ({"available": 700}, 700),
            ({"loan": 500}, 500),
            ({"loan": 500, "available": 300}, 300),
            # 5% of 1,000,000 a year: 50,000, of which 30,000 and then 50,000 are gone.
            ({"year": 0.05, "covered": 1_000_000}, 50_000),
            ({"year": 0.05, "covered": 1_000_000, "paid_year": 30_000}, 20_000),
            ({"year": 0.05, "covered": 1_000_000, "paid_year": 50_000}, 0),
            # The covered balance was read anew and is smaller: no room, and none below zero.
            ({"year": 0.05, "covered": 100_000, "paid_year": 50_000}, 0),
            ({"year": 0.0, "covered": 1_000_000}, 0),
            ({"year": 1.0, "covered": 1_000_000}, 1_000_000),
            ({"pool": 90_000, "paid_ever": 60_000}, 30_000),
            ({"pool": 90_000, "paid_ever": 90_000}, 0),
            # All at once: the least of 40,000 at hand, 35,000 a loan, 50,000 - 20,000 a year and
            # 90,000 - 65,000 for life.
            ({"available": 40_000, "loan": 35_000, "year": 0.05, "covered": 1_000_000, "paid_year": 20_000,
              "pool": 90_000, "paid_ever": 65_000}, 25_000),
            ({"available": 0, "loan": 35_000}, 0),
            # An odd covered balance rounds down: 5% of 999,999 is 49,999.95.
            ({"year": 0.05, "covered": 999_999}, 49_999),
        ],
    )  # fmt: skip
    def test_the_table_worked_by_hand(self, limits: dict, expected: int) -> None:
        assert self.room(**limits) == expected

    @pytest.mark.parametrize("basis_points", [1, 5, 30, 333, 500, 1_234, 4_999, 9_999, 10_000])
    @pytest.mark.parametrize("covered", [10**6, 10**12, 10**15, 3 * 10**17 + 10_000])
    def test_a_round_cap_is_exact_at_any_scale(self, basis_points: int, covered: int) -> None:
        """Up to thirty times the credit of the whole represented population, in fen."""
        assert self.room(year=basis_points / 10_000, covered=covered) == covered * basis_points // 10_000


class TestLayerOverlap:
    @pytest.mark.parametrize(
        ("before", "loss", "expected"),
        [(0, 10, 0), (0, 150, 50), (50, 100, 50), (100, 40, 40), (150, 100, 50), (0, 500, 100), (200, 50, 0),
         (500, 9, 0)],
    )  # fmt: skip
    def test_between_100_and_200(self, before: int, loss: int, expected: int) -> None:
        assert layer_overlap(before, loss, 100, 200) == expected

    @given(st.lists(st.integers(0, 1000), max_size=10), st.integers(0, 2000), st.integers(0, 2000))
    def test_claims_fill_the_layer_once(self, losses: list[int], bottom: int, depth: int) -> None:
        before, filled = 0, 0
        for loss in losses:
            filled += layer_overlap(before, loss, bottom, bottom + depth)
            before += loss
        assert filled == min(max(before - bottom, 0), depth)


@cache
def an_economy() -> Economy:
    """The opening books of the baseline, of which a pool takes numbers alone."""
    return CreditMarket(load("baseline", firms=200, months=1), seed=1).economy


class Pool:
    """One agreement, a guarantor, two re-guarantors, a fund and a bank, to which claims come one by one."""

    INSTITUTION: ClassVar[dict[int, int]] = {GUARANTOR: 0, PROVINCE: 1, NATION: 2, FUND: 3}
    SECTOR = (0, 1, 1, 2)

    def __init__(self, shares: dict[int, int], money: dict[int, int], covered: int = 0, residual: int = BANK) -> None:
        self.claims, self.loans = Store(CLAIMS, 16), Store(LOAN, 16)
        self.banks, self.agreements = Store(BANKS, 1), Store(AGREEMENTS, 1)
        self.institutions = Store(INSTITUTIONS, 4)
        self.banks.allocate(1)
        self.institutions.allocate(4)
        self.agreements.allocate(1)
        self.economy = an_economy().with_fields(
            claim=self.claims.blocks,
            loan=self.loans.blocks,
            bank=self.banks.blocks,
            agreement=self.agreements.blocks,
            institution=self.institutions.blocks,
            institution_of=np.array([self.INSTITUTION.get(party, -1) for party in range(8)], np.int64),
            accounts=np.zeros(5, np.int64),
            flows=np.zeros((len(ROUTES), 2, 1), np.int64),
            counts=np.zeros_like(an_economy().counts),
        )
        for party, row in self.INSTITUTION.items():
            self.economy.institution.whole[DEPOSIT, row] = money.get(party, 10**15)
            self.economy.institution.tag[INSTITUTION_SECTOR, row] = self.SECTOR[row]
        for party, points in shares.items():
            self.economy.agreement.index[SHARE + party, 0] = points
        self.economy.agreement.whole[COVERED_BALANCE, 0] = covered
        self.economy.agreement.tag[RESIDUAL, 0] = residual

    def claim(self, loss: int) -> dict[int, int]:
        """Settle one claim; returns what each party paid, those who paid nothing left out."""
        row, loan = int(self.claims.allocate(1)[0]), int(self.loans.allocate(1)[0])
        self.loans.blocks.whole[BALANCE, loan] = self.loans.blocks.whole[AMOUNT, loan] = loss
        claim = self.economy.claim
        claim.whole[LOSS, row] = loss
        claim.index[CLAIM_ROW, row] = loan
        claim.tag[CLAIM_AGREEMENT, row] = 0
        claim.tag[CLAIM_GUARANTOR, row] = 0
        settle_claims(self.economy, np.array([row], np.int64))
        paid = {party: int(claim.whole[PAID + party, row]) for party in range(8)}
        assert sum(paid.values()) == loss
        assert claim.tag[CLAIM_STATE, row] == SETTLED
        # What others paid has left the loan; the bank keeps its own part of the bad loan until recovery.
        assert self.loans.blocks.whole[BALANCE, loan] == paid[BANK]
        return {party: amount for party, amount in paid.items() if amount}

    def money(self, party: int) -> int:
        return int(self.economy.institution.whole[DEPOSIT, self.INSTITUTION[party]])


class TestSettlement:
    """Claims against the same agreement one after another, with money and ledger."""

    def test_a_fund_pays_the_last_claim_in_part_and_then_nothing(self) -> None:
        # 1+N with local fund out of it; the fund holds 100,000 yuan and owes 30% of each claim.
        pool = Pool({FUND: 3000, GUARANTOR: 4000, BANK: 3000}, {FUND: 100_000 * Y})
        assert pool.claim(200_000 * Y) == {FUND: 60_000 * Y, GUARANTOR: 80_000 * Y, BANK: 60_000 * Y}
        # 40,000 are left of the 60,000 due.
        assert pool.claim(200_000 * Y) == {FUND: 40_000 * Y, GUARANTOR: 80_000 * Y, BANK: 80_000 * Y}
        assert pool.claim(200_000 * Y) == {GUARANTOR: 80_000 * Y, BANK: 120_000 * Y}
        assert pool.money(FUND) == 0
        assert pool.money(GUARANTOR) == 10**15 - 240_000 * Y
        # Promised 3 x 140,000; delivered 140,000 + 120,000 + 80,000.
        assert pool.economy.counts[CLAIMS_SHORT_FEN] == 80_000 * Y
        assert pool.economy.counts[CLAIMS_FEN] == 600_000 * Y

    def test_the_yearly_cap_counts_what_was_paid(self) -> None:
        # 4:2:2:2; the province pays at most 1% of 10,000,000 yuan covered a year: 100,000.
        pool = Pool(NATIONAL_4222, {}, covered=10_000_000 * Y)
        pool.economy.agreement.real[CAP_YEAR + PROVINCE, 0] = 0.01
        whole = {GUARANTOR: 120_000 * Y, PROVINCE: 60_000 * Y, NATION: 60_000 * Y, BANK: 60_000 * Y}
        part = {GUARANTOR: 120_000 * Y, PROVINCE: 40_000 * Y, NATION: 60_000 * Y, BANK: 80_000 * Y}
        none = {GUARANTOR: 120_000 * Y, NATION: 60_000 * Y, BANK: 120_000 * Y}
        assert [pool.claim(300_000 * Y) for _ in range(3)] == [whole, part, none]
        # A new policy year.
        pool.economy.agreement.whole[PAID_YEAR : PAID_YEAR + 8, 0] = 0
        assert pool.claim(300_000 * Y) == whole
        assert pool.economy.agreement.whole[PAID_EVER + PROVINCE, 0] == 160_000 * Y

    def test_caps_a_loan_and_for_life(self) -> None:
        # 4:3:2:1; the guarantor pays at most 50,000 a loan, the local government 12,000 in all.
        pool = Pool(ANHUI_4321, {})
        pool.economy.agreement.whole[CAP_LOAN + GUARANTOR, 0] = 50_000 * Y
        pool.economy.agreement.whole[CAP_POOL + GOVERNMENT, 0] = 12_000 * Y
        assert pool.claim(100_000 * Y) == {
            GUARANTOR: 40_000 * Y, PROVINCE: 30_000 * Y, BANK: 20_000 * Y, GOVERNMENT: 10_000 * Y,
        }  # fmt: skip
        # 80,000 -> 50,000 and 20,000 -> 2,000: the bank has 40,000 + 30,000 + 18,000.
        assert pool.claim(200_000 * Y) == {
            GUARANTOR: 50_000 * Y, PROVINCE: 60_000 * Y, BANK: 88_000 * Y, GOVERNMENT: 2_000 * Y,
        }  # fmt: skip
        assert pool.claim(10_000 * Y) == {GUARANTOR: 4_000 * Y, PROVINCE: 3_000 * Y, BANK: 3_000 * Y}

    def test_layers_are_filled_by_the_losses_of_the_year(self) -> None:
        # Guarantor half, bank the other half; of the bank's half the fund carries the slice of the year's
        # losses between 0.25% and 1% of 10,000,000 yuan covered: 25,000 to 100,000.
        pool = Pool({GUARANTOR: 5000, BANK: 5000}, {}, covered=10_000_000 * Y)
        _, real, _, tag, _ = pool.economy.agreement
        tag[LAYER_PARTY, 0] = FUND
        real[LAYER_FROM, 0], real[LAYER_TO, 0] = 0.0025, 0.01
        # Losses of the year 0 -> 20,000: below the layer.
        assert pool.claim(20_000 * Y) == {GUARANTOR: 10_000 * Y, BANK: 10_000 * Y}
        # 20,000 -> 60,000: 35,000 of 40,000 lie in the layer; half of them are the bank's.
        assert pool.claim(40_000 * Y) == {GUARANTOR: 20_000 * Y, FUND: 17_500 * Y, BANK: 2_500 * Y}
        # 60,000 -> 120,000: 40,000 of 60,000.
        assert pool.claim(60_000 * Y) == {GUARANTOR: 30_000 * Y, FUND: 20_000 * Y, BANK: 10_000 * Y}
        # Above the layer.
        assert pool.claim(10_000 * Y) == {GUARANTOR: 5_000 * Y, BANK: 5_000 * Y}
        assert pool.economy.agreement.whole[CLAIMS_YEAR, 0] == 130_000 * Y

    def test_layers_round_down_and_begin_exactly_where_stated(self) -> None:
        # A hundred billion yuan covered; the layer of 1% to 3% is 1 to 3 billion yuan, to the fen.
        pool = Pool({GUARANTOR: 5000, BANK: 5000}, {}, covered=10**11 * Y)
        whole, real, _, tag, _ = pool.economy.agreement
        tag[LAYER_PARTY, 0] = FUND
        real[LAYER_FROM, 0], real[LAYER_TO, 0] = 0.01, 0.03
        whole[CLAIMS_YEAR, 0] = 10**9 * Y - 101
        # The last 101 fen below the layer, then 101 fen in it: 50.5 each for the guarantor and the layer,
        # rounded down; the odd fen are the bank's.
        assert pool.claim(101) == {GUARANTOR: 50, BANK: 51}
        assert pool.claim(101) == {GUARANTOR: 50, FUND: 50, BANK: 1}
        whole[CLAIMS_YEAR, 0] = 3 * 10**9 * Y - 1_000
        # 1,000 of 5,000 fen are left in the layer; half of them are the bank's.
        assert pool.claim(5_000) == {GUARANTOR: 2_500, FUND: 500, BANK: 2_000}
        assert pool.claim(5_000) == {GUARANTOR: 2_500, BANK: 2_500}

    def test_a_failed_institution_pays_nothing(self) -> None:
        pool = Pool(NATIONAL_4222, {})
        pool.economy.institution.tag[ACTIVE, Pool.INSTITUTION[GUARANTOR]] = 0
        assert pool.claim(100_000 * Y) == {PROVINCE: 20_000 * Y, NATION: 20_000 * Y, BANK: 60_000 * Y}
        assert pool.money(GUARANTOR) == 10**15

    def test_the_ledger_has_the_same_fen(self) -> None:
        shares = {GUARANTOR: 4000, PROVINCE: 1500, NATION: 1500, FUND: 1000, BANK: 1000, GOVERNMENT: 1000}
        pool = Pool(shares, {})
        losses = [10_007, 77_777_777, 1, 3_333_333]
        totals: dict[int, int] = {}
        for loss in losses:
            for party, amount in pool.claim(loss).items():
                totals[party] = totals.get(party, 0) + amount
        for side in (PAYER, PAYEE):
            assert pool.economy.flows[PAYOUT_GUARANTOR, side, 0] == totals[GUARANTOR]
            assert pool.economy.flows[PAYOUT_REGUARANTOR, side, 0] == totals[PROVINCE] + totals[NATION]
            assert pool.economy.flows[PAYOUT_FUND, side, 0] == totals[FUND]
            assert pool.economy.flows[PAYOUT_GOVERNMENT, side, 0] == totals[GOVERNMENT]
        assert pool.economy.bank.whole[OWN_CASH, 0] == sum(losses) - totals[BANK]
        assert pool.economy.accounts.tolist() == [0, -totals[GOVERNMENT], 0, 0, 0]
        assert pool.economy.institution.whole[PAYOUTS, Pool.INSTITUTION[FUND]] == totals[FUND]
        assert [int(amount) for amount in pool.economy.counts[list(PAID_BY)]] == [
            totals.get(party, 0) for party in range(8)
        ]

    def test_broken_promises_cost_credibility(self) -> None:
        kept, broken = Pool(NATIONAL_4222, {}), Pool(NATIONAL_4222, {GUARANTOR: 0})
        for pool in (kept, broken):
            pool.claim(100_000 * Y)
        assert kept.economy.agreement.real[CREDIBILITY, 0] == 1.0
        # Half of what was promised came: one twentieth of the way from 1 to 0.5.
        assert broken.economy.agreement.real[CREDIBILITY, 0] == pytest.approx(0.975)
