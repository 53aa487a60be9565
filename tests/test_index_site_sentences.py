"""Sentences in elements that are the site's on most pages: the report's stay, the site's go."""

from __future__ import annotations

import re

import pytest
from test_index_site_parts import ABSTRACT, ARTICLE, FIRST, KEPT, SECOND, THIRD, TITLE, texts

from benchmarks.labelled import Label, labels, plain
from index.places import gazetteer
from index.reading.encoding import decode
from index.reading.html import read_html
from index.reading.page import page_report

SENTENCE = re.compile(r"<p[^>]*>((?!.*(?:公众号|二维码|公眾號|二維碼))[^<]{20,}[。！；？])</p>", re.IGNORECASE)
"""Not one that only its place tells from a site's: 微信公众号：某市人大。"""

SENTENCES = [
    "全年走访群众三百户，办实事二十件。",
    "坚持开门办公，全年走访群众三百余户，为民办实事二十件；",
    "让我们更加紧密地团结起来，为建设现代化新县城而努力奋斗！",
    "坚持开门办公，全年走访群众三百余户，群众的获得感、幸福感、安全感明显增强，赢得了社会各界的一致好评。",
]
ELEMENTS = [
    *("<form>{}</form>", "<form><p>{}</p></form>", "<header>{}</header>", "<label>{}</label>", "<button>{}</button>"),
    *("<dialog>{}</dialog>", "<textarea>{}</textarea>", "<footer><p>{}</p></footer>", '<p aria-hidden="true">{}</p>'),
    *('<div class="nav-content"><p>{}</p></div>', '<div class="related"><p>{}</p></div>', '<p class="footer">{}</p>'),
    *('<section class="share">{}</section>', '<div class="footer-note"><p>{}</p></div>', '<p class="ad-text">{}</p>'),
    *('<div id="login"><p>{}</p></div>', '<div class="hd"><div class="top">{}</div></div>'),
]
INSIDE = ["<aside><p>{}</p></aside>", "<nav><p>{}</p></nav>", "<menu><li>{}</menu>"]


def kept(page: str, sentence: str) -> bool:
    return texts(page.format(sentence)).count(sentence) == 1


@pytest.mark.parametrize("element", [*ELEMENTS, *INSIDE])
def test_a_lone_sentence_of_the_report_stays_wherever_it_stands(element: str) -> None:
    for sentence in SENTENCES:
        assert kept(f"<h1>{TITLE}</h1><div><p>{FIRST}</p>{element}<p>{SECOND}</p><p>{THIRD}</p></div>", sentence)
        assert kept(f"<div><h1>{TITLE}</h1>{element}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>", sentence)
        assert kept(f"<div>{ARTICLE}{element}</div><ul><li><a href=1>要闻</a></ul>", sentence)


@pytest.mark.parametrize("element", ELEMENTS)
def test_so_it_does_under_the_article(element: str) -> None:
    for sentence in SENTENCES:
        assert kept(f"<div>{ARTICLE}</div>{element}<div class=foot>版权所有：某县政协</div>", sentence)


FURNITURE = [
    *("<form><p>请输入关键词进行搜索。</p><input><button>搜索</button></form>", "<form><label>姓名：</label></form>"),
    "<form><p>您的宝贵意见是我们改进工作的动力，请填写后提交。</p><textarea>说点什么吧，文明评论，理性发言。</textarea></form>",
    '<div class="share"><p>扫一扫，把本文分享到朋友圈。</p></div>',
    "<footer><p>某县政协办公室主办，某县融媒体中心承办。</p><p>建议使用谷歌浏览器访问，以取得最佳效果。</p></footer>",
    "<footer><p>未经授权，任何单位和个人不得转载、摘编。</p></footer>",
    "<dialog open>本网站使用必要的Cookie，继续浏览即表示同意。<button>同意</button></dialog>",
    '<div role="dialog">本网站使用必要的Cookie，继续浏览即表示您同意我们的隐私政策，我们不会提供您的个人信息。</div>',
    "<label>我已阅读并同意用户协议和隐私政策。</label>",
    "<button>正在加载更多内容，请稍候。</button>",
    "<textarea><p>{{ title }}，{{ text }}。全年协商议政二十次，成效明显。</p></textarea>",
    f'<div class="related"><h4><a href="1.html">暴雨橙色预警</a></h4><p>{ABSTRACT[:24]}。</p></div>',
    f'<aside><a href="1.html">暴雨橙色预警</a><p>{ABSTRACT[:24]}。</p></aside>',
    '<nav><a href="1">首页</a><a href="2">要闻</a></nav>',
    '<div aria-hidden="true">语音播报 00:00 倍速</div>',
    "<p hidden>全年走访群众三百户，办实事二十件。</p>",
    '<div style="display:none">全年走访群众三百户，办实事二十件。</div>',
    "<noscript>浏览器不支持脚本，部分内容无法显示。</noscript>",
]


@pytest.mark.parametrize("furniture", FURNITURE)
def test_the_site_s_sentences_go(furniture: str) -> None:
    assert texts(furniture + ARTICLE) == KEPT
    assert texts(f"<h1>{TITLE}</h1><div><p>{FIRST}</p>{furniture}<p>{SECOND}</p><p>{THIRD}</p></div>") == KEPT
    assert texts(f"<div>{ARTICLE}{furniture}</div>") == KEPT
    assert texts(f"<div>{ARTICLE}</div>{furniture}") == KEPT


