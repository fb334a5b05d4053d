"""What guarantors ask and accept, how willingness falls, and how trust breaks fast and mends slowly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.guarantee.guarantee_terms import (
    Guarantors,
    appraisal_cost,
    guarantor_consents,
    next_acceptance,
    next_willingness,
)

P = Guarantors().numbers()
SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize(("transparency", "cost"), [(1.0, 1500.0), (0.5, 3000.0), (0.0, 4500.0)])
def test_appraisal_costs_up_to_three_times_as_much(transparency: float, cost: float) -> None:
    assert appraisal_cost(1500.0, transparency, P.opaque_appraisal) == pytest.approx(cost)


class TestConsent:
    def test_worked_by_hand(self) -> None:
        """40% of a 3% default that loses 55% is 0.66%; 2,000 yuan on 1 million, 80% of it, 0.16%: 0.82% in all."""
        terms = (0.4, 0.03, 0.55, 2_000.0 / 1_000_000.0, P.appraisal_charged)
        assert guarantor_consents(0.0083, *terms, 1.0, 1.0)
        assert not guarantor_consents(0.0081, *terms, 1.0, 1.0)
        # A mandate to bear half as much again makes a fee of 0.55% enough, and half the will spoils it.
        assert guarantor_consents(0.0055, *terms, 1.5, 1.0)
        assert not guarantor_consents(0.0055, *terms, 1.5, 0.5)

    @given(
        st.floats(0.0, 0.05), SHARES, st.floats(0.0003, 0.9), st.floats(0.0, 1.0), st.floats(0.0, 1e4),
        st.floats(2e4, 5e7), st.floats(0.0, 3.0), SHARES,
    )  # fmt: skip
    def test_consent_survives_better_terms(
        self,
        fee: float,
        own: float,
        pd: float,
        lgd: float,
        cost: float,
        amount: float,
        tolerance: float,
        will: float,
    ) -> None:
        if not guarantor_consents(fee, own, pd, lgd, cost / amount, P.appraisal_charged, tolerance, will):
            return
        assert guarantor_consents(fee + 0.01, own, pd, lgd, cost / amount, P.appraisal_charged, tolerance, will)
        assert guarantor_consents(fee, 0.5 * own, pd, lgd, cost / amount, P.appraisal_charged, tolerance, will)
        assert guarantor_consents(fee, own, 0.5 * pd, lgd, cost / amount, P.appraisal_charged, tolerance, will)
        assert guarantor_consents(fee, own, pd, 0.5 * lgd, cost / amount, P.appraisal_charged, tolerance, will)
        assert guarantor_consents(fee, own, pd, lgd, 0.5 * cost / amount, P.appraisal_charged, tolerance, will)
        assert guarantor_consents(fee, own, pd, lgd, cost / (2.0 * amount), P.appraisal_charged, tolerance, will)

    def test_small_opaque_firms_are_the_ones_refused(self) -> None:
        """At the same risk and a public fee: a transparent half million passes, an opaque 50,000 does not.

        Losses of 0.33% and 0.29% for the appraisal, together below 0.7% of the fee's 1%; and 6.7% for the other's.
        """
        passes, fails = (
            guarantor_consents(
                P.public_fee, 0.4, 0.015, 0.55,
                appraisal_cost(P.appraisal_cost, transparency, P.opaque_appraisal) / amount, P.appraisal_charged,
                P.tolerated_loss, 1.0,
            )
            for transparency, amount in ((0.9, 500_000.0), (0.1, 50_000.0))
        )  # fmt: skip
        assert passes
        assert not fails


class TestWillingness:
    def test_worked_by_hand(self) -> None:
        """Payouts of 6.5% against 4% at a slope of 8 want 0.8; an eighth of the way from 1."""
        assert next_willingness(1.0, 0.065, 0.04, 8.0, 0.125) == pytest.approx(0.975)
        assert next_willingness(1.0, 0.04, 0.04, 8.0, 0.125) == 1.0
        assert next_willingness(0.5, 0.0, 0.04, 8.0, 0.125) == pytest.approx(0.5625)

    @given(SHARES, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
    def test_falls_with_payouts_and_stays_a_share(self, will: float, one: float, other: float) -> None:
        low, high = sorted((one, other))
        calm, strained = (next_willingness(will, rate, 0.04, 8.0, 0.12) for rate in (low, high))
        assert 0.0 <= strained <= calm <= 1.0

    def test_settles_at_what_payouts_warrant(self) -> None:
        will = 1.0
        for _ in range(200):
            will = next_willingness(will, 0.09, 0.04, 8.0, 0.12)
        assert will == pytest.approx(0.6, abs=1e-6)


class TestTrust:
    @pytest.mark.parametrize(
        ("net_assets", "settles_at"), [(100.0, 1.0), (75.0, 1.0), (55.0, 0.5), (35.0, 0.0), (0.0, 0.0), (-9.0, 0.0)]
    )
    def test_between_floor_and_three_quarters(self, net_assets: float, settles_at: float) -> None:
        for start in (0.0, 1.0):
            trust = start
            for _ in range(1_000):
                trust = next_acceptance(trust, net_assets, 100.0, 0.35, 0.75, 0.12, 0.25)
            assert trust == pytest.approx(settles_at, abs=1e-6)

    def test_lost_four_times_as_fast_as_it_returns(self) -> None:
        assert next_acceptance(1.0, 0.0, 100.0, 0.35, 0.75, 0.12, 0.25) == pytest.approx(1.0 - 0.12)
        assert next_acceptance(0.0, 100.0, 100.0, 0.35, 0.75, 0.12, 0.25) == pytest.approx(0.03)

    def test_a_guarantor_that_never_had_capital_is_not_trusted_more_for_it(self) -> None:
        assert next_acceptance(0.5, 0.0, 0.0, 0.35, 0.75, 0.12, 0.25) < 0.5
