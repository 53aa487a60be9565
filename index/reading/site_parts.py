"""Site elements of a page: menus, headers, footers, lists of other articles, advertisements, hidden notices."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from index.reading.cleaning import shapes
from index.reading.introduced import introduced
from index.reading.landmarks import (
    ALWAYS,
    Speech,
    is_advert_name,
    is_site_name,
    is_worded_as_report,
    plain,
    without_landmarks,
)
from index.reading.layout import BLOCK, Block, Event, Layout
from index.reading.own_titles import OwnTitle
from index.reading.title_lines import is_whole_title, names_its_body, names_site, unspaced

_LISTS: Final = frozenset({"ul", "ol", "dl"})
_SECTIONS: Final = frozenset({"article", "section"})
_NEVER: Final = frozenset({"body", "a", "br"})
_TEASERS = re.compile(
    r"^(?:related|relate|recommend|recommended|rec|hot|sidebar|side|teaser|card)(?:[-_]\w*)?$", re.IGNORECASE
)
_COMMENTS = re.compile(r"^(?:comments?|pinglun|reply|replies)(?:[-_]\w*)?$", re.IGNORECASE)
_ATTACHED = re.compile(
    r"附\s?[件表录錄图圖]|下载|下載|名词解释|名詞解釋|注释|註釋|全文|正文|\.(?:docx?|wps|pdf|xlsx?|zip|rar)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\[\s?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\s?\]$")
"""An entry of a list of other articles."""
_ADVERT_LABELS: Final = frozenset({"广告", "推广", "赞助", "赞助商链接", "AD", "ADVERTISEMENT"})
_LEAST_LINKS: Final = 3
_FEWEST_LINKS: Final = 2
"""Links of a menu over a title, of a list of other articles."""
_MOSTLY_LINKED: Final = 0.8
_PARTLY_LINKED: Final = 0.15
"""Of a list whose entries have abstracts."""
_SMALL_SHARE: Final = 1 / 3
"""Of a page's prose, that other articles' abstracts may have where their structure alone does not tell them."""
_MOST: Final = 0.5
_FEW_BLOCKS: Final = 4
_LONGEST_ADVERT: Final = 80
_LONGEST_NOTICE: Final = 200
_LONGEST_LABEL: Final = 60


def without_site_parts(events: Sequence[Event], title: OwnTitle | None = None) -> Iterator[Event]:
    """The events outside site elements. Time is linear in the page for a bounded depth.

    title: as the page's window or metadata has it; what holds it is no site element.
    Guarantee: an element with most of the page's prose is kept.
    """
    told = unspaced(title.text) if title else ""
    events = list(without_landmarks(events, _title_of(told, events)))
    page = _Page(events, title or OwnTitle())
    behind = 0
    for at, event in enumerate(events):
        if at < behind:
            continue
        end = page.end_of_site_part(at) if event.opens and event.tag != "-text" else None
        if end is None:
            yield event
        else:
            if BLOCK.fullmatch(event.tag) and not event.hidden:
                yield from (Event(event.tag, True), Event(event.tag, False))
            behind = end + 1


class _Page:
    """A page's layout, where its title stands, and which elements are the site's."""

    def __init__(self, events: Sequence[Event], title: OwnTitle) -> None:
        self._events = events
        self._layout = Layout(events)
        self._site_names = frozenset(map(unspaced, title.site))
        self._told = _place_of(unspaced(title.text), events)
        reports = [block for block in self._layout.blocks if 2 * block.linked <= block.size and _is_report_title(block)]
        self._reports = [block.start for block in reports]
        over = [block for block in reports if block.start < self._layout.first_prose]
        own = (block.start for block in over if is_whole_title(_short(block)) and names_its_body(_short(block)))
        self._own = next(own, -1)
        if self._own >= 0 and names_site(title.text):
            self._told = -1
        self._headings = [at for at in self._layout.headings() if not self._is_site_name(at)]
        cards = [at for at, event in enumerate(events) if event.opens and event.tag == "a" and self._is_card(at)]
        self._speech = Speech(self._layout, self._told if self._told >= 0 else min(self._headings, default=self._own))
        self._introduced = introduced(self._layout, self._speech.last, title.text)
        self._cards = frozenset(cards if sum(map(self._layout.share, cards)) <= _MOST else ())

    def end_of_site_part(self, at: int) -> int | None:
        """Index of the last event of the site element that opens at `at`, None for others."""
        layout, event = self._layout, self._events[at]
        if event.hidden:
            return None if self._is_article_shown_later(at) else layout.ends[at]
        if at in self._cards or self._is_list_under_article(at):
            return layout.ends[at]
        if event.tag in _NEVER or layout.share(at) > _MOST or self._has_title(at) or self._is_introduced(at):
            return None
        if not BLOCK.fullmatch(event.tag):
            return layout.ends[at] if self._is_mostly_links(at) else None
        if self._is_site_name(at) or self._is_site_part(at, event):
            return layout.ends[at]
        return self._end_of_list(at)

    def _is_introduced(self, at: int) -> bool:
        """Whether the element begins with an item of the report that is a link."""
        first = self._layout.first(at)
        return first is not None and first.start in self._introduced

    def _is_site_part(self, at: int, event: Event) -> bool:
        names = event.names.split()
        named = event.tag in ALWAYS or (any(map(is_site_name, names)) and not self._is_within_article(at))
        if event.tag == "header" and self._heads_section(at):
            named = False
        if (named or self._leads_to_title(at)) and not self._has_sentence(at):
            return True
        if self._is_mostly_links(at) or self._is_linked_under_article(at):
            return True
        return self._is_advert(at, names) or self._holds_others(at, event.tag, names)

    def _has_sentence(self, at: int) -> bool:
        """Whether the element holds a sentence of the report, or a long one."""
        return self._layout.has_sentence(at) or self._speech.between(at, self._layout.ends[at])

    def _is_mostly_links(self, at: int) -> bool:
        layout = self._layout
        return layout.links(at) >= _LEAST_LINKS and layout.linked(at) > _MOSTLY_LINKED * layout.size(at)

    def _is_linked_under_article(self, at: int) -> bool:
        """Whether the element stands under the last sentence and is a link to elsewhere, or in good part several."""
        layout, first = self._layout, self._layout.first(at)
        if not 0 <= self._speech.last < at or first is None or self._has_sentence(at):
            return False
        # A template line (上一条：…) tells the cleaning where the site's lines begin.
        if shapes.is_tail_boilerplate(_label(first)):
            return False
        several = layout.links(at) >= _FEWEST_LINKS and layout.linked(at) > _MOST * layout.size(at)
        whole = 0 < layout.linked(at) == layout.size(at)
        return (several or whole) and not _ATTACHED.search(layout.text(at, _LONGEST_NOTICE))

    def _has_title(self, at: int) -> bool:
        """Whether the element holds an <h1>, the page's title, or a line that is a report's title."""
        end = self._layout.ends[at]
        if at <= self._told < end:
            return True
        return _any_between(self._headings, at, end) or _any_between(self._reports, at, end)

    def _leads_to_title(self, at: int) -> bool:
        """Whether the element has several links and stands before the first <h1>."""
        if not self._headings or self._layout.ends[at] > self._headings[0]:
            return False
        return self._layout.links(at) >= _FEWEST_LINKS

    def _is_within_article(self, at: int) -> bool:
        """Whether the element stands between two sentences of the page and has no links: a heading, a note."""
        layout, end = self._layout, self._layout.ends[at]
        between = layout.first_prose < at and end < layout.last_prose and not layout.links(at)
        return between and not self._speech.addresses_visitors(at, end)

    def _heads_section(self, at: int) -> bool:
        """Whether an element has the heading of a part of the report: in a section, or between two sentences."""
        layout = self._layout
        title = min((each for each in (self._told, self._own, *self._headings) if each >= 0), default=-1)
        placed = layout.first_prose < at or self._events[layout.parents[at]].tag in _SECTIONS
        return placed and 0 <= title < at < layout.last_prose and is_worded_as_report(layout, at, words=True)

    def _is_site_name(self, at: int) -> bool:
        """Whether the element is an <h1> or over the title, and a line that is the site's name in the window."""
        if self._events[at].tag != "h1" and self._layout.ends[at] > self._told:
            return False
        first = self._layout.first(at)
        if first is None or self._layout.count(at) != 1:
            return False
        text = _short(first)
        sited = self._events[at].tag == "h1" and self._layout.ends[at] < self._own and names_site(text)
        return sited or unspaced(text) in self._site_names

    def _is_advert(self, at: int, names: Sequence[str]) -> bool:
        first = self._layout.first(at)
        if first is None or self._has_sentence(at):
            return False
        labelled = _short(first).strip("[]【】「」 ") in _ADVERT_LABELS
        short = self._layout.count(at) <= _FEW_BLOCKS and self._layout.size(at) <= _LONGEST_ADVERT
        return (labelled and short) or any(map(is_advert_name, names))

    def _holds_others(self, at: int, tag: str, names: Sequence[str]) -> bool:
        """Whether the element holds other articles' titles and abstracts, or readers' comments."""
        layout, first = self._layout, self._layout.first(at)
        if first is None:
            return False
        text = _label(first)
        linked = layout.links(at) >= _FEWEST_LINKS and layout.linked(at) > _PARTLY_LINKED * layout.size(at)
        if linked and (shapes.is_list_heading(text) or (tag in _LISTS and self._has_teasers(at))):
            return True
        if layout.share(at) > _SMALL_SHARE:
            return False
        under = at > layout.article and at > layout.ends[layout.article]
        if under and (shapes.is_comments_heading(text) or any(map(_COMMENTS.match, names))):
            return True
        return any(map(_TEASERS.match, names)) and self._is_teaser(at)

    def _is_list_under_article(self, at: int) -> bool:
        """Whether an element's name and first line both say, under the article, that other articles follow."""
        event, layout, first = self._events[at], self._layout, self._layout.first(at)
        if first is None or event.tag == "a" or not any(map(is_site_name, event.names.split())):
            return False
        under = at > layout.article and at > layout.ends[layout.article] and layout.share(at) <= _SMALL_SHARE
        return under and shapes.is_list_heading(_label(first)) and not at <= self._told < layout.ends[at]

    def _has_teasers(self, at: int) -> bool:
        """Whether each entry of a list begins with a link in a line of its own."""
        entries = [entry for entry in self._layout.children(at) if self._layout.count(entry)]
        return len(entries) >= _FEWEST_LINKS and all(map(self._is_teaser, entries))

    def _is_teaser(self, at: int) -> bool:
        """Whether a line that is a link, and no sentence, stands over at most a few lines."""
        first = self._layout.first(at)
        linked = first is not None and first.is_linked and bool(_short(first)) and not shapes.is_sentence(first.text)
        return linked and self._layout.count(at) <= _FEW_BLOCKS

    def _is_card(self, at: int) -> bool:
        """Whether a link holds several lines, the first of them a title."""
        layout, address = self._layout, self._events[at].names
        if not address or address.startswith(("#", "javascript:")) or layout.share(at) > _SMALL_SHARE:
            return False
        first = layout.first(at)
        if first is None or layout.count(at) < 2 or not _short(first) or shapes.is_sentence(first.text):
            return False
        return not self._has_title(at)

    def _end_of_list(self, at: int) -> int | None:
        """The last event of the lists that follow the element, where that is their heading: 「热点推荐」."""
        layout, first = self._layout, self._layout.first(at)
        if first is None or layout.count(at) != 1 or not shapes.is_list_heading(_label(first)):
            return None
        end = None
        following = layout.sibling(layout.ends[at])
        while following is not None and self._is_list_of_others(following):
            end = layout.ends[following]
            following = layout.sibling(end)
        return end

    def _is_list_of_others(self, at: int) -> bool:
        layout, first = self._layout, self._layout.first(at)
        if layout.share(at) > _MOST or self._has_title(at) or not layout.links(at):
            return False
        if first is not None and layout.count(at) == 1 and _DATED.search(_label(first)):
            return True
        if layout.linked(at) > _MOST * layout.size(at):
            return True
        return self._events[at].tag in _LISTS and self._has_teasers(at)

    def _is_article_shown_later(self, at: int) -> bool:
        """Whether a hidden element with sentences is the article, or its rest, which a script shows."""
        layout = self._layout
        if layout.size(at) <= _LONGEST_NOTICE:
            text = plain("".join(block.text for block in layout.blocks_of(at)))
            if shapes.is_site_speech(text):
                return False
        if layout.share(at) > _SMALL_SHARE or layout.article <= at <= layout.ends[layout.article]:
            return True
        under = layout.ends[layout.article] < at <= layout.ends[layout.parents[layout.article]]
        return under and layout.size(at) > _LONGEST_NOTICE


