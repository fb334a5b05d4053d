"""The page as one file: a grid of settings run ahead, and everything else of the page inside it."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from ..experiments.files import write_text
from .desk import Rank
from .lab import Asked, Lab, Limits
from .offered import ECONOMIES, FIRST, LEVELS, NORMAL, OPENS_WITH, REFERENCE
from .pages import CLASS_MODULES, FONTS, MODULES, STATIC, exported_page
from .setting import Setting


def export(path: Path, limits: Limits, workers: int, language: str) -> int:
    """Run the grid and write the page; returns its size in bytes. Raises RunError, and OSError for the file."""
    return asyncio.run(_export(path, limits, workers, language))


async def _export(path: Path, limits: Limits, workers: int, language: str) -> int:
    lab = Lab(limits, workers, looks_ahead=False)
    try:
        await lab.open()
        answers = await _answers(lab)
        grid = {"first": OPENS_WITH, "levels": list(LEVELS), "answers": answers}
        page = exported_page(lab.catalogue, limits, language, grid, _inlined())
    finally:
        lab.close()
    write_text(path, page)
    return path.stat().st_size


async def _answers(lab: Lab) -> Mapping[str, object]:
    """The full run and the field of firms of every setting of the grid, by economy and setting."""
    wanted = [(economy, setting) for economy in ECONOMIES for setting in settings(lab.coverages)]
    done = 0

    async def one(economy: str, setting: Setting) -> tuple[str, str, object]:
        nonlocal done
        asked = Asked((Setting(REFERENCE), setting), None if economy == NORMAL else economy)
        numbers = {}
        async for line in lab.full(asked, f"{economy} {setting.text}"):
            numbers = json.loads(line).get("numbers", {})
        quick = json.loads(gzip.decompress(await lab.desk.ask(Rank.QUICK, *lab.quick_job(asked))))
        done += 1
        _tell(done, len(wanted))
        return economy, setting.text, {**numbers, "field": quick["field"]}

    found: dict[str, dict[str, object]] = {economy: {} for economy in ECONOMIES}
    # One economy after another: its reference is run once and kept.
    for economy in ECONOMIES:
        for answer in await asyncio.gather(*(one(each, setting) for each, setting in wanted if each == economy)):
            found[answer[0]][answer[1]] = answer[2]
    return found


def settings(coverages: Mapping[str, int | None]) -> list[Setting]:
    """The settings of the grid: the schemes of the list at the named levels of the slider and as they are."""
    found = []
    for scheme in FIRST:
        own = coverages[scheme]
        levels = [None] if own is None else [None, *(level for level in LEVELS if level != own)]
        found += [Setting(scheme, level) for level in levels]
    return found


def _tell(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{of}", end="" if done < of else "\n", file=sys.stderr, flush=True)


def _inlined() -> Mapping[str, str]:
    """What a page that stands alone holds instead of links: styles, fonts, scripts, the icon."""
    style = (STATIC / "uPlot.min.css").read_text(encoding="utf-8") + (STATIC / "lab.css").read_text(encoding="utf-8")
    fonts = {
        "url(inter.woff2)": _data(STATIC / "inter.woff2", "font/woff2"),
        "url(/fonts/smecredit_sans_sc.otf)": _data(FONTS / "smecredit_sans_sc.otf", "font/otf"),
    }
    for link, data in fonts.items():
        if link not in style:
            raise ValueError(f"lab.css no longer names {link}")
        style = style.replace(link, f"url({data})")
    modules = {
        f"lab/{name}": _data(STATIC / f"{name}.mjs", "text/javascript") for name in MODULES if name not in CLASS_MODULES
    }
    return {
        "style": style,
        "icon": _data(STATIC / "icon.svg", "image/svg+xml"),
        "charts": (STATIC / "uPlot.iife.min.js").read_text(encoding="utf-8"),
        "import_map": json.dumps({"imports": modules}),
    }


def _data(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
