"""The credit market: a Mesa model that steps the economy month by month and hands out results and views."""

from __future__ import annotations

import copy
from typing import Any

import mesa
import pandas as pd

from . import compile_ahead
from .agents.bank import Bank
from .agents.enterprise import Enterprise, EnterpriseColumns, Enterprises
from .agents.government import Government
from .agents.guarantor import Guarantor, Reguarantor
from .agents.risk_fund import RiskFund
from .behaviour.guarantee.guarantee_agreement import COMPENSATION, GUARANTORS, INSURER, LOCAL, NATIONAL, PROVINCIAL
from .behaviour.support.public_purse import public_money
from .ground.errors import RequestError, Sentence
from .ground.given import MOST_AT_ONCE, flag, seed_number, whole_number
from .month import live_one_month, plan
from .observe import books
from .observe.grants import DepartureLog, GrantLog
from .observe.recorder import Recorder, RecorderCollector
from .observe.story.follower import Follower, checked_key
from .observe.story.story import Story
from .observe.tape import Tape, claims_table, loans_table
from .opening import open_books
from .scenario import Scenario
from .state import bank_columns as bc
from .state.economy import Economy
from .state.structure import PARTIES

#: Histories (loan tape, claims) are kept by default up to this many firms.
TAPE_LIMIT = 100_000


