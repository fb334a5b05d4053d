"""Terms of loss sharing that depend on the size of the loan: a table of cover and fee by size (按贷款规模分档)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..ground.complaints import complaint
from ..ground.errors import Sentence
from ..ground.parameters import StrictModel, parameter
from .instrument import BASIS_POINTS, LARGEST_YUAN

#: Rows a table may have.
MOST_SIZES = 8


class SizeTerms(StrictModel):
    """Terms of loans up to a size, and above that of the row before; what a row leaves out is as for all loans."""

    up_to_yuan: float | None = parameter(
        None, unit="yuan", low=0.0, high=LARGEST_YUAN, meaning="Loans up to this; none: all larger ones",
        zh="适用贷款金额上限，空为以上全部",
    )  # fmt: skip
    cover: float | None = parameter(
        None, unit="share of the loss", low=0.0, high=1.0,
        meaning="Part of the loss that the bank's partners bear, in their proportions; none: as for all loans",
        zh="银行以外各方合计分担比例，空为不变",
    )  # fmt: skip
    fee_annual: float | None = parameter(
        None, unit="share of the amount a year", low=0.0, high=0.2, meaning="Guarantee fee; none: as for all loans",
        zh="担保费率，空为不变",
    )  # fmt: skip


#: Terms that say nothing of their own.
ALL_SIZES = SizeTerms()


def check_table(table: Sequence[SizeTerms]) -> None:
    """Refuse a table whose sizes do not rise row by row, or that has too many."""
    if len(table) > MOST_SIZES:
        raise complaint(
            Sentence(
                "has {count} rows of terms_by_size; at most {most} are allowed.",
                "的 terms_by_size 有 {count} 行；至多可有 {most} 行。",
                count=len(table),
                most=MOST_SIZES,
            )
        )
    for above, row in pairwise(table):
        if above.up_to_yuan is None or (row.up_to_yuan is not None and row.up_to_yuan <= above.up_to_yuan):
            raise complaint(
                Sentence(
                    "has terms_by_size out of order; up_to_yuan must rise row by row, only the last may lack it.",
                    "的 terms_by_size 顺序有误；up_to_yuan 须逐行递增，且只有最后一行可以不写。",
                )
            )


def with_cover(points: Mapping[str, int], cover: float | None) -> dict[str, int]:
    """Shares in basis points where all but the bank bear `cover` of the loss together, in their proportions.

    Each rounds down; what is left of the cover falls on the partner with the largest share, the first of equals.
    """
    if cover is None:
        return dict(points)
    others = BASIS_POINTS - points["bank"]
    wanted = round(cover * BASIS_POINTS)
    scaled = {party: part * wanted // others for party, part in points.items() if party != "bank"}
    largest = max(scaled, key=lambda party: points[party])
    scaled[largest] += wanted - sum(scaled.values())
    return {party: BASIS_POINTS - wanted if party == "bank" else scaled[party] for party in points}
