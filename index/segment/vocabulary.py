"""Vocabulary of an index: sorted words with their document frequencies, for completion and suggestions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_LAST: Final = chr(0x10FFFF)

Frequencies = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct words in code point order, with their document frequencies.

    Deleted documents may still count.
    """

    words: Sequence[str]
    frequencies: Frequencies

    def starting_with(self, prefix: str) -> range:
        """Indexes of the words with a prefix."""
        return range(bisect_left(self.words, prefix), bisect_left(self.words, prefix + _LAST))

    def frequency(self, word: str) -> int:
        """Document frequency of `word`; 0 if it is not in the index."""
        at = bisect_left(self.words, word)
        return int(self.frequencies[at]) if at < len(self.words) and self.words[at] == word else 0


def merged(parts: Iterable[Vocabulary]) -> Vocabulary:
    """Vocabulary of all segments, document frequencies added up."""
    vocabularies = list(parts)
    if len(vocabularies) == 1:
        return vocabularies[0]
    counts: dict[str, int] = {}
    for part in vocabularies:
        for word, frequency in zip(part.words, part.frequencies.tolist(), strict=True):
            counts[word] = counts.get(word, 0) + frequency
    words = sorted(counts)
    return Vocabulary(words, np.array([counts[word] for word in words], np.uint32))
