"""Every view of the page for who hears it or uses keys alone: names, headings, focus, and what is announced."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from .conftest import Server, Visit

SETTING = "setting=one_plus_n&against=baseline&economy=normal"
#: Roles that say nothing without a name.
NAMED = {
    "application", "button", "checkbox", "combobox", "dialog", "DisclosureTriangle", "image", "img", "link", "option",
    "radio", "radiogroup", "region", "slider", "spinbutton", "tab", "table", "textbox", "timer",
}  # fmt: skip
#: What can be told from the document: identifiers given twice, headings, drawings without a name, language, title.
LOOK = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  const seen = (each) => each.checkVisibility();
  const drawn = [...document.querySelectorAll("svg, img, canvas")].filter(seen);
  const drawings = drawn.filter((each) => !each.closest("[aria-hidden=true]"));
  const nameless = (each) => !within(each) && !(each.getAttribute("aria-label") ?? "").trim();
  const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  const within = (each) => each.parentElement.closest("[role=img][aria-label]");
  return {
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    headings: heads.map((each) => Number(each.tagName[1])),
    unnamed: drawings.filter(nameless).map((each) => each.outerHTML.slice(0, 99)),
    language: document.documentElement.lang,
    title: document.title,
  };
}"""
#: The element with the focus: whether it is seen, and whether its outline is.
FOCUSED = """() => {
  const at = document.activeElement;
  const style = (each) => getComputedStyle(each);
  const drawn = (each) => each && style(each).outlineStyle !== "none" && parseFloat(style(each).outlineWidth) >= 2;
  const name = `${at.tagName} ${at.id} ${at.className} ${at.textContent.slice(0, 30)}`;
  return { name, seen: at.checkVisibility(), drawn: drawn(at) || drawn(at.closest("label")) };
}"""


def begin(page) -> None:
    page.locator("#alone").wait_for()


def in_dialog(selector: str) -> Callable:
    """What opens a dialog of the lab and waits for its content."""

    def opened(page) -> None:
        page.locator(".status", has_text=re.compile("Full run ready|完整运行已就绪")).wait_for(state="attached")
        page.locator(selector).click()
        page.locator("dialog[open] :is(.lever, pre)").first.wait_for()

    return opened


def keys(page) -> None:
    page.locator("#coverage").wait_for()
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def numbers_shown(page) -> None:
    page.locator(".chart summary").first.click()
    page.locator(".numbers-table td").first.wait_for()


def lead(page) -> None:
    page.locator("#lead").fill("8")
    page.locator("form button").last.click()
    page.locator(".class-histogram").wait_for(timeout=60_000)


def until(selector: str) -> Callable:
    return lambda page: page.locator(selector).last.wait_for(timeout=60_000)


#: Each view by its address and what is done until it stands.
VIEWS = {
    "lab": (f"/?{SETTING}", numbers_shown),
    "levers": (f"/?{SETTING}", in_dialog(".more")),
    "download": (f"/?{SETTING}", in_dialog("[data-focus=keep]")),
    "keys": (f"/?{SETTING}", keys),
    "compare": (f"/?{SETTING}&pin=one_plus_n&pin=no_support#compare", until(".multiple")),
    "nothing to compare": (f"/?{SETTING}#compare", until(".empty")),
    "firm": (f"/?{SETTING}&firm=3#firm", until(".told li")),
    "class": ("/class?", begin),
    "quarter": ("/class?seed=7&choices=12", until(".class-choices button")),
    "end of a game": ("/class?seed=7&choices=1234560123456012", until(".class-verdict tbody tr")),
    "leading screen": ("/class?", lead),
    "facilitator": ("/class/facilitator?", until("h2")),
    "lesson": ("/class/lesson?", until("h2")),
    "interface": ("/api?", until("h2")),
}


def at(visit, view: str, language: str, **options) -> Visit:
    address, stands = VIEWS[view]
    place, _, hash_ = address.partition("#")
    opened = visit(f"{place}&lang={language}#{hash_}", **options)
    stands(opened.page)
    return opened


def tree(page) -> Iterator[tuple[str, str]]:
    """Role and name of all that a screen reader meets."""
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if not node["ignored"]:
            yield node["role"]["value"], node.get("name", {}).get("value", "").strip()
    session.detach()