def _short(block: Block) -> str:
    """The text of a block, "" of a long one: elements around elements all begin with one block."""
    return " ".join(block.text.split()) if block.size <= _LONGEST_LABEL else ""


def _label(block: Block) -> str:
    return plain(_short(block))


def _is_report_title(block: Block) -> bool:
    text = _label(block)
    dated = block.linked > 0 and _DATED.search(text) is not None
    return shapes.says_report(text) and not shapes.is_breadcrumb(text) and not dated


def _any_between(places: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(places, start) < bisect_left(places, end)


def _title_of(title: str, events: Sequence[Event]) -> int:
    """Index of the text in which a title stands, or else of the first <h1>; -1 without either."""
    told = _place_of(title, events)
    headings = (at for at, event in enumerate(events) if event.opens and event.tag == "h1")
    return told if told >= 0 else next(headings, -1)


def _place_of(title: str, events: Sequence[Event]) -> int:
    """Index of the text in which a title stands, -1 if in none: not in a link and not in a longer line, if possible."""
    texts = ["".join(event.text.split()) if event.opens else "" for event in events]
    ends = list(accumulate(map(len, texts)))
    whole = "".join(texts)
    links = list(accumulate((event.tag == "a") * (1 if event.opens else -1) for event in events))
    best, found = -1, -1
    at = whole.find(title) if title else -1
    while at >= 0:
        place = bisect_right(ends, at)
        begins = ends[place] - len(texts[place]) == at
        score = 2 * (not links[place]) + begins
        if score > best:
            best, found = score, place
        at = whole.find(title, at + len(title))
    return found
