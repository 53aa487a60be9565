"""An Excel workbook of a table: a sheet of its rows, of hits with the words marked, sums, and the methods note."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from index.deadline import Deadline
from index.errors import RequestError, ZhengsouError
from index.language import N_, gettext
from search.export.cells import Cell
from search.export.columns import Language
from search.export.rows import Row, Table
from search.result import Hit
from search.snippet import marked_pieces

MAX_ROWS: Final = 1_048_575
"""Rows that a sheet holds below its head."""
MAX_CELL: Final = 32_767
"""Length of the longest text that a cell holds (UTF-16 code units)."""
CUT: Final = N_("…〔此处截断，全文见链接〕")
_CUT_NOTE: Final = N_("…〔此处截断〕")
_MAX_LINKED_ROWS: Final = 65_530 // 2
"""A sheet has at most 65,530 links, and a row two."""
_MAX_LINK: Final = 2_079
_FIRST_DATE: Final = date(1900, 3, 1)
"""Excel has a 29 February 1900, so earlier days would be shown as others."""
_PIECE: Final = 1 << 16
"""Size of a chunk (bytes)."""
_SIGNATURE: Final = b"PK\x03\x04"
"""What every workbook begins with, as every zip archive that has members."""
_PACKED: Final = 1.7
"""Time to write and pack a row, as a multiple of the time to write it."""

_OPTIONS: Final = {
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd",
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDTH: Final = 10
_WIDTHS: Final = {
    "rank": 6, "number": 6, "paragraph": 9, "kind": 8, "year": 7, "date": 11, "body": 16, "title": 40, "section": 30,
    "occurrences": 8, "text": 80, "link": 40, "query": 24, "exported": 26, "left": 44, "node": 12, "right": 44,
    "report": 24, "paragraphs_literal": 16, "source": 16, "original": 40, "term": 20, "sentence": 80, "before": 60,
    "after": 60, "whose": 40, "before_report": 24, "first_report": 24, "first_body": 16, "before_link": 40,
    "target_link": 40, "reference_link": 40,
}  # fmt: skip
"""Widths of columns (characters)."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot represent."""
_ESCAPED: Final = re.compile("\r|_x[0-9a-fA-F]{4}_")


def workbook(table: Table, language: Language = "zh") -> Generator[bytes, None, None]:
    """The workbook in pieces; every cell is text, a number or a date, never a formula.

    A text longer than a cell holds is cut before a whole character and ends in CUT; the note says how many were.
    The first bytes come once it is foreseen that the deadline will do, the others once the workbook is whole.
    Raises RequestError where there are more rows than a sheet holds.
    """
    if table.total > MAX_ROWS:
        raise RequestError(
            gettext("太多，一张工作表放不下（最多 %(most)s %(unit)s）", most=f"{MAX_ROWS:,}", unit=gettext(table.unit)),
            next_step=gettext("请导出为 CSV，或缩小范围"),
        )
    return _pieces(table, language)


def _pieces(table: Table, language: Language) -> Generator[bytes, None, None]:
    # Rows go to the disk one by one and the file is made there, so that memory does not grow with the rows.
    with TemporaryDirectory(prefix="zhengsou-") as folder:
        path = Path(folder) / "export.xlsx"
        sent = b""
        for _ in _written(path, table, language):
            sent = _SIGNATURE
            yield sent
        with path.open("rb") as file:
            file.seek(len(sent))
            while piece := file.read(_PIECE):
                yield piece


def _written(path: Path, table: Table, language: Language) -> Iterator[None]:
    """Writes the workbook, with temporary files beside it; pauses once, when the deadline is known to do."""
    with _Watched(path, table.deadline) as file:
        yield from _write_book(Workbook(file, _OPTIONS | {"tmpdir": str(path.parent)}), table, language)


class _Watched(FileIO):
    """A file whose writing stops at the deadline: packing the rows may take as long as writing them.

    What is written to it or asked of it after that is ignored: an archive that was broken off still writes its end when
    it is let go of.
    """

    def __init__(self, path: Path, deadline: Deadline) -> None:
        super().__init__(path, "w+b")
        self._deadline = deadline
        self._over = False

    def write(self, content: Any) -> int:
        if self._over:
            return len(content)
        try:
            self._deadline.check()
        except ZhengsouError:
            self._over = True
            raise
        return super().write(content)

    def close(self) -> None:
        """Closes the file; an archive that is let go of later finds nothing to write to."""
        self._over = True
        super().close()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return 0 if self._over else super().seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._over else super().tell()

    def flush(self) -> None:
        if not self._over:
            super().flush()


def _write_book(book: Workbook, table: Table, language: Language) -> Iterator[None]:
    origin = table.origin
    try:
        book.set_properties(
            {
                "title": gettext("政搜：%(query)s", query=_writable(origin.query)),
                "created": origin.when.replace(tzinfo=None),
            }
        )
        rows = _Sheet(book, gettext(table.sheet), table, language)
        begun = False
        for _ in rows.written(table.rows(_PACKED)):
            if table.foreseen and not begun:
                begun = True
                yield
        if table.totals:
            deque(_Sheet(book, gettext("合计"), table, language).written(table.totals), 0)
        _write_notes(book, table, rows.cut)
        book.close()
    except BaseException:
        # Closing the book, which puts it together, would close these.
        for sheet in book.worksheets():
            sheet.row_data_fh.close()
        raise


