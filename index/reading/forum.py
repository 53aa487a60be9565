"""Threads of boards: the report that a poster wrote, in one post or several, without what stands around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.cleaning import frame
from index.reading.cleaning.script import simplified

_MESSAGES: Final = (
    "[id^=postmessage_]",
    "[id^=post_message_]",
    "[id^=read_tpc],[id^=read_][class]",
    ".d_post_content",
    "[id^=postcontent]",
    ".t_msgfont,.t_fsz",
    ".bbs-content",
    ".a-content",
    "[id^=textstyle_]",
    ".postbody .content",
    ".message-content .bbWrapper",
    "[id^=msg_]",
)
"""A post's text in Discuz, vBulletin, phpWind, Tieba, NGA, older Discuz, Tianya, KBS, Dvbbs, phpBB, XenForo, SMF."""
_NUMBERED = re.compile(
    r"([a-z_-]{0,20}(?:post|message|msg|reply|floor|thread|read)[a-z_-]{0,20})(\d{1,12})", re.IGNORECASE
)
_NOT_WRITTEN: Final = ".jammer,.pstatus,.signature,.sign,.attach_nopermission"
"""Within a message: strings against copying, notes on changes, signatures, adverts."""
_QUOTED: Final = "blockquote,.quote,.quote2,.bbcode_quote"
_FEWEST: Final = 2
_MOST: Final = 0.5
"""Of a page's sentences, that the posts of a thread hold."""
_LONG: Final = 400
"""Code points of a post that may go on with the report whoever wrote it."""
_SHORT: Final = 40
_UNSIGNED: Final = 80
"""Code points of more than a remark, by the first post's author, and where nobody is named."""
_MOMENT = re.compile(r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[,，]?\s+\d{1,2}:\d{2}")
_SIGN = re.compile(rf"{_MOMENT.pattern}|[发發]表[于於]|楼\s?主|樓\s?主|\d\s?[楼樓]|沙发|#\s?\d|Posted|回复|回覆|引用")
"""What boards write beside a message."""
_MARK = re.compile(
    r"楼\s?主|樓\s?主|沙发|板凳|地板|\d+\s?[楼樓#]|#?\d+|[\d\s:：/.年月日-]+|来自.{0,12}|(?:发表|發表)于?.{0,24}|只看.{0,6}|回复|引用|置顶|精华|电梯直达.{0,8}"
    r"|(?:作\s?者|楼主|发[帖表]人|[Pp]osted by|[Bb]y)\s?[:：]?|时间\s?[:：].{0,20}",
)
_SENTENCE = re.compile(r"[。！？；]")
_COMMA = re.compile(r"[,，]\s*")
_CATEGORY = re.compile(r"\s*[\[【][^\[\]【】]{1,12}[\]】]\s*")
_HEAD: Final = 200
"""Code points of a message among which its title may stand."""
_LONGEST_NAME: Final = 30


@dataclass(frozen=True, slots=True)
class _Post:
    """A post. text: its message, without quotations in a reply. around: the largest element that holds no other."""

    message: LexborNode
    text: str
    around: LexborNode
    author: str


def without_replies(tree: LexborHTMLParser) -> None:
    """Leave of a thread its title, the day of the first post, and the messages that are the report.

    Those are the first, later ones of its author, and long ones. A page is a thread if it holds messages as boards mark
    them, with most of its sentences in those that stay; other pages stay as they are.
    """
    body = tree.body
    messages = _messages(body) if body is not None else []
    if body is None or not messages:
        return
    posts = list(_posts(messages, body))
    over = body.text().partition(posts[0].text[:_HEAD])[0]
    kept = _of_report(posts, _first_author(posts, over))
    if 2 * sum(_SIGN.search(_outside(post)) is not None for post in posts) < len(posts):
        return
    if sum(_sentences(post.message) for post in kept) <= _MOST * _sentences(body):
        return
    day = _MOMENT.search(_outside(posts[0])) or _MOMENT.search(over)
    stay = [*(post.message for post in kept), *_titles(body, kept[0].message.text())]
    _leave(body, stay)
    if day and (line := LexborHTMLParser(f"<p>本帖发表于 {escape(_COMMA.sub(' ', day[0]))}</p>").css_first("p")):
        kept[0].message.insert_before(line)


def _messages(body: LexborNode) -> list[LexborNode]:
    """The messages of the posts in document order; [] on a page without a thread."""
    for selector in _MESSAGES:
        found = [node for node in body.css(selector) if node.text().strip()]
        if found:
            return _outermost(found)
    numbered: dict[str, list[LexborNode]] = defaultdict(list)
    for node in body.css("[id]"):
        if (name := _NUMBERED.fullmatch(node.attributes.get("id") or "")) and node.text().strip():
            numbered[name[1]].append(node)
    return max((_outermost(nodes) for nodes in numbered.values() if len(nodes) >= _FEWEST), key=_size, default=[])


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id: node for node in nodes}
    return [node for node in ids.values() if not any(each.mem_id in ids for each in _above(node))]


