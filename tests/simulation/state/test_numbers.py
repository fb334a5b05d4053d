"""Numbers of the month: operations whose order never matters, and every reader of every number sees a change.

A number that can change in a run has to be read where the month's numbers are, by everyone, every time. Two markets
with one past tell: in one the scenario itself states another value, in the other a stress changes it; whoever reads
what is stated, and not what holds this month, makes them differ.
"""

import itertools
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.trade.cash_flow import sector_table
from smecredit.simulation.ground.columns import KINDS, Blocks
from smecredit.simulation.ground.errors import RequestError, RunError
from smecredit.simulation.ground.parameters import ParameterGroup, declaration
from smecredit.simulation.ground.registry import parameter_groups
from smecredit.simulation.phases import tables_of_month
from smecredit.simulation.phases.move_cycle import compose_numbers, undergo_stresses
from smecredit.simulation.phases.tables_of_month import derive_tables
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.state.numbers import Change, Numbers, at_least, at_most, composed, plus, set_to, times

PATH = "cash_flow.collection_months"
LIST = "cash_flow.wage"


@pytest.fixture(scope="module")
def stated() -> Scenario:
    return load("baseline", firms=300, months=3)


def now(scenario: Scenario, *changes: Change) -> Numbers:
    numbers = Numbers(scenario.groups)
    numbers.compose(changes)
    return numbers


class TestOperations:
    def test_each_worked_by_hand(self) -> None:
        assert composed(3.0, [times(PATH, 2.0), times(PATH, 0.5), times(PATH, 3.0)]) == 9.0
        assert composed(3.0, [plus(PATH, 1.5), plus(PATH, -0.5)]) == 4.0
        assert composed(3.0, [at_least(PATH, 4.0), at_least(PATH, 5.0)]) == 5.0
        assert composed(3.0, [at_most(PATH, 2.0), at_most(PATH, 1.0)]) == 1.0
        assert composed(3.0, [set_to(PATH, 7.0), set_to(PATH, 7.0)]) == 7.0

    def test_first_it_is_set_then_factors_additions_floors_and_ceilings(self) -> None:
        """Set to 10, twice it is 20, less 5 is 15; a floor of 16 lifts it, a ceiling of 12 has the last word."""
        changes = [at_most(PATH, 12.0), at_least(PATH, 16.0), plus(PATH, -5.0), times(PATH, 2.0), set_to(PATH, 10.0)]
        assert composed(3.0, changes[2:]) == 15.0
        assert composed(3.0, changes[1:]) == 16.0
        assert composed(3.0, changes) == 12.0

    @given(
        st.lists(
            st.builds(
                Change,
                st.just(PATH),
                st.sampled_from(["times", "plus", "at_least", "at_most"]),
                st.floats(-10.0, 10.0, allow_nan=False),
            ),
            max_size=5,
        )
    )
    def test_the_order_never_matters_to_the_bit(self, changes: list[Change]) -> None:
        results = {composed(3.0, order) for order in itertools.permutations(changes)}
        assert len(results) == 1

    def test_nor_of_lists_and_their_elements(self, stated: Scenario) -> None:
        changes = [
            times(LIST, 1.1), plus(LIST, 7.0), times(f"{LIST}.construction", 1.3), at_most(f"{LIST}.software", 9_000.0),
            times(PATH, 0.7),
        ]  # fmt: skip
        wages = [now(stated, *order).cash_flow.wage.tolist() for order in itertools.permutations(changes)]
        assert all(wage == wages[0] for wage in wages)
        usual = stated.group("cash_flow").wage
        names = type(stated.group("cash_flow")).element_names("wage")
        for name, before, after in zip(names, usual, wages[0], strict=True):
            factor = 1.1 * (1.3 if name == "construction" else 1.0)
            assert after == pytest.approx(min(before * factor + 7.0, 9_000.0 if name == "software" else 1e12))

    def test_two_that_set_it_otherwise_contradict(self, stated: Scenario) -> None:
        with pytest.raises(RunError, match=rf"^{PATH} is set to 2.0 and to 3.0 by two rules") as caught:
            now(stated, set_to(PATH, 3.0), set_to(PATH, 2.0))
        assert PATH in caught.value.in_language("zh")

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_what_is_no_number_is_refused(self, stated: Scenario, value: float) -> None:
        with pytest.raises(RunError, match="which is no number"):
            now(stated, plus(PATH, value))

    def test_no_number_leaves_its_bounds(self, stated: Scenario) -> None:
        about = declaration(type(stated.group("cash_flow")), "collection_months")
        assert now(stated, times(PATH, 1e6)).cash_flow.collection_months == about["maximum"]
        assert now(stated, times(PATH, 1e-6)).cash_flow.collection_months == about["minimum"]

    def test_a_whole_number_stays_whole(self, stated: Scenario) -> None:
        path, number = whole_number(stated)
        group, _, name = path.partition(".")
        changed = getattr(getattr(now(stated, plus(path, 0.7)), group), name)
        assert isinstance(changed, int) and changed == number + 1

    @pytest.mark.parametrize(
        ("path", "guess"),
        [
            ("cash_flow.colection_months", "cash_flow.collection_months"),
            ("cashflow.wage", "cash_flow.wage"),
            ("cash_flow.wage.constructions", "cash_flow.wage.construction"),
            ("cash_flow", None),
        ],
    )
    def test_a_path_that_names_nothing_is_refused(self, stated: Scenario, path: str, guess: str | None) -> None:
        with pytest.raises(RunError, match=rf"^{path} is no number of the scenario") as caught:
            now(stated, times(path, 2.0))
        if guess is not None:
            assert str(caught.value).endswith(f"did you mean {guess}?")

    def test_what_is_taken_back_is_as_stated(self, stated: Scenario) -> None:
        numbers = now(stated, times(PATH, 1.5), times(LIST, 1.5))
        assert numbers.compose([]) == {"cash_flow"}
        assert numbers.cash_flow.collection_months == stated.group("cash_flow").collection_months
        assert numbers.compose([]) == set()


