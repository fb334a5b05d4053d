"""`smecredit fund`: a fund's payouts, its chance to run dry, the capital and the fee that hold it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Name, Run, Seeds, Shown, folder
from .screen import say_written, show
from .sweep import following

if TYPE_CHECKING:
    from ..experiments.fund import FundStudy


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `fund` is told."""

    name: Name
    seeds: Seeds = 200
    party: Annotated[
        str | None,
        typer.Option(
            help=Sentence(
                "Which fund, where there are several: compensation_fund or local_fund.",
                "有多个基金时指定其一：compensation_fund 或 local_fund。",
            ),
            metavar="PARTY",
        ),
    ] = None
    store: Annotated[
        Path | None,
        typer.Option(
            help=Sentence(
                "Folder of a store that keeps the runs; without it they are not kept.",
                "保存运行的存储文件夹；不给出则不保存。",
            ),
            metavar="DIR",
            parser=folder,
        ),
    ] = None


def fund(asked: Options) -> None:
    """Run the fund as stated and an ample one, answer, write files."""
    from ..experiments.fund import study_fund
    from ..experiments.result_folder import FUND_FILES, result_folder
    from ..presentation.fund import fund_tables

    with result_folder(asked.out, FUND_FILES) as place:
        with kept_in(asked.store) as runs, following(runs, asked.lang) as tell:
            study = study_fund(asked.name, asked.request, runs, asked.party, tell)
        if place is not None:
            _write(place, study, asked.lang)
    show(asked.as_json, lambda: document(study), lambda: fund_tables(study, asked.lang))
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, FUND_FILES, asked.lang)


@contextmanager
def kept_in(store: Path | None) -> Iterator[Path]:
    """The folder of a store, or one that goes with the block."""
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="smecredit-") as temporary:
        yield Path(temporary) / "store"


def document(study: FundStudy) -> dict[str, Any]:
    """What `fund --json` prints: yuan of the population, shares as fractions, ends that are not known as null."""
    risk = study.risk

    def ranged(found: Any) -> dict[str, float | None]:
        return {"value": found.value, "ci_low": found.low, "ci_high": found.high}

    return {
        "scenario": study.scenario.name,
        "fund": study.fund,
        "party": study.party,
        "seeds": risk.seeds,
        "months": study.scenario.months,
        "firms": study.scenario.firms,
        "stated_yuan": risk.stated,
        "years": [
            {
                "year": year.year,
                "run_dry": ranged(year.dry),
                "payouts_mean_yuan": year.mean,
                "payouts_quantiles_yuan": {str(level): value for level, value in year.quantiles.items()},
            }
            for year in risk.years
        ],
        "capital_yuan": {str(level): ranged(found) for level, found in risk.capital.items()},
        "fee_a_year": {str(level): ranged(found) for level, found in risk.fee.items()},
        "premium_a_year": risk.premium,
        "censored_seeds": risk.censored,
    }


def _write(place: Path, study: FundStudy, language: str) -> None:
    """The document, what the fund holds by seed and month, the figure, and the manifest."""
    import pandas as pd

    from ..experiments.files import replacing, write_json, write_table
    from ..experiments.result_folder import write_manifest
    from ..experiments.run_files import circumstances
    from ..presentation.fund_plot import fund_figure

    write_json(place / "fund.json", document(study))
    paths = study.paths
    seeds, months = paths.balance.shape
    first = study.scenario.months - months + 1
    rows = pd.DataFrame(
        {
            "seed": [seed for seed in study.plan.seeds for _ in range(months)],
            "month": [*range(first, first + months)] * seeds,
            "balance_yuan": paths.balance.ravel(),
            "asked_yuan": paths.payouts.ravel(),
            "recovered_yuan": paths.recoveries.ravel(),
            "guaranteed_yuan": paths.guaranteed.ravel(),
        }
    )
    write_table(place / "fund.csv", rows)
    with replacing(place / "fund.png") as temporary:
        fund_figure(study, language).savefig(temporary, dpi=150)
    manifest = {"scenario": study.scenario.document, "seeds": list(study.plan.seeds), "hash": study.scenario.hash}
    write_manifest(place, {**manifest, **circumstances()})


COMMAND = Command(
    "fund",
    Sentence(
        "A fund's payouts, its chance to run dry by year, the capital and the fee that hold it at 95% and 99%.",
        "基金的代偿分布、各年耗尽概率，以及在 95% 与 99% 下所需的资本与费率。",
    ),
    Options,
    fund,
)
