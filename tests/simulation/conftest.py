"""Fixtures of the tests of the engine: small markets that are run once, and what compares them."""

import copy
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground import compiled_cache
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.month import PHASES
from smecredit.simulation.phases.tables_of_month import derive_tables
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.ledger import PAYER, ROUTES

HEAD = """
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
"""
NEVER = -10_000
#: One yuan, in fen.
Y = 100


class Row:
    """One row of a table: columns are read and set by name."""

    def __init__(self, store: Store, row: int) -> None:
        self.store, self.row = store, int(row)

    def __getitem__(self, column: str) -> Any:
        return self.store.column(column)[self.row].item()

    def __setitem__(self, column: str, value: Any) -> None:
        self.store.column(column)[self.row] = value

    def set(self, **values: Any) -> "Row":
        for column, value in values.items():
            self[column] = value
        return self


class SmallMarket:
    """A market of some hundred firms between months, of which a test lives through single phases."""

    def __init__(self, market: CreditMarket) -> None:
        self.market = market

    def copy(self) -> "SmallMarket":
        return SmallMarket(copy.deepcopy(self.market))

    def live(self, *phases: str) -> "SmallMarket":
        """The next month begins, and of its phases those named run."""
        by_name = {phase.__name__: phase for phase in PHASES}
        self.market.economy.month += 1
        for name in phases:
            by_name[name](self.market.economy)
        return self

    def recorded(self) -> pd.Series:
        """What the month counted, once it is closed; not audited, as a test has set cells by hand."""
        self.market.economy.ledger.audit = lambda *_: None
        next(phase for phase in PHASES if phase.__name__ == "record")(self.market.economy)
        return self.market.recorder.raw().iloc[-1]

    def firm(self, row: int) -> Row:
        return Row(self.market.economy.firms, row)

    def loan(self, row: int) -> Row:
        return Row(self.market.economy.loans, row)

    def bank(self, row: int) -> Row:
        return Row(self.market.economy.banks, row)

    def guarantor(self, row: int) -> Row:
        return Row(self.market.economy.institutions, row)

    def agreement(self, row: int) -> Row:
        return Row(self.market.economy.agreements, row)

    def programme(self, name: str) -> Row:
        """The row of the policy of this name."""
        return Row(
            self.market.economy.programmes,
            next(r for r, p in self.market.economy.schedule.programme_policies.items() if p.name == name),
        )

    def under(self, *names: str) -> int:
        """The bits of a loan made under the policies of these names."""
        return sum(1 << self.programme(name).row for name in names)

    def claim_of(self, loan: Row) -> Row:
        return Row(self.market.economy.claims, loan["claim"])

    def flow(self, purpose: str, payer: str, payee: str) -> int:
        """Fen paid this month so far."""
        route = next(k for k, r in enumerate(ROUTES) if (r.purpose, r.payer, r.payee) == (purpose, payer, payee))
        return int(self.market.economy.flows[route, PAYER].sum())

    def borrower(self, **loan: Any) -> tuple[Row, Row]:
        """A sound firm, and its only loan: 1,200,000 yuan at 6%, without security, that matures in half a year."""
        book, firms, month = self.market.economy.loans, self.market.economy.firms, self.market.month
        status, owner = book.column("status"), book.column("firm")
        row = next(
            row for row in range(book.rows) if status[row] == 1 and firms.column("outcome")[owner[row]] == 0
            and firms.column("circle")[owner[row]] < 0
        )  # fmt: skip
        firm = self.firm(owner[row])
        others = (owner == firm.row) & (status == 1)
        others[row] = False
        status[others] = 0
        terms = {
            "balance": 1_200_000 * Y, "amount": 1_200_000 * Y, "instalment": 0, "goods": 0, "rate": 0.0625,
            "maturity": month + 6, "opened": month - 6, "fee_rate": 0.0, "tax_free_rate": 0.0, "deferred": NEVER,
            "programmes": 0, "product": 0, "guarantor": -1, "agreement": 0, "security": 0, "arrears": 0,
            "renewals": 0, "evergreened": 0, "supported": 0, "secured_early": 0,
        }  # fmt: skip
        its = self.loan(row).set(**{**terms, **loan})
        firm.set(
            cash=500_000 * Y, owner_wealth=0, home=0, informal_debt=0, late_bills=0, bank_debt=its["balance"],
            year_sales=12_000_000 * Y,
            line_room=0, margin=0.12, transparency=0.9, honesty=1.0, conduct=1.0, leverage_target=0.3, line=-1,
            loans=1, missed=0, mark=0, outcome=0, borrowed=1, held=1 << its["product"], refused_month=NEVER,
        )  # fmt: skip
        return firm, its

    def alone(self, firm: Row) -> None:
        """No loans but those of this firm are left in the market."""
        book = self.market.economy.loans
        book.column("status")[book.column("firm") != firm.row] = 0

    def maturing(self, **terms: Any) -> tuple[Row, Row]:
        """Such a firm with much cash, and its loan that matures next month; no other loan in the market."""
        firm, loan = self.borrower(**{"maturity": self.market.month + 1, **terms})
        self.alone(firm)
        firm["cash"] = 10_000_000 * Y
        return firm, loan

    def second_loan(self, first: Row, **terms: Any) -> Row:
        """Another loan of the same firm and bank, like the first but for `terms`."""
        row = int(self.market.economy.loans.allocate(1)[0])
        second = self.loan(row)
        for column in self.market.economy.loans.table.columns:
            second[column] = first[column]
        second.set(id=first["id"] + 1, **terms)
        firm = self.firm(first["firm"])
        firm.set(bank_debt=firm["bank_debt"] + second["balance"], loans=firm["loans"] + 1)
        return second