def whole_number(scenario: Scenario) -> tuple[str, int]:
    """A whole number that can change and has room above it."""
    for group in scenario.groups:
        for name in group.Numbers._fields:
            value, about = getattr(group, name), declaration(type(group), name)
            if type(value) is int and not about.get("opening_only") and value + 1 <= about.get("maximum", value):
                return f"{group.key}.{name}", value
    raise AssertionError("there is none")


# Every number and its readers -------------------------------------------------------------------------------------

FIRMS, MONTHS = 400, 20
#: Where rules have work: by name of a world, the scenario it builds on, what it states besides, policies and stresses.
WORLDS: dict[str, tuple[str, dict[str, Any], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]] = {
    # Guarantee circles, a slump, banks short of capital and of reserves, a whole package of policies.
    "hard": (
        "fuzhou_package",
        {
            "revolving_line.share": 0.7, "warehouse_finance.offered_share": 0.4, "tax_credit_loan.offered_share": 0.7,
            "startup_loan.always_open": True, "population.circle_share": 0.5, "banking.reserve_share": 0.004,
            "guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0,
        },
        {"records": {"kind": "information_sharing", "fields": ["social_security", "credit_bureau"]}},
        {
            "slump": {"kind": "demand_shock", "start": 2, "months": 10, "depth": -0.25},
            "strict": {
                "kind": "changed_numbers", "months": 1200, "numbers": {"banking": {"target_ratio": {"times": 1.15}}},
            },
        },
    ),
    # Every product, internal ratings, money for lenders, public guarantors on general terms that lose their money.
    "calm": (
        "product_menu",
        {
            "loan_pricing.internal_ratings": True, "factoring.offered_share": 1.0, "lender_learning.default_months": 0,
            "domestic_letter_of_credit.offered_share": 1.0,
        },
        {
            "award": {"kind": "bank_risk_subsidy", "lending_award": 0.01, "loss_share": 0.5},
            "public_guarantors": {"kind": "guarantee_fund", "capital_yuan": 1.2e12},
            "records": {
                "kind": "information_sharing", "noise": 0.5,
                "fields": ["tax", "social_security", "electricity", "credit_bureau"],
            },
        },
        {"crisis": {"kind": "guarantor_loss", "start": 3, "months": 4, "share": 0.9}},
    ),
    # Losses borne in full, of loans that no guarantor examines.
    "unexamined": (
        "no_support",
        {},
        {
            "open_to_all": {
                "kind": "risk_sharing", "consent": False, "share": {"national_fund": 1.0},
                "eligible": {"size": ["micro", "small"]},
            },
        },
        {},
    ),
    # More of everything for what is rare: failures that circles, sold invoices and guarantors feel, second banks,
    # a fund that cannot keep what a scheme promises.
    "eventful": (
        "product_menu",
        {
            "economy.firms": 3_000, "economy.months": 48, "population.circle_share": 0.9, "guarantors.reach": 1.0,
            "guarantors.asked_anyway": 1.0,
            "factoring.offered_share": 1.0, "opening.sme_return": 0.0, "loan_pricing.large_firm_spread": 0.05,
            "lender_learning.default_months": 0,
            "contagion.link_share": 0.9,
        },
        {
            "help": {
                "kind": "guarantor_cooperation", "start": 12, "strengthen_below": 1.0, "capital_yuan_a_year": 1e13,
            },
            "promise": {
                "kind": "risk_sharing", "priority": 1, "share": {"compensation_fund": 0.5, "bank": "balance"},
                "eligible": {"region": ["central", "west"]},
            },
            "empty_fund": {"kind": "compensation_fund", "size_yuan": 1e7},
        },
        {
            "slump": {"kind": "demand_shock", "start": 2, "months": 10, "depth": -0.3},
            "crisis": {"kind": "guarantor_loss", "start": 2, "months": 4, "share": 0.8},
            "strict": {
                "kind": "changed_numbers", "months": 1200, "numbers": {"banking": {"target_ratio": {"times": 1.3}}},
            },
        },
    ),
    # Guarantors at hand everywhere that expect no adverse selection, agree to much, and mind every payout.
    "guaranteed": (
        "baseline",
        {
            "economy.firms": 2_000, "economy.months": 36, "guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0,
            "guarantors.adverse_selection": 1.0, "guarantors.tolerated_loss": 3.0, "guarantors.payout_tolerance": 0.0,
        },
        {},
        {},
    ),
}  # fmt: skip
SMALL_WORLDS = ("hard", "calm")
#: Groups that are read only when the books open, or say how long a run is.
UNSEEN_IN_SMALL_WORLDS = {"economy", "opening"}
#: Numbers whose work no world here shows, and why.
OUT_OF_REACH = {
    "cash_flow.local_vat_share": "regions hand the month's surplus to the centre before anyone looks",
    "factoring.collected_from_living": "no firm that sold an invoice fails while the buyer lives",
    "guarantors.claims_a_year": "no agreement here has layers",
    "guarantors.taken_over": "no private guarantor fails here",
    "record_fields.contributions_late": "few applicants pay suppliers late, and no answer to them turns on it here",
    "public_capital.kept_for_open": "no scheme here ends: nobody winds up",
}


