"""The fonts of the figures: Latin from matplotlib, Chinese from the font of this package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

CHINESE_FONT = Path(__file__).parent / "fonts" / "smecredit_sans_sc.otf"
#: Of the brief, by weight.
LATIN_FONTS = {
    "400": CHINESE_FONT.with_name("inter_regular.ttf"),
    "700": CHINESE_FONT.with_name("inter_bold.ttf"),
}
_LATIN = "DejaVu Sans"
# Where a title uses a character outside the package's font, one of these may have it.
_INSTALLED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
)


@lru_cache(maxsize=1)
def families() -> list[str]:
    """Font families for every text of a figure, in the order in which a glyph is looked for."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(CHINESE_FONT)
    chinese = font_manager.FontProperties(fname=str(CHINESE_FONT)).get_name()
    known = {font.name for font in font_manager.fontManager.ttflist}
    return [_LATIN, chinese, *(family for family in _INSTALLED if family in known)]


def missing_glyphs(strings: Iterable[str], among: Iterable[str] | None = None, files: Iterable[Path] = ()) -> set[str]:
    """The characters of these strings that no font of the figures can draw, or none of those `among`, or of `files`."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    wanted = {character for string in strings for character in string if not character.isspace()}
    files = list(files)
    if not files:
        names = among or families()
        files = [Path(font_manager.findfont(family, fallback_to_default=False)) for family in names]
    for path in files:
        charmap = FT2Font(str(path)).get_charmap()
        wanted = {character for character in wanted if ord(character) not in charmap}
    return wanted
