"""Layout of a saved page: what each of its elements holds, measured once for all of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

BLOCK: Final = re.compile(
    "address|article|aside|blockquote|body|center|sr-[a-z-]+|d[dlt]|div|fieldset|figcaption|figure|footer|form|h[1-6r]|header|html|li"
    "|main|menu|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul|caption|details|dialog|summary|textarea"
)
"""Elements that begin and end lines."""
_CELLS: Final = frozenset({"td", "th"})
_LONGEST_LABEL: Final = 40
_SENTENCE = re.compile(rf"(?<=\S{{{_LONGEST_LABEL}}})[。！？]")
"""A full stop after enough text to be an article's."""
_SHORTEST_PROSE: Final = 20
_STOP = re.compile("[。！？；]")


class Event(NamedTuple):
    """Start or end of an element or a text, in document order; every start has its end.

    tag: "-text" for a text. names: class and id of an element that may be the site's; the address of a link.
    hidden: the style of the element hides it.
    """

    tag: str
    opens: bool
    text: str = ""
    names: str = ""
    hidden: bool = False


class Block(NamedTuple):
    """Text between two breaks.

    start: index of its first event. size: code points without spaces. linked: those of them in links. hidden: by style.
    """

    start: int
    text: str
    size: int
    linked: int
    hidden: bool

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence of some length."""
        return self.size >= _SHORTEST_PROSE and _STOP.search(self.text) is not None

    @property
    def is_linked(self) -> bool:
        """Whether all of it is a link."""
        return self.linked == self.size > 0


class Layout:
    """The content of each element of a page, asked by the index of its opening event. Built in linear time."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.ends = [0] * len(events)
        """Index of the closing event of each opening one."""
        self.parents = [0] * len(events)
        """Index of the element around each opening event."""
        opened: list[int] = []
        for at, event in enumerate(events):
            if event.opens:
                self.parents[at] = opened[-1] if opened else at
                opened.append(at)
            else:
                self.ends[opened.pop()] = at
        self.blocks = list(_blocks(events))
        self._starts = [block.start for block in self.blocks]
        self._sizes = list(accumulate((block.size for block in self.blocks), initial=0))
        self._linked = list(accumulate((block.linked for block in self.blocks), initial=0))
        self._prose = list(accumulate((block.size * block.is_prose for block in self.blocks), initial=0))
        self._links = [at for at, event in enumerate(events) if event.opens and event.tag == "a"]
        self._headings = [at for at, event in enumerate(events) if event.opens and event.tag == "h1"]
        self._before = list(accumulate((len(event.text) for event in events), initial=0))
        self._text = "".join(event.text for event in events)
        self._sentences = [sentence.start() for sentence in _SENTENCE.finditer(self._text)]

    def blocks_of(self, at: int) -> Sequence[Block]:
        """The blocks of text in an element."""
        first, stop = self._range(at)
        return self.blocks[first:stop]

    def neighbours(self, at: int) -> Sequence[Block]:
        """The blocks right before and right behind an element, at most two."""
        first, stop = self._range(at)
        return [*self.blocks[max(0, first - 1) : first], *self.blocks[stop : stop + 1]]

    def length(self, at: int) -> int:
        """Code points of an element's text."""
        return self._before[self.ends[at]] - self._before[at]

    def text(self, at: int, most: int) -> str:
        """An element's text as written, of its begin at most so many code points."""
        begin = self._before[at]
        return self._text[begin : min(begin + most, self._before[self.ends[at]])]

    def count(self, at: int) -> int:
        """Number of the blocks in an element."""
        first, stop = self._range(at)
        return stop - first

    def first(self, at: int) -> Block | None:
        """The first block of an element, None in an empty one."""
        first, stop = self._range(at)
        return self.blocks[first] if first < stop else None

    def size(self, at: int) -> int:
        """Code points of an element's text without spaces."""
        first, stop = self._range(at)
        return self._sizes[stop] - self._sizes[first]

    def linked(self, at: int) -> int:
        """Those of them in links."""
        first, stop = self._range(at)
        return self._linked[stop] - self._linked[first]

    def links(self, at: int) -> int:
        """Number of links in an element."""
        return bisect_left(self._links, self.ends[at]) - bisect_left(self._links, at)

    def share(self, at: int) -> float:
        """An element's share of the page's prose; 0 on a page without any."""
        first, stop = self._range(at)
        return (self._prose[stop] - self._prose[first]) / self._prose[-1] if self._prose[-1] else 0.0

    def has_sentence(self, at: int) -> bool:
        """Whether an element holds a sentence of an article."""
        start, end = self._before[at], self._before[self.ends[at]]
        return bisect_left(self._sentences, start + _LONGEST_LABEL) < bisect_left(self._sentences, end)

    def headings(self) -> Sequence[int]:
        """The elements of the first rank."""
        return self._headings

    def sibling(self, end: int) -> int | None:
        """The element that opens next behind a closing event, if only white space is between."""
        for at in range(end + 1, len(self.events)):
            event = self.events[at]
            if event.tag != "-text":
                return at if event.opens else None
            if event.text.strip():
                return None
        return None

    def children(self, at: int) -> Iterator[int]:
        """The elements right in an element."""
        place = at + 1
        while place < self.ends[at]:
            if self.events[place].opens:
                if self.events[place].tag != "-text":
                    yield place
                place = self.ends[place]
            place += 1

    @cached_property
    def first_prose(self) -> int:
        """Index of the first event of the first sentence."""
        return next((block.start for block in self.blocks if block.is_prose), 0)

    @cached_property
    def last_prose(self) -> int:
        """Index of the first event of the last sentence."""
        return next((block.start for block in reversed(self.blocks) if block.is_prose), 0)

    @cached_property
    def article(self) -> int:
        """The smallest element with most of the visible prose; the first on a page without any."""
        seen = [(block.start, block.size) for block in self.blocks if block.is_prose and not block.hidden]
        total = sum(size for _, size in seen)
        sums = list(accumulate((size for _, size in seen), initial=0))
        starts = [start for start, _ in seen]
        found = 0
        for at, event in enumerate(self.events):
            if not event.opens or at > self.ends[found]:
                continue
            held = sums[bisect_left(starts, self.ends[at])] - sums[bisect_left(starts, at)]
            if held > _MOST * total:
                found = at
        return found

    def _range(self, at: int) -> tuple[int, int]:
        return bisect_left(self._starts, at), bisect_left(self._starts, self.ends[at])


_MOST: Final = 0.6


def _blocks(events: Sequence[Event]) -> Iterator[Block]:
    """The page's blocks of text, in order."""
    pieces: list[tuple[int, str, bool]] = []
    links = hidden = 0
    for at, event in enumerate(events):
        if event.tag == "-text":
            if event.opens and event.text.strip():
                pieces.append((at, event.text, links > 0))
            continue
        if event.tag == "a":
            links += 1 if event.opens else -1
        if event.tag in _CELLS or event.tag == "br" or BLOCK.fullmatch(event.tag):
            yield from _block(pieces, hidden > 0)
            pieces.clear()
        # The block that ends here belongs to what was open before.
        if event.hidden:
            hidden += 1 if event.opens else -1
    yield from _block(pieces, hidden > 0)


def _block(pieces: Sequence[tuple[int, str, bool]], hidden: bool) -> Iterator[Block]:
    if pieces:
        sizes = [sum(map(len, text.split())) for _, text, _ in pieces]
        linked = sum(size for size, (_, _, link) in zip(sizes, pieces, strict=True) if link)
        yield Block(pieces[0][0], "".join(text for _, text, _ in pieces).strip(), sum(sizes), linked, hidden)
