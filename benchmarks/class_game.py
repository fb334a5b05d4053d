"""In how many class games does a rule meet its goals? Each setting kept throughout, and one mixture.

    python benchmarks/class_game.py [GAMES]

Prints a line a rule: games in which each goal is met, in which all are, and the range of each difference.
"""

import sys
from itertools import repeat

from smecredit.analysis.web.game_economy import played
from smecredit.analysis.web.game_rules import rules


def main() -> None:
    games = range(1, 1 + int(sys.argv[1] if len(sys.argv) > 1 else 6))
    stated = rules()
    plans = {each.label.en: tuple(repeat(number, stated.quarters)) for number, each in enumerate(stated.choice)}
    plans["Defer 6, cover 50% 4, award 4, defer 2"] = (*repeat(6, 6), *repeat(1, 4), *repeat(5, 4), 6, 6)
    for name, choices in plans.items():
        standing = [played(seed, choices)["goals"] for seed in games]
        met = [sum(each[number]["met"] for each in standing) for number in range(len(stated.goal))]
        every = sum(all(goal["met"] for goal in each) for each in standing)
        ranges = []
        for number in range(len(stated.goal)):
            changes = sorted(each[number]["change"] for each in standing)
            ranges.append(f"{changes[0]:.4g} to {changes[-1]:.4g}")
        print(f"{name}: met {met}, all {every} of {len(games)}; " + "; ".join(ranges))


if __name__ == "__main__":
    main()
