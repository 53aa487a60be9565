"""Integrity check: every file as it was written, every paragraph's postings those of its stored text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.analysis import Segmenter, grams, searched, searched_text, well_formed
from index.analysis.searched import Shift
from index.local.snapshot import Snapshot
from index.local.sums import sum_file
from index.manifest import Generation, SegmentFile
from index.segment.restored import RESTORED, wrong_places

_MIX = np.uint64(0x9E3779B97F4A7C15)


def broken_files(data: Path, generation: Generation) -> list[str]:
    """Problems of the generation's files, one per line; empty if every byte is as it was written."""
    problems = []
    for name, file in generation.files.items():
        found = _sum(data / name)
        if found is None:
            problems.append(f"缺少文件 {name}")
        elif found != file:
            problems.append(f"文件 {name} 的内容与写入时不同")
    return problems


def _sum(path: Path) -> SegmentFile | None:
    try:
        return sum_file(path)
    except OSError:
        return None


def problems(snapshot: Snapshot, segmenter: Segmenter) -> Iterator[str]:
    """Problems of a generation's files and of their content, one per line.

    Words are compared only if the index was made with the present user dictionary.
    """
    broken = broken_files(snapshot.data, snapshot.generation)
    yield from broken
    if not broken:
        yield from _disagreements(snapshot, segmenter)


def _disagreements(snapshot: Snapshot, segmenter: Segmenter) -> Iterator[str]:
    live = snapshot.documents if snapshot.live is None else int(snapshot.live.sum())
    if live != snapshot.generation.paragraphs:
        yield f"段落数不符：记录 {snapshot.generation.paragraphs}，实有 {live}"
    yield from _wrong_shifts(snapshot)
    yield from _wrong_places(snapshot)
    held = snapshot.live_lengths()
    for each in snapshot.generation.reprints:
        if well_formed(each.of) not in held:
            yield f"转载 {each.id} 所留的 {each.of} 不在索引里"
    analyses: list[tuple[str, Callable[[str], dict[str, list[int]]]]] = [("grams", grams)]
    if snapshot.generation.made_by.dictionary == segmenter.digest:
        analyses.append(("words", partial(word_offsets, segmenter=segmenter)))
    for field, analyse in analyses:
        posted = _posted_sums(snapshot, field)
        for document in snapshot.live_documents():
            found = analyse(searched_text(snapshot.text(document))).items()
            sums = [_term_sums(term, np.array(offsets, np.uint64)) for term, offsets in found]
            expected = np.concatenate(sums).sum(dtype=np.uint64) if sums else np.uint64(0)
            if posted[document] != expected:
                yield f"第 {document} 号段落的 {field} 索引与原文不符"


def _wrong_shifts(snapshot: Snapshot) -> Iterator[str]:
    """Paragraphs whose map from the searched text is not that of their text."""
    stored: dict[int, list[Shift]] = defaultdict(list)
    shifts = snapshot.shifts
    for document, *shift in zip(*(each.tolist() for each in astuple(shifts)), strict=True):
        stored[document].append((shift[0], shift[1], shift[2]))
    for document in snapshot.live_documents():
        if stored.get(document, []) != list(searched(snapshot.text(document)).shifts):
            yield f"第 {document} 号段落的位置对照与原文不符"


def _wrong_places(snapshot: Snapshot) -> Iterator[str]:
    """Paragraphs whose restored places are no spans of their text."""
    for report in snapshot.live_reports.tolist():
        meta = snapshot.full_meta(report)
        documents = snapshot.documents_of(report)
        for number in wrong_places(meta, [snapshot.text(each) for each in documents] if RESTORED in meta else ()):
            yield f"报告 {meta['id']} 第 {number} 段的复原与原文不符"


def word_offsets(text: str, segmenter: Segmenter) -> dict[str, list[int]]:
    """Terms of `text` with their start offsets (code points), ascending."""
    offsets: dict[str, list[int]] = defaultdict(list)
    for word, start, _ in sorted(segmenter.words(text), key=lambda token: token[1]):
        offsets[word].append(start)
    return offsets


def _posted_sums(snapshot: Snapshot, field: str) -> npt.NDArray[np.uint64]:
    """For every document, a sum over its postings that any change to them changes."""
    sums = np.zeros(snapshot.documents, np.uint64)
    for term in snapshot.terms(field):
        postings = snapshot.postings(field, term)
        documents = np.repeat(postings.documents, postings.frequencies)
        np.add.at(sums, documents, _term_sums(term, postings.positions.astype(np.uint64)))
    return sums


def _term_sums(term: str, positions: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    seed = np.uint64(int.from_bytes(term.encode("utf-8")[:32], "little") % (1 << 61))
    mixed = (positions + np.uint64(1)) * _MIX ^ seed
    mixed ^= mixed >> np.uint64(31)
    return mixed * _MIX
