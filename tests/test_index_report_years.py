"""Years that a page names and does not report on: of old, to come, of anniversaries, in numbers of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协广安区委员会常务委员会工作报告"
PROSE = "一年来，我们认真履行职能，共征集提案216件，各项工作取得新的成绩。"


def read(folder: Path, *lines: str) -> Report:
    (folder / "r.txt").write_text("\n\n".join((*lines, PROSE)), encoding="utf-8")
    [report] = read_reports(folder / "r.txt")
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    "opening",
    [
        "回顾2016年换届以来的工作，我们感到由衷自豪，五年来共征集提案1200件。",
        "回顾2012年以来的十年，我们始终坚持党的领导，共征集提案2200件。",
        "回顧二〇一二年以來的十年，我們始終堅持黨的領導，共徵集提案2200件。",
        "回顾1956年成立以来的历程，我们深感责任重大，使命光荣。",
        "2012年以来，区政协走过了十年历程，共征集提案2200件。",
        "2021年是中国共产党成立100周年。2022年，我们共征集提案216件，成效显著。",
        "2024年是人民政协成立75周年。过去一年，我们共征集提案216件，成效显著。",
        "2008年是不平凡的一年，那一年我们共同抗震救灾。十五年来，我们共征集提案2216件。",
    ],
)
def test_an_opening_s_year_of_old_or_of_an_anniversary_is_not_reported_on(opening: str, tmp_path: Path) -> None:
    assert read(tmp_path, TITLE, "各位委员：", opening).year is None
    dated = read(tmp_path, TITLE, "（2023年1月9日）", "各位委员：", opening)
    assert (dated.year, dated.assumed) == (2022, ("year_from_date",))


@pytest.mark.parametrize(
    ("opening", "year"),
    [
        ("回顾2023年，区政协积极履职，共征集提案216件。", 2023),
        ("回顾过去的2023年的工作，区政协积极履职，共征集提案216件。", 2023),
        ("2023年以来，区政协积极履职，共征集提案216件。", 2023),
        ("2023年是全面贯彻党的二十大精神的开局之年，区政协积极履职。", 2023),
    ],
)
def test_an_opening_s_own_year_is(opening: str, year: int, tmp_path: Path) -> None:
    assert read(tmp_path, TITLE, "各位委员：", opening).year == year


@pytest.mark.parametrize(
    ("title", "day", "year"),
    [
        ("政协广安区委员会工作报告（第2024号）", "2023年10月10日", 2023),
        ("政协广安区委员会提案工作情况报告（政协〔2021〕12号）", "2023年8月10日", 2023),
        ("政协广安区委员会关于落实《2025年远景》的工作情况报告", "2023年8月10日", 2023),
        ("政协广安区委员会关于2035年远景目标建议的报告", "2021年8月5日", 2021),
        ("政协广安区委员会2021-2026年五年工作规划", "2021年12月1日", 2021),
    ],
)
def test_a_title_s_year_to_come_or_of_a_number_is_not_reported_on(
    title: str, day: str, year: int, tmp_path: Path
) -> None:
    found = read(tmp_path, title, day)
    assert (found.year, found.assumed) == (year, ("year_from_date",))


def test_a_title_s_own_year_is_though_it_quotes_another(tmp_path: Path) -> None:
    assert read(tmp_path, "广安区政协关于《2035年远景》的2023年工作报告", "2023年8月10日").year == 2023
    assert read(tmp_path, "《广安区政协2023年工作报告》").year == 2023


def test_a_report_named_by_the_year_it_plans_for_is_on_the_one_before(tmp_path: Path) -> None:
    lines = ("过去一年工作回顾", PROSE, "2024年工作安排")
    assert read(tmp_path, "2024年广安区政府工作报告", *lines).year == 2023
    assert read(tmp_path, "2024年广安区政府工作报告", "2024年工作回顾", *lines).year == 2024


@pytest.mark.parametrize(
    "line",
    [
        "（二〇二四年一月九日）", "二○二四年一月九日", "——二○二四年一月九日在政協廣安區第六屆委員會第四次會議上",
        "二零二四年一月九日在政协广安区六届四次会议上",
    ],
)  # fmt: skip
def test_a_day_in_chinese_figures_under_the_title_is_read(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, TITLE, line)
    assert (found.year, found.assumed) == (2023, ("year_from_date",))


@pytest.mark.parametrize("line", ["二〇二三年度", "（二○二三年）", "2023年度", "（2023年）", "（2021—2023年）"])
def test_a_year_in_a_line_of_its_own_under_the_title_is_the_report_s(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, TITLE, line).year == 2023
