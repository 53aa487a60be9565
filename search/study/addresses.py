"""Addresses on the site that repeat a request: what a row or a cell of a study opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from index.analysis import well_formed
from index.facets import BY_NAME, MISSING, Value
from search.request import SearchRequest

_SWITCHES: Final = ("exact_body", "exact_script", "synonyms", "split_words")


def search_address(request: SearchRequest, path: str = "/", *more: tuple[str, str]) -> str:
    """The address of a view that finds exactly what `request` does; limit, offset and sort are not part of it."""
    pairs = [("q", well_formed(request.query)), *request.filter_pairs()]
    pairs += [("report", request.report)] if request.report else []
    pairs += [(name, "1") for name in _SWITCHES if getattr(request, name)]
    return f"{path}?{urlencode([*pairs, *more])}"


def within(request: SearchRequest, bucket: dict[str, Value]) -> SearchRequest:
    """The request narrowed to the values of a bucket, by facet name, in place of its own choices there."""
    chosen = {
        name: (BY_NAME[name].parse(MISSING if value is None else f"{value:04}" if isinstance(value, int) else value),)
        for name, value in bucket.items()
    }
    return replace(request, filters={**request.filters, **chosen})
