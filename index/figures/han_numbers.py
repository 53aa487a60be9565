"""The value of a number in Chinese numerals, in digits, or in both: what each power multiplies."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
CAPITALS: Final = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
"""Numerals of cheques, each with its plain one."""
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8}
_UNSAID: Final = frozenset("余多来")
_PLAIN: Final = str.maketrans(CAPITALS)
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)
_BY_PLACE: Final = re.compile(
    "[一二三四五六七八九]+[零〇○][零〇○一二三四五六七八九]*|[一二三四五六七八九]{3,}(?=[万亿点])"
)
"""Digits without powers, which their places stand for: 一〇三五亿."""
_DECIMALS: Final = re.compile("点([零〇一二三四五六七八九]+)(.*)", re.DOTALL)


class _Term(NamedTuple):
    """A part of a sum; all that follows is smaller than `scale`."""

    value: Decimal
    scale: int


def sum_of(numeral: str) -> Decimal | None:
    """The value; None for characters that are no number together (一二三四五, 三百五百). Takes time in proportion.

    A last digit without 零 before it stands for the next power: 三万五 is 35,000.
    """
    if len(numeral) > 1 and numeral[0] in "零〇○" and numeral[1] != "点":
        return None
    plain = numeral.translate(_PLAIN).replace("万万", "亿")
    plain = _BY_PLACE.sub(lambda match: "".join(str(DIGITS[char]) for char in match[0]), plain)
    if decimals := _DECIMALS.search(plain):
        whole = _added(plain[: decimals.start()])
        part = "".join(str(DIGITS[char]) for char in decimals[1])
        return None if whole is None else _added(f"{whole}.{part}{decimals[2]}")
    return _added(plain)


def _added(plain: str) -> Decimal | None:
    terms: list[_Term] = []
    pending: Decimal | None = None
    before = ""
    for token in _TOKEN.findall(plain):
        if token in _SMALL or token in _LARGE:
            found = (_small if token in _SMALL else _large)(terms, pending, token, before)
            if not found:
                return None
            pending = None
        elif token not in _UNSAID:
            if pending is not None:
                return None
            pending = _coefficient(token, is_first=not terms)
        before = token
    return _total(terms, pending, plain)


def _coefficient(token: str, *, is_first: bool) -> Decimal | None:
    """What multiplies the next power; of 几十 at least 1, of 十几万 at least nothing more than 10."""
    if token in "几数":
        return Decimal(1 if is_first else 0)
    if token in DIGITS:
        return Decimal(DIGITS[token]) if DIGITS[token] else None
    return Decimal(token)


def _small(terms: list[_Term], pending: Decimal | None, power: str, before: str) -> bool:
    """Add a term of 十, 百 or 千; False if it may not stand there."""
    if pending is None and terms and not (power == "十" and before not in _UNSAID):
        return False
    value = (Decimal(1) if pending is None else pending) * _SMALL[power]
    return _append(terms, value, _SMALL[power])


def _large(terms: list[_Term], pending: Decimal | None, power: str, before: str) -> bool:
    """Multiply the terms below 万 or 亿 by it; False if it may not stand there."""
    large = _LARGE[power]
    gathered, scale = pending, 1
    while terms and terms[-1].scale < large:
        value, below = terms.pop()
        scale = scale if gathered is not None else below
        gathered = value + (gathered or 0)
    if gathered is None and terms:
        # 10亿余万: the rest is not said.
        return before in _UNSAID
    return _append(terms, (Decimal(1) if gathered is None else gathered) * large, large * scale)


def _append(terms: list[_Term], value: Decimal, scale: int) -> bool:
    if terms and value >= terms[-1].scale:
        return False
    terms.append(_Term(value, scale))
    return True


def _total(terms: list[_Term], pending: Decimal | None, plain: str) -> Decimal | None:
    total = sum((term.value for term in terms), Decimal(0))
    if pending is None:
        return total if terms or plain else None
    if terms and plain[-1] in DIGITS and plain[-2] in "百千万亿":
        pending *= Decimal(terms[-1].scale) / 10
    return None if terms and pending >= terms[-1].scale else total + pending
