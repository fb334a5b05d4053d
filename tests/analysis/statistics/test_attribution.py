"""What a policy added, against little logs worked by hand, and the effects made of it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from smecredit.analysis.experiments import runs
from smecredit.analysis.presentation.comparison import Comparison, compare
from smecredit.analysis.presentation.headlines import headline_keys
from smecredit.analysis.statistics.attribution import (
    ALL,
    Attribution,
    History,
    Tally,
    attribution,
    credit_around,
    history_of,
)
from smecredit.analysis.statistics.effects import FEWEST_LOANS
from smecredit.analysis.statistics.intervals import FEW_LOANS, NO_LOANS, NOT_BOTH_POSITIVE, REFERENCE
from smecredit.scenarios import load
from smecredit.simulation.observe.grants import DepartureLog, GrantLog
from smecredit.simulation.state.observer import Observers

MICRO, SMALL, MEDIUM, LARGE = range(4)
SIMPLE, LINE = range(2)
CLOSED, FAILED, DEFAULTED, ABSCONDED = range(4)
#: One simulated firm stands for ten, and an amount of 100 model fen for 10 yuan of the population.
WEIGHT = 10.0


def history(
    grants: list[tuple[int, int, int, bool, int, int]] = (),  # month, firm, fen, supported, product, size
    left: list[tuple[int, int, int, int]] = (),  # month, firm, outcome, size
    alive: list[int] = (),
    months: int = 24,
) -> History:
    """The history of a market that has just these logs."""
    log, departures = GrantLog(), DepartureLog()
    for month, firm, fen, supported, product, size in grants:
        log.append(
            1, month=month, enterprise=firm, amount=fen, supported=supported, product=product, size=size,
            sector=firm % 8, region=0, cost=0.05 if supported else 0.07,
        )  # fmt: skip
    for month, firm, outcome, size in left:
        departures.append(1, month=month, enterprise=firm, outcome=outcome, size=size, cause=0)
    observers = Observers()
    observers.add(departures)
    observers.add(log)
    market = SimpleNamespace(
        economy=SimpleNamespace(weight=WEIGHT, observer=observers),
        months=months,
        enterprises={"id": np.array(alive, np.int64)},
    )
    return history_of(market)


def test_credit_around_counts_both_ends_of_the_window_and_nobody_else() -> None:
    firm, other = 5, 6
    run = history([(month, firm, 10**month, False, SIMPLE, MICRO) for month in range(1, 18)])
    # Six months either side of month 9: months 3 to 15, both ends included.
    (found,) = credit_around(run, np.array([firm]), np.array([9]))
    assert found == sum(10**month for month in range(3, 16))
    assert credit_around(run, np.array([other]), np.array([9])).tolist() == [0]
    # A window that reaches beyond the log holds what there is; keys of entrants are large numbers.
    entrant = (150 << 32) + 7
    run = history([(-6, entrant, 3, False, SIMPLE, MICRO), (1, entrant, 4, True, SIMPLE, MICRO)])
    assert credit_around(run, np.array([entrant] * 3), np.array([-11, 0, 8])).tolist() == [3, 7, 0]


def test_additionality_worked_by_hand() -> None:
    with_policy = history(
        [
            (10, 1, 100_000, True, SIMPLE, MICRO),  # nothing in the reference: additional
            (10, 2, 100_000, True, SIMPLE, SMALL),  # exactly half there: not additional
            (10, 3, 100_000, True, LINE, SMALL),  # one fen less than half there: additional
            (10, 4, 300_000, True, SIMPLE, MEDIUM),  # two loans there, together more than half: not additional
            (10, 5, 100_000, True, SIMPLE, MICRO),  # its loan there came seven months later: additional
            (10, 6, 200_000, True, SIMPLE, MICRO),  # its loan there came six months before: not additional
            (10, 7, 900_000, False, SIMPLE, MICRO),  # not supported: does not count
            (0, 8, 900_000, True, SIMPLE, MICRO),  # before month 1
            (19, 9, 900_000, True, SIMPLE, MICRO),  # its window reaches beyond the last month, 24
            (18, 10, 50_000, True, SIMPLE, LARGE),  # its window does not; supported there too: not additional
        ]
    )
    reference = history(
        [
            (8, 2, 50_000, False, SIMPLE, SMALL),
            (12, 3, 49_999, False, SIMPLE, SMALL),
            (4, 4, 100_000, False, SIMPLE, MEDIUM),
            (16, 4, 60_000, False, LINE, MEDIUM),
            (17, 5, 100_000, False, SIMPLE, MICRO),
            (3, 5, 100_000, False, SIMPLE, MICRO),
            (4, 6, 100_000, False, SIMPLE, MICRO),
            (18, 10, 50_000, True, SIMPLE, LARGE),
        ]
    )
    whole = attribution(with_policy, reference)
    found, yuan = whole.supported, WEIGHT / 100.0
    # The one loan without support is put to the same test: firm 7 got nothing in the reference.
    assert whole.unsupported[:3] == (900_000 * yuan, 900_000 * yuan, 1)
    assert found[ALL][:4] == (300_000 * yuan, 950_000 * yuan, 7, 3)
    assert found["size.micro"][:4] == (200_000 * yuan, 400_000 * yuan, 3, 2)
    assert found["size.small"][:4] == (100_000 * yuan, 200_000 * yuan, 2, 1)
    assert found["size.medium"][:4] == (0.0, 300_000 * yuan, 1, 0)
    assert found["product.revolving_line"][:3] == (100_000 * yuan, 100_000 * yuan, 1)
    assert found["sector.transport"][:3] == (100_000 * yuan, 100_000 * yuan, 1)  # firm 1
    # Got less by: firm 1 all, 2 half, 3 all but 49,999, 4 the rest of 300,000, 5 all, 6 half; firm 10 nothing.
    lost = 100_000 + 50_000 + 50_001 + 140_000 + 100_000 + 100_000
    assert found[ALL].lost == pytest.approx(lost * yuan)
    # Loans that are not additional: of firms 2, 4 and 6 two points dearer there, of firm 10 supported at the same cost.
    assert found[ALL].kept == pytest.approx((50_000 + 160_000 + 100_000 + 50_000) * yuan)
    assert found[ALL].dearer == pytest.approx(0.02 * (50_000 + 160_000 + 100_000) * yuan, rel=1e-6)
    sectors = [tally for part, tally in found.items() if part.startswith("sector.")]
    assert sum(tally.amount for tally in sectors) == pytest.approx(found[ALL].amount)
    # Seven months on either side reach firm 5's loan there, and beyond the last month from firm 10's here.
    wider = attribution(with_policy, reference, 7).supported
    assert wider[ALL][:4] == (200_000 * yuan, 900_000 * yuan, 6, 2)


def test_rows_in_another_order_give_the_same() -> None:
    grants = [(10, firm, 100 * firm, firm % 2 == 0, SIMPLE, MICRO) for firm in range(1, 20)]
    twins = [(4 + firm % 16, firm, 55 * firm, False, SIMPLE, MICRO) for firm in range(1, 20)]
    forwards = attribution(history(grants), history(twins))
    backwards = attribution(history(grants[::-1]), history(twins[::-1]))
    assert forwards == backwards
    assert 0.0 < forwards.supported[ALL].additional < forwards.supported[ALL].amount


def test_a_run_adds_nothing_to_itself() -> None:
    run = history(
        [(month, month % 5, 1000, True, SIMPLE, MICRO) for month in range(1, 19)], [(7, 9, DEFAULTED, MICRO)], [1]
    )
    found = attribution(run, run)
    assert found.supported[ALL].additional == 0.0
    assert found.supported[ALL].loans == 18
    assert found.rescued[ALL] == found.lost[ALL] == 0.0


def test_firms_saved_and_lost_worked_by_hand() -> None:
    with_policy = history(
        left=[
            (20, 4, DEFAULTED, SMALL),  # alive there: lost
            (20, 5, CLOSED, MICRO),  # alive there, but its owner chose to close: not lost
            (20, 6, FAILED, MICRO),  # failed there too
            (20, 7, ABSCONDED, MICRO),  # alive there: lost
            (20, 20, FAILED, MICRO),  # entered here alone: neither
        ],
        alive=[1, 2, 3, 8, 9],
    )
    reference = history(
        left=[
            (5, 1, DEFAULTED, MICRO),  # rescued
            (24, 2, FAILED, MEDIUM),  # rescued
            (5, 3, CLOSED, MICRO),  # closed there by choice: not rescued
            (5, 6, DEFAULTED, MICRO),
            (9, 8, ABSCONDED, MICRO),  # rescued
            (9, 30, FAILED, MICRO),  # entered there alone: neither
        ],
        alive=[4, 5, 7, 9],
    )
    found = attribution(with_policy, reference)
    assert (found.rescued[ALL], found.lost[ALL]) == (30.0, 20.0)
    assert (found.rescued["size.micro"], found.rescued["size.medium"]) == (20.0, 10.0)
    assert (found.lost["size.micro"], found.lost["size.small"]) == (10.0, 10.0)


def test_shares_are_ratios_of_means_and_deadweight_is_the_rest(comparison: Comparison) -> None:
    own = [run.attribution for run in comparison.results["one_plus_n"]]
    added, amount = (sum(getattr(each.supported[ALL], name) for each in own) for name in ("additional", "amount"))
    found = comparison.mean("one_plus_n", "additionality")
    assert found.value == pytest.approx(added / amount, rel=1e-12)
    assert 0.0 < found.low < found.value < found.high < 0.2
    rest = comparison.mean("one_plus_n", "deadweight")
    assert rest.value == pytest.approx(1.0 - found.value, rel=1e-12)
    assert (rest.low, rest.high) == pytest.approx((1.0 - found.high, 1.0 - found.low), abs=1e-12)
    assert comparison.difference("one_plus_n", "additionality") == found
    assert comparison.mean("one_plus_n", "additionality_placebo").value == pytest.approx(0.02)
    micro = comparison.mean("one_plus_n", "additionality.size.micro").value
    small = comparison.mean("one_plus_n", "additionality.size.small").value
    assert micro > found.value > small


def test_what_cannot_be_said_is_null_and_says_why(comparison: Comparison) -> None:
    assert comparison.mean("baseline", "additionality").reason == REFERENCE
    assert comparison.mean("baseline", "firms_saved").reason == REFERENCE
    for key in ("additionality", "deadweight", "additionality.size.micro"):
        nothing = comparison.mean("no_support", key)
        assert (nothing.value, nothing.reason) == (None, NO_LOANS)
    # One supported loan to a medium firm a seed, ten in all: too few to tell, under any scenario.
    assert "additionality.size.medium" not in comparison.measured
    assert len(comparison.seeds) < FEWEST_LOANS


def test_few_loans_under_one_scenario_are_told_beside_enough_under_another(make) -> None:
    found = make("baseline", "one_plus_n", "one_plus_n", seeds=3)
    first = found.results["one_plus_n"][0].attribution
    scarce = replace(first, supported={**first.supported, "size.micro": Tally(1.0, 2.0, 3)})
    results = {
        name: [
            replace(run, attribution=scarce) if name == "one_plus_n (2)" and run.attribution else run for run in of_name
        ]
        for name, of_name in found.results.items()
    }
    again = Comparison(found.scenarios, found.seeds, list(zip(*results.values(), strict=True)))
    assert again.mean("one_plus_n", "additionality.size.micro").value is not None
    assert again.mean("one_plus_n (2)", "additionality.size.micro").reason == FEW_LOANS


def test_firms_saved_and_what_one_cost(comparison: Comparison) -> None:
    own = [run.attribution for run in comparison.results["one_plus_n"]]
    saved = np.mean([each.rescued[ALL] - each.lost[ALL] for each in own])
    found = comparison.difference("one_plus_n", "firms_saved")
    assert found.value == pytest.approx(saved)
    assert found.clear and found.low > 0.0
    assert comparison.mean("one_plus_n", "firms_rescued").value == pytest.approx(saved + 400.0)
    assert comparison.mean("one_plus_n", "firms_lost").value == 400.0
    cost = [
        runs_of["one_plus_n"].month_by_month("public_cost")[0].sum()
        - runs_of["baseline"].month_by_month("public_cost")[0].sum()
        for runs_of in (
            {name: comparison.results[name][place] for name in comparison.names} for place in range(len(own))
        )
    ]
    each = comparison.mean("one_plus_n", "cost_per_firm_saved")
    assert each.value == pytest.approx(np.mean(cost) / saved)
    # Fewer firms at a lower cost: the number of firms is below zero, and both signs are told.
    assert comparison.mean("no_support", "firms_saved").value < 0.0


def test_the_cost_of_a_firm_is_null_where_nobody_was_clearly_saved(make) -> None:
    found = make("baseline", "one_plus_n")
    for place, run in enumerate(found.results["one_plus_n"]):
        run.attribution.rescued[ALL] = 500.0 if place % 2 else 300.0
    again = Comparison(found.scenarios, found.seeds, list(zip(*found.results.values(), strict=True)))
    each = again.mean("one_plus_n", "cost_per_firm_saved")
    assert (each.value, each.reason) == (None, NOT_BOTH_POSITIVE)
    # The two parts stand there instead.
    assert [part.name for part in each.parts] == ["cost", "firms"]
    assert each.parts[0].estimate.clear and not each.parts[1].estimate.clear
    assert not again.mean("one_plus_n", "firms_saved").clear


def test_a_comparison_attributes_inside_the_worker_seed_by_seed() -> None:
    size = {"firms": 500, "months": 20}
    found = compare(["no_support", "baseline"], seeds=2, workers=1, **size)
    scenarios = [load(name, **size) for name in ("no_support", "baseline")]
    for place, seed in enumerate((1, 2)):
        reference, result = (found.results[name][place] for name in found.names)
        assert reference.attribution is None
        histories = [history_of(runs.run_market(scenario, seed, tape=True)) for scenario in scenarios]
        assert result.attribution == attribution(histories[1], histories[0])
        assert isinstance(result.attribution, Attribution)
        assert 0 < result.attribution.supported[ALL].loans < 500
        assert result.attribution.supported[ALL].additional <= result.attribution.supported[ALL].amount
    rows = found.document()["scenarios"]
    assert rows["baseline"]["additionality"]["unit"] == "share"
    assert rows["no_support"]["additionality"]["reason"] == REFERENCE
    assert ("additionality", "baseline") in found.table.index


def test_without_supported_loans_additionality_is_null_with_a_reason() -> None:
    found = compare(["baseline", "no_support"], seeds=2, firms=300, months=14, workers=1)
    row = found.document()["scenarios"]["no_support"]["additionality"]
    assert (row["mean"], row["reason"]) == (None, NO_LOANS)


def test_the_decision_time_shadow_stands_beside_additionality_where_it_is_measured() -> None:
    measured = ["deadweight", "additionality_at_decision", "additionality"]
    assert headline_keys(measured) == {"anyway": ["additionality", "additionality_at_decision", "deadweight"]}
    assert headline_keys(["additionality"]) == {"anyway": ["additionality"]}
