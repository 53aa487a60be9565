"""Elements that hold the site's parts on most pages (<nav>, <footer>, controls): what the report says in them stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from index.reading.cleaning import frame, shapes
from index.reading.cleaning.pinyin import InjectedPinyin
from index.reading.cleaning.script import simplified
from index.reading.layout import BLOCK, Block, Event, Layout
from index.reading.panels import Panels

ARIA_HIDDEN: Final = "aria-hidden"
"""Among the names of an element that screen readers leave out; role-search is of one with this role."""
ALWAYS: Final = frozenset({"form", "header"})
"""Some sites wrap the whole page in a form or put the title into a header: these go only when they hold no article."""
_LANDMARKS: Final = frozenset({"nav", "footer", "aside", "menu", "dialog", "textarea", "object"})
_INSIDE: Final = frozenset({"nav", "aside", "menu"})
"""Those that are never the report's beside the article."""
_ROLES: Final = frozenset({"role-dialog", "role-alertdialog", "role-navigation", "role-search"})
_CONTROLS: Final = frozenset({"button", "label"})
"""Some editors put the text of an article into them."""
_NAMES = re.compile(
    r"^(?!foot[-_]?notes?$)(?:nav|navbar|navigation|menu|footer|foot|ft|header|hd|topbar|top|banner|logo|slogan|breadcrumb|crumbs?|copyright"
    r"|share|bdshare|toolbar|sidebar|side|related|relate|recommend|rec|hot|pagination|qrcode|friendlinks?|login|search)"
    r"(?:[-_]\w*)?$",
    re.IGNORECASE,
)
_ADVERTS = re.compile(r"^(?:ad|ads|adv|advert|advertisement|guanggao|sponsor)(?:[-_]\w*|\d*)$", re.IGNORECASE)
_MOST: Final = 0.5
"""Of a page's prose: an element with more is no part of the site."""
_OF_SITE: Final = 2
"""Weight of words of a site to its visitors, by which a sentence is the site's."""
_OF_SITE_INSIDE: Final = 3
"""The same between two sentences of a report."""
_NEAR: Final = 3
"""Events before an element among which its label is looked for."""
_SHORTEST: Final = 16
_LONGEST: Final = 400
"""Code points of a control's text that is judged by its wording."""
# A site to its visitors, and words that reports have, too, as on courts: 版权, 网友留言.
_TO_VISITORS = re.compile(
    r"您|本[网站页]|本平台|访客|浏览器|公众号|二维码|扫一扫|朋友圈|隐私|[Cc]ookie|关注我们|联系我们|加载|请(?:输入|填写|选择)|验证码|说点什么"
    r"|文明(?:上网|评论)|宝贵意见|(?:主办|承办|技术支持)[,，:：。]|https?:|www\.|@"
)
_AS_OF_SITES = re.compile(
    r"网友|客户端|APP|扫描|转载|广告|点击|订阅|登[录陆]|注册|搜索|分享(?:到|给|至)|版权|侵权|评论|热线|邮箱"
)

_NOTED: Final = frozenset({"footer", "aside"})
_SECTIONS: Final = frozenset({"article", "section"})
_MOST_NOTES: Final = 12
_LONGEST_NOTES: Final = 2_000
"""Lines and code points of an element with notes or a signature."""
_NOTE = re.compile(r"[（(]?(?:注释?|备注|说明|附注|(?:数据|资料)来源)\d?\s?[:：]")
_LONGEST_HEADING: Final = 60
_DAY = re.compile(r"[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")
_OFFICE = re.compile(r"[\u4e00-\u9fff（）()]{4,40}")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节]|第[一二三四五六七八九十]部分)\S"
)

_PINYIN: Final = InjectedPinyin()


def is_site_name(name: str) -> bool:
    """Whether a class or an id is one of those by which templates name their navigation, headers, footers, sharing."""
    return _NAMES.match(name) is not None


def is_advert_name(name: str) -> bool:
    """Whether a class or an id is one of advertisements."""
    return _ADVERTS.match(name) is not None


def plain(written: str) -> str:
    """A text in one line and simplified script, without readings that a mirror site injected: 猜你喜歡(huān)."""
    return simplified(_PINYIN.mend(" ".join(written.split())).text)


