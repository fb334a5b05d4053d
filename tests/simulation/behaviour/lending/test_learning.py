"""What lenders and owners learn: defaults that differ from the usual, and refusals among firms of one's age."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.banking import totals
from smecredit.simulation.behaviour.lending.learning import learn_defaults, learn_of_refusals
from smecredit.simulation.behaviour.lending.owners_fear import chance_not_to_dare, weight_of_refusals
from smecredit.simulation.state.counts import (
    DISCOURAGED,
    IN_NEED,
    LOANS_DEFAULTED,
    OLDER_GRANTED,
    YOUNG_DISCOURAGED,
    YOUNG_GRANTED,
    YOUNG_IN_NEED,
)


@pytest.mark.parametrize(
    ("heard", "count", "weight"),
    # Twice the usual refusals, of which seven tenths count; the usual; none; and where they count in full or not.
    [(0.3, 0.7, 1.7), (0.15, 0.7, 1.0), (0.0, 0.7, 0.3), (0.0, 1.0, 0.0), (0.9, 0.0, 1.0)],
)
def test_fear_follows_refusals(heard: float, count: float, weight: float) -> None:
    assert weight_of_refusals(heard, 0.15, count) == pytest.approx(weight)


class TestRefusals:
    @pytest.fixture
    def economy(self, small_market):
        economy = small_market().market.economy
        economy.numbers.restate("lender_learning.cost_memory", 0.1)
        economy.numbers.restate("lender_learning.young_in_need", 1e-6)
        economy.refusals_heard[:] = 0.2
        return economy

    def test_by_age(self, economy) -> None:
        """Of 100 in need 30 are young; 20 dare not, 10 of them young; 40 older ones and 18 young ones get a loan."""
        for count, number in (
            (IN_NEED, 100), (YOUNG_IN_NEED, 30), (DISCOURAGED, 20), (YOUNG_DISCOURAGED, 10),
            (OLDER_GRANTED, 40), (YOUNG_GRANTED, 18),
        ):  # fmt: skip
            economy.counts[count] = number
        learn_of_refusals(economy)
        assert economy.refusals_heard == pytest.approx([0.2 + 0.1 * (20 / 60 - 0.2), 0.2 + 0.1 * (2 / 20 - 0.2)])

    def test_a_month_without_applications_says_nothing(self, economy) -> None:
        economy.counts[:] = 0
        learn_of_refusals(economy)
        assert economy.refusals_heard == pytest.approx([0.2, 0.2])

    def test_owners_of_one_age_hear_of_each_other(self, economy) -> None:
        """Young firms dare less where the young were refused, older ones as before."""
        age = economy.month - economy.firms.column("entry_month")
        alive = economy.firms.column("state") == 1
        young, old = (int(np.flatnonzero(alive & which)[0]) for which in (age < 12, age > 60))
        chances = []
        for refused in (0.0, 0.5):
            economy.refusals_heard[1] = refused
            chances.append((chance_not_to_dare(economy, young, 1e7), chance_not_to_dare(economy, old, 1e7)))
        assert chances[0][0] < chances[1][0] and chances[0][1] == chances[1][1]


class TestDefaults:
    @staticmethod
    def experience(small_market, defaults: float) -> float:
        """After a month in which so many loans defaulted for each that was expected to."""
        economy = small_market().market.economy
        economy.month = 60
        economy.predicted_defaults, economy.realised_defaults = 10.0, 10.0 * defaults
        economy.loan_counters[totals.L_PREDICTED_MICRO] = int(10.0 * 12.0 * 1e6)
        economy.counts[LOANS_DEFAULTED] = round(10.0 * defaults)
        economy.numbers.restate("banking.learning", 0.01)
        economy.numbers.restate("lender_learning.usual_ratio", 1.2)
        economy.banks.column("experience")[:] = 1.0
        learn_defaults(economy)
        return float(economy.banks.column("experience")[0])

    @pytest.mark.parametrize(("defaults", "experience"), [(1.2, 1.0), (1.8, 1.005), (0.9, 0.9975), (12.0, 1.01)])
    def test_only_what_differs_from_the_usual_teaches(self, small_market, defaults: float, experience: float) -> None:
        """Half as many again as usual: one per cent a month of a half. More than twice as many teach no more."""
        assert self.experience(small_market, defaults) == pytest.approx(experience, abs=2e-5)
