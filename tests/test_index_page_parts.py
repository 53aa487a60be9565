"""Parts of a report in markup that pages mostly use for other things: they stay, and what is the site's goes."""

from __future__ import annotations

import pytest
from effort import assert_linear
from test_index_site_parts import ARTICLE, FIRST, KEPT, SECOND, THIRD, TITLE, texts

SHORT = "全年走访群众三百户，办实事二十件。"


@pytest.mark.parametrize("element", ["map", "object", "textarea"])
def test_what_browsers_show_of_a_map_an_object_and_an_editor_is_read(element: str) -> None:
    paragraphs = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    assert texts(f"<h1>{TITLE}</h1><{element}>{paragraphs}</{element}>") == KEPT
    lone = f"<{element}><p>{SHORT}</p></{element}>"
    assert texts(f"<div><h1>{TITLE}</h1>{lone}<p>{FIRST}</p><p>{SECOND}</p></div>") == [TITLE, SHORT, FIRST, SECOND]
    assert texts(f"<div>{ARTICLE}{lone}</div>") == [*KEPT, SHORT]


@pytest.mark.parametrize(
    "furniture",
    [
        f"<textarea><p>{FIRST}</p><p>{SECOND}</p></textarea>",
        f"<textarea>&lt;p&gt;{FIRST}&lt;/p&gt;</textarea>",
        "<textarea><li><a href=1>某县召开会议</a></li></textarea>",
        f"<textarea><p>{{{{title}}}}：{SHORT}</p></textarea>",
        f"<textarea><script>document.write('{SHORT}')</script></textarea>",
        "<object data=a.swf><p>您的浏览器不支持播放此视频，请下载最新版本的插件之后再试。</p></object>",
        "<object data=a.pdf><a href=a.pdf>下载</a></object>",
        "<map name=m><area href=1 alt=要闻></map>",
    ],
)
def test_templates_copies_and_fallbacks_of_a_site_go(furniture: str) -> None:
    assert texts(f"<div>{ARTICLE}</div>{furniture}") == KEPT
    assert texts(f"<h1>{TITLE}</h1><div><p>{FIRST}</p>{furniture}<p>{SECOND}</p><p>{THIRD}</p></div>") == KEPT


def inside(element: str) -> list[str]:
    """Lines between the first and the second sentence of a page with an element there."""
    found = texts(f"<div><h1>{TITLE}</h1><p>{FIRST}</p>{element}<p>{SECOND}</p><p>{THIRD}</p></div>")
    assert [*found[:2], *found[-2:]] == KEPT
    return found[2:-2]


def below(element: str) -> list[str]:
    found = texts(f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{element}</article>")
    assert found[:4] == KEPT
    return found[4:]


@pytest.mark.parametrize("tag", ["section", "article"])
def test_the_header_of_a_section_is_its_heading(tag: str) -> None:
    parts = "".join(
        f"<{tag}><header>{heading}</header><p>{text}</p></{tag}>"
        for heading, text in (("<h2>一、提案工作</h2>", FIRST), ("二、调研工作", SECOND), ("<b>发展大局</b>", THIRD))
    )
    expected = [TITLE, "一、提案工作", FIRST, "二、调研工作", SECOND, "发展大局", THIRD]
    assert texts(f"<article><h1>{TITLE}</h1>{parts}</article>") == expected
    assert inside("<header>坚持党建引领，把牢政治方向</header>") == ["坚持党建引领，把牢政治方向"]
    assert inside("<header>凝聚共识</header>") == ["凝聚共识"]


@pytest.mark.parametrize(
    "header",
    [
        "<header><a href=1>首页</a><a href=2>要闻</a></header>",
        "<header>发布时间：2024-01-12 来源：某县政协</header>",
        "<header>分享到：</header>",
        "<header>扫一扫关注我们</header>",
    ],
)
def test_a_header_of_the_site_goes(header: str) -> None:
    assert inside(header) == []
    assert texts(f"{header}{ARTICLE}") == KEPT
    assert texts(f"<article><h1>{TITLE}</h1>{header}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>") == KEPT


def panels(markup: str) -> list[str]:
    return texts(f"<h1>{TITLE}</h1>{markup.format(*(f'<p>{each}</p>' for each in (FIRST, SECOND, SHORT * 2)))}")


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=tab id=a>{0}{1}</div><div class=tab id=b hidden>{2}</div>",
        "<div class='tab-pane fade in active'>{0}{1}</div><div class='tab-pane fade' style='display:none'>{2}</div>",
        "<div id=a>{0}{1}</div><div id=b hidden aria-hidden=true>{2}</div><a href='#a'></a><a href='#b'></a>",
        "<section role=tabpanel>{0}{1}</section><section role=tabpanel hidden aria-hidden=true>{2}</section>",
        "<ul><li class=p>{0}{1}</li><li class='p hide' style='display:none'>{2}</li></ul>",
        "<div class=card><div class=b>{0}{1}</div></div><div class=card><div class=b hidden>{2}</div></div>",
    ],
)
def test_a_hidden_panel_beside_one_that_is_shown_is_read(markup: str) -> None:
    assert [each for each in panels(markup) if len(each) > 1] == [TITLE, FIRST, SECOND, SHORT * 2]


