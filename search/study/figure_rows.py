"""Figures of some paragraphs as arrays: chosen by unit, what is counted, bound and value, sorted, by body and year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from index.analysis import fold
from index.analysis.batch import Batch
from index.deadline import Deadline
from index.errors import TooSlow, TooSlowToRead
from index.facets import BODY, YEAR, Value, counted_by, is_unknown
from index.figure import BOUNDS, Bound, Figure
from index.figures import figures_in
from index.segment.figures import Figures
from index.segment.segments import Documents, Segments
from index.segment.terms import LongTerms
from search.engine.found import Found
from search.facets.columns import FacetColumns
from search.matching.arrays import Numbers, leading

AT_ONCE: Final = 5_000
"""Paragraphs read between two checks of the deadline where an index has no columns of figures."""

FigureSort = Literal["position", "value", "year", "body"]
FIGURE_SORTS: Final[tuple[FigureSort, ...]] = get_args(FigureSort)
"""In reading order, the newest report first; or the largest value, the newest year, or the body first."""
Places = npt.NDArray[np.intp]
"""Places of figures in the arrays, ascending."""


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures are wanted: all that are asked for must hold; None asks for nothing.

    unit: written in either script. counts: a part of what is counted. bound: one of BOUNDS. least, most: of the value;
    a range has all values between its ends, of which one must be there.
    """

    unit: str | None = None
    counts: str | None = None
    bound: Bound | None = None
    least: float | None = None
    most: float | None = None


class FigureRows:
    """The figures in some documents of a snapshot."""

    def __init__(self, snapshot: Segments, documents: Documents, deadline: Deadline) -> None:
        """documents: ascending. Reads their texts where the snapshot has no columns of figures."""
        self.snapshot = snapshot
        self.deadline = deadline
        kept = snapshot.figures
        self.figures = kept if kept is not None else _read(snapshot, documents, deadline)
        self.documents: Numbers = self.figures["document"]
        if kept is None:
            self.documents = documents[self.documents]
        chosen = np.zeros(snapshot.documents, np.bool_)
        chosen[documents] = True
        self.places: Places = np.flatnonzero(chosen[self.documents])

    def keep(self, wanted: FigureFilter) -> None:
        """Keep only those that are wanted."""
        if wanted.unit is not None:
            unit = fold(wanted.unit.strip())
            self._keep_terms("unit", self.figures.units, lambda term: term == unit)
        if wanted.counts is not None:
            counts = fold(wanted.counts.strip())
            self._keep_terms("counts", self.figures.counted, lambda term: counts in term)
        if wanted.bound is not None:
            self._keep(self.figures["bound"][self.places] == BOUNDS.index(wanted.bound))
        if wanted.least is not None:
            self._keep(self.figures.uppers()[self.places] >= wanted.least)
        if wanted.most is not None:
            self._keep(self.figures.values()[self.places] <= wanted.most)

    def keep_marked(self, found: Found) -> None:
        """Keep only those whose sentence holds the beginning of an occurrence of what was found."""
        own = self.documents[self.places].astype(np.int64)
        marked = np.flatnonzero(np.isin(found.documents, own) & (found.counts > 0))
        starts, _ = found.marks_within(marked)
        wide = int(self.snapshot.column("characters").max(initial=0)) + 1
        marks = np.sort(np.repeat(found.documents[marked], found.counts[marked]) * wide + starts)
        begins = own * wide + self.figures["sentence"][self.places]
        ends = begins + self.figures["sentence_length"][self.places]
        self._keep(np.searchsorted(marks, begins) < np.searchsorted(marks, ends))

    def _keep_terms(self, column: str, terms: LongTerms, matches: Callable[[str], bool]) -> None:
        wanted = np.array([matches(fold(term)) for term in self.deadline.watch(terms.strings())], np.bool_)
        self._keep(wanted[self.figures[column][self.places]])

    def _keep(self, mask: npt.NDArray[np.bool_]) -> None:
        self.deadline.check()
        self.places = self.places[mask]

    def order(self, sort: FigureSort, count: int) -> Places:
        """The first `count` of them in an order; ties by the newest report, and in that as they stand."""
        reports = self.snapshot.reports[self.documents[self.places]]
        years = self.snapshot.column("year")[reports]
        keys: list[Numbers] = [-self.snapshot.column("date").astype(np.int64)[reports], -years]
        if sort == "value":
            keys = [-self.figures.values()[self.places], *keys]
        elif sort in ("year", "body"):
            columns = FacetColumns(self.snapshot)
            bodies = columns.values(BODY)[1][reports]
            keys = [-years, bodies, *keys] if sort == "year" else [bodies, -years, *keys]
        return self.places[leading(keys, count, self.deadline)]

    def reports(self) -> int:
        """Number of reports that have one."""
        return len(np.unique(self.snapshot.reports[self.documents[self.places]]))

    def cells(self, *, exact_body: bool) -> list[tuple[Value, Value, Places]]:
        """Body and year with their figures: bodies with most first, years ascending, what is not known last."""
        reports = self.snapshot.reports[self.documents[self.places]]
        columns = FacetColumns(self.snapshot)
        bodies, of_body = columns.values(counted_by(BODY, exact_body=exact_body))
        years, of_year = columns.values(YEAR)
        keys = of_body[reports].astype(np.int64) * len(years) + of_year[reports]
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        most = np.bincount(of_body[reports], minlength=len(bodies))
        found = [
            (divmod(int(keys[own[0]]), len(years)), self.places[own]) for own in np.split(order, starts[1:]) if len(own)
        ]
        found.sort(key=lambda cell: (_rank(bodies[cell[0][0]], int(most[cell[0][0]])), years[cell[0][1]] or np.inf))
        return [(bodies[body], years[year], own) for (body, year), own in found]


def _rank(body: Value, most: int) -> tuple[bool, int, str]:
    return is_unknown(BODY, body), -most, str(body)


def _read(snapshot: Segments, documents: Documents, deadline: Deadline) -> Figures:
    """The figures of texts that are read; their documents are places in `documents`. Raises TooSlowToRead."""
    found: list[list[Figure]] = []
    for start in range(0, len(documents), AT_ONCE):
        try:
            deadline.check()
        except TooSlow:
            raise TooSlowToRead(deadline.seconds, len(documents)) from None
        texts = [snapshot.text(document) for document in documents[start : start + AT_ONCE].tolist()]
        found += figures_in(Batch(texts))
    return Figures.of(found)
