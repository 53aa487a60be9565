"""Runs of words as rows of numbers: their lengths, their hashes, each of them once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]
Int64 = npt.NDArray[np.int64]
Grams = npt.NDArray[np.uint32]
"""Runs of words, one a row: the numbers of their tokens, and NONE behind those of shorter ones."""

NONE: Final = 0xFFFFFFFF
MOST_WORDS: Final = 5
"""Words of the longest run."""
_MIXED: Final = 2654435769
"""Odd multiplier that spreads numbers over 32 bits (Knuth, TAOCP 6.4)."""
_MIXED_WIDE: Final = 11400714819323198485
"""The same over 64 bits."""
_AT_ONCE: Final = 1 << 15
"""Hashes made in one go, so that they stay in the processor's cache meanwhile."""


def hashes(columns: Iterable[Numbers]) -> Numbers:
    """A hash of 32 bits for each run; columns: its first words, its second ones, and so on."""
    mixed: Numbers | None = None
    for column in columns:
        mixed = np.zeros(len(column), np.uint32) if mixed is None else mixed
        hash_on(mixed, column)
    assert mixed is not None
    return mixed


def hash_on(mixed: Numbers, column: Numbers) -> None:
    """Make of hashes of runs, in place, those of runs that are longer by a word; column: these words."""
    for first in range(0, len(mixed), _AT_ONCE):
        part = mixed[first : first + _AT_ONCE]
        part ^= column[first : first + _AT_ONCE]
        part *= np.uint32(_MIXED)
        part ^= part >> np.uint32(15)


def wide_hashes(columns: Sequence[Numbers]) -> npt.NDArray[np.uint64]:
    """A hash of 64 bits for each of some runs of one length; columns: their first words, their second ones, …"""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed ^ column) * np.uint64(_MIXED_WIDE)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def lengths_of(grams: Grams) -> Int64:
    """Number of words of each run."""
    lengths = np.zeros(len(grams), np.int64)
    for column in grams.T:
        lengths += column != NONE
    return lengths


def padded(grams: Grams) -> Grams:
    """Runs of one length as rows of MOST_WORDS, so that they stand in one table with others."""
    return np.pad(grams, ((0, 0), (0, MOST_WORDS - grams.shape[1])), constant_values=NONE)


def each_once(grams: Grams) -> tuple[Grams, Int64]:
    """The distinct rows, ascending, and for each row which of them it is."""
    wide = [column.astype(np.uint64) for column in grams.T]
    # Two numbers in one key are sorted in half the turns.
    pairs = [first << np.uint64(32) | second for first, second in zip(wide[::2], wide[1::2], strict=False)]
    keys = [*pairs, *wide[2 * len(pairs) :]]
    order = np.lexsort(keys[::-1])
    begins = np.ones(len(order), np.bool_)
    begins[1:] = False
    for key in keys:
        ordered = key[order]
        begins[1:] |= ordered[1:] != ordered[:-1]
    which = np.empty(len(order), np.int64)
    which[order] = np.cumsum(begins) - 1
    return grams[order[begins]], which
