"""Load the scenarios of one request and check that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import written

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

Overrides = Mapping[str, Any] | Sequence[str] | None


def load_all(
    names_or_scenarios: Sequence[str | Scenario],
    under: str | None = None,
    overrides: Overrides = None,
    firms: int | None = None,
    months: int | None = None,
) -> tuple[Scenario, ...]:
    """Load the scenarios of a comparison: names, TOML paths or loaded scenarios, the reference first.

    An override of a policy (`policy.NAME...`) goes to the scenarios that have a policy of that name, every
    other override to all. Raises `RequestError` for fewer than two scenarios, for scenarios of different
    length or size, and for whatever is wrong in a scenario itself.
    """
    if isinstance(names_or_scenarios, Iterable) and not isinstance(names_or_scenarios, str):
        names_or_scenarios = tuple(names_or_scenarios)
    if not isinstance(names_or_scenarios, tuple) or len(names_or_scenarios) < 2:
        raise RequestError(
            Sentence(
                "A comparison needs a reference and at least one other scenario, for example: compare baseline "
                "one_plus_n.",
                "比较需要一个参照情景和至少另一个情景，例如：compare baseline one_plus_n。",
            )
        )
    check_objects(names_or_scenarios, bool(under or overrides or firms is not None or months is not None))
    chosen = _overrides_for_each(names_or_scenarios, under, overrides)
    scenarios = tuple(
        load_one(item, under=under, overrides=own, firms=firms, months=months)
        for item, own in zip(names_or_scenarios, chosen, strict=True)
    )
    _check_comparable(scenarios)
    return scenarios


def load_one(
    name_or_scenario: str | Path | Scenario,
    under: str | None = None,
    overrides: Overrides = None,
    firms: int | None = None,
    months: int | None = None,
) -> Scenario:
    """Load one scenario; one that is loaded already is handed back. Raises `RequestError`."""
    from ...scenarios import load

    if not isinstance(name_or_scenario, (str, Path)):
        return name_or_scenario
    return load(str(name_or_scenario), under=under, set=overrides or None, firms=firms, months=months)


def check_objects(items: Sequence[str | Path | Scenario], changed: bool) -> None:
    """Raise RequestError for what is no scenario, and for one that is loaded where `changed` says to change it."""
    from ...simulation.scenario import Scenario

    for number, item in enumerate(items, start=1):
        if not isinstance(item, (str, Path, Scenario)):
            raise RequestError(
                Sentence(
                    "Scenario {number} is {item}; it must be a library name, the path of a file or a loaded scenario.",
                    "第 {number} 个情景为 {item}；必须是情景库名称、文件路径或 load() 的返回值。",
                    number=number,
                    item=written(item),
                )
            )
        if changed and not isinstance(item, (str, Path)):
            raise RequestError(
                Sentence(
                    "Scenario {name} is already loaded: give its name instead of the object, or give under, set, firms "
                    "and months to load().",
                    "情景 {name} 已经载入：请给出名称而非对象，或把 under、set、firms、months 交给 load()。",
                    name=item.name,
                )
            )


def _overrides_for_each(items: Sequence[str | Scenario], under: str | None, overrides: Overrides) -> list[Overrides]:
    """The overrides that concern each scenario; one whose policy nobody has goes to all, to be refused."""
    if not overrides or not any(_policy_of(entry) for entry in overrides):
        return [overrides] * len(items)
    present = [{policy.name for policy in load_one(item, under=under).policies} for item in items]
    somewhere: set[str] = set().union(*present)
    chosen: list[Overrides] = []
    for names in present:
        kept = [
            entry
            for entry in overrides
            if (policy := _policy_of(entry)) is None or policy in names or policy not in somewhere
        ]
        chosen.append({entry: overrides[entry] for entry in kept} if isinstance(overrides, Mapping) else kept)
    return chosen


def _policy_of(entry: str) -> str | None:
    parts = entry.partition("=")[0].strip().split(".")
    return parts[1] if parts[0] == "policy" and len(parts) > 1 else None


def _check_comparable(scenarios: Sequence[Scenario]) -> None:
    first = scenarios[0]
    for other in scenarios[1:]:
        for what in ("firms", "months", "report_from"):
            own, wanted = getattr(other, what), getattr(first, what)
            if own != wanted:
                raise RequestError(
                    Sentence(
                        "A comparison needs the same {what} everywhere: {other} has {own}, the reference {first} has "
                        "{wanted}; change one with --set economy.{what}={wanted}.",
                        "比较要求各情景的 {what} 相同：{other} 为 {own}，参照情景 {first} 为 {wanted}；"
                        "可用 --set economy.{what}={wanted} 更改。",
                        what=what,
                        other=other.name,
                        own=own,
                        first=first.name,
                        wanted=wanted,
                    )
                )
