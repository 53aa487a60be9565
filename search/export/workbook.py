"""An Excel workbook of a search: a sheet of its hits with the words marked, and one that says what was asked."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from index.errors import RequestError
from search.export.rows import COLUMNS, Export
from search.result import Hit
from search.snippet import marked_pieces

MAX_ROWS: Final = 1_048_575
"""Hits that a sheet holds below its head."""
_MAX_CELL: Final = 32_767
_MAX_LINKS: Final = 65_530
_MAX_LINK: Final = 2_079
_PIECE: Final = 1 << 16
"""Size of a chunk (bytes)."""

_OPTIONS: Final = {
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd",
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDTHS: Final = (6, 16, 7, 11, 40, 30, 6, 6, 6, 80, 40, 24, 20, 16, 40)
_TEXT: Final = COLUMNS.index("原文")
_LINK: Final = COLUMNS.index("链接")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot represent."""
_ESCAPED: Final = re.compile("\r|_x[0-9a-fA-F]{4}_")


def workbook(export: Export) -> Generator[bytes, None, None]:
    """The workbook in pieces; every cell is text or a number, never a formula.

    Raises RequestError where there are more hits than a sheet holds.
    """
    if len(export.found.documents) > MAX_ROWS:
        raise RequestError(f"段落太多，一张工作表放不下（最多 {MAX_ROWS:,} 段）", next_step="请导出为 CSV，或缩小范围")
    return _pieces(export)


def _pieces(export: Export) -> Generator[bytes, None, None]:
    # Rows go to the disk one by one and the file is made there, so that memory does not grow with the hits.
    with TemporaryDirectory(prefix="zhengsou-") as folder:
        path = Path(folder) / "export.xlsx"
        _write_book(path, export)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write_book(path: Path, export: Export) -> None:
    """Writes the workbook, with temporary files beside it."""
    book = Workbook(str(path), _OPTIONS | {"tmpdir": str(path.parent)})
    try:
        book.set_properties({"title": f"政搜：{_writable(export.query)}", "created": export.when.replace(tzinfo=None)})
        _write_hits(book, export)
        _write_about(book, export)
    except BaseException:
        # Closing the book would first put it together.
        for sheet in book.worksheets():
            sheet.row_data_fh.close()
        raise
    book.close()


def _write_hits(book: Workbook, export: Export) -> None:
    sheet = book.add_worksheet("段落")
    head = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    mark = book.add_format({"bold": True, "font_color": "#B02A1A"})
    word = book.add_format({"underline": 4})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
    row = 0
    for row, (hit, cells) in enumerate(export.rows(), 1):
        for column, cell in enumerate(cells):
            if column == _TEXT:
                _write_text(sheet, row, hit, wrapped, mark, word)
            elif column == _LINK and row <= _MAX_LINKS and export.site and len(str(cell)) <= _MAX_LINK:
                sheet.write_url(row, column, str(cell), string=str(cell))
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, plain)
            elif cell is not None:
                sheet.write_string(row, column, _writable(cell), wrapped if column in (4, 5) else plain)
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)


def _write_text(sheet: Worksheet, row: int, hit: Hit, wrapped: Format, mark: Format, word: Format) -> None:
    """The paragraph with its words marked, as far as a cell has room."""
    # XlsxWriter escapes a character, or what looks like its escape, twice in a string with marks.
    if len(hit.text) > _MAX_CELL // 2 or not (hit.highlights or hit.word_highlights) or _ESCAPED.search(hit.text):
        sheet.write_string(row, _TEXT, _writable(hit.text), wrapped)
        return
    fragments: list[str | Format] = []
    for piece in marked_pieces(hit.text, hit.highlights, hit.word_highlights):
        formats = [word if piece.word else mark] if piece.marked else []
        fragments += [*formats, _writable(piece.text)]
    if len(fragments) == 2:
        sheet.write_string(row, _TEXT, _writable(hit.text), wrapped)
    else:
        sheet.write_rich_string(row, _TEXT, *fragments, wrapped)


def _write_about(book: Workbook, export: Export) -> None:
    about = export.about()
    rows = (
        ("检索式", about["query"]),
        ("找的段落", about["understood"]),
        ("放宽", "是：没有一段同时含有全部词语" if about["relaxed"] else "否"),
        ("段落", about["total"]),
        ("报告", about["reports"]),
        ("处数", about["occurrences"]),
        ("导出时间", about["exported"]),
        ("再查一次", about["url"]),
    )
    sheet = book.add_worksheet("检索")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 80)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    for row, (name, value) in enumerate(rows):
        sheet.write_string(row, 0, name, bold)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, wrapped)
        else:
            sheet.write_string(row, 1, _writable(value), wrapped)


def _writable(text: str) -> str:
    """The text as XML can hold it, as long as a cell may be."""
    return _UNWRITABLE.sub("\ufffd", text)[:_MAX_CELL]
