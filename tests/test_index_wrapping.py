"""Text broken at one width becomes paragraphs again, and no other text is touched."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading import read_reports
from index.reading.wrapping import Row, unwrapped
from index.report import Report

FIRST = (
    "二〇二三年，广安区政协组织委员视察十次，写出调研报告八份，收到群众来"
    "信五十余封，满意率达到百分之九十以上，全年共立案一百二十件"
)
SECOND = (
    "一年来，我们坚持以习近平新时代中国特色社会主义思想为指导，认真履行政"
    "治协商、民主监督、参政议政职能，各项工作取得新成效"
)


def wrapped(*paragraphs: str, width: int = 24, indent: str = "") -> list[Row]:
    rows = []
    for text in paragraphs:
        lines = textwrap.wrap(text, width, initial_indent=indent, break_long_words=True)
        rows += [Row(line.strip(), line.startswith("\u3000")) for line in lines]
    return rows


@pytest.mark.parametrize("width", [18, 24, 31, 40])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_paragraphs_come_back(width: int, indent: str) -> None:
    texts = [f"{FIRST}。", f"{SECOND}。", "一、工作回顾", f"{FIRST}；{SECOND}。"]
    assert unwrapped(wrapped(*texts, width=width, indent=indent)) == texts


@pytest.mark.parametrize("indent", [0, 2])
def test_a_number_at_a_row_s_begin_is_no_item(indent: int) -> None:
    text = f"{'一' * 18}增长8.3%，{'二' * 19}。"
    rows = [Row(text[:20], indent), Row(text[20:40]), Row(text[40:])]
    assert rows[1].text.startswith("8.3")
    assert (
        unwrapped([*rows, *wrapped(f"{FIRST}。", f"{SECOND}。", width=20 + indent, indent="\u3000" * indent)])[0]
        == text
    )


def test_a_full_line_that_ends_a_sentence_goes_on_where_paragraphs_are_indented() -> None:
    text = "一" * 19 + "。" + "二" * 19 + "。" + "三" * 20 + "四。"
    rows = [Row(text[at : at + 20], at == 0) for at in range(0, len(text), 20)]
    assert unwrapped([*rows, *wrapped(f"{FIRST}。", width=20, indent="\u3000\u3000")])[0] == text
    plain = [Row(row.text) for row in rows]
    assert unwrapped([*plain, *wrapped(f"{FIRST}。", width=20)])[:2] == ["一" * 19 + "。", "二" * 19 + "。"]


@given(st.lists(st.text("提案办理，。一二ab ", min_size=1, max_size=60).map(str.strip).filter(bool), max_size=12))
def test_no_character_is_lost(texts: list[str]) -> None:
    joined = unwrapped([Row(text) for text in texts])
    assert "".join("".join(joined).split()) == "".join("".join(texts).split())


@pytest.mark.parametrize(
    "rows",
    [
        ["广安区政协", "工作报告", "短"],
        [f"{FIRST}。", f"{SECOND}。", FIRST + SECOND + "。"],
        ["第一次会议在广安区召开审议通过", "第二次会议在广安区召开审议通过", "第三次会议在广安区召开审议通过"],
        ["坚持党的领导不断加强思想政治引领", "坚持人民至上用心用情做好协商民主", "坚持守正创新努力提升履职工作水平"],
        [],
    ],
)
def test_other_text_is_left(rows: list[str]) -> None:
    assert unwrapped([Row(text) for text in rows]) == rows


def test_a_wrapped_file_is_read_in_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    rows = [row.text for row in wrapped(f"{FIRST}。", f"{SECOND}。")]
    path.write_text("\n".join(["广安区政协2023年工作综述", *rows]), "utf-8")
    [report] = read_reports(path)
    assert isinstance(report, Report)
    assert [each.text for each in report.paragraphs] == ["广安区政协2023年工作综述", f"{FIRST}。", f"{SECOND}。"]
    assert [each.kind for each in report.paragraphs] == ["heading", "text", "text"]
