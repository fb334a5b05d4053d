"""Stresses that strike some banks or some firms: whom they choose, what they change there, what they leave alone."""

import copy
import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks, own_targets
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.some_banks import SomeBanks
from smecredit.simulation.settled.pool import NEVER
from smecredit.simulation.state import offer_columns as oc
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.observer import Observer
from smecredit.simulation.state.structure import REGIONS, SECTORS
from smecredit.simulation.stresses.bank_funding_loss import BankFundingLoss
from smecredit.simulation.stresses.bank_losses import BankLosses, losses
from smecredit.simulation.stresses.bank_rescue import BankRescue
from smecredit.simulation.stresses.bank_supply_cut import BankSupplyCut, lent_now
from smecredit.simulation.stresses.changed_banks import ChangedBanks
from smecredit.simulation.stresses.changed_numbers import ChangedNumbers
from smecredit.simulation.stresses.choice import SomeFirms, drawn_shares
from smecredit.simulation.stresses.credit_offer import CreditOffer
from smecredit.simulation.stresses.firm_failures import FirmFailures
from smecredit.simulation.stresses.refusals_lifted import RefusalsLifted
from smecredit.simulation.stresses.stress import Stress

FIRMS, MONTHS = 1_200, 30


@pytest.fixture(scope="module")
def past() -> CreditMarket:
    """A market before its month 1: every stress here strikes a copy of it."""
    market = CreditMarket(load("baseline", firms=FIRMS, months=MONTHS, set={"economy.burn_in": 12}), seed=3)
    market.live_burn_in()
    return market


@pytest.fixture(scope="module")
def calm(past: CreditMarket) -> CreditMarket:
    return past.branch(past.conditions).run()


def struck(past: CreditMarket, *stresses: Stress) -> CreditMarket:
    return past.branch(dataclasses.replace(past.conditions, stresses=stresses))


def lived(market: CreditMarket, months: int) -> CreditMarket:
    while market.month < months:
        market.step()
    return market


