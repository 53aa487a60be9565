"""A line of signs cuts nothing; only what is worded as a site's does."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协广安区委员会2023年工作报告"
PROSE = "一年来，我们认真履行职能，共征集提案216件，各项工作取得新的成绩。"
ANNEX = ["附：2023年提案统计表", "提案总数 216件", "立案 198件"]
ROWS = ["|类别|2022年|2023年|", "|提案|198|216|", "|调研|10|12|"]


def texts_of(folder: Path, *lines: str) -> list[str]:
    (folder / "a.txt").write_text("\n".join((TITLE, "", PROSE, PROSE, *lines)), encoding="utf-8")
    [report] = read_reports(folder / "a.txt")
    assert isinstance(report, Report)
    return [each.text for each in report.paragraphs]


@pytest.mark.parametrize("signs", ["----------", "==========", "**********", "——————", "* * *", "________"])
def test_what_follows_a_line_of_signs_is_kept(signs: str, tmp_path: Path) -> None:
    assert texts_of(tmp_path, signs, *ANNEX) == [TITLE, PROSE, PROSE, *ANNEX]
    assert texts_of(tmp_path, signs, "谢谢大家！")[-1] == "谢谢大家！"


@pytest.mark.parametrize("rule", ["|---|---|---|", "| :--- | ---: | :-: |"])
def test_rows_of_a_table_are_kept(rule: str, tmp_path: Path) -> None:
    assert texts_of(tmp_path, "", ROWS[0], rule, *ROWS[1:]) == [TITLE, PROSE, PROSE, *ROWS]


@pytest.mark.parametrize("signs", ["----------", "|", ">", "……"])
def test_the_site_s_lines_under_signs_are_cut_with_them(signs: str, tmp_path: Path) -> None:
    site = ["版权所有：广安区政协办公室", "联系电话：0826-2222222"]
    assert texts_of(tmp_path, signs, *site, signs) == [TITLE, PROSE, PROSE]
    assert texts_of(tmp_path, signs, "※ 来源:·某某社区·") == [TITLE, PROSE, PROSE]
    assert texts_of(tmp_path, signs, *ANNEX, signs, *site) == texts_of(tmp_path, signs, *ANNEX)


def test_signs_alone_at_the_end_are_cut(tmp_path: Path) -> None:
    assert texts_of(tmp_path, "----------", "", "=") == [TITLE, PROSE, PROSE]