def every_number(opening_only: bool) -> list[str]:
    """Paths of the numbers that are read only at the opening, or of all others."""
    return [
        f"{key}.{name}"
        for key, group in parameter_groups().items()
        for name in group.Numbers._fields
        if bool(declaration(group, name).get("opening_only")) is opening_only
    ]


class World:
    """A market whose books are open, and what becomes of it when one number is another from month 1 on."""

    def __init__(self, fingerprints: ModuleType, name: str) -> None:
        base, conditions, policies, stresses = WORLDS[name]
        self.fingerprints = fingerprints
        self.library = library = load(base, firms=FIRMS, months=MONTHS, set={"economy.burn_in": 0})
        self.draft = library.draft.copy()
        for path, value in conditions.items():
            self.draft.set(path, value, "test")
        for section, items in (("policy", policies), ("stress", stresses)):
            for item, table in items.items():
                self.draft.assign([section, item], table, "test")
        self.scenario = self.built()
        self.opened = CreditMarket(self.scenario, seed=5)
        self.untouched = self.state(self.opened.copy().run())

    def built(self, stated: dict[str, Any] | None = None, stress: dict[str, Any] | None = None) -> Scenario:
        """The scenario with numbers stated otherwise, or with one stress more."""
        draft, base = self.draft.copy(), self.library
        for path, value in (stated or {}).items():
            draft.set(path, list(value) if isinstance(value, tuple) else value, "test")
        if stress is not None:
            draft.assign(["stress", "x"], {"kind": "changed_numbers", "months": 1200, "numbers": stress}, "test")
        return Scenario.build(draft, "test", base.title, base.summary, base.source, base.burn_in_policies)

    def state(self, market: CreditMarket) -> dict[str, np.ndarray]:
        """All that a reader may have changed."""
        economy = market.economy
        found: dict[str, np.ndarray] = self.fingerprints.columns(market)
        for column, told in market.loans.items():
            dates = {"dtype": float, "na_value": np.nan} if told.dtype == "Int64" else {}
            found[f"tape.{column}"] = told.to_numpy(**dates)
        series = market.recorder.series(economy).values()
        found["numerators"], found["denominators"] = (np.array([pair[part] for pair in series]) for part in (0, 1))
        for name in ("capital_short", "capital_ratios", "crowding"):
            found[name] = getattr(economy, name)
        for name in ("borrowing_cost", "sme_return", "for_sale", "predicted_defaults", "flights", "suspicion"):
            found[name] = np.array(getattr(economy, name))
        return found

    def changed_by_a_stress(self, values: dict[str, Any]) -> CreditMarket:
        """The run in which a stress sets the numbers from month 1 on."""
        return self.go_on(self.built(stress=settings_of(values)))

    def stated_otherwise(self, values: dict[str, Any]) -> CreditMarket:
        """The run that goes on from the same books under a scenario that states the numbers so.

        But what firms need per yuan of sales is technology: it stays what the opening made it.
        """
        usual = self.opened.economy.numbers.stated
        opened = usual["cash_flow"], usual["population"].turnover
        with patch.object(tables_of_month, "sector_table", lambda now, *_: sector_table(now, *opened)):
            return self.go_on(self.built(values), stated_anew=True)

    def go_on(self, scenario: Scenario, stated_anew: bool = False) -> CreditMarket:
        market = self.opened.copy()
        market.conditions = market.economy.scenario = scenario
        market.economy.cycle.shocks = scenario.demand_shocks
        if stated_anew:
            market.economy.numbers = Numbers(scenario.groups)
            derive_tables(market.economy)
        return market.run()