def in_both_languages(page) -> Iterator[str]:
    """The language that a view is in, then, once it is in it, the other, by the view's own way of changing it."""
    yield "en"
    change = page.locator("[data-focus=language], .sheet-links a[lang]")
    if change.count():
        change.evaluate("(change) => change.click()")  # also below an open dialog
    else:
        page.goto(page.url.replace("lang=en", "lang=zh"))
    page.locator("html[lang=zh-Hans]").wait_for(state="attached")
    page.locator("h1").wait_for(state="attached")
    yield "zh"


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_everything_has_a_name_and_headings_follow_each_other(visit, view: str) -> None:
    opened = at(visit, view, "en", height=800)
    for language in in_both_languages(opened.page):
        opened.page.set_viewport_size({"width": 1280 if language == "en" else 390, "height": 800})
        found = opened.page.evaluate(LOOK)
        assert found["twice"] == []
        assert found["unnamed"] == []
        assert found["language"] == {"en": "en", "zh": "zh-Hans"}[language]
        assert bool(re.search("[一-龥]", found["title"])) == (language == "zh")
        levels = found["headings"]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
        assert [role for role, name in tree(opened.page) if role in NAMED and not name] == []
    opened.clean()


def test_charts_say_their_figures(visit) -> None:
    page = at(visit, "lab", "en").page
    big = page.locator("[data-key=default_rate] .big").inner_text()
    spoken = page.locator("[data-key=default_rate] .plot").get_attribute("aria-label")
    assert spoken.startswith(f"Default rate, 1+N risk sharing: {big}; change against Today’s scheme: ")
    assert re.search(r"month 1: [\d.]+%, reference [\d.]+%; month 30: ", spoken)
    world = at(visit, "firm", "en").page.locator(".firm-line-chart").first.get_attribute("aria-label")
    assert re.match(r"Owed to banks, ¥ m, Today’s scheme: [\d.]+ at the start, at most [\d.]+, ", world)
    assert "in the other world" in world


def test_a_new_result_is_announced_once_it_rests_whatever_led_to_it(visit) -> None:
    opened = at(visit, "lab", "en")
    page = opened.page
    spoken = page.locator("#spoken[aria-live=polite]")
    for change, word in (
        (lambda: page.locator("#coverage").press("Home"), "at 0%"),
        (lambda: page.get_by_role("radio", name="No public support").check(), "no public support"),
    ):
        change()
        spoken.filter(has_text=word).wait_for(state="attached")
        opened.ready()
        assert spoken.text_content().startswith(page.locator("h1").inner_text()[:20])
    page.get_by_role("link", name="One firm").click()
    spoken.filter(has_text="The same firm, the same luck.").wait_for(state="attached")
    opened.clean()


@pytest.mark.parametrize("view", ["lab", "compare", "firm", "quarter"])
def test_the_focus_is_seen_wherever_keys_lead_it(visit, view: str) -> None:
    opened = at(visit, view, "en")
    page = opened.page
    page.locator("header button, header a, #skip").first.focus()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["name"].startswith("BODY"):
            break
        assert found["seen"] and found["drawn"], found["name"]
        seen.append(found["name"])
    assert len(seen) > 8 and len(set(seen)) > 8
    opened.clean()


def test_the_focus_stays_where_it_was_when_what_has_it_is_drawn_anew(visit, server: Server) -> None:
    opened = at(visit, "compare", "en")
    page = opened.page

    def focused() -> str:
        return page.evaluate("document.activeElement.id || document.activeElement.dataset.focus || ''")

    page.locator("#against").select_option("no_support")
    page.locator("#against").focus()
    page.locator(".scores small", has_text="less no public support").wait_for()
    page.locator(".multiple").first.wait_for()
    assert focused() == "against"
    page.locator("[data-focus=letter-1]").press("Enter")
    assert focused() == "letter-1"
    page.locator("nav a").first.click()
    assert focused() == "lab"
    opened.ready()
    page.locator("select[data-focus=scheme-more]").focus()
    page.locator("select[data-focus=scheme-more]").select_option("employment_subsidy")
    assert focused() == "scheme-more"
    page.locator(".field-firm button").press("Enter")
    page.locator(".told li").first.wait_for()
    assert focused() == "main"
    page.locator("#skip").press("Enter")
    assert focused() == "sentence"
    opened.clean()
