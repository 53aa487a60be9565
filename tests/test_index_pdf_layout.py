"""PDF files laid out in tables, columns and vertical rows: each row and paragraph whole, and in order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from printing import drawn

from index.reading import read_reports
from index.report import Report

TITLE = "余姚市政协2023年工作报告"
FULL = "全年围绕中心工作开展协商议政活动，委员们深入调查研究，提出意见建议。"
Placed = list[tuple[float, float, str]]


def read(folder: Path, pages: list[Placed], *, vertical: bool = False) -> list[tuple[str, str]]:
    path = folder / "a.pdf"
    path.write_bytes(drawn(pages, vertical=vertical))
    [report] = read_reports(path)
    assert isinstance(report, Report)
    return [(each.kind, each.text) for each in report.paragraphs]


def rows(texts: list[str], left: float = 72, top: float = 700) -> Placed:
    return [(left, top - 18 * at, text) for at, text in enumerate(texts)]


def table(cells: list[list[str]], columns: tuple[float, ...], top: float) -> Placed:
    """A table whose cells begin in these places."""
    return [
        (left, top - 18 * at, cell)
        for at, row in enumerate(cells)
        for left, cell in zip(columns, row, strict=True)
        if cell
    ]


CELLS = [["年份", "提案", "立案"], *([f"{year}年", f"{year - 1900}", f"{year - 1920}"] for year in range(2018, 2024))]
JOINED = [("text", " | ".join(row)) for row in CELLS]


def test_rows_of_a_table_are_text_with_their_cells_apart(tmp_path: Path) -> None:
    for columns in ((72, 172, 272), (72, 138, 180)):
        found = read(tmp_path, [[*rows([TITLE, FULL]), *table(CELLS, columns, 650), *rows([FULL], top=500)]])
        assert found[2:-1] == JOINED
        assert found[-1] == ("text", FULL)


def test_a_table_torn_into_characters_is_put_together(tmp_path: Path) -> None:
    """As programs print that place every character, and the page's number before the text."""
    torn: Placed = []
    for left, above, text in table(CELLS, (72, 172, 272), 700):
        at = left
        for char in text:
            torn.append((at, above + 1.5 * (char == "年"), char))
            at += 12
    pages = [[(290, 40, str(number)), *page] for number, page in enumerate([rows([TITLE, *[FULL] * 9]), torn, torn], 1)]
    found = read(tmp_path, pages)
    assert found[-14:] == JOINED * 2


def test_empty_cells_and_rows_of_text_leave_a_table_whole(tmp_path: Path) -> None:
    cells = [["提案", "120", "118"], ["信息", "", "36"], ["视察", "7", ""], ["调研", "12", "12"]]
    found = read(tmp_path, [[*rows([TITLE, FULL]), *table(cells, (72, 172, 272), 650), *rows([FULL] * 3, top=560)]])
    assert [text for _, text in found[2:6]] == ["提案 | 120 | 118", "信息 | 36", "视察 | 7", "调研 | 12 | 12"]
    assert "".join(text for _, text in found[6:]) == FULL * 3


def test_gaps_in_a_line_of_words_are_no_cells(tmp_path: Path) -> None:
    line: Placed = [
        (72, 700, "全年提出提案"),
        (147, 700, "120"),
        (168, 700, "件，立案"),
        (219, 700, "118"),
        (240, 700, "件。"),
    ]
    found = read(
        tmp_path, [[*rows([TITLE], top=740), *line, (72, 660, "主席"), (172, 660, "张三"), *rows([FULL], top=640)]]
    )
    text = "".join(text for _, text in found)
    assert "全年提出提案120件，立案118件。" in text
    assert "|" not in text


def test_vertical_rows_are_joined_to_paragraphs(tmp_path: Path) -> None:
    texts = [f"第{at}段，{'委员们深入调查研究、' * 9}积极建言。" for at in range(6)]
    placed: Placed = [(540, 760, TITLE)]
    for text in texts:
        starts = [0, 38, 78]
        for start, end in pairwise([*starts, None]):
            placed.append((placed[-1][0] - 20, 760 - 24 * (start == 0), text[start:end]))
    assert [text for _, text in read(tmp_path, [placed], vertical=True)] == [TITLE, *texts]


def test_rows_are_joined_within_each_column(tmp_path: Path) -> None:
    texts = [f"第{number}，{'委员们深入调查研究、' * 5}积极建言。" for number in "一二三四五六七八"]
    broken = [text[start:end] for text in texts for start, end in pairwise([0, 16, 34, 52, None])]
    indents = [24 * text.startswith("第") for text in broken]
    for cut in (16, 18, 30):
        placed: Placed = [(100, 760, TITLE)]
        for at, (text, indent) in enumerate(zip(broken, indents, strict=True)):
            column, row = divmod(at, cut)
            placed.append((60 + 240 * column + indent, 740 - 18 * row, text))
        assert [text for _, text in read(tmp_path, [placed])] == [TITLE, *texts]


def test_rows_far_to_the_right_are_no_column(tmp_path: Path) -> None:
    texts = [f"第{number}，{'委员们深入调查研究、' * 5}积极建言。" for number in "一二三四五六"]
    broken = [(text[start:end], 24 * (start == 0)) for text in texts for start, end in pairwise([0, 33, None])]
    placed: Placed = [
        (72, 760, TITLE),
        *((72 + indent, 740 - 18 * at, text) for at, (text, indent) in enumerate(broken)),
    ]
    placed += rows(["余姚市政协", "办公室", "主席张三", "2024年1月"], left=400, top=480)
    found = [text for _, text in read(tmp_path, [placed])]
    assert found[1:7] == texts
    assert "".join(found[7:]) == "余姚市政协办公室主席张三2024年1月"


def test_items_of_a_list_and_spaced_figures_are_no_cells(tmp_path: Path) -> None:
    items = [["-", "提案一百二十件"], ["-", "立案一百件"], ["1.", "办结"], ["2.", "满意率"], ["（三）", "再办"]]
    found = read(tmp_path, [[*rows([TITLE, FULL]), *table(items, (72, 120), 650), *rows([FULL], top=540)]])
    assert "|" not in "".join(text for _, text in found)
    spaced: Placed = [
        (72, 650, "年份"),
        (172, 650, "提案"),
        (72, 632, "2023年"),
        (172, 632, "收"),
        (188.5, 632, "12件"),
    ]
    found = read(tmp_path, [[*rows([TITLE, FULL]), *spaced, *rows([FULL], top=540)]])
    assert [text for _, text in found[2:4]] == ["年份 | 提案", "2023年 | 收12件"]
