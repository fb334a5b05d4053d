"""Make the Latin fonts of the brief: `python analysis/presentation/fonts/subset_latin.py 400.woff2 700.woff2`.

The two weights of Inter (rsms.me/inter; packaged for npm as @fontsource/inter, the Latin files), cut to the characters
of European languages and the signs of the brief, with kerning and figures of one width. Reading WOFF2 takes the
package `brotli`. The licence (OFL-Inter.txt) allows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

WEIGHTS = {"regular": 400, "bold": 700}
SIGNS = "–—‘’“”•…−→≈×·¥€"
FEATURES = ["kern", "tnum", "calt", "ccmp", "mark"]


def main(sources: list[str]) -> None:
    """Write inter_regular.ttf and inter_bold.ttf beside this file."""
    for (name, weight), source in zip(WEIGHTS.items(), sources, strict=True):
        font = TTFont(source)
        options = subset.Options()
        options.layout_features = FEATURES
        options.hinting = False
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes={*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, SIGNS)})
        subsetter.subset(font)
        font["OS/2"].usWeightClass = weight
        font.flavor = None
        font.save(Path(__file__).with_name(f"inter_{name}.ttf"))


if __name__ == "__main__":
    main(sys.argv[1:])
