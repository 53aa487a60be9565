"""Parts of a report in markup that pages mostly use for other things: they stay, and what is the site's goes."""

from __future__ import annotations

import pytest
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
