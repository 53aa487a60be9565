"""The postings of a term as packed arrays: how they are laid out in a segment's postings file, written and read."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh.codec import base

UInt32 = npt.NDArray[np.uint32]

MAGIC: Final = b"ZSP1"
HEADER: Final = struct.Struct("<4sIIBBH")
"""Magic, number of documents, number of positions, bytes a frequency, bytes a position (0: no positions), padding.

Behind it, little-endian: the document numbers (4 bytes each, ascending), the positions of each document in turn, the
frequencies; then zeros up to a multiple of 4, so that the next term's document numbers are aligned.
"""
_WIDTHS: Final = {1: "<u1", 2: "<u2", 4: "<u4"}


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands: `documents` ascending, `frequencies` one for each, `positions` of each document in turn.

    positions: offsets in the paragraph (code points), ascending within a document; empty where the field has none.
    """

    documents: UInt32
    frequencies: UInt32
    positions: UInt32

    def only(self, keep: npt.NDArray[np.bool_]) -> Postings:
        """The postings of those documents for which `keep`, indexed by document number, is true."""
        chosen = keep[self.documents]
        if chosen.all():
            return self
        spread = np.repeat(chosen, self.frequencies) if len(self.positions) else np.zeros(0, np.bool_)
        return Postings(self.documents[chosen], self.frequencies[chosen], self.positions[spread])


EMPTY: Final = Postings(np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint32))


def _width(largest: int) -> int:
    return next(width for width in _WIDTHS if largest < 1 << 8 * width)


def pack(documents: array[int], frequencies: array[int], positions: array[int]) -> bytes:
    """One term's postings as they stand in the file."""
    frequency_width = _width(max(frequencies))
    position_width = _width(max(positions)) if positions else 0
    packed = HEADER.pack(MAGIC, len(documents), len(positions), frequency_width, position_width, 0)
    packed += np.asarray(documents, "<u4").tobytes()
    if positions:
        packed += np.asarray(positions, _WIDTHS[position_width]).tobytes()
    packed += np.asarray(frequencies, _WIDTHS[frequency_width]).tobytes()
    return packed + b"\0" * (-len(packed) % 4)


def packed_size(header: bytes) -> int:
    """How many bytes the postings with this header take, header included; raises ValueError for another header."""
    magic, documents, positions, frequency_width, position_width, _ = HEADER.unpack(header)
    if magic != MAGIC:
        raise ValueError("no postings here")
    size: int = HEADER.size + documents * (4 + frequency_width) + positions * position_width
    return size


def unpack(file: npt.NDArray[np.uint8], offset: int) -> Postings:
    """The postings that start at byte `offset` of a postings file; raises ValueError where none start."""
    end = offset + HEADER.size
    magic, documents, positions, frequency_width, position_width, _ = HEADER.unpack(file[offset:end].tobytes())
    if magic != MAGIC:
        raise ValueError(f"no postings at byte {offset}")

    def take(count: int, width: int) -> UInt32:
        nonlocal end
        start, end = end, end + count * width
        if end > len(file):
            raise ValueError(f"postings at byte {offset} run past the end of the file")
        return file[start:end].view(_WIDTHS[width]).astype(np.uint32, copy=False)

    found = take(documents, 4)
    places = take(positions, position_width) if positions else EMPTY.positions
    return Postings(found, take(documents, frequency_width), places)


class PostingsWriter(base.PostingsWriter):
    """Whoosh's postings writer: gathers a term's postings and writes them in one piece."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._terminfo: Any = None

    def start_postings(self, format_: Any, terminfo: Any) -> None:  # noqa: ARG002 - Whoosh's signature
        """Begin a term."""
        self._terminfo = terminfo
        self._documents = array("I")
        self._frequencies = array("I")
        self._positions = array("I")

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:  # noqa: ARG002
        """Add a document; `vbytes` holds its positions as the field's format encodes them."""
        self._documents.append(id_)
        self._frequencies.append(int(weight))
        self._positions.frombytes(vbytes)

    def finish_postings(self) -> Any:
        """Write the term and tell Whoosh's term dictionary where it stands."""
        start = self._file.tell()
        packed = pack(self._documents, self._frequencies, self._positions)
        self._file.write(packed)
        self._terminfo.add_block(self)
        self._terminfo.set_extent(start, len(packed))
        return self._terminfo

    @property
    def _weights(self) -> array[int]:
        """What Whoosh's term dictionary adds up for a block."""
        return self._frequencies

    def written(self) -> bool:
        """Whether a part of the term has been written: never before it is finished."""
        return False

    def __len__(self) -> int:
        return len(self._documents)

    def min_id(self) -> int:
        """The first document."""
        return self._documents[0]

    def max_id(self) -> int:
        """The last document."""
        return self._documents[-1]

    def min_length(self) -> int:
        """Whoosh's field lengths are not kept: the schema has a column for them."""
        return 0

    def max_length(self) -> int:
        """See `min_length`."""
        return 0

    def max_weight(self) -> int:
        """The highest frequency."""
        return max(self._frequencies)
