"""The scorecard: what the literature and the statistics report, item by item, with the band that is accepted."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Fact(NamedTuple):
    """One item of the scorecard, in the words of its source.

    `mark` says how sure the source is: F read in a secondary source, D derived, A assumption, K-h, K-m and K-l quoted
    from memory with high, medium or low confidence.
    """

    id: str
    area: str
    fact: str
    value: str
    mark: str
    source: str
    switch_on: str
    measure: str
    band: str


@cache
def facts() -> dict[str, Fact]:
    """Every item of the scorecard by its id, in the order of the file; first of all that the economy stands still."""
    listed = json.loads(files(__package__).joinpath("scorecard.json").read_text(encoding="utf-8"))
    return {item["id"]: Fact(**item) for item in (*(each._asdict() for each in STANDING_STILL), *listed)}


STANDS_STILL = Fact(
    id="stands_still",
    area="laws",
    fact="the untouched economy stands still",
    value="an economy that has run for long has no trend of its own",
    mark="A",
    source="what a baseline is: a transient would be read as the effect of whatever is compared with it",
    switch_on="baseline, regimes on, 20 years",
    measure="slope of yearly figures over years 2 to 20, over their mean; year 1 over the mean of years 2 to 20",
    band="slope within 0.3% of the mean a year, or its interval covers zero; year 1 within 5% of the mean",
)
#: The same under two other policies, once the change that they bring has worked through.
STANDING_STILL = (
    STANDS_STILL,
    *(
        STANDS_STILL._replace(
            id=f"stands_still_{policy}",
            fact=f"the economy stands still under {policy} once the change has worked through",
            switch_on=f"{policy}, regimes on, 20 years",
            measure="slope of yearly figures over years 6 to 20, over their mean",
            band="slope within 0.3% of the mean a year, or its interval covers zero",
        )
        for policy in ("one_plus_n", "no_support")
    ),
)
