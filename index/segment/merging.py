"""Segment merging: arrays are joined term by term, deleted documents left out; nothing is analysed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.segment.arrays import ArrayFileWriter
from index.segment.figures import merge_figures
from index.segment.narrow import Numbers
from index.segment.postings import FieldPostings, FieldWriter
from index.segment.reader import SegmentReader, merge_stored
from index.segment.stream import merge_streams
from index.segment.terms import merge_terms, only

Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PIECE: Final = 1 << 21
"""Positions in memory at a time, approximately."""


def merge_segments(path: Path, readers: Sequence[SegmentReader], lives: Sequence[Mask]) -> None:
    """Write the live documents of all segments to a new file at `path`, in order.

    lives: mask of each segment's live documents.
    """
    with ArrayFileWriter(path) as file:
        merge_stored(file, zip(readers, lives, strict=True))
        merge_streams(file, [(reader.file, live) for reader, live in zip(readers, lives, strict=True)])
        merge_figures(file, [(reader.figures, live) for reader, live in zip(readers, lives, strict=True)])
        for reader in readers:
            reader.file.forget_pages()
        for field in sorted({field for reader in readers for field in reader.fields()}):
            _merge_field(file, field, readers, lives)


@dataclass(slots=True)
class _Part:
    """A field in one of the segments; numbers: its terms' numbers in the merged field."""

    field: FieldPostings
    renumbered: Int64 | None
    base: int
    numbers: Int64


def _merge_field(file: ArrayFileWriter, field: str, readers: Sequence[SegmentReader], lives: Sequence[Mask]) -> None:
    bases = np.cumsum([0, *(int(live.sum()) for live in lives)]).tolist()
    found = [
        (postings, None if live.all() else np.where(live, np.cumsum(live) - 1, -1), base)
        for reader, live, base in zip(readers, lives, bases, strict=False)
        if (postings := reader.field(field)) is not None
    ]
    terms, numbers = merge_terms([postings.terms for postings, _, _ in found])
    parts = [_Part(*each, own) for each, own in zip(found, numbers, strict=True)]
    documents, positions = _counts(parts, len(terms))
    kept = documents > 0
    if not kept.any():
        return
    writer = FieldWriter(
        file,
        field,
        only(terms, kept),
        documents[kept],
        None if positions is None else positions[kept],
        documents=bases[-1],
        position_bytes=max(part.field.position_bytes for part in parts),
        counted=any(part.field.counted for part in parts),
    )
    for first, last in _pieces(documents if positions is None else positions):
        writer.write(*_piece(parts, first, last))
        # Pages once read are not needed again, and would count as this process's memory.
        for reader in readers:
            reader.file.forget_pages()
    writer.finish()


def _counts(parts: list[_Part], terms: int) -> tuple[Int64, Int64 | None]:
    """Numbers of postings and of positions of each term in the merged field."""
    documents = np.zeros(terms, np.int64)
    positions = np.zeros(terms, np.int64)
    for part in parts:
        own = range(len(part.field.terms))
        if part.renumbered is None:
            documents[part.numbers] += _differences(part.field.first)
            if part.field.begins is not None:
                positions[part.numbers] += _differences(part.field.begins)
            continue
        for first, last in _pieces(_differences(part.field.first)):
            live, frequencies, owner = _live_postings(part, own[first:last])
            counts = np.bincount(owner, live, minlength=last - first).astype(np.int64)
            documents[part.numbers[first:last]] += counts
            counts = np.bincount(owner, frequencies * live, minlength=last - first).astype(np.int64)
            positions[part.numbers[first:last]] += counts
    return documents, None if parts[0].field.begins is None else positions


def _live_postings(part: _Part, own: range) -> tuple[Mask, Numbers, Int64]:
    """For each posting of the terms `own`: whether it is live, its frequency, and its term's index in `own`."""
    postings = part.field.read(own)
    assert part.renumbered is not None
    counts = _differences(part.field.first[own.start : own.stop + 1])
    return part.renumbered[postings.documents] >= 0, postings.frequencies, np.repeat(np.arange(len(own)), counts)


def _differences(bounds: Numbers) -> Int64:
    """Lengths of the pieces between these bounds."""
    wide = bounds.astype(np.int64)
    return wide[1:] - wide[:-1]


def _pieces(sizes: Int64) -> Iterator[tuple[int, int]]:
    """Ranges of terms of about PIECE positions each."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, done + PIECE, "right")), first + 1)
        yield first, last
        first = last


def _piece(parts: list[_Part], first: int, last: int) -> tuple[Numbers, Numbers, Numbers]:
    """Merged documents, frequencies and positions of the terms from `first` up to `last`."""
    blocks = [_block(part, first, last) for part in parts]
    document_counts = np.array([counts for _, _, _, counts, _ in blocks])
    position_counts = np.array([counts for _, _, _, _, counts in blocks])
    widest = np.result_type(*(frequencies for _, frequencies, _, _, _ in blocks))
    documents = _interleave([block[0] for block in blocks], document_counts, np.dtype(np.intp))
    frequencies = _interleave([block[1] for block in blocks], document_counts, widest)
    widest = np.result_type(*(positions for _, _, positions, _, _ in blocks))
    positions = _interleave([block[2] for block in blocks], position_counts, widest)
    return documents, frequencies, positions


def _block(part: _Part, first: int, last: int) -> tuple[Numbers, Numbers, Numbers, Int64, Int64]:
    """A part's share of the merged terms from `first` up to `last`.

    Returns documents, frequencies, positions, and the numbers of documents and of positions of each term.
    """
    start, stop = (int(at) for at in np.searchsorted(part.numbers, [first, last]))
    postings = part.field.read(range(start, stop))
    owner = np.repeat(part.numbers[start:stop] - first, _differences(part.field.first[start : stop + 1]))
    if part.renumbered is None:
        documents = postings.documents
    else:
        renumbered = part.renumbered[postings.documents]
        live = renumbered >= 0
        postings, owner, documents = postings.chosen(live), owner[live], renumbered[live]
    counts = np.bincount(owner, minlength=last - first)
    position_counts = counts
    if part.field.begins is not None:
        position_counts = np.bincount(owner, postings.frequencies, minlength=last - first).astype(np.int64)
    return documents + part.base, postings.frequencies, postings.positions, counts, position_counts


def _interleave(blocks: list[Numbers], counts: npt.NDArray[np.int64], dtype: np.dtype[Any]) -> Numbers:
    """Blocks that are each in order of terms, merged in order of terms; counts: by block and term."""
    if not any(map(len, blocks)):
        return np.zeros(0, dtype)
    # Output offset of each run: terms first, blocks within a term.
    starts = (np.cumsum(counts.T.ravel()) - counts.T.ravel()).reshape(counts.T.shape).T
    merged = np.empty(int(counts.sum()), dtype)
    for block, own, start in zip(blocks, counts, starts, strict=True):
        if len(block):
            before = np.cumsum(own) - own
            merged[np.repeat(start - before, own) + np.arange(len(block))] = block
    return merged