def setting(path: str, value: Any) -> dict[str, Any]:
    """The table of a stress that makes a number, or each number of a list, what is given here."""
    key, _, name = path.partition(".")
    if not isinstance(value, tuple):
        return {key: {name: {"set": float(value)}}}
    elements = parameter_groups()[key].element_names(name)
    return {key: {name: {element: {"set": float(part)} for element, part in zip(elements, value, strict=True)}}}


def settings_of(values: dict[str, Any]) -> dict[str, Any]:
    """The same of several numbers."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        for key, table in setting(path, value).items():
            found.setdefault(key, {}).update(table)
    return found


def other_values(group: ParameterGroup, name: str) -> Iterator[Any]:
    """Other values of a number or list, within its bounds: a little more, less, the highest, the lowest."""
    about, usual = declaration(type(group), name), getattr(group, name)
    low, high = about.get("minimum", -np.inf), about.get("maximum", np.inf)
    for below, above in (pair for names in group.rising for pair in itertools.pairwise(names)):
        low = max(low, getattr(group, below)) if name == above else low
        high = min(high, getattr(group, above)) if name == below else high

    def moved(number: float, way: str) -> float:
        if isinstance(number, bool):
            return not number
        aims = {"up": number * 1.25 if number else 0.1, "down": number * 0.7, "high": high, "low": low}
        aim = min(max(aims[way], low), high)
        if isinstance(number, int):
            aim = round(aim)
            aim = aim if aim != number else number + (1 if way in ("up", "high") else -1)
        return type(number)(min(max(aim, low), high))

    if about.get("mix"):
        # Half of the largest part goes to the next one.
        k = usual.index(max(usual))
        other = (k + 1) % len(usual)
        shift = 0.5 * usual[k]
        yield tuple(part + (shift if j == other else -shift if j == k else 0.0) for j, part in enumerate(usual))
        return
    tried = [usual]
    for way in ("up", "down", "high", "low"):
        value = tuple(moved(part, way) for part in usual) if isinstance(usual, tuple) else moved(usual, way)
        if value not in tried:
            tried.append(value)
            yield value


class Worlds(dict[str, World]):
    """The worlds by name, each made when first asked for."""

    def __init__(self, fingerprints: ModuleType) -> None:
        super().__init__()
        self.fingerprints = fingerprints

    def __missing__(self, name: str) -> World:
        self[name] = World(self.fingerprints, name)
        return self[name]


@pytest.fixture(scope="module")
def worlds(fingerprints: ModuleType) -> Worlds:
    return Worlds(fingerprints)


def different(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> list[str]:
    """Names of what differs, or of what stands in one of them only."""
    shared = one.keys() & other.keys()
    return [*(one.keys() ^ other.keys()), *(name for name in shared if not same(one[name], other[name]))]


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def first_effect(worlds: Worlds, path: str) -> tuple[World, Any, dict[str, np.ndarray]] | None:
    """The first world and value with which a change of the number makes a difference, and what comes of it."""
    key, _, name = path.partition(".")
    # What no world shows is looked for in the small ones alone: the others would take most of the time for nothing.
    for world in map(worlds.__getitem__, SMALL_WORLDS if path in OUT_OF_REACH else WORLDS):
        for value in other_values(world.scenario.group(key), name):
            try:
                changed = world.state(world.changed_by_a_stress({path: value}))
            except RequestError:
                continue  # against another number of the scenario: refused before the run
            if different(changed, world.untouched):
                return world, value, changed
    return None


def others_together(world: World, key: str, in_turn: bool = False) -> dict[str, Any]:
    """Another value for every number of a group, as far as they go together; `in_turn`, one up and the next down."""
    found: dict[str, Any] = {}
    paths = [path for path in every_number(opening_only=False) if path.startswith(f"{key}.")]
    for place, path in enumerate(paths):
        values = list(other_values(world.scenario.group(key), path.partition(".")[2]))
        if in_turn and place % 2 == 1:
            values[:2] = values[1::-1]
        for value in values:
            try:
                world.built({**found, path: value}), world.built(stress=settings_of({**found, path: value}))
            except RequestError:
                continue
            found[path] = value
            break
    return found


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key in parameter_groups() if key not in UNSEEN_IN_SMALL_WORLDS])
def test_readers_see_the_changes_of_a_whole_group(key: str, worlds: Worlds) -> None:
    """The reduced form of the next: all numbers of a group at once, in the first small world that they change.

    Two that are moved alike may cancel each other (`old_loans`: a part in proportion to one over the other).
    """
    for in_turn, name in itertools.product((False, True), SMALL_WORLDS):
        world = worlds[name]
        values = others_together(world, key, in_turn)
        changed = world.state(world.changed_by_a_stress(values))
        if different(changed, world.untouched):
            assert different(changed, world.state(world.stated_otherwise(values))) == [], values
            return
    pytest.fail(f"no small world shows what {key} does")


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("key", parameter_groups())
def test_all_readers_of_a_number_see_its_change(key: str, worlds: Worlds) -> None:
    """The change makes a difference, and the very one that stating the number so in the scenario makes."""
    unseen = []
    for path in (path for path in every_number(opening_only=False) if path.startswith(f"{key}.")):
        found = first_effect(worlds, path)
        if found is None:
            unseen.append(path)
            continue
        world, value, changed = found
        stated = world.state(world.stated_otherwise({path: value}))
        assert different(changed, stated) == [], f"{path} = {value}"
    assert set(unseen) == {path for path in OUT_OF_REACH if path.startswith(f"{key}.")}


#: What the opening makes of numbers for good: agents, their books and what they have learned. All else follows them.
OPENING_STATE = {
    "firm", "loan", "claim", "candidate", "numbers", "flows", "accounts", "house_banks", "initial_net_assets",
    "central_balance", "local_balance", "borrowing_cost", "deposits_before", "large_at_start", "firm_stocks", "goods",
    "observed", "by_size", "by_sector", "by_region", "buffers", "ages", "loan_counters", "loans_by_size", "policy_rate",
    "sector_table", "listed", "asked", "due", "defaulting", "circles", "circle_calls", "sme_return", "flights",
    "usual_flights", "count_alive", "looked", "agreement.whole", "market_supply", "refusals_heard",
}  # fmt: skip
#: Of banks and institutions what they pay, charge, see and steer to; the rest of their columns are stocks.
TERMS = {
    "bank": ("target_ratio", "operating_cost", "markup", "noise"),
    "institution": ("leverage_cap", "fee", "noise"),
}


def made_of_numbers(market: CreditMarket) -> dict[str, np.ndarray]:
    """Whatever the economy holds that follows from the numbers of the month, once these are composed."""
    economy = market.economy
    economy.month += 1
    undergo_stresses(economy)
    compose_numbers(economy)
    economy.schedule.open_and_close(economy)
    compose_numbers(economy)
    economy.schedule.call("begin_month", economy)
    found: dict[str, np.ndarray] = {}
    for name in economy.declared():
        value = getattr(economy, name)
        if name in TERMS:
            store = economy.banks if name == "bank" else economy.institutions
            found |= {f"{name}.{column}": store.column(column).copy() for column in TERMS[name]}
        elif name not in OPENING_STATE and isinstance(value, np.ndarray):
            found[name] = np.array(value)
        elif name not in OPENING_STATE and isinstance(value, Blocks):
            blocks = zip(KINDS, value[:4], strict=True)
            found |= {f"{name}.{kind}": block[:, : value.rows].copy() for kind, block in blocks}
    return {name: value for name, value in found.items() if name not in OPENING_STATE}


@pytest.mark.slow
@pytest.mark.parametrize("key", parameter_groups())
def test_what_is_made_of_a_number_follows_it(key: str, worlds: Worlds) -> None:
    """Tables, menus and terms are those of an economy that opened with the number: nobody keeps a copy of the old."""
    world = worlds["hard"]
    for path in (path for path in every_number(opening_only=False) if path.startswith(f"{key}.")):
        for value in other_values(world.scenario.group(key), path.partition(".")[2]):
            try:
                stated, changed = world.built({path: value}), world.built(stress=setting(path, value))
            except RequestError:
                continue
            market = world.opened.copy()
            market.conditions = market.economy.scenario = changed
            assert different(made_of_numbers(market), made_of_numbers(CreditMarket(stated, seed=5))) == [], path
            break


@pytest.mark.slow
@pytest.mark.parametrize("path", every_number(opening_only=True))
def test_what_only_the_opening_reads_is_refused_and_would_change_nothing(path: str, worlds: Worlds) -> None:
    world = worlds["hard"]
    key, _, name = path.partition(".")
    with pytest.raises(RunError, match=rf"^{path} is read only when the books open"):
        now(world.scenario, plus(path, 1.0))
    with pytest.raises(RequestError, match=rf"^test: stress.x.numbers changes {path}, which is read only when"):
        world.built(stress={key: {name: {"plus": 1.0}}})
    if key == "economy":
        return  # how long it runs and how it is shown
    for value in other_values(world.scenario.group(key), name):
        try:
            world.built({path: value})
        except RequestError:
            continue
        assert different(world.state(world.stated_otherwise({path: value})), world.untouched) == []
        break


def test_in_a_run_nobody_reads_what_the_scenario_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its groups are for the opening, for how long it runs and for showing it."""
    market = CreditMarket(load("fuzhou_package", firms=300, months=8, set={"economy.burn_in": 0}), seed=1)

    def told(scenario: Scenario, key: str) -> Any:
        raise AssertionError(f"somebody reads the stated {key}")

    monkeypatch.setattr(Scenario, "group", told)
    for _ in range(7):
        market.step()
    assert market.month == 7


