"""Page breaks in texts without places: numbers and heads beside them go, a paragraph parted there is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协某省委员会常务委员会工作报告"
LEFT = "召开“推进供给侧结构性改革，促进煤炭产业脱困转型”专题议政性常委会议。会前，由四位副主席带队，"
RIGHT = "深入11个市、38座煤矿，与矿长、班组长面对面座谈。"
WHOLE = "围绕“大数据产业发展”召开双周协商座谈会11次，提出建议45条。"
HEAD = "某省日报 2017年1月24日"


def texts(tmp_path: Path, *lines: str, name: str = "page.html") -> list[str]:
    html = name.endswith("html")
    body = "".join(f"<p>{each}</p>" for each in lines) if html else "\n".join(lines)
    page = tmp_path / name
    page.write_text(f"<meta charset=utf-8><h1>{TITLE}</h1>{body}" if html else f"{TITLE}\n{body}", encoding="utf-8")
    [report] = read_reports(page)
    assert isinstance(report, Report)
    return [each.text for each in report.paragraphs][1:]


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
@pytest.mark.parametrize("number", ["— {} —", "-{}-", "第{}页", "第 {} 页 共 3 页"])
def test_a_paragraph_parted_by_a_foot_and_a_head_is_whole(number: str, name: str, tmp_path: Path) -> None:
    breaks = [[number.format(page), HEAD] for page in (1, 2)]
    assert texts(tmp_path, WHOLE, LEFT, *breaks[0], RIGHT, "（二）发挥统战功能", *breaks[1], WHOLE[2:], name=name) == [
        WHOLE,
        LEFT + RIGHT,
        "（二）发挥统战功能",
        WHOLE[2:],
    ]


def test_paragraphs_that_end_at_a_break_stay_apart(tmp_path: Path) -> None:
    lines = [WHOLE, "— 1 —", RIGHT, "— 2 —", "二、主要任务", WHOLE]
    assert texts(tmp_path, *lines) == [WHOLE, RIGHT, "二、主要任务", WHOLE]
    assert texts(tmp_path, LEFT, "— 1 —", "二、主要任务", "— 2 —", WHOLE) == [LEFT, "二、主要任务", WHOLE]


def test_numbers_that_are_no_pages_stay(tmp_path: Path) -> None:
    """One alone, those that do not rise, and a line beside one number only."""
    assert texts(tmp_path, WHOLE, "— 2 —", RIGHT) == [WHOLE, "— 2 —", RIGHT]
    assert texts(tmp_path, WHOLE, "-12-", RIGHT, "-7-", WHOLE[2:]) == [WHOLE, "-12-", RIGHT, "-7-", WHOLE[2:]]
    assert texts(tmp_path, WHOLE, "单位：万元", "— 1 —", RIGHT, "— 2 —", WHOLE[2:])[1] == "单位：万元"
