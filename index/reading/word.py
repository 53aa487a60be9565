"""The text of WordprocessingML (ECMA-376 part 1, 17): paragraphs and rows of tables in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DROPPED: Final = frozenset(
    W + name for name in ("del", "moveFrom", "rt", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr")
)
"""Deleted or moved away, the reading of a ruby, and properties. Any other element is looked into: a wrapper that
nobody thought of must not lose text."""
_SIGNS: Final = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. style: the id of its style, "" without one."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the texts of its cells."""

    cells: list[str]


def blocks(parent: Element) -> Iterator[Block | Row]:
    """Paragraphs and rows below an element; a text box follows its paragraph, a nested table the row it stands in.

    Cells merged over columns stand once, those merged over rows in each row. Depth is bounded by lxml's (256 levels).
    """
    for child in _children(parent):
        if child.tag == W + "p":
            yield from _paragraph(child)
        elif child.tag == W + "tbl":
            yield from _table(child)
        else:
            yield from blocks(child)


def _children(parent: Element) -> Iterator[Element]:
    """The elements that are looked into: of alternatives the first with text, and no prompt of an empty control."""
    if parent.tag == W + "sdt" and parent.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
        return
    if parent.tag == _ALTERNATIVES:
        yield from [each for each in parent if next(each.iter(W + "t"), None) is not None][:1]
        return
    for child in parent:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            yield child


def _paragraph(paragraph: Element) -> Iterator[Block | Row]:
    texts: list[str] = []
    boxes: list[Element] = []
    _collect(paragraph, texts, boxes)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    yield Block("".join(texts), "" if style is None else style.get(W + "val", ""))
    for box in boxes:
        yield from blocks(box)


def _collect(parent: Element, texts: list[str], boxes: list[Element]) -> None:
    for child in _children(parent):
        if child.tag == W + "t":
            texts.append(child.text or "")
        elif child.tag == W + "br":
            # Breaks of pages and columns stand between words that belong together.
            texts.append("\n" if child.get(W + "type", "textWrapping") == "textWrapping" else "")
        elif child.tag == W + "txbxContent":
            boxes.append(child)
        else:
            texts.append(_SIGNS.get(str(child.tag), ""))
            _collect(child, texts, boxes)


def _table(table: Element) -> Iterator[Block | Row]:
    above: dict[int, str] = {}
    for row in _found(table, W + "tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        cells: list[str] = []
        nested: list[Row] = []
        for cell in _found(row, W + "tc"):
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            text = _cell(cell, nested)
            if merged is not None and merged.get(W + "val", "continue") == "continue":
                text = text or above.get(column, "")
            above[column] = text
            cells.append(text)
            column += _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        yield Row(cells)
        yield from nested


def _cell(cell: Element, nested: list[Row]) -> str:
    """The text of a cell; rows of tables in it are added to `nested`."""
    texts: list[str] = []
    for block in blocks(cell):
        if isinstance(block, Row):
            nested.append(block)
        else:
            texts.append(block.text)
    return " ".join(" ".join(texts).split())


def _found(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in wrappers."""
    for child in _children(parent):
        if child.tag == tag:
            yield child
        else:
            yield from _found(child, tag)


def _count(element: Element | None, usual: int) -> int:
    """The columns that a property tells; `usual` without it or if it tells no number."""
    told = "" if element is None else element.get(W + "val", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 9 else usual
