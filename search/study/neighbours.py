"""Sorting occurrences by what stands beside them, exactly and outward from the word, as far as a page needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from index.analysis.folding import folding_table
from index.segment.arrays import ragged
from index.segment.segments import Segments
from search.matching.arrays import Documents, Numbers

Side = Literal["left", "right"]
_Keys = npt.NDArray[np.uint64]

_BITS: Final = 21
"""How many a code point takes."""
_AT_ONCE: Final = 3
"""How many characters are compared at once: as many as 64 bits hold."""
_READ_AT_ONCE: Final = 1 << 18
"""Of about so many characters the texts are read together."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where words stand: the document, where in its text each begins, and how long it is (code points)."""

    documents: Documents
    starts: Numbers
    lengths: Numbers

    def chosen(self, chosen: Documents) -> Occurrences:
        """Those at these places, in that order."""
        return Occurrences(self.documents[chosen], self.starts[chosen], self.lengths[chosen])

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Document, start and end of each."""
        ends = self.starts + self.lengths
        return zip(self.documents.tolist(), self.starts.tolist(), ends.tolist(), strict=True)


class Neighbours:
    """The characters on one side of occurrences, folded, the nearest first; behind a paragraph's end comes nothing."""

    def __init__(self, snapshot: Segments, occurrences: Occurrences, side: Side) -> None:
        self._snapshot = snapshot
        self._occurrences = occurrences
        self._side = side

    def order(self, page: slice) -> Documents:
        """The places, among the occurrences, of those that are on the page when all are sorted by these characters.

        What is equal to the paragraph's end keeps its order. Only what can be on the page is compared in full.
        """
        count = len(self._occurrences.starts)
        first, last, _ = page.indices(count)
        order, at = np.arange(count), np.arange(count)
        tied, depth = np.zeros(count, np.intp), 0
        while len(at):
            keys = self._keys(order[at], depth)
            by_key = np.lexsort((keys, tied))
            order[at], keys, tied = order[at][by_key], keys[by_key], tied[by_key]
            at, tied = _still_tied(at, keys, tied, first, last)
            depth += _AT_ONCE
        return order[first:last]

    def _keys(self, chosen: Documents, depth: int) -> _Keys:
        """The next characters of the chosen ones, `depth` away from the word, as numbers that compare as they do."""
        occurrences = self._occurrences.chosen(chosen)
        by_document = np.argsort(occurrences.documents, kind="stable")
        keys = np.empty(len(chosen), np.uint64)
        for part in self._parts(occurrences.documents[by_document]):
            keys[by_document[part]] = self._read(occurrences.chosen(by_document[part]), depth)
        return keys

    def _parts(self, documents: Documents) -> Iterator[slice]:
        """Cuts ascending documents where their texts become too long to be read together."""
        first = np.ones(len(documents), np.bool_)
        first[1:] = documents[1:] != documents[:-1]
        lengths = self._snapshot.column("characters")[documents] * first
        part = np.cumsum(lengths, dtype=np.int64) // _READ_AT_ONCE
        cuts = np.flatnonzero((part[1:] != part[:-1]) & first[1:]) + 1
        bounds = [0, *cuts.tolist(), len(documents)]
        return map(slice, bounds[:-1], bounds[1:])

    def _read(self, occurrences: Occurrences, depth: int) -> _Keys:
        documents, own = np.unique(occurrences.documents, return_inverse=True)
        codes, lengths = self._snapshot.code_points(documents)
        begins = (np.cumsum(lengths) - lengths)[own]
        ends = begins + lengths[own]
        keys = np.zeros(len(own), np.uint64)
        for distance in range(depth, depth + _AT_ONCE):
            if self._side == "right":
                places = begins + occurrences.starts + occurrences.lengths + distance
            else:
                places = begins + occurrences.starts - 1 - distance
            inside = (begins <= places) & (places < ends)
            character = _folded()[codes[np.where(inside, places, 0)]]
            keys = (keys << np.uint64(_BITS)) | np.where(inside, character, np.uint64(0))
        return keys


def _still_tied(at: Documents, keys: _Keys, tied: Documents, first: int, last: int) -> tuple[Documents, Documents]:
    """Which places are to be compared further, and for each the number of its group.

    at: places that were compared. keys, tied: of what stands there now, sorted. first, last: the page.
    """
    begins = np.ones(len(at), np.bool_)
    begins[1:] = (keys[1:] != keys[:-1]) | (tied[1:] != tied[:-1])
    starts = np.flatnonzero(begins)
    counts = np.diff(np.append(starts, len(at)))
    ended = (keys[starts] & np.uint64((1 << _BITS) - 1)) == 0
    open_groups = (counts > 1) & ~ended & (at[starts] < last) & (at[starts] + counts > first)
    within = ragged(starts[open_groups], counts[open_groups])
    return at[within], np.repeat(np.flatnonzero(open_groups), counts[open_groups])


@cache
def _folded() -> _Keys:
    """Of every code point, that of its folding and one more: 0 is what stands behind the paragraph's end."""
    table = np.arange(1, 0x110001, dtype=np.uint64)
    folding = folding_table()
    table[list(folding)] = np.fromiter(folding.values(), np.uint64, len(folding)) + np.uint64(1)
    return table
