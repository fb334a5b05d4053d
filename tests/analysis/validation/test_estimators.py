"""Estimators of experiments against numbers that are known, and what they note of loans and firms."""

import numpy as np
import pytest

from smecredit.analysis.validation.loan_logs import (
    LoanLog,
    defaults_within,
    dummies,
    guaranteed_publicly,
    owed,
    rates_paid,
)
from smecredit.analysis.validation.takers import (
    Applications,
    Takers,
    Tried,
    first_guaranteed,
    jump,
    long_share,
    takers_of,
)
from smecredit.analysis.validation.trials.clustering import dispersion, logit
from smecredit.analysis.validation.trials.guarantee_chile import difference_within, pairs_within_firms
from smecredit.analysis.validation.trials.guarantee_cover import payouts_on_share
from smecredit.analysis.validation.trials.guarantee_jobs import cells_of, usual_of
from smecredit.analysis.validation.trials.size_and_growth import clauset, hill, projections, subbotin
from smecredit.analysis.validation.trials.zombies import Asked
from smecredit.analysis.validation.worlds import BEFORE, Cohort, live_to, value, worlds

LUCK = np.random.default_rng(7)


class TestTails:
    """Draws of known laws: Pareto of exponent 1.06, Laplace, normal."""

    pareto = LUCK.pareto(1.06, 20_000) + 1.0

    def test_hill_and_clauset_find_the_exponent(self) -> None:
        assert hill(self.pareto, 0.05) == pytest.approx(1.06, abs=0.1)
        assert clauset(self.pareto) == pytest.approx(1.06, abs=0.1)

    def test_hill_of_a_tail_worked_by_hand(self) -> None:
        """The two largest of eight, e squared and e times the third: mean log 1.5."""
        values = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0 * np.e, 2.0 * np.e**2])
        assert hill(values, 0.25) == pytest.approx(1.0 / 1.5)
        assert np.isnan(hill(np.ones(100), 0.05))

    def test_a_tail_may_begin_late(self) -> None:
        mixed = np.concatenate([LUCK.uniform(0.5, 1.0, 80_000), self.pareto])
        assert clauset(mixed) == pytest.approx(1.06, abs=0.12)

    @pytest.mark.parametrize(("law", "shape"), [("laplace", 1.0), ("normal", 2.0)])
    def test_subbotin_tells_laplace_from_normal(self, law: str, shape: float) -> None:
        assert subbotin(getattr(LUCK, law)(size=20_000)) == pytest.approx(shape, abs=0.08)


class TestClusters:
    def test_logit_finds_the_coefficients(self) -> None:
        causes = np.column_stack([np.ones(40_000), LUCK.standard_normal((40_000, 2))])
        chance = 1.0 / (1.0 + np.exp(-(causes @ np.array([-2.0, 0.5, -1.0]))))
        found = logit(causes, (LUCK.random(40_000) < chance).astype(float))
        assert found == pytest.approx([-2.0, 0.5, -1.0], abs=0.08)

    def test_dispersion_worked_by_hand(self) -> None:
        """Ten expected in each of three months, 13, 10 and 4 come, variance 9: 1 + 0 + 4; what is left makes no bin."""
        expected, variance = np.array([10.0, 10.0, 10.0, 2.0]), np.array([9.0, 9.0, 9.0, 1.8])
        total, bins = dispersion(expected, variance, np.array([13.0, 10.0, 4.0, 9.0]))
        assert (total, bins) == (pytest.approx(5.0), 3)
        assert dispersion(np.array([1.0]), np.array([0.9]), np.array([0.0]))[1] == 0

    def test_independent_defaults_are_not_clustered_and_shared_shocks_are(self) -> None:
        """Firms of very different hazards default once a month or not; as Poisson counts they would seem too even."""
        hazards = np.repeat([0.01, 0.4], [500, 10])
        months, each = 2_000, np.array([hazards.sum()])
        expected, variance = np.repeat(each, months), np.repeat((hazards * (1.0 - hazards)).sum(), months)
        alone = (LUCK.random((months, len(hazards))) < hazards).sum(axis=1).astype(float)
        shocks = LUCK.gamma(5.0, 0.2, (months, 1))
        shared = (LUCK.random((months, len(hazards))) < hazards * shocks).sum(axis=1).astype(float)
        calm, struck = dispersion(expected, variance, alone), dispersion(expected, variance, shared)
        as_poisson = dispersion(expected, expected, alone)
        assert calm[0] / calm[1] == pytest.approx(1.0, abs=0.12)
        assert as_poisson[0] / as_poisson[1] < 0.9
        assert struck[0] / struck[1] > 2.0


