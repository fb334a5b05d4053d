"""The pages as text: one template filled with words, choices and limits; scripts are modules found by an import map."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .words import WORDS

if TYPE_CHECKING:
    from .lab import Limits

HERE = Path(__file__).parent
STATIC = HERE / "static"
FONTS = HERE.parent / "presentation" / "fonts"
#: Scripts by the name under which modules import each other: `lab/words`.
MODULES = tuple(sorted(path.stem for path in STATIC.glob("*.mjs")))


#: Modules of the class game, which needs a server.
CLASS_MODULES = tuple(name for name in MODULES if name.startswith("class"))


@cache
def environment() -> Environment:
    """The templates, in which every value is shown as text."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def as_data(found: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it ends the element."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(character, escape)
    return Markup(text)


@cache
def import_map() -> str:
    """Where the browser finds each module."""
    return json.dumps({"imports": {f"lab/{name}": f"/static/{name}.mjs" for name in MODULES}}, separators=(",", ":"))


@cache
def content_security_policy() -> str:
    """What a page may load: its own files and the one import map inside it."""
    mark = base64.b64encode(hashlib.sha256(import_map().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{mark}'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def lab_page(catalogue: Mapping[str, object], limits: Limits, language: str) -> str:
    """The page, served."""
    return _page(catalogue, limits, language, import_map(), None, None)


def exported_page(
    catalogue: Mapping[str, object],
    limits: Limits,
    language: str,
    grid: Mapping[str, object],
    inlined: Mapping[str, str],
) -> str:
    """The page as one file: `grid` has its answers, `inlined` what it would otherwise link to."""
    within = {name: Markup(text) for name, text in inlined.items()}
    return _page(catalogue, limits, language, inlined["import_map"], as_data(grid), within)


def _page(
    catalogue: Mapping[str, object],
    limits: Limits,
    language: str,
    modules: str,
    grid: Markup | None,
    inlined: Mapping[str, Markup] | None,
) -> str:
    return (
        environment()
        .get_template("lab.html.j2")
        .render(
            language=language,
            title=WORDS["title"][language],
            no_script=WORDS["no_script"][language],
            import_map=Markup(modules),
            words=as_data({key: [pair["en"], pair["zh"]] for key, pair in WORDS.items()}),
            choices=as_data(catalogue),
            limits=as_data(asdict(limits)),
            grid=grid,
            inlined=inlined,
        )
    )


def interface_page(description: Mapping[str, object], language: str) -> str:
    """The interface for programs, as a page made of its OpenAPI description."""
    paths = description.get("paths", {})
    return (
        environment()
        .get_template("interface.html.j2")
        .render(
            language=language,
            say={key: pair[language] for key, pair in WORDS.items()},
            paths=paths,
        )
    )
