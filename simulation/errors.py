"""What can go wrong, sorted by who can mend it: the user who asked, or we who ran."""

import difflib
from collections.abc import Iterable


class RequestError(ValueError):
    """The request is wrong; the message is one sentence: place, what is allowed, nearest valid name."""


class RunError(RuntimeError):
    """The request was sound, the run failed."""


class BooksError(RunError):
    """The books do not close; the message names month, sector, purpose and amount."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, or None where none comes close."""
    matches = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)
    return matches[0] if matches else None


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Words that end a refusal: the nearest choice, and the choices unless they are many."""
    names = sorted(choices)
    close = nearest(word, names)
    allowed = f"allowed: {', '.join(names) or 'none'}"
    if close is None:
        return f"{allowed}."
    return f"did you mean {close}?" if len(names) > 12 else f"did you mean {close} ({allowed})?"


def refusal(layer: str, path: str, complaint: str) -> RequestError:
    """A RequestError on the key `path` as it was set by `layer` (a file or an option)."""
    place = path if path.isprintable() else repr(path)
    return RequestError(": ".join(part for part in (layer, f"{place} {complaint}".strip()) if part))