class TestJumps:
    running = LUCK.uniform(-2.0, 2.0, 40_000)

    def test_the_jump_at_the_cut_off_is_found_whatever_the_slopes(self) -> None:
        above = self.running >= 0.0
        outcome = 0.05 * above + np.where(above, 0.3, -0.2) * self.running + 0.05 * LUCK.standard_normal(40_000)
        assert jump(outcome, self.running, 0.8) == pytest.approx(0.05, abs=0.006)

    def test_firms_far_off_do_not_count_nor_those_unknown(self) -> None:
        outcome = np.where(np.abs(self.running) < 0.5, 1.0 * (self.running >= 0.0), 99.0)
        outcome[::3] = np.nan
        assert jump(outcome, self.running, 0.5) == pytest.approx(1.0)
        assert np.isnan(jump(outcome, np.abs(self.running), 0.5))


def test_a_loss_that_follows_growth_by_three_years_is_found_at_that_lag() -> None:
    growth = LUCK.standard_normal((40, 20))
    losses = LUCK.standard_normal((40, 1)) + LUCK.standard_normal((1, 20)) + 0.05 * LUCK.standard_normal((40, 20))
    losses[3:] += 0.2 * growth[:-3]
    found = projections(growth, losses)
    assert found[3] == pytest.approx(0.2, abs=0.03)
    assert np.abs(np.delete(found, 3)).max() < 0.06


def test_payouts_on_the_guaranteed_share_of_banks_within_years() -> None:
    """Payout rates of a tenth of the shares 0.1, 0.2, 0.3 of the year before, and three points more for all in a year.

    The first year has no year before it; its payouts count for nothing.
    """
    lent, share = np.full((3, 3), 100.0), np.tile([0.1, 0.2, 0.3], (3, 1))
    rate = 0.1 * share + np.array([[0.7], [0.0], [0.03]])
    rate[0] = rate[0, ::-1]
    books = np.stack([lent, lent * share, lent * share * rate], axis=1)
    assert value(payouts_on_share(books)) == pytest.approx(0.1)


def test_chance_in_what_is_guaranteed_makes_no_slope() -> None:
    """Shares that differ by chance alone from year to year, and payouts that follow nothing."""
    lent = np.full((400, 20), 100.0)
    guaranteed = 10.0 * np.exp(0.3 * LUCK.standard_normal((400, 20)))
    paid = 0.2 * np.exp(0.1 * LUCK.standard_normal((400, 20)))
    found = value(payouts_on_share(np.stack([lent, guaranteed, paid], axis=1)))
    assert found == pytest.approx(0.0, abs=0.01)


def test_within_firms_two_loans_count_while_both_run() -> None:
    """Firm 1 has a pair that differs, 2 one that does not; the other loans of 3 and 4 are over or two years off."""
    loans = {
        "firm": np.array([1, 1, 2, 2, 3, 3, 4, 4, 5]),
        "opened": np.array([10, 12, 10, 15, 10, 20, 10, 40, 10]),
        "term": np.array([24, 24, 36, 36, 6, 24, 60, 24, 12]),
        "defaulted": np.array([-1, 20, 25, 25, -1, 30, -1, 50, 12]),
    }
    guaranteed = np.array([False, True, True, False, False, True, False, True, True])
    pairs = pairs_within_firms(loans, guaranteed)
    assert (pairs.guaranteed.tolist(), pairs.other.tolist()) == ([1, 2], [0, 3])
    assert difference_within(loans, pairs) == (1.0, 2.0)
    none = pairs_within_firms({name: column[:0] for name, column in loans.items()}, guaranteed[:0])
    assert difference_within({name: column[:0] for name, column in loans.items()}, none) == (0.0, 0.0)


def test_like_firms_are_those_of_the_same_cell() -> None:
    cells = cells_of(np.array([0, 0, 1, 1, 0]), np.array([5, 5, 5, 6, 5]))
    assert cells[0] == cells[1] == cells[4] and len(set(cells.tolist())) == 3
    found = usual_of(np.array([1.0, 3.0, 7.0, 9.0, 100.0]), cells, np.array([True, True, True, False, False]))
    assert found[[0, 1, 2, 4]].tolist() == [2.0, 2.0, 7.0, 2.0] and np.isnan(found[3])


def test_fixed_effects_leave_out_the_first_code() -> None:
    columns = dummies(np.array([0, 1, 2, 1]), np.array([7, 7, 7, 7]))
    assert [column.tolist() for column in columns] == [[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]]


@pytest.fixture(scope="module")
def takers() -> Takers:
    """Who takes guarantees that banks allot themselves, a year after they could."""
    return takers_of(3, 600, 40, Tried("chile"))


