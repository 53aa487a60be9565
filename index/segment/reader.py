"""Segment reader: one array file of paragraphs with their postings, and of the reports that they belong to.

| array | elements | content |
|---|---|---|
| `text`, `text.first` | UTF-16 units; documents + 1 | texts of all paragraphs, and the offset of each |
| `report`, `kind`, `section`, `characters`, `tokens`, `damaged` | documents | `COLUMNS` in index/segment/columns.py |
| `repeat` | documents | ordinal among its report's paragraphs with the same folded text, from 1 |
| `stream.…` | | words of the texts in reading order: index/segment/stream.py |
| `figure.…` | figures | numbers that count, with what they count: index/segment/figures.py |
| `shift.…` | shifts | maps from searched texts: index/segment/shifts.py |
| `heads` | reports + 1 | each report's first document |
| `year`, `date`, `title_tokens`, `title_at` | reports | see `COLUMNS` |
| `meta`, `meta.first` | bytes; reports + 1 | metadata of each report, as JSON |
| `F.…` | | postings of field `F`: index/segment/postings.py, index/segment/terms.py |

Documents and reports are numbered from 0. A report's paragraphs are consecutive documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import well_formed
from index.errors import CorruptIndex
from index.facets import KIND_FACETS, YEAR_FACETS
from index.segment.arrays import Array, ArrayFile, ArrayFileError, ArrayFileWriter, narrowest, ragged
from index.segment.figures import Figures
from index.segment.postings import EMPTY, FieldPostings, Postings
from index.segment.shifts import Shifts
from index.segment.stream import TokenStream, read_stream

INDEX_NAME: Final = "MAIN"
"""Whoosh's name of the index, which begins the names of segments' files."""
EXTENSION: Final = ".zs"

_KINDS: Final = {facet.name: len(facet.kinds) for facet in KIND_FACETS}
"""Number of kinds of each kind column."""
DOCUMENT_COLUMNS: Final = (*_KINDS, "section", "characters", "tokens", "damaged", "repeat")
REPORT_COLUMNS: Final = (*(facet.name for facet in YEAR_FACETS), "date", "title_tokens", "title_at")

_ENCODING: Final = "utf-16-le"


class SegmentReader:
    """Reads one segment from its mapped file. Safe for threads.

    Its methods raise CorruptIndex for impossible content.
    """

    def __init__(self, source: Path | bytes | bytearray) -> None:
        """source: a path, or a file's content. Raises OSError, or ArrayFileError if it is no segment."""
        self.file = ArrayFile(source)
        heads = self.file.get("heads")
        if heads is None or not len(heads):
            raise ArrayFileError(f"{self.file.name} is no segment")
        self.heads = heads
        self.documents = int(self.heads[-1])
        self.reports = len(self.heads) - 1
        self._check_lengths()
        self._fields: dict[str, FieldPostings | None] = {}

    def _check_lengths(self) -> None:
        """Raise ArrayFileError unless each column has a number for each document or report.

        Otherwise a damaged number of documents would pass for a fault of the program where a column is used. A column
        may be missing: another version wrote the file, from which reports are still read back.
        """
        expected = dict.fromkeys(("report", *DOCUMENT_COLUMNS), self.documents)
        expected |= dict.fromkeys(REPORT_COLUMNS, self.reports)
        expected |= {"text.first": self.documents + 1, "meta.first": self.reports + 1}
        if any(name in self.file and self.file.length(name) != length for name, length in expected.items()):
            raise ArrayFileError(f"{self.file.name} has columns of other lengths")

    def field(self, name: str) -> FieldPostings | None:
        """Postings of a field; None if no document has it."""
        if name not in self._fields:
            self._fields[name] = (
                FieldPostings(self.file, name, self.documents) if f"{name}.first" in self.file else None
            )
        return self._fields[name]

    def fields(self) -> list[str]:
        """Fields that some document has."""
        return [name.removesuffix(".low") for name in self.file.names() if name.endswith(".low")]

    def postings(self, field: str, term: str) -> Postings:
        """Postings of a term, deleted documents included; empty if the segment lacks it."""
        postings = self.field(field)
        number = postings.terms.find(term) if postings else None
        return EMPTY if number is None or postings is None else postings.read(range(number, number + 1))

    def first_documents(self) -> npt.NDArray[np.int64]:
        """First document of each report; raises CorruptIndex if these do not ascend."""
        if self.heads[0] or bool((self.heads[1:] <= self.heads[:-1]).any()):
            raise CorruptIndex.in_file(self.file.name)
        return self.heads[:-1].astype(np.int64)

    def column(self, name: str) -> Array:
        """A column of documents or reports; raises CorruptIndex for numbers out of range."""
        column = self.file[name]
        if name == "title_at":
            wrong = bool((column >= np.diff(self.heads)).any())
        else:
            bound = self.reports if name == "report" else _KINDS.get(name)
            wrong = bound is not None and len(column) > 0 and int(column.max()) >= bound
        if wrong:
            raise CorruptIndex.in_file(self.file.name)
        return column

    def text(self, document: int) -> str:
        """A paragraph's text."""
        units = self._piece("text", document)
        try:
            return units.tobytes().decode(_ENCODING)
        except UnicodeDecodeError as fault:
            raise CorruptIndex.in_file(self.file.name) from fault

    def texts(self, documents: range) -> list[str]:
        """Texts of consecutive paragraphs."""
        first = self.file["text.first"][documents.start : documents.stop + 1].astype(np.int64)
        text = self.file["text"]
        if bool((first[1:] < first[:-1]).any()) or int(first[-1]) > len(text):
            raise CorruptIndex.in_file(self.file.name)
        units = text[first[0] : first[-1]]
        if ((units & 0xF800) == 0xD800).any():
            return [self.text(document) for document in documents]
        whole, bounds = units.tobytes().decode(_ENCODING), (first - first[0]).tolist()
        return [whole[start:end] for start, end in pairwise(bounds)]

    def code_points(self, documents: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32] | None:
        """Concatenated code points of several paragraphs' texts; None if some are not single UTF-16 units."""
        first, text = self.file["text.first"], self.file["text"]
        starts, ends = first[documents], first[documents + 1]
        if bool((ends < starts).any()) or int(ends.max(initial=0)) > len(text):
            raise CorruptIndex.in_file(self.file.name)
        units = text[ragged(starts, ends - starts)]
        return None if ((units & 0xF800) == 0xD800).any() else units.astype(np.uint32)

    def shifts(self) -> Shifts | None:
        """Maps from the searched texts back to the texts; None where no text differs."""
        shifts = Shifts.read(self.file)
        if shifts is not None:
            lengths = self.file["characters"]
            if int(shifts.documents.max()) >= self.documents or bool((shifts.at > lengths[shifts.documents]).any()):
                raise CorruptIndex.in_file(self.file.name)
        return shifts

    @cached_property
    def stream(self) -> TokenStream | None:
        """The words of all texts; None if there are none."""
        return read_stream(self.file, self.documents)

    @cached_property
    def figures(self) -> Figures | None:
        """The figures of all texts; None if none were looked for."""
        return Figures.read(self.file, self.documents)

    def meta(self, report: int) -> dict[str, Any]:
        """Metadata of a report."""
        content = self._piece("meta", report)
        try:
            known: dict[str, Any] = json.loads(content.tobytes())
        except ValueError as fault:
            raise CorruptIndex.in_file(self.file.name) from fault
        if not isinstance(known, dict):
            raise CorruptIndex.in_file(self.file.name)
        return known

    def _piece(self, name: str, number: int) -> Array:
        """One piece of an array of concatenated pieces, by its number."""
        first = self.file[f"{name}.first"]
        start, end = int(first[number]), int(first[number + 1])
        pieces = self.file[name]
        if not start <= end <= len(pieces):
            raise CorruptIndex.in_file(self.file.name)
        return pieces[start:end]


