"""Axes of the page hold still: the same for every setting beside a reference, and what leaves them is said."""

import json

import pytest

SETTING = "setting=one_plus_n&against=baseline&economy=normal"
CHARTS = ("credit_outstanding", "default_rate", "public_cost")


def scales(page) -> list[list[list[float]]]:
    """Of each chart the ends of the axes of level and change, in yuan and shares of one."""
    return [json.loads(page.locator(f"[data-key={key}] .plot").get_attribute("data-scale")) for key in CHARTS]


def notes(page, key: str) -> str:
    return page.locator(f"[data-key={key}] .scale-notes").inner_text()


def moved_to(visited, coverage: int) -> None:
    visited.page.locator("#coverage").focus()
    visited.page.keyboard.type(str(coverage))
    visited.page.locator(".coverage-number", has_text=str(coverage)).wait_for()
    visited.ready()
    visited.page.locator("h1", has_text=f"{coverage}%").wait_for()


def test_no_move_of_the_slider_and_no_other_way_there_changes_an_axis(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en")
    page = opened.page
    page.locator(".plot[data-scale]").nth(2).wait_for()
    first = scales(page)  # of the quick line
    gains = page.locator(".gains .ends").first.inner_text()
    opened.ready()
    assert scales(page) == first
    for coverage in (0, 55):
        moved_to(opened, coverage)
        assert scales(page) == first
        assert page.locator(".gains .ends").first.inner_text() == gains
        assert all("changed" not in notes(page, key) for key in CHARTS)
    page.get_by_role("button", name="中文").click()
    assert scales(page) == first
    there = visit(f"/?{SETTING.replace('one_plus_n', 'one_plus_n,coverage=0')}&lang=en").ready()
    assert scales(there.page) == first
    opened.clean()
    there.clean()


def test_the_economy_without_support_is_drawn_to_another_scale_of_cost_and_says_so(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    credit, defaults, cost = scales(page)
    page.get_by_role("radio", name="No public support").check()
    page.locator("h1", has_text="no public support").wait_for()
    opened.ready()
    assert scales(page)[:2] == [credit, defaults]
    assert scales(page)[2][0] == cost[0] and scales(page)[2][1][1] > cost[1][1]
    assert "scale changed" in notes(page, "public_cost")
    assert "scale changed" in page.locator("[data-key=public_cost] .plot").get_attribute("aria-label")
    assert "scale changed" not in notes(page, "credit_outstanding")
    opened.clean()


def test_what_leaves_an_axis_is_said_and_the_axis_stays(visit) -> None:
    opened = visit(f"/?{SETTING}&lang=en").ready()
    page = opened.page
    before = scales(page)

    def exaggerate(route) -> None:
        found = route.fetch().json()
        change = found["scenarios"][-1]["series"]["credit_outstanding"]["change"]
        change["middle"] = [-9e12] * len(change["middle"])
        route.fulfill(json=found)

    page.route("**/api/quick**", exaggerate)
    page.route("**/api/full**", lambda route: route.abort())
    page.locator("#coverage").focus()
    page.keyboard.press("Home")
    page.locator("[data-key=credit_outstanding] .scale-notes", has_text="▼ off the scale: −¥9.00 tn").wait_for()
    assert "off the scale" in page.locator("[data-key=credit_outstanding] .plot").get_attribute("aria-label")
    assert scales(page) == before


@pytest.mark.parametrize(("language", "end"), [("en", 1e9), ("zh", 1e8)])
def test_differences_of_pinned_settings_stand_on_the_axes_of_the_lab(visit, language: str, end: float) -> None:
    pins = "pin=one_plus_n&pin=no_support"
    opened = visit(f"/?{SETTING}&{pins}&lang={language}#compare")
    page = opened.page
    page.locator(".multiple").nth(3).wait_for()

    def shown(chart: int) -> str:
        return page.locator(".multiple").nth(chart).locator(".tick.end").first.text_content()

    credit, cost = (float(shown(chart).replace(",", "").replace("−", "-")) for chart in (0, 2))
    page.locator("nav a").first.click()
    opened.ready()
    page.locator(".schemes input[value=no_support]").check()
    page.locator(".plot[data-scale]").nth(2).wait_for()
    opened.ready()
    page.wait_for_function("() => document.querySelector('#coverage').disabled")
    in_lab = scales(page)
    assert (credit, cost) == pytest.approx((in_lab[0][1][0] / 1e12, in_lab[2][1][0] / end))
    for each, found in enumerate(page.locator(".multiple").all()):
        assert found.get_attribute("aria-label"), each
    opened.clean()
