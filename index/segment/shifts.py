"""Shifts of a segment: the maps from searched texts back to the texts, of the paragraphs where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from index.analysis.searched import Shift
from index.segment.arrays import Array, ArrayFile, ArrayFileWriter, narrowest

_ARRAYS: Final = ("shift.document", "shift.at", "shift.start", "shift.end")


@dataclass(frozen=True, slots=True)
class Shifts:
    """Of each shift its document, and the three numbers of `Shift`; ascending by document and offset."""

    documents: Array
    at: Array
    starts: Array
    ends: Array

    @classmethod
    def read(cls, file: ArrayFile) -> Self | None:
        """The shifts of a segment's file; None where no text differs."""
        return cls(*(file[name] for name in _ARRAYS)) if _ARRAYS[0] in file else None

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """Several put behind one another."""
        every = list(parts)
        none = np.zeros(0, np.int64)
        return cls(
            np.concatenate([none, *(each.documents for each in every)]),
            np.concatenate([none, *(each.at for each in every)]),
            np.concatenate([none, *(each.starts for each in every)]),
            np.concatenate([none, *(each.ends for each in every)]),
        )

    def moved(self, by: int) -> Self:
        """The same, of documents whose numbers are higher `by` as many."""
        return type(self)(self.documents.astype(np.int64) + by, self.at, self.starts, self.ends)

    def renumbered(self, numbers: npt.NDArray[np.int64]) -> Self:
        """Those of the documents that remain, by their new numbers; numbers: of every document, -1 if it goes."""
        documents = numbers[self.documents]
        kept = documents >= 0
        return type(self)(documents[kept], self.at[kept], self.starts[kept], self.ends[kept])

    def searched_lengths(self, lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Length of each document's searched text, from those of the texts (code points)."""
        found = lengths.copy()
        last = np.append(self.documents[1:] != self.documents[:-1], [True] * min(len(self.documents), 1))
        found[self.documents[last]] -= self.starts[last].astype(np.int64)
        return found

    def write(self, file: ArrayFileWriter) -> None:
        """Write them to a segment's file; nothing if there are none."""
        if len(self.documents):
            for name, array in zip(_ARRAYS, (self.documents, self.at, self.starts, self.ends), strict=True):
                file.add(name, narrowest(array))


def write_shifts(file: ArrayFileWriter, shifts: Mapping[int, Sequence[Shift]]) -> None:
    """Write the shifts of documents to a segment's file."""
    rows = [(document, *shift) for document, own in shifts.items() for shift in own]
    if rows:
        Shifts(*np.array(rows, np.int64).T).write(file)
