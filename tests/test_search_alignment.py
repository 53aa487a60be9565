"""Two reports side by side: nothing is lost, doubled or moved, and sections with like headings stand together."""

import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.report import Kind
from search.result import ReportParagraph, ReportSummary, ReportText
from search.study.alignment import align, aligned_sections, heading_key, sections

WORDS = [
    "一、",
    "（二）",
    "第三章 ",
    "2023年",
    "工作",
    "回顾",
    "提案",
    "建设",
    "协商民主",
    "协商",
    "民主",
    " ",
    "。",
    "𠀀",
    "",
]
headings = st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map("".join), max_size=12)
paragraphs = st.lists(
    st.tuples(
        st.sampled_from(["标题", "提案工作", "一、协商", "（二）提案", "乙"]), st.sampled_from(["heading", "text"])
    ),
    max_size=12,
)


def report(told: list[tuple[str, Kind]], title: str = "标题") -> ReportText:
    summary = ReportSummary("a", title, "某市政协", 2023, None, None, len(told), 0, 0)
    each = (ReportParagraph(at, text, kind, "", damaged=False) for at, (text, kind) in enumerate(told))
    return ReportText(summary, tuple(each), 0, 0, 0, relaxed=False)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("一、2023年工作回顾", "工作回顾"),
        ("（一）工作回顧", "工作回顾"),
        ("第二章　总 则", "总则"),
        ("三、（2）提案工作：", "提案工作"),
        ("1.提案", "提案"),
        ("1.5亿元投资", "15亿元投资"),
        ("一是提案", "一是提案"),
        ("①提案", "提案"),
        ("2024年度", "2024年度"),
        ("第三章", "第三章"),
        ("——", ""),
    ],
)
def test_what_a_heading_says(heading: str, key: str) -> None:
    assert heading_key(heading) == key


def test_like_headings_stand_beside_one_another() -> None:
    left = ["一、2022年工作回顾", "（一）提案工作", "（二）视察调研", "二、2023年工作安排", "（一）党的建设"]
    right = ["一、2023年主要工作回顾", "（一）党建引领", "（二）提案办理工作", "二、2024年工作安排", "（三）党的建设"]
    rows = [(left[a] if a is not None else "", right[b] if b is not None else "") for a, b in align(left, right)]
    assert rows == [
        (left[0], right[0]),
        ("", right[1]),
        (left[1], right[2]),
        (left[2], ""),
        (left[3], right[3]),
        (left[4], right[4]),
    ]


def test_unlike_headings_stand_alone() -> None:
    assert align(["提案", "协商"], ["监督", "视察"]) == [(0, None), (1, None), (None, 0), (None, 1)]


def test_pairs_never_cross() -> None:
    assert align(["提案工作", "民主监督"], ["民主监督", "提案工作"]) in (
        [(None, 0), (0, 1), (1, None)],
        [(0, None), (1, 0), (None, 1)],
    )


def test_sections_of_like_texts_stand_together_whatever_their_headings_say() -> None:
    said = (
        "全市粮食总产量稳步增长，高标准农田建设面积继续扩大，农村人居环境整治见到实效，"
        "乡村产业发展势头良好，农民收入较快增加，脱贫成果得到巩固，水利设施加快补上短板。"
    )
    other = (
        "依法惩治各类刑事犯罪，化解信访积案，安全生产形势总体平稳，校园周边治安巡查实现全覆盖，"
        "基层派出所力量得到充实和加强，食品药品监管从严，应急预案完成修订，消防站点增设六处。"
    )
    left = sections(report([("一、稳住三农", "heading"), (said, "text")]))
    right = sections(
        report([("一、平安", "heading"), (other, "text"), ("二、乡村面貌", "heading"), (said[10:], "text")])
    )
    assert [(each.left is not None, each.right and each.right.heading) for each in aligned_sections(left, right)] == [
        (False, "一、平安"),
        (True, "二、乡村面貌"),
    ]
    assert all(None in row for row in aligned_sections(left, right[:1]))


@given(headings, headings)
def test_every_heading_stands_once_and_in_order(left: list[str], right: list[str]) -> None:
    rows = align(left, right)
    assert [a for a, _ in rows if a is not None] == list(range(len(left)))
    assert [b for _, b in rows if b is not None] == list(range(len(right)))
    assert (None, None) not in rows


@given(headings)
def test_a_list_stands_beside_itself(each: list[str]) -> None:
    assert align(each, each) == [(at, at) for at in range(len(each))]


def test_of_all_ways_the_one_with_most_pairs_is_taken() -> None:
    words = ["提案", "协商", "监督", "视察", "调研"]
    for size in range(5):
        for left in combinations(words, size):
            for right in combinations(words, 4):
                pairs = [row for row in align(left, right) if None not in row]
                assert len(pairs) == len(set(left) & set(right))


@given(paragraphs, paragraphs)
def test_every_paragraph_is_in_one_section_and_one_row(
    left: list[tuple[str, Kind]], right: list[tuple[str, Kind]]
) -> None:
    both = sections(report(left)), sections(report(right))
    rows = aligned_sections(*both)
    for side, told in enumerate((left, right)):
        places = [at for row in rows if (each := row[side]) for at in range(each.start, each.stop)]
        assert places == list(range(len(told)))
        assert all(len(each) for each in both[side])


def test_sections_begin_with_their_headings() -> None:
    told: list[tuple[str, Kind]] = [("标题", "heading"), ("甲", "text"), ("一、提案", "heading"), ("乙", "text")]
    assert [(each.heading, each.start, each.stop) for each in sections(report(told))] == [
        ("", 0, 2),
        ("一、提案", 2, 4),
    ]
    assert sections(report([])) == ()


def test_what_stands_above_the_first_number_is_the_reports_own() -> None:
    opening: list[tuple[str, Kind]] = [("政府工作报告", "heading"), ("国务院总理", "heading"), ("各位代表：", "text")]
    rest: list[tuple[str, Kind]] = [("一、回顾", "heading"), ("甲", "text"), ("展望", "heading"), ("乙", "text")]
    assert [(each.heading, each.start) for each in sections(report(opening + rest))] == [
        ("", 0),
        ("一、回顾", 3),
        ("展望", 5),
    ]
    # Without a number, or with one only far below, they are headings as any other.
    plain = [each.heading for each in sections(report(opening + rest[2:]))]
    assert plain == ["政府工作报告", "国务院总理", "展望"]
    text: list[tuple[str, Kind]] = [("甲", "text")] * 20
    long = sections(report(opening + text + rest))
    assert [each.heading for each in long] == ["政府工作报告", "国务院总理", "一、回顾", "展望"]


@pytest.mark.parametrize("heading", ["协商", "一、", "提案{}办理工作", "{}"])
def test_thousands_of_headings_are_soon_aligned(heading: str) -> None:
    many = [heading.format(chr(0x4E00 + at)) for at in range(3_000)]
    began = time.perf_counter()
    assert align(many, many) == [(at, at) for at in range(3_000)]
    assert time.perf_counter() - began < 2
