"""The searched text: a text without what hides words in it, with the map of its offsets to those of the text.

Texts are stored as they are; terms are made of the searched text. The two differ in few texts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

INVISIBLE_RANGES: Final = (
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C)),
    *((0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
    *((0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
"""Characters without a shape of their own, as inclusive ranges of code points.

Those of Unicode's property Default_Ignorable_Code_Point (marks of width and direction, soft hyphens, fillers, variation
selectors, tags), controls that are no white space, annotations, U+FFFC and U+2800. Format characters that have a shape
(U+0600, U+06DD and their like) are none of these. A test derives the ranges.
"""

INVISIBLE: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in INVISIBLE_RANGES)
"""The same, as ranges of a regular expression."""

HAN: Final = "\u2e80-\u2fd5\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u25cb\u25ef\U00020000-\U0003ffff"
"""Han characters, their radicals, and the circles that stand for zero, as ranges of a regular expression."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_EDGE = re.compile(rf"^\s+(?=[{HAN}])|(?<=[{HAN}])\s+$")
_SELECTOR = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JAMO = re.compile("[\u1161-\u1175\u11a8-\u11c2]")

_PIECE: Final = 1024
_MOST_MARKS: Final = 64
"""Code points of one character and its marks; what is longer is no writing."""

Shift = tuple[int, int, int]
"""From an offset of the searched text on: what to add to the start, and to the end, of a span there."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The searched text of a text, and the map back.

    shifts: ascending; before the first, and where there is none, offsets are equal. The last is at the text's end.
    """

    text: str
    shifts: Sequence[Shift] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that a non-empty span of the searched text stands for (code points)."""
        return start + self._at(start)[1], end + self._at(end - 1)[2]

    def place(self, offset: int) -> int:
        """The offset in the text of the character at `offset`, or of the text's end."""
        return offset + self._at(offset)[1]

    def _at(self, offset: int) -> Shift:
        at = bisect_right(self.shifts, offset, key=itemgetter(0)) - 1
        return self.shifts[at] if at >= 0 else (0, 0, 0)


def searched_text(text: str) -> str:
    """The text in which words are looked for: `searched` without the map."""
    return searched(text).text


def searched(text: str) -> Searched:
    """`text` without invisible characters or white space between Han characters, its characters composed (NFC).

    Composed are those of several code points; a single one is left to folding. Never longer than
    `text`; idempotent.
    """
    if _is_visible(text):
        gaps = [gap.span() for gap in _GAP.finditer(text)]
        return Searched(_GAP.sub("", text), _shifts_of(gaps, len(text))) if gaps else Searched(text)
    characters = _seen(text)
    joined = "".join(char for char, _, _ in characters)
    for gap in reversed(list(_GAP.finditer(joined))):
        del characters[gap.start() : gap.end()]
    return _of(characters, len(text))


def visible(text: str) -> Searched:
    """`searched` with all white space: a query as it is read, in which white space tells words apart."""
    return Searched(text) if _is_visible(text) else _of(_seen(text), len(text))


def searched_run(text: str) -> str:
    """`searched_text` of a part of a text, whose white space at an end may stand between Han characters, too."""
    return _EDGE.sub("", searched_text(text))


def composed(text: str) -> str:
    """`text` with characters that are written as several code points composed (NFC), and all others as they are."""
    if _is_composed(text):
        return text
    return "".join(char for char, _, _ in _composed((char, 0, 0) for char in text))


_Character = tuple[str, int, int]
"""A character with its span in the text."""


def _is_visible(text: str) -> bool:
    return _is_composed(text) and not _INVISIBLE.search(text)


def _is_composed(text: str) -> bool:
    """Whether nothing in a text can be composed; in pieces, since ordering many marks takes time by their square."""
    if len(text) <= _PIECE:
        return unicodedata.is_normalized("NFC", text)
    start = 0
    while start < len(text):
        end = start + _PIECE
        cut = next(
            (at for at in range(end, end - _MOST_MARKS, -1) if not unicodedata.combining(text[at : at + 1] or "a")), end
        )
        if not unicodedata.is_normalized("NFC", text[start:cut]):
            return False
        start = cut
    return True


def _seen(text: str) -> list[_Character]:
    """The visible characters, composed; a variation selector is a part of the character before it."""
    found: list[_Character] = []
    for at, char in enumerate(text):
        if not _INVISIBLE.match(char):
            found.append((char, at, at + 1))
        elif found and found[-1][2] == at and _SELECTOR.match(char):
            found[-1] = (found[-1][0], found[-1][1], at + 1)
    return _composed(found)


def _of(characters: Sequence[_Character], length: int) -> Searched:
    """The searched text of these characters; length: of the text."""
    return Searched("".join(char for char, _, _ in characters), _shifts(characters, length))


def _composed(characters: Iterable[_Character]) -> list[_Character]:
    found: list[_Character] = []
    cluster: list[_Character] = []
    for each in characters:
        joins = len(cluster) < _MOST_MARKS and (unicodedata.combining(each[0]) or _JAMO.match(each[0]))
        if cluster and not joins:
            found += _one_of(cluster)
            cluster = []
        cluster.append(each)
    return found + _one_of(cluster)


def _one_of(cluster: list[_Character]) -> list[_Character]:
    """A base and its marks, composed: the first of what remains stands for all that are gone."""
    if len(cluster) < 2:
        return cluster
    chars = unicodedata.normalize("NFC", "".join(char for char, _, _ in cluster))
    if len(chars) >= len(cluster):
        return cluster
    gone = len(cluster) - len(chars)
    kept = [(cluster[0][1], cluster[gone][2]), *((start, end) for _, start, end in cluster[gone + 1 :])]
    return [(char, *span) for char, span in zip(chars, kept, strict=True)]


def _shifts(characters: Sequence[_Character], length: int) -> list[Shift]:
    """Where the map changes; length: of the text."""
    shifts: list[Shift] = []
    before = (0, 0)
    for at, (_, start, end) in enumerate(characters):
        now = (start - at, end - at - 1)
        if now != before:
            shifts.append((at, *now))
            before = now
    rest = length - len(characters)
    return [*shifts, (len(characters), rest, rest)] if rest else shifts


def _shifts_of(gaps: Sequence[tuple[int, int]], length: int) -> list[Shift]:
    """Where the map changes when these spans of a text are left out; length: of the text."""
    shifts: list[Shift] = []
    left_out = 0
    for start, end in gaps:
        at = start - left_out
        left_out += end - start
        shifts.append((at, left_out, left_out))
    return [*shifts, (length - left_out, left_out, left_out)]
