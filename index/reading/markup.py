"""The cost of parsing a page's markup, estimated in linear time beforehand: parsing itself can take quadratic time.

As the tree construction of the HTML standard asks, Lexbor looks through the open elements at a tag, through a tag's
attributes at each of them, and makes open formatting elements (<b>, <font>) anew in each block. It looks through a
list's options at each of them, too; their text is never read, so that they are taken out beforehand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from index.errors import ReadError
from index.language import gettext

_MOST_STEPS: Final = 400_000_000
"""Elements and attributes looked at: some two seconds of Lexbor."""
_MOST_COPIES: Final = 250_000
"""Elements made anew; each is looked at some dozen times, 20 microseconds in all."""
_SHORT_TAG: Final = 500
"""Code points of a tag whose attributes are too few to count."""

_TAG = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]*+)|!--)")
_OPTION = re.compile(r"<option\b", re.IGNORECASE)
_REST = re.compile(r"[^>\"']*+>")
_ATTRIBUTE = re.compile(r"[\s/]*+(?:([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+)?+")


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_TEXT: Final = _names("script style textarea title xmp iframe noembed noframes")
"""Elements whose content is no markup."""
_VOID: Final = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
_SHUT: Final = _names("p li dd dt tr td th tbody thead tfoot optgroup colgroup rb rt rtc rp")
"""The next of them closes them, so that they do not nest by themselves."""
_FORMATTING: Final = _names("a b big code em font i nobr s small strike strong tt u")
_INLINE: Final = _FORMATTING | _names(
    "abbr acronym bdi bdo br cite data del dfn img ins kbd label mark output q samp span sub sup time var wbr"
)
_MOST_ALIKE: Final = 3
"""Open formatting elements that are alike: the standard's Noah's Ark clause."""


class _Tag(NamedTuple):
    """start: its offset. name: in lower case. markup: all of the tag. attributes: of different ones, 0 if few."""

    start: int
    name: str
    closes: bool
    markup: str
    attributes: int


def check_markup(html: str) -> None:
    """Refuse a page that would take long to parse, or much memory. Raises ReadError.

    Such a page has elements nested by tens of thousands, as many attributes in a tag, or thousands of formatting
    elements that are never closed. Options of lists are none: `without_options` takes them out.
    """
    elements = _Elements()
    for tag in _tags(html):
        elements.steps += tag.attributes * tag.attributes // 2
        (elements.close if tag.closes else elements.open)(tag)
        if elements.steps > _MOST_STEPS or elements.copies > _MOST_COPIES:
            raise ReadError(
                gettext("网页的标签嵌套太深，或者属性太多"),
                next_step=gettext("请在浏览器里打开，把正文另存为纯文本后再读"),
            )


def without_options(html: str) -> str:
    """The page without options of lists and their texts; those in scripts, styles, comments and text boxes stay."""
    if not _OPTION.search(html):
        return html
    kept: list[str] = []
    at = 0
    option = -1
    for tag in _tags(html):
        if option >= 0:
            at, option = tag.start, -1
        if tag.name == "option":
            kept.append(html[at : tag.start])
            at = tag.start + len(tag.markup)
            option = -1 if tag.closes else at
    return "".join([*kept, html[at:]])


class _Elements:
    """Open elements, at least half of those that a parser has; more where closing one closes others in it.

    steps: elements and attributes looked at so far. copies: elements made anew.
    """

    def __init__(self) -> None:
        self.steps = self.copies = 0
        self._depth = 0
        self._opened: Counter[str] = Counter()
        self._formatting: dict[str, list[str]] = {}
        self._formats = 0
        self._alike: Counter[str] = Counter()

    def open(self, tag: _Tag) -> None:
        if tag.name not in _INLINE:
            self.steps += self._depth
            self.copies += self._formats
        if tag.name == "a":
            self._unformat("a")
        if tag.name in _FORMATTING and self._alike[tag.markup] < _MOST_ALIKE:
            self._alike[tag.markup] += 1
            self._formatting.setdefault(tag.name, []).append(tag.markup)
            self._formats += 1
        if tag.name not in _VOID and tag.name not in _SHUT:
            self._opened[tag.name] += 1
            self._depth += 1

    def close(self, tag: _Tag) -> None:
        self._unformat(tag.name)
        if self._opened[tag.name]:
            self._opened[tag.name] -= 1
            self._depth -= 1
        elif tag.name not in _SHUT:
            self.steps += self._depth

    def _unformat(self, name: str) -> None:
        if markups := self._formatting.get(name):
            self._alike[markups.pop()] -= 1
            self._formats -= 1


def _tags(html: str) -> Iterator[_Tag]:
    """Tags of a page, those in scripts, styles and comments aside; a tag that does not end is none."""
    at = 0
    while found := _TAG.search(html, at):
        if found[2] is None:
            at = html.find("-->", found.end())
            if at < 0:
                return
            continue
        end, attributes = _end_of(html, found.end())
        if end < 0:
            return
        name = found[2].lower()
        yield _Tag(found.start(), name, bool(found[1]), html[found.start() : end], attributes)
        at = end
        if name in _TEXT and not found[1]:
            closing = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
            if closing is None:
                return
            at = closing.start()


def _end_of(html: str, start: int) -> tuple[int, int]:
    """The offset behind a tag, -1 of one that does not end, and the number of its different attributes if many."""
    plain = _REST.match(html, start)
    if plain and plain.end() - start < _SHORT_TAG:
        return plain.end(), 0
    names: set[str] = set()
    at = start
    while at < len(html) and html[at] != ">":
        found = _ATTRIBUTE.match(html, at)
        if found is None or found.end() == at:
            at += 1
            continue
        if found[1]:
            names.add(found[1].lower())
        at = found.end()
    return (at + 1 if at < len(html) else -1), len(names) if at - start >= _SHORT_TAG else 0
