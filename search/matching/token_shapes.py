"""What the distinct tokens of an index are, as far as matching must know: their lengths, words, ends of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index.analysis.segmentation import is_word
from index.segment.stream import TokenStreams
from search.matching.arrays import Mask

_ENDS: Final = frozenset("。！？；!?;\n\r")
"""Signs that end a sentence for windows of words."""


class TokenShapes:
    """Each array has an element for each distinct token."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Code points of each token."""
        return np.fromiter(map(len, self.words), np.int64, len(self.words))

    @cached_property
    def word(self) -> Mask:
        """Tokens that are words: letters or digits are in them, Han characters included."""
        return self._mask(map(is_word, self.words))

    @cached_property
    def space(self) -> Mask:
        """White space, which is beside no word."""
        return self._mask(map(str.isspace, self.words))

    @cached_property
    def sentence_end(self) -> Mask:
        """Tokens with a sign that ends a sentence."""
        return self._mask(not _ENDS.isdisjoint(word) for word in self.words)

    def _mask(self, each: Iterable[bool]) -> Mask:
        return np.fromiter(each, np.bool_, len(self.words))


_KNOWN: Final[WeakKeyDictionary[TokenStreams, TokenShapes]] = WeakKeyDictionary()


def shapes_of(stream: TokenStreams) -> TokenShapes:
    """The shapes of an index's tokens, which are found out once for each generation."""
    shapes = _KNOWN.get(stream)
    if shapes is None:
        shapes = _KNOWN[stream] = TokenShapes(stream.words)
    return shapes