class TestTheChoice:
    def test_half_of_the_banks_of_each_type(self, past: CreditMarket) -> None:
        kinds, some = past.economy.banks.column("type"), SomeBanks(share=0.5).struck(past.economy)
        assert some.sum() == len(some) // 2
        for kind in range(4):
            of_kind = some[kinds == kind]
            assert abs(of_kind.sum() - 0.5 * len(of_kind)) <= 0.5

    def test_all_none_and_those_of_a_type(self, past: CreditMarket) -> None:
        assert SomeBanks(share=1.0).struck(past.economy).all()
        assert not SomeBanks(share=0.0).struck(past.economy).any()
        only = SomeBanks(share=1.0, type=("city",)).struck(past.economy)
        assert np.array_equal(only, past.economy.banks.column("type") == 2)

    def test_another_seed_draws_others(self, past: CreditMarket) -> None:
        drawn = []
        for seed in range(4):
            past.economy.seed = seed
            drawn.append(SomeBanks().struck(past.economy).tolist())
        past.economy.seed = 3
        assert len({tuple(each) for each in drawn}) > 1

    def test_firms_of_the_kind(self, past: CreditMarket) -> None:
        firms = past.economy.firms
        rows = SomeFirms(
            share=0.4, size=("micro",), sector=("services",), region=("east", "west"), with_bank_debt=True
        ).struck(past.economy)
        assert len(rows) > 0
        assert (firms.column("size")[rows] == 0).all() and (firms.column("bank_debt")[rows] > 0).all()
        assert set(firms.column("sector")[rows]) == {SECTORS.index("services")}
        assert set(firms.column("region")[rows]) <= {REGIONS.index("east"), REGIONS.index("west")}
        keys = firms.column("id")[rows]
        assert (np.diff(keys) > 0).all()

    def test_a_share_of_them_by_key_whatever_the_others(self, past: CreditMarket) -> None:
        firms = past.economy.firms
        every, some = SomeFirms().struck(past.economy), SomeFirms(share=0.3).struck(past.economy)
        assert len(some) == pytest.approx(0.3 * len(every), rel=0.15)
        of_transport = SomeFirms(share=0.3, sector=("transport",)).struck(past.economy)
        assert set(of_transport) == set(some[firms.column("sector")[some] == SECTORS.index("transport")])

    def test_pairs_of_sector_and_region_take_shares_in_turn(self, past: CreditMarket) -> None:
        cells = drawn_shares(past.economy, (0.0, 0.5, 0.8), ("transport", "services"), REGIONS)
        named = cells[[SECTORS.index("transport"), SECTORS.index("services")]].ravel()
        assert sorted(named) == [0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.8, 0.8]
        assert cells.sum() == pytest.approx(named.sum())

    def test_buyers_of_others(self, past: CreditMarket) -> None:
        firms = past.economy.firms
        rows = SomeFirms(with_customers=True).struck(past.economy)
        assert set(rows) <= set(firms.column("buyer")[firms.column("state") == 1].tolist())
        others = SomeFirms(with_customers=False).struck(past.economy)
        assert set(rows).isdisjoint(others) and len(rows) + len(others) == len(SomeFirms().struck(past.economy))

    def test_with_and_without_something_to_pledge(self, past: CreditMarket) -> None:
        pledgeable = past.economy.firms.column("pledgeable")
        every = SomeFirms().struck(past.economy)
        has, has_not = (SomeFirms(with_pledge=flag).struck(past.economy) for flag in (True, False))
        assert (pledgeable[has] > 0.0).all() and (pledgeable[has_not] == 0.0).all()
        assert len(has) > 0 < len(has_not)
        assert sorted([*has, *has_not]) == sorted(every)
        assert np.array_equal(SomeFirms(with_pledge=None).struck(past.economy), every)

    def test_whom_a_bank_has_refused_within_so_many_months(self, past: CreditMarket) -> None:
        """Of six firms refused this month, 1, 12, 13 and 24 months ago and never, three were within twelve."""
        economy = copy.deepcopy(past.economy)
        refused, every = economy.firms.column("refused_month"), SomeFirms().struck(economy)
        refused[:] = NEVER
        refused[every[:6]] = [economy.month - ago for ago in (0, 1, 12, 13, 24, economy.month - NEVER)]
        for months, struck_rows in ((12, 3), (13, 4), (1, 2), (1200, 5)):
            rows = SomeFirms(refused_within_months=months).struck(economy)
            assert rows.tolist() == every[:struck_rows].tolist()
        assert np.array_equal(SomeFirms(refused_within_months=None).struck(economy), every)

    def test_no_months_at_all_are_refused(self) -> None:
        with pytest.raises(RequestError, match="refused_within_months"):
            SomeFirms.read({"refused_within_months": 0})

    def test_ages_the_wrong_way_round_are_refused(self) -> None:
        with pytest.raises(RequestError, match="max_age_months below min_age_months"):
            SomeFirms.read({"min_age_months": 24, "max_age_months": 12})


def usual_targets(market: CreditMarket) -> np.ndarray:
    """The capital ratio each bank would steer to this month without a stress: it moves with the times."""
    economy = copy.deepcopy(market.economy)
    own_targets(economy)
    return economy.banks.column("target_ratio").copy()


