"""Books that open settled: drawn by key, closed to the fen, the same for all scenarios with one past."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks, own_targets
from smecredit.simulation.behaviour.banking.totals import N_BORROWERS, sum_firms
from smecredit.simulation.behaviour.trade.business_cycle import NORMAL, BusinessCycle, Cycle
from smecredit.simulation.behaviour.trade.shared_market import supply_at_normal_demand
from smecredit.simulation.ground.columns import KINDS, Table
from smecredit.simulation.ground.errors import BooksError, RunError, Sentence
from smecredit.simulation.ground.parameters import declaration
from smecredit.simulation.opening import Opening
from smecredit.simulation.settled import balances, draw, economies, kept
from smecredit.simulation.settled.pool import (
    AVERAGES,
    AVERAGES_OF_BANKS,
    NEVER,
    TOTALS,
    TOTALS_OF_BANKS,
    Pool,
    field_of,
    look_at,
    pooled,
)
from smecredit.simulation.settled.pool import TOTALS_OF_INSTITUTIONS as TOTALS_OF_FEW
from smecredit.simulation.state import bank_columns as bc
from smecredit.simulation.state import enterprise_columns as ec
from smecredit.simulation.state import loan_columns as lc
from smecredit.simulation.state.economy import TABLES, Economy

from .conftest import Settled

#: Columns of keys, rows, circles and bits of programmes, by table.
POINTERS = {
    "enterprise": {"id", "buyer", "circle", "line", "served"},
    "loan": {"id", "firm", "claim", "programmes"},
    "claim": {"loan", "enterprise", "loan_row"},
}
#: Bits of products, which are the same in every economy.
FIXED = {"held"}
#: Fields that a run states by itself, that sums over firms and loans make, that last a month, or that open as usual:
#: the cycle's, what government keeps, how crowded sectors are and the counts of keys and circles.
NOT_CARRIED = {
    "weight", "felt_gap", "policy_rate", "demand", "sector_mix", "region_mix", "sector_table", "size_workers",
    "size_sales", "lgd_by_security", "learned", "tenors", "tenor_mix", "tenor_mix_to_build", "house_banks",
    "known_numbers", "weighed", "crowding", "market_supply", "seed", "month", "burn_in", "months", "past_months",
    "firms_at_start", "threads", "flows", "accounts",
    "central_balance", "local_balance",
    "institution_of", "reguarantor_rows", "tax_base", "due", "asked", "defaulting",
    "listed", "known_keys", "known_fen", "looked", "gone", "applicant_rows", "applicant_amounts", "circles",
    "circle_calls", "births", "never_founded", "originals", "more_entry", "counts", "outlays", "by_size_credit",
    "granted_by_agreement", "granted_by_product", "loan_counters", "loans_by_size", "goods", "firm_stocks", "observed",
    "by_size", "by_sector", "by_region", "buffers", "ages", "count_alive", "programme_outlay", "public_money",
    "deposits_before", "tables_made_of", "bonds_of_central_bank", "entrants_a_month",
    "foreign_assets", "net_debt_goal", "profit_kept", "public_money_at_budget", "register", "small_and_medium",
    "some_banks_differ", "spending_plan", "stress_notes", "supply_at_start", "unwanted_loans",
}  # fmt: skip


class TestColumnsAndFields:
    """Whoever declares a column that points at something, or a field that is learned, is told to say so here too."""

    @pytest.mark.parametrize("table", [ec.ENTERPRISE, lc.LOAN, lc.CLAIMS], ids=lambda table: table.name)
    def test_every_pointer_is_known(self, table: Table) -> None:
        units = {"key", "row", "circle", "bits"}
        pointing = {
            name for name, column in table.columns.items() if column.unit in units and column.kind in ("whole", "index")
        }
        assert pointing - FIXED == POINTERS[table.name]

    @pytest.mark.parametrize("table", [ec.ENTERPRISE, lc.LOAN, lc.CLAIMS], ids=lambda table: table.name)
    def test_months_are_whole_and_say_so(self, table: Table) -> None:
        for column in table.columns.values():
            assert column.unit != "month" or column.kind == "index", column.name
            assert column.unit != "month" or column.default == NEVER or column.default == 0, column.name

    def test_every_number_that_is_learned_is_known(self) -> None:
        tables = {*TABLES, *TABLES.values(), "product_months"}
        services = {
            "scenario",
            "observer",
            "schedule",
            "keeps_claims",
            "ledger",
            "numbers",
            "cycle",
            "top_ups_suspended",
        }
        fields = {name for name in Economy.__annotations__ if not name.startswith("_")} - tables - services
        carried = {*AVERAGES, *TOTALS, *AVERAGES_OF_BANKS, *TOTALS_OF_BANKS, *TOTALS_OF_FEW}
        assert fields - carried == NOT_CARRIED

    def test_every_number_of_the_cycle_is_known(self, opened: CreditMarket) -> None:
        carried = {name.removeprefix("cycle.") for name in (*AVERAGES, *TOTALS) if name.startswith("cycle.")}
        as_usual = {"shocks", "path", "regime", "gap", "demand_feedback", "mirrored"}
        assert set(vars(opened.economy.cycle)) - carried == as_usual

    def test_fields_of_every_shape_are_set(self) -> None:
        economy = SimpleNamespace(share=0.5, count=3, by_sector=np.zeros((2, 2)), whole=np.zeros(2, np.int64))
        names = ("share", "count", "by_sector", "whole")
        balances._set_in_a_row(economy, names, np.array([0.25, 6.7, 1.0, 2.0, 3.0, 4.0, 7.5, -7.6]))
        assert (economy.share, economy.count, economy.whole.tolist()) == (0.25, 7, [8, -8])
        assert economy.by_sector.tolist() == [[1.0, 2.0], [3.0, 4.0]]


class TestBooks:
    def test_they_close_at_the_opening_and_every_month(self, settled: Settled) -> None:
        for name in ("baseline", "one_plus_n"):
            market = CreditMarket(settled(name, firms=500, months=14), seed=3).run()
            assert market.economy.ledger.months == list(range(-2, 15))

    def test_pointers_meet(self, opened: CreditMarket) -> None:
        economy = opened.economy
        firm, loan, claim = economy.firm, economy.loan, economy.claim
        firms, loans = economy.firms.rows, economy.loans.rows
        assert np.array_equal(firm.whole[ec.ID, :firms], np.arange(firms))
        status, owner = loan.tag[lc.STATUS, :loans], loan.index[lc.FIRM, :loans]
        good, bad = np.flatnonzero(status == lc.PERFORMING), np.flatnonzero(status == lc.NONPERFORMING)
        assert len(good) + len(bad) == loans and len(bad) > 0
        keys = loan.whole[lc.LOAN_ID, :loans]
        assert len(set(keys.tolist())) == loans
        assert np.array_equal(keys[good] >> lc.KEY_BITS, owner[good])
        assert (keys[bad] >> lc.KEY_BITS >= firms).all()
        debt, count = np.zeros(firms, np.int64), np.zeros(firms, np.int64)
        np.add.at(debt, owner[good], loan.whole[lc.BALANCE, good])
        np.add.at(count, owner[good], 1)
        assert np.array_equal(debt, firm.whole[ec.BANK_DEBT, :firms])
        assert np.array_equal(count, firm.tag[ec.LOANS, :firms])
        with_line = np.flatnonzero(firm.index[ec.LINE, :firms] >= 0)
        assert np.array_equal(owner[firm.index[ec.LINE, with_line]], with_line)
        claims = loan.index[lc.CLAIM, bad]
        assert np.array_equal(claim.index[lc.CLAIM_ROW, claims], bad)
        assert np.array_equal(claim.whole[lc.CLAIM_LOAN, claims], keys[bad])
        assert (loan.index[lc.OPENED, :loans] <= economy.month).all()

    def test_buyers_are_as_large_as_they_were(self, opened: CreditMarket, small_pool: Pool) -> None:
        firm, firms = opened.economy.firm, opened.economy.firms.rows
        buyers = firm.index[ec.BUYER, :firms]
        linked = np.flatnonzero(buyers >= 0)
        assert (buyers[linked] != linked).all()
        assert abs(len(linked) / firms - (small_pool.buyer_sales >= 0).mean()) < 0.03
        of_pool = small_pool.buyer_sales[small_pool.buyer_sales >= 0]
        ours = firm.whole[ec.YEAR_SALES, buyers[linked]]
        assert np.median(ours) == pytest.approx(np.median(of_pool), rel=0.2)

    def test_circles_have_the_members_they_had(self, opened: CreditMarket, small_pool: Pool) -> None:
        circles = opened.economy.firm.index[ec.CIRCLE, : opened.economy.firms.rows]
        members = np.bincount(circles[circles >= 0])
        assert len(members) == opened.economy.circles and (members > 0).all()
        assert abs((circles >= 0).mean() - (small_pool.circle_size > 0).mean()) < 0.02
        assert set(members.tolist()) >= set(small_pool.circle_size[small_pool.circle_size > 0].tolist())

    def test_equity_is_that_of_the_pool_for_what_banks_lend(self, opened: CreditMarket, small_pool: Pool) -> None:
        economy = opened.economy
        weight = economy.numbers.loan_pricing.risk_weight_large

        def ratio(equity: Any, whole: Any) -> float:
            return equity.sum() / float(whole[..., bc.WEIGHTED, :].sum() + weight * whole[..., bc.LARGE_LOANS, :].sum())

        rows = economy.banks.rows
        now = ratio(equities_of_banks(economy), economy.bank.whole[:, :rows])
        assert now == pytest.approx(ratio(small_pool.equity, small_pool.bank.whole), rel=0.03)
        assert (economy.bank.whole[bc.REST_DEPOSITS, :rows] >= 0).all()


def caution_of(market: CreditMarket) -> np.ndarray:
    return market.economy.banks.column("caution").astype(float)


class TestCautionOfBanks:
    """How much capital each bank wants among banks of its type is the seed's luck, not a mean over the pool's."""

    def test_it_is_that_of_the_seed_and_no_mean(self, settled: Settled) -> None:
        one, other = (CreditMarket(settled(), seed=seed) for seed in (3, 4))
        drawn = CreditMarket(settled(**{"opening.settled": False}), seed=3)
        assert np.array_equal(caution_of(one), caution_of(drawn))
        assert (caution_of(one) != caution_of(other)).all()

    def test_so_are_its_standards(self, settled: Settled) -> None:
        one, other = (CreditMarket(settled(), seed=seed).economy for seed in (3, 4))
        drawn = CreditMarket(settled(**{"opening.settled": False}), seed=3).economy
        standards = [each.banks.column("standards").tolist() for each in (one, drawn, other)]
        assert standards[0] == standards[1] != standards[2]
        assert 0.0 not in standards[0]

    def test_equity_moves_with_it(self, opened: CreditMarket) -> None:
        """A point of assets at most: half as much for a bank half as much more careful, less for a bolder one."""
        economy = opened.copy().economy
        economy.numbers.restate("banking.buffer_spread", 0.01)
        economy.numbers.restate("loan_pricing.risk_weight_large", 0.5)
        whole, rows = economy.bank.whole, economy.banks.rows
        whole[bc.WEIGHTED, :rows], whole[bc.LARGE_LOANS, :rows] = 1_000_000, 2_000_000
        more_careful = np.zeros(rows)
        more_careful[:3] = 0.5, -0.25, 1.0
        assert balances._of_caution(economy, more_careful)[:4] == [10_000, -5_000, 20_000, 0]

    def test_capital_stands_nearer_to_targets_than_with_equity_of_the_mean(
        self, opened: CreditMarket, small_pool: Pool
    ) -> None:
        economy = opened.copy().economy
        own_targets(economy)
        whole, rows = economy.bank.whole, economy.banks.rows
        weight = economy.numbers.loan_pricing.risk_weight_large
        assets = whole[bc.WEIGHTED, :rows] + weight * whole[bc.LARGE_LOANS, :rows]
        in_business = small_pool.bank.tag[:, bc.BANK_OPEN] == 1
        usual = np.average(small_pool.bank.real[:, bc.CAUTION].astype(float), axis=0, weights=in_business)
        more = np.array(balances._of_caution(economy, caution_of(opened) - usual))
        equities, targets = equities_of_banks(economy), economy.banks.column("target_ratio")
        away, without = (np.abs(each / assets - targets) for each in (equities, equities - more))
        assert away.mean() < without.mean()


class TestPrices:
    def test_at_what_rates_bonds_were_bought_and_large_loans_priced_is_carried(self, opened: CreditMarket) -> None:
        """The means of two looks."""
        economy, looks = opened.copy().economy, []
        for bought_at, priced_at in ((0.01, 0.05), (0.03, 0.06)):
            economy.bonds_bought_at, economy.large_priced_at = bought_at, priced_at
            looks.append(look_at(economy))
        balances._learn(economy, pooled(looks))
        assert (economy.bonds_bought_at, economy.large_priced_at) == pytest.approx((0.02, 0.055))


class TestSharedMarkets:
    """How crowded a market is at the start is measured at normal demand in the pool and in the run alike."""

    def test_a_look_at_an_economy_in_a_slump(self, opened: CreditMarket) -> None:
        economy = opened.copy().economy
        economy.firms.column("employees")[:] *= 0.5
        economy.demand[:] = 0.7
        sum_firms(economy)
        usual = supply_at_normal_demand(economy)
        assert np.array_equal(look_at(economy).supply[0, 1], usual)
        assert economy.market_supply.sum() > 1.01 * usual.sum()

    def test_a_run_that_opens_in_a_slump(self, opened: CreditMarket, small_pool: Pool) -> None:
        """Where the pool offers half of what it did at its start, twice as much as now was on offer here too."""
        economy = opened.copy().economy
        economy.firms.column("employees")[:] *= 0.5
        economy.demand[:] = 0.7
        sum_firms(economy)
        supply = np.ones_like(small_pool.supply) * 1e9
        supply[:, 0] *= 2.0
        balances._learn(economy, dataclasses.replace(small_pool, supply=supply))
        assert economy.supply_at_start == pytest.approx(np.maximum(2.0 * supply_at_normal_demand(economy), 1.0))


@pytest.fixture(scope="module")
def large(settled: Settled) -> CreditMarket:
    """A market of 40,000 firms as it opens; to be read, not changed."""
    return CreditMarket(settled(firms=40_000), seed=2, tape=False)


class TestMeans:
    """What opens is the pool, within the error of a sample."""

    @pytest.mark.parametrize("column", ["bank_debt", "year_sales", "employees", "fixed_assets", "cash", "owner_wealth"])
    def test_firms(self, large: CreditMarket, small_pool: Pool, column: str) -> None:
        about = ec.ENTERPRISE.columns[column]
        of_pool = getattr(small_pool.firm, about.kind)[about.position].astype(float)
        error = of_pool.std() / np.sqrt(large.economy.firms.rows)
        assert abs(large.economy.firms.column(column).astype(float).mean() - of_pool.mean()) < 4.0 * error

    def test_mixes(self, large: CreditMarket, small_pool: Pool) -> None:
        for column in ("size", "sector", "region", "bank", "loans", "borrowed", "tax_record"):
            position = ec.ENTERPRISE.columns[column].position
            ours = np.bincount(large.economy.firms.column(column), minlength=32) / large.economy.firms.rows
            theirs = np.bincount(small_pool.firm.tag[position], minlength=32) / small_pool.firms
            assert np.abs(ours - theirs).max() < 0.012, column

    def test_ages(self, large: CreditMarket, small_pool: Pool) -> None:
        ours = large.month - large.economy.firms.column("entry_month")
        theirs = -small_pool.firm.index[ec.ENTRY_MONTH]
        assert ours.mean() == pytest.approx(theirs.mean(), rel=0.03)

    def test_loans(self, large: CreditMarket, small_pool: Pool) -> None:
        loan, firms = large.economy.loan, large.economy.firms.rows
        bad = loan.tag[lc.STATUS, : loan.rows] == lc.NONPERFORMING
        assert bad.sum() / firms == pytest.approx(small_pool.bad.rows / small_pool.firms, rel=1e-3)
        guaranteed = (loan.tag[lc.GUARANTOR, : loan.rows] >= 0)[~bad].mean()
        assert abs(guaranteed - (small_pool.loan.tag[lc.GUARANTOR] >= 0).mean()) < 0.01
        left = (loan.index[lc.MATURITY, : loan.rows] - large.month)[~bad]
        assert left.mean() == pytest.approx(small_pool.loan.index[lc.MATURITY].mean(), rel=0.03)

    def test_what_is_learned(self, large: CreditMarket, small_pool: Pool) -> None:
        averages, start = small_pool.averages.mean(axis=0), 0
        for name in AVERAGES:
            ours = field_of(large.economy, name)
            assert np.ravel(ours) == pytest.approx(averages[start : start + np.size(ours)]), name
            start += np.size(ours)
        assert start == len(averages)
        scale = large.economy.firms.rows / small_pool.firms
        for name, value in zip(TOTALS, small_pool.totals.sum(axis=0), strict=True):
            assert field_of(large.economy, name) == pytest.approx(value * scale), name

    def test_institutions(self, large: CreditMarket, small_pool: Pool) -> None:
        scale = large.economy.firms.rows / small_pool.firms
        for column in (bc.DEPOSIT, bc.PAYOUTS):
            wanted = small_pool.institution.whole[:, column].sum(axis=0) * scale
            assert np.abs(large.economy.institution.whole[column] - wanted).max() <= 0.5


#: Nothing but luck moves the economy. Its pool is of economies that are not much smaller than the run: with 2,000
#: firms a bank has forty borrowers, and rations more of the loans that do not fit into a month.
STEADY = {
    "cycle.gap_noise": 0.0, "cycle.recession_gap": 0.0, "cycle.boom_gap": 0.0,
    "opening.pool_economies": 4, "opening.pool_firms": 8_000, "opening.pool_months": 60, "opening.pool_looks": 1,
    "economy.burn_in": 0,
}  # fmt: skip


@pytest.mark.slow
def test_a_run_goes_on_as_the_economies_of_its_pool(settled: Settled) -> None:
    """A year after the opening a run is where those economies are a year after they were looked at."""
    scenario = settled(firms=20_000, months=12, **STEADY)
    longer = scenario.replace(**{"opening.pool_months": 72})
    of_pool = [economies.opened(longer, number) for number in range(scenario.group("opening").pool_economies)]
    for economy in of_pool:
        economies.live_until(economy, 0)
    run = CreditMarket(scenario, seed=1, tape=False).run().economy
    at_start = run.firms_at_start

    def of(economy: Economy) -> dict[str, float]:
        loan = economy.loan
        status, balance = loan.tag[lc.STATUS, : loan.rows], loan.whole[lc.BALANCE, : loan.rows]
        return {
            "firms": economy.count_alive,
            "borrowers": float(economy.observed[N_BORROWERS]),
            "loans": float((status > 0).sum()),
            "bad loans": float((status == lc.NONPERFORMING).sum()),
            "guaranteed": float((loan.tag[lc.GUARANTOR, : loan.rows][status > 0] >= 0).sum()),
            "credit": float(balance.sum()),
            "deposits of guarantors": float(economy.institution.whole[bc.DEPOSIT].sum()),
        }

    found, usual = of(run), [of(economy) for economy in of_pool]
    # Means of four economies are known to so much: guaranteed loans are 250 in each, and come by the guarantor (5.5% is
    # the standard error of the mean of four; another four were looked at for the opening).
    allowed = {"bad loans": 0.15, "credit": 0.12, "guaranteed": 0.25}
    for name, value in found.items():
        expected = sum(each[name] for each in usual) / (4 * 8_000) * at_start
        assert value == pytest.approx(expected, rel=allowed.get(name, 0.04)), name


class TestWhoOpensHow:
    def test_the_switch_opens_drawn_books(self, settled: Settled, fingerprints: ModuleType) -> None:
        drawn = settled(**{"opening.settled": False})
        one, other = CreditMarket(drawn, seed=3), CreditMarket(drawn.replace(**{"opening.pool_firms": 200}), seed=3)
        assert fingerprints.differences(one, other) == []
        assert (one.economy.past_months, CreditMarket(settled(), seed=3).economy.past_months) == (0, 30)
        assert (one.economy.claims.rows, CreditMarket(settled(), seed=3).economy.claims.rows > 0) == (0, True)

    def test_scenarios_with_one_past_open_alike(self, settled: Settled, fingerprints: ModuleType) -> None:
        base = CreditMarket(settled(), seed=3)
        for other in (settled("one_plus_n"), settled(under="severe_recession", months=60), settled(months=24)):
            assert fingerprints.differences(base, CreditMarket(other, seed=3)) == []
        assert fingerprints.differences(base, CreditMarket(settled(), seed=4)) != []

    def test_a_branch_is_a_run_of_its_own(self, settled: Settled, fingerprints: ModuleType) -> None:
        past = CreditMarket(settled(), seed=3)
        past.live_burn_in()
        branch = past.branch(settled("one_plus_n")).run()
        assert fingerprints.differences(branch, CreditMarket(settled("one_plus_n"), seed=3).run()) == []

    def test_a_firm_is_the_same_among_more_firms(self, settled: Settled) -> None:
        few, many = (CreditMarket(settled(firms=firms), seed=3).economy.firms for firms in (300, 900))
        for column in ("cash", "bank_debt", "employees", "entry_month", "size"):
            assert np.array_equal(few.column(column)[:300], many.column(column)[:300]), column

    def test_a_longer_burn_in_opens_the_same_books_earlier(self, settled: Settled) -> None:
        short, long = (CreditMarket(settled(**{"economy.burn_in": months}), seed=3) for months in (0, 9))
        assert (short.month, long.month) == (0, -9)
        for column in ("cash", "bank_debt", "quality"):
            assert np.array_equal(short.economy.firms.column(column), long.economy.firms.column(column))
        for store, column in (("firms", "entry_month"), ("loans", "maturity"), ("claims", "due")):
            before, after = (getattr(market.economy, store).column(column) for market in (short, long))
            assert np.array_equal(before - 9, after), column
        refused = [market.economy.firms.column("refused_month") for market in (short, long)]
        assert np.array_equal(refused[0] <= NEVER, refused[1] <= NEVER)

    def test_plain_python_opens_the_same_books(
        self, settled: Settled, fingerprints: ModuleType, root: Path, tmp_path: Path
    ) -> None:
        small = {
            "opening.pool_firms": 200,
            "opening.pool_months": 2,
            "opening.pool_economies": 1,
            "opening.pool_looks": 1,
        }
        here = fingerprints.digest(CreditMarket(settled(firms=200, months=1, **small), seed=3).run())
        file = Path(__file__).with_name("conftest.py")
        script = (
            f"import sys; sys.path[:0] = [{str(file.parent)!r}, {str(file.parents[1])!r}]\n"
            "import fingerprint, conftest\n"
            f"scenario = conftest.load('baseline', firms=200, months=1, set={{**conftest.SMALL_POOL, **{small!r}}})\n"
            "print(fingerprint.digest(fingerprint.CreditMarket(scenario, seed=3).run()))\n"
        )
        environment = {**os.environ, "SMECREDIT_NOJIT": "1", "SMECREDIT_CACHE_DIR": str(tmp_path)}
        finished = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=root, capture_output=True, text=True, check=False
        )
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.split() == [here]

    def test_stories_and_tapes_begin_with_what_is_older_than_the_run(self, settled: Settled) -> None:
        market = CreditMarket(settled(months=8), seed=3)
        firm = int(np.flatnonzero(market.economy.firms.column("loans") > 0)[0])
        market.run()
        followed = CreditMarket(settled(months=8), seed=3, follow=firm).run()
        assert market.story(firm).document("en") == followed.story(firm).document("en")
        assert (market.loans["opened"] <= -3).any() and market.loans["loan"].is_unique
        assert len(market.copy().loans) == len(market.loans)


def phase(market: CreditMarket) -> tuple[int, float]:
    """Regime and gap of the cycle."""
    return market.economy.cycle.regime, market.economy.cycle.gap


class TestPhaseOfTheCycle:
    """Runs open in any phase of the cycle, those of a stated path on trend."""

    def test_without_months_all_open_in_normal_times(self, settled: Settled) -> None:
        scenario = settled(firms=200, **{"opening.cycle_months": 0})
        assert {phase(CreditMarket(scenario, seed=seed)) for seed in range(1, 8)} == {(NORMAL, 0.0)}

    def test_with_months_seeds_differ_and_a_seed_is_always_the_same(self, settled: Settled) -> None:
        scenario = settled(firms=200)
        found = [phase(CreditMarket(scenario, seed=seed)) for seed in range(1, 13)]
        assert len({gap for _, gap in found}) == 12 and len({regime for regime, _ in found}) > 1
        assert phase(CreditMarket(scenario.replace(**{"economy.months": 30}), seed=5)) == found[4]

    def test_they_are_the_months_before_the_burn_in(self, settled: Settled) -> None:
        """As if the cycle had run on: two years, three months of burn-in."""
        market, alone = CreditMarket(settled(firms=200), seed=5), BusinessCycle(Cycle(), ())
        alone.live_before(Cycle(), 5, -2, 24)
        assert phase(market) == (alone.regime, alone.gap)
        market.live_burn_in()
        alone.live_before(Cycle(), 5, 1, 27)
        assert phase(market) == (alone.regime, alone.gap)

    def test_a_stated_path_opens_on_trend(self, settled: Settled) -> None:
        assert settled("covid_2020").group("cycle").path
        for seed in range(1, 5):
            assert phase(CreditMarket(settled("covid_2020", firms=200), seed=seed)) == (NORMAL, 0.0)

    def test_the_books_are_the_same_in_every_phase(self, settled: Settled) -> None:
        """They are drawn from one pool, and what is drawn does not hang on the cycle of the run."""
        normal, other = (CreditMarket(settled(**{"opening.cycle_months": m}), seed=3) for m in (0, 40))
        assert phase(normal) != phase(other)
        assert kept.key_of(normal.conditions) == kept.key_of(other.conditions)
        for store in ("firms", "loans", "claims"):
            one, two = (getattr(market.economy, store) for market in (normal, other))
            for column in one.table.columns:
                assert np.array_equal(one.column(column), two.column(column)), column


class TestPools:
    """Economies of other numbers are others of the same kind."""

    def test_another_number_is_another_pool_and_the_same_number_the_same_bits(
        self, settled: Settled, small_pool: Pool
    ) -> None:
        second, again = (economies.pool_of(settled(**{"opening.pool_seed": number})) for number in (1, 1))
        assert second.to_bytes() == again.to_bytes()
        assert small_pool.to_bytes() == economies.pool_of(settled(**{"opening.pool_seed": 0})).to_bytes()
        assert second.to_bytes() != small_pool.to_bytes()
        # Of the same kind: so many firms and so much credit.
        assert second.firms == pytest.approx(small_pool.firms, rel=0.1)

    def test_no_economy_is_in_two_pools(self, settled: Settled) -> None:
        """The largest pool ends before the next begins, and mirrored partners stay in their own."""
        most = declaration(Opening, "pool_economies")["maximum"]

        def opened(pool: int, number: int) -> Economy:
            return economies.opened(settled(**{"opening.pool_seed": pool, "opening.pool_firms": 200}), number)

        assert opened(0, 0).seed == economies.FIRST_SEED
        assert opened(0, most - 1).seed < opened(1, 0).seed < opened(1, 1).seed < opened(2, 0).seed
        partner = opened(7, 3)
        assert partner.cycle.mirrored == opened(7, 2).seed != partner.seed

    def test_runs_of_one_seed_open_from_other_books(self, settled: Settled) -> None:
        one, same, other = (CreditMarket(settled(**{"opening.pool_seed": n}), seed=3) for n in (4, 4, 5))
        cash = [market.economy.firms.column("cash") for market in (one, same, other)]
        assert np.array_equal(cash[0], cash[1]) and not np.array_equal(cash[0], cash[2])
        # The luck of the run is that of its seed.
        assert phase(one) == phase(other)


WAITS = """
[[policy]]
kind = "risk_sharing"
name = "in_slumps"
priority = 10
residual = "guarantor"
trigger = { output_gap_below = -0.001 }

  [policy.share]
  guarantor = 0.60
  bank = 0.40

