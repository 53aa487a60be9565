"""Facets: how many of the hits each body, year and kind has, and what narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.local.snapshot import Segments
from index.report import KINDS
from index.segment.columns import NO_YEAR
from search.matching.arrays import MANY, Documents, Mask, Numbers
from search.matching.evaluation import Evaluator
from search.request import SearchRequest
from search.result import FacetCount, Facets

Counts = npt.NDArray[np.int64]

_SORTED = 8
"""How many times longer sorting a number takes than counting it in an array of all."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The hits of a request: documents, ascending, how many reports they are from, and their facets."""

    documents: Numbers
    reports: int
    facets: Facets


class FacetCounter:
    """Counts facets on one snapshot."""

    def __init__(self, snapshot: Segments, evaluator: Evaluator) -> None:
        self._snapshot = snapshot
        self._evaluator = evaluator

    @cached_property
    def bodies(self) -> tuple[list[str], npt.NDArray[Any]]:
        """The names of all bodies, and for each report the number of its own."""
        names = self._snapshot.terms("body")
        numbers = np.zeros(len(self._snapshot.heads), np.int32)
        for number, name in enumerate(names):
            numbers[self._snapshot.reports[self._snapshot.postings("body", name).documents]] = number
        return names, numbers

    def narrow(self, documents: Documents, request: SearchRequest) -> Narrowed:
        """The hits of the request among the paragraphs found for its query, ascending, and the facets of those.

        A facet's own choice does not narrow that facet.
        """
        body, year, kind = self._body_mask(request), self._year_mask(request), self._kind_mask(request)
        pairs = self._pairs_of(documents)
        # All facets are sums over these: how many hits of each kind each report has.
        found, counts = self._counted(pairs)
        kinds, reports = np.divmod(found, len(self._snapshot.heads))
        of_body, of_year, of_kind = body[reports], year[reports], kind[kinds]
        hits = of_body & of_year & of_kind
        facets = Facets(
            body=self._count_bodies(reports, counts * (of_year & of_kind)),
            year=self._count_years(reports, counts * (of_body & of_kind)),
            kind=_count_kinds(kinds, counts * (of_body & of_year)),
        )
        narrowed = documents if _asks_nothing(request) else documents[np.outer(kind, body & year).ravel()[pairs]]
        return Narrowed(narrowed, int(np.count_nonzero(np.bincount(reports[hits]))), facets)

    def _counted(self, pairs: npt.NDArray[np.int32]) -> tuple[Numbers, Counts]:
        """Which numbers stand in `pairs`, and how often each."""
        most = len(self._snapshot.heads) * len(KINDS)
        if len(pairs) * _SORTED < most:
            return np.unique(pairs, return_counts=True)
        counts = np.bincount(pairs, minlength=most)
        found = np.flatnonzero(counts)
        return found, counts[found]

    def _pairs_of(self, documents: Documents) -> npt.NDArray[np.int32]:
        """For each of `documents`, its kind and report as one number."""
        if len(documents) * MANY > self._snapshot.documents:
            return self._pairs[documents]
        return self._paired(self._snapshot.column("kind")[documents], self._snapshot.reports[documents])

    @cached_property
    def _pairs(self) -> npt.NDArray[np.int32]:
        return self._paired(self._snapshot.column("kind"), self._snapshot.reports)

    def _paired(self, kinds: Numbers, reports: Numbers) -> npt.NDArray[np.int32]:
        pairs: npt.NDArray[np.int32] = kinds.astype(np.int32)
        pairs *= np.int32(len(self._snapshot.heads))
        pairs += reports.astype(np.int32)
        return pairs

    def _body_mask(self, request: SearchRequest) -> Mask:
        return self._evaluator.bodies_mask(list(request.body)) if request.body else self._all

    def _year_mask(self, request: SearchRequest) -> Mask:
        masks = [self._evaluator.year_mask(years) for years in request.year]
        return np.logical_or.reduce(masks) if masks else self._all

    @cached_property
    def _all(self) -> Mask:
        return np.ones(len(self._snapshot.heads), np.bool_)

    def _kind_mask(self, request: SearchRequest) -> Mask:
        return np.array([not request.kind or kind in request.kind for kind in KINDS])

    def _count_bodies(self, reports: Numbers, counts: Counts) -> tuple[FacetCount, ...]:
        """counts: hits in each of the reports."""
        names, numbers = self.bodies
        hits = np.bincount(numbers[reports], counts, minlength=len(names)).astype(np.int64)
        found = np.flatnonzero(hits)
        pairs = zip(found.tolist(), hits[found].tolist(), strict=True)
        return tuple(
            sorted(
                (FacetCount(names[number], count) for number, count in pairs),
                key=lambda each: (-each.count, each.value),
            )
        )

    def _count_years(self, reports: Numbers, counts: Counts) -> tuple[FacetCount, ...]:
        """counts: hits in each of the reports."""
        years, numbers = self._years
        hits = np.bincount(numbers[reports], counts, minlength=len(years)).astype(np.int64).tolist()
        pairs = [(year, count) for year, count in zip(years, hits, strict=True) if count]
        return tuple(FacetCount(None if year == NO_YEAR else year, count) for year, count in reversed(pairs))

    @cached_property
    def _years(self) -> tuple[list[int], npt.NDArray[np.intp]]:
        """The years, ascending, and for each report the place of its own among them."""
        years, numbers = np.unique(self._snapshot.column("year"), return_inverse=True)
        return years.tolist(), numbers


def _count_kinds(kinds: Numbers, counts: Counts) -> tuple[FacetCount, ...]:
    hits = np.bincount(kinds, counts, minlength=len(KINDS)).tolist()
    found = [FacetCount(kind, int(count)) for kind, count in zip(KINDS, hits, strict=True) if count]
    return tuple(sorted(found, key=lambda each: -each.count))


def _asks_nothing(request: SearchRequest) -> bool:
    return not (request.body or request.year or request.kind)
