"""PDF reader: the text layer's lines as paragraphs, without page numbers and running heads."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

import pypdfium2
from pypdfium2 import PdfImage
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from index.errors import ReadError
from index.language import gettext
from index.reading.cleaning import Line
from index.reading.files import AGAIN
from index.reading.metadata import PageHints
from index.reading.original import labelled_address
from index.reading.parsers import parsing
from index.reading.pdf_columns import column_starts
from index.reading.pdf_edges import without_edges
from index.reading.pdf_rows import Box, Printed, printed_rows
from index.reading.pdf_tables import with_tables
from index.reading.wrapping import Row, unwrapped

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MOST_PAGES: Final = 2_000
_FEWEST_CHARACTERS: Final = 10
"""On a page with a text layer, without page numbers and heads; fewer are those of a scanner's stamp."""
_FEWEST_BESIDE_SCAN: Final = 50
"""Code points on a page under a picture of its own; fewer are what a scanner or a stamp adds to it."""
_COVERED: Final = 0.5
_PICTURED: Final = 0.1
"""Of the area of a page: of a scan, and of a picture that may hold text."""
_OUTLINES: Final = 50
"""Paths on a page whose text is drawn, not written."""
_MOST_OBJECTS: Final = 5_000
_INDENT: Final = 8.0
"""Least distance (points) of an indented row from the left edge of most."""
_FEWEST_AT_EDGE: Final = 2
_SHARE_AT_EDGE: Final = 0.1
"""Of the rows of a page, that begin at the edge of its text."""
_LARGER: Final = 1.1
_DEPTH: Final = 4
"""Of forms within forms in which pictures are looked for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a paragraph, heading or table. size: of its font (points). reach: as of Row."""

    text: str
    indented: bool
    size: float
    reach: float
    is_table: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A page: its rows, the part of it that its largest picture covers, a digest of that, and whether it is empty."""

    rows: list[Printed]
    covered: float = 0.0
    picture: bytes = b""
    empty: bool = False
    drawn: bool = False


def read_pdf(data: bytes) -> tuple[list[Line], PageHints]:
    """The paragraphs of the text layer, in the order of the pages.

    Raises ReadError for what is no PDF, needs a password, has more than MOST_PAGES pages, or is a scan: most of
    its pages are pictures with hardly any text. Other pages without text are told as `unread`.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = "password" in str(fault).lower()
        step = gettext("请去掉密码后另存") if locked else gettext("请检查它能否打开")
        raise ReadError(gettext("PDF 有密码") if locked else gettext("不是 PDF，或已损坏"), next_step=step) from fault
    try:
        if len(document) > MOST_PAGES:
            raise ReadError(
                gettext("PDF 有 %(count)s 页", count=f"{len(document):,}"),
                next_step=gettext("最多 %(most)s 页", most=f"{MOST_PAGES:,}"),
            )
        with parsing(gettext("PDF 已损坏，有的页读不出"), gettext(AGAIN)):
            pages = [_read(page) for page in document]
    finally:
        document.close()
    texts = without_edges([page.rows for page in pages])
    unread = _unread(pages, texts)
    lines = list(_lines([row for rows in _tabled(texts) for row in _indented(rows)]))
    return lines, PageHints(url=labelled_address([line.text for line in lines]), unread=unread)


def _unread(pages: Sequence[_Page], texts: Sequence[Sequence[Printed]]) -> tuple[int, ...]:
    """The numbers, from 1, of the pages on which something stands that is no text; raises ReadError for a scan."""
    characters = [sum(len(row.text) for row in rows) for rows in texts]
    shared = Counter(page.picture for page in pages)
    scanned = [
        number
        for number, (page, count) in enumerate(zip(pages, characters, strict=True), 1)
        if count < _FEWEST_CHARACTERS
        or (count < _FEWEST_BESIDE_SCAN and page.covered >= _COVERED and shared[page.picture] == 1)
    ]
    drawn = [number for number in scanned if pages[number - 1].drawn]
    whole = sum(not page.empty for page in pages)
    if len(scanned) == len(pages) or 2 * len(drawn) > whole:
        some = gettext("几乎") if any(characters) else ""
        which = (
            gettext(
                "（%(pages)s 页中的 %(drawn)s 页，从第 %(first)s 页起）",
                pages=len(pages),
                drawn=len(drawn),
                first=drawn[0],
            )
            if 0 < len(drawn) < whole
            else ""
        )
        raise ReadError(
            gettext("PDF 里%(some)s没有文字%(which)s，是扫描的图片", some=some, which=which),
            next_step=gettext("请先用文字识别（OCR）软件加上文字"),
        )
    return tuple(number for number in drawn if characters[number - 1] < _FEWEST_CHARACTERS)


