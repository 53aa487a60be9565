"""Whoosh's matcher over a term's postings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh.matching.mcore import LeafMatcher, ReadTooFar

from index.segment.arrays import Array
from index.segment.postings import Postings

BLOCK: Final = 128
"""Postings that Whoosh skips at once when none of them can score high enough."""

Term = tuple[str, bytes]
Order = Callable[[int, list[int]], list[int]]
"""Positions of a term in a document, from the document's number and the term's offsets in it."""


class PostingsMatcher(LeafMatcher):
    """Walks the postings of one term, in blocks of BLOCK; a value is the positions in the field's format."""

    def __init__(
        self, postings: Postings, lengths: Array | None, order: Order | None, format_: Any, term: Term, scorer: Any
    ) -> None:
        """lengths: number of terms of each of the segment's documents, in a field that is scored by length.

        order: maps offsets to positions, where these differ.
        """
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._lengths = lengths
        self._order = order
        self._count = len(postings.documents)
        self._at = 0

    def is_active(self) -> bool:
        """Whether it is on a posting."""
        return self._at < self._count

    def reset(self) -> None:
        """Go to the first posting."""
        self._at = 0

    def copy(self) -> PostingsMatcher:
        """A copy on the same posting."""
        other = PostingsMatcher(self._postings, self._lengths, self._order, self.format, self._term, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        """The document; past the end still the last one, which some of Whoosh's matchers ask for."""
        return int(self._postings.documents[min(self._at, self._count - 1)])

    def all_ids(self) -> Iterator[int]:
        """The documents of all postings."""
        return iter(self._postings.documents.tolist())

    def weight(self) -> float:
        """Term frequency in the document."""
        return float(self._postings.frequencies[self._at])

    def value(self) -> bytes:
        """Encoded positions; empty in a field without. Raises WhooshRefused as `value_as` does."""
        if not len(self._postings.positions):
            return b""
        value: bytes = self.format.encode(self._positions())
        return value

    def value_as(self, astype: str) -> Any:
        """The decoded value; raises WhooshRefused if the installed segmenter makes other words of the text."""
        has_positions = astype == "positions" and len(self._postings.positions) > 0
        return self._positions() if has_positions else super().value_as(astype)

    def _positions(self) -> list[int]:
        start, end = self._bounds[self._at : self._at + 2].tolist()
        offsets: list[int] = self._postings.positions[start:end].tolist()
        return self._order(self.id(), offsets) if self._order else offsets

    @cached_property
    def _bounds(self) -> npt.NDArray[np.int64]:
        """Offset of each posting's positions, and the end of all."""
        return np.concatenate([[0], np.cumsum(self._postings.frequencies, dtype=np.int64)])

    def next(self) -> bool:  # type: ignore[override] # Whoosh says None and uses the answer
        """Go to the next posting; returns whether that begins another block. Raises ReadTooFar past the end."""
        self._check()
        self._at += 1
        return self._at % BLOCK == 0 or not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go on to the first document that is not before `id`; raises ReadTooFar past the end."""
        self._check()
        if id > self.id():
            self._at += int(np.searchsorted(self._postings.documents[self._at :], id))

    def _check(self) -> None:
        if not self.is_active():
            raise ReadTooFar

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to the next block that may score above `minquality`; returns the number of blocks skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = self._block.stop
            skipped += 1
        return skipped

    @property
    def _block(self) -> slice:
        start = self._at - self._at % BLOCK
        return slice(start, min(start + BLOCK, self._count))

    def block_min_id(self) -> int:
        """The first document of the block."""
        return int(self._postings.documents[self._block.start])

    def block_max_id(self) -> int:
        """The last document of the block."""
        return int(self._postings.documents[self._block.stop - 1])

    def block_max_weight(self) -> float:
        """Maximum term frequency in the block."""
        return float(self._postings.frequencies[self._block].max())

    def block_min_length(self) -> int:
        """Length of the shortest document of the block; 0 in a field that is not scored by length."""
        return int(self._block_lengths().min())

    def block_max_length(self) -> int:
        """Length of the longest document of the block; 0 in a field that is not scored by length."""
        return int(self._block_lengths().max())

    def _block_lengths(self) -> Array:
        if self._lengths is None:
            return np.zeros(1, np.uint8)
        return self._lengths[self._postings.documents[self._block]]
