"""PDF files with a text layer: paragraphs without page numbers and running heads; others are named."""

from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path

import pypdfium2
import pytest
from printing import printed

from index.doubts import doubts
from index.errors import ReadError
from index.library.shown import lines_of
from index.library.understood import Understood
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


FULL = "全年围绕中心工作开展协商议政活动，委员们深入调查研究，提出意见建议。"


def text_of(folder: Path, content: bytes) -> str:
    (folder / "a.pdf").write_bytes(content)
    return "".join(each.text for each in one(folder / "a.pdf").paragraphs)


TITLE = "余姚市政协2023年工作报告"
PAGES = [[TITLE, FULL, FULL], *([FULL, FULL] for _ in range(5))]
TEXT = TITLE + FULL * 12


def test_figures_at_the_edge_of_a_page_are_no_page_numbers(tmp_path: Path) -> None:
    pages = [
        [TITLE, FULL, FULL, FULL, "全年收到提案总数为", "312"],
        ["件，立案", "298", "件，办复率百分之百。", FULL, FULL, FULL],
        [FULL, FULL, FULL, FULL, FULL],
    ]
    text = text_of(tmp_path, printed(pages, feet=["", "2", "3"]))
    assert "全年收到提案总数为312件，立案298件，办复率百分之百。" in text
    assert not text.endswith("3")


@pytest.mark.parametrize(
    "feet",
    [
        ["1", "2", "3", "4", "5", "6"],
        ["", "", "1", "2", "3", "4"],
        ["37", "38", "39", "40", "41", "42"],
        ["- 1 -", "- 2 -", "- 3 -", "- 4 -", "- 5 -", "- 6 -"],
        ["—１—", "—２—", "—３—", "—４—", "—５—", "—６—"],
        [
            "第 1 页 共 6 页",
            "第 2 页 共 6 页",
            "第 3 页 共 6 页",
            "第 4 页 共 6 页",
            "第 5 页 共 6 页",
            "第 6 页 共 6 页",
        ],
        ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"],
        ["1", "2", "3", "1", "2", "3"],
        ["余姚市政协 1", "余姚市政协 2", "余姚市政协 3", "余姚市政协 4", "余姚市政协 5", "余姚市政协 6"],
        ["余姚市政协", "", "余姚市政协", "", "余姚市政协", ""],
        ["", "", "第 3 页", "", "", ""],
    ],
)
def test_numbers_that_rise_and_heads_in_a_margin_are_cut(feet: list[str], tmp_path: Path) -> None:
    assert text_of(tmp_path, printed(PAGES, feet=feet)) == TEXT
    assert text_of(tmp_path, printed(PAGES, heads=feet)) == TEXT


@pytest.mark.parametrize(
    ("feet", "kept"),
    [
        (["100"] * 6, "100"),
        (["3/4"] * 6, "3/4"),
        (["", "", "3", "", "", ""], "3"),
        (["", "", "3", "", "7", ""], "37"),
        (["1", "4", "9", "16", "25", "36"], "149162536"),
        (["2018年", "2019年", "2020年", "2021年", "2022年", "2023年"], "2018年2019年2020年2021年2022年2023年"),
        (["附件1", "附件2", "附件3", "附件4", "附件5", "附件6"], "附件1附件2附件3附件4附件5附件6"),
        (["", "", "", "- 3 -", "", ""], "- 3 -"),
        (["成效明显。"] * 6, "成效明显。"),
    ],
)
def test_figures_and_sentences_in_a_margin_that_are_no_page_numbers_stay(
    feet: list[str], kept: str, tmp_path: Path
) -> None:
    text = text_of(tmp_path, printed(PAGES, feet=feet))
    for each in filter(None, feet):
        assert text.count(each) >= feet.count(each), text
    assert len(text) >= len(TEXT) + len(kept)


def test_a_figure_in_a_table_or_text_that_is_its_page_s_number_stays(tmp_path: Path) -> None:
    pages = [[TITLE, FULL, "1", "件提案"], ["2", FULL, "件提案"], [FULL, FULL, "3"], [FULL, "4", "件提案"]]
    text = text_of(tmp_path, printed(pages, feet=["5", "6", "7", "8"]))
    assert "".join(each for each in text if each.isdigit() and each.isascii()) == "20231234"


