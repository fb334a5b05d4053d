"""Takes the pictures of the page and of the brief that stand in docs/images, and writes their gallery in docs/page.md:

    python docs/pictures.py [lab compare firm class brief]

Needs the extras `web` and `test` and a Chromium (`apt-get install chromium`, or `playwright install chromium`). Every
view is taken in both languages, on a desktop of 1280 x 720 and a phone of 390 x 844, light and dark. All of them take
some minutes: full runs of five schemes.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from smecredit.analysis.commands.program import ProgramOptions, one_of

IMAGES = Path(__file__).with_name("images")
GALLERY = Path(__file__).with_name("page.md")
#: Where Debian and others put a browser that Playwright can drive; otherwise its own is taken.
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
LANGUAGES = ("en", "zh")
SIZES = {"": (1280, 720), "_phone": (390, 844)}
THEMES = {"": "light", "_dark": "dark"}
#: Colours kept as they are, and as many that span the rest.
COLOURS = 64
ECONOMY = "severe_recession"
QUERY = f"setting=one_plus_n&against=baseline&economy={ECONOMY}"
PINS = "".join(f"&pin={name}" for name in ("one_plus_n", "anhui_4321", "national_plan_2026", "no_support"))
BRIEF = ("baseline", "one_plus_n", "anhui_4321", "national_plan_2026", "no_support", "--under", ECONOMY)
READY = re.compile("Full run ready|完整运行已就绪")
#: A class plays game 7 up to its sixth quarter; then this is what its students vote for.
GAME, PLAYED, VOTES = 7, "111166", (1, 1, 2, 4, 5, 5, 5, 5, 5, 6, 6)
LONG = 600_000
TAKEN = ("lab", "compare", "firm", "class", "brief")
VIEWS = {
    "lab": ("Lab: the first screen", "1+N against today's scheme in a severe recession"),
    "compare": ("Compare", "four schemes against today's, in a severe recession"),
    "firm": ("One firm in two worlds", "a firm that 1+N rescues"),
    "class": ("Class game, the teacher's screen", "the vote of quarter 7 is open"),
    "student": ("Class game, a student", "the same quarter"),
}


def main() -> None:
    """Take what is wanted and write the gallery."""
    options = ProgramOptions(__doc__)
    options.add_argument("views", nargs="*", type=one_of(TAKEN), help=f"of {', '.join(TAKEN)} (all)")
    wanted = options.asked().views or TAKEN
    with chromium() as browser:
        if {"lab", "compare", "firm", "class"} & set(wanted):
            with served() as address:
                for language in LANGUAGES:
                    take_views(browser, address, language, wanted)
        if "brief" in wanted:
            for language in LANGUAGES:
                take_brief(browser, language)
    write_gallery()
    print(f"{sum(path.stat().st_size for path in IMAGES.glob('*.png')) / 1e6:.2f} MB in {IMAGES.name}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a screen."""
    path = next((each for each in BROWSERS if Path(each).exists()), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that lives meanwhile."""
    command = [sys.executable, "-m", "smecredit", "web", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    finally:
        process.terminate()
        process.wait(30)


def take_views(browser: Browser, address: str, language: str, wanted: list[str]) -> None:
    """Every view that is wanted in one language."""
    page = browser.new_page()
    page.set_default_timeout(LONG)
    if "lab" in wanted:
        take(page, "lab", language, f"{address}/?{QUERY}&lang={language}#lab", lambda: full_run(page))
    if "compare" in wanted:
        ready = page.locator(".multiple").first
        take(page, "compare", language, f"{address}/?{QUERY}{PINS}&lang={language}#compare", ready.wait_for)
    if "firm" in wanted:
        key, ready = rescued_firm(address), page.locator(".told li").first
        take(page, "firm", language, f"{address}/?{QUERY}&firm={key}&lang={language}#firm", ready.wait_for)
    page.close()
    if "class" in wanted:
        take_class(browser, address, language)


def full_run(page: Page) -> None:
    """Wait for the full run, and for what it draws."""
    page.locator(".status").filter(has_text=READY).wait_for(state="attached")
    page.wait_for_timeout(500)  # then it asks for what it says of the next level


def take(page: Page, view: str, language: str, address: str, wait: Callable[[], object]) -> None:
    """A view in each size and theme; it is opened anew for each, as a visitor would."""
    for theme, scheme in THEMES.items():
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto("about:blank")
            page.goto(address)
            wait()
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(500)
            keep(page, f"page_{view}_{language}{theme}{size}")


def rescued_firm(address: str) -> int:
    """A firm that fails under the reference alone, in the middle of the list: its story is neither short nor long."""
    with urllib.request.urlopen(f"{address}/api/quick?{QUERY}") as answer:
        rescued = json.load(answer)["field"]["rescued"]
    return int(rescued[len(rescued) // 2])


def take_class(browser: Browser, address: str, language: str) -> None:
    """A class that has played some quarters: the leading screen with the votes, and the screen of a student."""
    begun = post(f"{address}/api/class", {"seed": GAME})
    room = f"{address}/api/class/{begun['code']}"
    for quarter, choice in enumerate(PLAYED, start=1):
        post(f"{room}/close", {"key": begun["key"], "quarter": quarter, "choice": int(choice)})
    quarter = len(PLAYED) + 1
    for choice in VOTES:
        player = post(f"{room}/join", {})["player"]
        post(f"{room}/vote", {"player": player, "quarter": quarter, "choice": choice})
    most = Counter(VOTES).most_common(1)[0][0]
    own = post(f"{room}/join", {})
    post(f"{room}/vote", {"player": own["player"], "quarter": quarter, "choice": most})
    for view, kept in (("class", {"key": begun["key"]}), ("student", own)):
        page = browser.new_page()
        page.set_default_timeout(LONG)
        page.add_init_script(f"sessionStorage.setItem('smecredit-class-{begun['code']}', '{json.dumps(kept)}')")
        ready = page.locator(".class-histogram" if view == "class" else ".class-choices").first

        def wait(page: Page = page, ready: Locator = ready) -> None:
            ready.wait_for()
            page.locator(".class-ahead-values b").first.wait_for()

        take(page, view, language, f"{address}/class?code={begun['code']}&lang={language}", wait)
        page.close()


def post(address: str, sent: dict[str, object]) -> dict[str, str]:
    """What the interface answers to JSON."""
    asked = urllib.request.Request(address, json.dumps(sent).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def take_brief(browser: Browser, language: str) -> None:
    """The two pages of the brief, from its file of HTML."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brief.html"
        command = [sys.executable, "-m", "smecredit", "compare", *BRIEF, "--brief", str(path), "--lang", language]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        page = browser.new_page(viewport={"width": 900, "height": 1300})
        page.goto(path.as_uri())
        sheets = page.locator(".sheet").all()
        for sheet, mark in zip(sheets, ("", "_2"), strict=True):
            keep(sheet, f"brief_{language}{mark}")
        page.close()


def keep(seen: Page | Locator, name: str) -> None:
    """Keep a picture with few colours: the commonest as they are, and as many that span the rest."""
    with Image.open(io.BytesIO(seen.screenshot())) as found:
        picture = found.convert("RGB")
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    common = [part for _, colour in counted[:COLOURS] for part in colour]
    spanning = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(common + spanning)
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
    print(name, flush=True)


def write_gallery() -> None:
    """Put the gallery between its marks in docs/page.md."""
    lines = []
    for view, (title, note) in VIEWS.items():
        lines += [f"### {title}", "", f"{note[0].upper()}{note[1:]}.", ""]
        for size, kind in (("", "desktop"), ("_phone", "phone")):
            lines += ["| | English | Chinese |", "|---|---|---|"]
            for theme, scheme in THEMES.items():
                cells = [
                    f"![{title}, {kind}, {scheme}, {language}](images/page_{view}_{language}{theme}{size}.png)"
                    for language in LANGUAGES
                ]
                lines.append(f"| {scheme} | {' | '.join(cells)} |")
            lines.append("")
    lines += ["### The brief", "", "In two languages:", f"`smecredit compare {' '.join(BRIEF)} --brief brief.pdf`", ""]
    lines += ["| first page | second page |", "|---|---|"]
    for language in LANGUAGES:
        pair = [
            f"![Brief, page {page}, {language}](images/brief_{language}{mark}.png)"
            for page, mark in ((1, ""), (2, "_2"))
        ]
        lines.append(f"| {' | '.join(pair)} |")
    text = GALLERY.read_text(encoding="utf-8")
    before, rest = text.split("<!-- gallery -->\n")
    _, after = rest.split("<!-- end of gallery -->\n")
    body = "\n".join(lines)
    GALLERY.write_text(f"{before}<!-- gallery -->\n{body}\n<!-- end of gallery -->\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
