"""Atom feeds: the newest hits of a search, and the newest reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, Response, current_app, request, url_for

from index.china_time import CHINA_TIME
from index.deadline import Deadline
from index.errors import RequestError
from index.facets import FACETS
from index.language import gettext, ngettext
from search.engine.searcher import Searcher
from search.export.recent_hits import NewHit, newest
from search.export.recent_reports import NewReport, newest_reports
from search.request import MAX_OFFSET
from search.snippet import snippet
from web.asked.arguments import Arguments, integer, value
from web.asked.parameters import Parameters
from web.serving.live import searcher
from web.shown.addresses import grouped
from web.shown.atom import MIMETYPE, Entry, Feed, Page, document, tag, tag_of_query
from web.shown.words import body_label, filter_label, reported_year

feed_pages = Blueprint("feed", __name__)

ENTRIES: Final = 50
AUTHORITY: Final = "TAG_AUTHORITY"
"""The application's setting that has index/settings.py's `tag_authority`."""
_SNIPPET_WIDTH: Final = 300
_OF_A_SEARCH: Final = ("query", "filters", "report", "exact_body", "exact_script", "synonyms")
_OF_REPORTS: Final = ("filters", "report", "exact_body")


@feed_pages.get("/feed")
def feed() -> Response:
    """`/feed`: the newest hits of `q` with a search's filters, or, without `q`, the newest reports; `page` from 1.

    `since`, a day in China or a time, leaves older ones out. An entry's id is made of its report's id and of its text,
    and not of the site's address, so that feed readers show each paragraph and each report once.
    """
    asked, since = _asked(request.args), _since(request.args)
    with searcher() as opened:
        title, subtitle, page = (_hits if asked.query else _reports)(opened, asked, since)
        written = datetime.fromisoformat(opened.written)
    body = document(
        Feed(
            id=_tag_of(asked),
            title=title,
            subtitle=subtitle + _beyond(page),
            written=written,
            page=page,
            address=lambda number: _address(asked, number),
            shown=_shown(asked),
            icon=url_for("static", filename="favicon.svg", _external=True),
        )
    )
    return Response(body, mimetype=MIMETYPE)


def _beyond(page: Page) -> str:
    last = page.links()["last"]
    if page.number <= last:
        return ""
    return gettext("；没有第 %(page)s 页，只有 %(last)s 页", page=f"{page.number:,}", last=f"{last:,}")


def _asked(args: Arguments) -> Parameters:
    given = Parameters.for_api(args)
    page = integer(args, "page", 1, least=1, most=MAX_OFFSET // ENTRIES)
    query = given.query.strip()
    kept = {name: getattr(given, name) for name in (_OF_A_SEARCH if query else _OF_REPORTS)}
    asked = Parameters(**kept, limit=ENTRIES, offset=(page - 1) * ENTRIES)
    alone = [facet.name for facet in FACETS if not facet.of_report and asked.chosen(facet.name)]
    if alone and not query:
        raise RequestError(
            gettext("没有参数 q 时不能用 %(alone)s", alone=alone[0]), next_step=gettext("请写成 /feed?q=提案，或去掉它")
        )
    return replace(asked, query=query)


def _since(args: Arguments) -> datetime | None:
    """The time after which a report must have been indexed: for a day, the last moment of the day before."""
    text = value(args, "since")
    if not text:
        return None
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), CHINA_TIME) - timedelta(microseconds=1)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise RequestError(
            gettext("时间写法不对：%(text)s", text=text[:30]),
            next_step=gettext("请写成 2026-01-31 或 2026-01-31T08:00:00Z"),
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=CHINA_TIME)


def _hits(opened: Searcher, asked: Parameters, since: datetime | None) -> tuple[str, str, Page]:
    found = newest(opened, asked.request(), Deadline(), since=since)
    page = Page([_hit_entry(each) for each in found.hits], asked.page, ENTRIES, found.since)
    told = ngettext("共 %(num)s 段，最近收录的在前", "共 %(num)s 段，最近收录的在前", found.total)
    return gettext("政搜：%(asked)s", asked=_in_words(asked)), told, page


def _reports(opened: Searcher, asked: Parameters, since: datetime | None) -> tuple[str, str, Page]:
    found = newest_reports(opened.library, asked.request(), since=since)
    page = Page([_report_entry(each) for each in found.reports], asked.page, ENTRIES, found.since)
    told = ngettext("共 %(num)s 份报告，最近收录的在前", "共 %(num)s 份报告，最近收录的在前", found.total)
    named = _in_words(asked.asking(gettext("新报告")))
    return gettext("政搜：%(asked)s", asked=named), told, page


def _hit_entry(new: NewHit) -> Entry:
    hit = new.hit
    cut = snippet(hit.text, hit.highlights, _SNIPPET_WIDTH, hit.word_highlights)
    text = "".join(piece.text for piece in cut.pieces)
    key = hit.permalink.rpartition("/")[2]
    return Entry(
        id=tag(_authority(), "reports", hit.report, "t", key),
        title=f"{hit.title or hit.report}{'·' + hit.section if hit.section and hit.section != hit.title else ''}",
        link=request.url_root.rstrip("/") + hit.permalink,
        updated=new.indexed,
        day=hit.date,
        author=hit.body,
        text=f"{'…' if cut.leading else ''}{text}{'…' if cut.trailing else ''}",
        of=hit.title + hit.text,
    )


def _report_entry(new: NewReport) -> Entry:
    report = new.summary
    said = gettext(
        "%(body)s，%(year)s，%(paragraphs)s 段、%(characters)s 字",
        body=body_label(report.body),
        year=reported_year(report.year),
        paragraphs=f"{report.paragraphs:,}",
        characters=f"{report.characters:,}",
    )
    if report.source:
        said = gettext("%(said)s，来源：%(source)s", said=said, source=report.source)
    return Entry(
        id=tag(_authority(), "reports", report.id),
        title=report.title or report.id,
        link=request.url_root.rstrip("/") + report.url,
        updated=new.indexed,
        day=report.date,
        author=report.body,
        text=said,
        of=said,
    )


def _authority() -> str:
    return str(current_app.config[AUTHORITY])


def _tag_of(asked: Parameters) -> str:
    return tag_of_query(_authority(), "feed", _pairs(asked))


def _address(asked: Parameters, page: int) -> str:
    """Absolute address of a page of the feed; the first is the one to subscribe to."""
    rest: dict[str, Any] = {"since": value(request.args, "since") or None, "page": page if page > 1 else None}
    return url_for("feed.feed", _external=True, **grouped(_pairs(asked)), **rest)


def _shown(asked: Parameters) -> str:
    if asked.query:
        return url_for("search.search", _external=True, **grouped(_pairs(asked)))
    if asked.report:
        return url_for("reports.report", report_id=asked.report, _external=True)
    return url_for("reports.catalogue", _external=True, **grouped(_pairs(asked)))


def _pairs(asked: Parameters) -> list[tuple[str, str]]:
    return [pair for pair in asked.search_pairs() if pair[1]]


def _in_words(asked: Parameters) -> str:
    chosen = (filter_label(name, value) for name, value in asked.filter_pairs())
    return gettext("，").join([asked.query, *chosen])