def test_groups_that_are_read_are_noted_and_all_are_there_afterwards(opened_economy) -> None:
    numbers = opened_economy.numbers
    banking, cash_flow = numbers.banking, numbers.cash_flow
    with numbers.noting_reads() as read:
        assert numbers.cash_flow is cash_flow
        assert numbers.cash_flow is cash_flow
        with pytest.raises(AttributeError):
            _ = numbers.cash_flw
    assert list(read) == ["cash_flow"] and read["cash_flow"] is cash_flow
    assert numbers.banking is banking
    with pytest.raises(ZeroDivisionError), numbers.noting_reads():
        _ = 1 // 0
    assert numbers.banking is banking


def test_a_group_with_the_same_changes_as_before_is_left_as_it_is() -> None:
    numbers = Numbers(load("baseline").groups)
    assert numbers.compose([times("cash_flow.wage_factor", 1.1)]) == {"cash_flow"}
    changed = numbers.cash_flow
    again = [times("cash_flow.wage_factor", 1.1), plus("credit_scoring.suspicion", 0.1)]
    assert numbers.compose(again) == {"credit_scoring"}
    assert numbers.cash_flow is changed
    assert numbers.compose([]) == {"cash_flow", "credit_scoring"}
    assert numbers.cash_flow.wage_factor == numbers.stated["cash_flow"].wage_factor
