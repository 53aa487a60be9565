"""HTML reader: lines of a saved page, with the kinds and metadata in its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.cleaning import Line
from index.reading.cleaning.shapes import is_publication
from index.reading.encoding import decode
from index.reading.forum import without_replies
from index.reading.furniture import without_edit_mark, without_furniture
from index.reading.landmarks import ARIA_HIDDEN
from index.reading.layout import BLOCK, Event
from index.reading.metadata import PageHints
from index.reading.original import is_original_link, labelled_address, original_address, saved_from
from index.reading.own_titles import own_title, with_whole_titles
from index.reading.page_breaks import without_page_breaks
from index.reading.pdf_html import with_paragraphs
from index.reading.site_parts import without_site_parts
from index.reading.tables import data_rows
from index.reading.text_boxes import parsed, sources_of
from index.reading.wrapping import preformatted, rejoined
from index.report import Kind

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DROPPED: Final = (
    "script,style,noscript,template,iframe,embed,svg,canvas,audio,video,select,option,datalist,input,"
    "a[aria-hidden=true],#meta_content"
)
# What #meta_content holds on WeChat's pages: the account and the day.
_ACCOUNT: Final = "#meta_content #js_name"
_PUBLISHED: Final = "#meta_content #publish_time"
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_MOMENTS: Final = ",".join(
    f"time{mark}[datetime]" for mark in (".published", ".entry-date", "[pubdate]", "[itemprop=datePublished]")
)
_HIDING = re.compile(
    r"(?:^|[;{])\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:px|em)",
    re.IGNORECASE,
)
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+){1,4}", re.IGNORECASE)
_MOST_SELECTORS: Final = 100
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    "figcaption": "caption",
    "caption": "caption",
}
_PREFORMATTED: Final = frozenset({"pre", "textarea"})
_CELL: Final = "\0"
_ROW: Final = "\v"
_LINE: Final = "\x1e"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]"
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_MOST_DELETED: Final = 1 / 4
# A line break in the markup is white space for Latin words only: Han characters have none between them.
_HAN_BREAK = re.compile(rf"(?<={_HAN})[ \t]*[\r\n][ \t\r\n]*(?={_HAN})")
_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_DATES = (
    "article:published_time",
    "pubdate",
    "publishdate",
    "og:release_date",
    "date",
    "dc.date",
    "weibo: article:create_at",
)
# Url is a tag that Chinese government sites put on every article.
_ADDRESSES = ("og:url", "url")
_SOURCES = ("contentsource", "source", "mediaid", "dc.source")


def read_html(data: bytes, saved: str = "") -> tuple[list[Line], PageHints]:
    """The page's lines in reading order and its <title> and <meta> data.

    saved: the address from which it was saved, if that is known beside the page. Raises ReadError if the page is not
    text, or its markup is too costly to parse.
    """
    claimed = _CHARSET.search(data[:4096])
    return read_markup(decode(data, claimed[1].decode("ascii", "replace") if claimed else None), saved)


def read_markup(html: str, saved: str) -> tuple[list[Line], PageHints]:
    """`read_html` of a page's text. Raises ReadError if its markup is too costly to parse."""
    tree = parsed(html)
    with_paragraphs(tree)
    without_replies(tree)
    without_furniture(tree)
    hints = _hints(tree)
    title = own_title(hints.window_title, hints.title, hints.site)
    lines = [] if tree.body is None else list(_lines(list(without_site_parts(list(_events(tree, tree.body)), title))))
    lines = list(with_whole_titles(without_page_breaks(lines), title))
    address = _address(tree, saved_from(html) or saved) or labelled_address([line.text for line in lines])
    return lines, replace(hints, url=address)


def _hints(tree: LexborHTMLParser) -> PageHints:
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("itemprop") or ""
        metas.setdefault(name.strip().lower(), (node.attributes.get("content") or "").strip())
    title = tree.css_first("title")

    def first(names: tuple[str, ...]) -> str:
        return next((metas[name] for name in names if metas.get(name)), "")

    return PageHints(
        window_title=_SPACES.sub(" ", title.text()).strip() if title else "",
        title=first(_TITLES),
        date=first(_DATES) or _text_of(tree, _PUBLISHED) or _published(tree),
        source=first(_SOURCES) or _text_of(tree, _ACCOUNT),
        site=metas.get("sitename", "") or metas.get("og:site_name", ""),
    )


