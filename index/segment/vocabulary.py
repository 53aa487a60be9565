"""The words of an index with their document frequencies, in order: for completion and suggestions."""

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
    """Words in order of code points, each once, and in how many documents each stands.

    A document that was deleted may still be counted.
    """

    words: Sequence[str]
    frequencies: Frequencies

    def starting_with(self, prefix: str) -> range:
        """The places of the words that begin with `prefix`."""
        return range(bisect_left(self.words, prefix), bisect_left(self.words, prefix + _LAST))

    def frequency(self, word: str) -> int:
        """In how many documents `word` stands; 0 where it is no word of the index."""
        at = bisect_left(self.words, word)
        return int(self.frequencies[at]) if at < len(self.words) and self.words[at] == word else 0


def merged(parts: Iterable[Vocabulary]) -> Vocabulary:
    """The words of all segments; a word's documents are those of all of them."""
    vocabularies = list(parts)
    if len(vocabularies) == 1:
        return vocabularies[0]
    counts: dict[str, int] = {}
    for part in vocabularies:
        for word, frequency in zip(part.words, part.frequencies.tolist(), strict=True):
            counts[word] = counts.get(word, 0) + frequency
    words = sorted(counts)
    return Vocabulary(words, np.array([counts[word] for word in words], np.uint32))
