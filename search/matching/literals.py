"""Literal search: positions of a run of characters, from the postings of its bigrams."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold, fold_width_case, run_grams, siblings
from index.deadline import UNLIMITED, Deadline
from index.segment import EMPTY, Postings
from index.segment.arrays import narrowest, ragged
from index.segment.narrow import Numbers
from index.segment.postings import Check
from index.segment.recent import Recent
from index.segment.segments import Segments
from search.matching.arrays import AT_ONCE, Documents, Mask, cut, found_at, look_up, pieces, within
from search.matching.foreseen import CHARACTER, GRAM
from search.matching.originals import Originals

Positions = npt.NDArray[np.int64]
"""Character positions in the whole index, ascending: a document's start plus an offset in its searched text."""

NO_POSITIONS: Final[Positions] = np.zeros(0, np.int64)

_PLACE: Final = 24
"""Bytes that an occurrence takes while its place in the index is compared with others."""
RECENT_BYTES: Final = 48 << 20
"""Bytes of postings kept in the cache of recent runs."""


class LiteralIndex:
    """Finds every occurrence of any run in one field, in which each character begins a bigram.

    lengths: length (code points) of each document in the field, or an upper bound.
    """

    def __init__(self, snapshot: Segments, field: str, lengths: npt.NDArray[Any]) -> None:
        self._snapshot = snapshot
        self._field = field
        self.lengths = lengths
        # A single character is merged from thousands of bigrams, and few characters account for most lookups.
        self._recent: Recent[str, Postings] = Recent(RECENT_BYTES)
        self._starts: Positions | None = None

    @property
    def starts(self) -> Positions:
        """Position of each document's first character."""
        if self._starts is None:
            # A gap of one position between paragraphs keeps a run from spanning two of them.
            ends = np.cumsum(self.lengths, dtype=np.int64) + np.arange(1, len(self.lengths) + 1)
            self._starts = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1]])
        return self._starts

    @cached_property
    def originals(self) -> Originals:
        """From positions in the searched texts, which are those of terms, to offsets in the texts."""
        return Originals(self._snapshot.shifts, self.starts, self.lengths)

    def find(self, run: str, deadline: Deadline) -> Postings:
        """Postings of the folded `run` in the folded searched texts, overlapping occurrences included."""
        deadline.check()
        folded = fold(run)
        found = self._recent.get(folded)
        if found is None:
            found = self._find_character(folded, deadline) if len(folded) == 1 else self._find(folded, deadline)
            if len(folded) != 2:
                self._recent.put(folded, found, found.size)
        return found

    def _find(self, folded: str, deadline: Deadline) -> Postings:
        parts = run_grams(folded)
        if len(parts) == 1:
            return self._gram(folded, deadline)
        # The rarest first: often no document is left before the frequent ones are read.
        parts.sort(key=lambda part: self._snapshot.extent(self._field, part[0])[0])
        documents: Documents | None = None
        for gram, _ in parts:
            own = self._gram(gram, deadline).documents
            documents = own if documents is None else documents[within(documents, own, self._snapshot.documents)]
            if not len(documents):
                return EMPTY
        assert documents is not None
        found = NO_POSITIONS
        for number, (gram, distance) in enumerate(parts):
            # Read again, from the cache or the file: together they would take memory without bound.
            places = self.places(self.restrict(self._gram(gram, deadline), documents), deadline) - distance
            found = intersect(found, places, deadline) if number else places
            if not len(found):
                return EMPTY
        return self.postings(found, deadline)

    def _gram(self, gram: str, deadline: Deadline) -> Postings:
        deadline.check()
        found = self._snapshot.postings(self._field, gram)
        deadline.expect(len(found.documents) * GRAM)
        return found

    def restrict(self, postings: Postings, documents: Documents) -> Postings:
        """The postings in some documents (ascending)."""
        if documents is postings.documents or not len(postings.documents):
            return postings
        if not len(documents):
            return EMPTY
        first, last = int(documents[0]), int(documents[-1]) + 1
        low, high = postings.documents.searchsorted([first, last]).tolist()
        if (high - low) * 2 < len(postings.documents):
            postings = postings.part(low, high)
            if low == high or last - first == len(documents):
                return postings
        else:
            first, last = 0, self._snapshot.documents
        if not look_up(documents, postings.documents, last - first):
            return postings.chosen(within(postings.documents - first, documents - first, last - first))
        at, found = found_at(documents, postings.documents)
        at = at[found]
        frequencies, begins = postings.frequencies[at], postings.begins[at]
        return Postings(documents[found], frequencies, lambda check: postings.read(check)[ragged(begins, frequencies)])

    def _find_character(self, char: str, deadline: Deadline) -> Postings:
        deadline.expect(self._snapshot.extent(self._field, char, prefix=True)[1] * CHARACTER / 2)
        every = self._snapshot.starting_with(self._field, char)
        counts = np.bincount(every.documents, every.frequencies, minlength=self._snapshot.documents)
        documents = np.flatnonzero(counts)
        # The bigrams' postings are several times as large as what is made of them, and are read again for positions.
        frequencies = narrowest(counts[documents].astype(np.uint32))
        return Postings(documents, frequencies, lambda check: self._sorted(char, documents, frequencies, check))

    def _sorted(self, char: str, documents: Documents, frequencies: Numbers, check: Check) -> Numbers:
        """Offsets of a character's bigrams, merged and sorted within each document, in batches of documents."""
        every = self._snapshot.starting_with(self._field, char)
        positions = every.read(check)
        found, done = np.empty(len(positions), positions.dtype), 0
        parts = cut(frequencies, AT_ONCE)
        for part in parts:
            check()
            own, own_counts = documents[part], frequencies[part]
            if len(parts) == 1:
                places = self.places(every, UNLIMITED)
            else:
                there = (every.documents >= own[0]) & (every.documents <= own[-1])
                places = np.repeat(self.starts[every.documents[there]], every.frequencies[there])
                places += positions[np.repeat(there, every.frequencies)]
            places.sort()
            found[done : done + len(places)] = places - np.repeat(self.starts[own], own_counts)
            done += len(places)
        return found

    def find_exactly(self, run: str, deadline: Deadline) -> Postings:
        """Postings of `run` in its own script; width and case make no difference."""
        places = self.places(self.find(run, deadline), deadline)
        for distance, (char, folded) in enumerate(zip(fold_width_case(run), fold(run), strict=True)):
            if char != folded:
                places = intersect(places, self._variant(char, deadline) - distance, deadline)
            else:
                for sibling in siblings(char):
                    places = without(places, self._variant(sibling, deadline) - distance, deadline)
        return self.postings(places, deadline)

    def _variant(self, char: str, deadline: Deadline) -> Positions:
        return self.places(self._snapshot.postings("variants", char), deadline)

    def places(self, postings: Postings, deadline: Deadline) -> Positions:
        """Positions of a term with these postings."""
        deadline.check()
        offsets = postings.read(deadline.check)
        deadline.need(len(offsets) * _PLACE)
        places: Positions = np.repeat(self.starts[postings.documents], postings.frequencies)
        places += offsets
        return places

    def postings(self, places: Positions, deadline: Deadline) -> Postings:
        """The postings of these positions (ascending)."""
        owners = self.documents(places, deadline)
        first = np.concatenate([np.ones(min(len(owners), 1), np.bool_), owners[1:] != owners[:-1]])
        at = np.flatnonzero(first)
        documents = owners[at]
        frequencies = narrowest(np.diff(np.append(at, len(owners))))
        held = places.nbytes + owners.nbytes
        return Postings(documents, frequencies, lambda _: narrowest(places - self.starts[owners]), held)

    def documents(self, places: Positions, deadline: Deadline) -> npt.NDArray[np.int64]:
        """The document of each position."""
        return last_before(self.starts, places, deadline)


