"""Start-up support: more entrants after the same entrants, a grant at birth, a loan of its own, interest paid."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.behaviour.support.loan_support import interest_paid_by
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.programme_columns import (
    PROGRAMMES,
    RATE_SUBSIDY,
    RATE_SUBSIDY_FROM,
    RATE_SUBSIDY_SHARE,
    SUBSIDY_MONTHS,
)
from smecredit.simulation.state.structure import STARTUP_LOAN

SUPPORT = """
[[policy]]
kind = "startup_support"
name = "startup"
grant_yuan = 10_000
more_entry = 0.5
"""
GUARANTEE = """
[[policy]]
kind = "risk_sharing"
name = "startup_guarantee"
priority = 10
eligible = { product = ["startup_loan"], max_age_months = 36 }
share = { compensation_fund = 0.8, bank = "balance" }
residual = "bank"
fee_annual = 0.0

[[policy]]
kind = "compensation_fund"
name = "startup_fund"
size_yuan = 2e10
"""


class TestInterestPaid:
    def programme(self, start: float, share: float):
        store = Store(PROGRAMMES, 4)
        store.allocate(1)
        real = store.blocks.real
        real[RATE_SUBSIDY, 0], real[RATE_SUBSIDY_FROM, 0], real[RATE_SUBSIDY_SHARE, 0] = 1.0, start, share
        store.blocks.index[SUBSIDY_MONTHS, 0] = 24
        return store.blocks

    def test_above_the_policy_rate_less_a_point_and_a_half(self) -> None:
        """At a policy rate of 3.1% the borrower of a loan at 4.6% pays 1.6%, the state 3%; nothing after two years."""
        blocks = self.programme(-0.015, 1.0)
        assert interest_paid_by(0, 0.046, 0.031, 0, blocks) == pytest.approx(0.03)
        assert interest_paid_by(0, 0.010, 0.031, 0, blocks) == 0.0
        assert interest_paid_by(0, 0.046, 0.031, 24, blocks) == 0.0

    def test_half_of_all_interest(self) -> None:
        assert interest_paid_by(0, 0.046, 0.031, 0, self.programme(-1.0, 0.5)) == pytest.approx(0.023)


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.startup_support", pd.Series([0.0])).fillna(0.0)


def entrants(market) -> int:
    return int((market.enterprises["id"] >> 32 > market.economy.burn_in).sum())


@pytest.fixture(scope="module")
def supported(market_with):
    return market_with(SUPPORT + GUARANTEE, months=18)


@pytest.fixture(scope="module")
def unsupported(market_with):
    return market_with(months=18)


def test_half_as_many_entrants_more_and_the_others_as_they_were(market_with) -> None:
    """In the first month: the same firms by key, type and luck, and after them the additional ones."""
    more, usual = market_with(SUPPORT, months=1).enterprises, market_with(months=1).enterprises
    new, old = more["id"] >> 32 == 7, usual["id"] >> 32 == 7
    assert old.sum() >= 5
    assert 1.25 * old.sum() <= new.sum() <= 1.75 * old.sum()
    assert set(usual["id"]) < set(more["id"])
    for trait in ("quality", "employees", "sector", "region", "fixed_assets", "honesty"):
        first = more[trait][new][np.argsort(more["id"][new])][: old.sum()]
        assert (first == usual[trait][old][np.argsort(usual["id"][old])]).all(), trait


class TestWhereEntryRises:
    """Restricted to the east, or to a sector, it adds firms there and nowhere else."""

    FIRMS = 3_000

    @pytest.mark.parametrize(
        ("limits", "column", "code"),
        [('{ region = ["east"] }', "region", 0), ('{ sector = ["wholesale_retail"] }', "sector", 3)],
    )
    def test_only_there_and_in_proportion(self, market_with, limits: str, column: str, code: int) -> None:
        text = SUPPORT.replace("more_entry = 0.5", "more_entry = 2.0") + f"eligible = {limits}\n"
        more, usual = (market_with(policy, months=1, firms=self.FIRMS) for policy in (text, ""))
        entered, before = more.enterprises["entry_month"] == 1, usual.enterprises["entry_month"] == 1
        ids, others = more.enterprises["id"][entered], usual.enterprises["id"][before]
        assert set(others.tolist()) < set(ids.tolist())
        added = ~np.isin(ids, others)
        assert (more.enterprises[column][entered][added] == code).all()
        there = int((usual.enterprises[column][before] == code).sum())
        # Twice as many more as its share of all entrants, give or take what chance does to so few.
        share = np.mean(usual.enterprises[column] == code)
        assert there > 0 and added.sum() == pytest.approx(2.0 * share * before.sum(), rel=0.4)
        assert more.indicators["entry_rate"].loc[1] > usual.indicators["entry_rate"].loc[1]

    def test_whom_it_does_not_reach_at_birth_it_does_not_found(self, market_with, unsupported) -> None:
        """A policy for firms of at least a year adds none: entrants are younger."""
        market = market_with(SUPPORT + "eligible = { min_age_months = 12 }\n", months=3)
        assert (market.indicators["entry_rate"] == unsupported.indicators["entry_rate"].iloc[:3]).all()

    def test_a_candidate_who_founded_nothing_never_existed(self, market_with) -> None:
        market = market_with(SUPPORT.replace("0.5", "2.0") + 'eligible = { region = ["east"] }\n', months=1)
        lived = set(market.enterprises["id"].tolist())
        assert market.economy.never_founded and not market.economy.never_founded & lived
        key = min(market.economy.never_founded)
        with pytest.raises(RequestError, match=f"enterprise {key} never existed"):
            market.story(key)


def test_entry_rises_in_the_long_run(supported, unsupported) -> None:
    rise = supported.indicators["entry_rate"].mean() / unsupported.indicators["entry_rate"].mean()
    assert 1.25 < rise < 1.6


def test_each_entrant_starts_with_the_grant(market_with) -> None:
    market, usual = market_with(SUPPORT, months=1), market_with(SUPPORT.replace("10_000", "0"), months=1)
    firms, others = market.enterprises, usual.enterprises
    new = firms["entry_month"] == 1
    assert (firms["id"] == others["id"]).all()
    assert (firms["cash"][new] - others["cash"][new] == 1_000_000).all()
    assert (firms["cash"][~new] == others["cash"][~new]).all()
    assert outlay(market).loc[1] == pytest.approx(10_000 * new.sum() * market.economy.weight)
    assert market.indicators["grants_to_firms"].loc[1] == outlay(market).loc[1]


class TestLoan:
    def start_up_loans(self, market) -> pd.DataFrame:
        return market.loans[market.loans["product"] == "startup_loan"]

    def test_is_lent_to_the_young_with_the_guarantee_and_not_without_the_policy(
        self, supported, unsupported, market_with
    ) -> None:
        lent = self.start_up_loans(supported)
        assert len(lent) > 5
        assert (lent["amount_fen"] <= 3e8).all()
        assert not len(self.start_up_loans(unsupported))
        assert not len(self.start_up_loans(market_with(GUARANTEE, months=18)))

    def test_the_young_are_granted_more_loans(self, market_with) -> None:
        """Entrants as without the policy: of their loans, many would have been made on other terms.

        All have the choice of a guarantee, with the policy and without: else only those refused elsewhere look at it.
        """
        wide = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0, "firms": 4_000, "months": 18}
        market = market_with(SUPPORT.replace("0.5", "0.0") + GUARANTEE, **wide)

        def granted(market) -> tuple[int, int]:
            firms, loans = market.enterprises, market.loans
            young = firms["id"][firms["entry_month"] > -18]
            theirs = loans[(loans["opened"] >= 1) & np.isin(loans["enterprise"], young)]
            return len(theirs), int(theirs["amount_fen"].sum())

        loans, amount = granted(market)
        without, amount_without = granted(market_with(**wide))
        # By 8%: founders who borrow on their homes need less of it.
        assert loans > 1.05 * without
        assert amount > amount_without

    def test_the_state_pays_interest_on_it(self, supported, market_with) -> None:
        none = market_with(SUPPORT.replace("10_000", "0") + "interest_share = 0.0\n" + GUARANTEE, months=18)
        paid = market_with(SUPPORT.replace("10_000", "0") + GUARANTEE, months=18)
        assert outlay(none).sum() == 0.0
        assert outlay(paid).sum() > 0.0
        subsidies = paid.flow_matrix().loc[("subsidy", "government"), "enterprise"]
        assert outlay(paid).sum() == pytest.approx(subsidies)

    def test_no_other_loan_gets_interest(self, market_with) -> None:
        """Without a scheme that takes the start-up loan there is none, and no interest to pay."""
        alone = market_with('remove = ["national_scheme"]\n' + SUPPORT.replace("10_000", "0"), months=10)
        assert not len(self.start_up_loans(alone)) and alone.indicators["new_lending"].sum() > 0.0
        assert outlay(alone).sum() == 0.0


class TestWhoWhenAndHowMuch:
    def test_the_budget_holds(self, market_with, supported) -> None:
        budget = 0.3 * outlay(supported).sum()
        capped = market_with(SUPPORT + f"budget_yuan = {budget}\n" + GUARANTEE, months=18)
        spent = outlay(capped)
        assert 0.99 * budget < spent.sum() <= budget * (1.0 + 1e-7)

    def test_without_money_no_additional_firms(self, market_with, unsupported) -> None:
        none = market_with(SUPPORT + "budget_yuan = 0.0", months=18)
        assert (none.indicators["entry_rate"] == unsupported.indicators["entry_rate"]).all()

    def test_only_eligible_entrants(self, market_with) -> None:
        market = market_with(SUPPORT + 'eligible = { region = ["east"] }', months=1)
        new = market.enterprises["entry_month"] == 1
        east = market.enterprises["region"][new] == 0
        assert outlay(market).loc[1] == pytest.approx(10_000 * east.sum() * market.economy.weight)

    def test_ends_and_takes_the_loan_off_the_menu(self, market_with) -> None:
        market = market_with(SUPPORT + "start = 2\nend = 3\n" + GUARANTEE, months=8)
        menu = market.economy.ways_to_lend
        assert (menu.column("open")[menu.column("product") == STARTUP_LOAN] == 0).all()
        opened = [loan for loan in market.loans.itertuples() if loan.product == "startup_loan"]
        assert all(loan.opened in (2, 3) for loan in opened)

    def test_waits_for_its_trigger(self, market_with) -> None:
        never, usual = market_with(SUPPORT + "trigger = { output_gap_below = -0.99 }"), market_with()
        assert outlay(never).sum() == 0.0 and entrants(never) == entrants(usual)
