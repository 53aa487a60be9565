"""Amounts: a number with the unit and the bound words that touch it, where it is one that counts or measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from index.figure import Bound
from index.figures.excluded import is_named, is_none, names_in
from index.figures.han_numbers import sum_of
from index.figures.measures import MONEY, TIMES, unit_at
from index.figures.numerals import NUMERAL, Value, value_of
from index.figures.promising import FOLLOWING

_NOT: Final = ("不", "不得", "不能", "不应", "不应当", "不可", "不宜", "不会", "未")
_OVER: Final = ("超过", "超出", "多于", "大于", "高于")
_UNDER: Final = ("少于", "小于", "低于")
_BEFORE: Final[dict[str, Bound]] = {
    **dict.fromkeys(("至少", "最少", "起码", "不下", "上", *(no + less for no in _NOT for less in _UNDER)), "at_least"),
    **dict.fromkeys(("至多", "最多", "不超", "不得超", *(no + more for no in _NOT for more in _OVER)), "at_most"),
    **dict.fromkeys(("不足", "不到", "不满", "未满", "未达到", "未达", *_UNDER), "at_most"),
    **dict.fromkeys(("接近", "将近", "近"), "nearly"),
    **dict.fromkeys(("大约", "约为", "约合", "约", "大概"), "about"),
    **dict.fromkeys(("超", "逾", "突破", "过", "破", *_OVER), "over"),
}
"""Words that touch a number from the left."""
_AFTER: Final[dict[str, Bound]] = {
    **dict.fromkeys(("及以上", "以上"), "at_least"),
    **dict.fromkeys(("及以下", "以下", "以内", "之内"), "at_most"),
    **dict.fromkeys(("左右", "上下"), "about"),
}
"""Words that touch a unit from the right."""
_LONGEST: Final = max(map(len, _BEFORE))
_ENDS_BEFORE: Final = frozenset(word[-1] for word in _BEFORE)
_BEGINS_AFTER: Final = frozenset(word[0] for word in _AFTER)
_OF_POWERS: Final = frozenset(("过", "破", "上"))
"""Of these words, those that are bounds before 百, 千, 万 and the like alone: 上千."""
_PART_OF_WORD: Final = {
    "约": "节契签公集制条合违预邀隐解简缩相有特赴",
    "近": "附邻靠最临亲远贴逼",
    "超": "赶反高",
    "过": "通经超不渡走胜越路",
    "破": "突打侦攻爆",
    "上": "以网线历马路海地水岸身早晚",
    "逾": "不",
}
"""Characters with which the bound word behind them is another word: 节约, 附近."""

_AMOUNT: Final = re.compile(
    rf"(?<![第\d.a-z初之唯零〇○一二三四五六七八九十百千万亿两])(?P<first>{NUMERAL})"
    r"(?:(?P<between>%|‰|个百分点|天|年|个月|个|元|日|倍|亩|人|件|项|次|米|公里|吨|岁|周岁)?"
    rf"(?:至|到|[—–~-]{{1,2}})(?P<second>{NUMERAL}))?"
)
_SEVERAL: Final = re.compile("(?<=数)[十百千万亿](?!分之)")
_ENDS_MORE: Final = re.compile(r"$|[^\w]|的|以|左|来|时间|高")


class Amount(NamedTuple):
    """start, end: its span in the text, bound words included. low, high: in `unit`."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str
    bound: Bound


def amounts_in(text: str, starts: Iterable[int]) -> Iterator[Amount]:
    """The amounts of a text that is simplified and folded in width and case, in order; they do not overlap.

    starts: where numerals begin, ascending. Takes time in proportion to the text.
    """
    names: bytearray | None = None
    at, known = 0, False
    for start in starts:
        match = _AMOUNT.match(text, start - bool(_SEVERAL.match(text, start))) if start >= at else None
        if match is None:
            continue
        at = match.end()
        if at - match.start() == 1 and not match[0].isdigit() and text[at : at + 1] not in FOLLOWING:
            continue
        first, second = value_of(match["first"]), None
        if match["second"]:
            second = value_of(match["second"])
            if not (first and second and _lower(first, second, match) < second.number and not first.vague):
                second, at = None, match.end("first")
        found = _amount(text, match, at, first, second) if first else None
        if found is not None:
            names, known = names if known else names_in(text), True
            if (names is None or not names[found.start]) and not is_named(text, match.start(), found.end, found.unit):
                yield found
                at = found.end


def _lower(first: Value, second: Value, match: re.Match[str]) -> Decimal:
    """The lower end, with the power that only the upper one has: 5至6亿."""
    powers = re.search(r"[万亿]+$", match["second"])
    if powers and not match["between"] and match["first"].replace(".", "").isdigit():
        scaled = first.number * (sum_of(powers[0]) or 1)
        return scaled if first.number * 2 < second.number and scaled < second.number else first.number
    return first.number


def _amount(text: str, match: re.Match[str], end: int, first: Value, second: Value | None) -> Amount | None:
    """The amount whose number ends at `end`; None if it counts nothing."""
    start, numeral = match.start(), text[match.start() : end]
    digits_end = end
    unit, end = unit_at(text, end)
    bound_at, bound = _before(text, start, numeral[0])
    if (second and match["between"] and not unit) or is_none(text, start, end, numeral, unit, bound):
        return None
    low, high, vague = first.number, first.high, first.vague or "多" in text[digits_end:end]
    if second is not None:
        low, high, vague = _lower(first, second, match), second.number, second.vague
    elif first.parts:
        low, unit = _share(first, unit)
    if unit == "成":
        unit, low, high = "%", low * 10, high and high * 10
    end, after = _after(text, end, unit)
    return Amount(bound_at, end, low, high, unit, bound or after or ("over" if vague else "exact"))


def _share(value: Value, unit: str) -> tuple[Decimal, str]:
    """Number and unit of a fraction: parts of 100, 1,000 and 10,000 have units of their own."""
    sign = {100: "%", 1000: "‰", 10000: "‱"}.get(value.parts)
    return (value.number * value.parts, sign) if sign else (round(value.number, 4), unit)


def _before(text: str, start: int, first: str) -> tuple[int, Bound | None]:
    """Where the amount begins with the bound word before it, and that bound. first: character of the numeral."""
    if text[start - 1 : start] not in _ENDS_BEFORE:
        return start, None
    for begin in range(max(0, start - _LONGEST), start):
        if bound := _BEFORE.get(word := text[begin:start]):
            another = text[begin - 1 : begin] in (_PART_OF_WORD.get(word) or ()) if begin else False
            if another or (word in _OF_POWERS and first not in "百千万亿半"):
                break
            return begin, bound
    return start, None


def _after(text: str, end: int, unit: str) -> tuple[int, Bound | None]:
    """Where the amount ends with the bound word behind it, and that bound."""
    vague: Bound | None = None
    if text[end : end + 1] in ("多", "余") and unit and _ENDS_MORE.match(text, end + 1):
        end, vague = end + 1, "over"
    following = text[end : end + 1]
    if following in _BEGINS_AFTER:
        for length in (3, 2):
            if bound := _AFTER.get(word := text[end : end + length]):
                return end + len(word), bound
    if following == "内" and unit in TIMES:
        return end + 1, "at_most"
    return end + (following == "整" and unit in MONEY), vague
