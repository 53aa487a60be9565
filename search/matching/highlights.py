"""Highlights in hits: positions of a query's texts, with overlaps resolved leftmost-longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment import Postings
from search.matching.arrays import AT_ONCE, Mask, Numbers, cut, values_at
from search.matching.literals import NO_POSITIONS, LiteralIndex, Positions

Counts = npt.NDArray[np.int64]
Span = tuple[int, int]

_ROUNDS: Final = 16
"""Vectorised rounds of overlap resolution; each resolves one highlight per chain, and longer chains are rare."""
_READ_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Highlights:
    """Occurrences of one text of the query (folded) that are highlighted.

    only: restricts them to these documents; None: all documents of the postings.
    counted: they are occurrences of what was asked, not words of a run that stand apart.
    """

    text: str
    postings: Postings
    only: Mask | None = None
    counted: bool = True


class HighlightedHits:
    """Counted highlights in `documents` (ascending), without overlaps: leftmost first, the longest of equal starts.

    Counted for all documents but located only for those requested, so that memory does not grow with the number of
    highlights. Those that are not counted are only located (`word_spans`). All methods raise TooSlow when the deadline
    is over.
    """

    def __init__(
        self, marks: Sequence[Highlights], documents: Numbers, literals: LiteralIndex, count: int, deadline: Deadline
    ) -> None:
        """count: documents in the whole index."""
        uncounted = [each for each in marks if not each.counted]
        self._uncounted = (
            HighlightedHits([replace(each, counted=True) for each in uncounted], documents, literals, count, deadline)
            if uncounted
            else None
        )
        marks = [each for each in marks if each.counted]
        self._documents = documents
        self._literals = literals
        self._count = count
        self._deadline = deadline
        self._marks = _distinct(marks)
        # Without overlaps, frequencies suffice for counting; otherwise one batch of positions is kept for the page.
        self._apart = _all_apart(self._marks, deadline)
        self._few: tuple[Positions, Positions] | None = None

    def places(self, documents: Numbers) -> tuple[Positions, Positions]:
        """Counted highlights in some documents (ascending): starts (index-wide positions, ascending) and lengths."""
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
        """Highlights per document."""
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
            placed = self.places(documents)
            if len(parts) == 1:
                self._few = placed
            owners = self._literals.documents(placed[0], self._deadline)
            counts[part] = np.bincount(documents.searchsorted(owners), minlength=len(documents))
        return counts

    def within(self, documents: Numbers, counts: Counts) -> tuple[Numbers, Numbers]:
        """Start in its text and length (code points) of each highlight in some documents (ascending).

        counts: highlights per document. Both arrays are concatenated in the order of `documents`.
        """
        starts, lengths = self._originals(*self.places(documents))
        return starts - np.repeat(self._literals.starts[documents], counts), lengths

    def searched_within(self, documents: Numbers, counts: Counts) -> tuple[Numbers, Numbers]:
        """As `within`, but offsets in the searched texts (index/analysis/searched.py)."""
        starts, lengths = self.places(documents)
        return starts - np.repeat(self._literals.starts[documents], counts), lengths

    def spans(self, documents: Numbers) -> dict[int, list[Span]]:
        """Highlights in some of the documents (ascending), as half-open spans of their texts (code points)."""
        starts, lengths = self._originals(*(self._few or self.places(documents)))
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

    def _originals(self, starts: Positions, lengths: Positions) -> tuple[Positions, Positions]:
        return self._literals.originals.spans(starts, lengths, self._deadline)

    def word_counts(self) -> Counts:
        """Highlights per document that are not counted; those that overlap counted ones are among them."""
        return np.zeros(len(self._documents), np.int64) if self._uncounted is None else self._uncounted.counts()

    def word_spans(self, spans: Mapping[int, list[Span]]) -> dict[int, list[Span]]:
        """Highlights that are not counted, outside those that are, in the documents of `spans` (as it returns them)."""
        if self._uncounted is None:
            return {document: [] for document in spans}
        words = self._uncounted.spans(np.array(sorted(spans), np.int64))
        return {document: _apart_from(words[document], own) for document, own in spans.items()}


def _apart_from(spans: list[Span], others: list[Span]) -> list[Span]:
    """Those of the spans that overlap none of the others; both ascending, without overlaps of their own."""
    found, at = [], 0
    for start, end in spans:
        while at < len(others) and others[at][1] <= start:
            at += 1
        if at == len(others) or others[at][0] >= end:
            found.append((start, end))
    return found


def _distinct(marks: Sequence[Highlights]) -> list[Highlights]:
    """Without duplicates."""
    found: dict[tuple[str, int, int], Highlights] = {}
    for each in marks:
        found.setdefault((each.text, id(each.postings), id(each.only)), each)
    return list(found.values())


def _all_apart(marks: Sequence[Highlights], deadline: Deadline) -> bool:
    """Whether no highlight can overlap another one, of the same text or another."""
    if any(may_overlap(each.text, each.text, 1) for each in deadline.watch(marks)):
        return False
    return not any(
        left.text == right.text or may_overlap(left.text, right.text, 0) or may_overlap(right.text, left.text, 0)
        for left, right in deadline.watch(combinations(marks, 2))
        if left.only is None or right.only is None or not _exclude(left.only, right.only)
    )


def may_overlap(left: str, right: str, first: int) -> bool:
    """Whether the text `right` may begin inside `left`, `first` or more characters from its beginning."""
    if not right:
        return first < len(left)
    start = left.find(right[0], first)
    while start >= 0:
        if left.startswith(right[: len(left) - start], start):
            return True
        start = left.find(right[0], start + 1)
    return False


def _exclude(left: Mask, right: Mask) -> bool:
    return not bool((left & right).any())


def leftmost_longest(starts: Positions, lengths: Positions, deadline: Deadline) -> tuple[Positions, Positions]:
    """Resolves overlaps leftmost-longest. Returns starts and lengths, ascending; raises TooSlow.

    In each round a span that begins at or after the end of all earlier spans is chosen, and spans that overlap a chosen
    one are dropped. After _ROUNDS, the rest are long chains of overlapping spans, which are scanned sequentially.
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
    """Which spans are chosen by a sequential scan; spans are sorted by start, the longest first."""
    chosen = np.zeros(len(starts), np.bool_)
    end = 0
    for first in range(0, len(starts), _READ_AT_ONCE):
        deadline.check()
        part = slice(first, first + _READ_AT_ONCE)
        for at, (start, own_end) in enumerate(zip(starts[part].tolist(), ends[part].tolist(), strict=True), first):
            if start >= end:
                chosen[at], end = True, own_end
    return chosen