class _Sheet:
    """A sheet of rows; `cut` is how many of its cells were."""

    def __init__(self, book: Workbook, name: str, table: Table, language: Language) -> None:
        self.cut = 0
        self._table = table
        self._language = language
        self._keys = table.columns.keys(language)
        self._sheet = book.add_worksheet(name)
        top = {"valign": "top"}
        plain, wrapped = book.add_format(top), book.add_format(top | {"text_wrap": True})
        self._mark = book.add_format({"bold": True, "font_color": "#B02A1A"})
        self._word = book.add_format({"underline": 4})
        self._date = book.add_format(top | {"num_format": "yyyy-mm-dd"})
        of_columns = {
            **dict.fromkeys(("sentence", "before", "after", "whose"), wrapped),
            "title": wrapped,
            "section": wrapped,
            "text": wrapped,
            "left": book.add_format(top | {"align": "right"}),
            "node": book.add_format(top | {"bold": True, "align": "center"}),
            "per_10k": book.add_format(top | {"num_format": "0.00"}),
        }
        self._formats = [of_columns.get(key, plain) for key in self._keys]
        self._write_head(book.add_format({"bold": True, "bottom": 1}))

    def _write_head(self, bold: Format) -> None:
        self._sheet.freeze_panes(1, 0)
        for column, (key, name) in enumerate(zip(self._keys, self._table.columns.head(self._language), strict=True)):
            self._sheet.set_column(column, column, _WIDTHS.get(key, _WIDTH))
            self._sheet.write_string(0, column, name, bold)

    def written(self, rows: Iterable[Row]) -> Iterator[int]:
        """Writes the rows below the head; the number of each, from 1."""
        last = 0
        for last, row in enumerate(rows, 1):
            cells = self._table.columns.row(row.cells, self._language)
            for column, (key, cell) in enumerate(zip(self._keys, cells, strict=True)):
                if key == "text" and isinstance(row.item, Hit) and self._write_marked(last, column, row.item):
                    continue
                self._write_cell(last, column, key, cell)
            yield last
        self._sheet.autofilter(0, 0, last, len(self._keys) - 1)

    def _write_cell(self, row: int, column: int, key: str, cell: Cell) -> None:
        form = self._formats[column]
        if cell is None:
            return
        if isinstance(cell, int | float):
            self._sheet.write_number(row, column, cell, form)
        elif key == "date" and (day := _day(cell)):
            self._sheet.write_datetime(row, column, day, self._date)
        elif row <= _MAX_LINKED_ROWS and len(cell) <= _MAX_LINK and self._is_address(key):
            self._sheet.write_url(row, column, cell, string=cell)
        else:
            text = fitting(cell)
            self.cut += text.endswith(gettext(CUT)) and not cell.endswith(gettext(CUT))
            self._sheet.write_string(row, column, text, form)

    def _is_address(self, key: str) -> bool:
        """Whether a column has whole addresses."""
        return key == "original" or (key.endswith("link") and bool(self._table.origin.site))

    def _write_marked(self, row: int, column: int, hit: Hit) -> bool:
        """The paragraph with its words marked; False where a cell has no room for that, or there is nothing to mark."""
        # XlsxWriter escapes a character, or what looks like its escape, twice in a string with marks.
        if len(hit.text) > MAX_CELL // 2 or not (hit.highlights or hit.word_highlights) or _ESCAPED.search(hit.text):
            return False
        fragments: list[str | Format] = []
        for piece in marked_pieces(hit.text, hit.highlights, hit.word_highlights):
            formats = [self._word if piece.word else self._mark] if piece.marked else []
            fragments += [*formats, _writable(piece.text)]
        if len(fragments) == 2:
            return False
        self._sheet.write_rich_string(row, column, *fragments, self._formats[column])
        return True


def _write_notes(book: Workbook, table: Table, cut: int) -> None:
    sheet: Worksheet = book.add_worksheet(gettext("说明"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    said: list[tuple[str, str | int]] = [(note.label, note.said) for note in table.notes()]
    said.append(
        (
            gettext("截断的单元格"),
            gettext("%(cut)s 个（一格最多放 %(most)s 个字），全文见链接", cut=f"{cut:,}", most=f"{MAX_CELL:,}")
            if cut
            else gettext("没有"),
        )
    )
    for row, (name, value) in enumerate(said):
        sheet.write_string(row, 0, _writable(name)[: MAX_CELL // 2], bold)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, wrapped)
        else:
            sheet.write_string(row, 1, fitting(value, gettext(_CUT_NOTE)), wrapped)


def fitting(text: str, cut: str = "") -> str:
    """The text as XML can represent it; cut before a whole character, with `cut` behind, where a cell has no room."""
    text, cut = _writable(text), cut or gettext(CUT)
    # A character has two code units at most.
    if len(text) <= MAX_CELL // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    # Half a character at the end is dropped.
    end = len(units[: 2 * (MAX_CELL - len(cut))].decode("utf-16-le", "ignore"))
    while end > 1 and _belongs_to_the_last(text[end]):
        end -= 1
    return text[:end] + cut


def _belongs_to_the_last(character: str) -> bool:
    """Whether a character is drawn on the one before it: a combining mark, a variation selector, a joiner."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or character == "\u200d"


def _day(text: str) -> date | None:
    """The day, if Excel can show it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DATE else None


def _writable(text: str) -> str:
    """The text as XML can represent it."""
    return _UNWRITABLE.sub("\ufffd", text)
