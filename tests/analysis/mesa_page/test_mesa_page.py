"""Mesa's page on our market: what it hands to the market, what it draws, and that it works in a browser."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("solara", reason="Solara is not installed: smecredit[viz]")

from smecredit.analysis.mesa_page.field import STATES, field_figure, places_of, states_of
from smecredit.analysis.mesa_page.page import LEVERS, POLICIES, Lever, PageMarket, make_page, model_parameters
from smecredit.analysis.mesa_page.words import WORDS
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.structure import LABELS, REGIONS

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "mesa_page.py"
SMALL: dict[str, Any] = {"firms": 300, "months": 4, "economy.burn_in": 0, "opening.settled": False}


@pytest.fixture(scope="module")
def market() -> PageMarket:
    return PageMarket("one_plus_n", "none", 2, **SMALL)


def test_the_field_shows_every_firm_where_it_stays(market: PageMarket) -> None:
    places = dict(zip(market.enterprises["id"].tolist(), places_of(market).tolist(), strict=True))
    market.step()
    states, after = states_of(market), places_of(market)
    assert len(states) == len(after) == len(market.enterprises["id"])
    assert ((after >= 0.0) & (after < 1.0)).all()
    kept = [key for key in market.enterprises["id"].tolist() if key in places]
    assert len(kept) > 250
    for key, place in zip(market.enterprises["id"].tolist(), after.tolist(), strict=True):
        assert place == places.get(key, place)
    borrowing = market.enterprises["loans"] > 0
    assert ((states == [*STATES].index("loan")) | (states == [*STATES].index("late")) == borrowing).all()


def test_a_market_may_be_read_while_it_is_played() -> None:
    """Mesa's page draws in another thread than it plays in: lengths agree in every moment."""
    market = PageMarket("baseline", "none", 1, **{**SMALL, "months": 40})
    with ThreadPoolExecutor(1) as thread:
        played = thread.submit(market.run)
        while not played.done():
            frame = market.datacollector.get_model_vars_dataframe()
            assert frame.notna().any(axis=1).all()
        assert played.result().month == len(market.datacollector.get_model_vars_dataframe()) == 40


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_counts_what_it_draws(market: PageMarket, language: str) -> None:
    figure = field_figure(market, language)
    (axis,) = figure.axes
    (dots,) = axis.collections
    assert len(dots.get_offsets()) == len(market.enterprises["id"])
    assert [text.get_text() for text in axis.texts] == [LABELS[region][language] for region in REGIONS]
    said = [text.get_text() for text in figure.legends[0].get_texts()]
    numbers = np.bincount(states_of(market), minlength=len(STATES))
    for words, name, number in zip(said, STATES, numbers, strict=True):
        assert words == f"{WORDS[name][language]} {number:,}"


def test_sliders_begin_where_the_scenario_stands() -> None:
    asked = model_parameters(["baseline,cycle.policy_rate=0.02", "one_plus_n"], LEVERS, "zh")
    assert asked["cycle.policy_rate"].value == 0.02
    assert asked["cycle.policy_rate"].label == "政策利率"
    assert asked["policy"]["values"][1] == "one_plus_n"
    assert asked["under"]["value"] == "无" and "severe_recession" in asked["under"]["values"]
    assert model_parameters(POLICIES, [Lever("guarantors.reach", 0.0, 1.0, 0.1)], "en")["guarantors.reach"].label == (
        "guarantors.reach"
    )


def test_every_place_of_a_slider_is_allowed() -> None:
    for lever in LEVERS:
        for value in (lever.low, lever.high):
            market = PageMarket("baseline", "无", 1, **{**SMALL, lever.path: value})
            group, _, name = lever.path.partition(".")
            assert getattr(market.conditions.group(group), name) == pytest.approx(value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"policies": ["one_plus"]}, "did you mean one_plus_n"),
        ({"policies": ["baseline", "one_plus"]}, "did you mean one_plus_n"),
        ({"indicators": ["default_rat"]}, "did you mean default_rate"),
        ({"levers": [Lever("cycle.policy_rat", 0, 1, 0.1)]}, "did you mean policy_rate"),
        ({"levers": [Lever("population.sector_mix", 0, 1, 0.1)]}, "sector_mix"),
        ({"levers": [Lever("opening.settled", 0, 1, 1)]}, "opening.settled"),
    ],
)
def test_what_cannot_be_shown_is_refused(asked: dict, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        make_page(**asked)


def test_words_are_there_in_both_languages() -> None:
    for key, words in WORDS.items():
        assert set(words) == {"en", "zh"} and all(words.values()), key
        assert ("{" in words["en"]) == ("{" in words["zh"]), key


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The example, with fewer months and charts, under `solara run` until the test is over."""
    port, page = free_port(), tmp_path / "page.py"
    without_firms = {name: value for name, value in SMALL.items() if name != "firms"} | {"months": 8}
    smaller = f"make_page(size={without_firms}, indicators=['default_rate'], "
    source = EXAMPLE.read_text(encoding="utf-8")
    assert source.count("make_page(") == 1
    page.write_text(source.replace("make_page(", smaller), encoding="utf-8")
    command = [sys.executable, "-m", "solara", "run", str(page), "--port", str(port), "--no-open", "--production"]
    with (tmp_path / "said.txt").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=tmp_path, env={**os.environ})
        try:
            for _ in range(240):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                        break
                except (urllib.error.URLError, OSError):
                    assert process.poll() is None, (tmp_path / "said.txt").read_text()
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def after(months: int) -> re.Pattern[str]:
    """What Mesa's page says after so many steps; from 3.4 on it shows the time."""
    return re.compile(rf"^(?:Step: {months}|Time: {months}\.0)$")


@pytest.mark.long
def test_it_works_in_a_browser(address: str, browser) -> None:
    """Step, play and reset, a slider and a choice; nothing goes wrong and nothing is asked for elsewhere."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    wrong: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(address)
    step = page.get_by_role("button", name="Step")
    step.wait_for(timeout=60_000)
    page.get_by_text(after(0)).wait_for(timeout=60_000)
    pictures = page.locator("img[src^='blob:']")
    pictures.nth(1).wait_for(timeout=60_000)
    before = pictures.nth(0).get_attribute("src")
    step.click()
    page.get_by_text(after(1)).wait_for(timeout=60_000)
    page.wait_for_function(
        "before => document.querySelector(\"img[src^='blob:']\").src !== before", arg=before, timeout=60_000
    )
    page.get_by_role("button", name="▶").click()
    page.get_by_text(after(8)).wait_for(timeout=300_000)  # to the last month, and no further
    page.get_by_role("button", name="❚❚", disabled=True).wait_for(timeout=60_000)
    page.get_by_role("slider").nth(2).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    # A list opens; the policy is chosen by its name.
    page.get_by_text("baseline", exact=True).first.click()
    page.get_by_role("option", name="one_plus_n").click()
    page.get_by_role("button", name="Reset").click()
    page.get_by_text(after(0)).wait_for(timeout=120_000)
    step.click()
    page.get_by_text(after(1)).wait_for(timeout=60_000)
    assert pictures.count() == 2
    assert page.get_by_text("one_plus_n", exact=True).first.is_visible()
    assert not wrong
    assert not [url for url in outside if not url.startswith(("data:", "blob:"))]
    page.close()
