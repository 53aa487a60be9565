"""Report page: outline, permalinks, highlights of the query, and the comparison with the saved page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index.deadline import Deadline
from index.errors import QueryError, RequestError, TooMuch, TooSlow
from index.facets import BODY, LEVEL, ORGAN, PREFECTURE, PROVINCE, is_unknown
from index.language import gettext
from index.reading import is_cleaned
from search.engine.searcher import Searcher
from search.export.reference import Reference
from search.origin import origin
from search.permalink import KEY, find_paragraph, paragraph_keys
from search.result import ReportParagraph, ReportSummary, ReportText
from search.snippet import Piece, marked_pieces
from web.asked.parameters import Parameters
from web.pages.original import original_page
from web.serving.conditional import not_repeatable
from web.serving.live import searcher
from web.shown.addresses import grouped
from web.shown.embedded import Embedded
from web.shown.marked import Complaint, begins_with_title, marked_report, report_language, sample
from web.shown.passage import asked_span, text_directive
from web.shown.script import script
from web.shown.words import SWITCH_LABELS, facet_value_label

View = Literal["", "original", "original-all"]
VIEWS: Final[tuple[View, ...]] = ("", "original", "original-all")
"""Values of `view`: the report, the lines that cleaning changed, and all lines."""


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph as shown.

    key: the last part of its stable address. before, following: the marked paragraphs around it, when this one is
    marked, from 0.
    """

    paragraph: ReportParagraph
    key: str
    pieces: tuple[Piece, ...]
    before: int | None
    following: int | None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading, or the report itself for what stands before the first one, and the number of highlights under it.

    anchor: the id of its element.
    """

    anchor: str
    text: str
    marks: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The previous and the next report of the same body."""

    earlier: ReportSummary | None
    later: ReportSummary | None


def report(report_id: str) -> str | Response:
    """`/reports/ID`: the whole report with highlights of `q`; an invalid query highlights nothing.

    `view` shows instead what cleaning changed: `original` only the lines that it changed, `original-all` every line.
    A reprint's address redirects to the report that is kept of it. Raises ReportNotFound, or RequestError for an
    unknown `view`.
    """
    asked, view, deadline = Parameters.for_report(request.args), _view(), Deadline()
    with searcher() as opened:
        if kept := opened.kept_for(report_id):
            return _redirect_to(kept, asked, view=view)
        text, complaint = marked_report(opened, report_id, asked, deadline)
        if view:
            return original_page(opened, text, asked, every_line=view == "original-all", language=report_language(text))
        neighbours = _neighbours(opened, text.summary)
        cleaned = is_cleaned(origin(opened.meta(text.summary.id)).path)
    try:
        left = deadline if complaint is None else Deadline()
        return _page(text, asked, complaint, neighbours, left, cleaned=cleaned)
    except TooSlow as late:
        raise TooMuch(
            gettext(
                "这份报告太长（%(count)s 段），%(seconds)s 秒之内显示不完",
                count=f"{len(text.paragraphs):,}",
                seconds=f"{late.seconds:g}",
            ),
            next_step=gettext("请只在这份报告里检索，或用 zhengsou export 导出"),
        ) from None


def paragraph(report_id: str, key: str) -> Response:
    """`/reports/ID/t/KEY`: redirects to the paragraph with that text, and keeps the query.

    `at`: a span of it, `12-40`, which browsers that know text fragments mark; one that it does not have is left out.
    Of a reprint, to that of the report that is kept of it. 404 with a link to the report if it has lost that text;
    raises ReportNotFound if the report is gone too.
    """
    asked, span = Parameters.for_report(request.args), asked_span(request.args, "at")
    with searcher() as opened:
        report_id = opened.kept_for(report_id) or report_id
        text = opened.report(report_id, deadline=Deadline())
    number = find_paragraph([each.text for each in text.paragraphs], key) if KEY.fullmatch(key) else None
    if number is None:
        return make_response(render_template("gone.html", summary=text.summary), 404)
    words = text.paragraphs[number].text
    directive = f":~:{text_directive(words, span, script())}" if span and span[1] <= len(words) else ""
    return _redirect_to(report_id, asked, anchor=f"p{number}{directive}")


def _redirect_to(report_id: str, asked: Parameters, *, view: View = "", anchor: str | None = None) -> Response:
    """To a report's page, with the query."""
    pairs: dict[str, Any] = grouped(pair for pair in asked.reading_pairs() if pair[1])
    pairs |= {"view": view} if view else {}
    return redirect(url_for("reports.report", report_id=report_id, **pairs, _anchor=anchor))


