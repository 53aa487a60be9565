"""What essay sites, blogs, boards, apps and designs put around a report; sentences with their words stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协某县委员会常务委员会工作报告"
TEXT = [
    "各位委员：",
    "我受常务委员会委托，向大会报告工作，请予审议。",
    "一、2012年工作回顾",
    "一年来，县政协组织专题调研8次，形成调研报告6份，提出意见建议56条，许多建议得到采纳。",
    "新的一年，要围绕城乡统筹开展协商议政，办好提案，为县委、县政府决策提供参考。",
]


def read(tmp_path: Path, html: str) -> Report:
    page = tmp_path / "page.html"
    page.write_text(f"<html><meta charset=utf-8><title>{TITLE}</title><body>{html}", encoding="utf-8")
    [found] = read_reports(page)
    assert isinstance(found, Report)
    return found


def report(tmp_path: Path, above: str = "", under: str = "", within: str = "") -> Report:
    text = "".join(f"<p>{each}</p>" for each in TEXT[:-1])
    return read(tmp_path, f"{above}<h1>{TITLE}</h1>{text}{within}<p>{TEXT[-1]}</p>{under}")


def texts(found: Report) -> list[str]:
    return [each.text for each in found.paragraphs]


@pytest.mark.parametrize(
    "line",
    [
        "某市政协 当前位置：首页 -- 政协会议 -- 工作报告",
        "首页--会议--工作报告",
        "艾香老屋的博客",
        "政府信息公开目录",
        "名称： 2012年某县政府工作报告 文号： 无",
        "某县融媒体中心2013-01-12 16:40浏览 2.3k",
        "(2013-03-05 22:17:36)",
    ],
)
def test_lines_over_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, above=f"<div>{line}</div>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "（接上楼）",
        "（下转第三版）",
        "图片",
        "打开“新柘荣”APP，阅读体验更佳",
        "更多热门范文推荐：工作总结 述职报告 心得体会",
        "以下是小编为大家整理的政府工作报告范文，欢迎阅读参考！",
    ],
)
def test_lines_within_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, within=f"<p>{line}</p>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "本条目发布于2013年1月9日。属于文件分类。",
        "打印时间：2016年3月9日 本文地址：http://www.x.example/1.shtml",
        "【2016年政府工作报告】相关文章：</p><p>1.2016年某县政府工作报告</p><p>2.乡镇政府工作报告范文三篇",
        "• 上一篇：某县人民法院公开招聘书记员公告",
    ],
)
def test_lines_under_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, under=f"<p>{line}</p>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "政务新媒体小编为大家整理政策问答120期，阅读量突破百万。",
        "推出“掌上政协”APP，欢迎下载使用。",
        "编印调研报告范文汇编，供委员参考。",
        "上接国家战略，下转基层实践，打通政策落地的最后一公里。",
        "打开“政协云”APP，委员随时可以提交提案。",
        "水库 位置：县城以北三公里。",
        "该文章发表于省级刊物，得到省领导批示，推动了工作开展。",
    ],
)
def test_sentences_of_a_report_stay(line: str, tmp_path: Path) -> None:
    assert line in texts(report(tmp_path, within=f"<p>{line}</p>"))


@pytest.mark.parametrize("line", ["名称：城北水库 规模：三万平方米 日期：2013年", "【民生实事】相关内容"])
def test_rows_under_the_last_sentence_stay(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, under=f"<p>{line}</p><p>附表二</p>"))[-2:] == [line, "附表二"]


def test_dated_lists_under_a_report(tmp_path: Path) -> None:
    """Titles of other reports among them are no reports' titles."""
    entries = "".join(
        f"<dd><a>{text}</a> [2013-01-16]</dd>"
        for text in ("市政协会议闭幕", "委员热议政府工作报告", TITLE[:-4] + "提案工作报告")
    )
    assert texts(report(tmp_path, under=f"<dl><dt>相关文章</dt>{entries}</dl>")) == [TITLE, *TEXT]


def test_numbers_that_a_design_sets_apart(tmp_path: Path) -> None:
    """01, 02 over headings go; figures that are no such series stay."""

    def designed(*numbers: str) -> list[str]:
        parts = "".join(f"<p>{each}</p><p>聚焦大局，服务发展</p><p>{TEXT[3]}</p>" for each in numbers)
        return texts(report(tmp_path, within=parts))

    assert not {"01", "02", "03"} & set(designed("01", "02", "03"))
    assert not {"PART 01", "PART 02"} & set(designed("PART 01", "PART 02"))
    assert {"12", "15"} <= set(designed("12", "15"))
    assert "01" in designed("01")


def test_columns_of_a_layout_are_not_joined(tmp_path: Path) -> None:
    """The last line of the article, and the first of the column beside it, also where a control between them went."""
    rows = "<br>".join(TEXT)
    beside = "◆相关报道<br>·<a>会议开幕</a><br>·<a>工程启动</a>"
    for control in ("", "<p>[<a>关闭窗口</a>] [<a>推荐给朋友</a>]</p>"):
        table = f"<h1>{TITLE}</h1><table><tr><td>{rows}{control}</td><td>{beside}</td></tr></table>"
        assert texts(read(tmp_path, table)) == [TITLE, *TEXT]


def test_values_in_labels_and_lists_of_terms(tmp_path: Path) -> None:
    labels = (
        "<div>稿件来源：<label>某县政协办公室</label> 录入：<label>周某</label> 时间：<label>2013-02-02</label></div>"
    )
    terms = "<dl><dt>Source</dt><dd>某縣政協辦公室</dd><dt>Published</dt><dd>2013-02-02</dd></dl>"
    for above, source in ((labels, "某县政协办公室"), (terms, "某縣政協辦公室")):
        found = read(tmp_path, f"<h1>{TITLE}</h1>{above}" + "".join(f"<p>{each}</p>" for each in TEXT))
        assert (found.source, found.date, texts(found)) == (source, "2013-02-02", [TITLE, *TEXT])


@pytest.mark.parametrize(
    ("line", "source", "day"),
    [
        ("生成日期： 2022-01-14 发布日期： 2022-01-21", None, "2022-01-21"),
        ("发布日期：2022-01-21 生成日期：2022-01-14", None, "2022-01-21"),
        ("2013年02月05日08:11 来源：云南日报 手机看新闻", "云南日报", "2013-02-05"),
        ("敦煌人大 2022-01-24 09:15", "敦煌人大", "2022-01-24"),
        ("發佈時間：2015年1月30日 發佈者：同安區政協辦公室 點擊：211", "同安區政協辦公室", "2015-01-30"),
        ("发布时间：2015年1月30日 发布者：张三 点击：211", None, "2015-01-30"),
        ("来源： 录入： 时间：2015年1月30日", None, "2015-01-30"),
    ],
)
def test_who_published_a_page_and_when(line: str, source: str | None, day: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"<h1>{TITLE}</h1><p>{line}</p>" + "".join(f"<p>{each}</p>" for each in TEXT))
    assert (found.source, found.date) == (source, day)
    assert texts(found) == [TITLE, *TEXT]
