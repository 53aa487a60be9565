"""What a page or the API may be asked for: a search, as the address has it and as links repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self, cast

from index.errors import QueryError
from index.facets import FACETS
from search.query import Or, parse
from search.request import MAX_OFFSET, SearchRequest
from web.asked.arguments import DEFAULT_LIMIT, MAX_LIMIT, Arguments, choice, integer, query_text, switch, value, values
from web.shown.script import named_script

Switch = Literal["exact_script", "synonyms"]
SWITCHES: Final[tuple[Switch, ...]] = ("exact_script", "synonyms")
Group = Literal["", "report"]
GROUPS: Final[tuple[Group, ...]] = ("", "report")
PAGE_SIZES: Final = (10, 20, 50, 100)
"""What the page offers; any limit up to MAX_LIMIT may be asked for."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a search, as the address has them; an empty one counts as not given.

    filters: by the names of facets, the text that was asked for, so that links can repeat and remove it. page: from 1.
    group: "report" shows one entry a report, and limit and offset count reports then. script: what texts are shown in,
    where the address says so.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report: str = ""
    sort: str = "relevance"
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    exact_script: bool = False
    synonyms: bool = False
    explain_score: bool = False
    group: Group = ""
    script: str = ""

    @classmethod
    def for_page(cls, args: Arguments) -> Self:
        """From `q, within, report, sort, group, limit, page, exact_script, synonyms, script` and the facets.

        What is in `within` narrows `q`, and becomes a part of the query. Raises RequestError for what is out of
        bounds.
        """
        limit = integer(args, "limit", DEFAULT_LIMIT, least=1, most=MAX_LIMIT)
        page = integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
        common = cls._common(args)
        return replace(
            common,
            query=narrowed(common.query, query_text(args, "within")),
            limit=limit,
            offset=(page - 1) * limit,
            group=cast(Group, choice(args, "group", "", GROUPS)),
            script=named_script(value(args, "script")) or "",
        )

    @classmethod
    def for_api(cls, args: Arguments) -> Self:
        """From `q, report, sort, limit, offset, exact_script, synonyms, explain_score` and the facets.

        Raises RequestError for what is out of bounds.
        """
        limit = integer(args, "limit", DEFAULT_LIMIT, least=0, most=MAX_LIMIT)
        offset = integer(args, "offset", 0, least=0, most=MAX_OFFSET)
        explain_score = switch(args, "explain_score")
        return replace(cls._common(args), limit=limit, offset=offset, explain_score=explain_score)

    @classmethod
    def for_report(cls, args: Arguments) -> Self:
        """From `q, exact_script, synonyms`, which a hit's link takes along; raises RequestError for a bad one."""
        return cls(
            query_text(args),
            exact_script=switch(args, "exact_script"),
            synonyms=switch(args, "synonyms"),
            script=named_script(value(args, "script")) or "",
        )

    @classmethod
    def _common(cls, args: Arguments) -> Self:
        return cls(
            query=query_text(args),
            filters=filters_of(args),
            report=value(args, "report"),
            sort=value(args, "sort") or "relevance",
            exact_script=switch(args, "exact_script"),
            synonyms=switch(args, "synonyms"),
        )

    @property
    def page(self) -> int:
        """The page that the offset stands on, from 1."""
        return self.offset // self.limit + 1 if self.limit else 1

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(self.filters or self.report)

    def request(self) -> SearchRequest:
        """What to ask the searcher; raises RequestError for an unknown year, kind or sort."""
        return SearchRequest.parse(
            self.query,
            report=self.report or None,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            exact_script=self.exact_script,
            synonyms=self.synonyms,
            explain_score=self.explain_score,
            **self.filters,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Everything but the page and explain_score, as an address or a form repeats it; defaults are left out."""
        pairs = [("q", self.query)]
        pairs += self.filter_pairs()
        if self.report:
            pairs.append(("report", self.report))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.limit != DEFAULT_LIMIT:
            pairs.append(("limit", str(self.limit)))
        if self.group:
            pairs.append(("group", self.group))
        return pairs + self.carried_pairs()

    def filter_pairs(self) -> list[tuple[str, str]]:
        """The facets' values, as an address or a form repeats them."""
        return [(name, value) for name, values in self.filters.items() for value in values]

    def carried_pairs(self) -> list[tuple[str, str]]:
        """What goes along to any page that shows the query's words: the switches that are on, and the script."""
        switches = [(switch, "1") for switch in SWITCHES if getattr(self, switch)]
        return switches + ([("script", self.script)] if self.script else [])

    def search_pairs(self) -> list[tuple[str, str]]:
        """The query, what narrows it and the switches: what other views of the same search need."""
        return [pair for pair in self.pairs() if pair[0] not in ("sort", "limit", "group")]

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that were asked for."""
        return self.filters.get(facet, ())

    def toggled(self, facet: str, value: str) -> Self:
        """With the facet's value added, or removed when it is there; back on the first page."""
        chosen = self.chosen(facet)
        changed = tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)
        return self.filtering(facet, *changed)

    def filtering(self, facet: str, *values: str) -> Self:
        """With these values of the facet instead of what it is asked for; back on the first page."""
        return replace(self, offset=0, filters=_in_order({**self.filters, facet: values}))

    def switched(self, switch: Switch) -> Self:
        """With the switch turned; back on the first page."""
        return replace(self, offset=0, **{switch: not getattr(self, switch)})  # type: ignore[arg-type]

    def grouped(self, group: Group) -> Self:
        """With the hits one by one (""), or by report; back on the first page."""
        return replace(self, group=group, offset=0)

    def sized(self, limit: int) -> Self:
        """With so many entries on a page; on the page that has the first entry of this one."""
        return replace(self, limit=limit, offset=self.offset // limit * limit)

    def asking(self, query: str) -> Self:
        """The same search for other words, on the first page."""
        return replace(self, query=query, offset=0)

    def in_report(self, report: str) -> Self:
        """The same search in this report only, paragraph by paragraph, on the first page."""
        return replace(self, report=report, group="", offset=0)

    def everywhere(self) -> Self:
        """The same search in all the reports, on the first page."""
        return replace(self, report="", offset=0)

    def unfiltered(self) -> Self:
        """The same query without any narrowing, on the first page."""
        return replace(self, filters={}, report="", offset=0)


def filters_of(args: Arguments) -> dict[str, tuple[str, ...]]:
    """What an address asks of facets; raises RequestError for too many or too long values."""
    return _in_order({facet.name: values(args, facet.name) for facet in FACETS})


def _in_order(filters: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """In the facets' order, so that an address is always the same; without those that ask for nothing."""
    return {facet.name: filters[facet.name] for facet in FACETS if filters.get(facet.name)}


def narrowed(query: str, within: str) -> str:
    """The query for what both find; a choice is bracketed, so that it stays one."""
    if not within.strip() or not query.strip():
        return query or within
    return f"{_bracketed(query)} {_bracketed(within)}"


def _bracketed(query: str) -> str:
    """A query that is wrong stays as it is, so that the error points at its spot."""
    try:
        return f"({query.strip()})" if isinstance(parse(query), Or) else query.strip()
    except QueryError:
        return query
