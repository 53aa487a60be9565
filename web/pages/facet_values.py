"""Page of all values of one facet of a search; a part of a name finds those that have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from index.deadline import Deadline
from index.facets import BY_NAME
from search.near_reports import require_report
from web.asked.arguments import value
from web.asked.parameters import Parameters
from web.pages.facets import facet_links, is_compact, part_label
from web.serving.live import searcher
from web.shown.addresses import search_url, toggling

facet_pages = Blueprint("facets", __name__)

MOST_VALUES: Final = 1_000
"""Values listed at once; the others are found by their names."""


@facet_pages.get("/facets/<name>")
def values(name: str) -> str | Response:
    """`/facets/body`: the values of a facet among the results of a search, those with `find` in them; 404 for no facet.

    A facet's own filter does not narrow it. Without `q`, the start page.
    """
    facet = BY_NAME.get(name)
    if facet is None:
        abort(404)
    parameters = replace(Parameters.for_page(request.args), offset=0)
    if not parameters.query.strip():
        return redirect(search_url(parameters), 303)
    find = value(request.args, "find")
    with searcher() as opened:
        require_report(opened, parameters.request())
        counted = opened.search(replace(parameters.request(), limit=0), Deadline()).facets[name]
    counts = {each.value: each.count for each in counted}
    found = facet_links(facet, counts, parameters.chosen(name), toggling(parameters)(name), find)
    return render_template(
        "facet_values.html",
        parameters=parameters,
        facet=facet,
        find=find,
        part=part_label(facet),
        compact=is_compact(facet),
        every=len(counts),
        found=len(found),
        links=found[:MOST_VALUES],
    )
