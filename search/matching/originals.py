"""From positions in searched texts to offsets in the texts as they are stored (index/analysis/searched.py)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.segment.shifts import Shifts
from search.matching.arrays import AT_ONCE, pieces

Positions = npt.NDArray[np.int64]


class Originals:
    """What to add to an index-wide position, to have one in the text instead of the searched text."""

    def __init__(self, shifts: Shifts, starts: Positions, lengths: npt.NDArray[np.integer]) -> None:
        """starts: position of each document's first character. lengths: of each document's text (code points)."""
        documents = shifts.documents.astype(np.int64)
        several = np.unique(documents)
        # Behind a document, offsets are equal again, unless the next one begins with a shift of its own.
        behind = starts[several] + lengths[several].astype(np.int64) + 1
        places = np.concatenate([[np.int64(-1)], behind, starts[documents] + shifts.at.astype(np.int64)])
        none = np.zeros(len(behind) + 1, np.int64)
        order = np.argsort(places, kind="stable")
        self._places: Positions = places[order]
        self._starts = np.concatenate([none, shifts.starts.astype(np.int64)])[order]
        self._ends = np.concatenate([none, shifts.ends.astype(np.int64)])[order]

    def spans(self, starts: Positions, lengths: Positions, deadline: Deadline) -> tuple[Positions, Positions]:
        """Starts and lengths, in the texts, of non-empty spans of searched texts; raises TooSlow."""
        if len(self._places) == 1:
            return starts, lengths
        ends = starts + lengths
        first, last = np.empty(len(starts), np.int64), np.empty(len(starts), np.int64)
        for part in pieces(len(starts), deadline) if len(starts) > AT_ONCE else [slice(None)]:
            first[part] = starts[part] + self._starts[self._at(starts[part])]
            last[part] = ends[part] + self._ends[self._at(ends[part] - 1)]
        return first, last - first

    def _at(self, places: Positions) -> npt.NDArray[np.intp]:
        return np.searchsorted(self._places, places, "right") - 1
