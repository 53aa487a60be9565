"""Facet counts of hits, and filtering by facets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt

from index.facets import BY_NAME, FACETS, KIND_FACETS, Choice, Facet, counted_by
from index.segment.segments import Segments
from search.facets.columns import FacetColumns
from search.matching.arrays import MANY, Documents, Mask, Numbers
from search.request import SearchRequest
from search.result import Facets

Counts = npt.NDArray[np.int64]

_SORTED: Final = 8
"""Cost of sorting a number relative to counting it in a dense array."""
_KINDS: Final = prod(len(facet.kinds) for facet in KIND_FACETS)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The hits of a request: documents (ascending), number of distinct reports, and facets."""

    documents: Numbers
    reports: int
    facets: Facets


@dataclass(frozen=True, slots=True)
class _Cells:
    """Hits grouped by report and kinds, which determine all facets: cell numbers, and hits per cell."""

    cells: Numbers
    counts: Counts
    reports: Numbers
    kinds: dict[Facet, Numbers]

    def owners(self, facet: Facet) -> Numbers:
        """For each cell its report or, of a facet of paragraphs, its kind."""
        return self.reports if facet.of_report else self.kinds[facet]


class FacetCounter:
    """Counts facets on one snapshot."""

    def __init__(self, snapshot: Segments, columns: FacetColumns) -> None:
        self._snapshot = snapshot
        self._columns = columns

    def narrow(self, documents: Documents, request: SearchRequest) -> Narrowed:
        """Filters the paragraphs found for the request's query (ascending), and counts facets.

        A facet's own choice does not narrow that facet.
        """
        numbers = self._numbers_of(documents)
        cells = self._cells(numbers)
        refused = {
            facet: ~self._having(request, facet, choices)[cells.owners(facet)]
            for facet, choices in ((BY_NAME[name], choices) for name, choices in request.filters.items())
        }
        refusals = sum(refused.values(), np.zeros(len(cells.cells), np.int8))
        counts = {}
        for facet in FACETS:
            others = refusals - refused[facet] if facet in refused else refusals
            by = counted_by(facet, exact_body=request.exact_body)
            counts[facet.name] = self._count(by, cells, cells.counts * (others == 0) if refused else cells.counts)
        hits = refusals == 0
        narrowed = documents[self._in_cells(numbers, cells.cells[hits])] if refused else documents
        return Narrowed(narrowed, int(np.count_nonzero(np.bincount(cells.reports[hits]))), Facets.of(counts))

    def passing(self, documents: Documents, request: SearchRequest) -> Documents:
        """The documents (ascending) that pass the request's filters."""
        passed = np.ones(len(documents), np.bool_)
        for name, choices in request.filters.items():
            facet = BY_NAME[name]
            owners = self._snapshot.reports if facet.of_report else self._snapshot.column(name)
            passed &= self._having(request, facet, choices)[owners[documents]]
        return documents[passed]

    def _having(self, request: SearchRequest, facet: Facet, choices: Iterable[Choice]) -> Mask:
        """Mask of reports, or kinds of paragraphs, that a filter lets pass."""
        found: Mask = np.logical_or.reduce([self._columns.having(each, choices) for each in request.accepted(facet)])
        return found

    def _count(self, facet: Facet, cells: _Cells, counts: Counts) -> dict[str | int | None, int]:
        """Hits per value. counts: hits per cell."""
        values, numbers = self._columns.values(facet)
        hits = np.bincount(numbers[cells.owners(facet)], counts, minlength=len(values)).astype(np.int64)
        found = np.flatnonzero(hits)
        return {values[at]: count for at, count in zip(found.tolist(), hits[found].tolist(), strict=True)}

    def _in_cells(self, numbers: npt.NDArray[np.int32], cells: Numbers) -> Mask:
        chosen = np.zeros(self._most, np.bool_)
        chosen[cells] = True
        mask: Mask = chosen[numbers]
        return mask

    @property
    def _most(self) -> int:
        """Exclusive upper bound of cell numbers."""
        return len(self._snapshot.heads) * _KINDS

    def _cells(self, numbers: npt.NDArray[np.int32]) -> _Cells:
        """Cells from the cell number of each hit."""
        cells, counts = self._counted(numbers)
        kinds, reports = np.divmod(cells, max(len(self._snapshot.heads), 1))
        of_facets: dict[Facet, Numbers] = {}
        for facet in KIND_FACETS:
            kinds, of_facets[facet] = np.divmod(kinds, len(facet.kinds))
        return _Cells(cells, counts, reports, of_facets)

    def _counted(self, numbers: npt.NDArray[np.int32]) -> tuple[Numbers, Counts]:
        """Distinct numbers, and the count of each."""
        if len(numbers) * _SORTED < self._most:
            return np.unique(numbers, return_counts=True)
        counts = np.bincount(numbers, minlength=self._most)
        found = np.flatnonzero(counts)
        return found, counts[found]

    def _numbers_of(self, documents: Documents) -> npt.NDArray[np.int32]:
        """The number of each document's cell."""
        if len(documents) * MANY > self._snapshot.documents:
            return self._numbers[documents]
        return self._numbered([self._snapshot.column(facet.name)[documents] for facet in KIND_FACETS], documents)

    @cached_property
    def _numbers(self) -> npt.NDArray[np.int32]:
        return self._numbered([self._snapshot.column(facet.name) for facet in KIND_FACETS], None)

    def _numbered(self, kinds: list[Numbers], documents: Documents | None) -> npt.NDArray[np.int32]:
        """Of the documents, or all, by their kinds."""
        reports = self._snapshot.reports if documents is None else self._snapshot.reports[documents]
        numbers: npt.NDArray[np.int32] = np.zeros(len(reports), np.int32)
        for facet, own in zip(reversed(KIND_FACETS), reversed(kinds), strict=True):
            numbers *= np.int32(len(facet.kinds))
            numbers += own
        numbers *= np.int32(len(self._snapshot.heads))
        numbers += reports.astype(np.int32)
        return numbers
