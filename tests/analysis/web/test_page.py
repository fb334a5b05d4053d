"""The page in a browser without a screen: it shows what the runs say, in both languages, by mouse and by key."""

import json
import re
import subprocess
import sys
import time
import urllib.request

import pytest

from .conftest import FIRMS, MONTHS, SEEDS, Server, Visit

SETTING = "setting=one_plus_n&against=baseline&economy=normal"


def numbers(server: Server, query: str) -> dict:
    with urllib.request.urlopen(f"{server.address}/api/full?{query}") as answer:
        return json.loads(answer.read().splitlines()[-1])["numbers"]


def test_the_first_screen_shows_the_numbers_of_the_full_run(visit, server: Server) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    found = numbers(server, SETTING)["scenarios"][1]
    shares = found["payers"]
    assert page.locator(".payers .payer-bar.now .plate").inner_text() == f"Banks ¥{shares['bank']['share']:.2f}"
    rate = found["numbers"]["default_rate"]["mean"][0]
    assert page.locator("[data-key=default_rate] .big").inner_text() == f"{100 * rate:.2f}%"
    credit = found["numbers"]["credit_outstanding"]["mean"][0]
    assert page.locator("[data-key=credit_outstanding] .big").inner_text() == f"¥{credit / 1e12:.1f} tn"
    change = found["numbers"]["borrower_share.size.micro"]["change"][0]
    shown = page.locator(".gains tr", has_text="Micro").locator(".number").inner_text()
    assert f"{abs(100 * change):.2f}" in shown
    assert "1+N risk sharing" in page.locator("h1").inner_text()
    assert "Assumed" in page.locator(".caveat").inner_text()
    assert f"{SEEDS} simulated economies" in page.locator(".foot").inner_text()
    assert page.evaluate("document.documentElement.scrollHeight") <= 720  # all of it without scrolling
    opened.clean()


