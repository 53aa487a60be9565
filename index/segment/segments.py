"""Open segments read as one: columns, postings and texts over all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import Any, Final
from weakref import proxy

import numpy as np
import numpy.typing as npt

from index.errors import MEND, CorruptIndex
from index.language import N_, gettext
from index.manifest import Ranges
from index.report import Restored
from index.segment.columns import NO_SECTION
from index.segment.figures import Figures
from index.segment.figures import joined as joined_figures
from index.segment.postings import EMPTY, Postings, joined
from index.segment.reader import SegmentReader
from index.segment.recent import Recent
from index.segment.restored import RESTORED, restored_in
from index.segment.shifts import Shifts
from index.segment.stream import TokenStreams
from index.segment.terms import LongTerms
from index.segment.vocabulary import Vocabulary, merged

_DAMAGED: Final = N_("索引已损坏：文件的内容与写入时不同")
RECENT_BYTES: Final = 48 << 20
"""Bytes of postings kept in the cache."""
RECENT_REPORTS: Final = 4096

Column = npt.NDArray[Any]
Documents = npt.NDArray[np.intp]


class Segments:
    """Segments read as one, without their deleted documents. Safe for threads.

    Documents and reports are numbered from 0 over all segments, deleted ones included. A report's documents have
    consecutive numbers, from its head's on. Data stay in mapped files, which processes share, even after the files are
    unlinked. Methods raise CorruptIndex for impossible content.
    """

    def __init__(self, segments: list[SegmentReader], deleted: Sequence[Ranges]) -> None:
        """deleted: ranges of deleted documents of each segment."""
        self._segments = segments
        self._deleted = deleted
        self._starts = [0, *np.cumsum([segment.documents for segment in self._segments]).tolist()]
        self._ends = int(self._starts[-1])
        self._first_reports = [0, *np.cumsum([segment.reports for segment in self._segments]).tolist()]
        self._columns: dict[str, Column] = {}
        self._recent: Recent[tuple[str, str], Postings] = Recent(RECENT_BYTES)
        # Through a reference that does not count, so that files are let go of with the last use, not at a collection.
        self.meta = lru_cache(RECENT_REPORTS)(partial(type(self)._read_meta, proxy(self)))

    @property
    def documents(self) -> int:
        """Number of documents, deleted ones included."""
        return self._ends

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """Mask of live documents; None if all are live."""
        if not any(self._deleted):
            return None
        live = np.ones(self.documents, np.bool_)
        for first, ranges in zip(self._starts, self._deleted, strict=False):
            for start, end in ranges:
                live[first + start : first + end] = False
        return live

    def column(self, name: str) -> Column:
        """A column of documents or of reports (index/segment/reader.py), one number for each."""
        column = self._columns.get(name)
        if column is None:
            parts = [segment.column(name) for segment in self._segments]
            column = self._columns[name] = _end_to_end(parts)
        return column

    @cached_property
    def reports(self) -> npt.NDArray[np.integer[Any]]:
        """Report of each document."""
        firsts = self._first_reports
        return _end_to_end(
            [
                segment.column("report") + np.uint32(first) if first else segment.column("report")
                for first, segment in zip(firsts, self._segments, strict=False)
            ]
        )

    @cached_property
    def heads(self) -> Documents:
        """First document of each report."""
        parts = [
            segment.first_documents() + start for start, segment in zip(self._starts, self._segments, strict=False)
        ]
        return np.concatenate([np.zeros(0, np.int64), *parts])

    @cached_property
    def headings(self) -> npt.NDArray[np.int32]:
        """`headings_of` all documents."""
        narrow: npt.NDArray[np.int32] = self.headings_of(np.arange(self.documents), self.reports).astype(np.int32)
        return narrow

    def headings_of(self, documents: Documents, reports: Column) -> Documents:
        """Heading of each document; sentinel `documents` if it has none or is one itself.

        reports: those of `documents`. Raises CorruptIndex for a heading out of range.
        """
        sections = self.column("section")[documents]
        headings: Documents = self.heads[reports] + sections
        headings[(sections == NO_SECTION) | (headings == documents)] = self.documents
        if int(headings.max(initial=0)) > self.documents:
            raise CorruptIndex(gettext(_DAMAGED), next_step=gettext(MEND))
        return headings

    @cached_property
    def live_reports(self) -> Documents:
        """Live reports, ascending."""
        return np.arange(len(self.heads)) if self.live is None else np.flatnonzero(self.live[self.heads])

    def postings(self, field: str, term: str) -> Postings:
        """Postings of a term in live documents; empty if there are none. Those of queries are cached."""
        found = self._recent.get((field, term))
        if found is None:
            found = self._living(segment.postings(field, term) for segment in self._segments)
            self._recent.put((field, term), found, found.size)
        return found

    def starting_with(self, field: str, prefix: str) -> Postings:
        """Postings of all terms with a prefix, concatenated."""
        parts = []
        for segment in self._segments:
            postings = segment.field(field)
            numbers = postings.terms.starting_with(prefix) if postings else range(0)
            parts.append(postings.read(numbers) if postings and numbers else EMPTY)
        return self._living(parts)

    def _living(self, parts: Iterable[Postings]) -> Postings:
        found = [(start, each) for start, each in zip(self._starts, parts, strict=False) if len(each.documents)]
        postings = joined(found)
        return postings if self.live is None else postings.only(self.live)

    def document_frequency(self, field: str, term: str) -> int:
        """Number of live documents that contain the term."""
        if self.live is not None:
            return len(self.postings(field, term).documents)
        total = 0
        for segment in self._segments:
            postings = segment.field(field)
            number = postings.terms.find(term) if postings else None
            if postings and number is not None:
                total += postings.document_frequency(number)
        return total

    def extent(self, field: str, term: str, *, prefix: bool = False) -> tuple[int, int]:
        """Numbers of postings and of positions of a term, or of all that begin with it; deleted documents included.

        Reads dictionaries alone; a field without positions has one for each posting.
        """
        count = places = 0
        for segment in self._segments:
            postings = segment.field(field)
            if postings is None:
                continue
            if prefix:
                numbers = postings.terms.starting_with(term)
            else:
                number = postings.terms.find(term)
                numbers = range(0) if number is None else range(number, number + 1)
            own, positions = postings.extent(numbers)
            count, places = count + own, places + positions
        return count, places

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """Terms of the field with a prefix, distinct and in order; those of deleted documents included."""
        found: set[str] = set()
        for segment in self._segments:
            if postings := segment.field(field):
                found.update(map(postings.terms.term, postings.terms.starting_with(prefix)))
        return sorted(found)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Vocabulary of the words field; deleted documents may still count.

        Raises CorruptIndex for impossible content.
        """
        return merged(_vocabulary(segment) for segment in self._segments if segment.field("words"))

    @cached_property
    def stream(self) -> TokenStreams:
        """The words of all texts in reading order; raises CorruptIndex for impossible ones."""
        return TokenStreams([(segment.stream, segment.documents) for segment in self._segments])

    @cached_property
    def figures(self) -> Figures | None:
        """The figures of all texts, deleted ones included; None if in a segment none were looked for.

        Raises CorruptIndex for impossible ones.
        """
        figures = [segment.figures for segment in self._segments]
        if len(figures) == 1:
            return figures[0]
        own = [np.arange(start, end) for start, end in pairwise(self._starts)]
        found = [(each, numbers) for each, numbers in zip(figures, own, strict=True) if each is not None]
        return joined_figures(found) if len(found) == len(figures) else None

    @cached_property
    def shifts(self) -> Shifts:
        """Maps from the searched texts back to the texts; raises CorruptIndex for impossible ones."""
        parts = [
            shifts.moved(start)
            for start, segment in zip(self._starts, self._segments, strict=False)
            if (shifts := segment.shifts()) is not None
        ]
        return Shifts.joined(parts)

    def _segment_of(self, document: int) -> tuple[SegmentReader, int]:
        place = bisect_right(self._starts, document) - 1
        return self._segments[place], document - self._starts[place]

    def text(self, document: int) -> str:
        """A paragraph's text."""
        segment, own = self._segment_of(document)
        return segment.text(own)

    def code_points(self, documents: Documents) -> tuple[npt.NDArray[np.uint32], Documents]:
        """Concatenated code points of several paragraphs' texts, and the length of each."""
        codes = self._codes(documents)
        if codes is None:
            joined = "".join(map(self.text, documents.tolist()))
            codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        lengths = self.column("characters")[documents].astype(np.intp)
        if int(lengths.sum()) != len(codes):
            raise CorruptIndex(gettext(_DAMAGED), next_step=gettext(MEND))
        return codes, lengths

    def _codes(self, documents: Documents) -> npt.NDArray[np.uint32] | None:
        """Code points read array by array; None if they have to be read text by text."""
        owners = np.searchsorted(self._starts[1:], documents, "right")
        if (owners[1:] < owners[:-1]).any():
            return None
        cuts = np.searchsorted(owners, np.arange(len(self._segments) + 1)).tolist()
        parts = [
            segment.code_points(documents[first:last] - start)
            for segment, start, first, last in zip(self._segments, self._starts, cuts, cuts[1:], strict=False)
            if first < last
        ]
        whole = [part for part in parts if part is not None]
        return np.concatenate(whole) if whole and len(whole) == len(parts) else None

    def section(self, document: int) -> str:
        """Text of a paragraph's heading, "" if it has none."""
        section = int(self.column("section")[document])
        if section == NO_SECTION:
            return ""
        heading = self.head(document) + section
        if heading > document:
            raise CorruptIndex.in_file(self._segment_of(document)[0].file.name)
        return self.text(heading)

    def damaged(self, document: int) -> bool:
        """Whether a paragraph lost bytes that could not be repaired."""
        return bool(self.column("damaged")[document])

    def restored(self, document: int) -> tuple[Restored, ...]:
        """A paragraph's places that were restored from lost bytes."""
        meta = self.meta(int(self.reports[document]))
        try:
            return restored_in(meta, self.number(document)) if RESTORED in meta else ()
        except (TypeError, ValueError) as fault:
            raise CorruptIndex.in_file(self._segment_of(document)[0].file.name) from fault

    def head(self, document: int) -> int:
        """First document of a document's report."""
        return int(self.heads[self.reports[document]])

    def number(self, document: int) -> int:
        """Number of a paragraph in its report, from 0."""
        return document - self.head(document)

    def numbers(self, documents: Documents) -> npt.NDArray[np.int64]:
        """Numbers of several paragraphs, each in its report."""
        numbers: npt.NDArray[np.int64] = documents - self.heads[self.reports[documents]]
        return numbers

    def repeat(self, document: int) -> int:
        """Ordinal of a document among its report's paragraphs with the same folded text, from 1."""
        segment, own = self._segment_of(document)
        return int(segment.file["repeat"][own])

    def full_meta(self, report: int) -> dict[str, Any]:
        """All metadata of a report, by its number; not to be changed."""
        return self.meta(report)

    def _read_meta(self, report: int) -> dict[str, Any]:
        """Metadata of a report that a hit shows, by its number; not to be changed."""
        place = bisect_right(self._first_reports, report) - 1
        return self._segments[place].meta(report - self._first_reports[place])

    def file_of(self, report: int) -> str:
        """Name of the file that has a report, by its number."""
        return self._segments[bisect_right(self._first_reports, report) - 1].file.name

    def live_lengths(self) -> dict[str, int]:
        """Number of paragraphs of each live report, by id."""
        lengths: dict[str, int] = {}
        for start, segment in zip(self._starts, self._segments, strict=False):
            postings = segment.field("report")
            if postings is None:
                continue
            terms = range(len(postings.terms))
            owners = np.repeat(np.arange(len(terms)), np.diff(postings.first.astype(np.int64)).astype(np.intp)).tolist()
            paragraphs = np.diff(segment.heads.astype(np.int64))
            heads = postings.read(terms).documents
            live = np.ones(len(heads), np.bool_) if self.live is None else self.live[start + heads]
            counts = paragraphs[segment.file["report"][heads]].tolist()
            found = zip(owners, counts, live.tolist(), strict=True)
            lengths |= {postings.terms.term(owner): count for owner, count, kept in found if kept}
        return lengths

    def report_documents(self, report: str) -> range:
        """Documents of a report, in order; empty if the index lacks it."""
        heads = self.postings("report", report).documents
        return self.documents_of(int(self.reports[int(heads[0])])) if len(heads) else range(0)

    def documents_of(self, report: int) -> range:
        """Documents of a report, by its number."""
        last = self.heads[report + 1] if report + 1 < len(self.heads) else self.documents
        return range(int(self.heads[report]), int(last))

    def live_documents(self) -> Iterator[int]:
        """Live documents, ascending."""
        return iter(range(self.documents) if self.live is None else np.flatnonzero(self.live).tolist())

    def cut_short(self) -> str:
        """Name of a file that has become shorter under this reader, "" if none has: reading its end would be fatal."""
        return next((each.file.name for each in self._segments if each.file.is_cut_short()), "")

    def close(self) -> None:
        """Close the files; nothing can be read after it. They are let go of with the last array that is part of one."""
        self._recent.clear()
        self._columns.clear()
        self._segments = []


def _end_to_end(parts: list[Column]) -> Column:
    """One array; a single part stays mapped."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


def _vocabulary(segment: SegmentReader) -> Vocabulary:
    postings = segment.field("words")
    assert postings is not None
    assert isinstance(postings.terms, LongTerms)
    return Vocabulary(postings.terms.strings(), np.diff(postings.first).astype(np.uint32))
