"""The selection that a study is of, and what every study's parameters have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Self

from werkzeug.datastructures import MultiDict

from search.request import MAX_OFFSET, SearchRequest
from web.asked.arguments import Arguments, integer, query_text, value
from web.asked.parameters import Parameters

ROWS: Final = 50
"""Rows of a page."""
MOST_ROWS: Final = 200
ROWS_OF_EACH: Final = 20
"""Rows of each list, on a page of several."""
SELECTIONS: Final = frozenset(("q", "against", "since"))
"""Parameters that are the query of a selection."""


def selection(args: Arguments, rows: int = ROWS) -> Parameters:
    """The selection of a page: query, filters, switches, and the page of its table. rows: of a page, by default."""
    limit = integer(args, "limit", rows, least=1, most=MOST_ROWS)
    page = integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
    return replace(whole(args), limit=limit, offset=(page - 1) * limit)


def whole(args: Arguments) -> Parameters:
    """The selection of a file, which has all rows: query, filters and switches."""
    return replace(Parameters.for_report(args), report=value(args, "report"), limit=ROWS)


def selection_of_api(args: Arguments) -> Parameters:
    """The selection of the API, whose `sort` is the study's."""
    return replace(Parameters.for_api(args), sort="relevance")


def selection_pairs(search: Parameters, rows: int = ROWS) -> list[tuple[str, str]]:
    """Pairs of a selection, without page and defaults. rows: of a page, by default."""
    limit = [("limit", str(search.limit))] if search.limit != rows else []
    return [pair for pair in search.search_pairs() if pair[1]] + limit


@dataclass(frozen=True, slots=True)
class StudyAsked(ABC):
    """Parameters of a study: the same for its page, its address of the API and its files."""

    ROWS: ClassVar[int] = ROWS
    """Rows of a page, by default."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset()
    """Options for which the page's form has no field."""

    search: Parameters

    @classmethod
    @abstractmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From an address; raises RequestError."""

    @abstractmethod
    def options(self) -> dict[str, Any]:
        """What the study takes beside searcher, selection and deadline, by name; raises RequestError."""

    @abstractmethod
    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""

    def unseen_pairs(self) -> list[tuple[str, str]]:
        """Pairs that the page's form takes along unseen."""
        return [pair for pair in self.own_pairs() if pair[0] in self.UNSEEN]

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without page and defaults."""
        return selection_pairs(self.search, self.ROWS) + self.own_pairs()


def other_query(args: Arguments, name: str) -> str | None:
    """The query of another selection, which is everything if blank; None where it is not given."""
    return query_text(args, name) if args.getlist(name) else None


def other_selection(search: Parameters, query: str | None) -> SearchRequest | None:
    """The selection by another query within the same filters; None without one."""
    return None if query is None else search.asking(query).request()


def filled(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was filled in of a form, which sends its empty fields too."""
    return MultiDict((name, text) for name, text in args.items(multi=True) if text.strip())
