"""What is refused or fails is said in English and in Chinese, wherever it is said."""

import ast
import functools
import pickle
import re
import string
from pathlib import Path

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import (
    NoAttributeError,
    NoColumnError,
    NoSuchFirmError,
    RequestError,
    RunError,
    Sentence,
    listed,
    reason_of,
    refusal,
    spoken,
    suggestion,
)

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for package in ("simulation", "scenarios", "analysis") for path in (ROOT / package).rglob("*.py")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Sentences of which only the frame is ours: punctuation around other sentences, or the words of others.
FRAMES = {"{place} {complaint}", "{layer}: {said}", "{option}: {said}; {hint}", "{words}"}
ERRORS = (
    "RequestError", "RunError", "BooksError", "NoSuchFirmError", "DepartedError", "NoColumnError", "NoAttributeError",
)  # fmt: skip


@functools.cache
def every_call() -> dict[str, list[tuple[str, ast.Call]]]:
    """All calls in the code by the name called, with their places."""
    found: dict[str, list[tuple[str, ast.Call]]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.setdefault(node.func.id, []).append((f"{path.relative_to(ROOT)}:{node.lineno}", node))
    return found


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of this name in the code, with its place."""
    return every_call().get(name, [])


def placeholders(words: str) -> set[str]:
    return {field.split(".")[0] for _, field, _, _ in string.Formatter().parse(words) if field}


def test_no_error_is_raised_with_words_of_one_language() -> None:
    raised = [(place, call.args[0]) for name in ERRORS for place, call in calls(name) if call.args]
    assert len(raised) > 25
    bare = [place for place, said in raised if isinstance(said, ast.Constant | ast.JoinedStr)]
    complaints = [(place, call.args[-1]) for name in ("refusal", "complaint") for place, call in calls(name)]
    assert len(complaints) > 35
    bare += [place for place, said in complaints if isinstance(said, ast.Constant | ast.JoinedStr)]
    assert bare == []


def test_both_languages_of_a_sentence_name_the_same_values() -> None:
    stated = calls("Sentence")
    assert len(stated) > 80
    for place, call in stated:
        if isinstance(call.args[0], ast.Name):  # of a table, which a test beside it looks at
            continue
        en, zh = (ast.literal_eval(argument) for argument in call.args[:2])
        if (en, zh) == ("{en}", "{zh}"):  # put together from two that were checked where they stand
            continue
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        spread = any(keyword.arg is None for keyword in call.keywords)
        assert placeholders(zh) <= placeholders(en), place
        assert spread or placeholders(en) == given, place
        if en not in FRAMES:
            assert CHINESE.search(zh), place
            assert not CHINESE.search(en), place


def test_a_value_that_is_a_sentence_is_said_in_the_language_around_it() -> None:
    inner = Sentence("at least {n}", "至少 {n}", n=3)
    outer = Sentence("it must be {what}.", "须为{what}。", what=inner)
    assert (str(outer), outer.zh) == ("it must be at least 3.", "须为至少 3。")
    assert str(outer.without_stop()) == "it must be at least 3"
    assert outer.without_stop().zh == "须为至少 3"
    assert spoken("as it is", "zh") == "as it is"


def test_braces_in_a_value_are_only_characters() -> None:
    said = Sentence("{word!r} is no key", "{word!r} 不是键", word="{x}")
    assert (said, said.zh) == ("'{x}' is no key", "'{x}' 不是键")
    again = pickle.loads(pickle.dumps(said))
    assert (again, again.zh) == (said, said.zh)


@pytest.mark.parametrize(
    "error",
    [
        RequestError(Sentence("no", "不")),
        RunError(Sentence("broken {n}", "坏了 {n}", n=1)),
        NoSuchFirmError(Sentence("nobody", "没有"), 7),
    ],
)
def test_an_error_comes_out_of_a_worker_in_both_languages(error: RequestError) -> None:
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is type(error)
    assert (str(there), there.in_language("zh")) == (str(error), error.in_language("zh"))
    assert there.in_language("en") == str(there)
    assert there.__dict__ == error.__dict__


def test_a_refusal_names_layer_place_and_choice() -> None:
    hint = suggestion("frims", ["firms", "months"])
    error = refusal("--set", "economy.frims", Sentence("is unknown; {hint}", "无法识别；{hint}", hint=hint))
    assert str(error) == "--set: economy.frims is unknown; did you mean firms (allowed: firms, months)?"
    assert error.in_language("zh") == ("--set：economy.frims 无法识别；您是否想用 firms（可用的有：firms、months）？")
    assert suggestion("x", []).zh == "可用的有：无。"
    assert listed(["a", "b"]).zh == "a、b"


def test_what_the_system_says_is_said_in_chinese_too() -> None:
    assert reason_of(PermissionError(13, "Permission denied")).zh == "没有权限"
    assert str(reason_of(PermissionError(13, "Permission denied"))) == "Permission denied"
    assert reason_of(OSError(9999, "Strange")).zh == "系统错误 9999"
    assert reason_of(OSError("strange")).zh == "系统错误"


class TestNamesThatAreNot:
    """A misspelt name is answered with the nearest one, in both languages."""

    @pytest.mark.parametrize(
        ("ask", "english", "chinese"),
        [
            (
                lambda economy: economy.polcy_rate,
                "Economy has no 'polcy_rate'; did you mean 'policy_rate'?",
                "Economy没有 'polcy_rate'；您是否想用 'policy_rate'？",
            ),
            (lambda economy: economy.xyzzy, "Economy has no 'xyzzy'", "Economy没有 'xyzzy'"),
            (
                lambda economy: economy.numbers.cash_flw,
                "numbers has no 'cash_flw'; did you mean 'cash_flow'?",
                "参数 (numbers) 没有 'cash_flw'；您是否想用 'cash_flow'？",
            ),
        ],
    )
    def test_an_attribute(self, ask, english: str, chinese: str, opened_economy) -> None:
        with pytest.raises(NoAttributeError) as caught:
            ask(opened_economy)
        assert isinstance(caught.value, AttributeError)
        assert (str(caught.value), caught.value.in_language("zh")) == (english, chinese)
        assert not hasattr(opened_economy, "polcy_rate")

    def test_a_count_and_a_column(self, opened_economy) -> None:
        with pytest.raises(
            NoColumnError, match="the list of counts has no 'rationd'; did you mean 'rationed'"
        ) as caught:
            opened_economy.counted("rationd")
        assert "计数表没有 'rationd'" in caught.value.in_language("zh")
        with pytest.raises(KeyError, match=r"^table 'bank' has no 'reservs'; did you mean 'reserves'"):
            opened_economy.banks.column("reservs")

    def test_a_firm_that_left(self) -> None:
        market = CreditMarket(load("baseline", firms=200, months=1))
        with pytest.raises(LookupError, match="enterprise 123456 has left") as caught:
            market.enterprises[123456]
        assert caught.value.in_language("zh") == "企业 123456 已退出市场或从未存在"
        assert pickle.loads(pickle.dumps(caught.value)).in_language("zh") == caught.value.in_language("zh")
        with pytest.raises(NoAttributeError, match="an enterprise has no 'csh'; did you mean 'cash'") as missed:
            _ = next(iter(market.enterprises)).csh
        assert "企业没有 'csh'" in missed.value.in_language("zh")

    def test_records_show_what_they_are(self, opened_economy) -> None:
        assert re.fullmatch(r"<Economy of \d+ fields>", repr(opened_economy))
        assert re.fullmatch(r"<Numbers of \d+ groups; changed: .*>", repr(opened_economy.numbers))