def write_texts(file: ArrayFileWriter, texts: Iterable[str]) -> None:
    """Write the texts of all paragraphs."""
    encoded = [text.encode(_ENCODING) for text in texts]
    file.add("text", np.frombuffer(b"".join(encoded), "<u2"))
    file.add("text.first", _bounds(np.fromiter(map(len, encoded), np.int64, len(encoded)) // 2))


def write_reports(file: ArrayFileWriter, metas: Iterable[dict[str, Any]], paragraphs: npt.NDArray[np.int64]) -> None:
    """Write the metadata of each report, and its number of paragraphs."""
    written = (json.dumps(meta, ensure_ascii=False, separators=(",", ":")) for meta in metas)
    encoded = [well_formed(text).encode("utf-8") for text in written]
    file.add("meta", np.frombuffer(b"".join(encoded), np.uint8))
    file.add("meta.first", _bounds(np.fromiter(map(len, encoded), np.int64, len(encoded))))
    write_report_numbers(file, paragraphs)


def write_report_numbers(file: ArrayFileWriter, paragraphs: npt.NDArray[np.int64]) -> None:
    """Write the documents of each report, from its number of paragraphs."""
    file.add("heads", _bounds(paragraphs))
    file.add("report", narrowest(np.repeat(np.arange(len(paragraphs)), paragraphs)))


def _bounds(lengths: npt.NDArray[np.int64]) -> Array:
    return narrowest(np.concatenate([[0], np.cumsum(lengths)]))


def merge_stored(file: ArrayFileWriter, parts: Iterable[tuple[SegmentReader, npt.NDArray[np.bool_]]]) -> None:
    """Write texts, columns and reports of several segments concatenated, live documents only.

    parts: each segment with its live mask; a report is live as a whole or not at all.
    """
    parts = list(parts)
    live_reports = [live[reader.heads[:-1]] for reader, live in parts]
    paragraphs = [np.diff(reader.heads.astype(np.int64)) for reader, _ in parts]
    _merge_pieces(file, "text", [(reader.file, live) for reader, live in parts])
    _merge_pieces(file, "meta", [(part[0].file, live) for part, live in zip(parts, live_reports, strict=True)])
    write_report_numbers(file, np.concatenate([n[live] for n, live in zip(paragraphs, live_reports, strict=True)]))
    for name in DOCUMENT_COLUMNS:
        file.add(name, np.concatenate([reader.file[name][live] for reader, live in parts]))
    _merge_shifts(file, parts)
    for name in REPORT_COLUMNS:
        columns = [part[0].file[name][live] for part, live in zip(parts, live_reports, strict=True)]
        file.add(name, np.concatenate(columns))


def _merge_shifts(file: ArrayFileWriter, parts: list[tuple[SegmentReader, npt.NDArray[np.bool_]]]) -> None:
    found, base = [], 0
    for reader, live in parts:
        if (shifts := Shifts.read(reader.file)) is not None:
            found.append(shifts.renumbered(np.where(live, np.cumsum(live) - 1, -1)).moved(base))
        base += int(live.sum())
    Shifts.joined(found).write(file)


def _merge_pieces(file: ArrayFileWriter, name: str, parts: list[tuple[ArrayFile, npt.NDArray[np.bool_]]]) -> None:
    """Merge arrays of concatenated pieces, and their offsets."""
    lengths = [np.diff(part[f"{name}.first"].astype(np.int64))[live] for part, live in parts]
    region = file.reserve(name, parts[0][0][name].dtype.str, int(sum(each.sum() for each in lengths)))
    for part, live in parts:
        first = part[f"{name}.first"]
        for start, end in _runs(live):
            region.write(part[name][int(first[start]) : int(first[end])])
        part.forget_pages()
    file.add(f"{name}.first", _bounds(np.concatenate(lengths)))


def _runs(live: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Half-open runs of live documents."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], live, [False]]).astype(np.int8)))
    yield from map(tuple, edges.reshape(-1, 2).tolist())
