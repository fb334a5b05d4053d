"""A string in both languages, as the tables of strings are made of."""

from __future__ import annotations


def pair(en: str, zh: str) -> dict[str, str]:
    """A string in English and in Chinese."""
    return {"en": en, "zh": zh}
