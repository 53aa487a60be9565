"""Controls and breadcrumbs between a title and the text of a report."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协广安区委员会常务委员会工作报告（2023年）"
PROSE = "一年来，我们认真履行职能，共征集提案216件，各项工作取得新的成绩。"


def texts_of(folder: Path, body: str) -> list[str]:
    (folder / "a.html").write_text(f"<title>{TITLE}</title><body>{body}", encoding="utf-8")
    [report] = read_reports(folder / "a.html")
    assert isinstance(report, Report)
    assert report.title.endswith(TITLE)
    return [each.text for each in report.paragraphs]


@pytest.mark.parametrize("control", ["点击展开全文", "展开全文", "阅读全文 ∨", "=========="])
def test_a_control_over_the_text_is_cut(control: str, tmp_path: Path) -> None:
    text = f"<p>{PROSE}</p><p>{PROSE}</p>"
    folded = f"<h1>{TITLE}</h1><details><summary>{control}</summary>{text}</details>"
    assert texts_of(tmp_path, folded) == [TITLE, PROSE, PROSE]
    assert texts_of(tmp_path, f"<h1>{TITLE}</h1><p>{control}</p>{text}") == [TITLE, PROSE, PROSE]


@pytest.mark.parametrize("name", ["第一章 全文概述", "一、展开全文学习活动", "2023年"])
def test_a_heading_over_the_text_stays(name: str, tmp_path: Path) -> None:
    assert texts_of(tmp_path, f"<h1>{TITLE}</h1><h2>{name}</h2><p>{PROSE}</p><p>{PROSE}</p>")[1] == name


def test_a_breadcrumb_that_is_marked_as_a_title_is_cut_beside_another(tmp_path: Path) -> None:
    crumb = "<h1>首页 &gt; 政协要闻</h1>"
    assert texts_of(tmp_path, f"{crumb}<h1>{TITLE}</h1><p>{PROSE}</p><p>{PROSE}</p>") == [TITLE, PROSE, PROSE]


def test_a_title_within_a_breadcrumb_stays_if_it_is_the_only_one(tmp_path: Path) -> None:
    assert TITLE in texts_of(tmp_path, f"<h1>首页 &gt; {TITLE}</h1><p>{PROSE}</p><p>{PROSE}</p>")[0]
