"""Numbers that may be figures, found in arrays: those before something that can be counted."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis.batch import Batch
from index.analysis.folding import UNICODE, code_table, fold, folding_table
from index.figures.han_numbers import CAPITALS
from index.figures.measures import NEVER_OF_HAN, UNITS

_DIGIT, _NUMERAL, _FIRST_OF_UNIT, _ORDINAL, _OPENING, _CLOSING, _MONTH, _DAY_OR_YEAR, _CAPITAL, _BESIDE = (
    1 << bit for bit in range(10)
)
_NUMBER: Final = _DIGIT | _NUMERAL
FOLLOWING: Final = frozenset(unit[0] for unit in UNITS - NEVER_OF_HAN) | frozenset("余多来数点分至到—–~-/")
"""Characters that stand behind the numeral of a figure that is one Chinese character."""


def promising(batch: Batch) -> dict[int, list[int]]:
    """By the number of a text, ascending, where runs of numerals begin that may be figures (code points)."""
    kinds = _kinds()[batch.codes]
    _count_capitals(batch, kinds)
    before, after = np.zeros_like(kinds), np.zeros_like(kinds)
    before[1:], after[:-1] = kinds[:-1], kinds[1:]
    filled = batch.lengths > 0
    before[batch.starts[filled]] = after[batch.ends[filled] - 1] = 0
    number = (kinds & _NUMBER) > 0
    starts = np.flatnonzero(number & ((before & (_NUMBER | _ORDINAL)) == 0))
    ends = np.flatnonzero(number & ((after & _NUMBER) == 0)) + 1
    # A run behind an ordinal sign has an end, but no start here.
    ends = ends[np.searchsorted(ends, starts, "right")]
    following = after[ends - 1]
    alone = (ends - starts == 1) & ((kinds[starts] & _NUMERAL) > 0)
    counts = ~alone | ((following & _FIRST_OF_UNIT) > 0)
    listed = ((before[starts] & _OPENING) > 0) & ((following & _CLOSING) > 0)
    # 2019年3月28日 is a date, whatever its text says beside.
    in_date = ((before[starts] & _MONTH) > 0) | ((ends - starts == 4) & ((kinds[starts] & _DIGIT) > 0))
    dated = ((following & _MONTH) > 0) | (in_date & ((following & _DAY_OR_YEAR) > 0))
    chosen = starts[counts & ~listed & ~dated]
    texts = batch.texts_of(chosen)
    found: dict[int, list[int]] = {}
    for text, start in zip(texts.tolist(), (chosen - batch.starts[texts]).tolist(), strict=True):
        found.setdefault(text, []).append(start)
    return found


def _count_capitals(batch: Batch, kinds: npt.NDArray[np.uint16]) -> None:
    """Mark as numerals the capital ones beside another one or a power: 伍佰, 伍万, not the 伍 of 队伍."""
    capitals = (kinds & _CAPITAL) > 0
    if not capitals.any():
        return
    beside = capitals | ((kinds & _BESIDE) > 0)
    borders = batch.ends[(batch.ends > 0) & (batch.ends < len(kinds))]
    follows, precedes = beside[1:].copy(), beside[:-1].copy()
    follows[borders - 1] = precedes[borders - 1] = False
    kinds[:-1][capitals[:-1] & follows] |= _NUMERAL
    kinds[1:][capitals[1:] & precedes] |= _NUMERAL


@cache
def _kinds() -> npt.NDArray[np.uint16]:
    """What each code point may be in a figure."""
    kinds = np.zeros(UNICODE, np.uint16)
    for chars, kind in (
        ("0123456789", _DIGIT),
        ("零〇○一二三四五六七八九十百千万亿两几半", _NUMERAL),
        (FOLLOWING, _FIRST_OF_UNIT),
        ("第", _ORDINAL),
        ("(", _OPENING),
        (")", _CLOSING),
        ("月", _MONTH),
        ("日年", _DAY_OR_YEAR),
        ("".join(CAPITALS), _CAPITAL),
        ("零万亿", _BESIDE),
    ):
        for char in chars:
            kinds[ord(fold(char))] |= kind
    return kinds[code_table(folding_table)]
