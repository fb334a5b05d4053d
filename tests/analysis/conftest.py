"""A comparison made by hand: three scenarios of the library with results that no engine had to compute."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from smecredit.analysis.commands import cli
from smecredit.analysis.experiments import sweep as sweeping
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.statistics.attribution import Attribution, Tally
from smecredit.analysis.statistics.run_result import RunResult
from smecredit.scenarios import load
from smecredit.simulation.state.structure import PARTIES

MONTHS = 24
#: Where Debian and others put a browser that Playwright can drive.
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SHARES = {
    "baseline": {"bank": 0.5, "guarantor": 0.3, "national_fund": 0.2},
    "one_plus_n": {"bank": 0.4, "guarantor": 0.3, "compensation_fund": 0.3},
    "no_guarantees": {"bank": 1.0},
    "no_support": {"bank": 1.0},
}
LEVELS = {
    "credit_outstanding": (60e12, {"one_plus_n": 1.02, "no_support": 0.93}),
    "lending": (2e13, {"one_plus_n": 1.02, "no_support": 0.95}),
    "new_lending": (4e12, {"one_plus_n": 1.03, "no_support": 0.94}),
    "borrower_share": (0.31, {"one_plus_n": 1.03, "no_support": 0.9}),
    "mean_loan_rate": (0.048, {}),
    "default_rate": (0.03, {"one_plus_n": 1.05}),
    "guarantee_payout_rate": (0.028, {"no_support": None}),
    "fiscal_outlay": (7e9, {"one_plus_n": 1.5, "no_support": 0.0}),
    "public_cost": (5e9, {"one_plus_n": 1.5, "no_support": 0.0}),
    "cost_of_capital": (2e9, {"one_plus_n": 1.2, "no_support": 0.0}),
    "fiscal_balance": (3e11, {"one_plus_n": 0.99, "no_support": 1.01}),
    "employment": (233e6, {"one_plus_n": 1.001}),
    "failures_by_cause": (5e4, {"one_plus_n": 0.98, "no_support": 1.03}),
    "failures_by_cause.cause.own": (4e4, {}),
    "failures_by_cause.cause.credit_cut": (1e4, {"one_plus_n": 0.9, "no_support": 1.15}),
    "credit_outstanding.size.micro": (2e13, {"one_plus_n": 1.03, "no_support": 0.9}),
    "credit_outstanding.sector.transport": (5e12, {"one_plus_n": 1.01, "no_support": 0.95}),
    "borrower_share.size.micro": (0.2, {"one_plus_n": 1.05, "no_support": 0.8}),
    "new_lending.size.micro": (1e12, {"one_plus_n": 1.05, "no_support": 0.9}),
    "new_lending.size.small": (2e12, {"one_plus_n": 1.02, "no_support": 0.95}),
    "fiscal_outlay.programme.compensation_fund": (2e9, {"one_plus_n": 3.0, "no_support": 0.0}),
    "fiscal_outlay.programme.interest_vat_exemption": (4e9, {"no_support": 0.0}),
    "supported_share": (0.03, {"no_guarantees": 0.0, "no_support": 0.0}),
    "additionality_at_decision": (0.45, {"no_guarantees": None, "no_support": None}),
}
RATIOS = {
    "borrower_share",
    "borrower_share.size.micro",
    "mean_loan_rate",
    "default_rate",
    "guarantee_payout_rate",
    "supported_share",
    "additionality_at_decision",
}
SUMS = {
    "failures_by_cause",
    "new_lending",
    "fiscal_outlay",
    "public_cost",
    "fiscal_balance",
    "lending",
    "cost_of_capital",
}


def made_up_attribution(scenario, luck: np.random.Generator) -> Attribution | None:
    """One run against its reference: a tenth of the supported loans additional, more firms rescued than lost."""
    if scenario.name == "baseline":
        return None
    amount = 0.0 if scenario.name in ("no_guarantees", "no_support") else 1e12 * (1.0 + 0.1 * luck.standard_normal())
    share = 0.1 + 0.01 * luck.standard_normal()
    loans = 500 if amount else 0
    supported = {
        "": Tally(share * amount, amount, loans),
        "size.micro": Tally(2.0 * share * 0.4 * amount, 0.4 * amount, 2 * loans // 5),
        "size.small": Tally(share / 3.0 * 0.6 * amount, 0.6 * amount, 3 * loans // 5 - bool(loans)),
        "size.medium": Tally(0.0, 1e6 * bool(loans), bool(loans)),
        "sector.transport": Tally(share * 0.1 * amount, 0.1 * amount, loans // 10),
    }
    rescued = 1000.0 * (1.0 + 0.1 * luck.standard_normal())
    lost = 400.0 if loans else 1600.0
    return Attribution(
        supported,
        Tally(2e10, 1e12, 5000),
        {"": rescued, "size.micro": rescued / 2.0},
        {"": lost, "size.micro": lost / 4.0},
    )


def made_up_result(scenario, seed: int, keys: tuple[str, ...]) -> RunResult:
    """One run: every indicator at its level, times the policy's factor, times the luck of the seed."""
    luck = np.random.default_rng([seed, 1])
    numerators, denominators = np.zeros((MONTHS, len(keys))), np.ones((MONTHS, len(keys)))
    for column, key in enumerate(keys):
        level, factors = LEVELS[key]
        factor = factors.get(scenario.name, 1.0)
        common = 1.0 + 0.1 * luck.standard_normal() + 0.02 * luck.standard_normal(MONTHS)
        own = 1.0 + 0.001 * np.random.default_rng([seed, 2, len(scenario.name)]).standard_normal(MONTHS)
        if key in RATIOS:
            denominators[:, column] = 0.0 if factor is None else 1e6 * common
        changed = own if scenario.name != "baseline" else 1.0
        numerators[:, column] = level * (factor or 0.0) * common * changed * denominators[:, column]
    window = slice(scenario.report_from - 1, MONTHS)
    summed = [key.partition(".")[0] in SUMS for key in keys]
    lost = 1e12 * (1.0 + 0.05 * luck.standard_normal())
    shares = SHARES.get(scenario.name, SHARES["baseline"])
    return RunResult(
        scenario=scenario.name,
        seed=seed,
        keys=keys,
        numerators=np.where(summed, numerators[window].sum(axis=0), numerators[window].mean(axis=0)),
        denominators=denominators[window].mean(axis=0),
        series_keys=tuple(key for key in keys if "." not in key),
        series_numerators=numerators[:, ["." not in key for key in keys]],
        series_denominators=denominators[:, ["." not in key for key in keys]],
        losses_by_payer={party: lost * shares.get(party, 0.0) for party in PARTIES},
        attribution=made_up_attribution(scenario, luck),
    )


