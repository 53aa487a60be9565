"""For all steps: paragraphs fetched from the cluster as an in-memory segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import Segmenter
from index.analysis.batch import BatchSegmenter
from index.deadline import UNLIMITED, Deadline
from index.facets import BODY_TODAY, BY_NAME, KIND, REPORT_FACETS, Facet, Value, YearFacet
from index.opensearch.mapping import PUBLISHED
from index.report import Restored
from index.segment import SegmentReader
from index.segment.columns import NO_DATE, NO_SECTION, kind_number, year_number, year_of
from index.segment.inversion import ReportColumns, write_segment
from index.segment.restored import RESTORED
from index.segment.segments import Documents, Segments
from search.matching.arrays import Mask

Source = dict[str, Any]
"""A paragraph's `_source` (index/opensearch/mapping.py)."""

FullMeta = Callable[[int], dict[str, Any]]
"""Metadata of a report, by its ordinal."""

SHOWN: Final = (
    "place", "report", "number", "date", "text", "title", "section", "heading", "damaged", RESTORED, "repeat", "titled",
    "indexed", *PUBLISHED, *BY_NAME, BODY_TODAY.name,
)  # fmt: skip
"""Fields of a paragraph's `_source` that are fetched."""

_OF_REPORT: Final = ("report", "date", "title", "indexed", *PUBLISHED, *(facet.name for facet in REPORT_FACETS))
_KEPT_METAS: Final = 512
AT_ONCE: Final = 20_000
"""Batch size (paragraphs) between two checks of the deadline; about 0.5 s."""


class Gathered(Segments):
    """Some paragraphs of an index, in index order, with their headings. Safe for threads.

    Reports are incomplete, so a paragraph's number is not its distance from the head.
    asked: the documents that were requested, and not added as a heading.
    """

    def __init__(self, segments: list[SegmentReader], places: Sequence[_Place], full_meta: FullMeta) -> None:
        """places: of the documents."""
        super().__init__(segments, [()] * len(segments))
        self.asked: Mask = np.array([place.asked for place in places], np.bool_)
        self._numbers = np.array([place.number for place in places], np.int64)
        self._heads = np.array([place.place for place in places], np.int64)
        self._full_meta = lru_cache(_KEPT_METAS)(full_meta)

    def full_meta(self, report: int) -> dict[str, Any]:
        """Metadata of a report, by its number; read-only."""
        return self._full_meta(self.meta(report)["place"])

    def number(self, document: int) -> int:
        """A paragraph's number in its report, from 0."""
        return int(self._numbers[document])

    def numbers(self, documents: Documents) -> npt.NDArray[np.int64]:
        """The numbers of several paragraphs, each in its report."""
        numbers: npt.NDArray[np.int64] = self._numbers[documents]
        return numbers

    def documents_for(self, sources: Iterable[Source]) -> Documents:
        """Documents of some of the gathered paragraphs, in the same order."""
        return np.array([self._document_of[each["place"], each["number"]] for each in sources], np.intp)

    @cached_property
    def _document_of(self) -> dict[tuple[int, int], int]:
        places = zip(self._heads.tolist(), self._numbers.tolist(), strict=True)
        return {place: document for document, place in enumerate(places)}


def gather(
    sources: Iterable[Source], segmenter: Segmenter, full_meta: FullMeta, deadline: Deadline = UNLIMITED
) -> Gathered:
    """The paragraphs with these `_source`s, each of which has what SHOWN names, in any order; raises TooSlow."""
    return gather_in_order(sorted(sources, key=_order), segmenter, full_meta, deadline)


