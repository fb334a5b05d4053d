"""The figure of a fund says where later top-ups count, so that its panels do not seem to contradict one another."""

from types import SimpleNamespace

import numpy as np
import pytest

from smecredit.analysis.presentation.fund_plot import fund_figure
from smecredit.analysis.statistics.fund_risk import FundPaths, fund_risk
from smecredit.scenarios import load


@pytest.fixture
def study() -> SimpleNamespace:
    """Twenty seeds and two years of a fund of 100 yuan that is asked for up to ten a month and topped up each year."""
    payouts = np.linspace(2.0, 10.0, 20)[:, None] * np.ones((20, 24))
    balance = 100.0 - payouts.cumsum(axis=1) + 100.0 * (np.arange(24) >= 12)
    paths = FundPaths(100.0, balance, 1000.0 - payouts.cumsum(axis=1), payouts, 0.1 * payouts, 50.0 * payouts)
    scenario = load("one_plus_n", months=24)
    return SimpleNamespace(
        fund="fund", party="compensation_fund", scenario=scenario, stress=None, paths=paths, risk=fund_risk(paths)
    )


@pytest.mark.parametrize(
    ("language", "added", "never", "why"),
    [
        ("en", "topped up", "nothing is ever added", "than run dry"),
        ("zh", "追加资金", "不再追加资金", "多于耗尽的运行"),
    ],
)
def test_each_panel_says_whether_later_money_counts(study, language: str, added: str, never: str, why: str) -> None:
    assert (study.risk.needed > study.risk.stated).mean() > study.risk.years[-1].dry.value
    figure = fund_figure(study, language)
    balance, capital, dry = (axis.get_title(loc="left") for axis in figure.axes)
    assert added in balance and added in dry and never in capital
    assert why in figure.get_supxlabel()
