"""What the tables say of one firm, in plain numbers and names: its cells, its loans, claims on them, its partners."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...ground.columns import Blocks, Store, blocks_of
from ...state import bank_columns as bc
from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state.economy import Economy
from ...state.structure import BANK_TYPES, PARTIES, PRODUCTS, REGIONS


class FirmReader:
    """Reads the tables for the firm with this key, wherever its row lies."""

    def __init__(self, key: int) -> None:
        self.key = key
        #: Where it lay when last seen alive, -1 before that.
        self.last_row = -1

    def row(self, economy: Economy) -> int:
        """The firm's row while it lives, -1 at other times."""
        ids, states = economy.firms.column("id"), economy.firms.column("state")
        row = self.last_row
        if not (0 <= row < len(ids) and ids[row] == self.key and states[row] == ec.ALIVE):
            found = np.flatnonzero((ids == self.key) & (states == ec.ALIVE))
            if not len(found):
                return -1
            self.last_row = row = int(found[0])
        return row

    def firm(self, economy: Economy) -> dict[str, Any] | None:
        """The firm's cells by column, None while it does not live."""
        row = self.row(economy)
        return None if row < 0 else cells(economy.firms, row)

    def loans(self, economy: Economy) -> dict[int, dict[str, Any]]:
        """Cells of its open loans and their rows, by the loan's key."""
        book = economy.loans
        mine = (book.column("id") >> lc.KEY_BITS == self.key) & (book.column("status") > 0)
        return {
            int(book.blocks.whole[lc.LOAN_ID, row]): {**cells(book, int(row)), "row": int(row)}
            for row in np.flatnonzero(mine)
        }

    def claims(
        self, economy: Economy, loans: dict[int, dict[str, Any]], known: dict[int, dict[str, Any]]
    ) -> dict[int, dict[str, Any]]:
        """The claims on its loans, by the loan's key; `loans` and claims `known` tell the programmes behind them."""
        found = {}
        for row in np.flatnonzero(
            (economy.claims.column("enterprise") == self.key) & (economy.claims.column("state") > 0)
        ):
            claim = cells(economy.claims, int(row))
            loan = loans.get(claim["loan"])
            earlier = known.get(claim["loan"])
            found[claim["loan"]] = {
                "state": claim["state"],
                "month": claim["month"],
                "due": claim["due"],
                "bank": claim["bank"],
                "agreement": claim["agreement"],
                "loss": claim["loss_fen"],
                "owed_later": claim["owed_later_fen"],
                "owed_later_by": PARTIES[claim["owed_later_by"]],
                "owed_later_due": claim["owed_later_due"],
                "bits": loan["programmes"] if loan is not None else earlier["bits"] if earlier is not None else 0,
                "paid": {party: claim[f"paid_{party}_fen"] for party in PARTIES},
                "recovered": {party: claim[f"recovered_{party}_fen"] for party in PARTIES},
            }
        return found


def bank_named(economy: Economy, bank: int) -> dict[str, Any]:
    """A bank by number and type."""
    return {"number": bank, "type": BANK_TYPES[int(economy.bank.tag[bc.BANK_TYPE, bank])]}


def guarantor_named(economy: Economy, guarantor: int) -> dict[str, Any]:
    """A guarantor by number, who owns it and region."""
    region = int(economy.institution.tag[bc.INSTITUTION_REGION, guarantor])
    public = bool(economy.institution.tag[bc.PUBLIC, guarantor])
    return {"number": guarantor, "public": public, "region": REGIONS[region]}


def shares_of(economy: Economy, agreement: int) -> tuple[dict[str, int], str]:
    """Basis points of a loss by party under an agreement, and who bears what is left."""
    index = economy.agreement.index[:, agreement]
    points = {party: int(index[bc.SHARE + place]) for place, party in enumerate(PARTIES)}
    residual = PARTIES[int(economy.agreement.tag[bc.RESIDUAL, agreement])]
    return {party: part for party, part in points.items() if part}, residual


def paying_programmes(economy: Economy, column: int, bits: int) -> dict[str, str] | None:
    """The policies that pay by this column for loans under programmes `bits`, by name; None where none does."""
    paying = [
        economy.schedule.programme_policies[row]
        for row in set_bits(bits)
        if float(economy.programme.real[column, row]) > 0.0 and row in economy.schedule.programme_policies
    ]
    if not paying:
        return None
    names = [policy_named(policy) for policy in paying]
    return {key: " + ".join(name[key] for name in names) for key in ("name", "en", "zh")}


def cells(store: Store, row: int) -> dict[str, Any]:
    """A row of a table as plain numbers by column."""
    return {
        name: getattr(store.blocks, column.kind)[column.position, row].item()
        for name, column in store.table.columns.items()
    }


def copy_of(store: Store, rows: np.ndarray) -> Blocks:
    """A table of these rows only, copied."""
    return blocks_of((np.ascontiguousarray(block[:, rows]) for block in store.blocks[:-1]), len(rows))


def loan_named(loan: dict[str, Any]) -> dict[str, Any]:
    """A loan by key, product and month of grant."""
    return {"key": loan["id"], "product": PRODUCTS[loan["product"]], "opened": loan["opened"]}


def policy_named(policy: Any) -> dict[str, str]:
    """A policy by its name in the scenario, and by what it is where it has no name of its own."""
    plain = policy.name == policy.kind
    return {"name": policy.name, **{key: policy.label[key] if plain else policy.name for key in ("en", "zh")}}


def some(parts: dict[str, int]) -> dict[str, int]:
    """The parties that have a part at all."""
    return {party: part for party, part in parts.items() if part}


def set_bits(bits: int) -> list[int]:
    """The places of the bits that are set."""
    return [row for row in range(bits.bit_length()) if (bits >> row) & 1]
