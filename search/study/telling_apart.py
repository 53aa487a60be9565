"""Which run of words stands at each of some places: told by a bin of its hash first, then by its words, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.study.grams import MOST_WORDS, Grams, Int64, Numbers

_BINS: Final = 22
"""Bits of the number of a bin, into which runs fall by their hashes."""
BINS: Final = 1 << _BINS
_TO_BIN: Final = np.uint32(32 - _BINS)
"""By how many bits a hash is shifted to be that."""
_AT_ONCE: Final = 1 << 16
"""Tokens looked at in one go, so that what is made of them stays in the processor's cache."""


def bins_of(hashes: Numbers) -> Numbers:
    """The bin of each hash."""
    return hashes >> _TO_BIN


def told_apart(numbers: Numbers, starts: Int64, bins: Numbers, length: int) -> tuple[Int64, Int64]:
    """Where the first found of each distinct run begins, and for each start which of these runs it is.

    numbers: of all tokens. starts: where runs of `length` words begin. bins: theirs.
    """
    of_bin, owners = np.empty(BINS, np.uint32), np.empty(len(starts), np.int64)
    begins, count = [starts[:0]], 0
    rest = np.arange(len(starts))
    while len(starts):
        # Of the runs in one bin, each turn takes one; nothing is read of the bins but what this turn wrote.
        of_bin[bins] = starts
        taken = of_bin[bins]
        same = numbers[starts] == numbers[taken]
        for distance in range(1, length):
            same &= numbers[starts + distance] == numbers[taken + distance]
        first = np.flatnonzero(taken == starts)
        begins.append(starts[first])
        of_bin[bins[first]] = np.arange(count, count + len(first))
        count += len(first)
        own, other = np.flatnonzero(same), np.flatnonzero(~same)
        owners[rest[own]] = of_bin[bins[own]]
        rest, starts, bins = rest[other], starts[other], bins[other]
    return np.concatenate(begins), owners


def found_again(numbers: Numbers, grams: Grams, of_grams: Numbers, places: Int64, bins: Numbers) -> tuple[Int64, Int64]:
    """At which of some places runs of one length stand, and which of them it is there.

    numbers: of all tokens. of_grams: the bins of the runs. bins: those of the places.
    """
    of_bin = np.full(BINS, -1, np.int32)
    rows = np.arange(len(grams), dtype=np.int32)
    standing, found = [places[:0]], [places[:0]]
    while len(rows):
        # Of the runs in one bin, each turn looks for one.
        of_bin[of_grams[rows]] = rows
        which = of_bin[bins]
        known = which >= 0
        places, bins, which = places[known], bins[known], which[known]
        same = grams[which, 0] == numbers[places]
        for distance in range(1, grams.shape[1]):
            same &= grams[which, distance] == numbers[places + distance]
        standing.append(places[same])
        found.append(which[same].astype(np.int64))
        places, bins = places[~same], bins[~same]
        rest = rows[of_bin[of_grams[rows]] != rows]
        of_bin[of_grams[rows]] = -1
        rows = rest
    return np.concatenate(standing), np.concatenate(found)


def may_begin(numbers: Numbers, grams: Sequence[Grams], words: int) -> list[Int64]:
    """For runs of each length the places at which one may begin, ascending: at all others stands none.

    numbers: of all tokens. grams: runs of one word, of two, …, MOST_WORDS at most. words: number of distinct tokens. At
    a place that is told, each word stands in its place in some run of that length, but not all in the same one.
    """
    if not any(map(len, grams[1:])):
        return [_places_of_words(numbers, grams[0], words), *(np.zeros(0, np.int64) for _ in grams[1:])]
    of_word = _flags(grams, words)
    # Behind the last token none of a run's words may stand.
    beyond = np.concatenate([numbers, np.full(MOST_WORDS - 1, words, np.uint32)])
    found: list[list[Int64]] = [[np.zeros(0, np.int64)] for _ in grams]
    wanted = [number for number, own in enumerate(grams) if len(own)]
    for first in range(0, len(numbers) if wanted else 0, _AT_ONCE):
        flags = of_word[beyond[first : first + _AT_ONCE + MOST_WORDS - 1]]
        may = flags[: len(flags) - MOST_WORDS + 1].copy()
        for distance in range(1, wanted[-1] + 1):
            may &= flags[distance : distance + len(may)] >> np.uint32(MOST_WORDS * distance)
        for number in wanted:
            found[number].append(np.flatnonzero((may & np.uint32(1 << number)).astype(np.bool_)) + first)
    return [np.concatenate(places) for places in found]


def _places_of_words(numbers: Numbers, grams: Grams, words: int) -> Int64:
    sought = np.zeros(words, np.bool_)
    sought[grams[:, 0]] = True
    pieces = range(0, len(numbers) if len(grams) else 0, _AT_ONCE)
    found = [np.flatnonzero(sought[numbers[first : first + _AT_ONCE]]) + first for first in pieces]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _flags(grams: Sequence[Grams], words: int) -> Numbers:
    """For each word, and for none, bits for each place in a run: which lengths of runs it may stand there in."""
    flags = np.zeros(words + 1, np.uint32)
    for number, own in enumerate(grams):
        for distance in range(MOST_WORDS):
            bit = np.uint32(1 << (MOST_WORDS * distance + number))
            # Behind a run's end any word may stand, and none.
            flags[own[:, distance] if distance <= number else slice(None)] |= bit
    return flags


def different(owners: Int64, values: npt.NDArray[np.integer[Any]], number: int, most: int) -> Int64:
    """How many different values each of some owners has, where they are fewer than `most`; else `most`.

    owners, values: pairs. number: of owners.
    """
    found = np.zeros(number, np.int64)
    one = np.empty(number, values.dtype)
    for _ in range(most):
        # Each turn takes one value of every owner that has any left.
        one[owners] = values
        has = np.zeros(number, np.bool_)
        has[owners] = True
        found += has
        other = np.flatnonzero(one[owners] != values)
        owners, values = owners[other], values[other]
    return found
