"""Capital rules: weights enter price, rank and room; internal ratings move with the cycle; all of it ends cleanly."""

from collections.abc import Callable

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.lending.loan_pricing import (
    asset_correlation,
    corporate_correlation,
    risk_weight,
    unexpected_loss,
)
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.capital_rule import CapitalRule, large_firm_weight, rating_migration

RULE = '[[policy]]\nkind = "capital_rule"\nname = "rule"\n'
HEAVY = RULE + "risk_weight_retail = 1.5\nrisk_weight_sme = 1.5\n"
INTERNAL = RULE + "internal_ratings = true\n"
#: A year as usual, then a slump.
SLUMP = {"cycle.mode": "gap_path", "cycle.path": [0.0] * 12 + [-0.08] * 12}
CALM = {"cycle.mode": "gap_path", "cycle.path": [0.0] * 24}


def value(market: CreditMarket, key: str) -> float:
    return float(market.summary.loc[key, "value"])


class TestKnownAnswers:
    @pytest.mark.parametrize(("pd", "correlation"), [(0.02, 0.095), (0.03, 0.075), (0.05, 0.053)])
    def test_correlation_of_other_retail(self, pd: float, correlation: float) -> None:
        assert asset_correlation(pd) == pytest.approx(correlation, abs=0.0006)

    @pytest.mark.parametrize(("pd", "correlation"), [(0.02, 0.124), (0.03, 0.107), (0.05, 0.090)])
    def test_correlation_of_the_smallest_corporate_sme(self, pd: float, correlation: float) -> None:
        assert corporate_correlation(pd, 0.04) == pytest.approx(correlation, abs=0.0006)

    def test_worst_loss_of_a_thousand_years(self) -> None:
        """PD 3%, correlation 0.107: 17.8% of borrowers default in the worst of a thousand years (Vasicek)."""
        assert unexpected_loss(0.03, 1.0, corporate_correlation(0.03, 0.04)) + 0.03 == pytest.approx(0.178, abs=0.0007)

    @pytest.mark.parametrize(("pd", "weight"), [(0.001, 0.2965), (0.005, 0.6961), (0.01, 0.9232), (0.02, 1.1486)])
    def test_weight_of_a_large_firm_in_the_illustrative_table_of_basel_ii(self, pd: float, weight: float) -> None:
        """Annex 5: loss given default 45%, maturity two and a half years."""
        assert large_firm_weight(pd, 0.45) == pytest.approx(weight, abs=1e-4)

    def test_migration_worked_by_hand(self) -> None:
        assert rating_migration(0.0, 8.0, 0.6, 2.5) == 1.0
        assert rating_migration(-0.05, 8.0, 0.6, 2.5) == pytest.approx(1.4)
        assert rating_migration(-0.30, 8.0, 0.6, 2.5) == 2.5
        assert rating_migration(0.30, 8.0, 0.6, 2.5) == 0.6


class TestWeights:
    def weight(self, size: int, debt_yuan: float, **numbers: float) -> float:
        p = load("baseline").group("loan_pricing").numbers()._replace(**numbers)
        return risk_weight(size, int(debt_yuan * 100), 0.03, 0.5, p)

    def test_by_size_limit_and_factor(self) -> None:
        assert self.weight(0, 10e6) == 0.75
        assert self.weight(1, 10.1e6) == 0.85
        assert self.weight(2, 1e6) == 0.85
        assert self.weight(1, 6e6, risk_weight_limit=5e6, risk_weight_sme=1.0) == 1.0
        assert self.weight(0, 1e6, supporting_factor=0.7619) == pytest.approx(0.75 * 0.7619)

    def test_internal_ratings_rise_with_migration_and_corporates_most(self) -> None:
        calm = [self.weight(size, 1e6, internal_ratings=1) for size in (0, 2)]
        slump = [self.weight(size, 1e6, internal_ratings=1, rating_migration=2.0) for size in (0, 2)]
        assert slump[0] > calm[0] and slump[1] > calm[1]
        assert calm[0] < calm[1]
        assert slump[1] / calm[1] > slump[0] / calm[0]


def test_heavier_weights_raise_rates_and_need_more_capital(
    market_with: Callable[..., CreditMarket], baseline: CreditMarket
) -> None:
    heavy = market_with(HEAVY)
    assert value(heavy, "mean_loan_rate") > value(baseline, "mean_loan_rate") + 0.003
    assert value(heavy, "bank_capital_ratio") < value(baseline, "bank_capital_ratio") - 0.001
    assert heavy.indicators["new_lending"].sum() < baseline.indicators["new_lending"].sum()


def test_what_is_stated_as_it_is_changes_no_bit(
    market_with: Callable[..., CreditMarket], baseline: CreditMarket
) -> None:
    text = RULE + "risk_weight_retail = 0.75\nrisk_weight_sme = 0.85\nrisk_weight_limit_yuan = 10_000_000\n"
    same = market_with(text + "risk_weight_large = 1.0\nminimum_ratio = 0.105\n")
    columns = [column for column in baseline.indicators if column in same.indicators]
    assert same.indicators[columns].equals(baseline.indicators[columns])


