"""What a calibration leaves: the document, the files, and the command that repeats it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ....simulation.ground.errors import Sentence, listed
from ...experiments.files import write_table, write_text
from ...experiments.result_folder import write_manifest
from ...experiments.run_files import circumstances
from .fit import BASE, Fit

if TYPE_CHECKING:
    from ...statistics.intervals import Estimate
    from .fit import Met

VALUES, DISTANCES = "values.toml", "distances.csv"


def command(fit: Fit) -> str:
    """The command that repeats a calibration, every choice spelled out."""
    words = ["smecredit", "calibrate"]
    for each in fit.found:
        parameter = each.parameter
        words += ["--parameter", parameter.key, "--range", f"{parameter.key}={parameter.low!r}:{parameter.high!r}"]
    for weight in fit.aim.weights:
        words += ["--weight", weight]
    for setting in fit.request.set or ():
        words += ["--set", setting]
    size = {"firms": fit.scenario.firms, "months": fit.scenario.months}
    seeds = {"seeds": fit.request.seeds, "seed": fit.request.first_seed}
    for name, value in {**size, **seeds, "evaluations": fit.aim.evaluations, "search": fit.aim.how}.items():
        words += [f"--{name}", str(value)]
    return shlex.join(words)


def document(fit: Fit) -> dict[str, Any]:
    """What `calibrate --json` prints."""
    return {
        "base": BASE,
        "seeds": fit.request.seeds,
        "fresh_seeds": list(fit.fresh),
        "months": fit.scenario.months,
        "firms": fit.scenario.firms,
        "hash": fit.scenario.hash,
        "search": fit.aim.how,
        "evaluations": fit.evaluations,
        "refused": fit.refused,
        "misfit": {"stated": fit.misfit_before, "found": fit.misfit_after},
        "command": command(fit),
        "parameters": {
            each.parameter.key: {
                "unit": each.parameter.unit,
                "low": each.parameter.low,
                "high": each.parameter.high,
                "stated": each.parameter.stated,
                "found": each.value,
                "ci_low": each.low,
                "ci_high": each.high,
            }
            for each in fit.found
        },
        "moments": {
            each.moment.key: {
                "unit": each.moment.unit,
                "low": each.moment.low,
                "high": each.moment.high,
                "source": each.moment.source,
                "weight": each.moment.weight,
                "stated": _level(each, each.before),
                "found": _level(each, each.after),
            }
            for each in fit.met
        },
    }


def _level(met: Met, estimate: Estimate) -> dict[str, float | str | None]:
    return {
        "value": estimate.value,
        "ci_low": estimate.low,
        "ci_high": estimate.high,
        "distance": met.distance(estimate),
        "verdict": met.verdict(estimate),
    }


def write(folder: Path, fit: Fit) -> None:
    """Write the values as a scenario file, the distances, and the manifest that names them."""
    told = document(fit)
    write_text(folder / VALUES, values_text(fit))
    write_table(folder / DISTANCES, distances_table(told))
    seeds = list(fit.request.numbers)
    write_manifest(
        folder,
        {
            "scenario": fit.scenario.document,
            "seeds": seeds,
            "hash": fit.scenario.hash,
            "calibration": told,
            **circumstances(),
        },
    )


def distances_table(told: dict[str, Any]) -> pd.DataFrame:
    """One row a level: band, source, weight, and value, distance and verdict before and after."""
    rows = []
    for key, each in told["moments"].items():
        row = {"moment": key, **{name: each[name] for name in ("unit", "low", "high", "source", "weight")}}
        for name, words in (("stated", "before"), ("found", "after")):
            row |= {f"{part}_{words}": each[name][part] for part in ("value", "distance", "verdict")}
        rows.append(row)
    return pd.DataFrame(rows)


def values_text(fit: Fit) -> str:
    """The values found as a scenario file over the baseline: the command in its first lines, sources beside it."""
    keys = listed(each.parameter.key for each in fit.found)
    summary = Sentence(
        "The baseline with {keys} as smecredit calibrate found them.",
        "采用 smecredit calibrate 所得取值（{keys}）的基准情景。",
        keys=keys,
    )
    lines = [
        "# Values that were fitted to the published levels of the baseline by",
        f"#   {command(fit)}",
        f"title   = {_both(Sentence('Calibrated values', '校准取值'))}",
        f"summary = {_both(summary)}",
        f"source  = {_table({'kind': 'calibrated', 'note': command(fit)})}",
        f"base    = {json.dumps(BASE)}",
    ]
    group = None
    for each in sorted(fit.found, key=lambda each: each.parameter.key):
        own, _, name = each.parameter.key.partition(".")
        if own != group:
            lines += ["", f"[{own}]"]
            group = own
        lines.append(f"{name} = {each.value!r}")
    return "\n".join(lines) + "\n"


def _both(said: Sentence) -> str:
    """A text in both languages as an inline table."""
    return _table({"en": said, "zh": said.zh})


def _table(words: dict[str, str]) -> str:
    """An inline table of texts."""
    return f"{{ {', '.join(f'{key} = {json.dumps(value, ensure_ascii=False)}' for key, value in words.items())} }}"
