"""The month of a bank: allowances, dividends, the pull of large firms, room to lend, rescue."""

import pytest

from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks
from smecredit.simulation.behaviour.banking.bank_month import payout
from smecredit.simulation.behaviour.banking.large_firms import LargeFirms, large_defaults
from smecredit.simulation.behaviour.banking.parameters import Banking

#: One yuan, in fen.
Y = 100
#: Fen of 100 million yuan, in which these balance sheets are written.
H = 100_000_000 * Y


@pytest.fixture
def market(small_market):
    """Every bank earns nothing, costs nothing and has 100 million of large loans at a weight of 1: 13 of equity."""
    made = small_market(
        **{
            "banking.rest_deposit_rate": 0.0, "banking.bond_rate": 0.0, "banking.reserve_rate": 0.0,
            "banking.advance_rate": 0.0, "banking.large_operating_cost": 0.0, "banking.general_allowance": 0.0,
            "banking.specific_allowance": 0.0, "loan_pricing.large_firm_spread": 0.0,
            "bank_funding.reference_rate": 0.0, "bank_funding.new_funds_follow": 0.0,
            "bank_funding.deposits_follow": 0.0, "banking.liquidity_gap": 0.0, "banking.profit_months": 1.0,
            "banking.payout": 0.3, "banking.payout_cut": 0.0, "banking.excess_from": 1.06, "banking.excess_paid": 0.08,
            "banking.shadow_slope": 1.2, "large_firms.default_rate": 0.0, "large_firms.lines_drawn": 0.0,
        }
    )  # fmt: skip
    m = made.market
    m.economy.policy_rate = m.economy.bonds_bought_at = m.economy.large_priced_at = 0.0
    banks = m.economy.banks
    for column in banks.table.columns:
        if banks.table.columns[column].unit == "fen":
            banks.column(column)[:] = 0
    banks.column("large_loans")[:] = H
    banks.column("operating_cost")[:] = 0.0
    banks.column("target_ratio")[:] = 0.13
    m.economy.large_at_start[:] = H
    m.economy.felt_gap = 0.0
    with_equity(made, 0.13)
    return made


def with_equity(market, share: float, profit: float = 0.0) -> None:
    """Equity in parts of 100 million, of which `profit` was earned this month."""
    market.market.economy.deposits_before[:] = H - round(share * H)
    market.market.economy.banks.column("equity_before")[:] = round((share - profit) * H)


def run_banks(market):
    return market.live("run_banks")


def dividend(market) -> int:
    """What bank 0 paid out: its owners are the rest of the economy."""
    large, rest = market.bank(0)["large_loans"], market.bank(0)["rest_deposits"]
    run_banks(market)
    lent = market.bank(0)["large_loans"] - large
    return market.bank(0)["rest_deposits"] - rest - lent


class TestDividends:
    def test_three_tenths_of_a_profit_are_paid_out(self, market) -> None:
        with_equity(market, 0.13, profit=0.01)
        assert dividend(market) == 0.003 * H

    def test_short_of_capital_a_bank_cuts_its_dividend_as_far_as_owners_bear(self) -> None:
        """A tenth short at a cut of two: 85% less 20 points; half short, above the minimum: not below 30%."""
        p = Banking().numbers()._replace(payout=0.85, payout_cut=2.0, least_payout=0.3, minimum_ratio=0.05)
        assert [payout(ratio, 0.13, p) for ratio in (0.14, 0.13)] == [0.85, 0.85]
        assert payout(0.117, 0.13, p) == pytest.approx(0.65)
        assert payout(0.065, 0.13, p) == pytest.approx(0.3)
        assert payout(0.05, 0.13, p) == 0.0

    def test_the_profit_of_a_year_counts(self, market) -> None:
        """Of a point earned in one month after none in the year before, a twelfth."""
        market.market.economy.numbers.restate("banking.profit_months", 12.0)
        with_equity(market, 0.13, profit=0.01)
        assert dividend(market) == pytest.approx(0.003 * H / 12.0, abs=1)

    def test_a_loss_pays_nothing(self, market) -> None:
        with_equity(market, 0.13, profit=-0.01)
        assert dividend(market) == 0

    @pytest.mark.parametrize(("share", "paid"), [(0.106, 0.003), (0.105, 0.0), (0.09, 0.0)])
    def test_a_bank_at_or_below_the_minimum_pays_nothing(self, market, share: float, paid: float) -> None:
        with_equity(market, share, profit=0.01)
        assert dividend(market) == pytest.approx(paid * H, abs=1)

    def test_capital_far_above_the_target_goes_back_to_owners(self, market) -> None:
        """Above 1.06 x 13% = 13.78%, 8% of the excess a month: of 2.22% of 100 million."""
        for share, paid in ((0.16, 0.08 * (0.16 - 0.1378)), (0.1377, 0.0)):
            here = market.copy()
            with_equity(here, share)
            assert dividend(here) == pytest.approx(paid * H, rel=1e-6)

    def test_equity_after_dividends_is_the_base_of_the_next_profit(self, market) -> None:
        with_equity(market, 0.13, profit=0.01)
        run_banks(market)
        assert market.bank(0)["equity_before"] == round(0.13 * H) - 0.003 * H

    def test_the_ledger_is_told(self, market) -> None:
        with_equity(market, 0.13, profit=0.01)
        before = market.flow("dividend", "bank", "rest_of_economy")
        run_banks(market)
        told = market.flow("dividend", "bank", "rest_of_economy") - before
        assert told == 0.003 * H * market.market.economy.banks.rows


