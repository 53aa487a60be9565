"""Dumps of pages by text browsers (lynx, links, elinks, w3m): their numbers of links, pictures, buttons, references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_REFERENCES = re.compile(r"\s*(?:References|Links|参考链接)\s?[:：]?\s*")
_REFERENCE = re.compile(r"\s*(?:\[\d{1,5}\]:?|\d{1,5}[.)])\s+(?:[a-z][a-z+.-]{1,12}:\S*|[./#?]\S*)\s*", re.IGNORECASE)
_OVER_LINKS = re.compile(r"\s*(?:Visible|Hidden) links(?: [\w' -]{1,40})?:?\s*")
_FEWEST: Final = 3
_MOST_UNKNOWN: Final = 0.2
"""Of the lines under References, that continue a long address."""
_LINK = re.compile(r"\[(\d{1,5})\]")
_PICTURE = re.compile(
    r"\[(?:INLINE|IMAGE|IMG|LINK|EMBED|USEMAP|[\w%()-]{1,60}\.(?:png|gif|jpe?g|webp|svg|bmp|ico))\]|\(BUTTON\)|_{6,}",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"!?\[([^\[\]\n]{0,200})\]\((?:https?:|/|#|\.|javascript:|mailto:)[^\s()]*(?:\([^\s()]*\))?[^\s()]*\)"
)
"""[要闻](https://www.x.example/yw/), as html2text and clippers write."""
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*\*|__)(\S(?:.*?\S)?)\1")
_FEEDS = re.compile(r"\s*#(?=\S)")


_FRAME = re.compile(r"\s*[┌├└┏┣┗╔╠╚][─━═┬┼┴┐┤┘┳╋┻┓┫┛╤╪╧╗╣╝╦╬╩\s]+\s*")
_FRAMED = re.compile(r"\s*[│┃║](.*)[│┃║]\s*")
_SIDE = re.compile("[│┃║]")


def unframed(rows: Sequence[str]) -> list[str]:
    """The rows of a text without the frames of its tables; cells as those of other tables, with | between."""
    if not any(map(_FRAME.fullmatch, rows)):
        return list(rows)
    return [_cells(row) for row in rows if not _FRAME.fullmatch(row)]


def _cells(row: str) -> str:
    framed = _FRAMED.fullmatch(row)
    return " | ".join(cell.strip() for cell in _SIDE.split(framed[1])) if framed else row


def without_marks(rows: Sequence[str]) -> list[str]:
    """The rows of a page without what a text browser writes for links and pictures; other texts as they are.

    A dump is known by the numbered list of addresses at its end, or by links as Markdown writes them. A number in
    brackets is a link's if the list has it.
    """
    if sum(_MARKUP.search(row) is not None for row in rows) >= _FEWEST:
        return [_EMPHASIS.sub(r"\2", _HEADING.sub("", _MARKUP.sub(_text_of, row))) for row in rows]
    start = _start(rows)
    if start == len(rows):
        return list(rows)
    numbers = {
        int(number[0]) for row in rows[start:] if _REFERENCE.fullmatch(row) and (number := re.search(r"\d+", row))
    }

    def unlinked(found: re.Match[str]) -> str:
        return "" if int(found[1]) in numbers else found[0]

    kept = [row for row in rows[:start] if not (_FEEDS.match(row) and _LINK.search(row))]
    return [_PICTURE.sub("", _LINK.sub(unlinked, row)) for row in kept]


def _text_of(link: re.Match[str]) -> str:
    return "" if link[0].startswith("!") else link[1]


def _start(rows: Sequence[str]) -> int:
    """Index of the heading over the list of addresses, the number of rows if there is none."""
    for start in range(len(rows) - 1, -1, -1):
        if _REFERENCES.fullmatch(rows[start]):
            listed = [row for row in rows[start + 1 :] if row.strip() and not _OVER_LINKS.fullmatch(row)]
            known = sum(_REFERENCE.fullmatch(row) is not None for row in listed)
            return start if known >= max(_FEWEST, (1 - _MOST_UNKNOWN) * len(listed)) else len(rows)
    return len(rows)
