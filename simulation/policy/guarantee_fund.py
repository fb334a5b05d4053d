"""Public capital for government-backed guarantors, and the terms that come with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..behaviour.support.public_purse import pay_institution
from ..ground.columns import Row
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.economy import Economy
from ..state.ledger import CAPITAL_GUARANTOR
from .instrument import LARGEST_YUAN, Instrument


class GuaranteeFund(Instrument):
    """Government owns guarantors, keeps their fee low and their leverage bounded."""

    kind: ClassVar[str] = "guarantee_fund"
    label: ClassVar[dict[str, str]] = {"en": "government guarantee fund", "zh": "政府性融资担保基金"}
    example: ClassVar[Stated] = {"capital_yuan": 1e13}
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
        memory = economy.schedule.memory(self)
        capital = max(economy.fen_of_model(self.capital_yuan) - memory.injected, 0)
        mix = economy.numbers.population.region_mix
        for guarantor in public_guarantors(economy):
            part = whole_fen(capital * mix[guarantor.region])
            paid = pay_institution(economy, self, CAPITAL_GUARANTOR, guarantor.number, part, self.central_share)
            memory.injected += paid
            economy.initial_net_assets[guarantor.number] += paid
        self._set_terms(economy)

    def begin_month(self, economy: Economy) -> None:
        """What it leaves to the general rule follows that rule, as long as it is open."""
        if self.terms in economy.schedule.opened:
            self._set_terms(economy)

    def _set_terms(self, economy: Economy) -> None:
        general = economy.numbers.guarantors
        for guarantor in public_guarantors(economy):
            guarantor.leverage_cap = general.leverage_cap if self.leverage_cap is None else self.leverage_cap
            guarantor.fee = general.public_fee if self.fee_annual is None else self.fee_annual

    def close(self, economy: Economy) -> None:
        """Government-backed guarantors take no new business; they honour what they have guaranteed."""
        for guarantor in public_guarantors(economy):
            guarantor.leverage_cap = 0.0


def public_guarantors(economy: Economy) -> list[Row]:
    """Rows of the government-backed guarantors."""
    institutions = economy.institutions
    return [institutions.row(number) for number in institutions.column("public").nonzero()[0]]
