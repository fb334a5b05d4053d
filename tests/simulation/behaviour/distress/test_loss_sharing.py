"""The waterfall: tables worked by hand, then laws over any agreement.

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
    split_loss,
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
from smecredit.simulation.state.structure import PARTIES

BANK, GUARANTOR, PROVINCE, NATION, FUND, LOCAL_FUND, GOVERNMENT, INSURER = range(8)
#: One yuan.
Y = 100

#: Basis points by party.
ANHUI_4321 = {GUARANTOR: 4000, PROVINCE: 3000, BANK: 2000, GOVERNMENT: 1000}
NATIONAL_4222 = {GUARANTOR: 4000, PROVINCE: 2000, NATION: 2000, BANK: 2000}
ONE_PLUS_N = {FUND: 3000, GUARANTOR: 2000, PROVINCE: 2000, LOCAL_FUND: 1000, BANK: 2000}


def split(
    loss: int,
    shares: dict[int, int],
    room: dict[int, int] | None = None,
    residual: int = BANK,
    layers: tuple[tuple[int, int], ...] = (),
) -> dict[int, int]:
    """What each party pays, those who pay nothing left out; `room` defaults to no limit for anyone."""
    parts = np.array([shares.get(party, 0) for party in range(8)], np.int32)
    limits = np.array([(room or {}).get(party, UNLIMITED_FEN) for party in range(8)], np.int64)
    padded = (*layers, *[(-1, 0)] * (4 - len(layers)))
    parties = np.array([party for party, _ in padded], np.int8)
    slices = np.array([part for _, part in padded], np.int64)
    paid = np.full(8, -1, np.int64)
    split_loss(loss, parts, residual, limits, parties, slices, paid)
    return {party: int(amount) for party, amount in enumerate(paid) if amount != 0}


# Each row: name, loss, shares, room, residual, layers, what everyone pays. Worked on paper.
TABLE: list[tuple[str, int, dict, dict, int, tuple, dict]] = [
    # 4:3:2:1 of 1,000,000 yuan: 400,000 + 300,000 + 200,000 + 100,000.
    ("4321 whole", 1_000_000 * Y, ANHUI_4321, {}, BANK, (),
     {GUARANTOR: 400_000 * Y, PROVINCE: 300_000 * Y, BANK: 200_000 * Y, GOVERNMENT: 100_000 * Y}),
    # The guarantor's cap of 250,000 binds: 150,000 of its 400,000 go to the bank, 200,000 + 150,000.
    ("4321 guarantor capped", 1_000_000 * Y, ANHUI_4321, {GUARANTOR: 250_000 * Y}, BANK, (),
     {GUARANTOR: 250_000 * Y, PROVINCE: 300_000 * Y, BANK: 350_000 * Y, GOVERNMENT: 100_000 * Y}),
    # Two caps bind, 400,000 -> 250,000 and 300,000 -> 120,000: the bank has 200,000 + 150,000 + 180,000.
    ("4321 two caps", 1_000_000 * Y, ANHUI_4321, {GUARANTOR: 250_000 * Y, PROVINCE: 120_000 * Y}, BANK, (),
     {GUARANTOR: 250_000 * Y, PROVINCE: 120_000 * Y, BANK: 530_000 * Y, GOVERNMENT: 100_000 * Y}),
    # A cap of exactly the share changes nothing; one fen less moves one fen.
    ("4321 cap at the share", 1_000_000 * Y, ANHUI_4321, {GUARANTOR: 400_000 * Y}, BANK, (),
     {GUARANTOR: 400_000 * Y, PROVINCE: 300_000 * Y, BANK: 200_000 * Y, GOVERNMENT: 100_000 * Y}),
    ("4321 cap a fen below", 1_000_000 * Y, ANHUI_4321, {GUARANTOR: 400_000 * Y - 1}, BANK, (),
     {GUARANTOR: 399_999 * Y + 99, PROVINCE: 300_000 * Y, BANK: 200_000 * Y + 1, GOVERNMENT: 100_000 * Y}),
    # The guarantor is the residual bearer: the province stops at 120,000 and the guarantor adds 180,000.
    ("4321 guarantor residual", 1_000_000 * Y, ANHUI_4321, {PROVINCE: 120_000 * Y}, GUARANTOR, (),
     {GUARANTOR: 580_000 * Y, PROVINCE: 120_000 * Y, BANK: 200_000 * Y, GOVERNMENT: 100_000 * Y}),
    # ... and it has only 450,000 left: the missing 130,000 fall on the bank, 200,000 + 130,000.
    ("4321 residual out of money", 1_000_000 * Y, ANHUI_4321, {PROVINCE: 120_000 * Y, GUARANTOR: 450_000 * Y},
     GUARANTOR, (),
     {GUARANTOR: 450_000 * Y, PROVINCE: 120_000 * Y, BANK: 330_000 * Y, GOVERNMENT: 100_000 * Y}),
    # ... or nothing at all: 200,000 + 580,000.
    ("4321 residual broke", 1_000_000 * Y, ANHUI_4321, {PROVINCE: 120_000 * Y, GUARANTOR: 0}, GUARANTOR, (),
     {PROVINCE: 120_000 * Y, BANK: 780_000 * Y, GOVERNMENT: 100_000 * Y}),
    # Odd fen: 4:3:2:1 of 10,007 fen is 4,002.8 / 3,002.1 / 2,001.4 / 1,000.7; rounded down
    # 4,002 + 3,002 + 1,000 = 8,004, so the bank has 2,003.
    ("4321 odd fen", 10_007, ANHUI_4321, {}, BANK, (),
     {GUARANTOR: 4_002, PROVINCE: 3_002, BANK: 2_003, GOVERNMENT: 1_000}),
    # The same with the guarantor residual: bank 2,001, province 3,002, government 1,000: it has 4,004.
    ("4321 odd fen, guarantor residual", 10_007, ANHUI_4321, {}, GUARANTOR, (),
     {GUARANTOR: 4_004, PROVINCE: 3_002, BANK: 2_001, GOVERNMENT: 1_000}),
    # Nine fen: 3.6 / 2.7 / 0.9 give 3 + 2 + 0, the bank has 4. One fen: all of it the bank's.
    ("4321 nine fen", 9, ANHUI_4321, {}, BANK, (), {GUARANTOR: 3, PROVINCE: 2, BANK: 4}),
    ("4321 one fen", 1, ANHUI_4321, {}, BANK, (), {BANK: 1}),
    ("4321 nothing lost", 0, ANHUI_4321, {}, BANK, (), {}),
    # 4:2:2:2 of 777,777.77 yuan = 77,777,777 fen: 31,111,110.8 and three times 15,555,555.4; rounded down
    # 31,111,110 + 15,555,555 + 15,555,555 = 62,222,220, so the bank has 15,555,557.
    ("4222 odd fen", 77_777_777, NATIONAL_4222, {}, BANK, (),
     {GUARANTOR: 31_111_110, PROVINCE: 15_555_555, NATION: 15_555_555, BANK: 15_555_557}),
    # 4:2:2:2 of 500,000 yuan, national fund capped at 60,000, province exhausted: 200,000 / 0 / 60,000, and
    # the bank has 100,000 + 100,000 + 40,000.
    ("4222 cap and exhausted", 500_000 * Y, NATIONAL_4222, {NATION: 60_000 * Y, PROVINCE: 0}, BANK, (),
     {GUARANTOR: 200_000 * Y, NATION: 60_000 * Y, BANK: 240_000 * Y}),
    # The last claim on a nearly empty guarantor is paid in part, 37.21 yuan of 200,000: the bank has
    # 100,000 + 199,962.79.
    ("4222 last claim in part", 500_000 * Y, NATIONAL_4222, {GUARANTOR: 37_21}, BANK, (),
     {GUARANTOR: 37_21, PROVINCE: 100_000 * Y, NATION: 100_000 * Y, BANK: 299_962_79}),
    # Nobody can pay: the bank is alone, as if there were no agreement.
    ("4222 all exhausted", 500_000 * Y, NATIONAL_4222, {GUARANTOR: 0, PROVINCE: 0, NATION: 0}, BANK, (),
     {BANK: 500_000 * Y}),
    # 1+N of 300,000 yuan: fund 90,000, guarantor and province 60,000 each, local fund 30,000, bank 60,000;
    # the fund has 12,345.67 left, so 77,654.33 more fall on the bank.
    ("1+N fund nearly empty", 300_000 * Y, ONE_PLUS_N, {FUND: 12_345_67}, BANK, (),
     {FUND: 12_345_67, GUARANTOR: 60_000 * Y, PROVINCE: 60_000 * Y, LOCAL_FUND: 30_000 * Y,
      BANK: 137_654_33}),
    # No agreement: the bank bears it all. A private guarantor answers for the whole.
    ("bank alone", 123_456_789, {BANK: 10_000}, {}, BANK, (), {BANK: 123_456_789}),
    ("private guarantee", 123_456_789, {GUARANTOR: 10_000}, {}, BANK, (), {GUARANTOR: 123_456_789}),
    ("private guarantee, part", 123_456_789, {GUARANTOR: 10_000}, {GUARANTOR: 100_000_000}, BANK, (),
     {GUARANTOR: 100_000_000, BANK: 23_456_789}),
    # Layers: half the loss of 100,000 yuan is the bank's part; the insurer takes a slice of 12,000 of it, the
    # compensation fund one of 20,000: 50,000 - 32,000 = 18,000 stay with the bank.
    ("two layers", 100_000 * Y, {GUARANTOR: 5000, BANK: 5000}, {}, BANK,
     ((INSURER, 12_000 * Y), (FUND, 20_000 * Y)),
     {GUARANTOR: 50_000 * Y, INSURER: 12_000 * Y, FUND: 20_000 * Y, BANK: 18_000 * Y}),
    # The insurer's cap of 5,000 binds inside its layer; the fund's layer does not fill the hole.
    ("layer capped", 100_000 * Y, {GUARANTOR: 5000, BANK: 5000}, {INSURER: 5_000 * Y}, BANK,
     ((INSURER, 12_000 * Y), (FUND, 20_000 * Y)),
     {GUARANTOR: 50_000 * Y, INSURER: 5_000 * Y, FUND: 20_000 * Y, BANK: 25_000 * Y}),
    # One party carries two layers within one cap: 8,000 + 3,000 of 12,000 + 20,000 at a cap of 11,000, first
    # layer first; bank 100,000 - 11,000.
    ("two layers, one cap", 100_000 * Y, {BANK: 10_000}, {FUND: 11_000 * Y}, BANK,
     ((FUND, 8_000 * Y), (FUND, 20_000 * Y)),
     {FUND: 11_000 * Y, BANK: 89_000 * Y}),
    # Layers that together exceed what is left are paid in order until nothing is: 50,000 = 30,000 + 20,000.
    ("layers take all", 100_000 * Y, {GUARANTOR: 5000, BANK: 5000}, {}, BANK,
     ((INSURER, 30_000 * Y), (FUND, 40_000 * Y)),
     {GUARANTOR: 50_000 * Y, INSURER: 30_000 * Y, FUND: 20_000 * Y}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "shares", "room", "residual", "layers", "expected"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_the_table_worked_by_hand(
    loss: int, shares: dict, room: dict, residual: int, layers: tuple, expected: dict
) -> None:
    assert sum(shares.values()) == 10_000
    assert sum(expected.values()) == loss
    assert split(loss, shares, room, residual, layers) == expected


def test_the_order_of_parties_is_the_one_of_the_files() -> None:
    parties = (BANK, GUARANTOR, PROVINCE, NATION, FUND, LOCAL_FUND, GOVERNMENT, INSURER)
    assert [PARTIES[k] for k in parties] == [
        "bank", "guarantor", "provincial_reguarantor", "national_fund", "compensation_fund", "local_fund",
        "local_government", "insurer",
    ]  # fmt: skip


@st.composite
def agreements(draw: st.DrawFn) -> dict[int, int]:
    """Basis points over the eight parties that sum to 10,000."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=7, max_size=7)))
    edges = [0, *cuts, 10_000]
    order = draw(st.permutations(range(8)))
    return {party: edges[k + 1] - edges[k] for k, party in enumerate(order)}