class CreditMarket(mesa.Model):
    """An economy of enterprises, banks, guarantors, funds and government under one scenario.

    `seed`, a whole number from 0 to 2^53, fixes all luck (default 1; `rng` is Mesa's newer name for it). `threads`
    changes nothing but speed.
    `tape` keeps the histories of closed loans and claims (default: up to 100,000 firms). `follow`, the key of a firm,
    records that firm for `story` and changes nothing else. `economy` is all its state. Raises RequestError for
    arguments that make no sense, RunError when the run fails, BooksError when the books do not close.
    """

    running: bool  # more months to come

    def __init__(
        self,
        scenario: Scenario,
        seed: int | None = None,
        threads: int = 1,
        tape: bool | None = None,
        *,
        rng: int | None = None,
        follow: int | None = None,
    ) -> None:
        given = [seed_number(number, name) for name, number in (("seed", seed), ("rng", rng)) if number is not None]
        if len(set(given)) > 1:
            raise RequestError(
                Sentence(
                    "seed is {seed} and rng is {rng}; they mean the same: give one of them.",
                    "seed 为 {seed} 而 rng 为 {rng}；二者含义相同，只须给出一个。",
                    seed=seed,
                    rng=rng,
                )
            )
        self.seed = given[0] if given else 1
        threads = whole_number("threads", threads, 1, MOST_AT_ONCE)
        if tape is not None:
            tape = flag("tape", tape)
        super().__init__(rng=self.seed % (1 << 32))
        self.conditions = scenario
        self.tape = scenario.firms <= TAPE_LIMIT if tape is None else tape
        compile_ahead.start(scenario)
        self.economy = economy = Economy(scenario, self.seed, threads)
        economy.keeps_claims = self.tape
        self._recorder, self._grants, self._departures = Recorder(), GrantLog(), DepartureLog()
        self._history = Tape()
        open_books(economy)
        economy.public_money = public_money(economy)
        economy.observer.all += [self._recorder, self._grants, self._departures]
        if self.tape:
            economy.observer.all.append(self._history)
        self._follower: Follower | None = None
        if follow is not None:
            self._follower = Follower(economy, follow)
            economy.observer.all.insert(0, self._follower)
        self._register_the_few()
        self._views: tuple[int, Enterprises] | None = None
        self.datacollector = RecorderCollector(self)

    def _register_the_few(self) -> None:
        """Banks, guarantors, funds and government are agents of Mesa's own kind."""
        for row in range(self.economy.banks.rows):
            Bank(self, row)
        for row in range(GUARANTORS):
            Guarantor(self, row)
        for row in (PROVINCIAL, NATIONAL):
            Reguarantor(self, row)
        for row in (COMPENSATION, LOCAL, INSURER):
            RiskFund(self, row)
        Government(self)

    def __repr__(self) -> str:
        return f"CreditMarket({self.conditions.name!r}, seed={self.seed}, month={self.month})"

    # The month ----------------------------------------------------------------------------------------------------

    @property
    def month(self) -> int:
        """The last month lived: 1..M, 0 and below in the burn-in."""
        return self.economy.month

    @property
    def months(self) -> int:
        """Months of the run."""
        return self.economy.months

    @property
    def threads(self) -> int:
        """Threads that kernels over firms are split among."""
        return self.economy.threads

    def step(self) -> None:
        """Run one month (the first call also runs the burn-in); after the last month `running` is False."""
        if not self.running:
            return
        self.live_burn_in()
        live_one_month(self.economy)
        self.running = self.month < self.months
        self.datacollector.collect(self)
        if not self.running:
            self.economy.end_threads()

    def live_burn_in(self) -> None:
        """Run the months before month 1, unless they have been run."""
        economy = self.economy
        if economy.month < 0:
            while economy.month < 0:
                live_one_month(economy)
            # Budgets, quotas and pools are of the run: what the burn-in used is not charged to them.
            economy.programme_outlay.clear()
            economy.programmes.column("spent_up")[:] = 0
            economy.agreement.whole[bc.TAKEN] = 0
            economy.agreement.whole[bc.PAID_EVER : bc.PAID_EVER + len(PARTIES)] = 0

    def run(self) -> CreditMarket:
        """Run to the last month and return the market."""
        while self.running:
            self.step()
        return self

    run_model = run

    def plan(self) -> str:
        """The phases of a month in order, as text."""
        return plan()

    def copy(self) -> CreditMarket:
        """A market in the same state that goes on by itself; scenario and policies are shared, they never change."""
        shared = (self.conditions, *self.conditions.groups, *self.conditions.burn_in_policies)
        return copy.deepcopy(self, {id(each): each for each in shared})

    def branch(self, scenario: Scenario) -> CreditMarket:
        """A copy of this market, before its month 1, that goes on under a scenario with the same past."""
        if self.month > 0 or not self.conditions.same_past(scenario):
            raise RequestError(
                Sentence(
                    "a run of {own} cannot go on as {other}: their pasts differ.",
                    "{own} 的运行不能作为 {other} 继续：二者的过去不同。",
                    own=self.conditions.name,
                    other=scenario.name,
                )
            )
        twin = self.copy()
        twin.conditions = twin.economy.scenario = scenario
        twin.economy.cycle.shocks = scenario.demand_shocks
        return twin

    # Results ------------------------------------------------------------------------------------------------------

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a month (1..M), one column an indicator; money in yuan of the population, undefined is NaN."""
        return self._recorder.frame(self.economy)

    @property
    def numerators(self) -> pd.DataFrame:
        """Numerators of the indicators, same shape."""
        return self._recorder.frames(self.economy)[0].copy()

    @property
    def denominators(self) -> pd.DataFrame:
        """Denominators of the indicators, 1 where an indicator is not a ratio."""
        return self._recorder.frames(self.economy)[1].copy()

    @property
    def recorder(self) -> Recorder:
        """What was counted each month."""
        return self._recorder

    @property
    def summary(self) -> pd.DataFrame:
        """Each indicator over the summary window: numerator, denominator, value; index key."""
        return self._recorder.summary(self.economy)

    @property
    def losses_by_payer(self) -> dict[str, float]:
        """Yuan of the population borne by each party at the claim, whole run."""
        return self._recorder.by_party(self.economy, "paid")

    @property
    def flows(self) -> pd.DataFrame:
        """Model fen by month (1..M), purpose, payer and payee."""
        return books.flows_table(self.economy.ledger)

    def flow_matrix(self) -> pd.DataFrame:
        """Yuan of the population over the run: rows purpose and payer, columns payee."""
        return books.flow_matrix(self.economy.ledger, self.economy.weight)

    @property
    def balance_sheets(self) -> pd.DataFrame:
        """Model fen by month, sector and item; assets positive, liabilities negative, net worth the difference."""
        return self._recorder.balance_sheets()

    def balance_sheet(self) -> pd.DataFrame:
        """Balance-sheet matrix at the end, in yuan of the population: items by sector; financial rows sum to 0."""
        return books.balance_sheet(self.balance_sheets, self.month, self.economy.weight)

    @property
    def losses(self) -> pd.DataFrame:
        """A row a settled claim: month, loan, enterprise, bank, agreement, loss_fen, paid_ and recovered_ by party.

        Without `tape` only claims whose loan is still being worked out.
        """
        return claims_table(self.economy)

    @property
    def loans(self) -> pd.DataFrame:
        """The loan tape: every loan, closed ones too if `tape`."""
        return loans_table(self.economy, self._history.past_loans)

    @property
    def grants(self) -> pd.DataFrame:
        """Every grant of new credit since a year before month 1: month, enterprise, amount_fen, supported and names."""
        return self._grants.table()

    @property
    def departures(self) -> pd.DataFrame:
        """Every firm that left from month 1 on: month, enterprise, outcome, size and, of failures, the cause."""
        return self._departures.table()

    def story(self, enterprise: int) -> Story:
        """One firm's history up to now, in sentences and figures; `enterprise` is its key, also of a departed firm.

        Where the market did not follow this firm, the same scenario and seed run again up to the current month.
        Raises RequestError where there never was such a firm.
        """
        key = checked_key(self.economy, enterprise)
        if self._follower is not None and self._follower.key == key:
            return self._follower.story(self.economy)
        again = CreditMarket(self.conditions, self.seed, self.threads, tape=False, follow=key)
        while again.month < self.month:
            live_one_month(again.economy)
        return again.story(key)

    # Views --------------------------------------------------------------------------------------------------------

    @property
    def enterprises(self) -> EnterpriseColumns:
        """`market.enterprises["cash"]` is a column of the living, `market.enterprises[17]` the view of a firm."""
        return EnterpriseColumns(self)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Agents by type, enterprises as views."""
        return {**self._agents_by_type, Enterprise: self._enterprise_set()}

    @property
    def agent_types(self) -> list[type]:
        """Types of agents, enterprises included."""
        return [*self._agents_by_type, Enterprise]

    def _enterprise_set(self) -> Enterprises:
        if self._views is None or self._views[0] != self.month:
            views = (Enterprise(self, int(key)) for key in EnterpriseColumns(self)["id"])
            self._views = (self.month, Enterprises(views, self.random))
        return self._views[1]
