"""Literal search: where a run of characters stands, in all paragraphs, from the postings of its bigrams."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold, fold_width_case, run_grams, siblings
from index.segment import EMPTY, Postings
from index.segment.arrays import ragged
from index.segment.postings import Numbers
from index.segment.recent import Recent
from index.segment.segments import Segments
from search.matching.arrays import Documents, found_at, look_up, within

Places = npt.NDArray[np.int64]
"""Places in the whole index, ascending: a document's start plus an offset (code points) in its text."""

NOWHERE: Final[Places] = np.zeros(0, np.int64)

RECENT_BYTES: Final = 48 << 20
"""How much is kept of what runs were found."""


class LiteralIndex:
    """Finds every occurrence of every run in one field, since each character in it begins a bigram.

    lengths: how many characters (code points) each document has in the field; more does no harm.
    """

    def __init__(self, snapshot: Segments, field: str, lengths: npt.NDArray[Any]) -> None:
        self._snapshot = snapshot
        self._field = field
        self.lengths = lengths
        # One character is put together from thousands of bigrams, and the same few are asked for again and again.
        self._recent: Recent[str, Postings] = Recent(RECENT_BYTES)
        self._starts: Places | None = None

    @property
    def starts(self) -> Places:
        """The place of each document's first character."""
        if self._starts is None:
            # One place more than there are characters keeps a run from reaching into the next paragraph.
            ends = np.cumsum(self.lengths, dtype=np.int64) + np.arange(1, len(self.lengths) + 1)
            self._starts = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1]])
        return self._starts

    def find(self, run: str) -> Postings:
        """Where the folding of `run` begins in the folded texts, overlapping occurrences included."""
        folded = fold(run)
        found = self._recent.get(folded)
        if found is None:
            found = self._find_character(folded) if len(folded) == 1 else self._find(folded)
            if len(folded) != 2:
                self._recent.put(folded, found, found.size)
        return found

    def _find(self, folded: str) -> Postings:
        pieces = [(self._snapshot.postings(self._field, gram), distance) for gram, distance in run_grams(folded)]
        if len(pieces) == 1:
            return pieces[0][0]
        pieces.sort(key=lambda piece: len(piece[0].documents))
        documents = pieces[0][0].documents
        for postings, _ in pieces[1:]:
            documents = documents[within(documents, postings.documents, self._snapshot.documents)]
        if not len(documents):
            return EMPTY
        found = NOWHERE
        for number, (postings, distance) in enumerate(pieces):
            places = self.places(self.restrict(postings, documents)) - distance
            found = intersect(found, places) if number else places
        return self.postings(found)

    def restrict(self, postings: Postings, documents: Documents) -> Postings:
        """The postings in some documents, which are ascending."""
        if documents is postings.documents or not len(postings.documents):
            return postings
        if not look_up(documents, postings.documents, self._snapshot.documents):
            return postings.chosen(within(postings.documents, documents, self._snapshot.documents))
        at, found = found_at(documents, postings.documents)
        at = at[found]
        frequencies, begins = postings.frequencies[at], postings.begins[at]
        return Postings(documents[found], frequencies, lambda: postings.positions[ragged(begins, frequencies)])

    def _find_character(self, char: str) -> Postings:
        every = self._snapshot.starting_with(self._field, char)
        counts = np.bincount(every.documents, every.frequencies, minlength=self._snapshot.documents)
        documents = np.flatnonzero(counts)
        frequencies = counts[documents].astype(np.int64)

        def positions() -> Numbers:
            places = np.sort(self.places(every))
            return places - np.repeat(self.starts[documents], frequencies)

        return Postings(documents, frequencies, positions)

    def find_exactly(self, run: str) -> Postings:
        """Where `run` begins in the script in which it is written; width and case make no difference."""
        places = self.places(self.find(run))
        for distance, (char, folded) in enumerate(zip(fold_width_case(run), fold(run), strict=True)):
            if char != folded:
                places = intersect(places, self._variant(char) - distance)
            else:
                for sibling in siblings(char):
                    places = without(places, self._variant(sibling) - distance)
        return self.postings(places)

    def _variant(self, char: str) -> Places:
        return self.places(self._snapshot.postings("variants", char))

    def places(self, postings: Postings) -> Places:
        """Where a term with these postings begins."""
        places: Places = np.repeat(self.starts[postings.documents], postings.frequencies)
        places += postings.positions
        return places

    def postings(self, places: Places) -> Postings:
        """The postings of what begins at these places, which are ascending."""
        owners = self.documents(places)
        first = np.concatenate([np.ones(min(len(owners), 1), np.bool_), owners[1:] != owners[:-1]])
        at = np.flatnonzero(first)
        documents = owners[at]
        frequencies = np.diff(np.append(at, len(owners)))
        return Postings(documents, frequencies, lambda: places - self.starts[owners])

    def documents(self, places: Places) -> npt.NDArray[np.int64]:
        """The document of each place."""
        found: npt.NDArray[np.int64] = np.searchsorted(self.starts, places, "right") - 1
        return found


def intersect(left: Places, right: Places) -> Places:
    """What stands in both of two ascending arrays without repeats."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    both: Places = small[large[at] == small] if len(large) else NOWHERE
    return both


def without(left: Places, right: Places) -> Places:
    """What stands in the first of two ascending arrays and not in the second."""
    if not len(right):
        return left
    at = np.searchsorted(right, left)
    at[at == len(right)] = 0
    rest: Places = left[right[at] != left]
    return rest