def _view() -> View:
    text = request.args.get("view", "").strip()
    for view in VIEWS:
        if text == view:
            return view
    raise RequestError(
        gettext("参数 view 不对：%(text)s", text=text[:20]), next_step=gettext("请给 original 或 original-all，或不给")
    )


def _page(
    text: ReportText,
    asked: Parameters,
    complaint: Complaint | None,
    neighbours: Neighbours,
    deadline: Deadline,
    *,
    cleaned: bool,
) -> str:
    """The reader's page. cleaned: its file is a page that was cleaned, which can be compared with what came of it.

    Raises TooSlow for a long report when the deadline is over.
    """
    apart = [each.paragraph for each in text.paragraphs if each.word_highlights and not each.highlights]
    if complaint is not None and not isinstance(complaint, QueryError):
        # Asked another time, it may have highlights.
        not_repeatable()
    marked = [each.paragraph for each in text.paragraphs if each.highlights] or apart
    paragraphs = _shown_paragraphs(text, marked, deadline)
    titled = begins_with_title(text)
    return render_template(
        "report.html",
        asked=asked,
        query=asked.query,
        complaint=complaint,
        report=text,
        title=paragraphs[0] if titled else None,
        paragraphs=deadline.watch(paragraphs[1:] if titled else paragraphs),
        outline=_outline(text),
        apart=len(apart),
        damaged=[each.paragraph for each in text.paragraphs if each.damaged],
        first_marked=marked[0] if marked else None,
        neighbours=neighbours,
        cleaned=cleaned,
        shelves=_shelves(text.summary),
        language=report_language(text),
        embedded=_embedded(text),
        in_report=asked.unfiltered().in_report(text.summary.id),
        carried=dict(asked.carried_pairs()),
        kept=grouped(pair for pair in asked.reading_pairs() if pair[0] != "q"),
        switched_on=[gettext(SWITCH_LABELS[switch]) for switch, on in asked.switches().items() if on],
    )


def _embedded(text: ReportText) -> Embedded:
    link = request.url_root.rstrip("/") + text.summary.url
    return Embedded.of(Reference.of(text.summary, sample(text), link))


def _neighbours(opened: Searcher, summary: ReportSummary) -> Neighbours:
    """In the order of year, then id, under all names of the body; without a year or a known body there are none."""
    if is_unknown(BODY, summary.body):
        return Neighbours(None, None)
    dated = [each for each in opened.reports() if each.body_today == summary.body_today and each.year is not None]
    order = sorted(dated, key=lambda each: (each.year or 0, each.id))
    place = next((at for at, each in enumerate(order) if each.id == summary.id), None)
    if place is None:
        return Neighbours(None, None)
    return Neighbours(
        earlier=order[place - 1] if place else None, later=order[place + 1] if place + 1 < len(order) else None
    )


def _shelves(summary: ReportSummary) -> list[tuple[str, str, str]]:
    """Name, value and label of each facet of the report's body that is known, without the body itself."""
    known = [(facet.name, getattr(summary, facet.name)) for facet in (ORGAN, PROVINCE, PREFECTURE, LEVEL)]
    return [(name, value, facet_value_label(name, value)) for name, value in known if value is not None]


def _shown_paragraphs(text: ReportText, marked: list[int], deadline: Deadline) -> list[ShownParagraph]:
    following = dict(pairwise(marked))
    before = {after: first for first, after in following.items()}
    keys = paragraph_keys([each.text for each in text.paragraphs])
    return [
        ShownParagraph(
            paragraph=each,
            key=key,
            pieces=marked_pieces(each.text, each.highlights, each.word_highlights),
            before=before.get(each.paragraph),
            following=following.get(each.paragraph),
        )
        for each, key in deadline.watch(zip(text.paragraphs, keys, strict=True))
    ]


def _outline(text: ReportText) -> list[OutlineEntry]:
    """The report itself, then its headings in reading order; none without headings.

    Each highlight is counted under one entry: together they are all that the report has.
    """
    titled = begins_with_title(text)
    headings = [each.paragraph for each in text.paragraphs[titled:] if each.kind == "heading"]
    if not headings:
        return []
    marks = [len(each.highlights) for each in text.paragraphs]
    of_report = OutlineEntry("p0" if titled else "title", text.summary.title, sum(marks[: headings[0]]))
    return [
        of_report,
        *(
            OutlineEntry(f"p{start}", text.paragraphs[start].text, sum(marks[start:end]))
            for start, end in pairwise([*headings, len(marks)])
        ),
    ]
