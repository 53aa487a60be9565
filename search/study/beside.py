"""The words beside occurrences, from the index's token stream, and the groups of occurrences that have the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment.segments import Segments
from search.matching.arrays import cut
from search.study.line_choice import GROUPS
from search.study.line_order import Side
from search.study.neighbours import Occurrences
from search.study.token_kinds import kinds_of

Numbers = npt.NDArray[np.int64]
Words = tuple[str, ...]

_AT_ONCE: Final = 1 << 21
"""Batch size (characters of paragraphs)."""
_DOCUMENT: Final = 32
"""Bits of an offset in a text, beside the number of its document; and of the length of a piece, beside its word's."""
_NONE: Final = -1
"""Where the paragraph has no further word."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Occurrences by the words beside them. words: of each group, in reading order; own: each occurrence's group."""

    words: Sequence[Words]
    own: Numbers

    def having(self, words: Words) -> npt.NDArray[np.intp]:
        """The places of the occurrences that have these words."""
        if words not in self.words:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.own == self.words.index(words))


def words_beside(snapshot: Segments, occurrences: Occurrences, group: str, deadline: Deadline) -> Groups:
    """The occurrences by as many words of one side as `group` says, fewer where the paragraph ends.

    Words are those of the index (jieba's accurate mode, folded; punctuation is a word, white space is none). Of one in
    which the occurrence begins or ends, the part outside counts. Raises TooSlow when the deadline is over.
    """
    side, count = GROUPS[group]
    cells = np.full((count, len(occurrences.documents)), _NONE, np.int64)
    order = np.argsort(occurrences.documents, kind="stable")
    documents, starts = np.unique(occurrences.documents[order], return_index=True)
    bounds = np.append(starts, len(order))
    for part in cut(snapshot.column("characters")[documents], _AT_ONCE):
        deadline.check()
        places = order[bounds[part.start] : bounds[part.stop]]
        own = _Read(snapshot, documents[part].astype(np.intp)).beside(occurrences.chosen(places), side, count)
        cells[:, places] = own
    return _grouped(cells, snapshot.stream.words, side)


class _Read:
    """The words of some documents: where each begins and ends in their searched texts, put end to end."""

    def __init__(self, snapshot: Segments, documents: npt.NDArray[np.intp]) -> None:
        """documents: ascending, each once."""
        self._snapshot = snapshot
        self._documents = documents
        numbers, counts = snapshot.stream.tokens(documents)
        kinds = kinds_of(snapshot.stream)
        lengths = kinds.lengths[numbers]
        ends = np.cumsum(lengths)
        bounds = np.concatenate([[0], np.cumsum(counts)])
        self._bases = np.concatenate([[0], ends])[bounds]
        visible = ~kinds.space[numbers]
        self._numbers = numbers[visible].astype(np.int64)
        self._ends = ends[visible]
        self._starts = (ends - lengths)[visible]
        self._bounds = np.concatenate([[0], np.cumsum(visible)])[bounds]

    def beside(self, occurrences: Occurrences, side: Side, count: int) -> Numbers:
        """For each distance from 1 on, each occurrence's word there as `_text` reads it, or _NONE."""
        own = np.searchsorted(self._documents, occurrences.documents)
        step, last = (1, self._bounds[own + 1] - 1) if side == "right" else (-1, self._bounds[own])
        places = occurrences.starts.astype(np.int64) + (occurrences.lengths if side == "right" else 0)
        edge = self._bases[own] + _searched(self._snapshot, occurrences.documents, places)
        if side == "right":
            first = np.searchsorted(self._ends, edge, "right")
        else:
            first = np.searchsorted(self._starts, edge, "left") - 1
        found = np.full((count, len(own)), _NONE, np.int64)
        for distance in range(count):
            at = first + step * distance
            there = np.flatnonzero((last - at) * step >= 0)
            found[distance, there] = self._numbers[at[there]]
            if distance == 0:
                outside = self._outside(at[there], edge[there], side)
                broken = there[outside > 0]
                found[0, broken] = ((found[0, broken] + 1) << _DOCUMENT) | outside[outside > 0]
        return found

    def _outside(self, words: Numbers, edge: Numbers, side: Side) -> Numbers:
        """Of a word that the occurrence's edge cuts, how many characters are outside; 0 of one that it does not cut."""
        cuts = (self._starts[words] < edge) & (edge < self._ends[words])
        outside = self._ends[words] - edge if side == "right" else edge - self._starts[words]
        return np.where(cuts, outside, 0)


def _searched(snapshot: Segments, documents: npt.NDArray[np.uint32], places: Numbers) -> Numbers:
    """Offsets in texts as offsets in the searched texts; one that has none there is that of the next character."""
    shifts = snapshot.shifts
    if not len(shifts.documents):
        return places
    # Before the first shift of a document nothing differs; a place is that of the last shift before it.
    owners = shifts.documents.astype(np.int64) << _DOCUMENT
    wanted = documents.astype(np.int64) << _DOCUMENT
    at = np.searchsorted(owners + shifts.at + shifts.starts, wanted + places, "right") - 1
    shifted = (at >= 0) & (owners[at] == wanted)
    found = places - np.where(shifted, shifts.starts[at], 0).astype(np.int64)
    following = np.minimum(at + 1, len(owners) - 1)
    bounded = (at + 1 < len(owners)) & (owners[following] == wanted)
    return np.where(bounded, np.minimum(found, shifts.at[following].astype(np.int64)), found)


def _grouped(cells: Numbers, words: Sequence[str], side: Side) -> Groups:
    """Groups of the occurrences whose cells say the same, which pieces of words may do in more than one way."""
    codes = np.zeros(cells.shape[1], np.int64)
    for row in cells:
        values, own = np.unique(row, return_inverse=True)
        codes = np.unique(codes * (len(values) + 1) + own, return_inverse=True)[1]
    _, firsts, codes = np.unique(codes, return_index=True, return_inverse=True)
    told = [_words_of(column, words, side) for column in cells[:, firsts].T.tolist()]
    names = {name: number for number, name in enumerate(dict.fromkeys(told))}
    renumbered = np.fromiter(map(names.__getitem__, told), np.int64, len(told))
    return Groups(list(names), renumbered[codes] if told else np.zeros(0, np.int64))


def _words_of(cells: Sequence[int], words: Sequence[str], side: Side) -> Words:
    found = [_text(cell, words, side) for cell in cells if cell != _NONE]
    return tuple(found if side == "right" else reversed(found))


def _text(cell: int, words: Sequence[str], side: Side) -> str:
    """A word, or what is outside of one that is cut."""
    if cell < 1 << _DOCUMENT:
        return words[cell]
    word, length = words[(cell >> _DOCUMENT) - 1], cell & ((1 << _DOCUMENT) - 1)
    return word[-length:] if side == "right" else word[:length]
