"""Small markets with and without one policy, on the same firms with the same luck."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket

HEAD = """
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
"""

Maker = Callable[..., CreditMarket]


@pytest.fixture(scope="session")
def market_with(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """`market_with(text, ...)`: a market of the baseline and the policies stated by `text`, run to its end."""
    folder = tmp_path_factory.mktemp("policies")

    def made(
        text: str = "",
        firms: int = 800,
        months: int = 14,
        burn_in: int = 6,
        seed: int = 3,
        run: bool = True,
        **sets: Any,
    ) -> CreditMarket:
        file: Path = folder / f"scenario_{len(list(folder.iterdir()))}.toml"
        file.write_text(HEAD + text, encoding="utf-8")
        scenario = load(str(file), firms=firms, months=months, set={"economy.burn_in": burn_in, **sets})
        market = CreditMarket(scenario, seed=seed)
        return market.run() if run else market

    return made


def row_of(market: CreditMarket, name: str) -> int:
    """Row of the programme of this name: the baseline has programmes of its own."""
    return next(row for row, policy in market.economy.schedule.programme_policies.items() if policy.name == name)


@pytest.fixture(scope="session")
def programme_row() -> Callable[[CreditMarket, str], int]:
    """`programme_row(market, name)`: where the programme stands in the table."""
    return row_of


@pytest.fixture(scope="session")
def loans_under() -> Callable[[CreditMarket, str], np.ndarray]:
    """`loans_under(market, name)`: for each row of the loan book, whether the loan came under the programme."""
    return lambda market, name: (market.economy.loans.column("programmes") >> row_of(market, name)) & 1 == 1


@pytest.fixture(scope="session")
def firms_chosen() -> Callable[[CreditMarket, str], np.ndarray]:
    """`firms_chosen(market, name)`: for each row of the firms, whether the programme has chosen the firm."""
    return lambda market, name: (market.economy.firms.column("served") >> row_of(market, name)) & 1 == 1


@pytest.fixture(scope="session")
def baseline(market_with: Maker) -> CreditMarket:
    """The same market without the policy."""
    return market_with()
