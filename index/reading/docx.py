"""Word reader: paragraphs, tables and notes of a `.docx` in reading order, headings by their styles."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final

from index.errors import ReadError
from index.language import N_, gettext
from index.reading.cleaning import Line
from index.reading.files import AGAIN, too_large
from index.reading.metadata import PageHints
from index.reading.original import labelled_address
from index.reading.parsers import parsing
from index.reading.word import Block, Row, W, blocks
from index.report import Kind
from index.settings import largest_file

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

MOST_PARTS: Final = 10_000
_CELL: Final = " | "
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_STRICT: Final = b"purl.oclc.org/ooxml"
_DAMAGED: Final = N_("Word 文件已损坏")
_HEADING = re.compile(r"(?:heading|标题|標題)\s?(\d)?", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|標題)$", re.IGNORECASE)
_ITEM = re.compile(r"list|列表|列出段落", re.IGNORECASE)
_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_NOTES: Final = (("/footnotes", "footnote"), ("/endnotes", "endnote"))


def read_docx(data: bytes) -> tuple[list[Line], PageHints]:
    """The document's lines: paragraphs, and a table's rows with ` | ` between cells; empty ones are left out.

    Footnotes and endnotes come last. Headers, footers, comments and what was deleted or moved away with track changes
    are no part of them. Raises ReadError if the file is no document of Word's, is encrypted, is Strict Open XML, or
    unpacks to more bytes than the setting says.
    """
    _check(data)
    with parsing(gettext(_DAMAGED), gettext(AGAIN)):
        body, parts = _parts(data)
    if body is None:
        raise ReadError(gettext(_DAMAGED), next_step=gettext(AGAIN))
    styles, usual = _styles(parts.get("/styles"))
    found = list(blocks(body))
    for part, note in _NOTES:
        for each in parts[part].iterchildren(W + note) if part in parts else ():
            if each.get(W + "type", "normal") == "normal":
                found += blocks(each)
    lines = [line for block in found for line in _lines(block, styles, usual)]
    return lines, PageHints(url=labelled_address([line.text for line in lines]), of_site=False)


def _check(data: bytes) -> None:
    if data.startswith(_OLD_WORD):
        raise ReadError(
            gettext("是旧的 .doc 文件，或者有密码"),
            next_step=gettext("请用 Word 或 LibreOffice 去掉密码、另存为 .docx"),
        )
    with parsing(gettext("不是 Word 文件，或已损坏"), gettext(AGAIN)), zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(gettext("Word 文件有密码"), next_step=gettext("请去掉密码后另存"))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > largest_file():
        raise too_large(largest_file(), gettext("Word 文件展开后太大"))
    names = {part.filename for part in parts} & {"_rels/.rels", "word/document.xml"}
    with parsing(gettext(_DAMAGED), gettext(AGAIN)), zipfile.ZipFile(BytesIO(data)) as archive:
        strict = any(_STRICT in archive.open(name).read(4096) for name in names)
    if strict:
        raise ReadError(
            gettext("是严格的 Open XML 文档"), next_step=gettext("请在 Word 或 WPS 里另存为普通的 .docx 再收录")
        )


def _parts(data: bytes) -> tuple[BaseOxmlElement | None, dict[str, BaseOxmlElement]]:
    """The body, None if the document has none, and the roots of the styles and of the notes, by their relationship."""
    from docx import Document
    from docx.oxml.parser import parse_xml

    part = Document(BytesIO(data)).part
    wanted = {"/styles", *(name for name, _ in _NOTES)}
    parts = {
        "/" + rel.reltype.rpartition("/")[2]: parse_xml(rel.target_part.blob)
        for rel in part.rels.values()
        if not rel.is_external and "/" + rel.reltype.rpartition("/")[2] in wanted
    }
    if "/styles" in parts and parts["/styles"].tag != W + "styles":
        raise ValueError(parts["/styles"].tag)
    return part.element.find(W + "body") if part.element.tag == W + "document" else None, parts


def _styles(root: BaseOxmlElement | None) -> tuple[dict[str, str], str]:
    """The names of styles by their id, and that of paragraphs without one."""
    names, usual = dict[str, str](), ""
    for style in root.iterchildren(W + "style") if root is not None else ():
        name = style.find(W + "name")
        told = "" if name is None else name.get(W + "val", "")
        names[style.get(W + "styleId", "")] = told
        if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
            usual = told
    return names, usual


def _lines(block: Block | Row, styles: dict[str, str], usual: str) -> Iterator[Line]:
    if isinstance(block, Row):
        cells = [" ".join(cell.split()) for cell in block.cells]
        if any(cells):
            yield Line(_CELL.join(cells), "text")
        return
    style = styles.get(block.style, usual)
    heading = _HEADING.match(style)
    title = _TITLE.match(style) is not None or (heading is not None and heading[1] == "1")
    kind: Kind | None = "heading" if heading or title else "item" if _ITEM.search(style) else None
    for text in _BREAK.split(block.text):
        if text.strip():
            yield Line(text.strip(), kind, title)
