"""Page of the study 分布: where in each report the occurrences of a query lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import render_template, request, url_for

from index.deadline import Deadline
from index.language import gettext, ngettext
from search.study.places import PlacesResult, ReportPlaces, places
from web.asked.parameters import Parameters
from web.asked.selection import selection, selection_pairs
from web.pages.paging import paging
from web.pages.study_frame import StudyFrame, at, local_moment, study_pages
from web.serving.live import searcher
from web.shown.addresses import grouped
from web.shown.words import number

WIDTH: Final = 1000
"""User units of a row's picture."""
MOST_DRAWN: Final = 120
"""Marks of a row; what lies between is at most a unit or two away."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A report with the marks of its occurrences: how far along each is, the address of its paragraph, its number."""

    report: ReportPlaces
    count: str
    address: str
    lines: str
    marks: tuple[tuple[float, str, int], ...]


@study_pages.get("/study/places", endpoint="places")
def places_page() -> str:
    """`/study/places`: a row for each report with `q`, marked where it stands."""
    search = selection(request.args, 30)
    with searcher() as opened:
        result = places(opened, search.request(), Deadline()) if search.query.strip() else None
        frame = StudyFrame.of(opened, search, selection_pairs(search))
        written = opened.written
    return render_template(
        "study_places.html",
        **frame.named(),
        result=result,
        rows=[_row(search, each) for each in result.reports] if result else [],
        counted=_counted(result) if result else [],
        written=local_moment(written),
        paging=paging(search.page, result.total if result else 0, search.limit),
        width=WIDTH,
    )


def _counted(result: PlacesResult) -> list[str]:
    return [
        ngettext("%(num)s 份报告", "%(num)s 份报告", result.total),
        gettext("共 %(runs)s", runs=ngettext("%(num)s 处", "%(num)s 处", result.occurrences)),
    ]


def _row(search: Parameters, row: ReportPlaces) -> PlacedRow:
    address = url_for("reports.report", report_id=row.report.id, **grouped(search.reading_pairs()))
    step = max(1, -(-len(row.places) // MOST_DRAWN))
    marks = tuple(
        (round(place * WIDTH, 1), f"{address}#p{paragraph}", paragraph + 1)
        for place, paragraph in list(zip(row.places, row.paragraphs, strict=True))[::step]
    )
    lines = at("kwic.concordance", search.in_report(row.report.id).search_pairs())
    return PlacedRow(row, number(len(row.places)), address, lines, marks)