def _published(tree: LexborHTMLParser) -> str:
    """The moment that a page's data for search engines, or the element of its article, has for its publication."""
    for script in tree.css("script[type='application/ld+json']"):
        if found := _LINKED_DATA.search(script.text()):
            return found[1]
    node = tree.css_first(_MOMENTS)
    return (node.attributes.get("datetime") or "").strip() if node else ""


def _text_of(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return _SPACES.sub(" ", node.text()).strip() if node else ""


def _address(tree: LexborHTMLParser, saved: str) -> str:
    """The page's own address as its head names it, or else a link to the original; "" if there is none.

    Only the head speaks for the page: in its body may be pieces of others. Links to several originals name none.
    """
    told = _attributes(tree, "head > link[rel~=canonical i][href]", "href")
    for name in _ADDRESSES:
        told += _attributes(
            tree, f"head > meta[name={name!r} i][content],head > meta[property={name!r} i][content]", "content"
        )
    [base, *_] = [*_attributes(tree, "head > base[href]", "href"), ""]
    named = original_address(told, base, saved)
    links = (node for node in tree.css("a[href]") if is_original_link(node.text(), _label(node)))
    originals = {original_address([node.attributes.get("href") or ""], base) for node in links} - {""}
    return named or (originals.pop() if len(originals) == 1 else "")


def _label(link: LexborNode) -> str:
    """The text right before a link; "" if that is another link."""
    before = link.prev
    if before is not None and before.tag == "-text" and not before.text().strip():
        before = before.prev
    return before.text() if before is not None and before.tag != "a" else ""


def _attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str]:
    return [(node.attributes.get(name) or "").strip() for node in tree.css(selector)]


def _lines(events: Sequence[Event]) -> Iterator[Line]:
    """Blocks and <br> break lines; cells of a row share one line, in a table of data with ` | ` between them."""
    pieces: list[str] = []
    inside = _Inside()
    rows = data_rows(events)
    row = 0
    for at, (tag, opens, text, *_) in enumerate(events):
        if at < row:
            continue
        if at in rows:
            yield from _block(pieces, inside)
            pieces.clear()
            row = rows[at].end
            yield Line(rows[at].text, "text")
        elif tag == "-text":
            pieces.append(text.replace("\r\n", "\n").replace("\n", _LINE) if inside.preformatted else text)
        elif tag in ("td", "th"):
            pieces.append(_CELL)
        elif tag == "br":
            pieces.append(_ROW if opens else "")
        elif BLOCK.fullmatch(tag):
            yield from _block(pieces, inside)
            pieces.clear()
            (inside.enter if opens else inside.leave)(tag)
    yield from _block(pieces, inside)


def _block(pieces: Sequence[str], inside: _Inside) -> Iterator[Line]:
    """The lines of a block, where <br> breaks them; a heading is one line."""
    if inside.preformatted:
        text = "".join(pieces).replace(_ROW, "\n").replace(_LINE, "\n")
        yield from (line for row in preformatted(text) for line in _line(row, inside))
        return
    rows = [row for row in _of_cells("".join(pieces)).split(_ROW) if row.strip(f"{_CELL} \t\r\n\f")]
    texts = [_SPACES.sub(" ", _HAN_BREAK.sub("", row)).strip(" ") for row in rows]
    heading = inside.kind == "heading" or inside.title
    # Some sites put the day and the source under the title into one heading.
    stop = next((at for at, text in enumerate(texts) if heading and at and is_publication(text)), len(texts))
    for text in rejoined(texts[:stop], heading=heading):
        yield from _line(text, inside)
    for text in texts[stop:]:
        yield from _line(text, _Inside())


def _of_cells(text: str) -> str:
    """The text of a row, its cells in rows of their own where several have rows: columns of a layout."""
    cells = text.split(_CELL)
    return text.replace(_CELL, _ROW) if sum(_ROW in cell.strip(f"{_ROW} \t\r\n\f") for cell in cells) > 1 else text


def _line(text: str, inside: _Inside) -> Iterator[Line]:
    cells = text.split(_CELL)
    text = without_edit_mark(_SPACES.sub(" ", " ".join(cells)).strip(" "))
    if text:
        kind = inside.kind
        # One cell may be the layout of a whole page; several in a line are data.
        if kind is None and sum(bool(cell.strip()) for cell in cells) > 1:
            kind = "text"
        yield Line(text, kind, inside.title)


