"""Word files: paragraphs and tables in reading order, and a reason for each that cannot be read."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from index import index_paths
from index.errors import ReadError
from index.reading import read_reports
from index.report import Report
from search import SearchRequest, open_searcher

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"


def one(path: Path) -> Report:
    [report] = read_reports(path)
    assert isinstance(report, Report)
    return report


def written(path: Path) -> Path:
    document = Document()
    document.add_paragraph("广安区政协常务委员会2023年工作报告", style="Title")
    document.add_paragraph("来源：广安日报")
    document.add_heading("一、2023年工作回顾", level=2)
    document.add_paragraph(PROSE)
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(
        table.rows, (("年份", "提案", "立案"), ("2022", "98", "90"), ("合计", "合计", "188")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    last = table.rows[2].cells
    last[0].merge(last[1]).text = "合计"
    document.add_paragraph("第一条", style="List Bullet")
    document.add_paragraph("协商议政，凝聚共识，\n服务大局，再谱新篇。")
    document.sections[0].header.paragraphs[0].text = "页眉里的字"
    document.save(str(path))
    return path


def test_a_document_becomes_a_report(tmp_path: Path) -> None:
    report = one(written(tmp_path / "广安.docx"))
    assert (report.title, report.body, report.year, report.source) == (
        "广安区政协常务委员会2023年工作报告",
        "广安区政协",
        2023,
        "广安日报",
    )
    assert [(each.kind, each.text) for each in report.paragraphs] == [
        ("heading", "广安区政协常务委员会2023年工作报告"),
        ("heading", "一、2023年工作回顾"),
        ("text", PROSE),
        ("text", "年份 | 提案 | 立案"),
        ("text", "2022 | 98 | 90"),
        ("text", "合计 | 188"),
        ("item", "第一条"),
        ("text", "协商议政，凝聚共识，"),
        ("text", "服务大局，再谱新篇。"),
    ]


def test_what_stands_under_the_text_of_a_document_is_kept(tmp_path: Path) -> None:
    document = Document()
    for text in ("广安区政协2023年工作报告", PROSE, "主办单位：省交通运输厅，各州、市人民政府", "责任编辑：张三"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "end.docx"))
    assert [each.text for each in one(tmp_path / "end.docx").paragraphs][-2:] == [
        "主办单位：省交通运输厅，各州、市人民政府",
        "责任编辑：张三",
    ]


def test_documents_are_indexed_with_their_sidecars(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    written(folder / "a.DOCX")
    (folder / "a.toml").write_text("year = 2020\n", "utf-8")
    summary = index_paths([folder], tmp_path / "index")
    assert (summary.added, summary.failed) == (1, [])
    with open_searcher(tmp_path / "index") as searcher:
        [hit] = searcher.search(SearchRequest("提案一百二十件")).hits
        assert hit.year == 2020
        assert not searcher.search(SearchRequest("“页眉里的字”")).total


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"no zip at all", "不是 Word 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧的 .doc 文件"),
        (zipped({"a.txt": b"x"}), "Word 文件已损坏"),
        (zipped({"[Content_Types].xml": b"<broken"}), "Word 文件已损坏"),
        (zipped({f"{at}": b"" for at in range(10_001)}), "展开后太大"),
    ],
)
def test_what_is_no_document_is_named(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=reason):
        list(read_reports(path))


def test_a_cut_document_is_damaged_and_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_MAX_FILE", "1")
    path = written(tmp_path / "a.docx")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError, match="不是 Word 文件，或已损坏"):
        list(read_reports(path))
    path.write_bytes(zipped({f"{at}.xml": b"\0" * (1 << 17) for at in range(9)}))
    with pytest.raises(ReadError, match="展开后太大"):
        list(read_reports(path))


def test_a_document_without_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    Document().save(str(path))
    with pytest.raises(ReadError, match="没有留下任何段落"):
        list(read_reports(path))
