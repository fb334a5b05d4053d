"""Classes that play together: a code, who has joined, what they have chosen this quarter. Kept in memory only.

Nothing here knows a name: players are random words that the server has given out. Games know nothing of each other.
Everything is bounded: games, players in a game, how many of either come from one address, and how long a game that
nobody leads is kept. Of an address only a mark is kept, which cannot be turned back into it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import written
from .game_rules import rules

MOST_GAMES, MOST_PLAYERS = 40, 80
#: Most games from one address, so that one visitor does not take every place: a school behind one address has eight
#: teachers who play at once.
MOST_GAMES_OF_AN_ADDRESS = 8
#: Most players of a game from one address: a whole class behind one address fits, and others have places left.
MOST_PLAYERS_OF_AN_ADDRESS = 60
#: Seconds after which a game that nobody has joined may make room for another; a class types its code within minutes.
UNJOINED_SECONDS = 10 * 60
#: Seconds in which nobody has led a game or voted, after which a game may make room for another.
IDLE_SECONDS = 2 * 3600
#: Letters and digits that cannot be taken for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 5
#: Who has an IPv6 address has all those that begin with so many of its bits.
_IPV6_BITS = 64


@dataclass
class ClassGame:
    """A game of a class: its number, its choices so far, and the votes of the quarter by player."""

    code: str
    key: str
    seed: int
    choices: list[int] = field(default_factory=list)
    votes: dict[str, int | None] = field(default_factory=dict)
    begun: float = 0.0
    touched: float = 0.0
    origin: bytes = b""
    joined: Counter[bytes] = field(default_factory=Counter)

    def counts(self) -> list[int]:
        """How many have chosen what this quarter."""
        cast = [vote for vote in self.votes.values() if vote is not None]
        return [cast.count(choice) for choice in range(len(rules().choice))]


class Classes:
    """The games that are being played, by code. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._games: dict[str, ClassGame] = {}
        self._secret = secrets.token_bytes(16)

    def begin(self, seed: int, address: str = "") -> ClassGame:
        """A new game, begun from an address. Raises RequestError.

        Where there are too many, of this address or of all, the oldest that nobody has joined for minutes makes room;
        one that nobody has led for hours is gone anyway.
        """
        now, origin = self._clock(), self._mark(address)
        self._games = {code: game for code, game in self._games.items() if now - game.touched < IDLE_SECONDS}
        own = [game for game in self._games.values() if game.origin == origin]
        if len(own) >= MOST_GAMES_OF_AN_ADDRESS and not self._makes_room(own, now):
            raise RequestError(
                Sentence(
                    "class: {most} games that were begun at your address are being played, as many as one address has; "
                    "go on with one of them, or try again in {minutes} minutes.",
                    "class：您所在的地址已开启 {most} 局游戏，已达上限；请继续其中一局，或 {minutes} 分钟后再试。",
                    most=MOST_GAMES_OF_AN_ADDRESS,
                    minutes=UNJOINED_SECONDS // 60,
                )
            )
        if len(self._games) >= MOST_GAMES and not self._makes_room(list(self._games.values()), now):
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
        game = ClassGame(code, secrets.token_urlsafe(16), seed, begun=now, touched=now, origin=origin)
        self._games[code] = game
        return game

    def _makes_room(self, games: Sequence[ClassGame], now: float) -> bool:
        """Whether the oldest of these games that nobody has joined for minutes has been dropped."""
        empty = [game for game in games if not game.votes and not game.choices and now - game.begun >= UNJOINED_SECONDS]
        if not empty:
            return False
        del self._games[min(empty, key=lambda game: game.begun).code]
        return True

    def _mark(self, address: str) -> bytes:
        """What stands for an address here, known to nobody else."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:  # a socket has none
            shared = address
        else:
            bits = _IPV6_BITS if found.version == 6 else found.max_prefixlen
            shared = str(ipaddress.ip_network((found, bits), strict=False))
        return hashlib.blake2b(shared.encode(), key=self._secret, digest_size=8).digest()

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
        return game

    def seen(self, code: str, key: str) -> ClassGame:
        """The game of a code, which is kept for longer if whoever began it looks. Raises RequestError."""
        game = self.game(code)
        if _leads(key, game):
            game.touched = self._clock()
        return game

    def join(self, code: str, address: str = "") -> str:
        """A new player of a game, as the word by which it votes. Raises RequestError."""
        game, origin = self.game(code), self._mark(address)
        if len(game.votes) >= MOST_PLAYERS:
            raise RequestError(
                Sentence(
                    "code: {most} play in this class already, as many as it holds.",
                    "code：该课堂已有 {most} 人，已达上限。",
                    most=MOST_PLAYERS,
                )
            )
        if game.joined[origin] >= MOST_PLAYERS_OF_AN_ADDRESS:
            raise RequestError(
                Sentence(
                    "code: {most} have joined this class from your address, as many as one address may; play with "
                    "one of those who have.",
                    "code：您所在的地址已有 {most} 人加入该课堂，已达上限；请与已加入者一起参与。",
                    most=MOST_PLAYERS_OF_AN_ADDRESS,
                )
            )
        game.joined[origin] += 1
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
        game.touched = self._clock()
        return game

    def close(self, code: str, key: str, quarter: int, choice: int) -> ClassGame:
        """Close the vote of a quarter and play a choice: only with the key of its beginner. Raises RequestError."""
        game = self.game(code)
        if not _leads(key, game):
            raise RequestError(
                Sentence(
                    "key: only the screen that began the class can close a vote.",
                    "key：只有开启课堂的屏幕可以结束投票。",
                )
            )
        self._check(game, quarter, choice)
        game.touched = self._clock()
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


def _leads(key: str, game: ClassGame) -> bool:
    """Whether this is the key of who began the game."""
    return secrets.compare_digest(key.encode(), game.key.encode())


def _word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def shown(game: ClassGame, player: str, key: str) -> Mapping[str, object]:
    """What a screen may see of a game: the counts of a vote that is open only with the key of who began it."""
    leads = _leads(key, game)
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
