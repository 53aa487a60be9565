"""Links to the sites of other bodies: they decide nothing of a page that names none, and go where markup tells them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_index_site_parts import report

from index.reading import read_reports
from index.report import UNKNOWN_BODY, Report

SENTENCES = [
    "一年来，我们召开常委会会议六次，协商议题九个，收到提案一百零三件，立案九十八件。",
    "组织委员视察十二次，形成报告八份，提出意见建议六十条，政协工作有新进展。",
    "新的一年，我们要坚持团结和民主两大主题，为高质量发展凝心聚力。",
]
TITLES = ["常委会工作报告", "政协常委会工作报告", "2022年工作综述"]
LINK = '<a href="http://www.example.cn/">安徽省政协</a>'
OTHER = '<a href="http://www.example.com/">江苏省政协</a>'
MARKED = [
    f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
    f"<p>{LINK}</p>",
    f"<p>{LINK} {LINK}</p>",
    f"<div>友情链接： {LINK} {LINK}</div>",
    f"<div>各地政协：{LINK}|{OTHER}</div>",
    f"<h3>友情链接</h3><div>{LINK} {LINK}</div>",
    "<h3>友情链接</h3><ul><li>安徽省政协</li><li>安徽省政协</li></ul>",
    f"<table><tr><td>{LINK}</td><td>{LINK}</td></tr></table>",
    f"<footer>{LINK}{LINK}</footer>",
    '<div class="foot">安徽省政协 安徽省政协</div>',
    "<select><option>安徽省政协<option>安徽省政协</select>",
    '<form><select onchange="go()"><option>友情链接<option>安徽省政协</select></form>',
]
UNMARKED = [
    *(
        "<ul><li>安徽省政协</li><li>安徽省政协</li></ul>",
        "<p>安徽省政协</p><p>江苏省政协</p>",
        "<p>安徽省政协 安徽省政协</p>",
    ),
    *("<div>安徽省政协 | 江苏省政协 | 安徽省政协</div>", "<p>兄弟政协：安徽省政协、江苏省政协</p>"),
]


def article(title: str) -> str:
    return f"<h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in SENTENCES)}"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("links", MARKED)
def test_friend_links_under_a_page_decide_nothing_and_go(title: str, links: str) -> None:
    for page in (
        f"{article(title)}{links}",
        f"<div>{article(title)}{links}</div>",
        f"<div>{article(title)}</div>{links}",
    ):
        found = report(page, window=title)
        assert (found.body, found.title) == (UNKNOWN_BODY, title)
        assert [each.text for each in found.paragraphs] == [title, *SENTENCES]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("links", UNMARKED)
def test_a_list_of_bodies_decides_nothing(title: str, links: str) -> None:
    assert report(f"{article(title)}{links}", window=title).body == UNKNOWN_BODY
    assert report(f"<div>{article(title)}</div>{links}<p>版权所有</p>", window=title).body == UNKNOWN_BODY


@pytest.mark.parametrize(
    "over", ["安徽省政协 江苏省政协", "安徽省政协\n江苏省政协\n浙江省政协", "友情链接：安徽省政协 | 江苏省政协"]
)
def test_nor_does_one_over_the_title_of_a_copied_text(tmp_path: Path, over: str) -> None:
    for text in ([over, TITLES[0], *SENTENCES], [TITLES[0], *SENTENCES, over]):
        (tmp_path / "page.txt").write_text("\n".join(text), encoding="utf-8")
        [found] = read_reports(tmp_path / "page.txt")
        assert isinstance(found, Report)
        assert found.body == UNKNOWN_BODY


@pytest.mark.parametrize(
    "named",
    [
        "<p>政协安徽省委员会</p><p>2023年1月12日</p>",
        "<p>安徽省政协办公厅</p>",
        f"<p>安徽省政协对口协商十二次，取得实效。</p><p>{OTHER} {OTHER}</p>",
        f"<p>安徽省政协</p><p>2023年1月12日</p><ul><li>{OTHER}</li><li>{OTHER}</li></ul>",
    ],
)
def test_a_signature_and_a_sentence_do(named: str) -> None:
    assert report(f"{article(TITLES[1])}{named}", window=TITLES[1]).body == "安徽省政协"


def test_a_name_twice_over_the_title_is_the_site_s() -> None:
    over = "<p>安徽省政协</p><div>安徽省政协</div>"
    assert report(f"{over}{article(TITLES[1])}", window=TITLES[1]).body == "安徽省政协"


def test_links_at_a_report_s_end_that_are_its_own_stay() -> None:
    own = [
        *("附件：名词解释.docx", "附件1：提案目录"),
        "全年的提案都公开在网上，欢迎群众监督，办理结果逐件答复，做到件件有着落、事事有回音，没有一件超过期限。",
    ]
    page = f"{article(TITLES[0])}{''.join(f'<p><a href=1.docx>{each}</a></p>' for each in own)}"
    assert [each.text for each in report(page, window=TITLES[0]).paragraphs][-3:] == own


def test_links_to_other_articles_of_the_site_go_with_what_is_under_them() -> None:
    under = "<p>上一条：<a href=1>某县举行仪式</a><br>下一条：<a href=2>暂无</a></p><p>某某中心主办 某县一路2号</p>"
    found = report(f"<div>{article(TITLES[0])}</div>{under}", window=TITLES[0])
    assert [each.text for each in found.paragraphs] == [TITLES[0], *SENTENCES]
