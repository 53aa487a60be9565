"""Random samples of lines: the same for a seed wherever and whenever they are drawn."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.int64]

_AT_ONCE: Final = 1 << 20
_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)


def sampled(total: int, count: int, seed: int) -> Ranks:
    """`count` of the numbers below `total`, ascending, each set of them as likely; all of them if they are no more.

    Those with the least values of SplitMix64 (Steele, Lea & Flood 2014) from the seed on: the same for a seed with
    every version of every library, and a smaller sample is a part of a larger one.
    """
    best, values = np.zeros(0, np.int64), np.zeros(0, np.uint64)
    for start in range(0, total, _AT_ONCE):
        ranks = np.arange(start, min(start + _AT_ONCE, total))
        best = np.concatenate([best, ranks])
        values = np.concatenate([values, _mixed(ranks, seed)])
        if len(best) > count:
            least = np.argpartition(values, count)[:count] if count else np.zeros(0, np.intp)
            best, values = best[least], values[least]
    return np.sort(best)


def _mixed(ranks: Ranks, seed: int) -> npt.NDArray[np.uint64]:
    """SplitMix64's outputs of these ranks, all different; the seed is its first output itself."""
    with np.errstate(over="ignore"):
        start = _finished(np.array([seed + 1], np.uint64) * _GAMMA)
        return _finished(start + (ranks.astype(np.uint64) + np.uint64(1)) * _GAMMA)


def _finished(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
