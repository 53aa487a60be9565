"""Literal search: where a run of characters stands, in all paragraphs, from the postings of its bigrams."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold, fold_width_case, run_grams, siblings
from index.codec import Postings
from index.stores.snapshot import Snapshot

Places = npt.NDArray[np.int64]
"""Places in the whole index, ascending: a document's start plus an offset (code points) in its text."""

NOWHERE: Final[Places] = np.zeros(0, np.int64)

RECENT_CHARACTERS: Final = 64
"""How many characters' places are kept."""


class LiteralIndex:
    """Finds every occurrence of every run in one field, since each character in it begins a bigram.

    lengths: how many characters (code points) each document has in the field; more does no harm.
    """

    def __init__(self, snapshot: Snapshot, field: str, lengths: npt.NDArray[Any]) -> None:
        self._snapshot = snapshot
        self._field = field
        # One character is put together from thousands of bigrams, and the same few are asked for again and again.
        self._character = lru_cache(RECENT_CHARACTERS)(self._find_character)
        # One place more than there are characters keeps a run from reaching into the next paragraph.
        ends = np.cumsum(lengths.astype(np.int64) + 1)
        self.starts = np.concatenate([[0], ends[:-1]]) if len(ends) else NOWHERE

    def find(self, run: str) -> Places:
        """Where the folding of `run` begins in the folded texts, overlapping occurrences included."""
        folded = fold(run)
        if len(folded) == 1:
            return self._character(folded)
        pieces = [(self._snapshot.postings(self._field, gram), distance) for gram, distance in run_grams(folded)]
        pieces.sort(key=lambda piece: len(piece[0].positions))
        postings, distance = pieces[0]
        places = self.places(postings) - distance
        for postings, distance in pieces[1:]:
            if not len(places):
                break
            places = intersect(places, self.places(postings) - distance)
        return places

    def _find_character(self, char: str) -> Places:
        grams = self._snapshot.terms(self._field, char)
        found = [self.places(self._snapshot.postings(self._field, gram)) for gram in grams]
        return np.sort(np.concatenate(found)) if found else NOWHERE

    def find_exactly(self, run: str) -> Places:
        """Where `run` begins in the script in which it is written; width and case make no difference."""
        places = self.find(run)
        for distance, (char, folded) in enumerate(zip(fold_width_case(run), fold(run), strict=True)):
            if char != folded:
                places = intersect(places, self._variant(char) - distance)
            else:
                for sibling in siblings(char):
                    places = without(places, self._variant(sibling) - distance)
        return places

    def _variant(self, char: str) -> Places:
        return self.places(self._snapshot.postings("variants", char))

    def places(self, postings: Postings) -> Places:
        """Where a term with these postings begins."""
        starts = np.repeat(self.starts[postings.documents], postings.frequencies)
        return starts + postings.positions.astype(np.int64)

    def documents(self, places: Places) -> npt.NDArray[np.int64]:
        """The document of each place."""
        found: npt.NDArray[np.int64] = np.searchsorted(self.starts, places, "right") - 1
        return found

    def start(self, document: int) -> int:
        """The place of a document's first character."""
        return int(self.starts[document])


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


def leftmost_longest(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """Of spans that may overlap, those that reading from the left marks: the first, the longest of those that begin
    together, and so on behind its end. Returns starts and lengths, ascending.

    Works in rounds: what begins behind all that came before it is marked, what overlaps a marked one goes.
    """
    order = np.lexsort((-lengths, starts))
    starts, ends = starts[order], (starts + lengths)[order]
    marked: list[tuple[Any, Any]] = []
    while len(starts):
        reach = np.maximum.accumulate(ends)
        free = np.ones(len(starts), np.bool_)
        free[1:] = starts[1:] >= reach[:-1]
        marked.append((starts[free], ends[free]))
        if free.all():
            break
        before = np.cumsum(free) - 1
        waiting = ~free & (starts >= ends[free][before])
        starts, ends = starts[waiting], ends[waiting]
    if not marked:
        return NOWHERE, NOWHERE
    all_starts = np.concatenate([each for each, _ in marked])
    all_ends = np.concatenate([each for _, each in marked])
    order = np.argsort(all_starts)
    return all_starts[order], (all_ends - all_starts)[order]
