"""Exact sort of occurrences by context: outward from the word, only as deep as a page needs, or by chosen places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis.folding import folding_table
from index.deadline import Deadline
from index.segment.arrays import ragged
from index.segment.segments import Segments
from search.engine.found import Found
from search.matching.arrays import Documents, Mask, cut
from search.study.line_order import Place, Side, places

Places = npt.NDArray[np.uint32]
_Keys = npt.NDArray[np.uint64]

_BITS: Final = 21
"""Bits per code point."""
_COMPARED: Final = 3
"""Characters per 64-bit sort key; an order has no more places (MOST_PLACES)."""
_READ_AT_ONCE: Final = 1 << 18
"""Batch size (characters, or occurrences) for reading texts."""
_PLACED_AT_ONCE: Final = 1 << 19
"""Batch size (characters) for locating occurrences, which takes more memory than storing them."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of words: document, start in its text, and length (code points).

    10 bytes for each: a document's number and an offset are below 2**32, and a query's run is shorter than 2**16.
    """

    documents: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint16]

    @classmethod
    def room(cls, count: int) -> Occurrences:
        """Room for `count` of them."""
        return cls(np.zeros(count, np.uint32), np.zeros(count, np.uint32), np.zeros(count, np.uint16))

    @classmethod
    def of(cls, found: Found, places: Documents) -> Occurrences:
        """All those in some of the documents found, in the order given, and in reading order within each.

        places: of the documents among all that were found.
        """
        counts = found.counts[places]
        every, begins = cls.room(int(counts.sum())), np.cumsum(counts) - counts
        # Contiguous texts are read faster together.
        ascending = np.argsort(places)
        for part in cut(found.snapshot.column("characters")[found.documents[places[ascending]]], _PLACED_AT_ONCE):
            own = ascending[part]
            starts, lengths = found.marks_within(places[own])
            targets = ragged(begins[own], counts[own])
            every.documents[targets] = np.repeat(found.documents[places[own]], counts[own])
            every.starts[targets], every.lengths[targets] = starts, lengths
        return every

    def chosen(self, chosen: Documents | Places | slice) -> Occurrences:
        """Those at these places, in that order."""
        return Occurrences(self.documents[chosen], self.starts[chosen], self.lengths[chosen])

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Document, start and end of each."""
        ends = self.starts + self.lengths
        return zip(self.documents.tolist(), self.starts.tolist(), ends.tolist(), strict=True)


