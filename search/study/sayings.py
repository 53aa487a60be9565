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


@dataclass(frozen=True, slots=True)
class Shelf:
    """What passes the filters, found or not. years: by year, None if not known. reports: of known bodies in a year."""

    years: Mapping[int | None, There]
    reports: Mapping[tuple[Value, int], int]

    @classmethod
    def of(cls, searcher: Searcher, request: SearchRequest, deadline: Deadline) -> Shelf:
        """What passes the request's filters; years without text are left out. Raises TooSlow."""
        body = counted_by(BODY, exact_body=request.exact_body)
        characters: Counter[int | None] = Counter()
        bodies: Counter[int | None] = Counter()
        for (name, value), count in searcher.characters(request, (body, YEAR), deadline).items():
            year = None if value is None else int(value)
            characters[year] += count
            bodies[year] += not is_unknown(body, name)
        reports: Counter[int | None] = Counter()
        of_bodies: Counter[tuple[Value, int]] = Counter()
        for each in deadline.watch(ReportFilter(request).passing(searcher.reports())):
            name = getattr(each, body.name)
            reports[each.year] += 1
            if each.year is not None and not is_unknown(body, name):
                of_bodies[name, each.year] += 1
        years = {year: There(reports[year], bodies[year], count) for year, count in characters.items()}
        return cls(years, of_bodies)


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
        self._names = values
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

    @property
    def first_bodies(self) -> int:
        """How many known bodies may have said it first: in the first year, on its first day, or without a date."""
        if self.first is None:
            return 0
        snapshot = self._found.snapshot
        documents = self._in_time[1]
        years, days = (snapshot.column(name)[snapshot.reports[documents]] for name in ("year", "date"))
        tied = (years == years[0]) & ((days == days[0]) | (days <= 0))
        return _known(self._in_time[0][tied])

    @cached_property
    def _in_time(self) -> tuple[_Numbers, _Numbers]:
        """Body, and first document that says it, of each report of a known year that does, the earliest first."""
        saying = np.flatnonzero(self._literal)
        years = np.array([-1 if self._years[at] is None else self._years[at] for at in saying.tolist()], np.int64)
        dates = self._found.snapshot.column("date").astype(np.int64)[self._numbers[saying]]
        order = np.lexsort((np.where(dates > 0, dates, _UNDATED), years))
        order = order[years[order] >= 0]
        return self._bodies[saying[order]], self._first_documents[order].astype(np.int64)

    def silence(self, shelf: Shelf) -> tuple[int, float] | None:
        """Since which year the known bodies that said it report without, and how many of these reports should have.

        By the part of their reports that did, from the first year to the last: which bodies report changes from year to
        year, and one without a report is not silent. None where none of them reports after the last year that says it.
        """
        saying = np.flatnonzero((self._literal > 0) & (self._bodies != _NO_BODY))
        told = [year for at in saying.tolist() if (year := self._years[at]) is not None]
        if not told:
            return None
        first, last = min(map(int, told)), max(map(int, told))
        own = {self._names[number] for number in self._bodies[saying].tolist()}
        reports = [(year, count) for (body, year), count in shelf.reports.items() if body in own]
        since = [(year, count) for year, count in reports if year > last]
        if not since:
            return None
        before = sum(count for year, count in reports if first <= year <= last)
        return min(year for year, _ in since), len(told) / before * sum(count for _, count in since)

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