def gather_in_order(
    sources: Iterable[Source], segmenter: Segmenter, full_meta: FullMeta, deadline: Deadline = UNLIMITED
) -> Gathered:
    """As `gather`, of sources in the order of the index, some AT_ONCE of which are held at a time."""
    segments: list[SegmentReader] = []
    places: list[_Place] = []
    batches = BatchSegmenter(segmenter)
    for piece in _pieces(sources):
        deadline.check()
        rows = _rows(piece)
        buffer = bytearray()
        reports = [_columns(list(own)) for _, own in groupby(rows, lambda row: row.at.place)]
        write_segment(buffer, reports, batches, figures=False)
        segments.append(SegmentReader(buffer))
        places += (row.at for row in rows)
    return Gathered(segments, places, full_meta)


class _Place(NamedTuple):
    """Where a document stands in the index, and whether it was asked for."""

    place: int
    number: int
    asked: bool


@dataclass(frozen=True, slots=True)
class _Row:
    at: _Place
    source: Source

    @property
    def number(self) -> int:
        """In its report."""
        return self.at.number


def _order(source: Source) -> tuple[int, int]:
    return int(source["place"]), int(source["number"])


def _pieces(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """The sources, whole reports at a time."""
    piece: list[Source] = []
    for source in sources:
        if len(piece) >= AT_ONCE and source["place"] != piece[-1]["place"]:
            yield piece
            piece = []
        piece.append(source)
    if piece:
        yield piece


def _rows(sources: Iterable[Source]) -> list[_Row]:
    """The paragraphs and their headings, in the index's order, each once."""
    rows: dict[tuple[int, int], _Row] = {}
    headings: dict[tuple[int, int], _Row] = {}
    for source in sources:
        place, number = _order(source)
        rows[place, number] = _Row(_Place(place, number, True), source)
        heading = source.get("heading")
        if heading is not None and heading != number:
            of_report = {name: source.get(name) for name in _OF_REPORT}
            above = of_report | {KIND.name: "heading", "text": source["section"], "heading": heading}
            headings[place, heading] = _Row(_Place(place, heading, False), above)
    return [row for _, row in sorted((headings | rows).items())]


def _columns(rows: list[_Row]) -> ReportColumns:
    """Columns of the gathered paragraphs of one report."""
    at = {row.number: place for place, row in enumerate(rows)}
    sources = [row.source for row in rows]
    first = sources[0]
    values = {facet.name: value_of(facet, first.get(facet.name)) for facet in REPORT_FACETS}
    texts = [str(source["text"]) for source in sources]
    return ReportColumns(
        id=first["report"],
        title=first["title"],
        values=values,
        date=int(first["date"]),
        texts=texts,
        kinds=bytes([kind_number(source[KIND.name]) for source in sources]),
        damaged=bytes([bool(source.get("damaged")) for source in sources]),
        sections=np.array([_section(source, at) for source in sources], np.uint32),
        title_at=next((place for place, source in enumerate(sources) if source.get("titled")), None),
        meta={
            "id": first["report"],
            "title": first["title"],
            **values,
            "date": None if first["date"] == NO_DATE else date.fromordinal(first["date"]).isoformat(),
            "indexed": first["indexed"],
            **{name: first.get(name) for name in PUBLISHED},
            "characters": sum(map(len, texts)),
            "place": rows[0].at.place,
            **_restored(rows),
        },
        repeats=[int(source.get("repeat", 1)) for source in sources],
    )


def value_of(facet: Facet, field: Any) -> Value:
    """The value of a facet from a field on the cluster; None if absent."""
    if field is None:
        return None
    return year_of(int(field)) if isinstance(facet, YearFacet) else str(field)


def field_of(facet: Facet, value: Value) -> Any:
    """The field on the cluster of a facet's value."""
    return year_number(value) if isinstance(facet, YearFacet) else value


def _restored(rows: list[_Row]) -> dict[str, Any]:
    """Restored places under the paragraphs' numbers in the whole report, as Gathered.number has them."""
    found = [(row.number, *Restored(**place)) for row in rows for place in row.source.get(RESTORED, ())]
    return {RESTORED: found} if found else {}


def _section(source: Source, at: dict[int, int]) -> int:
    heading = source.get("heading")
    return NO_SECTION if heading is None else at[heading]
