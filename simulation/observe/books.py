"""Flows and balance sheets of a run as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from ..state.ledger import INSTITUTIONS, ROUTES, STOCK, Ledger

_KEYS = ["month", "purpose", "payer", "payee"]
#: Sectors of the balance sheet, in the order of its columns.
SECTORS = (
    "enterprise",
    "bank",
    "guarantor",
    "reguarantor",
    "fund",
    "government",
    "central_bank",
    "rest_of_economy",
)


class Stocks(NamedTuple):
    """What the books hold at a month's end, in model fen: stocks as `STOCK` names them."""

    month: int
    stocks: np.ndarray


def flows_table(ledger: Ledger) -> pd.DataFrame:
    """Model fen by month (1..M), purpose, payer and payee."""
    rows = [
        (month, route.purpose, route.payer, route.payee, int(fen))
        for month, amounts in zip(ledger.months, ledger.history, strict=True)
        if month >= 1
        for route, fen in zip(ROUTES, amounts, strict=True)
        if fen
    ]
    table = pd.DataFrame(rows, columns=[*_KEYS, "fen"]).astype({"month": np.int64, "fen": np.int64})
    sums = table.groupby(_KEYS, sort=False, as_index=False)["fen"].sum()
    return cast("pd.DataFrame", sums)  # `as_index=False` makes it one; the stubs do not know


def flow_matrix(ledger: Ledger, weight: float) -> pd.DataFrame:
    """Yuan of the population over the run: rows purpose and payer, columns payee."""
    flows = flows_table(ledger)
    if flows.empty:
        payees = pd.Index(sorted({route.payee for route in ROUTES}), name="payee")
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []], names=["purpose", "payer"]), columns=payees)
    table = flows.groupby(["purpose", "payer", "payee"])["fen"].sum().unstack(fill_value=0)
    return table * weight / 100.0


def balance_sheets(ends: Iterable[Stocks]) -> pd.DataFrame:
    """Model fen by month (1..M), sector and item; assets positive, liabilities negative."""
    rows = [(end.month, *row) for end in ends if end.month >= 1 for row in _sheet(end.stocks)]
    table = pd.DataFrame(rows, columns=["month", "sector", "item", "fen"])
    return table.astype({"month": np.int64, "fen": np.int64})


def balance_sheet(ends: Iterable[Stocks], month: int, weight: float) -> pd.DataFrame:
    """Balance-sheet matrix at a month's end, in yuan of the population: items by sector; financial rows sum to 0."""
    last = balance_sheets(end for end in ends if end.month == month)
    if last.empty:
        return pd.DataFrame(index=pd.Index([], name="item"), columns=pd.Index(SECTORS, name="sector"), dtype=float)
    table = last.pivot_table(index="item", columns="sector", values="fen", aggfunc="sum", fill_value=0, sort=False)
    return table * weight / 100.0


def _sheet(stocks: np.ndarray) -> list[tuple[str, str, int]]:
    """Sector, item, fen: assets positive, debts negative; the net worth of each sector closes its column."""
    s = {name: int(stocks[position]) for name, position in STOCK.items()}
    guarantors, reguarantors, funds = (s[f"deposits_{sector}"] for sector in INSTITUTIONS)
    total_deposits = s["deposits_enterprise"] + s["deposits_rest_of_economy"] + guarantors + reguarantors + funds
    items: dict[str, dict[str, int]] = {
        "deposits": {
            "enterprise": s["deposits_enterprise"], "rest_of_economy": s["deposits_rest_of_economy"],
            "guarantor": guarantors,
            "reguarantor": reguarantors, "fund": funds, "bank": -total_deposits,
        },
        "loans": {
            "bank": s["loans_enterprise"] + s["loans_large_firms"], "enterprise": -s["loans_enterprise"],
            "rest_of_economy": -s["loans_large_firms"],
        },
        "reserves": {"bank": s["reserves"], "central_bank": -s["reserves"]},
        "bonds": {
            "bank": s["bonds"], "central_bank": s["bonds_central_bank"],
            "government": -s["bonds"] - s["bonds_central_bank"],
        },
        "foreign_assets": {"central_bank": s["foreign_assets"], "rest_of_economy": -s["foreign_assets"]},
        "advances": {"central_bank": s["advances"], "bank": -s["advances"]},
        "relending": {"central_bank": s["relending"], "bank": -s["relending"]},
        "government_account": {"government": s["government_account"], "central_bank": -s["government_account"]},
        "trade_credit": {"enterprise": s["receivables"], "rest_of_economy": -s["receivables"]},
        "private_loans": {"rest_of_economy": s["informal_debt"], "enterprise": -s["informal_debt"]},
        "late_bills": {"rest_of_economy": s["late_bills"], "enterprise": -s["late_bills"]},
        "inventory": {"enterprise": s["inventory"]},
        "fixed_assets": {"enterprise": s["fixed_assets"]},
    }  # fmt: skip
    rows = [(sector, item, fen) for item, by_sector in items.items() for sector, fen in by_sector.items()]
    # Allowances lower what banks hold to be theirs; they are no claim on anyone and belong to net worth.
    for sector in SECTORS:
        rows.append((sector, "net_worth", -sum(fen for owner, _, fen in rows if owner == sector)))
    return rows
