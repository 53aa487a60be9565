"""Threads of boards: all of the report, whoever answers; nothing of what stands around the posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.reading.html import read_html
from index.report import Report

TITLE = "政协某县第八届委员会常务委员会工作报告"
FIRST = "各位委员：\n我受常务委员会委托，向大会报告工作，请予审议。\n一、2012年工作回顾\n" + (
    "一年来，县政协组织专题调研8次，形成调研报告6份，提出意见建议56条，许多建议得到采纳。\n" * 3
)
SECOND = "二、2013年工作安排\n" + "新的一年，要围绕城乡统筹开展协商议政，办好提案，为县委、县政府决策提供参考。\n" * 3
CLOSING = "谢谢大家！"
REPLY = "写得好，顶一个。修路的事什么时候办？"
THANKS = "谢谢支持。"
DAY = "2013-2-21 09:12"


def lines(text: str) -> str:
    return text.strip().replace("\n", "<br>")


def discuz(posts: list[tuple[str, str]]) -> str:
    """posts: who wrote each, and what."""
    made = "".join(
        f'<div id="post_{at}"><div class="pls"><div class="authi"><a>{author}</a></div><dl><dt>积分</dt><dd>9</dd></dl>'
        f'</div><em>发表于 {DAY}:{at:02}</em><div class="pct"><td class="t_f" id="postmessage_{at}">{lines(text)}'
        f'<font class="jammer">! z# r8 A</font></div><div class="sign">回家看看</div></div>'
        for at, (author, text) in enumerate(posts)
    ).replace("<td ", "<div ")
    made = made.replace("</font></div>", "</font></div></div>")
    return (
        f"<title>{TITLE} - 时政 - 论坛</title><h1><a>[时政]</a> <a>{TITLE}</a></h1><p>查看: 15</p>{made}<p>返回列表</p>"
    )


def tieba(posts: list[tuple[str, str]]) -> str:
    made = "".join(
        f'<div class="l_post"><ul><li>{"楼主" if author == posts[0][0] else "粉丝"}</li><li><a>{author}</a></li></ul>'
        f'<div class="d_post_content">{lines(text)}</div><div><span>{at + 1}楼</span><span>{DAY}</span></div></div>'
        for at, (author, text) in enumerate(posts)
    )
    return f"<title>{TITLE}【某县吧】_百度贴吧</title><h1>{TITLE}</h1><div>{made}</div><div>吧主制度</div>"


def other(posts: list[tuple[str, str]]) -> str:
    """A board of which only the numbers of its messages are known."""
    made = "".join(
        f'<table><tr><td><b>{author}</b><br>级别: 1</td><td><div id="bbs_msg_{at}">{lines(text)}</div>Posted: {DAY}'
        "</td></tr></table>"
        for at, (author, text) in enumerate(posts)
    )
    return f"<title>{TITLE}</title><h1>{TITLE}</h1><div>{made}</div><p>Total 0.08(s) query 5</p>"


def tianya(posts: list[tuple[str, str]]) -> str:
    """The first author stands over the thread only."""
    made = "".join(
        f'<div class="item"><div>{f"作者：<a>{author}</a> 时间：{DAY}:{at:02}" if at else ""}</div>'
        f'<div class="bbs-content">{lines(text)}</div><div>来自手机版 | 举报 | 回复</div></div>'
        for at, (author, text) in enumerate(posts)
    )
    head = f"<div>楼主：<a>{posts[0][0]}</a> 时间：{DAY}:33 点击：15 回复：2</div>"
    return f"<title>{TITLE}_某论坛</title><h1>{TITLE}</h1>{head}<div>{made}</div><p>发表回复</p>"


BOARDS = pytest.mark.parametrize("board", [discuz, tieba, other, tianya])
THREAD = [("老卒", FIRST), ("渔夫", REPLY), ("老卒", SECOND), ("老卒", CLOSING), ("老卒", THANKS), ("小王", REPLY)]


def report(tmp_path: Path, html: str) -> Report:
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset=utf-8>{html}", encoding="utf-8")
    [found] = read_reports(page)
    assert isinstance(found, Report)
    return found


@BOARDS
def test_the_report_in_several_posts(board: object, tmp_path: Path) -> None:
    assert callable(board)
    found = report(tmp_path, board(THREAD))
    assert [each.text for each in found.paragraphs] == [TITLE, *f"{FIRST}{SECOND}{CLOSING}".split("\n")]
    assert (found.title, found.date, found.year) == (TITLE, "2013-02-21", 2012)


@BOARDS
def test_one_post_alone(board: object, tmp_path: Path) -> None:
    assert callable(board)
    found = report(tmp_path, board([("老卒", FIRST + SECOND)]))
    texts = [each.text for each in found.paragraphs]
    assert set(f"{FIRST}{SECOND}".strip().split("\n")) <= set(texts)


@BOARDS
def test_a_long_post_of_another_stays(board: object, tmp_path: Path) -> None:
    """Who goes on with a report may have another name."""
    assert callable(board)
    rest = SECOND * 5
    texts = [each.text for each in report(tmp_path, board([("老卒", FIRST), ("渔夫", rest)])).paragraphs]
    assert texts.count(SECOND.split("\n")[1]) == 15


def test_a_mailed_post(tmp_path: Path) -> None:
    """As boards that began on terminals show it."""
    text = "发信人: laozu (老卒), 信区: Hunan\n"
    text += f"发信站: 某某社区 (Thu Feb 21 08:30:12 2013), 站内\n{FIRST}--\n※ 来源:·某某社区·"
    html = f"<h1>{TITLE}</h1><div><a>laozu</a> 第1楼</div><dl><dd>用户</dd></dl><p class=a-content>{lines(text)}</p>"
    found = report(tmp_path, f"<title>{TITLE}-社区</title><div>{html}</div>")
    assert [each.text for each in found.paragraphs] == [TITLE, *FIRST.strip().split("\n")]
    assert (found.date, found.source) == ("2013-02-21", None)


def test_notes_on_changes_go(tmp_path: Path) -> None:
    text = f"本帖最后由 老卒 于 {DAY} 编辑\n{FIRST}[ 此帖被老卒在{DAY}重新编辑 ]"
    texts = [each.text for each in report(tmp_path, discuz([("老卒", text), ("渔夫", REPLY)])).paragraphs]
    assert not [each for each in texts if "编辑" in each]


def test_the_source_copied_from(tmp_path: Path) -> None:
    """What a post copies was published on its own day."""
    text = f"转自：揭阳日报　2013年2月20日\n{FIRST}"
    found = report(tmp_path, discuz([("老卒", text), ("渔夫", REPLY)]))
    assert (found.source, found.date) == ("揭阳日报", "2013-02-20")


def test_sections_of_an_article_are_no_posts() -> None:
    """Elements with numbered ids, and nothing that boards write beside a message."""
    parts = [FIRST, "二、不足\n还有差距。", "三、打算\n新的一年要办好实事。"]
    html = "".join(f'<div id="floor{at}">{lines(text)}</div>' for at, text in enumerate(parts))
    texts = [line.text for line in read_html(f"<h1>{TITLE}</h1>{html}".encode())[0]]
    assert texts == [TITLE, *"\n".join(part.strip() for part in parts).split("\n")]


def test_comments_hold_no_report() -> None:
    """A thread of remarks under an article does not take its place."""
    remarks = "".join(f'<div id="reply_{at}"><b>网友{at}</b> {DAY}<p>{REPLY}</p></div>' for at in range(4))
    texts = [line.text for line in read_html(f"<h1>{TITLE}</h1><div>{lines(FIRST)}</div>{remarks}".encode())[0]]
    assert set(FIRST.strip().split("\n")) <= set(texts)
