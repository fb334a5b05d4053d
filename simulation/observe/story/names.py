"""Banks, guarantors, loans and policies as a story names them."""

from __future__ import annotations

from collections.abc import Mapping

from ...state import bank_columns as bc
from ...state.economy import Economy
from ...state.observer import Policy
from ...state.structure import BANK_TYPES, PARTIES, PRODUCTS, REGIONS
from .seen import Loan

#: Whoever or whatever is named: words and numbers by name.
Named = dict[str, str | int]


def bank_named(economy: Economy, bank: int) -> Named:
    """A bank by number and type."""
    return {"number": bank, "type": BANK_TYPES[int(economy.bank.tag[bc.BANK_TYPE, bank])]}


def guarantor_named(economy: Economy, guarantor: int) -> Named:
    """A guarantor by number, who owns it and region."""
    region = int(economy.institution.tag[bc.INSTITUTION_REGION, guarantor])
    public = bool(economy.institution.tag[bc.PUBLIC, guarantor])
    return {"number": guarantor, "public": public, "region": REGIONS[region]}


def loan_named(loan: Loan) -> Named:
    """A loan by key, product and month of grant."""
    return {"key": loan.id, "product": PRODUCTS[loan.product], "opened": loan.opened}


def policy_named(policy: Policy) -> dict[str, str]:
    """A policy by its name in the scenario, and by what it is where it has no name of its own."""
    plain = policy.name == policy.kind
    return {"name": policy.name, **{key: policy.label[key] if plain else policy.name for key in ("en", "zh")}}


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


def shares_of(economy: Economy, agreement: int) -> tuple[dict[str, int], str]:
    """Basis points of a loss by party under an agreement, and who bears what is left."""
    index = economy.agreement.index[:, agreement]
    points = {party: int(index[bc.SHARE + place]) for place, party in enumerate(PARTIES)}
    residual = PARTIES[int(economy.agreement.tag[bc.RESIDUAL, agreement])]
    return some(points), residual


def some(parts: Mapping[str, int]) -> dict[str, int]:
    """The parties that have a part at all."""
    return {party: part for party, part in parts.items() if part}


def set_bits(bits: int) -> list[int]:
    """The places of the bits that are set."""
    return [row for row in range(bits.bit_length()) if (bits >> row) & 1]
