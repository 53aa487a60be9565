"""Amounts: a number with its sign, unit and the bound words that touch it, where it is one that counts or measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from index.figure import Bound
from index.figures.bounds import bound_before, bound_behind, bound_of_verb
from index.figures.excluded import is_none
from index.figures.han_numbers import sum_of
from index.figures.measures import TIMES, is_with_half, unit_at
from index.figures.named import is_named, names_in
from index.figures.numerals import NUMERAL, Value, value_of
from index.figures.promising import FOLLOWING
from index.figures.signs import (
    behind_second_sign,
    below_zero,
    is_freezing,
    length_of_first_sign,
    may_end_with_sign,
    signed,
)

_NUMERAL: Final = re.compile(
    rf"(?<![第\d.a-z初之唯〇○一二三四五六七八九十百千万亿两])(?<!(?<![年月天时元])零){NUMERAL}"
)
_SEVERAL: Final = re.compile("[十百千万亿](?!分之)")
_AND_ODD: Final = re.compile("(?<=[年月天时元])零(?=[一二三四五六七八九十])")
"""零 of 一年零三个月."""
_TO: Final = re.compile("至|到|[—–~〜-]{1,2}")
_MYRIADS: Final = re.compile("个多?亿(?:(?=的)|元?(?=[,。;、!?)]|以[上下]|左右|$))")
"""As money is spoken of: 融资10个亿; but not of 10个亿元项目."""
_CHANGES_FROM: Final = re.compile("[从由][^,。;、]{0,8}$")
_POWERS: Final = re.compile("[万亿]+$")
_NOT_SHARED: Final = TIMES | frozenset(("点", "班", "路", "段", "站", "代", "款", "号", "级", "大"))
"""Units behind ordinals, which are no amounts: 1、2路."""
_MOST_SHARING: Final = 30
_HALF: Final = Decimal("0.5")


class Amount(NamedTuple):
    """start, end: its span in the text, bound words included. low, high: in `unit`."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str
    bound: Bound


class _Reading(NamedTuple):
    """A number with its unit; start, end: of both. numeral: its characters.

    sign: length of the minus before it, with which a range is read already.
    """

    start: int
    end: int
    numeral: str
    low: Decimal
    high: Decimal | None
    unit: str
    vague: bool
    sign: int = 0


def amounts_in(text: str, starts: Iterable[int]) -> Iterator[Amount]:
    """The amounts of a text that is simplified and folded in width and case, in order; they do not overlap.

    starts: where numerals begin, ascending. Takes time in proportion to the text.
    """
    names: bytearray | None = None
    at, known = 0, False
    for start in starts:
        if start < at:
            continue
        begin = _beginning(text, start)
        match = _NUMERAL.match(text, begin)
        if match is None:
            continue
        at = match.end()
        if at - begin == 1 and not match[0].isdigit() and text[at : at + 1] not in FOLLOWING:
            continue
        first = _reading(text, match)
        if first is None:
            continue
        reading = _range(text, first) or _sharing(text, first)
        if reading is None:
            continue
        at = begin + len(reading.numeral)
        found = _amount(text, reading)
        if found is not None:
            names, known = names if known else names_in(text), True
            if (names is None or not names[found.start]) and not is_named(text, begin, found.end, found.unit):
                yield found
                at = found.end


def _beginning(text: str, start: int) -> int:
    """Where the numeral of the run at `start` begins: with the 数 before 数百, behind the 零 of 零三个月."""
    if text[start] == "零":
        return start + bool(_AND_ODD.match(text, start))
    return start - (text[start - 1 : start] == "数" and bool(_SEVERAL.match(text, start)))


def _reading(text: str, match: re.Match[str]) -> _Reading | None:
    """The number of a numeral, with the unit behind it; None if its characters are no number."""
    value = value_of(match[0])
    if value is None:
        return None
    start, digits_end = match.span()
    unit, end = unit_at(text, digits_end)
    between = text[digits_end:end]
    low, high, vague, parts = value
    if myriads := _MYRIADS.match(text, digits_end):
        numeral, power = text[start : myriads.end()], 10**8
        return _Reading(start, myriads.end(), numeral, low * power, high and high * power, "元", "多" in numeral)
    if parts:
        low, high, unit = _share(value, unit)
    elif unit == "成":
        unit, low, high = "%", low * 10, high and high * 10
    if "半" in between:
        low += _HALF
    elif text[end : end + 1] == "半" and is_with_half(text, end, unit):
        low, end = low + _HALF, end + 1
    return _Reading(start, end, match[0], low, high, unit, vague or "多" in between)


