"""The columnar store: declaration, allocation, recycling, growth, and a helpful KeyError."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation import state
from smecredit.simulation.ground.columns import KINDS, Store, Table, copy_rows
from smecredit.simulation.state.bank_columns import AGREEMENTS, BANKS, INSTITUTIONS
from smecredit.simulation.state.enterprise_columns import ENTERPRISE
from smecredit.simulation.state.loan_columns import CLAIMS, LOAN

SHED = Table("shed")
MONEY = SHED.whole("money", "fen", "Money in the drawer")
KEY = SHED.whole("key", "key", "Key of the keeper", -7)
RATIO = SHED.real("ratio", "share", "Share of the shed in use", 0.25)
MONTH = SHED.index("month", "month", "Month it was built")
KIND = SHED.tag("kind", "code", "Kind of shed", 3)
DEFAULTS = {"money": 0, "key": -7, "ratio": 0.25, "month": -1, "kind": 3}


def fill(store: Store, rows: np.ndarray, value: int) -> None:
    store.blocks.whole[MONEY, rows] = value
    store.blocks.whole[KEY, rows] = value
    store.blocks.real[RATIO, rows] = value
    store.blocks.index[MONTH, rows] = value
    store.blocks.tag[KIND, rows] = value % 100


def test_a_declaration_says_where_a_column_lies() -> None:
    assert (MONEY, KEY, RATIO, MONTH, KIND) == (0, 1, 0, 0, 0)
    column = SHED.columns["key"]
    assert (column.kind, column.position, column.unit, column.default) == ("whole", 1, "key", -7)
    assert SHED.row_bytes() == 8 + 8 + 4 + 4 + 1


def test_fresh_rows_hold_the_defaults() -> None:
    store = Store(SHED, 100)
    rows = store.allocate(5)
    assert rows.tolist() == [0, 1, 2, 3, 4]
    for name, default in DEFAULTS.items():
        column = store.column(name)
        assert column.dtype == KINDS[SHED.columns[name].kind]
        assert column.tolist() == [default] * 5


def test_released_rows_are_used_again_and_are_as_new() -> None:
    store = Store(SHED, 16)
    rows = store.allocate(6)
    fill(store, rows, 42)
    store.release(np.array([1, 4], np.int32))
    again = store.allocate(3)
    assert sorted(again.tolist()) == [1, 4, 6]
    assert store.rows == 7
    for name, default in DEFAULTS.items():
        values = store.column(name)
        assert values[again].tolist() == [default] * 3
        assert values[[0, 2, 3, 5]].tolist() == [42] * 4


def test_rows_that_are_taken_to_be_filled_are_as_they_were_left() -> None:
    store, source = Store(SHED, 16), Store(SHED, 16)
    fill(store, store.allocate(4), 42)
    store.release(np.array([2], np.int32))
    rows = store.take(2)
    assert rows.tolist() == [2, 4]
    assert store.column("money")[rows].tolist() == [42, 0]
    there = source.allocate(3)
    fill(source, there, 7)
    source.blocks.whole[KEY, there[1]] = 5
    copy_rows(source.blocks, there[1:], store.blocks, rows)
    for name in DEFAULTS:
        assert store.column(name)[rows].tolist() == source.column(name)[there[1:]].tolist()
        assert store.column(name)[[0, 1, 3]].tolist() == [42] * 3


def test_growth_keeps_contents_and_free_rows() -> None:
    store = Store(SHED, 16)
    rows = store.allocate(16)
    fill(store, rows, 9)
    store.release(np.array([2, 11], np.int32))
    store.ensure(1_000)
    assert store.capacity == 1_000
    assert store.rows == 16
    assert store.column("money").tolist() == [9] * 16
    assert store.column("kind").tolist() == [9] * 16
    assert sorted(store.allocate(2).tolist()) == [2, 11]
    fresh = store.allocate(984)
    assert (store.rows, store.capacity) == (1_000, 1_000)
    for name, default in DEFAULTS.items():
        assert set(store.column(name)[fresh].tolist()) == {default}


def test_it_grows_by_at_least_an_eighth() -> None:
    store = Store(SHED, 100)
    store.allocate(101)
    assert store.capacity == 112
    before = store.blocks.whole
    store.ensure(112)
    assert store.blocks.whole is before


def test_a_column_is_a_view_of_the_rows_in_use() -> None:
    store = Store(SHED, 16)
    store.allocate(3)
    store.column("money")[1] = 5
    assert store.blocks.whole[MONEY, 1] == 5
    assert len(store.column("money")) == 3


def test_an_unknown_column_is_answered_with_the_nearest() -> None:
    store = Store(SHED, 16)
    with pytest.raises(KeyError, match=r"^table 'shed' has no 'rato'; did you mean 'ratio'\?$") as caught:
        store.column("rato")
    assert caught.value.in_language("zh") == "表 'shed' 没有 'rato'；您是否想用 'ratio'？"
    with pytest.raises(AttributeError, match=r"^table 'shed' has no 'rato'; did you mean 'ratio'\?$"):
        store.row(0).rato  # noqa: B018
    with pytest.raises(KeyError, match=r"^table 'shed' has no 'xyzzy'$") as caught:
        store.column("xyzzy")
    assert "did you mean" not in str(caught.value)


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0.0, 1.0)), max_size=12))
def test_a_row_is_never_given_twice(steps: list[tuple[int, float]]) -> None:
    """Whatever is taken and returned: rows in use are distinct, fresh ones hold defaults, others keep their mark."""
    store = Store(SHED, 16)
    live: dict[int, int] = {}
    for number, (count, returned) in enumerate(steps, start=1):
        rows = store.allocate(count)
        assert rows.dtype == np.int32
        assert len(set(rows.tolist())) == count
        assert not set(rows.tolist()) & set(live)
        assert (store.column("key")[rows] == -7).all()
        fill(store, rows, number)
        live.update(dict.fromkeys(rows.tolist(), number))
        leaving = list(live)[: int(returned * len(live))]
        store.release(np.array(leaving, np.int32))
        for row in leaving:
            del live[row]
        assert all(store.column("money")[row] == mark for row, mark in live.items())
        assert store.rows == len(live) + int(store.free_count[0])


@pytest.mark.parametrize("table", [ENTERPRISE, LOAN, CLAIMS, BANKS, INSTITUTIONS, AGREEMENTS], ids=lambda t: t.name)
def test_every_declared_column_says_what_it_is(table: Table) -> None:
    places = {(column.kind, column.position) for column in table.columns.values()}
    assert len(places) == len(table.columns)
    for column in table.columns.values():
        assert column.unit
        assert column.meaning
        assert np.array(column.default).astype(KINDS[column.kind]) == pytest.approx(column.default)


def test_rows_do_not_grow_unnoticed() -> None:
    """The design wants 250 bytes an enterprise with its loans; `smecredit bench` measures it and shows the miss. Until
    it is met, no row may take a byte more than it did when this was written; three bytes of an enterprise are room for
    users' own products. Of an enterprise's bytes 41 are what it wants, can pledge, owes its suppliers and shows in the
    credit bureau; of a loan's 4 say for how long it was granted."""
    asked_for = ("home", "late_bills", "market", "wanted_capital", "finance_cost", "debt_rank", "pledge_rank",
                 "sells_to_firms", "punctual_since")  # fmt: skip
    assert sum(np.dtype(KINDS[ENTERPRISE.columns[name].kind]).itemsize for name in asked_for) == 41
    assert ENTERPRISE.row_bytes() <= 210 + 41
    assert np.dtype(KINDS[LOAN.columns["term"].kind]).itemsize == 4
    # And whether it was renewed in part, how often it is paid, and whether as an annuity.
    assert LOAN.row_bytes() <= 107 + 4 + 1 + 2


def test_no_column_is_declared_twice_under_one_name() -> None:
    """Two columns of one Python name in a module: the second would silently take the place of the first."""
    for path in Path(state.__file__).parent.glob("*_columns.py"):
        names = re.findall(r"^([A-Z_]+) = ", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(names) == len(set(names)), path
