"""What programs put around a report: English interfaces, apps, wikis, adverts; the report keeps their words."""

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


def report(tmp_path: Path, above: str = "", under: str = "", within: str = "", name: str = "page.html") -> Report:
    page = tmp_path / name
    text = "".join(f"<p>{each}</p>" for each in TEXT)
    cut = text.rindex("<p>")
    head = f"<html><meta charset=utf-8><title>{TITLE}</title><body><h1>{TITLE}</h1>"
    page.write_text(f"{head}{above}{text[:cut]}{within}{text[cut:]}{under}", encoding="utf-8")
    [found] = read_reports(page)
    assert isinstance(found, Report)
    return found


def texts(found: Report) -> list[str]:
    return [each.text for each in found.paragraphs]


@pytest.mark.parametrize(
    "line",
    [
        "[Print] [Email this page] [Close] [Back to Top]",
        "Share this:",
        "Leave a Reply",
        "Related Articles",
        "Powered by WordPress 4.4",
        "Your email address will not be published. Required fields are marked *",
        "Tags: CPPCC, reports",
        "Copyright (c) 2006-2011 County Government. All Rights Reserved.",
        "编辑 陈某宗 二审 胡某 三审 闵某",
        "举报/反馈",
        "[print] 打印 [close] 关闭",
        "Newer Post Older Post Home",
        "此页面最后编辑于2021年3月9日 (星期二) 04:11。",
        "除非另有声明，本网站内容采用知识共享署名-相同方式共享授权条款；附加条款亦可能应用。",
        "已使用 Microsoft OneNote 2016 创建。",
        "打印本文 关闭本页",
        "返回上页 返回首页",
        "没有更多文章了",
        "您对本文的评分：1分3分5分 平均得分：4.2 (共17人评分)",
        "本文关键字：政协 报告",
        "猜您关注",
        "作者最新文章",
        "分享到微信：打开微信，点击底部的“发现”，使用“扫一扫”即可将网页分享至朋友圈。",
        "本网站使用Cookie记录您的设置，点击“同意”继续浏览。",
    ],
)
def test_lines_under_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, under=f"<p>{line}</p>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "本文由 简悦 SimpRead 转码， 原文地址 https://www.x.example/1.html",
        "全文约 3500 字，阅读约 8 分钟",
        "阅读时间：约 5 分钟",
        "5 min read",
        "[Print] [Close]",
        "You are here: Home > Reports",
        "Home > Government Affairs > Reports",
    ],
)
def test_lines_over_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, above=f"<p>{line}</p>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "(第1/3页)",
        "跳至 页",
        "本文共 2 页，第 [1] [2] 页 下一页",
        "Advertisements Report this ad",
        "<div style='mso-element:footer'>- 1 -</div>",
        "<span class=x>广告</span><a href=/x>某地旅游：温泉套票六折</a>",
    ],
)
def test_lines_within_a_report(line: str, tmp_path: Path) -> None:
    assert texts(report(tmp_path, within=f"<p>{line}</p>")) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "广告业整治",
        "编辑出版文史资料3辑",
        "审核把关",
        "Email和微信成为委员反映社情民意的渠道。",
        "第3页表格所列12项任务全部完成。",
        "打开微信“扫一扫”就能提交建议的平台建成，委员提交社情民意信息218条，得到办理答复，形成线上协商、线下督办的闭环。"
        * 2,
        "推行“码上提”，委员用手机扫一扫就能打开平台，提交社情民意。",
        "举报反馈机制进一步健全，受理群众反映的问题56个。",
        "<b>广告</b>审查得到加强，查处违法广告12件。",
    ],
)
def test_sentences_and_headings_with_such_words_stay(line: str, tmp_path: Path) -> None:
    found = texts(report(tmp_path, within=f"<p>{line}</p>"))
    assert len(found) == len(TEXT) + 2