class TestChangedBanks:
    def test_the_requirement_rises_at_the_banks_struck_over_the_notice_and_goes_back(self, past: CreditMarket) -> None:
        rule = ChangedBanks.read(
            {"name": "more", "start": 2, "months": 10, "notice": 4, "numbers": {"target_ratio": {"plus": 0.05}}}
        )
        market, some = struck(past, rule), rule.banks.struck(past.economy)
        calm = lived(past.branch(past.conditions), 1)
        assert np.array_equal(usual_targets(calm), calm.economy.banks.column("target_ratio"))
        seen = []
        for _ in range(13):
            market.step()
            seen.append(market.economy.banks.column("target_ratio") - usual_targets(market))
        assert all((each[~some] == 0.0).all() for each in seen)
        rises = [float(each[some].mean()) for each in seen]
        assert rises[:7] == pytest.approx([0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.05], abs=1e-6)
        assert rises[10] == pytest.approx(0.05, abs=1e-6)
        assert rises[11] == 0.0

    def test_other_operations(self, past: CreditMarket) -> None:
        told = {"name": "x", "months": 12, "numbers": {"funding_cost": {"times": 2.0}, "markup": {"set": 0.02}}}
        rule = ChangedBanks.read(told)
        market, some = struck(past, rule), rule.banks.struck(past.economy)
        # What funds cost in month 1 hangs on the books of the month before, which both branches share.
        usual = lived(past.branch(past.conditions), 1).economy.banks.column("funding_cost")
        market.step()
        now = market.economy.banks
        assert now.column("funding_cost")[some] == pytest.approx(2.0 * usual[some])
        assert now.column("markup")[some] == pytest.approx(0.02)
        assert now.column("funding_cost")[~some] == pytest.approx(usual[~some])

    def test_what_is_no_term_of_a_bank_is_refused(self) -> None:
        with pytest.raises(RequestError, match="target_ratio"):
            ChangedBanks.read({"months": 12, "numbers": {"target": {"plus": 0.03}}})


class TestLessSupply:
    rule = BankSupplyCut(name="cut", start=2, months=24, cut=0.2, over_months=10)

    def test_the_ceiling_comes_down_in_steps(self) -> None:
        lent = np.array([100.0])
        assert [float(self.rule.ceiling(lent, month)[0]) for month in (2, 6, 11, 20)] == pytest.approx([98, 90, 80, 80])

    def test_banks_struck_lend_less_and_the_others_do_not(self, past: CreditMarket, calm: CreditMarket) -> None:
        market = struck(past, self.rule).run()
        some = self.rule.banks.struck(past.economy)
        owed, usual = lent_now(market.economy), lent_now(calm.economy)
        assert owed[some].sum() < 0.93 * usual[some].sum()
        assert owed[~some].sum() > 0.97 * usual[~some].sum()

    def test_what_was_lent_above_the_ceiling_is_not_renewed(self, past: CreditMarket) -> None:
        """In the fifth of ten months the ceiling is at nine tenths: a tenth of what is still lent is unwanted.

        Where loans have fallen below the ceiling, and at the other banks, nothing is.
        """
        economy = copy.deepcopy(past.economy)
        some, owed = np.flatnonzero(self.rule.banks.struck(economy)), lent_now(economy)
        noted = owed.astype(float)
        noted[some[0]] *= 2.0
        economy.stress_notes["cut"], economy.month = noted, self.rule.start + 4
        economy.unwanted_loans[:] = 0.0
        self.rule.last(economy)
        expected = np.zeros(len(owed))
        expected[some[1:]] = 0.1
        expected[owed == 0] = 0.0
        assert economy.unwanted_loans == pytest.approx(expected)

    def test_of_two_cuts_the_larger_counts(self, past: CreditMarket) -> None:
        economy = copy.deepcopy(past.economy)
        economy.month = self.rule.start + 9
        smaller = BankSupplyCut(name="other", start=2, months=24, cut=0.1, over_months=10)
        for rule in (self.rule, smaller):
            economy.stress_notes[rule.name] = lent_now(economy).astype(float)
            rule.last(economy)
        lends = self.rule.banks.struck(economy) & (lent_now(economy) > 0)
        assert economy.unwanted_loans[lends] == pytest.approx(0.2)

    def test_it_ends_with_the_stress(self, past: CreditMarket) -> None:
        rule = BankSupplyCut(name="cut", start=2, months=2, cut=0.2, over_months=1)
        market, seen = struck(past, rule), []
        for _ in range(4):
            market.step()
            seen.append(market.economy.unwanted_loans.copy())
        assert not seen[0].any() and not seen[3].any()
        assert seen[1].max() == pytest.approx(0.2)
        # A month on a little has been had back, at all but a bank whose clients have drawn on their lines meanwhile.
        assert 0.1 < np.median(seen[2][seen[1] > 0.0]) < 0.2

    def test_clients_are_renewed_in_part(self, past: CreditMarket) -> None:
        """More loans to the same clients are in instalments than where nothing that falls due is had back."""
        kept = ChangedNumbers.read(
            {"name": "kept", "start": 2, "months": 24, "numbers": {"partial_renewal": {"most_back": {"set": 0.0}}}}
        )
        paid = []
        for stresses in ((self.rule,), (self.rule, kept)):
            loans = lived(struck(past, *stresses), 14).economy.loans
            live = loans.column("status") > 0
            some = self.rule.banks.struck(past.economy)[loans.column("bank")]
            renewed = live & some & (loans.column("renewals") > 0)
            paid.append(int((loans.column("instalment")[renewed] > 0).sum()))
        assert paid[0] > paid[1] + 10


