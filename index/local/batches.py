"""Batched inversion: reports are gathered into batches, each a segment, in this process or on all cores.

Data flow: reports -> a batch of bounded size -> a worker process analyses and inverts it and writes its segment's file
-> at the end neighbouring small segments are merged. Only texts go to the workers and only file names come back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.analysis import Segmenter
from index.analysis.batch import BatchSegmenter
from index.local.sums import sum_file
from index.manifest import SegmentFile
from index.segment import SegmentReader
from index.segment.inversion import ReportColumns, write_segment
from index.segment.merging import merge_segments
from index.settings import memory_limit
from index.worker_pool import WorkerPool

MAX_MERGED: Final = 1 << 19
"""Segments with more documents are not merged."""

_BASE: Final = 176 << 20
"""Bytes that the process needs whatever it indexes: libraries, jieba's dictionary."""
_BYTES_A_CHARACTER: Final = 176
"""Peak bytes of inversion for each character."""
_LEAST: Final = 1 << 16

NewName = Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's file, its number of documents, and the file's checksum; None for a temporary file."""

    path: Path
    documents: int
    file: SegmentFile | None = None


def processes() -> int:
    """Number of worker processes."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class BatchWriter:
    """Turns reports into segments, in order of arrival.

    Memory stays below a limit (index/settings.py). Raises WorkerDied, within the time that the next report takes.
    """

    def __init__(self, segmenter: Segmenter, new_name: NewName) -> None:
        """new_name: returns the path of a new segment's file."""
        self._segmenter = segmenter
        self._new_name = new_name
        self._workers = processes()
        share = max(memory_limit() - _BASE, 0) // (self._workers * _BYTES_A_CHARACTER)
        self._most = max(share, _LEAST)
        self._batch: list[ReportColumns] = []
        self._characters = 0
        self._pool: WorkerPool | None = None
        self._running: list[tuple[Path, int]] = []

    def add(self, report: ReportColumns) -> None:
        """Add the next report; a batch is no larger than it may be, or than its one report."""
        characters = report.meta["characters"]
        if self._batch and self._characters + characters > self._most:
            self._send()
        self._batch.append(report)
        self._characters += characters
        if self._characters >= self._most:
            self._send()
        elif self._pool is not None:
            self._pool.check()

    def finish(self) -> list[Part]:
        """Segments of all that was added, small neighbours merged."""
        if self._pool is None:
            if not self._batch:
                return []
            path = self._new_name()
            return [_summed(path, write_segment(path, self._batch, BatchSegmenter(self._segmenter)))]
        if self._batch:
            self._send()
        return self._merge(self._pool, [Part(path, self._pool.result(task)) for path, task in self._running])

    def _send(self) -> None:
        if self._pool is None:
            self._pool = _new_pool(self._workers, self._segmenter)
        path = self._new_name()
        # One batch waits here for a worker, which bounds memory.
        self._running.append((path, self._pool.submit(_write, path, self._batch)))
        self._batch, self._characters = [], 0

    def _merge(self, pool: WorkerPool, parts: list[Part]) -> list[Part]:
        """Merge neighbours; the files that stay are on disk, since each worker syncs its own files only."""
        running = [
            pool.submit(_summed, group[0].path, group[0].documents)
            if len(group) == 1
            else pool.submit(merge_live, self._new_name(), [(part.path, ()) for part in group])
            for group in _groups(parts)
        ]
        return [pool.result(task) for task in running]

    def close(self) -> None:
        """Stop the workers; unfinished work is discarded."""
        if self._pool is not None:
            self._pool.close()


def _groups(parts: list[Part]) -> list[list[Part]]:
    """Neighbours that together have at most MAX_MERGED documents."""
    groups: list[list[Part]] = []
    size = MAX_MERGED + 1
    for part in parts:
        if size + part.documents > MAX_MERGED:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += part.documents
    return groups


_worker: list[BatchSegmenter] = []
"""In a worker process: its segmenter."""


def _new_pool(workers: int, segmenter: Segmenter) -> WorkerPool:
    # A forked worker shares the words that are loaded here.
    segmenter.cut("")
    return WorkerPool(workers, _start, segmenter)


def _start(segmenter: Segmenter) -> None:
    _worker.append(BatchSegmenter(segmenter))


def _write(path: Path, batch: list[ReportColumns]) -> int:
    return write_segment(path, batch, _worker[0])


def merge_live(path: Path, parts: Sequence[tuple[Path, Sequence[tuple[int, int]]]]) -> Part:
    """Merge segments into a new file at `path`, which is on disk on return.

    parts: each segment's file and the half-open ranges of its deleted documents.
    """
    readers = [SegmentReader(part) for part, _ in parts]
    lives = []
    for reader, (_, deleted) in zip(readers, parts, strict=True):
        live = np.ones(reader.documents, np.bool_)
        for start, end in deleted:
            live[start:end] = False
        lives.append(live)
    merge_segments(path, readers, lives)
    return _summed(path, int(sum(live.sum() for live in lives)))


def _summed(path: Path, documents: int) -> Part:
    return Part(path, documents, sum_file(path, sync=True))
