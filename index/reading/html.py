"""HTML: the article's lines out of a saved page's markup, with what the markup says about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.cleaning import Line
from index.reading.encoding import decode
from index.reading.metadata import PageHints
from index.report import Kind

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DROPPED: Final = (
    "script,style,noscript,template,iframe,object,embed,svg,canvas,audio,video,map,nav,footer,aside,menu,dialog,"
    "button,select,option,textarea,input,label,[hidden],[aria-hidden=true]"
)
# Some sites wrap the whole page in a form or put the title into a header, so these go only when they hold no article.
_DROPPED_UNLESS_ARTICLE: Final = "form,header,ul,ol,dl,div,section,table"
_SITE_PART = re.compile(
    r"^(?:nav|navbar|navigation|menu|footer|foot|header|topbar|breadcrumb|crumbs?|copyright|share|bdshare|sidebar|related|recommend)"
    r"(?:[-_]\w*)?$",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    "address|article|blockquote|body|center|d[dlt]|div|fieldset|figcaption|figure|form|h[1-6r]|header|html|li|main|ol|p|pre"
    "|section|table|tbody|tfoot|thead|tr|ul|caption|details|summary",
)
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    "figcaption": "caption",
    "caption": "caption",
}
_CELL: Final = "\0"
_SPACES = re.compile(r"[ \t\r\n\f]+")
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
_SOURCES = ("contentsource", "source", "mediaid", "dc.source")


def read_html(data: bytes) -> tuple[list[Line], PageHints]:
    """The page's lines in reading order and its <title> and <meta> data. Raises ReadError when it is no text."""
    claimed = _CHARSET.search(data[:4096])
    tree = LexborHTMLParser(decode(data, claimed[1].decode("ascii", "replace") if claimed else None))
    hints = _hints(tree)
    body = tree.body
    if body is None:
        return [], hints
    for node in body.css(_DROPPED):
        node.decompose()
    for node in body.css(_DROPPED_UNLESS_ARTICLE):
        if _is_site_part(node):
            node.decompose()
    return list(_lines(body)), hints


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
        date=first(_DATES),
        source=first(_SOURCES),
        site=metas.get("sitename", "") or metas.get("og:site_name", ""),
    )


def _is_site_part(node: LexborNode) -> bool:
    """A form, header, list of links, or block named like a menu or a footer, in which no article stands."""
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".split()
    named = node.tag in ("form", "header") or any(_SITE_PART.match(name) for name in names)
    if not named and node.tag not in ("ul", "ol", "dl"):
        return False
    if node.css_first("h1") is not None:
        return False
    text = node.text(deep=True)
    if named:
        return not re.search(r"[^\s]{40,}[。！？]", text)
    linked = sum(len(link.text(deep=True).strip()) for link in node.css("a"))
    return len(node.css("a")) >= 3 and linked > 0.8 * len(text.strip())


def _lines(body: LexborNode) -> Iterator[Line]:
    """Blocks and <br> break lines; cells of a row stand on one line."""
    pieces: list[str] = []
    inside: list[str] = []

    def flush() -> Iterator[Line]:
        cells = "".join(pieces).split(_CELL)
        text = _SPACES.sub(" ", " ".join(cells)).strip(" ")
        pieces.clear()
        if text:
            kind = next((_KINDS[tag] for tag in reversed(inside) if tag in _KINDS), None)
            # One cell may be the layout of a whole page, several on a line are data.
            if kind is None and sum(bool(cell.strip()) for cell in cells) > 1:
                kind = "text"
            yield Line(text, kind, "h1" in inside)

    for tag, text, opens in _events(body):
        if tag == "-text":
            pieces.append(text)
        elif tag in ("td", "th"):
            pieces.append(_CELL)
        elif tag == "br" and "h1" in inside:
            pieces.append(" ")
        elif _BLOCK.fullmatch(tag) or tag == "br":
            if (opens and tag != "br") or tag == "br":
                yield from flush()
            if not opens:
                yield from flush()
                if inside and inside[-1] == tag:
                    inside.pop()
            elif tag != "br":
                inside.append(tag)
    yield from flush()


def _events(body: LexborNode) -> Iterator[tuple[str, str, bool]]:
    """(tag, text, whether it opens), in document order; without recursion, since pages nest as deep as they like."""
    node: LexborNode | None = body
    while node is not None:
        tag = node.tag or ""
        yield tag, (node.text_content or "") if tag == "-text" else "", True
        if node.child is not None:
            node = node.child
            continue
        while node is not None:
            yield node.tag or "", "", False
            if node.mem_id == body.mem_id:
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent
