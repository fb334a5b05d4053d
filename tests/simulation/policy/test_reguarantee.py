"""Re-guarantee: capital, a fee on what is covered, and a ceiling at which payments stop; quotas of agreements."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.guarantee.institution_month import institution_month
from smecredit.simulation.behaviour.guarantee.reguarantee_fee import fee_for_share, fees_owed
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.reguarantee import Reguarantee, payout_rate
from smecredit.simulation.policy.risk_sharing import RiskSharing
from smecredit.simulation.state.bank_columns import DEPOSIT

RULE = '[[policy]]\nkind = "reguarantee"\nname = "rule"\n'
#: Guarantors are at hand everywhere and everybody asks one: small markets have guaranteed loans enough to count.
WIDE = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}


def outlay(market: CreditMarket) -> pd.Series:
    key = "fiscal_outlay.programme.reguarantee"
    return market.indicators.get(key, pd.Series([0.0])).fillna(0.0)


def fees(market: CreditMarket) -> int:
    f = market.flows
    mine = f[(f["purpose"] == "guarantee_fee") & (f["payer"] == "guarantor") & (f["payee"] == "reguarantor")]
    return int(mine["fen"].sum())


def owed(market: CreditMarket) -> np.ndarray:
    """What a month's fees come to at the end of the run, by guarantor and re-guarantor."""
    found = np.zeros((market.economy.institutions.rows, 2), np.int64)
    fees_owed(market.economy, found)
    return found


def deposit(market: CreditMarket, party: str) -> int:
    return int(market.economy.institutions.column("deposit")[market.economy.institution_row(party)])


def test_payout_rate_worked_by_hand() -> None:
    """3 million yuan a year on 100 million yuan, stated in fen."""
    assert payout_rate(3e6, 10_000_000_000) == pytest.approx(0.03)
    assert payout_rate(3e6, 0) == 0.0


def test_a_month_s_fee_worked_by_hand() -> None:
    """0.5% a year on a fifth of 120,000 yuan is 10 yuan a month."""
    assert fee_for_share(12_000_000, 2_000, 0.005) == 1_000
    assert fee_for_share(12_000_000, 0, 0.005) == 0


#: The east shares with the national fund alone, half of each loss; elsewhere the national scheme holds, 20:20.
OF_ITS_OWN = """
[[policy]]
kind = "risk_sharing"
name = "east"
priority = 10
eligible = { region = ["east"] }
share = { guarantor = 0.3, national_fund = 0.5, bank = 0.2 }
residual = "guarantor"
"""


class TestWhatEachAgreementPlaces:
    def test_every_guarantor_owes_for_its_own_loans_by_the_terms_of_their_agreement(
        self, market_with: Callable[..., CreditMarket]
    ) -> None:
        market = market_with(OF_ITS_OWN, months=8, burn_in=0)
        loans, found = market.economy.loans, np.zeros((market.economy.institutions.rows, 2), np.int64)
        shares = {"east": (0, 5_000), "national_scheme": (2_000, 2_000), "private_guarantee": (0, 0), "none": (0, 0)}
        general, under = market.economy.numbers.guarantors.reguarantee_fee, set()
        for row in np.flatnonzero(loans.column("status") == 1):
            guarantor = loans.column("guarantor")[row]
            name = market.economy.schedule.agreement_names[int(loans.column("agreement")[row])]
            under.add(name)
            for position, points in enumerate(shares[name]):
                found[guarantor, position] += fee_for_share(int(loans.column("balance")[row]), points, general)
        assert set(shares) == under and found[:, 1].sum() > found[:, 0].sum() > 0
        assert (owed(market) == found).all()

    def test_stating_the_general_fee_changes_nothing(self, market_with: Callable[..., CreditMarket]) -> None:
        """What it is charged on is the same, with one agreement or two. (A power of two: single precision is exact.)"""
        general = 2.0**-8
        for agreements in ("", OF_ITS_OWN):
            silent, stated = (
                market_with(agreements + rule, months=6, **{"guarantors.reguarantee_fee": general})
                for rule in ("", RULE + f"fee_annual = {general}\n")
            )
            assert 0 < fees(stated) == fees(silent)
            pd.testing.assert_frame_equal(stated.flows, silent.flows)

    def test_of_two_stated_fees_the_lower_holds(self, market_with: Callable[..., CreditMarket]) -> None:
        other = RULE.replace("rule", "other")
        dear = market_with(RULE + "fee_annual = 0.02\n", months=3)
        for text in (RULE + "fee_annual = 0.02\n" + other + "fee_annual = 0.001\n",
                     RULE + "fee_annual = 0.001\n" + other + "fee_annual = 0.02\n"):  # fmt: skip
            both = market_with(text, months=3)
            cheap = market_with(RULE + "fee_annual = 0.001\n", months=3)
            assert fees(both) == fees(cheap) < fees(dear)

    def test_a_guarantor_short_of_money_pays_both_the_same_part(self, market_with: Callable[..., CreditMarket]) -> None:
        market = market_with(run=False)
        due = np.zeros((market.economy.institutions.rows, 2), np.int64)
        due[0] = 3_000, 1_000
        market.economy.institution.whole[DEPOSIT, 0] = 1_000
        before = [deposit(market, party) for party in ("provincial_reguarantor", "national_fund")]
        for name in ("deposit_return", "operating_cost"):
            market.economy.numbers.restate(f"guarantors.{name}", 0.0)
        institution_month(market.economy, due)
        after = [deposit(market, party) for party in ("provincial_reguarantor", "national_fund")]
        assert [late - early for early, late in zip(before, after, strict=True)] == [750, 250]
        assert market.economy.institutions.column("deposit")[0] == 0


