"""In how many class games does a rule meet its goals? Each setting kept throughout, one mixture, and blind choice.

    python benchmarks/class_game.py [GAMES]

Prints a line a rule: games in which each goal is met, in which all are, and the range of each difference.
A game takes some ten seconds for all rules.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import repeat

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.web.game_economy import played
from smecredit.analysis.web.game_rules import rules


def main() -> None:
    options = ProgramOptions(__doc__)
    options.add_argument("games", nargs="?", type=count, default=6, help="numbered from 1 (6)")
    games = range(1, 1 + options.asked().games)
    stated = rules()
    plans = {each.label.en: tuple(repeat(number, stated.quarters)) for number, each in enumerate(stated.choice)}
    plans["Cover 50% 9, defer 2, award 5"] = (*repeat(1, 9), *repeat(6, 2), *repeat(5, 5))
    report(plans, games)
    at_random(games, len(stated.choice), stated.quarters)


def report(plans: Mapping[str, Sequence[int]], games: Sequence[int]) -> None:
    """A line a plan."""
    stated = rules()
    for name, choices in plans.items():
        standing = [played(seed, choices)["goals"] for seed in games]
        met = [sum(each[number]["met"] for each in standing) for number in range(len(stated.goal))]
        every = sum(all(goal["met"] for goal in each) for each in standing)
        ranges = []
        for number in range(len(stated.goal)):
            changes = sorted(each[number]["change"] for each in standing)
            ranges.append(f"{changes[0]:.4g} to {changes[-1]:.4g}")
        print(f"{name}: met {met}, all {every} of {len(games)}; " + "; ".join(ranges))


def at_random(games: Sequence[int], choices: int, quarters: int) -> None:
    """How often a player wins who chooses blindly, three times a game."""
    won = 0
    for game in games:
        for attempt in range(3):
            luck = random.Random(f"{game} {attempt}")
            standing = played(game, [luck.randrange(choices) for _ in range(quarters)])["goals"]
            won += all(goal["met"] for goal in standing)
    print(f"Chosen at random: all goals in {won} of {3 * len(games)}")


if __name__ == "__main__":
    main()
