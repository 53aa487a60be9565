"""PDF files: heads, page numbers and watermarks are told from lines of the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from printing import drawn, printed

from index.reading import read_reports
from index.report import Report

TITLE = "余姚市政协2023年工作报告"
FULL = "全年围绕中心工作开展协商议政活动，委员们深入调查研究，提出意见建议。"
PAGES = [[TITLE, FULL, FULL], *([FULL, FULL] for _ in range(5))]
TEXT = TITLE + FULL * 12


def text_of(folder: Path, content: bytes) -> str:
    (folder / "a.pdf").write_bytes(content)
    [report] = read_reports(folder / "a.pdf")
    assert isinstance(report, Report)
    return "".join(each.text for each in report.paragraphs)


def pages_of(rows: list[list[str]], *, top: float, head: str = "", head_above: float = 0) -> bytes:
    """Pages whose text begins at a height."""
    return drawn(
        [
            [
                *([(72.0, head_above, head)] if head else []),
                *((72.0, top - 18 * at, text) for at, text in enumerate(page)),
            ]
            for page in rows
        ],
        small=head,
    )


def test_lines_with_which_the_text_of_every_page_begins_stay(tmp_path: Path) -> None:
    pages = [[TITLE], *(["重点提案", f"提案号：{number}", FULL, FULL] for number in range(1, 6))]
    text = text_of(tmp_path, pages_of(pages, top=790))
    assert text.count("重点提案") == 5
    assert all(f"提案号：{number}" in text for number in range(1, 6))


def test_lines_with_which_the_text_of_every_page_ends_stay(tmp_path: Path) -> None:
    pages = [[TITLE], *([*[FULL] * 6, "办理部门：余姚市政府", f"提案编号{number}"] for number in range(1, 6))]
    text = text_of(tmp_path, pages_of(pages, top=170))
    assert text.count("办理部门：余姚市政府") == 5
    assert all(f"提案编号{number}" in text for number in range(1, 6))


def test_a_numbered_label_is_no_page_number_even_apart_from_the_text(tmp_path: Path) -> None:
    feet = [f"重点提案号：{number}" for number in range(1, 7)]
    text = text_of(tmp_path, printed(PAGES, feet=feet))
    assert all(foot in text for foot in feet)


def test_a_smaller_head_close_to_the_text_is_cut(tmp_path: Path) -> None:
    assert text_of(tmp_path, pages_of(PAGES, top=780, head="余姚市政协文件", head_above=797)) == TEXT


def test_a_head_a_little_farther_from_the_text_than_its_lines_is_cut(tmp_path: Path) -> None:
    placed = [
        [(72.0, 802.0, "余姚市政协文件"), *((72.0, 780 - 18 * at, text) for at, text in enumerate(page))]
        for page in PAGES
    ]
    assert text_of(tmp_path, drawn(placed)) == TEXT


@pytest.mark.parametrize(
    "feet",
    [
        ["I", "II", "III", "IV", "V", "VI"],
        ["viii", "ix", "x", "xi", "xii", "xiii"],
        ["- XXXIX -", "- XL -", "- XLI -", "- XLII -", "- XLIII -", "- XLIV -"],
        ["一", "二", "三", "四", "五", "六"],
        ["第八页", "第九页", "第十页", "第十一页", "第十二页", "第十三页"],
        ["—十九—", "—二十—", "—二十一—", "—二十二—", "—二十三—", "—二十四—"],
        ["九八", "九九", "一〇〇", "一〇一", "一〇二", "一〇三"],
        ["九十八", "九十九", "一百", "一百零一", "一百零二", "一百零三"],
        ["i", "ii", "iii", "1", "2", "3"],
    ],
)
def test_numbers_in_roman_and_chinese_figures_that_rise_are_cut(feet: list[str], tmp_path: Path) -> None:
    assert text_of(tmp_path, printed(PAGES, feet=feet)) == TEXT
    assert text_of(tmp_path, printed(PAGES, heads=feet)) == TEXT


@pytest.mark.parametrize(
    "feet",
    [
        ["I", "IV", "II", "X", "L", "C"],
        ["三", "三", "三", "三", "三", "三"],
        ["", "", "IV", "", "", ""],
        ["十", "百", "二", "十", "八", "一百"],
        ["civil", "mix", "dim", "vivid", "lid", "mild"],
    ],
)
def test_letters_and_figures_that_do_not_rise_stay(feet: list[str], tmp_path: Path) -> None:
    text = text_of(tmp_path, printed(PAGES, feet=feet))
    assert len(text) == len(TEXT) + len("".join(feet))


def test_a_watermark_on_every_page_is_cut(tmp_path: Path) -> None:
    assert text_of(tmp_path, printed(PAGES, mark="内部资料")) == TEXT


def test_words_at_an_angle_on_one_page_stay(tmp_path: Path) -> None:
    assert "内部资料" in text_of(tmp_path, printed([[TITLE, FULL, FULL]], mark="内部资料"))


def test_what_a_browser_prints_around_a_single_page_goes(tmp_path: Path) -> None:
    rows = [TITLE, FULL, FULL]
    body = [(72.0, 700.0 - 18 * at, text) for at, text in enumerate(rows)]
    time, address = (24.0, 820.0, "11/26/26, 11:48 AM 2023 report"), (24.0, 16.0, "file:///tmp/mix/b.html 1/1")
    assert text_of(tmp_path, drawn([[time, *body, address]])) == TITLE + FULL * 2
    assert text_of(tmp_path, drawn([[time, *body]])).startswith("11/26/26")
