"""The credit market: a Mesa model that steps the economy month by month and hands out results and views."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import cast

from mesa.agent import AgentSet

from . import compile_ahead
from .agents.bank import Bank
from .agents.central_bank import CentralBank
from .agents.enterprise import Enterprise, Enterprises
from .agents.enterprise_table import EnterpriseColumns
from .agents.government import Government
from .agents.guarantor import Guarantor, Reguarantor
from .agents.model import EconomyModel
from .agents.risk_fund import RiskFund
from .behaviour.guarantee.guarantee_agreement import COMPENSATION, GUARANTORS, INSURER, LOCAL, NATIONAL, PROVINCIAL
from .behaviour.support.public_purse import public_money
from .ground.by_name import scenario_named
from .ground.errors import RequestError, Sentence
from .ground.given import MOST_AT_ONCE, flag, seed_number, whole_number, written
from .month import live_burn_in, live_one_month, plan
from .observe.collector import RecorderCollector
from .observe.grants import DepartureLog, GrantLog
from .observe.recorder import Recorder
from .observe.results import Results
from .observe.story.follower import Follower
from .observe.story.keys import checked_key
from .observe.story.story import Story
from .observe.tape import Tape
from .opening import open_books
from .scenario import Scenario
from .settled.start import open_settled
from .state.economy import Economy
from .state.observer import Observer

#: Histories (loan tape, claims) are kept by default up to this many firms.
TAPE_LIMIT = 100_000


class CreditMarket(Results, EconomyModel):
    """An economy of enterprises, banks, guarantors, funds and government under one scenario.

    `scenario` is a library name, the path of a TOML file, or what `load` returns. `seed`, a whole number from 0 to
    2^53, fixes all luck (default 1; `rng` is Mesa's newer name for it). `threads` changes nothing but speed.
    `tape` keeps the histories of closed loans, claims, grants and departures (default: up to 100,000 firms).
    `follow`, the key of a firm, records that firm for `story` and changes nothing else. `economy` is all its state.
    Other keywords are laid over the scenario, as Mesa's batch runner and page hand them: `under`, `firms` and `months`
    as `load` takes them, and values by path, `**{"cycle.policy_rate": 0.05}`.
    Raises RequestError for arguments that make no sense, RunError when the run fails, BooksError when the books do
    not close.
    """

    running: bool  # more months to come

    def __init__(
        self,
        scenario: Scenario | str | Path,
        seed: int | None = None,
        threads: int = 1,
        tape: bool | None = None,
        *,
        rng: int | None = None,
        follow: int | None = None,
        **kwargs: object,  # by this name Mesa's page knows that a model takes parameters it does not name
    ) -> None:
        self.seed = _one_seed(seed, rng)
        threads = whole_number("threads", threads, 1, MOST_AT_ONCE)
        if tape is not None:
            tape = flag("tape", tape)
        super().__init__(rng=self.seed % (1 << 32))
        given = isinstance(scenario, Scenario) and not kwargs
        self.conditions: Scenario = cast(Scenario, scenario) if given else scenario_named(scenario, kwargs)
        self.tape = self.conditions.firms <= TAPE_LIMIT if tape is None else tape
        compile_ahead.start(self.conditions)
        self.economy = economy = Economy(self.conditions, self.seed, threads)
        economy.keeps_claims = self.tape
        if self.conditions.group("opening").settled:
            open_settled(economy)
        else:
            open_books(economy)
        economy.public_money = public_money(economy)
        if follow is not None:
            self.observe(Follower(economy, follow))
        self.observe(Recorder())
        for history in (GrantLog, DepartureLog, Tape) if self.tape else ():
            self.observe(history())
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
        CentralBank(self)

    def __repr__(self) -> str:
        return f"CreditMarket({self.conditions.name!r}, seed={self.seed}, month={self.month})"

    def _repr_html_(self) -> str:
        return self.to_html()

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
        live_burn_in(self.economy)

    def run(self) -> CreditMarket:
        """Run to the last month and return the market."""
        while self.running:
            self.step()
        return self

    run_model = run

    def plan(self) -> str:
        """The phases of a month in order, as text."""
        return plan()

    def observe(self, observer: Observer) -> None:
        """Let an observer listen to what happens from now on; it may read the economy and must change nothing."""
        if not isinstance(observer, Observer):
            raise RequestError(
                Sentence(
                    "observe needs an Observer; it got {given}.",
                    "observe 需要 Observer 的实例；给出的是 {given}。",
                    given=written(observer),
                )
            )
        self.economy.observer.add(observer)

    def copy(self) -> CreditMarket:
        """A market in the same state that goes on by itself; scenario and policies are shared, they never change."""
        shared = (self.conditions, *self.conditions.groups, *self.conditions.burn_in_policies)
        return copy.deepcopy(self, {id(each): each for each in shared})

    def __copy__(self) -> CreditMarket:
        return self.copy()

    def __getstate__(self) -> dict[str, object]:
        return {**vars(self), "_views": None}

    def branch(self, scenario: Scenario) -> CreditMarket:
        """A copy of this market, before its month 1, that goes on under a scenario with the same past."""
        if not isinstance(scenario, Scenario):
            raise RequestError(
                Sentence(
                    "branch needs a scenario, as load() returns it; it got {given}.",
                    "branch 需要 load() 返回的情景；给出的是 {given}。",
                    given=written(scenario),
                )
            )
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

    def story(self, enterprise: int) -> Story:
        """One firm's history up to now, in sentences and figures; `enterprise` is its key, also of a departed firm.

        Where the market did not follow this firm, the same scenario and seed run again up to the current month.
        Raises RequestError where there never was such a firm.
        """
        key = checked_key(self.economy, enterprise)
        follower = self.economy.observer.of(Follower)
        if follower is not None and follower.key == key:
            return follower.story(self.economy)
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
    def agents_by_type(self) -> dict[type, AgentSet]:
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


def _one_seed(seed: int | None, rng: int | None) -> int:
    """The seed under either of its names. Raises RequestError for what is none, and where the two differ."""
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
    return given[0] if given else 1
