"""How the page of `smecredit web` answers: from a slider to its chart, and to a class that moves sliders at once.

    python benchmarks/web_load.py [--students 30] [--seconds 60] [--before 0] [--moves 40] [--workers 2] [--ahead 90]

Starts a server of its own, measures, and ends it. Printed: 50th and 95th percentile in milliseconds, errors, and the
memory of all its processes together (proportional set size, Linux). In a browser (Playwright with Chromium): first
paint, bytes of the page, and the time from the slider's event to the drawn line, just opened and once the lines of the
slider have been run ahead. It takes about four minutes.
"""

import asyncio
import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from smecredit.analysis.commands.program import ProgramOptions, count

SCHEMES = ("one_plus_n", "baseline", "anhui_4321", "national_plan_2026")
ECONOMIES = ("normal", "severe_recession")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
#: Move the slider; the milliseconds until the picture with the answer has been painted.
MOVE = """async (value) => {
  performance.clearMarks("lab-drawn");
  const slider = document.getElementById("coverage");
  const begun = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (!performance.getEntriesByName("lab-drawn").length) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
#: Bytes of the files of the page, and of its fonts.
BYTES = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const files = all.filter((each) => !each.name.includes("/api/"));
  const font = (each) => /(woff2?|ttf|otf)$/.test(each.name);
  const bytes = (some) => some.reduce((sum, each) => sum + each.encodedBodySize, 0);
  return [bytes(files.filter((each) => !font(each))), bytes(files.filter(font))];
}"""
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


def start(workers: int) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "smecredit", "web", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return process, found[0]
    raise SystemExit("the server did not start")


def family(root: int) -> set[int]:
    listing = subprocess.run(["ps", "-eo", "ppid=,pid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    found = {root}
    while more := {pid for parent, pid in pairs if parent in found} - found:
        found |= more
    return found


def megabytes(root: int) -> float:
    total = 0
    for process in family(root):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])
    return total / 1024


def shown(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[max(int(len(ordered) * 0.95) - 1, 0)]
    print(f"{name}: {len(ordered)} answers, p50 {1e3 * statistics.median(ordered):.0f} ms, p95 {1e3 * p95:.0f} ms")


async def student(client: httpx.AsyncClient, name: int, until: float, found: list[float], faults: list[str]) -> None:
    """Moves a slider every second or two, mostly by small steps, now and then to another scheme."""
    luck = random.Random(name)
    scheme, economy, coverage = luck.choice(SCHEMES), luck.choice(ECONOMIES), 80
    await asyncio.sleep(luck.random() * 2)
    while time.monotonic() < until:
        if luck.random() < 0.1:
            scheme, economy = luck.choice(SCHEMES), luck.choice(ECONOMIES)
        coverage = min(max(coverage + luck.choice((-15, -10, -5, 5, 10, 15)), 0), 100)
        asked = {"setting": f"{scheme},coverage={coverage}", "economy": economy, "visitor": f"student{name}"}
        begun = time.monotonic()
        answer = await client.get("/api/quick", params=asked)
        found.append(time.monotonic() - begun)
        if answer.status_code != 200:
            faults.append(f"{answer.status_code} {answer.text[:80]}")
        elif not answer.json()["scenarios"][-1]["name"].startswith(scheme):
            faults.append("an answer to another question")
        await asyncio.sleep(1 + luck.random())


async def classroom(address: str, students: int, seconds: float) -> tuple[list[float], list[str]]:
    found: list[float] = []
    faults: list[str] = []
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=200)) as client:
        until = time.monotonic() + seconds
        await asyncio.gather(*(student(client, name, until, found, faults) for name in range(students)))
    return found, faults


def slider(address: str, moves: int) -> tuple[list[float], list[float]]:
    """One visitor who moves to coverages nobody has asked for, then again over those that are known."""
    fresh, again = [], []
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/api/quick", params={"setting": "one_plus_n", "economy": "severe_recession"})
        for seconds in (fresh, again):
            for move in range(moves):
                asked = {"setting": f"one_plus_n,coverage={1 + 2 * (move % 50)}", "economy": "severe_recession"}
                begun = time.monotonic()
                client.get("/api/quick", params=asked).raise_for_status()
                seconds.append(time.monotonic() - begun)
    return fresh, again


def in_browser(address: str, moves: int, ahead_seconds: float) -> None:
    """First paint, bytes, and the slider of one visitor as the eye sees it."""
    path = next((each for each in BROWSERS if Path(each).exists()), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        paints = []
        for _ in range(10):
            page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
            page.goto(f"{address}/?lang=en")
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
            paints.append(page.evaluate(FIRST_PAINT) / 1e3)
            page.close()
        shown("first paint", paints)
        page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page.goto(f"{address}/?setting=anhui_4321&economy=covid_2020&lang=en")
        page.wait_for_function("performance.getEntriesByName('lab-drawn').length > 0", timeout=60_000)
        plain, fonts = page.evaluate(BYTES)
        print(f"page: {plain / 1e3:.0f} kB, fonts {fonts / 1e3:.0f} kB")
        shown("slider to drawn line, page just opened", walk(page, moves))
        page.wait_for_timeout(1e3 * ahead_seconds)
        page.reload()  # the browser forgets what it knows; the server does not
        page.wait_for_function("performance.getEntriesByName('lab-drawn').length > 0", timeout=60_000)
        shown("slider to drawn line, lines run ahead", walk(page, moves))
        browser.close()


def walk(page: Page, moves: int) -> list[float]:
    """Seconds of moves of the slider by five per cent, as a hand goes to and fro."""
    luck, coverage, found = random.Random(1), 60, []
    for _ in range(moves):
        steps = [step for step in (-10, -5, 5, 10) if 0 <= coverage + step <= 100]
        coverage += luck.choice(steps)
        found.append(page.evaluate(MOVE, str(coverage)) / 1e3)
        page.wait_for_timeout(200)
    return found


def main() -> None:
    options = ProgramOptions(__doc__)
    options.add_argument("--students", type=count, default=30, help="of the class (30)")
    options.add_argument("--seconds", type=float, default=60, help="for which the class moves sliders (60)")
    options.add_argument("--before", type=float, default=0, help="seconds for which nobody comes before the class (0)")
    options.add_argument("--moves", type=count, default=40, help="of one visitor (40)")
    options.add_argument("--workers", type=count, default=2, help="of the server (2)")
    options.add_argument("--ahead", type=float, default=90, help="seconds for lines to be run ahead (90)")
    asked = options.asked()
    process, address = start(asked.workers)
    try:
        fresh, again = slider(address, asked.moves)
        shown("one visitor, settings never asked for", fresh)
        shown("one visitor, settings known", again)
        time.sleep(asked.before)
        found, faults = asyncio.run(classroom(address, asked.students, asked.seconds))
        shown(f"{asked.students} students for {asked.seconds:.0f} s", found)
        print(f"faults: {len(faults)} {faults[:3]}")
        print(f"memory of all processes: {megabytes(process.pid):.0f} MB")
        in_browser(address, asked.moves, asked.ahead)
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
