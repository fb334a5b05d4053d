"""Which of two offers a borrower takes."""

import pytest

from smecredit.simulation.behaviour.lending.underwriting import NO_COST, preferred

ENOUGH = 800.0


@pytest.mark.parametrize(
    ("offer", "best", "taken"),
    [
        ((0.09, 900), (NO_COST, 0), True),  # anything before nothing
        ((0.09, 900), (0.05, 700), True),  # what carries enough before what does not, whatever it costs
        ((0.05, 700), (0.09, 900), False),
        ((0.06, 900), (0.07, 1_000), True),  # of two that carry enough, the cheaper
        ((0.07, 1_000), (0.06, 900), False),
        ((0.08, 700), (0.05, 600), True),  # of two that do not, the larger
        ((0.05, 600), (0.08, 700), False),
        ((0.05, 700), (0.08, 700), True),  # and of equal ones, as where verified sales limit both, the cheaper
        ((0.08, 700), (0.05, 700), False),
        ((0.06, 700), (0.06, 700), False),  # nothing is gained by a change
    ],
)
def test_the_offer_taken(offer: tuple[float, int], best: tuple[float, int], taken: bool) -> None:
    assert preferred(*offer, *best, ENOUGH) is taken
