"""The brief as PDF, set by Typst: fonts inside, texts that can be searched, tagged for screen readers, the same bits
for the same brief."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ..typeface import CHINESE_FONT, LATIN_FONTS, missing_glyphs
from .parts import Brief

_TEMPLATE = Path(__file__).parents[1] / "templates" / "brief.typ"


def brief_pdf(brief: Brief) -> bytes:
    """The file. Fonts of the machine are looked at only for characters that our own do not have."""
    import typst

    document = json.dumps(asdict(brief), ensure_ascii=False)
    fonts = sorted({str(path.parent) for path in (CHINESE_FONT, *LATIN_FONTS.values())})
    return typst.compile(
        str(_TEMPLATE),
        font_paths=fonts,
        ignore_system_fonts=not missing_glyphs([document], files=(CHINESE_FONT, *LATIN_FONTS.values())),
        format="pdf",
        sys_inputs={"brief": document},
    )
