"""The books: an exact audit every month, a balance sheet that closes, tables that say what the ledger says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import library, load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.ledger import ROUTES, Ledger
from smecredit.simulation.state.loan_columns import KEY_BITS
from smecredit.simulation.state.structure import PARTIES

FIRMS, MONTHS = 600, 48
STRESS = "severe_recession"
RUNS = [(name, None) for name in library()] + [(name, STRESS) for name in library() if name != STRESS]

DEPOSITORS = {"enterprise", "rest_of_economy", "guarantor", "reguarantor", "fund"}
#: Purposes that move no money.
REVALUATIONS = {
    "trade_credit", "supplier_credit", "late_bills_lost", "write_off", "provision", "depreciation", "fixed_assets",
    "inventory",
}  # fmt: skip
FINANCIAL = {
    "deposits", "loans", "reserves", "bonds", "advances", "relending", "government_account", "trade_credit",
    "private_loans", "late_bills", "foreign_assets",
}  # fmt: skip
REAL = {"inventory", "fixed_assets"}

#: What a flow does to an item of the balance sheet beside money: (purpose, payer, payee; None is any) to
#: (sector that holds the item as an asset, item, sign). Stated here on its own, not read from the ledger.
BESIDE_MONEY = {
    ("trade_credit", None, "enterprise"): ("enterprise", "trade_credit", 1),
    ("collections", None, "enterprise"): ("enterprise", "trade_credit", -1),
    ("sales", "enterprise", "enterprise"): ("enterprise", "trade_credit", -1),
    ("write_off", "enterprise", None): ("enterprise", "trade_credit", -1),
    ("investment", "enterprise", None): ("enterprise", "fixed_assets", 1),
    ("depreciation", "enterprise", None): ("enterprise", "fixed_assets", -1),
    ("fixed_assets", "enterprise", None): ("enterprise", "fixed_assets", -1),
    ("inventory", "enterprise", None): ("enterprise", "inventory", 1),
    ("principal_drawn", "bank", None): ("bank", "loans", 1),
    ("principal_repaid", None, "bank"): ("bank", "loans", -1),
    ("guarantee_payout", None, "bank"): ("bank", "loans", -1),
    ("recovery", None, "bank"): ("bank", "loans", -1),
    ("write_off", "bank", None): ("bank", "loans", -1),
    ("bond_issue", "bank", None): ("bank", "bonds", 1),
    ("bond_redeemed", None, "bank"): ("bank", "bonds", -1),
    ("advance", "central_bank", "bank"): ("central_bank", "advances", 1),
    ("advance", "bank", "central_bank"): ("central_bank", "advances", -1),
    ("relending", "central_bank", "bank"): ("central_bank", "relending", 1),
    ("relending", "bank", "central_bank"): ("central_bank", "relending", -1),
    ("informal_loan", "rest_of_economy", None): ("rest_of_economy", "private_loans", 1),
    ("informal_repayment", None, "rest_of_economy"): ("rest_of_economy", "private_loans", -1),
    ("write_off", "rest_of_economy", None): ("rest_of_economy", "private_loans", -1),
    ("supplier_credit", "rest_of_economy", "enterprise"): ("rest_of_economy", "late_bills", 1),
    ("late_bills_paid", "enterprise", "rest_of_economy"): ("rest_of_economy", "late_bills", -1),
    ("late_bills_lost", "rest_of_economy", "enterprise"): ("rest_of_economy", "late_bills", -1),
}


@dataclass
class Run:
    """A finished market and the months whose audit it went through."""

    market: CreditMarket
    audited: list[int]


@pytest.fixture(scope="module", params=RUNS, ids=lambda run: f"{run[0]}-under-{run[1]}" if run[1] else run[0])
def run(request: pytest.FixtureRequest) -> Run:
    name, under = request.param
    audited: list[int] = []
    audit = Ledger.audit

    def watched(self: Ledger, month: int, closing: Any) -> None:
        audit(self, month, closing)
        audited.append(month)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "audit", watched)
        market = CreditMarket(load(name, under=under, firms=FIRMS, months=MONTHS), seed=1).run()
    return Run(market, audited)


@pytest.fixture
def market(run: Run) -> CreditMarket:
    return run.market


@pytest.fixture
def sheets(market: CreditMarket) -> pd.DataFrame:
    """Fen by month, and item and sector as columns."""
    table = market.balance_sheets
    return table.pivot_table(index="month", columns=["item", "sector"], values="fen", aggfunc="sum", fill_value=0)


def test_every_month_is_audited_once(run: Run) -> None:
    assert run.audited == list(range(1 - run.market.economy.burn_in, MONTHS + 1))
    assert run.market.economy.ledger.months == run.audited


def test_flows_are_the_ledger_s(market: CreditMarket) -> None:
    flows = market.flows
    assert set(flows["month"]) == set(range(1, MONTHS + 1))
    assert not flows.duplicated(["month", "purpose", "payer", "payee"]).any()
    found = {(row.month, row.purpose, row.payer, row.payee): row.fen for row in flows.itertuples() if row.fen != 0}
    expected: dict[tuple[int, str, str, str], int] = {}
    for month, amounts in zip(market.economy.ledger.months, market.economy.ledger.history, strict=True):
        for route, amount in zip(ROUTES, amounts, strict=True):
            if month >= 1:
                key = (month, route.purpose, route.payer, route.payee)
                expected[key] = expected.get(key, 0) + int(amount)
    assert found == {key: amount for key, amount in expected.items() if amount != 0}
    matrix = market.flow_matrix()
    yuan = flows.groupby(["purpose", "payer"])["fen"].sum() * market.economy.weight / 100.0
    pd.testing.assert_series_equal(matrix.sum(axis=1).sort_index(), yuan.sort_index(), check_names=False, rtol=1e-12)


def test_deposits_change_by_payments_alone(market: CreditMarket, sheets: pd.DataFrame) -> None:
    flows = market.flows
    paid = flows[~flows["purpose"].isin(REVALUATIONS)]
    out = paid.pivot_table(index="month", columns="payer", values="fen", aggfunc="sum", fill_value=0)
    into = paid.pivot_table(index="month", columns="payee", values="fen", aggfunc="sum", fill_value=0)
    net = into.sub(out, fill_value=0).astype(np.int64)
    for sector in DEPOSITORS & set(net.columns):
        change = sheets["deposits", sector].diff().iloc[1:].astype(np.int64)
        assert (change == net[sector].iloc[1:]).all(), sector
    change = sheets["government_account", "government"].diff().iloc[1:].astype(np.int64)
    assert (change == net["government"].iloc[1:]).all()
    with_reserves = [sector for sector in net.columns if sector in DEPOSITORS or sector == "bank"]
    change = sheets["reserves", "bank"].diff().iloc[1:].astype(np.int64)
    assert (change == net[with_reserves].sum(axis=1).iloc[1:]).all()


def test_every_other_item_changes_by_its_flows_alone(market: CreditMarket, sheets: pd.DataFrame) -> None:
    changes = pd.DataFrame(0, sheets.index, pd.MultiIndex.from_tuples(set_of_items()))
    for flow in market.flows.itertuples():
        for (purpose, payer, payee), (sector, item, sign) in BESIDE_MONEY.items():
            if flow.purpose == purpose and payer in (None, flow.payer) and payee in (None, flow.payee):
                changes.loc[flow.month, (item, sector)] += sign * flow.fen
    for item, sector in changes.columns:
        held = sheets[item, sector].diff().iloc[1:].astype(np.int64)
        assert (held == changes[item, sector].iloc[1:]).all(), (item, sector)


def set_of_items() -> list[tuple[str, str]]:
    return sorted({(item, sector) for sector, item, _ in BESIDE_MONEY.values()})


def test_balance_sheet_matrix_closes_every_month(sheets: pd.DataFrame) -> None:
    items = set(sheets.columns.get_level_values("item"))
    assert items == FINANCIAL | REAL | {"net_worth"}
    for item in FINANCIAL:
        assert (sheets[item].sum(axis=1) == 0).all(), item
    # Assets stand as positive numbers, debts and net worth as negative ones: every column sums to zero.
    for sector in set(sheets.columns.get_level_values("sector")):
        column = sheets.xs(sector, axis=1, level="sector")
        assets_less_debts = column.drop(columns="net_worth").sum(axis=1)
        assert (column["net_worth"] == -assets_less_debts).all(), sector
    real_assets = sum(sheets[item].sum(axis=1) for item in REAL)
    assert (sheets["net_worth"].sum(axis=1) == -real_assets).all()
    assert (real_assets > 0).all()


def test_balance_sheet_in_yuan_is_the_last_month(market: CreditMarket, sheets: pd.DataFrame) -> None:
    matrix = market.balance_sheet()
    for item, sector in sheets.columns:
        yuan = sheets.loc[MONTHS, (item, sector)] * market.economy.weight / 100.0
        assert matrix.loc[item, sector] == pytest.approx(yuan, rel=1e-12)


def test_balance_sheet_is_what_the_columns_hold(market: CreditMarket, sheets: pd.DataFrame) -> None:
    last = sheets.loc[MONTHS]
    firms, banks, loans = market.economy.firms, market.economy.banks, market.economy.loans
    living = firms.column("state") == 1
    total = lambda name: int(firms.column(name)[living].sum())  # noqa: E731
    assert last["deposits", "enterprise"] == total("cash")
    assert last["trade_credit", "enterprise"] == total("receivables") + total("linked_receivables")
    controlled = int(loans.column("goods")[loans.column("status") == 1].sum())
    assert last["inventory", "enterprise"] == total("inventory") + controlled
    assert last["fixed_assets", "enterprise"] == total("fixed_assets")
    assert last["private_loans", "rest_of_economy"] == total("informal_debt")
    assert last["late_bills", "rest_of_economy"] == total("late_bills")
    open_loans = loans.column("status") > 0
    small = int(loans.column("balance")[open_loans].sum())
    assert last["loans", "bank"] == small + int(banks.column("large_loans").sum())
    for item, column in (("reserves", "reserves"), ("bonds", "bonds")):
        assert last[item, "bank"] == int(banks.column(column).sum())
    for item in ("advances", "relending"):
        assert last[item, "bank"] == -int(banks.column(item).sum())
    assert last["deposits", "rest_of_economy"] == int(banks.column("rest_deposits").sum())
    deposits = market.economy.institutions.column("deposit")
    for code, sector in enumerate(("guarantor", "reguarantor", "fund")):
        assert last["deposits", sector] == int(deposits[market.economy.institutions.column("sector") == code].sum())
    assert last["government_account", "government"] == int(np.asarray(market.economy.accounts).sum())


def test_what_a_firm_owes_is_what_its_loans_say(market: CreditMarket) -> None:
    firms, loans = market.economy.firms, market.economy.loans
    performing = np.flatnonzero(loans.column("status") == 1)
    rows = loans.column("firm")[performing]
    owed, count = np.zeros(firms.rows, np.int64), np.zeros(firms.rows, np.int64)
    np.add.at(owed, rows, loans.column("balance")[performing])
    np.add.at(count, rows, 1)
    living = firms.column("state") == 1
    assert (firms.column("bank_debt")[living] == owed[living]).all()
    assert (firms.column("loans")[living] == count[living]).all()
    assert not count[~living].any()
    line = firms.column("line")
    with_line = np.flatnonzero(living & (line >= 0))
    room = loans.column("amount")[line[with_line]] - loans.column("balance")[line[with_line]]
    assert (firms.column("line_room")[with_line] == room).all()
    assert not firms.column("line_room")[living & (line < 0)].any()
    assert (firms.column("id")[rows] == loans.column("id")[performing] >> KEY_BITS).all()


def test_no_stock_is_negative(market: CreditMarket) -> None:
    firms = market.economy.firms
    living = firms.column("state") == 1
    for name in (
        "cash",
        "receivables",
        "linked_receivables",
        "inventory",
        "fixed_assets",
        "informal_debt",
        "late_bills",
        "owner_wealth",
        "bank_debt",
        "line_room",
    ):
        assert (firms.column(name)[living] >= 0).all(), name
    open_loans = market.economy.loans.column("status") > 0
    assert (market.economy.loans.column("balance")[open_loans] >= 0).all()
    for name in ("reserves", "bonds", "advances", "large_loans", "rest_deposits"):
        assert (market.economy.banks.column(name) >= 0).all(), name
    assert (market.economy.institutions.column("deposit") >= 0).all()


def test_the_parties_pay_the_whole_of_each_loss(market: CreditMarket) -> None:
    losses = market.losses
    assert len(losses) > 10
    paid = losses[[f"paid_{party}_fen" for party in PARTIES]]
    recovered = losses[[f"recovered_{party}_fen" for party in PARTIES]]
    assert (losses["loss_fen"] > 0).all()
    assert (paid.to_numpy() >= 0).all() and (recovered.to_numpy() >= 0).all()
    assert (paid.sum(axis=1) == losses["loss_fen"]).all()
    assert (recovered.to_numpy() <= paid.to_numpy()).all()
    assert not losses["loan"].duplicated().any()


def test_losses_by_payer_are_the_table_s(market: CreditMarket) -> None:
    losses = market.losses
    by_payer = market.losses_by_payer
    assert set(by_payer) == set(PARTIES)
    for party in PARTIES:
        yuan = int(losses[f"paid_{party}_fen"].sum()) * market.economy.weight / 100.0
        assert by_payer[party] == pytest.approx(yuan, rel=1e-12), party


def test_payouts_are_what_the_parties_paid(market: CreditMarket) -> None:
    flows = market.flows
    payouts = flows[flows["purpose"] == "guarantee_payout"]["fen"].sum() * market.economy.weight / 100.0
    by_payer = market.losses_by_payer
    assert payouts == pytest.approx(sum(by_payer.values()) - by_payer["bank"], rel=1e-12)
