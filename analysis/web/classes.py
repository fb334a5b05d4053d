"""Classes that play together: a code, who has joined, what they have chosen this quarter. Kept in memory only.

Nothing here knows a name or an address: players are random words that the server has given out. Games know nothing of
each other. Everything is bounded: games, players in a game, and how long a game that nobody touches is kept.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import written
from .game_rules import rules

MOST_GAMES, MOST_PLAYERS = 40, 80
#: Seconds without a sign of life after which a game may make room for another.
IDLE_SECONDS = 2 * 3600
#: Letters and digits that cannot be taken for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 5


@dataclass
class ClassGame:
    """A game of a class: its number, its choices so far, and the votes of the quarter by player."""

    code: str
    key: str
    seed: int
    choices: list[int] = field(default_factory=list)
    votes: dict[str, int | None] = field(default_factory=dict)
    touched: float = 0.0

    def counts(self) -> list[int]:
        """How many have chosen what this quarter."""
        cast = [vote for vote in self.votes.values() if vote is not None]
        return [cast.count(choice) for choice in range(len(rules().choice))]


class Classes:
    """The games that are being played, by code. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._games: dict[str, ClassGame] = {}

    def begin(self, seed: int) -> ClassGame:
        """A new game; where there are too many, one that nobody has touched for hours goes. Raises RequestError."""
        now = self._clock()
        self._games = {code: game for code, game in self._games.items() if now - game.touched < IDLE_SECONDS}
        if len(self._games) >= MOST_GAMES:
            raise RequestError(
                Sentence(
                    "class: {most} games are being played on this server, as many as it holds; try again later.",
                    "class：本服务器正在进行 {most} 局游戏，已达上限；请稍后再试。",
                    most=MOST_GAMES,
                )
            )
        code = _word(_CODE_LENGTH)
        while code in self._games:
            code = _word(_CODE_LENGTH)
        game = self._games[code] = ClassGame(code, secrets.token_urlsafe(16), seed, touched=now)
        return game

    def game(self, code: str) -> ClassGame:
        """The game of a code, in capitals or not. Raises RequestError."""
        game = self._games.get(code.strip().upper())
        if game is None:
            raise RequestError(
                Sentence(
                    "code: no class plays under {given}; a code has {length} letters and digits, as on the teacher's "
                    "screen.",
                    "code：没有代码为 {given} 的课堂；代码为教师屏幕上的 {length} 位字母和数字。",
                    given=written(code[:12]),
                    length=_CODE_LENGTH,
                )
            )
        game.touched = self._clock()
        return game

    def join(self, code: str) -> str:
        """A new player of a game, as the word by which it votes. Raises RequestError."""
        game = self.game(code)
        if len(game.votes) >= MOST_PLAYERS:
            raise RequestError(
                Sentence(
                    "code: {most} play in this class already, as many as it holds.",
                    "code：该课堂已有 {most} 人，已达上限。",
                    most=MOST_PLAYERS,
                )
            )
        player = secrets.token_urlsafe(12)
        game.votes[player] = None
        return player

    def vote(self, code: str, player: str, quarter: int, choice: int) -> ClassGame:
        """Choose for the quarter that is open, in place of what one chose before. Raises RequestError."""
        game = self.game(code)
        if player not in game.votes:
            raise RequestError(
                Sentence(
                    "player: this class does not know you; join it again.", "player：您尚未加入该课堂；请重新加入。"
                )
            )
        self._check(game, quarter, choice)
        game.votes[player] = choice
        return game

    def close(self, code: str, key: str, quarter: int, choice: int) -> ClassGame:
        """Close the vote of a quarter and play a choice: only with the key of its beginner. Raises RequestError."""
        game = self.game(code)
        if not secrets.compare_digest(key.encode(), game.key.encode()):
            raise RequestError(
                Sentence(
                    "key: only the screen that began the class can close a vote.",
                    "key：只有开启课堂的屏幕可以结束投票。",
                )
            )
        self._check(game, quarter, choice)
        game.choices.append(choice)
        game.votes = dict.fromkeys(game.votes)
        return game

    def _check(self, game: ClassGame, quarter: int, choice: int) -> None:
        """Refuse what is not about the quarter that is open, or none of the choices."""
        now = len(game.choices) + 1
        if now > rules().quarters:
            raise RequestError(Sentence("quarter: this game is over.", "quarter：本局游戏已结束。"))
        if quarter != now:
            raise RequestError(
                Sentence(
                    "quarter: {given} is not open; the vote is on quarter {now}.",
                    "quarter：第 {given} 季度不在投票中；当前为第 {now} 季度。",
                    given=quarter,
                    now=now,
                )
            )
        most = len(rules().choice) - 1
        if not 0 <= choice <= most:
            raise RequestError(
                Sentence(
                    "choice: {given} is none; it must be from 0 to {most}, the nearest is {nearest}.",
                    "choice：{given} 无效；须为 0 至 {most}，最接近的为 {nearest}。",
                    given=choice,
                    most=most,
                    nearest=min(max(choice, 0), most),
                )
            )


def _word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def shown(game: ClassGame, player: str, key: str) -> Mapping[str, object]:
    """What a screen may see of a game: the counts of a vote that is open only with the key of who began it."""
    leads = secrets.compare_digest(key.encode(), game.key.encode())
    return {
        "code": game.code,
        "seed": game.seed,
        "choices": "".join(map(str, game.choices)),
        "players": len(game.votes),
        "voted": sum(1 for vote in game.votes.values() if vote is not None),
        "counts": game.counts() if leads else None,
        "leads": leads,
        "joined": player in game.votes,
        "mine": game.votes.get(player),
    }
