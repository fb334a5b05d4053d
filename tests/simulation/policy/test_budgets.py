"""Budgets that run out within a month: who gets what, to the fen, whatever the order of rows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.support import loan_support
from smecredit.simulation.behaviour.support.budget import budget_ratio, part_of_claim
from smecredit.simulation.ground.units import whole_fen
from smecredit.simulation.state.bank_columns import OWN_CASH
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.ledger import PAYEE, SUBSIDY_BANK, Ledger
from smecredit.simulation.state.programme_columns import BUDGET_LEFT

Maker = Callable[..., CreditMarket]
#: A share exact in single precision.
COMPENSATION = """
[[policy]]
kind = "bank_risk_subsidy"
name = "compensation"
loss_share = 0.875
"""
RICH = 1e14
OUTLAY = "fiscal_outlay.programme.bank_risk_subsidy"
#: Firms and months enough for several claims a month on loans made under the policy.
LONG: dict[str, Any] = {"firms": 8_000, "months": 20, "burn_in": 6}
TEXT = """
[[policy]]
name = "interest_vat_exemption"
budget_yuan = 20_000_000_000

[[policy]]
kind = "bank_risk_subsidy"
name = "compensation"
loss_share = 0.9
budget_yuan = 5_000_000_000

[[policy]]
kind = "bank_risk_subsidy"
name = "award"
lending_award = 0.005
budget_yuan = 20_000_000_000

[[policy]]
kind = "guarantee_fee_subsidy"
name = "fees"
points = 0.006
budget_yuan = 10_000_000_000

[[policy]]
kind = "reguarantee"
name = "fund"
fee_annual = 0.002
"""


def to_spend(text: str, yuan: float) -> str:
    return text + f"budget_yuan = {yuan}\n"


class TestCompensation:
    def test_banks_get_the_same_part_of_the_last_month_s_claims(
        self, market_with: Maker, programme_row: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spent = float(market_with(to_spend(COMPENSATION, RICH), **LONG).indicators[OUTLAY].sum())
        market = market_with(to_spend(COMPENSATION, 0.4 * spent), **LONG, run=False)
        pay, shared = loan_support.compensate_banks, []

        def watched(economy: Economy, order: np.ndarray) -> None:
            if economy.month < 1:  # no programme in the burn-in
                return
            row, bank = programme_row(market, "compensation"), economy.bank
            left, cash = int(economy.programme.whole[BUDGET_LEFT, row]), bank.whole[OWN_CASH].copy()
            claims, book = market.economy.claims, market.economy.loans
            loan_rows = claims.column("loan_row")[order]
            under = (book.column("programmes")[loan_rows] >> row) & 1 == 1
            owed = [whole_fen(0.875 * int(claims.column("paid_bank_fen")[k])) if mine else 0
                    for k, mine in zip(order, under, strict=True)]  # fmt: skip
            ratio = budget_ratio(sum(owed), left)
            expected = cash.copy()
            for b, amount in zip(book.column("bank")[loan_rows], owed, strict=True):
                expected[b] += part_of_claim(amount, ratio)
            pay(economy, order)
            paid = economy.counted("banks_compensated")
            assert (bank.whole[OWN_CASH] == expected).all()
            if 0.0 < ratio < 1.0:
                shared.append((sum(amount > 0 for amount in owed), left, paid))

        monkeypatch.setattr(loan_support, "compensate_banks", watched)
        market.run()
        (claims, left, paid), *_ = shared
        assert claims >= 2 and left - claims < paid <= left
        # What rounding left is no money: the programme takes no more loans.
        assert market.economy.programmes.column("in_force")[programme_row(market, "compensation")] == 0

    def test_two_programmes_pay_no_more_than_the_loss(
        self, market_with: Maker, programme_row: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Seven eighths and seven eighths of it are all of it."""
        second = COMPENSATION.replace('"compensation"', '"second"')
        market = market_with(COMPENSATION + second, firms=1_000, months=12, burn_in=0, run=False)
        pay, lost = loan_support.compensate_banks, []

        def watched(economy: Economy, order: np.ndarray) -> None:
            claims, rows = market.economy.claims, market.economy.claims.column("loan_row")[order]
            bits = market.economy.loans.column("programmes")[rows]
            for name in ("compensation", "second"):
                order = order[(bits >> programme_row(market, name)) & 1 == 1]
                bits = bits[(bits >> programme_row(market, name)) & 1 == 1]
            lost.append(int(claims.column("paid_bank_fen")[order].sum()))
            pay(economy, order)
            assert economy.counted("banks_compensated") == lost[-1]

        monkeypatch.setattr(loan_support, "compensate_banks", watched)
        market.run()
        assert max(lost) > 0


def test_awards_are_paid_with_the_loans_until_the_money_is_gone(
    market_with: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the firms' keys within the month: in full, then what is left, then nothing. (A share exact in binary.)"""
    share = 2.0**-8
    award = f'[[policy]]\nkind = "bank_risk_subsidy"\nname = "award"\nlending_award = {share}\n'
    total = float(market_with(award, firms=1_500, months=1).indicators[OUTLAY].sum())
    got: list[np.ndarray] = []
    close = Ledger.close

    def watched(ledger: Ledger, month: int) -> None:
        got.append(ledger.flows[SUBSIDY_BANK, PAYEE].copy())
        close(ledger, month)

    monkeypatch.setattr(Ledger, "close", watched)
    market = market_with(to_spend(award, 0.4 * total), firms=1_500, months=1)
    loans = market.loans
    new = loans[(loans["opened"] == 1) & (loans["renewals"] == 0)].sort_values("enterprise", kind="stable")
    left, expected = market.economy.fen_of_model(0.4 * total), np.zeros(market.economy.banks.rows, np.int64)
    paid = []
    for bank, amount in zip(new["bank"], new["amount_fen"], strict=True):
        paid.append(min(whole_fen(int(amount) * share), left))
        left -= paid[-1]
        expected[int(bank)] += paid[-1]
    assert left == 0 and paid[0] > 0 and paid[-1] == 0
    assert (got[-1] == expected).all()


def test_the_order_of_rows_is_irrelevant_when_money_runs_short(market_with: Maker, fingerprints: Any) -> None:
    straight, shuffled = (market_with(TEXT, firms=1_200, months=14, run=False) for _ in range(2))
    fingerprints.permute(shuffled, np.random.default_rng(1))
    while straight.running:
        straight.step()
        shuffled.step()
        assert fingerprints.differences(straight, shuffled) == [], f"month {straight.month}"
        fingerprints.permute(shuffled, np.random.default_rng(straight.month))
    for name in ("interest_vat_exemption", "compensation", "award", "fees"):
        policy = next(policy for policy in straight.economy.schedule.policies if policy.name == name)
        spent = straight.economy.programme_outlay[name] * straight.economy.weight / 100.0
        assert 0.99 * policy.budget_yuan < spent <= policy.budget_yuan * (1 + 1e-6), name