def test_capital_reaches_the_fund_within_the_budget(
    market_with: Callable[..., CreditMarket], baseline: CreditMarket
) -> None:
    paid_in = market_with(RULE + "capital_yuan = 1e11\ncentral_share = 1.0\nstart = 3\n")
    assert outlay(paid_in).iloc[2] == pytest.approx(1e11, rel=1e-6)
    assert outlay(paid_in).sum() == pytest.approx(1e11, rel=1e-6)
    assert deposit(paid_in, "national_fund") > deposit(baseline, "national_fund")
    capped = market_with(RULE + 'capital_yuan = 1e11\nbudget_yuan = 4e10\nparty = "provincial_reguarantor"\n', months=2)
    assert outlay(capped).sum() == pytest.approx(4e10, rel=1e-6)
    f = capped.flows
    assert (f["purpose"] == "capital_injection").sum() == 1


def test_the_fee_is_charged_on_what_is_covered(market_with: Callable[..., CreditMarket]) -> None:
    """0.5% and half of it; the province's fee goes on as before."""
    full, half, none = (
        market_with(RULE + f"fee_annual = {fee}\nsmall_loan_fee_annual = {fee * 0.6}\n", months=6)
        for fee in (0.005, 0.0025, 0.0)
    )
    province = fees(none)
    assert province > 0
    assert fees(half) - province == pytest.approx(0.5 * (fees(full) - province), rel=0.02)
    assert fees(half) > province


def test_small_loans_pay_less_and_the_ineligible_the_general_fee(market_with: Callable[..., CreditMarket]) -> None:
    text = RULE + "fee_annual = 0.02\n"
    everyone, small_free, micro = (
        market_with(text + more, months=4)
        for more in ("", "small_loan_fee_annual = 0.0\n", 'eligible = { size = ["micro"] }\n')
    )
    assert fees(small_free) < fees(everyone)
    assert fees(micro) < fees(everyone)


def test_above_the_ceiling_it_pays_nothing_and_the_guarantor_does(market_with: Callable[..., CreditMarket]) -> None:
    """It paid claims in the burn-in, so that its payout rate is above nought from the start."""
    text = RULE + 'party = "provincial_reguarantor"\n'
    nothing, usual, generous = (
        market_with(rule, months=24, burn_in=24, **WIDE)
        for rule in (text + "payout_ceiling = 0.0\n", "", text + "payout_ceiling = 0.9\n")
    )
    province = [market.losses_by_payer["provincial_reguarantor"] for market in (nothing, usual, generous)]
    assert province[0] == 0.0 < province[1] == province[2]
    assert nothing.losses_by_payer["guarantor"] > usual.losses_by_payer["guarantor"]
    row = nothing.economy.institution_row("provincial_reguarantor")
    assert nothing.economy.institutions.column("active")[row] == 0
    assert usual.economy.institutions.column("active")[row] == 1


def value(market: CreditMarket, key: str) -> float:
    return float(market.summary.loc[key, "value"])


def test_end_and_trigger_restore_the_general_terms(market_with: Callable[..., CreditMarket]) -> None:
    ended = market_with(RULE + "payout_ceiling = 0.0\nfee_annual = 0.0\nend = 6\n", months=8)
    row = ended.economy.institution_row("national_fund")
    assert ended.economy.institutions.column("active")[row] == 1
    assert (owed(ended).sum(axis=0) > 0).all()
    never = market_with(RULE + "fee_annual = 0.0\ntrigger = { output_gap_below = -0.9 }\n", months=4)
    assert fees(never) == fees(market_with(months=4))


