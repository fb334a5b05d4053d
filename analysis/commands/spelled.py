"""What a terminal without our signs shows instead of them: a minus must not turn into a question mark.

Used as the handler of encoding errors of standard output and standard error. Each sign is one column wide, as is what
stands for it, so that tables stay in line.
"""

from __future__ import annotations

import codecs

#: The name by which a stream is told of this handler.
SPELLED = "smecredit.spelled"
_INSTEAD = {
    "−": "-", "–": "-", "—": "-", "¥": "Y", "≈": "~", "✓": "+", "✗": "x", "▲": "^", "▼": "v", "⇄": "=", "·": ".",
    "…": ".", "×": "x", "‘": "'", "’": "'", "“": '"', "”": '"', "→": ">", "←": "<", "≥": ">", "≤": "<", "─": "-",
    "│": "|",
}  # fmt: skip


def spelled(error: UnicodeError) -> tuple[str, int]:
    """What to write for the characters that an encoding lacks, and where to go on. Raises what is no encoding error."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_INSTEAD.get(character, "?") for character in lacking), error.end


codecs.register_error(SPELLED, spelled)
