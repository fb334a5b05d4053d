"""What a policy added: the same firm, with the same luck, with the policy and in the reference run of the same seed.

DESIGN section 10: a supported loan is additional if the same firm, in the reference run of the same seed, got less
than half that amount of bank credit in the 12 months around it; weighted by amount, and deadweight is the rest. The
method and its limits are in docs/attribution.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ...simulation import CreditMarket

Whole = NDArray[np.int64]

#: The window around a loan: from so many months before it to as many after it, both ends included.
MONTHS_EITHER_SIDE = 6
#: Month and firm as one number that sorts: room for the months of the longest run, moved up to start above zero.
_SPAN, _SHIFT = 4096, 64

#: The whole, in the mappings of an `Attribution`; its parts are "size.micro", "sector.transport" and so on.
ALL = ""


@dataclass(frozen=True, eq=False)
class History:
    """What attribution needs of a finished run, a few megabytes at most: its grants, its failures, its survivors.

    Amounts are in model fen; `weight` is the number of firms that one simulated firm stands for.
    """

    months: int
    weight: float
    grants: Mapping[str, NDArray[Any]]
    failed: Whole
    failed_size: NDArray[Any]
    alive: Whole


class Tally(NamedTuple):
    """Loans of one run in yuan of the population: the additional part and the whole; and how many there are.

    `additional_loans` of them are additional. `lost` is what the firms got less of in the reference run, `kept` what
    firms with loans that are not additional got there of the same money, `dearer` the yuan a year it cost more there.
    """

    additional: float
    amount: float
    loans: int
    additional_loans: int = 0
    lost: float = 0.0
    kept: float = 0.0
    dearer: float = 0.0


@dataclass(frozen=True)
class Attribution:
    """What a run adds to its reference run.

    `supported` holds the loans that a programme stood behind, in all and by size, sector and product; `unsupported`
    puts all other loans to the same test: what it finds there is drift, not support. `rescued` are firms of the
    population alive at the end that had failed before it in the reference, `lost` the reverse, in all and by size at
    the failure.
    """

    supported: Mapping[str, Tally]
    unsupported: Tally
    rescued: Mapping[str, float]
    lost: Mapping[str, float]


def history_of(market: CreditMarket) -> History:
    """The compact history of a finished run."""
    from ...simulation.behaviour.distress.departure import CLOSED
    from ...simulation.observe.grants import DepartureLog, GrantLog

    grants, departures = market.economy.observer.of(GrantLog), market.economy.observer.of(DepartureLog)
    assert grants is not None and departures is not None, "a run that is compared keeps both"
    failed = departures["outcome"] != CLOSED
    return History(
        months=market.months,
        weight=market.economy.weight,
        grants={name: grants[name].copy() for name in grants.kinds},
        failed=departures["enterprise"][failed],
        failed_size=departures["size"][failed],
        alive=market.enterprises["id"].copy(),
    )


def credit_around(
    history: History, enterprises: Whole, months: NDArray[Any], either_side: int = MONTHS_EITHER_SIDE
) -> Whole:
    """Bank credit each of `enterprises` got in a run in its month and so many months either side of it, in fen."""
    return _summed_around(history, enterprises, months, history.grants["amount"], either_side)


def cost_around(
    history: History, enterprises: Whole, months: NDArray[Any], either_side: int = MONTHS_EITHER_SIDE
) -> NDArray[Any]:
    """What the credit of `credit_around` cost a year, its mean by amount; 0 where there is none."""
    amounts = history.grants["amount"]
    charged = _summed_around(history, enterprises, months, amounts * history.grants["cost"].astype(float), either_side)
    return np.asarray(charged / np.maximum(credit_around(history, enterprises, months, either_side), 1))


def _summed_around(
    history: History, enterprises: Whole, months: NDArray[Any], of_grants: NDArray[Any], either_side: int
) -> NDArray[Any]:
    """The sum of a number of each grant over the window of each of `enterprises`."""
    order = np.lexsort((history.grants["month"], history.grants["enterprise"]))
    moment = _moment(history.grants["enterprise"], history.grants["month"])[order]
    so_far = np.concatenate([np.zeros(1, of_grants.dtype), np.cumsum(of_grants[order])])
    first = np.searchsorted(moment, _moment(enterprises, months - either_side), "left")
    after = np.searchsorted(moment, _moment(enterprises, months + either_side), "right")
    return np.asarray(so_far[after] - so_far[first])


def _moment(enterprises: Whole, months: NDArray[Any]) -> Whole:
    return enterprises.astype(np.int64) * _SPAN + (months.astype(np.int64) + _SHIFT)


def attribution(history: History, reference: History, either_side: int = MONTHS_EITHER_SIDE) -> Attribution:
    """What a run adds to the reference run of the same seed, by a window of so many months on either side of a loan.

    A loan whose window the reference run does not cover to its end is left out.
    """
    from ...simulation.state.structure import PRODUCTS, SECTORS, SIZES

    grants = history.grants
    chosen = np.flatnonzero((grants["month"] >= 1) & (grants["month"] <= history.months - either_side))
    loans = {name: column[chosen] for name, column in grants.items()}
    supported, amount = loans["supported"] != 0, loans["amount"]
    received = credit_around(reference, loans["enterprise"], loans["month"], either_side)
    cost = cost_around(reference, loans["enterprise"], loans["month"], either_side)
    additional = 2 * received < amount
    kept = np.where(additional, 0, np.minimum(received, amount))
    dearer = kept * (cost - loans["cost"])
    yuan = history.weight / 100.0

    def tally(part: NDArray[np.bool_]) -> Tally:
        def summed(amounts: NDArray[Any]) -> float:
            return float(amounts[part].sum()) * yuan

        return Tally(
            summed(np.where(additional, amount, 0)),
            summed(amount),
            int(part.sum()),
            int((part & additional).sum()),
            summed(np.maximum(amount - received, 0)),
            summed(kept),
            summed(dearer),
        )

    parts = {ALL: tally(supported)}
    for dimension, names in (("size", SIZES[:3]), ("sector", SECTORS), ("product", PRODUCTS)):
        for code, name in enumerate(names):
            parts[f"{dimension}.{name}"] = tally(supported & (loans[dimension] == code))
    return Attribution(
        supported=parts,
        unsupported=tally(~supported),
        rescued=_counted(reference, np.isin(reference.failed, history.alive)),
        lost=_counted(history, np.isin(history.failed, reference.alive)),
    )


def _counted(run: History, chosen: NDArray[np.bool_]) -> dict[str, float]:
    """Chosen failures of a run as firms of the population, in all and by size."""
    from ...simulation.state.structure import SIZES

    sizes = run.failed_size[chosen]
    found = {ALL: float(len(sizes)) * run.weight}
    found |= {f"size.{name}": float((sizes == code).sum()) * run.weight for code, name in enumerate(SIZES[:3])}
    return found
