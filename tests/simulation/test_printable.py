"""Names are shown as text, whatever they hold."""

import unicodedata

import pytest

from smecredit.simulation.ground.printable import harmless, printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain name", "plain name"),
        ("中文，“1+N”", "中文，“1+N”"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x9b", "\\x9b"),
        ("\u202e", "\\u202e"),
        ("\udcff", "\\xff"),
        ("\ud800", "\\ud800"),
    ],
)
def test_a_name_is_one_line_of_printed_characters(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_no_character_acts_on_a_screen() -> None:
    every = "".join(map(chr, range(0x11000)))
    assert printable(every).isprintable()
    left = {unicodedata.category(each) for each in harmless(every) if each not in "\n\t"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.bidirectional(each) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
                   for each in harmless(every))  # fmt: skip


def test_words_of_several_lines_keep_them() -> None:
    assert harmless("one\ntwo\t\u2060three\u3000") == "one\ntwo\t\u2060three\u3000"