class TestFundsLeave:
    rule = BankFundingLoss(name="run", start=2, months=12, share=0.2, over_months=4)

    def test_a_fifth_of_deposits_moves_to_the_others(self, past: CreditMarket, calm: CreditMarket) -> None:
        some = self.rule.banks.struck(past.economy)
        before = lived(past.branch(past.conditions), 1).economy.deposits_before
        market, usual = lived(struck(past, self.rule), 5), lived(past.branch(past.conditions), 5)
        moved = market.economy.deposits_before - usual.economy.deposits_before
        assert moved[some].sum() == pytest.approx(-0.2 * before[some].sum(), rel=0.35)
        assert moved[~some].sum() > 0
        lacking = [m.economy.banks.column("advances")[some].sum() for m in (market, usual)]
        assert lacking[0] > lacking[1]


class TestLosses:
    rule = BankLosses(name="loss", start=2, months=1, most=0.5)

    def test_in_equal_steps_in_a_drawn_order(self, past: CreditMarket) -> None:
        found = losses(past.economy, 0.1, 0.5)
        assert sorted(found.values()) == pytest.approx(np.linspace(0.1, 0.5, past.economy.banks.rows).tolist())
        assert [*found] != sorted(found)

    def test_equity_is_gone(self, past: CreditMarket) -> None:
        market, usual = lived(struck(past, self.rule), 1), lived(past.branch(past.conditions), 1)
        before = equities_of_banks(usual.economy)
        lived(market, 2), lived(usual, 2)
        lost = (equities_of_banks(usual.economy) - equities_of_banks(market.economy)) / before
        shares = losses(past.economy, 0.0, 0.5)
        assert lost == pytest.approx([shares[bank] for bank in range(len(lost))], abs=0.05)

    def test_and_can_be_restored(self, past: CreditMarket) -> None:
        rescue = BankRescue(name="rescue", start=2, months=20)
        market = lived(struck(past, self.rule, rescue), 4)
        open_banks = market.economy.banks.column("open") == 1
        assert (market.economy.capital_ratios >= 0.93 * market.economy.banks.column("target_ratio"))[open_banks].all()
        without = lived(struck(past, self.rule), 4)
        assert without.economy.capital_ratios.min() < market.economy.capital_ratios.min()


class TestFailures:
    def test_those_chosen_leave_in_the_month(self, past: CreditMarket) -> None:
        rule = FirmFailures(name="kill", start=3, months=1, firms=SomeFirms(share=0.2, sector=("construction",)))
        market, usual = (lived(struck(past, *stresses), 2) for stresses in ((rule,), ()))
        rows = rule.firms.struck(market.economy)
        keys = market.economy.firms.column("id")[rows].copy()
        lived(market, 3), lived(usual, 3)
        assert len(keys) > 5
        assert not np.isin(keys, market.enterprises["id"]).any()
        assert np.isin(keys, usual.enterprises["id"]).mean() > 0.9
        assert market.economy.firms.column("id").dtype == np.int64


