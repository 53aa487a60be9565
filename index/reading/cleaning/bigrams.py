"""Probability of a character behind others, in simplified script; index/reading/cleaning/count_bigrams.py counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

FILE: Final = Path(__file__).with_name("bigrams.npz")
STEP: Final = 0.12
"""Of the stored logarithms."""
BYTES: Final = 5
"""Of the stored steps from one number to the next."""
_UNSEEN: Final = -17.0
_SHORTER: Final = -0.3
"""Where a pair stands for a triple."""


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
    chances: dict[str, float]
    ones: dict[str, float]
    rest: dict[str, float]


@cache
def _table() -> _Table:
    with np.load(FILE) as stored:
        signs = stored["signs"].tobytes().decode("utf-16-le")
        ones = stored["ones"] * -STEP
        pairs, triples = (
            (_numbers([stored[f"{name}{at}"] for at in range(BYTES)]), stored[f"{name}_chance"] * -STEP)
            for name in ("pairs", "triples")
        )
    chances: dict[str, float] = {}
    for keys, found in (pairs, triples):
        chances.update(zip(_pieces(keys, signs), found.tolist(), strict=True))
    # Katz's weights: the probability that the pairs of a character leave, shared by frequency among all others.
    first, second = np.divmod(pairs[0], len(signs))
    left = 1 - np.bincount(first, np.exp(pairs[1]), len(signs))
    others = 1 - np.bincount(first, np.exp(ones)[second], len(signs))
    rest = np.log(np.maximum(left, 0.02) / np.maximum(others, 0.02))
    return _Table(chances, dict(zip(signs, ones.tolist(), strict=True)), dict(zip(signs, rest.tolist(), strict=True)))


def _numbers(parts: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.int64]:
    """Ascending numbers, of which the bytes of their steps are stored, the lowest first."""
    steps = np.zeros(len(parts[0]), np.int64)
    for at, part in enumerate(parts):
        steps |= part.astype(np.int64) << (8 * at)
    return np.cumsum(steps)


def _pieces(keys: npt.NDArray[np.int64], signs: str) -> list[str]:
    """Pairs or triples of signs by their numbers."""
    rest, last = np.divmod(keys, len(signs))
    begun, middle = np.divmod(rest, len(signs))
    named = zip(begun.tolist(), middle.tolist(), last.tolist(), strict=True)
    return [(signs[a] if a else "") + signs[b] + signs[c] for a, b, c in named]


def following(before: str, sign: str) -> float:
    """Natural logarithm of the probability of `sign` behind `before`, its last two; all are classes, in simplified."""
    table = _table()
    known = table.chances.get(before + sign)
    if known is None and len(before) > 1:
        known = table.chances.get(before[1:] + sign)
        known = None if known is None else known + _SHORTER
    return table.rest.get(before[-1:], 0.0) + single(sign) if known is None else known


@cache
def followers() -> dict[str, list[str]]:
    """Classes that stand behind each class, the likeliest first, of what is stored."""
    found: dict[str, list[tuple[float, str]]] = {}
    for piece, chance in _table().chances.items():
        if len(piece) == 2:
            found.setdefault(piece[0], []).append((chance, piece[1]))
    return {first: [sign for _, sign in sorted(behind, reverse=True)] for first, behind in found.items()}


def single(sign: str) -> float:
    """Natural logarithm of the probability of a class anywhere."""
    return _table().ones.get(sign, _UNSEEN)