class TestAllowance:
    def test_good_loans_carry_the_general_and_bad_ones_the_specific_allowance(self, market) -> None:
        """1.3% of 90 million and of 70% of 100 million of large loans, three quarters of 10 million."""
        market.market.economy.numbers.restate("banking.general_allowance", 0.013)
        market.market.economy.numbers.restate("banking.specific_allowance", 0.75)
        market.bank(0).set(sme_loans=H, bad_loans=H // 10)
        run_banks(market)
        assert market.bank(0)["allowance"] == pytest.approx((0.013 * (0.9 + 0.7) + 0.75 * 0.1) * H, abs=1)

    def test_provisions_come_out_of_equity(self, market) -> None:
        market.market.economy.numbers.restate("banking.specific_allowance", 0.75)
        market.bank(0).set(bad_loans=H // 100, sme_loans=H // 100)
        market.market.economy.deposits_before[0] += H // 100
        run_banks(market)
        assert market.bank(0)["equity_before"] == pytest.approx((0.13 - 0.0075) * H, abs=1)


class TestCapital:
    def test_the_shortfall_is_none_at_the_target_and_whole_at_the_minimum(self, market) -> None:
        for share, short in ((0.15, 0.0), (0.13, 0.0), (0.1175, 0.5), (0.105, 1.0), (0.08, 1.0)):
            with_equity(market, share)
            # Large loans do not move, so that the ratio is what equity says.
            here = market.copy()
            here.market.economy.numbers.restate("banking.adjustment", 0.0)
            run_banks(here)
            assert here.market.economy.capital_short[0] == pytest.approx(short, abs=1e-6)

    def test_a_gap_shows_in_the_shadow_cost(self, market) -> None:
        """A point short of thirteen at a slope of 1.2."""
        market.market.economy.numbers.restate("banking.adjustment", 0.0)
        with_equity(market, 0.12)
        run_banks(market)
        assert market.bank(0)["shadow_cost"] == pytest.approx(1.2 / 13.0, rel=1e-5)
        with_equity(market, 0.13)
        run_banks(market)
        assert market.bank(0)["shadow_cost"] == 0.0

    def test_a_bank_short_of_capital_calls_back_large_loans(self, market) -> None:
        """Equity of 12 carries 92.3 of 100: of the gap, all large firms', 8.75% are closed in a month."""
        with_equity(market, 0.12)
        run_banks(market)
        assert market.bank(0)["large_loans"] - H == pytest.approx(0.0875 * (0.12 / 0.13 - 1.0) * H, rel=1e-5)

    def test_a_bank_with_capital_moves_towards_what_large_firms_want(self, market) -> None:
        market.market.economy.large_at_start[:] = 2 * H
        run_banks(market)
        assert market.bank(0)["large_loans"] == 1.05 * H

    def test_a_bank_short_of_capital_lends_large_firms_no_more(self, market) -> None:
        market.market.economy.large_at_start[:] = 2 * H
        with_equity(market, 0.12)
        run_banks(market)
        assert market.bank(0)["large_loans"] < H

    def test_small_firms_bear_more_of_a_gap_where_large_ones_earn_more(self, market) -> None:
        """A bank with both kinds of loans: the better large firms pay, the less their loans shrink."""
        lent = []
        for spread in (0.0, 0.05):
            here = market.copy()
            here.market.economy.numbers.restate("loan_pricing.large_firm_spread", spread)
            here.market.economy.numbers.restate("banking.large_operating_cost", spread / 2.0)
            here.bank(0).set(sme_loans=H, risk_weighted_sme=H)
            here.market.economy.deposits_before[0] += H - H // 10
            here.market.economy.sme_return = 0.0
            run_banks(here)
            lent.append(here.bank(0)["large_loans"])
        assert lent[0] < lent[1] <= H

    def test_four_fifths_of_what_comes_back_is_lent_again(self, market) -> None:
        market.market.economy.numbers.restate("banking.normal_growth", 0.0)
        market.bank(0)["due_back"] = H // 10
        run_banks(market)
        assert market.bank(0)["budget"] == pytest.approx(0.08 * H, rel=1e-6)
        assert market.bank(0)["due_back"] == 0


class TestLargeFirms:
    def test_a_failure_is_repaid_in_part_and_written_off_for_the_rest(self, market) -> None:
        """One of a hundred borrowers fails at every bank each month: 1 of 100 million, of which 40% are lost."""
        for number, value in (("default_rate", 0.12), ("borrowers", 100.0), ("loss_given_default", 0.4)):
            market.market.economy.numbers.restate(f"large_firms.{number}", value)
        market.market.economy.numbers.restate("banking.large_adjustment", 0.0)
        market.market.economy.numbers.restate("banking.adjustment", 0.0)
        before = market.flow("write_off", "bank", "rest_of_economy")
        run_banks(market)
        banks = market.market.economy.banks.rows
        assert market.flow("write_off", "bank", "rest_of_economy") - before == banks * H // 250
        assert market.bank(0)["large_loans"] == H - H // 100
        assert market.bank(0)["equity_before"] == round(0.13 * H) - H // 250

    def test_they_fail_more_often_in_a_slump(self) -> None:
        large = LargeFirms().numbers()._replace(default_per_gap=20.0, least_defaults=0.25)
        assert large_defaults(0.01, -0.05, large) == pytest.approx(0.02)
        assert large_defaults(0.01, 0.10, large) == pytest.approx(0.0025)

    def test_banks_differ_in_luck_and_lose_nothing_where_that_is_turned_off(self, market) -> None:
        for rate, kinds in ((0.05, 2), (0.0, 1)):
            here = market.copy()
            here.market.economy.numbers.restate("large_firms.default_rate", rate)
            run_banks(here)
            left = {here.bank(b)["large_loans"] for b in range(here.market.economy.banks.rows)}
            assert len(left) >= kinds and (rate > 0.0) == (len(left) > 1)

    def test_lines_are_drawn_in_a_slump_whatever_the_bank_has_in_capital(self, market) -> None:
        """Four points of gap at one: 4 million, three tenths of them in the first month; in good times none."""
        market.market.economy.numbers.restate("large_firms.lines_drawn", 1.0)
        market.market.economy.numbers.restate("large_firms.lines_adjustment", 0.3)
        for equity in (0.13, 0.12):
            for gap, drawn in ((-0.04, 0.3 * 0.04 * H), (0.04, 0.0)):
                here = market.copy()
                with_equity(here, equity)
                here.market.economy.felt_gap = gap
                run_banks(here)
                assert here.bank(0)["lines_drawn"] == pytest.approx(drawn, abs=1)


class TestEarning:
    def test_interest_and_costs_of_a_month(self, market) -> None:
        """5% less 2% on large loans, less 3% on 240 million of deposits: -0.35 million for equity of 13."""
        m = market.market
        m.economy.numbers.restate("loan_pricing.large_firm_spread", 0.05)
        m.economy.numbers.restate("banking.large_operating_cost", 0.02)
        m.economy.numbers.restate("banking.rest_deposit_rate", 0.03)
        market.bank(0)["rest_deposits"] = int(2.4 * H)
        run_banks(market)
        profit = (0.05 - 0.02 - 2.4 * 0.03) / 12.0
        assert market.bank(0)["equity_before"] == pytest.approx((0.13 + profit) * H, abs=3)

    def test_bonds_reserves_and_advances(self, market) -> None:
        m = market.market
        m.economy.numbers.restate("banking.bond_rate", 0.024)
        m.economy.numbers.restate("banking.reserve_rate", 0.012)
        m.economy.numbers.restate("banking.advance_rate", 0.036)
        market.bank(0).set(bonds=H, reserves=H, advances=H)
        m.economy.deposits_before[0] += H
        before = m.economy.accounts[0]
        run_banks(market)
        assert market.bank(0)["equity_before"] == 0.13 * H
        assert m.economy.accounts[0] - before == -0.002 * H

    def test_what_loans_cost_to_make_is_paid_at_the_months_end(self, market) -> None:
        """Two thousandths of 100 million for files and visits, on top of what a yuan lent costs."""
        market.bank(0)["processing"] = H // 500
        before = market.flow("bank_operating_cost", "bank", "rest_of_economy")
        run_banks(market)
        assert market.flow("bank_operating_cost", "bank", "rest_of_economy") - before == H // 500
        assert market.bank(0)["processing"] == 0


class TestFailure:
    def test_a_bank_below_zero_gets_capital_up_to_the_minimum(self, market) -> None:
        """5 million below zero against 100 million of assets: 15.5 million, and the bank passes to another."""
        market.market.economy.deposits_before[0] = H + H // 20
        market.market.economy.banks.column("equity_before")[0] = -H // 20
        market.market.economy.numbers.restate("banking.adjustment", 0.0)
        before = market.market.economy.accounts[0]
        run_banks(market)
        assert before - market.market.economy.accounts[0] == 0.155 * H
        assert equities_of_banks(market.market.economy)[0] == 0
        assert market.bank(0)["open"] == 0
        assert market.market.economy.counted("bank_failures") == 1
