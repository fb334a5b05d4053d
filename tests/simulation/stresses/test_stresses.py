"""Stresses: each changes its own conditions while it lasts, and the market feels it."""

from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.lending.lender_trust import remembered, suspicion
from smecredit.simulation.behaviour.support.public_purse import parts_of_budgets
from smecredit.simulation.stresses.changed_numbers import ChangedNumbers
from smecredit.simulation.stresses.cost_shock import CostShock
from smecredit.simulation.stresses.fund_loss import FundLoss
from smecredit.simulation.stresses.guarantor_loss import GuarantorLoss
from smecredit.simulation.stresses.honesty_shock import HonestyShock

FIRMS, MONTHS = 1_200, 24


def struck(stress: Any, scenario: str = "baseline", months: int = MONTHS, **more: Any) -> CreditMarket:
    """A finished market under one stress, built without a file."""
    import dataclasses

    plain = load(scenario, firms=FIRMS, months=months, set={"economy.burn_in": 12, **more})
    return CreditMarket(dataclasses.replace(plain, stresses=() if stress is None else (stress,)), seed=3)


def raw(market: CreditMarket) -> Any:
    return market.run().recorder.raw()


class TestAWaveOfAbsconding:
    stress = HonestyShock(name="wave", start=3, months=12, threshold=0.9, hazard_factor=8.0)

    def test_owners_run_and_the_honest_are_refused_more_often(self) -> None:
        calm, wave = raw(struck(None)), raw(struck(self.stress))
        assert wave["wilful"].loc[3:14].sum() > 3 * calm["wilful"].loc[3:14].sum()
        refused = [r["honest_refused"].loc[4:].sum() / r["honest_applications"].loc[4:].sum() for r in (calm, wave)]
        assert refused[1] > refused[0]

    def test_conditions_go_back(self) -> None:
        market = struck(self.stress)
        usual = market.economy.numbers.moral_hazard
        seen = []
        for _ in range(16):
            market.step()
            now = market.economy.numbers.moral_hazard
            seen.append((now.threshold, now.hazard))
        assert seen[1] == (usual.threshold, usual.hazard) == seen[15]
        assert seen[2] == (0.9, 8.0 * usual.hazard) == seen[13]

    def test_suspicion_worked_by_hand(self) -> None:
        assert remembered(0.002, 0.042, 0.25) == pytest.approx(0.012)
        assert suspicion(0.012, 0.002, 1.5) == pytest.approx(0.015)
        assert suspicion(0.001, 0.002, 1.5) == 0.0


class TestGuarantorsLoseTheirCapital:
    stress = GuarantorLoss(name="crisis", start=2, months=12, share=0.6, appraisal_factor=4.0)

    def test_the_money_is_gone_in_one_month_and_appraisal_dear_while_it_lasts(self) -> None:
        market, calm = struck(self.stress), struck(None)
        for m in (market, calm):
            m.step(), m.step()
        guarantors = market.economy.institutions.column("sector") == 0
        deposits = [int(m.economy.institutions.column("deposit")[guarantors].sum()) for m in (market, calm)]
        assert deposits[0] == pytest.approx(0.4 * deposits[1], rel=0.05)
        usual = market.economy.numbers.stated["guarantors"].appraisal_cost
        assert market.economy.numbers.guarantors.appraisal_cost == 4.0 * usual
        others = ~guarantors
        assert np.array_equal(
            market.economy.institutions.column("deposit")[others] > 0,
            calm.economy.institutions.column("deposit")[others] > 0,
        )
        for _ in range(12):
            market.step()
        assert market.economy.numbers.guarantors.appraisal_cost == usual

    def test_banks_lose_trust_and_guaranteed_lending_falls(self) -> None:
        market, calm = struck(self.stress), struck(None)
        crisis, usual = raw(market), raw(calm)
        guarantors = market.economy.institutions.column("sector") == 0
        trust = [m.economy.institutions.column("acceptance")[guarantors].mean() for m in (market, calm)]
        assert trust[0] < 0.6 < trust[1]
        assert crisis["guaranteed"].iloc[-1] < 0.97 * usual["guaranteed"].iloc[-1]

    def test_only_those_named(self) -> None:
        market = struck(self.stress.model_copy(update={"who": "commercial"}))
        before = market.economy.institutions.column("deposit").copy()
        market.step(), market.step()
        public = market.economy.institutions.column("public") == 1
        assert (market.economy.institutions.column("deposit")[public] > 0.9 * before[public]).all()


