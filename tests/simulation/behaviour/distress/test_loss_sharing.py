"""The waterfall: tables worked by hand, then laws over any agreement.

Amounts are in fen. The order of parties is that of the agreement: bank, guarantor, provincial re-guarantor,
national fund, compensation fund, local fund, local government, insurer.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.distress.loss_sharing import (
    split_loss,
)
from smecredit.simulation.ground.units import UNLIMITED_FEN
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
