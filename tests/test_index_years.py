"""The year reported on: the last of a span, the one looked back on, never the one that is planned."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

PROSE = "共收到提案一百二十件，立案一百一十件，办复率达百分之百，各项工作取得新的成效。"


def year_of(folder: Path, text: str) -> int | None:
    (folder / "r.txt").write_text(text, encoding="utf-8")
    [report] = read_reports(folder / "r.txt")
    assert isinstance(report, Report)
    return report.year


def page(title: str, *lines: str, day: str = "") -> str:
    return "\n".join((title, *([f"发布时间：{day} 来源：广安日报"] if day else []), *lines, PROSE))


@pytest.mark.parametrize(
    "span",
    [
        "2017—2021年", "2017-2021年", "2017－2021年", "2017–2021", "2017～2021年", "2017~2021年度", "2017年—2021年",
        "2017年至2021年", "2017年到2021年", "2017 至 2021 年", "2017——2021年", "2017年度至2021年度",
        "２０１７—２０２１年",
        "二〇一七—二〇二一年", "二○一七年至二○二一年", "二零一七至二零二一年", "二O一七年至二O二一年",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form",
    [
        "广安区政协过去五年（{}）工作报告",
        "广安区政协工作报告\n一、过去五年（{}）工作回顾",
        "广安区政协工作报告\n一、{}工作回顾",
        "廣安區政協工作報告\n一、過去五年（{}）的工作回顧",
        "广安区政协{}工作综述",
    ],
)
def test_a_span_is_reported_on_up_to_its_last_year(span: str, form: str, tmp_path: Path) -> None:
    assert year_of(tmp_path, page(form.format(span))) == 2021


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (page("广安区政协工作报告", "2024年是新中国成立75周年。我们在这里回顾2023年的工作，总结经验。"), 2023),
        (page("广安区政协工作报告", "2024年是新中国成立75周年。", "回顾过去的2023年，区政协积极履职。"), 2023),
        (page("廣安區政協工作報告", "２０２４年是新中國成立75周年。", "回顧２０２３年，區政協積極履職。"), 2023),
        (page("广安区政协工作报告", "二〇二四年是关键之年。", "回顾二〇二三年，区政协积极履职。"), 2023),
        (page("广安区政协工作报告", "2024年是新中国成立75周年，我们要做好工作。", day="2024-01-20"), 2023),
        (page("广安区政协工作报告", "2024年是新中国成立75周年，我们要做好工作。", "二、2024年工作安排"), 2023),
        (page("广安区政协工作报告", "一、过去一年工作回顾", PROSE, "二、2024年主要工作任务"), 2023),
        (page("广安区政协工作报告", "一、过去一年工作回顾", PROSE, "二、2024年的工作打算"), 2023),
        (page("2024年广安区政协工作报告", "一、2023年工作回顾", PROSE, "二、2024年工作安排"), 2023),
        (page("2024年广安区政协工作报告", "一、过去五年（2019—2023年）工作回顾", PROSE, "二、今后五年工作"), 2023),
        (page("2024年广安区政协工作安排暨2023年工作总结"), 2023),
        (page("广安区政协2023年工作总结和2024年工作计划"), 2023),
        (page("广安区政协工作报告", "2024年工作安排和2023年工作回顾", PROSE), 2023),
        # The same words, on the year itself.
        (page("广安区政协工作综述", "2024年是新中国成立75周年，区政协积极履职。"), 2024),
        (page("广安区政协工作综述", "2024年是新中国成立75周年，区政协积极履职。", day="2024-12-20"), 2024),
        (page("广安区政协工作综述", "2024年是政协成立75周年。", "回顾1949年，先辈们共商国是。"), 2024),
        (page("广安区政协工作综述", "2024年，区政协积极履职。", "二、2025年工作安排"), 2024),
        (page("广安区政协工作综述", "2024年，区政协积极履职。", "二、面向2035年的远景目标"), 2024),
        (page("广安区政协工作综述", "2024年主要目标任务完成情况", PROSE), 2024),
        (page("广安区政协2024年工作报告", "一、2024年工作回顾", PROSE, "二、2025年工作安排", day="2025-01-20"), 2024),
        (page("广安区政协2024年工作报告", PROSE), 2024),
        (page("2024年广安区政协工作报告", "一、2024年工作回顾", PROSE, "与2023年工作情况相比"), 2024),
        (page("广安区政协工作报告", "电话：0826-2017—2021 转", PROSE), None),
    ],
)
def test_the_year_looked_back_on_is_reported_on(text: str, year: int | None, tmp_path: Path) -> None:
    assert year_of(tmp_path, text) == year


def test_days_in_full_width_figures_are_read(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(page("广安区政协工作报告", day="２０２４年１月２０日"), encoding="utf-8")
    [report] = read_reports(tmp_path / "r.txt")
    assert isinstance(report, Report)
    assert (report.date, report.year) == ("2024-01-20", 2023)


TERM = (
    "受常务委员会委托，向大会报告五年来的主要工作，请予审议。",
    "五年来的主要工作",
    "2017年以来，常委会依法履职，举行会议43次，听取审议报告172项，提出审议意见310条。",
)


def test_a_term_is_reported_on_up_to_its_last_full_year(tmp_path: Path) -> None:
    """The term's first year is not the year of the report on it."""
    title = "敦煌市人民代表大会常务委员会工作报告"
    assert year_of(tmp_path, page(title, *TERM, day="2022-01-24")) == 2021
    assert year_of(tmp_path, page(title, "——2022年1月12日在敦煌市第十八届人民代表大会第一次会议上", *TERM)) == 2021
    assert year_of(tmp_path, page(title, *TERM, day="2021-12-24")) == 2021
    heading = page(title, TERM[0], "一、2017年以来工作回顾", TERM[2], day="2022-01-24")
    assert year_of(tmp_path, heading) == 2021


def test_a_year_reviewed_is_no_term_on_a_page_of_years_later(tmp_path: Path) -> None:
    """A report on one year, published again, speaks of the term; so does one that begins with its year."""
    later = page("广安区政协工作报告", "一、2017年工作回顾", "本届任期五年来，工作取得成效。", day="2022-01-24")
    assert year_of(tmp_path, later) == 2017
    opening = "2017年，是本届五年任期的开局之年，区政协积极履职，办结提案一百二十件。"
    assert year_of(tmp_path, page("广安区政协工作报告", opening, day="2022-01-24")) == 2017
    assert (
        year_of(tmp_path, page("广安区政协工作报告", "2021年以来，区政协积极履职，办结提案。", day="2022-01-24"))
        == 2021
    )
