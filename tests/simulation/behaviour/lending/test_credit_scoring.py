"""What lenders know: signs of the drivers, noise, shrinkage and concealment."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from smecredit.simulation.behaviour.lending.credit_scoring import (
    Scoring,
    Sight,
    default_probability,
    default_score,
    estimated_pd,
    lender_view,
    score_of,
    signal_noise,
    suspected,
    with_shared_record,
)
from smecredit.simulation.behaviour.lending.record_fields import Pool
from smecredit.simulation.behaviour.support.fields_shared import NO_FIELDS
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.randomness import uniforms
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.enterprise_columns import (
    BANK_DEBT,
    BORROWED,
    CASH,
    CONDUCT,
    ENTERPRISE,
    ENTRY_MONTH,
    HONESTY,
    INFORMAL_DEBT,
    MARGIN,
    QUALITY,
    TAX_RECORD,
    TRANSPARENCY,
    YEAR_SALES,
)

P = Scoring().numbers()
#: What the tests of estimates assume lenders to believe.
BELIEVED = P._replace(believed_mean=-3.6, spread=0.9, outlook=1.0)
UNIFORMS = st.floats(1e-6, 1.0 - 1e-6)
SCORES = st.floats(-8.0, 3.0)


def pool(mean: float, believed: Scoring) -> Pool:
    """The pool with this mean of lenders who believe in a spread."""
    return Pool(mean, believed.spread**2)


def odds(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


class TestScore:
    def test_the_drivers_at_zero_leave_the_intercept(self) -> None:
        assert default_score(0.0, 0.0, 0.0, 0.0, False, 1.0, P) == P.intercept

    def test_worked_by_hand(self) -> None:
        score = default_score(0.5, 0.10, 0.2, 2.0, True, 1.5, P)
        by_hand = (
            P.intercept
            + 0.5 * P.leverage_weight
            - 0.10 * P.margin_weight
            - 0.2 * P.quality_weight
            - 2.0 * P.buffer_weight
            + P.young_weight
            + 0.5 * P.conduct_weight
        )
        assert score == pytest.approx(by_hand, rel=1e-14)

    @given(st.floats(0.0, 2.5), st.floats(-0.29, 0.3), st.floats(-1.0, 1.0), st.floats(0.0, 5.0), st.floats(1.0, 3.0))
    def test_signs(self, leverage: float, margin: float, quality: float, buffer: float, conduct: float) -> None:
        score = default_score(leverage, margin, quality, buffer, False, conduct, P)
        assert default_score(leverage + 0.1, margin, quality, buffer, False, conduct, P) > score
        assert default_score(leverage, margin + 0.1, quality, buffer, False, conduct, P) < score
        assert default_score(leverage, margin, quality + 0.1, buffer, False, conduct, P) < score
        assert default_score(leverage, margin, quality, buffer + 0.1, False, conduct, P) < score
        assert default_score(leverage, margin, quality, buffer, True, conduct, P) > score
        assert default_score(leverage, margin, quality, buffer, False, conduct + 0.1, P) > score

    @pytest.mark.parametrize(
        ("driver", "inside", "outside"), [(0, 3.0, 50.0), (1, 0.4, 5.0), (1, -0.3, -9.0), (3, 6.0, 99.0)]
    )
    def test_extreme_accounts_count_no_more_than_the_bound(self, driver: int, inside: float, outside: float) -> None:
        values = [0.0, 0.0, 0.0, 0.0]
        scores = []
        for value in (inside, outside):
            values[driver] = value
            scores.append(default_score(*values, False, 1.0, P))
        assert scores[0] == scores[1]


class TestNoise:
    @given(st.floats(0.1, 3.0), st.floats(0.0, 0.9), st.floats(0.0, 9.0), st.floats(0.0, 3.0), st.floats(0.05, 1.0))
    def test_falls_with_all_that_informs(
        self, noise: float, transparency: float, years: float, effort: float, gain: float
    ) -> None:
        error = signal_noise(noise, transparency, years, effort, gain, 1.1)
        assert error > 0.0
        assert signal_noise(noise, transparency + 0.05, years, effort, gain, 1.1) < error
        assert signal_noise(noise, transparency, years + 1.0, effort, gain, 1.1) < error
        assert signal_noise(noise, transparency, years, effort + 0.5, gain, 1.1) < error
        assert signal_noise(0.5 * noise, transparency, years, effort, gain, 1.1) == pytest.approx(0.5 * error)

    def test_worked_by_hand(self) -> None:
        """1.2 x (1.1 - 0.6) = 0.6; four years at 0.25 and one unit of effort: divided by sqrt(2 x 2) = 2."""
        assert signal_noise(1.2, 0.6, 4.0, 1.0, 0.25, 1.1) == pytest.approx(0.3, rel=1e-14)


class TestSharedRecord:
    def test_worked_by_hand(self) -> None:
        """Standard errors of 1.0 and 0.5 combine to 1 / sqrt(1 + 4); no precision tells nothing."""
        assert with_shared_record(1.0, 4.0) == pytest.approx(1.0 / math.sqrt(5.0), rel=1e-14)
        assert with_shared_record(1.0, 0.0) == 1.0

    @given(st.floats(0.05, 3.0), st.floats(0.05, 2.0), st.floats(0.01, 20.0))
    def test_helps_most_where_least_was_known(self, noise: float, more: float, precision: float) -> None:
        gain, larger = (n - with_shared_record(n, precision) for n in (noise, noise + more))
        assert larger > gain > 0.0


class TestEstimate:
    @given(SCORES, UNIFORMS)
    def test_a_perfect_signal_is_believed(self, score: float, uniform: float) -> None:
        estimate = estimated_pd(score, 0.0, 0.0, uniform, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
        truth = 1.0 / (1.0 + math.exp(-score))
        assert estimate == pytest.approx(min(max(truth, 0.0003), 0.9), rel=1e-12)

    @given(SCORES, UNIFORMS)
    def test_a_worthless_signal_leaves_the_mean_of_the_prior(self, score: float, uniform: float) -> None:
        """The mean of the probability, which lies above that of the mean log odds: half the variance, less what the
        curve bends the other way."""
        at_mean = 1.0 / (1.0 + math.exp(3.6))
        expected = -3.6 + 0.5 * 0.9 * 0.9 * (1.0 - 2.0 * at_mean)
        estimate = estimated_pd(score, 1e6, 0.0, uniform, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
        assert odds(estimate) == pytest.approx(expected, rel=1e-4)
        exact = integrate.quad(lambda x: stats.norm.pdf(x, -3.6, 0.9) / (1.0 + math.exp(-x)), -12.0, 6.0, epsabs=1e-10)[
            0
        ]
        assert estimate == pytest.approx(exact, rel=0.03)

    def test_half_way_where_noise_equals_spread(self) -> None:
        """Log odds -2.0 seen exactly (median noise) against a mean of -4.0: -3.0 and the doubt that is left."""
        believed = BELIEVED._replace(believed_mean=-4.0)
        doubt = 0.25 * 0.9 * 0.9 * (1.0 - 2.0 / (1.0 + math.exp(3.0)))
        assert odds(
            estimated_pd(-2.0, 0.9, 0.0, 0.5, 1.0, pool(believed.believed_mean, believed), believed)
        ) == pytest.approx(-3.0 + doubt, rel=1e-9)
        # Concealment of one log point moves the estimate by half a point.
        doubt = 0.25 * 0.9 * 0.9 * (1.0 - 2.0 / (1.0 + math.exp(3.5)))
        assert odds(
            estimated_pd(-2.0, 0.9, 1.0, 0.5, 1.0, pool(believed.believed_mean, believed), believed)
        ) == pytest.approx(-3.5 + doubt, rel=1e-9)

    @given(st.floats(-6.0, -2.0), st.floats(0.05, 1.5))
    def test_doubt_is_dear(self, score: float, noise: float) -> None:
        """Of two firms that look like the mean, the one that shows less is judged the riskier."""
        believed = BELIEVED._replace(believed_mean=score)
        clear, opaque = (
            estimated_pd(score, n, 0.0, 0.5, 1.0, pool(score, believed), believed) for n in (noise, 2.0 * noise)
        )
        assert opaque > clear

    @given(st.floats(-6.0, 0.0), st.floats(0.05, 3.0), UNIFORMS)
    def test_rises_with_risk_and_luck_falls_with_concealment(self, score: float, noise: float, uniform: float) -> None:
        estimate = estimated_pd(score, noise, 0.0, uniform, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
        assert (
            estimated_pd(score + 0.5, noise, 0.0, uniform, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
            >= estimate
        )
        assert (
            estimated_pd(score, noise, 0.3, uniform, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED) <= estimate
        )
        assert (
            estimated_pd(
                score, noise, 0.0, min(uniform + 0.1, 0.999999), 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED
            )
            >= estimate
        )

    @given(SCORES, st.floats(0.0, 3.0), st.floats(-1.0, 3.0), UNIFORMS, st.floats(0.1, 10.0))
    def test_always_a_sensible_probability(
        self, score: float, noise: float, bias: float, uniform: float, experience: float
    ) -> None:
        assert (
            0.0003
            <= estimated_pd(score, noise, bias, uniform, experience, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
            <= 0.9
        )

    def test_the_probability_is_the_mean_over_what_is_unknown(self) -> None:
        """Against the integral of the logistic over the posterior, for the small risks of loans."""
        mean, spread, noise = -3.6, 0.9, 1.0
        weight = spread**2 / (spread**2 + noise**2)
        for score in (-6.0, -5.0, -4.0):
            centre = mean + weight * (score - mean)
            grid = np.linspace(-6.0, 6.0, 4001)
            posterior = stats.norm.pdf(grid) / stats.norm.pdf(grid).sum()
            truth = float((posterior / (1.0 + np.exp(-(centre + spread * math.sqrt(1.0 - weight) * grid)))).sum())
            estimate = estimated_pd(score, noise, 0.0, 0.5, 1.0, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
            assert estimate == pytest.approx(truth, rel=0.02)

    def test_experience_and_outlook_scale(self) -> None:
        one, two = (
            estimated_pd(-3.6, 0.5, 0.0, 0.5, times, pool(BELIEVED.believed_mean, BELIEVED), BELIEVED)
            for times in (1.0, 2.0)
        )
        assert two == pytest.approx(2.0 * one, rel=1e-12)
        later = BELIEVED._replace(outlook=2.0 * BELIEVED.outlook)
        assert estimated_pd(-3.6, 0.5, 0.0, 0.5, 1.0, pool(later.believed_mean, later), later) == pytest.approx(
            two, rel=1e-12
        )

    def test_estimates_are_right_for_the_believed_population(self) -> None:
        """Log odds drawn from the prior, seen with noise: as many default as was estimated, at every level."""
        mean, spread, noise = -3.0, 0.9, 0.7
        believed = BELIEVED._replace(believed_mean=mean)
        truth, estimate = [], []
        for key in range(20_000):
            u_truth, u_noise, _, _ = uniforms(5, key, 0, 1)
            score = mean + spread * stats.norm.ppf(u_truth)
            truth.append(1.0 / (1.0 + math.exp(-score)))
            estimate.append(
                estimated_pd(score, noise, 0.0, u_noise, 1.0, pool(believed.believed_mean, believed), believed)
            )
        slope, intercept, *_ = stats.linregress(estimate, truth)
        assert slope == pytest.approx(1.0, abs=0.03)
        assert intercept == pytest.approx(0.0, abs=0.002)


def firm(economy: Economy, **values: float) -> Economy:
    """The economy of one firm, in row 0."""
    store = Store(ENTERPRISE, 1)
    store.allocate(1)
    whole, real, index, tag, _ = store.blocks
    defaults = {
        "cash": 100_000_00, "sales": 1_300_000_00, "debt": 260_000_00, "informal": 65_000_00, "margin": 0.125,
        "quality": 0.25, "conduct": 1.0, "honesty": 1.0, "transparency": 0.5, "entered": -120, "borrowed": 1,
        "tax": 0,
    }  # fmt: skip
    v = {**defaults, **values}
    whole[CASH, 0], whole[YEAR_SALES, 0] = v["cash"], v["sales"]
    whole[BANK_DEBT, 0], whole[INFORMAL_DEBT, 0] = v["debt"], v["informal"]
    real[MARGIN, 0], real[QUALITY, 0], real[CONDUCT, 0] = v["margin"], v["quality"], v["conduct"]
    real[HONESTY, 0], real[TRANSPARENCY, 0] = v["honesty"], v["transparency"]
    index[ENTRY_MONTH, 0] = v["entered"]
    tag[BORROWED, 0], tag[TAX_RECORD, 0] = v["borrowed"], v["tax"]
    return economy.with_fields(firm=store.blocks, month=0)


def view(
    economy: Economy,
    noise: float = 1.0,
    knows: bool = True,
    effort: float = 0.0,
    luck: float = 0.5,
    experience: float = 1.0,
    precision: float = 0.0,
    concealment: float = 1.0,
    turned_away: float = 0.0,
) -> float:
    """How a lender sees the firm in row 0."""
    sight = Sight(noise, knows, effort, luck, experience, precision, concealment, turned_away, NO_FIELDS)
    return lender_view(economy, 0, 0, sight)


class TestView:
    """The same rules read from a firm's row."""

    def test_the_score_of_a_row_worked_by_hand(self, opened_economy: Economy) -> None:
        """Debt of 325,000 and 65,000 more over sales of 1.3 million is 0.3; cash is a month of sales / 13."""
        score = score_of(firm(opened_economy), 0, 65_000_00)
        assert score == pytest.approx(default_score(0.3, 0.125, 0.25, 1.0, False, 1.0, P), rel=1e-12)
        odds = P.odds_by_size[0] * math.exp(score)
        assert default_probability(firm(opened_economy), 0, 65_000_00) == pytest.approx(odds / (1.0 + odds), rel=1e-12)

    def test_young_firms_are_riskier(self, opened_economy: Economy) -> None:
        young, old = firm(opened_economy, entered=-35), firm(opened_economy, entered=-36)
        assert score_of(young, 0, 0) - score_of(old, 0, 0) == pytest.approx(P.young_weight)

    def test_a_firm_without_sales_has_a_score(self, opened_economy: Economy) -> None:
        assert math.isfinite(score_of(firm(opened_economy, sales=0), 0, 0))

    def test_concealment_looks_good_and_a_tax_record_checks_it(self, opened_economy: Economy) -> None:
        honest, hiding, taxed = (
            view(firm(opened_economy, **values)) for values in ({}, {"honesty": 0.2}, {"honesty": 0.2, "tax": 4})
        )
        assert hiding < taxed < honest

    @pytest.mark.parametrize(("grade", "left"), [(0, 1.0), (1, 0.85), (4, 0.4)])
    def test_each_grade_of_a_tax_record_uncovers_as_much(
        self, grade: int, left: float, opened_economy: Economy
    ) -> None:
        """15% of what is hidden: the best of four leaves 40% of it."""
        # The experience that undoes the outlook over the loan's life leaves the day's score.
        seen = view(firm(opened_economy, honesty=0.0, tax=grade), noise=1e-9, experience=1.0 / P.outlook)
        hidden, size = P.concealment_bias * left, math.log(P.odds_by_size[0])
        assert odds(seen) == pytest.approx(score_of(firm(opened_economy), 0, 0) + size - hidden, abs=1e-6)

    @pytest.mark.parametrize(
        "informed", [{"knows": True}, {"effort": 3.0}, {"transparency": 0.9}, {"noise": 0.4}, {"precision": 4.0}]
    )
    def test_better_informed_lenders_tell_firms_apart(self, informed: dict, opened_economy: Economy) -> None:
        """Distance in log odds between the views of a weak and a sound firm, at the same luck."""

        def distance(transparency: float = 0.5, **sight: float) -> float:
            weak, sound = (
                view(
                    firm(opened_economy, transparency=transparency, margin=margin, quality=0.0),
                    **{"noise": 1.2, "knows": False, "luck": 0.3, **sight},
                )
                for margin in (-0.1, 0.1)
            )
            return odds(weak) - odds(sound)

        assert distance(**informed) > distance() > 0.0

    def test_who_never_borrowed_has_no_relationship(self, opened_economy: Economy) -> None:
        new = firm(opened_economy, borrowed=0)
        assert view(new, luck=0.2) == view(new, knows=False, luck=0.2)

    def test_ten_years_of_relationship_tell_all_that_one_can(self, opened_economy: Economy) -> None:
        nine, ten, twenty = (
            view(firm(opened_economy, entered=-12 * years), luck=0.2, noise=2.0) for years in (9, 10, 20)
        )
        assert nine != ten == twenty


@given(st.floats(0.0003, 0.9), st.floats(0.0, 1.0), st.floats(0.0, 0.5))
def test_suspicion_falls_on_who_shows_little(pd: float, transparency: float, fear: float) -> None:
    p = P._replace(suspicion=fear)
    assert suspected(pd, 1.0, p) == pd
    assert suspected(pd, transparency, p) == pytest.approx(min(pd + fear * (1.0 - transparency), 0.9))
