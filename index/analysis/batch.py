"""Batch analysis in arrays: what `Segmenter.words`, `grams` and `variants` make of a text, for many at once, faster.

In Python, only the segmenter works token by token; a word's terms are made once for each new word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, count

import numpy as np
import numpy.typing as npt

from index.analysis.folding import (
    UNICODE,
    code_table,
    fold,
    fold_for_words,
    folding_table,
    keys_table,
    traditional_characters,
    width_case_table,
)
from index.analysis.searched import Shift, searched
from index.analysis.segmentation import Segmenter, is_word
from index.segment.arrays import ragged
from index.segment.terms import BITS

UInt64 = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]
CodePoints = npt.NDArray[np.uint32]

_CHARACTER_BITS = np.uint64(BITS)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of terms in a batch: for each, the term and its offset in the joined texts (code points).

    terms: numbers that sort as the terms do; their meaning is given where they are made.
    """

    terms: UInt64
    places: Int64


class Batch:
    """The searched texts (index/analysis/searched.py) of some texts, joined, and their offsets; no lone surrogates.

    lengths: code points of each searched text. codes: the code points of all. shifts: of the texts that differ.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._originals = texts
        found = list(map(searched, texts))
        self.texts: list[str] = [each.text for each in found]
        self.shifts: dict[int, Sequence[Shift]] = {at: each.shifts for at, each in enumerate(found) if each.shifts}
        self.codes: CodePoints = _code_points(self.texts)
        self.lengths: Int64 = _lengths(self.texts)
        self.ends: Int64 = np.cumsum(self.lengths)
        self.starts: Int64 = self.ends - self.lengths

    def texts_of(self, places: Int64) -> Int64:
        """Number of the text at each offset."""
        return self._text_numbers[places]

    @cached_property
    def _text_numbers(self) -> Int64:
        return np.repeat(np.arange(len(self.texts)), self.lengths)

    def grams(self) -> Occurrences:
        """Bigrams as `short_key`s, one per character."""
        folded = code_table(folding_table)[self.codes].astype(np.uint64)
        following = np.zeros_like(folded)
        # 0 means that nothing follows; U+0000 becomes 1.
        following[:-1] = folded[1:] + np.uint64(1)
        following[self.ends[self.lengths > 0] - 1] = 0
        return Occurrences(folded << _CHARACTER_BITS | following, np.arange(len(folded)))

    @cached_property
    def original_lengths(self) -> Int64:
        """Code points of each text."""
        return _lengths(self._originals)

    def folded_for_keys(self) -> list[str]:
        """The texts as `fold_for_keys` folds them."""
        return split_codes(code_table(keys_table)[_code_points(self._originals)], self.original_lengths)

    def variants(self) -> Occurrences:
        """Characters that folding changes beyond width and case, as `short_key`s."""
        narrow = code_table(width_case_table)[self.codes]
        places = np.flatnonzero(narrow != code_table(folding_table)[self.codes])
        return Occurrences(narrow[places].astype(np.uint64) << _CHARACTER_BITS, places)

    @cached_property
    def for_words(self) -> list[str]:
        """The texts as input of the segmenter: simplified, and folded in width and case, character by character."""
        codes = code_table(width_case_table)[self.codes]
        narrow = codes.tobytes().decode("utf-32-le")
        changed = np.zeros(len(codes) + 1, np.int64)
        np.cumsum(_traditional()[codes], out=changed[1:])
        traditional = changed[self.ends] > changed[self.starts]
        bounds = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        segmented = [narrow[start:end] for start, end in bounds]
        for place in np.flatnonzero(traditional).tolist():
            segmented[place] = fold_for_words(self.texts[place])
        return segmented


class BatchSegmenter:
    """Segments batches of texts, and caches the terms and tokens of each word."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._lengths = np.zeros(0, np.int64)
        self._terms = _Parts()
        self._tokens = _Parts()

    def words(self, batch: Batch) -> tuple[list[str], Occurrences]:
        """Words of the batch in code point order, and their occurrences; `terms` are indexes into that list.

        They are those of `Segmenter.words` for each text.
        """
        return self._made(self._terms, self._cut(batch))

    def words_and_tokens(self, batch: Batch) -> tuple[tuple[list[str], Occurrences], tuple[list[str], Occurrences]]:
        """As `words`; and the tokens of accurate mode with theirs, in reading order, each character in one of them.

        A token is simplified in context and folded in width and case, but not by class, so that people can read it;
        punctuation is a token, too.
        """
        cut = self._cut(batch)
        return self._made(self._terms, cut), self._made(self._tokens, cut)

    def _cut(self, batch: Batch) -> Int64:
        """Numbers of the words of `Segmenter.cut`, text after text."""
        pieces = list(chain.from_iterable(map(self._segmenter.cut, batch.for_words)))
        known = len(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, pieces), np.int64, len(pieces))
        if len(self._numbers) > known:
            self._learn(list(self._numbers)[known:])
        return numbers

    def _learn(self, words: list[str]) -> None:
        parts = map(self._segmenter.parts, words)
        self._terms.learn([[(fold(part), distance) for part, distance in each if is_word(part)] for each in parts])
        self._tokens.learn([_end_to_end(self._segmenter.tokens(word)) for word in words])
        self._lengths = np.concatenate([self._lengths, np.fromiter(map(len, words), np.int64, len(words))])

    def _made(self, parts: _Parts, cut: Int64) -> tuple[list[str], Occurrences]:
        lengths = self._lengths[cut]
        numbers, places = parts.of(cut, np.cumsum(lengths) - lengths)
        present = np.flatnonzero(np.bincount(numbers, minlength=len(parts.names)))
        names = list(parts.names)
        ordered = sorted((names[number], number) for number in present.tolist())
        ranks = np.zeros(len(names), np.uint64)
        ranks[[number for _, number in ordered]] = np.arange(len(ordered), dtype=np.uint64)
        return [name for name, _ in ordered], Occurrences(ranks[numbers], places)


