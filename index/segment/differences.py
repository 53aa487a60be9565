"""Differences of two segments of the same reports, array by array, with the place where the first one lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.errors import CorruptIndex
from index.segment.arrays import Array, ArrayFile
from index.segment.figures import FIGURE
from index.segment.narrow import NARROW, stored_numbers
from index.segment.reader import DOCUMENT_COLUMNS, REPORT_COLUMNS, SegmentReader
from index.segment.stream import STREAM

_PIECE: Final = 1 << 22
"""Elements in memory at a time."""
_OVERFLOWS: Final = tuple(f"{name}{ending}" for name in NARROW for ending in (".at", ".over"))
_OF_DOCUMENTS: Final = frozenset(("report", *DOCUMENT_COLUMNS))
_OF_REPORTS: Final = frozenset(("heads", *REPORT_COLUMNS))
_OF_POSTINGS: Final = ("low", "high", "frequencies")

Tick = Callable[[int], object]
"""Called with the number of elements compared since the last call."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An array that differs.

    count: of differing elements, -1 if one segment lacks the array or has another number of elements. report, document:
    to which the first one belongs, None if that is not known; document: in the segment. term: to which it belongs, or
    "".
    """

    name: str
    count: int
    report: int | None = None
    document: int | None = None
    term: str = ""


def differences(found: SegmentReader, expected: SegmentReader, *, words: bool, tick: Tick) -> Iterator[Difference]:
    """The arrays of `found` that are not those of `expected`, which must be intact.

    Numbers are compared, not in which width they are kept: that may depend on documents that a merge left out. words:
    whether to compare what depends on the segmenter, too.
    """
    names = [*expected.file.names(), *(name for name in found.file.names() if name not in expected.file)]
    for name in names:
        # Overflows are read with the numbers that they belong to.
        if not name.endswith(_OVERFLOWS) and (words or not _of_words(name)):
            length = expected.file.length(name)
            if name not in found.file or name not in expected.file or found.file.length(name) != length:
                yield Difference(name, -1)
            elif (different := _different(found.file, expected.file, name, tick)) is not None:
                yield _placed(expected, name, *different)
    for reader in (found, expected):
        reader.file.forget_pages()


def _of_words(name: str) -> bool:
    """Whether an array depends on the segmenter and its dictionaries."""
    return name in ("tokens", "title_tokens") or name.partition(".")[0] in ("words", "title", STREAM, FIGURE)


def _different(found: ArrayFile, expected: ArrayFile, name: str, tick: Tick) -> tuple[int, int] | None:
    """Index of the first element that differs, and how many do; None if none does."""
    count, first, length = 0, 0, expected.length(name)
    for start in range(0, length, _PIECE):
        end = min(start + _PIECE, length)
        try:
            wrong = np.flatnonzero(_piece(found, name, start, end) != _piece(expected, name, start, end))
        except CorruptIndex:
            wrong = np.zeros(1, np.intp)
        if len(wrong):
            first = first if count else start + int(wrong[0])
            count += len(wrong)
        tick(end - start)
        # Pages once read would count as this process's memory.
        found.forget_pages()
        expected.forget_pages()
    return (first, count) if count else None


def _piece(file: ArrayFile, name: str, start: int, end: int) -> Array:
    return stored_numbers(file, name, start, end) if name.endswith(NARROW) else file[name][start:end]


def _placed(expected: SegmentReader, name: str, first: int, count: int) -> Difference:
    """The difference, with whose element `first` is."""
    document = _document_of(expected, name, first)
    if document is not None:
        # The last bound is that of the last document.
        document = min(document, expected.documents - 1)
        return Difference(name, count, int(expected.file["report"][document]), document, _term(expected, name, first))
    report: int | None = None
    if name in _OF_REPORTS or name == "meta.first":
        report = min(first, expected.reports - 1)
    elif name == "meta":
        report = _owner(expected.file["meta.first"], first)
    return Difference(name, count, report, None, _term(expected, name, first))


def _document_of(expected: SegmentReader, name: str, element: int) -> int | None:
    field, _, kind = name.rpartition(".")
    if name in _OF_DOCUMENTS or name in ("text.first", f"{STREAM}.first"):
        return element
    if name == f"{STREAM}.numbers":
        return _owner(expected.file[f"{STREAM}.first"], element)
    if name == "text":
        return _owner(expected.file["text.first"], element)
    if field == FIGURE and expected.file.length(name) == expected.file.length(f"{FIGURE}.document"):
        return int(expected.file[f"{FIGURE}.document"][element])
    if field == "shift":
        return int(expected.file["shift.document"][element])
    postings = expected.field(field) if kind in _OF_POSTINGS else None
    return None if postings is None else int(postings.documents(element, element + 1)[0])


def _term(expected: SegmentReader, name: str, element: int) -> str:
    """The term to which an element of a field belongs; "" for every other array."""
    field, _, kind = name.rpartition(".")
    # Texts and metadata have bounds, too.
    postings = expected.field(field) if f"{field}.low" in expected.file else None
    if postings is None:
        return ""
    number = element
    if kind in _OF_POSTINGS:
        number = _owner(postings.first, element)
    elif kind == "positions" and postings.begins is not None:
        number = _owner(postings.begins, element)
    elif kind == "text":
        number = int(np.searchsorted(expected.file[f"{field}.ends"], element))
    return postings.terms.term(min(number, len(postings.terms) - 1))


def _owner(bounds: Array, element: int) -> int:
    """The piece to which an element belongs; bounds: where each piece begins, and the end."""
    return int(np.searchsorted(bounds, element, "right")) - 1
