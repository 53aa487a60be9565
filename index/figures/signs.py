"""Signs before numbers: 零下, 零上, and a stroke, which may be a minus or join two words or two numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_STROKE: Final = "-–−负"
_MINUS: Final = re.compile(f"(?<![0-9a-z%‰℃一二三四五六七八九十百千万亿年月日—–−-])[{_STROKE}]$")
_SIGNED: Final = frozenset(("%", "‰", "个百分点", "个基点", "℃", "摄氏度", "度"))
"""Units before which a stroke is a minus, whatever stands before it."""
_DEGREES: Final = frozenset(("℃", "摄氏度", "度"))
_FREEZING: Final = "零下"
_ABOVE: Final = "零上"
_SAYING: Final = re.compile("(?:^|[为是达至到从由约计拔(,:;| ])$")
_SECOND: Final = re.compile(f"{_FREEZING}|[{_STROKE}]")


def signed(text: str, start: int, unit: str, low: Decimal, high: Decimal | None) -> tuple[int, Decimal, Decimal | None]:
    """Where the number at `start` begins with its sign, and its ends with that."""
    if unit in _DEGREES and text.startswith(_ABOVE, max(0, start - len(_ABOVE))):
        return start - len(_ABOVE), low, high
    length = length_of_sign(text, start, unit)
    if high is None:
        return start - length, -low if length else low, None
    if length and is_freezing(text, start):
        # 零下十七八度.
        return start - length, *below_zero(low, high, both=True)
    return start, low, high


def below_zero(first: Decimal, last: Decimal, *, both: bool) -> tuple[Decimal, Decimal]:
    """The ends of a range of which the first number, or both, have a minus: 零下3至5℃ is from -5 to -3."""
    ends = (-first, -last) if both else (-first, last)
    return (min(ends), max(ends)) if both else ends


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


def behind_second_sign(text: str, at: int) -> tuple[int, bool]:
    """Behind the sign of the second number of a range, which may begin at `at`; and whether it is a minus."""
    if text.startswith(_ABOVE, at):
        return at + len(_ABOVE), False
    sign = _SECOND.match(text, at)
    return (sign.end(), True) if sign else (at, False)


def may_end_with_sign(joining: str) -> bool:
    """Whether the second of the strokes that join two numbers may be the second one's minus: -8--5."""
    return len(joining) == 2 and joining[1] == "-"


def is_freezing(text: str, start: int) -> bool:
    """Whether degrees below zero are spoken of before a number: 零下3至5℃."""
    return text.startswith(_FREEZING, max(0, start - len(_FREEZING)))