class _Parts:
    """What words are made into: the numbers of each one's parts, and their distances from its start (code points)."""

    def __init__(self) -> None:
        self.names: defaultdict[str, int] = defaultdict(count().__next__)
        # Each word's parts are adjacent.
        self._first = np.zeros(1, np.int64)
        self._numbers = np.zeros(0, np.int64)
        self._distances = np.zeros(0, np.int64)

    def learn(self, found: list[list[tuple[str, int]]]) -> None:
        """Take the parts of the next words."""
        counts = np.fromiter(map(len, found), np.int64, len(found))
        parts = list(chain.from_iterable(found))
        numbers = np.fromiter((self.names[name] for name, _ in parts), np.int64, len(parts))
        distances = np.fromiter((distance for _, distance in parts), np.int64, len(parts))
        self._first = np.concatenate([self._first, self._first[-1] + np.cumsum(counts)])
        self._numbers = np.concatenate([self._numbers, numbers])
        self._distances = np.concatenate([self._distances, distances])

    def of(self, words: Int64, starts: Int64) -> tuple[Int64, Int64]:
        """Numbers and places of the parts of these words, which begin at `starts`."""
        counts = np.diff(self._first)[words]
        picked = ragged(self._first[words], counts)
        return self._numbers[picked], np.repeat(starts, counts) + self._distances[picked]


def _end_to_end(tokens: Iterable[str]) -> list[tuple[str, int]]:
    found, place = [], 0
    for token in tokens:
        found.append((token, place))
        place += len(token)
    return found


def _code_points(texts: Sequence[str]) -> CodePoints:
    return np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)


def _lengths(texts: Sequence[str]) -> Int64:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def fold_codes(codes: CodePoints) -> CodePoints:
    """`fold` on code points."""
    return code_table(folding_table)[codes]


def split_codes(codes: CodePoints, lengths: Int64) -> list[str]:
    """Code points split into consecutive texts of these lengths."""
    joined = codes.tobytes().decode("utf-32-le")
    ends = np.cumsum(lengths)
    return [joined[start:end] for start, end in zip((ends - lengths).tolist(), ends.tolist(), strict=True)]


@cache
def _traditional() -> npt.NDArray[np.bool_]:
    """For every code point, whether simplifying may change a text that contains it."""
    changed = np.zeros(UNICODE, np.bool_)
    changed[list(map(ord, traditional_characters()))] = True
    return changed
