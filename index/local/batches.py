"""Batched inversion: reports are gathered into batches, each a segment, in this process or on all cores.

Data flow: reports -> a batch of bounded size -> a worker process analyses and inverts it and writes its segment's file
-> at the end neighbouring small segments are merged. Only texts go to the workers and only file names come back.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from index.analysis import Segmenter
from index.analysis.batch import BatchSegmenter
from index.errors import WorkerDied
from index.local.sums import sum_file
from index.manifest import SegmentFile
from index.segment import SegmentReader
from index.segment.inversion import ReportColumns, write_segment
from index.segment.merging import merge_segments
from index.settings import memory_limit

MAX_MERGED: Final = 1 << 19
"""Segments with more documents are not merged."""

_BASE: Final = 176 << 20
"""Bytes that the process needs whatever it indexes: libraries, jieba's dictionary."""
_BYTES_A_CHARACTER: Final = 176
"""Peak bytes of inversion for each character."""
_LEAST: Final = 1 << 16

NewName = Callable[[], Path]
Result = TypeVar("Result")


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

    Memory stays below a limit (index/settings.py). Raises IndexingFailed when a worker dies.
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
        self._pool: ProcessPoolExecutor | None = None
        self._running: deque[Future[int]] = deque()
        self._paths: list[Path] = []
        self._sizes: list[int] = []

    def add(self, report: ReportColumns) -> None:
        """Add the next report."""
        self._batch.append(report)
        self._characters += report.meta["characters"]
        if self._characters >= self._most:
            self._send()

    def finish(self) -> list[Part]:
        """Segments of all that was added, small neighbours merged."""
        if self._pool is None:
            if not self._batch:
                return []
            path = self._new_name()
            return [_summed(path, write_segment(path, self._batch, BatchSegmenter(self._segmenter)))]
        if self._batch:
            self._send()
        while self._running:
            self._sizes.append(self._result(self._running.popleft()))
        return self._merge([Part(path, size) for path, size in zip(self._paths, self._sizes, strict=True)])

    def _send(self) -> None:
        if self._pool is None:
            self._pool = _new_pool(self._workers, self._segmenter)
        # One batch queued beyond the workers keeps them busy, and bounds memory.
        while len(self._running) > self._workers:
            self._sizes.append(self._result(self._running.popleft()))
        path = self._new_name()
        self._paths.append(path)
        self._running.append(self._submit(_write, path, self._batch))
        self._batch, self._characters = [], 0

    def _merge(self, parts: list[Part]) -> list[Part]:
        """Merge neighbours; the files that stay are on disk, since each worker syncs its own files only."""
        running = [
            self._submit(_summed, group[0].path, group[0].documents)
            if len(group) == 1
            else self._submit(merge_live, self._new_name(), [(part.path, ()) for part in group])
            for group in _groups(parts)
        ]
        return [self._result(future) for future in running]

    def _submit(self, work: Callable[..., Result], *arguments: Any) -> Future[Result]:
        assert self._pool is not None
        try:
            return self._pool.submit(work, *arguments)
        except BrokenProcessPool as fault:
            raise WorkerDied from fault

    def _result(self, future: Future[Result]) -> Result:
        try:
            return future.result()
        except BrokenProcessPool as fault:
            raise WorkerDied from fault

    def close(self) -> None:
        """Stop the workers; unfinished work is discarded."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


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


def _new_pool(workers: int, segmenter: Segmenter) -> ProcessPoolExecutor:
    # A forked worker shares the words that are loaded here.
    segmenter.cut("")
    method = "fork" if "fork" in get_all_start_methods() else None
    return ProcessPoolExecutor(workers, get_context(method), _start, (segmenter,))


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
