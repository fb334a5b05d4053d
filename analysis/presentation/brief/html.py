"""The brief as one HTML file that needs nothing but a browser: fonts and drawings lie inside."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ..typeface import CHINESE_FONT, LATIN_FONTS
from .parts import Brief

_TEMPLATES = Path(__file__).parents[1] / "templates"
_FAMILIES = {"en": '"Inter", "SMECredit Sans SC", sans-serif', "zh": '"SMECredit Sans SC", "Inter", sans-serif'}


@dataclass(frozen=True)
class Face:
    """A font as the page holds it."""

    family: str
    weight: str
    kind: str
    format: str
    data: str
    chinese: bool = False


def brief_html(brief: Brief) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("brief.html.j2")
    bare = template.render(brief=brief, faces=(), fonts=_FAMILIES["en"])
    return template.render(brief=brief, faces=_faces(bare), fonts=_FAMILIES["en"])


def _faces(page: str) -> list[Face]:
    """The Latin fonts, and of the Chinese one the characters that stand in the page."""
    found = [
        Face("Inter", weight, "ttf", "truetype", base64.b64encode(path.read_bytes()).decode("ascii"))
        for weight, path in LATIN_FONTS.items()
    ]
    chinese = base64.b64encode(_cut(page)).decode("ascii")
    return [*found, Face("SMECredit Sans SC", "400", "otf", "opentype", chinese, chinese=True)]


def _cut(page: str) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(CHINESE_FONT, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={ord(sign) for sign in page if ord(sign) > 0x7F})
    subsetter.subset(font)
    written = BytesIO()
    font.save(written)
    return written.getvalue()
