"""In which reports runs of words stand, and which of them have one text, however jieba cuts it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from search.study.counted_words import Spread, Words
from search.study.grams import NONE, Grams, Int64, Numbers, lengths_of
from search.study.standing import Standing

_BASE: Final = 11400714819323198485
"""Of the polynomial that hashes a text."""


class Placed:
    """In which reports of a selection some words and runs of words stand; counts: how often each does.

    reports, owners: for each occurrence of a run its report's number in the snapshot, and the row as which it counts.
    """

    def __init__(self, words: Words, grams: Grams, reports: Numbers, owners: Int64) -> None:
        self._words = words
        self._grams = grams
        self._reports = reports
        self._owners = owners
        self.counts: Int64 = np.where(lengths_of(grams) == 1, words.counts[grams[:, 0]], 0)
        self.counts += np.bincount(self._owners, minlength=len(grams))

    @classmethod
    def where(cls, words: Words, grams: Grams, standing: Standing) -> Placed:
        """standing: of the runs, each counted as itself."""
        places, owners = standing.told()
        return cls(words, grams, words.report_of[places], owners)

    def reports(self, rows: Int64) -> Int64:
        """In how many reports the runs of these rows stand, in their order."""
        return self._words.reports_of(*self._standing(rows), len(rows))

    def spread(self, rows: Int64 | None = None) -> Spread:
        """In how many reports the runs of these rows stand, and how evenly, in their order; by default of all."""
        rows = np.arange(len(self._grams)) if rows is None else rows
        return self._words.spread(*self._standing(rows), len(rows))

    def _standing(self, rows: Int64) -> tuple[Numbers, Int64]:
        """Reports in which the runs of these rows stand, and which of them it is at each."""
        of_row = np.full(len(self._grams), -1, np.int64)
        of_row[rows] = np.arange(len(rows))
        own = of_row[self._owners]
        kept = np.flatnonzero(own >= 0)
        reports, terms = [self._reports[kept]], [own[kept]]
        single = rows[lengths_of(self._grams[rows]) == 1]
        if len(single):
            places, owners = self._words.standing(self._grams[single, :1])
            reports.append(self._words.report_of[places])
            terms.append(of_row[single[owners]])
        return np.concatenate(reports), np.concatenate(terms)


def firsts_of_texts(words: Words, grams: Grams) -> Int64:
    """For each run, the row of the first one with its text: 建好 is one word here and two there.

    Each word is in one run of a row at most once, so a first row that is a word has all others behind it.
    """
    hashes = _hashes_of_texts(words, grams)
    _, group, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    firsts = np.arange(len(grams))
    rows: dict[str, int] = {}
    for row in np.flatnonzero(counts[group] > 1).tolist():
        firsts[row] = rows.setdefault(words.text(grams[row]), row)
    return firsts


def _hashes_of_texts(words: Words, grams: Grams) -> npt.NDArray[np.uint64]:
    """A hash of each run's text that does not depend on where it is cut: a polynomial of its code points."""
    numbers = np.unique(grams[grams != NONE])
    texts = [words.numbering.words[number] for number in numbers.tolist()]
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    lengths = np.diff(ends, prepend=0)
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    powers = np.cumprod(np.full(int(lengths.max(initial=0)) + 1, _BASE, np.uint64))
    within = np.arange(len(codes)) - np.repeat(ends - lengths, lengths)
    of_words = np.add.reduceat(codes * powers[within], ends - lengths) if len(codes) else codes
    hashes, shift = np.zeros(len(grams), np.uint64), np.ones(len(grams), np.uint64)
    for column in grams.T:
        there = column != NONE
        at = np.searchsorted(numbers, column[there])
        hashes[there] += shift[there] * of_words[at]
        shift[there] *= powers[lengths[at] - 1]
    return hashes