def test_the_controls_of_an_accordion_are_headings() -> None:
    parts = [("一、提案工作", FIRST, ""), ("二、调研工作", SECOND, ""), ("三、下步打算", SHORT * 2, " hidden")]
    for tag in ("button", "label"):
        page = "".join(f"<{tag}>{head}</{tag}><div{hide}><p>{text}</p></div>" for head, text, hide in parts)
        assert texts(f"<h1>{TITLE}</h1>{page}") == [TITLE, *(each for part in parts for each in part[:2])]


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>{0}</div>",
        "<div class=popup hidden>{0}</div>",
        "<div class='text share' hidden>{0}</div>",
        "<div class=text hidden><p>请您在浏览器里打开本页，扫描二维码即可分享给朋友们。</p></div>",
        "<div class=text hidden><p><a href=1>某县召开会议。全年走访群众三百户，办实事二十件。</a></p></div>",
    ],
)
def test_what_is_hidden_otherwise_goes(hidden: str) -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in (FIRST, SECOND, THIRD))
    page = f"<h1>{TITLE}</h1><div class=text>{paragraphs}</div>{hidden.format(f'<p>{SHORT * 2}</p>')}"
    assert texts(page) == KEPT


NAMES = ["前锋区政协", "岳池县政协", "武胜县政协"]
LINKED = [f"<a href={at}>{name}</a>" for at, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    "items",
    [
        f"<ul>{''.join(f'<li>{each}</li>' for each in LINKED)}</ul>",
        f"<table>{''.join(f'<tr><td>{each}</td></tr>' for each in LINKED)}</table>",
        f"<table><tr>{''.join(f'<td>{each}</td>' for each in LINKED)}</tr></table>",
        f"<p>{'　'.join(LINKED)}</p>",
        f"<p>{'、'.join(LINKED)}</p>",
        "".join(f"<p>{each}</p>" for each in LINKED),
    ],
)
def test_links_that_a_line_of_the_report_introduces_are_its_items(items: str) -> None:
    lead, *found = inside(f"<p>获奖单位名单：</p>{items}")
    assert lead == "获奖单位名单："
    assert "".join(found).replace(" ", "").replace("、", "").replace("|", "") == "".join(NAMES)
    assert inside(f"<p>相关阅读：</p>{items}") in ([], ["相关阅读："])
    assert not {*NAMES} & {*below(f"<p>获奖单位名单：</p>{items}")}


def test_a_page_whose_title_is_of_a_list_keeps_its_linked_names() -> None:
    items = f"<ul>{''.join(f'<li>{each}</li>' for each in LINKED)}</ul>"
    title = "某县2023年度优秀政协组织名单"
    page = f"<h1>{title}</h1><p>{FIRST}</p>{items}<p>{SECOND}</p><p>{THIRD}</p>"
    assert texts(page, f"{title}_某县政协") == [title, FIRST, *NAMES, SECOND, THIRD]


@pytest.mark.parametrize("tag", ["aside", "footer"])
@pytest.mark.parametrize("note", ["“不负人民、不负时代”", "数据来源：区统计局", "团结就是力量 奋进正当其时"])
def test_a_quotation_or_a_note_between_two_sentences_stays(tag: str, note: str) -> None:
    assert inside(f"<{tag}>{note}</{tag}>") == [note]


def test_notes_and_a_signature_under_the_article_stay() -> None:
    assert below("<footer>注：立案率按年底数计算</footer>") == ["注：立案率按年底数计算"]
    assert below("<footer><ol><li>立案率按年底数计算得出</li></ol></footer>") == ["立案率按年底数计算得出"]
    signed = ["政协某县委员会办公室", "2024年1月12日"]
    footer = "<footer>{}</footer>".format("".join(f"<p>{each}</p>" for each in signed))
    assert below(footer) == signed
    assert texts(f"{ARTICLE}{footer}") == [*KEPT, *signed]


@pytest.mark.parametrize(
    "furniture",
    [
        "<footer><p>某县政协办公室主办</p><p>蜀ICP备12345678号</p></footer>",
        "<footer>主办单位：某县政协 联系电话：0826-1234567</footer>",
        "<footer><p>版权所有 某县政协</p><p>2024年1月12日</p></footer>",
        "<footer><a href=1>某县政协</a> 2024年1月12日</footer>",
        "<aside><h3>推荐阅读</h3><p>某县召开会议</p></aside>",
        "<aside>分享到朋友圈</aside>",
        "<aside>听新闻</aside>",
        "<label>一、您对本页满意吗</label>",
        "<button>打印</button>",
    ],
)
def test_what_is_worded_as_a_site_s_goes(furniture: str) -> None:
    assert inside(furniture) == []
    assert below(furniture) == []
    assert texts(f"<div>{ARTICLE}</div>{furniture}") == KEPT


@pytest.mark.parametrize(
    "unit",
    [
        f"<div class=p hidden><p>{SHORT * 2}</p></div>",
        f"<div class=p><div class=q hidden><p>{SHORT * 2}</p></div></div>",
        f"<textarea><p>{FIRST}</p><p>{SHORT}</p></textarea>",
        f"<aside><footer><header>{SHORT}",
        f"<p>获奖单位：</p><p><a href=1>甲县</a></p><p>{FIRST}</p>",
    ],
)
def test_a_page_with_many_of_them_takes_time_in_proportion(unit: str) -> None:
    assert_linear(lambda size: texts(f"<h1>{TITLE}</h1>{unit * (size // len(unit))}"), 10_000)
