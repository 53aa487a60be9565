"""Word reader: paragraphs and tables of a `.docx` in reading order, headings by their styles."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final

from index.errors import ReadError
from index.reading.cleaning import Line
from index.reading.metadata import PageHints
from index.reading.original import labelled_address
from index.report import Kind

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MOST_UNPACKED: Final = 256 << 20
"""Bytes of all parts together, unpacked; more is no report."""
MOST_PARTS: Final = 10_000
_CELL: Final = " | "
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_HEADING = re.compile(r"(?:heading|标题|標題)\s?(\d)?", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|標題)$", re.IGNORECASE)
_ITEM = re.compile(r"list|列表|列出段落", re.IGNORECASE)
_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def read_docx(data: bytes) -> tuple[list[Line], PageHints]:
    """The document's lines: paragraphs, and a table's rows with ` | ` between cells; empty ones are left out.

    Headers, footers, comments and what was deleted with track changes are no part of them. Raises ReadError if the file
    is no document of Word's, is encrypted, or unpacks to more than MOST_UNPACKED bytes.
    """
    _check(data)
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        document = Document(BytesIO(data))
        lines = [
            line
            for block in document.iter_inner_content()
            for line in (_rows(block) if isinstance(block, Table) else _paragraph(block))
        ]
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise ReadError("Word 文件已损坏") from fault
    return lines, PageHints(url=labelled_address([line.text for line in lines]))


def _check(data: bytes) -> None:
    if data.startswith(_OLD_WORD):
        raise ReadError("是旧的 .doc 文件，或者有密码", next_step="请用 Word 或 LibreOffice 去掉密码、另存为 .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as fault:
        raise ReadError("不是 Word 文件，或已损坏") from fault
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError("Word 文件有密码", next_step="请去掉密码后另存")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ReadError("Word 文件展开后太大", next_step=f"最大 {MOST_UNPACKED >> 20} MB")


def _paragraph(paragraph: Paragraph) -> Iterator[Line]:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = _HEADING.match(style)
    title = _TITLE.match(style) is not None or (heading is not None and heading[1] == "1")
    kind: Kind | None = "heading" if heading or title else "item" if _ITEM.search(style) else None
    for text in _BREAK.split(paragraph.text):
        if text.strip():
            yield Line(text.strip(), kind, title)


def _rows(table: Table) -> Iterator[Line]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            # A merged cell stands in each of its columns.
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                cells.append(" ".join(_BREAK.sub(" ", cell.text).split()))
        if any(cells):
            yield Line(_CELL.join(cells), "text")
