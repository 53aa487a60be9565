"""What the library is asked to list: filters, a query, a name, an order; and the addresses of such lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import url_for

from index.analysis import fold
from index.errors import RequestError
from index.facets import BODY, BY_NAME, Facet, counted_by
from index.language import gettext
from search.request import SearchRequest
from search.result import ReportSummary
from search.shelf_names import is_named
from search.shelf_order import SHELF_SORTS, ShelfSort
from web.asked.arguments import Arguments, choice, switch
from web.asked.parameters import Parameters
from web.shown.addresses import grouped

MAX_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which reports are listed, and how.

    facets: filters, and the query that is to be found in the reports, if any. name: substring of body, title or id, or
    of another name of the body. unsure: only those of which something is in doubt.
    """

    facets: Parameters
    name: str = ""
    unsure: bool = False
    sort: ShelfSort = "place"

    @classmethod
    def asked(cls, args: Arguments) -> Shelf:
        """From an address; raises RequestError for a value out of bounds."""
        name = args.get("name", "").strip()
        if len(name) > MAX_NAME:
            raise RequestError(
                gettext("参数 name 太长：%(count)s 字", count=f"{len(name):,}"),
                next_step=gettext("最多 %(most)s 字", most=MAX_NAME),
            )
        sort = cast(ShelfSort, choice(args, "sort", "place", SHELF_SORTS))
        return cls(Parameters.for_library(args), name, switch(args, "unsure"), sort)

    def address(self, page: int = 1) -> str:
        """Address of a page of these reports, from 1."""
        pairs = self.pairs() + ([("name", self.name)] if self.name else [])
        pairs += [("page", str(page))] if page > 1 else []
        return url_for("reports.catalogue") + (f"?{urlencode(pairs)}" if pairs else "")

    def pairs(self) -> list[tuple[str, str]]:
        """All but the name and the page, as addresses and hidden form fields have them."""
        pairs = [(name, value) for name, value in self.facets.search_pairs() if value]
        pairs += [("unsure", "1")] if self.unsure else []
        return pairs + ([("sort", self.sort)] if self.sort != "place" else [])

    def reader(self, report_id: str) -> str:
        """Address of a report's page, with the query to highlight there."""
        carried = grouped(pair for pair in self.facets.reading_pairs() if pair[1])
        return url_for("reports.report", report_id=report_id, **carried)

    @property
    def feed(self) -> str:
        """Address of the feed of these reports; "" if they are listed by what a feed of reports cannot ask for."""
        if self.name or self.unsure or self.facets.query:
            return ""
        asked: dict[str, Any] = {**self.facets.filters, **({"exact_body": 1} if self.facets.exact_body else {})}
        return url_for("feed.feed", **asked)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The chosen bodies."""
        return self.facets.chosen(BODY.name)

    @property
    def by_body(self) -> Facet:
        """By which name bodies are told apart."""
        return counted_by(BODY, exact_body=self.facets.exact_body)

    @property
    def query_request(self) -> SearchRequest:
        """The search whose reports are listed: the query with the filters of paragraphs."""
        kept = {name: values for name, values in self.facets.filters.items() if not BY_NAME[name].of_report}
        return replace(self.facets, filters=kept).request()

    def named(self, reports: Iterable[ReportSummary]) -> Sequence[ReportSummary]:
        """The reports that match the name, in either script; only the unsure of them, if only those are asked for."""
        name = fold(self.name)
        found = [each for each in reports if each.unsure] if self.unsure else list(reports)
        return [each for each in found if is_named(each, name)] if name else found

    def filtering(self, facet: Facet, *values: str) -> Shelf:
        """With these values as the facet's filter."""
        return replace(self, facets=self.facets.filtering(facet.name, *values))

    def toggled(self, facet: Facet, value: str) -> Shelf:
        """With this value of the facet added, or removed if chosen."""
        return replace(self, facets=self.facets.toggled(facet.name, value))

    def exactly(self, on: bool) -> Shelf:
        """With bodies by the names chosen alone, or with their other names."""
        return replace(self, facets=self.facets.with_exact_body(on))

    def without_query(self) -> Shelf:
        """Without the query, and what filters only paragraphs."""
        facets = self.facets
        kept = {name: values for name, values in facets.filters.items() if BY_NAME[name].of_report}
        listed = Parameters(filters=kept, exact_body=facets.exact_body, script=facets.script, compared=facets.compared)
        return replace(self, facets=listed)

    def ordered(self, sort: ShelfSort) -> Shelf:
        """In this order."""
        return replace(self, sort=sort)
