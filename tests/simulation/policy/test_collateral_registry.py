"""Registry: pledges lose less, sooner, carry more and cost less trouble; other loans are untouched."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.behaviour.support.loan_support import takes_security
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.loan_columns import (
    GUARANTEED,
    IN_CIRCLE,
    NONPERFORMING,
    ON_DOCUMENTS,
    ON_GOODS,
    ON_RECEIVABLES,
    PLEDGED,
    UNSECURED,
)
from smecredit.simulation.state.programme_columns import PROGRAMMES, REGISTERED

HEAD = '[[policy]]\nkind = "collateral_registry"\nname = "registry"\n'
#: Long enough for many loans to fall under it.
LONG = {"firms": 2_500, "months": 40, "burn_in": 0}
#: So that some pledged loans default, and are settled.
LONGER = {**LONG, "months": 60}


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.collateral_registry", pd.Series([0.0])).fillna(0.0)


def value(market, key: str) -> float:
    return float(market.summary.loc[key, "value"])


@pytest.fixture(scope="module")
def without(market_with):
    return market_with(**LONG)


def pledged(market) -> pd.DataFrame:
    loans = market.loans
    return loans[(loans["security"] == "pledge") & (loans["opened"] >= 1)]


def test_it_takes_what_registries_record() -> None:
    table = Store(PROGRAMMES, 2)
    table.allocate(2)
    table.blocks.tag[REGISTERED, 1] = 1
    for security in (UNSECURED, GUARANTEED, IN_CIRCLE, ON_DOCUMENTS):
        assert takes_security(0, security, table.blocks) and not takes_security(1, security, table.blocks)
    for security in (PLEDGED, ON_RECEIVABLES, ON_GOODS):
        assert takes_security(0, security, table.blocks) and takes_security(1, security, table.blocks)


def test_banks_lend_more_against_a_pledge(market_with, without) -> None:
    more = market_with(HEAD + "pledge_value = 1.5\n", **LONG)
    sums = [pledged(market)["amount_fen"].sum() for market in (more, without)]
    assert sums[0] > 1.1 * sums[1]


def test_less_trouble_brings_more_pledges(market_with, without) -> None:
    easy = market_with(HEAD + "trouble = 0.0\n", **LONG)
    counts = [len(pledged(market)) for market in (easy, without)]
    assert counts[0] > 1.02 * counts[1]


def test_smaller_losses_make_pledged_loans_cheaper(market_with, without) -> None:
    sure = market_with(HEAD + "pledge_loss = 0.5\n", **LONG)
    # The same loans in both worlds: riskier firms come to pledge where their loans get cheaper.
    both = pledged(sure).merge(pledged(without), on=["enterprise", "opened", "amount_fen"], suffixes=("", "_without"))
    assert len(both) > 30
    assert (both["rate"] - both["rate_without"]).mean() < -5e-4


def test_pledges_yield_more_and_sooner(market_with) -> None:
    """Loans in default under the programme: months until they close and what is recovered, against the same without."""

    def yields(text: str) -> tuple[float, float]:
        market, months = market_with(text, run=False, **LONGER), []
        while market.month < LONGER["months"]:
            market.step()
            loans = market.economy.loans
            now = (loans.column("status") == NONPERFORMING) & (loans.column("defaulted") == market.month)
            now &= (loans.column("security") == PLEDGED) & (loans.column("opened") >= 1)
            months.extend((loans.column("closes")[now] - market.month).tolist())
        claims = market.losses[market.losses["loan"].isin(pledged(market)["loan"])]
        assert len(months) > 5 and len(claims) > 2
        return float(np.mean(months)), float(claims["recovered_bank_fen"].sum() / claims["loss_fen"].sum())

    (fast_months, fast_yield), (slow_months, slow_yield) = (
        yields(text) for text in (HEAD + "pledge_loss = 0.4\nworkout = 0.5\n", "")
    )
    assert fast_months < 0.7 * slow_months
    assert fast_yield > slow_yield


def test_other_loans_are_untouched(market_with, loans_under) -> None:
    market = market_with(HEAD + "pledge_loss = 0.5\n")
    loans = market.economy.loans
    new = (loans.column("status") == 1) & (loans.column("opened") >= 1)
    registered = np.isin(loans.column("security")[new], (PLEDGED, ON_RECEIVABLES, ON_GOODS))
    assert registered.any() and not registered.all()
    assert (loans_under(market, "registry")[new] == registered).all()


def test_cost_budget_end_and_trigger(market_with, baseline, fingerprints, loans_under) -> None:
    costly = HEAD + "setup_yuan = 1e8\nyearly_yuan = 1.2e8\n"
    assert outlay(market_with(costly, months=3)).tolist() == pytest.approx([11e7, 1e7, 1e7], rel=1e-4)
    capped = outlay(market_with(costly + "budget_yuan = 1.15e8\n", months=4))
    assert capped.tolist() == pytest.approx([11e7, 5e6, 0.0, 0.0], rel=1e-4)
    ended = market_with(costly + "start = 2\nend = 3\npledge_loss = 0.5\n", months=6)
    assert (outlay(ended) > 0.0).tolist() == [False, True, True, False, False, False]
    loans = ended.economy.loans
    new = (loans.column("status") == 1) & (loans.column("renewals") == 0) & loans_under(ended, "registry")
    assert new.any() and set(loans.column("opened")[new].tolist()) <= {2, 3}
    never = market_with(costly + "trigger = { output_gap_below = -0.9 }\n")
    assert fingerprints.differences(never, baseline) == []


def test_only_eligible_loans_are_registered(market_with, loans_under) -> None:
    market = market_with(HEAD + 'pledge_loss = 0.5\neligible = { sector = ["manufacturing"] }\n')
    loans = market.economy.loans
    under = (loans.column("status") == 1) & loans_under(market, "registry")
    assert under.sum() > 2
    assert set(market.economy.firms.column("sector")[loans.column("firm")[under]].tolist()) == {4}
