"""Atom feed of a search's hits, the last indexed first.

With the standard library: a feed has a dozen elements, for which feedgen would bring lxml.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any, Final
from xml.etree import ElementTree

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from index.deadline import Deadline
from index.errors import RequestError
from search.export.recent_hits import NewHit, NewHits, newest
from search.snippet import snippet
from web.asked.arguments import Arguments, value
from web.asked.parameters import Parameters
from web.serving.live import searcher
from web.shown.script import language
from web.shown.words import facet_value_label

feed_pages = Blueprint("feed", __name__)

ENTRIES: Final = 50
MIMETYPE: Final = "application/atom+xml"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_SNIPPET_WIDTH: Final = 300
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids."""


@feed_pages.get("/feed")
def feed() -> BaseResponse:
    """`/feed`: the newest ENTRIES hits of `q` with a search's filters; `since`, a day or a time, leaves older ones out.

    An entry's id is its paragraph's permanent link, so that feed readers show each paragraph once.
    """
    parameters, since = Parameters.for_api(request.args), _since(request.args)
    if not parameters.query.strip():
        raise RequestError("缺少参数 q", next_step="请写成 /feed?q=提案")
    asked = Parameters(**{name: getattr(parameters, name) for name in _ASKED}, limit=ENTRIES)
    with searcher() as opened:
        found = newest(opened, asked.request(), Deadline(), since=since)
        written = datetime.fromisoformat(opened.written)
    body = _document(asked, found, written)
    response = Response(body, mimetype=MIMETYPE)
    response.set_etag(sha256(body).hexdigest()[:32])
    return response.make_conditional(request)


_ASKED: Final = ("query", "filters", "report", "exact_script", "synonyms")


def _since(args: Arguments) -> datetime | None:
    text = value(args, "since")
    if not text:
        return None
    try:
        found = datetime.combine(date.fromisoformat(text), time()) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise RequestError(
            f"时间写法不对：{text[:30]}", next_step="请写成 2026-01-31 或 2026-01-31T08:00:00Z"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _document(asked: Parameters, found: NewHits, written: datetime) -> bytes:
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "zh"})
    updated = max((each.indexed for each in found.hits), default=written)
    page = url_for("search.search", _external=True, **_grouped(asked))
    here = url_for("feed.feed", _external=True, **_grouped(asked))
    _add(root, "id", here)
    _add(root, "title", f"政搜：{_in_words(asked)}")
    _add(root, "subtitle", f"共 {found.total:,} 段，列出最近收录的 {len(found.hits):,} 段")
    _add(root, "updated", updated.astimezone(UTC).isoformat())
    _add(root, "link", href=here, rel="self", type=MIMETYPE)
    _add(root, "link", href=page, rel="alternate", type="text/html")
    _add(root, "icon", url_for("static", filename="favicon.svg", _external=True))
    _add(root, "generator", "Zhengsou")
    for each in found.hits:
        _entry(ElementTree.SubElement(root, "entry"), each)
    document: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return document


def _entry(entry: ElementTree.Element, new: NewHit) -> None:
    hit = new.hit
    link = request.url_root.rstrip("/") + hit.permalink
    cut = snippet(hit.text, hit.highlights, _SNIPPET_WIDTH, hit.word_highlights)
    text = "".join(piece.text for piece in cut.pieces)
    _add(entry, "id", link)
    _add(entry, "title", f"{hit.title}{'·' + hit.section if hit.section and hit.section != hit.title else ''}")
    _add(entry, "updated", new.indexed.astimezone(UTC).isoformat())
    if hit.date:
        _add(entry, "published", f"{hit.date}T00:00:00Z")
    _add(ElementTree.SubElement(entry, "author"), "name", hit.body)
    _add(entry, "link", href=link, rel="alternate", type="text/html")
    tag = language(hit.title + hit.text)
    shown = f"{'…' if cut.leading else ''}{text}{'…' if cut.trailing else ''}"
    _add(entry, "summary", shown, **{"type": "text", "xml:lang": tag})


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = _NOT_XML.sub("\ufffd", text) or None


def _grouped(asked: Parameters) -> dict[str, Any]:
    pairs = asked.search_pairs()
    return {name: [given for each, given in pairs if each == name] for name, _ in pairs}


def _in_words(asked: Parameters) -> str:
    chosen = (facet_value_label(name, value) for name, value in asked.filter_pairs())
    return "，".join([asked.query, *chosen])
