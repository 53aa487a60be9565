"""What a request finds, counted by the years of its reports, with the bodies that say it and when each did first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.facets import BODY, YEAR, Value, counted_by, is_unknown
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.library import ReportFilter
from search.request import SearchRequest

_Numbers = npt.NDArray[np.int64]

_NO_BODY: Final = -1
_UNDATED: Final = 1 << 40
"""Behind every day."""


@dataclass(frozen=True, slots=True)
class There:
    """What passes the filters in one year, found or not. bodies: known ones."""

    reports: int
    bodies: int
    characters: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What is found in one year; literal: with an occurrence. new_bodies: which say it for the first time."""

    occurrences: int = 0
    paragraphs: int = 0
    paragraphs_literal: int = 0
    reports: int = 0
    reports_literal: int = 0
    bodies: int = 0
    bodies_literal: int = 0
    new_bodies: int = 0


def there(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> Mapping[int | None, There]:
    """Of each year that has text: its reports, bodies and characters within the request's filters; None: not known."""
    body = counted_by(BODY, exact_body=request.exact_body)
    characters: Counter[Value] = Counter()
    bodies: Counter[Value] = Counter()
    for (name, year), count in searcher.characters(request, (body, YEAR), deadline).items():
        characters[year] += count
        bodies[year] += not is_unknown(body, name)
    reports = Counter(each.year for each in ReportFilter(request).passing(searcher.reports()))
    return {
        year: There(reports[year], bodies[year], count)
        for year, count in characters.items()
        if not isinstance(year, str)
    }


class Sayings:
    """The reports of what was found. A report says it if it has an occurrence."""

    def __init__(self, found: Found) -> None:
        self._found = found
        literal = found.counts > 0
        self._numbers, own = np.unique(found.report_of, return_inverse=True)
        count = len(self._numbers)
        self._paragraphs = np.bincount(own, minlength=count)
        self._literal = np.bincount(own, literal, minlength=count).astype(np.int64)
        self._occurrences = np.bincount(own, found.counts, minlength=count).astype(np.int64)
        self._years = found.columns.of_reports(YEAR, self._numbers)
        self._bodies = self._body_numbers()
        # Documents ascend, and those of a report stand together.
        saying = found.documents[literal]
        self._first_documents = saying[np.unique(found.report_of[literal], return_index=True)[1]]

    def _body_numbers(self) -> _Numbers:
        """The number of each report's body; _NO_BODY where it is not known."""
        facet = counted_by(BODY, exact_body=self._found.request.exact_body)
        values, numbers = self._found.columns.values(facet)
        known = np.array([not is_unknown(facet, value) for value in values], np.bool_)
        own = numbers[self._numbers]
        return np.where(known[own], own, _NO_BODY).astype(np.int64)

    @property
    def reports(self) -> int:
        """How many reports say it."""
        return len(self._first_documents)

    @property
    def bodies(self) -> int:
        """How many known bodies say it."""
        return _known(self._bodies[self._literal > 0])

    @property
    def first(self) -> int | None:
        """The document that says it first; None if none of a known year does."""
        return int(self._in_time[1][0]) if len(self._in_time[1]) else None

    @cached_property
    def spread(self) -> list[int]:
        """The document in which each known body says it for the first time, in that order."""
        bodies, documents = self._in_time
        names, firsts = np.unique(bodies, return_index=True)
        documents_of: list[int] = documents[np.sort(firsts[names != _NO_BODY])].tolist()
        return documents_of

    @cached_property
    def _in_time(self) -> tuple[_Numbers, _Numbers]:
        """Body, and first document that says it, of each report of a known year that does, the earliest first."""
        saying = np.flatnonzero(self._literal)
        years = np.array([-1 if self._years[at] is None else self._years[at] for at in saying.tolist()], np.int64)
        dates = self._found.snapshot.column("date").astype(np.int64)[self._numbers[saying]]
        order = np.lexsort((np.where(dates > 0, dates, _UNDATED), years))
        order = order[years[order] >= 0]
        return self._bodies[saying[order]], self._first_documents[order].astype(np.int64)

    def by_year(self) -> Mapping[int | None, Counted]:
        """The counts of each year in which something is found."""
        places: defaultdict[int | None, list[int]] = defaultdict(list)
        for at, year in enumerate(self._years):
            places[None if year is None else int(year)].append(at)
        snapshot, reports = self._found.snapshot, self._found.snapshot.reports
        new = Counter(snapshot.column("year")[reports[np.array(self.spread, np.intp)]].tolist())
        return {year: self._counted(np.array(own), new[year]) for year, own in places.items()}

    def _counted(self, places: _Numbers, new_bodies: int) -> Counted:
        literal = self._literal[places]
        return Counted(
            occurrences=int(self._occurrences[places].sum()),
            paragraphs=int(self._paragraphs[places].sum()),
            paragraphs_literal=int(literal.sum()),
            reports=len(places),
            reports_literal=int(np.count_nonzero(literal)),
            bodies=_known(self._bodies[places]),
            bodies_literal=_known(self._bodies[places[literal > 0]]),
            new_bodies=new_bodies,
        )


def _known(bodies: _Numbers) -> int:
    """How many different known bodies."""
    return len(np.unique(bodies[bodies != _NO_BODY]))
