"""Standards of a bank: the same for all its borrowers, apart between banks, gone after some years."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.lending.credit_rationing import by_return, offers_to
from smecredit.simulation.behaviour.lending.standards import factor_on_all, first_standards, move_standards
from smecredit.simulation.behaviour.lending.ways_to_lend import first_estimate, request_of
from smecredit.simulation.ground.randomness import LOAN_TERMS, uniforms
from smecredit.simulation.state.bank_columns import EXPERIENCE, STANDARDS
from smecredit.simulation.state.enterprise_columns import ALIVE
from smecredit.simulation.state.offer_columns import O_RETURN, O_TURN, OFFER_REAL


def test_a_strict_bank_sees_more_risk_in_every_firm(small_market) -> None:
    """Standards of half a log point raise each estimate by that, as experience of e to the half would."""
    market = small_market()
    firm, _ = market.borrower()
    economy = market.market.economy
    b = int(firm["bank"])
    request = request_of(economy, firm.row, b, 1_000_000, 0, False)
    seen = []
    for standards, experience in ((0.0, 1.0), (0.5, 1.0), (0.0, float(np.float32(np.exp(0.5))))):
        economy.bank.real[STANDARDS, b], economy.bank.real[EXPERIENCE, b] = standards, experience
        seen.append(float(first_estimate(economy, request)))
    usual, strict, experienced = seen
    assert strict > 1.2 * usual
    assert strict == pytest.approx(experienced, rel=1e-6)
    economy.bank.real[STANDARDS, b], economy.bank.real[EXPERIENCE, b] = 0.5, 2.0
    assert factor_on_all(economy.bank, b) == pytest.approx(2.0 * np.exp(0.5))


def test_standards_stay_as_far_apart_and_wear_off(small_market) -> None:
    """Over many months: mean none, the stated dispersion, and after two years a third of what was."""
    economy = small_market(**{"standards.dispersion": 0.2, "standards.months": 24.0}).market.economy
    first_standards(economy)
    start = economy.month
    path = []
    for month in range(1200):
        economy.month = start + month
        move_standards(economy)
        path.append(economy.bank.real[STANDARDS, : economy.banks.rows].astype(float).copy())
    standards = np.array(path)
    assert standards.mean() == pytest.approx(0.0, abs=0.02)
    assert standards.std() == pytest.approx(0.2, rel=0.08)
    later = [np.corrcoef(standards[:-lag].ravel(), standards[lag:].ravel())[0, 1] for lag in (1, 24)]
    assert later[0] == pytest.approx(np.exp(-1.0 / 24.0), abs=0.01)
    assert later[1] == pytest.approx(np.exp(-1.0), abs=0.08)


def test_without_dispersion_all_banks_are_alike(small_market) -> None:
    economy = small_market(**{"standards.dispersion": 0.0}).market.economy
    first_standards(economy)
    move_standards(economy)
    assert not economy.bank.real[STANDARDS].any()


def test_each_applicant_has_a_luck_of_its_own_by_which_it_takes_its_turn(small_market) -> None:
    economy = small_market().market.economy
    rows = np.flatnonzero(economy.firms.column("state") == ALIVE)[:5].astype(np.int32)
    _, terms = offers_to(economy, rows, np.full(5, 10_000_000, np.int64))
    keys = economy.firms.column("id")[rows].tolist()
    lucks = [uniforms(economy.seed, key, economy.month, LOAN_TERMS)[2] for key in keys]
    assert terms[:, O_TURN].tolist() == lucks
    assert len(set(lucks)) == 5


def test_offers_of_equal_return_take_turns_by_luck() -> None:
    """Returns first; those that differ in the last digits alone are equal, and the lower luck comes first."""
    terms = np.zeros((4, OFFER_REAL))
    terms[:, O_RETURN] = (0.1, 0.1 + 1e-12, 0.2, 0.1 - 1e-12)
    terms[:, O_TURN] = (0.9, 0.5, 0.99, 0.1)
    assert by_return(terms).tolist() == [2, 3, 1, 0]