@pytest.mark.parametrize(
    "above", ["<header><p>{}</p></header>", '<div class="banner">{}</div>', "<nav><p>{}</p></nav>"]
)
def test_a_slogan_over_the_title_goes(above: str) -> None:
    assert texts(above.format("发扬民主，增进团结，凝聚共识，服务大局。") + ARTICLE) == KEPT


def test_what_stands_behind_the_site_s_lines_is_the_site_s() -> None:
    footer = '<div class="footer"><p>全心全意为人民服务，发扬民主增进团结。</p></div>'
    assert texts(f"<div>{ARTICLE}</div><p>责任编辑：李明</p>{footer}") == KEPT
    assert texts(f"<div>{ARTICLE}</div><p><a href=2>某县召开会议</a></p>{footer}") == KEPT
    assert texts(f"<div>{ARTICLE}</div><aside><p>今天白天多云，气温零下三度到五度。</p></aside>") == KEPT


def test_a_list_of_others_that_its_name_and_heading_tell_goes_without_links() -> None:
    damaged = f"<h3>猜你喜歡(huān)</h3><p>乙县工作报告</p><p>{ABSTRACT}</p>"
    assert texts(f"<div>{ARTICLE}</div><div class=related>{damaged}</div>") == KEPT
    others = f"<h3>猜你喜欢</h3><dl><dt>乙县工作报告</dt><dd>{ABSTRACT}</dd></dl>"
    assert texts(f"<div>{ARTICLE}</div><div class=related>{others}</div>") == KEPT
    assert ABSTRACT in texts(f"<h1>{TITLE}</h1><div class=related>{others}<p>{FIRST}</p></div><p>{SECOND}</p>")


@pytest.mark.parametrize(
    "control", ["<a href=#>展开全文</a>", "<span>点击查看全文 ∨</span>", "<div><b>展开剩余内容</b></div>"]
)
def test_what_unfolds_is_read(control: str) -> None:
    folded = f"<div style='display:none'><p>{SENTENCES[0]}</p><p>一、打算</p><p>{THIRD}</p></div>"
    for rest in (control + folded, folded + control):
        assert texts(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{rest}") == [
            *(TITLE, FIRST, SECOND, SENTENCES[0], "一、打算", THIRD)
        ]
    assert kept(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><div hidden><p>{{}}</p></div>{control}", SENTENCES[0])


@pytest.mark.parametrize(
    "page",
    [
        *(
            "<aside>{0}{1}{2}</aside>",
            "<footer>{0}{1}{2}</footer>",
            "<nav>{0}{1}{2}</nav>",
            "<dialog>{0}{1}{2}</dialog>",
        ),
        *('<div role="dialog">{0}{1}{2}</div>', "<div aria-hidden=true>{0}{1}{2}</div>", "<menu><li>{0}{1}{2}</menu>"),
        *("<aside>{0}{1}</aside><aside>{2}</aside>", "<div>{0}{1}</div><footer>{2}</footer>"),
    ],
)
def test_an_article_in_them_is_read(page: str) -> None:
    paragraphs = [f"<p>{each}</p>" for each in (FIRST, SECOND, THIRD)]
    assert texts(f"<h1>{TITLE}</h1>{page.format(*paragraphs)}") == KEPT


def test_a_text_box_keeps_its_lines() -> None:
    box = f"<textarea readonly>{FIRST}\n{SECOND}\n{THIRD}</textarea>"
    assert texts(f"<h1>{TITLE}</h1>{box}") == KEPT


def test_an_invitation_to_share_is_the_site_s_and_scanning_a_code_the_report_s() -> None:
    assert texts(f"<div>{ARTICLE}</div><p>用手机扫描二维码，把文章分享给朋友。</p>") == KEPT
    scanned = "委员扫描二维码，即可登录“掌上政协”，足不出户反映社情民意。"
    assert texts(f"<div>{ARTICLE}<p>{scanned}</p></div>") == [*KEPT, scanned]


def marked(label: Label) -> str:
    return decode(label.path.read_bytes(), None)


def lines_of(markup: str) -> list[str]:
    return [
        plain(each.text) for each in page_report("page", markup.encode(), read_html, "page", gazetteer()).paragraphs
    ]


PAGES = [label for label in labels() if label.path.suffix == ".html"]
SAVED = [label for label in PAGES if len(SENTENCE.findall(marked(label))) > 4][::6]


@pytest.mark.parametrize("turn", range(len(SAVED)), ids=lambda turn: SAVED[turn].path.stem)
def test_no_line_of_a_saved_page_is_lost_and_none_added(turn: int) -> None:
    """The first sentence of a page, one in the middle and the last in other elements, with furniture beside them."""
    markup = marked(SAVED[turn])
    lines = lines_of(markup)
    found = [each for each in SENTENCE.finditer(markup) if lines.count(plain(each[1])) == 1]
    assert found
    for at, each in enumerate((found[0], found[len(found) // 2], found[-1]), 3 * turn):
        wrapped = f"{ELEMENTS[at % len(ELEMENTS)].format(each[1])}{FURNITURE[at % len(FURNITURE)]}"
        assert set(lines_of(f"{markup[: each.start()]}{wrapped}{markup[each.end() :]}")) == set(lines)