LOSSES = st.integers(0, 10**13)
ROOMS = st.fixed_dictionaries(
    {party: st.one_of(st.just(0), st.just(UNLIMITED_FEN), st.integers(0, 10**13)) for party in range(1, 8)}
)
LAYERS = st.lists(st.tuples(st.integers(1, 7), st.integers(0, 10**13)), max_size=4).map(tuple)
RESIDUALS = st.integers(0, 7)


@given(LOSSES, agreements(), ROOMS, RESIDUALS, LAYERS)
def test_payments_sum_to_the_loss_and_none_is_negative_or_beyond_its_room(
    loss: int, shares: dict, room: dict, residual: int, layers: tuple
) -> None:
    paid = split(loss, shares, room, residual, layers)
    assert sum(paid.values()) == loss
    assert all(amount > 0 for amount in paid.values())
    assert all(amount <= room[party] for party, amount in paid.items() if party != BANK)


@given(LOSSES, agreements(), ROOMS, RESIDUALS)
def test_who_is_not_residual_pays_at_most_its_share_rounded_down(
    loss: int, shares: dict, room: dict, residual: int
) -> None:
    paid = split(loss, shares, room, residual)
    for party, amount in paid.items():
        if party not in (residual, BANK):
            assert amount <= loss * shares[party] // 10_000


