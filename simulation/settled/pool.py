"""What is kept of economies that have run for long: their firms, loans and claims, and the state of the few.

A look is one economy at one moment, the pool is all looks laid one behind the other. Everything is generic over the
declared tables: only columns that point at something are named. Months are counted from the look; a pointer into the
economy is replaced by what it pointed at.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np

from ..behaviour.banking.bank_balance import equities_of_banks
from ..behaviour.trade.shared_market import supply_at_normal_demand
from ..ground.columns import KINDS, Blocks, Store, Table, blocks_of
from ..state import bank_columns as bc
from ..state import enterprise_columns as ec
from ..state import loan_columns as lc
from ..state.economy import Economy
from ..state.key_order import rows_by_key

# Fields of the economy, numbers or arrays, that it has learned or holds beside its tables.
#: Those that are the same however many firms there are.
AVERAGES = (
    "borrowing_cost",
    "credit_for_founders",
    "refusals_heard",
    "sme_return",
    "for_sale",
    "usually_for_sale",
    "flights",
    "usual_flights",
    "suspicion",
    "curve_rate",
    "deposits_felt",
    "bonds_bought_at",
    "large_priced_at",
    "usual_gap",
)
#: Those that grow with the number of firms.
TOTALS = ("activity", "predicted_defaults", "realised_defaults", "cycle.slow_activity")
#: Those that each bank has, the same however much it lends.
AVERAGES_OF_BANKS = ("capital_short", "capital_ratios")
#: Those that grow with what a bank lends.
TOTALS_OF_BANKS = ("large_at_start", "provision_fund")
#: Those that each institution has and that grow with the number of firms.
TOTALS_OF_INSTITUTIONS = ("initial_net_assets",)
#: A month that has never come stands before all others.
NEVER = -10_000
_MONTH_MASK = (1 << (lc.KEY_BITS - lc.PRODUCT_BITS)) - 1


@dataclass
class Pool:
    """Looks at economies that have run for long. Blocks are arrays of shape (columns, rows) by kind of column.

    `first` is where the loans of each firm begin among the loans, with the end of the last one; the column `line` of a
    firm is the place of its revolving line among its own loans. `buyer_sales` are yearly sales, in fen, of a firm's
    main buyer, -1 where it has none; `circle_size` counts the living members of its guarantee circle, itself included,
    0 where it is in none. Bad loans stand apart from firms, most of which have left, each beside its claim. Agreements
    and programmes are numbered by their place among `agreement_terms` (0 none, 1 private) and `programme_terms`.
    What is of banks, institutions and agreements has a first axis of looks.
    """

    firm: Blocks
    loan: Blocks
    bad: Blocks
    claim: Blocks
    first: np.ndarray
    buyer_sales: np.ndarray
    circle_size: np.ndarray
    bank: Blocks
    equity: np.ndarray  # of each bank, fen
    bank_averages: np.ndarray  # shape (looks, fields, banks)
    bank_totals: np.ndarray
    institution: Blocks
    institution_totals: np.ndarray
    agreement: Blocks
    averages: np.ndarray  # of AVERAGES one after the other, arrays in a row, shape (looks, numbers)
    totals: np.ndarray
    supply: np.ndarray  # on offer at normal demand, at the opening and now, shape (looks, 2, sectors, regions)
    firms_at_start: np.ndarray  # by look
    agreement_terms: tuple[str, ...]
    programme_terms: tuple[str, ...]

    @property
    def firms(self) -> int:
        """Firms of all looks together."""
        return int(self.firm.rows)

    @property
    def looks(self) -> int:
        """Looks at economies."""
        return len(self.totals)

    def to_bytes(self) -> bytes:
        """The pool as the content of a file."""
        arrays: dict[str, np.ndarray] = {}
        for name in _names():
            value = getattr(self, name)
            if isinstance(value, Blocks):
                arrays |= {f"{name}.{kind}": block for kind, block in zip(KINDS, value[:-1], strict=True)}
            elif isinstance(value, tuple):
                arrays[name] = np.frombuffer(json.dumps(value).encode(), np.uint8)
            else:
                arrays[name] = value
        file = io.BytesIO()
        np.savez(file, **arrays)  # type: ignore[arg-type]
        return file.getvalue()

    @classmethod
    def of_bytes(cls, content: bytes) -> Pool:
        """The pool that `to_bytes` wrote."""
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            found: dict[str, Blocks | np.ndarray | tuple[str, ...]] = {}
            for name in _names():
                if f"{name}.whole" in file:
                    parts = [file[f"{name}.{kind}"] for kind in KINDS]
                    found[name] = blocks_of(parts, parts[0].shape[-1])
                elif name.endswith("_terms"):
                    found[name] = tuple(json.loads(file[name].tobytes()))
                else:
                    found[name] = file[name]
        return cls(**found)  # type: ignore[arg-type]


def _names() -> list[str]:
    return [each.name for each in fields(Pool)]


def field_of(economy: Economy, name: str) -> np.ndarray | float:
    """A field of the economy or of something in it, by its dotted name."""
    return attrgetter(name)(economy)  # type: ignore[no-any-return]


def months_of(table: Table) -> list[int]:
    """Places of the columns of a table that hold a month, among its whole numbers of 32 bits."""
    return [column.position for column in table.columns.values() if (column.kind, column.unit) == ("index", "month")]


def shift_months(table: Table, index: np.ndarray, by: int) -> None:
    """Add `by` to every month in the block `index` of a table, but for those that never came."""
    for position in months_of(table):
        months = index[position]
        months += np.where(months > NEVER, np.int32(by), np.int32(0))


# One look ---------------------------------------------------------------------------------------------------------


def look_at(economy: Economy) -> Pool:
    """What an economy is at the end of this month."""
    firm = economy.firm
    rows = rows_by_key(economy)
    place = np.full(firm.rows + 1, -1, np.int32)  # the last for no firm
    place[rows] = np.arange(len(rows), dtype=np.int32)
    good, bad = _loans_by_firm(economy, place)
    first = np.searchsorted(place[economy.loan.index[lc.FIRM, good]], np.arange(len(rows) + 1)).astype(np.int64)
    firms = _copied(economy.firms, rows, economy.month)
    firms.index[ec.LINE] = _places_of_lines(economy, rows, good, first)
    circle_size = _circle_sizes(firms.index[ec.CIRCLE])
    buyers = firms.index[ec.BUYER]
    known = (buyers >= 0) & (firm.tag[ec.STATE, np.maximum(buyers, 0)] == ec.ALIVE)
    sales = np.where(known, firm.whole[ec.YEAR_SALES, np.maximum(buyers, 0)], -1)
    agreements, programmes = _rows_of_terms(economy)
    return Pool(
        firm=firms,
        loan=_copied_loans(economy, good),
        bad=_copied_loans(economy, bad),
        claim=_copied(economy.claims, economy.loan.index[lc.CLAIM, bad], economy.month),
        first=first,
        buyer_sales=sales,
        circle_size=circle_size,
        bank=_of_the_few(economy.banks),
        equity=equities_of_banks(economy)[None],
        bank_averages=_fields(economy, AVERAGES_OF_BANKS),
        bank_totals=_fields(economy, TOTALS_OF_BANKS),
        institution=_of_the_few(economy.institutions),
        institution_totals=_fields(economy, TOTALS_OF_INSTITUTIONS),
        agreement=_of_the_few(economy.agreements),
        averages=_in_a_row(economy, AVERAGES),
        totals=_in_a_row(economy, TOTALS),
        supply=np.array([[economy.supply_at_start, supply_at_normal_demand(economy)]], np.float64),
        firms_at_start=np.array([economy.firms_at_start], np.int64),
        agreement_terms=agreements,
        programme_terms=programmes,
    )


def _loans_by_firm(economy: Economy, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of good loans by their borrower's place, then key; and of bad ones by key."""
    loan = economy.loan
    status, keys = loan.tag[lc.STATUS, : loan.rows], loan.whole[lc.LOAN_ID, : loan.rows]
    good, bad = (np.flatnonzero(status == each) for each in (lc.PERFORMING, lc.NONPERFORMING))
    owner = place[loan.index[lc.FIRM, good]]
    good, owner = good[owner >= 0], owner[owner >= 0]
    return good[np.lexsort((keys[good], owner))], bad[np.argsort(keys[bad], kind="stable")]


