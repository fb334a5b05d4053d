"""The best of many, one after the other: only those that are taken are ever put in order."""

from typing import Any

from simulation.compiled import compiled


@compiled
def goes_before(one: int, other: int, scores: Any) -> bool:
    """Whether candidate `one` is better than `other`: the higher score, and of equal ones the one listed first."""
    return scores[one] > scores[other] or (scores[one] == scores[other] and one < other)


@compiled
def let_sink(heap: Any, size: int, place: int, candidate: int, scores: Any) -> None:
    """Put a candidate into the heap of `size` at `place` or below, so that nobody stands below a worse one."""
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and goes_before(heap[below + 1], heap[below], scores):
            below += 1
        if not goes_before(heap[below], candidate, scores):
            break
        heap[place] = heap[below]
        place = below
    heap[place] = candidate


@compiled
def line_up(heap: Any, scores: Any) -> None:
    """Fill `heap` with all candidates, 0 to the number of scores, the best on top."""
    for candidate in range(len(scores)):
        heap[candidate] = candidate
    for place in range(len(scores) // 2 - 1, -1, -1):
        let_sink(heap, len(scores), place, heap[place], scores)


@compiled
def take_best(heap: Any, size: int, scores: Any) -> int:
    """The best of the `size` candidates left in the heap, which loses it."""
    best = heap[0]
    let_sink(heap, size - 1, 0, heap[size - 1], scores)
    return best  # type: ignore[no-any-return]