def test_the_same_row_in_the_midst_of_every_page_is_no_running_head(tmp_path: Path) -> None:
    pages = [[TITLE, "100", "办复率", FULL], *[["件", "100", "办复率", FULL]] * 4]
    assert text_of(tmp_path, printed(pages)).count("100办复率") == 5


def test_one_page_has_no_run_of_numbers(tmp_path: Path) -> None:
    pages = [[TITLE, FULL]]
    assert text_of(tmp_path, printed(pages, feet=["1"])).endswith("1")
    assert text_of(tmp_path, printed(pages, feet=["- 1 -"])) == TITLE + FULL
    assert text_of(tmp_path, printed(pages, feet=["- 9 -"])).endswith("- 9 -")


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
    pictures = ["", "01", "02", "03", ""]
    (tmp_path / "a.pdf").write_bytes(printed([[TITLE, FULL], [], [], [], [FULL, FULL]], pictures=pictures))
    with pytest.raises(ReadError, match="5 页中的 3 页，从第 2 页起"):
        one(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(printed([[TITLE], ["一年来，成效十分明显。"], ["各项工作取得新的进展。"]]))
    assert one(tmp_path / "b.pdf").year == 2023


@pytest.mark.parametrize(
    "stamp",
    [[], ["扫描全能王 创建"], ["收文编号：余政协〔2024〕8号", "收文日期：2024年1月25日"]],
)
def test_a_scan_with_a_few_characters_is_named_as_one(stamp: list[str], tmp_path: Path) -> None:
    pictures = [f"{number:02}" for number in range(5)]
    feet = [f"- {number} -" for number in range(1, 6)]
    pages = [[*stamp, f"第{number}份"] for number in "一二三四五"]
    (tmp_path / "a.pdf").write_bytes(printed(pages, feet=feet, pictures=pictures))
    with pytest.raises(ReadError, match=r"几乎没有文字，是扫描的图片.*OCR"):
        one(tmp_path / "a.pdf")


def test_text_on_a_picture_is_no_scan(tmp_path: Path) -> None:
    slides = [[TITLE], ["一年来，成效十分明显。"], ["各项工作取得新的进展。"]]
    assert text_of(tmp_path, printed(slides, pictures=["07", "07", "07"])).startswith(TITLE)
    # A scan with the layer of text that OCR adds to it.
    read = [[TITLE, FULL, FULL], [FULL, FULL], [FULL, FULL]]
    (tmp_path / "a.pdf").write_bytes(printed(read, pictures=["01", "02", "03"]))
    assert one(tmp_path / "a.pdf").unread == ()


def test_a_few_pages_without_text_are_told(tmp_path: Path) -> None:
    pictures = ["", "01", "", "", "02", ""]
    pages = [[TITLE, FULL, FULL], [], [FULL, FULL], [FULL, FULL], [], [FULL, FULL]]
    (tmp_path / "a.pdf").write_bytes(printed(pages, feet=["1", "2", "3", "4", "5", "6"], pictures=pictures))
    report = one(tmp_path / "a.pdf")
    assert report.unread == (2, 5)
    assert doubts(report, 0) == ("pages_unread",)
    [line] = [line for line in lines_of(Understood.of(report)) if line.startswith("缺页")]
    assert line == "缺页：第 2、5 页是图片，没有读出文字"


def test_empty_pages_and_pages_of_few_words_are_not_missed(tmp_path: Path) -> None:
    pages = [[TITLE, FULL, FULL], [], [FULL, FULL], ["第二部分"], [FULL, FULL], []]
    (tmp_path / "a.pdf").write_bytes(printed(pages, feet=["1", "2", "3", "4", "5", "6"]))
    assert one(tmp_path / "a.pdf").unread == ()


def test_rows_that_reach_one_edge_go_on_whatever_their_number_of_characters(tmp_path: Path) -> None:
    texts = [f"第{'一二三四五六'[at]}，{'委员们深入调查研究、' * 13}积极建言。" for at in range(6)]
    counts = (30, 34, 27, 31)
    ends = [*accumulate(counts), None]
    pages = [[text[start:end] for start, end in pairwise([0, *ends])] for text in texts]
    (tmp_path / "a.pdf").write_bytes(printed([[TITLE, *pages[0]], *pages[1:]], widest=31))
    assert [each.text for each in one(tmp_path / "a.pdf").paragraphs] == [TITLE, *texts]