def _copied(store: Store, rows: np.ndarray, month: int) -> Blocks:
    blocks = blocks_of((block[:, rows] for block in store.blocks[:-1]), len(rows))
    shift_months(store.table, blocks.index, -month)
    return blocks


def _copied_loans(economy: Economy, rows: np.ndarray) -> Blocks:
    """Loans with the part of their key that is not the firm's: the month, counted from now, and the product."""
    loans = _copied(economy.loans, rows, economy.month)
    keys = loans.whole[lc.LOAN_ID]
    months = (keys >> lc.PRODUCT_BITS) - (economy.month + economy.burn_in)
    product = keys & ((1 << lc.PRODUCT_BITS) - 1)
    loans.whole[lc.LOAN_ID] = ((months & _MONTH_MASK) << lc.PRODUCT_BITS) | product
    return loans


def _places_of_lines(economy: Economy, rows: np.ndarray, good: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Place of each firm's revolving line among its own loans, -1 for none."""
    place_of_loan = np.full(economy.loan.rows + 1, -1, np.int64)
    place_of_loan[good] = np.arange(len(good))
    places = place_of_loan[economy.firm.index[ec.LINE, rows]]
    return np.where(places >= 0, places - first[:-1], -1).astype(np.int32)


def _circle_sizes(circles: np.ndarray) -> np.ndarray:
    """Members that each firm's circle has among these firms, 0 for a firm that is in none."""
    members = np.bincount(circles[circles >= 0], minlength=1)
    return np.where(circles >= 0, members[np.maximum(circles, 0)], 0).astype(np.int32)


def _of_the_few(store: Store) -> Blocks:
    blocks = (block[None, :, : store.rows].copy() for block in store.blocks[:-1])
    return blocks_of(blocks, store.rows)


def _fields(economy: Economy, names: Sequence[str]) -> np.ndarray:
    return np.array([[field_of(economy, name) for name in names]], np.float64)


def _in_a_row(economy: Economy, names: Sequence[str]) -> np.ndarray:
    return np.concatenate([np.ravel(field_of(economy, name)) for name in names]).astype(np.float64)[None]


def _rows_of_terms(economy: Economy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Terms of the policy whose agreement, or programme, lies in each row; the first two agreements are no policy's."""
    schedule = economy.schedule
    agreements = [""] * economy.agreements.rows
    for terms, row in schedule.agreement_rows.items():
        agreements[row] = terms
    programmes = [""] * economy.programmes.rows
    for terms, row in schedule.programme_rows.items():
        programmes[row] = terms
    return tuple(agreements), tuple(programmes)


# All looks together -----------------------------------------------------------------------------------------------


def pooled(looks: Sequence[Pool]) -> Pool:
    """One pool of all these looks, in their order."""
    agreements = _all_terms([look.agreement_terms for look in looks], lc_first=bc.PRIVATE_GUARANTEE + 1)
    programmes = _all_terms([look.programme_terms for look in looks], lc_first=0)
    for look in looks:
        renumber(look, _places(look.agreement_terms, agreements), _places(look.programme_terms, programmes))
    starts = np.cumsum([0] + [int(look.first[-1]) for look in looks])
    joined: dict[str, Blocks | np.ndarray | tuple[str, ...]] = {
        "agreement_terms": agreements,
        "programme_terms": programmes,
        "agreement": _joined([_widened(look, agreements) for look in looks], axis=0),
        "first": np.append(
            np.concatenate([look.first[:-1] + start for look, start in zip(looks, starts[:-1], strict=True)]),
            starts[-1],
        ),
    }
    for name in _names():
        if name not in joined:
            parts = [getattr(look, name) for look in looks]
            axis = 1 if name in ("firm", "loan", "bad", "claim") else 0
            joined[name] = _joined(parts, axis) if isinstance(parts[0], Blocks) else np.concatenate(parts)
    return Pool(**joined)  # type: ignore[arg-type]


def _joined(parts: Sequence[Blocks], axis: int) -> Blocks:
    blocks = [np.concatenate(kind, axis=axis) for kind in zip(*(part[:-1] for part in parts), strict=True)]
    return blocks_of(blocks, blocks[0].shape[-1])


def _all_terms(terms: Sequence[tuple[str, ...]], lc_first: int) -> tuple[str, ...]:
    """The terms of all looks, each once, those at the fixed first places in theirs."""
    found = dict.fromkeys(each for of_look in terms for each in of_look[lc_first:])
    return (*("",) * lc_first, *found)


def _places(own: Sequence[str], among: Sequence[str]) -> np.ndarray:
    """Where each of a look's own rows lies among all; those of no policy stay where they are."""
    by_terms = {terms: place for place, terms in enumerate(among) if terms}
    return np.array([by_terms.get(terms, place) for place, terms in enumerate(own)] or [0], np.int64)


def _widened(look: Pool, agreements: Sequence[str]) -> Blocks:
    """A look's agreements at their places among all; one that it does not have is empty."""
    places = _places(look.agreement_terms, agreements)
    blocks = []
    for block in look.agreement[:-1]:
        wide = np.zeros((1, block.shape[1], len(agreements)), block.dtype)
        wide[:, :, places] = block
        blocks.append(wide)
    return blocks_of(blocks, len(agreements))


def renumber(pool: Pool, agreements: np.ndarray, programmes: np.ndarray) -> None:
    """Let loans, claims and firms name agreements and programmes by other numbers: those at their present number."""
    for codes in (pool.loan.tag[lc.AGREEMENT], pool.bad.tag[lc.AGREEMENT], pool.claim.tag[lc.CLAIM_AGREEMENT]):
        codes[:] = agreements[codes]
    for bits in (pool.loan.index[lc.PROGRAMME_BITS], pool.bad.index[lc.PROGRAMME_BITS], pool.firm.index[ec.SERVED]):
        bits[:] = renumbered_bits(bits, programmes)


def renumbered_bits(bits: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Bits with each moved from its number to `places[number]`."""
    if np.array_equal(places, np.arange(len(places))):
        return bits
    moved = np.zeros_like(bits)
    for number, place in enumerate(places.tolist()):
        moved |= ((bits >> number) & 1) << place
    return moved
