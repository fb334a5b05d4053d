"""Make the Chinese font of the figures: `python analysis/presentation/fonts/subset.py NotoSansCJK-Regular.ttc`.

Matplotlib ships no Chinese glyph, few servers have a Chinese font and no Python package carries one that
could be depended on, so the figures bring their own: the characters of GB 2312 (6,763 and the punctuation),
without hinting and layout tables. The licence (OFL.txt) allows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

SIMPLIFIED_CHINESE_FACE = 2
FAMILY = "SMECredit Sans SC"
TABLES_NOT_NEEDED = ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "BASE", "GDEF"]


def characters() -> set[int]:
    """Code points of GB 2312 and of ASCII."""
    found = {ord(character) for character in map(chr, range(0x20, 0x7F))} | {ord("¥")}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def main(source: str) -> None:
    """Write smecredit_sans_sc.otf beside this file."""
    font = TTFont(source, fontNumber=SIMPLIFIED_CHINESE_FACE)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += TABLES_NOT_NEEDED
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    # A name of its own, so that it never stands in for the full font where that is installed.
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = FAMILY
        elif record.nameID in (3, 6):
            record.string = FAMILY.replace(" ", "") + "-Regular"
    top = font["CFF "].cff
    top.fontNames[0] = FAMILY.replace(" ", "") + "-Regular"
    font.save(Path(__file__).with_name("smecredit_sans_sc.otf"))


if __name__ == "__main__":
    main(sys.argv[1])
