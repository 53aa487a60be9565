"""Small pages, each of a kind that is easily read wrongly, and what is right of it."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import UNKNOWN_BODY, Report

CASES = Path(__file__).parent / "pages" / "cases"


def case(name: str) -> Report:
    [report] = read_reports(CASES / name)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("name", "title", "body", "year", "source"),
    [
        ("qianan.txt", "乾安县政协2022年工作综述", "乾安县政协", 2022, "某某网"),
        ("baoding.txt", "保定市政协2022年工作综述", "保定市政协", 2022, "某某网"),
        ("zhongshan.txt", "中山区政协2022年工作综述", "中山区政协", 2022, "某某网"),
        ("column_under_breadcrumb.txt", "某县政协2022年常委会工作报告", UNKNOWN_BODY, 2022, "某某社"),
        ("source_fabu.txt", "某县政协召开常委会会议", UNKNOWN_BODY, None, "青田发布"),
        ("source_laiyuanyu.txt", "某区政协开展调研活动", UNKNOWN_BODY, 2019, "东湖街道办事处"),
        ("one_line_page.txt", "某县人民政府工作报告", UNKNOWN_BODY, None, None),
        ("wire_dateline_title.txt", "某市政治协商会议常务委员会工作报告", UNKNOWN_BODY, 2017, "某某网"),
        ("logo_h1.html", "某县政协2022年工作综述", UNKNOWN_BODY, 2022, "某某日报"),
        ("statement_tail.html", "某县政协2021年工作综述", UNKNOWN_BODY, 2021, None),
    ],
)
def test_what_is_told_of_a_page(name: str, title: str, body: str, year: int | None, source: str | None) -> None:
    report = case(name)
    assert (report.title, report.body, report.year, report.source) == (title, body, year, source)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "hard_wrapped.txt",
            ["2021年，某县政协组织委员视察十次，写出调研报告八份，收到群众来信五十余封，满意率达到百分之九十以上。"],
        ),
        ("hard_wrapped_paragraph.html", ["2021年，某县政协组织委员视察十次，写出调研报告八份，满意率百分之九十。"]),
        (
            "comma_before_punctuation.txt",
            ["2021年,某县政协共收到提案八十件、建议四十条,其中立案七十五件。医疗、住房、就业类提案占三成。"],
        ),
        ("column_under_breadcrumb.txt", ["各位委员:", "我代表县政协常委会,向大会报告工作,请予审议。"]),
    ],
)
def test_the_paragraphs_under_the_title(name: str, texts: list[str]) -> None:
    report = case(name)
    assert [each.text for each in report.paragraphs] == [report.title, *texts]
    assert [each.kind for each in report.paragraphs] == ["heading", *("text" for _ in texts)]


def test_marks_of_lost_characters_are_flagged() -> None:
    assert [each.damaged for each in case("lost_marks_unflagged.txt").paragraphs] == [False, True, True]
    assert not any(each.damaged for each in case("fabuyu.txt").paragraphs)