class TestTakers:
    def test_each_has_a_guaranteed_loan_of_the_year_and_none_without_the_scheme(self, takers: Takers) -> None:
        assert len(takers.cohort) > 10
        assert np.array_equal(takers.loans["firm"], takers.cohort.keys)
        assert set(takers.loans["opened"].tolist()) <= set(range(BEFORE + 1, BEFORE + 13))
        assert guaranteed_publicly(takers.loans).all()
        assert takers.there().all()
        loans, without = takers.log.table(), takers.log_without.table()
        assert not guaranteed_publicly(without).any()
        ours = np.isin(loans["firm"], takers.cohort.keys) & guaranteed_publicly(loans)
        first = np.array([loans["opened"][ours & (loans["firm"] == key)].min() for key in takers.cohort.keys])
        assert np.array_equal(first, takers.loans["opened"])

    def test_debt_long_share_and_rates_are_those_of_the_loan_book(self, takers: Takers) -> None:
        market, cohort = takers.market, takers.cohort
        table = market.loans[market.loans["status"].isin(["performing", "default"])]
        table = table[table["enterprise"].isin(cohort.keys)].assign(
            paid=lambda rows: rows["rate"] * rows["balance_fen"],
            long=lambda rows: rows["balance_fen"].where(rows["tenor"] > 12, 0),
        )
        sums = table.groupby("enterprise")[["balance_fen", "paid", "long"]].sum().reindex(cohort.keys)
        borrows = sums["balance_fen"].to_numpy() > 0
        every = np.ones(market.economy.loans.rows, np.bool_)
        assert np.array_equal(owed(cohort, market.economy, every), cohort.debt(market))
        for found, column in ((rates_paid(cohort, market.economy), "paid"), (long_share(cohort, market), "long")):
            assert np.isnan(found[~borrows]).all()
            wanted = (sums[column] / sums["balance_fen"]).to_numpy(float)[borrows]
            assert found[borrows] == pytest.approx(wanted, rel=1e-5)

    def test_what_a_firm_has_against_its_twin(self, takers: Takers) -> None:
        there, here = takers.debts()
        grown = takers.growth_of_debt()
        more = (there > here) & (takers.debt > 0.0)
        assert more.sum() > 3 and (grown[more] > 0.0).all() and (grown[there == here] == 0.0).all()
        assert set(takers.in_default(12).tolist()) <= {-1.0, 0.0, 1.0}

    def test_agreements_may_be_told_apart(self) -> None:
        none = takers_of(3, 400, 24, Tried("chile", agreement="no such agreement"))
        assert len(none.cohort) == 0


def test_the_first_guaranteed_loan_of_each_firm() -> None:
    loans = {
        "firm": np.array([5, 3, 5, 3, 4]),
        "opened": np.array([9, 7, 8, 6, 1]),
        "guarantor": np.array([0, 1, 1, -1, 0]),
        "public": np.array([1, 1, 1, 1, 0]),
    }
    found = first_guaranteed(loans)
    assert found["firm"].tolist() == [3, 5] and found["opened"].tolist() == [7, 8]


def test_defaults_count_from_the_grant() -> None:
    loans = {"opened": np.array([10, 10, 10]), "defaulted": np.array([-1, 22, 23])}
    assert defaults_within(loans, 12).tolist() == [0.0, 1.0, 0.0]


def test_logs_note_loans_defaults_and_applications() -> None:
    (market,) = worlds(4, 500, 40, "baseline")
    log, asked, seen, early = LoanLog(1), Asked(), Applications(1, 24), Applications(1, 12)
    for each in (log, asked, seen, early):
        market.observe(each)
    live_to(40, market)
    loans = log.table()
    tape = market.loans[market.loans["opened"] >= 1]
    live = tape[tape["status"].isin(["performing", "default"])].set_index("loan")
    place = {int(key): row for row, key in enumerate(loans["id"])}
    rows = [place[int(key)] for key in live.index]
    assert len(rows) > 50 and np.array_equal(loans["opened"][rows], live["opened"].to_numpy())
    assert np.array_equal(loans["firm"][rows], live["enterprise"].to_numpy())
    bad = live["defaulted"].notna().to_numpy()
    assert np.array_equal(loans["defaulted"][rows][bad], live["defaulted"][bad].to_numpy(int))
    assert (loans["defaulted"][rows][~bad] == -1).all()
    keys, unmet = asked.unmet(0)
    assert 0 < unmet.sum() < len(keys)
    first = seen.first_of_each()
    assert np.isin(keys, first.keys).all() and ((first.seen > 0.0) & (first.seen < 1.0)).all()
    assert np.array_equal(first.keys[first.month <= 12], early.first_of_each().keys)
    assert (first.month > 12).any()
    everyone = np.unique(loans["firm"])
    when = log.first_defaults(everyone)
    assert 0 < np.isfinite(when).sum() < len(everyone)
    for month in (6, 18, 40):
        assert np.array_equal(when <= month, np.isin(everyone, log.defaulters(month)))
    assert len(Cohort(market)) > 300
