"""The same search in the year before: a report given in a year is usually on the one before, and filed by that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from index.analysis import visible
from index.deadline import Deadline
from index.errors import RequestError, TooSlow
from index.facets import YEAR, Choice
from index.language import N_, gettext
from index.year_ranges import YearRange
from search.library import ReportFilter
from search.query import asks_text, parse
from search.query.lexer import Sign, signs
from search.request import SearchRequest

if TYPE_CHECKING:
    from search.engine.searcher import Searcher

REASON: Final = N_("报告所说的年份，多半是作报告的前一年")
"""Why the year before is offered; gettext translates it."""


@dataclass(frozen=True, slots=True)
class YearBefore:
    """Selections of a study that had nothing in their year, each with the same in the year before, which has."""

    moved: tuple[tuple[SearchRequest, SearchRequest], ...]

    def query_for(self, query: str) -> str:
        """A selection's query, moved if it is one of those that had nothing."""
        return {asked.query.strip(): moved.query for asked, moved in self.moved}.get(query.strip(), query)

    @property
    def filtered_years(self) -> tuple[Choice, ...]:
        """The filter on the year, which all selections of a study share; empty without one."""
        return self.moved[0][1].chosen(YEAR)

    @property
    def years(self) -> str:
        """The years in the place of those asked for."""
        named = [year for asked, before in self.moved for year in _years_of(before) if year not in _years_of(asked)]
        return gettext("、").join(dict.fromkeys(named))

    @property
    def said(self) -> str:
        """Why, and which years to ask for."""
        return gettext("%(said)s，请用 %(years)s", said=gettext(REASON), years=self.years)


def found_before(
    searcher: Searcher,
    asked: SearchRequest,
    reference: SearchRequest | None = None,
    finds: Callable[[SearchRequest], bool] | None = None,
) -> YearBefore | None:
    """The selection in the year before; None where nothing is there either, or no single year was asked for.

    reference: what it is compared with, which is moved as well where else both would be the same. finds: whether a
    study has something for a selection; by default, whether a search does, unrelaxed. None, too, if that is slow.
    """
    deadline = Deadline()
    has = finds or (lambda request: _finds(searcher, request, deadline))
    with suppress(TooSlow):
        before = next(filter(has, _moved(asked)), None)
        if before is None:
            return None
        same = reference is not None and (reference.query.strip(), reference.filters) == (before.query, before.filters)
        other = next(filter(has, _moved(reference)), None) if reference and same else None
        return YearBefore(((asked, before), *([(reference, other)] if reference and other else [])))
    return None


def _moved(request: SearchRequest) -> Iterator[SearchRequest]:
    request = replace(request, query=visible(request.query).text.strip(), offset=0)
    return year_before(request, list(signs(request.query)))


def _finds(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> bool:
    if not request.query:
        return any(True for _ in ReportFilter(request).passing(searcher.reports()))
    found = searcher.search(replace(request, limit=0), deadline, may_relax=False)
    return bool(found.total and (found.paragraphs_literal or not asks_text(parse(request.query))))


def _years_of(request: SearchRequest) -> list[str]:
    """The years that it names, in the query and then in filters."""
    found = pairwise(signs(request.query))
    named = [value.text for field, value in found if field.kind == "field" and field.text == YEAR.name]
    return [*named, *map(str, request.chosen(YEAR))]


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
