"""VAT-free interest on small loans: tax not collected, priced in, for all loans at once."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.debt_service import repayment
from smecredit.simulation.behaviour.lending.loan_pricing import rate_after_tax, rate_before_tax, tax_on_interest
from smecredit.simulation.state.ledger import PAYER, TAX_BANK

NAME = "interest_vat_exemption"
NONE = f'remove = ["{NAME}"]\n'
WIDE = f'[[policy]]\nname = "{NAME}"\nwholly_up_to_yuan = 1e12\neligible = {{ max_loan_yuan = 1e12 }}\n'


def outlay(market: CreditMarket) -> pd.Series:
    return market.indicators.get(f"fiscal_outlay.programme.{NAME}", pd.Series([0.0])).fillna(0.0)


def tax_of_banks(market: CreditMarket) -> pd.Series:
    f = market.flows
    tax = f[(f["purpose"] == "tax") & (f["payer"] == "bank")].groupby("month")["fen"].sum()
    return tax.reindex(range(1, market.months + 1), fill_value=0)


class TestRules:
    def test_worked_by_hand(self) -> None:
        """A bank that wants 5.5%, tax of 6%: 5.83%, none of it free; 5.53% with 5% free; 5.5% with all free."""
        assert rate_before_tax(0.055, 0.06, 0.0) == pytest.approx(0.0583)
        assert rate_before_tax(0.055, 0.06, 0.05) == pytest.approx(0.0553)
        assert rate_before_tax(0.055, 0.06, 1_000.0) == 0.055

    def test_tax_in_interest_worked_by_hand(self) -> None:
        """Of 106 yuan at 6% six are tax; with half the rate free, three; at 6.36% with 5.3% free, a sixth of it."""
        assert tax_on_interest(10_600, 0.06, 0.06, 0.0) == 600
        assert tax_on_interest(10_600, 0.06, 0.06, 0.03) == 300
        assert tax_on_interest(10_600, 0.0636, 0.06, 0.053) == 100
        assert tax_on_interest(10_600, 0.06, 0.06, 0.06) == 0

    @given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.0, 0.3))
    def test_the_bank_keeps_the_rate_it_wants(self, net: float, vat: float, free: float) -> None:
        rate = rate_before_tax(net, vat, free)
        assert rate_after_tax(rate, vat, free) == pytest.approx(net, abs=1e-12)
        assert net <= rate <= net * (1.0 + vat) + 1e-12


@pytest.fixture(scope="module")
def without(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(NONE)


def test_banks_pay_less_tax_from_the_first_month_on(baseline: CreditMarket, without: CreditMarket) -> None:
    """Loans of the burn-in lose the exemption at once where it is removed, at rates agreed with it."""
    less = tax_of_banks(without) - tax_of_banks(baseline)
    assert (less > 0).all()
    gross = baseline.economy.weight / 100.0
    assert less.iloc[0] * gross == pytest.approx(outlay(baseline).iloc[0], rel=0.1)
    assert outlay(without).sum() == 0.0


def test_tax_not_collected_is_no_payment(baseline: CreditMarket) -> None:
    """It stands in the outlay and is taken out again of the balance, where it is missing as revenue."""
    i, raw = baseline.indicators, baseline.recorder.raw().loc[1:]
    came_back = (raw["recovered_local_government"] + raw["flow_capital_back"]) * baseline.economy.weight / 100.0
    expected = i["tax_revenue"] + came_back - (i["fiscal_outlay"] - outlay(baseline))
    np.testing.assert_allclose(i["fiscal_balance"], expected, rtol=1e-9)


def test_it_is_passed_on_in_the_rate(baseline: CreditMarket, without: CreditMarket) -> None:
    rates = [market.summary.loc["mean_loan_rate", "value"] for market in (baseline, without)]
    assert rates[0] < rates[1]


def test_limits_of_amount_and_rate(baseline: CreditMarket) -> None:
    loans = baseline.economy.loans
    live = loans.column("status") == 1
    row = next(row for row, policy in baseline.economy.schedule.programme_policies.items() if policy.name == NAME)
    under = (loans.column("programmes") >> row) & 1 == 1
    amount, free = loans.column("amount"), loans.column("tax_free_rate")
    small, larger = live & under & (amount <= 100_000_000), live & under & (amount > 100_000_000)
    assert small.any() and (free[small] == 1_000.0).all()
    assert larger.any() and (amount[larger] <= 1_000_000_000).all()
    assert ((free[larger] > 0.03) & (free[larger] < 0.06)).all()
    assert (free[live & ~under] == 0.0).all()
    sizes = baseline.economy.firms.column("size")[loans.column("firm")]
    assert (sizes[live & (free > 0.0) & (loans.column("opened") == baseline.month)] <= 1).all()


def test_with_everything_free_no_tax_is_paid(market_with: Callable[..., CreditMarket]) -> None:
    """But on what firms that outgrew SME policy still owe."""
    market = market_with(WIDE, months=3)
    assert tax_of_banks(market).iloc[2] < 0.02 * tax_of_banks(market_with(NONE, months=3)).iloc[2]


def test_start_end_and_budget_hold(market_with: Callable[..., CreditMarket], baseline: CreditMarket) -> None:
    policy = f'[[policy]]\nname = "{NAME}"\n'
    dated = outlay(market_with(policy + "start = 4\nend = 8\n", months=10))
    assert (dated.iloc[3:8] > 0.0).all() and (dated.iloc[[0, 1, 2, 8, 9]] == 0.0).all()
    budget = float(outlay(baseline).iloc[:5].sum()) * 1.07
    capped = outlay(market_with(policy + f"budget_yuan = {budget}\n", months=10))
    assert capped.iloc[6:].sum() == 0.0
    assert 0.0 < capped.iloc[5] < 0.7 * capped.iloc[4], "what is left for the last month"
    assert budget * 0.9999 < capped.sum() <= budget * (1.0 + 1e-9)


def watched_taxes(market: CreditMarket, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int, int]]:
    """Run to the end. By month: tax on all interest paid if none were free, tax paid, left uncollected, left untaxed
    by the loans' own limits."""
    seen: list[tuple[int, int, int, int]] = []
    pay = repayment.pay_due

    def watched(economy, freed):
        full = free = 0
        vat = economy.numbers.loan_pricing.interest_vat
        for row in np.flatnonzero(economy.loans.column("status") == 1):
            if economy.due[economy.loans.column("firm")[row]] > 0:
                rate, limit = (economy.loans.column(name)[row] for name in ("rate", "tax_free_rate"))
                interest = repayment.interest_due(row, economy.loan, economy.month)
                tax = tax_on_interest(interest, rate, vat, 0.0)
                full += tax
                free += tax - tax_on_interest(interest, rate, vat, limit)
        closed = pay(economy, freed)
        collected = int(economy.flows[TAX_BANK, PAYER].sum())
        seen.append((full, collected, economy.outlays.get(NAME, 0), free))
        return closed

    monkeypatch.setattr(repayment, "pay_due", watched)
    market.run()
    return seen


