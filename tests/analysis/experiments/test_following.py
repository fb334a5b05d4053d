"""`run --follow`: which firm is followed, and what is printed and written."""

import json
import re

import pandas as pd
import pytest

from smecredit.analysis.experiments import following
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.register import ENTRY_BITS

#: A guarantor is at hand for all and asked by all: in a small market it would stand behind nobody else.
OFTEN = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}
SMALL = (
    "--firms",
    "300",
    "--months",
    "15",
    "--set",
    "economy.burn_in=6",
    *(word for name, value in OFTEN.items() for word in ("--set", f"{name}={value}")),
)


@pytest.fixture(scope="module")
def scenario():
    return load("baseline", firms=300, months=15, set={"economy.burn_in": 6, **OFTEN})


@pytest.fixture(scope="module")
def market(scenario):
    return CreditMarket(scenario, seed=1).run()


def test_the_smallest_key_of_a_kind_is_that_of_the_tape(scenario, market) -> None:
    tape = market.loans
    assert (
        following.first_of_kind(scenario, 1, "guaranteed")
        == tape.query("opened >= 1 and guarantor >= 0")["enterprise"].min()
    )
    failed = tape[(tape["defaulted"] >= 1) & (tape["security"] != "receivables_sold")]
    assert following.first_of_kind(scenario, 1, "default") == failed["enterprise"].min()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("default", {"default"}),
        ("refused", {"refused", "rationed"}),
        ("supported", {"guarantee"}),
    ],
)
def test_the_story_of_a_kind_tells_what_was_asked_for(scenario, kind, told) -> None:
    story = following.follow(scenario, 1, kind)
    assert any(event.kind in told and event.month >= 1 for event in story.history)


def test_a_shared_loss_is_one_that_several_pay() -> None:
    # A licensed guarantor behind one loan in twenty is too rare for a small market to show claims on them.
    often = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0, "guarantors.adverse_selection": 1.0}
    settings = {"economy.burn_in": 12, "opening.settled": False, **often}
    told = following.follow(
        load("one_plus_n", firms=900, months=36, under="severe_recession", set=settings), 1, "shared"
    )
    paid = [event.numbers["paid_fen"] for event in told.history if event.kind == "claim_paid"]
    assert any(sum(part > 0 for part in parts.values()) >= 4 for parts in paid)


def test_where_nobody_is_of_the_kind_the_request_is_refused() -> None:
    scenario = load("no_support", firms=300, months=2, set={"economy.burn_in": 0})
    with pytest.raises(RequestError, match="--follow supported: there is no such firm"):
        following.follow(scenario, 1, "supported")


def test_a_key_that_no_firm_has_is_refused_with_the_range_and_the_nearest(smecredit, scenario, market) -> None:
    status, out, err = smecredit("run", "baseline", *SMALL, "--follow", "301")
    assert (status, out) == (2, "")
    assert err.startswith("--follow 301: ")
    assert "allowed are 0 to 299" in err
    assert err.endswith("; the nearest is 299.\n")
    # Of a month of the run, only the run tells how many entered.
    month = max(month for month, count in market.economy.births.items() if count)
    last = (month << ENTRY_BITS) + market.economy.births[month] - 1
    with pytest.raises(RequestError, match=rf"^--follow {last + 5}: .* the nearest is {last}\.$"):
        following.follow(scenario, 1, last + 5)
    assert following.follow(scenario, 1, last).enterprise == last


def test_the_story_follows_the_headline_figures(smecredit, market) -> None:
    key = int(market.losses["enterprise"].iloc[0])
    status, out, err = smecredit("run", "baseline", *SMALL, "--workers", "1", "--follow", str(key))
    assert (status, err) == (0, "")
    assert out.index("Who defaults?") < out.index(f"The story of enterprise {key}")
    words = " ".join(out.split())
    assert "It fails and defaults on" in words
    assert "Its figures at the end of each year" in words
    _, plain, _ = smecredit("run", "baseline", *SMALL, "--workers", "1")
    assert out.startswith(plain.rstrip("\n"))


def test_in_chinese(smecredit) -> None:
    status, out, _ = smecredit("run", "baseline", *SMALL, "--workers", "1", "--follow", "3", "--lang", "zh")
    assert status == 0
    told = out[out.index("企业3的故事") :]
    assert re.search(r"第\d+个月", told)
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", told)


def test_json_and_files(smecredit, tmp_path, market) -> None:
    key = int(market.losses["enterprise"].iloc[0])
    arguments = ("run", "baseline", *SMALL, "--workers", "1", "--follow", str(key))
    status, out, _ = smecredit(*arguments, "--json", "--out", str(tmp_path))
    assert status == 0
    story = json.loads(out)["story"]
    expected = market.story(key)
    assert story["enterprise"] == key
    assert story["sentences"] == expected.sentences()
    assert [event["kind"] for event in story["events"]] == [event.kind for event in expected.history]
    assert [row["cash_yuan"] for row in story["rows"]] == list(expected.rows["cash_yuan"])
    assert (tmp_path / "story.md").read_text(encoding="utf-8") == expected.markdown()
    written = pd.read_csv(tmp_path / "story.csv")
    assert list(written["month"]) == list(expected.rows["month"])
    assert "story" not in json.loads(smecredit(*arguments[:-2], "--json")[1])


def test_the_files_written_are_named(smecredit, tmp_path) -> None:
    _, out, _ = smecredit("run", "baseline", *SMALL, "--workers", "1", "--follow", "3", "--out", str(tmp_path))
    assert "story.csv, story.md" in " ".join(out.split())


def test_a_firm_that_never_existed_is_status_2_and_leaves_no_file(smecredit, tmp_path) -> None:
    folder = tmp_path / "new"
    status, out, err = smecredit("run", "baseline", *SMALL, "--follow", "300", "--out", str(folder))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "enterprise 300 never existed" in err
    assert "0 to 299" in err
    assert not folder.exists()
