"""Public capital for government-backed guarantors, and the terms that come with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..behaviour.support.public_purse import pay_institution
from ..ground.parameters import parameter
from ..ground.registry import Nulls
from ..ground.units import whole_fen
from ..state.bank_columns import GUARANTEE_FEE_RATE, INSTITUTION_REGION, LEVERAGE_CAP, PUBLIC
from ..state.economy import Economy
from ..state.ledger import CAPITAL_GUARANTOR
from .instrument import LARGEST_YUAN, Instrument


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

    shares_memory: ClassVar[bool] = True

    @dataclass
    class Memory:
        """Public capital paid into guarantors so far, fen, by whichever fund."""

        injected: int = 0

    def open(self, economy: Economy) -> None:
        """Pay capital into the government-backed guarantors, by the regions' shares of firms, and set their terms."""
        blocks, memory = economy.institution, economy.schedule.memory(self)
        capital = max(economy.fen_of_model(self.capital_yuan) - memory.injected, 0)
        rows = [row for row in range(economy.institutions.rows) if blocks.tag[PUBLIC, row]]
        mix = economy.numbers.population.region_mix
        for row in rows:
            part = whole_fen(capital * mix[int(blocks.tag[INSTITUTION_REGION, row])])
            paid = pay_institution(economy, self, CAPITAL_GUARANTOR, row, part, self.central_share)
            memory.injected += paid
            economy.initial_net_assets[row] += paid
            general = economy.numbers.guarantors
            blocks.real[LEVERAGE_CAP, row] = general.leverage_cap if self.leverage_cap is None else self.leverage_cap
            blocks.real[GUARANTEE_FEE_RATE, row] = general.public_fee if self.fee_annual is None else self.fee_annual

    def close(self, economy: Economy) -> None:
        """Government-backed guarantors take no new business; they honour what they have guaranteed."""
        blocks = economy.institution
        for row in range(economy.institutions.rows):
            if blocks.tag[PUBLIC, row]:
                blocks.real[LEVERAGE_CAP, row] = 0.0
