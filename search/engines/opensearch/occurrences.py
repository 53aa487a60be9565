"""Counting marks on a cluster: the sums that the index can give, and what has to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from search.engines.opensearch.compiler import Query, all_of
from search.engines.opensearch.counting import Mark, doubtful, free
from search.engines.opensearch.paragraphs import ClusterParagraphs, total

_ROUNDS: Final = ((1, 3), (4, 8), (9, 12), (13, 20), (21, 36), (37, 68), (69, 196), (197, 1024), (1025, 1 << 16))
"""How many times in one paragraph are asked for together: most marks stand in theirs once or twice."""
MANY_MARKS: Final = 8
"""More marks than these are counted by reading, where there is little to read."""
FEW: Final = 1_000
"""So many hits are little to read."""


def count_marks(
    paragraphs: ClusterParagraphs, found: Query, hits: int, marks: Sequence[Mark], read: Callable[[Query], int]
) -> int:
    """How many places are marked in all that `found` finds.

    hits: how many paragraphs these are. read: counts the marks in what a query finds by reading it.
    """
    unsure = doubtful(marks)
    if hits <= FEW and (unsure or len(marks) > MANY_MARKS):
        return read(found)
    sure: Query = {"bool": {"filter": [found], "must_not": [unsure]}} if unsure else found
    count = free(marks, _occurrences(paragraphs, sure, marks))
    if unsure:
        unread = all_of([found, unsure])
        if paragraphs.counts([unread])[0]:
            count += read(unread)
    return count


def _occurrences(paragraphs: ClusterParagraphs, sure: Query, marks: Sequence[Mark]) -> list[int]:
    """Of each mark the sum over k of the paragraphs that have it k times or more."""
    found = [0] * len(marks)
    left = set(range(len(marks)))
    for first, last in _ROUNDS:
        asked = [(at, times) for at in sorted(left) for times in range(first, last + 1) if marks[at].times(times)]
        answers = paragraphs.ask([_body(paragraphs, sure, marks[at], times) for at, times in asked])
        left = {at for at, _ in asked}
        for (at, _), answer in zip(asked, answers, strict=True):
            count = total(answer)
            found[at] += count
            if not count:
                left.discard(at)
        if not left:
            break
    return found


def _body(paragraphs: ClusterParagraphs, sure: Query, mark: Mark, times: int) -> dict[str, Any]:
    """The search that counts where a mark stands so many times or more."""
    query = mark.times(times)
    assert query is not None
    body = paragraphs.count_body(all_of([sure, query]))
    if times > 1 and mark.long:
        body["query"] = {"bool": {"filter": [body["query"]], "must": [mark.places()]}}
        body["min_score"] = (times - 0.5) / (times + 0.5)
    return body
