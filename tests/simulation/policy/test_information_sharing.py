"""Shared records: opaque firms gain most; the service costs what it costs and stops when the budget is gone."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.behaviour.lending.credit_rationing import offers_to
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.public_service import pay_for_service
from smecredit.simulation.state.eligibility_columns import IN_FORCE
from smecredit.simulation.state.offer_columns import O_BANK, O_RATE, O_STATUS, OFFERED
from smecredit.simulation.state.programme_columns import FIELDS, SHARED_NOISE
from smecredit.simulation.state.structure import FIELDS_OF_RECORDS, TAX_CREDIT_LOAN

HEAD = '[[policy]]\nkind = "information_sharing"\nname = "records"\n'
RECORDS = HEAD + "noise = 0.3\n"
#: 12 million yuan a month of the population.
COSTLY = HEAD + "noise = 0.5\nsetup_yuan = 5e7\nyearly_yuan = 1.44e8\n"
LINKED = HEAD + "noise = 0.5\ntax_loan_share = 0.9\n"


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.information_sharing", pd.Series([0.0])).fillna(0.0)


def offered(market) -> float:
    menu = market.economy.ways_to_lend
    return float(menu.column("offered")[menu.column("product") == TAX_CREDIT_LOAN][0])


def offers(market) -> np.ndarray:
    """Rate that each firm's house bank would ask for a loan of a tenth of its yearly sales, NaN where it refuses."""
    firms = market.economy.firms
    rows = np.flatnonzero((firms.column("state") == 1) & (firms.column("size") < 3)).astype(np.int32)
    offered, terms = offers_to(market.economy, rows, firms.column("year_sales")[rows] // 10)
    house = (offered[:, O_STATUS] == OFFERED) & (offered[:, O_BANK] == firms.column("bank")[rows])
    rates = np.full(firms.rows, np.nan)
    rates[rows[house]] = terms[house, O_RATE]
    return rates


def test_opaque_firms_gain_most(market_with, programme_row) -> None:
    """The same firms at the same moment with the same luck, with the record and without, by tercile of transparency.

    A record that shows risk well lowers what those pay whose books show little; the open hardly notice.
    """
    market = market_with(RECORDS, firms=2_000, months=1)
    with_it = offers(market)
    market.economy.programme.tag[IN_FORCE, programme_row(market, "records")] = 0
    falls = offers(market) - with_it
    transparency = market.economy.firms.column("transparency")
    both = ~np.isnan(falls)
    tercile = np.digitize(transparency[both], np.quantile(transparency[both], [1 / 3, 2 / 3]))
    opaque, middling, open_ = (float(falls[both][tercile == position].mean()) for position in range(3))
    assert opaque > middling > open_
    assert opaque > 5e-4
    assert abs(open_) < 0.5 * opaque


def test_those_who_know_their_record_dare_to_ask(market_with, baseline) -> None:
    dared = market_with(HEAD + "noise = 20.0\ndiscouragement = 0.4\n")
    raw = [market.recorder.raw().loc[1:].sum() for market in (dared, baseline)]
    discouraged = [counts["discouraged"] / counts["in_need"] for counts in raw]
    assert discouraged[0] < 0.6 * discouraged[1]
    assert raw[0]["applications"] > raw[1]["applications"]


def test_cheaper_checks_are_made_more_often(market_with, baseline) -> None:
    cheap = market_with(HEAD + "noise = 20.0\neffort_cost = 0.4\n")
    effort = [market.summary.loc["screening_effort", "value"] for market in (cheap, baseline)]
    assert effort[0] > 1.2 * effort[1]


def test_online_lending_is_cheaper(market_with, baseline) -> None:
    """The fixed cost falls on small loans most: micro firms' rates fall."""
    online = market_with(HEAD + "noise = 20.0\nprocessing = 0.0\n")
    rate = [market.summary.loc["mean_loan_rate.size.micro", "value"] for market in (online, baseline)]
    assert rate[0] < rate[1] - 5e-4


def test_bank_tax_loans_are_offered_while_it_runs(market_with, baseline) -> None:
    market = market_with(LINKED + "start = 3\nend = 5\n", run=False)
    stated = offered(market)
    assert stated == pytest.approx(0.25)
    seen = []
    for _ in range(7):
        market.step()
        seen.append(offered(market))
    assert seen == pytest.approx([stated] * 2 + [0.9] * 3 + [stated] * 2)
    lent = market_with(LINKED).summary.loc["new_lending.product.tax_credit_loan", "value"]
    assert lent > 1.5 * baseline.summary.loc["new_lending.product.tax_credit_loan", "value"]


def test_the_widest_link_holds_and_gives_way_to_the_next(market_with) -> None:
    other = '[[policy]]\nkind = "information_sharing"\nname = "wider"\nnoise = 0.5\ntax_loan_share = 0.95\nend = 2\n'
    market = market_with(LINKED + other, run=False)
    seen = []
    for _ in range(4):
        market.step()
        seen.append(offered(market))
    assert seen == pytest.approx([0.95, 0.95, 0.9, 0.9])


def test_it_costs_its_setting_up_and_running(market_with) -> None:
    spent = outlay(market_with(COSTLY, months=4))
    assert spent.tolist() == pytest.approx([62e6, 12e6, 12e6, 12e6], rel=1e-4)


def test_without_money_it_stops(market_with) -> None:
    """Budget for set-up and two months and a half: it serves in three months, the last of them half paid."""
    capped = market_with(COSTLY + "budget_yuan = 8e7\ntax_loan_share = 0.8\n", months=5, run=False)
    seen = []
    for _ in range(5):
        capped.step()
        seen.append(offered(capped))
    assert outlay(capped).tolist() == pytest.approx([62e6, 12e6, 6e6, 0.0, 0.0], rel=1e-4)
    assert seen == pytest.approx([0.8] * 3 + [0.25] * 2)


def test_it_rests_while_the_trigger_does_not_hold(market_with, baseline, fingerprints) -> None:
    never = market_with(COSTLY + "trigger = { output_gap_below = -0.9 }\n")
    assert outlay(never).sum() == 0.0
    assert fingerprints.differences(never, baseline) == []


def test_it_ends_and_starts_when_told(market_with) -> None:
    spent = outlay(market_with(COSTLY + "start = 3\nend = 4\n", months=6))
    assert spent.tolist() == pytest.approx([0.0, 0.0, 62e6, 12e6, 0.0, 0.0], rel=1e-4)


def test_only_eligible_firms_have_a_record(market_with, programme_row, loans_under) -> None:
    """Months later the loans of small firms, and theirs alone, carry the programme."""
    market = market_with(RECORDS + 'eligible = { size = ["small"] }\n', firms=1_600)
    assert market.economy.programme.real[SHARED_NOISE, programme_row(market, "records")] == pytest.approx(0.3)
    loans, firms = market.economy.loans, market.economy.firms
    new = (loans.column("status") == 1) & (loans.column("opened") == market.month)
    small = firms.column("size")[loans.column("firm")[new]] == 1
    assert len(small) > 3
    assert (loans_under(market, "records")[new] == small).all()


def test_localities_pay_where_it_reaches_and_the_centre_its_part(market_with) -> None:
    market = market_with(COSTLY + 'central_share = 0.25\neligible = { region = ["west", "northeast"] }\n', run=False)
    policy = next(policy for policy in market.conditions.policies if policy.name == "records")
    market.step()
    before = market.economy.accounts.copy()
    assert pay_for_service(market.economy, policy, 1_001) == 1_001
    assert (market.economy.accounts - before).tolist() == [-250, 0, 0, -375, -376]


@pytest.mark.parametrize("field", ["tax", "social_security", "electricity", "credit_bureau"])
def test_each_field_is_switched_on_alone(market_with, programme_row, field: str) -> None:
    market = market_with(HEAD + f'fields = ["{field}"]\n', months=1)
    row = programme_row(market, "records")
    assert FIELDS_OF_RECORDS[int(market.economy.programme.tag[FIELDS, row]).bit_length() - 1] == field
    assert int(market.economy.programme.tag[FIELDS, row]).bit_count() == 1
    assert market.economy.programme.real[SHARED_NOISE, row] == 0.0


def test_no_fields_are_as_before(market_with, fingerprints) -> None:
    assert (
        fingerprints.differences(market_with(RECORDS, months=3), market_with(RECORDS + "fields = []\n", months=3)) == []
    )


def test_a_record_tells_something(market_with) -> None:
    with pytest.raises(RequestError, match="states neither noise nor fields"):
        market_with(HEAD, run=False)
