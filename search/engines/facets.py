"""Facets: how many of the hits each body, year and kind has, and what narrows them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.report import KINDS
from index.schema import NO_YEAR
from index.stores.snapshot import Snapshot
from search.engines.evaluation import Evaluator, Mask
from search.request import SearchRequest
from search.result import FacetCount, Facets


class FacetCounter:
    """Counts facets on one snapshot."""

    def __init__(self, snapshot: Snapshot, evaluator: Evaluator) -> None:
        self._snapshot = snapshot
        self._evaluator = evaluator

    @cached_property
    def _bodies(self) -> tuple[list[str], npt.NDArray[Any]]:
        """The bodies' names, and for each document the number of its own."""
        names = self._snapshot.terms("body")
        numbers = np.zeros(self._snapshot.documents, np.int32)
        for number, name in enumerate(names):
            numbers[self._snapshot.postings("body", name).documents] = number
        return names, numbers[self._evaluator.ranking.heads] if len(numbers) else numbers

    def narrow(self, found: Mask, request: SearchRequest) -> tuple[Mask, Facets]:
        """The hits of the request among the paragraphs `found` for its query, and the facets of those.

        A facet's own choice does not narrow that facet.
        """
        body, year, kind = self._body_mask(request), self._year_mask(request), self._kind_mask(request)
        counts = Facets(
            body=self._count_bodies(_all(found, year, kind)),
            year=self._count_years(_all(found, body, kind)),
            kind=self._count_kinds(_all(found, body, year)),
        )
        return _all(found, body, year, kind), counts

    def _body_mask(self, request: SearchRequest) -> Mask | None:
        return self._evaluator.bodies_mask(list(request.body)) if request.body else None

    def _year_mask(self, request: SearchRequest) -> Mask | None:
        masks = [self._evaluator.year_mask(years) for years in request.year]
        return np.logical_or.reduce(masks) if masks else None

    def _kind_mask(self, request: SearchRequest) -> Mask | None:
        masks = [self._evaluator.kind_mask(KINDS.index(kind)) for kind in request.kind]
        return np.logical_or.reduce(masks) if masks else None

    def _count_bodies(self, mask: Mask) -> tuple[FacetCount, ...]:
        names, numbers = self._bodies
        counts = np.bincount(numbers[mask], minlength=len(names))
        found = [FacetCount(names[number], int(counts[number])) for number in np.flatnonzero(counts)]
        return tuple(sorted(found, key=lambda each: (-each.count, str(each.value))))

    def _count_years(self, mask: Mask) -> tuple[FacetCount, ...]:
        years, counts = np.unique(self._snapshot.column("year")[mask], return_counts=True)
        pairs = sorted(zip(years.tolist(), counts.tolist(), strict=True), reverse=True)
        return tuple(FacetCount(None if year == NO_YEAR else year, count) for year, count in pairs)

    def _count_kinds(self, mask: Mask) -> tuple[FacetCount, ...]:
        counts = np.bincount(self._snapshot.column("kind")[mask], minlength=len(KINDS))
        found = [FacetCount(kind, int(count)) for kind, count in zip(KINDS, counts, strict=True) if count]
        return tuple(sorted(found, key=lambda each: -each.count))


def _all(found: Mask, *masks: Mask | None) -> Mask:
    chosen = found
    for mask in masks:
        if mask is not None:
            chosen = chosen & mask
    return chosen
