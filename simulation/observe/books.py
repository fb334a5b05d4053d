"""Flows and balance sheets of a run as tables."""

from __future__ import annotations

from typing import cast

import pandas as pd

from ..state.ledger import ROUTES, Ledger

_KEYS = ["month", "purpose", "payer", "payee"]


def flows_table(ledger: Ledger) -> pd.DataFrame:
    """Model fen by month (1..M), purpose, payer and payee."""
    rows = [
        (month, route.purpose, route.payer, route.payee, int(fen))
        for month, amounts in zip(ledger.months, ledger.history, strict=True)
        if month >= 1
        for route, fen in zip(ROUTES, amounts, strict=True)
        if fen
    ]
    table = pd.DataFrame(rows, columns=[*_KEYS, "fen"])
    sums = table.groupby(_KEYS, sort=False, as_index=False)["fen"].sum()
    return cast("pd.DataFrame", sums)  # `as_index=False` makes it one; the stubs do not know


def flow_matrix(ledger: Ledger, weight: float) -> pd.DataFrame:
    """Yuan of the population over the run: rows purpose and payer, columns payee."""
    table = flows_table(ledger).groupby(["purpose", "payer", "payee"])["fen"].sum().unstack(fill_value=0)
    return table * weight / 100.0


def balance_sheet(sheets: pd.DataFrame, month: int, weight: float) -> pd.DataFrame:
    """Balance-sheet matrix at a month's end, in yuan of the population: items by sector; financial rows sum to 0."""
    last = sheets[sheets["month"] == month]
    table = last.pivot_table(index="item", columns="sector", values="fen", aggfunc="sum", fill_value=0, sort=False)
    return table * weight / 100.0
