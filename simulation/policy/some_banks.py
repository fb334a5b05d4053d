"""Some banks of a kind, drawn by the seed: whom a rule or a stress is about."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from ..ground.parameters import StrictModel, one_of, parameter
from ..ground.randomness import BANK_STRUCK, uniforms
from ..state.economy import Economy
from ..state.structure import BANK_TYPES

NonEmpty = Field(min_length=1)


class SomeBanks(StrictModel):
    """A drawn share of the banks of some types, of each type alike."""

    share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0, meaning="Part of them that it strikes", zh="所涉比例"
    )
    type: Annotated[tuple[Annotated[str, one_of(BANK_TYPES)], ...], NonEmpty] = parameter(
        BANK_TYPES, unit="names", meaning="Types of bank", zh="银行类型"
    )

    def struck(self, economy: Economy) -> np.ndarray:
        """Which banks it strikes, shape (banks,), of bool; the same ones in every month and under every policy.

        Banks are taken at equal distances from a list in which those of a type stand together in a drawn order, so that
        the share is met within each type as nearly as whole banks allow.
        """
        banks = range(economy.banks.rows)
        codes = economy.banks.column("type")
        kinds = [place for place, name in enumerate(BANK_TYPES) if name in self.type]
        lucks = {bank: uniforms(economy.seed, bank, 0, BANK_STRUCK)[0] for bank in banks}
        there = sorted((int(codes[bank]), lucks[bank], bank) for bank in banks if int(codes[bank]) in kinds)
        first, _, _, _ = uniforms(economy.seed, len(banks), 0, BANK_STRUCK)
        found = np.zeros(len(banks), np.bool_)
        for place, (_, _, bank) in enumerate(there):
            found[bank] = int((place + 1) * self.share + first) > int(place * self.share + first)
        return found
