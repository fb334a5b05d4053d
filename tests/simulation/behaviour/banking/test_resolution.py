"""A failed bank is wound up once: merged into another, with a counted injection, and the books close."""

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.bank_balance import equities_of_banks
from smecredit.simulation.behaviour.banking.bond_values import capitals_of_banks
from smecredit.simulation.behaviour.banking.resolution import acquirer_of, inject, resolve_banks
from smecredit.simulation.state import bank_columns as bc
from smecredit.simulation.state.ledger import DIVIDEND, PAYER, STOCKS


@pytest.fixture(scope="module")
def lived() -> CreditMarket:
    market = CreditMarket(load("fuzhou_package", firms=400, months=30, set={"economy.burn_in": 3}), seed=6)
    for _ in range(3):
        market.step()
    return market


@pytest.fixture
def market(lived: CreditMarket) -> CreditMarket:
    return lived.copy()


def ruin(market: CreditMarket, bank: int, hole: int = 1_000_000) -> int:
    """A bank pays out its capital and `hole` fen more, in stock and ledger alike; returns its equity after that."""
    economy = market.economy
    paid = int(equities_of_banks(economy)[bank]) + hole
    economy.bank.whole[bc.OWN_CASH, bank] -= paid
    economy.bank.whole[bc.REST_DEPOSITS, bank] += paid
    economy.flows[DIVIDEND, PAYER, bank] += paid
    return int(equities_of_banks(economy)[bank])


@pytest.mark.parametrize("failed", [0, 3, -1])
def test_everything_passes_to_the_acquirer_fen_by_fen(market: CreditMarket, failed: int) -> None:
    economy = market.economy
    failed %= economy.banks.rows
    equity = ruin(market, failed)
    acquirer = acquirer_of(economy, failed)
    assert equity == -1_000_000
    assert acquirer is not None
    assert acquirer != failed
    columns = ("reserves", "large_loans", "bonds", "advances", "allowance", "rest_deposits", "sme_loans")
    before = {name: economy.banks.column(name).copy() for name in columns}
    centre = int(economy.accounts[0])
    resolve_banks(economy)
    for name in columns:
        after = economy.banks.column(name)
        assert after[failed] == 0
        assert after[acquirer] == before[name][acquirer] + before[name][failed]
    assert economy.counted("bank_failures") == 1
    assert economy.banks.column("open")[failed] == 0
    injected = centre - int(economy.accounts[0])
    assert injected == economy.outlays["resolution"] > 1_000_000
    for table, column in ((economy.firms, "bank"), (economy.loans, "bank"), (economy.institutions, "bank")):
        assert not (table.column(column) == failed).any()


def test_what_bonds_have_lost_is_made_good_too(market: CreditMarket) -> None:
    """A bank is brought up to the least capital, not equity, with what its bonds have lost in a rise of two points."""
    economy, failed = market.economy, 1
    equity, now, whole = ruin(market, failed), market.economy.numbers, market.economy.bank.whole
    economy.policy_rate = economy.bonds_bought_at + 0.02
    lost = equity - int(capitals_of_banks(economy)[failed])
    weighted = int(whole[bc.WEIGHTED, failed]) + now.loan_pricing.risk_weight_large * int(whole[bc.LARGE_LOANS, failed])
    centre = int(economy.accounts[0])
    resolve_banks(economy)
    assert lost > 0
    injected = centre - int(economy.accounts[0])
    assert injected == pytest.approx(now.banking.minimum_ratio * weighted + 1_000_000 + lost, abs=2)


def test_capital_is_filled_up_to_the_share_stated(market: CreditMarket) -> None:
    economy, bank = market.economy, 2
    economy.policy_rate = economy.bonds_bought_at + 0.02
    whole, weight = economy.bank.whole, economy.numbers.loan_pricing.risk_weight_large
    weighted = int(whole[bc.WEIGHTED, bank]) + weight * int(whole[bc.LARGE_LOANS, bank])
    inject(economy, bank, int(capitals_of_banks(economy)[bank]), 0.2)
    assert capitals_of_banks(economy)[bank] == pytest.approx(0.2 * weighted, abs=2)
    assert equities_of_banks(economy)[bank] > 0.2 * weighted + 2


def test_a_failed_bank_stays_closed_and_the_books_close_to_the_fen(market: CreditMarket) -> None:
    failed = 2
    ruin(market, failed, hole=int(equities_of_banks(market.economy)[failed]))
    while market.running:
        market.step()  # audited every month
        economy = market.economy
        assert economy.banks.column("open")[failed] == 0
        stocks = economy.ledger.opening[[k for k, name in enumerate(STOCKS) if name != "government_account"], failed]
        assert not stocks.any()
    failures = market.indicators["bank_failures"]
    assert failures.loc[4] >= 1
    assert (market.loans.loc[market.loans["status"] == "performing", "bank"] != failed).all()


def test_new_firms_go_to_banks_that_are_open(market: CreditMarket) -> None:
    economy, failed = market.economy, 1
    ruin(market, failed)
    resolve_banks(economy)
    shares = np.diff(economy.house_banks, axis=2, prepend=0.0)
    assert not shares[:, :, failed].any()
    assert np.allclose(economy.house_banks[:, :, -1], 1.0)


def test_the_last_bank_is_recapitalised_where_it_stands() -> None:
    scenario = load(
        "baseline", firms=300, months=8,
        set={"economy.burn_in": 1, "banking.banks_by_type": (1.0, 0.0, 0.0, 0.0)},
    )  # fmt: skip
    market = CreditMarket(scenario, seed=2)
    market.step()
    ruin(market, 0, hole=int(equities_of_banks(market.economy)[0]))
    market.step()
    assert market.economy.banks.column("open")[0] == 1
    assert market.indicators["bank_failures"].loc[2] == 1
    assert equities_of_banks(market.economy)[0] > 0
    market.run()
    assert market.indicators["bank_failures"].sum() == 1


def test_the_last_nationwide_bank_passes_to_the_largest_which_then_serves_the_whole_country() -> None:
    """One nationwide bank, and four that serve a region each."""
    scenario = load(
        "baseline", firms=300, months=8, set={"economy.burn_in": 1, "banking.banks_by_type": (1.0, 0.0, 4.0, 0.0)}
    )
    market = CreditMarket(scenario, seed=2)
    market.step()
    economy = market.economy
    assert economy.banks.column("region").tolist() == [-1, 0, 1, 2, 3]
    size = economy.banks.column("sme_loans") + economy.banks.column("large_loans")
    largest = 1 + int(np.argmax(size[1:]))
    ruin(market, 0, hole=int(equities_of_banks(economy)[0]))
    market.run()
    assert economy.banks.column("open").tolist() == [0, 1, 1, 1, 1]
    assert economy.banks.column("region")[largest] == -1
    assert not (economy.firms.column("bank") == 0).any()
    assert market.indicators["bank_failures"].sum() == 1


def test_what_policies_remember_by_bank_passes_on() -> None:
    market = CreditMarket(load("relending", firms=400, months=30, set={"economy.burn_in": 3}), seed=6)
    for _ in range(14):
        market.step()
    economy = market.economy
    (memory,) = (each for each in economy.schedule.memories.values() if getattr(each, "held", None))
    failed = int(np.argmax(memory.held))
    before = list(memory.held)
    assert before[failed] > 0
    ruin(market, failed)
    resolve_banks(economy)
    assert memory.held[failed] == 0
    assert sum(memory.held) == sum(before)