def test_it_ends_cleanly(market_with: Callable[..., CreditMarket]) -> None:
    """A minimum one and a half points higher raises what banks steer to by as much, beside the buffer's two."""
    everything = HEAVY + "buffer_add_on = 0.02\nminimum_ratio = 0.12\nend = 5\ninternal_ratings = true\n"
    market = market_with(everything, months=8, run=False, **{"banking.buffer_per_growth": [0.0] * 4})
    targets = market.economy.banks.column("target_ratio").copy()
    for _ in range(5):
        market.step()
    assert market.economy.numbers.loan_pricing.risk_weight_retail == 1.5
    assert market.economy.numbers.loan_pricing.internal_ratings == 1
    assert market.economy.numbers.banking.minimum_ratio == 0.12
    assert market.economy.banks.column("target_ratio") == pytest.approx(targets + 0.02 + 0.015)
    market.step()
    for key in ("loan_pricing", "banking"):
        now, stated = getattr(market.economy.numbers, key), market.economy.scenario.group(key).numbers()
        assert all(np.array_equal(*pair) for pair in zip(now, stated, strict=True))
    assert (market.economy.banks.column("target_ratio") == targets).all()


def test_a_buffer_released_in_a_slump_lets_banks_lend(market_with: Callable[..., CreditMarket]) -> None:
    text = RULE + "buffer_add_on = -0.02\ntrigger = { output_gap_below = -0.01 }\n"
    long, lent = {"firms": 1_500, "months": 24, "burn_in": 24}, np.zeros(2)
    for seed in (1, 2, 3):
        released, kept = (market_with(rule, seed=seed, **long, **SLUMP) for rule in (text, ""))
        assert released.indicators["new_lending"].iloc[:12].sum() == kept.indicators["new_lending"].iloc[:12].sum()
        assert (released.economy.banks.column("target_ratio") < kept.economy.banks.column("target_ratio")).all()
        in_slump = np.array([market.indicators["new_lending"].iloc[13:].sum() for market in (released, kept)])
        assert in_slump[0] > in_slump[1]
        lent += in_slump
        ratios = [market.indicators["bank_capital_ratio"].iloc[-1] for market in (released, kept)]
        assert ratios[0] < ratios[1], "what is released is used"
    assert lent[0] > 1.02 * lent[1]


def test_a_buffer_binds_where_capital_is_thin(market_with: Callable[..., CreditMarket]) -> None:
    strict, usual = (market_with(text, firms=3_000) for text in (RULE + "buffer_add_on = 0.04\n", ""))
    assert value(strict, "mean_loan_rate") > value(usual, "mean_loan_rate")
    assert strict.indicators["new_lending"].sum() < usual.indicators["new_lending"].sum()


def test_internal_ratings_squeeze_in_a_slump(market_with: Callable[..., CreditMarket]) -> None:
    """The slump itself is in both; what internal ratings add to it is the fall of lending beyond that."""
    text = INTERNAL + "pd_per_gap = 15.0\n"
    markets = {
        (rule, path): market_with(INTERNAL if rule == "usual" else text, months=24, **(SLUMP if path else CALM))
        for rule in ("usual", "steep")
        for path in (False, True)
    }
    weights = {key: market.economy.numbers.loan_pricing.rating_migration for key, market in markets.items()}
    assert weights == {
        ("usual", False): 1.0, ("usual", True): pytest.approx(1.64), ("steep", False): 1.0, ("steep", True): 2.2,
    }  # fmt: skip
    shadow = {key: float(np.mean(market.economy.banks.column("shadow_cost"))) for key, market in markets.items()}
    assert shadow["steep", True] > shadow["usual", True] > shadow["usual", False]
    lent = {key: market.indicators["new_lending"].iloc[13:].sum() for key, market in markets.items()}
    assert lent["steep", False] == lent["usual", False]
    # Lending of eight hundred firms is few loans: over three economies.
    slumps = [
        market_with(rule, months=24, seed=seed, **SLUMP).indicators["new_lending"].iloc[13:].sum()
        for rule in (text, INTERNAL)
        for seed in (4, 5)
    ]
    assert lent["steep", True] + sum(slumps[:2]) < lent["usual", True] + sum(slumps[2:])


def test_it_holds_for_all(market_with: Callable[..., CreditMarket]) -> None:
    with pytest.raises(RequestError, match="a capital_rule holds for every loan"):
        CapitalRule.read({"eligible": {"size": ["micro"]}}, "policy.rule")


SURCHARGE = RULE + 'buffer_add_on = 0.02\nbanks = { share = 1.0, type = ["large_state"] }\n'


def test_a_buffer_of_some_banks_is_theirs_alone_and_ends(market_with: Callable[..., CreditMarket]) -> None:
    market, without = market_with(SURCHARGE + "end = 3\n", months=5, run=False), market_with(months=5, run=False)
    state = market.economy.banks.column("type") == 0
    for month in range(1, 6):
        market.step()
        without.step()
        added = market.economy.banks.column("target_ratio") - without.economy.banks.column("target_ratio")
        assert added[~state] == pytest.approx(0.0, abs=1e-3), "but for how the cycle answers"
        assert added[state] == pytest.approx(0.02 if month <= 3 else 0.0, abs=1e-3)


def test_a_buffer_of_some_banks_stands_beside_the_general_rule(market_with: Callable[..., CreditMarket]) -> None:
    second = SURCHARGE.replace('"rule"', '"second"')
    both = market_with(SURCHARGE + second + HEAVY.replace('"rule"', '"general"'), months=1)
    plain = market_with(months=1)
    state = plain.economy.banks.column("type") == 0
    added = (both.economy.banks.column("target_ratio") - plain.economy.banks.column("target_ratio"))[state]
    assert added == pytest.approx(0.04, abs=1e-3)
    with pytest.raises(RequestError, match="is a second capital_rule"):
        market_with(HEAVY + HEAVY.replace('"rule"', '"other"'), months=1)


def test_weights_of_some_banks_are_refused() -> None:
    with pytest.raises(RequestError, match="states banks and risk_weight_sme; for some banks only buffer_add_on"):
        CapitalRule.read({"banks": {"share": 0.5}, "risk_weight_sme": 0.5}, "policy.rule")
