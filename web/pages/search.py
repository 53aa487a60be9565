"""Search page: hits, facets, and alternatives if there are few hits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import Final

from flask import Blueprint, render_template, request

from index.deadline import Deadline
from index.facets import BODY, YEAR, is_unknown
from search.engine.searcher import Searcher
from search.library import summary
from search.offers.near_bodies import absent_bodies, other_names
from search.offers.suggestion import suggest
from search.query import asks_text, parse
from search.result import Facets, ReportSummary, SearchResult
from search.study import GroupedResult, by_report
from web.asked.parameters import PAGE_SIZES, Parameters
from web.pages.facets import chosen_links, facet_lists, other_years
from web.pages.paging import paging
from web.pages.start import start_page
from web.pages.suggestions import absent_links, either_script, suggestion_links
from web.serving.live import searcher
from web.shown.addresses import facet_url, search_url, toggling
from web.shown.histogram import year_histogram
from web.shown.hits import HitList, HitsShown, ShownHit
from web.shown.understood import more_than_words
from web.shown.variants import Variants

search_page = Blueprint("search", __name__)

SNIPPET_WIDTH: Final = 150
GROUPED_SNIPPET_WIDTH: Final = 90
BEST_OF_A_REPORT: Final = 3


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report with its best hits; `hits` and `occurrences` count all in it."""

    report: ReportSummary
    best: tuple[ShownHit, ...]
    hits: int
    occurrences: int


@search_page.get("/")
def search() -> str:
    """`/`: the results of `q`, or the start page without `q`."""
    parameters = Parameters.for_page(request.args)
    with searcher() as opened:
        if not parameters.query.strip():
            return start_page(opened.reports(), parameters)
        return _results(opened, parameters, Deadline())


def _results(opened: Searcher, parameters: Parameters, deadline: Deadline) -> str:
    asked = parameters.request()
    grouped: GroupedResult | None = None
    if parameters.group:
        grouped = by_report(opened, asked, BEST_OF_A_REPORT, deadline)
        result = _as_search_result(grouped)
    else:
        result = opened.search(asked, deadline)
    report = summary(opened.meta(parameters.report)) if parameters.report else None
    absent = absent_bodies(lambda: opened.lexicon, asked)
    shown = HitsShown(parameters, result)
    others = suggestion_links(parameters, suggest(opened, asked, result, deadline))
    if parameters.exact_script and not result.total:
        others = either_script(opened, parameters, deadline) + others
    variants = Variants(parameters)
    return render_template(
        "search.html",
        parameters=parameters,
        searched=parameters,
        result=result,
        body_count=_body_count(parameters, result.facets),
        understood=more_than_words(result.query, result.understood),
        asks_text=asks_text(parse(result.query)),
        switches=variants.switches(),
        hits="" if grouped else HitList().items(shown.shown(hit, SNIPPET_WIDTH) for hit in result.hits),
        groups=_shown_reports(grouped, shown) if grouped else [],
        facets=facet_lists(parameters, result, toggling(parameters), partial(facet_url, parameters)),
        years=year_histogram(result.facets[YEAR.name], parameters, search_url),
        chosen=chosen_links(parameters),
        other_years=[] if result.total else other_years(parameters, result.facets),
        also=other_names(lambda: opened.lexicon, asked),
        synonyms=opened.synonyms.said() if parameters.synonyms else "",
        absent=absent_links(parameters, absent),
        told_address=search_url,
        report=report,
        sorts=variants.sorts(),
        groupings=variants.groups(),
        sizes=variants.sizes() if result.total > PAGE_SIZES[0] else (),
        page_address=variants.page,
        paging=paging(parameters.page, result.reports if grouped else result.total, parameters.limit),
        suggestions=others,
    )


def _as_search_result(grouped: GroupedResult) -> SearchResult:
    """The grouped result as a search result; its hits are the best ones of each report on the page."""
    # Reports are listed once, so that nothing is folded in them.
    common = [field.name for field in fields(SearchResult) if field.name not in ("hits", "distinct")]
    hits = tuple(hit for group in grouped.groups for hit in group.best)
    return SearchResult(**{name: getattr(grouped, name) for name in common}, hits=hits)


def _body_count(parameters: Parameters, facets: Facets) -> int:
    """Number of known bodies among the hits; the facet also counts bodies that the filter excludes."""
    chosen = parameters.chosen(BODY.name)
    found = (each.value for each in facets[BODY.name] if each.count and not is_unknown(BODY, each.value))
    return sum(1 for value in found if not chosen or value in chosen)


def _shown_reports(grouped: GroupedResult, hits: HitsShown) -> list[ShownReport]:
    shown = []
    for group in grouped.groups:
        best = tuple(hits.shown(hit, GROUPED_SNIPPET_WIDTH) for hit in group.best)
        shown.append(ShownReport(group.report, best, group.hits, group.occurrences))
    return shown
