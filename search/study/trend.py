"""Trends: how often each of several queries stands in each body, year, or both."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np

from index.analysis import well_formed
from index.columns import NO_YEAR
from index.errors import RequestError
from search.engines.arrays import Documents, Numbers
from search.engines.whoosh import WhooshSearcher
from search.request import SearchRequest

TrendBy = Literal["year", "body", "body_year"]
TREND_BYS: Final[tuple[TrendBy, ...]] = get_args(TrendBy)
_Place = tuple[str | None, int | None]
"""A body and a year."""
PER: Final = 10_000
"""Of so many characters shares are told."""


@dataclass(frozen=True, slots=True)
class TrendCell:
    """What a query finds in one place: `reports`, `paragraphs` and `occurrences` as a search there counts them.

    body, year: the place; None where the trend is not by it, and for a year that is not known.
    characters: of all paragraphs there, found or not (code points).
    """

    query: str
    body: str | None
    year: int | None
    reports: int
    paragraphs: int
    occurrences: int
    characters: int

    @property
    def per_10k(self) -> float:
        """Occurrences in every 10,000 characters."""
        return self.occurrences * PER / self.characters if self.characters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The cell as JSON has it."""
        return {
            "query": self.query,
            "body": self.body,
            "year": self.year,
            "reports": self.reports,
            "paragraphs": self.paragraphs,
            "occurrences": self.occurrences,
            "characters": self.characters,
            "per_10k": round(self.per_10k, 4),
        }


@dataclass(frozen=True, slots=True)
class TrendResult:
    """Cells for every query at every place that has text, nothing found included; `totals` has one cell a query.

    cells: queries in the order asked; within one, the bodies with most text first, years ascending, not known last.
    """

    by: TrendBy
    queries: tuple[str, ...]
    cells: tuple[TrendCell, ...]
    totals: tuple[TrendCell, ...]
    took_ms: float

    def to_dict(self) -> dict[str, Any]:
        """The trend as JSON has it."""
        return {
            "by": self.by,
            "queries": list(self.queries),
            "took_ms": round(self.took_ms, 2),
            "cells": [cell.to_dict() for cell in self.cells],
            "totals": [cell.to_dict() for cell in self.totals],
        }


def trend(
    searcher: WhooshSearcher, queries: Sequence[str], request: SearchRequest, *, by: TrendBy = "year"
) -> TrendResult:
    """Each query's counts at each place, among what the request's filters let through.

    Of `request` only filters, exact_script and synonyms are looked at. A cell has exactly the numbers of a search with
    that body and year, unless this search had to be relaxed: a trend counts only what the query says, or 0.
    Raises QueryError for a query, RequestError for `by`.
    """
    if by not in TREND_BYS:
        raise RequestError(f"不能按这个比较：{str(by)[:20]}", next_step="可用 " + "、".join(TREND_BYS))
    started = time.perf_counter()
    places = _Places(searcher, request, by)
    rows = [places.count(replace(request, query=query)) for query in queries]
    return TrendResult(
        by=by,
        queries=tuple(map(well_formed, queries)),
        cells=tuple(cell for cells, _ in rows for cell in cells),
        totals=tuple(total for _, total in rows),
        took_ms=(time.perf_counter() - started) * 1000,
    )


class _Places:
    """Where a trend counts: the bodies, years or pairs of them that have text, and which of them each report is in."""

    def __init__(self, searcher: WhooshSearcher, request: SearchRequest, by: TrendBy) -> None:
        self._searcher = searcher
        self._report_of = searcher.snapshot.reports
        text = searcher.everything(request)
        lengths = searcher.snapshot.column("characters")[text]
        of_reports = self._by_report(text, lengths)
        reports = np.unique(self._report_of[text]).tolist()
        keys = self._keys(reports, by)
        self._characters: Counter[_Place] = Counter()
        self._of_bodies: Counter[str | None] = Counter()
        for report, key in zip(reports, keys, strict=True):
            self._characters[key] += int(of_reports[report])
            self._of_bodies[key[0]] += int(of_reports[report])
        self._places = sorted(self._characters, key=self._rank)
        numbers = {place: number for number, place in enumerate(self._places)}
        self._numbers = np.zeros(len(of_reports), np.intp)
        self._numbers[reports] = [numbers[key] for key in keys]

    def _keys(self, reports: list[int], by: TrendBy) -> list[_Place]:
        """Each report's place."""
        names, numbers = self._searcher.bodies()
        years = self._searcher.snapshot.column("year")
        of_body = [None if by == "year" else names[numbers[report]] for report in reports]
        of_year = [None if by == "body" or years[report] == NO_YEAR else int(years[report]) for report in reports]
        return list(zip(of_body, of_year, strict=True))

    def _rank(self, place: _Place) -> tuple[int, str, bool, int]:
        body, year = place
        return -self._of_bodies[body], body or "", year is None, year or 0

    def _by_report(self, documents: Documents, values: Numbers) -> Numbers:
        """The sum of the documents' values in each report."""
        count = len(self._searcher.snapshot.heads)
        return np.bincount(self._report_of[documents], values, minlength=count).astype(np.int64)

    def count(self, request: SearchRequest) -> tuple[list[TrendCell], TrendCell]:
        """What the request's query finds at each place, and altogether."""
        found = self._searcher.find(request, may_relax=False)
        paragraphs = self._by_report(found.documents, np.ones(len(found.documents)))
        occurrences = self._by_report(found.documents, found.counts)
        counts = [self._by_place(each) for each in (paragraphs > 0, paragraphs, occurrences)]
        query = well_formed(request.query)
        cells = [
            _cell(query, place, [each[number] for each in counts], self._characters[place])
            for number, place in enumerate(self._places)
        ]
        return cells, _cell(query, (None, None), [each.sum() for each in counts], self._characters.total())

    def _by_place(self, of_reports: Numbers) -> Numbers:
        return np.bincount(self._numbers, of_reports, minlength=len(self._places)).astype(np.int64)


def _cell(query: str, place: _Place, counts: Sequence[int], characters: int) -> TrendCell:
    reports, paragraphs, occurrences = map(int, counts)
    return TrendCell(query, *place, reports, paragraphs, occurrences, characters)
