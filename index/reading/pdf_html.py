"""HTML that a program made from a PDF: its printed rows as paragraphs, without page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.pdf_edges import without_edges
from index.reading.pdf_rows import Printed
from index.reading.wrapping import Row, unwrapped

_PAGE: Final = "[data-page-no],[data-page-number],.pf,div[id^=page]"
"""Pages as pdf2htmlEX, pdf.js, pdftohtml -c and MuPDF mark them."""
_UNSTYLED: Final = ".pf[data-page-no] .t"
"""Rows of pdf2htmlEX, also without its style sheet."""
_PAGE_ID = re.compile(r"page(?:No)?[-_]?\d")
_ROWS: Final = "div,p,span,h1,h2,h3,h4"
_BLOCKS: Final = "p,div,table,ul,ol,dl,h1,h2,h3"
"""Within a box of a layout, not within a row."""
_MOST_LEFT_OUT: Final = 10
"""Code points of a page outside of its rows."""
_FEWEST_ROWS: Final = 8
_MOST: Final = 0.5
"""Of a page's text, that stands in placed rows."""
_STYLE_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_LEFT = re.compile(r"(?:^|[;\s])left\s*:\s*(-?[\d.]+)(px|pt|em|rem|%|in)?", re.IGNORECASE)
_TOP = re.compile(r"(?:^|[;\s])top\s*:\s*(-?[\d.]+)(px|pt|em|rem|%|in)?", re.IGNORECASE)
_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*([\d.]+)(px|pt|em|rem|%|in)?", re.IGNORECASE)
_PIXELS: Final = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 8.0, "in": 96.0}
_INDENT: Final = 8.0
"""Least distance (pixels) of an indented row from the left edge of paragraphs."""
_USUAL_SIZE: Final = 16.0
_GAP: Final = 24.0
"""Most distance (pixels) of two pieces of a row, whose widths are estimated."""
_SAME_ROW: Final = 2.0
"""Most distance (pixels) of the tops of two pieces of a row."""
_EDGE_SHARE: Final = 0.05
_LARGER: Final = 1.1
_INDENTED: Final = 2
"""Code points that an indent takes."""
_HEIGHT: Final = 1_000.0
_STEP: Final = 4.0
_MARGIN_ROWS: Final = 3
"""Rows at each edge of a page among which heads and numbers are looked for."""
_UNKNOWN: Final = -1.0
_NUMBERED = re.compile(r"\d{1,4}")
_ENDS_PAGES: Final = frozenset({"h1", "p", "ul", "ol", "table", "div"})
_MAKER: Final = "meta[name=generator i][content*=pdftohtml i]"
_OUTLINE: Final = "Document Outline"
_Styles = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A page's nodes, to be replaced, and its rows."""

    nodes: list[LexborNode]
    rows: list[Printed]


def with_paragraphs(tree: LexborHTMLParser) -> None:
    """Replace the pages of a printed text by its paragraphs; other pages of the web stay as they are.

    A page is known by rows that a style puts at their places, with most of the text in them (pdf2htmlEX, pdftohtml -c,
    pdf.js), or by numbered anchors behind rules (pdftohtml). Only page numbers and heads of most pages are left out.
    """
    if tree.body is None:
        return
    pages = _placed(tree, tree.body) or _ruled(tree)
    nodes = [node for page in pages for node in page.nodes]
    texts = without_edges([page.rows for page in pages])
    if not nodes or not any(texts):
        return
    html = "".join(_markup([row for rows in texts for row in rows]))
    made = LexborHTMLParser(f"<div>{html}</div>").css_first("div")
    if made is None:
        return
    nodes[0].insert_before(made)
    # The file's day and outline are of the PDF, not of its publication or its text.
    told = [*tree.css(f"{_MAKER} ~ meta[name=date i]"), *_outline(tree)]
    for node in (*nodes, *told):
        node.remove()


def _outline(tree: LexborHTMLParser) -> list[LexborNode]:
    """What pdftohtml adds under the pages: Document Outline, and the list under it."""
    headings = [node for node in tree.css("h1") if node.text().strip() == _OUTLINE]
    return [*headings, *(node for node in tree.css("h1 + ul") if any(_follows(node, each) for each in headings))]


def _follows(node: LexborNode, heading: LexborNode) -> bool:
    before = node.prev
    while before is not None and before.tag == "-text":
        before = before.prev
    return before is not None and before.mem_id == heading.mem_id


