"""What a claim of docs/mechanisms.md consists of, and short ways to state one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """An indicator and the sign its difference should have: +1, -1, or 0 where only the size is of interest."""

    indicator: str
    sign: int = 0


@dataclass(frozen=True)
class Claim:
    """One argument: who says what, the mechanism that carries it, the comparison that shows it.

    `reference` and `scenario` are library names, with `,path=value` behind them where values are changed.
    """

    key: str
    title: dict[str, str]
    argument: dict[str, str]
    mechanism: str
    files: tuple[str, ...]
    reference: str
    scenario: str
    evidence: tuple[Evidence, ...]
    under: str | None = None
    note: str = ""


def signs_of(**signs: int) -> tuple[Evidence, ...]:
    """Indicators, with two underlines for a point, and the signs that their differences should have."""
    return tuple(Evidence(key.replace("__", "."), sign) for key, sign in signs.items())


def shown_by(scenario: str, reference: str = "baseline", under: str | None = None) -> tuple[str, str, str | None]:
    """The scenario that shows it, what it is compared with, and the stress on both."""
    return scenario, reference, under


def claim(
    key: str,
    title: tuple[str, str],
    argument: tuple[str, str],
    mechanism: str,
    files: str,
    world: tuple[str, str, str | None],
    evidence: tuple[Evidence, ...],
    note: str = "",
) -> Claim:
    """A claim with its texts as pairs, English and Chinese, and its files as one string of words."""
    scenario, reference, under = world
    return Claim(
        key=key,
        title=dict(zip(("en", "zh"), title, strict=True)),
        argument=dict(zip(("en", "zh"), argument, strict=True)),
        mechanism=mechanism,
        files=tuple(files.split()),
        reference=reference,
        scenario=scenario,
        evidence=evidence,
        under=under,
        note=note,
    )