@pytest.fixture(scope="session")
def small_market(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., SmallMarket]:
    """`small_market(text, ...)`: the baseline and what `text` states, 300 firms, some months old; each call a copy.

    Numbers given as `{"group.name": value}` hold from then on: markets that differ in them alone have one past.
    """
    folder = tmp_path_factory.mktemp("small_markets")
    known: dict[str, SmallMarket] = {}

    def made(text: str = "", **numbers: float) -> SmallMarket:
        if text not in known:
            file = folder / f"scenario_{len(known)}.toml"
            file.write_text(HEAD + text, encoding="utf-8")
            scenario = load(str(file), firms=300, months=40, set={"economy.burn_in": 3})
            market = CreditMarket(scenario, seed=4)
            market.step()
            known[text] = SmallMarket(market)
        copied = known[text].copy()
        now = copied.market.economy.numbers
        for name, value in numbers.items():
            now.restate(name, value)
        derive_tables(copied.market.economy)
        return copied

    return made


@pytest.fixture(scope="session")
def opened_economy() -> Economy:
    """The smallest economy before its first month, for rules on rows made by hand: `.with_fields(firm=...)`."""
    return CreditMarket(load("baseline", firms=200, months=1)).economy


@pytest.fixture(scope="session")
def fingerprints(program: Callable[[str], ModuleType]) -> ModuleType:
    """State, digest and permutation of a market; a script too, for runs in another process."""
    return program("tests/simulation/fingerprint.py")


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A compiled cache of its own; where it cannot be used, the files beside it are the temporary ones."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(tmp_path / "cache"))
    # As if whatever lies there were older than this process.
    monkeypatch.setattr(compiled_cache, "_STARTED", time.time() + 3600.0)
    compiled_cache.fault_of_folder.cache_clear()
    yield tmp_path / "cache"
    compiled_cache.fault_of_folder.cache_clear()


@pytest.fixture
def cache_fallback(cache_folder: Path) -> Path:
    """Where compiled kernels go if that cache cannot be used."""
    return cache_folder.parent / "temporary" / f"smecredit-{os.geteuid()}"