[[policy]]
kind = "guarantee_fund"
name = "capital"
capital_yuan = 5_000_000_000_000
fee_annual = 0.01
leverage_cap = 15
"""


class TestPoliciesOfThePast:
    def test_one_that_waits_keeps_its_loans(self, settled: Settled, tmp_path: Path) -> None:
        file = tmp_path / "waits.toml"
        head = 'title = "T"\nsummary = "T"\nsource = { kind = "assumption", note = "for the test" }\n'
        file.write_text(head + WAITS, encoding="utf-8")
        more = {"opening.pool_months": 60, "opening.pool_economies": 3}
        market = CreditMarket(settled(str(file), firms=2_000, **more), seed=1)
        waiting = next(policy for policy in market.conditions.policies if policy.name == "in_slumps")
        row = market.economy.schedule.agreement_rows[waiting.terms]
        under = market.economy.loans.column("agreement") == row
        assert under.any() and not market.economy.agreements.row(row).in_force
        market.run()

    @pytest.mark.parametrize("kind", [RunError, BooksError])
    def test_economies_that_cannot_live_so_long_say_so(
        self, settled: Settled, monkeypatch: pytest.MonkeyPatch, kind: type[RunError]
    ) -> None:
        def fail(economy: Economy) -> None:
            raise kind(Sentence("no money is left.", "没有钱了。"))

        monkeypatch.setattr(economies, "live_one_month", fail)
        with pytest.raises(RunError) as caught:
            economies.pool_of(settled())
        for language, said in (("en", "no money is left"), ("zh", "没有钱了")):
            told = caught.value.in_language(language)
            assert said in told and ("opening.settled = false" in told) == (kind is RunError)

    def test_economies_without_firms_say_so(self, settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(economies, "look_at", lambda economy: SimpleNamespace(firms=0))
        with pytest.raises(RunError, match="no firm is left"):
            economies.pool_of(settled())


class TestParts:
    def test_a_sum_over_looks_adds_one_after_the_other(self) -> None:
        looks = np.array([[1e16, 1.0], [1.0, 2.0], [-1e16, 3.0]])
        assert balances.added(looks).tolist() == [0.0, 6.0]

    def test_choices_are_even_and_by_key(self) -> None:
        chosen, fewer = np.empty(20_000, np.int64), np.empty(50, np.int64)
        draw.choose(5, 40, 10, chosen)
        draw.choose(5, 40, 10, fewer)
        assert np.array_equal(chosen[:50], fewer)
        assert np.abs(np.bincount(chosen, minlength=10) / 2_000 - 1.0).max() < 0.1

    def test_kinds_of_columns(self, small_pool: Pool) -> None:
        for blocks, table in (
            (small_pool.firm, ec.ENTERPRISE),
            (small_pool.loan, lc.LOAN),
            (small_pool.claim, lc.CLAIMS),
        ):
            for kind, block in zip(KINDS, blocks[:-1], strict=True):
                columns = sum(column.kind == kind for column in table.columns.values())
                assert block.dtype == KINDS[kind] and len(block) == max(columns, 1)
