"""Workbooks read back with the standard library alone: the values of their cells, as a spreadsheet shows them."""

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DAY_ZERO = date(1899, 12, 30)

Value = str | float | None


def sheet_rows(content: bytes) -> dict[str, list[list[Value]]]:
    """The rows of each sheet, by its name; refuses formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [each.get("name", "") for each in _parsed(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")]
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            shared = [_text(each) for each in _parsed(archive, "xl/sharedStrings.xml")]
        sheets = [_parsed(archive, f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    assert not [formula for sheet in sheets for formula in sheet.iter(f"{_MAIN}f")]
    return {name: _rows(sheet, shared) for name, sheet in zip(names, sheets, strict=True)}


def day(number: Value) -> str:
    """The day that a cell with this number shows, as ISO 8601."""
    assert isinstance(number, float)
    return (_DAY_ZERO + timedelta(number)).isoformat()


def utf16_units(text: str) -> int:
    """Length of a text as a spreadsheet counts it."""
    return len(text.encode("utf-16-le")) // 2


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(name))


def _rows(sheet: ElementTree.Element, shared: list[str]) -> list[list[Value]]:
    found = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells: list[Value] = []
        for cell in row.iter(f"{_MAIN}c"):
            cells += [None] * (ord(cell.get("r", "")[0]) - ord("A") - len(cells))
            cells.append(_value(cell, shared))
        found.append(cells)
    return found


def _value(cell: ElementTree.Element, shared: list[str]) -> Value:
    kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v", "")
    if kind == "s":
        return shared[int(value)]
    if kind == "inlineStr":
        return _text(cell)
    return float(value) if value else None


def _text(element: ElementTree.Element) -> str:
    text = "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))
    return re.sub("_x([0-9A-F]{4})_", lambda escape: chr(int(escape[1], 16)), text)
