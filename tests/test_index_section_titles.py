"""A section's heading is no title where the name of a report stands before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_index_site_parts import report

from index.reading import read_reports
from index.report import Report

TITLE = "政协广安区委员会工作报告"
PROSE = "一年来，我们认真履行职能，共征集提案216件，各项工作取得新的成绩。"
SECTIONS = [
    "一、2023年主要工作回顾", "一、二○二三年工作回顾", "（一）2023年工作总结", "第一部分 2023年工作回顾",
    "1．2023年工作情况报告", "2023年工作回顾", "二〇二三年工作回顾",
]  # fmt: skip
UNDER = [
    (),
    ("——2024年1月9日在政协广安区第六届委员会第四次会议上",),
    ("（2024年1月9日在政协广安区第六届委员会第四次会议上）", "张三", "各位委员："),
    ("2024年1月9日",),
]


def read(folder: Path, *lines: str) -> Report:
    (folder / "r.txt").write_text("\n\n".join(lines), encoding="utf-8")
    [found] = read_reports(folder / "r.txt")
    assert isinstance(found, Report)
    return found


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("under", UNDER)
def test_a_section_under_a_report_s_name_is_no_title(section: str, under: tuple[str, ...], tmp_path: Path) -> None:
    found = read(tmp_path, TITLE, *under, section, PROSE, "二、2024年工作安排", PROSE)
    assert (found.title, found.body, found.year) == (TITLE, "广安区政协", 2023)
    assert found.paragraphs[0].text == TITLE
    assert section in [each.text for each in found.paragraphs]


@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<p><b>{}</b></p>", '<div class="title">{}</div>'])
def test_nor_is_one_that_is_marked_as_a_heading(heading: str) -> None:
    page = f"<p>{TITLE}</p>{heading.format(SECTIONS[0])}<p>{PROSE}</p><h2>二、2024年工作安排</h2><p>{PROSE}</p>"
    assert report(page, window="").title == TITLE


def test_a_numbered_title_is_one_without_a_report_s_name_before_it(tmp_path: Path) -> None:
    assert read(tmp_path, "一、广安区政协2023年工作总结", PROSE).title == "一、广安区政协2023年工作总结"
