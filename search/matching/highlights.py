"""What is marked in the hits: the places of a query's texts, and which of those that overlap are shown and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment import Postings
from search.matching.arrays import AT_ONCE, Mask, Numbers, cut, values_at
from search.matching.literals import NO_POSITIONS, LiteralIndex, Positions

Counts = npt.NDArray[np.int64]

_ROUNDS: Final = 16
"""As many marks of one chain of overlapping texts are found in rounds over all of them; longer ones are rare."""
_READ_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Highlights:
    """Where a text of the query, which is folded, is marked.

    only: in which documents; None: in all that the postings name.
    """

    text: str
    postings: Postings
    only: Mask | None = None


class HighlightedHits:
    """The marks in `documents`, ascending: what reading from the left marks, the longest of those that begin together.

    They are placed for the documents that are asked for only, and counted for all, so that memory does not grow with
    the marks. All methods raise TooSlow when the deadline is over.
    """

    def __init__(
        self, marks: Sequence[Highlights], documents: Numbers, literals: LiteralIndex, count: int, deadline: Deadline
    ) -> None:
        """count: how many documents there are in the whole index."""
        self._documents = documents
        self._literals = literals
        self._count = count
        self._deadline = deadline
        self._marks = _distinct(marks)
        # Where none can overlap another, counting needs no places; else those of few texts are kept for the page.
        self._apart = _all_apart(self._marks)
        self._few: tuple[Positions, Positions] | None = None

    def _place(self, documents: Numbers) -> tuple[Positions, Positions]:
        """The marks in some documents, ascending: starts and lengths, as places in the whole index, ascending."""
        starts, lengths = [NO_POSITIONS], [NO_POSITIONS]
        for each in self._marks:
            chosen = documents if each.only is None else documents[each.only[documents]]
            postings = self._literals.restrict(each.postings, chosen)
            places = self._literals.places(postings, self._deadline)
            starts.append(places)
            lengths.append(np.full(len(places), len(each.text), np.int64))
        all_starts, all_lengths = np.concatenate(starts), np.concatenate(lengths)
        if not self._apart:
            return leftmost_longest(all_starts, all_lengths, self._deadline)
        order = np.argsort(all_starts)
        return all_starts[order], all_lengths[order]

    def counts(self) -> Counts:
        """How many marks each document has."""
        if not self._apart:
            return self._placed_counts()
        total = np.zeros(len(self._documents), np.int64)
        for each in self._marks:
            self._deadline.check()
            found = values_at(self._documents, each.postings.documents, each.postings.frequencies, self._count)
            total += found if each.only is None else found * each.only[self._documents]
        return total

    def _placed_counts(self) -> Counts:
        counts = np.zeros(len(self._documents), np.int64)
        parts = cut(self._literals.lengths[self._documents], AT_ONCE)
        for part in parts:
            documents = self._documents if len(parts) == 1 else self._documents[part]
            placed = self._place(documents)
            if len(parts) == 1:
                self._few = placed
            owners = self._literals.documents(placed[0], self._deadline)
            counts[part] = np.bincount(documents.searchsorted(owners), minlength=len(documents))
        return counts

    def within(self, documents: Numbers, counts: Counts) -> tuple[Numbers, Numbers]:
        """Where each mark in some of the documents, which ascend, begins in its text, and its length (code points).

        counts: how many marks each has. They are placed together, one document's behind the other's.
        """
        starts, lengths = self._place(documents)
        return starts - np.repeat(self._literals.starts[documents], counts), lengths

    def spans(self, documents: Numbers) -> dict[int, list[tuple[int, int]]]:
        """The marks in some of the documents, ascending, as half-open spans of their texts (code points)."""
        starts, lengths = self._few or self._place(documents)
        begins = self._literals.starts[documents]
        first = np.searchsorted(starts, begins)
        last = np.searchsorted(starts, begins + self._literals.lengths[documents], "right")
        found = {}
        for document, begin, low, high in zip(
            documents.tolist(), begins.tolist(), first.tolist(), last.tolist(), strict=True
        ):
            own = zip((starts[low:high] - begin).tolist(), lengths[low:high].tolist(), strict=True)
            found[document] = [(start, start + length) for start, length in own]
        return found


def _distinct(marks: Sequence[Highlights]) -> list[Highlights]:
    """Without those that say the same again."""
    found: dict[tuple[str, int, int], Highlights] = {}
    for each in marks:
        found.setdefault((each.text, id(each.postings), id(each.only)), each)
    return list(found.values())


def _all_apart(marks: Sequence[Highlights]) -> bool:
    """Whether no mark can overlap another, or itself."""
    if any(may_overlap(each.text, each.text, 1) for each in marks):
        return False
    return not any(
        left.text == right.text or may_overlap(left.text, right.text, 0) or may_overlap(right.text, left.text, 0)
        for left, right in combinations(marks, 2)
        if left.only is None or right.only is None or not _exclude(left.only, right.only)
    )


def may_overlap(left: str, right: str, first: int) -> bool:
    """Whether the text `right` may begin inside `left`, `first` or more characters from its beginning."""
    return any(right.startswith(left[start:]) or left.startswith(right, start) for start in range(first, len(left)))


def _exclude(left: Mask, right: Mask) -> bool:
    return not bool((left & right).any())


def leftmost_longest(starts: Positions, lengths: Positions, deadline: Deadline) -> tuple[Positions, Positions]:
    """Of spans that may overlap, those that reading from the left marks: the first, the longest of those that begin
    together, and so on behind its end. Returns starts and lengths, ascending; raises TooSlow.

    Works in rounds: what begins behind all that came before it is marked, what overlaps a marked one goes. What is left
    after _ROUNDS stands in long chains of overlapping spans, and is read one by one.
    """
    order = np.lexsort((-lengths, starts))
    starts, ends = starts[order], (starts + lengths)[order]
    marked = [(NO_POSITIONS, NO_POSITIONS)]
    for _ in range(_ROUNDS):
        if not len(starts):
            break
        deadline.check()
        reach = np.maximum.accumulate(ends)
        free = np.ones(len(starts), np.bool_)
        free[1:] = starts[1:] >= reach[:-1]
        marked.append((starts[free], ends[free]))
        if free.all():
            starts = NO_POSITIONS
            break
        before = np.cumsum(free) - 1
        waiting = ~free & (starts >= ends[free][before])
        starts, ends = starts[waiting], ends[waiting]
    if len(starts):
        chosen = _one_by_one(starts, ends, deadline)
        marked.append((starts[chosen], ends[chosen]))
    all_starts = np.concatenate([each for each, _ in marked])
    all_ends = np.concatenate([each for _, each in marked])
    order = np.argsort(all_starts)
    return all_starts[order], (all_ends - all_starts)[order]


def _one_by_one(starts: Positions, ends: Positions, deadline: Deadline) -> Mask:
    """Which of the spans, the longest of those that begin together first, are marked."""
    chosen = np.zeros(len(starts), np.bool_)
    end = 0
    for first in range(0, len(starts), _READ_AT_ONCE):
        deadline.check()
        part = slice(first, first + _READ_AT_ONCE)
        for at, (start, own_end) in enumerate(zip(starts[part].tolist(), ends[part].tolist(), strict=True), first):
            if start >= end:
                chosen[at], end = True, own_end
    return chosen