class Speech:
    """The report's sentences in elements that are the site's by tag or name.

    Such a sentence stands under the title and in no link, is not worded as a site to its visitors, and has nothing of
    the site between itself and the report: neither a line that is a link nor a template line.
    """

    def __init__(self, layout: Layout, title: int) -> None:
        """title: index of the event in which the page's title stands."""
        blocks = layout.blocks
        within = _within(layout)
        ends = layout.ends[layout.article] if layout.events else 0
        prose = [at for at, each in enumerate(blocks) if each.is_prose and within[each.start] < 0 and not each.hidden]
        last = max((at for at in prose if layout.article <= blocks[at].start < ends), default=-1)
        reach = next((at for at in range(last + 1, len(blocks)) if _is_of_site(blocks[at])), len(blocks))
        self.last = blocks[last].start if last >= 0 else -1
        """Index of the event of the last sentence outside such elements; -1 without any."""
        self._addresses = [
            each.start
            for each in blocks
            if within[each.start] >= 0 and site_weight(plain(each.text)) >= _OF_SITE_INSIDE
        ]

        def near(at: int) -> Sequence[Block]:
            return blocks[max(0, at - 1) : at + 2]

        self._starts = [
            blocks[at].start
            for at in range(reach)
            if title < blocks[at].start
            and within[blocks[at].start] >= 0
            and _says(blocks[at], _OF_SITE_INSIDE if at < last else _OF_SITE)
            and not any(each.is_linked and within[each.start] == within[blocks[at].start] for each in near(at))
        ]

    def between(self, start: int, end: int) -> bool:
        """Whether one stands between two events."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)

    def addresses_visitors(self, start: int, end: int) -> bool:
        """Whether the site speaks to its visitors between two events, in an element that is the site's by its name."""
        return bisect_left(self._addresses, start) < bisect_left(self._addresses, end)


def _says(block: Block, most: int) -> bool:
    return 2 * block.linked < block.size and not block.hidden and _is_sentence(block.text, most)


def _is_sentence(written: str, most: int = _OF_SITE) -> bool:
    """Whether a text is a sentence, the weight of whose words of a site to its visitors is less."""
    text = plain(written)
    ended = shapes.is_prose(text) or frame.is_closing(text) or (len(text) >= _SHORTEST and shapes.is_sentence(text))
    return ended and not shapes.is_tail_boilerplate(text) and site_weight(text) < most


def site_weight(text: str) -> int:
    """Weight of a text's words of a site to its visitors; 0 without any. text: as of `plain`."""
    return _OF_SITE * len(set(_TO_VISITORS.findall(text))) + len(set(_AS_OF_SITES.findall(text)))


def _is_of_site(block: Block) -> bool:
    text = plain(block.text)
    return block.is_linked or shapes.is_tail_boilerplate(text) or site_weight(text) >= _OF_SITE


def _within(layout: Layout) -> list[int]:
    """Of each event, the outermost element around it that is the site's by tag or name and has no article; -1: none."""
    found = [-1] * len(layout.events)
    behind = 0
    for at, event in enumerate(layout.events):
        if at < behind:
            found[at] = found[at - 1]
        elif event.opens and event.tag != "a" and layout.share(at) <= _MOST and _is_site(event):
            found[at], behind = at, layout.ends[at] + 1
    return found


def _is_site(event: Event) -> bool:
    names = event.names.split()
    return (
        event.tag in ALWAYS or _is_landmark(event) or any(is_site_name(each) or is_advert_name(each) for each in names)
    )


def _is_landmark(event: Event) -> bool:
    if event.tag == "a":
        return False
    return event.tag in _LANDMARKS or not (_ROLES | {ARIA_HIDDEN}).isdisjoint(event.names.split())


def without_landmarks(events: Sequence[Event], title: int) -> Iterator[Event]:
    """The events without landmarks, controls and hidden elements in which the report does not speak.

    title: index of the event in which the page's title stands. What unfolds (展开全文) is not hidden, nor is a panel
    beside one that is shown.
    """
    layout = Layout(events)
    speech = Speech(layout, title)
    panels = Panels(layout)
    unfolded: set[int] = set()
    behind = 0
    for at, event in enumerate(events):
        if at < behind:
            continue
        if event.opens and event.hidden and (_unfolds(layout, at) or _is_panel(layout, panels, at)):
            unfolded.add(layout.ends[at])
            yield event._replace(hidden=False)
        elif at in unfolded:
            yield event._replace(hidden=False)
        elif event.opens and event.tag != "-text" and not _speaks(layout, speech, at):
            if BLOCK.fullmatch(event.tag) and not event.hidden:
                yield from (Event(event.tag, True), Event(event.tag, False))
            behind = layout.ends[at] + 1
        else:
            yield event