def last_before(begins: Positions, places: Positions, deadline: Deadline) -> npt.NDArray[np.int64]:
    """For each position, the index of the last of `begins` (ascending) at or before it."""
    if len(places) <= AT_ONCE:
        deadline.check()
        return np.searchsorted(begins, places, "right") - 1
    found = np.empty(len(places), np.int64)
    for part in pieces(len(places), deadline):
        found[part] = np.searchsorted(begins, places[part], "right")
    found -= 1
    return found


def intersect(left: Positions, right: Positions, deadline: Deadline) -> Positions:
    """Intersection of two ascending arrays without duplicates."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    both: Positions = small[contained(small, large, deadline)]
    return both


def without(left: Positions, right: Positions, deadline: Deadline) -> Positions:
    """Difference `left` minus `right` of two ascending arrays."""
    rest: Positions = left[~contained(left, right, deadline)] if len(right) else left
    return rest


def contained(places: Positions, others: Positions, deadline: Deadline) -> Mask:
    """For each position, whether it is one of the others (ascending)."""
    if len(others) and len(places) <= AT_ONCE:
        deadline.check()
        return found_at(places, others)[1]
    found = np.zeros(len(places), np.bool_)
    if len(others):
        for part in pieces(len(places), deadline):
            found[part] = found_at(places[part], others)[1]
    return found
