"""The loan tape and the table of claims: what happened to every loan."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..ground.columns import KINDS
from ..state import loan_columns as lc
from ..state.economy import Economy
from ..state.observer import Observer
from ..state.structure import PARTIES, PRODUCTS

_STATUS = {0: "closed", lc.PERFORMING: "performing", lc.NONPERFORMING: "default"}
#: Names of the codes of a live loan: what stands behind it, and how it is served.
SECURITIES, STATES = (
    ("none", "pledge", "guarantor", "circle", "receivables", "receivables_sold", "goods", "documents", "persons"),
    ("free", "performing", "default"),
)
#: Stands for the month of closing while a loan is open.
_OPEN = -(1 << 30)


@dataclass(frozen=True)
class ClosedLoans:
    """Loans closed in a month: how many, and their columns in the blocks of the loan book."""

    month: int
    count: int
    whole: np.ndarray
    real: np.ndarray
    index: np.ndarray
    tag: np.ndarray


class Tape(Observer):
    """Keeps the history of closed loans."""

    def __init__(self) -> None:
        self.past_loans: list[ClosedLoans] = []

    def loans_end(self, economy: Economy, rows: np.ndarray) -> None:
        """Copy them before their rows are used again."""
        self.past_loans.append(closed_loans(economy, rows))

    def __deepcopy__(self, memo: dict[int, object]) -> Tape:
        # What is kept never changes afterwards: only the list grows.
        twin = Tape()
        twin.past_loans = list(self.past_loans)
        return twin


def closed_loans(economy: Economy, rows: np.ndarray) -> ClosedLoans:
    """The month and the blocks of the loans in `rows`, copied before the rows are used again."""
    return ClosedLoans(economy.month, len(rows), *(block[:, rows] for block in economy.loan[:-1]))


def _columns(parts: list[ClosedLoans]) -> dict[str, np.ndarray]:
    """Columns by name out of copied blocks, with the month in which each loan was closed."""
    blocks = {kind: np.concatenate([getattr(part, kind) for part in parts], axis=1) for kind in KINDS}
    columns = {name: blocks[column.kind][column.position] for name, column in lc.LOAN.columns.items()}
    columns["closed_month"] = np.concatenate([np.full(part.count, part.month, np.int32) for part in parts])
    return columns


def loans_table(economy: Economy, past_loans: list[ClosedLoans]) -> pd.DataFrame:
    """One row a loan, with the tape also closed ones; amounts in model fen, rates per year, months of the run."""
    status = economy.loans.column("status")
    live = closed_loans(economy, np.flatnonzero(status > 0))
    columns = _columns([*past_loans, replace(live, month=_OPEN)])
    defaulted = columns["defaulted"] > -10_000
    was_bad = (columns["closed_month"] != _OPEN) & defaulted
    state = pd.Series(columns["status"]).map(_STATUS).to_numpy(object)
    state[was_bad] = "written_off"
    state[(columns["closed_month"] != _OPEN) & ~defaulted] = "repaid"
    table = pd.DataFrame(
        {
            "loan": columns["id"],
            "enterprise": columns["id"] >> lc.KEY_BITS,
            "bank": columns["bank"].astype(np.int64),
            "product": pd.Series(columns["product"]).map(dict(enumerate(PRODUCTS))),
            "opened": columns["opened"].astype(np.int64),
            "maturity": columns["maturity"].astype(np.int64),
            "closed": pd.array(columns["closed_month"], "Int64"),
            "defaulted": pd.array(np.where(defaulted, columns["defaulted"], 0), "Int64"),
            "amount_fen": columns["amount"],
            "rate": columns["rate"].astype(np.float64),
            "tenor": columns["term"].astype(np.int64),
            "security": pd.Series(columns["security"]).map(dict(enumerate(SECURITIES))),
            "guarantor": columns["guarantor"].astype(np.int64),
            "guarantee_fee_rate": columns["fee_rate"].astype(np.float64),
            "agreement": pd.Series(columns["agreement"]).map(economy.schedule.agreement_names),
            "estimated_pd": columns["estimated_pd"].astype(np.float64),
            "status": state,
            "arrears": columns["arrears"].astype(np.int64),
            "renewals": columns["renewals"].astype(np.int64),
            "balance_fen": columns["balance"],
        }
    )
    table.loc[columns["closed_month"] == _OPEN, "closed"] = pd.NA
    table.loc[~defaulted, "defaulted"] = pd.NA
    return table.sort_values(["opened", "loan"], kind="stable", ignore_index=True)


def claims_table(economy: Economy) -> pd.DataFrame:
    """One row a claim settled from month 1 on: loss, and what each party paid and got back, in model fen."""
    states = economy.claims.column("state")
    chosen = (states >= lc.SETTLED) & (economy.claims.column("due") >= 1)
    columns = {
        "month": economy.claims.column("month")[chosen].astype(np.int64),
        "loan": economy.claims.column("loan")[chosen],
        "enterprise": economy.claims.column("enterprise")[chosen],
        "bank": economy.claims.column("bank")[chosen].astype(np.int64),
        "agreement": pd.Series(economy.claims.column("agreement")[chosen], dtype=object)
        .map(economy.schedule.agreement_names)
        .to_numpy(),
        "loss_fen": economy.claims.column("loss_fen")[chosen],
    }
    for kind in ("paid", "recovered"):
        for party in PARTIES:
            columns[f"{kind}_{party}_fen"] = economy.claims.column(f"{kind}_{party}_fen")[chosen]
    return pd.DataFrame(columns).sort_values(["month", "loan"], kind="stable", ignore_index=True)
