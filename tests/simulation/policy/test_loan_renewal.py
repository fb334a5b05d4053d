"""Renewal without repayment: fewer failures at maturity, old weak loans where banks tolerate them, time in a slump."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.debt_service.deferral import (
    defer_principal,
    put_off,
    short_of_cash_for,
)
from smecredit.simulation.behaviour.lending.instalment import scheduled_principal
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.loan_columns import BALANCE, DEFERRED, INSTALMENT, LOAN, MATURITY

HEAD = '[[policy]]\nkind = "loan_renewal"\nname = "renewal"\n'
MOST = HEAD + "no_repayment = 0.9\nsound_pd = 0.1\n"
LONG = {"firms": 2_000, "months": 36}


def total(market, count: str) -> int:
    return int(market.recorder.raw().loc[1:, count].sum())


def value(market, key: str) -> float:
    return float(market.summary.loc[key, "value"])


class TestRules:
    def test_who_is_left_short_of_cash(self) -> None:
        """Sales of 1.2 million a year, a month of them 100,000: cash of 250,000 stands a repayment of 150,000."""
        assert not short_of_cash_for(15_000_000, 25_000_000, 120_000_000, 1.0)
        assert short_of_cash_for(15_000_001, 25_000_000, 120_000_000, 1.0)

    @pytest.fixture
    def loan(self):
        store = Store(LOAN, 1)
        store.allocate(1)
        store.blocks.whole[BALANCE, 0], store.blocks.whole[INSTALMENT, 0] = 1_000, 300
        store.blocks.index[MATURITY, 0] = 14
        return store.blocks

    def test_what_the_contract_makes_due(self, loan) -> None:
        assert scheduled_principal(0, 10, 10, loan) == 300
        assert scheduled_principal(0, 10, 12, loan) == 900
        assert scheduled_principal(0, 10, 13, loan) == 1_000
        assert scheduled_principal(0, 14, 14, loan) == 1_000

    @pytest.mark.parametrize(("maturity", "after"), [(14, 17), (10, 13), (8, 13)])
    def test_a_loan_put_off_matures_as_much_later(self, loan, maturity: int, after: int) -> None:
        loan.index[MATURITY, 0] = maturity
        put_off(0, 10, 3, loan)
        assert loan.index[DEFERRED, 0] == 12
        assert loan.index[MATURITY, 0] == after


@pytest.fixture(scope="module")
def pair(market_with):
    """With and without, three seeds."""
    return [(market_with(MOST, seed=seed, **LONG), market_with(seed=seed, **LONG)) for seed in (1, 2, 3)]


def test_most_renewals_need_no_repayment(pair) -> None:
    for with_it, without in pair:
        assert value(with_it, "renewed_without_repayment") > 0.6
        assert value(without, "renewed_without_repayment") < 0.25


def test_fewer_fail_at_maturity_and_for_want_of_cash(market_with) -> None:
    """Where bridges are hard to find and banks that do not renew want all at once: what the policy is about."""
    scarce = {"informal_finance.bridge_multiple": 0.0, "repayment.run_off_months": 0}
    pair = [[market_with(text, seed=seed, **scarce, **LONG) for text in (MOST, "")] for seed in (1, 2)]
    for count in ("bridge_failed", "liquidity_defaults"):
        with_it, without = (sum(total(markets[side], count) for markets in pair) for side in (0, 1))
        assert with_it < 0.7 * without, count


def test_with_bridges_at_hand_no_more_fail_than_without(pair) -> None:
    for count in ("bridge_failed", "liquidity_defaults"):
        with_it, without = (sum(total(markets[side], count) for markets in pair) for side in (0, 1))
        assert with_it <= 1.1 * without + 2, count


def test_tolerance_keeps_weak_borrowers(market_with) -> None:
    """Where renewal alone is no ground to downgrade, old weak loans pile up and fewer borrowers are let go."""
    weak, turned_away = np.zeros(2), np.zeros(2)
    for seed in (1, 2):
        for side, tolerance in enumerate((0.0, 0.05)):
            market = market_with(MOST + f"tolerance = {tolerance}\n", seed=seed, **LONG)
            weak[side] += value(market, "old_weak_share")
            turned_away[side] += total(market, "not_renewed")
    assert weak[1] > 1.1 * weak[0]
    assert turned_away[1] < 0.8 * turned_away[0]


class TestDeferral:
    #: The gap is always below one: deferral at all times, for firms with less than a month of sales in cash.
    SLUMP = HEAD + "no_repayment = 0.0\ndeferral_below = 1.0\ndeferral_cash_months = 1.0\n"

    def test_principal_is_put_off_while_the_slump_lasts(self, market_with) -> None:
        market, baseline = market_with(self.SLUMP, firms=4_000), market_with(firms=4_000)
        put = market.indicators["deferred_principal"]
        assert (put > 0.0).all()
        assert value(baseline, "deferred_principal") == 0.0
        assert total(market, "matured") < total(baseline, "matured")
        none = market_with(HEAD + "no_repayment = 0.0\ndeferral_below = -0.9\n")
        assert none.indicators["deferred_principal"].sum() == 0.0

    def test_only_those_short_of_cash_and_interest_goes_on(self, market_with) -> None:
        market = market_with(self.SLUMP, months=6)
        loans, firms = market.economy.loans, market.economy.firms
        row = np.flatnonzero((loans.column("status") == 1) & (loans.column("deferred") == market.month))
        assert len(row) > 3
        borrower = loans.column("firm")[row]
        served = firms.column("missed")[borrower] == 0
        assert served.any()
        assert (loans.column("maturity")[row] > market.month).all()
        assert (loans.column("balance")[row] > 0).all()

    def test_letters_and_invoices_run_on(self, market_with) -> None:
        market = market_with(
            self.SLUMP, **{"factoring.offered_share": 1.0, "domestic_letter_of_credit.offered_share": 1.0}, months=10
        )
        loans = market.economy.loans
        put_off_ = loans.column("deferred") > 0
        assert put_off_.any()
        assert not set(loans.column("product")[put_off_].tolist()) & {2, 3}

    def test_what_it_saves(self, market_with) -> None:
        """A slump: fewer borrowers default while principal can be put off."""
        struck = {"firms": 2_000, "months": 18, "seed": 2}
        stress = '[[stress]]\nkind = "demand_shock"\nname = "slump"\nstart = 1\nmonths = 18\ndepth = -0.15\n'
        defaults = [
            total(market_with(text + stress, **struck), "defaulters")
            for text in (HEAD + "no_repayment = 0.0\ndeferral_below = -0.05\ndeferral_cash_months = 2.0\n", "")
        ]
        assert defaults[0] < defaults[1]

    def test_a_second_call_in_a_month_puts_nothing_off(self, market_with) -> None:
        market = market_with(self.SLUMP, months=5, run=False)
        market.step()
        economy = market.economy
        economy.month += 1
        defer_principal(economy, 0, 1.0)
        first = economy.counted("deferred_fen")
        assert first > 0
        defer_principal(economy, 0, 1.0)
        assert economy.counted("deferred_fen") == first


def test_end_trigger_and_eligibility(market_with, baseline, fingerprints, loans_under) -> None:
    ended = market_with(MOST + "start = 2\nend = 4\n", months=8)
    share = ended.recorder.raw().loc[1:, "renewed_without_repayment"] / ended.recorder.raw().loc[1:, "renewed"]
    assert share.loc[2:4].mean() > 0.5 > share.loc[5:].mean()
    never = market_with(MOST + "trigger = { output_gap_below = -0.9 }\n")
    assert fingerprints.differences(never, baseline) == []
    small = market_with(MOST + 'eligible = { size = ["small"] }\n')
    loans = small.economy.loans
    renewed = (loans.column("status") == 1) & (loans.column("renewals") > 0) & loans_under(small, "renewal")
    assert renewed.any()
    # A few have changed class since.
    assert (small.economy.firms.column("size")[loans.column("firm")[renewed]] == 1).mean() > 0.9
    nothing = market_with(MOST + "budget_yuan = 0.0\n")
    assert value(nothing, "renewed_without_repayment") == value(baseline, "renewed_without_repayment")
