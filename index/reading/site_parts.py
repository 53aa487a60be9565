"""Site elements of a page: forms, headers, menus and footers that hold no article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

LISTS: Final = frozenset({"ul", "ol", "dl"})
MAYBE_SITE: Final = frozenset({"form", "header", "div", "section", "table"}) | LISTS
"""Some sites wrap the whole page in a form or put the title into a header: these go only when they hold no article."""

_NAMES = re.compile(
    r"^(?:nav|navbar|navigation|menu|footer|foot|header|topbar|breadcrumb|crumbs?|copyright|share|bdshare|sidebar|related|recommend)"
    r"(?:[-_]\w*)?$",
    re.IGNORECASE,
)
_LONGEST_LABEL: Final = 40
_SENTENCE = re.compile(rf"(?<=\S{{{_LONGEST_LABEL}}})[。！？]")
"""A full stop after enough text to be an article's."""
_RUN = re.compile(r"\S+")
_LEAST_LINKS: Final = 3
_FEWEST_LINKS: Final = 2
"""Links of a menu over a title."""
_MOSTLY_LINKED: Final = 0.8


class Event(NamedTuple):
    """Start or end of an element or a text, in document order; every start has its end.

    tag: "-text" for a text. names: class and id of an element that may be the site's.
    """

    tag: str
    opens: bool
    text: str = ""
    names: str = ""


def has_article(text: str) -> bool:
    """Whether a text holds a sentence of an article."""
    return _SENTENCE.search(text) is not None


def without_site_parts(events: Sequence[Event], title: str = "") -> Iterator[Event]:
    """The events outside site elements. Time is linear in the page.

    title: as the page's window or metadata has it; what holds it is no site element.
    """
    page = _Page(events, title)
    behind = 0
    for at, event in enumerate(events):
        if at >= behind:
            if event.opens and event.tag in MAYBE_SITE and _is_site_part(page, at, event):
                behind = page.ends[at] + 1
            else:
                yield event


def _is_site_part(page: _Page, at: int, event: Event) -> bool:
    """A block without an article: a form, a header, links, named like a menu or footer, or links over the title."""
    if page.has_title(at):
        return False
    named = event.tag in ("form", "header") or any(map(_NAMES.match, event.names.split()))
    if named or page.leads_to_title(at):
        return not page.has_sentence(at)
    return page.is_mostly_links(at)


class _Page:
    """The content of each element, by the offsets of its text in the page's."""

    def __init__(self, events: Sequence[Event], title: str) -> None:
        self.ends = [0] * len(events)
        """Index of the closing event of each opening one."""
        opened: list[int] = []
        for at, event in enumerate(events):
            if event.opens:
                opened.append(at)
            else:
                self.ends[opened.pop()] = at
        self._before = list(accumulate((len(event.text) for event in events), initial=0))
        text = "".join(event.text for event in events)
        self._sentences = [sentence.start() for sentence in _SENTENCE.finditer(text)]
        self._run_starts = [run.start() for run in _RUN.finditer(text)]
        self._run_ends = [run.end() for run in _RUN.finditer(text)]
        self._titles = [at for at, event in enumerate(events) if event.opens and event.tag == "h1"]
        self._told = text.find(title) if title.strip() else -1
        self._links = [at for at, event in enumerate(events) if event.opens and event.tag == "a"]
        self._linked = list(accumulate(map(self._length, self._links), initial=0))

    def has_title(self, at: int) -> bool:
        """Whether the element that opens at `at` holds an <h1>, or the first place of the title that is told."""
        start, end = self._span(at)
        if start <= self._told < end:
            return True
        return bisect_left(self._titles, at) < bisect_left(self._titles, self.ends[at])

    def leads_to_title(self, at: int) -> bool:
        """Whether the element has several links and stands before the first <h1>."""
        if not self._titles or self.ends[at] > self._titles[0]:
            return False
        return bisect_left(self._links, self.ends[at]) - bisect_left(self._links, at) >= _FEWEST_LINKS

    def has_sentence(self, at: int) -> bool:
        """Whether the element holds a sentence of an article."""
        start, end = self._span(at)
        return bisect_left(self._sentences, start + _LONGEST_LABEL) < bisect_left(self._sentences, end)

    def is_mostly_links(self, at: int) -> bool:
        """Whether the element's text is mostly that of several links."""
        first, last = bisect_left(self._links, at), bisect_left(self._links, self.ends[at])
        linked = self._linked[last] - self._linked[first]
        return last - first >= _LEAST_LINKS and linked > _MOSTLY_LINKED * self._length(at)

    def _span(self, at: int) -> tuple[int, int]:
        return self._before[at], self._before[self.ends[at]]

    def _length(self, at: int) -> int:
        """Characters of the element's text without spaces at its ends."""
        start, end = self._span(at)
        first, last = bisect_right(self._run_ends, start), bisect_left(self._run_starts, end) - 1
        if first > last:
            return 0
        return min(end, self._run_ends[last]) - max(start, self._run_starts[first])
