"""Who bears what part of a loss: shares, layers and caps as a scenario states them, and shares as they can be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from ..ground.complaints import complaint
from ..ground.errors import Sentence
from ..ground.given import written
from ..ground.parameters import StrictModel, one_of, parameter
from ..state.structure import PARTIES
from .instrument import BASIS_POINTS, LARGEST_YUAN, whole_basis_points

Party = Annotated[str, one_of(PARTIES)]


def _share(value: object) -> Any:
    """A share of the loss: "balance", or a whole number of basis points from 0 to 1."""
    if isinstance(value, str) and value == "balance":
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise complaint(
            Sentence(
                'is {value}; it must be a number from 0 to 1 or "balance".',
                '为 {value}；必须是 0 至 1 之间的数或 "balance"。',
                value=written(value),
            )
        )
    if not 0 <= value <= 1:
        said = Sentence("is {value}; it must be from 0 to 1.", "为 {value}；须在 0 至 1 之间。", value=written(value))
        raise complaint(said)
    return whole_basis_points(float(value))


Share = Annotated[float | Literal["balance"], BeforeValidator(_share)]


class Layer(StrictModel):
    """A slice of the year's losses of the covered pool, carried by one party."""

    party: Party = parameter(unit="name", meaning="Who carries the layer", zh="承担方")
    from_: float = parameter(
        alias="from",
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Losses of the year at which the layer begins",
        zh="分层起点",
    )
    to: float = parameter(
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Losses of the year at which the layer ends",
        zh="分层终点",
    )
    of: Literal["covered_balance"] = parameter(
        "covered_balance", unit="name", meaning="What the limits are shares of", zh="计量基数"
    )

    @model_validator(mode="after")
    def _has_depth(self) -> Layer:
        if self.to <= self.from_:
            raise complaint(
                Sentence(
                    "has to = {top}; it must be above from = {bottom}.",
                    "的 to = {top}；必须大于 from = {bottom}。",
                    top=self.to,
                    bottom=self.from_,
                )
            )
        return self


class Cap(StrictModel):
    """The most a party pays; every limit that is given holds."""

    of: Literal["covered_balance"] = parameter(
        "covered_balance", unit="name", meaning="What a_year is a share of", zh="计量基数"
    )
    a_year: float | None = parameter(
        None,
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Payments in one policy year",
        zh="每政策年度赔付上限",
    )
    a_loan_yuan: float | None = parameter(
        None, unit="yuan", low=0.0, high=LARGEST_YUAN, meaning="Payment on one loan", zh="单笔赔付上限"
    )
    pool_yuan: float | None = parameter(
        None,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Payments in the policy's whole life",
        zh="累计赔付上限",
    )

    @model_validator(mode="after")
    def _some_limit(self) -> Cap:
        if self.a_year is None and self.a_loan_yuan is None and self.pool_yuan is None:
            raise complaint(
                Sentence(
                    "limits nothing; allowed: a_year, a_loan_yuan, pool_yuan.",
                    "没有限定任何数额；可用的有：a_year、a_loan_yuan、pool_yuan。",
                )
            )
        return self


def points_of(share: Mapping[str, Any]) -> dict[str, int]:
    """Share of every party in whole basis points, the balance worked out; they sum to 10,000."""
    points = dict.fromkeys(PARTIES, 0)
    for party, part in share.items():
        if part != "balance":
            points[party] = round(part * BASIS_POINTS)
    rest = BASIS_POINTS - sum(points.values())
    return {party: rest if share.get(party) == "balance" else points[party] for party in PARTIES}


def payable_points(share: Mapping[str, Any], cap: Mapping[str, Cap], residual: str) -> dict[str, int]:
    """Shares in basis points as they can be paid: what a cap of zero forbids is the residual party's."""
    points = points_of(share)
    for party, limit in cap.items():
        if 0 in (limit.a_year, limit.a_loan_yuan, limit.pool_yuan):
            points[residual] += points[party]
            points[party] = 0
    return points


def has_guarantor(points: Mapping[str, int], layers: Sequence[Layer], residual: str) -> bool:
    """Whether a guarantor bears any of a loss: a share, a layer, or what others leave unpaid."""
    return points["guarantor"] > 0 or residual == "guarantor" or any(layer.party == "guarantor" for layer in layers)
