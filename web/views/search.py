"""The search page: what was found, the facets, and what else to try when nothing was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, render_template, request

from search.query import Run, explain, parse
from search.request import SORTS
from search.result import Hit, SearchResult
from search.snippet import Snippet, snippet
from search.suggestion import suggest
from web.live import searcher
from web.parameters import SWITCHES, Parameters
from web.views.facets import chosen_links, facet_lists
from web.views.paging import paging
from web.views.start import start_page
from web.views.suggestions import either_script, suggestion_links
from web.words import language

search_page = Blueprint("search", __name__)

SNIPPET_WIDTH: Final = 150


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with what the page adds to it: its snippet and the language tag of its text."""

    hit: Hit
    snippet: Snippet
    language: str


@search_page.get("/")
def search() -> str:
    """`/`: the results of `q`, or the start page when there is none."""
    parameters = Parameters.for_page(request.args)
    with searcher() as opened:
        if not parameters.query.strip():
            return start_page(opened.reports(), parameters)
        result = opened.search(parameters.request())
        report = opened.report(parameters.report).summary if parameters.report else None
        others = suggestion_links(parameters, suggest(opened, parameters.request(), result))
        if parameters.exact_script and not result.total:
            others = either_script(opened, parameters) + others
    return render_template(
        "search.html",
        parameters=parameters,
        result=result,
        understood=_understood(result),
        switches=[(switch, parameters.switched(switch)) for switch in SWITCHES],
        hits=[_shown(hit) for hit in result.hits],
        facets=facet_lists(parameters, result),
        chosen=chosen_links(parameters),
        report=report,
        sorts=[(sort, replace(parameters, sort=sort, offset=0)) for sort in SORTS],
        paging=paging(parameters.page, result.total, parameters.limit),
        suggestions=others,
    )


def _understood(result: SearchResult) -> str:
    """The query in words; nothing for a plain run, which says itself, unless synonyms were added to it."""
    tree = parse(result.query)
    return "" if isinstance(tree, Run) and explain(tree) == result.understood else result.understood


def _shown(hit: Hit) -> ShownHit:
    return ShownHit(hit, snippet(hit.text, hit.highlights, SNIPPET_WIDTH), language(hit.title + hit.text))