@pytest.mark.parametrize("months", [None, 4.4])
def test_the_outlay_is_the_tax_not_collected_to_the_fen(
    market_with: Callable[..., CreditMarket], monkeypatch: pytest.MonkeyPatch, months: float | None
) -> None:
    """Loans in arrears owe nothing until they pay; in its last month banks pay what the budget does not allow.

    The budget lasts for so many months of what the policy leaves of the tax where it has no budget.
    """
    text = ""
    if months is not None:
        whole, part = int(months), months - int(months)
        usual = outlay(market_with("", months=6, burn_in=0)).to_numpy()
        budget = float(usual[:whole].sum() + part * usual[whole])
        text = f'[[policy]]\nname = "{NAME}"\nbudget_yuan = {budget}\n'
    seen = watched_taxes(market_with(text, months=6, burn_in=0, run=False), monkeypatch)
    assert len(seen) == 6
    for full, collected, left, _ in seen:
        assert collected + left == full > 0
    if months is not None:
        assert [left < free for _, _, left, free in seen] == [False, False, False, False, True, False]
        assert [left == 0 for _, _, left, _ in seen] == [False, False, False, False, False, True]


def test_what_is_lent_counts_and_not_what_was_asked(market_with: Callable[..., CreditMarket], programme_row) -> None:
    """Sales carry less than many ask for: a loan of up to ten million is exempt however much was asked."""
    market = market_with("", firms=2_000, burn_in=0, run=False)
    loans, firms = market.economy.loans, market.economy.firms
    live = loans.column("status") == 1
    small = live & (firms.column("size")[loans.column("firm")] <= 1) & (loans.column("amount") <= 1_000_000_000)
    exempt = (loans.column("programmes") >> programme_row(market, NAME)) & 1 == 1
    assert 50 < small.sum() < live.sum()
    assert (exempt[live] == small[live]).all()