def _size(nodes: Sequence[LexborNode]) -> int:
    return sum(len(node.text()) for node in nodes)


def _above(node: LexborNode) -> Iterator[LexborNode]:
    around = node.parent
    while around is not None:
        yield around
        around = around.parent


def _posts(messages: Sequence[LexborNode], body: LexborNode) -> Iterator[_Post]:
    held: dict[int, int] = defaultdict(int)
    for message in messages:
        for each in _above(message):
            held[each.mem_id] += 1
    for at, message in enumerate(messages):
        around = message
        for each in _above(message):
            if held[each.mem_id] > 1 or each.mem_id == body.mem_id:
                break
            around = each
        for node in message.css(f"{_NOT_WRITTEN},{_QUOTED}" if at else _NOT_WRITTEN):
            node.remove()
        yield _Post(message, message.text().strip(), around, _author(around, message))


def _author(around: LexborNode, message: LexborNode) -> str:
    """The first text of a post that is no mark of its floor; "" if only its message is known."""
    for node in around.traverse(include_text=True):
        if node.mem_id == message.mem_id:
            return ""
        text = (node.text_content or "").strip() if node.tag == "-text" else ""
        if text and len(text) <= _LONGEST_NAME and not _MARK.fullmatch(text):
            return text
    return ""


def _first_author(posts: Sequence[_Post], over: str) -> str:
    """Who wrote the first post; where that stands over the whole thread, a name among those of the others."""
    named = (post.author for post in posts[1:] if len(post.author) > 1 and post.author in over)
    return posts[0].author or next(named, "")


def _of_report(posts: Sequence[_Post], author: str) -> list[_Post]:
    """The first post, those of its author that are more than a remark, and long ones."""
    first, *others = posts
    kept = [first]
    for post in others:
        own = post.author == author
        written = len(post.text) >= (_SHORT if author else _UNSIGNED) or frame.is_closing(simplified(post.text))
        if (own and written) or len(post.text) >= _LONG:
            kept.append(post)
    return kept


def _sentences(node: LexborNode) -> int:
    """Code points of the texts with sentences."""
    texts = (each.text_content or "" for each in node.traverse(include_text=True) if each.tag == "-text")
    return sum(len(text) for text in texts if _SENTENCE.search(text))


def _outside(post: _Post) -> str:
    """What stands in a post around its message."""
    inside = {node.mem_id for node in post.message.traverse(include_text=True)}
    nodes = (node for node in post.around.traverse(include_text=True) if node.mem_id not in inside)
    return " ".join(node.text_content or "" for node in nodes if node.tag == "-text")


def _titles(body: LexborNode, message: str) -> list[LexborNode]:
    """The headings of the first rank, without the thread's category, that do not stand again over the text."""
    found = body.css("h1")
    for heading in found:
        for link in heading.css("a"):
            if _CATEGORY.fullmatch(link.text()):
                link.remove()
    head = "".join(message.split())[:_HEAD]
    return [heading for heading in found if "".join(heading.text().split()) not in head]


def _leave(body: LexborNode, stay: Sequence[LexborNode]) -> None:
    """Remove from the body what is not in these elements."""
    whole = {node.mem_id for node in stay}
    partly = {each.mem_id for node in stay for each in _above(node)}
    waiting = [body]
    while waiting:
        node = waiting.pop().child
        while node is not None:
            following = node.next
            if node.mem_id in partly and node.mem_id not in whole:
                waiting.append(node)
            elif node.mem_id not in whole:
                node.remove()
            node = following