@given(LOSSES, agreements(), RESIDUALS)
def test_without_limits_everyone_else_pays_its_share_exactly(loss: int, shares: dict, residual: int) -> None:
    paid = split(loss, shares, {}, residual)
    for party in range(8):
        if party != residual:
            assert paid.get(party, 0) == loss * shares[party] // 10_000
    # The residual bearer's odd fen are fewer than the others who round down.
    assert 0 <= paid.get(residual, 0) - loss * shares[residual] // 10_000 <= 7


@given(LOSSES, agreements(), ROOMS, RESIDUALS, LAYERS, st.integers(1, 7), st.integers(0, 10_000))
def test_more_coverage_never_costs_the_bank_more(
    loss: int, shares: dict, room: dict, residual: int, layers: tuple, party: int, moved: int
) -> None:
    moved = min(moved, shares[BANK])
    more = {**shares, BANK: shares[BANK] - moved, party: shares[party] + moved}
    before, after = (split(loss, terms, room, residual, layers).get(BANK, 0) for terms in (shares, more))
    assert after <= before


@given(LOSSES, agreements(), ROOMS, RESIDUALS, LAYERS, st.integers(1, 7), st.integers(0, 10**13))
def test_a_wider_cap_never_costs_the_bank_more(
    loss: int, shares: dict, room: dict, residual: int, layers: tuple, party: int, wider: int
) -> None:
    wide = {**room, party: min(room[party] + wider, UNLIMITED_FEN)}
    before, after = (split(loss, shares, limits, residual, layers).get(BANK, 0) for limits in (room, wide))
    assert after <= before


@given(LOSSES, agreements(), ROOMS, st.integers(1, 7))
def test_a_party_without_room_is_as_if_absent(loss: int, shares: dict, room: dict, party: int) -> None:
    absent = {**shares, party: 0, BANK: shares[BANK] + shares[party]}
    assert split(loss, shares, {**room, party: 0}) == split(loss, absent, room)


@given(LOSSES, agreements(), RESIDUALS, LAYERS)
def test_caps_above_the_loss_are_no_caps(loss: int, shares: dict, residual: int, layers: tuple) -> None:
    wide = dict.fromkeys(range(1, 8), loss)
    assert split(loss, shares, wide, residual, layers) == split(loss, shares, {}, residual, layers)


@given(agreements(), st.lists(st.integers(0, 10**12), min_size=1, max_size=8))
def test_claims_one_by_one_cost_the_others_no_more_than_together(shares: dict, losses: list[int]) -> None:
    """Rounding down each claim favours the partners by less than a fen a claim."""
    together = split(sum(losses), shares)
    one_by_one = [split(loss, shares) for loss in losses]
    for party in range(1, 8):
        difference = together.get(party, 0) - sum(paid.get(party, 0) for paid in one_by_one)
        assert 0 <= difference < len(losses) or difference == 0


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