class _Inside:
    """Stack of open blocks; the innermost that sets a kind or a title decides."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []
        self._titles = 0
        self._preformatted = 0

    def enter(self, tag: str) -> None:
        if tag in _KINDS:
            self._kinds.append(_KINDS[tag])
        self._titles += tag == "h1"
        self._preformatted += tag in _PREFORMATTED

    def leave(self, tag: str) -> None:
        if tag in _KINDS:
            self._kinds.pop()
        self._titles -= tag == "h1"
        self._preformatted -= tag in _PREFORMATTED

    @property
    def kind(self) -> Kind | None:
        return self._kinds[-1] if self._kinds else None

    @property
    def preformatted(self) -> bool:
        return self._preformatted > 0

    @property
    def title(self) -> bool:
        return self._titles > 0


def _events(tree: LexborHTMLParser, body: LexborNode) -> Iterator[Event]:
    """Elements and texts of the body, in document order; no recursion, since nesting is deep."""
    dropped = {node.mem_id for node in body.css(_DROPPED)}
    dropped |= {node.mem_id for node in (*_readings(body), *_deleted(body))}
    boxes = [node for node in body.css("textarea") if "<" in node.text()]
    dropped |= {node.mem_id for node in boxes}
    sources = sources_of(boxes, body) if boxes else {}
    hidden = {node.mem_id for node in _hidden(tree, body)}
    node = body
    while True:
        if node.mem_id not in dropped:
            yield _opening(node, node.mem_id in hidden)
            if node.child is not None:
                node = node.child
                continue
            yield Event(node.tag or "", False, hidden=node.mem_id in hidden)
        elif source := sources.get(node.mem_id):
            shown = node.mem_id not in hidden
            yield Event("div", True, hidden=not shown)
            yield from _events_of_source(source)
            yield Event("div", False, hidden=not shown)
        while node.mem_id != body.mem_id and node.next is None and node.parent is not None:
            node = node.parent
            yield Event(node.tag or "", False, hidden=node.mem_id in hidden)
        if node.mem_id == body.mem_id or node.next is None:
            return
        node = node.next


def _readings(body: LexborNode) -> Iterator[LexborNode]:
    """Readings over characters, and the brackets around them; a note in Han characters is text."""
    for ruby in body.css("ruby"):
        notes = ruby.css("rt")
        if not any(_IDEOGRAPH.search(note.text()) for note in notes):
            yield from (*notes, *ruby.css("rp"))


def _deleted(body: LexborNode) -> Sequence[LexborNode]:
    """Deleted passages, unless much of the page is in them, as where one is never closed."""
    found = body.css("del")
    return found if sum(len(each.text()) for each in found) <= _MOST_DELETED * len(body.text()) else []


def _events_of_source(source: LexborHTMLParser) -> Iterator[Event]:
    """Events of a text box's source: a box in a box is text to a parser, so that there is one level of them."""
    if source.body is not None:
        yield from (event for event in _events(source, source.body) if event.tag != "body")


def _hidden(tree: LexborHTMLParser, body: LexborNode) -> Iterator[LexborNode]:
    """Elements that an attribute, their own style or a simple rule of the page's style sheet hides."""
    yield from body.css("[hidden]")
    for node in body.css("[style]"):
        if _HIDING.search(node.attributes.get("style") or ""):
            yield node
    selectors = dict.fromkeys(each for sheet in tree.css("style") for each in _hiding_selectors(sheet.text()))
    for selector in list(selectors)[:_MOST_SELECTORS]:
        yield from body.css(selector)


def _hiding_selectors(sheet: str) -> Iterator[str]:
    """Classes and ids that a style sheet hides outside of @media and the like."""
    depth = 0
    for piece in _without_comments(sheet).split("}"):
        selectors, *inner = piece.split("{")
        if not depth and len(inner) == 1 and _HIDING.search(inner[0]):
            yield from filter(_SIMPLE_SELECTOR.fullmatch, map(str.strip, selectors.split(",")))
        depth = max(0, depth + len(inner) - 1)


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _opening(node: LexborNode, hidden: bool) -> Event:
    tag = node.tag or ""
    if tag == "-text":
        return Event(tag, True, node.text_content or "")
    if tag == "a":
        return Event(tag, True, "", (node.attributes.get("href") or "").strip(), hidden)
    told = ARIA_HIDDEN if (node.attributes.get("aria-hidden") or "").strip().lower() == "true" else ""
    if role := node.attributes.get("role"):
        told += f" role-{role.strip().lower()}"
    if BLOCK.fullmatch(tag):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''} {told}"
        return Event(tag, True, "", names, hidden)
    return Event(tag, True, "", told, hidden)