class TestNationalPlan:
    def test_splits_tenors_and_ceilings_are_the_published_ones(self) -> None:
        plan = [policy for policy in load("national_plan_2026").policies if policy.name.startswith("plan_")]
        assert [policy.name for policy in plan] == ["plan_to_3_years", "plan_to_5_years", "plan_over_5_years"]
        tenors = [(p.eligible.min_tenor_months, p.eligible.max_tenor_months) for p in plan]
        assert tenors == [(12, 36), (37, 60), (61, None)]
        for policy, share in zip(plan, (0.30, 0.35, 0.40), strict=True):
            assert isinstance(policy, RiskSharing)
            points = policy.basis_points()
            assert points["national_fund"] == round(share * 10_000) and points["bank"] >= 2_000
            assert policy.fee_annual == 0.01 and policy.eligible.max_loan_yuan == 20e6
            assert policy.cap["national_fund"].a_year == pytest.approx(0.05 * share)
        assert sum(policy.quota_yuan for policy in plan) == 500e9

    def test_loans_come_under_the_agreement_of_their_tenor(self) -> None:
        options = {f"policy.{name}.quota_yuan": 1e15 for name in ("plan_to_3_years", "plan_to_5_years")}
        more = {"economy.burn_in": 6, "policy.plan_over_5_years.quota_yuan": 1e15, **options}
        market = CreditMarket(load("national_plan_2026", firms=4_000, months=14, set={**more, **WIDE}), seed=3).run()
        tape = market.loans
        new = tape[(tape["opened"] >= 1) & (tape["renewals"] == 0)]
        limits = {"plan_to_3_years": (12, 36), "plan_to_5_years": (37, 60), "plan_over_5_years": (61, 1_000)}
        found = set()
        for name, (low, high) in limits.items():
            mine = new[new["agreement"] == name]
            found |= {name} if len(mine) else set()
            assert mine["tenor"].between(low, high).all(), name
        assert {"plan_to_3_years", "plan_to_5_years"} <= found

    def test_a_quota_once_taken_admits_no_more(self) -> None:
        """The last month's loans may exceed it; then the scheme of the baseline takes over."""
        market = CreditMarket(
            load("national_plan_2026", firms=1_500, months=14, set={"economy.burn_in": 6, **WIDE}), seed=3
        )
        market.run()
        taken = market.economy.agreements.column("taken")
        in_force = market.economy.agreements.column("in_force")
        names = market.economy.schedule.agreement_names
        row = next(row for row, name in names.items() if name == "plan_to_3_years")
        assert taken[row] >= market.economy.fen_of_model(400e9) and in_force[row] == 0
        scheme = next(row for row, name in names.items() if name == "national_scheme")
        assert in_force[scheme] == 1


class TestFullGuarantee:
    def run(self, name: str) -> CreditMarket:
        """Firms and months enough for dozens of claims on loans made under the agreement."""
        scenario = load(name, firms=5_000, months=36, set={"economy.burn_in": 6, **WIDE})
        return CreditMarket(scenario, seed=3).run()

    def test_the_bank_bears_nothing_and_does_not_screen(self) -> None:
        full, today = self.run("full_guarantee"), self.run("baseline")
        losses = full.losses
        mine = losses[losses["agreement"] == "full_guarantee"]
        assert len(mine) > 5 and (mine["paid_bank_fen"] == 0).all()
        assert (mine["paid_local_government_fen"] > 0).any()
        assert value(full, "screening_effort") < value(today, "screening_effort")
        assert value(full, "public_cost") > value(today, "public_cost")


def test_a_fee_for_first_loans_holds_for_the_loans_that_were_first(market_with: Callable[..., CreditMarket]) -> None:
    """Every borrower has borrowed by now: what counts is what the loan was when it was made."""
    free = RULE + 'party = "national_fund"\nfee_annual = 0.0\n'
    for_first, for_all, for_none = (
        int(owed(market_with(text, firms=1_500, **WIDE))[:, 1].sum())
        for text in (free + "eligible = { first_loan = true }\n", free, "")
    )
    assert for_all == 0 < for_first < for_none


def test_a_fee_on_small_loans_alone_is_refused() -> None:
    with pytest.raises(RequestError) as caught:
        Reguarantee.read({"small_loan_fee_annual": 0.002}, "policy.rule", lambda path: "file.toml")
    assert str(caught.value) == (
        "file.toml: policy.rule.small_loan_fee_annual is 0.002, but there is no fee_annual for it to depart from; "
        "state that too."
    )
    assert Reguarantee.read({"small_loan_fee_annual": 0.002, "fee_annual": 0.005}).fee_annual == 0.005
    with pytest.raises(RequestError, match=r"fee_annual is 9"):
        Reguarantee.read({"small_loan_fee_annual": 0.002, "fee_annual": 9.0}, "policy.rule")


def test_of_two_ceilings_the_lower_holds_whatever_their_names(market_with: Callable[..., CreditMarket]) -> None:
    text = '[[policy]]\nkind = "reguarantee"\nname = "{}"\npayout_ceiling = {}\n'
    pays = []
    for low, high in (("a", "b"), ("b", "a")):
        both = text.format(low, "0.0\nend = 8") + text.format(high, 1.0)
        market = market_with(both, firms=2_000, months=10, burn_in=24, run=False, **WIDE)
        active, row = [], market.economy.institution_row("national_fund")
        for _ in range(10):
            market.step()
            active.append(bool(market.economy.institutions.row(row).active))
        pays.append(active)
    assert pays[0] == pays[1]
    assert not all(pays[0][:8]) and all(pays[0][8:])
