"""The words of an index with their document frequencies: one small file beside each segment, read whole.

A segment's file, little-endian:

| bytes | what |
|---|---|
| 12 | `ZSW1`, number of words *n*, bytes of text *t* |
| 4*n* | in how many of the segment's documents each word stands, deleted ones included |
| *t* | the words in order of code points, UTF-8, a line feed between two |
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.codec import ColumnarCodec

FIELD: Final = "words"
_MAGIC: Final = b"ZSW1"
_HEADER: Final = struct.Struct("<4sII")
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


def vocabulary_name(segment: Any) -> str:
    """The name of a segment's file; it begins as those of the segment's other files do, so it goes when they go."""
    name: str = segment.make_filename(".words")
    return name


def write_vocabulary(directory: Path, storage: Any, segment: Any) -> None:
    """Write the file of a segment that stands in `storage`, which is `directory`."""
    words, frequencies = [], []
    terms = ColumnarCodec().terms_reader(storage, segment)
    try:
        if FIELD in terms.indexed_field_names():
            for (field, word), info in terms.items_from(FIELD, b""):
                if field != FIELD:
                    break
                words.append(word)
                frequencies.append(info.doc_frequency())
    finally:
        terms.close()
    text = b"\n".join(words)
    packed = _HEADER.pack(_MAGIC, len(words), len(text)) + np.asarray(frequencies, "<u4").tobytes() + text
    (directory / vocabulary_name(segment)).write_bytes(packed)


def read_vocabulary(content: bytes) -> Vocabulary:
    """What a segment's file holds; raises ValueError when `content` is no such file."""
    if len(content) < _HEADER.size:
        raise ValueError("too short for a vocabulary")
    magic, count, size = _HEADER.unpack_from(content)
    start = _HEADER.size + 4 * count
    if magic != _MAGIC or len(content) != start + size:
        raise ValueError("not a vocabulary")
    words = content[start:].decode("utf-8").split("\n") if size else []
    if len(words) != count:
        raise ValueError("not as many words as frequencies")
    return Vocabulary(words, np.frombuffer(content, "<u4", count, _HEADER.size).astype(np.uint32))


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
