"""Public capital for government-backed guarantors, and the terms that come with it.

Where several funds stand behind them, the highest leverage and the lowest fee hold. Without one that acts guarantors
take no new business, honour what they have guaranteed, and give back at the year's end what that does not need
(`simulation.behaviour.guarantee.public_capital`); what they still have counts for funds that come later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from ..behaviour.support.public_purse import pay_institution
from ..ground.columns import Row
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.economy import Economy
from ..state.ledger import CAPITAL_GUARANTOR
from ..state.numbers import Change, at_least, at_most
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
        meaning="Highest fee they may charge; none: their own",
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

    def changes(self, economy: Economy) -> Iterable[Change]:
        """While it acts guarantors may take business up to its leverage, at no more than its fee."""
        general = economy.numbers.guarantors.leverage_cap
        found = [
            at_least("guarantors.public_leverage_cap", general if self.leverage_cap is None else self.leverage_cap)
        ]
        if self.fee_annual is not None:
            found.append(at_most("guarantors.public_fee", self.fee_annual))
        return found

    def open(self, economy: Economy) -> None:
        """Pay capital into the government-backed guarantors, by the regions' shares of firms."""
        schedule = economy.schedule
        new = [fund for fund in schedule.among("opening") if isinstance(fund, GuaranteeFund)]
        if self is new[0]:
            # Together: what an earlier fund has left with the guarantors counts for each of them alike.
            pay_capital(economy, new, [fund for fund in schedule.among("open") if isinstance(fund, GuaranteeFund)])


def pay_capital(economy: Economy, new: Sequence[GuaranteeFund], there: Sequence[GuaranteeFund]) -> None:
    """The `new` of the funds that are `there` pay in what is missing of the capital of all, each in proportion."""
    capitals = [economy.fen_of_model(fund.capital_yuan) for fund in new]
    wanted = sum(economy.fen_of_model(fund.capital_yuan) for fund in there)
    missing = min(max(wanted - capital_of_funds(economy), 0), sum(capitals))
    mix = economy.numbers.population.region_mix
    for fund, capital in zip(new, capitals, strict=True):
        own = missing * capital // max(sum(capitals), 1)
        for guarantor in public_guarantors(economy):
            part = whole_fen(own * mix[guarantor.region])
            paid = pay_institution(economy, fund, CAPITAL_GUARANTOR, guarantor.number, part, fund.central_share)
            economy.initial_net_assets[guarantor.number] += paid


def capital_of_funds(economy: Economy) -> int:
    """Fen that funds have paid into public guarantors and that has not been given back."""
    own = economy.fen_of_model(economy.numbers.guarantors.public_capital)
    return max(sum(int(economy.initial_net_assets[each.number]) for each in public_guarantors(economy)) - own, 0)


def public_guarantors(economy: Economy) -> list[Row]:
    """Rows of the government-backed guarantors."""
    institutions = economy.institutions
    return [institutions.row(number) for number in institutions.column("public").nonzero()[0]]
