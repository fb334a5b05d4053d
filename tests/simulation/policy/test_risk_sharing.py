"""What of a sharing scheme goes on after its end."""

import math
from typing import Any

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.risk_sharing import RiskSharing, part_in_layer, relief_promised
from smecredit.simulation.state.bank_columns import (
    CAP_YEAR,
    COVERED_BALANCE,
    LIVE_COVERED,
    PAID_EVER,
    PAID_YEAR,
    TAKEN,
)
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
