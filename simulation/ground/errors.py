"""What can go wrong, sorted by who can mend it (the user who asked, or we who ran), said in English and in Chinese.

A sentence is written in both languages where it is said:

    raise RequestError(Sentence("threads is {n}; it must be at least 1.", "threads 为 {n}；至少须为 1。", n=threads))

`str()` of an error is English; `in_language("zh")` is what a reader of Chinese is shown.
"""

import difflib
import errno
from collections.abc import Iterable
from typing import Any, Self


class Sentence(str):
    """Words in English that carry the same words in Chinese; the placeholders of both are given the same values.

    A value that is itself a Sentence is said in the language around it.
    """

    zh: str

    def __new__(cls, en: str, zh: str, /, **values: object) -> Self:
        """Both languages with the same values in the places that they name."""
        said = super().__new__(cls, en.format(**values))
        said.zh = zh.format(**{name: spoken(value, "zh") for name, value in values.items()})
        return said

    def without_stop(self) -> "Sentence":
        """The words without the full stop, to go on from."""
        return _again(self.removesuffix("."), self.zh.removesuffix("。"))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (str(self), self.zh)


def _again(en: str, zh: str) -> Sentence:
    return Sentence("{en}", "{zh}", en=en, zh=zh)


def spoken(value: object, language: str) -> Any:
    """A Sentence in this language, "en" or "zh"; any other value as it is."""
    return value.zh if language == "zh" and isinstance(value, Sentence) else value


class _SpokenError(Exception):
    """An error whose message is a Sentence."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said

    def in_language(self, language: str) -> str:
        """The message in this language, "en" or "zh"."""
        return str(spoken(self.said, language))


class RequestError(_SpokenError, ValueError):
    """The request is wrong; the message is one sentence: place, what is allowed, nearest valid name."""


class NoSuchFirmError(RequestError):
    """The key is that of no firm of the run; `nearest` is the nearest one that is."""

    def __init__(self, said: Sentence, nearest: int = 0) -> None:
        super().__init__(said)
        self.nearest = nearest


class DepartedError(_SpokenError, LookupError):
    """The firm asked about has left the market or never was in it."""


class NoColumnError(_SpokenError, KeyError):
    """A table has no column of this name; the message names the nearest one."""

    __str__ = Exception.__str__  # a KeyError shows its message in quotes


class NoAttributeError(_SpokenError, AttributeError):
    """Something has no attribute of this name; the message names the nearest one."""


class RunError(_SpokenError, RuntimeError):
    """The request was sound, the run failed."""


class BooksError(RunError):
    """The books do not close; the message names month, sector, purpose and amount."""


#: A part of a name that is no longer says little about which name was meant.
LEAST_PART = 4


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, or None where none comes close; one that holds the word comes before the others."""
    choices = list(choices)
    holding = [choice for choice in choices if len(word) > LEAST_PART and word.lower() in choice.lower()]
    matches = difflib.get_close_matches(word, holding, n=1, cutoff=0.0) or difflib.get_close_matches(
        word, choices, n=1, cutoff=0.5
    )
    return matches[0] if matches else None


def listed(names: Iterable[str], between: str = ", ", between_zh: str = "、") -> Sentence:
    """Names side by side: "a, b", in Chinese "a、b"."""
    names = list(names)
    if not names:
        return Sentence("none", "无")
    return _again(between.join(names), between_zh.join(names))


def suggestion(word: str, choices: Iterable[str]) -> Sentence:
    """Words that end a refusal: the nearest choice, and the choices unless they are many."""
    names = sorted(choices)
    close = nearest(word, names)
    if close is None:
        return Sentence("allowed: {names}.", "可用的有：{names}。", names=listed(names))
    if len(names) > 12:
        return Sentence("did you mean {close}?", "您是否想用 {close}？", close=close)
    return Sentence(
        "did you mean {close} (allowed: {names})?",
        "您是否想用 {close}（可用的有：{names}）？",
        close=close,
        names=listed(names),
    )


def lacking(owner: object, word: str, choices: Iterable[str]) -> Sentence:
    """What is said where `owner` has nothing of this name: the nearest name that it has, if one comes close."""
    guess = nearest(word, choices)
    if guess is None:
        return Sentence("{owner} has no {word!r}", "{owner}没有 {word!r}", owner=owner, word=word)
    return Sentence(
        "{owner} has no {word!r}; did you mean {guess!r}?",
        "{owner}没有 {word!r}；您是否想用 {guess!r}？",
        owner=owner,
        word=word,
        guess=guess,
    )


def no_attribute(owner: object, word: str, choices: Iterable[str]) -> NoAttributeError:
    """The error for an attribute that nobody declared, with the nearest of those that were."""
    return NoAttributeError(lacking(owner, word, (choice for choice in choices if not choice.startswith("_"))))


def unknown(word: str, choices: Iterable[str]) -> Sentence:
    """What is said of a key that nobody knows."""
    return Sentence("is unknown; {hint}", "无法识别；{hint}", hint=suggestion(word, choices))


def refusal(layer: str, path: str, complaint: Sentence) -> RequestError:
    """A RequestError on the key `path` as it was set by `layer` (a file or an option)."""
    place = path if path.isprintable() else repr(path)
    said = Sentence("{place} {complaint}", "{place} {complaint}", place=place, complaint=complaint)
    if not place:
        said = complaint
    return RequestError(Sentence("{layer}: {said}", "{layer}：{said}", layer=layer, said=said) if layer else said)


#: What the system says when a file cannot be read or written; its own words are English.
_SYSTEM_SAYS = {
    errno.EACCES: "没有权限",
    errno.EDQUOT: "超出磁盘配额",
    errno.EEXIST: "已有同名的文件",
    errno.EFBIG: "文件过大",
    errno.EINVAL: "名称无效",
    errno.EIO: "输入输出错误",
    errno.EISDIR: "这是一个文件夹",
    errno.ELOOP: "符号链接循环",
    errno.EMFILE: "打开的文件过多",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENODEV: "没有这个设备",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EPERM: "不允许此操作",
    errno.EROFS: "只读文件系统",
}


def reason_of(error: OSError) -> Sentence:
    """Why the system refuses a file, such as "Permission denied"."""
    chinese = _SYSTEM_SAYS.get(error.errno or 0, f"系统错误 {error.errno}" if error.errno else "系统错误")
    return _again(error.strerror or str(error), chinese)
