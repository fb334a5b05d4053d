"""A scenario as it is named: a library name or TOML path, and behind commas settings of its own.

    baseline,cycle.policy_rate=0.05
    my_policy.toml,policy.one_plus_n.share={bank="balance", guarantor=0.4},economy.burn_in=24

A value is TOML, as behind `--set`; a comma inside brackets, braces or quotes belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..simulation.ground.errors import RequestError, Sentence
from ..simulation.ground.given import written
from ..simulation.ground.printable import printable

#: A text of TOML, with escapes in double quotes only; one that is not closed goes on to the end.
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*(?:"|$)|\'[^\']*(?:\'|$)')


@dataclass(frozen=True)
class Argument:
    """A scenario as a user names it: `name`, a library name or path, and `settings`, each "path=value"."""

    name: str | Path
    settings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How messages call what these settings say."""
        return printable(",".join([str(self.name), *self.settings]))

    @property
    def suffix(self) -> str:
        """What stands behind the scenario's own name, to tell it from the same scenario with other settings."""
        return printable("".join(f",{setting}" for setting in self.settings))

    def titled(self, title: dict[str, str]) -> dict[str, str]:
        """A title that names the settings, in both languages, before the colon of a longer title."""
        if not self.settings:
            return title
        # What ends a short title must not stand in a setting.
        said = [printable(setting).replace(": ", ":").replace("：", ":") for setting in self.settings]
        return {
            language: _inserted(words, said, ", " if language == "en" else "，") for language, words in title.items()
        }


def _inserted(title: str, said: list[str], between: str) -> str:
    colon = re.search(": |：", title)
    end = colon.start() if colon else len(title)
    return between.join([title[:end], *said]) + title[end:]


def read_argument(given: str | Path) -> Argument:
    """The name and the settings in a scenario as a user names it; a `Path` has no settings.

    A file whose name holds a comma is that file. Raises RequestError for a setting without an equals sign or given
    twice.
    """
    if not isinstance(given, str) or "," not in given or _is_file(given):
        return Argument(given)
    parts = _parts(given)
    of_name = next((count for count in range(len(parts) - 1, 1, -1) if _is_file(",".join(parts[:count]))), 1)
    name, settings = ",".join(parts[:of_name]), parts[of_name:]
    if given.endswith(".toml") and not any("=" in setting for setting in settings):
        return Argument(given)  # a path with a comma in it, of no file: to be refused as such
    for setting in settings:
        path, equals, _ = setting.partition("=")
        if not equals or not path.strip():
            raise RequestError(
                Sentence(
                    "{given}: {setting} must read path=value, such as {name},economy.burn_in=24.",
                    "{given}：{setting} 须写作 路径=值，例如 {name},economy.burn_in=24。",
                    given=printable(given),
                    setting=written(setting),
                    name=printable(name),
                )
            )
    paths = [setting.partition("=")[0].strip() for setting in settings]
    for path in paths:
        if paths.count(path) > 1:
            raise RequestError(
                Sentence(
                    "{given}: {path} is given more than once; it must be given once.",
                    "{given}：{path} 重复给出；只能给出一次。",
                    given=printable(given),
                    path=printable(path),
                )
            )
    return Argument(name.strip(), tuple(_tidy(setting) for setting in settings))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long, or a name that no file can have
        return False


def _tidy(setting: str) -> str:
    path, _, value = setting.partition("=")
    return f"{path.strip()}={value.strip()}"


def _parts(given: str) -> list[str]:
    """The text cut at commas, but not at those inside brackets, braces and quotes of a value."""
    parts: list[str] = []
    start, place, depth, in_value = 0, 0, 0, False
    while place < len(given):
        letter = given[place]
        if letter == "," and depth == 0:
            parts.append(given[start:place])
            start, in_value = place + 1, False
        elif not in_value:  # a name or a path, which may hold any of the signs below
            in_value = letter == "=" and bool(parts)
        elif (quoted := _QUOTED.match(given, place)) and given[:place].rstrip()[-1] in "=,[{":
            place = quoted.end() - 1
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth = max(0, depth - 1)
        place += 1
    return [*parts, given[start:]]
