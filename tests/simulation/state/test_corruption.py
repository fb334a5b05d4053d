"""One fen out of place, for every purpose, on either side of the books, is caught in its month."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket, month
from smecredit.simulation.ground.errors import BooksError, RunError
from smecredit.simulation.state import ledger as lg
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.ledger import PAYEE, PAYER, ROUTES, STOCKS, Ledger

#: A scheme in which every kind of party pays, with a fund that comes and goes: it posts all that can be posted.
EVERYTHING = """
title = { en = "Every kind of payment", zh = "各类收付" }
summary = { en = "A scheme in which all parties pay.", zh = "各方均参与分担的方案。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
remove = ["national_scheme"]

[banking]
target_ratio = [0.015, 0.015, 0.015, 0.015] # next to no capital: some banks must be rescued

[guarantors]
reach = 1.0 # guaranteed loans enough that every party pays
asked_anyway = 1.0
taken_over = 12.0 # and new owners at once for those that fail

[population]
willing_share = [0.8, 0.9, 0.9, 0.9] # and borrowers enough that some of them default

[[policy]]
kind = "risk_sharing"
name = "all_parties"
residual = "bank"
share = { guarantor = 0.2, provincial_reguarantor = 0.2, compensation_fund = 0.2, local_government = 0.1, \
insurer = 0.1, bank = "balance" }

[[stress]]
kind = "guarantor_loss"
name = "private_guarantors"
start = 3
months = 3
share = 1.0
who = "commercial"

[[policy]]
kind = "compensation_fund"
name = "passing_fund"
start = 2
end = 40
size_yuan = 3e11
central_share = 0.5

[[policy]]
name = "public_guarantors"
capital_yuan = 6e12

[[policy]]
kind = "guarantee_fee_subsidy"
name = "fees"
points = 0.005

[[policy]]
kind = "bank_risk_subsidy"
name = "awards"
loss_share = 0.3
lending_award = 0.005

[[policy]]
kind = "relending"
name = "relending"
quota_yuan = 2e12
rate = 0.01
end = 20

[[policy]]
kind = "reguarantee"
name = "national_fund"
capital_yuan = 1e11
start = 3

[[policy]]
kind = "interest_subsidy"
points = 0.01

[[policy]]
kind = "startup_support"
grant_yuan = 5000

[[policy]]
kind = "venture_fund"
round_yuan = 1e12
holding_months = 12
"""

#: Routes that nothing written so far posts; the ledger's side is tested all the same, by hand.
NOT_YET_POSTED: set[tuple[str, str, str]] = set()
SIDES = ("payer", "payee", "both", "stock")
#: Posted in the phase of the audit itself, when reserves settle or policies close the month: put out of place between
#: posting and audit.
SETTLED_LAST = {"interbank_transfer", "advance", "grant", "equity_stake"}
FIRMS, MONTHS = 500, 42


@dataclass(frozen=True)
class Probe:
    """What one fen put out of place led to: the error, or None where the books seemed to close."""

    month: int
    error: BooksError | None
    place: str = ""


def effect(route: int) -> np.ndarray:
    """What one fen on either side of a route does to the stocks, shape (stocks, 2)."""
    matrix = np.zeros((len(STOCKS), 2), np.int64)
    for stock, side, sign in ROUTES[route].effects:
        matrix[STOCKS.index(stock), side] += sign
    return matrix


def banks_of(route: int, flows: np.ndarray) -> tuple[int, int]:
    """A bank on either side where the route was posted; two banks where one fen within a bank would be nothing."""
    payer, payee = (int(np.argmax(np.abs(flows[route, side]))) for side in (PAYER, PAYEE))
    if payer == payee and not effect(route).sum(axis=1).any():
        payee = (payer + 1) % flows.shape[2]
    return payer, payee


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("scenarios") / "everything.toml"
    file.write_text(EVERYTHING, encoding="utf-8")
    burn_in = {"economy.burn_in": 8}
    return load(str(file), under="severe_recession", firms=FIRMS, months=MONTHS, set=burn_in)


def run_probed(scenario: Any, record: Callable[[Economy, Callable[..., None]], None]) -> CreditMarket:
    """Run a market whose last phase is handed to `record` together with the true one."""
    *phases, true_record = month.PHASES
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(month, "PHASES", (*phases, lambda economy: record(economy, true_record)))
        return CreditMarket(scenario, seed=1).run()


@pytest.fixture(scope="module")
def ledger_side(scenario: Any) -> tuple[dict[tuple[int, str], Probe], set[int]]:
    """For every route, in the first month it is posted, one fen more on the payer's side, the payee's, both.

    And in the stocks that the audit is shown, for what is posted too late to change a column before it.
    """
    found: dict[tuple[int, str], Probe] = {}
    posted: set[int] = set()
    true_audit = Ledger.audit

    def probe(ledger: Ledger, month_number: int, closing: np.ndarray, route: int) -> None:
        payer, payee = banks_of(route, ledger.flows)

        def one_more(side: str) -> Callable[[np.ndarray], None]:
            def change(flows: np.ndarray) -> None:
                if side in ("payer", "both"):
                    flows[route, PAYER, payer] += 1
                if side in ("payee", "both"):
                    flows[route, PAYEE, payee] += 1

            return change

        touched = next(stock for stock, _, _ in ROUTES[route].effects)
        for side in SIDES:
            flows, opening = ledger.flows.copy(), ledger.opening.copy()
            shown = closing.copy()
            if side == "stock":
                shown[STOCKS.index(touched), payer] += 1
            else:
                one_more(side)(ledger.flows)
            error = None
            try:
                true_audit(ledger, month_number, shown)
            except BooksError as caught:
                error = caught
            ledger.flows[:], ledger.opening = flows, opening
            found[route, side] = Probe(month_number, error)

    def watched(ledger: Ledger, month_number: int, closing: np.ndarray) -> None:
        for route in range(len(ROUTES)):
            if route not in posted and ledger.flows[route].any():
                posted.add(route)
                probe(ledger, month_number, closing, route)
        if month_number == MONTHS:
            for route in set(range(len(ROUTES))) - posted:
                probe(ledger, month_number, closing, route)
        true_audit(ledger, month_number, closing)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "audit", watched)
        CreditMarket(scenario, seed=1).run()
    return found, posted


def cells(economy: Economy, stock: str, bank: int) -> np.ndarray:
    """The column of a stock and the rows of it at `bank`: those it can be put out of place in, as (array, rows)."""
    if stock == "government_account":
        return economy.accounts, np.array([0])
    of_bank = {"deposits_rest_of_economy": "rest_deposits", "loans_large_firms": "large_loans", "reserves": "reserves",
               "bonds": "bonds", "advances": "advances", "relending": "relending",
               "allowances": "allowance"}  # fmt: skip
    if stock in of_bank:
        return economy.banks.column(of_bank[stock]), np.array([bank])
    if stock == "loans_enterprise":
        loans = economy.loans
        return loans.column("balance"), np.flatnonzero((loans.column("status") > 0) & (loans.column("bank") == bank))
    of_firm = {"deposits_enterprise": "cash", "receivables": "receivables", "inventory": "inventory",
               "fixed_assets": "fixed_assets", "informal_debt": "informal_debt",
               "late_bills": "late_bills"}  # fmt: skip
    if stock in of_firm:
        firms = economy.firms
        return firms.column(of_firm[stock]), np.flatnonzero(
            (firms.column("state") == 1) & (firms.column("bank") == bank)
        )
    holders = economy.institutions
    sectors = ("guarantor", "reguarantor", "fund")
    mine = holders.column("bank") == bank
    if stock.removeprefix("deposits_") in sectors:
        mine &= holders.column("sector") == sectors.index(stock.removeprefix("deposits_"))
    return holders.column("deposit"), np.flatnonzero(mine)


@pytest.fixture(scope="module")
def column_side(scenario: Any) -> dict[tuple[int, str], Probe]:
    """For every route and stock it touches, in the first month it is posted, one fen more in a column."""
    found: dict[tuple[int, str], Probe] = {}

    def record(economy: Economy, true_record: Callable[[Economy], None]) -> None:
        flows = economy.flows.copy()
        for route in lg.SAME_BANK:
            flows[route, PAYEE] = flows[route, PAYER]
        for position, route in enumerate(ROUTES):
            for stock, side, _ in route.effects:
                if (position, stock) in found:
                    continue
                for bank in np.flatnonzero(flows[position, side]):
                    _, rows = cells(economy, stock, int(bank))
                    if len(rows):
                        found[position, stock] = put_out(economy, true_record, stock, int(bank))
                        break
        true_record(economy)

    def put_out(economy: Economy, true_record: Callable[[Economy], None], stock: str, bank: int) -> Probe:
        twin = copy.deepcopy(economy)
        column, rows = cells(twin, stock, bank)
        column[rows[0]] += 1
        place = f"{stock} of bank {bank}"
        try:
            true_record(twin)
        except BooksError as error:
            return Probe(economy.month, error, place)
        return Probe(economy.month, None, place)

    run_probed(scenario, record)
    return found


def name_of(route: int) -> str:
    return f"{ROUTES[route].purpose}-{ROUTES[route].payer}-{ROUTES[route].payee}-{route}"


EVERY_ROUTE = pytest.mark.parametrize("route", range(len(ROUTES)), ids=name_of)


def test_every_route_is_posted_but_those_listed(ledger_side: Any) -> None:
    _, posted = ledger_side
    missing = {(ROUTES[k].purpose, ROUTES[k].payer, ROUTES[k].payee) for k in set(range(len(ROUTES))) - posted}
    assert missing == NOT_YET_POSTED


@EVERY_ROUTE
@pytest.mark.parametrize("side", SIDES[:3])
def test_a_fen_too_many_in_the_ledger_is_caught(ledger_side: Any, route: int, side: str) -> None:
    probe = ledger_side[0][route, side]
    assert probe.error is not None, "the books seemed to close"
    said = str(probe.error)
    assert said.startswith(f"month {probe.month}:")
    assert ROUTES[route].purpose in said
    assert "1 fen" in said
    if side in ("payer", "payee"):
        assert ROUTES[route].payer in said and ROUTES[route].payee in said
    else:
        assert any(f"{stock} of bank " in said for stock in STOCKS)


@EVERY_ROUTE
def test_a_fen_too_many_in_a_column_is_caught(ledger_side: Any, column_side: Any, route: int) -> None:
    if route not in ledger_side[1]:
        pytest.skip("no policy posts it yet: there is no column that it touched")
    stocks = {stock for stock, _, _ in ROUTES[route].effects}
    probes = {stock: column_side[route, stock] for stock in stocks if (route, stock) in column_side}
    if ROUTES[route].purpose in SETTLED_LAST:
        probe = ledger_side[0][route, "stock"]
        assert probe.error is not None, "the books seemed to close"
        assert str(probe.error).startswith(f"month {probe.month}:")
        assert "a break of 1 fen" in str(probe.error)
        return
    assert probes
    for stock, probe in probes.items():
        assert probe.error is not None, f"{stock}: the books seemed to close"
        said = str(probe.error)
        assert said.startswith(f"month {probe.month}: {probe.place} ")
        assert "a break of 1 fen" in said
        assert ROUTES[route].purpose in said


def test_every_stock_is_put_out_of_place_at_least_once(column_side: Any) -> None:
    last = {"interbank_transfer", "advance"}
    at_settlement = {stock for route in ROUTES if route.purpose in last for stock, _, _ in route.effects}
    never_move = {"bonds_central_bank", "foreign_assets"}
    assert {stock for _, stock in column_side} | at_settlement == set(STOCKS) - never_move


def test_a_claim_on_a_buyer_is_audited_like_other_receivables(scenario: Any) -> None:
    market = CreditMarket(scenario, seed=1)
    market.step()
    market.economy.firms.column("linked_receivables")[np.flatnonzero(market.enterprises["id"] >= 0)[0]] += 1
    with pytest.raises(BooksError, match=r"^month 2: receivables of bank \d+ .*a break of 1 fen"):
        market.step()


@pytest.mark.parametrize(
    ("booked", "meant"),
    [(lg.PAYOUT_GUARANTOR, lg.PAYOUT_REGUARANTOR), (lg.PAYOUT_REGUARANTOR, lg.PAYOUT_FUND)],
    ids=["guarantor for re-guarantor", "re-guarantor for fund"],
)
def test_a_payment_booked_to_another_sector_is_caught(scenario: Any, booked: int, meant: int) -> None:
    caught: list[str] = []
    tried: list[int] = []
    true_audit = Ledger.audit

    def watched(ledger: Ledger, month_number: int, closing: np.ndarray) -> None:
        if not tried and ledger.flows[booked].any():
            tried.append(month_number)
            flows, opening = ledger.flows.copy(), ledger.opening.copy()
            for side in (PAYER, PAYEE):
                bank = int(np.argmax(ledger.flows[booked, side]))
                ledger.flows[booked, side, bank] -= 1
                ledger.flows[meant, side, bank] += 1
            try:
                true_audit(ledger, month_number, closing)
            except BooksError as error:
                caught.append(str(error))
            ledger.flows[:], ledger.opening = flows, opening
        true_audit(ledger, month_number, closing)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "audit", watched)
        CreditMarket(scenario, seed=1).run()
    assert tried
    assert caught, "a payout of one sector was booked to another, and the books seemed to close"
    assert caught[0].startswith(f"month {tried[0]}:")


@pytest.mark.parametrize("bad_month", [-3, 1, 5])
def test_a_break_stops_the_run_in_its_month(scenario: Any, bad_month: int) -> None:
    def record(economy: Economy, true_record: Callable[[Economy], None]) -> None:
        if economy.month == bad_month:
            economy.banks.column("bonds")[2] -= 7
        true_record(economy)

    with pytest.raises(BooksError) as caught:
        run_probed(scenario, record)
    said = str(caught.value)
    assert said.startswith(f"month {bad_month}: bonds of bank 2 ")
    assert "a break of -7 fen" in said
    assert isinstance(caught.value, RunError)
