"""Facet columns of a snapshot: value of each report, and masks of reports and kinds for filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any
from weakref import proxy

import numpy as np
import numpy.typing as npt

from index.analysis import fold
from index.facets import MISSING, NO_NUMBER, Choice, Facet, KindFacet, NameFacet, Value, YearFacet
from index.segment.segments import Segments
from search.matching.arrays import Mask

Numbers = npt.NDArray[Any]


class FacetColumns:
    """Numbers the values of each facet, once each; safe for threads."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        # See Segments: what holds itself holds the index's files.
        self.values = cache(partial(FacetColumns._values, proxy(self)))
        self._places = cache(partial(FacetColumns._place, proxy(self)))

    def _values(self, facet: Facet) -> tuple[list[Value], Numbers]:
        """A facet's values, and for each report the number of its own; of a facet of paragraphs, for each kind."""
        if isinstance(facet, KindFacet):
            return list(facet.kinds), np.arange(len(facet.kinds))
        if isinstance(facet, YearFacet):
            years, numbers = np.unique(self._segments.column(facet.name), return_inverse=True)
            return [None if year == NO_NUMBER else year for year in years.tolist()], numbers
        names = self._segments.terms(facet.name)
        numbers = np.full(len(self._segments.heads), len(names), np.int32)
        for number, name in enumerate(names):
            numbers[self._segments.reports[self._segments.postings(facet.name, name).documents]] = number
        return [*names, None], numbers

    def having(self, facet: Facet, choices: Iterable[Choice]) -> Mask:
        """Mask of reports, or kinds of paragraphs, that match a filter: one of the choices."""
        values, numbers = self.values(facet)
        choices = tuple(choices)
        if isinstance(facet, NameFacet):
            # There may be thousands of names, which are not compared one by one with what is in a table.
            places = self._places(facet)
            asked = {None if choice == MISSING else choice for choice in choices} | {*choices}
            mask = np.zeros(len(values), np.bool_)
            mask[[places[value] for value in asked if value in places]] = True
            return mask[numbers]
        return self._having(facet, [any(facet.matches(value, choice) for choice in choices) for value in values])

    def _place(self, facet: Facet) -> dict[Value, int]:
        return {value: number for number, value in enumerate(self.values(facet)[0])}

    def field_having(self, facet: Facet, choice: Choice) -> Mask:
        """Mask of reports, or kinds of paragraphs, that match a field of the query; names match by substring."""
        if not isinstance(facet, NameFacet):
            return self.having(facet, [choice])
        if facet.asks_unknown(choice):
            return self.having(facet, [choice])
        return self._having(facet, names_with(self.values(facet)[0], str(choice)))

    def _having(self, facet: Facet, chosen: Sequence[bool]) -> Mask:
        _, numbers = self.values(facet)
        mask: Mask = np.array(chosen, np.bool_)[numbers]
        return mask

    def documents_having(self, facet: Facet, choice: Choice) -> Mask:
        """Mask of documents that match a field of the query."""
        owners = self._segments.column(facet.name) if isinstance(facet, KindFacet) else self._segments.reports
        mask: Mask = self.field_having(facet, choice)[owners]
        return mask

    def of_reports(self, facet: Facet, reports: Numbers) -> list[Value]:
        """The value that each of the reports has."""
        values, numbers = self.values(facet)
        return [values[number] for number in numbers[reports].tolist()]


def names_with(names: Iterable[Value], text: str) -> list[bool]:
    """For each name, whether the text is a part of it after folding."""
    wanted = fold(text)
    return [name is not None and wanted in fold(str(name)) for name in names]
