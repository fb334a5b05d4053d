"""What a comparison states: paired differences, flags, effects, and the JSON document."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from smecredit.analysis.presentation.comparison import Comparison, compare
from smecredit.analysis.statistics.indicators import EFFECTS, RUN, YEAR, flows_by_month, over_whole_run, shown_unit
from smecredit.analysis.statistics.intervals import (
    DENOMINATOR_NEAR_ZERO,
    DENOMINATOR_SMALL,
    DENOMINATOR_ZERO,
    DIFFERENCE_ONLY,
    NOT_BOTH_POSITIVE,
    NOTHING,
    REFERENCE,
)
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.structure import PARTIES


def test_the_first_scenario_is_the_reference(comparison: Comparison) -> None:
    assert comparison.reference == "baseline"
    assert comparison.others == ("one_plus_n", "no_support")
    for key in comparison.measured:
        assert comparison.difference("baseline", key) == NOTHING


def test_differences_find_the_effect_that_was_put_in(comparison: Comparison) -> None:
    credit = comparison.difference("one_plus_n", "credit_outstanding")
    assert credit.low < 0.02 * 60e12 < credit.high
    assert credit.clear
    rate = comparison.difference("one_plus_n", "mean_loan_rate")
    assert not rate.clear
    assert rate.low < 0.0 < rate.high


def test_pairing_makes_intervals_narrow(comparison: Comparison) -> None:
    level, change = (
        comparison.mean("one_plus_n", "credit_outstanding"),
        comparison.difference("one_plus_n", "credit_outstanding"),
    )
    assert change.high - change.low < 0.1 * (level.high - level.low)


def test_ratios_are_ratios_of_means(comparison: Comparison) -> None:
    runs = comparison.results["one_plus_n"]
    place = comparison.keys.index("borrower_share")
    expected = sum(run.numerators[place] for run in runs) / sum(run.denominators[place] for run in runs)
    assert comparison.mean("one_plus_n", "borrower_share").value == pytest.approx(expected, rel=1e-14)


def test_what_nobody_did_is_undefined_and_says_why(comparison: Comparison) -> None:
    payout = comparison.mean("no_support", "guarantee_payout_rate")
    assert payout.value is None
    assert payout.reason == DENOMINATOR_ZERO
    assert comparison.difference("no_support", "guarantee_payout_rate").reason == DENOMINATOR_ZERO


def test_a_scenario_without_any_effect_is_flagged(make) -> None:
    same = make("baseline", "one_plus_n", "baseline")
    assert same.names == ("baseline", "one_plus_n", "baseline (2)")
    assert same.identical == {"baseline (2)"}


def test_losses_by_party_sum_to_the_loss(comparison: Comparison) -> None:
    for name in comparison.names:
        losses = comparison.losses(name)
        assert tuple(losses) == PARTIES
        total, _ = comparison.total_loss(name)
        assert sum(each.value for each in losses.values()) == pytest.approx(total.value, rel=1e-12)
        assert sum(each.value for each in comparison.loss_shares(name).values()) == pytest.approx(1.0)
    moved = comparison.loss_differences("one_plus_n")
    assert moved["compensation_fund"].clear
    assert moved["national_fund"].value == -comparison.losses("baseline")["national_fund"].value
    assert moved["insurer"] == NOTHING


def test_effects_over_the_fiscal_yuan(comparison: Comparison) -> None:
    runs = {name: comparison.results[name] for name in comparison.names}

    def yearly(name: str, key: str) -> float:
        return 12.0 * np.mean([run.month_by_month(key)[0].mean() for run in runs[name]])

    gross = comparison.mean("one_plus_n", "credit_per_fiscal_yuan_gross")
    expected = yearly("one_plus_n", "lending") / yearly("one_plus_n", "fiscal_outlay")
    assert gross.value == pytest.approx(expected, rel=1e-12)
    assert gross.low < gross.value < gross.high
    assert comparison.mean("no_support", "credit_per_fiscal_yuan_gross").reason == DENOMINATOR_ZERO

    more = comparison.mean("one_plus_n", "credit_per_fiscal_yuan_incremental")
    lending = yearly("one_plus_n", "lending") - yearly("baseline", "lending")
    cost = yearly("one_plus_n", "public_cost") - yearly("baseline", "public_cost")
    assert more.value == pytest.approx(lending / cost, rel=1e-9)
    assert more == comparison.difference("one_plus_n", "credit_per_fiscal_yuan_incremental")
    assert comparison.mean("baseline", "credit_per_fiscal_yuan_incremental").reason == REFERENCE
    # Less lending for less money: no ratio, but its two parts.
    less = comparison.mean("no_support", "credit_per_fiscal_yuan_incremental")
    assert (less.value, less.reason) == (None, NOT_BOTH_POSITIVE)
    assert [(part.name, part.estimate.clear) for part in less.parts] == [("lending", True), ("cost", True)]


def test_lending_is_not_divided_by_an_outlay_near_zero(make) -> None:
    found = make("baseline", "one_plus_n", "no_support")
    results = [list(runs) for runs in zip(*found.results.values(), strict=True)]
    place = results[0][2].series_keys.index("fiscal_outlay")
    for seed, (_, _, run) in enumerate(results):
        run.series_numerators[:, place] = 1e6 * (seed % 3 == 0)  # paid in four seeds of ten
    again = Comparison(found.scenarios, found.seeds, results)
    gross = again.mean("no_support", "credit_per_fiscal_yuan_gross")
    assert (gross.value, gross.reason) == (None, DENOMINATOR_NEAR_ZERO)
    assert again.difference("no_support", "credit_per_fiscal_yuan_gross").reason == DENOMINATOR_NEAR_ZERO
    assert again.mean("one_plus_n", "credit_per_fiscal_yuan_gross").value == pytest.approx(
        found.mean("one_plus_n", "credit_per_fiscal_yuan_gross").value
    )


@pytest.mark.parametrize(("part", "given"), [(0.04, False), (0.06, True)])
def test_nothing_is_told_per_yuan_of_a_policy_that_spends_little_beside_another(make, part: float, given: bool) -> None:
    found = make("baseline", "one_plus_n", "no_support")
    results = [list(runs) for runs in zip(*found.results.values(), strict=True)]
    keys = results[0][0].series_keys
    lending, outlay, cost = (keys.index(key) for key in ("lending", "fiscal_outlay", "public_cost"))
    for base, dear, cheap in results:
        added = dear.series_numerators[:, cost] - base.series_numerators[:, cost]
        cheap.series_numerators[:, cost] = base.series_numerators[:, cost] + part * added
        cheap.series_numerators[:, outlay] = part * dear.series_numerators[:, outlay]
        cheap.series_numerators[:, lending] = dear.series_numerators[:, lending]
    again = Comparison(found.scenarios, found.seeds, results)
    for key in ("credit_per_fiscal_yuan_gross", "credit_per_fiscal_yuan_incremental"):
        assert again.mean("one_plus_n", key).value is not None
        told = again.mean("no_support", key)
        assert (told.value is not None) == given
        assert given or told.reason == DENOMINATOR_SMALL
    assert again.mean("no_support", "credit_per_fiscal_yuan_incremental").parts or given


def test_a_balance_is_shown_as_a_difference_only(comparison: Comparison) -> None:
    assert comparison.mean("one_plus_n", "fiscal_balance").reason == DIFFERENCE_ONLY
    assert comparison.difference("one_plus_n", "fiscal_balance").value is not None
    row = comparison.document()["scenarios"]["one_plus_n"]["fiscal_balance"]
    assert row["mean"] is None and row["difference"] < 0.0


def test_flows_over_the_window_are_shown_by_the_year(comparison: Comparison) -> None:
    assert flows_by_month("new_lending")
    assert not flows_by_month("credit_outstanding")
    assert flows_by_month("losses_by_payer.payer.bank")
    assert over_whole_run("losses_by_payer.payer.bank") and not over_whole_run("new_lending")
    assert shown_unit("new_lending") == "yuan per year"
    mean, difference = comparison.shown("one_plus_n", "new_lending")
    assert comparison.window == 12
    assert mean.value == pytest.approx(comparison.mean("one_plus_n", "new_lending").value)
    assert difference.low == comparison.difference("one_plus_n", "new_lending").low


def test_series_and_their_differences(comparison: Comparison) -> None:
    value, low, high = comparison.series("one_plus_n", "borrower_share")
    assert len(value) == comparison.months
    assert ((low <= value) & (value <= high)).all()
    change, *_ = comparison.series("one_plus_n", "borrower_share", change=True)
    base, *_ = comparison.series("baseline", "borrower_share")
    assert change == pytest.approx(value - base)
    so_far, *_ = comparison.series("one_plus_n", "fiscal_outlay", span=RUN)
    monthly, *_ = comparison.series("one_plus_n", "fiscal_outlay")
    assert so_far == pytest.approx(np.cumsum(monthly))
    smooth, *_ = comparison.series("one_plus_n", "fiscal_outlay", span=YEAR)
    assert smooth[0] == pytest.approx(monthly[0])
    assert smooth[20] == pytest.approx(monthly[9:21].mean())
    undefined, *_ = comparison.series("no_support", "guarantee_payout_rate")
    assert np.isnan(undefined).all()
    assert comparison.series("baseline", "new_lending.size.micro") is None


def test_values_by_seed_are_tidy_and_their_ratio_of_sums_is_the_mean(comparison: Comparison) -> None:
    frame = comparison.by_seed
    assert list(frame.columns) == ["seed", "scenario", "indicator", "unit", "value"]
    assert len(frame) == 10 * 3 * len(comparison.measured)
    assert not frame.duplicated(["seed", "scenario", "indicator"]).any()
    own = frame.query("scenario == 'one_plus_n' and indicator == 'credit_outstanding'")
    assert list(own["seed"]) == list(comparison.seeds)
    assert own["value"].mean() == pytest.approx(comparison.mean("one_plus_n", "credit_outstanding").value)
    assert set(own["unit"]) == {"yuan"}
    # What nobody did, and what the reference cannot have, is undefined in every seed.
    empty = frame[frame["value"].isna()].groupby(["scenario", "indicator"]).size()
    assert empty["no_support", "guarantee_payout_rate"] == 10
    assert empty["baseline", "additionality"] == 10
    saved = frame.query("scenario == 'one_plus_n' and indicator == 'firms_saved'")["value"]
    assert saved.mean() == pytest.approx(comparison.mean("one_plus_n", "firms_saved").value)


def test_a_scenario_that_is_another_again_is_known_by_its_content(make) -> None:
    some = make("baseline", "one_plus_n", "baseline", "one_plus_n", seeds=2)
    assert some.repeated == {"baseline (2)": "baseline", "one_plus_n (2)": "one_plus_n"}


def test_the_table_has_a_row_for_each_indicator_and_scenario(comparison: Comparison) -> None:
    table = comparison.table
    assert isinstance(table, pd.DataFrame)
    assert table.index.names == ["indicator", "scenario"]
    assert len(table) == len(comparison.measured) * 3
    row = table.loc[("credit_outstanding", "one_plus_n")]
    assert row["unit"] == "yuan"
    assert row["ci_low"] < row["difference"] < row["ci_high"]
    assert row["clear"]
    assert not table.loc["mean_loan_rate"]["clear"].any()


def numbers_in(document: object) -> list:
    if isinstance(document, dict):
        return [number for value in document.values() for number in numbers_in(value)]
    return [document] if isinstance(document, (int, float)) and not isinstance(document, bool) else []


def test_the_document_is_as_the_design_says(comparison: Comparison) -> None:
    document = comparison.document()
    assert set(document) == {"reference", "seeds", "months", "firms", "scenarios", "losses_by_payer"}
    assert (document["reference"], document["seeds"], document["months"]) == ("baseline", 10, 24)
    assert list(document["scenarios"]) == list(comparison.names)
    fields = {"unit", "mean", "difference", "ci_low", "ci_high"}
    for name, rows in document["scenarios"].items():
        assert set(EFFECTS) <= set(rows)
        for row in rows.values():
            missing = any(row[field] is None for field in fields)
            assert set(row) == (fields | {"reason"} if missing else fields)
            assert not missing or row["reason"]
            if name == "baseline":
                assert (row["difference"], row["ci_low"], row["ci_high"]) == (0.0, 0.0, 0.0)
    assert set(document["losses_by_payer"]["one_plus_n"]) == set(PARTIES)
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    for number in numbers_in(document):
        assert math.isfinite(number)
        assert not isinstance(number, int) or abs(number) <= 2**53


def test_the_document_of_one_seed_has_no_intervals(make) -> None:
    row = make("baseline", "one_plus_n", seeds=1).document()["scenarios"]["one_plus_n"]["credit_outstanding"]
    assert row["difference"] > 0
    assert row["ci_low"] is None
    assert row["reason"] == "one_seed"


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [
        ("baseline", {}, "at least one other"),
        (["baseline"], {}, "at least one other"),
        (["baseline", "one_plus_nn"], {}, "one_plus_n"),
        (["baseline", "one_plus_n"], {"seeds": 0}, "seeds is 0; it must be a whole number from 1 to 100,000."),
        (["baseline", "one_plus_n"], {"seeds": 2.5}, "seeds is 2.5; it must be a whole number"),
        (["baseline", "one_plus_n"], {"workers": -1}, "workers is -1; it must be a whole number"),
        (["baseline", "one_plus_n"], {"first_seed": -1}, "first_seed is -1; it must be a whole number from 0"),
        (["baseline", "one_plus_n"], {"firms": 10**7}, "GB of memory"),
        (["baseline", "one_plus_n"], {"set": ["policy.nobody.share.bank=1"]}, "nobody"),
        (["baseline", "one_plus_n"], {"under": "one_plus_n"}, "stress"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(names, options, words, monkeypatch) -> None:
    monkeypatch.setattr("smecredit.analysis.experiments.paired_runs.run_seeds", lambda *_: pytest.fail("it ran"))
    monkeypatch.setattr("smecredit.analysis.experiments.limits.available_bytes", lambda: 10**9)
    with pytest.raises(RequestError, match=words):
        compare(names, **options)
