"""The whole state of a market by key, free of where rows lie, and a digest of it.

Run as a script it prints the digest of one run: `python fingerprint.py SCENARIO FIRMS MONTHS BURN_IN SEED`; with one
number more so many rows pass together, in plain Python.
"""

import hashlib
import sys
from typing import Any

import numpy as np

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.columns import KINDS

#: What a scenario states of agreements and no run changes: no part of the state.
STATED = ("agreement.min_loan", "agreement.tax_grade_mask", "agreement.bank_type_mask")
#: Columns that hold rows of another table: told by the key of what they point at, or left out where the
#: row's own key says the same.
ROWS = {"enterprise": ("buyer", "line"), "loan": ("firm", "claim"), "claim": ("loan_row",)}
#: Terms of loans that are off by default, and their usual value: left out where no loan has them.
SELDOM = {"loan.paid_every": 1, "loan.annuity": 0}


def state(market: Any) -> dict[str, np.ndarray]:
    """Every column of the living rows sorted by key, the few, the budgets, the ledger's history, the loan tape."""
    found = columns(market)
    tape = market.loans
    for column in tape.columns:
        told = tape[column].astype(object).where(tape[column].notna(), "")
        found[f"tape.{column}"] = np.array([str(value) for value in told], dtype="U")
    return found


def columns(market: Any) -> dict[str, np.ndarray]:
    """The same without the tape."""
    firms, loans, claims = market.economy.firms, market.economy.loans, market.economy.claims
    found: dict[str, np.ndarray] = {}

    living = np.flatnonzero(firms.column("state") == 1)
    living = living[np.argsort(firms.column("id")[living], kind="stable")]
    open_loans = np.flatnonzero(loans.column("status") > 0)
    open_loans = open_loans[np.argsort(loans.column("id")[open_loans], kind="stable")]
    known_claims = np.flatnonzero(claims.column("state") > 0)
    known_claims = known_claims[np.argsort(claims.column("loan")[known_claims], kind="stable")]
    for store, rows in ((firms, living), (loans, open_loans), (claims, known_claims)):
        name = store.table.name
        for column in store.table.columns:
            if column not in ROWS[name]:
                found[f"{name}.{column}"] = np.array(store.column(column)[rows])
    found["enterprise.held"] = found["enterprise.held"].astype(np.int8)  # the bits of the package's own products
    for column, keys in (("buyer", firms.column("id")), ("line", loans.column("id"))):
        pointer = firms.column(column)[living]
        found[f"enterprise.{column}"] = np.where(pointer >= 0, keys[np.maximum(pointer, 0)], -1)

    for store in (market.economy.banks, market.economy.institutions, market.economy.agreements):
        for column in store.table.columns:
            found[f"{store.table.name}.{column}"] = np.array(store.column(column))
    for name in STATED:
        del found[name]
    for name, usual in SELDOM.items():
        if (found[name] == usual).all():
            del found[name]
    found["government.accounts"] = np.array(market.economy.accounts)
    found["cycle"] = np.array([market.economy.cycle.gap, market.economy.policy_rate, *market.economy.demand.ravel()])
    found["ledger.months"] = np.array(market.economy.ledger.months)
    found["ledger.history"] = np.array(market.economy.ledger.history)
    found["ledger.opening"] = np.array(market.economy.ledger.opening)
    return found


def digest(market: Any) -> str:
    """SHA-256 of the state, in hexadecimal."""
    total = hashlib.sha256()
    for name, values in sorted(state(market).items()):
        total.update(f"{name}{values.shape}".encode())
        if values.dtype.kind == "U":
            total.update("\n".join(values.ravel().tolist()).encode())
        else:
            total.update(np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes())
    return total.hexdigest()


def differences(left: Any, right: Any) -> list[str]:
    """Names of what differs between the states of two markets."""
    one, other = state(left), state(right)
    names = sorted(set(one) | set(other))
    return [
        name for name in names if name not in one or name not in other or not np.array_equal(one[name], other[name])
    ]


def permute(market: Any, luck: np.random.Generator, firms: bool = True, loans: bool = True) -> None:
    """Lay the rows of enterprises and of loans out in another order, every pointer with them.

    Between months only. The register of all firms, in which buyers are looked for, follows.
    """
    store = market.economy.firms
    if firms:
        moved_to = _move(store, luck.permutation(store.rows))  # old row for each new one
        _follow(store.column("buyer"), moved_to)
        _follow(market.economy.register, moved_to)
        _follow(market.economy.loans.column("firm"), moved_to)
        market.economy.gone = moved_to[market.economy.gone].astype(market.economy.gone.dtype)
    if loans:
        moved_to = _move(market.economy.loans, luck.permutation(market.economy.loans.rows))
        _follow(store.column("line"), moved_to)
        _follow(market.economy.claims.column("loan_row"), moved_to)


def _move(store: Any, order: np.ndarray) -> np.ndarray:
    for kind in KINDS:
        block = getattr(store.blocks, kind)
        block[:, : store.rows] = block[:, order]
    moved_to = np.empty_like(order)
    moved_to[order] = np.arange(len(order))
    waiting = int(store.free_count[0])
    store.free[:waiting] = moved_to[store.free[:waiting]]
    return moved_to


def _follow(pointers: np.ndarray, moved_to: np.ndarray) -> None:
    pointers[:] = np.where(pointers >= 0, moved_to[np.maximum(pointers, 0)], pointers)


def small_run(name: str, firms: int, months: int, burn_in: int, seed: int, **options: Any) -> CreditMarket:
    """A market run to its end."""
    scenario = load(name, firms=firms, months=months, set={"economy.burn_in": burn_in, "opening.settled": False})
    return CreditMarket(scenario, seed=seed, **options).run()


def pass_together(rows: int) -> None:
    """From now on so many rows pass together through loops over blocks; compiled code has its number for good."""
    named = [each for name, each in sys.modules.items() if name.startswith("smecredit.simulation.")]
    for module in named:
        if hasattr(module, "BLOCK"):
            module.BLOCK = rows  # type: ignore[attr-defined]


if __name__ == "__main__":
    if len(sys.argv) > 6:
        pass_together(int(sys.argv[6]))
    print(digest(small_run(sys.argv[1], *(int(argument) for argument in sys.argv[2:6]))))