def test_two_exemptions_of_one_loan_count_once(market_with: Callable[..., CreditMarket]) -> None:
    """And when one ends, the other still holds: the outlay is the one alone's.

    Both begin with the books and one policy rate: one that comes later also reaches loans of firms that have become
    small since, at the multiple of its own day.
    """
    sets = {"months": 8, "burn_in": 0, "cycle.policy_rate_reaction": 0.0}
    second = f'[[policy]]\nkind = "{NAME}"\nname = "second"\nwholly_up_to_yuan = 1_000_000\nrate_multiple = 1.5\n'
    limits = 'eligible = { size = ["micro", "small"], max_loan_yuan = 10_000_000 }\n'
    both, alone = (market_with(text, **sets) for text in (second + limits + "end = 5\n", ""))
    assert outlay(alone).iloc[0] > 0.0
    pd.testing.assert_series_equal(outlay(both), outlay(alone))


def test_of_two_exemptions_the_narrower_is_charged_for_what_it_gives(market_with: Callable[..., CreditMarket]) -> None:
    """The wider one ends after three months: from then on the outlay is near that of the narrower one alone."""
    narrow = f'[[policy]]\nname = "{NAME}"\nwholly_up_to_yuan = 1_000_000\nrate_multiple = 0.0\n'
    wide = f'[[policy]]\nkind = "{NAME}"\nname = "wide"\nwholly_up_to_yuan = 10_000_000\nrate_multiple = 0.0\nend = 3\n'
    both, alone = (outlay(market_with(text, months=6)).iloc[3:].sum() for text in (narrow + wide, narrow))
    assert both == pytest.approx(alone, rel=0.1)
    assert alone > 0.0


def test_two_budgets_that_run_out_in_one_month_leave_no_tax_twice(
    market_with: Callable[..., CreditMarket], baseline: CreditMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = float(outlay(baseline).iloc[0])
    text = f'[[policy]]\nname = "{NAME}"\nbudget_yuan = {2.6 * first}\n'
    text += f'[[policy]]\nkind = "{NAME}"\nname = "a_first"\nbudget_yuan = {2.5 * first}\n'
    text += "wholly_up_to_yuan = 1_000_000\nrate_multiple = 1.5\n"
    text += 'eligible = { size = ["micro", "small"], max_loan_yuan = 10_000_000 }\n'
    for full, collected, left, _ in watched_taxes(market_with(text, months=8, burn_in=0, run=False), monkeypatch):
        assert collected + left == full > 0


def test_a_trigger_stops_new_exemptions_only(market_with: Callable[..., CreditMarket]) -> None:
    """A slump from month 3 on ends it for new loans; those that are exempt stay so."""
    slump = '[[stress]]\nkind = "demand_shock"\nstart = 3\nmonths = 12\ndepth = -0.3\n'
    text = f'[[policy]]\nname = "{NAME}"\ntrigger = {{ output_gap_above = -0.06 }}\n'
    waits, always = (outlay(market_with(each + slump)) for each in (text, ""))
    assert waits.iloc[:2].tolist() == pytest.approx(always.iloc[:2].tolist(), rel=0.1) and waits.iloc[0] > 0.0
    assert 0.0 < waits.iloc[-1] < 0.7 * always.iloc[-1]


def test_with_a_trigger_that_never_holds_no_loan_is_exempt(market_with: Callable[..., CreditMarket]) -> None:
    market = market_with(f'[[policy]]\nname = "{NAME}"\ntrigger = {{ output_gap_above = 0.9 }}\n')
    assert f"fiscal_outlay.programme.{NAME}" not in market.indicators or outlay(market).sum() == 0.0
    assert not market.economy.loans.column("tax_free_rate")[market.economy.loans.column("status") == 1].any()