class TestCreditOffered:
    def offered(self, past: CreditMarket, **more: Any) -> tuple[CreditMarket, CreditMarket, np.ndarray]:
        rule = CreditOffer(
            name="offer", start=2, months=12, firms=SomeFirms(share=0.3, size=("micro", "small")), **more
        )
        market, usual = (lived(struck(past, *stresses), 1) for stresses in ((rule,), ()))
        keys = market.economy.firms.column("id")[rule.firms.struck(market.economy)].copy()
        return lived(market, 2), lived(usual, 2), keys

    def test_a_tenth_of_sales_on_nothing_from_the_own_bank(self, past: CreditMarket) -> None:
        market, usual, keys = self.offered(past, of_sales=0.1, tenor=24)
        debts = [m.enterprises.frame()["bank_debt"].reindex(keys) for m in (market, usual)]
        sales = usual.enterprises.frame()["year_sales"].reindex(keys)
        more = (debts[0] - debts[1]).dropna()
        assert (more / sales).dropna().median() == pytest.approx(0.1, abs=0.01)
        others = market.enterprises.frame().index.difference(keys)
        same = market.enterprises.frame()["bank_debt"].reindex(others) == usual.enterprises.frame()[
            "bank_debt"
        ].reindex(others)
        assert same.mean() > 0.97
        new = market.loans[(market.loans["opened"] == 2) & (market.loans["tenor"] == 24)]
        assert (new["security"] == "none").mean() > 0.9

    def test_a_part_of_debt_goes_to_borrowers_only(self, past: CreditMarket) -> None:
        market, usual, keys = self.offered(past, of_debt=0.5, tenor=24)
        debts = [m.enterprises.frame()["bank_debt"].reindex(keys) for m in (market, usual)]
        borrowers = debts[1] > 0
        ratio = (debts[0][borrowers] / debts[1][borrowers]).median()
        assert ratio == pytest.approx(1.5, abs=0.05)
        assert (debts[0][~borrowers] == debts[1][~borrowers]).mean() > 0.95

    def test_again_and_again(self) -> None:
        once, yearly = (CreditOffer(name="x", start=5, months=60, of_sales=0.1, every=every) for every in (0, 12))
        assert [month for month in range(1, 40) if once.offered_in(month)] == [5]
        assert [month for month in range(5, 40) if yearly.offered_in(month)] == [5, 17, 29]


class Refusals(Observer):
    """Applications that banks refused, by sector; a refused renewal is none of them."""

    def __init__(self) -> None:
        self.by_sector = np.zeros(len(SECTORS), np.int64)

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        rows = offers[offers[:, oc.O_STATUS] == oc.REFUSED, oc.O_ROW]
        if economy.month >= 2:
            self.by_sector += np.bincount(economy.firms.column("sector")[rows], minlength=len(SECTORS))


