"""The economy: the one typed record of all state, which phases, kernels, policies and products read and change.

Money is in model fen unless said otherwise. Fields of tables, arrays, numbers and `numbers` are seen by kernels too,
under the same names; a table stands here twice, as the store that owns its rows (`firms`) and as the blocks that
kernels index (`firm`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from ..ground.columns import Blocks, Store
from ..ground.compiled import COMPILED
from ..ground.record import Index1, Real1, Real2, Real3, Record, Whole1, Whole2, Whole3
from ..ground.units import whole_fen
from .bank_columns import OWN_CASH, REST_DEPOSITS
from .counts import COUNTS
from .ledger import Ledger
from .loan_columns import CLAIM, CLAIM_STATE
from .numbers import Numbers
from .offer_columns import MOST_LOOKS
from .scratch import Scratch
from .structure import PARTIES

if COMPILED:
    from ..ground import record_type  # noqa: F401 - kernels learn how to read a record

#: Stores of tables, and under which name kernels see their blocks.
TABLES = {
    "firms": "firm",
    "loans": "loan",
    "claims": "claim",
    "candidates": "candidate",
    "banks": "bank",
    "institutions": "institution",
    "agreements": "agreement",
    "programmes": "programme",
    "ways_to_lend": "menu",
}


class Economy(Record):
    """All state of one run under one scenario."""

    # The run
    scenario: Any  # what the run was told, a `Scenario`
    seed: int
    month: int  # 1..M in the run, 0 and below in the burn-in
    burn_in: int
    months: int
    past_months: int  # lived, before the opening, by the economies whose books are drawn on; 0 where they are drawn
    weight: float  # enterprises of the population that one simulated firm stands for
    firms_at_start: int
    threads: int
    observer: Any  # who hears what happens, `observer.Observers`
    keeps_claims: bool  # whether claims stay in their table when their loan is over
    schedule: Any  # which policies act, a `policy.schedule.Schedule`

    # Tables, as kernels see them
    firm: Blocks
    loan: Blocks
    claim: Blocks
    candidate: Blocks  # who may found a firm this month
    bank: Blocks
    institution: Blocks  # guarantors, then re-guarantors, funds and insurer
    agreement: Blocks  # terms of guarantees; 0 none, 1 a private guarantee
    programme: Blocks  # what policies change in the terms of loans
    menu: Blocks  # ways to lend: products by kind of security

    # The same as stores
    firms: Store
    loans: Store
    claims: Store
    candidates: Store
    banks: Store
    institutions: Store
    agreements: Store
    programmes: Store
    ways_to_lend: Store
    product_months: list[Callable[[Economy], None]]  # what products do each month besides being repaid

    # Books
    ledger: Ledger
    flows: Whole3  # of the month, by route, side and bank
    accounts: Whole1  # of government: the centre, then each region
    central_balance: int  # what the centre keeps after spending
    local_balance: int  # what each region keeps
    spending_plan: float  # of a month, before net debt is looked at; NaN before the first
    net_debt_goal: int  # bonds less public money of the opening books
    public_money_at_budget: int  # public money when government last drew up its month
    bonds_of_central_bank: int
    foreign_assets: int  # of the central bank
    profit_kept: int  # of the central bank: not yet passed to government, below zero a loss still to be made good

    # Numbers of the month, and tables made of them
    numbers: Numbers
    cycle: Any  # state of the business cycle, a `BusinessCycle`
    tables_made_of: dict[str, Any]  # groups read when the tables below were made, as they stood
    policy_rate: float  # per year
    curve_rate: float  # the policy rate as banks' internal prices of new funds have followed it, per year
    deposits_felt: float  # the policy rate as the rates of deposits have followed it, per year
    bonds_bought_at: float  # the policy rate at which banks' bonds were bought, their mean, per year
    large_priced_at: float  # the policy rate at which loans to large firms were last priced, their mean, per year
    felt_gap: float  # output gap as triggers and lenders feel it, log points
    usual_gap: float  # the same, mean of the last year
    demand: Real2  # by sector and region, 1 in normal times
    sector_mix: Real1  # cumulative shares of sectors
    region_mix: Real1  # cumulative shares of regions
    sector_table: Real2  # row a trait, column a sector
    size_workers: Real2  # bounds of size classes by sector, workers
    size_sales: Real2  # the same in yuan of yearly sales
    lgd_by_security: Real1  # loss given default before any guarantee
    learned: Real2  # at renewal, by product: noise of banks' view, price add-on, processing cost
    tenors: Real1  # of simple loans, months
    tenor_mix: Real1  # their cumulative shares
    tenor_mix_to_build: Real1  # of loans with which firms build, cumulative
    house_banks: Real3  # cumulative shares of banks, shape (sizes, regions, banks)
    institution_of: Whole1  # row of the institution of each party, -1 if none
    reguarantor_rows: Whole1  # rows of the two re-guarantors
    initial_net_assets: Whole1  # of institutions, what was paid in

    # Room for work and the month's lists
    tax_base: Whole2  # sales, profit before taxes, tax relieved, relieved threshold, by row; no rows unless asked for
    due: Whole1  # by row of a firm: one fen more than falls due this month, 0 for who owes nothing
    asked: Whole1  # by place in a list of applicants: what each asks, fen
    defaulting: Whole1  # by row of a firm that fails: fen of its cash that lenders have taken
    listed: Index1  # rows of firms that a kernel found
    known_keys: Whole1  # terms of loans worked out this month: of which programmes, see `lending.known_terms`
    known_fen: Whole1
    known_numbers: Real2
    looked: Whole1  # banks that looked at the last applicant, -1 for none, in the order in which they did
    weighed: Real3  # what each made of each way to lend, see `offer_columns`; shape (MOST_LOOKS, ways, WEIGHED)
    gone: np.ndarray  # rows of firms that left, freed at the next trade
    applicant_rows: np.ndarray  # of the month's applicants
    applicant_amounts: np.ndarray  # what they ask
    circles: int  # mutual guarantee circles so far
    circle_calls: Index1  # by circle: row of the loan it is called for, -1 if none
    births: dict[int, int]  # by entry month: ordinal of the last firm plus one
    never_founded: set[int]  # keys below it that no firm has had
    originals: int  # firms of the start, the first rows of the table
    entrants_a_month: int  # places for them in the register
    register: Index1  # row of each firm ever founded by its place, -1 if gone
    more_entry: dict[int, float]  # by row of a programme: share of additional entrants this month

    # Counts of the month
    counts: Whole1  # by the places declared in `state/counts.py`
    outlays: dict[str, int]  # public outlay by kind of policy, fen
    by_size_credit: np.ndarray  # the month's decisions: a row each of `disbursement.BY_...`, a column a size class
    granted_by_agreement: np.ndarray  # by agreement
    granted_by_product: np.ndarray  # by product
    loan_counters: Whole1  # totals over loans, `totals.L_...`
    loans_by_size: Whole2  # row 0 balances; column a size class
    goods: Whole1  # goods under lenders' control, by the owner's house bank
    firm_stocks: Whole2  # stocks of firms by bank, `totals.S_...`
    observed: Whole1  # totals over firms, `totals.N_...`
    by_size: Whole2  # rows firms, borrowers, debt; column a size class
    by_sector: Whole2  # the same by sector, and fixed assets
    by_region: Whole2  # the same by region
    buffers: Whole1  # firms by cash buffer, bins of a tenth of a month
    ages: Whole1  # entrants by year of age
    count_alive: int
    small_and_medium: int  # of them, those that are not large
    programme_outlay: dict[str, int]  # by policy, since month 1
    public_money: int  # of public guarantors, re-guarantors and funds, at the last month's end
    top_ups_suspended: bool  # whether a stress keeps funds from being topped up
    stress_notes: dict[str, Any]  # by name of a stress: what it noted when it struck, for the months after

    # What is learned and felt
    crowding: Real2  # part of what it could sell that a firm sells, by sector and region; 1 at the start
    market_supply: Whole2  # what small and medium firms could sell in a month, fen by sector and region
    supply_at_start: np.ndarray | None  # the same at the start, None before the first sum
    activity: float  # wages and new loans of the last month
    credit_for_founders: float  # part of the young firms in need of credit that lately got it
    refusals_heard: Real1  # part of those that asked lately and were refused: firms past two years, younger ones
    borrowing_cost: float  # what owners have learned a loan costs, per year
    sme_return: float  # banks' return on new loans to SMEs, smoothed, per year
    for_sale: float  # security coming up for sale over loans, a year's mean
    usually_for_sale: float  # the same, over five years
    predicted_defaults: float  # loans a month, smoothed, as lenders had expected
    realised_defaults: float  # the same, as it came
    flights: float  # borrowers whose owner ran away over borrowers, a year, smoothed over months
    usual_flights: float  # the same, smoothed over years
    suspicion: float  # what lenders fear of owners whose books show little, beyond the usual

    # By bank
    capital_short: Real1  # 0 at the target ratio, 1 at the minimum
    some_banks_differ: bool  # whether a policy gave some banks terms of their own last month
    provision_fund: Real1  # part of the allowance that was filled in good years, fen
    unwanted_loans: Real1  # part of its loans to small firms that a bank wants to be rid of, by stresses
    capital_ratios: Real1  # regulatory capital over risk-weighted assets
    deposits_before: Whole1  # all deposits at the end of the last month
    large_at_start: Real1  # loans to large firms in the opening books

    _pool: ThreadPoolExecutor | None
    _of_threads: list[Scratch]

    def __init__(self, scenario: Any, seed: int, threads: int = 1) -> None:
        self.scenario, self.seed, self.threads = scenario, seed, threads
        self.months, self.burn_in = scenario.months, scenario.burn_in
        self.month, self.past_months = -self.burn_in, 0
        self.numbers = Numbers(scenario.groups)
        self.weight = scenario.group("economy").population / scenario.firms
        self.firms_at_start = self.originals = scenario.firms
        self.tax_base = np.zeros((4, 0), np.int64)
        self.gone = np.empty(0, np.int32)
        self.births, self.never_founded = {0: scenario.firms}, set()
        self.more_entry, self.outlays, self.programme_outlay = {}, {}, {}
        self.counts = np.zeros(len(COUNTS.declared), np.int64)
        self.public_money, self.top_ups_suspended = 0, False
        self.suspicion, self.keeps_claims = 0.0, False
        self.some_banks_differ = False
        self.stress_notes = {}
        self.looked = np.full(MOST_LOOKS, -1, np.int64)
        self._pool, self._of_threads = None, []

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in TABLES:
            value.watch(partial(self._table_changed, TABLES[name]))
        elif name == "ledger":
            self.flows = value.flows

    def _table_changed(self, name: str, blocks: Blocks) -> None:
        super().__setattr__(name, blocks)

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        for name in TABLES.values():  # the stores bring them
            state["fields"].pop(name, None)
        state["fields"] |= {"_pool": None, "_of_threads": []}
        return state

    # Money and counts -----------------------------------------------------------------------------------------

    def fen_of_model(self, yuan_of_population: float) -> int:
        """Model fen of a total stated for the represented population."""
        return whole_fen(yuan_of_population / self.weight * 100.0)

    def counted(self, name: str) -> int:
        """A count of the month by its name. Raises NoColumnError for one that nobody declared."""
        return int(self.counts[COUNTS.place(name)])

    def institution_row(self, party: str) -> int:
        """Row of a re-guarantor, fund or insurer by the name of its party."""
        return int(self.institution_of[PARTIES.index(party)])

    def release_loans(self, rows: np.ndarray) -> None:
        """Free the rows of loans that are over, and of the claims on them unless these are kept."""
        if not len(rows):
            return
        self.observer.loans_end(self, rows)
        if not self.keeps_claims:
            of_loans = self.loan.index[CLAIM].take(rows)
            over = of_loans[of_loans >= 0]
            self.claim.tag[CLAIM_STATE, over] = 0
            self.claims.release(over)
        self.loans.release(rows)

    # Rows -----------------------------------------------------------------------------------------------------

    def room_for(self, capacity: int) -> None:
        """Make the room for work as long as the table of firms."""
        if "due" not in vars(self) or len(self.due) < capacity:
            # One piece of memory under three names: at no time do two of them hold anything.
            self.due = self.asked = self.defaulting = np.zeros(capacity, np.int64)
            self.listed = np.zeros(capacity, np.int32)

    def scratch(self) -> Scratch:
        """The economy's own: what a kernel adds to it stands in the books."""
        of_banks = self.bank.whole[:, : self.banks.rows]
        return Scratch(self.flows, of_banks[REST_DEPOSITS], of_banks[OWN_CASH], self.accounts, self.counts)

    def over_firms(self, work: Callable[[int, int, Scratch], int]) -> list[tuple[int, int]]:
        """Run `work(start, stop, scratch)` over the rows of firms, split among threads; merge what they added.

        Returns (start, what work returned) for each range. Whole numbers are added, so the split leaves no trace.
        """
        rows, whole = self.firms.rows, self.scratch()
        threads = self.threads if rows >= 4096 * self.threads else 1
        if threads == 1:
            return [(0, work(0, rows, whole))]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads)
        while len(self._of_threads) < threads:
            self._of_threads.append(whole.apart())
        parts = self._of_threads[:threads]
        for part in parts:
            part.clear()
        bounds = [rows * k // threads for k in range(threads + 1)]
        found = list(self._pool.map(work, bounds[:-1], bounds[1:], parts))
        for part in parts:
            whole.add(part)
        return list(zip(bounds[:-1], found, strict=True))

    def end_threads(self) -> None:
        """Let the threads go; they come back when needed."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
