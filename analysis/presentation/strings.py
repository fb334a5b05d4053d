"""Every sentence, label and message a user sees, in English and in Chinese.

The labels of indicators, scenarios and parameters are declared beside them; everything else is here. A
missing entry is a `KeyError`, and a test looks for every key that the code names.
"""

from __future__ import annotations

import re

from .experiment_strings import EXPERIMENT_STRINGS
from .pairs import pair
from .strings_of_brief import BRIEF
from .strings_of_discovery import DISCOVERY_STRINGS
from .strings_of_effects import EFFECTS
from .strings_of_numbers import NUMBERS
from .strings_of_readings import READINGS
from .strings_of_report import REPORT
from .strings_of_scorecard import SCORECARD
from .strings_of_terminal import TERMINAL
from .strings_of_validation import VALIDATION

LANGUAGES = ("en", "zh")
#: A value and the plural behind it.
_COUNTED = re.compile(r"\{(\w+)\} (candidate|enterprise|file|month|point|run|scenario|seed|sweep|value|worker)s\b")


def text(key: str, language: str, /, **values: object) -> str:
    """The string called `key` in `language`, its placeholders filled in: one month is a month, two are months.

    Raises `KeyError` if there is none.
    """
    string = STRINGS[key][language]
    if not values:
        return string
    if language == "en":
        string = _COUNTED.sub(lambda found: found[0][: -1 if str(values[found[1]]) == "1" else None], string)
    return string.format(**values)


def shortened(words: str, most: int = 80) -> str:
    """What a message repeats of a very long path or word: its beginning and, longer, its end."""
    if len(words) <= most:
        return words
    beginning = most // 4
    return f"{words[:beginning]}...{words[beginning + 3 - most :]}"


def shortened_path(path: str, most: int = 44) -> str:
    """A long path with folders left out in its middle; its last name is never cut."""
    parts = path.split("/")
    if len(path) <= most or len(parts) < 3:
        return path
    beginning, end = f"/{parts[1]}" if path.startswith("/") else parts[0], parts[-1]
    for name in reversed(parts[2:-1]):
        if len(f"{beginning}/.../{name}/{end}") > most:
            break
        end = f"{name}/{end}"
    return f"{beginning}/.../{end}"


STRINGS: dict[str, dict[str, str]] = {
    **NUMBERS,
    **EFFECTS,
    **REPORT,
    **SCORECARD,
    **READINGS,
    **BRIEF,
    **VALIDATION,
    **TERMINAL,
    **{key: pair(en, zh) for key, (en, zh) in {**EXPERIMENT_STRINGS, **DISCOVERY_STRINGS}.items()},
}