class TestRefusalsLifted:
    def test_nobody_is_refused_where_all_are_drawn(self, past: CreditMarket, calm: CreditMarket) -> None:
        market = struck(past, RefusalsLifted(name="x", start=2, months=40)).run()
        counts, usual = (m.recorder.raw().loc[2:] for m in (market, calm))
        assert usual["refused"].sum() > usual["rationed"].sum()
        assert counts["refused"].sum() == counts["rationed"].sum()
        assert market.enterprises["bank_debt"].sum() > calm.enterprises["bank_debt"].sum()

    @pytest.mark.parametrize(("share", "granted"), [(1.0, 6), (0.0, 0)])
    def test_founders_hear_of_loans_to_young_firms(self, small_market: Any, share: float, granted: int) -> None:
        """No bank would lend; of ten that ask six are not yet two years old. Where nobody is drawn nobody hears."""
        market = small_market(**{"loan_pricing.own_loss_limit": 0.0, "lender_learning.young_months": 24})
        economy = market.market.economy
        firms, loans = economy.firms, economy.loans
        without = (firms.column("state") == 1) & (firms.column("outcome") == 0) & (firms.column("loans") == 0)
        rows = np.flatnonzero(without & (firms.column("size") < 3))[:10]
        assert len(rows) == 10
        ages = [0, 1, 12, 22, 23, 23, 24, 25, 60, 240]
        firms.column("entry_month")[rows] = economy.month - np.array(ages)
        economy.applicant_rows, economy.applicant_amounts = rows.astype(np.int32), np.full(10, 10_000_000)
        before, owed = economy.counted("young_granted"), loans.column("balance").sum()
        rule = RefusalsLifted(name="x", start=1, months=10, firms=SomeFirms(share=share))
        rule.before_underwriting(economy)
        assert economy.counted("young_granted") - before == granted
        assert loans.column("balance").sum() - owed == (100_000_000 if share else 0)
        assert len(economy.applicant_rows) == (0 if share else 10)

    def test_only_those_drawn(self) -> None:
        """In a market with some hundred borrowers a sector: of fewer the largest alone would decide."""
        large = CreditMarket(load("baseline", firms=6_000, months=MONTHS, set={"economy.burn_in": 12}), seed=3)
        large.live_burn_in()
        some = SomeFirms(sector=("services", "construction"))
        market, calm = struck(large, RefusalsLifted(name="x", start=2, months=40, firms=some)), struck(large)
        refused = [Refusals(), Refusals()]
        for m, heard in zip((market, calm), refused, strict=True):
            m.observe(heard)
            m.run()
        # New lending, not debt: that of a sector hangs on whether its one large borrower is still there.
        lent = [m.grants[m.grants["month"] >= 2].groupby("sector")["amount_fen"].sum() for m in (market, calm)]
        more = lent[0] / lent[1] - 1.0
        drawn = ["services", "construction"]
        assert more[drawn].min() > 0.1
        assert more[drawn].min() > more.drop(drawn).max()
        places = [SECTORS.index(sector) for sector in drawn]
        here, usual = (of.by_sector[places].sum() for of in refused)
        assert here == 0 < 5 < usual
        others, usual = (np.delete(of.by_sector, places).sum() for of in refused)
        assert others > 0.9 * usual > 20


def test_a_higher_price_of_pledges_in_a_region_lets_its_firms_borrow_more(
    past: CreditMarket, calm: CreditMarket
) -> None:
    told = {"name": "x", "months": 30, "numbers": {"simple_loan": {"pledge_price": {"east": {"times": 2.0}}}}}
    market = struck(past, ChangedNumbers.read(told)).run()

    def pledged(m: CreditMarket) -> Sequence[float]:
        loans = m.loans[(m.loans["security"] == "pledge") & (m.loans["opened"] > 0)]
        region = m.enterprises.frame()["region"].reindex(loans["enterprise"]).to_numpy()
        east = region == "east"
        return float(loans.loc[east, "amount_fen"].sum()), float(loans.loc[~east, "amount_fen"].sum())

    (east, elsewhere), (usual_east, usual_elsewhere) = pledged(market), pledged(calm)
    assert east > 1.1 * usual_east
    assert east / usual_east > elsewhere / usual_elsewhere + 0.1


def test_lower_limits_in_a_sector_let_its_firms_owe_less(past: CreditMarket, calm: CreditMarket) -> None:
    told = {"name": "x", "months": 30, "numbers": {"simple_loan": {"limit_of_sector": {"services": {"times": 0.2}}}}}
    market = struck(past, ChangedNumbers.read(told)).run()
    debts = [m.enterprises.frame().groupby("sector")["bank_debt"].sum() for m in (market, calm)]
    more = debts[0] / debts[1] - 1.0
    assert more["services"] < -0.1 and abs(more.drop("services").median()) < 0.05
