"""Ten times the money: what holds to the fen where amounts are whole.

An amount that is rounded once is x + e with |e| at most half a fen: ten times it and the rounding of ten times x
differ by five and a half fen at most, five in whole fen; where it is rounded down, by less than ten, from below.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.distress.loss_sharing import split_loss
from smecredit.simulation.behaviour.lending.instalment import annuity, instalment, steps_in
from smecredit.simulation.behaviour.lending.loan_pricing import tax_on_interest
from smecredit.simulation.ground.units import UNLIMITED_FEN, whole_fen
from smecredit.simulation.state.menu_columns import INSTALMENTS
from smecredit.simulation.state.structure import PARTIES

#: One currency unit, in another that is worth a tenth.
TEN = 10
AMOUNTS = st.integers(0, 10**12)


@given(amount=AMOUNTS, rate=st.floats(0.0, 0.3))
def test_interest_and_tax_differ_by_five_fen_at_most(amount: int, rate: float) -> None:
    interest, tenfold = whole_fen(amount * rate / 12.0), whole_fen(TEN * amount * rate / 12.0)
    assert abs(tenfold - TEN * interest) <= 5
    tax = tax_on_interest(TEN * interest, rate, 0.06, 0.0) - TEN * tax_on_interest(interest, rate, 0.06, 0.0)
    assert abs(tax) < TEN


@given(amount=AMOUNTS, tenor=st.integers(1, 360), step=st.integers(1, 12), rate=st.floats(0.0, 0.3))
def test_payments_of_a_loan_differ_by_less_than_ten_fen(amount: int, tenor: int, step: int, rate: float) -> None:
    payments = steps_in(tenor, step)
    level = annuity(TEN * amount, rate, payments, step) - TEN * annuity(amount, rate, payments, step)
    assert abs(level) <= 5
    parts = instalment(TEN * amount, tenor, INSTALMENTS, 0, step) - TEN * instalment(
        amount, tenor, INSTALMENTS, 0, step
    )
    assert 0 <= parts < TEN


def shared(loss: int, points: list[int], room: np.ndarray) -> np.ndarray:
    """What each party pays of a loss when the bank bears the rest."""
    paid = np.zeros(len(PARTIES), np.int64)
    nobody, none = np.full(4, -1, np.int8), np.zeros(4, np.int64)
    split_loss(loss, np.array(points, np.int32), 0, room, nobody, none, paid)
    return paid


@given(
    loss=st.integers(1, 10**12),
    points=st.lists(st.integers(0, 1400), min_size=len(PARTIES) - 1, max_size=len(PARTIES) - 1),
    caps=st.lists(st.one_of(st.none(), st.integers(0, 10**11)), min_size=len(PARTIES), max_size=len(PARTIES)),
)
def test_shares_of_a_loss_differ_by_less_than_ten_fen_and_the_bank_takes_the_rest(
    loss: int, points: list[int], caps: list[int | None]
) -> None:
    """Partners' parts are rounded down, so that ten times the loss costs each of them no less, and the bank no more."""
    room = np.array([UNLIMITED_FEN if cap is None else cap for cap in caps], np.int64)
    tenfold = np.array([UNLIMITED_FEN if cap is None else TEN * cap for cap in caps], np.int64)
    room[0] = tenfold[0] = UNLIMITED_FEN
    shares = [10_000 - sum(points), *points]
    more = shared(TEN * loss, shares, tenfold) - TEN * shared(loss, shares, room)
    assert more.sum() == 0, "whole losses are shared"
    assert (more[1:] >= 0).all() and (more[1:] < TEN).all()
    assert -TEN * len(points) < more[0] <= 0
