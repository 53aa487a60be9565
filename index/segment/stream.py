"""Token stream of a segment: the words of every paragraph in reading order (jieba's accurate mode), as numbers.

| array | elements | content |
|---|---|---|
| `stream.text`, `stream.ends` | tokens | the distinct tokens, as terms are kept (index/segment/terms.py) |
| `stream.first` | documents + 1 | where each paragraph's tokens begin |
| `stream.numbers` | all tokens, 2 bytes | number of each, narrow (index/segment/narrow.py): frequent ones are low |

The tokens of a paragraph, joined, are its searched text, simplified: as long, so that lengths add up to offsets in it.
Distinct tokens are numbered by frequency, ties by code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.errors import CorruptIndex
from index.segment.arrays import ArrayFile, ArrayFileWriter, in_runs, narrowest
from index.segment.narrow import Narrow, NarrowWriter, Numbers
from index.segment.terms import LongTerms, read_terms

STREAM: Final = "stream"
_NUMBERS: Final = f"{STREAM}.numbers"
_FIRST: Final = f"{STREAM}.first"
_WIDTH: Final = 2
_PIECE: Final = 1 << 21
"""Tokens in memory at a time, approximately."""

Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class TokenStream:
    """Reads the token stream of one segment; its methods raise CorruptIndex for impossible content."""

    def __init__(self, file: ArrayFile, documents: int) -> None:
        """documents: the segment's number of documents. Raises KeyError if it has no stream."""
        self._file = file.name
        self._terms = read_terms(file, STREAM)
        self._numbers = Narrow(file, _NUMBERS)
        self.first: Int64 = file[_FIRST].astype(np.int64)
        """Where each document's tokens begin, and the end."""
        falls = bool((self.first[1:] < self.first[:-1]).any())
        if len(self.first) != documents + 1 or self.first[0] or falls or self.first[-1] != len(self._numbers):
            raise CorruptIndex.in_file(self._file)

    def strings(self) -> list[str]:
        """The distinct tokens, by number."""
        assert isinstance(self._terms, LongTerms)
        return self._terms.strings()

    def numbers(self, start: int, end: int) -> Numbers:
        """Numbers of the tokens from `start` to `end`."""
        numbers = self._numbers.read(start, end)
        if len(numbers) and int(numbers.max()) >= len(self._terms):
            raise CorruptIndex.in_file(self._file)
        return numbers


class TokenStreams:
    """The token streams of several segments read as one. Safe for threads; methods raise CorruptIndex.

    words: the distinct tokens, by number.
    """

    def __init__(self, parts: Sequence[tuple[TokenStream | None, int]]) -> None:
        """parts: each segment's stream with its number of documents."""
        self._streams = [stream for stream, _ in parts]
        self._documents = np.cumsum([0, *(count for _, count in parts)])
        self.words: list[str] = []
        self._renumbered: list[npt.NDArray[np.uint32] | None] = []
        self._number(self._streams)

    def _number(self, streams: Sequence[TokenStream | None]) -> None:
        """Number the tokens of all segments; the first one's keep their numbers."""
        places: dict[str, int] = {}
        for stream in streams:
            strings = stream.strings() if stream else []
            for token in strings:
                places.setdefault(token, len(places))
            own = np.fromiter(map(places.__getitem__, strings), np.uint32, len(strings))
            self._renumbered.append(None if np.array_equal(own, np.arange(len(own))) else own)
        self.words = list(places)

    def tokens(self, documents: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.uint32], Int64]:
        """Numbers of the tokens of some documents, one document after the other, and how many each has.

        documents: ascending.
        """
        numbers, lengths = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
        cuts = np.searchsorted(documents, self._documents)
        for stream, renumbered, start, first, last in zip(
            self._streams, self._renumbered, self._documents.tolist(), cuts.tolist(), cuts[1:].tolist(), strict=False
        ):
            own = documents[first:last] - start
            if stream is None:
                lengths.append(np.zeros(len(own), np.int64))
            elif len(own):
                found, counts = _tokens_of(stream, own)
                numbers.append(found.astype(np.uint32) if renumbered is None else renumbered[found])
                lengths.append(counts)
        return np.concatenate(numbers), np.concatenate(lengths)


