"""Capital rules: risk weights of loans to small and large firms, the minimum ratio, buffers, internal ratings.

A weight is what a loan costs in capital: it enters its price and its rank among applicants, and the room that a bank
short of capital has left. Fixed weights do not move with the cycle. Under internal ratings the requirement follows
the probability of default of the moment, which rises in a slump just when capital is lost: lending falls when it is
needed most (Kashyap and Stein 2004, Economic Perspectives 28; Repullo and Suarez 2013, Review of Financial Studies
26). A buffer or factor released by a trigger is the counter-cyclical answer. A buffer may be for some banks alone, as
the surcharge of systemically important ones (附加资本: PBC and CBIRC 2021) or the capital exercise of 2011 (Gropp,
Mosk, Ongena and Wix 2019, Review of Financial Studies 32); it adds to what the general rule asks.

Cost: none to the public purse, unless a bank thinly capitalised has to be rescued.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from pydantic import model_validator

from ..behaviour.lending.loan_pricing import (
    WEIGHT_OF_CAPITAL,
    corporate_capital,
)
from ..ground.compiled import compiled
from ..ground.complaints import complaint
from ..ground.errors import Sentence, listed
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.numbers import Change, Setting, at_least, plus, set_to
from .instrument import Instrument
from .some_banks import SomeBanks

#: Maturity in years that the foundation approach gives a corporate loan (Basel II, paragraph 318).
CORPORATE_YEARS = 2.5
#: What a loan without risk weighs: it still takes a place on the balance sheet.
LEAST_WEIGHT = 0.01
#: A bank steers to some capital whatever buffer is released.
LEAST_TARGET = 0.01


#: The number that each key sets.
NUMBERS = {
    "risk_weight_retail": "loan_pricing.risk_weight_retail",
    "risk_weight_sme": "loan_pricing.risk_weight_sme",
    "risk_weight_limit_yuan": "loan_pricing.risk_weight_limit",
    "risk_weight_large": "loan_pricing.risk_weight_large",
    "supporting_factor": "loan_pricing.supporting_factor",
    "minimum_ratio": "banking.minimum_ratio",
}


class CapitalRule(Instrument):
    """What banks' loans weigh and how much capital they must hold; what is not stated stays as it is."""

    kind: ClassVar[str] = "capital_rule"
    label: ClassVar[dict[str, str]] = {"en": "capital rule", "zh": "资本监管规则"}
    example: ClassVar[Stated] = {"risk_weight_retail": 1.5}
    nulls: ClassVar[Nulls] = (
        {
            "risk_weight_retail": None, "risk_weight_sme": None, "risk_weight_limit_yuan": None,
            "risk_weight_large": None, "supporting_factor": None, "minimum_ratio": None, "buffer_add_on": 0.0,
            "internal_ratings": False,
        },
        {"banks": SomeBanks(share=0.0), "risk_weight_retail": None, "buffer_add_on": 0.01},
    )  # fmt: skip
    restrictable: ClassVar[bool] = False
    spends: ClassVar[bool] = False
    alone: ClassVar[bool] = True

    risk_weight_retail: float | None = parameter(
        None,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Weight of loans to micro and small firms within the limit; none: as it is",
        zh="限额内小微贷款风险权重，空为不变",
    )
    risk_weight_sme: float | None = parameter(
        None,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Weight of other loans to small and medium firms; none: as it is",
        zh="其他中小企业贷款风险权重，空为不变",
    )
    risk_weight_limit_yuan: float | None = parameter(
        None,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Debt of a borrower up to which the first weight holds; none: as it is",
        zh="适用小微权重的债务上限，空为不变",
    )
    risk_weight_large: float | None = parameter(
        None,
        unit="share",
        low=0.01,
        high=5.0,
        meaning="Weight of loans to large firms; none: as it is",
        zh="大企业贷款风险权重，空为不变",
    )
    supporting_factor: float | None = parameter(
        None,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Factor on all weights of small and medium firms; none: as it is",
        zh="中小企业贷款风险权重系数，空为不变",
    )
    minimum_ratio: float | None = parameter(
        None,
        unit="share",
        low=0.0,
        high=0.6,
        meaning="Minimum capital ratio; none: as it is",
        zh="最低资本充足率，空为不变",
    )
    buffer_add_on: float = parameter(
        0.0,
        unit="share of risk-weighted assets",
        low=-0.2,
        high=0.4,
        meaning="Added to the ratio that banks steer to; negative: a buffer released",
        zh="目标资本充足率附加要求，负值为释放缓冲",
    )
    internal_ratings: bool = parameter(
        False,
        unit="flag",
        meaning="Weights follow banks' own ratings and the cycle",
        zh="采用内部评级法，权重随周期变动",
    )
    pd_per_gap: float = parameter(
        8.0,
        unit="per log point of output gap",
        low=0.0,
        high=100.0,
        meaning="Relative rise of rated probabilities of default for each point the output gap falls",
        zh="产出缺口每下降一个百分点时评级违约概率的相对上升",
    )
    pd_least: float = parameter(
        0.6,
        unit="ratio",
        low=0.01,
        high=1.0,
        meaning="Lowest multiple of the probability at grant, in a boom",
        zh="违约概率倍数下限（繁荣期）",
    )
    pd_most: float = parameter(
        2.5, unit="ratio", low=1.0, high=20.0, meaning="Highest multiple, in a slump", zh="违约概率倍数上限（衰退期）"
    )
    large_firm_pd: float = parameter(
        0.01,
        unit="per year",
        low=0.0003,
        high=0.5,
        meaning="Probability of default of large firms in normal times, for internal ratings",
        zh="内评法下大企业正常时期违约概率",
    )
    large_firm_lgd: float = parameter(
        0.40,
        unit="share",
        low=0.01,
        high=1.0,
        meaning="Loss given default of large firms, for internal ratings",
        zh="内评法下大企业违约损失率",
    )

    banks: SomeBanks | None = parameter(
        None,
        unit="table",
        meaning="Which banks a buffer_add_on is for, by type and drawn share; none: all",
        zh="附加缓冲所适用的银行（按类型与抽取比例），空为全部",
    )

    @model_validator(mode="after")
    def _some_banks_hold_a_buffer(self) -> CapitalRule:
        """Weights and the minimum are the whole economy's; what some banks alone are asked for is a buffer."""
        stated = [key for key in NUMBERS if getattr(self, key) is not None]
        stated += ["internal_ratings"] if self.internal_ratings else []
        if self.banks is not None and stated:
            raise complaint(
                Sentence(
                    "states banks and {keys}; for some banks only buffer_add_on is allowed, the rest holds for all.",
                    "同时写有 banks 与 {keys}；对部分银行只能规定 buffer_add_on，其余规则适用于所有银行。",
                    keys=listed(stated, " and "),
                )
            )
        return self

    @property
    def stands_alone(self) -> bool:
        """A buffer of some banks stands beside the general rule and other buffers, and adds to them."""
        return self.banks is None

    def change_banks(self, economy: Economy) -> None:
        """The banks it is for steer to more capital, or to less where a buffer is released."""
        if self.banks is not None:
            target, struck = economy.banks.column("target_ratio"), self.banks.struck(economy)
            target[struck] = np.maximum(target[struck].astype(float) + self.buffer_add_on, LEAST_TARGET)

    def changes(self, economy: Economy) -> Iterable[Change]:
        """The month's weights and ratios; the general rule holds for what is not stated, and when it does not act."""
        if self.banks is not None:
            return []
        moved = rating_migration(economy.felt_gap, self.pd_per_gap, self.pd_least, self.pd_most)
        large = large_firm_weight(self.large_firm_pd * moved, self.large_firm_lgd)
        of_the_month = {"loan_pricing.rating_migration": moved, "loan_pricing.risk_weight_large": large}
        found = [
            set_to(setting.path, of_the_month[setting.path] if setting.value is None else setting.value)
            for setting in self.sets()
        ]
        # Banks keep their own buffers above another minimum.
        usual = economy.numbers.stated["banking"].minimum_ratio
        higher = self.buffer_add_on + (0.0 if self.minimum_ratio is None else self.minimum_ratio - usual)
        if higher != 0.0:
            found += [plus("banking.target_ratio", higher), at_least("banking.target_ratio", LEAST_TARGET)]
        return found

    def sets(self) -> Iterable[Setting]:
        """Weights and the minimum that are stated; with internal ratings those that move with the cycle."""
        for key, path in NUMBERS.items():
            if (value := getattr(self, key)) is not None:
                yield Setting(path, key, value)
        if self.internal_ratings:
            yield Setting("loan_pricing.internal_ratings", "internal_ratings", 1.0)
            yield Setting("loan_pricing.rating_migration", "internal_ratings", None)
            # A weight stated for large firms holds: they are rated from outside, and it does not move.
            if self.risk_weight_large is None:
                yield Setting("loan_pricing.risk_weight_large", "internal_ratings", None)


@compiled
def rating_migration(output_gap: float, per_gap: float, least: float, most: float) -> float:
    """Probability of default of the moment over that at grant: falling in a line with the output gap, within bounds."""
    return min(max(1.0 - per_gap * output_gap, least), most)


@compiled
def large_firm_weight(pd: float, lgd: float) -> float:
    """Risk weight of a loan to a large firm by the corporate formula (Basel II, paragraph 272)."""
    return max(corporate_capital(pd, lgd, CORPORATE_YEARS, 0.0) * WEIGHT_OF_CAPITAL, LEAST_WEIGHT)