def test_the_slider_moves_by_key_and_the_charts_follow(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    slider = page.locator("#coverage")
    slider.focus()
    big = page.locator("[data-key=public_cost] .big")
    before = big.inner_text()
    for key, value in (("ArrowLeft", 75), ("Shift+ArrowLeft", 74), ("Home", 0), ("End", 100)):
        page.keyboard.press(key)
        assert page.locator(".coverage-number").inner_text().startswith(str(value))
    page.keyboard.type("50")
    page.locator(".coverage-number", has_text="50").wait_for()
    opened.ready()
    page.locator("h1", has_text="50%").wait_for()
    assert "coverage=50" in page.url
    assert big.inner_text() != before
    assert "50 per cent, Half" in slider.get_attribute("aria-valuetext")
    opened.clean()


def test_schemes_levers_and_held_updates(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    page.get_by_role("radio", name="No public support").check()
    page.locator("h1", has_text="no public support").wait_for()
    assert "shares no losses" in page.locator(".coverage-note").inner_text()
    assert page.locator("#coverage").is_disabled()
    page.locator(".schemes .against").select_option("no_support")
    page.locator("h1", has_text="is the reference").wait_for()
    page.locator(".schemes .against").select_option("baseline")
    page.locator("h1", has_text="today’s scheme").wait_for()
    page.get_by_role("button", name="Hold updates").click()
    page.get_by_role("radio", name="Today’s scheme").check()
    page.get_by_role("button", name="More levers").click()
    lever = page.locator("#lever-no_repayment")
    lever.focus()
    page.keyboard.press("End")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    apply = page.get_by_role("button", name="Apply 2 changes")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="English").click()
    # In either language the sentence is about what is shown, not about what waits to be run.
    assert "no public support" in page.locator("h1").inner_text()
    apply.click()
    page.locator("h1", has_text="1 levers moved").wait_for()
    assert "no_repayment=1" in page.url
    opened.clean()


def test_chinese_dark_and_back(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=zh", color_scheme="dark").ready()
    page = opened.page
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert re.search("[一-龥]", page.locator("h1").inner_text())
    latin = re.sub(r"1\+N|CSV|¥|[A-D]\b|English", "", page.locator("body").inner_text())
    assert not re.findall(r"[A-Za-z]{3,}", latin)
    page.get_by_role("button", name="English").click()
    assert "In normal times" in page.locator("h1").inner_text()
    assert "lang=en" in page.url
    opened.clean()


def test_what_would_have_been_made_anyway_is_a_range_where_the_scorecard_says_so(visit) -> None:
    opened = visit("/?setting=one_plus_n&against=no_support&economy=normal&lang=en").ready()
    page = opened.page
    ranges = [True]

    def with_two_readings(route) -> None:
        *before, last = route.fetch().text().splitlines()
        told = json.loads(last)
        told["numbers"]["answers"][0]["additionality"]["range"] = ranges[0]
        shown = told["numbers"]["scenarios"][1]["numbers"]
        shown["deadweight"] = {"mean": [0.8, None, None]}
        shown["additionality_at_decision"] = {"mean": [0.45, None, None]}
        route.fulfill(body="\n".join([*before, json.dumps(told), ""]))

    page.route("**/api/full**", with_two_readings)
    for ranges[0], coverage, words in (
        (True, "70", "between 55% (at the decision) and 80%"),
        (False, "60", "Of the loans it supports, 80% would have been made anyway"),
    ):
        page.locator("#coverage").focus()
        page.keyboard.type(coverage)
        page.locator("h1", has_text=words).wait_for()
    opened.clean()


@pytest.mark.parametrize("view", ["lab", "compare", "firm"])
def test_a_phone_needs_no_sideways_scrolling(visit, view: str) -> None:
    opened = visit(f"/?{SETTING}&firm=3&pin=one_plus_n&pin=no_support&lang=en#{view}", width=390, height=844)
    page = opened.page
    if view == "firm":
        page.locator(".world").first.wait_for()
    else:
        opened.ready()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator("#main button:visible").all() if view == "lab" else ():
        box = button.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 24
    opened.clean()


def test_pins_are_compared_against_any_of_them(visit, server: Server) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    page.keyboard.press("p")
    page.get_by_role("radio", name="No public support").check()
    page.get_by_role("button", name="Pin to compare").click()
    page.get_by_role("link", name="Compare").click()
    rows = page.locator(".scores tbody tr")
    assert rows.count() == 2
    page.locator(".multiple").first.wait_for()
    query = "economy=normal&against=baseline&setting=one_plus_n&setting=no_support"
    found = numbers(server, query)
    for place in range(2):
        shown = rows.nth(place).inner_text()
        for question in ("credit", "cost"):
            assert found["answers"][place][question]["en"][0] in shown
    assert page.locator("h1").inner_text() == found["verdict"]["en"]
    page.locator("#against").select_option("no_support")
    page.locator(".scores small", has_text="less no public support").wait_for()
    page.locator(".multiple").first.wait_for()
    assert "against=no_support" in page.url
    assert rows.nth(1).inner_text().startswith("B")
    opened.clean()


def test_a_firm_of_the_field_opens_its_two_stories(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    field = page.locator(".field-canvas")
    field.focus()
    page.keyboard.press("ArrowRight")
    assert "Field of firms in month" in field.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.locator(".told li").first.wait_for()
    assert page.locator(".world").count() == 2
    assert "The same firm, the same luck." in page.locator("h1").inner_text()
    assert page.locator(".firm-line-chart").count() == 4
    page.go_back()
    assert page.locator(".field-canvas").is_visible()
    opened.clean()


def test_markup_and_junk_in_the_address_are_left_out(visit) -> None:
    opened = visit("/?setting=<img src=x onerror=alert(1)>&economy=<b>&pin=x&firm=1e9&lang=<i>")
    opened.ready()
    assert "1+N risk sharing" in opened.page.locator("h1").inner_text()
    assert opened.page.locator("img").count() == 0
    opened.clean()


@pytest.mark.slow
def test_one_file_works_without_a_server(browser, tmp_path) -> None:
    path = tmp_path / "lab.html"
    size = ["--firms", str(FIRMS), "--months", str(MONTHS), "--seeds", "2", "--workers", "1"]
    grid = "from smecredit.analysis.web import export, offered; export.ECONOMIES = ('normal',); "
    grid += "export.FIRST = ('one_plus_n', 'baseline'); from smecredit.analysis.commands.cli import main; main()"
    command = [sys.executable, "-c", grid, "web", "--export", str(path), *size]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"Written: {path}")
    opened = Visit(browser, path.as_uri(), "?economy=normal&lang=en").ready()
    page = opened.page
    page.locator("#coverage").focus()
    page.keyboard.press("ArrowRight")
    page.locator("h1", has_text="1+N risk sharing at 100%").wait_for()
    opened.clean()
    # Answers that were run one by one are not ranked when they stand side by side.
    pins = "pin=one_plus_n&pin=one_plus_n,coverage=100"
    compared = Visit(browser, path.as_uri(), f"?economy=normal&lang=en&{pins}#compare")
    compared.page.locator("h1", has_text="2 seeds are too few to rank policies whose intervals overlap.").wait_for()
    compared.clean()


def running(processes: set[int]) -> list[str]:
    """Those of these processes that are there and not merely unburied."""
    listed = subprocess.run(
        ["ps", "-o", "stat=,pid=", "-p", ",".join(map(str, processes))], capture_output=True, text=True
    )
    return [line for line in listed.stdout.splitlines() if not line.startswith("Z")]


def test_the_server_ends_clean() -> None:
    """Ctrl-C ends a server that has worked, one of its own, and leaves neither a process nor a file."""
    server = Server()
    with urllib.request.urlopen(f"{server.address}/api/game?seed=1", timeout=60) as answer:
        assert answer.status == 200
    listing = subprocess.run(["ps", "-eo", "ppid=,pid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    family = {server.process.pid}
    while more := {pid for parent, pid in pairs if parent in family} - family:
        family |= more
    assert len(family) >= 2
    assert list(server.folder.glob("smecredit-web-*"))
    status, said = server.end()
    assert (status, said) == (0, "")
    deadline = time.monotonic() + 10  # those that only wait for their parent see within moments that it is gone
    while (still := running(family)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert still == []
    assert list(server.folder.glob("smecredit-web-*")) == []
