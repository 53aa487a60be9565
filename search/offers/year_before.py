"""The same search in the year before: a report given in a year is usually on the one before, and filed by that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.errors import RequestError
from index.facets import YEAR, Choice
from index.year_ranges import YearRange
from search.query.lexer import Sign
from search.request import SearchRequest


def year_before(request: SearchRequest, found: Sequence[Sign]) -> Iterator[SearchRequest]:
    """The request with every single year, in filters and fields, replaced by the one before; none without such a year.

    found: the signs of its query.
    """
    query = request.query
    for field, value in reversed(list(pairwise(found))):
        if field.kind == "field" and field.text == YEAR.name and (before := _read(value.text)):
            query = f"{query[: value.position]}{before}{query[value.end :]}"
    years = tuple(_before(choice) or choice for choice in request.chosen(YEAR))
    if query != request.query or years != request.chosen(YEAR):
        filters = {**request.filters, YEAR.name: years} if years else request.filters
        yield replace(request, query=query, filters=filters)


def _before(asked: Choice) -> YearRange | None:
    """None for anything but a single year."""
    single = isinstance(asked, YearRange) and asked.first == asked.last and asked.first
    return YearRange(single - 1, single - 1) if single and single > 1 else None


def _read(text: str) -> YearRange | None:
    try:
        return _before(YEAR.parse_field(YEAR.cleaned(text)))
    except RequestError:
        return None
