"""A draft as it is compared: the folded characters of its paragraphs without white space, with the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.folding import UNICODE, code_table, folding_table
from index.analysis.searched import INVISIBLE_RANGES, searched

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]

EDGE: Final = UNICODE
"""Stands before and behind each paragraph of a draft: no code point, so that nothing equals it."""


class Stripped(NamedTuple):
    """The compared characters of a text, folded; starts, ends: the span of each in the text (code points)."""

    codes: Codes
    starts: Offsets
    ends: Offsets


@cache
def compared_table() -> Codes:
    """For each code point what it is compared as; 0 for what is passed over: white space, and what has no shape."""
    table = code_table(folding_table).copy()
    table[table == ord(" ")] = 0
    for first, last in INVISIBLE_RANGES:
        table[first : last + 1] = 0
    return table


def stripped(text: str) -> Stripped:
    """The compared characters of a text."""
    seen = searched(text)
    codes = compared_table()[np.frombuffer(seen.text.encode("utf-32-le", "surrogatepass"), np.uint32)]
    places = np.arange(len(codes), dtype=np.int64)
    starts, ends = places.copy(), places + 1
    if seen.shifts:
        at, before, behind = np.array([(0, 0, 0), *seen.shifts], np.int64).T
        own = np.searchsorted(at, places, "right") - 1
        starts, ends = starts + before[own], ends + behind[own]
    kept = codes != 0
    return Stripped(codes[kept], starts[kept], ends[kept])


def is_counted(codes: Codes) -> npt.NDArray[np.bool_]:
    """Which characters count towards a run's length: letters, Han characters and figures, not signs."""
    distinct, places = np.unique(codes, return_inverse=True)
    counted: npt.NDArray[np.bool_] = np.array([code < UNICODE and chr(code).isalnum() for code in distinct.tolist()])
    return counted[places] if len(distinct) else np.zeros(0, np.bool_)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose wording is looked for elsewhere, as one row of characters with EDGE around each paragraph.

    text: the paragraphs, with a line break between two. begins: offset of each paragraph in it (code points).
    codes: the row. starts, ends: span in the text of each character of it. bounds: place in the row of each
    paragraph's first character, and one more behind the last. counted: for each place, how many characters before it
    count towards a length.
    """

    paragraphs: tuple[str, ...]
    text: str
    begins: tuple[int, ...]
    codes: Codes
    starts: Offsets
    ends: Offsets
    bounds: Offsets
    counted: Offsets

    @classmethod
    def of(cls, paragraphs: Iterable[str]) -> Draft:
        """The draft that has these paragraphs."""
        texts = tuple(paragraphs)
        begins = tuple(accumulate((len(each) + 1 for each in texts), initial=0))
        parts = [stripped(each) for each in texts]
        edge, none = np.array([EDGE], np.uint32), np.zeros(1, np.int64)
        codes = np.concatenate([edge, *(row for each in parts for row in (each.codes, edge))])
        offsets = list(zip(begins, parts, strict=False))
        counted = is_counted(codes)
        return cls(
            texts,
            "\n".join(texts),
            begins[:-1],
            codes,
            np.concatenate([none, *(row for begin, each in offsets for row in (each.starts + begin, none))]),
            np.concatenate([none, *(row for begin, each in offsets for row in (each.ends + begin, none))]),
            np.cumsum([1, *(len(each.codes) + 1 for each in parts)], dtype=np.int64),
            np.concatenate([none, np.cumsum(counted, dtype=np.int64)]),
        )

    def compared(self, start: int, end: int) -> str:
        """The characters of a piece of the row."""
        return self.codes[start:end].tobytes().decode("utf-32-le", "surrogatepass")

    def folded(self) -> Iterator[tuple[str, int]]:
        """The characters of each paragraph, and the place of the first."""
        for start, stop in pairwise(self.bounds.tolist()):
            yield self.compared(start, stop - 1), start

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text a piece of the row stands (code points, half-open)."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def paragraph_at(self, places: npt.NDArray[Any]) -> Offsets:
        """The paragraph of each place of the row."""
        found: Offsets = np.searchsorted(self.bounds, places, "right") - 1
        return found

    def length(self, start: int, end: int) -> int:
        """How many characters of a piece of the row count."""
        return int(self.counted[end] - self.counted[start])

    @property
    def characters(self) -> int:
        """How many characters count."""
        return int(self.counted[-1])
