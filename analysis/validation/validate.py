"""`smecredit validate`: experiments over seeds, side by side, each measurement kept as soon as it is made."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence, listed, suggestion
from ...simulation.ground.given import seed_number
from ..experiments.files import write_json
from ..experiments.result_folder import not_writable
from ..experiments.runs import run_jobs
from ..statistics.intervals import Estimate, estimates, resampled
from .calibration import FAIL, NEAR, PASS
from .experiment import Experiment, Figure, Part, experiments, untried
from .facts import facts

#: The folder, below the one named, that holds a file for every measurement.
MEASUREMENTS = "measurements"
SEEDS = 30


class Job(NamedTuple):
    """One experiment with one seed."""

    fact: str
    seed: int
    firms: int


@dataclass(frozen=True)
class Judged:
    """A figure over seeds: its estimate and verdict."""

    figure: Figure
    estimate: Estimate
    verdict: str | None


@dataclass(frozen=True)
class Outcome:
    """An experiment over seeds, figure by figure."""

    experiment: Experiment
    firms: int
    judged: tuple[Judged, ...]

    @property
    def verdict(self) -> str:
        """The worst verdict of its figures."""
        found = {each.verdict for each in self.judged}
        return FAIL if FAIL in found else NEAR if NEAR in found else PASS


def chosen(only: Sequence[str]) -> dict[str, Experiment]:
    """The experiments on these facts, all of them where none is named. Raises RequestError for an unknown one."""
    known = experiments()
    for name in only:
        if name in known:
            continue
        if name in facts():
            raise RequestError(
                Sentence(
                    "--only: nobody has tried {name} yet; there are experiments on {known}.",
                    "--only：{name} 尚无实验；已有实验的事实为 {known}。",
                    name=name,
                    known=listed(known),
                )
            )
        raise RequestError(
            Sentence(
                "--only: {name} is no fact of the scorecard; {hint}",
                "--only：记分卡中没有 {name}；{hint}",
                name=name,
                hint=suggestion(name, known),
            )
        )
    return {name: each for name, each in known.items() if not only or name in only}


def validate(
    only: Sequence[str] = (),
    seeds: Sequence[int] = tuple(range(1, SEEDS + 1)),
    firms: int | Mapping[str, int] | None = None,
    workers: int | None = None,
    store: Path | None = None,
    progress: Callable[[], Any] | None = None,
) -> list[Outcome]:
    """Measure each chosen fact over the seeds and judge it against its band.

    `firms` is how many enterprises all have, or those of some facts; the others have as many as they state. With
    `store`, a folder, each measurement is kept there at once, and one that is there already, made by the same code, is
    not made again: a stopped validation goes on where it stood. Raises RequestError for an unknown fact, for what is no
    seed, and where nothing can be written.
    """
    tried = chosen(only)
    sizes = {
        fact: firms.get(fact, each.firms) if isinstance(firms, Mapping) else firms or each.firms
        for fact, each in tried.items()
    }
    of_seeds = [{fact: Job(fact, seed, size) for fact, size in sizes.items()} for seed in seeds]
    jobs = [job for of_seed in of_seeds for job in of_seed.values()]
    seed_number(max(seeds))
    if store is not None:
        try:
            (store / MEASUREMENTS).mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise not_writable(store, error) from error
    tell = progress or (lambda: None)
    known = {job: found for job in jobs if (found := _kept(store, job)) is not None}
    for _ in known:
        tell()

    def keep(job: Job, found: dict[str, Part]) -> None:
        known[job] = found
        if store is not None:
            parts = {key: [part if math.isfinite(part) else None for part in pair] for key, pair in found.items()}
            write_json(_path(store, job), {"code": code_version(), "figures": parts})

    run_jobs(measured, [job for job in jobs if job not in known], workers, tell, keep)
    return [_outcome(each, sizes[fact], [known[of_seed[fact]] for of_seed in of_seeds]) for fact, each in tried.items()]


def measured(job: Job) -> dict[str, Part]:
    """What a worker process does."""
    return experiments()[job.fact].measure(job.seed, job.firms)


@cache
def code_version() -> str:
    """Hash of all source that a measurement may depend on: the model, the scenarios, the experiments."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for folder in (here.parents[1] / "simulation", here.parents[1] / "scenarios", here):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".csv")):
            found.update(path.relative_to(here.parents[1]).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _path(store: Path, job: Job) -> Path:
    return store / MEASUREMENTS / f"{job.fact}-{job.firms}-{job.seed}.json"


def _kept(store: Path | None, job: Job) -> dict[str, Part] | None:
    """A measurement made before by this very code; None where there is none, or its file is damaged."""
    if store is None:
        return None
    try:
        found = json.loads(_path(store, job).read_text(encoding="utf-8"))
        if found["code"] != code_version():
            return None
        return {key: (_number(top), _number(bottom)) for key, (top, bottom) in found["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _number(kept: float | None) -> float:
    return math.nan if kept is None else float(kept)


def _outcome(experiment: Experiment, firms: int, found: Sequence[Mapping[str, Part]]) -> Outcome:
    keys = [figure.key for figure in experiment.figures]
    tops, bottoms = (np.array([[each[key][part] for key in keys] for each in found], float) for part in (0, 1))
    values = estimates(resampled(tops, bottoms))
    judged = (Judged(f, value, f.verdict(value)) for f, value in zip(experiment.figures, values, strict=True))
    return Outcome(experiment, firms, tuple(judged))


def document(outcomes: Sequence[Outcome], seeds: int) -> dict[str, Any]:
    """What `validate --json` prints."""
    return {
        "seeds": seeds,
        "facts": {
            each.experiment.fact: {
                **each.experiment.about._asdict(),
                "title": dict(each.experiment.title),
                "note": dict(each.experiment.note),
                "firms": each.firms,
                "verdict": each.verdict,
                "figures": {
                    one.figure.key: {
                        "unit": one.figure.unit,
                        "value": one.estimate.value,
                        "ci_low": one.estimate.low,
                        "ci_high": one.estimate.high,
                        "low": one.figure.low,
                        "high": one.figure.high,
                        "verdict": one.verdict,
                    }
                    for one in each.judged
                },
            }
            for each in outcomes
        },
        "not_tried": untried(),
    }
