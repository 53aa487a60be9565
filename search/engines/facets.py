"""Facets: how many of the hits each body, year and kind has, and what narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.columns import NO_YEAR
from index.report import KINDS
from index.stores.snapshot import Snapshot
from search.engines.arrays import Mask, Numbers
from search.engines.evaluation import Evaluator
from search.request import SearchRequest
from search.result import FacetCount, Facets

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The hits of a request: documents, ascending, how many reports they are from, and their facets."""

    documents: Numbers
    reports: int
    facets: Facets


class FacetCounter:
    """Counts facets on one snapshot."""

    def __init__(self, snapshot: Snapshot, evaluator: Evaluator) -> None:
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

    def narrow(self, documents: Numbers, request: SearchRequest) -> Narrowed:
        """The hits of the request among the paragraphs found for its query, ascending, and the facets of those.

        A facet's own choice does not narrow that facet.
        """
        body, year, kind = self._body_mask(request), self._year_mask(request), self._kind_mask(request)
        pairs = self._pairs[documents]
        # All facets are sums over this: how many hits of each kind each report has.
        counts = np.bincount(pairs, minlength=len(self._snapshot.heads) * len(KINDS)).reshape(len(KINDS), -1)
        of_kinds = (counts if kind.all() else counts[kind]).sum(axis=0)
        chosen = body & year
        hits = of_kinds * chosen
        facets = Facets(
            body=self._count_bodies(of_kinds * year),
            year=self._count_years(of_kinds * body),
            kind=_count_kinds((counts * chosen).sum(axis=1)),
        )
        narrowed = documents if _asks_nothing(request) else documents[np.outer(kind, chosen).ravel()[pairs]]
        return Narrowed(narrowed, int(np.count_nonzero(hits)), facets)

    @cached_property
    def _pairs(self) -> npt.NDArray[np.int32]:
        """For each document, its kind and report as one number."""
        kinds = self._snapshot.column("kind").astype(np.int32)
        return kinds * np.int32(len(self._snapshot.heads)) + self._snapshot.reports

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

    def _count_bodies(self, counts: Counts) -> tuple[FacetCount, ...]:
        """counts: hits of each report."""
        names, numbers = self.bodies
        hits = np.bincount(numbers, counts, minlength=len(names))
        found = [FacetCount(names[number], int(hits[number])) for number in np.flatnonzero(hits)]
        return tuple(sorted(found, key=lambda each: (-each.count, str(each.value))))

    def _count_years(self, counts: Counts) -> tuple[FacetCount, ...]:
        """counts: hits of each report."""
        years, numbers = self._years
        hits = np.bincount(numbers, counts, minlength=len(years)).astype(np.int64).tolist()
        pairs = [(year, count) for year, count in zip(years, hits, strict=True) if count]
        return tuple(FacetCount(None if year == NO_YEAR else year, count) for year, count in reversed(pairs))

    @cached_property
    def _years(self) -> tuple[list[int], npt.NDArray[np.intp]]:
        """The years, ascending, and for each report the place of its own among them."""
        years, numbers = np.unique(self._snapshot.column("year"), return_inverse=True)
        return years.tolist(), numbers


def _count_kinds(counts: Counts) -> tuple[FacetCount, ...]:
    found = [FacetCount(kind, int(count)) for kind, count in zip(KINDS, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda each: -each.count))


def _asks_nothing(request: SearchRequest) -> bool:
    return not (request.body or request.year or request.kind)
