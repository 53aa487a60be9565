"""PDF files with a text layer: paragraphs without page numbers and running heads; others are named."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from index.errors import ReadError
from index.reading import read_reports
from index.report import Report

PRINTED = Path(__file__).parent / "pages" / "wrapped.pdf"
SENTENCES = (
    "一年来，我们坚持以习近平新时代中国特色社会主义思想为指导，认真履行政治协商、民主监督、参政议政职能，"
    "各项工作取得新成效，共收到提案一百二十件，立案一百一十件。"
) * 3


def one(path: Path) -> Report:
    [report] = read_reports(path)
    assert isinstance(report, Report)
    return report


def test_a_printed_report_is_read_in_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.PDF"
    path.write_bytes(PRINTED.read_bytes())
    report = one(path)
    assert (report.title, report.body, report.year) == ("广安区政协常务委员会2023年工作报告", "广安区政协", 2023)
    texts = [each.text for each in report.paragraphs if each.kind == "text"]
    assert texts == [f"第{number}段。{SENTENCES}" for number in range(12)]
    headings = [each.text for each in report.paragraphs if each.kind == "heading"]
    assert headings == [report.title, "一、第0部分工作回顾", "二、第4部分工作回顾", "三、第8部分工作回顾"]


def blank(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"no pdf", "不是 PDF，或已损坏"),
        (b"%PDF-1.7\n", "不是 PDF，或已损坏"),
        (blank(3), "没有文字，是扫描的图片"),
        (blank(2001), "2,001 页"),
    ],
)
def test_what_has_no_text_is_named(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=reason):
        list(read_reports(path))


def test_a_cut_file_is_named_or_read_in_part(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PRINTED.read_bytes()[:20_000])
    with pytest.raises(ReadError, match="不是 PDF，或已损坏"):
        list(read_reports(path))
