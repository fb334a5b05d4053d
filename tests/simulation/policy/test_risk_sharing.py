"""What of a sharing scheme goes on after its end."""

import math
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.lending.ways_to_lend import first_estimates
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.risk_sharing import RiskSharing, part_in_layer, relief_promised
from smecredit.simulation.state import offer_columns as oc
from smecredit.simulation.state.bank_columns import (
    CAP_YEAR,
    COVERED_BALANCE,
    LIVE_COVERED,
    PAID_EVER,
    PAID_YEAR,
    TAKEN,
)
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.observer import Observer
from smecredit.simulation.state.structure import PARTIES

#: A guarantor is at hand for all, and its price decides whether it is asked.
WIDE = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}


def test_policy_years_go_on_for_the_loans_made_under_a_scheme_that_has_ended() -> None:
    """A cap is a share a year of what is still covered: a year after month 1 it is read anew, and nothing is used."""
    market = CreditMarket(load("no_support", firms=2000, months=14, set=WIDE), seed=1)
    while market.month < 12:
        market.step()
    row = next(row for row, name in market.economy.schedule.agreement_names.items() if name == "national_scheme")
    agreement, fund = market.economy.agreement, PARTIES.index("national_fund")
    assert not any(policy.kind == "risk_sharing" for policy in market.economy.schedule.policies)
    assert agreement.real[CAP_YEAR + fund, row] > 0.0
    covered, paid = int(agreement.whole[LIVE_COVERED, row]), int(agreement.whole[PAID_YEAR + fund, row])
    assert 0 < covered < agreement.whole[COVERED_BALANCE, row] and paid > 0
    ever = int(agreement.whole[PAID_EVER + fund, row])
    market.step()
    assert agreement.whole[COVERED_BALANCE, row] == covered
    assert agreement.whole[PAID_YEAR + fund, row] == agreement.whole[PAID_EVER + fund, row] - ever


LAYERED = """
[[policy]]
kind = "risk_sharing"
name = "layered"
priority = 1
share = { bank = "balance" }
fee_annual = 0.0
layer = [{ party = "local_government", from = 0.0, to = 0.05 }, { party = "insurer", from = 0.05, to = 1.0 }]
"""


def test_part_in_a_layer_worked_by_hand() -> None:
    """Of exponential losses 1 - 1/e lies below the mean; layers that meet share all of it."""
    assert part_in_layer(0.0, 0.03, 0.03) == pytest.approx(1.0 - math.exp(-1.0), rel=1e-12)
    parts = [part_in_layer(bottom, top, 0.03) for bottom, top in ((0.0, 0.01), (0.01, 0.05), (0.05, 1.0))]
    assert sum(parts) == pytest.approx(1.0, abs=1e-12)


def test_layers_relieve_the_bank_only_of_its_own_part() -> None:
    layer = [{"party": "insurer", "from": 0.0, "to": 1.0}]
    whole = RiskSharing.read({"share": {"bank": "balance"}, "layer": layer})
    part = RiskSharing.read({"share": {"bank": "balance", "local_government": 0.4}, "layer": layer})
    others = RiskSharing.read({"share": {"bank": 0.2, "guarantor": "balance"}, "residual": "guarantor", "layer": layer})
    plain = RiskSharing.read({"share": {"bank": 0.2, "guarantor": 0.8}})
    promised = [relief_promised(policy, 0.03) for policy in (whole, part, others, plain)]
    assert promised == pytest.approx([1.0, 1.0, 0.8, 0.8])
    thin = RiskSharing.read({"share": {"bank": "balance"}, "layer": [{"party": "insurer", "from": 0.2, "to": 0.3}]})
    assert 0.0 < relief_promised(thin, 0.03) < 0.01


def test_an_agreement_of_layers_alone_is_taken(market_with: Any) -> None:
    market = market_with(LAYERED, firms=1_500, months=18, **WIDE)
    row = next(row for row, name in market.economy.schedule.agreement_names.items() if name == "layered")
    assert market.economy.agreement.whole[TAKEN, row] > 0
    claims = market.losses[market.losses["agreement"] == "layered"]
    assert len(claims) > 0
    assert claims[["paid_local_government_fen", "paid_insurer_fen"]].sum().sum() > 0


BY_ESTIMATE = """
remove = ["national_scheme"]
[[policy]]
kind = "risk_sharing"
name = "sound"
eligible = { max_estimate = 0.02 }
consent = false
share = { guarantor = 0.8, bank = 0.2 }

[[policy]]
kind = "risk_sharing"
name = "doubtful"
eligible = { min_estimate = 0.02, max_estimate = 0.06 }
consent = false
share = { guarantor = 0.5, bank = 0.5 }
"""


class Estimates(Observer):
    """What house banks see, before they screen, in those whom they lend to themselves, by agreement."""

    def __init__(self) -> None:
        self.seen: dict[str, list[float]] = {}

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Ask the banks again."""
        house = (offers[:, oc.O_STATUS] == oc.GRANTED) & (offers[:, oc.O_AGREEMENT] > 1)
        house &= offers[:, oc.O_BANK] == economy.firms.column("bank")[offers[:, oc.O_ROW]]
        rows, asked = offers[house, oc.O_ROW], offers[house, oc.O_ASKED]
        estimates = np.zeros(len(rows))
        first_estimates(economy, rows, asked, estimates)
        for agreement, estimate in zip(offers[house, oc.O_AGREEMENT].tolist(), estimates.tolist(), strict=True):
            self.seen.setdefault(economy.schedule.agreement_names[agreement], []).append(estimate)


def test_a_scheme_may_be_for_loans_of_some_risk_as_the_bank_sees_it(market_with) -> None:
    market = market_with(BY_ESTIMATE, run=False, **WIDE)
    log = Estimates()
    market.observe(log)
    market.run()
    sound, doubtful = log.seen["sound"], log.seen["doubtful"]
    assert len(sound) > 5 and max(sound) <= 0.02
    assert len(doubtful) > 5 and min(doubtful) >= 0.02 and max(doubtful) <= 0.06


def test_bounds_of_the_estimate_out_of_order_are_refused() -> None:
    with pytest.raises(RequestError, match=r"has max_estimate = 0\.01; it must be at least min_estimate, 0\.02"):
        load("baseline", set={"policy.national_scheme.eligible": {"min_estimate": 0.02, "max_estimate": 0.01}})
