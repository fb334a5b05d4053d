"""Public capital for government-backed guarantors, and the terms that come with it."""

from __future__ import annotations

from typing import ClassVar

from simulation.parameters import parameter
from simulation.policy.instrument import LARGEST_YUAN, Instrument


class GuaranteeFund(Instrument):
    """Government owns guarantors, keeps their fee low and their leverage bounded."""

    kind: ClassVar[str] = "guarantee_fund"
    label: ClassVar[dict[str, str]] = {"en": "government guarantee fund", "zh": "政府性融资担保基金"}

    capital_yuan: float = parameter(
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Paid into government-backed guarantors at the start",
        zh="初始注资",
    )
    fee_annual: float | None = parameter(
        None,
        unit="share of the amount a year",
        low=0.0,
        high=0.2,
        meaning="Fee they may charge; none: their own",
        zh="担保费率上限，空为自定",
    )
    leverage_cap: float | None = parameter(
        None,
        unit="times net assets",
        low=0.0,
        high=100.0,
        meaning="Guarantees outstanding over net assets; none: the general rule",
        zh="放大倍数上限，空为一般规定",
    )
    central_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of the capital from the central budget, the rest local",
        zh="中央财政出资比例",
    )
