"""All pages of reference, as Markdown by their path in the documentation."""

from __future__ import annotations

from .facts import facts_page
from .indicators import indicators_page
from .kinds import policies_page, products_page, stresses_page
from .parameters import parameters_page
from .scenarios import scenarios_page
from .sources import sources_page
from .words import say

#: Pages that policymakers and students read, in both languages: name, and what makes it.
_IN_BOTH = {
    "parameters": parameters_page,
    "indicators": indicators_page,
    "scenarios": scenarios_page,
    "policies": policies_page,
    "products": products_page,
    "stresses": stresses_page,
}
#: From a page to the folder with the English pages, which has those of sources and facts.
_UP = {"en": "", "zh": "../../reference/"}


def reference_pages() -> dict[str, str]:
    """Every page by its path, those in Chinese below `zh`; facts and sources are in English."""
    pages = {}
    for language, folder, other in (("en", "reference", "../zh/reference"), ("zh", "zh/reference", "../../reference")):
        for name, make in _IN_BOTH.items():
            first = say("other_language", language, page=f"{other}/{name}.md")
            pages[f"{folder}/{name}.md"] = "\n".join([first, "", *make(language, _UP[language]), ""])
    pages["reference/facts.md"] = "\n".join([*facts_page(), ""])
    pages["reference/sources.md"] = "\n".join([*sources_page(), ""])
    return pages
