"""Which firms a stress strikes, drawn by the seed and their own keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from ..ground.complaints import check_ages
from ..ground.parameters import StrictModel, one_of, parameter
from ..ground.randomness import CELL_STRUCK, FIRM_STRUCK, uniforms
from ..state.economy import Economy
from ..state.structure import REGIONS, SECTORS, SIZES

NonEmpty = Field(min_length=1)


class SomeFirms(StrictModel):
    """A drawn share of the firms of a kind; every condition must hold."""

    share: float = parameter(
        1.0, unit="share", low=0.0, high=1.0, meaning="Part of them that it strikes", zh="所涉比例"
    )
    saturations: tuple[float, ...] = parameter(
        (),
        unit="shares",
        low=0.0,
        high=1.0,
        meaning="Instead of one share: shares that pairs of sector and region draw, each as often as the others",
        zh="按行业与地区组合抽取的不同比例，替代单一比例",
    )
    size: Annotated[tuple[Annotated[str, one_of(SIZES)], ...], NonEmpty] = parameter(
        SIZES, unit="names", meaning="Size classes", zh="企业规模"
    )
    sector: Annotated[tuple[Annotated[str, one_of(SECTORS)], ...], NonEmpty] = parameter(
        SECTORS, unit="names", meaning="Sectors", zh="行业"
    )
    region: Annotated[tuple[Annotated[str, one_of(REGIONS)], ...], NonEmpty] = parameter(
        REGIONS, unit="names", meaning="Regions", zh="地区"
    )
    min_age_months: int = parameter(0, unit="months", low=0, high=1200, meaning="Age at least", zh="成立月数下限")
    max_age_months: int | None = parameter(
        None, unit="months", low=0, high=1200, meaning="Age at most; none: any", zh="成立月数上限，空为不限"
    )
    with_bank_debt: bool | None = parameter(
        None,
        unit="flag",
        meaning="Only firms that owe banks (true) or do not (false)",
        zh="仅限有（是）或无（否）银行债务",
    )
    with_customers: bool | None = parameter(
        None,
        unit="flag",
        meaning="Only firms that are the main buyer of another (true) or of none (false)",
        zh="仅限是（是）或不是（否）其他企业主要买方的企业",
    )

    with_pledge: bool | None = parameter(
        None,
        unit="flag",
        meaning="Only firms that have something to pledge (true) or have not (false)",
        zh="仅限有（是）或无（否）可抵押资产的企业",
    )
    refused_within_months: int | None = parameter(
        None,
        unit="months",
        low=1,
        high=1200,
        meaning="Only firms that a bank has refused so lately; none: any",
        zh="仅限近若干月内曾被银行拒贷的企业，空为不限",
    )

    @model_validator(mode="after")
    def _ages_in_order(self) -> SomeFirms:
        check_ages(self.min_age_months, self.max_age_months)
        return self

    def of_the_kind(self, economy: Economy) -> np.ndarray:
        """Rows of the firms that meet the conditions, in the order of their keys."""
        firms = economy.firms
        fits = (firms.column("state") == 1) & (firms.column("outcome") == 0)
        for name, names in (("size", SIZES), ("sector", SECTORS), ("region", REGIONS)):
            codes = [place for place, each in enumerate(names) if each in getattr(self, name)]
            fits &= np.isin(firms.column(name), codes)
        age = economy.month - firms.column("entry_month")
        fits &= age >= self.min_age_months
        if self.max_age_months is not None:
            fits &= age <= self.max_age_months
        if self.with_bank_debt is not None:
            fits &= (firms.column("bank_debt") > 0) == self.with_bank_debt
        if self.with_customers is not None:
            buys = np.zeros(len(fits), np.bool_)
            buyers = firms.column("buyer")[firms.column("state") == 1]
            buys[buyers[buyers >= 0]] = True
            fits &= buys == self.with_customers
        if self.with_pledge is not None:
            fits &= (firms.column("pledgeable") > 0.0) == self.with_pledge
        if self.refused_within_months is not None:
            fits &= economy.month - firms.column("refused_month") <= self.refused_within_months
        rows = np.flatnonzero(fits)
        return rows[np.argsort(firms.column("id")[rows], kind="stable")]

    def struck(self, economy: Economy) -> np.ndarray:
        """Rows of the firms that it strikes this month, in the order of their keys."""
        rows = self.of_the_kind(economy)
        keys, shares = economy.firms.column("id")[rows], self.share_of(economy, rows)
        luck = [uniforms(economy.seed, int(key), 0, FIRM_STRUCK)[0] for key in keys]
        return rows[np.array(luck, np.float64) < shares]

    def share_of(self, economy: Economy, rows: np.ndarray) -> np.ndarray:
        """The share that holds for each of these firms: that of its pair of sector and region."""
        if not self.saturations:
            return np.full(len(rows), self.share)
        cells = drawn_shares(economy, self.saturations, self.sector, self.region)
        return cells[economy.firms.column("sector")[rows], economy.firms.column("region")[rows]]


def drawn_shares(
    economy: Economy, shares: Sequence[float], sectors: Sequence[str], regions: Sequence[str]
) -> np.ndarray:
    """Which of these shares each pair of sector and region has, shape (sectors, regions); 0 for those not named.

    Pairs in a drawn order take the shares in turn: each is as frequent as the others but for one pair.
    """
    found = np.zeros((len(SECTORS), len(REGIONS)))
    pairs = [(SECTORS.index(sector), REGIONS.index(region)) for sector in sectors for region in regions]
    luck = {pair: uniforms(economy.seed, pair[0] * len(REGIONS) + pair[1], 0, CELL_STRUCK)[0] for pair in pairs}
    for place, pair in enumerate(sorted(pairs, key=lambda pair: (luck[pair], pair))):
        found[pair] = shares[place % len(shares)]
    return found