def _lines(rows: Sequence[_Row]) -> Iterator[Line]:
    """Paragraphs of the rows in the size of most, and headings of those in a larger one; the largest is the title."""
    characters: Counter[float] = Counter()
    for row in rows:
        characters[row.size] += len(row.text)
    [(usual, _)] = characters.most_common(1)
    largest = max(characters)
    larger = usual * _LARGER
    for (is_table, size), group in groupby(rows, lambda row: (row.is_table, row.size if row.size > larger else 0.0)):
        block = list(group)
        if is_table:
            yield from (Line(row.text, "text") for row in block)
        elif size:
            yield Line("".join(row.text for row in block), "heading", title=size == largest)
        else:
            yield from map(Line, unwrapped([Row(row.text, int(row.indented), reach=row.reach) for row in block]))


def _read(page: PdfPage) -> _Page:
    try:
        rows = printed_rows(page)
        if sum(len(row.text) for row in rows) >= _FEWEST_BESIDE_SCAN:
            return _Page(rows)
        return _pictured(page, rows)
    finally:
        page.close()


def _pictured(page: PdfPage, rows: list[Printed]) -> _Page:
    """A page of few characters with what else is on it."""
    left, bottom, right, top = page.get_cropbox()
    area = max((right - left) * (top - bottom), 1.0)
    found = list(islice(page.get_objects(max_depth=_DEPTH), _MOST_OBJECTS))
    sizes = {
        at: _overlap(each.get_bounds(), (left, bottom, right, top)) / area
        for at, each in enumerate(found)
        if isinstance(each, PdfImage)
    }
    largest = max(sizes, key=sizes.__getitem__, default=None)
    covered = 0.0 if largest is None else sizes[largest]
    data = b"" if largest is None or covered < _COVERED else bytes(found[largest].get_data())
    paths = sum(each.type == FPDF_PAGEOBJ_PATH for each in found)
    drawn = sum(sizes.values()) >= _PICTURED or paths >= _OUTLINES
    return _Page(rows, covered, sha256(data).digest(), empty=not found, drawn=drawn)


def _overlap(one: Box, other: Box) -> float:
    """The area in which two boxes (left, bottom, right, top) overlap."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _tabled(pages: Sequence[Sequence[Printed]]) -> Iterator[list[Printed]]:
    """The rows of the pages, those of tables as such; a table may go on over pages."""
    rows = iter(with_tables([row for page in pages for row in page]))
    for page in pages:
        yield list(islice(rows, len(page)))


def _indented(rows: Sequence[Printed]) -> list[_Row]:
    """The rows of a page with what their places on it tell; a column has its own left edge."""
    starts = column_starts(rows)
    columns = [bisect_right(starts, row.left) for row in rows]
    edges = {
        each: _left_edge([row for row, at in zip(rows, columns, strict=True) if at == each]) for each in {*columns}
    }
    found = []
    for row, column in zip(rows, columns, strict=True):
        reach = max(row.right - edges[column], 0.1) / max(row.size, 1.0)
        found.append(_Row(row.text, row.left - edges[column] > _INDENT, row.size, reach, row.is_table))
    return found


def _left_edge(rows: Sequence[Printed]) -> float:
    """The leftmost place at which several rows of a page begin; on pages of short paragraphs most rows are indented."""
    edges = Counter(round(row.left) for row in rows)
    often = [edge for edge, count in edges.items() if count >= max(_FEWEST_AT_EDGE, _SHARE_AT_EDGE * len(rows))]
    return min(often) if often else max(edges, key=edges.__getitem__, default=0)
