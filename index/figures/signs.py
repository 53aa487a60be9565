"""Minus signs before numbers: a stroke may be one, or join two words or two numbers."""

from __future__ import annotations

import re
from typing import Final

_STROKE: Final = "-–−负"
_MINUS: Final = re.compile(f"(?<![0-9a-z%‰℃一二三四五六七八九十百千万亿年月日—–−-])[{_STROKE}]$")
_SIGNED: Final = frozenset(("%", "‰", "个百分点", "个基点", "℃", "摄氏度", "度"))
"""Units before which a stroke is a minus, whatever stands before it."""
_DEGREES: Final = frozenset(("℃", "摄氏度", "度"))
_FREEZING: Final = "零下"
_SAYING: Final = re.compile("(?:^|[为是达至到从由约计拔(,:;| ])$")
_SECOND: Final = re.compile(f"{_FREEZING}|[{_STROKE}]")


def length_of_sign(text: str, start: int, unit: str) -> int:
    """Length of the minus before the number at `start` that has this unit, 0 where none is."""
    begin = max(0, start - 2)
    below = text[begin:start]
    if below == _FREEZING and unit in _DEGREES:
        return len(below)
    sign = below[-1:]
    if not sign or sign not in _STROKE or not _MINUS.search(text, begin, start):
        return 0
    # 负 of 减负 and 税负 is a burden.
    signed = (unit in _SIGNED and (sign != "负" or unit in _DEGREES)) or _SAYING.search(text, begin, start - 1)
    return 1 if signed else 0


def length_of_first_sign(text: str, start: int, unit: str, *, others: bool) -> int:
    """The same of the first number of a range, where a stroke is less sure to be one: 占比-3至5%.

    others: whether the second number has a sign too, or the first its unit.
    """
    return length_of_sign(text, start, unit) if others or unit in _DEGREES else 0


def behind_second_sign(text: str, at: int) -> int:
    """Behind the minus of the second number of a range, which may begin at `at`."""
    sign = _SECOND.match(text, at)
    return sign.end() if sign else at


def may_end_with_sign(joining: str) -> bool:
    """Whether the second of the strokes that join two numbers may be the second one's minus: -8--5."""
    return len(joining) == 2 and joining[1] == "-"


def is_freezing(text: str, start: int) -> bool:
    """Whether degrees below zero are spoken of before a number: 零下3至5℃."""
    return text.startswith(_FREEZING, max(0, start - len(_FREEZING)))
