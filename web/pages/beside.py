"""Two reports side by side, aligned by their outlines, and the choice of the second one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request, url_for

from index.analysis import fold
from index.deadline import Deadline
from index.facets import BODY, is_unknown
from search.engine.searcher import Searcher
from search.result import ReportParagraph, ReportSummary, ReportText
from search.snippet import Piece, marked_pieces
from web.asked.arguments import page_number, value
from web.asked.parameters import Parameters
from web.pages.paging import paging
from web.serving.conditional import not_repeatable
from web.serving.live import searcher
from web.shown.addresses import grouped
from web.shown.beside import AlignedReports
from web.shown.marked import Complaint, marked_report, report_language

beside_page = Blueprint("beside", __name__)

MOST_OFFERED: Final = 100
"""Reports in each list of what can be set beside."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the reports: its text with marks, and the script that it is written in."""

    text: ReportText
    complaint: Complaint | None
    language: str

    @property
    def summary(self) -> ReportSummary:
        """What the library says of it."""
        return self.text.summary

    def paragraphs(self, places: range) -> list[tuple[ReportParagraph, tuple[Piece, ...]]]:
        """Paragraphs with their pieces."""
        return [
            (each, marked_pieces(each.text, each.highlights, each.word_highlights))
            for each in self.text.paragraphs[places.start : places.stop]
        ]


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be set beside a report: of the same body, of the same year, and what the reader looks for by name.

    found: how many have the name; the first of them are `named`.
    """

    same_body: Sequence[ReportSummary]
    same_year: Sequence[ReportSummary]
    named: Sequence[ReportSummary]
    found: int


@beside_page.get("/compare/reports")
def beside() -> str:
    """`/compare/reports`: the reports `left` and `right` side by side, with marks of `q`; `page` from 1.

    With one of them, or with `find`, what can be set beside it; with neither, any report by name. Raises
    ReportNotFound.
    """
    asked, page, deadline = Parameters.for_report(request.args), page_number(request.args), Deadline()
    ids = {side: value(request.args, side) for side in ("left", "right")}
    name = value(request.args, "find")
    with searcher() as opened:
        sides = {
            side: _side(opened, report_id, asked, deadline) if report_id else None for side, report_id in ids.items()
        }
        left, right = sides["left"], sides["right"]
        kept = left or right
        offered = _offered(opened.reports(), kept.summary if kept else None, name, deadline)
    aligned = AlignedReports(left.text, right.text) if left and right else None
    pages = aligned.pages if aligned else ()
    if any(each and each.complaint for each in (left, right)):
        # Asked another time, they may have highlights.
        not_repeatable()
    return render_template(
        "beside.html",
        asked=asked,
        left=left,
        right=right,
        sides=[("left", left), ("right", right)],
        aligned=aligned,
        parts=pages[page - 1] if 0 < page <= len(pages) else (),
        outline=aligned.outline(page) if aligned else (),
        offered=offered,
        name=name,
        choosing="right" if left else "left",
        paging=paging(page, len(pages), 1),
        address=lambda **changed: beside_url(asked, ids | changed),
        page_address=lambda number: beside_url(asked, ids, number),
        section_address=lambda row: ("" if row.page == page else beside_url(asked, ids, row.page)) + f"#s{row.number}",
        carried=asked.reading_pairs(),
        reader=grouped(pair for pair in asked.reading_pairs() if pair[1]),
    )


def beside_url(asked: Parameters, named: Mapping[str, str], page: int = 1) -> str:
    """The address of two reports side by side. named: the parameters beside the query; an empty one is left out."""
    pairs = [*asked.reading_pairs(), *named.items(), ("page", str(page) if page > 1 else "")]
    return url_for("beside.beside", **grouped(pair for pair in pairs if pair[1]))


def _side(opened: Searcher, report_id: str, asked: Parameters, deadline: Deadline) -> Side:
    text, complaint = marked_report(opened, opened.kept_for(report_id) or report_id, asked, deadline)
    return Side(text, complaint, report_language(text))


def _offered(reports: Sequence[ReportSummary], kept: ReportSummary | None, name: str, deadline: Deadline) -> Offered:
    others = [each for each in deadline.watch(reports) if kept is None or each.id != kept.id]
    words = fold(name).split()
    named = [each for each in deadline.watch(others) if all(word in _named(each) for word in words)] if words else []
    named.sort(
        key=lambda each: (bool(kept and each.organ != kept.organ), not all(word in fold(each.body) for word in words))
    )
    if kept is None:
        return Offered((), (), named[:MOST_OFFERED], len(named))
    of_body = [] if is_unknown(BODY, kept.body) else [each for each in others if each.body_today == kept.body_today]
    in_year = [each for each in others if each.year == kept.year is not None and each.body_today != kept.body_today]
    of_body.sort(key=lambda each: (each.year is None, abs((each.year or 0) - (kept.year or 0)), each.id))
    in_year.sort(key=lambda each: (each.organ != kept.organ, each.level != kept.level, each.body, each.id))
    return Offered(of_body[:MOST_OFFERED], in_year[:MOST_OFFERED], named[:MOST_OFFERED], len(named))


def _named(report: ReportSummary) -> str:
    return fold(f"{report.body} {report.body_today} {report.title} {report.year or ''} {report.id}")
