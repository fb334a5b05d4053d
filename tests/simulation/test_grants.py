"""The logs of grants and departures tell what the indicators count, and nothing of the economy hangs on them."""

import pickle

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.demography.entry_exit import ABSCONDED, CLOSED_DOWN, FAILED
from smecredit.simulation.behaviour.distress.departure import leave
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.observe.grants import LEAD_MONTHS, OUTCOMES, DepartureLog, GrantLog
from smecredit.simulation.state.bank_columns import BANKS
from smecredit.simulation.state.enterprise_columns import (
    ALIVE,
    BANK_DEBT,
    ENTERPRISE,
    GONE,
    HURT_BY_BUYER,
    HURT_BY_CREDIT_CUT,
    ID,
    MARK,
    OUTCOME,
    SIZE,
    STATE,
)
from smecredit.simulation.state.ledger import ROUTES
from smecredit.simulation.state.structure import CAUSES, SIZES


@pytest.fixture(scope="module")
def market() -> CreditMarket:
    scenario = load("baseline", firms=1000, months=30, set={"economy.burn_in": 14})
    return CreditMarket(scenario, seed=3).run()


def test_grants_are_the_new_lending_month_by_month(market: CreditMarket) -> None:
    grants = market.grants
    by_month = grants[grants["month"] >= 1].groupby("month")["amount_fen"].sum()
    lending = market.numerators["new_lending"]
    logged = by_month.reindex(lending.index, fill_value=0) * market.economy.weight / 100.0
    np.testing.assert_allclose(logged, lending, rtol=1e-12)
    for size in SIZES[:3]:
        of_size = grants[(grants["month"] >= 1) & (grants["size"] == size)]["amount_fen"].sum()
        breakdown = market.numerators[f"new_lending.size.{size}"].sum()
        assert of_size * market.economy.weight / 100.0 == pytest.approx(breakdown, rel=1e-12)


def test_grants_start_a_year_before_the_run_and_leave_the_opening_book_out(market: CreditMarket) -> None:
    months = market.grants["month"]
    assert months.min() == 1 - LEAD_MONTHS
    assert months.max() == 30
    short = CreditMarket(load("baseline", firms=300, months=2, set={"economy.burn_in": 3}), seed=3)
    book = short.economy.loans
    opening = set(book.column("id")[book.column("status") > 0].tolist())
    # The opening book of month -3: loans of about a fifth of the firms. The tape has beside it what is granted since.
    assert len(opening) > 0.1 * 300
    short.run()
    assert short.grants["month"].min() == -2
    tape = short.loans[~short.loans["loan"].isin(opening)]
    assert len(short.loans) - len(tape) == len(opening)
    assert len(tape) > 0.1 * 300
    granted = short.grants[["month", "enterprise", "amount_fen"]].to_numpy().tolist()
    assert sorted(granted) == sorted(tape[["opened", "enterprise", "amount_fen"]].to_numpy().tolist())


def test_a_supported_grant_is_what_the_loan_itself_says(market: CreditMarket) -> None:
    grants, loans = market.grants, market.loans
    shared = loans[(loans["opened"] >= 1) & ~loans["agreement"].isin(["none", "private_guarantee"])]
    assert 0 < grants["supported"].sum() < len(grants)
    assert (grants["supported"] & (grants["month"] >= 1)).sum() == len(shared)


def test_without_support_no_grant_is_supported() -> None:
    alone = CreditMarket(load("no_support", firms=300, months=6), seed=3).run().grants
    assert not alone.loc[alone["month"] >= 1, "supported"].any()
    assert alone.loc[alone["month"] < 1, "supported"].any()  # the burn-in is under the baseline


def test_departures_are_what_the_indicators_count(market: CreditMarket) -> None:
    left = market.departures
    for cause in CAUSES:
        counted = market.numerators[f"failures_by_cause.cause.{cause}"].sum() / market.economy.weight
        assert (left["cause"] == cause).sum() == pytest.approx(counted, abs=1e-6), cause
    assert left.loc[left["outcome"] == "closed", "cause"].isna().all()
    assert left.loc[left["outcome"] != "closed", "cause"].notna().all()
    raw = market.recorder.raw().loc[1:]
    assert len(left) == raw["exits"].sum()
    assert left["outcome"].isin(["defaulted", "absconded"]).sum() >= raw["defaulters"].sum() > 0
    assert set(left["outcome"]) <= set(OUTCOMES)


def test_a_firm_leaves_once_and_is_alive_no_more(market: CreditMarket) -> None:
    left = market.departures["enterprise"]
    assert left.is_unique
    assert not set(left) & set(market.enterprises["id"])


def test_each_way_of_leaving_is_told_apart(market: CreditMarket) -> None:
    store = Store(ENTERPRISE, 8)
    rows = store.allocate(7)
    whole, tag = store.blocks.whole, store.blocks.tag
    whole[ID, rows] = [10, 11, 12, 13, 14, 15, 16]
    tag[STATE, rows] = [ALIVE, ALIVE, ALIVE, ALIVE, ALIVE, GONE, ALIVE]
    tag[OUTCOME, rows] = [0, 3, 3, 5, 2, 3, 3]
    tag[MARK, rows] = [0, 0, HURT_BY_CREDIT_CUT, HURT_BY_BUYER, HURT_BY_BUYER, 0, HURT_BY_BUYER | HURT_BY_CREDIT_CUT]
    tag[SIZE, rows] = [0, 1, 2, 0, 0, 0, 1]
    whole[BANK_DEBT, rows] = [5, 0, 5, 5, 0, 5, 5]
    banks = Store(BANKS, 1)
    banks.allocate(1)
    log = DepartureLog()

    economy = market.economy.with_fields(
        firm=store.blocks, bank=banks.blocks, flows=np.zeros((len(ROUTES), 2, 1), np.int64), month=4,
        defaulting=np.zeros(8, np.int64), counts=np.zeros_like(market.economy.counts),
    )  # fmt: skip

    def strike_off(first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        listed = np.empty(8, np.int32), np.empty(8, np.int8), np.empty(8, np.int8)
        count = leave(economy, first, last, *listed)
        return listed[0][:count], listed[1][:count], listed[2][:count]

    failed, closed = strike_off(FAILED, ABSCONDED), strike_off(CLOSED_DOWN, CLOSED_DOWN)
    log.firms_leave(economy.with_fields(month=0), *failed)
    assert log.rows == 0  # the burn-in is not kept
    log.firms_leave(economy, *failed)
    log.firms_leave(economy, *closed)
    expected = {
        "month": [4, 4, 4, 4, 4],
        "enterprise": [11, 12, 13, 14, 16],
        "outcome": ["failed", "defaulted", "absconded", "closed", "defaulted"],
        "size": ["small", "medium", "micro", "micro", "small"],
        "cause": ["own", "credit_cut", "absconding", None, "buyer"],
    }
    table = log.table()
    assert table.astype(object).where(table.notna(), None).to_dict("list") == expected


def test_a_log_grows_without_losing_a_row_and_travels() -> None:
    log = GrantLog()
    for month in range(40):
        values = {name: np.arange(50) % 100 for name in GrantLog.kinds}
        log.append(50, **{**values, "month": month})
    assert log.rows == 2000
    assert (log["month"] == np.repeat(np.arange(40), 50)).all()
    assert (log["enterprise"].reshape(40, 50) == np.arange(50)).all()
    copied = pickle.loads(pickle.dumps(log))
    assert (copied["amount"] == log["amount"]).all()
    copied.append(1, **dict.fromkeys(GrantLog.kinds, 1))
    assert log.rows == 2000
