"""Keys of firms: which there are, and which is the nearest to one that there is not."""

from __future__ import annotations

import operator

from ...ground.errors import NoSuchFirmError, RequestError, Sentence
from ...state.economy import Economy
from ...state.register import ENTRY_BITS


def checked_key(economy: Economy, wanted: object, lived: bool = True) -> int:
    """The key of a firm; with `lived`, of one that has entered by now.

    Raises RequestError, naming the keys allowed, where it is no key, and NoSuchFirmError where there never was such a
    firm.
    """
    try:
        if isinstance(wanted, bool):
            raise TypeError
        key = operator.index(wanted)  # type: ignore[arg-type] # what has no index is refused below
    except TypeError:
        raise RequestError(
            Sentence(
                "enterprise {wanted!r} is no key; {allowed}",
                "{wanted!r} 不是企业编号；{allowed}",
                wanted=wanted,
                allowed=_allowed(economy),
            )
        ) from None
    entry, ordinal = key >> ENTRY_BITS, key & ((1 << ENTRY_BITS) - 1)
    if not lived and 1 <= entry <= economy.burn_in + economy.months:
        return key
    if key < 0 or ordinal >= economy.births.get(entry, 0) or key in economy.never_founded:
        said = Sentence(
            "enterprise {key} never existed in this run; {allowed}",
            "本次运行中从未有过企业 {key}；{allowed}",
            key=key,
            allowed=_allowed(economy),
        )
        raise NoSuchFirmError(said, _nearest(economy, key))
    return key


def _allowed(economy: Economy) -> Sentence:
    last, later = economy.births[0] - 1, max(economy.births)
    if later == 0:
        return Sentence(
            "allowed are 0 to {last:,}, the firms of the start.", "可用的有 0 至 {last:,}，即期初的企业。", last=last
        )
    return Sentence(
        "allowed are 0 to {last:,}, the firms of the start, and for entrant k = 0, 1, ... of month m the key "
        "(m + {burn_in}) * 2^{bits} + k, up to {latest}.",
        "可用的有 0 至 {last:,}，即期初的企业；第 m 个月新设的第 k（k = 0, 1, ...）户企业编号为 "
        "(m + {burn_in}) * 2^{bits} + k，最大为 {latest}。",
        last=last,
        burn_in=economy.burn_in,
        bits=ENTRY_BITS,
        latest=(later << ENTRY_BITS) + economy.births[later] - 1,
    )


def _nearest(economy: Economy, key: int) -> int:
    """The key of a firm that has entered by now nearest to one that no firm has; of two as near, the smaller."""

    def of_month(entry: int) -> int:
        first, count = entry << ENTRY_BITS, economy.births[entry]
        start = min(max(key, first), first + count - 1)
        around = (start + step for distance in range(count) for step in (-distance, distance))
        return next(each for each in around if first <= each < first + count and each not in economy.never_founded)

    return min(map(of_month, economy.births), key=lambda each: (abs(each - key), each))
