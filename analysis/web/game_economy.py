"""The economy behind the class game: a market of its own that lives under dated policies and the shocks of its number.

Choices become policies with dates. What all choices have in common stands as in the scheme; what differs stands once
for each run of quarters whose choices have it. A game is lived from its beginning each time it is asked for, so that
its past depends on nothing but its number and its choices.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np

from ...scenarios import load
from ...simulation.policy.instrument import Instrument
from ...simulation.scenario import Scenario
from ..experiments.runs import result_of, run_market
from ..statistics.run_result import RunResult
from .document import Value, coverage_of, inline, published, scenario_of, stated_fields
from .game_rules import Goal, events_of, rules, text_of
from .numbers import Json
from .setting import Setting, read_setting
from .sizes import Size

MONTHS_A_QUARTER = 3
FIGURES = ("borrower_share", "rejection_rate", "default_rate", "public_cost", "credit_outstanding")
#: Figures of money spent: a quarter's is the sum of its months; the others are means or states.
SPENT = frozenset({"public_cost"})
QUARTERS_A_YEAR = 4
_NOTE: Mapping[str, Value] = {"kind": "assumption", "note": "chosen in the class game", "zh": "课堂游戏中的设定"}
#: What a policy or stress states without a source: when it acts.
_UNSOURCED = frozenset({"start", "end", "months", "priority"})


@cache
def _scenarios() -> tuple[Scenario, ...]:
    """The scenario that each choice means. Raises RequestError where the data file states a wrong setting."""
    stated = rules()
    return tuple(scenario_of(_setting(choice.setting), None, Size()) for choice in stated.choice)


def _setting(text: str) -> Setting:
    scheme = text.partition(",")[0]
    own = scenario_of(Setting(scheme), None, Size())
    return read_setting(text, [scheme], {scheme: coverage_of(own)})


@cache
def _split() -> tuple[tuple[Instrument, ...], tuple[tuple[Instrument, ...], ...]]:
    """Policies that stand in every choice with the same terms, and those that do not, by choice."""
    every = [{policy.terms for policy in scenario.policies} for scenario in _scenarios()]
    common = set.intersection(*every)
    alike = tuple(policy for policy in _scenarios()[0].policies if policy.terms in common)
    different = tuple(
        tuple(policy for policy in scenario.policies if policy.terms not in common) for scenario in _scenarios()
    )
    return alike, different


def scenario_text(seed: int, choices: Sequence[int], firms: int | None = None, struck: int | None = None) -> str:
    """The game so far as a scenario file: a scheme of the library, dated policies, and the shocks of this number.

    The economy has as many firms as the rules say unless `firms` does; after quarter `struck` (None: the last chosen)
    nothing more strikes. Raises RequestError.
    """
    stated = rules()
    scheme = stated.choice[0].setting.partition(",")[0]
    alike, different = _split()
    title: dict[str, Value] = {"en": f"Class game {seed}", "zh": f"课堂游戏{seed}"}
    lines = [
        f"# Made by the class game of `smecredit web`; run it with --seed {seed}.",
        f"title   = {inline(title)}",
        f"summary = {inline(title)}",
        f"source  = {inline(_NOTE)}",
        f'base    = "{scheme}"',
    ]
    size = [
        "",
        "[economy]",
        f"firms  = {stated.firms if firms is None else firms}",
        f"months = {MONTHS_A_QUARTER * (1 + len(choices))}",
    ]
    kept = {policy.name for policy in alike}
    base = {policy.name for policy in published(scheme).policies}
    if base - kept:
        lines.append(f"remove  = {inline(tuple(sorted(base - kept)))}")
    lines += size
    for policy in alike:
        if policy.name not in base:
            lines += _table("policy", policy.kind, policy.name, stated_fields(policy))
    for policy, first, last in _spells((stated.opening_choice, *choices), different):
        dates = {"start": first * MONTHS_A_QUARTER + 1, "end": (last + 1) * MONTHS_A_QUARTER}
        name = f"{policy.name}_from_quarter_{first}"
        lines += _table("policy", policy.kind, name, {**stated_fields(policy), **dates})
    for quarter, event in events_of(seed).items():
        if quarter > (len(choices) if struck is None else struck):
            break  # a run states no shock beyond its end
        for number, stress in enumerate(event.stress):
            fields: dict[str, Value] = {"start": quarter * MONTHS_A_QUARTER + 1}
            for key, value in stress.items():
                fields[key] = tuple(value) if isinstance(value, list) else value
            kind = str(fields.pop("kind"))
            lines += _table("stress", kind, f"{event.key}_{number}", fields)
    return "\n".join(lines) + "\n"


def _spells(choices: Sequence[int], different: Sequence[Sequence[Instrument]]) -> Iterator[tuple[Instrument, int, int]]:
    """Each policy with the first and last quarter of every spell in which it holds: it goes on where the next choice
    has it too, with the same terms."""
    by_terms = {policy.terms: policy for policies in different for policy in policies}
    terms = [{policy.terms for policy in policies} for policies in different]
    for own, policy in by_terms.items():
        quarter = 0
        for holds, spell in groupby(own in terms[choice] for choice in choices):
            after = quarter + len(list(spell))
            if holds:
                yield policy, quarter, after - 1
            quarter = after


def _table(section: str, kind: str, name: str, fields: Mapping[str, Value]) -> list[str]:
    """A policy or stress in TOML, every number of it marked as chosen in the game."""
    sources = {key: _NOTE for key in fields if key not in _UNSOURCED}
    return [
        "",
        f"[[{section}]]",
        f'kind = "{kind}"',
        f'name = "{name}"',
        *(f"{key} = {inline(value)}" for key, value in fields.items()),
        "",
        f"  [{section}.source]",
        *(f"  {key} = {inline(note)}" for key, note in sources.items()),
    ]


def scenario(seed: int, choices: Sequence[int], firms: int | None = None, struck: int | None = None) -> Scenario:
    """The game so far as a scenario that ends with the last quarter chosen. Raises RequestError."""
    with tempfile.TemporaryDirectory(prefix="smecredit-game-") as folder:
        path = Path(folder) / f"class_game_{seed}.toml"
        path.write_text(scenario_text(seed, choices, firms, struck), encoding="utf-8")
        return load(path)


def lived(
    seed: int, choices: Sequence[int], firms: int | None = None, struck: int | None = None
) -> list[dict[str, float]]:
    """Figures by quarter, the opening one first. Raises RequestError and RunError."""
    made = scenario(seed, choices, firms, struck)
    found = result_of(made, seed, run_market(made, seed))
    return [_quarter(found, number) for number in range(1 + len(choices))]


def _quarter(found: RunResult, number: int) -> dict[str, float]:
    """Figures of a quarter: money as spent in it, everything else its numerator over its denominator."""
    months = slice(number * MONTHS_A_QUARTER, (number + 1) * MONTHS_A_QUARTER)
    figures = {}
    for key in FIGURES:
        top, bottom = (np.asarray(part, float)[months].sum() for part in found.month_by_month(key))
        figures[key] = float(top if key in SPENT else top / bottom if bottom else math.nan)
    return figures


@lru_cache(maxsize=200)
def _opening_kept(seed: int, firms: int | None, struck: int | None = None) -> tuple[Mapping[str, float], ...]:
    """The same economy with the opening choice kept to the end; its first quarters are those of any shorter game."""
    stated = rules()
    return tuple(lived(seed, [stated.opening_choice] * stated.quarters, firms, struck))


def reached(goal: Goal, quarters: Sequence[Mapping[str, float]]) -> float | None:
    """The figure of a goal in the quarters decided so far; None before the first."""
    decided = [each[goal.figure] for each in quarters[1:]]
    if not decided:
        return None
    if goal.over == "last_year":
        decided = decided[-QUARTERS_A_YEAR:]
    total = sum(decided)
    return total if goal.figure in SPENT and goal.over == "all" else total / len(decided)


def played(seed: int, choices: Sequence[int], firms: int | None = None) -> dict[str, Json]:
    """The game so far for JSON: its quarters, the bulletin of the next, where the goals stand; at the end the verdict.

    The verdict comes with what each choice, kept from the first quarter to the last, would have reached in the same
    economy with the same shocks. Raises RequestError and RunError.
    """
    stated = rules()
    quarters = lived(seed, choices, firms)
    kept = _opening_kept(seed, firms)[: len(quarters)]
    over = len(choices) >= stated.quarters
    return {
        "seed": seed,
        "choices": text_of(choices),
        "over": over,
        "quarters": [{key: _finite(value) for key, value in each.items()} for each in quarters],
        "bulletins": [_bulletin(seed, number, quarters) for number in range(1, len(quarters) + (not over))],
        "opening_kept": [{key: _finite(value) for key, value in each.items()} for each in kept],
        "goals": _standing(quarters, kept),
        "rules": _fixed_rules(seed, firms) if over else [],
    }


def ahead(seed: int, choices: Sequence[int], firms: int | None = None) -> dict[str, Json]:
    """Where the goals would stand at the end, were the last choice kept and nothing to strike after the quarter that is
    open. Raises RequestError and RunError."""
    stated = rules()
    last = choices[-1] if choices else stated.opening_choice
    # The last shock so far: games that differ in nothing else share the reference.
    now = max((quarter for quarter in events_of(seed) if quarter <= len(choices) + 1), default=0)
    kept_on = [*choices, *[last] * (stated.quarters - len(choices))]
    return {"choice": last, "goals": _standing(lived(seed, kept_on, firms, now), _opening_kept(seed, firms, now))}


def _bulletin(seed: int, number: int, quarters: Sequence[Mapping[str, float]]) -> dict[str, Json]:
    """What is read at the beginning of a quarter: the event that strikes, else what moved in the quarter before."""
    event = events_of(seed).get(number)
    if event is not None:
        return {"event": event.key, "headline": event.headline.model_dump(), "detail": event.detail.model_dump()}
    headline = rules().calm
    if number >= 2:
        now, before = quarters[number - 1], quarters[number - 2]
        fitting = (news for news in rules().news if news.fits(now[news.figure] - before[news.figure]))
        found = next(fitting, None)
        headline = headline if found is None else found.headline
    return {"event": None, "headline": headline.model_dump(), "detail": None}


def _standing(quarters: Sequence[Mapping[str, float]], kept: Sequence[Mapping[str, float]]) -> list[Json]:
    """Each goal with how far its figure differs from that of the opening choice kept, and whether that meets it."""
    found: list[Json] = []
    for goal in rules().goal:
        own, base = reached(goal, quarters), reached(goal, kept)
        change = None if own is None or base is None else _finite(own - base)
        found.append({"change": change, "met": None if change is None else goal.met(change)})
    return found


@lru_cache(maxsize=200)
def _fixed_rules(seed: int, firms: int | None) -> list[Json]:
    """Where the goals would stand had one choice been kept to the end, for each of the choices."""
    stated, kept = rules(), _opening_kept(seed, firms)
    return [_standing(lived(seed, [each] * stated.quarters, firms), kept) for each in range(len(stated.choice))]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