def _placed(tree: LexborHTMLParser, body: LexborNode) -> list[_Found]:
    """Pages of rows with a place of their own; [] if they hold less than most of the text."""
    styles = _styles(tree)
    known = {node.mem_id for node in body.css(_UNSTYLED)}
    placed = [node for node in body.css(_ROWS) if node.mem_id in known or _of(_LEFT, node, styles)]
    outer = {node.parent.mem_id for node in placed if node.parent is not None}
    rows = [node for node in placed if node.mem_id not in outer and node.text().strip()]
    if len(rows) < _FEWEST_ROWS or sum(len(node.text()) for node in rows) <= _MOST * len(body.text()):
        return []
    marked = {node.mem_id: node for node in body.css(_PAGE) if _is_page(node)}
    if any(_page_of(node, marked) is None and not _is_absolute(node, styles) for node in rows):
        return []
    if any(each.mem_id != node.mem_id for node in rows for each in node.css(_BLOCKS)):
        return []
    found: dict[int, _Found] = {}
    for node in rows:
        page = _page_of(node, marked)
        key = node.parent if page is None else page
        each = found.setdefault(key.mem_id if key else 0, _Found([] if page is None else [page], []))
        if page is None:
            each.nodes.append(node)
        _add(each.rows, node, styles)
    if any(_left_out(page) > _MOST_LEFT_OUT for page in found.values()):
        return []
    return [_Found(page.nodes, _in_margins(page.rows)) for page in found.values()]


def _left_out(page: _Found) -> int:
    """Code points of a page that stand in none of its rows."""
    whole = sum(len("".join(node.text().split())) for node in page.nodes)
    return whole - sum(len("".join(row.text.split())) for row in page.rows)


def _styles(tree: LexborHTMLParser) -> _Styles:
    """The declarations of each class."""
    declared: dict[str, list[str]] = {}
    for sheet in tree.css("style"):
        for name, rules in _STYLE_RULE.findall(sheet.text()):
            declared.setdefault(name, []).append(rules)
    return {name: ";".join(rules) for name, rules in declared.items()}


def _of(rule: re.Pattern[str], node: LexborNode, styles: _Styles) -> list[float]:
    """The lengths (pixels) that an element's style and its classes declare."""
    classes = (node.attributes.get("class") or "").split()
    declared = (node.attributes.get("style") or "", *(styles.get(name, "") for name in classes))
    return [length for text in declared if (length := _length(rule, text)) is not None]


@lru_cache(maxsize=256)
def _length(rule: re.Pattern[str], declared: str) -> float | None:
    """The length (pixels) that declarations give; kept, as many elements share a class."""
    found = rule.search(declared)
    return float(found[1].strip(".") or 0) * _PIXELS[(found[2] or "px").lower()] if found else None


def _size_of(node: LexborNode, styles: _Styles) -> float:
    """The size of the font of a row: some programs declare one of 1px for all, too."""
    inner = node.css_first("[style*=font-size]")
    return max([*_of(_SIZE, node, styles), *(_of(_SIZE, inner, styles) if inner else ())], default=0.0)


def _is_page(node: LexborNode) -> bool:
    """Whether an element is marked as a page: by its number."""
    name = node.attributes.get("id") or ""
    return not name.startswith("page") or _PAGE_ID.match(name) is not None


def _is_absolute(node: LexborNode, styles: _Styles) -> bool:
    classes = (node.attributes.get("class") or "").split()
    return any("absolute" in each for each in (node.attributes.get("style") or "", *map(styles.get, classes)) if each)


def _page_of(node: LexborNode, marked: dict[int, LexborNode]) -> LexborNode | None:
    """The innermost element marked as a page around a row."""
    around = node.parent
    while around is not None:
        if around.mem_id in marked:
            return around
        around = around.parent
    return None


def _add(rows: list[Printed], node: LexborNode, styles: _Styles) -> None:
    """Add an element's rows to those of its page; a piece right behind the one before goes on in its row."""
    left = next(iter(_of(_LEFT, node, styles)), _UNKNOWN)
    top = next(iter(_of(_TOP, node, styles)), _UNKNOWN)
    size = _size_of(node, styles)
    texts = [" ".join(text.split()) for text in _broken(node)]
    for at, text in enumerate(text for text in texts if text):
        right = left + _width(text) * (size or _USUAL_SIZE)
        if rows and at == 0 and _UNKNOWN not in (top, left) and abs(rows[-1].above - top) <= _SAME_ROW:
            near = node.tag == "span" or -_GAP <= left - rows[-1].right <= _GAP
            if near:
                rows[-1] = replace(rows[-1], text=rows[-1].text + text, right=right)
                continue
        rows.append(Printed(text, _UNKNOWN if at else left, right, _UNKNOWN if at else top, size, _HEIGHT))


