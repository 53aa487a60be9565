"""Addresses on the site that repeat a request: what a row or a cell of a study opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from index.analysis import well_formed
from index.facets import KIND, MISSING, Facet, Value
from index.report import KINDS
from search.request import SearchRequest

_SWITCHES: Final = ("exact_body", "exact_script", "synonyms", "split_words")


EVERYTHING: Final = " OR ".join(f"{KIND.name}:{kind}" for kind in KINDS)
"""A query that finds every paragraph, where an empty one means another thing."""


def search_address(request: SearchRequest, path: str = "/", *more: tuple[str, str]) -> str:
    """The address of a view that finds exactly what `request` does; limit, offset and sort are not part of it."""
    pairs = [("q", well_formed(request.query)), *request.filter_pairs()]
    pairs += [("report", request.report)] if request.report else []
    pairs += [(name, "1") for name in _SWITCHES if getattr(request, name)]
    return f"{path}?{urlencode([*pairs, *more])}"


def without(request: SearchRequest, facets: Iterable[Facet]) -> SearchRequest:
    """The request without its own choices of these facets, in whose place a bucket's values stand."""
    names = {facet.name for facet in facets}
    return replace(request, filters={name: own for name, own in request.filters.items() if name not in names})


def bucket_pairs(bucket: Mapping[str, Value]) -> list[tuple[str, str]]:
    """The filters that a bucket's values are, by facet name, as an address repeats them."""
    return [(name, _written(value)) for name, value in bucket.items()]


def _written(value: Value) -> str:
    if value is None:
        return MISSING
    return f"{value:04}" if isinstance(value, int) else value
