"""Page of the study 分布: where in each report the occurrences of a query lie."""

from __future__ import annotations

from typing import Final

from flask import render_template, request, url_for

from index.china_time import local_moment
from index.deadline import Deadline
from index.language import gettext, ngettext
from search.offers.empty_answers import nothing_in
from search.offers.instead import asks_no_words
from search.study.places import ORDERED, PlacesResult, ReportPlaces, places
from web.asked.parameters import Parameters
from web.asked.selection import selection, selection_pairs
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, grouped
from web.shown.strips import MOST_DRAWN, WIDTH, PlacedRow
from web.shown.words import number
from web.shown.year_before import year_before_link

ROWS: Final = 30
"""Reports of a page."""


@study_pages.get("/study/places", endpoint="places")
def places_page() -> str:
    """`/study/places`: a row for each report with `q`, marked where it stands."""
    search = selection(request.args, ROWS)
    with searcher() as opened:
        result = places(opened, search.request(), Deadline()) if search.query.strip() else None
        frame = study_frame(opened, search, pairs(search))
        nothing = nothing_in(opened, result, search.request(), {})
        written = opened.written
    return render_template(
        "study_places.html",
        **frame,
        result=result,
        nothing=nothing.said if nothing else "",
        year_before=year_before_link(pairs(search), nothing.before if nothing else None),
        asks_nothing=result is not None and asks_no_words(search.query),
        rows=placed_rows(search, result) if result else [],
        counted=counted(result) if result else [],
        written=local_moment(written),
        paging=paging(search.page, result.total if result else 0, search.limit),
        width=WIDTH,
        ordered=gettext(ORDERED),
    )


def counted(result: PlacesResult) -> list[str]:
    """What was counted."""
    return [
        ngettext("%(num)s 份报告", "%(num)s 份报告", result.total),
        gettext("共 %(runs)s", runs=ngettext("%(num)s 处", "%(num)s 处", result.occurrences)),
    ]


def pairs(search: Parameters) -> list[tuple[str, str]]:
    """Pairs for an address, without page and defaults."""
    return selection_pairs(search, ROWS)


def placed_rows(search: Parameters, result: PlacesResult) -> list[PlacedRow]:
    """The reports of the page."""
    return [_row(search, each) for each in result.reports]


def _row(search: Parameters, row: ReportPlaces) -> PlacedRow:
    address = url_for("reports.report", report_id=row.report.id, **grouped(search.reading_pairs()))
    step = max(1, -(-len(row.places) // MOST_DRAWN))
    marks = tuple(
        (round(place * WIDTH, 1), f"{address}#p{paragraph}", paragraph + 1)
        for place, paragraph in list(zip(row.places, row.paragraphs, strict=True))[::step]
    )
    lines = at("kwic.concordance", search.in_report(row.report.id).search_pairs())
    return PlacedRow(row, number(len(row.places)), address, lines, marks)
