"""PDF reader: the text layer's lines as paragraphs, without page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import pypdfium2
from pypdfium2.raw import FPDFText_GetFontSize

from index.errors import ReadError
from index.reading.cleaning import Line
from index.reading.cleaning.shapes import is_sentence
from index.reading.files import AGAIN
from index.reading.metadata import PageHints
from index.reading.original import labelled_address
from index.reading.parsers import parsing
from index.reading.wrapping import Row, unwrapped

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MOST_PAGES: Final = 2_000
_FEWEST_CHARACTERS: Final = 10
"""On a page with a text layer; fewer are those of a scanner's stamp."""
_EDGE: Final = 2
"""Rows at the top and at the bottom of a page in which heads and numbers are looked for."""
_INDENT: Final = 8.0
"""Least distance (points) of an indented row from the left edge of most."""
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s?)?[0-9]{1,4}(?:\s?页)?(?:\s?[/／共,，]\s?[0-9]{1,4}\s?页?)?[-—–·\s]*")
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")
_DIGITS = re.compile(r"[0-9]{1,9}")
_BREAK = re.compile(r"\r\n|\n|\r")
# The gap that typesetting puts between Han and Latin characters comes as a space.
_AUTOSPACE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u3000-\u9fff\uff00-\uffef])"
)
_LARGER: Final = 1.1


@dataclass(frozen=True, slots=True)
class _Printed:
    """A row of a page. size: of its font (points)."""

    text: str
    indented: bool
    size: float


Page = list[_Printed]


def read_pdf(data: bytes) -> tuple[list[Line], PageHints]:
    """The paragraphs of the text layer, in the order of the pages.

    Raises ReadError for what is no PDF, needs a password, has more than MOST_PAGES pages, or is a scan without text.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = "password" in str(fault).lower()
        step = "请去掉密码后另存" if locked else "请检查它能否打开"
        raise ReadError("PDF 有密码" if locked else "不是 PDF，或已损坏", next_step=step) from fault
    try:
        if len(document) > MOST_PAGES:
            raise ReadError(f"PDF 有 {len(document):,} 页", next_step=f"最多 {MOST_PAGES:,} 页")
        with parsing("PDF 已损坏，有的页读不出", AGAIN):
            printed = [_printed(page) for page in document]
    finally:
        document.close()
    pages = [_rows(rows) for rows in printed]
    bare = [number for number, page in enumerate(pages, 1) if sum(len(row.text) for row in page) < _FEWEST_CHARACTERS]
    if 2 * len(bare) > len(pages):
        which = "" if len(bare) == len(pages) else f"（{len(pages)} 页中的 {len(bare)} 页，从第 {bare[0]} 页起）"
        raise ReadError(f"PDF 里没有文字{which}，是扫描的图片", next_step="请先用文字识别（OCR）软件加上文字")
    lines = list(_lines([row for page in _without_edges(pages) for row in page]))
    return lines, PageHints(url=labelled_address([line.text for line in lines]))


def _lines(rows: Sequence[_Printed]) -> Iterator[Line]:
    """Paragraphs of the rows in the size of most, and headings of those in a larger one; the largest is the title."""
    characters: Counter[float] = Counter()
    for row in rows:
        characters[row.size] += len(row.text)
    [(usual, _)] = characters.most_common(1)
    largest = max(characters)
    for size, group in groupby(rows, key=lambda row: row.size if row.size > usual * _LARGER else 0.0):
        block = list(group)
        if size:
            yield Line("".join(row.text for row in block), "heading", title=size == largest)
        else:
            yield from map(Line, unwrapped([Row(row.text, int(row.indented)) for row in block]))


def _printed(page: PdfPage) -> list[tuple[str, float, float]]:
    """The rows of a page: text, left edge and size of the font (points)."""
    text_page = page.get_textpage()
    try:
        rows: list[tuple[str, float, float]] = []
        at = 0
        for row in _BREAK.split(text_page.get_text_range()):
            if row.strip():
                first = at + len(row) - len(row.lstrip())
                size = round(FPDFText_GetFontSize(text_page, first), 1)
                rows.append((_AUTOSPACE.sub("", row.strip()), text_page.get_charbox(first)[0], size))
            at += len(row) + 2
    finally:
        text_page.close()
        page.close()
    return rows


def _rows(rows: Sequence[tuple[str, float, float]]) -> Page:
    edges = Counter(round(left) for _, left, _ in rows)
    edge = edges.most_common(1)[0][0] if edges else 0
    return [_Printed(text, left - edge > _INDENT, size) for text, left, size in rows]


def _without_edges(pages: Sequence[Page]) -> list[Page]:
    """Without page numbers, and without rows that stand at the edge of most pages."""
    seen: Counter[str] = Counter()
    bare: Counter[int] = Counter()
    for number, page in enumerate(pages, 1):
        edges = [row.text for row in (*page[:_EDGE], *page[-_EDGE:])]
        seen.update({_plain(text, number) for text in edges if not is_sentence(text)})
        bare.update({int(text) - number for text in edges if _BARE_NUMBER.fullmatch(text)})
    heads = {text for text, count in seen.items() if count > max(len(pages) / 2, 1)}
    # Numbers alone are those of pages where they rise with them; others are figures of the text.
    offsets = {0} | {offset for offset, count in bare.items() if count > max(len(pages) / 2, 1)}
    return [
        [row for at, row in enumerate(page) if not _is_edge(row.text, at, len(page), number, heads, offsets)]
        for number, page in enumerate(pages, 1)
    ]


def _is_edge(text: str, at: int, rows: int, number: int, heads: set[str], offsets: set[int]) -> bool:
    if _EDGE <= at < rows - _EDGE:
        return False
    if _BARE_NUMBER.fullmatch(text):
        return int(text) - number in offsets
    return _plain(text, number) in heads or _PAGE_NUMBER.fullmatch(text) is not None


def _plain(text: str, number: int) -> str:
    """A row as it is on every page, whatever the page's number."""
    return _DIGITS.sub(lambda found: "#" if int(found[0]) == number else found[0], "".join(text.split()))