class TestFundsRunDry:
    stress = FundLoss(name="dry", start=2, months=30, share=1.0)

    def test_a_fund_is_empty_and_nobody_tops_it_up(self) -> None:
        # A licensed guarantee behind every loan that can have one: the fund is called on most months.
        wide = {"guarantors.reach": 1.0, "guarantors.private_reach": 1.0}
        many = {**wide, "guarantors.asked_anyway": 1.0, "guarantors.adverse_selection": 1.0}
        market, calm = (struck(stress, "one_plus_n", months=36, **many).run() for stress in (self.stress, None))
        assert market.indicators["fund_balance"].loc[2:].max() < 0.02 * market.indicators["fund_balance"].loc[1]
        # Claims under the scheme are few among all that guarantors answer for, so that the share of promises unpaid
        # says little; of each claim of the scheme it is exact: an empty fund pays nothing, its part falls on the bank.
        claims = (m.losses.query("agreement == 'one_plus_n' and 3 <= month < 32") for m in (market, calm))
        (funds, bank), (usual_funds, usual_bank) = (
            (each["paid_compensation_fund_fen"] + each["paid_local_fund_fen"], each["paid_bank_fen"] / each["loss_fen"])
            for each in claims
        )
        assert len(funds) > 2 and (funds == 0).all()
        assert bank.to_numpy() == pytest.approx(0.6, abs=1e-5)
        assert (usual_funds > 0).all()
        assert usual_bank.median() == pytest.approx(0.2, abs=1e-5)
        short, usual = (m.indicators["fund_exhaustion_share"].loc[12:].mean() for m in (market, calm))
        assert short > 1.5 * usual

    def test_the_money_goes_back_to_the_budgets_that_paid_it_in(self) -> None:
        """A quarter to the centre, the rest in equal parts to the regions, as it came."""
        fund = {"kind": "compensation_fund", "size_yuan": 1e11, "central_share": 0.25}
        plain = load("baseline", firms=FIRMS, months=3, set={"economy.burn_in": 2})
        draft = plain.draft.copy()
        draft.assign(["policy", "fund"], fund, "test")
        built = type(plain).build(draft, "test", plain.title, plain.summary, plain.source, plain.burn_in_policies)
        market = CreditMarket(built, seed=3)
        market.live_burn_in()
        market.step()
        row = market.economy.institution_row("compensation_fund")
        paid_in = market.economy.programme_outlay["fund"]
        money, accounts = int(market.economy.institutions.column("deposit")[row]), market.economy.accounts.copy()
        assert money > 0
        self.stress.strike(market.economy)
        back = market.economy.accounts - accounts
        assert back.sum() == money and market.economy.institutions.column("deposit")[row] == 0
        assert back.tolist() == parts_of_budgets(money, 0.25).tolist()
        assert parts_of_budgets(paid_in, 0.25)[0] == pytest.approx(0.25 * paid_in, abs=1)
        market.step()  # the books are audited

    def test_it_says_so_where_there_is_none(self) -> None:
        assert self.stress.idle_because(load("baseline"))["en"].startswith("there is no compensation fund")
        assert self.stress.idle_because(load("one_plus_n")) is None


class TestCostsSqueeze:
    stress = CostShock(name="squeeze", start=3, months=12, wages=1.1, inputs=1.02, charges=2.0, unfilled_jobs=0.05)

    def test_margins_fall_and_come_back(self) -> None:
        calm, squeezed = struck(None), struck(self.stress)
        table = squeezed.economy.sector_table.copy()
        margins = [raw(m)["profit"] / m.recorder.raw()["sme_sales"] for m in (calm, squeezed)]
        assert margins[1].loc[3:14].mean() < margins[0].loc[3:14].mean() - 0.02
        sales = [m.recorder.raw()["sme_sales"].loc[3:14].sum() for m in (calm, squeezed)]
        assert sales[1] == pytest.approx(0.95 * sales[0], rel=0.02)
        assert np.allclose(squeezed.economy.sector_table, table, rtol=1e-12)
        now, stated = squeezed.economy.numbers.cash_flow, squeezed.economy.numbers.stated["cash_flow"]
        assert all(np.array_equal(*pair) for pair in zip(now, stated, strict=True))

    def test_a_squeeze_of_nothing_is_nothing(self, fingerprints: Any) -> None:
        nothing = CostShock(name="nothing", start=3, months=12)
        assert fingerprints.differences(struck(None).run(), struck(nothing).run()) == []


def test_a_change_of_one_element_is_written_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    """The form that the docstring shows, as a document and back."""
    told = ChangedNumbers.read({"months": 2, "numbers": {"cash_flow": {"wage": {"construction": {"times": 1.1}}}}})
    document = told.model_dump(mode="json", exclude_defaults=True)
    assert not recwarn.list
    assert document["numbers"]["cash_flow"]["wage"]["construction"]["times"] == 1.1