def _tokens_of(stream: TokenStream, documents: npt.NDArray[np.intp]) -> tuple[Numbers, Int64]:
    starts, counts = stream.first[documents], np.diff(stream.first)[documents]
    begin, end = int(starts[0]), int(stream.first[documents[-1] + 1])
    numbers = stream.numbers(begin, end)
    # Documents in a row need no picking.
    return numbers if len(numbers) == int(counts.sum()) else in_runs(numbers, starts - begin, counts), counts


def read_stream(file: ArrayFile, documents: int) -> TokenStream | None:
    """The stream of a segment; None if none of its texts has a token."""
    return TokenStream(file, documents) if _NUMBERS in file else None


def write_stream(file: ArrayFileWriter, tokens: Sequence[str], numbers: Int64, lengths: Int64) -> None:
    """Write the stream of a segment.

    tokens: distinct, in code point order. numbers: of all the texts' tokens in that list. lengths: tokens of each text.
    """
    if not len(tokens):
        return
    order, ranks = _by_frequency(np.bincount(numbers, minlength=len(tokens)))
    _write(file, [tokens[number] for number in order.tolist()], lengths, [ranks[numbers].astype(np.uint32)])


def merge_streams(file: ArrayFileWriter, parts: Sequence[tuple[ArrayFile, Mask]]) -> None:
    """Write the streams of several segments one after the other, live documents only.

    parts: each segment's file with the mask of its live documents.
    """
    streams = [(stream, live) for part, live in parts if (stream := read_stream(part, len(live))) is not None]
    strings = [stream.strings() for stream, _ in streams]
    tokens = sorted(set().union(*strings))
    places = {token: number for number, token in enumerate(tokens)}
    own = [np.array([places[token] for token in each], np.int64) for each in strings]
    counts = np.zeros(len(tokens), np.int64)
    for (stream, live), numbers in zip(streams, own, strict=True):
        for piece in _pieces(stream, live):
            counts += np.bincount(numbers[piece], minlength=len(tokens))
    order, ranks = _by_frequency(counts)
    kept = [tokens[number] for number in order.tolist() if counts[number]]
    if not kept:
        return
    lengths = [_lengths(part, live) for part, live in parts]
    merged = (
        ranks[numbers[piece]].astype(np.uint32)
        for (stream, live), numbers in zip(streams, own, strict=True)
        for piece in _pieces(stream, live)
    )
    _write(file, kept, np.concatenate(lengths), merged)


def _by_frequency(counts: Int64) -> tuple[Int64, Int64]:
    """Numbers by descending count, and the rank of each."""
    order = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return order, ranks


def _pieces(stream: TokenStream, live: Mask) -> Iterator[Numbers]:
    """Numbers of the tokens of live documents, in pieces."""
    start = 0
    while start < len(live):
        bound = int(stream.first[start]) + _PIECE
        end = max(int(np.searchsorted(stream.first, bound, "right")) - 1, start + 1)
        numbers = stream.numbers(int(stream.first[start]), int(stream.first[end]))
        own = live[start:end]
        yield numbers if own.all() else numbers[np.repeat(own, np.diff(stream.first[start : end + 1]))]
        start = end


def _lengths(file: ArrayFile, live: Mask) -> Int64:
    """Number of tokens of each live document."""
    stream = read_stream(file, len(live))
    lengths: Int64 = np.zeros(int(live.sum()), np.int64) if stream is None else np.diff(stream.first)[live]
    return lengths


def _write(file: ArrayFileWriter, tokens: Sequence[str], lengths: Int64, pieces: Iterable[Numbers]) -> None:
    LongTerms.of(tokens).write(file, STREAM)
    file.add(_FIRST, narrowest(np.concatenate([[0], np.cumsum(lengths)])))
    writer = NarrowWriter(file, _NUMBERS, _WIDTH, int(lengths.sum()))
    for piece in pieces:
        writer.write(piece)
    writer.finish()