class Neighbours:
    """The characters beside occurrences that an order compares, folded; beyond a paragraph's end comes nothing."""

    def __init__(self, snapshot: Segments, occurrences: Occurrences, order: str, deadline: Deadline) -> None:
        """order: all of a side, "left" or "right", the nearest first; or places (`line_order`)."""
        self._snapshot = snapshot
        self._occurrences = occurrences
        self._chosen = places(order)
        self._side: Side = "left" if order == "left" else "right"
        self._deadline = deadline

    def order(self, page: slice) -> Documents:
        """Indices of the occurrences on the page, when all are sorted by these characters.

        Ties keep their order. Raises TooSlow when the deadline is over.
        """
        first, last, _ = page.indices(len(self._occurrences.starts))
        places, depth = np.arange(len(self._occurrences.starts), dtype=np.uint32), 0
        while first < last:
            keys = self._keys(places, depth)
            low, high = np.partition(keys, [first, last - 1])[[first, last - 1]]
            before = int(np.count_nonzero(keys < low))
            first, last = first - before, last - before
            # Occurrences before or after the page need not be sorted.
            kept = (keys >= low) & (keys <= high)
            places, keys = places[kept], keys[kept]
            if low != high:
                return self._sorted(places, keys, depth, first, last)
            if self._whole(low):
                break
            depth += _COMPARED
        return places[first:last].astype(np.intp)

    def _sorted(self, order: Places, keys: _Keys, depth: int, first: int, last: int) -> Documents:
        """From the first to the last of some occurrences, by keys that were read at `depth` and those beyond."""
        at = np.arange(len(order), dtype=np.uint32)
        tied = np.zeros(len(order), np.uint32)
        while len(at):
            self._deadline.check()
            by_key = np.lexsort((keys, tied))
            order[at], keys, tied = order[at][by_key], keys[by_key], tied[by_key]
            at, tied = self._still_tied(at, keys, tied, first, last)
            depth += _COMPARED
            keys = self._keys(order[at], depth)
        return order[first:last].astype(np.intp)

    def _keys(self, places: Places, depth: int) -> _Keys:
        """The next characters of some occurrences, `depth` away from the word, as numbers that compare as they do."""
        keys = np.empty(len(places), np.uint64)
        for start in range(0, len(places), _READ_AT_ONCE):
            occurrences = self._occurrences.chosen(places[start : start + _READ_AT_ONCE])
            by_document = np.argsort(occurrences.documents, kind="stable")
            for part in self._parts(occurrences.documents[by_document]):
                self._deadline.check()
                chosen = by_document[part]
                keys[start + chosen] = self._read(occurrences.chosen(chosen), depth)
        return keys

    def _parts(self, documents: npt.NDArray[np.uint32]) -> Iterator[slice]:
        """Cuts ascending documents where their texts become too long to be read together."""
        first = np.ones(len(documents), np.bool_)
        first[1:] = documents[1:] != documents[:-1]
        lengths = self._snapshot.column("characters")[documents] * first
        part = np.cumsum(lengths, dtype=np.int64) // _READ_AT_ONCE
        cuts = np.flatnonzero((part[1:] != part[:-1]) & first[1:]) + 1
        bounds = [0, *cuts.tolist(), len(documents)]
        return map(slice, bounds[:-1], bounds[1:])

    def _read(self, occurrences: Occurrences, depth: int) -> _Keys:
        documents, own = np.unique(occurrences.documents.astype(np.intp), return_inverse=True)
        codes, lengths = self._snapshot.code_points(documents)
        begins = (np.cumsum(lengths) - lengths)[own]
        ends = begins + lengths[own]
        keys = np.zeros(len(own), np.uint64)
        for side, distance in self._compared(depth):
            if side == "right":
                at = begins + occurrences.starts + occurrences.lengths + (distance - 1)
            else:
                at = begins + occurrences.starts - distance
            inside = (begins <= at) & (at < ends)
            character = _folded()[codes[np.where(inside, at, 0)]]
            keys = (keys << np.uint64(_BITS)) | np.where(inside, character, np.uint64(0))
        return keys

    def _compared(self, depth: int) -> tuple[Place, ...]:
        """The places of the characters of a key."""
        return self._chosen or tuple((self._side, distance + 1) for distance in range(depth, depth + _COMPARED))

    def _whole(self, keys: _Keys) -> Mask:
        """Whether nothing beyond a key is compared: it has all the places, or the paragraph's end is in it."""
        if self._chosen:
            return np.ones(keys.shape, np.bool_)
        ended: Mask = (keys & np.uint64((1 << _BITS) - 1)) == 0
        return ended

    def _still_tied(self, at: Places, keys: _Keys, tied: Places, first: int, last: int) -> tuple[Places, Places]:
        """The places whose keys are still tied on the page, and the new group number of each.

        at: places that were compared. keys, tied: their keys and previous group numbers, sorted. first, last: the
        page.
        """
        begins = np.ones(len(at), np.bool_)
        begins[1:] = (keys[1:] != keys[:-1]) | (tied[1:] != tied[:-1])
        starts = np.flatnonzero(begins)
        counts = np.diff(np.append(starts, len(at)))
        open_groups = (counts > 1) & ~self._whole(keys[starts]) & (at[starts] < last) & (at[starts] + counts > first)
        within = ragged(starts[open_groups], counts[open_groups])
        groups = np.flatnonzero(open_groups).astype(np.uint32)
        return at[within], np.repeat(groups, counts[open_groups])


@cache
def _folded() -> _Keys:
    """For each code point, its folding plus one; 0 is the sentinel for the paragraph's end."""
    table = np.arange(1, 0x110001, dtype=np.uint64)
    folding = folding_table()
    table[list(folding)] = np.fromiter(folding.values(), np.uint64, len(folding)) + np.uint64(1)
    return table
