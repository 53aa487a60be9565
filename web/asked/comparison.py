"""Parameters of a comparison (compare page, /api/trend): queries, filters, dimensions and measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, Self, cast

from index.errors import RequestError
from index.facets import BODY, MISSING, YEAR
from search.request import MAX_OFFSET
from web.asked.arguments import MAX_QUERY, Arguments, choice, integer
from web.asked.parameters import SWITCHES, Parameters
from web.shown.locale import N_

By = Literal["year", "body", "body_year"]
Measure = Literal["per_10k", "occurrences", "paragraphs"]
MEASURES: Final[dict[Measure, str]] = {
    "per_10k": N_("每万字处数"),
    "occurrences": N_("处数"),
    "paragraphs": N_("段数"),
}
BY_LABELS: Final[dict[By, str]] = {"year": N_("按年份"), "body": N_("按机构"), "body_year": N_("按机构和年份")}
MOST_WORDS: Final = 6
_NO_FILTERS: Final = Parameters()
_NARROWING: Final = ("filters", "report", *SWITCHES)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Parameters of a comparison; `filters` have no query of their own; page: of bodies, from 1."""

    queries: tuple[str, ...] = ()
    filters: Parameters = _NO_FILTERS
    by: By = "year"
    measure: Measure = "per_10k"
    page: int = 1

    @classmethod
    def parse(cls, args: Arguments) -> Self:
        """From repeatable `q`, `by`, `measure`, `page` and a search's filters; raises RequestError out of bounds."""
        filters = Parameters.for_api(args)
        return cls(
            queries=queries_of(args),
            filters=replace(_NO_FILTERS, **{name: getattr(filters, name) for name in _NARROWING}),
            by=cast(By, choice(args, "by", "year", tuple(BY_LABELS))),
            measure=cast(Measure, choice(args, "measure", "per_10k", tuple(MEASURES))),
            page=integer(args, "page", 1, least=1, most=MAX_OFFSET),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for a query string or hidden form fields, without page and defaults."""
        pairs = [("q", query) for query in self.queries] + self.filters.search_pairs()[1:]
        pairs += [("by", self.by)] if self.by != "year" else []
        return pairs + ([("measure", self.measure)] if self.measure != "per_10k" else [])

    def cell(self, query: str, body: str | None, year: int | None) -> Parameters:
        """Parameters of the search whose hits a cell counts."""
        chosen = replace(self.filters, query=query)
        if self.by != "year":
            chosen = chosen.filtering(BODY.name, *([body] if body else []))
        if self.by != "body":
            chosen = chosen.filtering(YEAR.name, MISSING if year is None else str(year))
        return chosen


def queries_of(args: Arguments) -> tuple[str, ...]:
    """Distinct non-empty queries of `q`; raises RequestError above MOST_WORDS, or MAX_QUERY code points in all."""
    queries = tuple(dict.fromkeys(query.strip() for query in args.getlist("q") if query.strip()))
    if len(queries) > MOST_WORDS:
        raise RequestError(f"要比较的词太多：{len(queries):,} 个", next_step=f"最多 {MOST_WORDS} 个")
    if sum(map(len, queries)) > MAX_QUERY:
        raise RequestError("要比较的词太长", next_step=f"一共最多 {MAX_QUERY:,} 字")
    return queries
