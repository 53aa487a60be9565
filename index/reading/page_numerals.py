"""Page numbers that are not written in Arabic figures."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIGURES: Final = "〇一二三四五六七八九"
_ROMAN_ONLY = re.compile(
    r"(?P<before>[-—–―·(（]*)(?P<number>c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))(?P<after>[-—–―·)）]*)",
    re.IGNORECASE,
)
_CHINESE_ONLY = re.compile(
    r"(?P<before>[-—–―·(（]*第?)(?P<number>[〇零一二三四五六七八九十百]{1,5})(?P<after>[页頁]?[-—–―·)）]*)"
)


def in_arabic_figures(text: str) -> str:
    """A row that is a page number in Roman or Chinese figures with these in Arabic ones; other rows as they are."""
    if (found := _ROMAN_ONLY.fullmatch(text)) and found["number"]:
        return f"{found['before']}{_roman(found['number'].lower())}{found['after']}"
    if (found := _CHINESE_ONLY.fullmatch(text)) is not None:
        return f"{found['before']}{_chinese(found['number'])}{found['after']}"
    return text


def _roman(written: str) -> int:
    values = [*(_ROMAN[letter] for letter in written), 0]
    return sum(-value if value < after else value for value, after in pairwise(values))


def _chinese(written: str) -> int:
    """The number of 十二, 一百零三 and 一二."""
    written = written.replace("零", "〇")
    if not {"十", "百"} & {*written}:
        return int("".join(str(_FIGURES.index(figure)) for figure in written))
    hundreds, _, rest = written.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _digit(hundreds, "百" in written) + 10 * _digit(tens, bool(ten))
    return total + _digit(ones, False)


def _digit(written: str, counted: bool) -> int:
    """A figure before or behind 十 and 百; 1 where one is counted that is not written."""
    figures = [_FIGURES.index(figure) for figure in written if figure in _FIGURES]
    return figures[-1] if any(figures) else int(counted)