@pytest.mark.parametrize(
    ("above", "date", "source"),
    [
        ("<p>Date: 2011-03-08 &nbsp; Source: 某县网 &nbsp; Hits: 59</p>", "2011-03-08", "某县网"),
        ("<p>Posted on March 8, 2014</p>", "2014-03-08", None),
        ("<p>Posted on <time class=entry-date datetime=2014-03-08T20:14:33>March 8</time></p>", "2014-03-08", None),
        (
            "<p><span>原创</span><span>2023-01-11 10:36</span>·<a>某旗融媒体中心</a>发布于：内蒙古</p>",
            "2023-01-11",
            "某旗融媒体中心",
        ),
        ("<p>某县法院</p><p>2022-01-20 17:46</p><p>来源：澎湃新闻·澎湃号·政务</p>", "2022-01-20", "某县法院"),
        ("<p>(2010-3-1 某县政协)</p>", "2010-03-01", "某县政协"),
        ("<p>02-16 08:20 2012-02-16 某州日报</p>", "2012-02-16", "某州日报"),
        ("<p>某江日报</p><p>由 王大为 发布于 2020-01-15 06:30</p>", "2020-01-15", "某江日报"),
        ("<p>日期：2023-02-03 来源：某津日报 语音播报：播放 暂停</p>", "2023-02-03", "某津日报"),
        ("<p>创建时间：2022/3/21 22:14</p><p>来源：某县人大 发布时间：2022-03-18</p>", "2022-03-18", "某县人大"),
        ("<p>04 Mar 2007 - 17 Nov 2011</p><p>某州政协网 2006年2月13日</p>", "2006-02-13", "某州政协网"),
        ("<p>2019-02-14 08:30:21　来源: <a>衡南发布</a>湖南 <a>举报</a></p>", "2019-02-14", "衡南发布"),
        ("<p>2019-02-14 来源: 湖南日报</p>", "2019-02-14", "湖南日报"),
        ("<p>发信站: 某某社区 (Thu Feb 14 08:30:12 2019), 站内</p>", "2019-02-14", None),
        ("<p>更新时间：2022/3/21 22:14</p>", "2022-03-21", None),
        ("<p>转自：某阳日报　2009年3月6日</p>", "2009-03-06", "某阳日报"),
    ],
)
def test_days_and_sources(above: str, date: str | None, source: str | None, tmp_path: Path) -> None:
    found = report(tmp_path, above=above)
    assert texts(found) == [TITLE, *TEXT]
    assert (found.date, found.source) == (date, source)


@pytest.mark.parametrize("line", ["（2014年2月24日 周某华）", "(2014.2.24 周某华)"])
def test_the_day_and_speaker_of_a_report_stay(line: str, tmp_path: Path) -> None:
    """Brackets of a report's own."""
    assert texts(report(tmp_path, above=f"<p>{line}</p>")) == [TITLE, line, *TEXT]


@pytest.mark.parametrize("line", ["主任 王某", "县政协主席 李某", "扫一扫就能打开平台，提交社情民意。"])
def test_ends_of_a_report_stay(line: str, tmp_path: Path) -> None:
    assert line in texts(report(tmp_path, under=f"<p>{line}</p>"))


def test_data_for_search_engines(tmp_path: Path) -> None:
    data = '<script type="application/ld+json">{"@type":"Article","datePublished":"2019-01-22T08:00:00"}</script>'
    assert report(tmp_path, above=data).date == "2019-01-22"


def test_a_day_and_source_in_the_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    head = f"<h1>{TITLE}<br><span>2016-02-19 10:44:07 来源：某市政协研究室 点击：</span></h1>"
    page.write_text(f"<meta charset=utf-8>{head}{''.join(f'<p>{each}</p>' for each in TEXT)}", encoding="utf-8")
    [found] = read_reports(page)
    assert isinstance(found, Report)
    assert (found.title, found.date, found.source) == (TITLE, "2016-02-19", "某市政协研究室")
    assert texts(found) == [TITLE, *TEXT]


def test_a_wiki(tmp_path: Path) -> None:
    mark = '<span class="mw-editsection">[<a>编辑</a>]</span>'
    text = "".join(f"<p>{each}</p>" for each in TEXT).replace(
        "<p>一、2012年工作回顾</p>", f"<h2>一、2012年工作回顾{mark}</h2>"
    )
    page = tmp_path / "page.html"
    page.write_text(
        f"<meta charset=utf-8><title>{TITLE} - 维基文库</title><body class=mediawiki><h1>{TITLE}</h1>"
        "<div id=siteSub>维基文库</div><div class=mw-parser-output>"
        f"<table><tr><td>←2011年</td><td><b>{TITLE}</b></td><td>2013年→</td></tr></table>{text}"
        "<div class=licenseContainer>本作品在中国大陆属于公有领域。</div></div>"
        "<div id=catlinks>分类：<ul><li>2012年作品</li></ul></div><div id=mw-navigation><p>讨论</p><p>贡献</p></div>",
        encoding="utf-8",
    )
    [found] = read_reports(page)
    assert isinstance(found, Report)
    assert [each for each in texts(found) if each != TITLE] == TEXT


def test_edit_marks_of_a_copied_text(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("\n".join([TITLE, *TEXT]).replace("工作回顾", "工作回顾[编辑]"), encoding="utf-8")
    [found] = read_reports(page)
    assert isinstance(found, Report)
    assert texts(found) == [TITLE, *TEXT]
