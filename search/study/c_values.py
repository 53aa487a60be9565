"""C-value: how much of a run of words is a term of its own, and no part of longer ones."""

from __future__ import annotations

import numpy as np

from search.study.grams import MOST_WORDS, Grams, Int64, lengths_of, wide_hashes
from search.study.measures import Floats


def c_values(grams: Grams, counts: Int64) -> Floats:
    """C-value of each run among all of them (Frantzi, Ananiadou & Mima 2000)."""
    lengths = lengths_of(grams)
    longer, of_longer = np.zeros(len(grams)), np.zeros(len(grams))
    tables = {length: _Table(grams, np.flatnonzero(lengths == length), length) for length in range(2, MOST_WORDS)}
    for length in range(3, MOST_WORDS + 1):
        rows = np.flatnonzero(lengths == length)
        for shorter in range(2, length):
            parts = [grams[rows, first : first + shorter] for first in range(length - shorter + 1)]
            nested = np.concatenate([tables[shorter].rows_of(part) for part in parts])
            known = nested >= 0
            # A run that is a part twice is one all the same.
            pairs = np.unique(nested[known] * len(grams) + np.tile(rows, len(parts))[known])
            inner, outer = pairs // max(len(grams), 1), pairs % max(len(grams), 1)
            longer += np.bincount(inner, minlength=len(grams))
            of_longer += np.bincount(inner, counts[outer], minlength=len(grams))
    mean = np.divide(of_longer, longer, out=np.zeros(len(grams)), where=longer > 0)
    return np.asarray(np.log2(np.maximum(lengths, 1)) * (counts - mean), np.float64)


class _Table:
    """Rows of the runs of one length, found by a hash and compared."""

    def __init__(self, grams: Grams, rows: Int64, length: int) -> None:
        self._grams = grams[:, :length]
        hashes = wide_hashes(list(self._grams[rows].T))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._rows = hashes[order], rows[order]

    def rows_of(self, runs: Grams) -> Int64:
        """The row of each of some runs; -1 for one that is not there."""
        if not len(self._rows):
            return np.full(len(runs), -1, np.int64)
        at = np.minimum(np.searchsorted(self._hashes, wide_hashes(list(runs.T))), len(self._rows) - 1)
        rows = self._rows[at]
        return np.where((self._grams[rows] == runs).all(axis=1), rows, -1)
