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


def printed(pages: list[list[str]]) -> bytes:
    """A PDF of these rows, in a font that every reader has to know."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]
    for at, rows in enumerate(pages):
        shown = "".join(
            f"BT /F1 12 Tf 72 {780 - 18 * place} Td <{row.encode('utf-16-be').hex()}> Tj ET "
            for place, row in enumerate(rows)
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
    body = "".join(f"{number} 0 obj\n{each}\nendobj\n" for number, each in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n%%EOF".encode()


FULL = "全年围绕中心工作开展协商议政活动，委员们深入调查研究，提出意见建议。"


def test_figures_at_the_edge_of_a_page_are_no_page_numbers(tmp_path: Path) -> None:
    pages = [
        ["余姚市政协2023年工作报告", FULL, FULL, FULL, "全年收到提案总数为", "312"],
        ["件，立案", "298", "件，办复率百分之百。", FULL, FULL, FULL, "2"],
        [FULL, FULL, FULL, FULL, FULL, "3"],
    ]
    (tmp_path / "a.pdf").write_bytes(printed(pages))
    text = "".join(each.text for each in one(tmp_path / "a.pdf").paragraphs)
    assert "全年收到提案总数为312件，立案298件，办复率百分之百。" in text
    assert not text.endswith("3")


def test_rows_that_differ_in_figures_are_no_running_heads(tmp_path: Path) -> None:
    pages = [
        ["余姚市政协工作报告 第 1 页", FULL, FULL, FULL, f"{year}年，提案办复率达到{share}%、"]
        for year, share in ((2021, 95), (2022, 96), (2023, 97))
    ]
    (tmp_path / "a.pdf").write_bytes(printed(pages))
    text = "".join(each.text for each in one(tmp_path / "a.pdf").paragraphs)
    for year, share in ((2021, 95), (2022, 96), (2023, 97)):
        assert f"{year}年，提案办复率达到{share}%、" in text


def test_mostly_scanned_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(printed([["余姚市政协2023年工作报告", FULL], [], [], [], [FULL, FULL]]))
    with pytest.raises(ReadError, match="5 页中的 3 页，从第 2 页起"):
        one(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(
        printed([["余姚市政协2023年工作报告"], ["一年来，成效十分明显。"], ["各项工作取得新的进展。"]])
    )
    assert one(tmp_path / "b.pdf").year == 2023
