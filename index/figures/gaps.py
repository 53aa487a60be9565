"""White space inside figures: pages and PDFs have it in numbers and around them, where it separates nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from index.figures.measures import unit_at

_MAYBE: Final = re.compile(r"\d | \d")
_APART: Final = r"(?<=[^\d.\sa-z第表图栏列页附件号])(?<!\d,)"
"""Behind a label a digit may be the number of a thing, and behind a space that of another column."""
_NUMBER: Final = re.compile(
    # Every digit stands apart: 1 9 9 8.
    rf"(?P<spread>(?:{_APART}|^)\d(?: \d)+(?!\d)(?: ?\.(?: ?\d)+(?!\d))?|{_APART}\d(?: ?\.(?: \d)+)(?!\d))"
    # Groups of three: 12 345.
    rf"|(?P<grouped>{_APART}\d{{1,3}}(?: \d{{3}})+(?!\d)(?:\.\d+)?)"
    r"|(?<![\d.,])\d[\d,]*(?: ?\.\d+)?"
)
_POWERS: Final = re.compile(" ?(?:[余多]?(?:[百千万亿](?!分之|分点))+[余多]?|[余多])? ?")
_TO: Final = re.compile(" ?[至到—–~〜-] ?(?=[0-9])")
_HAN: Final = re.compile("[\u4e00-\u9fff]")


class Closed(NamedTuple):
    """A text without gaps; places: of each of its characters, the offset in the text that it was made of."""

    text: str
    places: Sequence[int]

    def closed(self, starts: Iterable[int]) -> list[int]:
        """Where the characters at these offsets of the text are here."""
        return [bisect_left(self.places, start) for start in starts]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span that a span of the closed text, which is not empty, stands for."""
        return self.places[start], self.places[end - 1] + 1


def closed(text: str) -> Closed | None:
    """The text without white space in numbers, before their units, and between them and a Han character before them.

    None if there is none. A number is one that a power, a unit or a sign of a range follows; columns of numbers, and
    the number with which a line begins, stay apart. text: as amounts are read in. Takes time in proportion to it.
    """
    if " " not in text or not _MAYBE.search(text):
        return None
    gaps: set[int] = set()
    for match in _NUMBER.finditer(text):
        start = match.start()
        following = _end_of_unit(text, match)
        if following is None:
            continue
        gaps.update(at for at in range(start, following) if text[at] == " ")
        if text[start - 1 : start] == " " and _HAN.match(text, start - 2):
            gaps.add(start - 1)
    places = [at for at in range(len(text)) if at not in gaps]
    return Closed("".join(map(text.__getitem__, places)), places) if gaps else None


def _end_of_unit(text: str, match: re.Match[str]) -> int | None:
    """Where the gaps of a number end: before its unit; None if it has no unit and no power."""
    start, end = match.span()
    powers = _POWERS.match(text, end)
    last = powers.end() if powers else end
    if unit_at(text, last)[0]:
        # 1 项 at the beginning may be the first of a list.
        return None if start == 0 and not match["spread"] and text[end] == " " and text[last] != "%" else last
    if powers and powers[0].strip():
        return last - (text[last - 1] == " ")
    ranged = _TO.match(text, end)
    return ranged.end() if ranged else None
