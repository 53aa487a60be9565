"""Probability of a character behind another, in simplified script; index/reading/cleaning/count_bigrams.py counted it."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

FILE: Final = Path(__file__).with_name("bigrams.npz")
STEP: Final = 0.12
"""Of the stored logarithms."""
_UNSEEN: Final = -17.0


def sign_class(sign: str) -> str:
    """The sign that stands for all like it: `0` for digits, `a` for Latin letters, full-width punctuation for ASCII's.

    A line break is the end of a paragraph.
    """
    if "\u4e00" <= sign <= "\u9fff":
        return sign
    if "0" <= sign <= "9":
        return "0"
    if sign.isalpha() and sign < "\u0250":
        return "a"
    return _WIDE.get(sign, sign)


_WIDE: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", "\u3000": " "}


class _Table(NamedTuple):
    pairs: dict[str, float]
    ones: dict[str, float]
    rest: dict[str, float]


@cache
def _table() -> _Table:
    with np.load(FILE) as stored:
        signs = stored["signs"].tobytes().decode("utf-16-le")
        keys = np.cumsum(stored["low"].astype(np.int64) + (stored["high"].astype(np.int64) << 8))
        pairs, ones = stored["pairs"] * -STEP, stored["ones"] * -STEP
    first, second = np.divmod(keys, len(signs))
    # Katz's weights: the probability that the pairs of a character leave, shared by frequency among all others.
    left = 1 - np.bincount(first, np.exp(pairs), len(signs))
    others = 1 - np.bincount(first, np.exp(ones)[second], len(signs))
    rest = np.log(np.maximum(left, 0.02) / np.maximum(others, 0.02))
    names = [signs[a] + signs[b] for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    return _Table(
        dict(zip(names, pairs.tolist(), strict=True)),
        dict(zip(signs, ones.tolist(), strict=True)),
        dict(zip(signs, rest.tolist(), strict=True)),
    )


def bigram(before: str, sign: str) -> float:
    """Natural logarithm of the probability of `sign` behind `before`, both of them classes in simplified script."""
    table = _table()
    known = table.pairs.get(before + sign)
    return table.rest.get(before, 0.0) + single(sign) if known is None else known


def single(sign: str) -> float:
    """Natural logarithm of the probability of a class anywhere."""
    return _table().ones.get(sign, _UNSEEN)


def bigrams(text: str) -> float:
    """That of the text behind its first sign."""
    classes = list(map(sign_class, text))
    return math.fsum(map(bigram, classes, classes[1:]))
