"""Size classes against the official cut-offs (ministries' notice 300 of 2011)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.size_class import SIZE_SALES, SIZE_WORKERS, size_class
from smecredit.simulation.state.structure import LARGE, MEDIUM, MICRO, SECTORS, SMALL


def size(sector: str, workers: float, sales_million: float) -> int:
    row = SECTORS.index(sector)
    cuts = np.array(SIZE_SALES[row], float) * 1e6
    return int(size_class(float(workers), sales_million * 1e6, np.array(SIZE_WORKERS[row], float), cuts))


#: Sector, then lower limits of small, medium and large: workers, yearly sales in million yuan (0: no such test).
OFFICIAL = [
    ("manufacturing", (20, 300, 1000), (3, 20, 400)),
    ("transport", (20, 300, 1000), (2, 30, 300)),
    ("hotels_catering", (10, 100, 300), (1, 20, 100)),
    ("software", (10, 100, 300), (0.5, 10, 100)),
    ("construction", (0, 0, 0), (3, 60, 800)),
    ("property", (0, 0, 0), (1, 10, 2000)),
    ("services", (10, 100, 300), (0, 0, 0)),
]


@pytest.mark.parametrize(("sector", "workers", "sales"), OFFICIAL, ids=[row[0] for row in OFFICIAL])
def test_both_lower_limits_must_be_met(sector: str, workers: tuple, sales: tuple) -> None:
    for position, (class_above, class_below) in enumerate(((SMALL, MICRO), (MEDIUM, SMALL), (LARGE, MEDIUM))):
        w, s = workers[position], sales[position]
        assert size(sector, w, s) == class_above
        if w:
            assert size(sector, w - 1, s) == class_below
        if s:
            assert size(sector, w, s - 0.01) == class_below


@pytest.mark.parametrize(
    ("workers", "sales", "expected"),
    [(19, 500, MICRO), (5000, 2, MICRO), (20, 3, SMALL), (299, 399, SMALL), (300, 19, SMALL), (300, 20, MEDIUM),
     (999, 5000, MEDIUM), (1000, 399, MEDIUM), (1000, 400, LARGE), (0, 0, MICRO)],
)  # fmt: skip
def test_a_factory_that_misses_one_test_drops_a_class(workers: int, sales: float, expected: int) -> None:
    assert size("manufacturing", workers, sales) == expected


def test_trade_lies_between_wholesale_and_retail() -> None:
    """The two official lists, 5/20/200 workers and 10/50/400m against 10/50/300 and 1/5/200m, are one sector here."""
    row = SECTORS.index("wholesale_retail")
    for cuts, wholesale, retail in (
        (SIZE_WORKERS[row], (5, 20, 200), (10, 50, 300)),
        (SIZE_SALES[row], (10, 50, 400), (1, 5, 200)),
    ):
        for cut, one, other in zip(cuts, wholesale, retail, strict=True):
            assert min(one, other) <= cut <= max(one, other)


@given(st.sampled_from(SECTORS), st.floats(0, 2000), st.floats(0, 3000), st.floats(0, 500), st.floats(0, 500))
def test_growing_never_makes_a_firm_smaller(
    sector: str, workers: float, sales: float, hired: float, sold: float
) -> None:
    assert size(sector, workers + hired, sales + sold) >= size(sector, workers, sales)


def test_every_sector_has_cut_offs_in_order() -> None:
    assert len(SIZE_WORKERS) == len(SIZE_SALES) == len(SECTORS)
    for cuts in (*SIZE_WORKERS, *SIZE_SALES):
        assert list(cuts) == sorted(cuts)
