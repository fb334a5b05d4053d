"""What the page says of requests that it cannot read: both languages name the same values."""

import string

from smecredit.analysis.web.refusals import _SAID


def placeholders(words: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(words) if field}


def test_both_languages_name_the_same_values() -> None:
    assert len(_SAID) > 10
    for kind, (english, chinese) in _SAID.items():
        assert placeholders(english) == placeholders(chinese), kind
        assert "place" in placeholders(english), kind