def _range(text: str, first: _Reading) -> _Reading | None:
    """The range that a number begins: 3至5天, 七千亿斤到八千亿斤; None if it begins none."""
    to = _TO.match(text, first.end)
    begin, below = behind_second_sign(text, to.end()) if to else (0, False)
    match = _NUMERAL.match(text, begin) if to and not first.vague else None
    last = _reading(text, match) if match else None
    if not (to and last):
        return None
    # 百分之十至十五: both are said of 100.
    unit = first.unit if "分之" in first.numeral and not last.unit else last.unit
    has_sign, dashed = begin > to.end(), may_end_with_sign(to[0])
    sign = length_of_first_sign(text, first.start, unit, others=has_sign or dashed or bool(first.unit))
    low, high = _lower(first, last), last.low
    if sign:
        both = below or (not has_sign and (dashed or (not first.unit and is_freezing(text, first.start))))
        low, high = below_zero(low, high, both=both)
    if first.unit not in ("", unit) or low >= high or (below and not sign):
        return None
    if first.unit and to[0] == "到" and _CHANGES_FROM.search(text, max(0, first.start - 10), first.start):
        return None
    numeral = text[first.start : last.start + len(last.numeral)]
    return _Reading(first.start, last.end, numeral, low, high, unit, last.vague, sign)


def _sharing(text: str, first: _Reading) -> _Reading | None:
    """A number with the unit, and the power, that only the last of several has: 120、135、142件, 3.5、4.2亿元.

    None if that one is no amount's: 3、5年间.
    """
    last, end = first, first.end
    for _ in range(_MOST_SHARING):
        match = _NUMERAL.match(text, end + 1) if not last.unit and text[end : end + 1] == "、" else None
        following = _reading(text, match) if match else None
        if following is None or not following.numeral[0].isdigit():
            break
        last, end = following, following.end
    ratio = text[max(0, first.start - 1) : first.start] in (":", "/")
    if last is first or first.vague or ratio or not first.numeral[0].isdigit() or not last.unit:
        return first
    if last.unit in _NOT_SHARED:
        return None
    if text.startswith("成", last.start + len(last.numeral)):
        return first
    return first._replace(low=_lower(first, last), unit=last.unit)


def _lower(first: _Reading, last: _Reading) -> Decimal:
    """The lower end, with the power that only the upper one has: 5至6亿."""
    powers = _POWERS.search(last.numeral.rstrip("余多"))
    if powers and not first.unit and not _POWERS.search(first.numeral):
        scaled = first.low * (sum_of(powers[0]) or 1)
        return scaled if first.low * 2 < last.low and scaled < last.low else first.low
    return first.low


def _amount(text: str, number: _Reading) -> Amount | None:
    """A number with its sign and bound; None if it counts nothing."""
    start, low, high = number.start - number.sign, number.low, number.high
    if not number.sign:
        start, low, high = signed(text, start, number.unit, low, high)
    begin, bound = bound_before(text, start, number.numeral[0])
    if is_none(text, number.start, number.end, number.numeral, number.unit, bound):
        return None
    end, after = bound_behind(text, number.end, number.unit)
    bound = bound or after or ("over" if number.vague else bound_of_verb(text, start))
    return Amount(begin, end, low, high, number.unit, bound or "exact")


def _share(value: Value, unit: str) -> tuple[Decimal, Decimal | None, str]:
    """Number, upper end and unit of a fraction: parts of 100, 1,000 and 10,000 have units of their own."""
    sign = {100: "%", 1000: "‰", 10000: "‱"}.get(value.parts)
    if sign:
        return value.number * value.parts, value.high and value.high * value.parts, sign
    return round(value.number, 4), value.high and round(value.high, 4), unit
