"""Parameters of a search: parsed from an address, changed for a link, written back into an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Final, Literal, Self, cast

from index.errors import QueryError, RequestError
from index.facets import FACETS
from index.language import gettext
from search.query import Or, parse
from search.request import MAX_OFFSET, SearchRequest
from web.asked.arguments import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MOST_WORDS,
    Arguments,
    choice,
    integer,
    query_text,
    switch,
    value,
    values,
)
from web.shown.script import named_script

Switch = Literal["exact_script", "synonyms", "split_words"]
SWITCHES: Final[tuple[Switch, ...]] = ("exact_script", "synonyms", "split_words")
Group = Literal["", "report"]
GROUPS: Final[tuple[Group, ...]] = ("", "report")
COMPARED: Final = "compare"
"""Name of the parameter that keeps the words of a comparison."""
LONGEST_WAITING: Final = 100
"""Code points of those words together."""
PAGE_SIZES: Final = (10, 20, 50, 100)
"""Page sizes on offer; an address may have any limit up to MAX_LIMIT."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a search, as the address has them; an empty one counts as absent.

    filters: unparsed values by facet name, so that links can repeat and remove them. page: from 1. group: "report" for
    one entry per report; limit and offset then count reports. script: script of shown texts, "" for the reader's
    setting. compared: the words of the comparison that the reader comes from, which only wait for the way back to it.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report: str = ""
    sort: str = "relevance"
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    exact_script: bool = False
    synonyms: bool = False
    split_words: bool = False
    exact_body: bool = False
    explain_score: bool = False
    group: Group = ""
    script: str = ""
    compared: tuple[str, ...] = ()

    @classmethod
    def for_page(cls, args: Arguments) -> Self:
        """From `q, within, report, sort, group, limit, page, script, compare`, the switches and the facets.

        `within` narrows `q` and becomes part of the query. Raises RequestError for a value out of bounds.
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
            compared=waiting(values(args, COMPARED)),
        )

    @classmethod
    def for_api(cls, args: Arguments) -> Self:
        """From `q, report, sort, limit, offset, explain_score`, the switches and the facets.

        Raises RequestError for a value out of bounds.
        """
        limit = integer(args, "limit", DEFAULT_LIMIT, least=0, most=MAX_LIMIT)
        offset = integer(args, "offset", 0, least=0, most=MAX_OFFSET)
        explain_score = switch(args, "explain_score")
        return replace(cls._common(args), limit=limit, offset=offset, explain_score=explain_score)

    @classmethod
    def for_report(cls, args: Arguments) -> Self:
        """From `q`, the switches, `script`, `compare` and the facets, which a hit's link carries; raises RequestError.

        Facets only wait there for the way back to the search.
        """
        return cls(
            query_text(args),
            filters_of(args),
            exact_body=switch(args, "exact_body"),
            exact_script=switch(args, "exact_script"),
            synonyms=switch(args, "synonyms"),
            split_words=switch(args, "split_words"),
            script=named_script(value(args, "script")) or "",
            compared=waiting(values(args, COMPARED)),
        )

    @classmethod
    def for_reports(cls, args: Arguments) -> Self:
        """From `offset`, `exact_body` and the facets of reports, for a list of reports.

        Raises RequestError for a value out of bounds, and for a facet of paragraphs, by which no report is chosen.
        """
        filters = filters_of(args)
        for facet in FACETS:
            if not facet.of_report and facet.name in filters:
                raise RequestError(
                    gettext("报告不能按 %(name)s 筛选", name=facet.name),
                    next_step=gettext("它是段落的类型，请去掉这个参数"),
                )
        offset = integer(args, "offset", 0, least=0, most=MAX_OFFSET)
        return cls(filters=filters, exact_body=switch(args, "exact_body"), offset=offset)

    @classmethod
    def for_library(cls, args: Arguments) -> Self:
        """From `q`, `report`, `offset`, `script`, `compare`, the switches and the facets, for a search's reports.

        Without `q`, as `for_reports`. Raises RequestError for a value out of bounds.
        """
        offset = integer(args, "offset", 0, least=0, most=MAX_OFFSET)
        searched = replace(cls._common(args), sort="relevance", script=named_script(value(args, "script")) or "")
        listed = searched if searched.query.strip() else replace(searched, filters=cls.for_reports(args).filters)
        return replace(listed, offset=offset, compared=waiting(values(args, COMPARED)))

    @classmethod
    def _common(cls, args: Arguments) -> Self:
        return cls(
            query=query_text(args),
            filters=filters_of(args),
            report=value(args, "report"),
            sort=value(args, "sort") or "relevance",
            exact_script=switch(args, "exact_script"),
            synonyms=switch(args, "synonyms"),
            split_words=switch(args, "split_words"),
            exact_body=switch(args, "exact_body"),
        )

    @property
    def page(self) -> int:
        """The page that contains `offset`, from 1."""
        return self.offset // self.limit + 1 if self.limit else 1

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(self.filters or self.report)

    def request(self) -> SearchRequest:
        """The request for the searcher; raises RequestError for an unknown year, kind or sort."""
        return SearchRequest.parse(
            self.query,
            report=self.report or None,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            exact_script=self.exact_script,
            synonyms=self.synonyms,
            split_words=self.split_words,
            explain_score=self.explain_score,
            exact_body=self.exact_body,
            **self.filters,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for a query string or hidden form fields, without page, explain_score and defaults."""
        pairs = [("q", self.query)]
        pairs += self.filter_pairs()
        if self.exact_body:
            pairs.append(("exact_body", "1"))
        if self.report:
            pairs.append(("report", self.report))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.limit != DEFAULT_LIMIT:
            pairs.append(("limit", str(self.limit)))
        if self.group:
            pairs.append(("group", self.group))
        return pairs + self.carried_pairs() + [(COMPARED, word) for word in self.compared]

    def filter_pairs(self) -> list[tuple[str, str]]:
        """Pairs of the facet filters."""
        return [(name, value) for name, values in self.filters.items() for value in values]

    def carried_pairs(self) -> list[tuple[str, str]]:
        """Pairs for every page that highlights the query: the switches that are on, and the script."""
        switches = [(switch, "1") for switch in SWITCHES if getattr(self, switch)]
        return switches + ([("script", self.script)] if self.script else [])

    def reading_pairs(self) -> list[tuple[str, str]]:
        """Pairs for a page that shows what was found: those of other views, but for the report, which it is of."""
        return [pair for pair in self.search_pairs() if pair[0] != "report"]

    def search_pairs(self) -> list[tuple[str, str]]:
        """Pairs for other views of the same search: query, filters, switches, script and words compared."""
        return [pair for pair in self.pairs() if pair[0] not in ("sort", "limit", "group")]

    def comparison_pairs(self) -> list[tuple[str, str]]:
        """Pairs for the comparison: its words, with the query before them where it is another, and what narrows it."""
        narrowing = [pair for pair in self.search_pairs()[1:] if pair[0] != COMPARED]
        query = self.query.strip()
        words = (query, *self.compared) if query and query not in self.compared else self.compared
        return [("q", word) for word in words[:MOST_WORDS]] + narrowing

    def switches(self) -> dict[Switch, bool]:
        """Which switches are on."""
        return {switch: getattr(self, switch) for switch in SWITCHES}

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Values of a facet's filter."""
        return self.filters.get(facet, ())

    def toggled(self, facet: str, value: str) -> Self:
        """With the value added to the facet's filter, or removed from it; on the first page."""
        chosen = self.chosen(facet)
        changed = tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)
        return self.filtering(facet, *changed)

    def filtering(self, facet: str, *values: str) -> Self:
        """With these values as the facet's filter; on the first page."""
        return replace(self, offset=0, filters=_in_order({**self.filters, facet: values}))

    def with_exact_body(self, on: bool) -> Self:
        """With bodies by the names chosen alone, or with their other names; on the first page."""
        return replace(self, exact_body=on, offset=0)

    def switched(self, switch: Switch) -> Self:
        """With the switch toggled; on the first page."""
        return replace(self, offset=0, **{switch: not getattr(self, switch)})  # type: ignore[arg-type]

    def sized(self, limit: int) -> Self:
        """With this page size; on the page that contains the current first entry."""
        return replace(self, limit=limit, offset=self.offset // limit * limit)

    def asking(self, query: str) -> Self:
        """With another query; on the first page."""
        return replace(self, query=query, offset=0)

    def in_report(self, report: str) -> Self:
        """Within this report only, ungrouped; on the first page."""
        return replace(self, report=report, group="", offset=0)

    def everywhere(self) -> Self:
        """Over all reports; on the first page."""
        return replace(self, report="", offset=0)

    def unfiltered(self) -> Self:
        """Without filters; on the first page."""
        return replace(self, filters={}, report="", offset=0)


def waiting(words: Sequence[str]) -> tuple[str, ...]:
    """The first MOST_WORDS words of a comparison whose links, of which a page has many, do not become too long."""
    lengths = accumulate(map(len, words))
    return tuple(word for word, length in zip(words, lengths, strict=True) if length <= LONGEST_WAITING)[:MOST_WORDS]


def filters_of(args: Arguments) -> dict[str, tuple[str, ...]]:
    """Facet filters of an address, cleaned; raises RequestError for too many or too long values."""
    cleaned = {facet.name: map(facet.cleaned, values(args, facet.name)) for facet in FACETS}
    return _in_order({name: tuple(dict.fromkeys(filter(None, each))) for name, each in cleaned.items()})


def _in_order(filters: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Non-empty filters in the facets' order, so that equal searches have equal addresses."""
    return {facet.name: filters[facet.name] for facet in FACETS if filters.get(facet.name)}


def narrowed(query: str, within: str) -> str:
    """The conjunction of both queries; a top-level OR is bracketed to keep its scope."""
    if not within.strip() or not query.strip():
        return query or within
    return f"{_bracketed(query)} {_bracketed(within)}"


def _bracketed(query: str) -> str:
    """An invalid query stays unchanged, so that its error's position holds."""
    try:
        return f"({query.strip()})" if isinstance(parse(query), Or) else query.strip()
    except QueryError:
        return query