def _speaks(layout: Layout, speech: Speech, at: int) -> bool:
    """Whether an element is none of these, or holds the report's text."""
    event = layout.events[at]
    if event.hidden:
        return layout.has_sentence(at) or 2 * layout.size(at) > layout.size(0)
    if event.tag in _CONTROLS:
        labelled = _heads(layout, at) or (event.tag == "label" and _is_value(layout, at))
        if layout.has_sentence(at) or labelled:
            return True
        return layout.length(at) <= _LONGEST and _is_sentence(layout.text(at, _LONGEST))
    if not _is_landmark(event) or layout.share(at) > _MOST or _is_noted(layout, speech, at):
        return True
    beside = at > speech.last and not layout.article <= at <= layout.ends[layout.article]
    other = beside and event.tag in _INSIDE and event.tag != layout.events[layout.article].tag
    return speech.between(at, layout.ends[at]) and not other


def _is_value(layout: Layout, at: int) -> bool:
    """Whether a text that ends with a colon is right before an element: 来源：<label>某县人大常委会</label>."""
    for event in reversed(layout.events[max(0, at - _NEAR) : at]):
        if event.tag == "-text" and event.text.strip():
            return event.text.rstrip().endswith((":", "："))
        if BLOCK.fullmatch(event.tag):
            return False
    return False


def is_worded_as_report(layout: Layout, at: int, *, words: bool = False) -> bool:
    """Whether an element has a few lines of text, no link, and no line or word that is a site's.

    words: a word or two alone may be the report's.
    """
    if layout.links(at) or not 0 < layout.count(at) <= _MOST_NOTES or layout.length(at) > _LONGEST_NOTES:
        return False
    texts = [plain(each.text) for each in layout.blocks_of(at)]
    return all(_DAY.fullmatch(each) or not (_is_template(each, words) or site_weight(each)) for each in texts)


def _is_template(text: str, words: bool) -> bool:
    orphan = shapes.is_orphan(text) and not words
    return shapes.is_head_boilerplate(text) or shapes.is_tail_boilerplate(text) or orphan


def _heads(layout: Layout, at: int) -> bool:
    """Whether a control has a numbered heading of the text below it."""
    text = plain(layout.text(at, _LONGEST_HEADING))
    short = layout.length(at) < _LONGEST_HEADING and _HEADING.match(text) is not None
    return short and is_worded_as_report(layout, at, words=True) and at < layout.last_prose


def _is_noted(layout: Layout, speech: Speech, at: int) -> bool:
    """Whether a <footer> or <aside> of the article has a quotation, notes, or the body and the day of a signature."""
    if layout.events[at].tag not in _NOTED or not is_worded_as_report(layout, at):
        return False
    if layout.first_prose < at < speech.last:
        return True
    if layout.events[at].tag != "footer" or not layout.article <= at <= layout.ends[layout.article]:
        return False
    texts = [plain(each.text) for each in layout.blocks_of(at)]
    signed = len(texts) > 1 and _DAY.fullmatch(texts[-1]) and all(map(_OFFICE.fullmatch, texts[:-1]))
    ended = 0 <= speech.last < at
    return ended and (bool(signed) or _NOTE.match(texts[0]) is not None or _parent(layout, at) in _SECTIONS)


def _parent(layout: Layout, at: int) -> str:
    return layout.events[layout.parents[at]].tag


def _is_panel(layout: Layout, panels: Panels, at: int) -> bool:
    """Whether a hidden element is a panel of the article, with sentences that are not worded as a site's."""
    if 2 * layout.linked(at) > layout.size(at) or not panels.is_panel(at):
        return False
    said = [plain(each.text[:_LONGEST]) for each in layout.blocks_of(at)[:_MOST_NOTES] if each.is_prose]
    return not any(shapes.is_tail_boilerplate(each) or site_weight(each) >= _OF_SITE for each in said)


def _unfolds(layout: Layout, at: int) -> bool:
    """Whether a hidden element has a sentence, and a control to unfold it (展开全文) is right before or behind it."""
    near = [each for each in layout.neighbours(at) if each.size <= _SHORTEST]
    if not any(frame.is_unfolding(plain(each.text)) for each in near):
        return False
    return any(map(shapes.is_sentence, layout.text(at, _LONGEST).split("\n"))) or layout.share(at) > 0
