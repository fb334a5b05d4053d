"""The credit market: a Mesa model that owns the columns, steps the month and hands out views."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import mesa
import numpy as np
import pandas as pd

from . import compile_ahead
from .agents.bank import Bank
from .agents.enterprise import Enterprise, EnterpriseColumns, Enterprises
from .agents.government import Government
from .agents.guarantor import Guarantor, Reguarantor
from .agents.risk_fund import RiskFund
from .behaviour.banking import bank_balance, totals
from .behaviour.guarantee import institution_month
from .behaviour.guarantee.guarantee_agreement import COMPENSATION, GUARANTORS, INSURER, LOCAL, NATIONAL, PROVINCIAL
from .behaviour.lending import credit_rationing, disbursement, underwriting
from .behaviour.lending.known_terms import nothing_known
from .behaviour.support import public_purse
from .behaviour.trade import business_cycle
from .ground.columns import Store
from .ground.errors import RequestError, RunError, Sentence
from .ground.given import MOST_AT_ONCE, flag, seed_number, whole_number
from .ground.units import whole_fen
from .month import live_one_month, plan
from .observe.grants import DepartureLog, GrantLog
from .observe.recorder import Recorder, RecorderCollector
from .observe.story.follower import Follower, checked_key
from .observe.story.story import Story
from .observe.tape import claims_table, closed_loans, loans_table
from .opening import open_books
from .policy.instrument import Instrument
from .state import bank_columns as bc
from .state import enterprise_columns as ec
from .state import ledger as lg
from .state import loan_columns as lc
from .state import offer_columns as oc
from .state.ledger import Ledger
from .state.programme_columns import MOST_PROGRAMMES, SPENT_UP
from .state.structure import PARTIES, PRODUCTS, REGIONS, SECTORS, SIZES

if TYPE_CHECKING:
    from .scenario import Scenario

#: Histories (loan tape, claims) are kept by default up to this many firms.
TAPE_LIMIT = 100_000

#: Where the stocks of the audit stand: columns of banks, and rows of what is summed over firms and institutions.
_STOCKS_OF_BANKS, _COLUMNS_OF_BANKS = np.array(
    [
        (lg.STOCK["deposits_rest_of_economy"], bc.REST_DEPOSITS),
        (lg.STOCK["loans_enterprise"], bc.SME_LOANS),
        (lg.STOCK["loans_large_firms"], bc.LARGE_LOANS),
        (lg.STOCK["reserves"], bc.RESERVES),
        (lg.STOCK["bonds"], bc.BONDS),
        (lg.STOCK["advances"], bc.ADVANCES),
        (lg.STOCK["relending"], bc.RELENDING),
        (lg.STOCK["allowances"], bc.ALLOWANCE),
    ]
).T
_STOCKS_OF_FIRMS = np.array(  # in the order of `totals.S_...`
    [lg.STOCK[name] for name in ("deposits_enterprise", "receivables", "inventory", "fixed_assets", "informal_debt")]
)
_STOCKS_OF_INSTITUTIONS = np.array([lg.STOCK[f"deposits_{sector}"] for sector in lg.INSTITUTIONS])


class Scratch:
    """What one thread adds to: flows, deposits and money of banks, government accounts, counters."""

    def __init__(self, flows: np.ndarray, rest: np.ndarray, own: np.ndarray, accounts: np.ndarray) -> None:
        self.flows, self.rest, self.own, self.accounts = flows, rest, own, accounts
        self.counters = np.zeros(8, np.int64)

    def apart(self) -> Scratch:
        """One like it that starts from zero, to be added to it later."""
        return Scratch(*(np.zeros_like(array) for array in (self.flows, self.rest, self.own, self.accounts)))

    def add(self, other: Scratch) -> None:
        """Add what another thread added to its own."""
        for name, array in vars(self).items():
            array += getattr(other, name)


class CreditMarket(mesa.Model):
    """An economy of enterprises, banks, guarantors, funds and government under one scenario.

    `seed`, a whole number from 0 to 2^53, fixes all luck (default 1; `rng` is Mesa's newer name for it). `threads`
    changes nothing but speed.
    `tape` keeps the histories of closed loans and claims (default: up to 100,000 firms). `follow`, the key of a firm,
    records that firm for `story` and changes nothing else. Raises RequestError for arguments that make no sense,
    RunError when the run fails, BooksError when the books do not close.
    """

    # State of the economy, filled by `open_books` and moved by the phases. Money is in model fen unless said otherwise.
    running: bool  # more months to come
    # Tables and books
    firm_store: Store  # enterprises
    loan_book: Store  # loans
    claims: Store  # claims after defaults
    candidates: Store  # who may found a firm this month
    banks: Store
    institutions: Store  # guarantors, then re-guarantors, funds and insurer
    agreements: Store  # terms of guarantees; 0 none, 1 a private guarantee
    programmes: Store  # what policies change in the terms of loans
    menu: Store  # ways to lend: products by kind of security
    ledger: Ledger  # the month's flows by route and bank
    accounts: np.ndarray  # of government: the centre, then each region
    central_balance: int  # what the centre keeps after spending
    local_balance: int  # what each region keeps
    # Tables that kernels read
    mixes: tuple[np.ndarray, np.ndarray]  # cumulative shares of sectors and of regions
    sector_table: np.ndarray  # row a trait, column a sector
    birth_tables: tuple[np.ndarray, ...]  # what firms are born with, see `entry_exit.give_birth`
    size_workers: np.ndarray  # bounds of size classes by sector, workers
    size_sales: np.ndarray  # the same in yuan of yearly sales
    lgd_by_security: np.ndarray  # loss given default before any guarantee
    learned: np.ndarray  # at renewal, by product: noise of banks' view, price add-on, processing cost
    goods: np.ndarray  # goods under lenders' control, by the owner's house bank
    tenors: np.ndarray  # of simple loans, months
    tenor_mix: np.ndarray  # their cumulative shares
    closure: Any  # named tuple: the hazard that an owner closes, per year
    house_banks: np.ndarray  # cumulative shares of banks, shape (sizes, regions, banks)
    institution_of: np.ndarray  # row of the institution of each party, -1 if none
    reguarantor_rows: np.ndarray  # rows of the two re-guarantors
    initial_net_assets: np.ndarray  # of institutions, what was paid in
    # Room for work and the month's lists
    tax_base: np.ndarray  # sales, profit before taxes, tax relieved, of the month by row; no rows unless asked for
    work64: np.ndarray  # one int64 a row of `firm_store`
    work32: np.ndarray  # one int32 a row of `firm_store`
    gone: np.ndarray  # rows of firms that left, freed at the next trade
    applicant_rows: np.ndarray  # of the month's applicants
    applicant_amounts: np.ndarray  # what they ask
    circles: int  # mutual guarantee circles so far
    circle_calls: np.ndarray  # by circle: row of the loan it is called for, -1 if none
    # Counts of the month
    exits: np.ndarray  # firms by reason, size and age
    paid: np.ndarray  # losses borne at the claim, by party
    recovered: np.ndarray  # recoveries, by party
    by_size_credit: np.ndarray  # applications, refusals, amount granted; column a size class
    granted_by_agreement: np.ndarray  # by agreement
    granted_by_product: np.ndarray  # by product
    firm_counters: np.ndarray  # what the last kernel over firms counted
    loan_counters: np.ndarray  # totals over loans, `totals.L_...`
    loans_by_size: np.ndarray  # row 0 balances; column a size class
    firm_stocks: np.ndarray  # stocks of firms by bank, `totals.S_...`
    observed: np.ndarray  # totals over firms, `totals.N_...`
    by_size: np.ndarray  # rows firms, borrowers, debt; column a size class
    by_sector: np.ndarray  # the same by sector, and fixed assets
    by_region: np.ndarray  # the same by region
    buffers: np.ndarray  # firms by cash buffer, bins of a tenth of a month
    ages: np.ndarray  # entrants by year of age
    count_alive: int
    # The economy around
    cycle: business_cycle.BusinessCycle
    crowding: np.ndarray  # demand per unit of capital by sector, 1 at the start
    capital_at_start: np.ndarray | None  # fixed assets by sector, None before the first sum
    activity: float  # wages and new loans of the last month
    borrowing_cost: float  # what owners have learned a loan costs, per year
    sme_return: float  # banks' return on new loans to SMEs, smoothed, per year
    for_sale: float  # security coming up for sale over loans, a year's mean
    usually_for_sale: float  # the same, over five years
    predicted_defaults: float  # loans a month, smoothed, as lenders had expected
    realised_defaults: float  # the same, as it came
    flights: float  # borrowers whose owner ran away over borrowers, a year, smoothed over months
    usual_flights: float  # the same, smoothed over years
    # By bank
    capital_short: np.ndarray  # 0 at the target ratio, 1 at the minimum
    capital_ratios: np.ndarray  # equity over risk-weighted assets
    deposits_before: np.ndarray  # all deposits at the end of the last month
    large_at_start: np.ndarray  # loans to large firms in the opening books

    def __init__(
        self,
        scenario: Any,
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
        self.threads = threads
        self.tape = scenario.firms <= TAPE_LIMIT if tape is None else tape
        self.months, self.burn_in = scenario.months, scenario.burn_in
        self.month = -self.burn_in
        self._numbers = {group.key: group.numbers() for group in scenario.groups}
        self.weight = scenario.group("economy").population / scenario.firms
        self.firms_at_start = scenario.firms
        self.originals = scenario.firms
        self.policies: tuple[Any, ...] = ()
        # By terms: the policies that are open, and all that have ever been, in the order of opening.
        self.opened: dict[str, Any] = {}
        self.ever_open: dict[str, Any] = {}
        self.acting: list[Any] = []
        self._meeting: dict[str, list[Any]] = {}  # by hook: those of them that do anything in it
        self._ranks: tuple[tuple[Any, ...], dict[str, int]] = ((), {})
        self.agreement_rows: dict[str, int] = {}
        self.programme_rows: dict[str, int] = {}
        self.programme_policies: dict[int, Any] = {}
        self.agreement_names = {0: "none", 1: "private_guarantee"}
        self.injected = 0
        self.tax_base = np.zeros((3, 0), np.int64)
        self.last_rounds: dict[str, int] = {}
        self.more_entry: dict[int, float] = {}  # by row of a programme: share of additional entrants this month
        self.stakes: dict[str, dict[int, Any]] = {}
        self.lending_history: dict[int, list[Any]] = {}
        self.refinanced: dict[int, list[int]] = {}
        self.programme_outlay: dict[str, int] = {}
        self.count: dict[str, int] = {}
        self.recorder = Recorder()
        self.past_loans: list[tuple[Any, ...]] = []
        self.grant_log, self.departure_log = GrantLog(), DepartureLog()
        self._pool: ThreadPoolExecutor | None = None
        self.births = {0: scenario.firms}  # by entry month: ordinal of the last firm plus one
        self.never_founded: set[int] = set()  # keys below it that no firm has had
        self.follower: Follower | None = None
        compile_ahead.start(scenario)
        open_books(self)
        self.top_ups_suspended = False
        if follow is not None:
            self.follower = Follower(self, follow)
        self.public_money = 0
        public_purse.counts_of_the_month(self)
        self.agents_of_the_few = [
            *(Bank(self, row) for row in range(self.banks.rows)),
            *(Guarantor(self, row) for row in range(GUARANTORS)),
            *(Reguarantor(self, row) for row in (PROVINCIAL, NATIONAL)),
            *(RiskFund(self, row) for row in (COMPENSATION, LOCAL, INSURER)),
            Government(self),
        ]
        self._views: tuple[int, Enterprises] | None = None
        self.datacollector = RecorderCollector(self)

    # The month -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Run one month (the first call also runs the burn-in); after the last month `running` is False."""
        if not self.running:
            return
        self.live_burn_in()
        self.month = max(self.month, 0)
        self._live()
        self.running = self.month < self.months
        self.datacollector.collect(self)
        if not self.running and self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def live_burn_in(self) -> None:
        """Run the months before month 1, unless they have been run."""
        if self.month < 0:
            while self.month < 0:
                self._live()
            # Budgets, quotas and pools are of the run: what the burn-in used is not charged to them.
            self.programme_outlay.clear()
            self.programmes.blocks.tag[SPENT_UP] = 0
            self.agreements.blocks.whole[bc.TAKEN] = 0
            self.agreements.blocks.whole[bc.PAID_EVER : bc.PAID_EVER + len(PARTIES)] = 0

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
        # What never changes is shared: the scenario, its parameters and policies.
        own = (self.conditions, *self.conditions.groups, *self.conditions.burn_in_policies)
        twin = copy.deepcopy(self, {id(each): each for each in own})
        twin.conditions = scenario
        twin.cycle.shocks = scenario.demand_shocks
        return twin

    def _live(self) -> None:
        self.month += 1
        in_burn_in = self.month <= 0
        self.policies = self.conditions.burn_in_policies if in_burn_in else self.conditions.policies
        live_one_month(self)

    def run(self) -> CreditMarket:
        """Run to the last month and return the market."""
        while self.running:
            self.step()
        return self

    run_model = run

    def plan(self) -> str:
        """The phases of a month in order, as text."""
        return plan()

    # What phases need ----------------------------------------------------------------------------------------

    def group(self, key: str) -> Any:
        """A parameter group of the scenario."""
        return self.conditions.group(key)

    def numbers(self, key: str) -> Any:
        """A parameter group as a named tuple for kernels."""
        return self._numbers[key]

    def fen_of_model(self, yuan_of_population: float) -> int:
        """Model fen of a total stated for the represented population."""
        return whole_fen(yuan_of_population / self.weight * 100.0)

    def keep(self, names: str, counters: Any) -> None:
        """Keep the month's counts under the names given, separated by blanks."""
        for name, number in zip(names.split(), counters.tolist(), strict=False):
            self.count[name] = self.count.get(name, 0) + number

    def over_firms(self, work: Callable[[int, int, Scratch], int]) -> list[tuple[int, int]]:
        """Run `work(start, stop, scratch)` over the rows, split among threads; merge what they added.

        Returns (start, what work returned) for each range. Whole numbers are added, so the split leaves no trace.
        """
        rows = self.firm_store.rows
        threads = self.threads if rows >= 4096 * self.threads else 1
        of_banks = self.banks.blocks.whole[:, : self.banks.rows]
        whole = Scratch(self.ledger.flows, of_banks[bc.REST_DEPOSITS], of_banks[bc.OWN_CASH], self.accounts)
        self.firm_counters = whole.counters
        if threads == 1:
            return [(0, work(0, rows, whole))]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads)
        bounds = [rows * k // threads for k in range(threads + 1)]
        parts = [whole.apart() for _ in range(threads)]
        found = list(self._pool.map(work, bounds[:-1], bounds[1:], parts))
        for part in parts:
            whole.add(part)
        return list(zip(bounds[:-1], found, strict=True))

    # Policies ------------------------------------------------------------------------------------------------

    def open_and_close_policies(self) -> None:
        """Call `open` and `close` of policies that begin or end this month."""
        alive = {policy.terms: policy for policy in self.policies if self._started(policy)}
        for terms in [terms for terms in self.opened if terms not in alive]:
            self.opened.pop(terms).close(self)
        for terms, policy in alive.items():
            if terms not in self.opened:
                self.open_policy(policy)
        waiting = [terms for terms, policy in self.opened.items() if not self.is_active(policy)]
        for terms in waiting:
            self.opened[terms].idle(self)
        acting = [policy for terms, policy in alive.items() if terms not in waiting]
        if list(map(id, acting)) != list(map(id, self.acting)):
            self.acting, self._meeting = acting, {}

    def open_policy(self, policy: Any) -> None:
        """A policy begins: from now on it is known by its terms."""
        self.opened[policy.terms] = policy
        self.ever_open.setdefault(policy.terms, policy)
        policy.open(self)

    def undergo_stresses(self) -> None:
        """Stresses strike, last and pass away."""
        stresses = [stress for stress in self.conditions.stresses if not stress.does_nothing]
        for stress in stresses:
            if stress.start <= self.month <= stress.start + stress.months:
                stress.restore(self)
        for stress in stresses:
            if self.month == stress.start:
                stress.strike(self)
            if stress.acts_in(self.month):
                stress.last(self)
            elif self.month == stress.start + stress.months:
                stress.pass_away(self)

    def rank_of(self, policy: Any) -> int:
        """Place of a policy among those of its kind this month, by priority, then name."""
        if self._ranks[0] is not self.policies:
            of_kind = Counter[str]()
            ranks = {}
            for other in self.policies:
                if other.does_nothing:
                    continue
                ranks[other.terms] = of_kind[other.kind]
                of_kind[other.kind] += 1
            self._ranks = self.policies, ranks
        return self._ranks[1][policy.terms]

    def _started(self, policy: Any) -> bool:
        if policy.does_nothing:
            return False
        if self.month <= 0:
            return policy.acts_in_burn_in
        return policy.start <= self.month and (policy.end is None or self.month <= policy.end)

    def is_active(self, policy: Any) -> bool:
        """Whether a policy acts this month, its trigger included."""
        return self._started(policy) and (policy.trigger is None or policy.trigger.holds(self.cycle.felt_gap))

    def call_policies(self, hook: str) -> None:
        """Call one hook of every policy that acts this month, in order of priority."""
        meeting = self._meeting.get(hook)
        if meeting is None:
            nothing = getattr(Instrument, hook)
            meeting = [policy for policy in self.acting if getattr(type(policy), hook) is not nothing]
            self._meeting[hook] = meeting
        for policy in meeting:
            if self.follower is None:
                getattr(policy, hook)(self)
            else:
                self.follower.watch_policy(self, policy, hook)

    def programme_row(self, policy: Any) -> int:
        """Row of the programme with these very terms, made the first time. Raises RunError when there are too many."""
        terms = policy.terms
        if terms not in self.programme_rows:
            if self.programmes.rows == MOST_PROGRAMMES:
                raise RunError(
                    Sentence(
                        "{policy}: more than {most} policies that change the terms of loans.",
                        "{policy}：改变贷款条件的政策超过 {most} 项。",
                        policy=policy.name,
                        most=MOST_PROGRAMMES,
                    )
                )
            row = self.programme_rows[terms] = int(self.programmes.allocate(1)[0])
            self.programme_policies[row] = policy
        return self.programme_rows[terms]

    def change_numbers(self, key: str, **values: float) -> None:
        """Replace numbers of a parameter group from now on: conditions that a policy or a stress moves."""
        self._numbers[key] = self._numbers[key]._replace(**values)

    def restore_numbers(self, key: str, *names: str) -> None:
        """Numbers of a parameter group go back to what the scenario states."""
        stated = self.group(key).numbers()
        self.change_numbers(key, **{name: getattr(stated, name) for name in names})

    def agreement_row(self, policy: Any) -> Any:
        """Row of the agreement with these very terms, None before it is opened."""
        return self.agreement_rows.get(policy.terms)

    def adopt_agreement(self, policy: Any, row: int) -> None:
        """Remember which row holds a policy's terms."""
        self.agreement_rows[policy.terms] = row
        self.agreement_names[row] = policy.name

    def granted_under(self, agreement: int) -> int:
        """Fen granted this month under an agreement."""
        return int(self.granted_by_agreement[agreement])

    def institution_row(self, party: str) -> int:
        """Row of a re-guarantor, fund or insurer by the name of its party."""
        return int(self.institution_of[PARTIES.index(party)])

    def payout_rate(self) -> float:
        """Guarantors' payouts over guarantees released, smoothed over a year; 0 before any were released."""
        real = self.institutions.blocks.real[:, :GUARANTORS]
        paid, released = 0.0, 0.0
        for row in range(GUARANTORS):
            paid += float(real[bc.YEAR_PAYOUTS, row])
            released += float(real[bc.YEAR_RELEASED, row])
        return paid / released if released > 0.0 else 0.0

    # Underwriting --------------------------------------------------------------------------------------------

    def decide_and_disburse(self, opening: bool = False) -> np.ndarray:
        """Screen the month's applicants and pay out what is granted; returns the rows of the new loans."""
        # By key: a budget that runs out within the month leaves out the same firms whatever the order of rows.
        by_key = np.argsort(self.firm_store.blocks.whole[ec.ID, self.applicant_rows], kind="stable")
        rows, amounts = self.applicant_rows[by_key], self.applicant_amounts[by_key]
        counters = np.zeros(oc.UNDERWRITING_COUNTERS, np.int64)
        at, rules = self.lending(), self.lending_rules()
        now = credit_rationing.Circumstances(self.house_banks, self.seed, self.month, self.cycle.policy_rate, rules)
        bare = at._replace(agreements=min(2, self.agreements.rows), programmes=0)
        offers, terms = credit_rationing.decide(rows, amounts, at, bare, now, counters)
        if self.follower is not None:
            self.follower.hears_decision(self, at, bare, now, offers, terms)
        granted = np.flatnonzero(offers[:, oc.O_STATUS] == oc.GRANTED)
        loan_rows = self.loan_book.allocate(len(granted))
        breakdown = np.zeros((6, len(SIZES)), np.int64)
        disbursement.disburse(
            len(rows),
            offers,
            terms,
            loan_rows,
            at,
            self.loan_book.blocks,
            self.accounts,
            self.ledger.flows,
            self.month,
            self.month + self.burn_in,
            self.group("credit_demand").normal_cost,
            rules.underwriting,
            self.numbers("informal_finance"),
            counters,
            breakdown,
        )
        if not opening:
            self.grant_log.keep(self.month, loan_rows, self.loan_book.blocks, self.firm_store.blocks)
        self.keep(
            "applications granted refused partial asked_fen granted_fen rate_fen effort_milli guarantor_asked "
            "guarantor_agreed first_loans rationed cost_fen found_elsewhere supported_fen supported_additional_fen "
            "awards honest_applications honest_refused opaque_applications opaque_refused passed_on",
            counters,
        )
        self.by_size_credit = breakdown
        taken = offers[granted]
        self.granted_by_agreement = np.zeros(self.agreements.rows, np.int64)
        np.add.at(self.granted_by_agreement, taken[:, oc.O_AGREEMENT], taken[:, oc.O_AMOUNT])
        self.granted_by_product = np.zeros(len(PRODUCTS), np.int64)
        np.add.at(self.granted_by_product, taken[:, oc.O_PRODUCT], taken[:, oc.O_AMOUNT])
        if counters[oc.C_GRANTED_FEN] > 0 and not opening:
            amount = counters[oc.C_GRANTED_FEN]
            cost = counters[oc.C_COST_FEN] / amount
            self.borrowing_cost += 0.1 * (cost - self.borrowing_cost)
            # Added one after the other, from the smallest: the same sum whatever the order of rows.
            earned = np.cumsum(np.sort(terms[granted, oc.O_RETURN]))
            self.sme_return += 0.1 * (earned[-1] / len(earned) - self.sme_return)
        return loan_rows

    def lending(self) -> underwriting.Lending:
        """The tables that a decision to lend reads."""
        return underwriting.Lending(
            self.firm_store.blocks,
            self.banks.blocks,
            self.institutions.blocks,
            self.agreements.blocks,
            self.programmes.blocks,
            self.menu.blocks,
            self.sector_table[1],
            self.tenors,
            self.tenor_mix,
            self.agreements.rows,
            self.programmes.rows,
            self.menu.rows,
            nothing_known(),
        )

    def lending_rules(self) -> underwriting.Rules:
        """The parameter groups behind a decision to lend, as they stand this month."""
        return underwriting.Rules(
            self.numbers("credit_scoring"),
            self.numbers("screening"),
            self.numbers("loan_pricing"),
            self.numbers("underwriting"),
            self.numbers("guarantors"),
            self.numbers("simple_loan"),
            self.numbers("cash_flow"),
        )

    def release_loans(self, rows: np.ndarray) -> None:
        """Free the rows of closed loans; the tape, if there is one, keeps their history and their claims."""
        if not len(rows):
            return
        if self.follower is not None:
            self.follower.before_release(self)
        if self.tape:
            self.past_loans.append(closed_loans(self, rows))
        else:
            of_loans = self.loan_book.blocks.index[lc.CLAIM].take(rows)
            over = of_loans[of_loans >= 0]
            self.claims.blocks.tag[lc.CLAIM_STATE, over] = 0
            self.claims.release(over)
        self.loan_book.release(rows)

    # Totals --------------------------------------------------------------------------------------------------

    def sum_firms(self) -> None:
        """Re-sum enterprises' stocks and what the indicators count."""
        stocks = np.zeros((5, self.banks.rows), np.int64)
        counters = np.zeros(totals.FIRM_COUNTERS, np.int64)
        by_size, by_sector, by_region = (np.zeros((4, len(names)), np.int64) for names in (SIZES, SECTORS, REGIONS))
        buffers, ages = np.zeros(totals.BUFFER_BINS + 1, np.int64), np.zeros(totals.AGES + 1, np.int64)
        totals.sum_firms(
            0,
            self.firm_store.rows,
            self.firm_store.blocks,
            self.month,
            stocks,
            counters,
            by_size,
            by_sector,
            by_region,
            buffers,
            ages,
        )
        self.firm_stocks = stocks
        self.observed = counters
        self.by_size, self.by_sector, self.by_region, self.buffers, self.ages = (
            by_size,
            by_sector,
            by_region,
            buffers[:-1],
            ages[:-1],
        )
        self.count_alive = int(counters[totals.N_ALIVE])
        self.banks.blocks.whole[bc.FIRM_DEPOSITS, : self.banks.rows] = stocks[totals.S_CASH]
        capital = by_sector[3].astype(np.float64)
        if self.capital_at_start is None:
            self.capital_at_start = np.maximum(capital, 1.0)
        share = self.group("cash_flow").crowding
        for sector in range(len(SECTORS)):
            relative = min(max(capital[sector] / self.capital_at_start[sector], 0.2), 5.0)
            self.crowding[sector] = self.crowded(relative, share)

    @staticmethod
    def crowded(relative_capital: float, elasticity: float) -> float:
        """Demand per unit of capital when the sector's capital is `relative_capital` times the start's."""
        return (
            1.0 / (1.0 + elasticity * (relative_capital - 1.0))
            if relative_capital > 1.0
            else 1.0 + elasticity * (1.0 - relative_capital)
        )

    def sum_loans(self) -> None:
        """Re-sum loans by bank, guarantor and agreement, and what the indicators count."""
        for column in (bc.SME_LOANS, bc.BAD_LOANS, bc.WEIGHTED):
            self.banks.blocks.whole[column] = 0
        self.institutions.blocks.whole[bc.COVERED] = 0
        self.agreements.blocks.whole[bc.LIVE_COVERED] = 0
        self.loan_counters = np.zeros(totals.LOAN_COUNTERS, np.int64)
        self.loans_by_size = np.zeros((2, len(SIZES)), np.int64)
        self.goods = np.zeros(self.banks.rows, np.int64)
        totals.sum_loans(
            self.loan_book.rows,
            self.loan_book.blocks,
            self.firm_store.blocks,
            self.banks.blocks,
            self.institutions.blocks,
            self.agreements.blocks,
            self.institution_of,
            self.numbers("loan_pricing"),
            self.lgd_by_security,
            self.group("domestic_letter_of_credit").conversion,
            self.group("repayment").weak_pd,
            self.goods,
            self.loan_counters,
            self.loans_by_size,
            np.zeros((self.agreements.rows, GUARANTORS), np.int64),
        )

    def institution_deposits(self) -> np.ndarray:
        """Deposits of guarantors, re-guarantors and funds together, by bank, in fen."""
        return self.deposits_of_institutions().sum(axis=0)  # type: ignore[no-any-return]

    def deposits_of_institutions(self) -> np.ndarray:
        """Deposits by sector of `ledger.INSTITUTIONS` and by bank, in fen, shape (3, banks)."""
        sums = np.zeros((len(lg.INSTITUTIONS), self.banks.rows), np.int64)
        institution_month.deposits_by_sector(self.institutions.rows, self.institutions.blocks, sums)
        return sums

    def closing_stocks(self) -> np.ndarray:
        """Every stock of the audit from the columns, shape (stocks, banks)."""
        stocks = np.zeros((len(lg.STOCKS), self.banks.rows), np.int64)
        stocks[_STOCKS_OF_BANKS] = self.banks.blocks.whole[_COLUMNS_OF_BANKS, : self.banks.rows]
        stocks[_STOCKS_OF_FIRMS] = self.firm_stocks
        stocks[_STOCKS_OF_INSTITUTIONS] = self.deposits_of_institutions()
        stocks[lg.STOCK["inventory"]] += self.goods
        stocks[lg.STOCK["government_account"], 0] = self.accounts.sum()
        return stocks

    # Government and banks ------------------------------------------------------------------------------------

    def check_rest_deposits(self) -> None:
        """The rest of the economy cannot owe deposits. Raises RunError naming the month and the amount."""
        total = sum(self.banks.column("rest_deposits").tolist())
        if total < 0:
            raise RunError(
                Sentence(
                    "month {month}: deposits of the rest of the economy are {total} fen; they must not be negative.",
                    "第 {month} 个月：其他部门的存款为 {total} 分，不得为负。",
                    month=self.month,
                    total=total,
                )
            )

    def large_demand(self) -> np.ndarray:
        """What large firms would owe each bank, in fen."""
        return self.large_at_start * (1.0 + 0.5 * self.cycle.gap)

    def bank_equities(self) -> np.ndarray:
        """Equity of each bank in fen, shape (banks,)."""
        equity = np.empty(self.banks.rows, np.int64)
        bank_balance.equities(self.banks.rows, self.banks.blocks, self.deposits_before, equity)
        return equity

    def institution_totals(self) -> np.ndarray:
        """Deposits of guarantors, re-guarantors and funds, in model fen, shape (3,)."""
        return self.deposits_of_institutions().sum(axis=1)  # type: ignore[no-any-return]

    def room_for(self, capacity: int) -> None:
        """Make the room for work as long as the table of firms."""
        if len(self.work64) < capacity:
            self.work64 = np.zeros(capacity, np.int64)
            self.work32 = np.zeros(capacity, np.int32)

    # Results -------------------------------------------------------------------------------------------------

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a month (1..M), one column an indicator; money in yuan of the population, undefined is NaN."""
        return self.recorder.frame(self)

    @property
    def numerators(self) -> pd.DataFrame:
        """Numerators of the indicators, same shape."""
        return self.recorder.frames(self)[0].copy()

    @property
    def denominators(self) -> pd.DataFrame:
        """Denominators of the indicators, 1 where an indicator is not a ratio."""
        return self.recorder.frames(self)[1].copy()

    @property
    def summary(self) -> pd.DataFrame:
        """Each indicator over the summary window: numerator, denominator, value; index key."""
        return self.recorder.summary(self)

    @property
    def losses_by_payer(self) -> dict[str, float]:
        """Yuan of the population borne by each party at the claim, whole run."""
        return self.recorder.by_party(self, "paid")

    @property
    def flows(self) -> pd.DataFrame:
        """Model fen by month (1..M), purpose, payer and payee."""
        frames = []
        for month, amounts in zip(self.ledger.months, self.ledger.history, strict=True):
            if month >= 1:
                frames += [
                    (month, r.purpose, r.payer, r.payee, int(a)) for r, a in zip(lg.ROUTES, amounts, strict=True) if a
                ]
        table = pd.DataFrame(frames, columns=["month", "purpose", "payer", "payee", "fen"])
        sums = table.groupby(["month", "purpose", "payer", "payee"], sort=False, as_index=False)["fen"].sum()
        return cast("pd.DataFrame", sums)  # `as_index=False` makes it one; the stubs do not know

    def flow_matrix(self) -> pd.DataFrame:
        """Yuan of the population over the run: rows purpose and payer, columns payee."""
        table = self.flows.groupby(["purpose", "payer", "payee"])["fen"].sum().unstack(fill_value=0)
        return table * self.weight / 100.0

    @property
    def balance_sheets(self) -> pd.DataFrame:
        """Model fen by month, sector and item; assets positive, liabilities negative, net worth the difference."""
        return self.recorder.balance_sheets()

    def balance_sheet(self) -> pd.DataFrame:
        """Balance-sheet matrix at the end, in yuan of the population: items by sector; financial rows sum to 0."""
        sheets = self.balance_sheets
        last = sheets[sheets["month"] == self.month]
        table = last.pivot_table(index="item", columns="sector", values="fen", aggfunc="sum", fill_value=0, sort=False)
        return table * self.weight / 100.0

    @property
    def losses(self) -> pd.DataFrame:
        """A row a settled claim: month, loan, enterprise, bank, agreement, loss_fen, paid_ and recovered_ by party.

        Without `tape` only claims whose loan is still being worked out.
        """
        return claims_table(self)

    @property
    def loans(self) -> pd.DataFrame:
        """The loan tape: every loan, closed ones too if `tape`."""
        return loans_table(self)

    def story(self, enterprise: int) -> Story:
        """One firm's history up to now, in sentences and figures; `enterprise` is its key, also of a departed firm.

        Where the market did not follow this firm, the same scenario and seed run again up to the current month.
        Raises RequestError where there never was such a firm.
        """
        key = checked_key(self, enterprise)
        if self.follower is not None and self.follower.key == key:
            return self.follower.story(self)
        again = CreditMarket(self.conditions, self.seed, self.threads, tape=False, follow=key)
        while again.month < self.month:
            again._live()
        return again.story(key)

    @property
    def grants(self) -> pd.DataFrame:
        """Every grant of new credit since a year before month 1: month, enterprise, amount_fen, supported and names."""
        return self.grant_log.table()

    @property
    def departures(self) -> pd.DataFrame:
        """Every firm that left from month 1 on: month, enterprise, outcome, size and, of failures, the cause."""
        return self.departure_log.table()

    # Views ---------------------------------------------------------------------------------------------------

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
