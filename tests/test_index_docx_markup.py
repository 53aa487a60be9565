"""Word's markup: all text that a reader of the document sees is read once, in order, and nothing else."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from index.errors import ReadError
from index.reading import read_reports
from index.reading.docx import read_docx

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
FIRST, LAST = "<w:r><w:t>前</w:t></w:r>", "<w:r><w:t>后</w:t></w:r>"
RUN = "<w:r><w:t>文</w:t></w:r>"
CELL = f"<w:tc><w:p>{RUN}</w:p></w:tc>"
OUTER = f"<w:tc><w:p>{FIRST}</w:p></w:tc>"
BOX = f"<w:txbxContent><w:p>{RUN}</w:p></w:txbxContent>"
INLINE = [
    (f"<w:{tag}>{RUN}</w:{tag}>", "前文后")
    for tag in ("smartTag", "ins", "moveTo", "fldSimple", "customXml", "hyperlink")
]


def document(markup: str) -> bytes:
    made = Document()
    made.element.body.insert(0, parse_xml(f"<w:customXml {NS} {MC}>{markup}</w:customXml>"))
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def texts(markup: str) -> list[str]:
    return [line.text for line in read_docx(document(markup))[0]]


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        *INLINE,
        (f"<w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt>", "前文后"),
        (f"<w:r><w:ruby><w:rt>{RUN}</w:rt><w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r>", "前文后"),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>", "前后"),
        ("<w:del><w:r><w:delText>文</w:delText></w:r></w:del>", "前后"),
        (f"<w:moveFrom>{RUN}</w:moveFrom>", "前后"),
        ("<w:r><w:instrText>文</w:instrText></w:r>", "前后"),
    ],
)
def test_text_within_a_paragraph(inline: str, expected: str) -> None:
    assert texts(f"<w:p>{FIRST}{inline}{LAST}</w:p>") == [expected]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>", ["文"]),
        (f"<w:tbl><w:tr>{OUTER}<w:sdt><w:sdtContent>{CELL}</w:sdtContent></w:sdt></w:tr></w:tbl>", ["前 | 文"]),
        (f"<w:tbl><w:sdt><w:sdtContent><w:tr>{CELL}</w:tr></w:sdtContent></w:sdt></w:tbl>", ["文"]),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{FIRST}</w:p><w:tbl><w:tr>{CELL}</w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            ["前", "文"],
        ),
        (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{CELL}</w:tr></w:tbl>", []),
        (
            f"<w:p><w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
            f"</mc:AlternateContent></w:r>{FIRST}</w:p>",
            ["前", "文"],
        ),
    ],
)
def test_text_in_blocks(block: str, expected: list[str]) -> None:
    assert texts(block) == expected


def test_notes_come_last_and_their_separators_are_none() -> None:
    made = Document()
    made.add_paragraph("正文")
    notes = (
        f'<w:footnotes {NS}><w:footnote w:id="0" w:type="separator"><w:p>{FIRST}</w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{RUN}</w:p></w:footnote></w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = BytesIO()
    made.save(buffer)
    assert [line.text for line in read_docx(buffer.getvalue())[0]] == ["正文", "文"]


def test_merged_cells_have_the_text_above_and_spans_cost_nothing() -> None:
    span = '<w:tcPr><w:gridSpan w:val="50000000"/></w:tcPr>'
    wide = f"<w:tbl><w:tr><w:tc>{span}<w:p>{FIRST}</w:p></w:tc>{CELL}</w:tr></w:tbl>"
    assert texts(wide) == ["前 | 文"]
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr><w:p>{}</w:p></w:tc>"
    rows = [merged.format(' w:val="restart"', FIRST), merged.format("", "")]
    assert texts("<w:tbl>" + "".join(f"<w:tr>{each}{CELL}</w:tr>" for each in rows) + "</w:tbl>") == ["前 | 文"] * 2
    assert texts(f"<w:tbl><w:tr>{merged.format('', FIRST)}</w:tr></w:tbl>") == ["前"]


def test_deeply_nested_tables_are_read() -> None:
    depth = 70
    assert texts("<w:tbl><w:tr><w:tc>" * depth + f"<w:p>{RUN}</w:p>" + "</w:tc></w:tr></w:tbl>" * depth) == ["文"]


def rewritten(part: str, old: bytes, new: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(document(f"<w:p>{RUN}</w:p>"))) as source, zipfile.ZipFile(buffer, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content.replace(old, new) if name == part else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "reason"),
    [
        ("word/document.xml", b"w:body", b"w:bodx", "已损坏。请检查"),
        ("word/document.xml", b"w:document", b"w:other", "已损坏。请检查"),
        ("word/styles.xml", b"w:styles", b"w:other", "已损坏。请检查"),
        ("_rels/.rels", b"Relationships", b"Others", "已损坏。请检查"),
        ("[Content_Types].xml", b"Types", b"Others", "已损坏。请检查"),
        (
            "word/document.xml",
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            "另存为普通的 .docx",
        ),
    ],
)
def test_damaged_parts_are_refused_with_a_next_step(
    part: str, old: bytes, new: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(rewritten(part, old, new))
    with pytest.raises(ReadError) as raised:
        list(read_reports(path))
    assert reason in str(raised.value)
