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


def file_of(folder: Path, text: str) -> list[str]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    [report] = read_reports(folder / "a.txt")
    assert isinstance(report, Report)
    return [each.text for each in report.paragraphs]


TITLE = "广安区政协2023年工作综述"
TEXTS = [f"{FIRST}。", f"{SECOND}。", "一、工作回顾", f"{FIRST}；{SECOND}。"]


def broken(*paragraphs: str, first: str = "", width: int = 26) -> list[str]:
    return [row for text in paragraphs for row in textwrap.wrap(text, width, initial_indent=first)]


@pytest.mark.parametrize("margin", ["  ", "    ", "\t", "\u3000\u3000", " " * 12, "> ", ">", "> > ", ">> ", "  > "])
@pytest.mark.parametrize("first", ["", "\u3000\u3000"])
@pytest.mark.parametrize("apart", [False, True])
def test_rows_that_all_have_one_margin_are_joined(margin: str, first: str, apart: bool, tmp_path: Path) -> None:
    blocks = [[f"{margin}{row}" for row in broken(text, first=first)] for text in TEXTS]
    rows = [row for block in blocks for row in (*block, *([margin.rstrip()] if apart else []))]
    assert file_of(tmp_path, "\n".join((f"{margin}{TITLE}", *rows))) == [TITLE, *TEXTS]
    if ">" not in margin:
        assert file_of(tmp_path, "\n".join((TITLE, "", *rows))) == [TITLE, *TEXTS]


def test_items_whose_later_rows_are_indented_are_joined(tmp_path: Path) -> None:
    texts = [f"{number}. {text}" for number, text in enumerate((FIRST, SECOND, f"{SECOND}，{FIRST}"), 1)]
    rows = [row for text in texts for row in textwrap.wrap(f"{text}。", 26, subsequent_indent="   ")]
    assert file_of(tmp_path, "\n".join((TITLE, *rows))) == [TITLE, *(f"{text}。" for text in texts)]


POEM = [
    f"我们曾在{each}" for each in ("春天的田野上播下希望种子", "夏天的烈日下洒下辛勤汗水", "秋天的谷场上收获金色稻谷")
]
TABLE = [f"{each}    提案二十件    办结二十件" for each in ("城南街道", "城北街道", "枣山园区")]
SLOGANS = [
    "坚持党的领导不断加强思想政治引领",
    "坚持人民至上用心用情做好协商民主",
    "坚持守正创新努力提升履职工作水平",
]
HEADINGS = [f"{number}、{each}" for number, each in zip("一二三", SLOGANS, strict=True)]
ITEMS = [f"- {each}" for each in SLOGANS]


@pytest.mark.parametrize("rows", [POEM, TABLE, SLOGANS, ITEMS, HEADINGS])
@pytest.mark.parametrize("margin", ["  ", "\u3000\u3000", "    ", "> "])
def test_rows_of_their_own_stay_apart_whatever_their_margin(rows: list[str], margin: str, tmp_path: Path) -> None:
    found = file_of(
        tmp_path, "\n".join(f"{margin}{row}" for row in (TITLE, "各项工作取得新成效。", *rows, "会议结束。"))
    )
    assert ["".join(each.split()) for each in found[2:-1]] == ["".join(row.split()) for row in rows]


@pytest.mark.parametrize(
    "row", ["> 90%的提案已经办结，委员很满意。", ">90%的提案已经办结，委员很满意。", "会议认为，3 > 2，此事很明白。"]
)
def test_a_sign_that_quotes_nothing_stays(row: str, tmp_path: Path) -> None:
    assert row in file_of(tmp_path, f"{TITLE}\n{FIRST}。\n{row}\n{SECOND}。")


def test_a_quotation_within_a_text_is_read_without_its_signs(tmp_path: Path) -> None:
    rows = "\n".join(f"> {row}" for row in broken(FIRST, f"{SECOND}。"))
    found = file_of(tmp_path, f"{TITLE}\n{SECOND}。\n{rows}\n{SECOND}。")
    assert not any(">" in each for each in found)
    assert FIRST in "".join(found)


def test_paragraphs_of_one_row_under_an_indent_stay_as_they_are(tmp_path: Path) -> None:
    texts = [f"{SECOND}。", f"{FIRST}。", f"{SECOND[:40]}。", f"{FIRST[:50]}："]
    assert file_of(tmp_path, "\n".join((TITLE, *(f"\u3000\u3000{text}" for text in texts)))) == [TITLE, *texts]
