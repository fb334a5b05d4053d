"""Settings that reduce the model to textbook cases, against their known answers: each an ordinary scenario beside this.

Sharing a failed firm's cash among its lenders in proportion is in tests/simulation/behaviour/distress/test_default.py.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy import stats

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.demography.entry_exit import FAILED
from smecredit.simulation.behaviour.lending.loan_pricing import loan_rate
from smecredit.simulation.behaviour.trade.business_cycle import BOOM, NORMAL, RECESSION, next_regime
from smecredit.simulation.behaviour.trade.cash_flow import INPUT_SHARE
from smecredit.simulation.ground.randomness import CELL_STRUCK, uniforms
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.observer import Observer
from smecredit.simulation.stresses.factor_defaults import conditional_probability

HERE = Path(__file__).parent
PROBABILITIES = {RECESSION: 0.03, NORMAL: 0.01, BOOM: 0.005}
CORRELATION = 0.15


def market_of(name: str, firms: int, months: int, seed: int = 1, **sets: Any) -> CreditMarket:
    return CreditMarket(load(str(HERE / f"{name}.toml"), firms=firms, months=months, set=sets), seed=seed)


# One factor ---------------------------------------------------------------------------------------------------------


class Struck(Observer):
    """By month: the regime in which it begins, borrowers, and those of them that the factor fails."""

    def __init__(self, economy: Economy) -> None:
        self.regime, self.months = economy.cycle.regime, list[tuple[int, int, int, int]]()

    def phase_over(self, economy: Economy, phase: str) -> None:
        """Count when stresses have struck, before firms trade."""
        if phase == "move_cycle" and economy.month >= 1:
            firms = economy.firms
            outcome = firms.column("outcome")
            owe = (firms.column("state") == 1) & (firms.column("bank_debt") > 0) & np.isin(outcome, (0, FAILED))
            self.months.append((self.regime, economy.month, int(owe.sum()), int((outcome[owe] == FAILED).sum())))
        self.regime = economy.cycle.regime


@pytest.fixture(scope="module")
def struck() -> np.ndarray:
    market = market_of("one_factor", firms=1_000, months=84)
    market.live_burn_in()
    seen = Struck(market.economy)
    market.observe(seen)
    market.run()
    return np.array(seen.months)


@pytest.mark.parametrize("usual", [0.0005, 0.01, 0.2])
@pytest.mark.parametrize("correlation", [0.0, 0.12, 0.6])
def test_the_conditional_probability_is_the_formula(usual: float, correlation: float) -> None:
    factor = np.linspace(-4.0, 4.0, 41)
    expected = stats.norm.cdf((stats.norm.ppf(usual) + np.sqrt(correlation) * factor) / np.sqrt(1.0 - correlation))
    found = [conditional_probability(usual, correlation, z) for z in factor.tolist()]
    assert found == pytest.approx(expected.tolist(), rel=1e-11)
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    mean = sum(w * conditional_probability(usual, correlation, z) for z, w in zip(nodes.tolist(), weights, strict=True))
    assert mean / np.sqrt(2.0 * np.pi) == pytest.approx(usual, rel=1e-3), "over all values of the factor"


def test_defaults_follow_regime_and_factor(struck: np.ndarray) -> None:
    """Given regime and factor defaults are binomial: the sum of squared standardised deviations is chi-square."""
    regimes, months, borrowers, defaults = struck.T
    factor = stats.norm.ppf([uniforms(1, 0, int(month), CELL_STRUCK)[1] for month in months])
    usual = np.array([PROBABILITIES[int(regime)] for regime in regimes])
    threshold = stats.norm.ppf(usual) + np.sqrt(CORRELATION) * factor
    expected = stats.norm.cdf(threshold / np.sqrt(1.0 - CORRELATION))
    assert borrowers.min() > 50 and len(set(regimes.tolist())) > 1
    deviation = (defaults - borrowers * expected) / np.sqrt(borrowers * expected * (1.0 - expected))
    assert 0.001 < stats.chi2.sf((deviation**2).sum(), len(months)) < 0.999
    # A sum of independent mean-zero terms: who defaults is nobody's choice.
    assert abs(deviation.sum()) / np.sqrt(len(months)) < 3.5
    assert np.corrcoef(defaults / borrowers, expected)[0, 1] > 0.8


# Gibrat -------------------------------------------------------------------------------------------------------------


def dispersions(name_sets: dict[str, Any]) -> list[float]:
    """Scale of shocks to productivity, mean by tercile of yearly sales."""
    firms = market_of("gibrat", firms=1_500, months=2, **name_sets).run().enterprises
    order = np.argsort(firms["year_sales"], kind="stable")
    return [float(firms["dispersion"][part].mean()) for part in np.array_split(order, 3)]


def test_shocks_independent_of_size_and_falling_with_it_otherwise() -> None:
    gibrat = dispersions({})
    usual = dispersions({"population.shock_size_exponent": 0.2})
    assert max(gibrat) - min(gibrat) < 1e-6 * max(gibrat)
    assert usual[0] > 1.1 * usual[1] > 1.1 * usual[2]


def test_growth_of_productivity_does_not_depend_on_size() -> None:
    """The slope of absolute yearly growth on log size is zero, and clearly negative with the usual exponent."""
    slopes = {}
    for exponent in (0.0, 0.6):
        market = market_of("gibrat", firms=2_000, months=12, **{"population.shock_size_exponent": exponent})
        market.step()
        firms = market.enterprises
        before = {
            int(key): (size, value)
            for key, size, value in zip(firms["id"], firms["year_sales"], firms["productivity"], strict=True)
        }
        market.run()
        after = zip(market.enterprises["id"], market.enterprises["productivity"], strict=True)
        pairs = [(*before[int(key)], value) for key, value in after if int(key) in before]
        size, old, new = (np.array(column, float) for column in zip(*pairs, strict=True))
        slopes[exponent] = stats.linregress(np.log(size), np.abs(np.log(new / old)))
    assert abs(slopes[0.0].slope) < 4.0 * slopes[0.0].stderr
    assert slopes[0.6].slope < -4.0 * slopes[0.6].stderr


# A capped fund is a tranche -----------------------------------------------------------------------------------------


def test_a_capped_fund_pays_the_tranche_of_its_pool() -> None:
    """Half of every loss, rounded down, up to the cap and not a fen beyond; the bank bears the rest."""
    market = market_of("capped_fund", firms=1_500, months=36)
    cap = market.economy.fen_of_model(50e9)
    market.run()
    claims = market.losses[market.losses["agreement"] == "tranche"].sort_values(["month", "loan"])
    assert len(claims) > 20
    losses, paid = claims["loss_fen"].to_numpy(), claims["paid_compensation_fund_fen"].to_numpy()
    assert paid.sum() == min((losses // 2).sum(), cap) == cap
    open_pool = np.cumsum(losses // 2) <= cap
    assert open_pool.sum() > 3 and (paid[open_pool] == losses[open_pool] // 2).all()
    assert (paid[~open_pool][1:] == 0).all(), "only the claim that reaches the cap is paid in part"
    assert (paid + claims["paid_bank_fen"].to_numpy() == losses).all()


# Ruin ---------------------------------------------------------------------------------------------------------------

#: A fund earns one unit a month, and pays six in a recession.
INCOME, CLAIMS = 1, {RECESSION: 6, NORMAL: 0, BOOM: 0}
STAYS = (0.9, 0.95, 0.9)
CAPITAL, HORIZON = 30, 120


def exact_ruin() -> float:
    """Probability that the fund is below zero within the horizon: every path of regime and fund, weighted."""
    moves = {
        RECESSION: {RECESSION: STAYS[0], NORMAL: 1.0 - STAYS[0]},
        NORMAL: {NORMAL: STAYS[1], RECESSION: (1.0 - STAYS[1]) / 2, BOOM: (1.0 - STAYS[1]) / 2},
        BOOM: {BOOM: STAYS[2], NORMAL: 1.0 - STAYS[2]},
    }
    alive, ruined = {(NORMAL, CAPITAL): 1.0}, 0.0
    for _ in range(HORIZON):
        reached: dict[tuple[int, int], float] = {}
        for (regime, fund), weight in alive.items():
            for new, chance in moves[regime].items():
                left = fund + INCOME - CLAIMS[new]
                if left < 0:
                    ruined += weight * chance
                else:
                    reached[new, left] = reached.get((new, left), 0.0) + weight * chance
        alive = reached
    return ruined


def test_a_persistent_cycle_ruins_a_fund_that_the_same_months_shuffled_spare() -> None:
    luck, paths = np.random.default_rng(7), 3_000
    together = shuffled = 0
    for uniform in luck.random((paths, HORIZON)):
        regime, changes = NORMAL, []
        for u in uniform.tolist():
            regime = next_regime(regime, *STAYS, u)
            changes.append(INCOME - CLAIMS[regime])
        together += CAPITAL + min(np.cumsum(changes)) < 0
        shuffled += CAPITAL + min(np.cumsum(luck.permutation(changes))) < 0
    known = exact_ruin()
    assert 0.05 < known < 0.95
    assert together / paths == pytest.approx(known, abs=4.0 * np.sqrt(known * (1.0 - known) / paths))
    assert together > 1.15 * shuffled > 0


# Cash with a barrier ------------------------------------------------------------------------------------------------

#: Laplace scale of the monthly shocks, and the elasticity by which staff that is too small limits sales.
SHOCK, STAFF = 0.02, 0.01
#: A walk that is looked at once a month passes a barrier by the mean of an exponential tail before it is seen, as if
#: the barrier lay as much further away: 1/sqrt(2) standard deviations of a Laplace step (Siegmund 1979, Advances in
#: Applied Probability 11). Of a normal step it is 0.58 (Broadie, Glasserman and Kou 1997, Mathematical Finance 7).
OVERSHOOT = 1.0 / np.sqrt(2.0)


class Walk(NamedTuple):
    """Cash of each firm at the start, drift and standard deviation of its step, in months of normal sales."""

    cash: np.ndarray
    drift: np.ndarray
    deviation: np.ndarray

    def ruined(self, months: int, correction: float) -> np.ndarray:
        """Probability of each firm that Brownian motion reaches the barrier by then: the inverse Gaussian law."""
        height, spread = self.cash + correction * self.deviation, self.deviation * np.sqrt(months)
        at_once = stats.norm.cdf((-height - self.drift * months) / spread)
        reflected = stats.norm.cdf((-height + self.drift * months) / spread)
        return at_once + np.exp(-2.0 * self.drift * height / self.deviation**2) * reflected


def walk_of(market: CreditMarket, margin: float) -> Walk:
    """Sales of a month are normal ones times e**shock, beyond them as far as staff serves; inputs alone follow them."""
    firms = market.enterprises
    normal_sales = firms["year_sales"] / 12.0
    shocked = np.exp(stats.laplace.ppf((np.arange(100_000) + 0.5) / 100_000, scale=SHOCK))
    sold = np.where(shocked > 1.0, shocked / (STAFF * shocked + 1.0 - STAFF), shocked)
    kept = 1.0 - market.economy.sector_table[INPUT_SHARE][firms["sector"]]
    return Walk(firms["cash"] / normal_sales, margin + kept * (sold.mean() - 1.0), kept * sold.std())


@pytest.mark.parametrize("margin", [-0.004, 0.0, 0.004])
def test_ruin_follows_the_first_passage_of_cash_through_zero(margin: float) -> None:
    """Firms that have failed by a month against the sum of their own probabilities, in standard deviations."""
    market = market_of("cash_barrier", firms=3_000, months=60, **{"cash_flow.normal_margin": margin})
    market.live_burn_in()
    walk = walk_of(market, margin)
    corrected, uncorrected = [], []
    for horizon in (24, 36, 48, 60):
        while market.month < horizon:
            market.step()
        failed = len(walk.cash) - len(market.enterprises["id"])
        corrected.append(standardised(failed, walk.ruined(horizon, OVERSHOOT)))
        uncorrected.append(standardised(failed, walk.ruined(horizon, 0.0)))
    assert np.abs(corrected).max() < 3.0
    assert uncorrected[0] < -2.0, "between two looks Brownian motion reaches the barrier unseen"
    causes = market.summary["value"]
    assert causes["failures_by_cause.cause.own"] == causes["failures_by_cause"] > 0


def standardised(found: int, chances: np.ndarray) -> float:
    """Deviation of a number of independent events from its mean, in standard deviations."""
    return float((found - chances.sum()) / np.sqrt((chances * (1.0 - chances)).sum()))


# Break-even ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pd", "lgd"), [(0.0, 0.5), (0.002, 0.4), (0.03, 0.5), (0.08, 0.6), (0.5, 1.0)])
def test_the_break_even_rate_within_a_basis_point(pd: float, lgd: float) -> None:
    """(1 - pd)(1 + r) + pd (1 - lgd) = 1 + funding: principal recovered in part, interest lost in default."""
    funding = 0.02
    rate = loan_rate(funding, 0.0, pd, pd * lgd, 0.0, 0.0, 0.0)
    assert (1.0 - pd) * (1.0 + rate) + pd * (1.0 - lgd) == pytest.approx(1.0 + funding, abs=1e-4)