def _width(text: str) -> float:
    """Width of a text in Han characters."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _broken(node: LexborNode) -> list[str]:
    """The texts between an element's line breaks."""
    texts = [""]
    for each in node.traverse(include_text=True):
        if each.tag == "br":
            texts.append("")
        elif each.tag == "-text":
            texts[-1] += each.text_content or ""
    return texts


def _ruled(tree: LexborHTMLParser) -> list[_Found]:
    """Pages parted by rules, each with its number as an anchor, of rows with a <br> behind them."""
    anchors = [node for node in tree.css("a[name]") if _NUMBERED.fullmatch(node.attributes.get("name") or "")]
    numbers = [node.attributes.get("name") for node in anchors]
    made = tree.css_first(_MAKER) is not None
    parents = {node.parent.mem_id for node in anchors if node.parent is not None}
    if numbers != [str(at) for at in range(1, len(anchors) + 1)] or len(anchors) < 2 - made or len(parents) != 1:
        return []
    found: list[_Found] = []
    for node in _siblings(anchors[0]):
        if node.tag == "hr" or not found:
            found.append(_Found([], []))
        found[-1].nodes.append(node)
    if len(found) < len(anchors):
        return []
    return [_Found(page.nodes, _in_margins(list(_indented(page.nodes)))) for page in found]


def _siblings(node: LexborNode) -> Iterator[LexborNode]:
    """A node and those behind it up to an element that is no row."""
    each: LexborNode | None = node
    while each is not None and each.tag not in _ENDS_PAGES:
        yield each
        each = each.next


def _indented(nodes: Sequence[LexborNode]) -> Iterator[Printed]:
    text = "".join("\n" if node.tag == "br" else _inline(node) for node in nodes)
    for row in text.split("\n"):
        if plain := " ".join(row.split()):
            spaces = len(row) - len(row.lstrip())
            yield Printed(plain, _INDENT * spaces, _UNKNOWN, 0.0, 0.0, _HEIGHT)


def _inline(node: LexborNode) -> str:
    """The text of a node without the markup's line breaks."""
    text = (node.text_content or "") if node.tag == "-text" else "\n".join(_broken(node))
    return text.replace("\r", "").replace("\n", "" if node.tag == "-text" else "\n")


def _in_margins(rows: Sequence[Printed]) -> list[Printed]:
    """The rows of a page at heights by their order: only those at an edge stand in a margin."""
    found = []
    for at, row in enumerate(rows):
        below = len(rows) - 1 - at
        top = at < _MARGIN_ROWS and at <= below
        above = _HEIGHT - at * _STEP if top else below * _STEP if below < _MARGIN_ROWS else _HEIGHT / 2
        found.append(replace(row, above=above))
    return found


def _markup(rows: Sequence[Printed]) -> Iterator[str]:
    """Paragraphs of the rows in the size of most, and headings of those in a larger one; the largest is the title."""
    characters: Counter[float] = Counter()
    for row in rows:
        characters[row.size] += len(row.text)
    [(usual, _)] = characters.most_common(1)
    largest = max(characters)
    indented = _indents(rows)

    def larger(at: int) -> float:
        return rows[at].size if usual and rows[at].size > usual * _LARGER else 0.0

    for size, group in groupby(range(len(rows)), key=larger):
        block = list(group)
        if size:
            tag = "h1" if size == largest else "h2"
            yield f"<{tag}>{escape(''.join(rows[at].text for at in block))}</{tag}>"
        else:
            texts = unwrapped([Row(rows[at].text, _INDENTED * indented[at]) for at in block])
            yield from (f"<p>{escape(text)}</p>" for text in texts)


def _indents(rows: Sequence[Printed]) -> list[bool]:
    """Whether each row stands to the right of the edge: the leftmost place that several rows have."""
    places = Counter(round(row.left) for row in rows if row.left != _UNKNOWN)
    fewest = max(2, _EDGE_SHARE * places.total())
    edge = min((place for place, count in places.items() if count >= fewest), default=0)
    return [row.left - edge >= _INDENT for row in rows]
