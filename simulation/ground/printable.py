"""Names as text: what a file or its name may hold must not act on the screen, the page or the table that shows it."""

import re

#: What acts on a terminal or on the order of letters: control codes, marks of direction, separators of lines, halves of
#: a surrogate pair (a byte of a file name that is not UTF-8).
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(name: str) -> str:
    """A name on one line, in which every character that cannot be printed stands as an escape such as ``\\x1b``."""
    return name if name.isprintable() else "".join(each if each.isprintable() else _escape(each) for each in name)


def harmless(words: str) -> str:
    """Words of several lines, in which whatever would act on a terminal stands as an escape; blanks are left alone."""
    return _ACTING.sub(lambda found: found[0] if found[0] in "\n\t" else _escape(found[0]), words)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()
