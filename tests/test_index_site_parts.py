"""What of a page is the site's, by structure: and that no sentence of the report is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.places import gazetteer
from index.reading import read_reports
from index.reading.html import read_html
from index.reading.page import page_report
from index.report import Report

TITLE = "某县政协2022年工作综述"
FIRST = "2022年，某县政协召开常委会会议六次，协商议题九个，收到提案一百零三件，立案九十八件。"
SECOND = "一年来，组织委员视察十二次，形成报告八份，提出意见建议六十条，促成实事二十件。"
THIRD = "新的一年，我们要坚持团结和民主两大主题，把协商民主贯穿履职全过程，为全县发展凝心聚力。"
ABSTRACT = "连日来当地持续降雨，河水上涨明显，工作人员昼夜值守，挨家挨户帮助群众转移到安全的地方暂住。"
ARTICLE = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
KEPT = [TITLE, FIRST, SECOND, THIRD]


def report(body: str, window: str = TITLE, head: str = "") -> Report:
    markup = f"<html><head><title>{window}</title>{head}</head><body>{body}</body></html>"
    return page_report("page", markup.encode(), read_html, "page", gazetteer())


def texts(body: str, window: str = TITLE, head: str = "") -> list[str]:
    return [each.text for each in report(body, window, head).paragraphs]


NOTICE = "您的浏览器版本过低，为了获得更好的浏览体验，看到本页的全部内容和图片，请升级后再访问本站。"
ENTRY = f'<li><a href="/a.html">暴雨橙色预警发布</a><p>{ABSTRACT}</p></li>'


@pytest.mark.parametrize(
    "other",
    [
        f"<div><h3>热点推荐</h3><ol>{ENTRY * 2}</ol></div>",
        f"<h3>最新文章</h3><ol>{ENTRY * 2}</ol>",
        f"<ul>{ENTRY * 2}</ul>",
        f'<div><a href="/a.html"><b>暴雨橙色预警发布</b><p>{ABSTRACT}</p></a></div>',
        f'<div class="rec-card"><a href="/a.html">暴雨橙色预警发布</a><p>{ABSTRACT}</p></div>',
        "<div><span>广告</span><p>学会这三招，告别失眠烦恼</p></div>",
        '<div class="ad-box"><p>学会这三招，告别失眠烦恼</p></div>',
        f'<div style="display:none"><p>{NOTICE}</p></div>',
        "<div><a>要闻</a> <a>专题</a> <a>委员风采</a></div>",
        "<span><a>要闻</a><a>专题</a><a>委员风采</a></span>",
    ],
)
def test_other_articles_and_notices_go_wherever_they_stand(other: str) -> None:
    assert texts(other + ARTICLE) == KEPT
    inside = f"<h1>{TITLE}</h1><div><p>{FIRST}</p>{other}<p>{SECOND}</p><p>{THIRD}</p></div>"
    assert texts(inside) == KEPT
    assert texts(f"<div>{ARTICLE}</div>{other}") == KEPT


@pytest.mark.parametrize(
    "comments",
    [
        f"<div><h3>网友评论</h3><div><b>山里人</b><p>说得好。{ABSTRACT}</p></div></div>",
        f'<div class="comment-list"><div><b>山里人</b><p>说得好。{ABSTRACT}</p></div></div>',
    ],
)
def test_readers_comments_go_under_the_article_only(comments: str) -> None:
    assert texts(f"<div>{ARTICLE}</div>{comments}") == KEPT
    assert ABSTRACT in "".join(texts(f"<div><h1>{TITLE}</h1>{comments}<p>{FIRST}</p><p>{SECOND}</p></div>"))


@pytest.mark.parametrize(
    "article",
    [
        f'<a href="/x.html"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></a>',
        f'<div><a href="/x.html"><p>{FIRST}</p><p>{SECOND}</p></div><div><p>{THIRD}</p></div>',
        f'<p>{FIRST}</p><p><a href="/x.html">{SECOND}</a></p><p>{THIRD}</p>',
        f'<div class="hot"><p>{FIRST}</p></div><div class="side"><p>{SECOND}</p></div><p class="ad">{THIRD}</p>',
        f'<div class="comment"><p>{FIRST}</p><p>{SECOND}</p></div><p>{THIRD}</p>',
        f'<ul><li><a href="#a">回顾</a><p>{FIRST}</p><p>{SECOND}</p><li><a href="#b">打算</a><p>{THIRD}</p></ul>',
        f'<div><p>{FIRST}</p><p>{SECOND}</p><div style="display:none"><p>{THIRD}</p></div></div>',
        f'<div><p>{FIRST}</p><p>{SECOND}</p></div><div style="display:none"><p>{THIRD}</p></div>',
        f'<div style="visibility: hidden"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>',
        f"<h3>相关报道</h3><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>",
        f'<form><div class="footer"><p>{FIRST}</p><p>{SECOND}</p></div><p>{THIRD}</p></form>',
        f"<table><tr><td><a>甲</a><a>乙</a><a>丙</a>{FIRST}</td></tr></table><p>{SECOND}</p><p>{THIRD}</p>",
    ],
)
def test_no_sentence_of_the_report_is_lost(article: str) -> None:
    kept = "".join(texts(f"<h1>{TITLE}</h1>{article}"))
    assert all(sentence in kept for sentence in (FIRST, SECOND, THIRD))


def test_short_lines_and_headings_between_sentences_stay() -> None:
    inside = f'<div class="header">一、工作回顾</div><p>{FIRST}</p><div class="top">二、打算</div><p>{SECOND}</p>'
    assert texts(f"<h1>{TITLE}</h1><p>{THIRD}</p>{inside}") == [TITLE, THIRD, "一、工作回顾", FIRST, "二、打算", SECOND]


def test_a_style_sheet_hides_too_but_not_for_print_or_in_a_comment() -> None:
    style = "<style>.off, #gone{color:red;display:none}@media print{.c{display:none}}/* .d{display:none} */</style>"
    lines = "".join(f'<p class="{name}">{name}县共有委员</p>' for name in ("off", "c", "d"))
    body = f"<h1>{TITLE}</h1><p>{FIRST}</p>{lines}<p id=gone>不见</p><p>{SECOND}</p>"
    assert texts(body, head=style) == [TITLE, FIRST, "c县共有委员", "d县共有委员", SECOND]


def test_a_logo_is_no_title_and_goes_and_a_signature_stays() -> None:
    body = f"<h1>中国·某县</h1><div>{TITLE}</div><p>{FIRST}</p><p>{SECOND}</p><p>中国·某县</p>"
    assert texts(body, f"{TITLE}-中国·某县") == [TITLE, FIRST, SECOND, "中国·某县"]


@pytest.mark.parametrize("window", [f"{TITLE}-某县政协", f"某县政协-{TITLE}", f"某县政协_首页_{TITLE}"])
def test_the_window_s_title_is_the_part_that_says_a_report(window: str) -> None:
    found = report(f"<h1>某县政协</h1><div>{TITLE}</div><p>{FIRST}</p><p>{SECOND}</p>", window)
    assert found.title == TITLE
    assert found.paragraphs[0].text == TITLE


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        ("<h2>一、201<br>\n2年工作回顾</h2>", "一、2012年工作回顾"),
        ("<section><strong>（一）从<br>严管理队伍</strong></section>", "（一）从严管理队伍"),
        ("<p>惩治犯罪<br>，守护平安</p>", "惩治犯罪，守护平安"),
        ("<p>2015<br>年工作回顾</p>", "2015年工作回顾"),
    ],
)
def test_a_heading_that_a_break_tears_is_one(rows: str, whole: str) -> None:
    assert texts(f"<h1>{TITLE}</h1>{rows}<p>{FIRST}</p>") == [TITLE, whole, FIRST]


def test_lines_that_breaks_part_stay_apart() -> None:
    body = (
        f"<h1>{TITLE}</h1><div>一、工作回顾<br>（一）提案<br>{FIRST}<br>{SECOND}</div><p>张三<br>李四</p><p>{THIRD}</p>"
    )
    assert texts(body) == [TITLE, "一、工作回顾", "（一）提案", FIRST, SECOND, "张三", "李四", THIRD]


@pytest.mark.parametrize("broken", ["某县政协20<br>22年工作综述", "<b>某县政协</b><br><b>2022年工作综述</b>"])
def test_a_title_in_two_lines_is_the_window_s(broken: str) -> None:
    assert texts(f"<div>{broken}</div><p>{FIRST}</p><p>{SECOND}</p>", f"{TITLE}_某网") == [TITLE, FIRST, SECOND]


def test_a_list_over_the_title_tells_no_day_and_no_source() -> None:
    entries = "".join(
        f'<li><a href="{day}">某镇开展活动第{day}期</a><span>2021-06-0{day}</span></li>' for day in (1, 2, 3)
    )
    found = report(f"<div class=x><ul>{entries}</ul></div>{ARTICLE}")
    assert (found.date, found.source) == (None, None)
    told = "<p>时间：2023-01-05 来源：某县政协办公室 浏览次数：5</p>"
    found = report(f"<ul>{entries}</ul><h1>{TITLE}</h1>{told}<p>{FIRST}</p><p>{SECOND}</p>")
    assert (found.date, found.source) == ("2023-01-05", "某县政协办公室")


@pytest.mark.parametrize(
    "wrapped", ["<label>{}</label>", "<button>{}</button>", '<div class="tab-pane" hidden>{}</div>']
)
def test_an_article_within_a_control_or_a_hidden_tab_is_kept(tmp_path: Path, wrapped: str) -> None:
    sentence = "全年围绕中心工作开展协商议政活动二十次，提交提案三百件，办复率百分之百。"
    first = "".join(f"<p>第{number}季度，{sentence}</p>" for number in "一二")
    second = "".join(f"<p>第{number}季度，{sentence}</p>" for number in "三四")
    body = f"<h1>余姚市政协2023年工作报告</h1><div>{first}</div>{wrapped.format(second)}"
    (tmp_path / "page.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    report = next(iter(read_reports(tmp_path / "page.html")))
    assert isinstance(report, Report)
    assert [each.text[:2] for each in report.paragraphs if sentence in each.text] == ["第一", "第二", "第三", "第四"]


def test_a_last_sentence_on_copyright_is_the_reports(tmp_path: Path) -> None:
    sentence = "版权所有的保护力度不断加大，全年立案三十件，办结二十八件。"
    text = f"余姚市人民法院2023年工作报告\n一年来，依法履职，成效明显，群众满意。\n{sentence}\n"
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    [report] = read_reports(tmp_path / "page.txt")
    assert isinstance(report, Report)
    assert report.paragraphs[-1].text == sentence
