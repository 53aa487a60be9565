"""Numerals: the regular expression of a number in digits, in Chinese numerals or in both, and its value.

number    := coefficient? power+ (coefficient power+)* last?     一亿四千多万, 2亿5千万, 1万2000, 三万五
power     := [余多]? (十 | 百 | 千 | 万 | 亿)
fraction  := number 分之 number | digits / digits                 三分之二, 百分之八点六
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from index.figure import Number
from index.figures.han_numbers import CAPITALS, DIGITS, sum_of

POWERS: Final = "十百千万亿"
VAGUE: Final = frozenset("余多来几数")
"""Characters that say that the number is a little larger."""

_DIGIT: Final = f"[{''.join(set(DIGITS) - {'两'})}几]"
# 百 of 百分点 and 千 of 千瓦 belong to the unit.
_POWER: Final = "(?:[十万亿]|百(?!分点|分之)|千(?![瓦克米卡伏帕焦赫]))"
_DECIMALS: Final = "点[零〇一二三四五六七八九]+"
_HAN: Final = rf"(?:{_DIGIT}|两|{_POWER})(?:{_DIGIT}|两(?=[百千万亿])|(?<=一)两|{_POWER})*(?:{_DECIMALS})?"
_ARABIC: Final = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_NEXT_POWER: Final = f"(?=[余多]?{_POWER})"
_REST: Final = (
    rf"(?:[余多]?{_POWER}|(?<=[{POWERS}])(?:零?{_DIGIT}|两|\d+(?:\.\d+)?){_NEXT_POWER}|(?<=[万亿])\d{{4}}(?![\d年.,]))*"
)
_CAPITAL: Final = f"[{''.join(CAPITALS)}]"
_CAPITALS: Final = f"(?<![队入退大内])(?=[零万亿]?{_CAPITAL})[{''.join(CAPITALS)}零万亿]{{2,}}"
FRACTION: Final = (
    rf"(?:[{''.join(DIGITS)}十百千万]+|\d+)分之(?:{_ARABIC}|{_HAN})" r"|(?<![\d/.])\d{1,2}/\d{1,2}(?![\d/])"
)
_COUNTED: Final = rf"(?:{_ARABIC}|数?{_HAN}){_REST}[余多]?"
_HALF: Final = "半数(?=以上)|(?<=近)半数|(?<=超过)半数|(?<=[不未]到)半数|(?<=不足)半数|半(?=[年天个小])"
NUMERAL: Final = rf"(?:{FRACTION}|一半|{_CAPITALS}|{_COUNTED}(?:来(?=[个名人件家岁天年次位项]))?|{_HALF})"
"""Regular expression of a number, read in a text whose width and case are folded and that is simplified."""


class Value(NamedTuple):
    """A number as it is written; high: of 三四 the 四. vague: it has 余, 多, 几 or 数. parts: of a fraction, out of."""

    number: Decimal
    high: Decimal | None = None
    vague: bool = False
    parts: int = 0


LONGEST: Final = 48
"""Characters of a numeral; what is longer is a code."""
LARGEST: Final = Decimal(10) ** 18
_PRECISION: Final = Context(prec=15)


@lru_cache(4096)
def value_of(numeral: str) -> Value | None:
    """The value of a NUMERAL; None for characters that are no number together (一二三四五), and beyond LARGEST."""
    found = _value_of(numeral) if len(numeral) <= LONGEST else None
    return None if found is None or max(found.number, found.high or 0) > LARGEST else found


def _value_of(numeral: str) -> Value | None:
    if "分之" in numeral or "/" in numeral:
        return _fraction(numeral)
    if numeral in ("半", "一半", "半数"):
        return Value(Decimal("0.5"))
    vague = not VAGUE.isdisjoint(numeral)
    plain = numeral.replace(",", "")
    if ends := _neighbours(plain):
        low, high = map(sum_of, ends)
        return Value(low, high, vague) if low and high else None
    number = sum_of(plain)
    return None if number is None else Value(number, None, vague)


_NEIGHBOURS: Final = re.compile(
    "(?<![一二两三四五六七八九〇○零点])([一二两三四五六七八九])([二两三四五六七八九])(?![一二三四五六七八九〇○零点])"
)


def _neighbours(numeral: str) -> tuple[str, str] | None:
    """The two ends of a range that is written by digits that follow one another: 三四百, 十七八."""
    match = _NEIGHBOURS.search(numeral)
    if match is None or DIGITS[match[2]] != DIGITS[match[1]] + 1:
        return None
    before, behind = numeral[: match.start()], numeral[match.end() :]
    return before + match[1] + behind, before + match[2] + behind


def _fraction(numeral: str) -> Value | None:
    if "/" in numeral:
        above, below = map(int, numeral.split("/"))
        return Value(Decimal(above) / below, parts=below) if 0 < above < below else None
    below_text, _, above_text = numeral.partition("分之")
    whole, share = value_of(below_text), value_of(above_text)
    if whole is None or share is None or not whole.number:
        return None
    high = None if share.high is None else share.high / whole.number
    return Value(share.number / whole.number, high, share.vague, int(whole.number))


@lru_cache(4096)
def number_of(value: Decimal) -> Number:
    """The value as a Number, of its first 15 digits."""
    sign, digits, exponent = _PRECISION.plus(value).normalize().as_tuple()
    assert isinstance(exponent, int)
    mantissa = int("".join(map(str, digits)))
    return Number(-mantissa if sign else mantissa, exponent if mantissa else 0)
