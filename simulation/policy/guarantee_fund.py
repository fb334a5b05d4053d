"""Public capital for government-backed guarantors, and the terms that come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.public_purse import pay_institution
from ..ground.parameters import parameter
from ..ground.registry import Nulls
from ..ground.units import whole_fen
from ..state.bank_columns import GUARANTEE_FEE_RATE, INSTITUTION_REGION, LEVERAGE_CAP, PUBLIC
from ..state.ledger import CAPITAL_GUARANTOR
from .instrument import LARGEST_YUAN, Instrument

if TYPE_CHECKING:
    from ..market import CreditMarket


class GuaranteeFund(Instrument):
    """Government owns guarantors, keeps their fee low and their leverage bounded."""

    kind: ClassVar[str] = "guarantee_fund"
    label: ClassVar[dict[str, str]] = {"en": "government guarantee fund", "zh": "政府性融资担保基金"}
    nulls: ClassVar[Nulls] = ({"capital_yuan": 0.0, "fee_annual": None, "leverage_cap": None},)
    restrictable: ClassVar[bool] = False

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

    def open(self, market: CreditMarket) -> None:
        """Pay capital into the government-backed guarantors, by the regions' shares of firms, and set their terms."""
        blocks = market.institutions.blocks
        capital = max(market.fen_of_model(self.capital_yuan) - market.injected, 0)
        rows = [row for row in range(market.institutions.rows) if blocks.tag[PUBLIC, row]]
        mix = market.group("population").region_mix
        for row in rows:
            part = whole_fen(capital * mix[int(blocks.tag[INSTITUTION_REGION, row])])
            paid = pay_institution(market, self, CAPITAL_GUARANTOR, row, part, self.central_share)
            market.injected += paid
            market.initial_net_assets[row] += paid
            general = market.group("guarantors")
            blocks.real[LEVERAGE_CAP, row] = general.leverage_cap if self.leverage_cap is None else self.leverage_cap
            blocks.real[GUARANTEE_FEE_RATE, row] = general.public_fee if self.fee_annual is None else self.fee_annual

    def close(self, market: CreditMarket) -> None:
        """Government-backed guarantors take no new business; they honour what they have guaranteed."""
        blocks = market.institutions.blocks
        for row in range(market.institutions.rows):
            if blocks.tag[PUBLIC, row]:
                blocks.real[LEVERAGE_CAP, row] = 0.0