def made_up(
    *names: str, seeds: int = 10, under: str | None = None, keys: tuple[str, ...] = tuple(LEVELS), **fields
) -> Comparison:
    """A comparison of library scenarios; `fields` replace attributes of them, such as the title."""
    loaded = [load(name, months=MONTHS) for name in names]
    for scenario in loaded:
        for field, value in fields.items():
            object.__setattr__(scenario, field, value)
    numbers = range(1, seeds + 1)
    results = [tuple(made_up_result(scenario, seed, keys) for scenario in loaded) for seed in numbers]
    return Comparison(loaded, numbers, results, load(under).title if under else None)


@pytest.fixture
def smecredit(capsys) -> Callable[..., tuple[int, str, str]]:
    """Exit status, standard output and standard error of a command run in this process."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """This process hears Ctrl-C, and so do those that the test starts.

    A script that starts the tests in the background has them ignore it, which is passed on to every process: a test
    would wait for one that never ends.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def never_runs(monkeypatch) -> None:
    """Whatever asks for runs fails."""
    for name in ("run_seeds", "run_jobs"):
        monkeypatch.setattr(f"smecredit.analysis.experiments.paired_runs.{name}", lambda *_: pytest.fail("it ran"))


@pytest.fixture(scope="session")
def make() -> Callable[..., Comparison]:
    return made_up


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    return made_up("baseline", "one_plus_n", "no_support", under="severe_recession")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where Chromium is; skipped, with the reason, where it or what drives it is not installed."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next((each for each in BROWSERS if Path(each).exists()), None)
    if path is None:
        pytest.skip("no Chromium is installed: on Debian, apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def browser(browser_path: str):
    """Chromium without a screen."""
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield opened
        opened.close()


class Here:
    """Does every chunk in the test's own process."""

    def __init__(self, engine, work, source) -> None:
        self.work, self.source = work, source

    def run(self) -> None:
        while (job := self.source.next_job()) is not None:
            self.source.done(job, self.work(job))


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps make their runs in the test's own process."""
    monkeypatch.setattr(sweeping, "Supervisor", Here)
