"""Numerals: the value of a number in digits, in Chinese numerals or in both (1.2亿, 三千五百, 二十余, 三分之二)."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from math import prod
from typing import Final, NamedTuple

from index.figure import Number

DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
POWERS: Final = {"十": 10, "百": 100, "千": 1000}
LARGE: Final = {"万": 10**4, "亿": 10**8}
VAGUE: Final = frozenset("余多来几数")
"""Characters that say that the number is a little larger."""

# 百 of 百分点 and 千 of 千瓦 belong to the unit.
_HUNDRED: Final = "百(?!分点|分之)"
_THOUSAND: Final = "千(?![瓦克米卡伏帕焦赫])"
_HAN: Final = rf"(?:[零〇○一二三四五六七八九十万亿两几]|{_HUNDRED}|{_THOUSAND})"
_ARABIC: Final = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_LARGER: Final = rf"(?:[余多]?(?:{_HUNDRED}|{_THOUSAND}|[万亿]))*(?:(?<=[亿万])\d+(?:\.\d+)?[万千])?"
FRACTION: Final = (
    rf"(?:[{''.join(DIGITS)}十百千万]+|\d+)分之(?:{_ARABIC}|{_HAN}+(?:点[零一二三四五六七八九]+)?)"
    r"|(?<![\d/.])\d{1,2}/\d{1,2}(?![\d/])"
)
_COUNTED: Final = rf"(?:{_ARABIC}|数?{_HAN}+(?:点[零一二三四五六七八九]+)?){_LARGER}[余多]?"
NUMERAL: Final = rf"(?:{FRACTION}|一半|{_COUNTED}(?:来(?=[个名人件家岁天年次位项]))?|半数(?=以上)|半(?=[年天个小]))"
"""Regular expression of a number, read in a text whose width and case are folded and that is simplified."""


class Value(NamedTuple):
    """A number as it is written; high: of 三四 the 四. vague: it has 余, 多, 几 or 数. parts: of a fraction, out of."""

    number: Decimal
    high: Decimal | None = None
    vague: bool = False
    parts: int = 0


LONGEST: Final = 24
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
    plain = "".join(char for char in numeral if char not in "余多来,")
    if plain[0].isdigit():
        return _arabic(plain, vague=vague)
    return _han(plain, vague=vague)


def _fraction(numeral: str) -> Value | None:
    if "/" in numeral:
        above, below = map(int, numeral.split("/"))
        return Value(Decimal(above) / below, parts=below) if 0 < above < below else None
    below_text, _, above_text = numeral.partition("分之")
    whole, share = value_of(below_text), value_of(above_text)
    if whole is None or share is None or not whole.number:
        return None
    return Value(share.number / whole.number, None, share.vague, int(whole.number))


def _arabic(plain: str, *, vague: bool) -> Value:
    """The value of digits with Chinese powers behind them."""
    total = Decimal(0)
    for digits, powers in re.findall(r"([\d.]+)([百千万亿]*)", plain):
        total += Decimal(digits.rstrip(".")) * powers_of(powers)
    return Value(total, None, vague)


def powers_of(powers: str) -> int:
    """What the characters 十, 百, 千, 万 and 亿 multiply by together."""
    return prod(POWERS.get(char) or LARGE[char] for char in powers)


def _han(plain: str, *, vague: bool) -> Value | None:
    if plain.startswith("数") or plain.startswith("几"):
        base = _whole(plain[1:])
        return Value(Decimal(base), None, vague=True) if base and plain[1] in "十百千万亿" else None
    if plain.endswith("几"):
        base = _whole(plain[:-1])
        return Value(Decimal(base), None, vague=True) if base else None
    whole, _, part = plain.partition("点")
    if len(whole) > 1 and all(char in DIGITS for char in whole):
        return _spelled(whole, vague=vague)
    neighbours = re.fullmatch(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]+)", whole)
    if neighbours and DIGITS[neighbours[2]] == DIGITS[neighbours[1]] + 1:
        low, high = (_whole(neighbours[at] + neighbours[3]) for at in (1, 2))
        return Value(Decimal(low), Decimal(high), vague) if low and high else None
    found = _whole(whole)
    if found is None:
        return None
    decimals = part.rstrip("百千万亿")
    number = Decimal(f"{found}.{''.join(str(DIGITS[char]) for char in decimals)}" if decimals else found)
    return Value(number * powers_of(part[len(decimals) :]), None, vague)


def _spelled(whole: str, *, vague: bool) -> Value | None:
    """Two digits in a row are the ends of a range if they follow one another: 三四; others are years and the like."""
    low, high = DIGITS[whole[0]], DIGITS[whole[1]]
    return Value(Decimal(low), Decimal(high), vague) if len(whole) == 2 and high == low + 1 and low else None


def _whole(numeral: str) -> int | None:
    """The value of a Chinese numeral in the usual order of powers; None for anything else."""
    total = section = digit = 0
    last = 10**5
    for char in numeral:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif char in POWERS:
            if POWERS[char] >= last:
                return None
            last = POWERS[char]
            section += (digit or 1) * last
            digit = 0
        elif char in LARGE:
            total = (total + section + digit or 1) * LARGE[char]
            section, digit, last = 0, 0, 10**5
        else:
            return None
    return total + section + digit


@lru_cache(4096)
def number_of(value: Decimal) -> Number:
    """The value as a Number, of its first 15 digits."""
    _, digits, exponent = _PRECISION.plus(value).normalize().as_tuple()
    assert isinstance(exponent, int)
    mantissa = int("".join(map(str, digits)))
    return Number(mantissa, exponent if mantissa else 0)
