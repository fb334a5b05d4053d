"""Guarantees that are to be had for the asking take owners' fear away; those that somebody examines do not."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.lending.owners_fear import chance_not_to_dare, cover_without_examination

SCHEME = """
[[policy]]
kind = "risk_sharing"
name = "open"
start = 1
eligible = {{ size = ["micro"], max_loan_yuan = 200_000 }}
consent = {consent}
fee_annual = 0.0
residual = "guarantor"

  [policy.share]
  guarantor = 0.6
  bank      = 0.4
"""


#: Fen that everybody asks for unless said otherwise: within the scheme's largest loan.
ASKED = 100_000_00.0


def fears(market, asked: float = ASKED) -> np.ndarray:
    """Cover, chance not to dare and size of every living firm."""
    economy = market.market.economy
    rows = np.flatnonzero(economy.firms.column("state") == 1)
    sizes = economy.firms.column("size")[rows]
    return np.array(
        [
            [cover_without_examination(economy, i, asked), chance_not_to_dare(economy, i, asked), size]
            for i, size in zip(rows, sizes, strict=True)
        ]
    )


def test_fear_falls_with_cover_where_nobody_examines(small_market) -> None:
    open_to_all, without = SCHEME.format(consent="false"), {"credit_demand.cover_encourages": 0.0}
    eased, as_before = fears(small_market(open_to_all)), fears(small_market(open_to_all, **without))
    micro = eased[:, 2] == 0
    assert micro.any() and (~micro).any()
    assert eased[micro, 0] == pytest.approx(0.6) and (eased[~micro, 0] == 0.0).all()
    # Who is certain to stay away may have feared even more than that.
    feared = (as_before[:, 1] > 0.0) & (as_before[:, 1] < 1.0)
    assert (feared & micro).any()
    ratio = eased[feared, 1] / as_before[feared, 1]
    assert ratio[micro[feared]] == pytest.approx(0.4, rel=1e-6)
    assert ratio[~micro[feared]] == pytest.approx(1.0)


def test_of_more_than_the_largest_loan_that_is_covered(small_market) -> None:
    """The scheme takes loans of up to 200,000 yuan: of 800,000 it covers a quarter of six tenths."""
    cover = fears(small_market(SCHEME.format(consent="false")), 4 * 200_000_00.0)[:, 0]
    assert cover.max() == pytest.approx(0.15)


def test_who_is_too_risky_for_the_scheme_does_not_count_on_it(small_market) -> None:
    for largest, covered in (("1.0", True), ("0.0", False)):
        scheme = SCHEME.format(consent="false").replace("200_000 }", f"200_000, max_estimate = {largest} }}")
        assert (fears(small_market(scheme))[:, 0] > 0.0).any() == covered


def test_an_examined_guarantee_takes_no_fear_away(small_market) -> None:
    assert (fears(small_market(SCHEME.format(consent="true")))[:, 0] == 0.0).all()
