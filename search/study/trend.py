"""Trends: how often each of several queries stands in each body, year, or both."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from index.analysis import well_formed
from index.errors import RequestError
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.result import Place

TrendBy = Literal["year", "body", "body_year"]
TREND_BYS: Final[tuple[TrendBy, ...]] = get_args(TrendBy)
_COUNTED: Final = ("reports", "paragraphs", "occurrences")
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


def trend(searcher: Searcher, queries: Sequence[str], request: SearchRequest, *, by: TrendBy = "year") -> TrendResult:
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
    """Where a trend counts: the bodies, years or pairs of them that have text."""

    def __init__(self, searcher: Searcher, request: SearchRequest, by: TrendBy) -> None:
        self._searcher = searcher
        self._by = by
        self._characters: Counter[Place] = Counter()
        self._of_bodies: Counter[str | None] = Counter()
        for (body, year), characters in searcher.characters(request).items():
            place = self._place(body, year)
            self._characters[place] += characters
            self._of_bodies[place[0]] += characters
        self._places = sorted(self._characters, key=self._rank)

    def _place(self, body: str | None, year: int | None) -> Place:
        return None if self._by == "year" else body, None if self._by == "body" else year

    def _rank(self, place: Place) -> tuple[int, str, bool, int]:
        body, year = place
        return -self._of_bodies[body], body or "", year is None, year or 0

    def count(self, request: SearchRequest) -> tuple[list[TrendCell], TrendCell]:
        """What the request's query finds at each place, and altogether."""
        found = self._searcher.tally(request, bodies=self._by != "year")
        sums: Counter[tuple[Place, str]] = Counter()
        for (body, year), each in found.items():
            place = self._place(body, year)
            for name in _COUNTED:
                sums[place, name] += getattr(each, name)
        query = well_formed(request.query)
        cells = [
            _cell(query, place, [sums[place, name] for name in _COUNTED], self._characters[place])
            for place in self._places
        ]
        totals = [sum(getattr(each, name) for each in found.values()) for name in _COUNTED]
        return cells, _cell(query, (None, None), totals, self._characters.total())


def _cell(query: str, place: Place, counts: Sequence[int], characters: int) -> TrendCell:
    reports, paragraphs, occurrences = map(int, counts)
    return TrendCell(query, *place, reports, paragraphs, occurrences, characters)
