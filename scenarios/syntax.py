"""What Python's TOML parser says of a mistake, in both languages; its own words are English."""

import re

from ..simulation.ground.errors import Sentence

#: Where the parser stopped, at the end of what it says.
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
#: A key as the parser shows it, a tuple of its parts.
_KEY = re.compile(r"\(((?:'[^']*'(?:, )?)+),?\)")
#: What it says, and the same in Chinese; `{0}` is what the first bracket holds.
_SAYS = (
    (r"Cannot declare (.+) twice", "{0} 定义了两次"),
    (r"Cannot mutate immutable namespace (.+)", "{0} 已写定，不能再添加内容"),
    (r"Cannot overwrite a value", "同一个键给出了两次"),
    (r"Cannot redefine namespace (.+)", "{0} 定义了两次"),
    (r"Duplicate inline table key (.+)", "键 {0} 在同一个表中给出了两次"),
    (r"Escaped character is not a Unicode scalar value", "转义字符不是有效的字符"),
    (r"Expected '=' after a key.*", "键之后缺少 ="),
    (r"Expected newline or end of document after a statement", "一行中写了不止一项"),
    (r"Expected '(.+)' at the end of an? (?:table|array) declaration", "表头末尾缺少 {0}"),
    (r"Expected (.+)", "缺少 {0}"),
    (r"(?:Found invalid|Illegal) character (.+)", "含有不允许的字符 {0}"),
    (r"Invalid date or datetime", "日期或时间无效"),
    (r"Invalid hex value", "转义中的十六进制数无效"),
    (r"Invalid initial character for a key part", "键的开头字符无效"),
    (r"Invalid statement", "无法识别的语句"),
    (r"Invalid value", "无法识别的值"),
    (r"Unclosed array", "列表没有结束"),
    (r"Unclosed inline table", "表没有结束"),
    (r"Unescaped '\\' in a string", "文字中的 \\ 须写作 \\\\"),
    (r"Unterminated string", "文字没有结束"),
)


def mistake(error: ValueError) -> Sentence:
    """What is wrong with a text that is not TOML, and where, as far as the parser says it: without a full stop."""
    said = str(error)
    if said.startswith("Exceeds the limit"):  # of digits that Python reads
        return Sentence("a number has too many digits", "有一个数的位数过多")
    place = _PLACE.search(said)
    words = said[: place.start()] if place else said
    words = _KEY.sub(lambda key: ".".join(re.findall(r"'([^']*)'", key[1])), words)
    chinese = "不合语法"
    for pattern, translated in _SAYS:
        if found := re.fullmatch(pattern, words, re.DOTALL):
            chinese = translated.format(*found.groups())
            break
    if place:
        words += place[0]
        chinese += f"（第 {place[1]} 行第 {place[2]} 列）" if place[1] else "（文件末尾）"
    return Sentence("{en}", "{zh}", en=_on_one_line(words), zh=_on_one_line(chinese))


def _on_one_line(words: str) -> str:
    """What the parser quotes may hold line ends and worse: these are escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in words)
